"""Which questions a round is drawn from."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from cosmoquiz.quiz.question import Difficulty, Question
from cosmoquiz.quiz.text import fold, tidy


class Selection(NamedTuple):
    """Which questions a round is drawn from, as the player chose it, not as it turned out."""

    banks: tuple[str, ...] = ()
    """Names of banks, sorted; none for all of them."""
    tags: tuple[str, ...] = ()
    """A question needs one of these, sorted; none for any."""
    difficulty: Difficulty | None = None

    @classmethod
    def of(
        cls, banks: Iterable[str] = (), tags: Iterable[str] = (), difficulty: Difficulty | None = None
    ) -> "Selection":
        """A selection in its one order, without repetitions and names that nobody could see."""
        names = {tidy(bank).casefold() for bank in banks if fold(bank)}
        return cls(tuple(sorted(names)), tuple(sorted({fold(tag) for tag in tags} - {""})), difficulty)

    def takes(self, question: Question) -> bool:
        """Whether the question is one of those selected."""
        return (
            (self.difficulty is None or question.difficulty == self.difficulty)
            and (not self.banks or question.bank.casefold() in self.banks)
            and (not self.tags or any(fold(tag) in self.tags for tag in question.tags))
        )


EVERYTHING: Final = Selection()


class Count(NamedTuple):
    """How large a pool is."""

    all: int
    unseen: int
