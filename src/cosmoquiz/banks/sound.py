"""The short way for questions that are sound: from the parser's events to their texts, without a tree.

Whatever is unusual in any way is left to the long way (reader.py and check.py), which alone says what is wrong. So this
way refuses freely, and what it accepts the long way accepts to the same end.
"""

import re
from collections.abc import Callable
from functools import partial
from itertools import chain
from typing import Any, Final, Literal, NamedTuple, TypeAlias

import yaml

from cosmoquiz.banks.fields import ID_LIMIT, LENGTHS, PROSE, QUESTION_FIELDS, TAG_LIMIT, WRONG_LIMIT
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

_BLOCKS: Final = frozenset("|>")
_BLOCK_COMMENT: Final = re.compile(r"[|>][-+0-9]{0,2}#")
_THREE_DIGITS: Final = re.compile(r"[0-9]{3}(?![0-9A-Za-z_])")
_LISTS: Final = frozenset({"wrong", "tags", "lint"})
_TEXTS: Final = QUESTION_FIELDS - _LISTS
_DIFFICULTIES: Final[dict[str, Difficulty | Literal[""]]] = {"": "", **{each: each for each in DIFFICULTIES}}
_SMALL: Final = frozenset({"id", "as_of", "group"})
_SHORT: Final = min(LENGTHS[name] for name in ("question", "answer", "wrong", "note", "explanation", "source", "hint"))
"""Characters of a whole question in which only tags and the small fields can be too long."""
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
    lint: tuple[str, ...]
    text: str
    answer: str
    wrong: tuple[Wrong, ...]
    explanation: str
    source: str
    difficulty: Difficulty | Literal[""]
    tags: tuple[str, ...]
    hint: str
    as_of: str
    group: str


_sound: Final[Callable[[tuple[Any, ...]], Sound]] = partial(tuple.__new__, Sound)
_wrong: Final[Callable[[tuple[str, str]], Wrong]] = partial(tuple.__new__, Wrong)
"""What the constructors of named tuples come to, in half the time."""

