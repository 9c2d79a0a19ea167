"""A short list to choose from, with a sign at the chosen row."""

from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive

from cosmoquiz.ui.keys import bind, name_of
from cosmoquiz.ui.widgets.lines import Lines, both_ends, stacked


class Row(NamedTuple):
    """One line of a menu."""

    label: str
    detail: str = ""
    key: str = ""
    """The key that does the same from anywhere on the screen, as Textual names it."""


class Menu(Lines, can_focus=True):
    """Rows with a highlight that is a sign and weight, not only a colour."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("up", "move(-1)", "Up", ""),
        bind("down", "move(1)", "Down", ""),
        bind("home pageup", "move(-99)", "First", ""),
        bind("end pagedown", "move(99)", "Last", ""),
    ]

    class Chosen(Message):
        """A row was chosen."""

        def __init__(self, menu: "Menu", index: int) -> None:
            super().__init__()
            self.menu = menu
            self.index = index

        @property
        def control(self) -> "Menu":
            """The menu."""
            return self.menu

    rows: reactive[tuple[Row, ...]] = reactive(())
    highlighted: reactive[int] = reactive(0)

    def __init__(self, rows: tuple[Row, ...], *, label_width: int = 12, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._label_width = label_width
        self.set_reactive(Menu.rows, rows)

    def validate_highlighted(self, index: int) -> int:
        """Keep the highlight on a row."""
        return max(0, min(index, len(self.rows) - 1))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """One line a row."""
        return len(self.rows)

    def render(self) -> Content:
        """The rows, one a line."""
        return stacked(self.lines(self.size.width))

    def lines(self, width: int) -> list[Content]:
        """The rows, so many cells wide."""
        return [self._line(row, index == self.highlighted, width) for index, row in enumerate(self.rows)]

    def _line(self, row: Row, lit: bool, width: int) -> Content:
        label = Content(f"{row.label:<{self._label_width}} ").stylize("bold $primary" if lit else "$foreground")
        left = Content.assemble(
            ("▸ " if lit else "  ", "bold $accent"), label, (row.detail, "$foreground" if lit else "$quiet")
        )
        line = both_ends(left, Content(f" {name_of(row.key)} ").stylize("$quiet"), width)
        return line.stylize_before("on $lit") if lit else line

    def action_move(self, steps: int) -> None:
        """Move the highlight, round the ends when it goes by one."""
        there = self.highlighted + steps
        self.highlighted = there % len(self.rows) if abs(steps) == 1 else there

    def action_choose(self) -> None:
        """Choose the highlighted row."""
        self.post_message(self.Chosen(self, self.highlighted))

    def row_at(self, x: int, y: int) -> int:  # noqa: ARG002
        """The index of the row that is drawn there; it need not exist."""
        return y

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the pointer."""
        row = self.row_at(event.x, event.y)
        if 0 <= row < len(self.rows):
            self.highlighted = row
            self.action_choose()
