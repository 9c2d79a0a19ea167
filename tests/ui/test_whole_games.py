"""Whole games, played by keys."""

from pathlib import Path

import pytest
from game import NUMBERS, game
from textual.widgets import Input

from cosmoquiz.quiz.round import Board
from cosmoquiz.quiz.selection import Selection
from cosmoquiz.records.settings import Settings, load
from cosmoquiz.records.store import Records
from cosmoquiz.ui.app import Wanted
from cosmoquiz.ui.ask import Ask
from cosmoquiz.ui.help import HelpScreen
from cosmoquiz.ui.home import Home
from cosmoquiz.ui.play import PlayScreen
from cosmoquiz.ui.results import ResultsScreen

BOARD = Board("classic", 5, "off", Selection.of(["numbers"]))
KNOWN = Settings(player="Anna", banks=("numbers",), length=5)


async def test_from_the_shell_to_the_first_question_it_is_one_key(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        assert "30 questions" in g.text()
        await g.press("enter")
        assert "1/5" in g.text()
        assert g.deal.question.text in g.text()
        assert all(option in g.text() for option in g.deal.options)


async def test_a_round_of_five_ends_on_the_board_and_stays_there(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.answer("rrrrr")
        assert isinstance(g.app.screen, ResultsScreen)
        assert "5 of 5 right" in g.text()
        assert "This is the record" in g.text()
        await g.press("enter")
        await g.press("s")
        assert "Valentina" in g.text()
        assert "▸" in g.text()
    async with game(tmp_path, settings=load(tmp_path / "config" / "settings.json")[0]) as g:
        assert "Valentina" in g.text()
        await g.press("s")
        assert "Valentina" in g.text()


async def test_the_reveal_says_what_is_right_and_why(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        deal = g.deal
        wrong = g.key_of(right=False)
        await g.press(wrong)
        text = g.text()
        assert "✗ WRONG" in text
        assert "the right answer" in text
        assert "your answer" in text
        assert deal.question.explanation in text
        assert deal.note(int(wrong) - 1) in " ".join(text.split())
        assert "Source: example.org/" in text
        await g.press("enter")
        await g.press(g.key_of(right=True))
        assert "✓ RIGHT" in g.text()
        assert "your answer, right" in g.text()


async def test_the_question_and_its_options_stay_where_they_are_at_the_reveal(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        before = g.text().splitlines()
        await g.press("1")
        after = g.text().splitlines()
        for option in g.deal.options:
            line = next(n for n, text in enumerate(before) if option in text)
            assert option in after[line]


@pytest.mark.parametrize(
    "keys", [("1", "2", "3", "4"), ("a", "b", "c", "d"), ("ф", "и", "с", "в"), ("A", "B", "C", "D")]
)
async def test_digits_and_letters_answer_on_both_layouts(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        for choice, key in enumerate(keys):
            await g.press(key)
            assert g.play.round.picks[-1].choice == choice
            await g.press("enter")


async def test_arrows_highlight_and_enter_takes(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        assert "▸" not in g.text()
        await g.press("enter")
        assert not g.play.round.picks
        await g.press("down", "down", "up", "down", wait=0.01)
        assert "▸ 2" in g.text()
        await g.press("enter")
        assert g.play.round.picks[0].choice == 1


async def test_nothing_is_highlighted_when_a_question_appears(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.press("down", "enter", "enter")
        assert g.play.round.number == 2
        assert "▸" not in g.text()


async def test_a_held_key_answers_one_question_only(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.press("1")
        for _ in range(30):
            await g.press("1", wait=0.03)
        assert len(g.play.round.picks) == 1


async def test_a_held_enter_stops_at_the_next_question(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.press("1")
        await g.press("enter")
        for _ in range(30):
            await g.press("enter", wait=0.03)
        assert len(g.play.round.picks) == 1


async def test_a_held_enter_does_not_start_another_round_from_the_results(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        await g.press("enter")
        await g.answer("wwww")
        await g.press("1")
        await g.press("enter")
        await g.press("enter", wait=0.5)
        for _ in range(20):
            await g.press("enter", wait=0.03)
        assert isinstance(g.app.screen, ResultsScreen)
        await g.press("enter")
        assert isinstance(g.app.screen, PlayScreen)


async def test_no_key_answers_in_the_first_moments_of_a_question(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.press("1", wait=0.1)
        assert not g.play.round.picks
        await g.press("1", wait=0.4)
        assert len(g.play.round.picks) == 1


async def test_a_click_answers(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        g.clock.move(1)
        await g.pilot.click("#sheet", offset=(8, g.play.sheet.top_of(2)))
        await g.rest()
        assert g.play.round.picks[0].choice == 2


async def test_after_the_answer_a_click_on_the_explanation_goes_on_and_one_on_an_option_does_nothing(
    tmp_path: Path,
) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.press(g.key_of(right=True))
        first = g.deal
        for line in (0, g.play.sheet.top_of(0) - 1, g.play.sheet.top_of(2)):
            g.clock.move(1)
            await g.pilot.click("#sheet", offset=(8, line))
            await g.rest()
            assert g.deal is first
        g.clock.move(1)
        await g.pilot.click("#sheet", offset=(8, g.play.sheet.top_of(4)))
        await g.rest()
        assert g.deal is not first
        assert not g.play.revealed


async def test_a_click_in_the_first_moments_answers_nothing(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.pilot.click("#sheet", offset=(8, g.play.sheet.top_of(2)))
        await g.rest()
        assert not g.play.round.picks


async def test_a_click_on_home_does_what_the_row_says(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        line = next(n for n, line in enumerate(g.text().splitlines()) if "Settings" in line)
        await g.pilot.click(offset=(3, line + 1))
        await g.rest()
        assert g.app.screen is g.app.home
        await g.pilot.click(offset=(27, line + 1))
        await g.rest()
        assert isinstance(g.app.screen, HelpScreen)


async def test_two_presses_of_enter_start_one_round(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        g.clock.move(1)
        await g.pilot.press("enter", "enter", "enter")
        await g.rest()
        assert isinstance(g.app.screen, PlayScreen)
        assert sum(isinstance(screen, PlayScreen) for screen in g.app.screen_stack) == 1
        assert not g.play.round.picks


async def test_leaving_asks_first_and_resume_goes_on_with_the_same_question(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.answer("rr")
        waiting = g.deal
        await g.press("escape")
        assert isinstance(g.app.screen, Ask)
        await g.press("escape")
        assert g.deal is waiting
        await g.press("escape", "enter")
        assert isinstance(g.app.screen, Home)
        assert "question 3 of 5" in g.text()
        await g.press("r")
        assert g.deal == waiting
        assert g.play.round.right == 2


async def test_a_round_can_be_resumed_after_the_game_was_left_at_once(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.answer("rw")
        waiting = g.deal
        await g.press("ctrl+q")
    async with game(tmp_path, banks={}) as g:
        await g.press("r")
        assert g.deal == waiting
        assert [o.right for o in g.play.round.outcomes] == [True, False]


async def test_leaving_at_the_reveal_of_the_last_question_shows_the_results(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.answer("rrrr")
        await g.press("1", "escape")
        assert isinstance(g.app.screen, ResultsScreen)


async def test_a_new_round_replaces_the_one_that_waited(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.answer("r")
        await g.press("escape", "enter")
        await g.press("enter")
        await g.press("escape", "enter")
        assert "question 1 of 5" in g.text()


async def test_misses_can_be_replayed_and_count_on_no_board(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        await g.press("enter")
        await g.answer("rwrwr")
        missed = {miss.deal.question.key for miss in g.app.screen.round.misses}  # type: ignore[attr-defined]
        await g.press("r")
        assert {deal.question.key for deal in g.play.round.deals} == missed
        await g.answer("rr")
        assert "counts on no board" in g.text()
        rows = await g.records(Records.finished)
        assert len(rows) == 1


async def test_the_results_show_every_miss_with_its_answer(tmp_path: Path) -> None:
    async with game(tmp_path, size=(100, 60)) as g:
        await g.press("enter")
        await g.answer("wrwrr")
        text = g.text()
        assert "You missed 2 questions" in text
        screen = g.app.screen
        assert isinstance(screen, ResultsScreen)
        for miss in screen.round.misses:
            assert miss.deal.question.text in text
            assert f"right: {miss.deal.question.answer}" in text
            assert miss.deal.question.explanation in text


async def test_the_name_is_asked_once(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.answer("rrrrr")
        assert "Your name for the board" in g.text()
        g.app.screen.query_one(Input).value = "Светлана [b]"
        await g.press("enter")
        assert "Светлана [b]" in g.text()
        assert g.app.settings.player == "Светлана [b]"
        await g.press("enter")
        await g.answer("rrrrr")
        assert "Your name for the board" not in g.text()
        assert [s.player for s in await g.records(lambda r: r.top(BOARD))] == ["Светлана [b]"] * 2


async def test_the_name_stands_when_the_results_are_left_without_answering(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.answer("rrrrr")
        await g.press("escape")
        assert isinstance(g.app.screen, Home)
        assert "Valentina" in g.text()


async def test_no_name_is_asked_without_points(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.answer("wwwww")
        assert "Your name for the board" not in g.text()


async def test_the_distance_to_the_record_is_told(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        await g.press("enter")
        await g.answer("rrrrr")
        await g.press("enter")
        await g.answer("rrrrw")
        assert "below the record" in g.words()
        assert "2nd of 2" in g.words()


async def test_questions_seen_before_wait_until_the_others_were_shown(tmp_path: Path) -> None:
    seen: set[str] = set()
    async with game(tmp_path, settings=KNOWN) as g:
        for _ in range(3):
            await g.press("enter")
            keys = {deal.question.key for deal in g.play.round.deals}
            assert not keys & seen
            seen |= keys
            await g.answer("rrrrr")
            await g.press("escape")
        assert "15 you have not seen" in g.text()


async def test_a_question_shown_but_not_answered_counts_as_seen(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        await g.press("ctrl+q")
    async with game(tmp_path) as g:
        assert "29 you have not seen" in g.text()


async def test_a_short_pool_shortens_the_round_and_says_so(tmp_path: Path) -> None:
    three = "title: Three\nquestions:\n" + NUMBERS.split("questions:\n")[1].split("  - id: n4")[0]
    async with game(tmp_path, banks={"three": three}, settings=Settings(banks=("three",), length=10)) as g:
        await g.press("enter")
        assert "1/3" in g.text()
        assert "a round of 3" in g.words()


async def test_a_selection_without_questions_says_so(tmp_path: Path) -> None:
    async with game(tmp_path, settings=Settings(banks=("nowhere",))) as g:
        await g.press("enter")
        assert isinstance(g.app.screen, Home)
        assert "There is no bank called nowhere" in g.words()


async def test_a_seeded_round_is_the_same_for_everybody(tmp_path: Path) -> None:
    wanted = Wanted(Selection.of(["numbers"]), 5, "off", seed="vostok")
    dealt = []
    for home in ("one", "two"):
        async with game(tmp_path / home, wanted=wanted) as g:
            dealt.append(g.play.round.deals)
            await g.answer("rrrrr")
            assert "counts on no board" in g.text()
    assert dealt[0] == dealt[1]


async def test_help_opens_over_a_round_and_gives_it_back(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        await g.press("enter")
        waiting = g.deal
        await g.press("question_mark")
        assert isinstance(g.app.screen, HelpScreen)
        assert "How to play" in g.text()
        await g.press("escape")
        assert g.deal is waiting


@pytest.mark.parametrize(("key", "code"), [("ctrl+q", 0), ("ctrl+c", 130)])
@pytest.mark.parametrize(
    "way", [(), ("enter",), ("enter", "1"), ("s",), ("b",), ("comma",), ("question_mark",), ("enter", "escape")]
)
async def test_the_game_can_be_left_at_once_from_every_screen(
    tmp_path: Path, key: str, code: int, way: tuple[str, ...]
) -> None:
    async with game(tmp_path) as g:
        await g.press(*way)
        g.clock.move(1)
        await g.pilot.press(key)
        await g.pilot.pause()
        assert g.app.return_code == code


async def test_two_games_at_once_cannot_play_one_round_twice(tmp_path: Path) -> None:
    async with game(tmp_path) as one:
        await one.press("enter")
        await one.answer("r")
        async with game(tmp_path) as two:
            await two.press("r")
            assert two.deal.question == one.deal.question
            await one.answer("r")
            await two.press(two.key_of(right=False))
            assert isinstance(two.app.screen, Home)
            assert "another window" in two.words()
        await one.answer("rrr")
        assert "5 of 5 right" in one.text()