_NO_NOTES: Final = ("",) * _ENTRIES


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
        self.harmless = "\\" not in source and (source.isascii() or _HARMLESS.fullmatch(source) is not None)
        """Whether no text can hold a character that needs a look."""
        self.tags: dict[tuple[str, ...], tuple[str, ...]] = {}
        """One copy for all questions that have the same."""
        self.shapes: set[tuple[str, ...]] = set()
        """Names of texts and, after an empty one, of lists that were looked at before."""
        self.words: set[str] = set()
        """Tags, and names of advice, that were looked at before."""

    def question(self, start: _FromParser, taken: list[_FromParser]) -> Sound | None:
        """The question that begins with the event `start`, or None when there is anything unusual about it.

        The events that follow it go to the end of `taken`. What the parser raises passes.
        """
        texts: dict[str, str] = {}
        lists: dict[str, list[str]] = {}
        get, add, careful = self.get, taken.append, self.careful
        pairs = 0
        if start.flow_style or (careful and _is_marked(start)):
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
                style = value.style
                if not style:
                    texts[name] = value.value
                    if careful and self._is_commented(value, name):
                        return None
                elif style in _BLOCKS:
                    if _BLOCK_COMMENT.match(self.source, value.start_mark.index):
                        return None
                    texts[name] = value.value.rstrip("\n")
                else:
                    texts[name] = text = value.value
                    if text.isspace():
                        return None
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
            elif kind is not _FieldsStart or name != "wrong" or not self._take_options(lists, add):
                return None
        if type(key) is not _FieldsEnd or len(texts) + len(lists) - ("note" in lists) != pairs:
            return None
        if not self._has_right_fields(texts, lists) or not self._is_sound(texts, lists):
            return None
        mark, field, wrong = start.start_mark, texts.get, lists["wrong"]
        tags = tuple(lists.get("tags", ()))
        fields = (
            mark.line + self.first,
            mark.column,
            field("id", ""),
            tuple(lists.get("lint", ())),
            texts["question"],
            texts["answer"],
            tuple(map(_wrong, zip(wrong, lists.get("note", _NO_NOTES), strict=False))),
            field("explanation", ""),
            field("source", ""),
            _DIFFICULTIES[field("difficulty", "")],
            self.tags.setdefault(tags, tags),
            field("hint", ""),
            field("as_of", ""),
            field("group", ""),
        )
        return _sound(fields)

    def _has_right_fields(self, texts: dict[str, str], lists: dict[str, list[str]]) -> bool:
        """Whether all fields are known and those that a question needs are there."""
        shape = (*texts, "", *lists)
        if shape in self.shapes:
            return True
        if not {"question", "answer"} <= texts.keys() <= _TEXTS or "wrong" not in lists:
            return False
        self.shapes.add(shape)
        return True

    def _is_sound(self, texts: dict[str, str], lists: dict[str, list[str]]) -> bool:
        """Whether nothing is missing, double, too long or of characters that need a look of their own."""
        answer, wrong = texts["answer"], lists["wrong"]
        if (
            not 1 <= len(wrong) <= WRONG_LIMIT
            or "" in texts.values()
            or texts.get("difficulty", "") not in _DIFFICULTIES
        ):
            return False
        together = "".join([*texts.values(), *map("".join, lists.values())])
        if (len(together) > _SHORT or not _SMALL.isdisjoint(texts)) and not _fits(texts, lists):
            return False
        if "\n" in together and not _breaks_well(texts, lists):
            return False
        if not self.harmless and not _HARMLESS.fullmatch(together):
            return False
        options = "\n".join((answer, *wrong))
        if options.isascii() and "  " not in options:
            folded = set(map(str.strip, options.casefold().split("\n")))
        else:
            folded = set(map(fold, (answer, *wrong)))
        return len(folded) == len(wrong) + 1 and "" not in folded

    def _takes_words(self, name: str, words: list[str]) -> bool:
        """Whether tags, or names of advice, are neither empty nor too long; if so, they are known from then on."""
        if any(len(word) > _LIMITS[name] or not word.strip() for word in words):
            return False
        self.words.update(words)
        return True

    def _is_commented(self, plain: _FromParser, name: str) -> bool:
        """Whether what follows a text without quotes may have been meant as part of it."""
        return name in PROSE and self.source.startswith(" #", plain.end_mark.index)

    def _are_whole(self, option: _FromParser, note: _FromParser) -> bool:
        """Whether an option and its note have neither anchor, tag nor a comment that may be part of them."""
        if _is_marked(option) or _is_marked(note) or (not option.style and self._is_commented(option, "wrong")):
            return False
        return bool(note.style) or not self._is_commented(note, "note")

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
            if type(note) is not _Scalar or len(options) > _ENTRIES:
                return False
            if key.style in _BLOCKS or note.style in _BLOCKS or (note.style and note.value.isspace()):
                return False
            if self.careful and not self._are_whole(key, note):
                return False
            options.append(key.value)
            notes.append(note.value)
        lists["wrong"], lists["note"] = options, notes
        return type(key) is _FieldsEnd


def _is_marked(event: _FromParser) -> bool:
    return event.anchor is not None or event.tag is not None


def _fits(texts: dict[str, str], lists: dict[str, list[str]]) -> bool:
    """Whether no text is too long."""
    if any(len(text) > _LIMITS[name] for name, text in texts.items()):
        return False
    return all(max(map(len, entries), default=0) <= _LIMITS[name] for name, entries in lists.items())


def _breaks_well(texts: dict[str, str], lists: dict[str, list[str]]) -> bool:
    """Whether lines are broken only in fields that may have several."""
    one_line = [text for name, text in texts.items() if name not in _SEVERAL_LINES]
    return not any("\n" in text for text in [*one_line, *chain.from_iterable(lists.values())])
