"""The guard against keys that are held down and keys pressed before a question was seen."""

from collections.abc import Callable
from typing import Final

REPEAT: Final = 0.120
"""Seconds: a press that follows its last one sooner is a repeat of a held key."""

SETTLE: Final = 0.300
"""Seconds after a question appears in which nothing answers."""

RESULTS_SETTLE: Final = 0.700
"""Seconds after the results appear in which nothing goes on: longer than the pause before a held key repeats."""


class Guard:
    """Says which presses count. One guard serves all screens, so that a held key is noticed across them."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._last: dict[str, float] = {}
        self._open_from = 0.0

    def settle(self, seconds: float = SETTLE) -> None:
        """Something new appears: nothing counts for that many seconds."""
        self._open_from = self._monotonic() + seconds

    def passes(self, key: str) -> bool:
        """Whether this press counts; a repeat does not, and puts off the moment when the key counts again."""
        now = self._monotonic()
        repeat = now - self._last.get(key, -1e9) < REPEAT
        self._last[key] = now
        return not repeat and now >= self._open_from

    def passes_click(self) -> bool:
        """Whether a click counts."""
        return self._monotonic() >= self._open_from
