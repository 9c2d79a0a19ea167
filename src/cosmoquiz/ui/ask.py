"""A question with two answers, over whatever is on the screen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.widgets.menu import Menu, Row


class Ask(ModalScreen[bool]):
    """Asks, and is dismissed with whether the first row was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("escape n", "answer(False)", "No", "Stay."),
        bind("y", "answer(True)", "Yes", "Do it."),
        bind("enter", "choose", "Choose", "Take the highlighted answer."),
    ]

    def __init__(self, question: str, consequence: str, yes: str, no: str, *, careful: bool = False) -> None:
        """With `careful` it is the second row that is highlighted first."""
        super().__init__()
        self._careful = careful
        self._question = question
        self._consequence = consequence
        self._rows = (Row(yes, key="y"), Row(no, key="escape"))

    def dismiss(self, result: bool | None = None) -> AwaitComplete:
        """Close it, if it is the one on top: Textual would take the screen beneath for it."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

    def compose(self) -> ComposeResult:
        """Question, consequence and the two answers."""
        with Vertical(id="ask"):
            yield Static(Content(self._question), id="ask-question")
            yield Static(Content(self._consequence), id="ask-consequence")
            yield Menu(self._rows, label_width=24)

    def on_mount(self) -> None:
        """Highlight what Enter should take."""
        self.query_one(Menu).highlighted = int(self._careful)

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        """Answer."""
        event.stop()
        self.dismiss(event.index == 0)

    def action_choose(self) -> None:
        """Take the highlighted row."""
        self.query_one(Menu).action_choose()

    def action_answer(self, yes: bool) -> None:
        """Answer."""
        self.dismiss(yes)
