"""However much has been played: what the screens ask is found by an index, and saving stays the same work."""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from cosmoquiz.quiz.round import Board, Round
from cosmoquiz.quiz.selection import EVERYTHING
from cosmoquiz.quiz.serial import deals_text
from cosmoquiz.records.store import Played, Records

Maker = Callable[..., Round]

MAIN = Board("classic", 10, "off", EVERYTHING)
"""The board of every second round, and of all when there is only one."""

LONGEST_WAIT = 0.020

ROUNDS = """
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :rounds),
        boards (n, b) AS (SELECT n, CASE WHEN n % 2 THEN 0 ELSE n / 2 * 7919 % :boards END FROM numbers)
    INSERT INTO rounds
    SELECT n, 'Player ' || (n % 200), 'finished', :now, 'classic', 10 + b / 4 % 2 * 10,
        CASE b % 4 WHEN 0 THEN 'off' WHEN 1 THEN 'relaxed' WHEN 2 THEN 'standard' ELSE 'sprint' END, NULL,
        CASE WHEN b < 4 THEN 'all' ELSE '{"banks":["bank-' || (b / 8) || '","first-flights"]}' END,
        '0x7', 1, :now, n * 48271 % 3000, 10, 10, 60000
    FROM boards
"""
DEALS = "INSERT INTO deals SELECT id, CASE WHEN id > :rounds - 500 THEN :deals ELSE '[]' END FROM rounds"
ANSWERS = """
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10)
    INSERT INTO answers
    SELECT id, n, 'films/q' || n, 'Right ' || n, 1, 100, 3000, 'off', 1, :now FROM rounds, numbers ORDER BY id, n
"""
SEEN = """
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :rounds * 2)
    INSERT INTO seen SELECT n * 5, 'bank-' || (n % 40) || '/q' || n FROM numbers
"""


class Work(NamedTuple):
    """What one call had the database do."""

    steps: int
    """Instructions of SQLite's machine, which no other process makes more or fewer."""
    changes: int
    statements: tuple[str, ...]


class Grown:
    """Records after so many rounds of the same ten questions; one more has been begun, and can be played."""

    def __init__(self, file: Path, now: datetime, a_round: Maker, *, rounds: int, boards: int) -> None:
        Records.open(file, now).close()
        values = {"rounds": rounds, "boards": boards, "now": now.isoformat(), "deals": deals_text(a_round(10).deals)}
        with closing(sqlite3.connect(file)) as direct, direct:
            direct.execute("PRAGMA synchronous = OFF")
            for statement in (ROUNDS, DEALS, ANSWERS, SEEN):
                direct.execute(statement, values)
            ((self.owner,),) = direct.execute("SELECT value FROM state WHERE name = 'identity'").fetchall()
            order = "WHERE questions = 10 AND clock = 'off' AND selection = 'all' AND score > 0 ORDER BY score"
            ((self.best,),) = direct.execute(f"SELECT id FROM rounds {order} DESC, id LIMIT 1").fetchall()
            ((self.worst,),) = direct.execute(f"SELECT id FROM rounds {order}, id DESC LIMIT 1").fetchall()
        self.records = Records.open(file, now)
        self.last_mark = rounds * 10
        self.now = now
        self.fresh = a_round(10)
        self.begin()

    def close(self) -> None:
        self.records.close()

    @property
    def connection(self) -> sqlite3.Connection:
        return self.records._db._connection

    def begin(self) -> None:
        self.played = self.fresh
        self.round_id = self.records.begin(self.played, "Ann", self.now)

    def answer(self, times: int = 1) -> None:
        for _ in range(times):
            assert self.played.current
            self.played = self.played.pick(self.played.current.answer, 1)
        self.records.answer(self.round_id, self.played, self.now)

    def work(self, call: "Callable[[Grown], object]") -> Work:
        """Make the call, and tell what work it was."""
        statements: list[str] = []
        steps = 0

        def step() -> int:
            nonlocal steps
            steps += 1
            return 0

        connection = self.connection
        changes = connection.total_changes
        connection.set_trace_callback(statements.append)
        connection.set_progress_handler(step, 1)
        call(self)
        connection.set_progress_handler(None, 1)
        connection.set_trace_callback(None)
        return Work(steps, connection.total_changes - changes, tuple(statements))

    def plans(self, statements: tuple[str, ...]) -> list[str]:
        """How SQLite goes about the statements, step by step."""
        asked = [statement for statement in dict.fromkeys(statements) if re.match(r"\s*[A-Z]", statement)]
        return [row[3] for sql in asked for row in self.connection.execute(f"EXPLAIN QUERY PLAN {sql}")]


