"""Questions in a table: CSV, TSV and their kin, known by the names in their header."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from cosmoquiz.banks.fields import LENGTHS, QUESTION_LIMIT, TAG_LIMIT, WRONG_LIMIT
from cosmoquiz.banks.formats.item import FormatError, Incoming, Item, LeftOut
from cosmoquiz.quiz.question import Bank, Question, Wrong
from cosmoquiz.quiz.text import fold, printable

DELIMITERS: Final = (",", "\t", ";", "|")

WANTED: Final = (
    "the first line of a table names its columns: question, answer, and wrong 1 to wrong 3"
    " (or option a to option d with the letter of the right one under answer);"
    " explanation, source, difficulty, tags, hint, as_of, group, id and licence may follow"
)

_HEADER_WITHIN: Final = 15
"""Rows in which the header must come; spreadsheets of other programs begin with some words of advice."""

_LOOK_AT: Final = 100_000
"""Characters in which it must come."""

_CELL_LIMIT: Final = 1000
"""Cells of a row."""

_OPTIONS_LIMIT: Final = 4 * WRONG_LIMIT
_TAGS_LIMIT: Final = 4 * TAG_LIMIT
"""Options and tags in a cell: more than a bank takes, so that it can be said how many there are."""

_NAMES: Final = {
    "question": "question",
    "questions": "question",
    "question text": "question",
    "prompt": "question",
    "stem": "question",
    "q": "question",
    "answer": "answer",
    "answers": "options",
    "correct": "answer",
    "correct answer": "answer",
    "correct answer text": "answer",
    "correct option": "answer",
    "correct choice": "answer",
    "correct response": "answer",
    "correct index": "answer",
    "correct answer index": "answer",
    "answer index": "answer",
    "answer key": "answer",
    "answer letter": "answer",
    "right": "answer",
    "right answer": "answer",
    "solution": "answer",
    "key": "answer",
    "options": "options",
    "choices": "options",
    "alternatives": "options",
    "possible answers": "options",
    "all answers": "options",
    "explanation": "explanation",
    "explanations": "explanation",
    "explain": "explanation",
    "answer explanation": "explanation",
    "rationale": "explanation",
    "feedback": "explanation",
    "general feedback": "explanation",
    "comment": "explanation",
    "source": "source",
    "reference": "source",
    "url": "source",
    "link": "source",
    "difficulty": "difficulty",
    "difficulty level": "difficulty",
    "level": "difficulty",
    "tags": "tags",
    "tag": "tags",
    "category": "tags",
    "categories": "tags",
    "subcategory": "tags",
    "topic": "tags",
    "topics": "tags",
    "subject": "tags",
    "theme": "tags",
    "id": "id",
    "question id": "id",
    "hint": "hint",
    "as of": "as_of",
    "group": "group",
    "licence": "licence",
    "license": "licence",
}
"""What a column may be called, and what is in it."""

_WRONG = re.compile(
    r"(?:wrong|incorrect|false|distractors?|decoy)(?: ?(?:answer|option|choice|response)s?)?"
    r" ?(?P<number>\d{0,2}|one|two|three|four|five|six|seven|eight)"
)
_OPTION = re.compile(
    r"(?:(?:option|choice|answer|alternative|opt|response|possible answer|ans)s? ?)?(?P<letter>[a-j])"
    r"|(?:option|choice|answer|alternative|opt|response|possible answer|ans)s? ?(?P<number>\d{1,2})"
)
_WORDS: Final = ("", "one", "two", "three", "four", "five", "six", "seven", "eight")
_NOTE = re.compile(r"note ?(?P<number>\d{1,2})")
_POINTER = re.compile(
    r"\(?(?:(?:option|choice|answer|alternative|opt|response|ans)[ _]?)?(?:(?P<letter>[a-j])|(?P<number>\d{1,2}))[).:]?"
)
_LETTERED = re.compile(r"\(?(?P<letter>[A-Ja-j])[).:]\s*(?=\S)")
_SEVERAL = re.compile(r"\(?[a-j\d]\)?(?:\s*(?:,|;|&|\band\b)\s*\(?[a-j\d]\)?)+")

_QUOTED = re.compile(r'[ ]*"(?P<text>[^"]*+(?:""[^"]*+)*+)"[ ]*')
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_PART = re.compile(r'\s*(?:"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"|(?P<plain>[^;,|\n]*))\s*(?:[;,|\n]|$)')
_LIST_PART = re.compile(r"""\s*(?:'(?P<single>(?:[^'\\]|\\.)*+)'|"(?P<double>(?:[^"\\]|\\.)*+)")\s*[,\]]""")
_NEEDS_QUOTES = re.compile(r'[";,|\n]|^\s|\s$')


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, and the line that it begins in."""

    line: int
    cells: tuple[str, ...]
    fault: str = ""
    """Why it can't be read."""


