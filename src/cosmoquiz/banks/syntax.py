"""What a syntax error most likely is, in the words of a bank's author.

A YAML parser says where it stumbled, which is often not where the mistake is. The looks below read the lines around
that place, so that what they say hardly depends on the parser.
"""

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import Final, NamedTuple

from cosmoquiz.banks.fields import BANK_FIELDS, DEPTH_LIMIT, FIELDS, QUESTION_FIELDS
from cosmoquiz.banks.problem import Place, quoted
from cosmoquiz.banks.slips import entity_in
from cosmoquiz.quiz.text import printable

_LINE = re.compile(
    r"(?P<indent> *)(?P<dashes>(?:- +)*)"
    r"(?:(?P<key>[^\s\"'\[\]{}#&*!|>%@`,:?-][^:\"]*?|\"[^\"]*\"|'[^']*') *:+(?:$| +))?(?P<value>.*)"
)
_GLUED = re.compile(r" *(?:- *)?(?P<key>[a-z_]+):(?=[^\s/:])")
_NAMELESS = re.compile(r" *(?:- +)?(?P<key>[a-z_]+)(?P<sign> *[：﹕∶;=]+>?| +(?:-+>?|[–—→])(?= )|(?= |$))")
_MARKER = re.compile(r"(?:---|\.\.\.)(?:\s|$)")
_BOLD_NAME = re.compile(r"[*_]+(?P<key>[a-z_]+?)[*_]*:")
_BLOCK_BEGINS = re.compile(r"(?P<sign>[|>])[-+0-9]{0,2}\s*(?:#.*)?")
_ODD_BLANK = re.compile(r" *(?:- *)?(?:[a-z_]+ *:)? *(?P<odd>[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000])")
_DASHES = re.compile(r",? *(?:^| )- +")
BULLET: Final = r"(?P<mark>[*+]|[0-9]{1,4}[.)]|[^\w\s\x00-\x7f“”„‟‘’‚«»‹›¿¡…§€£°]\ufe0f?)"
"""What people write where YAML wants a dash: bullets, dashes of other lengths, numbers."""

_BULLET = re.compile(rf" *(?:{BULLET}|(?P<letter>[A-Za-z][.)]))[ \u00a0]+")
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
    ":": "the end of a field's name",
}
"""What YAML keeps a sign for that stands at the beginning of a text."""

_LINES_ABOVE: Final = 50
"""Lines in which the beginning of what goes wrong is looked for."""

_SHOWN: Final = 80
"""Characters of a text that is shown as it should be written."""

_LOOK_AT: Final = 2000
"""Characters of a line that are enough to say what is wrong with it."""

_LISTS: Final = ("wrong", "tags", "lint")
_CLOSERS: Final = {"[": "]", "{": "}"}
_OTHER_QUOTES: Final = {"'": 'double quotes (")', '"': "single quotes (')"}
OUR_LIMITS: Final = ("too-deep", "tab", "percent")
"""What a trouble is called that the parser has none with."""

_CURLY: Final = "”“„»«’‘"
_MISPLACED: Final = ("<block end>", "did not find expected key", "expected '-' indicator", "<document start>")
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
    key_at: int
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
    shown = printable(text.strip(), 76)
    if "\\" not in shown and '"' not in shown:
        return f'"{shown}"'
    return "'" + shown.replace("'", "''") + "'"


def reserved(place: Place, sign: str, lines: Sequence[str]) -> Explanation:
    """A text begins with a sign that YAML keeps for itself."""
    line = _line(lines, place[0])
    if sign == "*" and _is_entry_with(sign, line, lines):
        return no_dash((line.number, line.indent), sign, question=False)
    code = {"*": "alias", "&": "anchor", "!": "tag"}.get(sign, "unquoted-start")
    message = f'a text can\'t begin with "{sign}" (YAML keeps it for {_KEPT[sign]})'
    return Explanation(code, place, message, _cure_of_sign(sign, line, lines), line.excerpt)


def _cure_of_sign(sign: str, line: _Line, lines: Sequence[str]) -> str:
    bold = _BOLD_NAME.match(line.value) if not line.key else None
    if bold and bold["key"] in FIELDS:
        return f"write {bold['key']}: without the other signs"
    if line.value.startswith("**"):
        return f"leave the asterisks out, they make no bold type; or {line.cure}"
    if sign == "*" and (line.key or _field_above(lines, line.number)) == "wrong":
        return f'{line.cure}; if the asterisk marks the right answer, write that after "answer:" instead'
    entity = entity_in(f"{line.value[:_LOOK_AT]} ") if sign == "&" else ""
    if entity and line.value.startswith(entity):
        return f"write the character {printable(unescape(entity))} itself for {entity}; or {line.cure}"
    if lines[line.number].startswith("```"):
        return "delete the lines that begin with ```: they frame the bank, but do not belong to it"
    if sign == ">" and line.indent == 0 and not line.key:
        return 'delete the ">" before each line: it marks what a mail quotes'
    return f"delete it, or {line.cure}" if sign == ":" else line.cure


