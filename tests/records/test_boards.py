"""The table of boards follows from the rounds: it cannot come to say something else, nor for long."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from cosmoquiz.quiz.round import Round
from cosmoquiz.quiz.scoring import CLOCKS
from cosmoquiz.quiz.selection import EVERYTHING, Selection
from cosmoquiz.records import database
from cosmoquiz.records.store import Played, Records, RecordsError

Maker = Callable[..., Round]
Counted = Callable[[Path], list[Played]]

BY_HAND = (
    "UPDATE rounds SET score = 9000 WHERE id = ?",
    "UPDATE rounds SET score = 0 WHERE id = ?",
    "UPDATE rounds SET ranked = 1 - ranked WHERE id = ?",
    "UPDATE rounds SET slowest = 'relaxed' WHERE id = ?",
    "UPDATE rounds SET mode = 'other', questions = 20 WHERE id = ?",
    "UPDATE rounds SET id = id + 1000 WHERE id = ? AND state != 'open'",
    "UPDATE rounds SET state = 'closed', finished = NULL WHERE id = ? AND state = 'finished'",
    "DELETE FROM rounds WHERE id = ?",
    "INSERT INTO rounds SELECT id + 2000, player, 'finished', started, mode, questions, clock, slowest, selection, "
    "seed, ranked, started, 70, 1, 1, 5 FROM rounds WHERE id = ? AND state != 'open'",
)


def play(file: Path, now: datetime, a_round: Maker, rng: Random, rounds: int) -> None:
    """Play rounds on a few boards, some of them not to the end."""
    with closing(Records.open(file, now)) as records:
        for number in range(rounds):
            played = a_round(
                rng.choice((2, 3)),
                clock=rng.choice(CLOCKS[:2]),
                selection=rng.choice((EVERYTHING, Selection.of(["films"]))),
                ranked=rng.random() < 0.9,
            )
            round_id = records.begin(played, "Ann", now + timedelta(minutes=number))
            while played.current and rng.random() < 0.9:
                played = played.with_clock(rng.choice(CLOCKS[:2]))
                played = played.pick(rng.randrange(len(played.deals[0].options)), 1)
                records.answer(round_id, played, now + timedelta(minutes=number))


@pytest.fixture
def played(file: Path, now: datetime, a_round: Maker) -> Path:
    """Records with scores on several boards, closed."""
    play(file, now, a_round, Random(7), 40)
    return file


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as direct, direct:
        for statement in statements:
            direct.execute(statement)


def make_old(file: Path) -> None:
    """Take out all that a file without a table of boards does not have."""
    with closing(sqlite3.connect(file)) as direct, direct:
        for name, statement in reversed(database._DERIVED.items()):
            if name != "boards":
                direct.execute(f"DROP {statement.split()[1]} {name}")


def boards(file: Path, now: datetime) -> list[Played]:
    with closing(Records.open(file, now)) as records:
        found = records.boards()
        assert [records.rounds(played.board) for played in found] == [played.rounds for played in found]
        return list(found)


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("seed", range(5))
def test_boards_say_what_the_rounds_do(file: Path, now: datetime, a_round: Maker, counted: Counted, seed: int) -> None:
    play(file, now, a_round, Random(seed), 60)
    assert len(counted(file)) > 3
    assert boards(file, now) == counted(file)


@pytest.mark.parametrize("statement", BY_HAND)
def test_boards_follow_rounds_that_are_changed_by_hand(
    played: Path, now: datetime, counted: Counted, statement: str
) -> None:
    before = counted(played)
    with closing(sqlite3.connect(played)) as direct, direct:
        for round_id in range(1, 41, 3):
            direct.execute(statement, (round_id,))
    assert counted(played) != before
    assert boards(played, now) == counted(played)


def test_an_old_file_is_completed_once(played: Path, now: datetime, counted: Counted) -> None:
    make_old(played)
    assert boards(played, now) == counted(played)
    before = digest(played)
    assert boards(played, now) == counted(played)
    assert digest(played) == before


def test_an_old_file_that_cannot_be_written_is_read_all_the_same(
    played: Path, now: datetime, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_old(played)
    before, expected = digest(played), counted(played)
    with monkeypatch.context() as patched:
        patched.setattr(os, "access", lambda _, mode: mode == os.R_OK)
        assert boards(played, now) == expected
        with closing(Records.open(played, now)) as records:
            assert not records.writable
            records.check(now + timedelta(days=2))
            assert records.replaced == 0
            assert records.boards() == tuple(expected)
            with pytest.raises(sqlite3.OperationalError):
                records._db._connection.execute("DELETE FROM rounds")
    assert digest(played) == before


def test_an_old_file_is_completed_wholly_or_not_at_all(
    played: Path, now: datetime, counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_old(played)
    before = digest(played)
    with monkeypatch.context() as patched:
        patched.setitem(database._DERIVED, "played_deleted", "CREATE TRIGGER played_deleted AFTER")
        with pytest.raises(RecordsError):
            Records.open(played, now)
    assert digest(played) == before
    assert boards(played, now) == counted(played)


OPEN = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from cosmoquiz.records.store import Records
print("ready", flush=True)
Records.open(Path(sys.argv[1]), datetime(2026, 4, 12, tzinfo=UTC)).close()
"""