@dataclass(slots=True)
class Header:
    """Which column holds what."""

    delimiter: str
    line: int
    width: int
    single: dict[str, int] = field(default_factory=dict)
    tags: list[int] = field(default_factory=list)
    wrong: dict[int, int] = field(default_factory=dict)
    """By their numbers, as are the notes."""
    notes: dict[int, int] = field(default_factory=dict)
    options: dict[int, int] = field(default_factory=dict)
    """By their letters' or numbers' places, from 1."""
    unread: list[str] = field(default_factory=list)

    @property
    def known(self) -> int:
        """How many columns are understood."""
        return sum(map(len, (self.single, self.tags, self.wrong, self.notes, self.options)))

    @property
    def complete(self) -> bool:
        """Whether questions can come of it."""
        options = self.wrong or self.options or "options" in self.single
        return {"question", "answer"} <= self.single.keys() and bool(options)

    @property
    def rank(self) -> tuple[int, int, int]:
        """How well it serves: under a complete one, others are rows that speak of headers."""
        return (1, -self.line, self.known) if self.complete else (0, self.known, -self.line)


def header_of(text: str) -> Header | None:
    """The header of a table that has all that questions need; None for any other text."""
    found = _best_header(text)
    return found if found and found.complete else None


def _best_header(text: str) -> Header | None:
    """The first header that has all that questions need, or else the one of which most is understood."""
    start = text[:_LOOK_AT]
    best: Header | None = None
    for delimiter in DELIMITERS:
        if delimiter not in start:
            continue
        for count, row in enumerate(rows(start, delimiter)):
            if count == _HEADER_WITHIN:
                break
            found = _header(row, delimiter)
            if best is None or found.rank > best.rank:
                best = found
    return best


def _header(row: Row, delimiter: str) -> Header:
    header = Header(delimiter, row.line, len(row.cells))
    for column, cell in enumerate(row.cells):
        name = _plain_name(cell)
        role = _NAMES.get(name)
        if role == "tags" and len(header.tags) < TAG_LIMIT:
            header.tags.append(column)
        elif role and role != "tags" and role not in header.single:
            header.single[role] = column
        elif match := _WRONG.fullmatch(name):
            header.wrong.setdefault(_number(match["number"]), column)
        elif match := _OPTION.fullmatch(name):
            header.options.setdefault(_place(match), column)
        elif match := _NOTE.fullmatch(name):
            header.notes.setdefault(int(match["number"]), column)
        elif name:
            header.unread.append(cell.strip())
    return header


def _number(text: str) -> int:
    """A number in digits or in a word; 0 for none."""
    return int(text) if text.isdecimal() else _WORDS.index(text)