def bullet(line: str) -> str:
    """The sign, number or letter before a text where a dash should be; empty when there is none."""
    match = _BULLET.match(line[:_LOOK_AT])
    return (match["mark"] or match["letter"]) if match else ""


def _is_entry_with(sign: str, line: _Line, lines: Sequence[str]) -> bool:
    """Whether a line is an entry of a list but for the sign before it."""
    if line.dashed or line.key or bullet(lines[line.number]) != sign:
        return False
    above = _above(lines, line.number)
    return _field_above(lines, line.number) in (*_LISTS, "questions") or (above.dashed and not above.known)


def _field_above(lines: Sequence[str], number: int) -> str:
    """The field that the lines just above belong to, whose own line has nothing but its name."""
    for at in range(number - 1, max(-1, number - _LINES_ABOVE), -1):
        line = _line(lines, at)
        if line.known:
            return "" if line.value.strip() else line.key
    return ""


def not_a_bank(what: str = "the file holds other text", place: Place = (0, 0), fix: str = "") -> Explanation:
    """A file that may be anything."""
    fix = fix or (
        'a bank begins with "title: …" and "questions:", each with a blank or a new line after the colon;'
        " files of other quiz programs come in with cosmoquiz add"
    )
    return Explanation("not-a-bank", place, f"this is no bank: {what}", fix)


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
    indent, key_at = len(match["indent"]), match.end("dashes")
    return _Line(number, indent, bool(match["dashes"]), key, key_at, match["value"], match.start("value"))


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
    number = trouble.place[0]
    if number < len(lines) and _MARKER.match(lines[number]):
        return second_document((number, 0))
    if (
        number < len(lines)
        and "<document start>" in trouble.said
        and _MARKER.match(lines[_above(lines, number).number])
    ):
        return second_document(trouble.place)
    return None


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
    mark, line = _sign(lines, opened), _line(lines, opened[0])
    end = line.value.rstrip()[-1:]
    fix = f"close it with {mark}" + (f" instead of {end}" if end and end in _CURLY else "")
    fix += "; if the mark belongs to the text, put the whole text in " + _OTHER_QUOTES[mark]
    message = f"the quote {mark} opened here is not closed in its place"
    return Explanation("unclosed-quote", opened, message, fix, line.excerpt)


