"""The help: how to play, and every key of every screen."""

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.dom import DOMNode
from textual.getters import query_one
from textual.screen import Screen
from textual.widgets import Static

from cosmoquiz.ui.keys import bind, help_rows
from cosmoquiz.ui.screen import GameScreen
from cosmoquiz.ui.widgets.ground import Scroll
from cosmoquiz.ui.widgets.lines import hanging, stacked

HOW_TO_PLAY = """\
Answer with 1 to 4 or a to d, with the arrows and Enter, or with the mouse. After each answer you read what is
right, why, and where that is known from; Enter goes on.

A right answer earns 100 points when it is easy, 150 when medium, 200 when hard. Each further right answer in a row
adds a tenth, up to half as much again. With the clock on, an answer at the last moment earns half of what one at
once does. Nothing is ever taken away.

Rounds deal questions that you have not seen first. Rounds with the clock off and on have boards of their own, as
have rounds of other lengths and other banks.

Banks are files. Among the banks, + adds one and l looks inside; what you change in a file while the game runs is
there when the next round starts.

You may leave at any time: every answer is kept, and Resume goes on. Letter keys work on the Russian layout too, by
their place on the keyboard."""


class HelpScreen(GameScreen[None]):
    """Shows the help."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("escape enter q question_mark f1", "dismiss(None)", "Back", "Back to where you were.", show=True),
        bind("up", "scroll(-1)", "Up", "Scroll.", show=True),
        bind("down", "scroll(1)", "Down", "", show=True),
        bind("pageup", "scroll(-10)", "Page up", "Scroll by a page."),
        bind("pagedown space", "scroll(10)", "Page down", ""),
    ]

    body = query_one("#help", Scroll)

    def __init__(self, sections: Mapping[str, list[Binding]]) -> None:
        """`sections` has the bindings of each screen by its title."""
        super().__init__()
        self._sections = sections

    def compose_body(self) -> ComposeResult:
        """One long text."""
        with Scroll(id="help"):
            yield Static(id="help-text", markup=False)

    def on_resize(self) -> None:
        """Wrap for the width there is."""
        width = max(30, min(100, self.size.width - 6))
        lines = [Content("How to play").stylize("bold $primary"), Content("")]
        for paragraph in HOW_TO_PLAY.split("\n\n"):
            lines += [*hanging(Content(""), Content(" ".join(paragraph.split())), width), Content("")]
        for title, bindings in self._sections.items():
            lines += [Content(title).stylize("bold $primary"), Content("")]
            for keys, text in help_rows(bindings):
                head = Content(f"{keys:<14}  ").stylize("bold")
                lines += hanging(head, Content(text), width)
            lines.append(Content(""))
        self.query_one("#help-text", Static).update(stacked(lines))

    def action_scroll(self, lines: int) -> None:
        """Scroll."""
        self.body.scroll_relative(y=lines, animate=False)


def help_sections(first: type[Screen[Any]] | None = None) -> dict[str, list[Binding]]:
    """The bindings of every screen by its title, for the help and the documentation; `first` comes first."""
    from cosmoquiz.ui.add import AddScreen, PathInput
    from cosmoquiz.ui.app import CosmoquizApp
    from cosmoquiz.ui.banks import BanksScreen
    from cosmoquiz.ui.home import Home
    from cosmoquiz.ui.look import LookScreen
    from cosmoquiz.ui.panes import PanesScreen
    from cosmoquiz.ui.play import PlayScreen
    from cosmoquiz.ui.results import ResultsScreen
    from cosmoquiz.ui.scores import ScoresScreen
    from cosmoquiz.ui.settings import SettingsScreen

    owners: dict[str, tuple[type[DOMNode], ...]] = {
        "Home": (Home,),
        "In a round": (PlayScreen,),
        "Results": (ResultsScreen,),
        "High scores": (ScoresScreen,),
        "Banks": (BanksScreen, PanesScreen),
        "A look into a bank": (LookScreen, PanesScreen),
        "Adding a bank": (AddScreen, PathInput),
        "Settings": (SettingsScreen,),
        "Everywhere": (CosmoquizApp,),
    }
    titles = sorted(owners, key=lambda title: first not in owners[title])
    return {title: [b for o in owners[title] for b in o.BINDINGS if isinstance(b, Binding)] for title in titles}
