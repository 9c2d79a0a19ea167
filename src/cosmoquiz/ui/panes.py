"""A screen of two panes: a list, and beside or beneath it what there is to say about the highlighted row."""

from typing import ClassVar, Generic

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Static

from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.screen import GameScreen, Result
from cosmoquiz.ui.widgets.ground import Down
from cosmoquiz.ui.widgets.roll import Roll


class TextPane(VerticalScroll):
    """Where the text is; says so when it has got another size, which may be later than its text."""

    class Sized(Message):
        """There is more or less room."""

    def on_resize(self) -> None:
        """Tell the screen."""
        self.post_message(self.Sized())


class PanesScreen(GameScreen[Result], Generic[Result]):
    """The list has the keys; Tab lends them to the text, when there is more of it than can be seen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("tab right", "read", "Read on", "Into the text on the highlighted row, to scroll it, and back."),
        bind("left", "leave_text", "To the list", ""),
    ]

    roll = query_one("#rows", Roll)
    pane = query_one("#text-pane", TextPane)
    _lines = 0
    """How long the text is."""
    _more = ""
    """What is said of the lines out of sight."""

    def compose_body(self) -> ComposeResult:
        """The heading above, the panes, and a word when there is more to read."""
        yield Static(id="heading", markup=False)
        with Container(id="panes"):
            with Down(id="list-pane"):
                yield Static(id="columns", markup=False)
                yield Roll(self.row, id="rows")
            with TextPane(id="text-pane"):
                yield Static(id="text", markup=False)
        yield Static(id="more", markup=False)

    def on_mount(self) -> None:
        """The list takes the keys."""
        self.roll.focus()
        self.watch(self.pane, "scroll_y", self._say_more, init=False)
        self.watch(self.pane, "has_focus", self._say_more, init=False)

    def heading(self) -> Content:
        """What stands above the panes."""
        raise NotImplementedError

    def columns(self, width: int) -> Content:
        """The heads of the columns; empty for none."""
        raise NotImplementedError

    def row(self, index: int, lit: bool, width: int) -> Content:
        """A row of the list."""
        raise NotImplementedError

    def text(self, width: int) -> Content:
        """What there is to say about the highlighted row."""
        raise NotImplementedError

    def fill(self, rows: int, highlighted: int = 0) -> None:
        """Begin anew with so many rows."""
        # One line is for the heads of the columns. The rest of the screen is the text's.
        self.query_one("#list-pane").styles.max_height = rows + 1
        self.roll.show(rows, highlighted if rows else None)
        self.redraw()

    def on_resize(self) -> None:
        """Use the room there is."""
        self.call_after_refresh(self.redraw)

    def redraw(self) -> None:
        """Bring everything up to date."""
        if not self.is_mounted:
            return
        self.query_one("#heading", Static).update(self.heading())
        self.query_one("#columns", Static).update(self.columns(self.roll.scrollable_content_region.width))
        self.roll.refresh()
        self.redraw_text()

    def redraw_text(self) -> None:
        """Bring the text up to date."""
        text = self.text(max(20, self.pane.scrollable_content_region.width))
        self._lines = text.plain.count("\n") + 1
        self.query_one("#text", Static).update(text)
        self.call_after_refresh(self._say_more)

    @on(Roll.Moved)
    def look_at(self) -> None:
        """Show the text of another row, from its beginning."""
        self.redraw_text()
        self.pane.scroll_home(animate=False)

    @property
    def reading(self) -> bool:
        """Whether the text has the keys."""
        return self.pane.has_focus

    @on(TextPane.Sized)
    def _say_more(self) -> None:
        # The pane itself learns only later how long its text has become.
        below = self._lines - self.pane.scrollable_content_region.height - round(self.pane.scroll_y)
        where = f"{below} more lines below" if below > 1 else "one more line below" if below > 0 else ""
        how = "↑↓ scroll, Tab back to the list" if self.reading else "Tab to read on" if below > 0 else ""
        words = " · ".join(part for part in (where, how) if part)
        if words != self._more:
            self._more = words
            self.query_one("#more", Static).update(Content(words), layout=False)

    def action_read(self) -> None:
        """Give the keys to the text, or take them back."""
        if self.reading or not self.pane.allow_vertical_scroll:
            self.roll.focus()
        else:
            self.pane.focus()

    def action_leave_text(self) -> None:
        """Take the keys back."""
        self.roll.focus()
