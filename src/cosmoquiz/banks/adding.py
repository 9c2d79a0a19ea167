"""A file of questions taken into the user's banks: YAML as it is, other formats converted."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from cosmoquiz.banks import formats
from cosmoquiz.banks.check import Reading, check_text
from cosmoquiz.banks.encoding import content_of, text_of
from cosmoquiz.banks.fields import BANK_FIELDS, ID_LIMIT, LENGTHS, TAG_LIMIT, WRONG_LIMIT
from cosmoquiz.banks.formats.item import FormatError, Incoming, Item, LeftOut
from cosmoquiz.banks.problem import Problem, Report
from cosmoquiz.banks.shelf import ShelfError, keep, slug
from cosmoquiz.banks.yaml_text import incoming_text
from cosmoquiz.quiz.question import DIFFICULTIES, Wrong
from cosmoquiz.quiz.text import fold, refused, tidy

YAML: Final = "yaml"
"""The name of a bank's own format, beside those of `formats.FORMATS`."""

_SUFFIXES: Final = (".yaml", ".yml")
_LOOK_AT: Final = 10_000
"""Characters in which a bank's first field comes."""

_BANK_FIELD = re.compile(rf"(?:{'|'.join(sorted(BANK_FIELDS))}) *:(?: |$)")
_QUESTIONS_LINE = re.compile(r"^questions *:", re.MULTILINE)

