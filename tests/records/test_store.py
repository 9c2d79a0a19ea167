"""What is stored comes back, in the order that boards and Home need."""

import math
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosmoquiz.quiz.deal import deal
from cosmoquiz.quiz.question import DIFFICULTIES, Deal, Question, Wrong
from cosmoquiz.quiz.round import Board, Round
from cosmoquiz.quiz.scoring import CLOCKS, OFF, Clock
from cosmoquiz.quiz.selection import EVERYTHING, Selection
from cosmoquiz.quiz.serial import selection_of, selection_text
from cosmoquiz.quiz.text import refused, tidy
from cosmoquiz.records.errors import UnknownRound, Unstorable
from cosmoquiz.records.store import PlayedElsewhere, Records

SPRINT, STANDARD, RELAXED = CLOCKS[3], CLOCKS[2], CLOCKS[1]

Maker = Callable[..., Round]


@pytest.fixture
def records(file: Path, now: datetime) -> Iterator[Records]:
    opened = Records.open(file, now)
    yield opened
    opened.close()


@pytest.fixture
def play(records: Records, now: datetime, a_round: Maker, pick_right: Maker, pick_wrong: Maker) -> Callable[..., int]:
    """Play a whole round with so many right answers, and give its id."""

    def played(hits: int = 3, player: str = "Ann", size: int = 3, when: datetime = now, **how: object) -> int:
        current = a_round(size, **how)
        round_id = records.begin(current, player, when)
        for number in range(size):
            current = pick_right(current) if number < hits else pick_wrong(current)
            records.answer(round_id, current, when)
        return round_id

    return played


def board(size: int = 3, clock: Clock = OFF, selection: Selection = EVERYTHING) -> Board:
    return Board("classic", size, clock.name, selection)


# Playing and resuming


def test_a_fresh_file_knows_nothing(records: Records) -> None:
    assert records.writable
    assert records.notice == ""
    assert records.resume("Ann") is None
    assert (records.boards(), records.finished(), records.last_seen()) == ((), (), {})
    assert (records.top(board()), records.best(board()), records.rounds(board())) == ((), None, 0)
    assert records.answered_questions() == ()


def test_a_round_resumes_exactly_as_it_was_left(
    records: Records, now: datetime, a_round: Maker, pick_right: Maker, pick_wrong: Maker
) -> None:
    played = a_round(4, seed=2**64 - 1, clock=SPRINT, selection=Selection.of(["Films"], ["Юмор"], "hard"))
    round_id = records.begin(played, "Ann", now)
    for step in (pick_right, pick_wrong):
        played = step(played, 3.25)
        records.answer(round_id, played, now)
    left = records.resume("Ann")
    assert left is not None
    assert (left.id, left.round, left.started, left.player) == (round_id, played, now, "Ann")


def test_time_that_ran_out_resumes_as_no_choice(records: Records, now: datetime, a_round: Maker) -> None:
    played = a_round(2, clock=SPRINT)
    round_id = records.begin(played, "", now)
    played = played.pick(None, 15)
    records.answer(round_id, played, now)
    left = records.resume("")
    assert left is not None
    assert left.round == played


def test_a_changed_clock_is_known_on_resume(records: Records, now: datetime, a_round: Maker, pick_right: Maker) -> None:
    played = a_round(3, clock=SPRINT)
    round_id = records.begin(played, "Ann", now)
    played = played.with_clock(RELAXED).with_clock(STANDARD)
    records.change_clock(round_id, played)
    left = records.resume("Ann")
    assert left is not None
    assert left.round == played
    assert left.round.board.clock == "relaxed"
    for _ in range(3):
        played = pick_right(played)
        records.answer(round_id, played, now)
    assert records.top(board(clock=RELAXED))[0].id == round_id


def test_the_round_of_somebody_without_a_name_is_offered_to_everybody(
    records: Records, now: datetime, a_round: Maker
) -> None:
    records.begin(a_round(first=5), "", now)
    left = records.resume("Ann")
    assert left is not None
    assert left.player == ""
    records.begin(a_round(), "Ann", now)
    left = records.resume("Ann")
    assert left is not None
    assert left.player == "Ann"
    assert records.resume("") is None, "a new round replaces the one that Home offered"


