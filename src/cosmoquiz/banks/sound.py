"""The short way for questions that are sound: from the parser's events to their texts, without a tree.

Whatever is unusual in any way is left to the long way (reader.py and check.py), which alone says what is wrong. So this
way refuses freely, and what it accepts the long way accepts to the same end.
"""

import re
from collections.abc import Callable
from itertools import chain
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import yaml

from cosmoquiz.banks.fields import ID_LIMIT, LENGTHS, PROSE, QUESTION_FIELDS, TAG_LIMIT, WRONG_LIMIT
from cosmoquiz.banks.problem import Place
from cosmoquiz.quiz.question import DIFFICULTIES, Difficulty, Wrong
from cosmoquiz.quiz.text import fold

_FromParser: TypeAlias = Any
"""An event of libyaml's parser."""

_Scalar: Final = yaml.ScalarEvent
_ListStart: Final = yaml.SequenceStartEvent
_FieldsStart: Final = yaml.MappingStartEvent
_FieldsEnd: Final = yaml.MappingEndEvent
_ListEnd: Final = yaml.SequenceEndEvent

_HARMLESS: Final = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0384-\u0386\u0388-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u203b\u20ac\u2116\n]*"
)
"""Characters of European texts that the gate passes, each by itself and in any order, and that NFC leaves alone."""

_ID: Final = re.compile(rf"[a-z0-9-]{{1,{ID_LIMIT}}}")
_BLOCKS: Final = frozenset("|>")
_BLOCK_COMMENT: Final = re.compile(r"[|>][-+0-9]{0,2}#")
_THREE_DIGITS: Final = re.compile(r"[0-9]{3}(?![0-9A-Za-z_])")
_LISTS: Final = frozenset({"wrong", "tags", "lint"})
_TEXTS: Final = QUESTION_FIELDS - _LISTS
_DIFFICULTIES: Final[dict[str, Difficulty | Literal[""]]] = {"": "", **{each: each for each in DIFFICULTIES}}
_SHORT: Final = min(LENGTHS[name] for name in ("question", "answer", "wrong", "note", "explanation", "source", "hint"))
"""Characters of a whole question in which only ids, tags and the small fields can be too long."""
_LIMITS: Final = {name: LENGTHS.get(name, ID_LIMIT) for name in (*QUESTION_FIELDS, "note")}
_SEVERAL_LINES: Final = frozenset({"question", "explanation"})
_ENTRIES: Final = 2 * TAG_LIMIT
"""Entries of one list that are looked at; more are unusual."""


class Sound(NamedTuple):
    """A question whose fields are sound by themselves; its id and tags are still to be held against the others'.

    What is not given is empty.
    """

    line: int
    """Counted from 0, as is the column."""
    column: int
    id: str
    id_at: Place
    text: str
    answer: str
    wrong: tuple[Wrong, ...]
    explanation: str
    source: str
    difficulty: Difficulty | Literal[""]
    tags: tuple[str, ...]
    tags_at: Place
    hint: str
    as_of: str
    group: str
    lint: tuple[str, ...]


