"""A bank as JSON, the shape that `cosmoquiz export --to json` writes."""

import json
from functools import partial
from typing import Final

from cosmoquiz.banks.formats.item import FormatError, Incoming, Item
from cosmoquiz.banks.formats.json_list import (
    Document,
    Entry,
    NotUsable,
    Object,
    document,
    fields_of,
    items_of,
    text_of,
    texts_of,
)
from cosmoquiz.quiz.question import Bank, Question, Wrong

KEYS: Final = ("questions",)

_BANK_TEXTS: Final = ("title", "about", "author", "licence", "language", "source")
_QUESTION_TEXTS: Final = ("explanation", "source", "difficulty", "hint", "as_of", "group")


def write(bank: Bank) -> str:
    """The bank with all texts exactly as they are; what is empty is not written."""
    fields = {name: getattr(bank, name) for name in ("title", "about", "author", "licence", "language")}
    head = {name: text for name, text in fields.items() if text}
    document = {**head, "questions": [_fields(question) for question in bank.questions]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _fields(question: Question) -> dict[str, object]:
    fields: dict[str, object] = {
        "id": question.key.rpartition("/")[2],
        "question": question.text,
        "answer": question.answer,
        "wrong": [option.text for option in question.wrong],
        "notes": {option.text: option.note for option in question.wrong if option.note},
        "explanation": question.explanation,
        "source": question.source,
        "difficulty": question.difficulty,
        "tags": list(question.tags),
        "hint": question.hint,
        "as_of": question.as_of,
        "group": question.group,
    }
    return {name: value for name, value in fields.items() if value}


def fits(found: Document) -> bool:
    """Whether a JSON document is a bank, or a bare list of a bank's questions."""
    if found.key == "questions":
        return True
    return any(isinstance(e.value, Object) and {"answer", "wrong"} <= set(e.value) for e in found.entries or ())


def read(text: str) -> Incoming:
    """The bank in a text that `write` gave, or that has its shape.

    Raises:
        FormatError: for anything else.

    """
    return from_document(document(text, KEYS))


def from_document(found: Document) -> Incoming:
    """The same for JSON that has been read already."""
    if found.entries is None:
        raise FormatError('there is no list of questions ("questions") in the file')
    try:
        head = {name: text_of(found.fields, name) for name in _BANK_TEXTS}
        difficulty, tags = text_of(found.fields, "difficulty"), texts_of(found.fields, "tags")
    except NotUsable as reason:
        raise FormatError(str(reason)) from reason
    return Incoming(
        *items_of(found.entries, partial(_item, difficulty=difficulty, tags=tags)),
        head["title"],
        head["about"],
        head["author"],
        head["licence"],
        head["language"],
        head["source"],
    )


def _item(entry: Entry, difficulty: str, tags: tuple[str, ...]) -> Item:
    fields = fields_of(entry.value)
    question, answer = text_of(fields, "question"), text_of(fields, "answer")
    wrong = _wrong(fields)
    for what, there in (("question", question), ("right answer", answer), ("wrong option", wrong)):
        if not there:
            raise NotUsable(f"it has no {what}")
    texts = {name: text_of(fields, name) for name in _QUESTION_TEXTS}
    texts["difficulty"] = texts["difficulty"] or difficulty
    own = tuple(dict.fromkeys((*tags, *texts_of(fields, "tags"))))
    return Item(question, answer, wrong, entry.line, text_of(fields, "id"), tags=own, **texts)


def _wrong(fields: Object) -> tuple[Wrong, ...]:
    """The wrong options with the notes on them; as in a bank, `wrong` itself may hold the notes."""
    wrong = fields.get("wrong")
    if isinstance(wrong, Object):
        said = fields_of(wrong)
        return tuple(Wrong(option, text_of(said, option)) for option in said)
    notes = fields.get("notes")
    if notes is None:
        return tuple(Wrong(option) for option in texts_of(fields, "wrong"))
    if not isinstance(notes, Object):
        raise NotUsable('"notes" is not an object of options and what is said of them')
    said = fields_of(notes)
    return tuple(Wrong(option, text_of(said, option)) for option in texts_of(fields, "wrong"))
