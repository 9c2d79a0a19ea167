"""What a syntax error most likely is, in the words of a bank's author.

A YAML parser says where it stumbled, which is often not where the mistake is. The looks below read the lines around
that place, so that what they say hardly depends on the parser.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from cosmoquiz.banks.fields import DEPTH_LIMIT, FIELDS
from cosmoquiz.banks.problem import Place, quoted
from cosmoquiz.quiz.text import printable

_LINE = re.compile(
    r"(?P<indent> *)(?P<dashes>(?:- +)*)"
    r"(?:(?P<key>[^\s\"'\[\]{}#&*!|>%@`,:?-][^:\"]*?|\"[^\"]*\"|'[^']*') *:(?:$| +))?(?P<value>.*)"
)
_GLUED = re.compile(r" *(?:- *)?(?P<key>[a-z_]+):(?=[^\s/])")
_ESCAPE = re.compile(
    r"\\(?P<bad>(?:u|U0000)[dD][89a-fA-F][0-9a-fA-F]{2}|U(?!000|0010)[0-9a-fA-F]{8}|x(?![0-9a-fA-F]{2})"
    r"|u(?![0-9a-fA-F]{4})|U(?![0-9a-fA-F]{8})|[^0abtnvfreNLP_\"/\\ xuU])?.?"
)
_KEPT: Final = {
    "%": "directives",
    "@": "later versions",
    "`": "later versions",
    "&": "anchors, which banks do not have",
    "*": "aliases, which banks do not have",
    "!": "tags, which banks do not have",
    ">": "folded text",
    "|": "text of several lines",
    "[": "lists",
    "{": "fields in one line",
    "]": "the end of a list",
    "}": "the end of fields",
    ",": "lists",
    "-": "entries of a list",
    "?": "long keys",
}
"""What YAML keeps a sign for that stands at the beginning of a text."""

_LOOK_AT: Final = 2000
"""Characters of a line that are enough to say what is wrong with it."""

_LISTS: Final = ("wrong", "tags", "lint")
_OTHER_QUOTES: Final = {"'": 'double quotes (")', '"': "single quotes (')"}
_MISPLACED: Final = ("<block end>", "did not find expected key", "expected '-' indicator")
_FLOW: Final = ("flow sequence", "flow mapping", "flow node", "unexpected ':'")


class Trouble(Exception):  # noqa: N818 - it is caught and explained, never shown
    """A place at which reading could not go on."""

    def __init__(
        self,
        said: str,
        place: Place,
        start: Place | None = None,
        opened: Place | None = None,
        bracket: Place | None = None,
    ) -> None:
        super().__init__(said)
        self.said = said
        """The parser's words, or the name of a limit of ours."""
        self.place = place
        self.start = start
        """Where that began which could not be read to its end."""
        self.opened = opened
        """Where a quoted text begins that goes over several lines and ends just before the place."""
        self.bracket = bracket
        """Where the innermost bracket is that is still open."""


class Explanation(NamedTuple):
    """A syntax error as it is told."""

    code: str
    place: Place
    message: str
    fix: str
    excerpt: str = ""


class _Line(NamedTuple):
    """A line taken apart: `  - key: value`."""

    number: int
    indent: int
    dashed: bool
    key: str
    value: str
    value_at: int

    @property
    def known(self) -> bool:
        return self.key in FIELDS

    @property
    def place(self) -> Place:
        return self.number, self.value_at

    @property
    def in_brackets(self) -> bool:
        return self.key in _LISTS and self.value.startswith(("[", "{"))

    @property
    def name(self) -> str:
        if self.in_brackets:
            return f'an entry of "{self.key}"'
        return f'"{self.key}"' if self.known else "the entry" if self.dashed else "the text"

    @property
    def excerpt(self) -> str:
        """The value when it is a field's; a file that is no bank is not quoted."""
        return self.value if self.known else ""

    @property
    def cure(self) -> str:
        """How to write the value so that it is taken as text."""
        if self.in_brackets:
            return "put the entry in quotes"
        text = "put the text in quotes"
        return f"{text}: {self.key}: {in_quotes(self.value)}" if self.known else text


def in_quotes(text: str) -> str:
    """The text, cut if it is long, as it could be typed in YAML."""
    shown = printable(text.strip(), 40)
    if "\\" not in shown and '"' not in shown:
        return f'"{shown}"'
    return "'" + shown.replace("'", "''") + "'"


def reserved(place: Place, sign: str, lines: Sequence[str]) -> Explanation:
    """A text begins with a sign that YAML keeps for itself."""
    line = _line(lines, place[0])
    code = {"*": "alias", "&": "anchor", "!": "tag"}.get(sign, "unquoted-start")
    message = f'a text can\'t begin with "{sign}" (YAML keeps it for {_KEPT[sign]})'
    return Explanation(code, place, message, line.cure, line.excerpt)


