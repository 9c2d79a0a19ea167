"""Dealing: filter, freshness, groups, shuffle, seed."""

from collections import Counter
from itertools import combinations
from random import Random

import pytest
from examples import Shelf, question, questions
from hypothesis import given
from hypothesis import strategies as st

from cosmoquiz.quiz.deal import deal, deal_round, draw, seed_of
from cosmoquiz.quiz.modes import CLASSIC, Mode, quotas
from cosmoquiz.quiz.question import DIFFICULTIES, Difficulty, Question, Wrong
from cosmoquiz.quiz.selection import EVERYTHING, Selection
from cosmoquiz.quiz.text import fold


def levels(keys: list[Difficulty]) -> dict[Difficulty, int]:
    return {d: keys.count(d) for d in DIFFICULTIES}


def with_options(answer: str, *wrong: str) -> Question:
    return Question(key="b/x", text="?", answer=answer, wrong=tuple(Wrong(text) for text in wrong))


@given(st.integers(0, 300), st.integers())
def test_a_draw_is_a_permutation(count: int, seed: int) -> None:
    assert sorted(draw(count, Random(seed))) == list(range(count))


def test_every_permutation_is_drawn_about_equally_often() -> None:
    found = Counter(tuple(draw(3, Random(seed_of(n)))) for n in range(6000))
    assert len(found) == 6
    assert all(850 < times < 1150 for times in found.values())


def test_drawing_ten_of_a_million_costs_ten_steps() -> None:
    class Counted(Random):
        steps = 0

        def random(self) -> float:
            self.steps += 1
            return super().random()

    rng = Counted(1)
    drawn = draw(1_000_000, rng)
    assert len({next(drawn) for _ in range(10)}) == 10
    assert rng.steps == 10


def test_the_same_seed_gives_the_same_deals_on_any_machine() -> None:
    dealt = deal_round(Shelf(questions()), EVERYTHING, 5, CLASSIC, 7, fresh=False)
    assert [(d.question.key, d.answer) for d in dealt] == [
        ("odd/q25", 0),
        ("odd/q5", 1),
        ("even/q10", 1),
        ("even/q14", 0),
        ("even/q6", 1),
    ]
    again = deal_round(Shelf(questions()[::-1]), EVERYTHING, 5, CLASSIC, 7, fresh=False)
    assert again == dealt


def test_a_seeded_round_ignores_what_was_seen() -> None:
    everything = {q.key: 1 for q in questions()}
    one = deal_round(Shelf(questions()), EVERYTHING, 10, CLASSIC, 3, fresh=False)
    other = deal_round(Shelf(questions(), everything), EVERYTHING, 10, CLASSIC, 3, fresh=False)
    assert one == other


def test_rounds_of_different_seeds_differ() -> None:
    rounds = {deal_round(Shelf(questions()), EVERYTHING, 10, CLASSIC, seed, fresh=False) for seed in range(20)}
    assert len(rounds) == 20


def test_classic_deals_three_easy_five_medium_two_hard() -> None:
    dealt = deal_round(Shelf(questions()), EVERYTHING, 10, CLASSIC, 1, fresh=True)
    assert levels([d.question.difficulty for d in dealt]) == {"easy": 3, "medium": 5, "hard": 2}


@pytest.mark.parametrize(
    ("size", "available", "expected"),
    [
        (10, (9, 9, 9), (3, 5, 2)),
        (5, (9, 9, 9), (2, 2, 1)),  # 1.5 : 2.5 : 1, the tie goes to the easier one
        (1, (9, 9, 9), (0, 1, 0)),
        (10, (1, 9, 9), (1, 6, 3)),
        (10, (9, 0, 9), (6, 0, 4)),
        (10, (0, 0, 9), (0, 0, 9)),
        (10, (2, 2, 2), (2, 2, 2)),
        (10, (0, 0, 0), (0, 0, 0)),
        (200, (100, 100, 100), (60, 100, 40)),
    ],
)
def test_quotas_keep_the_mix_as_far_as_the_pool_allows(
    size: int, available: tuple[int, int, int], expected: tuple[int, int, int]
) -> None:
    found = quotas(size, CLASSIC.mix, dict(zip(DIFFICULTIES, available, strict=True)))
    assert tuple(found.values()) == expected


