"""What a player is told when banks have changed on disk while the game runs."""

from collections.abc import Sequence

from cosmoquiz.banks.library import BankFile, Change
from cosmoquiz.quiz.text import printable
from cosmoquiz.quiz.words import count_of


def changed_words(changes: Sequence[Change]) -> str:
    """`films.yaml changed: 12 questions`; empty when nothing did."""
    changed = [change.file for change in changes if change.kind == "changed"]
    if len(changed) > 1:
        return f"{len(changed)} banks changed"
    return "".join(f"{_file(file)} changed: {_count(file)}" for file in changed)


def lost_words(changes: Sequence[Change]) -> str:
    """That banks can't be played any more, and why not; empty when all can be."""
    lost = [change for change in changes if change.kind in ("broken", "gone")]
    if not lost:
        return ""
    if len(lost) > 1:
        names = ", ".join(_file(change.file) for change in lost[:3])
        more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
        return f"{names}{more} can't be played any more. The round goes without them."
    return f"{_file(lost[0].file)} {_why(lost[0])}. The round goes without it."


def _why(change: Change) -> str:
    if change.kind == "gone":
        return "is no longer there"
    problem = next(problem for problem in change.problems if problem.severity == "error")
    place = "" if problem.line is None else f"line {problem.line}: "
    return f"can't be played any more: {place}{problem.message}"


def _file(file: BankFile) -> str:
    return printable(file.path.name, 40)


def _count(file: BankFile) -> str:
    return count_of(file.questions, "question")