def bad_escape(lines: Sequence[str], start: Place) -> Explanation:
    """The first escape that is none, from the beginning of a double-quoted text on."""
    column = start[1] + 1
    for number in range(start[0], len(lines)):
        for match in _ESCAPE.finditer(lines[number], column):
            if match["bad"]:
                message = f"{quoted(chr(92) + match['bad'])} stands for no character"
                fix = "in double quotes a backslash is written twice; or put the text in single quotes"
                place = number, match.start()
                return Explanation("bad-escape", place, message, fix, _line(lines, number).excerpt)
        column = 0
    return Explanation("bad-escape", start, "a backslash here stands for no character", "write it twice")


def explain(trouble: Trouble, lines: Sequence[str]) -> Explanation:
    """What the trouble most likely is and what to do; `lines` are those of the whole file, tabs as blanks."""
    found = next(filter(None, (look(trouble, lines) for look in _LOOKS)), None)
    return found or Explanation(
        "syntax",
        trouble.place,
        "this line can't be read",
        "look at the indentation, the colons and the quotes here and in the line above",
    )


def _line(lines: Sequence[str], number: int) -> _Line:
    match = _LINE.match(lines[number][:_LOOK_AT] if number < len(lines) else "")
    assert match
    key = (match["key"] or "").strip("\"'")
    return _Line(number, len(match["indent"]), bool(match["dashes"]), key, match["value"], match.start("value"))


def _above(lines: Sequence[str], number: int) -> _Line:
    """The nearest line above that says something."""
    number = min(number, len(lines)) - 1
    while number > 0 and (not lines[number].strip() or lines[number].lstrip().startswith("#")):
        number -= 1
    return _line(lines, max(number, 0))


def _sign(lines: Sequence[str], place: Place) -> str:
    return lines[place[0]][place[1] : place[1] + 1] if place[0] < len(lines) else ""