def test_the_round_of_another_player_is_not_offered(records: Records, now: datetime, a_round: Maker) -> None:
    mine = records.begin(a_round(), "Ann", now)
    records.begin(a_round(), "Bob", now)
    left = records.resume("Ann")
    assert left is not None
    assert left.id == mine
    assert records.resume("Eve") is None


def test_a_new_round_closes_the_open_one_and_its_answers_stay(
    records: Records, now: datetime, a_round: Maker, pick_right: Maker
) -> None:
    old = records.begin(a_round(first=50), "Ann", now)
    records.answer(old, pick_right(a_round(first=50)), now)
    new = records.begin(a_round(), "Ann", now)
    left = records.resume("Ann")
    assert left is not None
    assert left.id == new
    assert [q.key for q in records.answered_questions()] == ["films/q50"]
    assert records.finished() == ()


def test_a_round_closed_by_another_window_still_counts_when_it_is_finished(
    file: Path, now: datetime, a_round: Maker, pick_right: Maker
) -> None:
    with closing(Records.open(file, now)) as one, closing(Records.open(file, now)) as two:
        played = a_round()
        first = one.begin(played, "Ann", now)
        two.begin(a_round(), "Ann", now)
        for _ in range(3):
            played = pick_right(played)
            one.answer(first, played, now)
        assert one.place(first) == 1


def test_a_round_that_two_windows_play_belongs_to_the_faster_one(
    file: Path, now: datetime, a_round: Maker, pick_right: Maker, pick_wrong: Maker
) -> None:
    with closing(Records.open(file, now)) as one, closing(Records.open(file, now)) as two:
        round_id = one.begin(a_round(), "Ann", now)
        mine = pick_right(a_round())
        one.answer(round_id, mine, now)
        other = pick_wrong(a_round())
        with pytest.raises(PlayedElsewhere, match="another window"):
            two.answer(round_id, other, now)
        with pytest.raises(PlayedElsewhere):
            two.answer(round_id, pick_right(other), now)
        while not mine.finished:
            mine = pick_right(mine)
            one.answer(round_id, mine, now)
        assert [score.right for score in one.finished()] == [3]


def test_an_answer_stored_twice_is_one_answer(
    records: Records, now: datetime, a_round: Maker, pick_right: Maker
) -> None:
    played = pick_right(a_round())
    round_id = records.begin(a_round(), "Ann", now)
    records.answer(round_id, played, now)
    records.answer(round_id, played, now)
    left = records.resume("Ann")
    assert left is not None
    assert left.round == played


def test_an_answer_brings_earlier_ones_that_are_missing(
    records: Records, now: datetime, a_round: Maker, pick_right: Maker
) -> None:
    round_id = records.begin(a_round(), "Ann", now)
    records.answer(round_id, pick_right(pick_right(a_round())), now)
    left = records.resume("Ann")
    assert left is not None
    assert len(left.round.picks) == 2


def test_no_number_of_a_round_can_be_answered_twice_in_the_file(file: Path, play: Callable[..., int]) -> None:
    play()
    with closing(sqlite3.connect(file)) as direct, pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        direct.execute("INSERT INTO answers SELECT * FROM answers WHERE number = 1")


def test_a_round_that_is_not_there_takes_no_answer(
    records: Records, now: datetime, a_round: Maker, pick_right: Maker
) -> None:
    with pytest.raises(UnknownRound):
        records.answer(99, pick_right(a_round()), now)


