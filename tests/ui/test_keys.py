"""One table of keys: every action has a key, a help and, for letters, twins on the Russian layout."""

from pathlib import Path

import pytest
from game import Game, game
from textual.binding import Binding

from cosmoquiz.ui.help import help_sections
from cosmoquiz.ui.keys import TWINS, bind, help_rows, on_all_layouts
from cosmoquiz.ui.scores import ScoresScreen
from cosmoquiz.ui.widgets.keyline import KeyLine


@pytest.mark.parametrize(
    ("key", "twin"),
    [("a", "ф"), ("b", "и"), ("c", "с"), ("d", "в"), ("f", "а"), ("o", "щ"), ("p", "з"), ("q", "й"), ("r", "к"),
     ("s", "ы"), ("t", "е"), ("y", "н"), ("n", "т"), ("comma", "б")],
)  # fmt: skip
def test_each_letter_has_its_twin_by_place(key: str, twin: str) -> None:
    assert twin in on_all_layouts(key)


def test_the_table_of_twins_has_no_letter_twice() -> None:
    assert len(set(TWINS.values())) == len(TWINS) == 26


def test_letters_count_in_both_cases_and_on_both_layouts() -> None:
    assert bind("q", "x", "Quit", "Leave.").key.split(",") == ["q", "Q", "й", "Й"]


def test_the_help_shows_keys_without_their_twins() -> None:
    assert help_rows([bind("comma q enter", "x", "X", "Do it.")]) == [(", q Enter", "Do it.")]


@pytest.mark.parametrize("title", help_sections().keys())
def test_every_screen_tells_its_keys(title: str) -> None:
    bindings = help_sections()[title]
    assert help_rows(bindings)


@pytest.mark.parametrize("title", help_sections().keys())
def test_every_letter_key_works_on_the_russian_layout(title: str) -> None:
    keys = {key for binding in help_sections()[title] for key in binding.key.split(",")}
    for key in keys:
        if key in TWINS:
            assert {key.upper(), TWINS[key], TWINS[key].upper()} <= keys


@pytest.mark.parametrize("title", help_sections().keys())
def test_at_most_five_keys_stand_in_the_footer_and_no_answers(title: str) -> None:
    shown: list[Binding] = [b for b in help_sections()[title] if b.show]
    assert len({b.key_display for b in shown}) <= 5
    assert not {"1", "2", "3", "4"} & {key for b in shown for key in b.key.split(",")}


def test_every_shown_key_has_a_help() -> None:
    for bindings in help_sections().values():
        assert all(b.tooltip and b.description for b in bindings if b.show)


# The line of keys


def key_line(g: Game) -> str:
    return g.text().splitlines()[-1]


async def test_a_click_on_a_key_of_the_last_line_does_what_the_key_does(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        g.clock.move(1)
        await g.pilot.click(offset=(key_line(g).index("Scores") + 2, g.app.size.height - 1))
        await g.rest()
        assert isinstance(g.app.screen, ScoresScreen)
        await g.press("escape")
        await g.pilot.click(offset=(79, g.app.size.height - 1))
        await g.rest()
        assert g.app.screen_stack == [g.app.home]


async def test_the_last_line_shows_the_keys_that_do_something_now(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        assert key_line(g).split() == ["Enter", "Play", "s", "Scores", "b", "Banks", "?", "Help", "q", "Quit"]
        await g.press("enter")
        asking = key_line(g)
        await g.press(g.key_of(right=True))
        assert key_line(g) != asking
        assert "Next" in key_line(g)


async def test_a_narrow_last_line_leaves_out_whole_keys(tmp_path: Path) -> None:
    async with game(tmp_path, size=(40, 12)) as g:
        assert key_line(g).split() == ["Enter", "Play", "s", "Scores", "b", "Banks"]


async def test_the_key_under_the_pointer_is_lit_and_explained(tmp_path: Path) -> None:
    async with game(tmp_path) as g:
        line = g.app.screen.query_one(KeyLine)
        await g.pilot.hover(offset=(key_line(g).index("Banks"), g.app.size.height - 1))
        await g.pilot.pause()
        assert line.tooltip == "See the question banks and choose among them."
        assert any("$lit" in str(span.style) for span in line.render().spans)
        await g.pilot.hover(offset=(1, 1))
        await g.pilot.pause()
        assert line.tooltip is None
        assert not any("$lit" in str(span.style) for span in line.render().spans)
