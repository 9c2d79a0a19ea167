"""JSON that holds a list of questions, read so that each of them knows its line."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from cosmoquiz.banks.fields import QUESTION_LIMIT
from cosmoquiz.banks.formats.item import FormatError, Item, LeftOut
from cosmoquiz.quiz.text import printable

Json: TypeAlias = "str | bool | Object | Sequence[Json] | None"
"""A value as it is read here: a number stays the text that was written, so it can be neither too long nor NaN."""

_BLANK = re.compile(r"[ \t\n\r]*")
_SHOWN: Final = 40
"""Characters of a stray value that are worth showing."""

_PART_LIMIT: Final = 1_000_000
"""Commas and opening brackets of a file."""


class Object(dict[str, Json]):
    """An object of JSON, and the first of its keys that stands twice."""

    __slots__ = ("twice",)

    twice: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A value in a list, and where it begins."""

    number: int
    """From 1, as is the line."""
    line: int
    value: Json


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON text: a list, or an object with a list of questions in it."""

    fields: Mapping[str, Json]
    """What stands beside the list."""
    key: str
    """What the list is called; empty when it is all there is, or when there is none."""
    entries: tuple[Entry, ...] | None
    """None when there is no list."""


class NotUsable(Exception):  # noqa: N818 - it is caught and becomes a LeftOut, never shown
    """An entry that can't become an item; the text is the reason."""


def _object(pairs: list[tuple[str, Json]]) -> Object:
    found = Object(pairs)
    found.twice = None
    if len(found) != len(pairs):
        seen: set[str] = set()
        found.twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return found


def _as_written(text: str) -> str:
    return text


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_as_written,
    parse_float=_as_written,
    parse_constant=_as_written,
    strict=False,
)


def document(text: str, keys: Sequence[str]) -> Document:
    """The JSON in a text; the list of questions in an object has one of the names in `keys`.

    Raises:
        FormatError: for what is no JSON, and for more entries than a bank may have.

    """
    if sum(map(text.count, ",[{")) > _PART_LIMIT:
        raise FormatError("the file holds too much; split it into several files")
    try:
        return _Scanner(text, keys).document()
    except json.JSONDecodeError as error:
        raise FormatError(_broken(error)) from error
    except RecursionError:
        raise FormatError("the JSON lies too deep in itself to be a list of questions") from None


def _broken(error: json.JSONDecodeError) -> str:
    if error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated"):
        return f"line {error.lineno}: the JSON ends in the middle; was the file cut off?"
    return f"line {error.lineno}, column {error.colno}: this is no JSON ({error.msg[:1].lower()}{error.msg[1:]})"


class _Scanner:
    """The way through a JSON text."""

    def __init__(self, text: str, keys: Sequence[str]) -> None:
        self.text = text
        self.keys = keys
        self.at = 0
        self.line = 1
        self.counted = 0
        """Up to where the lines are counted."""

    def document(self) -> Document:
        sign = self._sign()
        fields, key, entries = _object([]), "", None
        if sign == "[":
            entries = tuple(self._entries())
        elif sign == "{":
            fields, key, entries = self._fields()
        else:
            self._value()
        if self._sign():
            raise json.JSONDecodeError("Extra data", self.text, self.at)
        return Document(fields, key, entries)

    def _sign(self) -> str:
        """The next character that is no blank; empty at the end."""
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def _value(self) -> Json:
        value: Json
        if not self._sign():
            raise json.JSONDecodeError("Expecting value", self.text, self.at)
        value, self.at = _DECODER.raw_decode(self.text, self.at)
        return value

    def _fields(self) -> tuple[Object, str, tuple[Entry, ...] | None]:
        fields, name, entries = _object([]), "", None
        for _ in self._parts("}"):
            if self._sign() != '"':
                raise json.JSONDecodeError("Expecting property name enclosed in double quotes", self.text, self.at)
            key = str(self._value())
            if self._sign() != ":":
                raise json.JSONDecodeError("Expecting ':' delimiter", self.text, self.at)
            self.at += 1
            if key in fields or (entries is not None and key == name):
                raise FormatError(f"line {self._line()}: the field {shown(key)} stands twice")
            if entries is None and key in self.keys and self._sign() == "[":
                name, entries = key, tuple(self._entries())
            else:
                fields[key] = self._value()
        return fields, name, entries

    def _entries(self) -> Iterator[Entry]:
        for number in self._parts("]"):
            if number > QUESTION_LIMIT:
                raise FormatError(f"the file holds more than {QUESTION_LIMIT} questions; split it into several files")
            self._sign()
            line = self._line()
            yield Entry(number, line, self._value())

    def _parts(self, end: str) -> Iterator[int]:
        """The numbers from 1 of what stands between brackets, one each time the reader is at a part."""
        self.at += 1
        number = 0
        while self._sign() != end:
            number += 1
            yield number
            sign = self._sign()
            if sign == ",":
                self.at += 1
                if self._sign() == end:
                    raise json.JSONDecodeError("A comma before the closing bracket", self.text, self.at)
            elif sign != end:
                raise json.JSONDecodeError("Expecting ',' delimiter", self.text, self.at)
        self.at += 1

    def _line(self) -> int:
        """The line of the place that has been reached."""
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line


def shown(value: Json) -> str:
    """A value as messages show it."""
    match value:
        case str():
            return f'"{printable(value, _SHOWN)}"'
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case Object():
            return "an object"
        case _:
            return "a list"


def fields_of(value: Json) -> Object:
    """The fields of an entry.

    Raises:
        NotUsable: when it is no object, or when a field stands twice.

    """
    if not isinstance(value, Object):
        raise NotUsable(f"it is {shown(value)} where an object with fields is expected")
    if value.twice is not None:
        raise NotUsable(f"the field {shown(value.twice)} stands twice")
    return value


def text_of(fields: Mapping[str, Json], name: str) -> str:
    """The text of a field; empty without one. Numbers, and true and false, are the text that was written.

    Raises:
        NotUsable: when it holds a list or an object.

    """
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    raise NotUsable(f'"{name}" is {shown(value)} where text is expected')


def texts_of(fields: Mapping[str, Json], name: str) -> tuple[str, ...]:
    """The texts of a list; none without one, and one text is a list of one.

    Raises:
        NotUsable: when it holds anything but texts.

    """
    value = fields.get(name)
    if value is None:
        return ()
    if isinstance(value, Object):
        raise NotUsable(f'"{name}" is an object where a list is expected')
    if isinstance(value, str | bool):
        return (text_of(fields, name),)
    return tuple(text_of({name: entry}, name) for entry in value if entry is not None)


def items_of(
    entries: Sequence[Entry], item_of: Callable[[Entry], Item]
) -> tuple[tuple[Item, ...], tuple[LeftOut, ...]]:
    """The items that entries make, and the entries that `item_of` finds not usable."""
    items: list[Item] = []
    out: list[LeftOut] = []
    for entry in entries:
        try:
            items.append(item_of(entry))
        except NotUsable as reason:
            out.append(LeftOut(entry.line, entry.number, str(reason)))
    return tuple(items), tuple(out)
