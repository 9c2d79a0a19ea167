"""The floor: the smallest Textual app that one could call one."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Static


class Hello(App[None]):
    """A text, a footer, and a way out."""

    BINDINGS = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """The two widgets."""
        yield Static("hello, world")
        yield Footer()


if __name__ == "__main__":
    Hello().run()
