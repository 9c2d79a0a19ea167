"""Questions of The Trivia API (the-trivia-api.com), versions 1 and 2, as JSON."""

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
    shown,
    text_of,
    texts_of,
)
from cosmoquiz.quiz.question import Wrong

LICENCE: Final = "CC-BY-NC-4.0"
"""Of the questions that the API gives without a subscription."""

SOURCE: Final = "https://the-trivia-api.com"

KEYS: Final = ("questions", "results")

_KINDS: Final = frozenset({"", "text_choice", "multiple choice"})


def fits(found: Document) -> bool:
    """Whether a JSON document holds questions of the API."""
    return any(isinstance(e.value, Object) and "correctAnswer" in e.value for e in found.entries or ())


def read(text: str) -> Incoming:
    """The questions of an answer of the API.

    Raises:
        FormatError: for anything else.

    """
    return from_document(document(text, KEYS))


def from_document(found: Document) -> Incoming:
    """The same for JSON that has been read already."""
    if found.entries is None:
        raise FormatError("there is no list of questions in the file")
    return Incoming(*items_of(found.entries, _item), licence=LICENCE, source=SOURCE)


def _item(entry: Entry) -> Item:
    fields = fields_of(entry.value)
    question = fields.get("question")
    text = (text_of(question, "text") if isinstance(question, Object) else text_of(fields, "question")).strip()
    kind = text_of(fields, "type")
    if kind.casefold() not in _KINDS:
        raise NotUsable(f"its type is {shown(kind)}; only text_choice can come in")
    answer = text_of(fields, "correctAnswer").strip()
    wrong = tuple(Wrong(option.strip()) for option in texts_of(fields, "incorrectAnswers"))
    if not text:
        raise NotUsable("it has no question")
    if not answer:
        raise NotUsable("it has no right answer")
    if not wrong:
        raise NotUsable("it has no wrong option")
    return Item(
        text,
        answer,
        wrong,
        entry.line,
        text_of(fields, "id"),
        difficulty=text_of(fields, "difficulty"),
        tags=_tags(text_of(fields, "category"), *texts_of(fields, "tags")),
    )


def _tags(*names: str) -> tuple[str, ...]:
    """The category and the tags as words: the API writes `film_and_tv`."""
    return tuple(dict.fromkeys(name.replace("_", " ") for name in names if name))
