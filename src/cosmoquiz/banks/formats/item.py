"""A question on its way in from another format, and what was left behind."""

from dataclasses import dataclass

from cosmoquiz.quiz.question import Wrong


class FormatError(Exception):
    """The file as a whole is not what it should be; the text says so to its owner."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question as it was found; nothing in it has been checked."""

    question: str
    answer: str
    wrong: tuple[Wrong, ...]
    line: int | None = None
    """Where it begins in its file, from 1."""
    id: str = ""
    explanation: str = ""
    source: str = ""
    difficulty: str = ""
    tags: tuple[str, ...] = ()
    hint: str = ""
    as_of: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that could not come in."""

    line: int | None
    """From 1; None where the format knows no lines."""
    number: int
    """The number of the item in its file, from 1, those left out included."""
    reason: str
    """A clause for people: "it has no right answer"."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file in another format holds."""

    items: tuple[Item, ...]
    left_out: tuple[LeftOut, ...] = ()
    title: str = ""
    about: str = ""
    author: str = ""
    licence: str = ""
    language: str = ""
    source: str = ""
    """The default source of the items."""
    remarks: tuple[str, ...] = ()
    """What its owner should know, such as parts of the format that a bank cannot hold; a sentence each."""
