"""What was measured, each figure beside its goal, and the tables that show it."""

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

Unit = Literal["x", "ms", "%", "MB", "bytes/s", "files"]

_HEAD: Final = (
    "| what | against | measured | middle half | goal | met | median in figures |",
    "| --- | --- | --- | --- | --- | --- | --- |",
)


@dataclass(frozen=True)
class Row:
    """One figure: the values of all rounds, and what is made of them."""

    what: str
    values: tuple[float, ...]
    unit: Unit
    goal: float | None = None
    """The largest value that is good enough."""
    against: str = ""
    """What the values are ratios to, or differences from."""
    statistic: Literal["median", "p95"] = "median"
    aside: str = ""
    """The same without the comparison, for orientation."""

    @property
    def measured(self) -> float:
        """What counts."""
        return median(self.values) if self.statistic == "median" else _p95(self.values)

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without one."""
        return None if self.goal is None else self.measured <= self.goal

    def line(self) -> str:
        """The row as Markdown."""
        measured = _shown(self.measured, self.unit, self._is_difference)
        limit = "" if self.goal is None else _shown(self.goal, self.unit, self._is_difference)
        if self.met is False and measured == limit:
            measured = _shown(self.measured, self.unit, self._is_difference, finer=1)
        goal = limit and f"≤ {limit}"
        met = {None: "", True: "yes", False: "**no**"}[self.met]
        cells = (self.what, self.against, measured, self._spread(), goal, met, self.aside)
        return f"| {' | '.join(cells)} |"

    @property
    def _is_difference(self) -> bool:
        return bool(self.against) and self.unit != "x"

    def _spread(self) -> str:
        if len(self.values) < 4 or self.statistic != "median":
            return ""
        low, _, high = statistics.quantiles(self.values, n=4)
        unit, signed = self.unit, self._is_difference
        return f"{_shown(low, unit, signed, bare=True)} to {_shown(high, unit, signed, bare=True)}"


@dataclass
class Figures:
    """All rows, in sections."""

    sections: dict[str, list[Row]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What could not be measured, and why."""

    def add(self, section: str, *rows: Row) -> None:
        """Note rows."""
        self.sections.setdefault(section, []).extend(rows)

    @property
    def missed(self) -> list[Row]:
        """The rows whose goals are not met."""
        return [row for rows in self.sections.values() for row in rows if row.met is False]

    def text(self) -> str:
        """All tables as Markdown."""
        parts = ["\n".join([f"## {name}", "", *_HEAD, *(row.line() for row in rows)]) for name, rows in self._filled()]
        notes = ["\n".join(f"* {note}" for note in self.notes)] if self.notes else []
        return "\n\n".join([*parts, *notes])

    def _filled(self) -> list[tuple[str, list[Row]]]:
        return [(name, rows) for name, rows in self.sections.items() if rows]


def ratio_row(
    what: str,
    values: Sequence[float],
    floors: Sequence[float],
    goal: float | None,
    against: str,
    unit: Unit = "ms",
) -> Row:
    """A row of the ratios within the rounds; values in milliseconds, or in `unit`."""
    ratios = tuple(value / floor for value, floor in zip(values, floors, strict=True))
    aside = f"{_shown(median(values), unit)} / {_shown(median(floors), unit)}"
    return Row(what, ratios, "x", goal, against, aside=aside)


def difference_row(
    what: str, values: Sequence[float], floors: Sequence[float], unit: Unit, goal: float | None, against: str
) -> Row:
    """A row of the differences within the rounds."""
    found = tuple(value - floor for value, floor in zip(values, floors, strict=True))
    aside = f"{_shown(median(values), unit)} / {_shown(median(floors), unit)}"
    return Row(what, found, unit, goal, against, aside=aside)


def median(values: Sequence[float]) -> float:
    """The one in the middle."""
    return statistics.median(values)


def show(text: str) -> None:
    """Progress, on stderr."""
    if sys.stderr.isatty():
        print(f"\r{text:<70}", end="", file=sys.stderr, flush=True)


def _p95(values: Sequence[float]) -> float:
    return values[0] if len(values) == 1 else statistics.quantiles(values, n=20, method="inclusive")[18]


def _shown(value: float, unit: Unit, signed: bool = False, *, bare: bool = False, finer: int = 0) -> str:
    """A value with no more digits than say something."""
    digits = {"x": 2, "ms": 1, "%": 2, "MB": 1, "bytes/s": 0, "files": 0}[unit] + finer
    number = f"{value:{'+' if signed else ''}.{digits}f}"
    return number if bare else f"{number} {unit}"