def test_text_that_cannot_be_stored_is_refused_and_nothing_stays(records: Records) -> None:
    with pytest.raises(Unstorable):
        records.mark_seen("films/\udcff")
    records.mark_seen("films/a")
    assert records.last_seen() == {"films/a": 1}


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE deals SET deals = '{'",
        "UPDATE deals SET deals = '[]'",
        "UPDATE deals SET deals = '[1, 2, 3]'",
        """UPDATE deals SET deals = replace(deals, '"answer":"Right 1"', '"answer":"Other"')""",
        "UPDATE deals SET deals = replace(deals, 'Because', '\\u001b]52;c;')",
        "UPDATE deals SET deals = '" + "[" * 100_000 + "'",
        "DELETE FROM deals",
        "UPDATE rounds SET mode = 'no such mode'",
        "UPDATE rounds SET clock = 'no such clock'",
        "UPDATE rounds SET slowest = 'no such clock'",
        "UPDATE rounds SET seed = 'x'",
        "UPDATE rounds SET selection = 'x'",
        "UPDATE rounds SET questions = 9",
        "UPDATE answers SET chosen = 'no such option'",
        "UPDATE answers SET clock = 'no such clock'",
    ],
    ids=lambda text: text[:60],
)
def test_a_round_that_cannot_be_understood_is_closed(
    file: Path, records: Records, now: datetime, a_round: Maker, pick_right: Maker, damage: str
) -> None:
    round_id = records.begin(a_round(), "Ann", now)
    records.answer(round_id, pick_right(a_round()), now)
    with closing(sqlite3.connect(file)) as direct, direct:
        direct.execute(damage)
    assert records.resume("Ann") is None
    with closing(sqlite3.connect(file)) as direct:
        assert direct.execute("SELECT state FROM rounds").fetchall() == [("closed",)]
    assert [q.key for q in records.answered_questions()] in ([], ["films/q0"])


def test_answers_after_a_gap_are_not_resumed(
    file: Path, records: Records, now: datetime, a_round: Maker, pick_right: Maker
) -> None:
    played = a_round(5)
    round_id = records.begin(played, "Ann", now)
    for _ in range(4):
        played = pick_right(played)
    records.answer(round_id, played, now)
    with closing(sqlite3.connect(file)) as direct, direct:
        direct.execute("DELETE FROM answers WHERE number = 2")
    left = records.resume("Ann")
    assert left is not None
    assert len(left.round.picks) == 1


def test_a_closed_round_is_not_offered(records: Records, now: datetime, a_round: Maker) -> None:
    records.close_round(records.begin(a_round(), "Ann", now))
    assert records.resume("Ann") is None


def test_a_finished_round_is_not_offered_nor_closed(records: Records, play: Callable[..., int]) -> None:
    round_id = play()
    records.close_round(round_id)
    assert records.resume("Ann") is None
    assert records.place(round_id) == 1


def test_an_open_round_can_be_given_a_name_that_has_one_already(
    records: Records, now: datetime, a_round: Maker
) -> None:
    records.begin(a_round(), "Ann", now)
    unnamed = records.begin(a_round(), "", now)
    records.set_player(unnamed, "Ann")
    left = records.resume("Ann")
    assert left is not None
    assert left.id == unnamed


def test_names_pass_the_gate(records: Records, play: Callable[..., int]) -> None:
    round_id = play(player="  \x1b[31mAnn\udcff\n" + "x" * 100)
    name = records.finished()[0].player
    assert name.startswith("[31mAnn")
    assert len(name) == 32
    records.set_player(round_id, "Ж\x00анна")
    assert records.top(board())[0].player == "Жанна"


def test_times_are_kept_in_utc(records: Records, play: Callable[..., int], now: datetime) -> None:
    play(when=now.astimezone(timezone(timedelta(hours=3))))
    assert records.finished()[0].finished == now
    assert records.finished()[0].finished.tzinfo is UTC


# Boards


def test_the_best_come_first_and_the_earlier_of_two_equal_ones(records: Records, play: Callable[..., int]) -> None:
    low, first, second, high = play(1), play(2), play(2), play(3)
    assert [score.id for score in records.top(board())] == [high, first, second, low]
    assert [records.place(n) for n in (low, first, second, high)] == [4, 2, 3, 1]
    assert [score.id for score in records.top(board(), limit=2)] == [high, first]
    best = records.top(board())[0]
    assert (best.player, best.right, best.questions, best.best_streak, best.ms) == ("Ann", 3, 3, 3, 3000)
    assert best.board == board()


