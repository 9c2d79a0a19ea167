"""The thread that stores: in order, without waiting, and never giving up an answer."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from cosmoquiz.quiz.round import Round
from cosmoquiz.records import database
from cosmoquiz.records.errors import PlayedElsewhere, RecordsError
from cosmoquiz.records.store import Records
from cosmoquiz.records.writer import NO_PLACE, Writer

Maker = Callable[..., Round]
WAIT = 20.0
"""Seconds after which a test that hangs is said to."""


@pytest.fixture
def told() -> list[str]:
    """What the listeners were told."""
    return []


@pytest.fixture
def writer(file: Path, now: datetime, told: list[str]) -> Iterator[Writer]:
    started = Writer(file, lambda: now, on_trouble=told.append, on_notice=told.append)
    started.start()
    yield started
    started.close(WAIT)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A locked file is given up soon."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)


@pytest.fixture
def blocked(file: Path) -> None:
    """A file lies where the folder should be."""
    file.parent.touch()


def play(writer: Writer, played: Round, pick: Maker, player: str = "Ann") -> "list[Future[None]]":
    ticket = writer.begin(played, player)
    futures = []
    while not played.finished:
        played = pick(played)
        futures.append(writer.answer(ticket, played))
    return futures


def stored(file: Path, now: datetime) -> list[tuple[str, int]]:
    with closing(Records.open(file, now)) as records:
        return [(score.player, score.right) for score in records.finished()]


def test_a_round_is_stored_in_order(
    file: Path, now: datetime, writer: Writer, told: list[str], a_round: Maker, pick_right: Maker
) -> None:
    ticket = writer.begin(a_round(), "Ann")
    writer.mark_seen("films/q0")
    played = a_round()
    while not played.finished:
        played = pick_right(played)
        last = writer.answer(ticket, played)
    place = writer.ask(lambda records: records.place(ticket.id or 0))
    assert last.result(WAIT) is None
    assert (ticket.id, place.result(WAIT)) == (1, 1)
    writer.set_player(ticket, "Bob").result(WAIT)
    assert (writer.unsaved, writer.trouble, writer.close(WAIT)) == (0, "", 0)
    assert stored(file, now) == [("Bob", 3)]
    assert told == []


def test_a_resumed_round_goes_on_under_its_id(
    file: Path, now: datetime, writer: Writer, a_round: Maker, pick_right: Maker
) -> None:
    with closing(Records.open(file, now)) as records:
        records.answer(records.begin(a_round(), "Ann", now), pick_right(a_round()), now)
    left = writer.ask(lambda records: records.resume("Ann")).result(WAIT)
    assert left is not None
    ticket, played = writer.ticket_for(left.id, left.player), left.round
    while not played.finished:
        played = pick_right(played)
        writer.answer(ticket, played).result(WAIT)
    assert ticket.id == left.id
    assert writer.close(WAIT) == 0
    assert stored(file, now) == [("Ann", 3)]


def test_a_changed_clock_is_stored(writer: Writer, a_round: Maker) -> None:
    from cosmoquiz.quiz.scoring import CLOCKS

    played = a_round(clock=CLOCKS[3])
    ticket = writer.begin(played, "Ann")
    writer.change_clock(ticket, played.with_clock(CLOCKS[1])).result(WAIT)
    left = writer.ask(lambda records: records.resume("Ann")).result(WAIT)
    assert left is not None
    assert left.round == played.with_clock(CLOCKS[1])


def test_without_a_folder_everything_fails_kindly(now: datetime, a_round: Maker, pick_right: Maker) -> None:
    writer = Writer(None, lambda: now)
    writer.start()
    futures = play(writer, a_round(), pick_right)
    with pytest.raises(RecordsError, match="no folder"):
        writer.ask(lambda records: records.finished()).result(WAIT)
    for future in futures:
        with pytest.raises(RecordsError, match="no folder"):
            future.result(WAIT)
    assert (writer.trouble, writer.unsaved, writer.close(WAIT)) == (NO_PLACE, 3, 3)


@pytest.mark.usefixtures("blocked")
def test_what_could_not_be_stored_is_stored_when_the_trouble_is_over(
    file: Path, now: datetime, writer: Writer, told: list[str], a_round: Maker, pick_right: Maker
) -> None:
    futures = play(writer, a_round(), pick_right)
    with pytest.raises(RecordsError, match="not a directory"):
        futures[-1].result(WAIT)
    assert writer.unsaved == 3
    assert "not a directory" in writer.trouble
    file.parent.unlink()
    writer.mark_seen("films/q0").result(WAIT)
    assert (writer.unsaved, writer.trouble) == (0, "")
    assert len(told) == 2
    assert told[-1] == ""
    assert writer.close(WAIT) == 0
    assert stored(file, now) == [("Ann", 3)]


@pytest.mark.usefixtures("blocked")
def test_the_end_is_one_more_try(file: Path, now: datetime, writer: Writer, a_round: Maker, pick_right: Maker) -> None:
    with pytest.raises(RecordsError):
        play(writer, a_round(), pick_right)[-1].result(WAIT)
    file.parent.unlink()
    assert writer.close(WAIT) == 0
    assert stored(file, now) == [("Ann", 3)]


@pytest.mark.usefixtures("blocked")
def test_what_is_lost_at_the_end_is_counted(writer: Writer, a_round: Maker, pick_right: Maker) -> None:
    play(writer, a_round(), pick_right)
    writer.mark_seen("films/q0")
    assert writer.close(WAIT) == 3


@pytest.mark.usefixtures("quick")
def test_a_locked_file_holds_up_nobody_but_the_thread(
    file: Path, now: datetime, writer: Writer, a_round: Maker, pick_right: Maker
) -> None:
    writer.ask(lambda records: records.finished()).result(WAIT)
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        begun = time.monotonic()
        futures = play(writer, a_round(), pick_right)
        assert time.monotonic() - begun < 0.2
        with pytest.raises(RecordsError, match="another program is using"):
            futures[-1].result(WAIT)
        assert writer.unsaved == 3
        other.rollback()
    writer.mark_seen("films/q0").result(WAIT)
    assert writer.close(WAIT) == 0
    assert stored(file, now) == [("Ann", 3)]


def test_closing_does_not_wait_for_a_thread_that_is_stuck(writer: Writer, a_round: Maker, pick_right: Maker) -> None:
    stuck = threading.Event()
    waiting = writer.ask(lambda _: stuck.wait(WAIT))
    futures = play(writer, a_round(), pick_right)
    begun = time.monotonic()
    assert writer.close(timeout=0.1) == 3
    assert time.monotonic() - begun < 2
    stuck.set()
    assert waiting.result(WAIT)
    assert [future.result(WAIT) for future in futures] == [None] * 3
    assert writer.close(WAIT) == 0


def test_a_thread_that_is_stuck_does_not_keep_the_process(tmp_path: Path) -> None:
    code = (
        "import sys, threading; from datetime import UTC, datetime; from pathlib import Path\n"
        "from cosmoquiz.records.writer import Writer\n"
        "writer = Writer(Path(sys.argv[1]), lambda: datetime.now(UTC)); writer.start()\n"
        "writer.ask(lambda _: threading.Event().wait())\n"
        "writer.mark_seen('a/1'); print(writer.close(0.05))"
    )
    environ = {**os.environ, "PYTHONPATH": str(Path(database.__file__).parents[2])}
    ended = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "r.db")], env=environ, timeout=WAIT, capture_output=True, check=True
    )
    assert ended.stdout == b"0\n"


def test_nothing_is_taken_after_the_end(writer: Writer, a_round: Maker) -> None:
    writer.close(WAIT)
    for future in (
        writer.ask(lambda records: records.finished()),
        writer.answer(writer.begin(a_round(), ""), a_round()),
    ):
        with pytest.raises(RecordsError, match="being closed"):
            future.result(WAIT)
    assert writer.close(WAIT) == 1


def test_a_writer_that_was_never_started_can_be_closed(file: Path, now: datetime) -> None:
    writer = Writer(file, lambda: now)
    writer.mark_seen("a/1")
    assert writer.close(0.1) == 0


def test_a_round_played_elsewhere_is_told_and_not_tried_again(
    file: Path, now: datetime, writer: Writer, a_round: Maker, pick_right: Maker, pick_wrong: Maker
) -> None:
    ticket = writer.begin(a_round(), "Ann")
    writer.ask(lambda records: records.finished()).result(WAIT)
    with closing(Records.open(file, now)) as other:
        other.answer(1, pick_wrong(a_round()), now)
    with pytest.raises(PlayedElsewhere):
        writer.answer(ticket, pick_right(a_round())).result(WAIT)
    assert (writer.unsaved, writer.trouble, writer.close(WAIT)) == (0, "", 0)


def test_a_value_that_cannot_be_stored_holds_up_nothing(writer: Writer) -> None:
    with pytest.raises(RecordsError):
        writer.mark_seen("films/\udcff").result(WAIT)
    writer.mark_seen("films/q0").result(WAIT)
    assert writer.trouble == ""


def test_an_exception_of_a_reader_ends_only_its_own_question(writer: Writer) -> None:
    with pytest.raises(ZeroDivisionError):
        writer.ask(lambda _: 1 // 0).result(WAIT)
    assert writer.ask(lambda records: records.finished()).result(WAIT) == ()


def test_a_listener_that_fails_costs_nothing(file: Path, now: datetime, a_round: Maker, pick_right: Maker) -> None:
    def gone(_: str) -> None:
        raise RuntimeError("the screen is gone")

    file.parent.touch()
    writer = Writer(file, lambda: now, on_trouble=gone)
    writer.start()
    with pytest.raises(RecordsError):
        play(writer, a_round(), pick_right)[-1].result(WAIT)
    file.parent.unlink()
    assert writer.close(WAIT) == 0
    assert stored(file, now) == [("Ann", 3)]


def test_an_answer_cannot_be_called_back_but_a_question_can(
    file: Path, now: datetime, writer: Writer, a_round: Maker, pick_right: Maker
) -> None:
    go = threading.Event()
    writer.ask(lambda _: go.wait(WAIT))
    futures = play(writer, a_round(), pick_right)
    names = writer.ask(lambda records: records.finished())
    assert [future.cancel() for future in futures] == [False] * 3
    assert names.cancel()
    go.set()
    with pytest.raises(CancelledError):
        names.result(WAIT)
    assert writer.close(WAIT) == 0
    assert stored(file, now) == [("Ann", 3)]


@pytest.mark.parametrize("loss", ["damaged", "emptied", "deleted", "moved", "replaced"])
def test_a_round_survives_the_loss_of_its_file(
    file: Path, now: datetime, writer: Writer, told: list[str], a_round: Maker, pick_right: Maker, loss: str
) -> None:
    ticket = writer.begin(a_round(), "Ann")
    played = pick_right(a_round())
    writer.answer(ticket, played).result(WAIT)
    if loss == "damaged":
        os.truncate(file, 4096 * 2)
    elif loss == "emptied":
        os.truncate(file, 0)
    elif loss == "deleted":
        file.unlink()
    else:
        file.rename(file.with_name("old.db"))
    if loss == "replaced":
        with closing(Records.open(file, now)) as other:
            other.begin(a_round(), "Bob", now)
    while not played.finished:
        played = pick_right(played)
        writer.answer(ticket, played).result(WAIT)
    assert len(told) == 1
    assert ("damaged" in told[0]) == (loss in ("damaged", "emptied"))
    assert (writer.trouble, writer.close(WAIT)) == ("", 0)
    assert stored(file, now) == [("Ann", 3)]


def test_a_round_that_is_gone_from_its_file_is_stored_anew(
    file: Path, writer: Writer, a_round: Maker, pick_right: Maker
) -> None:
    ticket = writer.begin(a_round(), "Ann")
    writer.ask(lambda records: records.finished()).result(WAIT)
    with closing(sqlite3.connect(file)) as direct, direct:
        direct.execute("DELETE FROM deals")
        direct.execute("DELETE FROM rounds")
    writer.answer(ticket, pick_right(a_round())).result(WAIT)
    left = writer.ask(lambda records: records.resume("Ann")).result(WAIT)
    assert left is not None
    assert (left.id, left.round) == (ticket.id, pick_right(a_round()))


def test_a_damaged_file_is_told_when_it_is_opened(file: Path, now: datetime, told: list[str]) -> None:
    file.parent.mkdir()
    file.write_text("garbage" * 100)
    writer = Writer(file, lambda: now, on_notice=told.append)
    writer.start()
    writer.mark_seen("a/1").result(WAIT)
    assert writer.trouble == ""
    assert [("damaged" in text) for text in told] == [True]
    writer.close(WAIT)


def test_times_are_those_of_the_answer_not_of_the_storing(
    file: Path, now: datetime, a_round: Maker, pick_right: Maker
) -> None:
    times = iter([now.replace(hour=hour) for hour in range(24)])
    writer = Writer(file, lambda: next(times))
    futures = play(writer, a_round(1), pick_right)  # begun at 0, answered at 1
    writer.start()
    futures[0].result(WAIT)
    writer.close(WAIT)
    with closing(Records.open(file, now)) as records:
        assert records.finished()[0].finished == now.replace(hour=1)
