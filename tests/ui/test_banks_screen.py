"""The banks on their screens: what they hold and what is wrong with them, a look inside, one added, one changed."""

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from game import NUMBERS, Game, game
from textual import events

from cosmoquiz.banks.index import About
from cosmoquiz.banks.library import BankFile, Listed, read_library
from cosmoquiz.banks.problem import Problem
from cosmoquiz.quiz.deal import all_options
from cosmoquiz.quiz.question import Bank, Question, Wrong
from cosmoquiz.quiz.text import fold
from cosmoquiz.records.settings import Settings
from cosmoquiz.ui.add import AddScreen, PathInput, Refused, add_file
from cosmoquiz.ui.banks import BanksScreen, about, mix_bar
from cosmoquiz.ui.guard import Guard
from cosmoquiz.ui.home import Home
from cosmoquiz.ui.look import LookScreen
from cosmoquiz.ui.play import PlayScreen
from cosmoquiz.ui.widgets.roll import Roll

KNOWN = Settings(player="Anna", banks=("numbers",), length=5)

SHIPPED = sorted(read_library(None).files, key=lambda file: fold(file.title))
"""The banks that come with the game, as the screen lists them."""

SCROLL_BAR = " ▁▂▃▄▅▆▇█"
"""What may stand at the end of a row."""

BROKEN = "title: Bad\nquestions:\n" + "".join(
    f"- question: What {n}?\n  answer: x\n  wrnog: [y, z]\n" for n in range(130)
)

MENDABLE = """\
title: "[b]Moons[/b] [/"
about: Of all kinds.
author: A. Writer
licence: CC0-1.0
tags: [moons]
questions:
  - question: How many moons has Mars [/]?
    answer: "2"
    wrong:
      "3": Three is [one] too many.
      "1":
      "12":
    explanation: "Phobos and Deimos [/b]."
    source: https://example.org/mars
  - question: Is Titan a moon?
    answer: "Yes"
    wrong: ["No"]
    explantion: Of Saturn.
"""

AIKEN = """\
Which is a moon?
A. Io
B. Mir
ANSWER: A

Which is none?
A. Io
B. Europa
C. Sputnik
ANSWER: C

Nothing is right here.
A. x
B. y
"""


def highlighted(g: Game) -> str:
    return next(line for line in g.text().splitlines() if line.lstrip().startswith("▸")).split("▸")[1]


async def typed(g: Game, text: str) -> None:
    """Put a text into the input, as a paste does."""
    g.app.screen.query_one(PathInput).take("")
    g.app.screen.query_one(PathInput).post_message(events.Paste(text))
    await g.rest()
    await g.until(lambda: not g.app.screen._listing)  # type: ignore[attr-defined]


async def told(g: Game) -> str:
    """Press Enter and wait for what comes of it."""
    await g.press("enter")
    await g.until(lambda: not isinstance(g.app.screen, AddScreen) or not g.app.screen._adding)
    await g.rest()
    return g.words()


