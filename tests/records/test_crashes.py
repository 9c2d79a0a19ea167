"""Processes that are killed, and several at once, lose nothing that was acknowledged."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from cosmoquiz.records import store
from cosmoquiz.records.store import Records

PLAYER = Path(__file__).with_name("child_player.py")


def player(file: Path, name: str, rounds: int) -> "subprocess.Popen[str]":
    environ = {**os.environ, "PYTHONPATH": str(Path(store.__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(PLAYER), str(file), name, str(rounds)]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)


def kill_one(file: Path, rng: Random) -> tuple[int, int]:
    """Let a process play, kill it at any time after its first answer, and tell what it acknowledged last."""
    process = player(file, "Ann", 0)
    assert process.stdout
    process.stdout.readline()
    try:
        process.wait(rng.random() * 0.15)
    except subprocess.TimeoutExpired:
        process.kill()
    said = process.communicate()[0].split("\n")[:-1]
    round_id, answers = (int(word) for word in said[-1].split()) if said else (0, 0)
    return round_id, answers


@pytest.mark.parametrize("kills", [5, pytest.param(40, marks=pytest.mark.long)])
def test_a_killed_game_loses_nothing_that_was_acknowledged(file: Path, now: datetime, kills: int) -> None:
    rng = Random(kills)
    for _ in range(kills):
        round_id, answers = kill_one(file, rng)
        with closing(Records.open(file, now)) as records:
            records.check(now)
            assert records.notice == ""
            left = records.resume("Ann")
            assert len({score.id for score in records.finished()}) == len(records.finished())
        with closing(sqlite3.connect(file)) as direct:
            assert direct.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (stored,) = direct.execute("SELECT count(*) FROM answers WHERE round = ?", (round_id,)).fetchone()
            partial = direct.execute(
                "SELECT id FROM rounds WHERE (state = 'finished') != "
                "(questions = (SELECT count(*) FROM answers WHERE round = rounds.id))"
            ).fetchall()
        assert stored >= answers
        assert partial == []
        if answers < 4 and left is not None and left.id == round_id:
            assert len(left.round.picks) >= answers


@pytest.mark.parametrize("rounds", [5, pytest.param(50, marks=pytest.mark.long)])
def test_four_games_at_once_lose_nothing(file: Path, now: datetime, rounds: int) -> None:
    games = [player(file, f"Player {number}", rounds) for number in range(4)]
    said = [game.communicate()[0].split("\n")[:-1] for game in games]
    assert [game.returncode for game in games] == [0] * 4
    assert [len(lines) for lines in said] == [rounds * 4] * 4
    with closing(Records.open(file, now)) as records:
        finished = records.finished()
        assert len(finished) == 4 * rounds
        assert {score.player for score in finished} == {f"Player {number}" for number in range(4)}
        for number in range(4):
            assert sum(score.player == f"Player {number}" for score in finished) == rounds
        assert len(records.last_seen()) == 4
