"""What is wrong with a bank: where, what, and how to cure it."""

import re
from collections.abc import Callable, Iterable
from typing import Final, Literal, NamedTuple

from cosmoquiz.banks.fields import FIELDS
from cosmoquiz.quiz.text import printable

Severity = Literal["error", "warning"]

Place = tuple[int, int]
"""Line and column, both counted from 0 as the parser counts."""

_WIDTH: Final = 80
"""Characters of an excerpt."""

_BEFORE: Final = 50
"""Characters of an excerpt that come before the fault, at most."""

_PATH_LIMIT: Final = 4096
_NEAR: Final = 2000
"""Characters of a line around a fault that are looked at."""

_FIELD: Final = r"""[\W\d]{0,200}(?P<name>[a-z_]+)"""

PROBLEM_LIMIT: Final = 20_000
"""Problems of one file; beyond them the rest of the file is not looked at."""


class Problem(NamedTuple):
    """Something that makes a bank unplayable (an error) or that its author should know (a warning)."""

    line: int | None
    """Counted from 1, as is the column; None where the whole file is meant."""
    column: int | None
    severity: Severity
    code: str
    """The kind of problem, such as `unquoted-colon`; it stays the same between versions."""
    message: str
    fix: str = ""
    question: int | None = None
    """The number of the question as its author counts, from 1."""
    excerpt: str = ""
    """The text of the faulty field alone, or the part of it around the fault; safe to print."""
    caret: int = 0
    """How many characters of the excerpt come before the fault."""

    def rendered(self, file: str) -> str:
        """The problem on one line, as compilers write theirs; `file` is shown whole, so that editors find it."""
        parts = (printable(file, _PATH_LIMIT), self.line, self.column)
        place = ":".join(str(part) for part in parts if part is not None)
        cure = f"; {self.fix}" if self.fix else ""
        return f"{place}: {self.severity}[{self.code}]: {self.message}{cure}"

    def row(self) -> dict[str, object]:
        """The problem as it is printed as JSON."""
        parts = ("line", "column", "severity", "code", "question", "message", "fix")
        return {part: getattr(self, part) for part in parts}


class TooManyProblemsError(Exception):
    """The file has reached the limit of problems; those found so far are in the report."""


class Report:
    """The problems of one file, collected while it is read."""

    def __init__(self, line: Callable[[int], str] = lambda _: "") -> None:
        """`line` gives a line of the file, counted from 0."""
        self.line = line
        self.problems: list[Problem] = []

    def add(
        self,
        code: str,
        place: Place | None,
        message: str,
        fix: str = "",
        *,
        severity: Severity = "error",
        question: int | None = None,
        excerpt: str = "",
        caret: int | None = None,
    ) -> None:
        """Note a problem. `excerpt` is the text of the faulty field and `caret` where in it the fault begins.

        Without them the field that stands in the line is shown, and the place in it.

        Raises:
            TooManyProblemsError: at the limit.

        """
        if len(self.problems) >= PROBLEM_LIMIT:
            raise TooManyProblemsError
        if place is None:
            self.problems.append(Problem(None, None, severity, code, message, fix, question, printable(excerpt)))
            return
        if caret is None:
            excerpt, caret = _in_line(self.line(place[0]), place[1], excerpt)
        shown = _window(excerpt, caret)
        self.problems.append(Problem(place[0] + 1, place[1] + 1, severity, code, message, fix, question, *shown))

    def take(self, problems: Iterable[Problem], question: int | None = None) -> None:
        """Note what was found while a part of the file was read by itself.

        Raises:
            TooManyProblemsError: at the limit.

        """
        for problem in problems:
            if len(self.problems) >= PROBLEM_LIMIT:
                raise TooManyProblemsError
            self.problems.append(problem._replace(question=question) if question else problem)


def _in_line(line: str, column: int, excerpt: str) -> tuple[str, int]:
    """The line as it stands, if it is a known field's or has the excerpt, and where in it the column lies.

    Of any other line nothing is shown but the excerpt: the file may be none that its reader should see.
    """
    near, excerpt = line[: column + _NEAR].rstrip(), excerpt[:_NEAR]
    begins = re.match(_FIELD, near)
    if begins and begins["name"] in FIELDS:
        return near, column
    said = near.strip()
    if excerpt and said and (excerpt in near[max(0, column - _NEAR) :] or said in excerpt):
        return near, column
    return excerpt, 0


def _window(text: str, caret: int) -> tuple[str, int]:
    """At most 80 characters of a text around a place in it, safe to print, and where the place is in them."""
    if not text or not 0 <= caret <= len(text):
        return printable(text), 0
    before = printable(text[max(0, caret - _BEFORE) : caret], 2 * _BEFORE)
    if caret > _BEFORE:
        before = "…" + before
    before = before[-_BEFORE - 1 :]
    return before + printable(text[caret:], _WIDTH - len(before)), len(before)


def quoted(text: str, limit: int = 40) -> str:
    """Text from a bank as messages show it."""
    return f'"{printable(text, limit)}"'
