"""A list of any length, a line a row, of which only what is seen is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from cosmoquiz.ui.keys import bind

Draw = Callable[[int, bool, int], Content]
"""A row as text, from its index, whether it is highlighted, and the width in cells."""


class Roll(ScrollView, can_focus=True):
    """Rows with a highlight that keys and clicks move."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("up", "move(-1)", "Up", ""),
        bind("down", "move(1)", "Down", ""),
        bind("pageup", "turn(-1)", "Page up", ""),
        bind("pagedown", "turn(1)", "Page down", ""),
        bind("home", "go(0)", "First", ""),
        bind("end", "go(-1)", "Last", ""),
    ]

    COMPONENT_CLASSES: ClassVar[set[str]] = {"roll--lit", "roll--hover"}

    @dataclass
    class Moved(Message):
        """Another row is highlighted."""

        roll: "Roll"
        index: int

        @property
        def control(self) -> "Roll":
            """The list."""
            return self.roll

    @dataclass
    class Clicked(Message):
        """A row was clicked."""

        roll: "Roll"
        index: int
        column: int
        """Counted in cells from the left end of the row."""
        again: bool
        """Whether the row was highlighted before."""

        @property
        def control(self) -> "Roll":
            """The list."""
            return self.roll

    count: reactive[int] = reactive(0, layout=True)
    """How many rows there are."""
    highlighted: reactive[int | None] = reactive(None)
    hovered: reactive[int | None] = reactive(None)

    def __init__(self, draw: Draw, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._draw = draw

    def show(self, count: int, highlighted: int | None = 0) -> None:
        """Begin anew with so many rows."""
        self.hovered = None
        self.count = count
        if self.highlighted == highlighted and count and highlighted is not None:
            self.post_message(self.Moved(self, highlighted))
        self.highlighted = highlighted
        self._measure()
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """A line a row."""
        return self.count

    def on_resize(self) -> None:
        """Keep what is highlighted in sight."""
        self._measure()

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, self.count)
        self.call_after_refresh(self._follow)

    def _follow(self) -> None:
        if self.highlighted is not None and self.is_mounted:
            there = Region(0, self.highlighted, self.scrollable_content_region.width, 1)
            self.scroll_to_region(there, animate=False, force=True, immediate=True)

    def validate_highlighted(self, index: int | None) -> int | None:
        """Keep the highlight on a row."""
        return None if index is None or not self.count else max(0, min(index, self.count - 1))

    def watch_highlighted(self, index: int | None) -> None:
        """Follow the highlight, and tell of it."""
        if index is not None:
            self._follow()
            self.post_message(self.Moved(self, index))

    def render_line(self, y: int) -> Strip:
        """The row that is seen in that line."""
        index = self.scroll_offset.y + y
        width = self.scrollable_content_region.width
        if not 0 <= index < self.count or width < 1:
            return Strip.blank(width, self.rich_style)
        lit = index == self.highlighted
        state = "roll--lit" if lit else "roll--hover" if index == self.hovered else ""
        style = self.get_visual_style(state) if state else self.visual_style
        lines = Visual.to_strips(self, self._draw(index, lit, width), width, 1, style)
        return lines[0].adjust_cell_length(width, style.rich_style)

    def action_move(self, steps: int) -> None:
        """Move the highlight, from one end round to the other."""
        if self.count:
            start = -1 if self.highlighted is None and steps > 0 else self.highlighted or 0
            self.highlighted = (start + steps) % self.count

    def action_turn(self, pages: int) -> None:
        """Move the highlight by as many rows as are seen."""
        page = max(1, self.scrollable_content_region.height - 1)
        self.highlighted = (self.highlighted or 0) + pages * page

    def action_go(self, index: int) -> None:
        """Highlight the first row, or the last."""
        self.highlighted = index % self.count if self.count else None

    def _row_at(self, event: events.MouseEvent) -> tuple[int, int] | None:
        """Row and column under the pointer."""
        place = event.get_content_offset(self)
        if place is None or not 0 <= place.y + self.scroll_offset.y < self.count:
            return None
        return place.y + self.scroll_offset.y, place.x

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show which row a click would take."""
        there = self._row_at(event)
        self.hovered = there[0] if there else None

    def on_leave(self) -> None:
        """The pointer is elsewhere."""
        self.hovered = None

    def on_click(self, event: events.Click) -> None:
        """Highlight the row under the pointer."""
        there = self._row_at(event)
        if there is None:
            return
        event.stop()
        index, column = there
        again = index == self.highlighted
        self.highlighted = index
        self.post_message(self.Clicked(self, index, column, again))
