"""The altitude scale beside a round: a rocket climbs it as right answers come."""

from typing import Final

from textual.content import Content
from textual.reactive import reactive

from cosmoquiz.ui.widgets.lines import Lines, stacked

TOP: Final = 500
"""Kilometres that a round without a miss reaches."""

PLACES: Final = ((400, "the ISS"), (320, "Gagarin, 1961"), (100, "Kármán line"))
"""Heights in kilometres, rounded: sources give 315 to 327 for the highest point of Vostok 1."""

CLIMB: Final = 0.5
"""Seconds from one height to the next."""


class Altitude(Lines):
    """A scale of heights with a rocket beside it."""

    reached: reactive[float] = reactive(0.0, repaint=False)
    """Share of the way up, 0 to 1; this is what an animation moves."""
    row: reactive[int] = reactive(-1)
    """The line of the rocket's tip: a repaint is due only when it changes."""
    named: reactive[bool] = reactive(False)

    def climb_to(self, share: float) -> None:
        """Move the rocket there."""
        self.animate("reached", share, duration=CLIMB, level="full")

    def watch_reached(self) -> None:
        """Find the rocket's line."""
        self.row = self._row_of(self.reached)

    def on_resize(self) -> None:
        """The line depends on the height."""
        self.row = self._row_of(self.reached)

    def _row_of(self, share: float) -> int:
        return round((1 - share) * max(0, self.size.height - 2))

    def render(self) -> Content:
        """The scale from top to bottom."""
        height = self.size.height
        if height < 4:
            return Content("")
        marks = {self._mark(TOP): (f"{TOP} km", ""), self._mark(0): ("0", "Baikonur")}
        for km, place in PLACES:
            marks.setdefault(self._mark(km), (str(km), place))
        return stacked([self._line(line, marks.get(line)) for line in range(height)])

    def _mark(self, km: int) -> int:
        return self._row_of(km / TOP) + 1

    def _line(self, line: int, mark: tuple[str, str] | None) -> Content:
        width = self.size.width
        label, place = mark or ("", "")
        text = f"{place}  {label}" if self.named and place else label
        rocket = {self.row: ("▲", "bold $accent"), self.row + 1: ("█", "bold $foreground")}.get(line, (" ", ""))
        flame = line == self.row + 2 and self.reached > 0
        beside = ("╵", "$primary") if flame else rocket
        return Content.assemble((f"{text:>{width - 5}} ", "$quiet"), ("┤" if mark else "│", "$faint"), " ", beside)
