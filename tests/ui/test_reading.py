"""Banks are read in the background: what can be played meanwhile, and what Home says of it."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from game import NUMBERS, Game, game

from cosmoquiz.banks.library import Library
from cosmoquiz.quiz.selection import Selection
from cosmoquiz.records.settings import Settings
from cosmoquiz.ui.app import Wanted
from cosmoquiz.ui.banks import BanksScreen
from cosmoquiz.ui.play import PlayScreen

LARGE = "title: Large\nquestions:\n" + "".join(
    f"- {{id: q{n}, question: 'What is {n}?', answer: a{n}, wrong: [b, c, d]}}\n" for n in range(12_000)
)
ALL = Settings(length=5)
EVERY_BANK = Wanted(Selection(), 5, "off")


async def moment(holds: Callable[[], bool]) -> None:
    """Let the game run until this holds, without waiting for the banks."""
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.005)


def building_of(g: Game) -> tuple[int, int]:
    """How many banks have been read, of how many; 0 of 0 when none are being read."""
    building = g.app.shelves.building
    return (building.done, building.of) if building else (0, 0)


async def test_a_game_without_an_index_reads_all_banks_and_leaves_one(tmp_path: Path) -> None:
    async with game(tmp_path, cold=True) as g:
        assert "30 questions" in g.text()
        await g.press("enter")
        assert isinstance(g.app.screen, PlayScreen)
        assert "banks read" not in g.text()
    with closing(sqlite3.connect(g.kept.cache)) as direct:
        assert direct.execute("SELECT sum(easy + medium + hard) FROM file WHERE name = 'numbers'").fetchone() == (30,)


async def test_after_a_moment_a_round_is_dealt_from_what_has_been_read(tmp_path: Path) -> None:
    banks = {"numbers": NUMBERS, "large": LARGE, "larger": LARGE}
    async with game(tmp_path, banks=banks, settings=ALL, cold=True, wait=False) as g:
        await moment(lambda: building_of(g)[0] >= 3)
        g.clock.move(1)
        await g.pilot.press("enter")
        await moment(lambda: isinstance(g.app.screen, PlayScreen))
        await g.pilot.pause()
        assert "of 16 banks read" in g.words()
        assert "larger" not in {deal.question.bank for deal in g.play.round.deals}
        await g.rest()
        assert g.app.shelves.library.unread == ()
        await g.press("escape", "enter")
        assert "questions" in g.text()
        assert "24," in g.text()


async def test_a_round_of_one_bank_waits_for_that_bank(tmp_path: Path) -> None:
    settings = Settings(length=5, banks=("larger",))
    async with game(tmp_path, banks={"larger": LARGE}, settings=settings, cold=True, wait=False) as g:
        await moment(lambda: building_of(g)[0] >= 3)
        g.clock.move(1)
        await g.pilot.press("enter")
        await moment(lambda: isinstance(g.app.screen, PlayScreen))
        assert {deal.question.bank for deal in g.play.round.deals} == {"larger"}
        await g.pilot.pause()
        assert "banks read" not in g.words()


async def test_a_round_with_a_seed_waits_for_all_banks(tmp_path: Path) -> None:
    banks = {"large": LARGE, "larger": LARGE}
    wanted = EVERY_BANK._replace(seed="Baikonur")
    async with game(tmp_path / "cold", banks=banks, settings=ALL, wanted=wanted, cold=True, wait=False) as g:
        await moment(lambda: building_of(g)[0] >= 3)
        g.clock.move(1)
        await moment(lambda: "Esc: not now" in g.text() or isinstance(g.app.screen, PlayScreen))
        assert "once banks are read" in g.text()
        await moment(lambda: isinstance(g.app.screen, PlayScreen))
        await g.rest()
        cold = [deal.question.key for deal in g.play.round.deals]
    async with game(tmp_path / "warm", banks=banks, settings=ALL, wanted=wanted) as g:
        assert [deal.question.key for deal in g.play.round.deals] == cold


async def test_escape_gives_up_a_round_that_waits(tmp_path: Path) -> None:
    banks = {"large": LARGE, "larger": LARGE}
    wanted = EVERY_BANK._replace(seed="Baikonur")
    async with game(tmp_path, banks=banks, settings=ALL, wanted=wanted, cold=True, wait=False) as g:
        await moment(lambda: building_of(g)[0] >= 1)
        g.clock.move(1)
        await moment(lambda: "Esc: not now" in g.text())
        await g.pilot.press("escape")
        await moment(lambda: "Esc: not now" not in g.text())
        await moment(lambda: building_of(g) == (0, 0))
        await g.rest()
        assert g.app.screen_stack == [g.app.home]
        assert "24,652 questions" in g.text()
        await g.press("enter")
        assert isinstance(g.app.screen, PlayScreen)


async def test_home_tells_how_far_reading_has_come(tmp_path: Path) -> None:
    async with game(tmp_path, banks={f"large-{n}": LARGE for n in range(3)}, settings=ALL, cold=True, wait=False) as g:
        await moment(lambda: "Reading the banks: " in g.text())
        assert "of 16." in g.text()
        assert "being read" in g.text()
        await moment(lambda: building_of(g) == (0, 0))
        await g.rest()
        assert "36,652 questions" in g.text()


async def test_the_list_of_banks_fills_up_as_they_are_read(tmp_path: Path) -> None:
    banks = {"large": LARGE, "larger": LARGE}
    async with game(tmp_path, banks=banks, settings=ALL, cold=True, wait=False) as g:
        await moment(lambda: building_of(g)[0] >= 2)
        g.clock.move(1)
        await g.pilot.press("b")
        await moment(lambda: isinstance(g.app.screen, BanksScreen))
        await moment(lambda: "being read" in g.text() or "15 banks" in g.text())
        await moment(lambda: building_of(g) == (0, 0))
        await g.rest()
        assert "15 banks" in g.text()
        assert "being read" not in g.text()


async def test_a_list_that_is_just_being_opened_takes_what_has_been_read(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        listed = await g.app.shelves.ask(Library.listed)
        screen = BanksScreen((), (), g.app._guard, unread=14)
        screen.show(listed, None)
        await g.app.push_screen(screen)
        await g.rest()
        assert "14 banks" in g.text()
        assert "being read" not in g.text()


async def test_leaving_does_not_wait_for_banks(tmp_path: Path) -> None:
    async with game(tmp_path, banks={"large": LARGE}, settings=ALL, cold=True, wait=False) as g:
        await moment(lambda: building_of(g)[0] >= 1)
        building = g.app.shelves.building
        g.app.action_leave(0)
        assert building is not None
        assert building.cancelled


@pytest.mark.parametrize("content", [None, b"", b"garbage" * 1000])
async def test_an_index_that_is_lost_while_the_game_runs_is_built_anew(tmp_path: Path, content: bytes | None) -> None:
    async with game(tmp_path) as g:
        for end in ("", "-wal", "-shm"):
            g.kept.cache.with_name(g.kept.cache.name + end).unlink(missing_ok=True)
        if content is not None:
            g.kept.cache.write_bytes(content)
        await g.press("enter")
        await g.until(lambda: isinstance(g.app.screen, PlayScreen))
        await g.rest()
        await g.answer("rrrrr")
        await g.press("escape")
        await g.until(lambda: "25 you have not seen" in g.text())
        await g.press("b")
        await g.until(lambda: isinstance(g.app.screen, BanksScreen))
        await g.rest()
        assert "14 banks" in g.text()


async def test_what_was_seen_is_known_to_the_next_game(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.answer("rrrrr")
    for cold in (False, True):
        if cold:
            g.kept.cache.unlink()
        async with game(tmp_path, cold=cold) as g:
            assert "25 you have not seen" in g.text()
