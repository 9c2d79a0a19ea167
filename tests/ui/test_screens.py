"""The screens beside the round: scores, banks, settings, help, palette."""

import gc
from pathlib import Path

import pytest
from game import NUMBERS, game
from textual.strip import Strip

from cosmoquiz.records.settings import Settings, load
from cosmoquiz.ui.home import Home
from cosmoquiz.ui.play import PlayScreen

BROKEN = "title: Broken\nquestions:\n  - question: Who: me?\n    answer: x\n    wrong: [y]\n"
KNOWN = Settings(player="Anna", banks=("numbers",), length=5)


async def test_scores_say_so_when_there_are_none(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("s")
        assert "No round has been finished yet" in g.text()


async def test_scores_turn_from_board_to_board(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN, size=(120, 40)) as g:
        await g.press("enter")
        await g.answer("rrrrr")
        await g.press("escape", "comma", "down", "right", "escape")
        await g.press("enter")
        g.clock.move(5)
        await g.answer("rrrrr")
        await g.press("s")
        assert "board 1 of 2" in g.text()
        assert "relaxed clock" in g.text()
        await g.press("right")
        assert "board 2 of 2" in g.text()
        assert "clock off" in g.text()
        await g.press("b")
        assert "Numbers only" in g.text()
        await g.press("escape")
        assert "ROUND COMPLETE" in g.text()


async def test_the_plot_appears_with_the_second_round(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        for letters in ("rrrrr", "rrrww"):
            await g.press("enter")
            await g.answer(letters)
            await g.press("s")
            plotted = "round by round" in g.text()
            await g.press("escape", "escape")
        assert plotted


async def test_the_new_row_is_marked_by_a_sign(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        for letters in ("rrrrr", "rrrww"):
            await g.press("enter")
            await g.answer(letters)
            await g.press("s")
            marked = [line for line in g.text().splitlines() if line.startswith("▸") or " ▸ " in line[:6]]
            assert len(marked) == 1
            await g.press("escape", "escape")


async def test_banks_show_what_is_wrong_and_how_to_mend_it(tmp_path: Path) -> None:
    async with game(tmp_path, banks={"numbers": NUMBERS, "bad": BROKEN}) as g:
        await g.press("b")
        assert "1 file with errors" in g.text()
        await g.press("end")
        text = g.words()
        assert "line 3" in text
        assert 'To mend it: put the text in quotes: question: "Who: me?"' in text
        await g.press("enter")
        assert not isinstance(g.app.screen, PlayScreen)


async def test_banks_are_chosen_with_space_and_kept(tmp_path: Path) -> None:
    async with game(tmp_path, settings=Settings()) as g:
        await g.press("b")
        await g.press("space", "down", "space")
        assert g.text().count("[x]") == 2
        await g.press("escape")
        assert isinstance(g.app.screen, Home)
        assert "2 banks" in g.text()
    assert len(load(tmp_path / "config" / "settings.json")[0].banks) == 2
    async with game(tmp_path, settings=load(tmp_path / "config" / "settings.json")[0]) as g:
        await g.press("b", "a", "escape")
        assert "all banks" in g.text()


async def test_enter_plays_one_bank_and_leaves_the_settings_alone(tmp_path: Path) -> None:
    async with game(tmp_path, settings=Settings(length=5)) as g:
        await g.press("b", "enter")
        assert len({deal.question.bank for deal in g.play.round.deals}) == 1
        await g.press("escape", "enter")
        assert "all banks" in g.text()


@pytest.mark.parametrize(
    ("row", "shown"), [(1, "relaxed"), (2, "10 questions"), (4, "easy"), (5, "light"), (6, "on")], ids=str
)
async def test_each_setting_changes_at_once_and_is_kept(tmp_path: Path, row: int, shown: str) -> None:
    async with game(tmp_path) as g:
        await g.press("comma")
        await g.press(*["down"] * row)
        await g.press("right")
        line = next(line for line in g.text().splitlines() if "▸" in line)
        assert shown in line
        changed = g.app.settings
        await g.press("escape")
    assert load(tmp_path / "config" / "settings.json")[0] == changed


async def test_the_name_can_be_changed(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("comma", "enter", "Я", "q", "enter")
        assert g.app.settings.player == "Яq"
        await g.press("enter", "x", "escape")
        assert g.app.settings.player == "Яq"
        await g.press("escape")
        assert "Яq" in g.text()


async def test_settings_lead_to_the_banks_and_back(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("comma", "down", "down", "down", "enter")
        assert "Question banks" in g.text()
        await g.press("a", "escape")
        assert "Settings" in g.text()
        assert "all banks" in g.text()


async def test_a_broken_settings_file_does_not_matter(tmp_path: Path) -> None:
    async with game(tmp_path, notice="The settings were set aside.") as g:
        assert "set aside" in g.words()


async def test_help_names_every_key_of_a_round(tmp_path: Path) -> None:
    async with game(tmp_path, size=(120, 100)) as g:
        await g.press("f1")
        text = g.text()
        for words in ("In a round", "Pause", "Change the clock", "Replay" if "Replay" in text else "Play only"):
            assert words in text


async def test_the_palette_has_the_actions_of_the_screen(tmp_path: Path) -> None:
    async with game(tmp_path, size=(80, 60)) as g:
        await g.press("ctrl+p")
        await g.until(lambda: "Light theme" in g.text())
        text = g.text()
        assert "Scores" in text
        assert "Light theme" in text
        assert "Screenshot" not in text


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40)], ids=str)
async def test_home_is_whole_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with game(tmp_path, size=size, settings=Settings()) as g:
        text = g.text()
        for word in ("Play", "Resume", "Scores", "Banks", "Settings", "Help", "Quit", "10 questions", "clock off"):
            assert word in text
        assert "…" not in text


async def test_below_the_smallest_size_one_line_says_so(tmp_path: Path) -> None:
    async with game(tmp_path, size=(39, 11)) as g:
        assert [line.strip() for line in g.text().splitlines() if line.strip()] == ["Too small: 40x12 is the least."]


@pytest.mark.long
@pytest.mark.parametrize("size", [(1, 1), (2, 50), (200, 1), (10, 3)], ids=str)
async def test_no_size_is_too_small_to_survive(tmp_path: Path, size: tuple[int, int]) -> None:
    async with game(tmp_path, size=size) as g:
        await g.press("enter", "1", "escape")
        await g.pilot.resize_terminal(80, 24)
        await g.rest()
        assert g.app.return_code is None


async def test_screens_that_were_closed_leave_no_pictures_behind(tmp_path: Path) -> None:
    def strips() -> int:
        gc.collect()
        return sum(isinstance(found, Strip) for found in gc.get_objects())

    async with game(tmp_path) as g:
        for key in ("question_mark", "b", "s", "comma"):
            held = []
            for _ in range(4):
                await g.press(key)
                assert len(g.app.screen_stack) == 2
                await g.press("escape")
                assert len(g.app.screen_stack) == 1
                held.append(strips())
            assert held[3] <= held[1] + 10, key
