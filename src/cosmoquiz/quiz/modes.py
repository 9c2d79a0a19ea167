"""The modes of play, as data."""

from typing import Final, NamedTuple

from cosmoquiz.quiz.question import DIFFICULTIES, Difficulty

LENGTHS: Final = (5, 10, 20, 40)
"""Numbers of questions that the settings offer; the command line takes any from 1 to `LONGEST`."""

LONGEST: Final = 200


class Mode(NamedTuple):
    """A way to play: how a round is put together."""

    name: str
    title: str
    mix: tuple[int, int, int]
    """Shares of easy, medium and hard questions when no difficulty was chosen."""
    rising: bool = False
    """Whether the questions are put easiest first, rather than in any order."""


CLASSIC: Final = Mode("classic", "Classic", mix=(3, 5, 2))

MODES: Final = {mode.name: mode for mode in (CLASSIC,)}


def quotas(size: int, mix: tuple[int, int, int], available: dict[Difficulty, int]) -> dict[Difficulty, int]:
    """How many questions of each difficulty make a round of `size`, as near to `mix` as what is there allows.

    Largest remainder; ties go to the easier difficulty. What one difficulty lacks is shared out among the others in
    the same proportion. The sum is `size`, or all there is.
    """
    wanted = dict.fromkeys(DIFFICULTIES, 0)
    size = min(size, sum(available.values()))
    while (missing := size - sum(wanted.values())) > 0:
        open_ones = [d for d in DIFFICULTIES if wanted[d] < available.get(d, 0)]
        weights = {d: mix[DIFFICULTIES.index(d)] for d in open_ones}
        if not any(weights.values()):
            weights = dict.fromkeys(open_ones, 1)
        whole = sum(weights.values())
        shares = {d: missing * weights[d] // whole for d in open_ones}
        by_remainder = sorted(open_ones, key=lambda d: -(missing * weights[d] % whole))
        for difficulty in by_remainder[: missing - sum(shares.values())]:
            shares[difficulty] += 1
        for difficulty, share in shares.items():
            wanted[difficulty] = min(available.get(difficulty, 0), wanted[difficulty] + share)
    return wanted
