"""Text from banks is hostile: it appears as it stands, does nothing, and never hides the options."""

import random
from pathlib import Path

import pytest
from game import Game, game

from cosmoquiz.quiz.text import refused
from cosmoquiz.records.settings import Settings

PAYLOADS = {
    "closing tag": "[/]",
    "closing a path": "[/usr/lib]",
    "action": "[@click=app.leave(7)]x[/]",
    "action after a blank": "[ @click=app.leave(7)]x",
    "link": "[link=https://evil.example]y[/link]",
    "colour": "[red]z[/red]",
    "variable": "$error {x} %s",
    "theme variable in a tag": "[$error]e",
    "index": "a[0] list[int] [a-z]+",
    "open bracket": "[/",
    "backslash": "\\[b] \\",
    "emoji code": ":smile: [b]",
    "russian": "Планета бурь",
    "wide": "宇宙船",
    "right to left": "\u2067שלום\u2069",
}


ALWAYS = ("closing tag", "action after a blank", "link")
"""The payloads of the everyday run; each stands for a way in which markup is read."""


def bank(payload: str) -> str:
    quoted = "'" + payload.replace("'", "''") + "'"
    return f"""\
title: {quoted}
about: {quoted}
author: {quoted}
tags: [{quoted}]
questions:
  - question: {quoted}
    answer: {quoted}
    wrong:
      'b {payload.replace("'", "''")}': {quoted}
      'c': {quoted}
    explanation: {quoted}
    source: {quoted}
  - question: 'second {payload.replace("'", "''")}'
    answer: 'right'
    wrong: ['wrong']
"""


async def click_everywhere(g: Game) -> None:
    """Click on every third cell of the upper screen."""
    for y in range(2, 16, 2):
        for x in (3, 9, 15):
            g.clock.move(0.5)
            await g.pilot.click(offset=(x, y))


@pytest.mark.parametrize(
    "payload",
    [pytest.param(text, id=name, marks=() if name in ALWAYS else pytest.mark.long) for name, text in PAYLOADS.items()],
)
async def test_hostile_text_appears_literally_on_every_screen(tmp_path: Path, payload: str) -> None:
    settings = Settings(player=payload, banks=("evil",), length=2)
    async with game(tmp_path, banks={"evil": bank(payload)}, settings=settings, size=(100, 40)) as g:
        flat = payload.replace(" ", "")

        def shows() -> bool:
            return flat in g.text().replace(" ", "").replace("\n", "")

        assert shows()
        await g.press("enter")
        while g.deal.question.text != payload:
            await g.answer("w")
        assert shows()
        await g.press(g.key_of(right=False))
        assert g.text().replace(" ", "").count(flat) >= 5
        await g.press("enter")
        if g.app.screen.query("#sheet"):
            await g.answer("w")
        assert shows()
        await g.press("s")
        await g.press("escape", "escape")
        await g.press("b")
        await g.press("end")
        assert shows()
        await g.press("escape")
        await g.press("comma")
        assert shows()
        assert g.app.return_code is None


@pytest.mark.parametrize("name", ["action after a blank", pytest.param("action", marks=pytest.mark.long), "link"])
async def test_clicking_on_hostile_text_runs_nothing(tmp_path: Path, name: str) -> None:
    settings = Settings(banks=("evil",), length=2)
    async with game(tmp_path, banks={"evil": bank(PAYLOADS[name])}, settings=settings) as g:
        await g.press("enter")
        while g.deal.question.text != PAYLOADS[name]:
            await g.answer("w")
        await click_everywhere(g)
        assert g.app.return_code in (None, 0)


@pytest.mark.parametrize("escape", ["\\e]52;c;cHduZWQ=\\e\\\\", "\\x9b2J", "\\0", "\\u202e", "\\a"])
async def test_a_bank_with_control_characters_is_refused_and_shown_as_broken(tmp_path: Path, escape: str) -> None:
    text = f'title: T\nquestions:\n  - question: "a{escape}b"\n    answer: x\n    wrong: [y]\n'
    async with game(tmp_path, banks={"evil": text}, settings=Settings()) as g:
        assert "1 file with errors" in g.text()
        await g.press("b")
        await g.press("end")
        assert "line 3" in g.text()
        assert refused(g.text(), newlines=True) is None


LONG = {
    "one word": "x" * 1900,
    "words": "many words " * 170,
    "lines": "line\n" * 300,
    "wide": "宇" * 1900,
    "marks": "e\u0301" * 900,
}


@pytest.mark.parametrize(
    "size",
    [(40, 12), *(pytest.param(size, marks=pytest.mark.long) for size in ((60, 20), (80, 24), (300, 100)))],
    ids=str,
)
@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
async def test_long_text_scrolls_and_every_option_can_be_reached(
    tmp_path: Path, text: str, size: tuple[int, int]
) -> None:
    question = "\n".join("      " + line for line in text.splitlines())
    option = text.replace("\n", " ")[:480]
    options = "".join(f"      - '{n} {option}'\n" for n in range(2, 5))
    long = (
        f"title: T\nquestions:\n  - question: |\n{question}\n    answer: '1 {option}'\n    wrong:\n{options}"
        f"    explanation: |\n{question}\n"
    )
    async with game(tmp_path, banks={"long": long}, settings=Settings(banks=("long",)), size=size) as g:
        await g.press("enter")
        for choice in range(4):
            await g.press("down")
            assert f"▸ {choice + 1}" in g.text()
        await g.press("3")
        assert "✓ RIGHT" in g.text() or "✗ WRONG" in g.text()
        await g.press("pageup", "up", "pagedown", "down")
        await g.press("enter")
        assert "ROUND COMPLETE" in g.text()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
async def test_any_keys_in_any_order_at_any_size_do_no_harm(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    keys = (
        *("1", "2", "3", "4", "a", "b", "c", "d", "p", "t", "r", "s", "q", "x", "ф", "ы", "щ", "tab", "backspace"),
        *("enter", "enter", "enter", "space", "escape", "up", "down", "left", "right", "pageup", "pagedown"),
        *("home", "end", "comma", "question_mark", "f1", "delete"),
    )
    async with game(tmp_path, settings=Settings(banks=("numbers",), length=3, clock="sprint")) as g:
        for step in range(60):
            if g.app.return_code is not None:
                break
            if step % 12 == 5:
                await g.pilot.resize_terminal(rng.choice((1, 20, 40, 60, 80, 200)), rng.choice((1, 5, 12, 24, 50)))
            g.clock.move(rng.choice((0.01, 0.2, 1, 5)))
            key = rng.choice(keys)
            if key == "q" and rng.random() < 0.9:
                continue
            await g.pilot.press(key)
        assert g.app.return_code in (None, 0)