SAVING: dict[str, Callable[[Grown], object]] = {
    "begin": Grown.begin,
    "answer": Grown.answer,
    "answer, to the end": lambda grown: grown.answer(len(grown.played.deals)),
    "mark_seen": lambda grown: grown.records.mark_seen("films/q1"),
    "mark_seen, a new one": lambda grown: grown.records.mark_seen("films/new"),
    "change_clock": lambda grown: grown.records.change_clock(grown.round_id, grown.played),
    "set_player": lambda grown: grown.records.set_player(grown.round_id, "Bob"),
}

SCREENS: dict[str, Callable[[Grown], object]] = {
    "Home: marks": lambda grown: grown.records.marks(grown.owner, grown.last_mark - 200),
    "Home: top": lambda grown: grown.records.top(MAIN),
    "Home: answered_questions": lambda grown: grown.records.answered_questions(),
    "Home: resume": lambda grown: grown.records.resume("Ann"),
    "results: place, at the top": lambda grown: grown.records.place(grown.best),
    "results: best": lambda grown: grown.records.best(MAIN, before=grown.round_id),
    "results: rounds": lambda grown: grown.records.rounds(MAIN),
    "scores: boards": lambda grown: grown.records.boards(),
    "scores: progress": lambda grown: grown.records.progress(MAIN),
}

LINEAR: dict[str, Callable[[Grown], object]] = {
    "results: place, at the bottom": lambda grown: grown.records.place(grown.worst),
    "results: best, before an old round": lambda grown: grown.records.best(MAIN, before=2),
    "Home: marks of a bank": lambda grown: grown.records.marks(grown.owner, grown.last_mark - 200, ("bank-7",)),
}
"""These go through all better rounds of one board, or all questions of one bank, and through nothing else."""

ALL = {**SAVING, **SCREENS, **LINEAR}

TALL_ORDERS = {
    # There are only as many rows as boards.
    "scores: boards": ("SCAN played", "USE TEMP B-TREE FOR ORDER BY"),
    # It goes backwards and is left after the last rounds.
    "Home: answered_questions": ("SCAN answers",),
}
"""What these calls may do besides looking something up."""


@pytest.fixture
def few(file: Path, now: datetime, a_round: Maker) -> Iterator[Grown]:
    with closing(Grown(file, now, a_round, rounds=200, boards=5)) as grown:
        yield grown


@pytest.fixture(scope="module", params=[1, 50, 1000], ids=lambda boards: f"boards: {boards}")
def many(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, now: datetime, a_round: Maker
) -> Iterator[Grown]:
    """A hundred thousand rounds, a million answers, two hundred thousand questions."""
    file = tmp_path_factory.mktemp("many") / "records.db"
    with closing(Grown(file, now, a_round, rounds=100_000, boards=request.param)) as grown:
        yield grown
    file.unlink()


@pytest.mark.parametrize("name", ALL)
def test_every_statement_finds_its_rows_by_an_index(few: Grown, name: str) -> None:
    work = few.work(ALL[name])
    assert work.statements
    tall = [plan for plan in few.plans(work.statements) if "SCAN" in plan or "TEMP B-TREE" in plan]
    assert [plan for plan in tall if not plan.startswith(TALL_ORDERS.get(name, ()))] == []


def test_it_is_the_same_work_however_much_is_stored(tmp_path: Path, now: datetime, a_round: Maker) -> None:
    def work(rounds: int) -> dict[str, tuple[int, int]]:
        with closing(Grown(tmp_path / str(rounds) / "records.db", now, a_round, rounds=rounds, boards=5)) as grown:
            done = {}
            for name, call in (SAVING | SCREENS).items():
                grown.begin()
                done[name] = grown.work(call)
            return {name: (work.steps, work.changes) for name, work in done.items()}

    less = work(200)
    assert all(steps > 0 for steps, _ in less.values())
    assert work(3000) == less


@pytest.mark.long
@pytest.mark.parametrize("name", ALL)
def test_nobody_waits_however_much_is_stored(many: Grown, name: str) -> None:
    taken = []
    for _ in range(5):
        many.begin()
        begun = time.perf_counter()
        ALL[name](many)
        taken.append(time.perf_counter() - begun)
    assert min(taken) < LONGEST_WAIT


@pytest.mark.long
def test_the_boards_of_many_rounds_are_counted_right(many: Grown, counted: Callable[[Path], list[Played]]) -> None:
    assert list(many.records.boards()) == counted(many.records.path)
