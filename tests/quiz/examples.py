"""Small real values for tests."""

from collections.abc import Sequence

from cosmoquiz.quiz.deal import deal
from cosmoquiz.quiz.question import DIFFICULTIES, Deal, Difficulty, Question, Wrong
from cosmoquiz.quiz.selection import Selection


def question(number: int, difficulty: Difficulty = "medium", *, group: str = "", answer: str = "") -> Question:
    return Question(
        key=f"{'even' if number % 2 == 0 else 'odd'}/q{number}",
        text=f"What is number {number}?",
        answer=answer or f"right {number}",
        wrong=tuple(Wrong(f"wrong {number}{letter}", f"note {letter}") for letter in "abcde"),
        bank_title="Numbers",
        explanation=f"It is {number}.",
        source="https://example.org/numbers",
        difficulty=difficulty,
        tags=("numbers", "even" if number % 2 == 0 else "odd"),
        group=group,
    )


def questions(easy: int = 10, medium: int = 10, hard: int = 10) -> list[Question]:
    levels = [*["easy"] * easy, *["medium"] * medium, *["hard"] * hard]
    return [question(n, next(d for d in DIFFICULTIES if d == level)) for n, level in enumerate(levels)]


def deals(count: int) -> tuple[Deal, ...]:
    return tuple(deal(question(n), 1) for n in range(count))


class Shelf:
    """A source of rounds that holds its questions in a list."""

    def __init__(self, items: Sequence[Question], last_seen: dict[str, int] | None = None) -> None:
        self.items = sorted(items)
        self.last_seen = last_seen or {}

    def counts(self, selection: Selection) -> dict[Difficulty, int]:
        return {d: len(self.pool(selection, d)) for d in DIFFICULTIES}

    def pool(self, selection: Selection, difficulty: Difficulty, *, unseen: bool = False) -> list[Question]:
        found = [q for q in self.items if q.difficulty == difficulty and selection.takes(q)]
        return [q for q in found if q.key not in self.last_seen] if unseen else found

    def seen(self, selection: Selection, difficulty: Difficulty) -> list[Question]:
        found = [q for q in self.pool(selection, difficulty) if q.key in self.last_seen]
        return sorted(found, key=lambda q: self.last_seen[q.key])
