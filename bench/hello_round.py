"""The floor of a round: the smallest Textual app that shows ten texts one after the other, and then a second screen."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Digits, Footer, Input, Static

TEXTS = 10


class Texts(Screen[None]):
    """One text, and a longer one when 1 is pressed; Enter goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [("1", "more", "More"), ("enter", "next", "Next")]

    number = 1

    def compose(self) -> ComposeResult:
        """A line, and a text that can be scrolled."""
        yield Static(id="status")
        with VerticalScroll(can_focus=False):
            yield Static(id="text")
        yield Footer()

    def on_mount(self) -> None:
        """Show the first."""
        self.show("")

    def show(self, more: str) -> None:
        """Show the text, and more of it."""
        self.query_one("#status", Static).update(f"{self.number}/{TEXTS}")
        text = f"Text {self.number}\n\n" + "\n".join(f"{n}  an option" for n in range(1, 5))
        self.query_one("#text", Static).update(f"{text}\n\n{more}")

    def action_more(self) -> None:
        """Show all of it."""
        self.show("[b]More[/b] " + f"of what text {self.number} is about, in some words. " * 6)

    def action_next(self) -> None:
        """Go on."""
        self.number += 1
        if self.number <= TEXTS:
            self.show("")
        else:
            self.app.switch_screen(End())


class End(Screen[None]):
    """A number, a line to type in, and a long text."""

    def compose(self) -> ComposeResult:
        """All of them."""
        yield Static("THE END")
        yield Digits("1234")
        yield Input()
        with VerticalScroll(can_focus=False):
            yield Static("\n".join(f"Line {n} with [b]some[/b] words in it" for n in range(80)))
        yield Footer()


class HelloRound(App[None]):
    """A text, a footer, and the texts."""

    BINDINGS: ClassVar[list[BindingType]] = [("enter", "play", "Play"), ("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """The two widgets."""
        yield Static("hello, world")
        yield Footer()

    def action_play(self) -> None:
        """Show the texts."""
        self.push_screen(Texts())


if __name__ == "__main__":
    HelloRound().run()
