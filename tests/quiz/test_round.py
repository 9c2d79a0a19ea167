"""The rules of a round."""

import pytest
from examples import deals
from hypothesis import given
from hypothesis import strategies as st

from cosmoquiz.quiz.round import Board, Round, RoundError
from cosmoquiz.quiz.scoring import CLOCKS, OFF, Clock, clock_named
from cosmoquiz.quiz.selection import EVERYTHING

SPRINT, STANDARD, RELAXED = clock_named("sprint"), clock_named("standard"), clock_named("relaxed")


def played(answers: str, clock: Clock = OFF) -> Round:
    """A round answered as the letters say: r right, w wrong, t out of time."""
    round_ = Round.start(deals(len(answers)), clock=clock)
    for letter in answers:
        deal = round_.current
        assert deal is not None
        round_ = round_.pick({"r": deal.answer, "w": (deal.answer + 1) % len(deal.options), "t": None}[letter], 3.0)
    return round_


def test_a_round_without_questions_cannot_start() -> None:
    with pytest.raises(RoundError, match="at least one"):
        Round.start(())


def test_a_pick_gives_a_new_round_and_leaves_the_old_one() -> None:
    before = Round.start(deals(2))
    after = before.pick(0, 1.0)
    assert (before.number, len(before.picks)) == (1, 0)
    assert (after.number, len(after.picks)) == (2, 1)


def test_a_finished_round_takes_no_more_answers() -> None:
    with pytest.raises(RoundError, match="over"):
        played("r").pick(0, 1.0)


@pytest.mark.parametrize("choice", [-1, 4, 99])
def test_an_option_that_is_not_there_cannot_be_picked(choice: int) -> None:
    with pytest.raises(RoundError, match="no option"):
        Round.start(deals(1)).pick(choice, 1.0)


def test_time_cannot_run_out_without_a_clock() -> None:
    with pytest.raises(RoundError, match="clock is off"):
        Round.start(deals(1)).pick(None, 1.0)


@pytest.mark.parametrize(
    ("answers", "score", "right", "streak", "best"),
    [
        ("r", 150, 1, 1, 1),
        ("w", 0, 0, 0, 0),
        ("rrr", 150 + 165 + 180, 3, 3, 3),
        ("rrwr", 150 + 165 + 150, 3, 1, 2),
        ("rrrrrrrr", 150 + 165 + 180 + 195 + 210 + 225 * 3, 8, 8, 8),
    ],
)
def test_the_score_follows_from_the_picks(answers: str, score: int, right: int, streak: int, best: int) -> None:
    round_ = played(answers)
    assert (round_.score, round_.right, round_.streak, round_.best_streak) == (score, right, streak, best)
    assert round_.finished


def test_running_out_of_time_is_a_miss_and_ends_the_streak() -> None:
    round_ = played("rrt", SPRINT)
    assert round_.streak == 0
    assert [miss.pick.choice for miss in round_.misses] == [None]


@given(st.text("rw", min_size=1, max_size=30))
def test_score_right_and_misses_always_agree(answers: str) -> None:
    round_ = played(answers)
    assert round_.right + len(round_.misses) == len(answers)
    assert round_.score == sum(outcome.points.total for outcome in round_.outcomes)
    assert (round_.score > 0) == (round_.right > 0)
    assert round_.best_streak == max(len(run) for run in answers.split("w"))
    assert round_.ms == 3000 * len(answers)


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -1.0])
def test_a_clock_that_goes_astray_does_no_harm(seconds: float) -> None:
    round_ = Round.start(deals(1), clock=SPRINT).pick(0, seconds)
    assert round_.picks[0].ms == 0


def test_a_round_counts_on_the_board_of_its_clock() -> None:
    assert Round.start(deals(3), clock=SPRINT).board == Board("classic", 3, "sprint", EVERYTHING)


@pytest.mark.parametrize(
    ("changes", "board"),
    [
        ([], "standard"),
        ([SPRINT], "standard"),
        ([RELAXED, SPRINT], "relaxed"),
        ([OFF, SPRINT, STANDARD], "off"),
        ([STANDARD], "standard"),
    ],
)
def test_a_changed_clock_counts_as_the_slowest_one_used(changes: list[Clock], board: str) -> None:
    round_ = Round.start(deals(5), clock=STANDARD)
    for clock in changes:
        round_ = round_.with_clock(clock).pick(0, 1.0)
    assert round_.board.clock == board


@given(st.lists(st.sampled_from(CLOCKS), max_size=8), st.sampled_from(CLOCKS))
def test_no_sequence_of_changes_makes_the_board_faster_than_the_slowest_clock(
    changes: list[Clock], first: Clock
) -> None:
    round_ = Round.start(deals(1), clock=first)
    for clock in changes:
        round_ = round_.with_clock(clock)
    assert round_.board.clock == min([first, *changes], key=CLOCKS.index).name


def test_a_pick_keeps_the_clock_it_was_made_under() -> None:
    round_ = Round.start(deals(2), clock=SPRINT).pick(0, 1.0).with_clock(OFF).pick(0, 1.0)
    assert [pick.clock for pick in round_.picks] == [SPRINT, OFF]


def test_a_replay_asks_the_misses_again_and_counts_on_no_board() -> None:
    round_ = played("rwrw")
    again = round_.replay(5)
    assert {deal.question for deal in again.deals} == {miss.deal.question for miss in round_.misses}
    assert not again.ranked
    assert not again.picks


def test_a_round_without_a_miss_has_nothing_to_replay() -> None:
    with pytest.raises(RoundError):
        played("rr").replay(1)