_OTHER_BREAKS = re.compile("[\v\f\r\u2028\u2029]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_TAG_CHARACTERS = re.compile("[\U000e0000-\U000e007f]")
_MARKS_IN_A_ROW: Final = 8

_IN_QUESTION = re.compile(r" (?:of|in) question \d+| \(lines? \d+(?: and \d+)?\)")
"""What the checker says of places in the YAML, which nobody has seen yet."""

_DIFFICULTY: Final = {
    "beginner": "easy",
    "simple": "easy",
    "low": "easy",
    "normal": "medium",
    "intermediate": "medium",
    "moderate": "medium",
    "average": "medium",
    "advanced": "hard",
    "difficult": "hard",
    "expert": "hard",
    "high": "hard",
}
"""What other programs call the three."""


@dataclass(frozen=True, slots=True)
class Added:
    """A bank that has come in."""

    path: Path
    title: str
    questions: int
    left_out: tuple[LeftOut, ...]
    unnamed: tuple[str, ...]
    """What neither the file nor anybody has said: `licence`, `source`."""
    remarks: tuple[str, ...]
    """Sentences on what its owner should know."""
    problems: tuple[Problem, ...]
    """Warnings on the bank as it is now."""


class AddError(Exception):
    """Nothing was added; the text says why."""

    def __init__(self, message: str, *, problems: Sequence[Problem] = (), left_out: Sequence[LeftOut] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
        """What the checker says of a bank in YAML."""
        self.left_out = tuple(left_out)
        """The items, when none of them could come in."""


def add(
    path: Path,
    folder: Path,
    *,
    form: str = "",
    licence: str = "",
    source: str = "",
    force: bool = False,
    taken: Mapping[str, str],
) -> Added:
    """Check the questions in a file and put them into the folder of the user's banks, as a bank named after the file.

    `form` is a name of `formats.FORMATS` or `YAML`; without it the file shows what it is. What the file does not say
    itself may be given: a licence, a source for questions without one. `taken` maps the casefolded names of
    other banks to what to call them.

    Raises:
        AddError: when nothing was added.

    """
    content = content_of(path)
    if isinstance(content, Problem):
        raise AddError(_said(content))
    name = slug(path.stem)
    try:
        if form == YAML or (not form and _is_yaml(path, content)):
            given = [option for option, text in (("licence", licence), ("source", source)) if text]
            return _copied(content, name, given, folder, force, taken)
        asked = Incoming((), licence=licence, source=source)
        return _converted(content, path, form, asked, folder, force, taken)
    except (FormatError, ShelfError) as error:
        raise AddError(str(error)) from error


def _said(problem: Problem) -> str:
    place = f"line {problem.line}: " if problem.line else ""
    return f"{place}{problem.message}; {problem.fix}" if problem.fix else f"{place}{problem.message}"


def _of_whole(problem: Problem) -> str:
    """What is wrong with a bank that was made of another file."""
    if problem.code == "too-large":
        return "its questions are too much for one bank; split it into several files"
    return _said(problem._replace(line=None))


def _is_yaml(path: Path, content: bytes) -> bool:
    """Whether a file is a bank in YAML: it is called so, or begins and goes on as one."""
    if path.suffix.casefold() in _SUFFIXES:
        return True
    if content.lstrip()[:1] in b"[{":
        return False
    text = content.decode("utf-8", "replace")
    lines = (line for line in text[:_LOOK_AT].splitlines() if line.strip() and not line.startswith(("#", "---", "%")))
    return _BANK_FIELD.match(next(lines, "")) is not None and _QUESTIONS_LINE.search(text) is not None


def _copied(
    content: bytes, name: str, given: Sequence[str], folder: Path, force: bool, taken: Mapping[str, str]
) -> Added:
    reading = check_text(content, name)
    if not reading.bank:
        errors = [problem for problem in reading.problems if problem.severity == "error"]
        count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
        raise AddError(f"the bank has {count}, so it was not added", problems=reading.problems)
    path = keep(folder, name, content, force=force, taken=taken)
    bank = reading.bank
    remarks = (f"A bank in YAML is copied as it is: its {' and '.join(given)} did not change.",) if given else ()
    return Added(path, bank.title, len(bank.questions), (), (), remarks, reading.problems)


def _converted(
    content: bytes, path: Path, form: str, asked: Incoming, folder: Path, force: bool, taken: Mapping[str, str]
) -> Added:
    incoming = _incoming(_text(content), path.name, form)
    name = slug(path.stem)
    cleaning = _Cleaning()
    head = cleaning.head(incoming, asked, path.stem or name)
    drafts, left_out = cleaning.drafts(incoming)
    left_out = [*incoming.left_out, *left_out]
    written, reading = _sound(head, drafts, left_out, name)
    left_out.sort(key=lambda out: out.number)
    if not reading.bank:
        raise AddError(_nothing(left_out), left_out=left_out)
    kept = keep(folder, name, written.encode(), force=force, taken=taken)
    remarks = (*incoming.remarks, *cleaning.remarks())
    bank = reading.bank
    unnamed = _unnamed(head, incoming)
    return Added(kept, bank.title, len(bank.questions), tuple(left_out), unnamed, remarks, reading.problems)


def _text(content: bytes) -> str:
    r"""The text of a file in another format, with `\n` at the end of each line.

    Raises:
        AddError: for what is no text.

    """
    if content.startswith(b"PK\x03\x04"):
        raise AddError(
            "this is no text file but a packed one; save the table as CSV, or the deck as text, and add that"
        )
    report = Report()
    text = text_of(content, report)
    if text is None:
        raise AddError(_said(report.problems[0]))
    return text


def _incoming(text: str, file_name: str, asked: str) -> Incoming:
    """What a text holds in the format that was asked for, or in the one that it is in."""
    form = asked or formats.recognise(text, file_name)
    try:
        return formats.read(text, form)
    except FormatError as error:
        raise FormatError(f"{error}" if asked else f"{error} (the file was taken for {form})") from error
    except Exception as error:  # no file stops the program, whatever it holds
        raise FormatError(f"this file can't be read as {form} ({type(error).__name__}); please report it") from error


def _nothing(left_out: Sequence[LeftOut]) -> str:
    if not left_out:
        return "there are no questions in the file"
    first = left_out[0]
    place = f"line {first.line}" if first.line else f"question {first.number}"
    if len(left_out) == 1:
        return f"the only question in the file can't come in: {place}: {first.reason}"
    return f"none of the {len(left_out)} questions in the file can come in; the first is {place}: {first.reason}"


def _unnamed(head: Incoming, incoming: Incoming) -> tuple[str, ...]:
    """Whether licence and source are still to be named."""
    sourced = head.source or any(item.source for item in incoming.items)
    return tuple(name for name, known in (("licence", head.licence), ("source", sourced)) if not known)


@dataclass(frozen=True, slots=True)
class _Draft:
    """An item that has been cleaned, and its number in its file."""

    number: int
    item: Item

    def left_out(self, reason: str) -> LeftOut:
        return LeftOut(self.item.line, self.number, reason)


def _sound(head: Incoming, drafts: list[_Draft], left_out: list[LeftOut], name: str) -> tuple[str, Reading]:
    """The YAML of those items that the checker passes, and what it says of them; the others are left out.

    Raises:
        AddError: when something is wrong with the whole.

    """
    while drafts:
        written = incoming_text(replace(head, items=tuple(draft.item for draft in drafts)))
        reading = check_text(written.encode(), name)
        if reading.bank:
            return written, reading
        errors = [problem for problem in reading.problems if problem.severity == "error"]
        faults: dict[int, str] = {}
        for problem in errors:
            if problem.question:
                faults.setdefault(problem.question, _IN_QUESTION.sub("", problem.message))
        if not faults:
            raise AddError(_of_whole(errors[0]), left_out=left_out)
        left_out += [drafts[at - 1].left_out(reason) for at, reason in faults.items()]
        drafts = [draft for at, draft in enumerate(drafts, 1) if at not in faults]
    return "", Reading(None, ())


@dataclass(slots=True)
class _Cleaning:
    """What is done to items before the checker sees them, and how often it was needed."""

    removed: int = 0
    levels: dict[str, int] = field(default_factory=dict)
    ids: int = 0
    cut: list[str] = field(default_factory=list)

    def head(self, incoming: Incoming, asked: Incoming, stem: str) -> Incoming:
        """The fields of the bank; what was asked for comes before what the file says."""
        return Incoming(
            (),
            title=self._of_bank("title", incoming.title) or _title(stem),
            about=self._of_bank("about", incoming.about),
            author=self._of_bank("author", incoming.author),
            licence=self._of_bank("licence", asked.licence or incoming.licence),
            language=self._of_bank("language", incoming.language),
            source=self._of_bank("source", asked.source or incoming.source),
        )

    def _of_bank(self, name: str, text: str) -> str:
        """A field of the bank, cut if it is too long."""
        line = self._line(text, 4 * LENGTHS[name]).strip()
        if len(line) <= LENGTHS[name]:
            return line if fold(line) else ""
        self.cut.append(name)
        return line[: LENGTHS[name] - 1].rstrip() + "…"

    def drafts(self, incoming: Incoming) -> tuple[list[_Draft], list[LeftOut]]:
        """The items cleaned and numbered; those that are far too long, or there already, are left out."""
        drafts: list[_Draft] = []
        left_out: list[LeftOut] = []
        known: dict[object, _Draft] = {}
        ids: set[str] = set()
        for number, item in zip(_numbers(incoming), incoming.items, strict=False):
            too_long = _too_long(item)
            if too_long:
                left_out.append(LeftOut(item.line, number, too_long))
                continue
            draft = _Draft(number, self._item(item))
            too_many = _too_many(draft.item)
            if too_many:
                left_out.append(draft.left_out(too_many))
                continue
            same = known.setdefault(_identity(draft.item), draft)
            if same is not draft and (not draft.item.id or draft.item.id in ids):
                left_out.append(draft.left_out(f"it is the same as question {same.number}{_in_line(same.item)}"))
                continue
            if draft.item.id in ids:
                self.ids += 1
                draft = replace(draft, item=replace(draft.item, id=""))
            ids |= {draft.item.id} - {""}
            drafts.append(draft)
        return drafts, left_out

    def remarks(self) -> Iterator[str]:
        """A sentence on each thing that was changed."""
        if self.removed:
            were = "character was" if self.removed == 1 else "characters were"
            yield f"{self.removed} {were} removed that no bank may hold, such as control characters."
        for level, count in list(self.levels.items())[:5]:
            questions = "question" if count == 1 else "questions"
            yield f'The difficulty "{level}" of {count} {questions} was taken for medium.'
        if self.ids:
            were = "id was" if self.ids == 1 else "ids were"
            yield f"{self.ids} {were} not kept: no ids of a bank, or there twice."
        for name in self.cut:
            yield f"The {name} was cut to {LENGTHS[name]} characters."

    def _item(self, item: Item) -> Item:
        wrong = (Wrong(self._line(option.text), self._line(option.note)) for option in item.wrong)
        tags = {fold(tag): tag for tag in reversed([self._line(tag).strip() for tag in item.tags])}
        return Item(
            self._clean(item.question),
            self._line(item.answer),
            tuple(option for option in wrong if option.text.strip()),
            item.line,
            self._id(item.id),
            self._clean(item.explanation),
            self._line(item.source).strip(),
            self._difficulty(item.difficulty),
            tuple(tag for folded, tag in reversed(tags.items()) if folded),
            self._line(item.hint),
            self._line(item.as_of),
            self._line(item.group),
        )

    def _line(self, text: str, limit: int | None = None) -> str:
        """A text on one line."""
        first, *others = self._clean(text[:limit]).split("\n")
        return " ".join([first.rstrip(), *(line.strip() for line in others)]) if others else first

    def _clean(self, text: str) -> str:
        """The text as a bank keeps it, without what the gate refuses."""
        if text.isascii() and text.isprintable():
            return text
        cleaned = cleaned_text(text)
        self.removed += len(_OTHER_BREAKS.sub("\n", text)) - len(cleaned)
        return tidy(cleaned)

    def _difficulty(self, text: str) -> str:
        level = text.strip().casefold()
        level = _DIFFICULTY.get(level, level)
        if level and level not in DIFFICULTIES:
            shown = self._line(level)[:20]
            self.levels[shown] = self.levels.get(shown, 0) + 1
        return level if level in DIFFICULTIES else ""

    def _id(self, text: str) -> str:
        """The id in the characters that a bank's ids have; empty when there is no such."""
        name = re.sub(r"[^a-z0-9-]+", "-", text.casefold())
        if text and (not name.strip("-") or len(name) > ID_LIMIT):
            self.ids += 1
            return ""
        return name


def cleaned_text(text: str) -> str:
    """The text without the characters that the gate refuses, and with line ends for its other separators of lines."""
    text = _OTHER_BREAKS.sub("\n", text)
    single = {c for c in set(text) if not _ISOLATES.match(c) and not _TAG_CHARACTERS.match(c)}
    bad = {ord(c): None for c in single if refused(c, newlines=True)}
    text = text.translate(bad) if bad else text
    for pattern in (_ISOLATES, _TAG_CHARACTERS):
        if refused(text, newlines=True):
            text = pattern.sub("", text)
    return _without_towers(text) if refused(text, newlines=True) else text


def _without_towers(text: str) -> str:
    """The text without combining marks beyond those that may stand in a row."""
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run <= _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


def _title(stem: str) -> str:
    """A title from the name of a file."""
    words = " ".join(cleaned_text(re.sub(r"[_\s-]+", " ", stem)).split())[: LENGTHS["title"]]
    return words[:1].upper() + words[1:] if fold(words) else "Questions"


def _numbers(incoming: Incoming) -> Iterator[int]:
    """The numbers of the items in their file: all but those of the items that were left out."""
    gone = {out.number for out in incoming.left_out}
    return (number for number in range(1, len(incoming.items) + len(gone) + 1) if number not in gone)


def _too_long(item: Item) -> str:
    """Why an item is too long even to be cleaned, in the checker's words."""
    too_many = _too_many(item, 4)
    if too_many:
        return too_many
    texts = [("question", item.question), ("answer", item.answer), ("explanation", item.explanation)]
    texts += [("wrong", option.text) for option in item.wrong] + [("note", option.note) for option in item.wrong]
    texts += [("source", item.source), ("hint", item.hint), ("as_of", item.as_of), ("group", item.group)]
    texts += [("tags", tag) for tag in item.tags]
    for name, text in texts:
        if len(text) > 4 * LENGTHS[name]:
            shown = "a note" if name == "note" else f'"{name}"'
            return f"{shown} has {len(text)} characters, but may have {LENGTHS[name]}"
    return ""


def _too_many(item: Item, times: int = 1) -> str:
    """Why an item holds more than so many times what one in a bank may hold, in the checker's words."""
    for name, count, limit in (("wrong", len(item.wrong), WRONG_LIMIT), ("tags", len(item.tags), TAG_LIMIT)):
        if count > times * limit:
            return f'"{name}" holds {count} entries, but may hold {limit}'
    return ""


def _identity(item: Item) -> object:
    return fold(item.question), fold(item.answer), frozenset(fold(option.text) for option in item.wrong)


def _in_line(item: Item) -> str:
    return f" in line {item.line}" if item.line else ""
