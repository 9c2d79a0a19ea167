"""A round of play: deals and the picks made so far, and all that follows from them."""

from collections.abc import Sequence
from typing import NamedTuple

from cosmoquiz.quiz.modes import CLASSIC, Mode
from cosmoquiz.quiz.question import Deal
from cosmoquiz.quiz.scoring import NOTHING, OFF, Clock, Points, milliseconds, points, slower
from cosmoquiz.quiz.selection import EVERYTHING, Selection


class RoundError(ValueError):
    """A pick that the rules do not allow."""


class Pick(NamedTuple):
    """What the player did with one deal."""

    choice: int | None
    """Index of the option taken; None when time ran out."""
    ms: int
    """Milliseconds it took, without the reading time."""
    clock: Clock
    """The clock when it was made."""


class Outcome(NamedTuple):
    """What came of one pick."""

    deal: Deal
    pick: Pick
    right: bool
    streak: int
    """Right answers in a row up to this one; 0 for a wrong one."""
    points: Points


class Board(NamedTuple):
    """What rounds must have in common to be compared."""

    mode: str
    questions: int
    clock: str
    selection: Selection


class Round(NamedTuple):
    """The rules of a round. It never changes: `pick` gives the round after it."""

    deals: tuple[Deal, ...]
    picks: tuple[Pick, ...] = ()
    mode: Mode = CLASSIC
    selection: Selection = EVERYTHING
    seed: int = 0
    ranked: bool = True
    """Whether it counts on a board; rounds with a given seed and replays do not."""
    clock: Clock = OFF
    """The clock for the next pick."""
    slowest: Clock | None = None
    """The slowest clock that has been on while a question was open; None until one other than `clock` was."""

    @classmethod
    def start(
        cls,
        deals: Sequence[Deal],
        *,
        mode: Mode = CLASSIC,
        selection: Selection = EVERYTHING,
        seed: int = 0,
        ranked: bool = True,
        clock: Clock = OFF,
    ) -> "Round":
        """A round before its first pick; RoundError when there is nothing to play."""
        if not deals:
            raise RoundError("a round needs at least one question")
        return cls(tuple(deals), (), mode, selection, seed, ranked, clock)

    @property
    def current(self) -> Deal | None:
        """The deal that waits for a pick; None when the round is over."""
        return None if self.finished else self.deals[len(self.picks)]

    @property
    def number(self) -> int:
        """The number of the current deal, from 1; of the last one when the round is over."""
        return min(len(self.picks) + 1, len(self.deals))

    @property
    def finished(self) -> bool:
        """Whether every deal has its pick."""
        return len(self.picks) >= len(self.deals)

    def pick(self, choice: int | None, seconds: float) -> "Round":
        """The round after this pick; `choice` None says that time ran out.

        `seconds` count from the end of the reading time and may be anything a clock yields: what is below zero
        counts as zero. RoundError when the round is over, there is no such option, or no clock that could run out.
        """
        current = self.current
        if current is None:
            raise RoundError("the round is over")
        if choice is None and not self.clock.runs:
            raise RoundError("time cannot run out while the clock is off")
        if choice is not None and not 0 <= choice < len(current.options):
            raise RoundError(f"there is no option {choice}")
        made = Pick(choice, milliseconds(seconds), self.clock)
        return self._replace(picks=(*self.picks, made))

    def with_clock(self, clock: Clock) -> "Round":
        """The round with another clock from the open question on; it counts where the slowest one does."""
        if clock == self.clock:
            return self
        return self._replace(clock=clock, slowest=slower(clock, self._slowest))

    @property
    def _slowest(self) -> Clock:
        return self.clock if self.slowest is None else self.slowest

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What came of each pick, in order."""
        results: list[Outcome] = []
        streak = 0
        for dealt, made in zip(self.deals, self.picks, strict=False):
            right = made.choice == dealt.answer
            streak = streak + 1 if right else 0
            earned = points(dealt.question.difficulty, made.ms, made.clock, streak) if right else NOTHING
            results.append(Outcome(dealt, made, right, streak, earned))
        return tuple(results)

    @property
    def score(self) -> int:
        """Points of all picks."""
        return sum(outcome.points.total for outcome in self.outcomes)

    @property
    def right(self) -> int:
        """How many picks were right."""
        return sum(outcome.right for outcome in self.outcomes)

    @property
    def streak(self) -> int:
        """Right answers in a row up to now."""
        return self.outcomes[-1].streak if self.picks else 0

    @property
    def best_streak(self) -> int:
        """The longest run of right answers."""
        return max((outcome.streak for outcome in self.outcomes), default=0)

    @property
    def ms(self) -> int:
        """Milliseconds of all picks."""
        return sum(made.ms for made in self.picks)

    @property
    def misses(self) -> tuple[Outcome, ...]:
        """The picks that were not right."""
        return tuple(outcome for outcome in self.outcomes if not outcome.right)

    @property
    def board(self) -> Board:
        """The board that the round belongs to. With a clock that was changed, that of the slowest one used."""
        return Board(self.mode.name, len(self.deals), self._slowest.name, self.selection)

    def replay(self, seed: int) -> "Round":
        """An unranked round of the questions that were missed, with the options in a new order.

        RoundError when nothing was missed.
        """
        from cosmoquiz.quiz.deal import deal

        again = [deal(miss.deal.question, seed) for miss in self.misses]
        return Round.start(again, mode=self.mode, selection=self.selection, seed=seed, ranked=False, clock=self.clock)