class Short:
    """The short way through one text."""

    def __init__(self, source: str, first: int, comments: bool, get: Callable[[], _FromParser]) -> None:
        """`source` is what the parser reads, `first` the line in which it begins; `get` gives its next event.

        `comments` is whether there may be any.
        """
        self.source = source
        self.first = first
        self.get = get
        self.careful = comments or "&" in source or "!" in source
        """Whether there may be an anchor, a tag or a comment."""
        self.tags: dict[tuple[str, ...], tuple[str, ...]] = {}
        """One copy for all questions that have the same."""
        self.shapes: set[tuple[str, ...]] = set()
        """Names of fields, in their order, that were looked at before."""
        self.words: set[str] = set()
        """Tags, and names of advice, that were looked at before."""

    def question(self, start: _FromParser, taken: list[_FromParser]) -> Sound | None:
        """The question that begins with the event `start`, or None when there is anything unusual about it.

        The events that follow it go to the end of `taken`. What the parser raises passes.
        """
        texts: dict[str, str] = {}
        lists: dict[str, list[str]] = {}
        first, mark = self.first, start.start_mark
        line, column = mark.line + first, mark.column
        id_at = tags_at = line, column
        get, add, careful = self.get, taken.append, self.careful
        pairs = 0
        if careful and _is_marked(start):
            return None
        while True:
            key = get()
            add(key)
            if type(key) is not _Scalar:
                break
            value = get()
            add(value)
            name = key.value
            kind = type(value)
            pairs += 1
            if careful and (_is_marked(key) or _is_marked(value)):
                return None
            if kind is _Scalar:
                texts[name] = value.value
                style = value.style
                if style in _BLOCKS:
                    if name == "id" or _BLOCK_COMMENT.match(self.source, value.start_mark.index):
                        return None
                    texts[name] = value.value.rstrip("\n")
                elif careful and not style and self._is_commented(value, name):
                    return None
                if name == "id":
                    mark = value.start_mark
                    id_at = (mark.line + first, mark.column)
            elif kind is _ListStart and name in _LISTS:
                entries = self._entries(name, add)
                if entries is None:
                    return None
                lists[name] = entries
                if name == "wrong":
                    if value.flow_style and any(map(_THREE_DIGITS.match, entries)):
                        return None
                elif not self.words.issuperset(entries) and not self._takes_words(name, entries):
                    return None
                elif name == "tags":
                    mark = value.start_mark
                    tags_at = (mark.line + first, mark.column)
            elif kind is not _FieldsStart or name != "wrong" or not self._take_options(lists, add):
                return None
        if type(key) is not _FieldsEnd or len(texts) + len(lists) - ("note" in lists) != pairs:
            return None
        if not self._has_right_fields(texts, lists) or not _is_sound(texts, lists):
            return None
        field, options = texts.get, lists["wrong"]
        tags = tuple(lists.get("tags", ()))
        return Sound(
            line,
            column,
            field("id", ""),
            id_at,
            texts["question"],
            texts["answer"],
            tuple([Wrong(option) for option in options] if "note" not in lists else map(Wrong, options, lists["note"])),
            field("explanation", ""),
            field("source", ""),
            _DIFFICULTIES[field("difficulty", "")],
            self.tags.setdefault(tags, tags),
            tags_at,
            field("hint", ""),
            field("as_of", ""),
            field("group", ""),
            tuple(lists.get("lint", ())),
        )

    def _has_right_fields(self, texts: dict[str, str], lists: dict[str, list[str]]) -> bool:
        """Whether all fields are known and those that a question needs are there."""
        names = (*texts, *lists)
        if names in self.shapes:
            return True
        if not {"question", "answer", "wrong"}.issubset(names) or not _TEXTS.issuperset(texts):
            return False
        self.shapes.add(names)
        return True

    def _takes_words(self, name: str, words: list[str]) -> bool:
        """Whether tags, or names of advice, are neither empty nor too long; if so, they are known from then on."""
        if any(len(word) > _LIMITS[name] or not word.strip() for word in words):
            return False
        self.words.update(words)
        return True

    def _is_commented(self, plain: _FromParser, name: str) -> bool:
        """Whether what follows a text without quotes may have been meant as part of it."""
        return name in PROSE and self.source.startswith(" #", plain.end_mark.index)

    def _entries(self, name: str, add: Callable[[_FromParser], None]) -> list[str] | None:
        """The texts of a list."""
        get, careful = self.get, self.careful
        found: list[str] = []
        while True:
            event = get()
            add(event)
            if type(event) is not _Scalar:
                return found if type(event) is _ListEnd else None
            found.append(event.value)
            style = event.style
            if style in _BLOCKS or len(found) > _ENTRIES:
                return None
            if careful and (_is_marked(event) or (not style and self._is_commented(event, name))):
                return None

    def _take_options(self, lists: dict[str, list[str]], add: Callable[[_FromParser], None]) -> bool:
        """Take wrong options with their notes, if there is nothing unusual about them."""
        options: list[str] = []
        notes: list[str] = []
        while True:
            key = self.get()
            add(key)
            if type(key) is not _Scalar:
                break
            note = self.get()
            add(note)
            if type(note) is not _Scalar or _is_marked(key) or _is_marked(note) or len(options) > _ENTRIES:
                return False
            for event, name in ((key, "wrong"), (note, "note")):
                if event.style in _BLOCKS or (not event.style and self._is_commented(event, name)):
                    return False
            if note.style and not note.value.strip():
                return False
            options.append(key.value)
            notes.append(note.value)
        lists["wrong"], lists["note"] = options, notes
        return type(key) is _FieldsEnd


def _is_marked(event: _FromParser) -> bool:
    return event.anchor is not None or event.tag is not None


def _is_sound(texts: dict[str, str], lists: dict[str, list[str]]) -> bool:
    """Whether nothing is missing, double, too long or of characters that need a look of their own."""
    wrong = lists["wrong"]
    if not 1 <= len(wrong) <= WRONG_LIMIT or not all(texts.values()) or any(map(str.isspace, texts.values())):
        return False
    if ("id" in texts and not _ID.fullmatch(texts["id"])) or texts.get("difficulty", "") not in _DIFFICULTIES:
        return False
    together = "".join([*texts.values(), *map("".join, lists.values())])
    if (len(together) > _SHORT or "as_of" in texts or "group" in texts) and not _fits(texts, lists):
        return False
    if not (together.isascii() and together.isprintable()) and not _is_harmless(texts, lists, together):
        return False
    if "  " in together:
        folded = {fold(option) for option in (texts["answer"], *wrong)}
    else:
        folded = {o.strip().casefold() if o.isascii() else fold(o) for o in (texts["answer"], *wrong)}
    return len(folded) == len(wrong) + 1 and "" not in folded


def _fits(texts: dict[str, str], lists: dict[str, list[str]]) -> bool:
    """Whether no text is too long."""
    if any(len(text) > _LIMITS[name] for name, text in texts.items()):
        return False
    return all(max(map(len, entries), default=0) <= _LIMITS[name] for name, entries in lists.items())


def _is_harmless(texts: dict[str, str], lists: dict[str, list[str]], together: str) -> bool:
    """Whether all characters are harmless, and line breaks only where they may be."""
    if not _HARMLESS.fullmatch(together):
        return False
    if "\n" not in together:
        return True
    one_line = [text for name, text in texts.items() if name not in _SEVERAL_LINES]
    return not any("\n" in text for text in [*one_line, *chain.from_iterable(lists.values())])
