"""The two looks of the game: a poster of the space race at night, and the same on paper."""

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="cosmoquiz-dark",
    dark=True,
    primary="#f0c35a",
    secondary="#9db4d6",
    accent="#ff7a5c",
    success="#7cc4ff",
    warning="#ffab5e",
    error="#ffab5e",
    foreground="#f1ead9",
    background="#0c1222",
    surface="#0c1222",
    panel="#18223a",
    variables={
        "quiet": "#9aa6bd",
        "faint": "#46536f",
        "right": "#7cc4ff",
        "wrong": "#ffab5e",
        "lit": "#1b2744",
        "footer-background": "#0c1222",
        "footer-key-foreground": "#f0c35a",
        "footer-description-foreground": "#9aa6bd",
        "scrollbar": "#2a3856",
        "scrollbar-background": "#0c1222",
        "scrollbar-corner-color": "#0c1222",
        "input-selection-background": "#3a5a8c",
    },
)

LIGHT: Final = Theme(
    name="cosmoquiz-light",
    dark=False,
    primary="#9c2a17",
    secondary="#3b5577",
    accent="#a32c15",
    success="#0a4f93",
    warning="#8a4300",
    error="#8a4300",
    foreground="#1c2433",
    background="#f6efdf",
    surface="#f6efdf",
    panel="#eadfc6",
    variables={
        "quiet": "#555c6b",
        "faint": "#b9ae95",
        "right": "#0a4f93",
        "wrong": "#8a4300",
        "lit": "#e6d8b8",
        "footer-background": "#f6efdf",
        "footer-key-foreground": "#9c2a17",
        "footer-description-foreground": "#555c6b",
        "scrollbar": "#cbbd9c",
        "scrollbar-background": "#f6efdf",
        "scrollbar-corner-color": "#f6efdf",
        "input-selection-background": "#b7cbe6",
    },
)

THEMES: Final = {theme.name: theme for theme in (DARK, LIGHT)}