def _plain_name(cell: str) -> str:
    """The name of a column in small letters with single blanks: `correctAnswer`, `Correct_answer(s)`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell[:200])
    return re.sub(r"[\s_-]+", " ", re.sub(r"\([^()]*\)|\s-\s.*|[*:?.#]+", "", apart.casefold())).strip()


def _place(match: re.Match[str]) -> int:
    """The place from 1 that a letter or a number stands for."""
    return ord(match["letter"]) - ord("a") + 1 if match["letter"] else int(match["number"])


def rows(text: str, delimiter: str) -> Iterator[Row]:
    """The rows of a table; quoted cells may have several lines.

    Blanks around a cell do not count unless the cell is quoted. A row in which a quote mark stands where none may is
    taken as it is written, without quoting.
    """
    at, line = 0, 1
    patience = 2 * len(text) + _LOOK_AT
    plain = re.compile(f"[^{re.escape(delimiter)}\n]*+")
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        fault, after = "", end
        if text.find('"', at, end) >= 0:
            # In a text made for it each row looks far ahead in vain; from some time on a row is a line.
            cells, after, fault = _quoted_row(text, at, len(text) if patience > 0 else end, delimiter, plain)
            patience -= after - at if fault else 0
        if fault or '"' not in text[at:after]:
            after = end
            cells = [cell.strip(" ") for cell in text[at:end].split(delimiter, _CELL_LIMIT)]
            fault = "it has too many cells" if len(cells) > _CELL_LIMIT else fault
        yield Row(line, tuple(cells), fault)
        line += text.count("\n", at, after) + 1
        at = after + 1


def _quoted_row(text: str, at: int, end: int, delimiter: str, plain: re.Pattern[str]) -> tuple[list[str], int, str]:
    """The cells of a row with quotes in it, up to where it was read, and why it can't be read."""
    cells: list[str] = []
    while True:
        match = _QUOTED.match(text, at, end)
        if match:
            cells.append(match["text"].replace('""', '"'))
        else:
            match = plain.match(text, at, end)
            assert match
            if match.group().lstrip(" ").startswith('"'):
                return cells, end, "a quote mark is opened and never closed"
            cells.append(match.group().strip(" "))
        at = match.end()
        if at == end or text[at] == "\n":
            return cells, at, ""
        if text[at] != delimiter:
            return cells, at, "a quote mark inside a cell is not doubled"
        if len(cells) > _CELL_LIMIT:
            return cells, at, "it has too many cells"
        at += 1


def read(text: str) -> Incoming:
    """The questions of a table.

    Raises:
        FormatError: when the header does not name the columns that questions need.

    """
    header = _best_header(text)
    if header is None or not header.complete:
        raise FormatError(_missing(header))
    return _Table(header, text).incoming()


def _missing(header: Header | None) -> str:
    if header is None or header.known < 2 or "question" not in header.single:
        return f"there is no header that could be read; {WANTED}"
    missing = "right answer" if "answer" not in header.single else "wrong options"
    return f"line {header.line}: no column holds the {missing}; {WANTED}"


