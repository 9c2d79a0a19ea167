"""Presses that arrive together, before the first of them has been dealt with."""

import sqlite3
from pathlib import Path

import pytest
from game import Game, game
from textual import events

from cosmoquiz.records.settings import Settings, load
from cosmoquiz.ui.home import Home
from cosmoquiz.ui.play import PlayScreen
from cosmoquiz.ui.results import ResultsScreen
from cosmoquiz.ui.scores import ScoresScreen

KNOWN = Settings(player="Anna", banks=("numbers",), length=2)


async def together(g: Game, *keys: str) -> None:
    """Keys that are in the queue before any of them is looked at."""
    g.clock.move(1)
    for key in keys:
        g.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await g.rest()


@pytest.mark.parametrize(
    ("way", "keys"),
    [
        (("enter", "escape"), ("enter", "enter")),
        (("b",), ("escape", "escape")),
        (("ctrl+p",), ("escape", "escape")),
        *(
            pytest.param(*more, marks=pytest.mark.long)
            for more in (
                (("enter", "escape"), ("y", "y")),
                (("enter", "escape", "down"), ("enter", "enter")),
                (("enter", "escape"), ("escape", "escape")),
                (("b",), ("enter", "enter")),
                (("comma",), ("escape", "escape")),
                (("s",), ("escape", "escape")),
                (("question_mark",), ("escape", "escape", "enter")),
            )
        ),
    ],
    ids=str,
)
async def test_closing_twice_at_once_closes_one_screen(
    tmp_path: Path, way: tuple[str, ...], keys: tuple[str, ...]
) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        await g.press(*way)
        await together(g, *keys)
        for _ in range(3):
            await g.press("escape")
            if isinstance(g.app.screen, Home):
                break
            await g.press("enter")
        assert isinstance(g.app.screen, Home)
        await g.press("enter")
        assert isinstance(g.app.screen, PlayScreen)


async def test_going_on_twice_at_once_from_the_last_answer_shows_the_results(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        await g.press("enter")
        await g.answer("r")
        await g.press("1")
        await together(g, "enter", "space", "enter")
        assert isinstance(g.app.screen, ResultsScreen)


async def test_the_scores_open_once_however_often_they_are_asked_for(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        await g.press("enter")
        await g.answer("rr")
        await together(g, "s", "s", "s")
        assert sum(isinstance(screen, ScoresScreen) for screen in g.app.screen_stack) == 1


async def test_results_can_be_left_while_the_records_are_locked(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        await g.press("enter")
        await g.answer("r")
        lock = sqlite3.connect(tmp_path / "data" / "records.db", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        g.clock.move(1)
        await g.pilot.press("1")
        g.clock.move(1)
        await g.pilot.press("enter")
        g.clock.move(1)
        await g.pilot.press("escape")
        assert isinstance(g.app.screen, Home)
        await g.until(lambda: bool(g.app.trouble))
        lock.execute("ROLLBACK")
        lock.close()
        await g.until(lambda: not g.app.trouble)
        await g.press("enter")
        assert isinstance(g.app.screen, PlayScreen)


async def test_home_says_what_play_starts_after_a_round_from_the_command_line(tmp_path: Path) -> None:
    from cosmoquiz.quiz.selection import Selection
    from cosmoquiz.ui.app import Wanted

    async with game(tmp_path, wanted=Wanted(Selection.of(["numbers"]), 3, "off")) as g:
        assert isinstance(g.app.screen, PlayScreen)
        await g.press("escape", "enter")
        assert "5 questions" in g.text()
        assert "as soon as" not in g.text()


async def test_a_theme_from_the_palette_outlives_the_settings(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        await g.press("comma")
        g.app.action_theme("cosmoquiz-light")
        await g.press("down", "right")
        assert g.app.settings.theme == "cosmoquiz-light"
        assert g.app.settings.clock == "relaxed"


@pytest.mark.parametrize(
    ("way", "keys"),
    [
        (("b",), ("enter", "question_mark")),
        (("comma", "down", "down", "down"), ("enter", "question_mark")),
        (("enter", "escape"), ("y", "ctrl+p")),
        ((), ("comma", "right", "enter", "left")),
        *(
            pytest.param(*more, marks=pytest.mark.long)
            for more in (
                (("enter", "escape"), ("enter", "ctrl+p")),
                ((), ("ctrl+p", "pagedown")),
                ((), ("ctrl+p", "pageup")),
                ((), ("enter", "down", "space", "t", "p")),
                ((), ("s", "right", "b", "escape")),
            )
        ),
    ],
    ids=str,
)
async def test_a_screen_that_is_being_covered_or_put_together_does_no_harm(
    tmp_path: Path, way: tuple[str, ...], keys: tuple[str, ...]
) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        await g.press(*way)
        await together(g, *keys)
        for _ in range(4):
            await g.press("escape")
            if isinstance(g.app.screen, PlayScreen):
                await g.press("escape", "y")
        assert isinstance(g.app.screen, Home)
        await g.press("enter")
        assert isinstance(g.app.screen, PlayScreen)


async def test_a_setting_changed_just_before_leaving_is_kept(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        await g.press("comma", "down")
        for _ in range(3):
            await g.pilot.press("right")
        g.app.action_leave(0)
    assert load(tmp_path / "config" / "settings.json")[0].clock == "sprint"
