"""Points and clocks: what an answer is worth, and how long one may take."""

import math
from typing import Final, NamedTuple

from cosmoquiz.quiz.question import Difficulty

BASE: Final[dict[Difficulty, int]] = {"easy": 100, "medium": 150, "hard": 200}
"""Points for a right answer before the factors."""

_STREAK_STEPS = 5


class Clock(NamedTuple):
    """How long a question may take."""

    name: str
    seconds: int
    """Time for one question after its reading time; 0 for no limit."""

    @property
    def runs(self) -> bool:
        """Whether there is a limit."""
        return self.seconds > 0


CLOCKS: Final = (Clock("off", 0), Clock("relaxed", 60), Clock("standard", 30), Clock("sprint", 15))
"""Slowest first."""

OFF: Final = CLOCKS[0]


def clock_named(name: str) -> Clock:
    """The clock of that name; KeyError when there is none."""
    for clock in CLOCKS:
        if clock.name == name:
            return clock
    raise KeyError(name)


def slower(one: Clock, other: Clock) -> Clock:
    """The slower of two clocks; off is the slowest."""
    return min(one, other, key=CLOCKS.index)


def reading_seconds(*texts: str) -> float:
    """Time to read a question and its options before the clock starts: 2 s and 1 s per 12 words, at most 8 s."""
    return min(8.0, 2 + sum(len(text.split()) for text in texts) / 12)


def milliseconds(seconds: float) -> int:
    """Seconds as whole milliseconds; what is no sensible duration counts as 0, and none is longer than a day."""
    if not math.isfinite(seconds) or seconds < 0:
        return 0
    return round(min(seconds, 86_400) * 1000)


class Points(NamedTuple):
    """How the points of one answer came about; `total` is what the parts multiply out to."""

    base: int
    speed: int = 100
    """Speed factor in hundredths."""
    streak: int = 10
    """Streak factor in tenths."""

    @property
    def total(self) -> int:
        """Base x speed x streak, halves rounded up."""
        return (self.base * self.speed * self.streak + 500) // 1000


NOTHING: Final = Points(0)


def speed_factor(used_ms: int, clock: Clock) -> int:
    """1 - 0.5 x used/limit in hundredths, halves rounded up; 100 with the clock off."""
    limit = clock.seconds * 1000
    if not limit:
        return 100
    used = min(max(used_ms, 0), limit)
    return (200 * limit - 100 * used + limit) // (2 * limit)


def streak_factor(streak: int) -> int:
    """1 + 0.1 x min(streak - 1, 5) in tenths, for a streak that counts this answer."""
    return 10 + min(max(streak, 1) - 1, _STREAK_STEPS)


def points(difficulty: Difficulty, used_ms: int, clock: Clock, streak: int) -> Points:
    """Points of a right answer that took `used_ms` and makes the streak `streak` long."""
    return Points(BASE[difficulty], speed_factor(used_ms, clock), streak_factor(streak))
