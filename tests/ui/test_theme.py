"""Every text can be read: contrast of at least 4.5 to 1 in both themes."""

import re
from importlib import resources
from pathlib import Path

import pytest
from game import game
from textual.color import Color
from textual.theme import Theme

from cosmoquiz.records.settings import Settings
from cosmoquiz.ui.theme import DARK, LIGHT

TEXTS = ("primary", "secondary", "accent", "success", "warning", "error", "foreground", "quiet", "right", "wrong")
GROUNDS = ("background", "panel", "lit")


def colour(theme: Theme, name: str) -> Color:
    found = theme.variables.get(name) or getattr(theme, name)
    return Color.parse(found)


def luminance(shade: Color) -> float:
    parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in shade.rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Color, other: Color) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_stands_out_from_its_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(colour(theme, text), colour(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_footer_keys_and_descriptions_can_be_read(theme: Theme) -> None:
    ground = colour(theme, "footer-background")
    for name in ("footer-key-foreground", "footer-description-foreground"):
        assert contrast(colour(theme, name), ground) >= 4.5


@pytest.mark.parametrize("name", ["cosmoquiz.tcss", "round.tcss", "screens.tcss"])
def test_style_sheets_use_theme_variables_alone(name: str) -> None:
    sheet = resources.files("cosmoquiz.ui").joinpath(name).read_text(encoding="utf-8")
    assert not re.search(r":\s*#[0-9a-fA-F]{3,8}\b|rgb\(|:\s*(red|green|blue|white|black)\b", sheet)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
async def test_the_game_starts_in_its_theme_and_changes_it(tmp_path: Path, theme: Theme) -> None:
    other = LIGHT if theme is DARK else DARK
    async with game(tmp_path, settings=Settings(theme=theme.name)) as g:
        assert g.app.home.styles.background == Color.parse(str(theme.background))
        assert g.app.current_theme.dark == theme.dark
        await g.press("comma")
        assert g.app.screen.styles.background == Color.parse(str(theme.background))
        g.app.action_theme(other.name)
        await g.rest()
        assert g.app.screen.styles.background == Color.parse(str(other.background))