def rewrite(path: Path, text: str) -> None:
    """Change a file, with a time that lies far enough back to be told from the next."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(10**18, path.stat().st_mtime_ns - 10**10))


# The list


async def test_the_banks_tell_what_they_hold_and_all_that_is_wrong_with_them(tmp_path: Path) -> None:
    banks = {"numbers": NUMBERS, "bad": BROKEN, "moons": MENDABLE}
    async with game(tmp_path, banks=banks, settings=KNOWN) as g:
        await g.press("enter")
        await g.answer("rrrrr")
        await g.press("escape", "b")
        assert f"{len(SHIPPED) + 2} banks, and 1 file with errors" in g.text()
        assert "Rounds draw from: Numbers" in g.text()
        await g.press("end", "up")
        row = highlighted(g).rstrip(SCROLL_BAR)
        assert row.replace(" ", "") == "[x]Numbers3025┄┄┄────━━━yours"
        assert "10 easy ┄, 10 medium ─, 10 hard ━" in g.text()
        assert "30, 25 not seen yet" in g.text()
        await g.press("up")
        assert "[ ] [b]Moons[/b] [/" in highlighted(g)
        assert "moons.yaml can be played; there is something to mend: 1 warning." in g.words()
        assert "! line 18" in g.words()
        assert 'To mend it: did you mean "explanation"?' in g.words()
        await g.press("end")
        assert "[!] Bad" in highlighted(g)
        assert "130 errors" in highlighted(g)
        await g.press("enter", "space", "l")
        assert isinstance(g.app.screen, BanksScreen)
        assert re.search(r"19\d more lines below · Tab to read on", g.text())
        assert "line 5 " in g.text()
        await g.press("tab", "end")
        assert "And 30 more; cosmoquiz check lists them all." in g.text()
        await g.press("pageup")
        assert "line 302 " not in g.text()
        assert "line 293 " in g.text()
        await g.press("up", "tab", "up")
        assert "[x] Numbers" in highlighted(g)


def test_the_mix_of_difficulties_is_a_bar_in_which_nothing_vanishes() -> None:
    bars = {(1, 1, 1): "┄┄┄────━━━", (1, 0, 0): "┄" * 10, (0, 5, 5): "─────━━━━━", (500, 1, 1): "┄┄┄┄┄┄┄┄─━"}
    for (easy, medium, hard), bar in bars.items():
        assert mix_bar({"easy": easy, "medium": medium, "hard": hard}, 10).plain == bar


def test_a_hundred_problems_are_shown_and_the_others_counted() -> None:
    problems = tuple(Problem(n, 1, "error", "x", f"trouble {n}", "mend it") for n in range(1, 4001))
    lines = about(Listed(BankFile(Path("a.yaml"), "a", "yours"), About(problems=problems), 0), 60).plain.splitlines()
    assert sum("trouble" in line for line in lines) == 100
    assert "And 3,900 more; cosmoquiz check lists them all." in lines


async def test_the_mouse_does_what_the_keys_do(tmp_path: Path) -> None:
    async with game(tmp_path, settings=Settings(player="Anna"), banks={}) as g:
        await g.press("b")
        await g.pilot.click(Roll, offset=(12, 2))
        await g.rest()
        assert SHIPPED[2].title in highlighted(g)
        await g.pilot.click(Roll, offset=(3, 1))
        await g.rest()
        assert f"[x] {SHIPPED[1].title}" in highlighted(g)
        g.clock.move(1)
        await g.pilot.click(Roll, offset=(12, 1))
        await g.rest()
        assert isinstance(g.app.screen, PlayScreen)
        assert {deal.question.bank for deal in g.play.round.deals} == {SHIPPED[1].name}


async def test_a_held_key_does_not_go_through_the_banks_into_a_round(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        await g.press("down", "down", "down")
        await g.press("enter")
        await g.press("enter", wait=0.5)
        await g.press(*["enter"] * 5, wait=0.1)
        assert isinstance(g.app.screen, BanksScreen)
        await g.press("plus")
        await g.press("plus", wait=0.5)
        await g.press(*["plus"] * 4, wait=0.1)
        assert g.app.screen.query_one(PathInput).value == ""
        await g.press("escape")
        await g.press("space")
        chosen = g.text()
        await g.press(*["space"] * 2, wait=0.1)
        assert g.text() == chosen


MORE_SIZES = [(40, 12), (80, 24), (120, 40), (300, 100), (300, 12), (40, 100), (79, 16), (2, 50), (200, 1)]


@pytest.mark.parametrize(
    "sizes", [[(1, 1), (60, 20)], pytest.param([(200, 50), *MORE_SIZES], marks=pytest.mark.long)], ids=["two", "more"]
)
async def test_every_size_of_terminal_will_do(tmp_path: Path, sizes: list[tuple[int, int]]) -> None:
    long = "a-very-" * 20 + "long-name"
    async with game(tmp_path, banks={"numbers": NUMBERS, "bad": BROKEN, long[:60]: MENDABLE}, settings=KNOWN) as g:
        for keys, word in (
            (("down", "down", "up"), "Play"),
            (("b", "end"), "Bad"),
            (("up", "l"), "number 1"),
            (("escape", "plus"), "Add a bank"),
        ):
            await g.press(*keys)
            for width, height in sizes:
                await g.pilot.resize_terminal(width, height)
                await g.pilot.pause()
                assert g.app.return_code is None
                if (width, height) in ((60, 20), (120, 40)):
                    assert word.casefold() in g.text().casefold()
            await g.pilot.resize_terminal(80, 24)
            await g.rest()
            assert "Help" in g.text()
            assert g.app.focused


# A look inside


async def test_a_look_inside_tells_no_answer_before_it_is_asked_for(tmp_path: Path) -> None:
    async with game(tmp_path, banks={"moons": MENDABLE}, settings=Settings(player="Anna")) as g:
        await g.press("b", "end", "l")
        assert isinstance(g.app.screen, LookScreen)
        secrets = ("the right answer", "too many", "Phobos", "example.org/mars", "✓")
        assert "[b]Moons[/b] [/   2 questions, 2 new to you" in g.text()
        assert "How many moons has Mars [/]?" in g.text()
        assert not any(secret in g.text() for secret in secrets)
        lines = [line.strip() for line in g.text().splitlines()]
        assert [line for line in lines if line.startswith("·")] == ["·  1", "·  2", "·  3", "·  12"]
        await g.press("a")
        assert all(secret in g.words() for secret in secrets)
        assert "✓ 2 the right answer" in g.words()
        await g.press("down")
        assert "✓ Yes the right answer" in g.words()
        await g.press("a", "up")
        assert not any(secret in g.text() for secret in secrets)
        await g.press("ф")
        assert "the right answer" in g.text()
        await g.press("a", wait=0.05)
        assert "the right answer" in g.text()
        await g.press("escape", "enter")
        assert isinstance(g.app.screen, PlayScreen)
        await g.press("escape", "enter", "b", "end", "l")
        assert g.text().count(" seen") >= 1


def many(count: int) -> Bank:
    return Bank(
        "many",
        "Many",
        tuple(
            Question(f"many/q{n}", f"What is number {n}?", f"right {n}", tuple(Wrong(f"{w} {n}") for w in "abcdefgh"))
            for n in range(count)
        ),
    )


def test_the_order_of_options_stays_and_does_not_tell_the_answer() -> None:
    places = Counter(all_options(q).index(q.answer) for q in many(900).questions)
    assert all(60 < places[place] < 140 for place in range(9))
    question = many(1).questions[0]
    assert all_options(question) == all_options(question)
    assert len(all_options(question)) == 9


async def test_twenty_thousand_questions_are_drawn_only_where_they_are_seen(tmp_path: Path) -> None:
    drawn: Counter[int] = Counter()

    class Counting(LookScreen):
        def row(self, index: int, lit: bool, width: int) -> Any:
            drawn[index] += 1
            return super().row(index, lit, width)

    async with game(tmp_path, banks={}, settings=KNOWN) as g:
        await g.app.open(Counting(many(20_000), (), Guard(g.clock)))
        await g.press("end")
        assert "What is number 19999?" in highlighted(g)
        await g.press("pageup", "up", "home", "pagedown", "tab", "end")
        assert len(drawn) < 200
        assert drawn.total() < 2000
        assert "3 of the 8 wrong options" in g.words()


# Adding


async def test_a_bank_is_added_by_its_path_and_can_be_played_at_once(tmp_path: Path) -> None:
    there = tmp_path / "Down loads"
    (there / "folder").mkdir(parents=True)
    (there / ".hidden").mkdir()
    (there / "moons-of-mine.yaml").write_text(MENDABLE, encoding="utf-8")
    (there / "moons-in-aiken.txt").write_text(AIKEN, encoding="utf-8")
    (there / "picture.png").write_bytes(b"x")
    async with game(tmp_path / "home", banks={}, settings=Settings(player="Anna", length=5)) as g:
        await g.press("b", "plus")
        await typed(g, f"{there}/")
        names = [line.strip() for line in g.text().splitlines()]
        start = names.index("moons-in-aiken.txt")
        assert names[start : start + 3] == ["moons-in-aiken.txt", "moons-of-mine.yaml", "folder/"]
        assert "picture" not in g.text()
        assert ".hidden" not in g.text()
        await g.press("m", "tab")
        assert g.app.screen.query_one(PathInput).value == f"{there}/moons-"
        await g.press("o")
        await g.until(lambda: "1 name in" in g.text())
        await g.press("tab")
        assert g.app.screen.query_one(PathInput).value == f"{there}/moons-of-mine.yaml"
        words = await told(g)
        assert "✓ [b]Moons[/b] [/: 2 questions came in." in words
        assert 'unknown field "explantion"' in words
        await g.press(*["enter"] * 8, wait=0.1)
        assert isinstance(g.app.screen, AddScreen)
        await g.press("enter")
        await g.until(lambda: isinstance(g.app.screen, BanksScreen) and "[b]Moons" in g.text())
        await g.rest()
        assert "[b]Moons[/b] [/" in highlighted(g)
        await g.press("enter")
        assert {deal.question.bank for deal in g.play.round.deals} == {"moons-of-mine"}
    assert (tmp_path / "home/data/banks/moons-of-mine.yaml").read_text(encoding="utf-8") == MENDABLE


async def test_what_is_left_out_is_named_and_a_taken_name_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "numbers.txt").write_text(AIKEN, encoding="utf-8")
    (tmp_path / "stations.yaml").write_text(MENDABLE, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(BROKEN, encoding="utf-8")
    async with game(tmp_path / "home", settings=KNOWN) as g:
        kept = g.kept.banks / "numbers.yaml"
        await g.press("b", "plus")
        await typed(g, str(tmp_path / "numbers.txt"))
        await g.press("enter")
        await g.until(lambda: "Replace it" in g.text())
        await g.press("enter")
        await g.until(lambda: "You have a bank called numbers" in g.words())
        assert kept.read_text(encoding="utf-8") == NUMBERS
        await g.press("enter")
        await g.until(lambda: "Replace it" in g.text())
        await g.press("y")
        await g.until(lambda: "came in" in g.text())
        assert "2 questions came in" in g.words()
        assert "1 question left out" in g.words()
        assert "line 12" in g.words() or "question 3" in g.words()
        assert "Sputnik" in kept.read_text(encoding="utf-8")
        await g.press("escape")
        await g.until(lambda: isinstance(g.app.screen, BanksScreen))
        await g.rest()
        await g.press("plus")
        await typed(g, str(tmp_path / "stations.yaml"))
        assert next(bank.title for bank in SHIPPED if bank.name == "stations") in await told(g)
        assert not (g.kept.banks / "stations.yaml").exists()
        await typed(g, str(tmp_path / "bad.yaml"))
        assert "✗ line 5 " in await told(g)
        await g.press("pagedown", "pagedown")
        assert "line 5 " not in g.text()


async def test_the_mouse_adds_too(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/moons.yaml").write_text(MENDABLE, encoding="utf-8")
    async with game(tmp_path / "home", banks={}, settings=KNOWN) as g:
        await g.press("b", "plus")
        await typed(g, str(tmp_path / "i"))
        for wanted in ("in/", "in/moons.yaml"):
            await g.pilot.click("#names", offset=(5, 0))
            await g.rest()
            assert g.app.screen.query_one(PathInput).value == f"{tmp_path}/{wanted}"
            await g.until(lambda: not g.app.screen._listing)  # type: ignore[attr-defined]
        g.clock.move(1)
        await g.pilot.click("#names", offset=(5, 0))
        await g.until(lambda: "came in" in g.text())


async def test_rubbish_in_the_place_of_a_path_gets_a_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "empty").mkdir()
    (tmp_path / "latin.csv").write_bytes(b"question;answer\n\xff\xfe;x")
    (tmp_path / os.fsdecode(b"odd-\xff.yaml")).write_text(MENDABLE, encoding="utf-8")
    cases = {
        "": "Type the path of a file.",
        "\x1b]0;x\x07 no such [/ thing": "There is no file ]0;x no such [/ thing.",
        "~nobody-here/x": "There is no home folder for ~nobody-here.",
        "one\ntwo": "There is no file one.",
        "x" * 5000: "can't be read",
        str(tmp_path / "pipe.yaml"): "is no file that could be read.",
        str(tmp_path / "latin.csv"): "✗",
        str(tmp_path / "latin.csv/x"): "can't be read",
        "/dev/zero": "is no file that could be read.",
        f"file://{tmp_path}/odd-%FF.yaml": "There is no file",
    }
    async with game(tmp_path / "home", banks={}, settings=KNOWN) as g:
        await g.press("b", "plus")
        for text, sentence in cases.items():
            await typed(g, text)
            words = await told(g)
            assert sentence.replace(" ", "") in words.replace(" ", ""), text
            assert "\x1b" not in words
            assert g.app.screen.query_one(PathInput).has_focus
        await typed(g, f"{tmp_path}/odd")
        assert "odd-\\udcff.yaml" in g.text()
        await g.press("down", "enter")
        assert "Rename it first" in g.text()
        await typed(g, str(tmp_path / "empty"))
        await told(g)
        assert g.app.screen.query_one(PathInput).value == f"{tmp_path}/empty/"
        await g.until(lambda: "There is no folder" in g.text())
        await g.press("escape")
        assert isinstance(g.app.screen, BanksScreen)


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "moons.yaml"
    path.write_text(MENDABLE, encoding="utf-8")
    path.chmod(0)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        if os.getuid() == 0:
            os.setuid(65534)
        came = add_file(tmp_path, {}, path, False)
        os.write(writer, json.dumps(came.why if isinstance(came, Refused) else "added").encode())
        os._exit(0)
    os.waitpid(child, 0)
    # The folders above may be closed to others too.
    assert json.loads(os.read(reader, 1000)) in (f"You may not read {path}.", f"You may not look at {path}.")


async def test_nothing_is_added_where_nothing_can_be_kept(tmp_path: Path) -> None:
    async with game(tmp_path, kept=False, settings=Settings()) as g:
        await g.press("b", "plus")
        assert isinstance(g.app.screen, BanksScreen)
        assert "Nothing can be kept" in g.words()


async def test_the_help_and_the_palette_know_the_new_keys(tmp_path: Path) -> None:
    async with game(tmp_path, size=(100, 100), settings=KNOWN) as g:
        await g.press("b", "question_mark")
        for words in ("A look into a bank", "Adding a bank", "without the answers", "Show the answers", "from a file"):
            assert words in g.words()
        await g.press("escape", "ctrl+p")
        await g.until(lambda: "Look inside" in g.text() and "Choose" in g.text())
        await g.press("escape", "plus", "f1")
        assert "Adding a bank" in g.text()
        await g.press("escape")
        assert isinstance(g.app.screen, AddScreen)


# Changes on disk


async def test_a_bank_that_changes_while_the_game_runs_is_new_in_the_next_round(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        path = g.kept.banks / "numbers.yaml"
        await g.press("enter")
        old = g.play.round.deals
        rewrite(path, NUMBERS.replace("What is number", "Which is number").replace("hard", "easy"))
        await g.answer("rr")
        assert g.play.round.deals == old
        assert "changed" not in g.text()
        await g.press("escape", "enter")
        await g.press("r")
        assert g.play.round.deals == old
        await g.answer("rrr")
        await g.press("enter")
        assert "Which is number" in g.deal.question.text
        assert "numbers.yaml changed: 30 questions" in g.text()
        assert not {d.question.key for d in g.play.round.deals} & {d.question.key for d in old}
        await g.answer("r")
        assert "changed" not in g.text()


async def test_a_bank_that_breaks_while_the_game_runs_is_named_and_left_out(tmp_path: Path) -> None:
    async with game(tmp_path, settings=Settings(player="Anna", length=5)) as g:
        path = g.kept.banks / "numbers.yaml"
        rewrite(path, NUMBERS.replace("answer: right 7", "answr: right 7"))
        await g.press("enter")
        assert isinstance(g.app.screen, PlayScreen)
        assert 'numbers.yaml can\'t be played any more: line 72: there is no "answer" in question 7' in g.words()
        assert "The round goes without it." in g.words()
        await g.press("escape", "enter")
        path.unlink()
        (g.kept.banks / "moons.yaml").write_text(MENDABLE, encoding="utf-8")
        await g.press("b", "end")
        assert "[b]Moons[/b]" in highlighted(g)
        (g.kept.banks / "moons.yaml").unlink()
        g.kept.banks.rmdir()
        await g.press("enter")
        assert isinstance(g.app.screen, Home)
        assert "There is no bank called moons" in g.words()
        await g.press("enter")
        assert isinstance(g.app.screen, PlayScreen)


async def test_a_mended_bank_is_read_again_without_leaving_the_screen(tmp_path: Path) -> None:
    async with game(tmp_path, banks={"numbers": NUMBERS, "bad": BROKEN}, settings=KNOWN) as g:
        await g.press("b", "end")
        assert "can't be played until it is mended" in g.text()
        (tmp_path / "data" / "banks" / "bad.yaml").write_text(MENDABLE, encoding="utf-8")
        await g.press("r")
        await g.until(lambda: "Of all kinds." in g.text())
        await g.press("enter")
        await g.until(lambda: isinstance(g.app.screen, PlayScreen))
