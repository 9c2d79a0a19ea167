"""What all screens have in common: a line about storage trouble, and a word when the terminal is too small."""

from typing import ClassVar, Final, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from cosmoquiz.ui.widgets.ground import Down, blank_lines
from cosmoquiz.ui.widgets.keyline import KeyLine

ROUND_STYLES: Final = "round.tcss"
"""The style sheet that is read once Home is drawn, so that a round need not wait for it."""

SMALLEST = (40, 12)
"""Columns and lines below which nothing can be played."""

Result = TypeVar("Result")


class Banner(Static):
    """What is not being saved and why; not there when all is well."""

    def __init__(self, trouble: str) -> None:
        super().__init__(Content(f"! {trouble}"))


class TooSmall(Static):
    """What stands in the place of all else where nothing can be played."""

    def __init__(self) -> None:
        super().__init__(f"Too small: {SMALLEST[0]}x{SMALLEST[1]} is the least.")


class GameScreen(Screen[Result], Generic[Result]):
    """A screen of the game."""

    AUTO_FOCUS: ClassVar[str | None] = ""
    STYLES: ClassVar[str] = "screens.tcss"
    """The style sheet that is read before the screen is opened."""
    HORIZONTAL_BREAKPOINTS = [
        (0, "-too-narrow"),
        (SMALLEST[0], "-narrow"),
        (80, "-usual"),
        (120, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [
        (0, "-too-low"),
        (SMALLEST[1], "-tiny"),
        (17, "-low"),
        (24, "-high"),
        (32, "-tall"),
    ]

    render_lines = blank_lines

    _focus: Widget | None = None
    """What had the keys last."""
    _was_too_small = False
    _was_opened = False
    _trouble = ""

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember what has the keys."""
        self._focus = event.widget

    def on_mount(self) -> None:
        """Show what was said before there was a place for it."""
        if not self.query(Banner):
            self._show_trouble()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """A screen that opens has its styles already."""
        if not self._was_opened:
            self._was_opened = True
            event.refresh_styles = False

    @on(events.Resize)
    def give_keys_back(self) -> None:
        """Give the keys back to what had them: where nothing can be seen, nothing has them."""
        if self.too_small and self.is_mounted and not self.query(TooSmall):
            self.mount(TooSmall(), before=0)
        if self._was_too_small and not self.too_small:
            self.refresh_bindings()
            if self.focused is None and self._focus is not None and self._focus.is_attached:
                self.call_after_refresh(self._focus.focus)
        self._was_too_small = self.too_small

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close the screen, if it is the one on top: Textual would take the screen beneath for it."""
        if self.app.screen is not self:
            return AwaitComplete()
        closed = super().dismiss(result)
        for widget in self.walk_children(Widget):
            # To forget its picture: Textual holds on to those of a thousand widgets that are gone.
            widget.refresh()
            if widget.show_vertical_scrollbar:
                widget.vertical_scrollbar.refresh()
        return closed

    @property
    def usable(self) -> bool:
        """Whether keys can do something: the screen is put together, not yet taken down, and can be seen."""
        return self.is_mounted and bool(self.children) and not self.too_small

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Which keys do something now."""
        return self.usable

    @property
    def too_small(self) -> bool:
        """Whether the terminal is too small to play in."""
        return self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1]

    def compose(self) -> ComposeResult:
        """What the screen is for, and the keys; a banner and a word on the size come when there is need."""
        self._take_size()
        yield from self.compose_page()
        yield KeyLine()

    def _take_size(self) -> None:
        """Have the classes of the size before anything is drawn: Textual sets them after the first picture."""
        width, height = self.app.size
        for extent, steps in ((width, self.HORIZONTAL_BREAKPOINTS), (height, self.VERTICAL_BREAKPOINTS)):
            self.add_class(next(name for least, name in reversed(steps) if extent >= least), update=self.too_small)

    def compose_page(self) -> ComposeResult:
        """The page, which is no wider than can be read with ease."""
        with Down(id="page"):
            yield from self.compose_body()

    def compose_body(self) -> ComposeResult:
        """What the screen is for."""
        raise NotImplementedError

    def say_trouble(self, trouble: str) -> None:
        """Show or clear the line about storage trouble."""
        if trouble == self._trouble:
            return
        self._trouble = trouble
        self.query(Banner).remove()
        if self.children:
            self._show_trouble()

    def _show_trouble(self) -> None:
        if self._trouble:
            self.mount(Banner(self._trouble), before=0)
