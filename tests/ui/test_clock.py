"""The clock: reading time, running out, pausing, changing."""

from pathlib import Path

import pytest
from game import Game, game

from cosmoquiz.records.settings import Settings
from cosmoquiz.ui.home import Home

SPRINT = Settings(banks=("numbers",), length=5, clock="sprint")
READING = 3.5
"""Seconds to read a question of the test bank, at most."""


async def started(g: Game) -> None:
    await g.press("enter")
    g.clock.move(READING)


def tick(g: Game) -> None:
    g.play.tick()


async def test_time_runs_out(tmp_path: Path) -> None:
    async with game(tmp_path, settings=SPRINT) as g:
        await started(g)
        g.clock.move(14)
        tick(g)
        assert not g.play.revealed
        g.clock.move(1)
        tick(g)
        await g.rest()
        assert "TIME IS UP" in g.text()
        assert g.play.round.picks[0].choice is None


async def test_answers_in_the_reading_time_count_as_no_time(tmp_path: Path) -> None:
    async with game(tmp_path, settings=SPRINT) as g:
        await g.press("enter")
        assert "reading" in g.text()
        await g.press(g.key_of(right=True), wait=1.5)
        assert g.play.round.picks[0].ms == 0
        assert "speed" not in g.text()


async def test_a_slow_answer_earns_less_and_the_sum_is_shown(tmp_path: Path) -> None:
    async with game(tmp_path, settings=SPRINT) as g:
        await started(g)
        await g.press(g.key_of(right=True), wait=7.5)
        assert "speed" in g.text()
        base = {"easy": 100, "medium": 150, "hard": 200}[g.deal.question.difficulty]
        assert base / 2 < g.play.round.score < base


async def test_a_pause_hides_the_question_and_stops_the_clock(tmp_path: Path) -> None:
    async with game(tmp_path, settings=SPRINT) as g:
        await started(g)
        await g.press("p")
        assert g.deal.question.text not in g.text()
        assert "Paused" in g.text()
        g.clock.move(1000)
        tick(g)
        assert not g.play.revealed
        await g.press("1")
        assert not g.play.round.picks
        await g.press("p")
        assert g.deal.question.text in g.text()
        await g.press("1")
        assert g.play.round.picks[0].ms < 6000


async def test_help_and_the_leave_question_stop_the_clock(tmp_path: Path) -> None:
    async with game(tmp_path, settings=SPRINT) as g:
        await started(g)
        for key in ("question_mark", "escape"):
            await g.press(key)
            g.clock.move(1000)
            await g.press("escape", wait=0)
        tick(g)
        assert not g.play.revealed
        await g.press("1")
        assert g.play.round.picks[0].ms < 10_000


async def test_a_terminal_too_small_stops_the_clock(tmp_path: Path) -> None:
    async with game(tmp_path, settings=SPRINT) as g:
        await started(g)
        await g.pilot.resize_terminal(30, 10)
        await g.rest()
        assert "Too small" in g.text()
        g.clock.move(1000)
        tick(g)
        await g.press("1")
        assert not g.play.round.picks
        await g.pilot.resize_terminal(80, 24)
        await g.rest()
        assert g.deal.question.text in g.text()
        await g.press("1")
        assert len(g.play.round.picks) == 1


async def test_the_clock_can_be_changed_in_a_round_which_then_counts_as_the_slowest(tmp_path: Path) -> None:
    async with game(tmp_path, settings=SPRINT) as g:
        await started(g)
        await g.press("t")
        assert g.play.round.clock.name == "off"
        await g.press("t", "t", "t")
        assert g.play.round.clock.name == "sprint"
        g.clock.move(2)
        await g.answer("rrrrr")
        assert "clock off" in g.text()


async def test_a_changed_clock_is_remembered_by_resume(tmp_path: Path) -> None:
    async with game(tmp_path, settings=SPRINT) as g:
        await started(g)
        await g.press("t", "t")
        await g.press("ctrl+q")
    async with game(tmp_path, settings=SPRINT) as g:
        await g.press("r")
        assert g.play.round.clock.name == "relaxed"
        assert g.play.round.board.clock == "off"


async def test_a_clock_set_back_does_no_harm(tmp_path: Path) -> None:
    async with game(tmp_path, settings=SPRINT) as g:
        await started(g)
        g.clock.move(-500)
        tick(g)
        assert not g.play.revealed
        g.clock.move(510)
        await g.press("1")
        assert 0 <= g.play.round.picks[0].ms <= 15_000


async def test_the_time_of_an_open_question_starts_afresh_on_resume(tmp_path: Path) -> None:
    async with game(tmp_path, settings=SPRINT) as g:
        await started(g)
        g.clock.move(14)
        await g.press("escape", "enter", wait=0.5)
        assert isinstance(g.app.screen, Home)
        await g.press("r")
        g.clock.move(READING + 5)
        tick(g)
        assert not g.play.revealed


@pytest.mark.parametrize(
    "clock", ["off", "sprint", *(pytest.param(c, marks=pytest.mark.long) for c in ("relaxed", "standard"))]
)
async def test_rounds_with_each_clock_have_boards_of_their_own(tmp_path: Path, clock: str) -> None:
    async with game(tmp_path, settings=Settings(player="A", banks=("numbers",), length=5, clock=clock)) as g:
        await started(g)
        await g.answer("rrrrr")
        assert "This is the record" in " ".join(g.text().split())