def test_a_clock_set_back_changes_no_order(records: Records, play: Callable[..., int], now: datetime) -> None:
    first = play(2)
    second = play(2, when=now - timedelta(days=9000))
    assert [score.id for score in records.top(board())] == [first, second]
    assert [score.id for score in records.finished()] == [second, first]


def test_the_record_to_beat_is_the_one_before_the_round(records: Records, play: Callable[..., int]) -> None:
    first, second = play(2), play(3)
    best, before = records.best(board()), records.best(board(), before=second)
    assert best is not None
    assert before is not None
    assert (best.id, before.id) == (second, first)
    assert records.best(board(), before=first) is None


def test_rounds_that_are_unranked_or_without_points_are_on_no_board(records: Records, play: Callable[..., int]) -> None:
    zero, unranked = play(0), play(3, ranked=False)
    assert (records.place(zero), records.place(unranked), records.place(99)) == (None, None, None)
    assert records.top(board()) == ()
    assert records.boards() == ()
    assert [score.id for score in records.progress(board())] == [zero]
    assert [score.id for score in records.finished()] == [zero]


def test_boards_differ_by_length_clock_and_selection(records: Records, play: Callable[..., int]) -> None:
    films = Selection.of(["films"])
    ids = {
        play(): board(),
        play(size=2): board(2),
        play(clock=SPRINT): board(clock=SPRINT),
        play(selection=films): board(selection=films),
    }
    for round_id, its in ids.items():
        assert [score.id for score in records.top(its)] == [round_id]
        assert records.place(round_id) == 1
    assert [played.board for played in records.boards()] == list(ids.values())[::-1]


def test_a_board_says_how_often_and_when_it_was_played(
    records: Records, play: Callable[..., int], now: datetime
) -> None:
    play(3)
    play(1, when=now + timedelta(hours=1))
    (played,) = records.boards()
    assert (played.board, played.rounds, played.last) == (board(), 2, now + timedelta(hours=1))
    assert records.rounds(board()) == 2
    assert played.best == records.top(board())[0].score


def test_progress_is_the_latest_rounds_oldest_first(records: Records, play: Callable[..., int]) -> None:
    ids = [play(n % 3) for n in range(5)]
    assert [score.id for score in records.progress(board(), limit=3)] == ids[-3:]


def test_finished_rounds_come_newest_first(records: Records, play: Callable[..., int]) -> None:
    ids = [play() for _ in range(3)]
    assert [score.id for score in records.finished()] == ids[::-1]
    assert [score.id for score in records.finished(limit=1)] == ids[-1:]


def test_the_boards_are_read_by_their_index(file: Path, play: Callable[..., int]) -> None:
    play()
    with closing(sqlite3.connect(file)) as direct:
        plan = direct.execute(
            "EXPLAIN QUERY PLAN SELECT id FROM rounds WHERE ranked = 1 AND state = 'finished' AND mode = 'classic' "
            "AND questions = 10 AND coalesce(slowest, clock) = 'off' AND selection = 'all' AND score > 0 "
            "ORDER BY score DESC, id LIMIT 10"
        ).fetchall()
    assert "boards" in str(plan)
    assert "TEMP B-TREE" not in str(plan)


SELECTIONS = [
    (EVERYTHING, "all"),
    (Selection.of(["b", "a", "B"]), '{"banks":["a","b"]}'),
    (Selection(("b", "a"), ("y", "x")), '{"banks":["a","b"],"tags":["x","y"]}'),
    (Selection.of((), ["Юмор"], "hard"), '{"difficulty":"hard","tags":["юмор"]}'),
    (Selection.of(["all"]), '{"banks":["all"]}'),
]


@pytest.mark.parametrize(("selection", "text"), SELECTIONS, ids=[text for _, text in SELECTIONS])
def test_a_selection_has_one_text(selection: Selection, text: str) -> None:
    assert selection_text(selection) == text
    assert selection_text(selection_of(text)) == text


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "1", '{"banks": 5}', '{"banks": [7, ""]}', '{"difficulty": "x"}', "[" * 100_000, '{"a":1}']
)
def test_a_selection_that_makes_no_sense_selects_everything(text: str) -> None:
    assert selection_of(text) == EVERYTHING


