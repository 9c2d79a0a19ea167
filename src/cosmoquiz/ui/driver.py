"""A terminal driver that does not hold up whoever leaves the game."""

from typing import ClassVar

from textual.drivers.linux_driver import LinuxDriver


class QuickDriver(LinuxDriver):
    """Textual's own, but for the end.

    When it stops it waits for its input thread, which looks up ten times a second and twice before it ends: 200
    milliseconds without a prompt. A process that ends at once need not wait for any thread.
    """

    waits: ClassVar[bool] = True
    """Whether to wait for the thread. Whoever sets this to False has to end the process by `os._exit`."""

    def disable_input(self) -> None:
        """Take no more keys."""
        if not self.waits:
            self._key_thread = None
        super().disable_input()
