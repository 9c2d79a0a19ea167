"""The YAML of a bank as a small tree that knows its places, read from events so that nothing is ever constructed.

Every scalar stays the text that was written. Anchors, aliases and tags are reported and have no effect. A syntax error
costs only the question that it stands in.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final, NamedTuple, TypeAlias

import yaml

from cosmoquiz.banks.encoding import decoded
from cosmoquiz.banks.fields import BANK_FIELDS, DEPTH_LIMIT, EVENT_LIMIT, QUESTION_FIELDS, QUESTION_LIMIT
from cosmoquiz.banks.problem import Place, Report, TooManyProblemsError
from cosmoquiz.banks.sound import Short, Sound
from cosmoquiz.banks.syntax import (
    BULLET,
    OUR_LIMITS,
    Explanation,
    Trouble,
    explain,
    glued_dash,
    misplaced_question,
    missing_dash,
    no_dash,
    not_a_bank,
    reserved,
    second_document,
)

_FromParser: TypeAlias = Any
"""Events and marks: libyaml's classes are not those of PyYAML, only alike."""

_FAST: Final[Any] = getattr(yaml, "CSafeLoader", None)
_PURE: Final[Any] = yaml.SafeLoader

_VERSION = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*(?P<sign>%)YAML +1\.[12][ \t]*(?:#[^\n]*)?\n")
_VERSION_WITHIN: Final = 2000
"""Characters in which a line such as `%YAML 1.2` must come."""
_TAB = re.compile(r"^ *(?P<here>\t)[ \t]*[^\s]", re.MULTILINE)
_PERCENT = re.compile(r"^(?P<here>%)", re.MULTILINE)
_COMMENT_AFTER_BLOCK = re.compile(r"[|>][-+0-9]{0,2}#")
_TEXT_QUESTION_MARK = re.compile(r"(?<=[^ \n\[{,])\?|(?<=[^ \n\[{,:?-] )\?")
_GLUED_COLON = re.compile(r"""(?<=[^ \n"'\[\]{},]):(?=[,\[\]{}])""")
_NO_ESCAPE = re.compile(
    r"(?<!\\)(?P<before>(?:\\\\)*+\\)(?P<sign>[uU])"
    r"(?P<digits>(?<=u)[dD][89a-fA-F]|(?<=U)0000[dD][89a-fA-F]|(?<=U)(?!000|0010)[0-9a-fA-F]{8})"
)

_FIRST_ALONE: Final = DEPTH_LIMIT + 1
"""A depth in which no question lies, for the first entry of a list; what follows it is not read."""

_FIELDS_APART: Final = 1000
"""Fields of a bank that are read one by one after a syntax error; sound banks have nine."""

_BLANK = re.compile(r"\s*(?:#|$)")
_BLOCK = re.compile(r"(?!---\s*(?:#|$))[^\s#\]}-]|-[^ ]")
_QUESTIONS = re.compile(r"""(?:questions|"questions"|'questions') *: *(?:#.*)?$""")
_BANK_FIELD = re.compile(r"""["']?(?P<name>[a-z_]+)["']? *:(?: |$)""")
_NAMED = re.compile(r"""\W*(?:title|questions)\b|\s*- +question\b""", re.IGNORECASE)
_FIRST_WORD = re.compile(r"""["']?(?P<name>[a-z_]+)""")
_ENTRY = re.compile(r"(?P<indent> *)-(?: |$)")
_QUESTION_ENTRY = re.compile(r"(?P<indent> *)- +(?:question|id) *:(?: |$)")
_GLUED_QUESTION = re.compile(r"(?P<indent> *)-(?:question|id) *:(?: |$)")
_ODD_QUESTION = re.compile(rf"(?P<indent> *){BULLET}[ \u00a0]*(?:question|id) *[:：](?:\s|$)")
_BARE_QUESTION = re.compile(r"(?P<indent> *)question *:(?: |$)")


_DOCUMENTS: Final = {
    b"{\\rtf": "a document of a word processor (RTF)",
    b"PK\x03\x04": "a document of a word processor, a spreadsheet or another packed file",
    b"\xd0\xcf\x11\xe0": "a document of a word processor (DOC)",
    b"%PDF-": "a PDF",
}
"""What is taken for a text file when its name is changed, by its beginning."""


class Text(NamedTuple):
    """A scalar, as written."""

    text: str
    line: int
    """Counted from 0, as is the column."""
    column: int
    style: str
    """Empty for plain text, else a quote mark, `|` or `>`."""


class Items(NamedTuple):
    """A list."""

    items: "tuple[Node, ...]"
    line: int
    column: int


class Fields(NamedTuple):
    """Keys and values in their order; a key may come twice."""

    pairs: "tuple[tuple[Node, Node], ...]"
    line: int
    column: int


class Broken(NamedTuple):
    """A part that can't be read, and that is reported already."""

    line: int
    column: int


Node = Text | Items | Fields | Broken | Sound


@dataclass(frozen=True, slots=True)
class Tree:
    """What could be read of a bank."""

    root: Node | None
    """None for a text that holds nothing."""
    source: "Source"


def read_tree(content: bytes, report: Report, *, pure: bool = False) -> Tree | None:
    """The tree of a file's content, as far as it can be read; None when that is no text that could be a bank.

    Problems go to the report. `pure` does without libyaml; the verdict is the same.
    """
    document = next((name for sign, name in _DOCUMENTS.items() if content.startswith(sign)), "")
    if document:
        fix = "open it in its own program and save its text as plain text in UTF-8"
        report.add("binary-file", None, f"this is {document}, not a text file", fix)
        return None
    text = decoded(content, report)
    if text is None:
        return None
    version = _VERSION.match(text, 0, _VERSION_WITHIN)
    if version:
        text = f"{text[: version.start('sign')]}#{text[version.end('sign') :]}"
    source = Source(text, pure or _FAST is None)
    report.line = source.line
    noted = Report(source.line)
    try:
        root = source.parsed(text, 0, noted)
    except TooManyProblemsError:
        report.take(noted.problems)
        raise
    except Trouble as trouble:
        if trouble.said == "too-large":
            report.add("too-large", trouble.place, "the file holds too much", "split the bank into several files")
            return None
        root = source.in_parts(trouble, report)
    else:
        report.take(noted.problems)
    return Tree(root, source)


class _Part(NamedTuple):
    """The lines of one question, from its dash on."""

    first: int
    after: int
    fault: Explanation | None
    """What is wrong with its beginning."""


class Source:
    """The text of a bank on its way to a tree."""

    def __init__(self, text: str, pure: bool) -> None:
        self.text = text
        self.pure = pure

    @cached_property
    def comments(self) -> bool:
        """Whether there is any comment that may have swallowed text."""
        at = self.text.find("#", 1)  # a single character is found many times as fast as two
        while at > 0 and self.text[at - 1] != " ":
            at = self.text.find("#", at + 1)
        return at > 0

    @cached_property
    def lines(self) -> list[str]:
        """The lines, with blanks for tabs; split when they are first asked for, which sound banks need not."""
        return [line.replace("\t", " ") for line in self.raw] if "\t" in self.text else self.raw

    @cached_property
    def raw(self) -> list[str]:
        """The lines as they were written."""
        return self.text.split("\n")

    def line(self, number: int) -> str:
        """A line, counted from 0; empty beyond the last."""
        return self.lines[number] if number < len(self.lines) else ""

    def parsed(self, text: str, first: int, report: Report, depth: int = 2) -> Node | None:
        """The tree of a piece of the text that begins at line `first` and has its questions at a depth.

        Raises:
            Trouble: at the first syntax error.

        """
        _look_at_line_starts(text, first)
        text = text.replace("\t", " ")
        standins = _StandIns(text) if self.pure else None
        parser: _FromParser = _PURE(standins.put(text)) if standins else _FAST(text)
        short = None if standins else Short(text, first, self.comments, parser.get_event)
        build = _Build(first, report, self, standins, short, depth)
        try:
            return build.tree(parser.get_event)
        except yaml.MarkedYAMLError as error:
            # With its traceback the error would keep alive the frames that hold it, while no garbage is collected.
            raise build.trouble(error.with_traceback(None)) from None
        finally:
            parser.dispose()

    def question(self, first: int, after: int) -> Node:
        """The question that begins these lines, which has been read before as part of the whole."""
        root = self.parsed(self._piece(first, after), first, Report(), _FIRST_ALONE)
        return root.items[0] if isinstance(root, Items) else Broken(first, 0)

    def in_parts(self, trouble: Trouble, report: Report) -> Node:
        """The tree of all that can be read when each question is read by itself, after trouble with the whole."""
        parts = self._parts()
        if parts is None:
            return self._given_up(trouble, report)
        fields, questions, entries = parts
        before = len(report.problems)
        pairs = [pair for first, after in fields for pair in self._bank_field(first, after, report)]
        items = tuple(self._question(part, number, report) for number, part in enumerate(entries, 1))
        if len(report.problems) == before:
            return self._given_up(trouble, report)
        pairs.append((Text("questions", questions, 0, ""), Items(items, entries[0].first, 0)))
        return Fields(tuple(pairs), 0, 0)

    def _given_up(self, trouble: Trouble, report: Report) -> Broken:
        named = any(_NAMED.match(line) for line in self.lines)
        _tell(report, explain(trouble, self.lines) if named or trouble.said in OUR_LIMITS else not_a_bank())
        return Broken(*trouble.place)

    def _question(self, part: _Part, number: int, report: Report) -> Node:
        line = self.lines[part.first]
        broken = Broken(part.first, len(line) - len(line.lstrip()))
        if part.fault:
            _tell(report, part.fault, number)
            return broken
        noted = Report(self.line)
        try:
            root = self.parsed(self._piece(part.first, part.after), part.first, noted, 1)
        except Trouble as trouble:
            _tell(report, explain(trouble, self.lines), number)
            return broken
        report.take(noted.problems, number)
        return root.items[0] if isinstance(root, Items) else broken

    def _bank_field(self, first: int, after: int, report: Report) -> Sequence[tuple[Node, Node]]:
        name = _FIRST_WORD.match(self.lines[first])
        noted = Report(self.line)
        try:
            root = self.parsed(self._piece(first, after), first, noted)
            if isinstance(root, Text):
                raise Trouble("could not find expected ':'", (first, 0), (first, 0))
        except Trouble as trouble:
            _tell(report, explain(trouble, self.lines))
            return [(Text(name["name"], first, 0, ""), Broken(first, 0))] if name else []
        report.take(noted.problems)
        return root.pairs if isinstance(root, Fields) else []

    def _piece(self, first: int, after: int) -> str:
        return "\n".join(self.raw[first:after]) + "\n"

    def _parts(self) -> tuple[list[tuple[int, int]], int, list[_Part]] | None:
        """The lines of each field of the bank, the line of `questions:`, and the questions.

        None without a list of questions line by line, since then there is nothing to go on at.
        """
        lines = self.lines
        questions = next((n for n, line in enumerate(lines) if _QUESTIONS.match(line)), len(lines))
        first = next((n for n in range(questions + 1, len(lines)) if not _BLANK.match(lines[n])), None)
        beginnings = (_ENTRY, _BARE_QUESTION, _GLUED_QUESTION, _ODD_QUESTION)
        begins = next(filter(None, (each.match(lines[first]) for each in beginnings)), None) if first else None
        if first is None or begins is None:
            return None
        column = len(begins["indent"])
        starts: list[tuple[int, Explanation | None]] = []
        tail = len(lines)
        for number in range(first, len(lines)):
            line = lines[number]
            if (entry := _ENTRY.match(line)) and len(entry["indent"]) == column:
                starts.append((number, None))
            elif askew := _QUESTION_ENTRY.match(line):
                starts.append((number, misplaced_question((number, len(askew["indent"])), column)))
            elif glued := _GLUED_QUESTION.match(line):
                starts.append((number, glued_dash((number, len(glued["indent"])))))
            elif odd := _ODD_QUESTION.match(line):
                starts.append((number, no_dash((number, len(odd["indent"])), odd["mark"], question=True)))
            elif (bare := _BARE_QUESTION.match(line)) and len(bare["indent"]) == column:
                starts.append((number, missing_dash((number, column))))
            elif (field := _BANK_FIELD.match(line)) and _is_of_bank(field["name"], column):
                tail = number
                break
            if len(starts) > QUESTION_LIMIT:
                return None
        ends = [*(number for number, _ in starts[1:]), tail]
        entries = [_Part(number, after, fault) for (number, fault), after in zip(starts, ends, strict=True)]
        fields = [*self._blocks(0, questions), *self._blocks(tail, len(lines))]
        return (fields, questions, entries) if len(fields) <= _FIELDS_APART else None

    def _blocks(self, first: int, after: int) -> Iterator[tuple[int, int]]:
        """The stretches of these lines that begin at the left edge, as the fields of a bank do."""
        starts = [number for number in range(first, after) if _BLOCK.match(self.lines[number])]
        return zip(starts, [*starts[1:], after], strict=False)


def _is_of_bank(name: str, column: int) -> bool:
    """Whether a field at the left edge ends the questions, which begin in the column given."""
    return name in BANK_FIELDS or (column > 0 and name not in QUESTION_FIELDS)


def _look_at_line_starts(text: str, first: int) -> None:
    """Tabs that indent, and `%`, which begins a directive: the parsers do not agree on either."""
    for sign, name, pattern in (("\t", "tab", _TAB), ("%", "percent", _PERCENT)):
        found = pattern.search(text) if sign in text else None
        if found:
            at = found.start("here")
            line = text.count("\n", 0, at)
            raise Trouble(name, (first + line, at - text.rfind("\n", 0, at) - 1))


class _StandIns:
    """Characters that stand for others where PyYAML's own scanner and libyaml's do not agree.

    In brackets libyaml takes the `?` of `[Who?, What?]` for text and refuses `[a:]`, and it refuses escapes of
    surrogates and beyond Unicode; the pure scanner does the opposite.
    """

    def __init__(self, text: str) -> None:
        used = set(text)
        private = (chr(code) for code in chain(range(0xE000, 0xF900), range(0xF0000, 0x10FFFE)))
        free = (character for character in private if character not in used)
        self.for_sign = {sign: next(free) for sign in "?:uU"}
        self.back = {ord(standin): sign for sign, standin in self.for_sign.items()}

    def put(self, text: str) -> str:
        """The text with the stand-ins."""
        text = _TEXT_QUESTION_MARK.sub(self.for_sign["?"], text)
        text = _GLUED_COLON.sub(self.for_sign[":"], text)
        return _NO_ESCAPE.sub(lambda m: f"{m['before']}{self.for_sign[m['sign']]}{m['digits']}", text)

    def taken(self, text: str) -> str:
        """The text without them."""
        return text.translate(self.back)


class _Build:
    """The way from events to a tree."""

    def __init__(
        self, first: int, report: Report, source: Source, standins: _StandIns | None, short: Short | None, depth: int
    ) -> None:
        self.first = first
        self.depth = depth
        """In how many lists and mappings the questions lie."""
        self.report = report
        self.source = source
        self.standins = standins
        self.short = short
        """The short way for sound questions; PyYAML's own parser goes without."""
        self.taken: list[_FromParser] = []
        """Events that the short way took and gave back."""
        self.error: yaml.MarkedYAMLError | None = None
        """What the parser raised after them."""
        self.stack: list[tuple[list[Node], _FromParser]] = []
        """For each list and mapping that is still open: what it lies in, and its event."""
        self.opened: tuple[Place, int] | None = None
        """Where the last scalar began and the line that it ended in, if it was in quotes."""

    def tree(self, get: Callable[[], _FromParser]) -> Node | None:
        """The tree of the first document; a second one is reported and not read.

        Raises:
            Trouble: at one of our limits; what the parser raises passes.

        """
        first, standins = self.first, self.standins
        scalar, sequence, mapping = yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent
        ends = (yaml.SequenceEndEvent, yaml.MappingEndEvent)
        top: list[Node] = []
        inner = top
        stack = self.stack
        documents = 0
        last = line = -1
        for count, event in enumerate(self._events(get)):
            kind = type(event)
            if kind is scalar:
                mark = event.start_mark
                if mark.line != last:
                    last = mark.line
                    line = last + first
                text, style = event.value, event.style or ""
                if standins or style or event.anchor or event.tag:
                    text = self._unusual(event, text, style, bool(stack) and bool(stack[-1][1].flow_style))
                inner.append(Text(text, line, mark.column, style))
            elif kind is sequence or kind is mapping:
                if kind is mapping and len(stack) == self.depth and type(stack[-1][1]) is sequence:
                    sound = self._sound(event)
                    if sound:
                        inner.append(sound)
                        continue
                if len(stack) == DEPTH_LIMIT:
                    raise Trouble("too-deep", self._place(event.start_mark))
                if event.anchor or event.tag:
                    self._refuse(event)
                stack.append((inner, event))
                inner = []
            elif kind in ends:
                items, (inner, start) = inner, stack.pop()
                mark = start.start_mark
                if kind is yaml.MappingEndEvent:
                    pairs = tuple(zip(items[::2], items[1::2], strict=True))
                    inner.append(Fields(pairs, mark.line + first, mark.column))
                    if len(stack) == 1 and self.depth == _FIRST_ALONE:
                        return Items(tuple(inner), mark.line + first, mark.column)
                else:
                    inner.append(Items(tuple(items), mark.line + first, mark.column))
            elif kind is yaml.AliasEvent:
                self._refuse(event)
                inner.append(Text(f"*{event.anchor}", *self._place(event.start_mark), "*"))
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    _tell(self.report, second_document(self._place(event.start_mark)))
                    break
            if not count & 0xFFFF and (count > EVENT_LIMIT or len(inner) > 2 * QUESTION_LIMIT + 2):
                raise Trouble("too-large", self._place(event.start_mark))
        node = top[0] if top else None
        return None if isinstance(node, Text) and not node.text and not node.style else node

    def _events(self, get: Callable[[], _FromParser]) -> Iterator[_FromParser]:
        """The parser's events, those that were given back included."""
        for event in iter(get, None):
            yield event
            if self.taken:
                yield from self.taken
                self.taken = []
            if self.error:
                raise self.error

    def _sound(self, start: _FromParser) -> Sound | None:
        """The question that begins here, when there is nothing unusual about it; else its events are given back."""
        taken: list[_FromParser] = []
        try:
            sound = self.short.question(start, taken) if self.short else None
        except yaml.MarkedYAMLError as error:
            self.error, sound = error, None
        if sound is None:
            self.taken = taken
        return sound

    def trouble(self, error: yaml.MarkedYAMLError) -> Trouble:
        """The parser's error with places in the whole file."""
        context, mark = error.context_mark, error.problem_mark or error.context_mark
        assert mark
        place = self._place(mark)
        opened = self.opened[0] if self.opened and self.opened[1] == place[0] != self.opened[0][0] else None
        said = f"{error.context or ''}: {error.problem or ''}"
        return Trouble(said, place, self._place(context) if context else None, opened, self._bracket())

    def _bracket(self) -> Place | None:
        brackets = [start for _, start in self.stack if start.flow_style]
        return self._place(brackets[-1].start_mark) if brackets else None

    def _place(self, mark: _FromParser) -> Place:
        return mark.line + self.first, mark.column

    def _unusual(self, event: _FromParser, text: str, style: str, in_brackets: bool) -> str:
        """The text of a scalar that is not plain, or that has what a bank refuses."""
        place = self._place(event.start_mark)
        if style in ("'", '"'):
            self.opened = place, event.end_mark.line + self.first
        if style in ("|", ">") and _COMMENT_AFTER_BLOCK.match(self.source.lines[place[0]], place[1]):
            raise Trouble("block scalar", place, place)
        if self.standins:
            colon = text.find(self.standins.for_sign[":"]) if in_brackets and not style else -1
            if colon >= 0:
                raise Trouble("found unexpected ':'", (place[0], place[1] + colon), bracket=self._bracket())
            text = self.standins.taken(text)
        if event.anchor or event.tag:
            self._refuse(event)
            return f"{event.tag or ''}{'&' + event.anchor if event.anchor else ''} {text}".rstrip()
        return text

    def _refuse(self, event: _FromParser) -> None:
        """Report an anchor, an alias or a tag."""
        sign = "*" if type(event) is yaml.AliasEvent else "&" if event.anchor else "!"
        _tell(self.report, reserved(self._place(event.start_mark), sign, self.source.lines))


def _tell(report: Report, found: Explanation, question: int | None = None) -> None:
    report.add(found.code, found.place, found.message, found.fix, question=question, excerpt=found.excerpt)
