"""From a pool of questions to the deals of a round: filter, freshness, groups, shuffle, seed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Final, Protocol, TypeVar

from cosmoquiz.quiz.modes import Mode, quotas
from cosmoquiz.quiz.question import DIFFICULTIES, SHOWN_OPTIONS, Deal, Difficulty, Question
from cosmoquiz.quiz.selection import Selection
from cosmoquiz.quiz.text import fold

T = TypeVar("T")

CLASHES: Final = 1000
"""Questions that may clash with those chosen before a difficulty is taken to hold no others."""

_LAST: Final = frozenset({"all of the above", "none of the above", "all of these", "none of these"})
_FIXED: Final = (("true", "false"), ("yes", "no"))
_NUMBER = re.compile(
    r"(?P<sign>[-−+]?)(?P<whole>\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d{1,30})(?P<part>\.\d{1,30})?"
    r"(?P<unit>(?:\s?[^\d\s.,:]\D{0,20})?)"
)


def seed_of(*parts: object) -> int:
    """One number for any texts and numbers, the same on every machine and Python version.

    Python promises to keep what a seed of text leads to; it is what `hashlib` would be imported for.
    """
    return int(Random("\x1f".join(map(str, parts))).random() * 2**53)


def draw(count: int, rng: Random) -> Iterator[int]:
    """The numbers below `count` in an order of chance, one by one.

    A Fisher-Yates shuffle that holds only what it has moved, so that ten of 200,000 cost ten steps. It uses
    `rng.random()` alone, which Python keeps stable between versions.
    """
    moved: dict[int, int] = {}
    for place in range(count):
        other = place + int(rng.random() * (count - place))
        drawn = moved.get(other, other)
        moved[other] = moved.get(place, place)
        moved.pop(place, None)
        yield drawn


def shuffled(items: Sequence[T], rng: Random) -> list[T]:
    """The items in an order of chance."""
    return [items[n] for n in draw(len(items), rng)]


class Pool(Protocol):
    """Questions by their places, each fetched when it is asked for."""

    def __len__(self) -> int:
        """How many there are."""

    def __getitem__(self, place: int, /) -> Question:
        """The question at a place."""


class Source(Protocol):
    """Where a round is drawn from; the library is one."""

    def counts(self, selection: Selection) -> dict[Difficulty, int]:
        """How many questions match, by difficulty."""

    def pool(self, selection: Selection, difficulty: Difficulty, *, unseen: bool = False) -> Pool:
        """The matching questions of one difficulty, or those of them that were never shown.

        Their order depends on nothing but their keys.
        """

    def seen(self, selection: Selection, difficulty: Difficulty) -> Iterable[Question]:
        """The others, those unseen for longest first, one by one."""


def candidates(
    source: Source, selection: Selection, difficulty: Difficulty, seed: int, *, fresh: bool
) -> Iterator[Question]:
    """The matching questions of one difficulty in the order in which a round should take them, lazily.

    With `fresh`, those never seen come first, in an order of chance, then those unseen for longest. Without it the
    order is one of chance alone, and the same for the same seed and pool.
    """
    pool = source.pool(selection, difficulty, unseen=fresh)
    yield from (pool[n] for n in draw(len(pool), Random(seed)))
    if fresh:
        yield from source.seen(selection, difficulty)


def choose(
    available: Mapping[Difficulty, int], streams: Mapping[Difficulty, Iterator[Question]], size: int, mode: Mode
) -> list[Question]:
    """Up to `size` questions in the mode's mix of difficulties, taken from the streams in their order.

    No two have one group or one answer as long as the pool allows it, as far as CLASHES tell; the size comes before
    that, and that before the mix.
    """
    wanted = quotas(size, mode.mix, dict(available))
    chosen: list[Question] = []
    clashing: list[Question] = []
    groups: set[str] = set()
    answers: set[str] = set()

    def take(difficulty: Difficulty, most: int) -> None:
        patience = len(clashing) + CLASHES
        for question in streams[difficulty] if most > 0 else ():
            answer = fold(question.answer)
            if answer in answers or (question.group and question.group in groups):
                clashing.append(question)
                if len(clashing) >= patience:
                    return
                continue
            chosen.append(question)
            answers.add(answer)
            groups.add(question.group)
            most -= 1
            if not most:
                return

    for difficulty in DIFFICULTIES:
        take(difficulty, wanted[difficulty])
    size = sum(wanted.values())
    for difficulty in DIFFICULTIES:
        take(difficulty, size - len(chosen))
    return chosen + clashing[: size - len(chosen)]


def deal_round(
    source: Source, selection: Selection, size: int, mode: Mode, seed: int, *, fresh: bool
) -> tuple[Deal, ...]:
    """The deals of a round: `size` of them, or as many as the pool has.

    With `fresh` off the same seed, banks and settings give the same deals on any machine.
    """
    available = source.counts(selection)
    streams = {d: candidates(source, selection, d, seed_of(seed, d), fresh=fresh) for d in DIFFICULTIES}
    chosen = choose(available, streams, size, mode)
    ordered = shuffled(sorted(chosen, key=lambda question: question.key), Random(seed_of(seed, "order")))
    if mode.rising:
        ordered.sort(key=lambda question: DIFFICULTIES.index(question.difficulty))
    return tuple(deal(question, seed) for question in ordered)


def deal(question: Question, seed: int) -> Deal:
    """The question with its options drawn and ordered; the same for the same question and seed."""
    rng = Random(seed_of(seed, question.key))
    wrong = [w.text for w in question.wrong]
    last = [text for text in wrong if fold(text) in _LAST]
    others = [text for text in wrong if fold(text) not in _LAST]
    kept = shuffled(others, rng)[: max(0, SHOWN_OPTIONS - 1 - len(last))]
    return Deal(question, _ordered([question.answer, *kept, *last[: SHOWN_OPTIONS - 1]], rng))


def _ordered(options: list[str], rng: Random) -> tuple[str, ...]:
    """Numbers by size, true before false, yes before no, "all of the above" last; anything else by chance."""
    folded = {fold(option): option for option in options}
    for pair in _FIXED:
        if set(folded) == set(pair):
            return tuple(folded[text] for text in pair)
    by_size = _by_size(options)
    if by_size:
        return by_size
    mixed = shuffled(sorted(options), rng)
    mixed.sort(key=lambda option: fold(option) in _LAST)
    return tuple(mixed)


def all_options(question: Question) -> tuple[str, ...]:
    """Every option of a question, in an order that never changes and does not tell the answer."""
    options = [question.answer, *(wrong.text for wrong in question.wrong)]
    return _ordered(options, Random(seed_of("all options", question.key)))


def _by_size(options: Sequence[str]) -> tuple[str, ...] | None:
    """The options in the order of their numbers, when all are numbers of one unit; None when they are not."""
    matches = [_NUMBER.fullmatch(option.strip()) for option in options]
    found = [match for match in matches if match]
    if len(found) < len(options) or len({fold(match["unit"]) for match in found}) != 1:
        return None
    values = {option: _number(match) for option, match in zip(options, found, strict=True)}
    return tuple(sorted(options, key=values.__getitem__))


def _number(match: re.Match[str]) -> int:
    """The number, times ten to the power of thirty."""
    digits = int(re.sub(r"\D", "", match["whole"]) + (match["part"] or ".")[1:].ljust(30, "0"))
    return -digits if match["sign"] in ("-", "−") else digits