# Questions


def test_marks_only_grow_and_a_key_has_one(records: Records) -> None:
    for key in ("a/1", "a/2", "a/2", "a/1", "a/3"):
        records.mark_seen(key)
    marks = records.last_seen()
    assert sorted(marks, key=lambda key: marks[key]) == ["a/2", "a/1", "a/3"]


def test_answered_questions_come_latest_first_each_once(
    records: Records, now: datetime, a_round: Maker, pick_right: Maker, pick_wrong: Maker
) -> None:
    for first in (0, 1):
        played = a_round(3, first=first)
        round_id = records.begin(played, "Ann", now)
        for step in (pick_right, pick_wrong):
            played = step(played)
            records.answer(round_id, played, now)
    assert [q.key for q in records.answered_questions()] == ["films/q2", "films/q1", "films/q0"]
    assert [q.key for q in records.answered_questions(limit=2)] == ["films/q2", "films/q1"]


def test_questions_not_yet_answered_are_not_given_away(records: Records, now: datetime, a_round: Maker) -> None:
    records.begin(a_round(), "Ann", now)
    assert records.answered_questions() == ()


# Round trip


def texts(*, newlines: bool = False) -> st.SearchStrategy[str]:
    plain = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cn", "Cs", "Mn", "Me", "Zl", "Zp"))
    special = st.sampled_from('"\\[]{}\u200b\u0301\u00a0🚀👩‍🚀' + "\n" * newlines)
    return st.text(plain | special, max_size=12).map(tidy).filter(lambda text: not refused(text, newlines=newlines))


@st.composite
def deals(draw: st.DrawFn) -> Deal:
    options = draw(st.lists(texts().filter(bool), min_size=2, max_size=6, unique=True))
    asked = Question(
        key=f"b/{draw(st.integers(0, 99))}",
        text=draw(texts(newlines=True)),
        answer=options[0],
        wrong=tuple(Wrong(option, draw(texts())) for option in options[1:]),
        bank_title=draw(texts()),
        explanation=draw(texts(newlines=True)),
        source=draw(texts()),
        difficulty=draw(st.sampled_from(DIFFICULTIES)),
        tags=tuple(draw(st.lists(texts(), max_size=3))),
        hint=draw(texts()),
        as_of=draw(texts()),
        group=draw(texts()),
    )
    return deal(asked, draw(st.integers(0, 5)))


@st.composite
def rounds(draw: st.DrawFn) -> list[Round]:
    """A round before each of its picks and after the last one."""
    names = st.lists(texts().filter(bool), max_size=3)
    played = Round.start(
        draw(st.lists(deals(), min_size=1, max_size=5)),
        selection=Selection.of(draw(names), draw(names), draw(st.sampled_from([None, *DIFFICULTIES]))),
        seed=draw(st.integers(-(2**70), 2**70)),
        ranked=draw(st.booleans()),
        clock=draw(st.sampled_from(CLOCKS)),
    )
    steps = [played]
    for _ in range(draw(st.integers(0, len(played.deals)))):
        played = played.with_clock(draw(st.sampled_from(CLOCKS)))
        assert played.current
        choices = [*range(len(played.current.options)), *([None] if played.clock.runs else [])]
        played = played.pick(draw(st.sampled_from(choices)), draw(st.floats(-1e9, 1e9) | st.just(math.nan)))
        steps.append(played)
    return steps


@given(steps=rounds())
@settings(deadline=None, max_examples=40)
def test_any_round_comes_back_as_it_went(steps: list[Round], now: datetime) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(Records.open(Path(folder) / "r.db", now)) as records:
        round_id = records.begin(steps[0], "Ann", now)
        for step in steps[1:]:
            records.answer(round_id, step, now)
        last, left = steps[-1], records.resume("Ann")
        if not last.finished:
            assert left is not None
            assert left.round == last
            return
        assert left is None
        assert [s.board for s in records.finished()] == ([last.board] if last.ranked else [])
        best = records.best(last.board)
        assert (best and best.score) == (last.score if last.ranked and last.score else None)