@given(st.integers(0, 60), st.tuples(*[st.integers(0, 30)] * 3), st.tuples(*[st.integers(0, 5)] * 3))
def test_quotas_fill_the_round_or_empty_the_pool(
    size: int, available: tuple[int, int, int], mix: tuple[int, int, int]
) -> None:
    found = quotas(size, mix, dict(zip(DIFFICULTIES, available, strict=True)))
    assert sum(found.values()) == min(size, sum(available))
    assert all(found[d] <= most for d, most in zip(DIFFICULTIES, available, strict=True))


def test_a_pool_smaller_than_asked_shortens_the_round() -> None:
    assert len(deal_round(Shelf(questions(1, 1, 1)), EVERYTHING, 10, CLASSIC, 1, fresh=True)) == 3


def test_an_empty_pool_deals_nothing() -> None:
    assert deal_round(Shelf([]), EVERYTHING, 10, CLASSIC, 1, fresh=True) == ()


def test_unseen_questions_come_before_seen_ones() -> None:
    pool = questions(0, 20, 0)
    seen = {q.key: n for n, q in enumerate(pool[:15])}
    dealt = deal_round(Shelf(pool, seen), EVERYTHING, 5, CLASSIC, 1, fresh=True)
    assert {d.question.key for d in dealt} == {q.key for q in pool[15:]}


def test_after_the_unseen_ones_come_those_unseen_for_longest() -> None:
    pool = questions(0, 20, 0)
    seen = {q.key: n for n, q in enumerate(pool[:18])}
    dealt = deal_round(Shelf(pool, seen), EVERYTHING, 5, CLASSIC, 1, fresh=True)
    assert {d.question.key for d in dealt} == {q.key for q in [*pool[18:], *pool[:3]]}


def test_freshness_works_within_each_difficulty() -> None:
    pool = questions(10, 10, 10)
    seen = {q.key: n for n, q in enumerate(pool) if q.difficulty == "hard"}
    dealt = deal_round(Shelf(pool, seen), EVERYTHING, 10, CLASSIC, 1, fresh=True)
    assert levels([d.question.difficulty for d in dealt])["hard"] == 2


def test_rounds_go_through_the_whole_pool_before_anything_comes_again() -> None:
    pool = questions(9, 15, 6)
    seen: dict[str, int] = {}
    for number in range(3):
        for dealt in deal_round(Shelf(pool, seen), EVERYTHING, 10, CLASSIC, number, fresh=True):
            assert dealt.question.key not in seen
            seen[dealt.question.key] = len(seen)
    assert len(seen) == 30


@pytest.mark.parametrize("seed", range(10))
def test_questions_of_one_group_do_not_meet_while_others_are_left(seed: int) -> None:
    pool = [question(n, group="solaris" if n < 6 else "") for n in range(12)]
    dealt = deal_round(Shelf(pool), EVERYTHING, 7, CLASSIC, seed, fresh=True)
    assert sum(d.question.group == "solaris" for d in dealt) == 1
    assert len(dealt) == 7


def test_groups_meet_rather_than_leave_the_round_short() -> None:
    pool = [question(n, group="solaris") for n in range(5)]
    assert len(deal_round(Shelf(pool), EVERYTHING, 4, CLASSIC, 1, fresh=True)) == 4


def test_a_clash_of_groups_is_mended_from_another_difficulty() -> None:
    pool = [question(n, "easy", group="one") for n in range(5)] + [question(n, "hard") for n in range(5, 9)]
    dealt = deal_round(Shelf(pool), EVERYTHING, 5, CLASSIC, 1, fresh=True)
    assert sum(d.question.group == "one" for d in dealt) == 1


@pytest.mark.parametrize("seed", range(10))
def test_questions_with_one_answer_do_not_meet(seed: int) -> None:
    pool = [question(n, answer="Gagarin" if n % 2 else "GAGARIN ") for n in range(6)] + [
        question(n) for n in range(6, 12)
    ]
    dealt = deal_round(Shelf(pool), EVERYTHING, 7, CLASSIC, seed, fresh=True)
    assert len({fold(d.question.answer) for d in dealt}) == 7


