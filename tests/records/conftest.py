"""Small rounds to keep, and a moment to keep them at."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cosmoquiz.quiz.deal import deal
from cosmoquiz.quiz.question import DIFFICULTIES, Question, Wrong
from cosmoquiz.quiz.round import Board, Round
from cosmoquiz.quiz.scoring import OFF, Clock
from cosmoquiz.quiz.selection import EVERYTHING, Selection
from cosmoquiz.quiz.serial import selection_of
from cosmoquiz.records.database import moment
from cosmoquiz.records.store import Played

COUNTED = """
    SELECT board.mode, board.questions, board.board_clock, board.selection, board.rounds, board.best, rounds.finished
    FROM (
        SELECT mode, questions, coalesce(slowest, clock) AS board_clock, selection,
            count(*) AS rounds, max(score) AS best, max(id) AS last
        FROM rounds WHERE ranked = 1 AND state = 'finished' AND score > 0 GROUP BY 1, 2, 3, 4
    ) AS board JOIN rounds ON rounds.id = board.last ORDER BY board.last DESC
"""

NOON = datetime(2026, 4, 12, 12, 0, tzinfo=UTC)


def question(number: int) -> Question:
    return Question(
        key=f"films/q{number}",
        text=f"Question {number}: [/] «кто»?\nSecond line.",
        answer=f"Right {number}",
        wrong=(Wrong(f"Wrong {number}", "A note."), Wrong(f"Неверно {number}"), Wrong("[b]")),
        bank_title="Films",
        explanation=f"Because of {number}.",
        source="https://example.org/a",
        difficulty=DIFFICULTIES[number % 3],
        tags=("films", "юмор"),
        hint="Think.",
        as_of="2024-06",
        group="g",
    )


def build(
    size: int = 3,
    *,
    seed: int = 7,
    clock: Clock = OFF,
    selection: Selection = EVERYTHING,
    ranked: bool = True,
    first: int = 0,
) -> Round:
    deals = [deal(question(number), seed) for number in range(first, first + size)]
    return Round.start(deals, seed=seed, clock=clock, selection=selection, ranked=ranked)


def right(played: Round, seconds: float = 1.0) -> Round:
    assert played.current
    return played.pick(played.current.answer, seconds)


def wrong(played: Round, seconds: float = 1.0) -> Round:
    assert played.current
    return played.pick((played.current.answer + 1) % len(played.current.options), seconds)


@pytest.fixture(scope="session")
def a_round() -> Callable[..., Round]:
    """A maker of rounds: `a_round(size, seed=, clock=, selection=, ranked=, first=)`."""
    return build


@pytest.fixture(scope="session")
def pick_right() -> Callable[..., Round]:
    """The round after a right pick."""
    return right


@pytest.fixture(scope="session")
def pick_wrong() -> Callable[..., Round]:
    """The round after a wrong pick."""
    return wrong


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOON


@pytest.fixture(scope="session")
def counted() -> Callable[[Path], list[Played]]:
    """What the boards should be, counted from the rounds in the file."""

    def count(file: Path) -> list[Played]:
        with closing(sqlite3.connect(file)) as direct:
            found = direct.execute(COUNTED).fetchall()
        return [
            Played(Board(mode, questions, clock, selection_of(chosen)), rounds, best, moment(finished))
            for mode, questions, clock, chosen, rounds, best, finished in found
        ]

    return count


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the records go; nothing is there yet."""
    return tmp_path / "data" / "records.db"
