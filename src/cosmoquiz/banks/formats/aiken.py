"""Moodle's Aiken format: a line with the question, lettered options, and a line `ANSWER: B`.

The format holds questions, answers and wrong options alone: titles, explanations, sources and the like are lost on
writing. It also has one line for each text, which Moodle trims. What does not fit into that is written so that Moodle
shows something sensible and `read` brings back the very text:

- a line break as ` ↵ `, and each blank at the beginning or end of a text as `␣`;
- a `↵` that is meant as such as `↵↵`, a `␣` as `↵␣`;
- a question that looks like an option, like an ANSWER line, like what other files begin with, or that is a single
  character (Moodle skips those lines) after a word joiner (U+2060), which nobody sees.
"""

import io
import re
from dataclasses import dataclass, field, replace
from typing import Final

from cosmoquiz.banks.fields import LINE_LIMIT, QUESTION_LIMIT
from cosmoquiz.banks.formats.item import FormatError, Incoming, Item, LeftOut
from cosmoquiz.banks.formats.options import ordered_options
from cosmoquiz.quiz.question import Bank, Wrong

_TEXT_LIMIT: Final = 100_000
"""Characters after which nobody looks for signs: no bank takes a text as long."""

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BLANKS: Final = " \t\r\x0b\x0c"
_GUARD: Final = "\u2060"

_OPTION = re.compile(r"(?P<letter>[A-Za-z])[.)][ \t]*(?P<text>.*)", re.DOTALL)
_ANSWER = re.compile(r"answer[ \t]*:[ \t]*(?P<text>.*)", re.DOTALL | re.IGNORECASE)
_LETTER = re.compile(r"\(?(?P<letter>[A-Za-z])\)?(?![A-Za-z])(?P<rest>.*)", re.DOTALL)
_MORE = re.compile(r"[ \t]*(?:[,;&/+]|and\b|[ \t])[ \t]*\(?[A-Z]\)?[ \t]*(?:[,;&/+]|and\b|\Z)", re.IGNORECASE)
_REMARK = re.compile(r"(?:explanation|feedback|rationale)[ \t]*:[ \t]*(?P<text>.*)", re.DOTALL | re.IGNORECASE)
_OTHER_FILE = re.compile(r"[<>\[{\ufeff]|version https|[a-z]+ *:|(?:[-*+]|\d{1,4}[.)])[ \t]+\[")
"""What makes a file look like a web page, a merge conflict, JSON, YAML or a task list."""
_SIGNS = re.compile("↵↵|↵␣|(?:\\A| )↵(?: |\\Z)|␣+")


@dataclass(slots=True)
class _Draft:
    """An item while its lines come in."""

    line: int
    question: list[str] = field(default_factory=list)
    options: list[tuple[str, list[str]]] = field(default_factory=list)
    """Each with its letter and its lines, the letter still on the first."""


def read(text: str) -> Incoming:
    """The questions of an Aiken file; an item that can't be made out is left out and named.

    FormatError when there is no question at all, or more items or lines than a bank may hold.
    """
    if text.count("\n") > LINE_LIMIT:
        raise FormatError(f"the file has more than {LINE_LIMIT} lines; split it into several files")
    reader = _Reader()
    for number, line in enumerate(io.StringIO(text), 1):
        reader.take(number, line.strip(_BLANKS + "\n"))
    reader.drop("it has no ANSWER line")
    if not reader.answers or not reader.lettered:
        raise FormatError(
            "this is no Aiken file: it needs questions of one line each, below each its options, which begin with "
            '"A. " or "A) ", and then a line like "ANSWER: B"'
        )
    return Incoming(tuple(reader.items), tuple(reader.left_out))


