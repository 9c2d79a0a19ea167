"""Small real values for tests."""

from collections.abc import Iterator, Sequence

from cosmoquiz.quiz.deal import Deal, Entry, Selection, candidates, deal, entry_of, rank_of
from cosmoquiz.quiz.question import DIFFICULTIES, Difficulty, Question, Wrong


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
        self.items = {q.key: q for q in items}
        self.last_seen = last_seen or {}

    def _pool(self, selection: Selection, difficulty: Difficulty) -> list[Entry]:
        entries = (entry_of(q) for q in self.items.values() if q.difficulty == difficulty)
        return sorted((e for e in entries if selection.takes(e)), key=lambda e: rank_of(e.key))

    def counts(self, selection: Selection) -> dict[Difficulty, int]:
        return {d: len(self._pool(selection, d)) for d in DIFFICULTIES}

    def candidates(self, selection: Selection, difficulty: Difficulty, seed: int, fresh: bool) -> Iterator[Entry]:
        return candidates(self._pool(selection, difficulty), seed, self.last_seen if fresh else None)

    def questions(self, keys: Sequence[str]) -> tuple[Question, ...]:
        return tuple(self.items[key] for key in keys)