class _Table:
    """A table under its header."""

    def __init__(self, header: Header, text: str) -> None:
        self.header = header
        self.text = text
        self.guarded = True
        """Whether texts that spreadsheets would take for formulas stand behind an apostrophe, as `write` puts it."""
        self.first = 1
        """What numbers of options are counted from."""
        answer = header.single["answer"]
        for row in self._rows():
            if self.guarded and any(_FORMULA.match(cell) and cell[0] != "'" for cell in row.cells):
                self.guarded = False
            if header.options and answer < len(row.cells) and row.cells[answer].strip() == "0":
                self.first = 0

    def _rows(self) -> Iterator[Row]:
        """The rows below the header that are not empty; they are not kept, since a hostile table has millions."""
        number = 0
        for row in rows(self.text, self.header.delimiter):
            if row.line > self.header.line and any(row.cells):
                number += 1
                if number > QUESTION_LIMIT:
                    raise FormatError(f"the table has more than {QUESTION_LIMIT} rows; split it into several files")
                yield row

    def incoming(self) -> Incoming:
        items: list[Item] = []
        out: list[LeftOut] = []
        licences: dict[str, None] = {}
        for number, row in enumerate(self._rows(), 1):
            found = self._item(row)
            if isinstance(found, Item):
                items.append(found)
            else:
                out.append(LeftOut(row.line, number, found))
            licences[self._cell(row, "licence")] = None
        licence, remarks = _one_licence([name for name in licences if name])
        if self.header.unread:
            names = ", ".join(f'"{printable(name, 30)}"' for name in self.header.unread[:8])
            remarks.append(f"These columns have no place in a bank: {names}.")
        return Incoming(tuple(items), tuple(out), licence=licence, remarks=tuple(remarks))

    def _at(self, row: Row, column: int | None) -> str:
        if column is None or column >= len(row.cells):
            return ""
        cell = row.cells[column]
        return cell[1:] if self.guarded and _GUARDED.match(cell) else cell

    def _cell(self, row: Row, name: str) -> str:
        return self._at(row, self.header.single.get(name))

    def _item(self, row: Row) -> Item | str:
        """The item, or why there is none."""
        if row.fault and not self._is_literal(row):
            return row.fault
        question, answer = self._cell(row, "question"), self._cell(row, "answer")
        if not question:
            return "it has no question"
        if not answer:
            return "it has no right answer"
        resolved = self._resolved(row, answer)
        if isinstance(resolved, str):
            return resolved
        answer, wrong = resolved
        if not wrong:
            return "it has no wrong option"
        if len(wrong) > _OPTIONS_LIMIT:
            return f"it has more than {_OPTIONS_LIMIT} options"
        texts = {
            name: self._cell(row, name) for name in ("explanation", "source", "difficulty", "hint", "as_of", "group")
        }
        tags = tuple(dict.fromkeys(tag for column in self.header.tags for tag in parts(self._at(row, column))))
        if len(tags) > _TAGS_LIMIT:
            return f"it has more than {_TAGS_LIMIT} tags"
        return Item(question, answer, wrong, row.line, self._cell(row, "id"), tags=tags, **texts)

    def _is_literal(self, row: Row) -> bool:
        """Whether a row with odd quote marks can be meant as it is written: it has the right number of cells."""
        return len(row.cells) == self.header.width and not any(
            len(cell) > 1 and cell.startswith('"') and cell.endswith('"') for cell in row.cells
        )

    def _resolved(self, row: Row, answer: str) -> tuple[str, tuple[Wrong, ...]] | str:
        """The text of the right answer and the wrong options, or why there are none."""
        notes = {number: self._at(row, column) for number, column in self.header.notes.items()}
        wrong: list[Wrong] = []
        for number, column in sorted(self.header.wrong.items()):
            cell = self._at(row, column)
            if number or len(self.header.wrong) > 1:
                wrong += [Wrong(cell, notes.get(number, ""))] if cell else []
            else:
                wrong += [Wrong(part) for part in _listed(cell)]
        options = {place: cell for place, column in self.header.options.items() if (cell := self._at(row, column))}
        if not options and "options" in self.header.single:
            options = dict(enumerate(_listed(self._cell(row, "options")), 1))
        if wrong or not options:
            return answer, tuple(wrong)
        return self._chosen(_without_letters(options), answer)

    def _chosen(self, options: Mapping[int, str], answer: str) -> tuple[str, tuple[Wrong, ...]] | str:
        """The option that an answer names by its text, its letter or its number."""
        same = [place for place, option in options.items() if _folded(option) == _folded(answer)]
        pointer = _POINTER.fullmatch(answer.strip().casefold()) if len(answer) < 40 else None
        if same:
            right = same[0]
        elif pointer:
            right = _place(pointer) + (0 if pointer["letter"] else 1 - self.first)
        elif 1 not in options and 1 not in self.header.options:
            return answer, tuple(Wrong(option) for option in options.values())
        elif len(answer) < 100 and _SEVERAL.fullmatch(answer.strip().casefold()):
            return "it has several right answers"
        else:
            return f'its answer "{printable(answer, 40)}" is none of its options'
        if right not in options:
            return f'its answer is "{printable(answer, 40)}", but there is no such option'
        wrong = tuple(Wrong(option) for place, option in options.items() if place != right)
        return options[right], wrong


def _one_licence(named: Sequence[str]) -> tuple[str, list[str]]:
    """What the bank carries of the licences that rows name, and a remark if that is not all."""
    joined = "; ".join(named[:10])
    if len(named) > 10 or len(joined) > LENGTHS["licence"]:
        return "", ["The rows name too many licences for the bank to carry."]
    return joined, []