@pytest.mark.parametrize("kills", [5, pytest.param(40, marks=pytest.mark.long)])
def test_killed_while_an_old_file_is_completed_loses_nothing(
    played: Path, now: datetime, counted: Counted, kills: int
) -> None:
    copies = "INSERT INTO rounds SELECT NULL, player, 'closed', started, mode, questions, clock, slowest, selection, "
    change(played, *[f"{copies} seed, ranked, NULL, score, right_answers, best_streak, ms FROM rounds"] * 9)
    change(played, "UPDATE rounds SET state = 'finished', finished = started WHERE score IS NOT NULL")
    expected, rng = counted(played), Random(kills)
    environ = {**os.environ, "PYTHONPATH": str(Path(database.__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
    for _ in range(kills):
        make_old(played)
        command = [sys.executable, "-c", OPEN, str(played)]
        with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE) as opening:
            assert opening.stdout
            opening.stdout.readline()
            try:
                opening.wait(rng.random() * 0.1)
            except subprocess.TimeoutExpired:
                opening.kill()
        assert boards(played, now) == expected
        with closing(sqlite3.connect(played)) as direct:
            assert direct.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("name", database._DERIVED)
def test_what_is_missing_is_made_again(
    played: Path, now: datetime, a_round: Maker, counted: Counted, name: str
) -> None:
    change(played, f"DROP {database._DERIVED[name].split()[1]} {name}")
    if name.startswith("played_"):
        change(played, "UPDATE rounds SET score = 9 WHERE id % 2", "DELETE FROM rounds WHERE id % 5 = 0")
    play(played, now, a_round, Random(1), 5)
    assert boards(played, now) == counted(played)


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE played SET rounds = rounds + 1",
        "UPDATE played SET best = 0, last = 99999",
        "DELETE FROM played",
        "INSERT INTO played VALUES ('classic', 7, 'off', 'all', 1, 1, 1)",
    ],
)
def test_a_table_that_disagrees_is_found_out_and_made_anew(
    played: Path, now: datetime, counted: Counted, wrong: str
) -> None:
    change(played, wrong)
    assert boards(played, now) != counted(played), "it is only looked at when that is due"
    with closing(Records.open(played, now)) as records:
        records.check(now + timedelta(days=2))
        assert records.notice == ""
        assert records.boards() == tuple(counted(played))


def test_a_look_at_a_table_that_agrees_makes_nothing_anew(played: Path, now: datetime) -> None:
    with closing(sqlite3.connect(played)) as direct:
        (before,) = direct.execute("PRAGMA schema_version").fetchone()
        with closing(Records.open(played, now)) as records:
            records.check(now + timedelta(days=2))
        assert direct.execute("PRAGMA schema_version").fetchone() == (before,)


def test_answered_questions_are_looked_for_in_the_last_rounds_only(file: Path, now: datetime, a_round: Maker) -> None:
    with closing(Records.open(file, now)) as records:
        for first in (50, *[0] * 60):
            played = a_round(2, first=first)
            records.answer(records.begin(played, "Ann", now), played.pick(0, 1), now)
        assert [question.key for question in records.answered_questions()] == ["films/q0"]