def test_a_rising_mode_puts_easy_questions_first() -> None:
    rising = Mode("rising", "Rising", mix=(1, 1, 1), rising=True)
    dealt = deal_round(Shelf(questions()), EVERYTHING, 12, rising, 1, fresh=True)
    order = [DIFFICULTIES.index(d.question.difficulty) for d in dealt]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("selection", "count"),
    [
        (EVERYTHING, 30),
        (Selection.of(banks=["even"]), 15),
        (Selection.of(banks=["EVEN", "odd"]), 30),
        (Selection.of(tags=["odd"]), 15),
        (Selection.of(tags=["odd", "even"]), 30),
        (Selection.of(difficulty="hard"), 10),
        (Selection.of(banks=["odd"], tags=["even"]), 0),
        (Selection.of(banks=["nowhere"]), 0),
    ],
)
def test_a_selection_takes_what_it_says(selection: Selection, count: int) -> None:
    assert sum(selection.takes(q) for q in questions()) == count


def test_a_selection_has_one_order() -> None:
    assert Selection.of(["b", "A", "b"]) == Selection.of(["a", "B"])


@given(st.integers(0, 2**53))
def test_a_deal_shows_the_answer_once_among_four_options(seed: int) -> None:
    dealt = deal(question(1), seed)
    assert len(set(dealt.options)) == 4
    assert dealt.options[dealt.answer] == "right 1"


def test_every_wrong_option_gets_its_turn_and_the_answer_every_place() -> None:
    dealt = [deal(question(1), seed) for seed in range(2000)]
    places = Counter(d.answer for d in dealt)
    assert all(400 < places[place] < 600 for place in range(4))
    shown = Counter(frozenset(d.options) for d in dealt)
    assert len(shown) == len(list(combinations("abcde", 3)))


def test_a_deal_knows_the_note_of_each_wrong_option() -> None:
    dealt = deal(question(1), 1)
    for choice, option in enumerate(dealt.options):
        assert dealt.note(choice) == ("" if choice == dealt.answer else f"note {option[-1]}")


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["1961", "1957", "1975", "1965"], ["1957", "1961", "1965", "1975"]),
        (["1,200", "9", "90", "100"], ["9", "90", "100", "1,200"]),
        (["-5", "−7", "+3", "0.5"], ["−7", "-5", "0.5", "+3"]),
        (["100 km", "20 km", "3 km", "4.5 km"], ["3 km", "4.5 km", "20 km", "100 km"]),
        (["10%", "5%", "90%", "7.5%"], ["5%", "7.5%", "10%", "90%"]),
        (["True", "False"], ["True", "False"]),
        (["false", "true"], ["true", "false"]),
        (["No", "Yes"], ["Yes", "No"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
@pytest.mark.parametrize("seed", range(5))
def test_numbers_go_by_size_and_yes_before_no(options: list[str], shown: list[str], seed: int) -> None:
    assert list(deal(with_options(*options), seed).options) == shown


@pytest.mark.parametrize(
    "options",
    [["1961", "about 1970", "1980", "1990"], ["3 km", "2 m", "1 cm", "5 mm"], ["12:30", "9:15", "7:05", "8:00"]],
    ids=["words", "units", "times"],
)
def test_other_options_are_shuffled(options: list[str]) -> None:
    assert len({deal(with_options(*options), seed).options for seed in range(40)}) > 10


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("last", ["None of the above", "all of the above"])
def test_all_or_none_of_the_above_stands_last_and_is_never_dropped(seed: int, last: str) -> None:
    dealt = deal(with_options("a", "b", "c", last, "d", "e"), seed)
    assert dealt.options[-1] == last
    assert len(dealt.options) == 4
    assert deal(with_options(last, "b", "c", "d", "e"), seed).options[-1] == last


@pytest.mark.parametrize("count", range(1, 9))
def test_one_to_eight_wrong_options_make_two_to_four_shown(count: int) -> None:
    dealt = deal(with_options("right", *(f"w{n}" for n in range(count))), 1)
    assert len(dealt.options) == min(4, count + 1)


def test_a_selection_leaves_out_names_that_nobody_could_see() -> None:
    assert Selection.of(["\u200b", "films"], ["\u2060", " "]) == Selection.of(["films"])