def _folded(text: str) -> str:
    return fold(text) if len(text) <= 4 * LENGTHS["answer"] else text


def _without_letters(options: Mapping[int, str]) -> Mapping[int, str]:
    """Options that are all written with their letters, as in `B) Titov`, without them."""
    matches = {place: _LETTERED.match(option) for place, option in options.items()}
    if all(match and _place_of(match["letter"]) == place for place, match in matches.items()):
        return {place: option[match.end() :] for place, option in options.items() if (match := matches[place])}
    return options


def _place_of(letter: str) -> int:
    return ord(letter.casefold()) - ord("a") + 1


def _listed(cell: str) -> tuple[str, ...]:
    """The options in one cell: apart by line ends, else by bars, semicolons or commas."""
    if re.match(r"\[\s*['\"]", cell) and cell.endswith("]"):
        return _unquoted(cell)
    separator = next((sign for sign in ("\n", "|", ";", ",") if sign in cell), ",")
    return tuple(part for raw in cell.split(separator, _OPTIONS_LIMIT + 2) if (part := raw.strip()))


def _unquoted(cell: str) -> tuple[str, ...]:
    """The texts of a list as Python or JSON writes it."""
    texts: list[str] = []
    at = 1
    while len(texts) < _OPTIONS_LIMIT + 2 and (match := _LIST_PART.match(cell, at)):
        text = match["double"] if match["single"] is None else match["single"]
        texts.append(re.sub(r"\\(.)", r"\1", text))
        at = match.end()
    return tuple(texts)


def parts(cell: str) -> tuple[str, ...]:
    """The tags in a cell, apart by commas, semicolons, bars or line ends; a tag that holds one of them is quoted."""
    found: list[str] = []
    for match in islice(_PART.finditer(cell), _TAGS_LIMIT + 2):
        text = match["plain"].strip() if match["quoted"] is None else match["quoted"].replace('""', '"')
        if text:
            found.append(text)
    return tuple(found)


def write(bank: Bank) -> str:
    """The bank as CSV that `read` takes for the same questions; spreadsheets find no formulas in it."""
    questions = bank.questions
    most = max((len(question.wrong) for question in questions), default=1)
    noted = [n for n in range(most) if any(len(q.wrong) > n and q.wrong[n].note for q in questions)]
    columns = ["id", "question", "answer", *(f"wrong {n + 1}" for n in range(most)), *(f"note {n + 1}" for n in noted)]
    columns += ["explanation", "source", "difficulty", "tags", "hint", "as_of", "group", "licence"]
    cells = [_cells(question, bank.licence, most, noted) for question in questions]
    used = [n for n, name in enumerate(columns) if name in _ALWAYS or any(row[n] for row in cells)]
    lines = [[columns[n] for n in used], *([guarded(row[n]) for n in used] for row in cells)]
    return "".join(",".join(map(_written, line)) + "\n" for line in lines)


_ALWAYS: Final = frozenset({"id", "question", "answer", "wrong 1", "wrong 2", "wrong 3", "explanation", "source"})


def _cells(question: Question, licence: str, most: int, noted: Sequence[int]) -> list[str]:
    wrong = [*question.wrong, *(Wrong("") for _ in range(most - len(question.wrong)))]
    return [
        question.key.rpartition("/")[2],
        question.text,
        question.answer,
        *(option.text for option in wrong),
        *(wrong[n].note for n in noted),
        question.explanation,
        question.source,
        question.difficulty,
        "; ".join(_tag(tag) for tag in question.tags),
        question.hint,
        question.as_of,
        question.group,
        licence,
    ]


def _tag(tag: str) -> str:
    return '"' + tag.replace('"', '""') + '"' if _NEEDS_QUOTES.search(tag) else tag


def guarded(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet could take it for a formula.

    Apostrophes that stand before such a text already are kept, and one more makes them unmistakable.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def _written(text: str) -> str:
    """A cell, quoted where it must be."""
    if any(sign in text for sign in ',"\n') or text != text.strip(" "):
        return '"' + text.replace('"', '""') + '"'
    return text
