"""Points and clocks."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmoquiz.quiz.question import DIFFICULTIES, Difficulty
from cosmoquiz.quiz.scoring import (
    BASE,
    CLOCKS,
    OFF,
    Clock,
    Points,
    clock_named,
    milliseconds,
    points,
    reading_seconds,
    slower,
    speed_factor,
    streak_factor,
)
from cosmoquiz.quiz.words import sum_of

STANDARD = clock_named("standard")


@pytest.mark.parametrize(
    ("used", "expected"),
    [(0, 100), (15_000, 75), (30_000, 50), (45_000, 50), (-5, 100), (7_800, 87), (300, 100), (301, 99), (900, 99)],
)
def test_the_speed_factor_falls_evenly_to_one_half(used: int, expected: int) -> None:
    assert speed_factor(used, STANDARD) == expected


def test_a_half_hundredth_of_the_speed_factor_is_rounded_up() -> None:
    # 300 ms of 30 s take exactly half a hundredth: 0.995 becomes 1.00.
    assert speed_factor(300, STANDARD) == 100


def test_without_a_clock_speed_does_not_count() -> None:
    assert speed_factor(10**9, OFF) == 100


@pytest.mark.parametrize(("streak", "expected"), [(0, 10), (1, 10), (2, 11), (5, 14), (6, 15), (7, 15), (100, 15)])
def test_the_streak_factor_grows_to_one_and_a_half(streak: int, expected: int) -> None:
    assert streak_factor(streak) == expected


@pytest.mark.parametrize(
    ("difficulty", "used", "clock", "streak", "expected"),
    [
        ("easy", 0, OFF, 1, 100),
        ("medium", 0, OFF, 3, 180),
        ("hard", 0, OFF, 9, 300),
        ("medium", 7_800, STANDARD, 3, 157),  # 150 x 0.87 x 1.2 = 156.6
        ("hard", 30_000, STANDARD, 1, 100),
    ],
)
def test_points_multiply_out(difficulty: Difficulty, used: int, clock: Clock, streak: int, expected: int) -> None:
    assert points(difficulty, used, clock, streak).total == expected


@given(st.sampled_from(DIFFICULTIES), st.integers(0, 60_000), st.sampled_from(CLOCKS), st.integers(1, 50))
def test_the_sum_that_is_shown_is_the_sum_that_counts(
    difficulty: Difficulty, used: int, clock: Clock, streak: int
) -> None:
    earned = points(difficulty, used, clock, streak)
    assert BASE[difficulty] / 2 <= earned.total <= BASE[difficulty] * 1.5
    *_, shown = sum_of(earned).split(" = ")
    factors = [float(part.split()[0]) for part in sum_of(earned).split(" = ")[0].split(" × ")]
    assert int(shown) == math.floor(math.prod(factors) + 0.5 + 1e-9)


def test_a_slower_clock_wins_over_a_faster_one() -> None:
    relaxed, sprint = clock_named("relaxed"), clock_named("sprint")
    assert slower(relaxed, sprint) == slower(sprint, relaxed) == relaxed
    assert slower(OFF, relaxed) == OFF


def test_an_unknown_clock_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        clock_named("warp")


@pytest.mark.parametrize(
    ("words", "expected"), [(0, 2.0), (12, 3.0), (72, 8.0), (500, 8.0)], ids=["none", "twelve", "six dozen", "many"]
)
def test_reading_time_grows_with_the_words_up_to_eight_seconds(words: int, expected: float) -> None:
    assert reading_seconds("word " * (words // 2), "word " * (words - words // 2)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (1.5, 1500),
        (-3, 0),
        (math.nan, 0),
        (math.inf, 0),
        (-math.inf, 0),
        (1e300, 86_400_000),
        (1.8e305, 86_400_000),
        (0.0004, 0),
    ],
)
def test_any_reading_of_a_clock_becomes_sane_milliseconds(seconds: float, expected: int) -> None:
    assert milliseconds(seconds) == expected


def test_points_of_nothing_are_nothing() -> None:
    assert Points(0).total == 0