class _Reader:
    """What has been read so far."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.left_out: list[LeftOut] = []
        self.draft: _Draft | None = None
        self.after_blank = True
        self.answers = False
        """Whether any ANSWER line has been met."""
        self.lettered = False
        """Whether any option has been met."""

    def take(self, number: int, line: str) -> None:
        """The next line, without the blanks around it."""
        if line:
            self._take(number, line)
        self.after_blank = not line

    def _take(self, number: int, line: str) -> None:
        answer = _ANSWER.match(line)
        option = None if answer else _OPTION.match(line)
        remark = _REMARK.match(line) if self.draft is None and self.answers and not self.after_blank else None
        if answer:
            self._answer(number, answer["text"])
        elif option and self._is_option(option["letter"].upper()):
            self._option(number, option["letter"].upper(), line)
        elif remark:
            self._remark(remark["text"])
        else:
            self._text(number, line)

    def _is_option(self, letter: str) -> bool:
        """Whether a line with this letter is an option; "I. Newton" may well begin a question."""
        return letter == "A" or bool(self.draft and self.draft.options)

    def _option(self, number: int, letter: str, line: str) -> None:
        self.lettered = True
        if self.draft is None:
            self.draft = _Draft(number)
        if self.draft.options and letter == "A":
            self._begin_again(self.draft, number)
        if len(self.draft.options) <= len(_LETTERS):  # with more, two have the same letter anyway
            self.draft.options.append((letter, [line]))

    def _begin_again(self, draft: _Draft, number: int) -> None:
        """At a second option A, look whether what came before it was a question: "A. Tarkovsky directed what?"."""
        _, lines = draft.options[-1]
        if len(draft.options) == 1 and not draft.question:
            draft.question, draft.options = lines, []
        elif len(lines) > 1:
            self.drop("it has no ANSWER line")
            self.draft = _Draft(number - len(lines) + 1, lines[1:])

    def _text(self, number: int, line: str) -> None:
        """A line of a question or, without a blank line before it, more of an option."""
        if self.draft and self.draft.options and not self.after_blank:
            self.draft.options[-1][1].append(line)
            return
        if self.draft and self.after_blank:
            self.drop("it has no ANSWER line" if self.draft.options else "it has no options")
        if self.draft is None:
            self.draft = _Draft(number)
        self.draft.question.append(line)

    def _remark(self, text: str) -> None:
        """What follows an ANSWER line in the files of programs that write more than Moodle reads."""
        last = self.items[-1] if self.items else None
        if last and not last.explanation and (not self.left_out or (self.left_out[-1].line or 0) < (last.line or 0)):
            self.items[-1] = replace(last, explanation=text)

    def _answer(self, number: int, named: str) -> None:
        self.answers = True
        draft = self.draft = self.draft or _Draft(number)
        reason = _fault(draft, named)
        if reason:
            self.drop(reason)
            return
        self._check_room()
        self.items.append(_item(draft, named))
        self.draft = None

    def drop(self, reason: str) -> None:
        """Leave out the item that is coming in, if there is one."""
        if self.draft:
            self._check_room()
            self.left_out.append(LeftOut(self.draft.line, len(self.items) + len(self.left_out) + 1, reason))
            self.draft = None

    def _check_room(self) -> None:
        if len(self.items) + len(self.left_out) == QUESTION_LIMIT:
            raise FormatError(f"the file holds more than {QUESTION_LIMIT} questions; split it into several files")


def _fault(draft: _Draft, named: str) -> str:
    """Why a draft makes no item; empty when it makes one."""
    letters = {letter for letter, _ in draft.options}
    right = _LETTER.match(named)
    if not draft.question:
        return "it has no question above its options" if letters else "its ANSWER line follows no question"
    if len(draft.options) < 2:
        return "it has only one option" if letters else "it has no options"
    if len(letters) < len(draft.options):
        return "two of its options have the same letter"
    if right is None:
        return "its ANSWER line does not name the letter of an option" if named else "its ANSWER line is empty"
    if right["letter"].upper() not in letters:
        return f"its ANSWER line says {right['letter'].upper()}, but no option has that letter"
    if _MORE.match(right["rest"]):
        return "it has several right answers"
    return ""


def _item(draft: _Draft, named: str) -> Item:
    """The item of a draft that has no fault."""
    right = named.lstrip("(")[0].upper()
    options = {letter: _unsigned(_labelled(lines)) for letter, lines in draft.options}
    wrong = tuple(Wrong(text) for letter, text in options.items() if letter != right)
    return Item(_unsigned("\n".join(draft.question).removeprefix(_GUARD)), options[right], wrong, draft.line)


def _labelled(lines: list[str]) -> str:
    """The text of an option without its letter."""
    found = _OPTION.match(" ".join(lines))
    return found["text"] if found else ""


def write(bank: Bank) -> str:
    """The bank in Aiken format; the options stand in a shuffled order that is the same everywhere."""
    return "\n".join(_block(question.text, question.answer, ordered_options(question)) for question in bank.questions)


def _block(question: str, answer: str, options: tuple[Wrong, ...]) -> str:
    lines = [_guarded(_signed(question))]
    right = ""
    for letter, option in zip(_LETTERS, options, strict=False):
        lines.append(f"{letter}. {_signed(option.text)}")
        right = letter if option.text == answer else right
    return "\n".join([*lines, f"ANSWER: {right}", ""])


def _signed(text: str) -> str:
    """A text on one line, with signs for what a line can't hold."""
    core = text.strip(" ")
    before = len(text) - len(text.lstrip(" "))
    after = len(text) - len(core) - before
    core = core.replace("↵", "↵↵").replace("␣", "↵␣").replace("\n", " ↵ ")
    return "␣" * before + core + "␣" * after


def _unsigned(text: str) -> str:
    """The text that `_signed` made a line of."""
    if len(text) > _TEXT_LIMIT or ("↵" not in text and "␣" not in text):
        return text
    return _SIGNS.sub(lambda sign: _meaning(sign, len(text)), text)


def _meaning(sign: re.Match[str], end: int) -> str:
    found = sign.group()
    if found[0] == "␣":
        return " " * len(found) if sign.start() == 0 or sign.end() == end else found
    return found[1] if found in ("↵↵", "↵␣") else "\n"


def _guarded(line: str) -> str:
    """The line so that nothing takes it for an option or an answer."""
    looks = _OPTION.match(line) or _ANSWER.match(line) or _REMARK.match(line) or _OTHER_FILE.match(line)
    return _GUARD + line if looks or len(line) < 2 or line.startswith(_GUARD) else line