def _limit(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    match trouble.said:
        case "too-deep":
            message = f"lists and fields lie more than {DEPTH_LIMIT} deep in each other here"
            return Explanation("too-deep", trouble.place, message, 'a text that begins with "[" or "{" needs quotes')
        case "tab":
            fix = "indent with blanks, two for each step"
            return Explanation("tab", trouble.place, "a tab stands at the beginning of this line", fix)
        case "percent":
            return reserved(trouble.place, "%", lines)
    return None


def _document(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    number, column = trouble.place
    marker = column == 0 and number < len(lines) and lines[number].startswith(("---", "..."))
    if not marker and "document" not in trouble.said:
        return None
    return second_document(trouble.place)


def second_document(place: Place) -> Explanation:
    """A bank is one document."""
    message = "a second document begins here; a bank is one"
    return Explanation("second-document", place, message, 'remove the lines "---" and "..."')


def _escape(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    if "escape" in trouble.said or "hexadecimal" in trouble.said or "hexdecimal" in trouble.said:
        return bad_escape(lines, trouble.start or (trouble.place[0], 0))
    return None


def _never_closed(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """A quote that opens a text and is closed in a later line by chance, or nowhere."""
    at_the_end = "quoted scalar" in trouble.said and "end of stream" in trouble.said
    opened = trouble.start if at_the_end else trouble.opened
    if not opened:
        return None
    mark = _sign(lines, opened)
    fix = "close it; if the mark belongs to the text, put the whole text in " + _OTHER_QUOTES[mark]
    message = f"the quote {mark} opened here is not closed in its place"
    return Explanation("unclosed-quote", opened, message, fix, _line(lines, opened[0]).excerpt)


def _goes_on_after_quote(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """`"Hello" he said`, `'It's'`."""
    number, column = trouble.place
    if number >= len(lines) or not any(words in trouble.said for words in (*_MISPLACED, "',' or")):
        return None
    before = lines[number][:column].rstrip()
    if not before.endswith(("'", '"')):
        return None
    mark, line = before[-1], _line(lines, number)
    message = f"{line.name} ends at the second {mark}, but more follows"
    place = (number, line.value_at) if line.value.startswith(mark) else trouble.place
    return Explanation("quote-start", place, message, f"put the whole text in {_OTHER_QUOTES[mark]}", line.excerpt)


def _swallowed(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """Text that was to go on after ` #`."""
    bracket = trouble.bracket
    line = _line(lines, bracket[0]) if bracket else _above(lines, trouble.place[0])
    sign = line.value.find(" #")
    goes_on = bracket or _line(lines, trouble.place[0]).indent > line.indent
    if sign < 0 or not goes_on or not any(words in trouble.said for words in (*_MISPLACED, *_FLOW)):
        return None
    place = line.number, line.value_at + sign + 1
    return Explanation(
        "comment-in-text", place, f'" #" begins a comment, so {line.name} ends before it', line.cure, line.excerpt
    )


def _brackets(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """A list or fields in brackets that do not go on as they should."""
    bracket = trouble.bracket
    if not any(words in trouble.said for words in _FLOW) or not bracket:
        return None
    sign = _sign(lines, trouble.place)
    line = _line(lines, bracket[0])
    if sign in ("@", "`", "%"):
        return None
    if "node content" in trouble.said and sign in (",", "]", "}"):
        message = "an entry is missing between the commas" if sign == "," else f'"{sign}" stands where an entry should'
        return Explanation("empty-entry", trouble.place, message, "remove one comma, or put the text in quotes")
    if bracket[0] != trouble.place[0] or not sign:
        opener, closer = ("{", "}") if _sign(lines, bracket) == "{" else ("[", "]")
        fix = f'close it with "{closer}", or put the text in quotes if the bracket belongs to it'
        message = f'the "{opener}" opened here is never closed'
        return Explanation("unclosed-bracket", bracket, message, fix, line.excerpt)
    if sign == ":" or "unexpected ':'" in trouble.said:
        message = '": " inside text starts a new field'
        return Explanation("unquoted-colon", trouble.place, message, "put the entry in quotes", line.excerpt)
    return None


def _first_sign(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """A text that begins with a sign that means something else."""
    number, column = trouble.place
    line = _line(lines, number)
    sign, place = line.value[:1], line.place
    if "start any token" in trouble.said:
        sign, place = _sign(lines, trouble.place), trouble.place
    if sign not in _KEPT or column < place[1] or number >= len(lines) or not sign:
        return None
    if sign in "[{" and line.key in _LISTS:
        message = f'more text follows after the list of "{line.key}"'
        return Explanation("text-after-list", trouble.place, message, "put a comma between and all of it in brackets")
    return reserved(place, sign, lines)


def _colon(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """A `: ` where no field can begin."""
    if "mapping values are not allowed" not in trouble.said:
        return None
    number, column = trouble.place
    line, above = _line(lines, number), _above(lines, number)
    for glued in (line, above):
        if found := _glued(lines, glued.number):
            return found
    message = '": " inside text starts a new field'
    if column >= line.value_at:
        return Explanation("unquoted-colon", trouble.place, message, line.cure, line.excerpt)
    if line.known:
        return _out_of_line(line)
    return Explanation("unquoted-colon", trouble.place, message, f"put all of {above.name} in quotes", above.excerpt)


def _glued(lines: Sequence[str], number: int) -> Explanation | None:
    """`answer:text`, which is no field but a text."""
    match = _GLUED.match(lines[number]) if number < len(lines) else None
    if not match or match["key"] not in FIELDS:
        return None
    message = f'the blank after "{match["key"]}:" is missing'
    return Explanation("missing-blank", (number, match.end()), message, f"write {match['key']}: and a blank")


def _no_colon(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """A line that is neither a field nor an entry nor the rest of a text."""
    if "could not find expected ':'" not in trouble.said or not trouble.start:
        return None
    number, column = trouble.start
    found = _glued(lines, number)
    if found:
        return found
    word = re.match(r"[\w-]*", lines[number][column:]) if number < len(lines) else None
    if word and word.group() in FIELDS:
        message = f'the colon after "{word.group()}" is missing'
        return Explanation("missing-colon", trouble.start, message, f"write {word.group()}: and a blank")
    return _stray(lines, number)


def _stray(lines: Sequence[str], number: int) -> Explanation:
    line, above = _line(lines, number), _above(lines, number)
    if above.dashed and not above.key and line.indent == above.indent:
        message = "this line stands in a list, but it is no entry"
        return Explanation("missing-dash", (number, line.indent), message, 'put "- " before it')
    fix = "to go on with the text above, indent it deeper; to begin a field, write its name and a colon"
    return Explanation("stray-line", (number, line.indent), "this line belongs to nothing", fix)


def _misplaced(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """A line that does not line up with anything above it."""
    if not any(words in trouble.said for words in _MISPLACED):
        return None
    line = _line(lines, trouble.place[0])
    if trouble.place[1] != line.indent:
        return None
    if line.key == "question" and not line.dashed:
        return missing_dash((line.number, line.indent))
    if line.dashed or line.known:
        return _out_of_line(line)
    return _stray(lines, line.number)


def missing_dash(place: Place) -> Explanation:
    """A question begins without its dash."""
    message = 'a question begins here, but the "- " before it is missing'
    return Explanation("missing-dash", place, message, "write - question: and line up its other fields")


def glued_dash(place: Place) -> Explanation:
    """A question begins with a dash but no blank."""
    return Explanation("missing-blank", place, "the blank after the dash is missing", 'write "- " before the field')


def misplaced_question(place: Place, column: int) -> Explanation:
    """A question begins in another column than the others."""
    message = f"this question begins in column {place[1] + 1}, the first one in column {column + 1}"
    return Explanation("indentation", place, message, "begin all questions in one column")


def _out_of_line(line: _Line) -> Explanation:
    name = '"- "' if line.dashed else line.name
    message = f"{name} does not line up with what stands above it"
    fix = "begin all fields of a question in one column, and all entries of a list"
    return Explanation("indentation", (line.number, line.indent), message, fix)


_LOOKS: Final[tuple[Callable[[Trouble, Sequence[str]], Explanation | None], ...]] = (
    _limit,
    _document,
    _escape,
    _never_closed,
    _goes_on_after_quote,
    _swallowed,
    _brackets,
    _first_sign,
    _colon,
    _no_colon,
    _misplaced,
)
