"""The keys that do something now, in the last line of each screen."""

from typing import ClassVar, NamedTuple

from textual import events
from textual.content import Content
from textual.screen import Screen

from cosmoquiz.ui.widgets.lines import Lines


class _Key(NamedTuple):
    key: str
    """As Textual names it."""
    content: Content
    help: str


class KeyLine(Lines):
    """The keys that the bindings want shown, to read and to click; those for which there is no room are left out.

    Textual's Footer has a widget for each key, and a screen that opens waits for them.
    """

    ALLOW_SELECT: ClassVar[bool] = False
    DEFAULT_CSS = "KeyLine { dock: bottom; height: 1; padding: 0 1; text-overflow: clip; }"

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[_Key, ...] | None = None
        self._pointed: str = ""
        """The key under the pointer."""

    def on_mount(self) -> None:
        """Listen for what becomes of the bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._renew)

    def _renew(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen and self._keys != (keys := self._found()):
            self._keys = keys
            self.refresh()

    def _found(self) -> tuple[_Key, ...]:
        shown: dict[str, _Key] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and enabled and binding.action not in shown:
                content = Content.assemble(
                    (f" {binding.key_display} ", "bold $footer-key-foreground"),
                    (f"{binding.description} ", "$footer-description-foreground"),
                )
                shown[binding.action] = _Key(binding.key, content, binding.tooltip)
        return tuple(shown.values())

    def render(self) -> Content:
        """As many keys as there is room for."""
        if self._keys is None:
            self._keys = self._found()
        line = Content("")
        for key in self._keys:
            if line.cell_length + key.content.cell_length > self.content_size.width:
                break
            line += key.content.stylize_before("on $lit") if key.key == self._pointed else key.content
        return line

    def _at(self, x: int) -> _Key | None:
        """The key at a column of the line."""
        for key in self._keys or ():
            if 0 <= x < key.content.cell_length:
                return key
            x -= key.content.cell_length
        return None

    def _point(self, key: _Key | None) -> None:
        pointed = key.key if key else ""
        if pointed != self._pointed:
            self._pointed = pointed
            self.tooltip = key.help if key else None
            self.refresh()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light up what is under the pointer."""
        self._point(self._at(event.x - self.gutter.left))

    def on_leave(self) -> None:
        """The pointer has gone."""
        self._point(None)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Do what the key does."""
        key = self._at(event.x - self.gutter.left)
        if key:
            self.app.simulate_key(key.key)
