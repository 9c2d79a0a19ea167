"""What is wrong with a bank: where, what, and how to cure it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from cosmoquiz.quiz.text import printable

Severity = Literal["error", "warning"]

Place = tuple[int, int]
"""Line and column, both counted from 0 as the parser counts."""

PROBLEM_LIMIT: Final = 20_000
"""Problems of one file; beyond them the rest of the file is not looked at."""


@dataclass(frozen=True, slots=True)
class Problem:
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
    """The text of the faulty field alone, safe to print."""

    def rendered(self, file: str) -> str:
        """The problem on one line, as compilers write theirs; `file` is the name to show."""
        place = ":".join(str(part) for part in (printable(file), self.line, self.column) if part is not None)
        cure = f"; {self.fix}" if self.fix else ""
        return f"{place}: {self.severity}[{self.code}]: {self.message}{cure}"


class TooManyProblemsError(Exception):
    """The file has reached the limit of problems; those found so far are in the report."""


class Report:
    """The problems of one file, collected while it is read."""

    def __init__(self) -> None:
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
    ) -> None:
        """Note a problem.

        Raises:
            TooManyProblemsError: at the limit.

        """
        if len(self.problems) >= PROBLEM_LIMIT:
            raise TooManyProblemsError
        line, column = (None, None) if place is None else (place[0] + 1, place[1] + 1)
        self.problems.append(Problem(line, column, severity, code, message, fix, question, printable(excerpt)))

    def take(self, problems: Iterable[Problem], question: int | None = None) -> None:
        """Note what was found while a part of the file was read by itself.

        Raises:
            TooManyProblemsError: at the limit.

        """
        for problem in problems:
            if len(self.problems) >= PROBLEM_LIMIT:
                raise TooManyProblemsError
            self.problems.append(replace(problem, question=question) if question else problem)


def quoted(text: str, limit: int = 40) -> str:
    """Text from a bank as messages show it."""
    return f'"{printable(text, limit)}"'