def _odd_blank(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """A blank where the parser sees a letter."""
    if "quoted scalar" in trouble.said:
        return None
    for number in (trouble.place[0], _above(lines, trouble.place[0]).number):
        found = _ODD_BLANK.match(lines[number]) if number < len(lines) else None
        if found:
            return odd_blank((number, found.start("odd")), found["odd"])
    return None


def odd_blank(place: Place, blank: str) -> Explanation:
    """Where the columns and signs are that YAML reads, one blank is not as good as another."""
    message = f"the character U+{ord(blank):04X} here only looks like a blank"
    return Explanation("odd-blank", place, message, "delete it and press the space bar instead")


def _list(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """A list in brackets with a sign too many, or with another sign than should be there."""
    line = _line(lines, (trouble.bracket or trouble.place)[0])
    while not line.key and line.number > trouble.place[0] - _LINES_ABOVE and line.number > 0:
        line = _line(lines, line.number - 1)
    if not line.in_brackets or (trouble.bracket and trouble.bracket != line.place):
        return None
    found = _slip_in_list(_text_of_list(lines, line))
    if not found:
        return None
    kind, text, at = found
    number, column = line.number + text.count("\n", 0, at), at - text.rfind("\n", 0, at) - 1
    place = number, column + (line.value_at if number == line.number else 0)
    opener = line.value[0]
    match kind:
        case "dash":
            return Explanation("extra-dash", place, "entries in brackets have no dashes", _cure_of_dashes(text[:at]))
        case "closer":
            message = f'the "{opener}" of "{line.key}" can\'t be closed with "{text[at]}"'
            return Explanation("unclosed-bracket", place, message, f'write "{_CLOSERS[opener]}" instead', line.excerpt)
        case "extra":
            message = f'{quoted(text[at:].split(chr(10))[0].rstrip())} stands after the list of "{line.key}"'
            return Explanation("text-after-list", place, message, "delete it", line.excerpt)
    message = f'more text follows after the list of "{line.key}"'
    fix = f'put it before the "{_CLOSERS[opener]}", with a comma between, or delete it'
    return Explanation("text-after-list", place, message, fix, line.excerpt)


def _text_of_list(lines: Sequence[str], line: _Line) -> str:
    """What begins with the bracket of a list, up to where another field begins."""
    parts = [line.value]
    for number in range(line.number + 1, min(line.number + _LINES_ABOVE, len(lines))):
        below = _line(lines, number)
        if below.known or (below.dashed and below.key):
            break
        parts.append(lines[number])
    return "\n".join(parts)[:_LOOK_AT]


def _slip_in_list(text: str) -> tuple[str, str, int] | None:
    """What is wrong with a list in brackets, and with what follows it: its kind, the text, where in it."""
    closer = _CLOSERS[text[0]]
    at, fresh = 1, True
    while at < len(text):
        sign = text[at]
        if fresh and sign in "\"'":
            at = _after_quotes(text, at)
            fresh = False
            continue
        if (fresh and sign in "[{") or (sign == "#" and text[at - 1].isspace()):
            return None
        if fresh and sign == "-" and text[at + 1 : at + 2] in (" ", "\n"):
            return "dash", text, at
        if sign == closer:
            return _after_list(text, at + 1)
        if sign in "]}" or (sign == ")" and _closes_line(text, at)):
            return "closer", text, at
        fresh = sign == "," or (fresh and sign.isspace())
        at += 1
    return None


def _after_quotes(text: str, at: int) -> int:
    """Where a text in quotes is over that begins at a place, or the end of it all."""
    match = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", re.DOTALL).match(text, at)
    return match.end() if match else len(text)


def _closes_line(text: str, at: int) -> bool:
    """Whether a round bracket ends a line that it was not opened in."""
    line = text[text.rfind("\n", 0, at) + 1 : at + 1]
    rest = text[at + 1 :].split("\n", 1)[0].strip()
    return rest in ("", ",") and line.count("(") < line.count(")")


def _after_list(text: str, at: int) -> tuple[str, str, int] | None:
    rest = text[at:].split("\n", 1)[0]
    at += len(rest) - len(rest.lstrip())
    rest = rest.strip()
    if not rest or rest.startswith("#"):
        return None
    return ("extra" if not rest.strip(" ,;.)]}") else "text"), text, at


def _cure_of_dashes(text: str) -> str:
    if "\n" in text:
        return "delete the brackets; or delete the dashes and put commas between the entries"
    return "delete them; commas alone part the entries"


def _comma(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """Something in brackets begins where a comma should be."""
    number, column = trouble.place
    if not trouble.bracket or _sign(lines, trouble.place) not in tuple("\"'[{"):
        return None
    before = lines[number][:column].rstrip() or _above(lines, number).value.rstrip()
    if not before.endswith(("'", '"', "]", "}")) or not any(words in trouble.said for words in (*_FLOW, "',' or")):
        return None
    message = "the comma before this is missing"
    return Explanation("missing-comma", trouble.place, message, 'put a "," between it and what comes before')


def _goes_on_after_quote(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """`"Hello" he said`, `'It's'`."""
    number, column = trouble.place
    if number >= len(lines) or not any(words in trouble.said for words in (*_MISPLACED, "',' or", "sequence entries")):
        return None
    before = lines[number][:column].rstrip()
    if not before.endswith(("'", '"')):
        return None
    mark, line, rest = before[-1], _line(lines, number), lines[number][column:].strip()
    place = (number, line.value_at) if line.value.startswith(mark) else trouble.place
    if line.key in _LISTS and line.value.startswith(mark) and rest[:1] in (",", "'", '"'):
        entries = re.sub(r"([\"']) +(?=[\"'])", r"\1, ", line.value.rstrip().rstrip(","))
        fix = f"put brackets around it: {line.key}: [{printable(entries, 60)}]"
        return Explanation("not-a-list", place, f'"{line.key}" must be a list', fix, line.excerpt)
    if rest in (",", ";", "."):
        message, fix = f'"{rest}" stands after the closing {mark}', "delete it"
        return Explanation("quote-start", trouble.place, message, fix, line.excerpt)
    message = f"{line.name} ends at the second {mark}, but more follows"
    return Explanation("quote-start", place, message, _cure_of_quotes(mark, line), line.excerpt)


def _cure_of_quotes(mark: str, line: _Line) -> str:
    fix = f"put the whole text in {_OTHER_QUOTES[mark]}"
    value = line.value.strip()
    if not line.known or line.in_brackets or not value.startswith(mark) or len(value) > _SHOWN or "\\" in value:
        return fix
    text = value[1:-1] if value.endswith(mark) and value.count(mark) != 3 else value
    other = '"' if mark == "'" else "'"
    if other == '"' and other in text:
        return fix
    return f"{fix}: {line.key}: {other}{text.replace(other, other * 2)}{other}"


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
    if sign == ":" and not line.dashed:
        return None
    if sign in "[{" and not line.key and lines[above := _above(lines, number).number].startswith("//"):
        return _stray(lines, above)
    if sign in "[{" and line.key in _LISTS:
        message = f'more text follows after the list of "{line.key}"'
        return Explanation("text-after-list", trouble.place, message, "put a comma between and all of it in brackets")
    if sign == "-" and line.key in _LISTS:
        entries = ", ".join(filter(None, _DASHES.split(printable(line.value, _SHOWN))))
        fix = f'begin a new line before each "- "; or write {line.key}: [{entries}]'
        message = f'no list with dashes can begin in the line of "{line.key}"'
        return Explanation("not-a-list", place, message, fix, line.excerpt)
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
    if line.known and line.dashed:
        return _misplaced_dash(line, lines)
    if line.known:
        return _no_first_name(lines, number) or _out_of_line(line, lines)
    return Explanation("unquoted-colon", trouble.place, message, f"put all of {above.name} in quotes", above.excerpt)


def _glued(lines: Sequence[str], number: int) -> Explanation | None:
    """`answer:text`, which is no field but a text."""
    match = _GLUED.match(lines[number]) if number < len(lines) else None
    if not match or match["key"] not in FIELDS:
        return None
    message = f'the blank after "{match["key"]}:" is missing'
    return Explanation("missing-blank", (number, match.end()), message, f"write {match['key']}: and a blank")


def _nameless(lines: Sequence[str], number: int) -> Explanation | None:
    """`answer text`, `answer = text`, `answer：text`: the name of a field without its colon."""
    match = _NAMELESS.match(lines[number][:_LOOK_AT]) if number < len(lines) else None
    if not match or match["key"] not in FIELDS:
        return None
    sign = (match["sign"] or "").strip()
    message = f'the colon after "{match["key"]}" is missing' + (f': "{sign}" is another sign' if sign else "")
    return Explanation("missing-colon", (number, match.start("key")), message, f"write {match['key']}: and a blank")


def no_colon(text: str, place: Place) -> Explanation | None:
    """A text that begins like a field, but without the colon."""
    found = _nameless([text], 0)
    return found._replace(place=place) if found else None


def _no_first_name(lines: Sequence[str], number: int) -> Explanation | None:
    """The first line of a question, when it is no field and the others therefore belong to nothing."""
    line = _line(lines, number)
    for at in range(number - 1, max(-1, number - _LINES_ABOVE), -1):
        first, mark = _line(lines, at), bullet(lines[at])
        if mark and not first.dashed and first.indent < line.indent:
            return no_dash((at, first.indent), mark, question=True)
        if first.known or (first.dashed and first.key):
            return None
        if not first.dashed and first.value.strip() and _field_above(lines, at) == "questions":
            return _stray(lines, at)
        if first.dashed and first.value and first.indent < line.indent:
            message = "the first line of this question has a text, but no name before it"
            fix = f"write - question: {printable(first.value, 40)}"
            return _nameless(lines, at) or Explanation("missing-field", first.place, message, fix)
    return None


def _no_colon(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """A line that is neither a field nor an entry nor the rest of a text."""
    if "could not find expected ':'" not in trouble.said or not trouble.start:
        return None
    number = trouble.start[0]
    return _glued(lines, number) or _nameless(lines, number) or _stray(lines, number)


def _stray(lines: Sequence[str], number: int) -> Explanation:
    line, above = _line(lines, number), _above(lines, number)
    place, mark = (number, line.indent), bullet(lines[number]) if number < len(lines) else ""
    if mark and _is_entry_with(mark, line, lines):
        return no_dash(place, mark, question=False)
    if above.dashed and not above.key and line.indent == above.indent:
        message = "this line stands in a list, but it is no entry"
        return Explanation("missing-dash", place, message, 'put "- " before it')
    block = _BLOCK_BEGINS.fullmatch(above.value)
    if above.key and block and line.indent <= above.key_at:
        message = f'this line does not belong to "{above.key}", though a text of several lines begins there'
        fix = f'after the "{block["sign"]}" indent each line of the text by two blanks more than "{above.key}"'
        return Explanation("stray-line", place, message, fix)
    if _is_option_with_note(line, above, lines):
        named = printable(line.value.rstrip(" :"), 60)
        fix = f"write {named}: and after a blank its note, or nothing"
        return Explanation("missing-colon", place, "the colon after this option is missing", fix, line.value)
    fix = 'indent it deeper to go on with the text above; put "# " before it if it is a note to yourself'
    return Explanation("stray-line", place, "this line belongs to nothing: it is no field", fix)


def _is_option_with_note(line: _Line, above: _Line, lines: Sequence[str]) -> bool:
    """Whether a line without a colon stands among wrong options that have notes."""
    if line.key or line.dashed or not above.key or above.known or above.indent != line.indent:
        return False
    return _field_above(lines, line.number) == "wrong"


def _misplaced(trouble: Trouble, lines: Sequence[str]) -> Explanation | None:
    """A line that does not line up with anything above it."""
    if not any(words in trouble.said for words in _MISPLACED):
        return None
    line = _line(lines, trouble.place[0])
    if trouble.place[1] != line.indent:
        return None
    found = _glued(lines, line.number) or _nameless(lines, line.number)
    if found:
        return found
    if line.key == "question" and not line.dashed:
        return missing_dash((line.number, line.indent))
    if line.dashed:
        return _misplaced_dash(line, lines)
    return _out_of_line(line, lines) if line.known else _stray(lines, line.number)


def _misplaced_dash(line: _Line, lines: Sequence[str]) -> Explanation:
    above = _above(lines, line.number)
    if not above.key and not above.dashed and _field_above(lines, line.number) == "questions":
        return _stray(lines, above.number)
    if line.key in ("question", "id") and not any(_line(lines, n).key == "questions" for n in range(line.number)):
        message = 'a question begins here, but there is no "questions:" above it'
        return Explanation("missing-field", (line.number, line.indent), message, "write questions: in a line above it")
    if line.key in QUESTION_FIELDS and line.key not in ("question", "id"):
        return extra_dash((line.number, line.indent), line.key)
    return _out_of_line(line, lines)


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


def no_dash(place: Place, sign: str, *, question: bool) -> Explanation:
    """Another sign stands where a question, or an entry of a list, should have its dash."""
    what = "a question" if question else "an entry of a list"
    fix = 'write "- question: " and line up its other fields with it' if question else 'write "- " instead'
    return Explanation("missing-dash", place, f'{what} begins with "- ", not with {quoted(sign)}', fix)


def extra_dash(place: Place, name: str) -> Explanation:
    """A field in the middle of a question that has a dash of its own."""
    message = f'the dash before "{name}" begins another question'
    return Explanation("extra-dash", place, message, 'delete it and line the field up with "question" above')


def _out_of_line(line: _Line, lines: Sequence[str]) -> Explanation:
    name = '"- "' if line.dashed else f'"{line.key}"' if line.known else line.name
    message = f"{name} does not line up with what stands above it"
    fix = "begin all fields of a question in one column, and all entries of a list"
    if line.key in QUESTION_FIELDS and not line.dashed:
        first = _first_field(lines, line.number)
        if first and first.key_at != line.indent:
            fix = f'begin it in column {first.key_at + 1}, as "{first.key}" in line {first.number + 1} does'
    elif line.key in BANK_FIELDS and not line.dashed:
        first = next((each for n in range(line.number) if (each := _line(lines, n)).key in BANK_FIELDS), None)
        if line.indent == 0 and first and first.indent:
            line = first
            message = f'a blank stands before "{first.key}", so the fields of the bank do not line up'
        fix = "begin it at the left edge, as all fields of the bank"
    return Explanation("indentation", (line.number, line.indent), message, fix)


def _first_field(lines: Sequence[str], number: int) -> _Line | None:
    """The field with the dash that begins the question."""
    above = (_line(lines, at) for at in range(number - 1, max(-1, number - _LINES_ABOVE), -1))
    return next((line for line in above if line.dashed and line.key in QUESTION_FIELDS), None)


_LOOKS: Final[tuple[Callable[[Trouble, Sequence[str]], Explanation | None], ...]] = (
    _limit,
    _document,
    _escape,
    _never_closed,
    _odd_blank,
    _list,
    _comma,
    _goes_on_after_quote,
    _swallowed,
    _brackets,
    _first_sign,
    _colon,
    _no_colon,
    _misplaced,
)
