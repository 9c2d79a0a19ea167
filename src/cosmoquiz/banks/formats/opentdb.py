"""Questions of the Open Trivia Database, as its API gives them, in any of its encodings."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final
from urllib.parse import unquote_plus

from cosmoquiz.banks.formats.item import FormatError, Incoming, Item
from cosmoquiz.banks.formats.json_list import (
    Document,
    Entry,
    Json,
    NotUsable,
    Object,
    document,
    fields_of,
    items_of,
    shown,
    text_of,
    texts_of,
)
from cosmoquiz.banks.formats.markup import without_entities
from cosmoquiz.quiz.question import Wrong

LICENCE: Final = "CC-BY-SA-4.0"
"""Of all that the database gives, by its own page on the API."""

SOURCE: Final = "https://opentdb.com"

KEYS: Final = ("results", "questions")
"""What the list is called: by the API, and in files made from several answers of it."""

_CODES: Final = {
    "1": "the database had not enough questions for what was asked",
    "2": "the database did not understand what was asked",
    "3": "the session token was unknown to the database",
    "4": "the session token had used up all questions that match",
    "5": "the database was asked too often; ask once in five seconds",
}

_FIELDS: Final = ("category", "type", "difficulty", "question", "correct_answer", "incorrect_answers")
_KINDS: Final = frozenset({"multiple", "boolean"})
_BOOLEAN: Final = {"true": "True", "false": "False"}
_OTHER: Final = {"True": "False", "False": "True"}
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_PERCENT = re.compile(r"(?:[A-Za-z0-9_.~+-]++|%[0-9A-Fa-f]{2})*+")
_ESCAPED_QUOTE = re.compile(r"&(?:quot|#0?39);")
_BARE = re.compile(r"[\"'<>]")
"""What the default encoding escapes; somebody has decoded a file in which it stands."""

Decode = Callable[[str], str]


def fits(found: Document) -> bool:
    """Whether a JSON document is an answer of the database."""
    fields = found.fields
    if "response_code" in fields or "trivia_categories" in fields or found.key == "results":
        return True
    return any(isinstance(e.value, Object) and "correct_answer" in e.value for e in found.entries or ())


def read(text: str) -> Incoming:
    """The questions of an answer of the API, of its bare list, or of a file that holds several of them.

    Raises:
        FormatError: for anything else, and for an answer that says why it holds no questions.

    """
    return from_document(document(text, KEYS))


def from_document(found: Document) -> Incoming:
    """The same for JSON that has been read already."""
    code = found.fields.get("response_code")
    if isinstance(code, str) and code in _CODES:
        raise FormatError(f"this is an answer without questions: {_CODES[code]}")
    if "trivia_categories" in found.fields:
        raise FormatError("this is the list of categories of the Open Trivia Database, not questions")
    if "token" in found.fields and found.entries is None:
        raise FormatError("this is a session token of the Open Trivia Database, not questions")
    if found.entries is None:
        raise FormatError('there is no list of questions ("results") in the file')
    decode = _decoder(list(_texts(entry.value for entry in found.entries)))
    return Incoming(*items_of(found.entries, partial(_item, decode=decode)), licence=LICENCE, source=SOURCE)


def _texts(values: Iterable[Json]) -> Iterator[str]:
    """The texts that are written in the encoding of the file."""
    for value in values:
        if isinstance(value, Object):
            for field in map(value.get, _FIELDS):
                several = field if isinstance(field, list) else [field]
                yield from (text for text in several if isinstance(text, str) and text)


def _decoder(texts: list[str]) -> Decode:
    """How to read the texts. Nothing in the file says which encoding was asked for, so all of them are looked at."""
    if texts and all(_from_base64(text) is not None for text in texts):
        return lambda text: _from_base64(text) or ""
    if any("%" in text for text in texts) and all(_in_percents(text) for text in texts):
        return _from_percents
    escaped, bare = (sum(pattern.search(text) is not None for text in texts) for pattern in (_ESCAPED_QUOTE, _BARE))
    if bare > escaped:
        return lambda text: text
    return without_entities


def _from_base64(text: str) -> str | None:
    """The text behind base64; None when there is none."""
    if len(text) % 4 or not _BASE64.fullmatch(text):
        return None
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def _in_percents(text: str) -> bool:
    return _PERCENT.fullmatch(text) is not None


def _from_percents(text: str) -> str:
    return unquote_plus(text, errors="replace")


def _item(entry: Entry, decode: Decode) -> Item:
    fields = fields_of(entry.value)
    if "correct_answer" not in fields and "question" not in fields:
        raise NotUsable('it has neither "question" nor "correct_answer"')
    kind, difficulty = (decode(text_of(fields, name)).casefold() for name in ("type", "difficulty"))
    question, answer = (decode(text_of(fields, name)).strip() for name in ("question", "correct_answer"))
    wrong = [decode(text).strip() for text in texts_of(fields, "incorrect_answers")]
    if not question:
        raise NotUsable("it has no question")
    if not answer:
        raise NotUsable("it has no right answer")
    if kind == "boolean" or (not kind and answer.casefold() in _BOOLEAN):
        answer = _BOOLEAN.get(answer.casefold(), answer)
        wrong = [_BOOLEAN.get(option.casefold(), option) for option in wrong]
        if not wrong and answer in _OTHER:
            wrong = [_OTHER[answer]]
    elif kind and kind not in _KINDS:
        raise NotUsable(f"its type is {shown(kind)}; only multiple and boolean can come in")
    if not wrong:
        raise NotUsable("it has no wrong option")
    return Item(
        question,
        answer,
        tuple(Wrong(option) for option in wrong),
        entry.line,
        difficulty=difficulty,
        tags=tuple(decode(text_of(fields, "category")).split(": ")),
    )
