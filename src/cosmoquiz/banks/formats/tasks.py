"""Questions in Markdown: a question, then a task list in which the right answer is ticked, `- [x]`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

from cosmoquiz.banks.fields import LENGTHS, QUESTION_LIMIT
from cosmoquiz.banks.formats.item import FormatError, Incoming, Item, LeftOut
from cosmoquiz.banks.formats.markup import has_picture, plain_markdown
from cosmoquiz.quiz.question import Wrong

_TASK = re.compile(r"(?P<indent>[ \t]*)(?:[-*+]|\d{1,4}[.)])[ \t]+\[(?P<tick>[ xX])\](?:[ \t]+(?P<text>.*)|[ \t]*)")
_ANY_TASK = re.compile(r"^[ \t]{0,40}(?:[-*+]|\d{1,4}[.)])[ \t]+\[[ xX]\][ \t]", re.MULTILINE)
_HEADING = re.compile(r" {0,3}(?P<level>#{1,6})(?:[ \t]+(?P<text>.*))?")
_CLOSING_SIGNS = re.compile(r"(?:^|[ \t])#+$")
_NUMBERED = re.compile(r" {0,3}(?P<number>\d{1,4}[.)])[ \t]+(?P<text>.*)")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?P<text>.*)")
_QUOTE = re.compile(r"[ \t]*>[ \t]?(?P<text>.*)")
_FENCE = re.compile(r"[ \t]*(?P<sign>`{3,}|~{3,})")
_UNDERLINE = re.compile(r" {0,3}(?P<sign>=+|-+)[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_FRONT_TITLE = re.compile(r"title:[ \t]*(?P<text>.*)")
_LABEL = re.compile(r"(?:question|q|frage|pregunta|вопрос|exercise|quiz)?[ \t]*#?\d{0,4}[.:)]?", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(
    r"(?:(?:question|q)[ \t]*\.?[ \t]*)?#?\d{1,4}[.:)][ \t]+(?=\S)|q\d{1,4}\b[.:)]?[ \t]*(?=\S)", re.I
)
_WORD_BEFORE = re.compile(r"(?:explanation|answer|why|note|reason)s?[ \t]*:[ \t]*(?=\S)", re.IGNORECASE)
_HINT = re.compile(r"hint[ \t]*:[ \t]*(?=\S)", re.IGNORECASE)
_DETAILS = re.compile(
    r"[ \t]*(?:(?:<summary>[^<>]{1,80}</summary>|<[/?]{0,2}(?:details|summary|p|div|br|quiz)\b[^<>]*>)[ \t]*)++",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"[^\w<]{0,10}(?:source|reference|ref|link|see|read more|documentation)s?\b[^\n]{0,200}?(?P<address>https?://[^\s()<>\"'\]]+)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\W{0,4}[A-Ja-j]?\W{0,4}")
_FENCE_LINE: Final = "```"

_LONG_RULE: Final = 200
"""Characters of a line that can be a rule, or nothing but tags of HTML."""

_BLOCK_LIMIT: Final = 10 * QUESTION_LIMIT
_TASK_LIMIT: Final = 1000
"""Tasks of a list."""
_TOO_MUCH: Final = "the file holds too much to be a quiz; split it into several files"

_LONG_LINK: Final = 1000
_WORDS_OF_LINK: Final = 6
"""Characters and words of a line that says where something is known from and nothing else."""

_FRONT_LIMIT: Final = 200
"""Lines of front matter."""

Kind = Literal["heading", "numbered", "paragraph", "quote", "code", "tasks"]


@dataclass(slots=True)
class _Block:
    """Some lines that belong together."""

    kind: Kind
    line: int
    lines: list[str]
    level: int = 0
    """Of a heading; of tasks, how far the last of them is indented."""
    ticks: list[bool] = field(default_factory=list)
    """For each task, whether it is ticked."""
    options: list[list[str]] = field(default_factory=list)
    """For each task its text and the lines that are written under it."""
    notes: dict[int, list[str]] = field(default_factory=dict)
    """What is quoted under a task, by its place in the list."""
    coded: bool = False
    """Whether an option is followed by code."""

    def take_code(self, code: Sequence[str]) -> None:
        """Make lines of code a part of the last option."""
        margin = min((len(line) - len(line.lstrip()) for line in code if line.strip()), default=0)
        self.options[-1] += [_FENCE_LINE, *(line[margin:] for line in code), _FENCE_LINE]
        self.coded = True

    def take(self, block: "_Block") -> None:
        """Make another block a part of the last option."""
        if block.kind == "code":
            self.take_code(block.lines)
        else:
            self.options[-1] += block.lines

    @property
    def text(self) -> str:
        """The words of the block without its markup."""
        if self.kind == "code":
            return "\n".join(self.lines).strip("\n")
        text = "\n".join(line.strip() for line in self.lines)
        return plain_markdown(text).strip() if len(text) <= 4 * LENGTHS["explanation"] else text


def fits(text: str) -> bool:
    """Whether there is a task list in a text."""
    return _ANY_TASK.search(text) is not None


def read(text: str) -> Incoming:
    """The questions of a Markdown text.

    Raises:
        FormatError: when there is no task list in it, or more of them than a bank may have questions.

    """
    lines = text.split("\n")
    start, title = _front_matter(lines)
    blocks = _blocks(lines, start)
    lists = [at for at, block in enumerate(blocks) if block.kind == "tasks"]
    if not lists:
        raise FormatError("there is no task list in the file: a line such as - [x] before the right answer")
    if len(lists) > QUESTION_LIMIT:
        raise FormatError(f"the file holds more than {QUESTION_LIMIT} questions; split it into several files")
    first = blocks[0]
    if first.kind == "heading" and first.level == 1 and _is_title(blocks):
        title = title or first.text
        blocks, lists = blocks[1:], [at - 1 for at in lists]
    return _Questions(blocks, lists).incoming(title)


def _front_matter(lines: Sequence[str]) -> tuple[int, str]:
    """The line after the front matter, and the title that it names."""
    if lines[0].rstrip() != "---":
        return 0, ""
    title = ""
    for number, line in enumerate(lines[1:_FRONT_LIMIT], 1):
        if line.rstrip() in ("---", "..."):
            return number + 1, title
        if match := _FRONT_TITLE.match(line):
            title = match["text"].strip().strip("\"'")
    return 0, ""


def _is_title(blocks: Sequence[_Block]) -> bool:
    """Whether the first block, a heading of level 1, stands over all rather than over the first question alone."""
    tops = sum(block.kind == "heading" and block.level == 1 for block in blocks)
    return tops == 1 and len(blocks) > 1 and blocks[1].kind != "tasks"


def _blocks(lines: Sequence[str], start: int) -> list[_Block]:
    """The text as blocks, a task list being one."""
    found = _Blocks(lines, start).found
    heads = [at for at, block in enumerate(found) if block.kind == "heading"]
    sections = zip([0, *heads], [*heads, len(found)], strict=True)
    return [block for first, after in sections for block in _one_list(found[first:after])]


def _one_list(section: list[_Block]) -> list[_Block]:
    """The blocks under a heading; lists of one task each, with words or code between them, become one list."""
    lists = [at for at, block in enumerate(section) if block.kind == "tasks"]
    if len(lists) < 2 or any(len(section[at].ticks) > 1 for at in lists):
        return section
    whole = section[lists[0]]
    longest = max(after - at - 1 for at, after in pairwise(lists))
    end = min(lists[-1] + 1 + longest, len(section))
    for at in range(lists[0] + 1, end):
        block = section[at]
        if block.kind == "tasks":
            whole.options += block.options
            whole.ticks += block.ticks
        else:
            whole.take(block)
    return [*section[: lists[0] + 1], *section[end:]]


def _indent(line: str) -> int:
    """How many columns of blanks a line begins with."""
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip(" "))


class _Blocks:
    """The way through the lines."""

    def __init__(self, lines: Sequence[str], start: int) -> None:
        self.found: list[_Block] = []
        self.open: _Block | None = None
        """What the next line may go on with."""
        at = start
        while at < len(lines):
            fence = _FENCE.match(lines[at])
            at = self._code(lines, at, fence["sign"]) if fence else self._line(lines, at)

    def _add(self, kind: Kind, at: int, text: str, level: int = 0) -> _Block:
        if len(self.found) == _BLOCK_LIMIT:
            raise FormatError(_TOO_MUCH)
        self.open = _Block(kind, at + 1, [text], level)
        self.found.append(self.open)
        return self.open

    def _code(self, lines: Sequence[str], at: int, sign: str) -> int:
        """Take a fenced block; the line after it. Code that is indented under an option belongs to it."""
        end = at + 1
        while end < len(lines) and not lines[end].strip().startswith(sign):
            end += 1
        code = list(lines[at + 1 : end])
        tasks = self.found[-1] if self.found and self.found[-1].kind == "tasks" else None
        if tasks and (tasks.coded or lines[at][:1] in (" ", "\t")):
            tasks.take_code(code)
        else:
            self._add("code", at, "").lines = code
            self.open = None
        return end + 1

    def _line(self, lines: Sequence[str], at: int) -> int:
        line = lines[at]
        if not line.strip():
            self.open = self.open if self.open and self.open.kind == "tasks" else None
        elif task := _TASK.fullmatch(line):
            self._task(at, task)
        elif heading := _HEADING.fullmatch(line):
            self._add("heading", at, _CLOSING_SIGNS.sub("", (heading["text"] or "").strip()), len(heading["level"]))
            self.open = None
        elif self._underlines(line):
            pass
        elif len(line) < _LONG_RULE and (_RULE.fullmatch(line) or _DETAILS.fullmatch(line)):
            self.open = None
        elif (quote := _QUOTE.fullmatch(line)) and self._is_deeper(line):
            tasks = self.found[-1]
            tasks.notes.setdefault(len(tasks.options) - 1, []).append(quote["text"])
        elif quote:
            self._go_on("quote", at, quote["text"])
        elif self._is_under_task(lines, at):
            bullet = _BULLET.fullmatch(line)
            self.found[-1].options[-1].append(bullet["text"] if bullet else line.strip())
        elif numbered := _NUMBERED.fullmatch(line):
            self._add("numbered", at, numbered["text"])
        else:
            bullet = _BULLET.fullmatch(line)
            self._go_on("paragraph", at, bullet["text"] if bullet else line)
        return at + 1

    def _task(self, at: int, task: re.Match[str]) -> None:
        if len(self.found) > 1 and self.found[-1].kind == "code" and self.found[-2].kind == "tasks":
            code = self.found.pop()
            self.open = self.found[-1]
            self.open.take_code(code.lines)
        if not (self.open and self.open.kind == "tasks"):
            self._add("tasks", at, "")
        assert self.open
        if len(self.open.ticks) == _TASK_LIMIT:
            raise FormatError(_TOO_MUCH)
        self.open.level = _indent(task["indent"])
        self.open.options.append([task["text"] or ""])
        self.open.ticks.append(task["tick"] != " ")

    def _underlines(self, line: str) -> bool:
        """Whether the line makes a heading of the paragraph above it."""
        match = _UNDERLINE.fullmatch(line)
        if not match or not self.open or self.open.kind != "paragraph":
            return False
        self.open.kind, self.open.level = "heading", 1 if match["sign"][0] == "=" else 2
        self.open = None
        return True

    def _is_under_task(self, lines: Sequence[str], at: int) -> bool:
        """Whether a line belongs to the task above it: it is indented deeper, or it follows at once."""
        if not (self.open and self.open.kind == "tasks"):
            return False
        return self._is_deeper(lines[at]) or bool(lines[at - 1].strip() and not _NUMBERED.fullmatch(lines[at]))

    def _is_deeper(self, line: str) -> bool:
        """Whether a line stands under the text of the task above it rather than under its mark."""
        return bool(self.open and self.open.kind == "tasks" and _indent(line) >= self.open.level + 2)

    def _go_on(self, kind: Kind, at: int, text: str) -> None:
        if self.open and (self.open.kind == kind or (kind == "paragraph" and self.open.kind in ("numbered", "quote"))):
            self.open.lines.append(text)
        else:
            self._add(kind, at, text)


class _Questions:
    """The blocks as questions."""

    def __init__(self, blocks: Sequence[_Block], lists: Sequence[int]) -> None:
        self.blocks = blocks
        self.lists = lists

    def incoming(self, title: str) -> Incoming:
        items: list[Item] = []
        out: list[LeftOut] = []
        between = list(self._between())
        for number, at in enumerate(self.lists, 1):
            asked, _ = between[number - 1]
            _, told = between[number]
            found = _item(asked, self.blocks[at], told)
            if isinstance(found, Item):
                items.append(found)
            else:
                line = asked[0].line if asked else self.blocks[at].line
                out.append(LeftOut(line, number, found))
        return Incoming(tuple(items), tuple(out), title)

    def _between(self) -> Iterator[tuple[Sequence[_Block], Sequence[_Block]]]:
        """What stands before each list: what asks its question, and what is told of the question before.

        The last is what stands after the last list.
        """
        after = 0
        sections = self._lists_by_section()
        for count, at in enumerate(self.lists):
            blocks = self.blocks[after:at]
            asks = _where_asked(blocks, alone=sections[count] == 1)
            yield blocks[asks:], _before_heading(blocks[:asks])
            after = at + 1
        yield (), _before_heading(self.blocks[after:])

    def _lists_by_section(self) -> list[int]:
        """For each list, how many lists stand under its heading."""
        section = 0
        of_list: list[int] = []
        for block in self.blocks:
            section += block.kind == "heading"
            if block.kind == "tasks":
                of_list.append(section)
        counts: dict[int, int] = {}
        for number in of_list:
            counts[number] = counts.get(number, 0) + 1
        return [counts[number] for number in of_list]


def _before_heading(blocks: Sequence[_Block]) -> Sequence[_Block]:
    return blocks[: next((n for n, block in enumerate(blocks) if block.kind == "heading"), len(blocks))]


def _where_asked(blocks: Sequence[_Block], *, alone: bool) -> int:
    """Where among the blocks before a list its question begins; `alone` says that its heading has no other list.

    A heading asks when it ends in a question mark, or when it has the one list to itself and nothing else could ask.
    """
    heads = [n for n, block in enumerate(blocks) if block.kind == "heading"]
    numbers = [n for n, block in enumerate(blocks) if block.kind == "numbered"]
    if heads:
        head = heads[-1]
        text = blocks[head].text
        below = [n for n in range(head + 1, len(blocks)) if blocks[n].kind != "quote"]
        if numbers and numbers[-1] > head and not text.endswith("?"):
            return numbers[-1]
        if below and (_LABEL.fullmatch(text) or (not alone and not text.endswith("?"))):
            return below[0]
        return head
    if numbers:
        return numbers[-1]
    return _last_words(blocks)


def _last_words(blocks: Sequence[_Block]) -> int:
    """Where the last paragraph begins; code and quotes after it belong to it."""
    at = len(blocks)
    while at > 0 and blocks[at - 1].kind in ("code", "quote"):
        at -= 1
    return at - 1 if at > 0 else len(blocks)


def _item(asked: Sequence[_Block], tasks: _Block, told: Sequence[_Block]) -> Item | str:
    """The item, or why there is none."""
    right = [at for at, ticked in enumerate(tasks.ticks) if ticked]
    if not asked:
        return "there is no question above its list"
    if not right:
        return "it has no right answer: no [x] in its list"
    if len(right) > 1:
        return f"it has {len(right)} right answers"
    if len(tasks.ticks) == 1:
        return "it has no wrong option"
    raw = "\n".join(line for block in asked if block.kind != "code" for line in block.lines)
    raw = "\n".join([raw, *(line for option in tasks.options for line in option)])
    if len(raw) <= 4 * LENGTHS["explanation"] and has_picture(raw):
        return "it has a picture, which a bank cannot hold"
    hint = ""
    if len(asked) > 1 and asked[-1].kind == "quote" and not asked[-2].text.endswith(":"):
        hint = " ".join(_HINT.sub("", asked[-1].text, count=1).split())
        asked = asked[:-1]
    question = "\n".join(block.text for block in asked)
    options = [_option(lines) for lines in tasks.options]
    notes = {at: " ".join(plain_markdown("\n".join(lines)).split()) for at, lines in tasks.notes.items()}
    explanation, source = _told(told)
    explanation = "\n".join(text for text in (notes.get(right[0], ""), explanation) if text)
    return Item(
        _NUMBER_BEFORE.sub("", question, count=1) if _NUMBER_BEFORE.match(question) else question,
        options[right[0]],
        tuple(Wrong(option, notes.get(at, "")) for at, option in enumerate(options) if at != right[0]),
        asked[0].line,
        explanation=explanation,
        source=source,
        hint=hint,
    )


def _told(blocks: Sequence[_Block]) -> tuple[str, str]:
    """The explanation, and the address in a line of its own that begins with a word such as Source."""
    addresses: list[str] = []
    for block in blocks:
        if block.kind == "code":
            continue
        lines = block.lines
        block.lines = []
        for line in lines:
            match = _SOURCE.match(line)
            if match and len(line) < _LONG_LINK and len(plain_markdown(line).split()) <= _WORDS_OF_LINK:
                addresses.append(match["address"])
            else:
                block.lines.append(line)
    source, *others = addresses or [""]
    explanation = "\n".join([*(text for block in blocks if (text := block.text)), *others])
    return _WORD_BEFORE.sub("", explanation, count=1) if _WORD_BEFORE.match(explanation) else explanation, source


def _option(lines: Sequence[str]) -> str:
    """An option in one line, with what stands under it; a mere letter before that goes."""
    first, others = lines[0], lines[1:]
    if sum(map(len, lines)) > 4 * LENGTHS["answer"]:
        return " ".join(lines)
    if others and _LETTER.fullmatch(first):
        first = ""
    if _FENCE_LINE in others:
        text = "\n".join([plain_markdown(first), *(line for line in others if line != _FENCE_LINE)])
    else:
        text = plain_markdown("\n".join([first, *others]))
    return " ".join(text.split())
