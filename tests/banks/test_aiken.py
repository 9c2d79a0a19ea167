"""Moodle's Aiken format."""

import time
from collections import Counter
from pathlib import Path

import pytest

from cosmoquiz.banks.adding import add
from cosmoquiz.banks.check import read_bank
from cosmoquiz.banks.formats.aiken import read, write
from cosmoquiz.banks.formats.item import FormatError, Item
from cosmoquiz.quiz.question import Bank, Question, Wrong

GOOD = """\
Which dog flew on Sputnik 2?
A. Belka
B. Laika
C. Strelka
ANSWER: B
"""


def only(text: str) -> Item:
    incoming = read(text)
    assert incoming.left_out == ()
    assert len(incoming.items) == 1
    return incoming.items[0]


def bank(text: str, answer: str = "Yes, indeed", *wrong: str) -> Bank:
    options = tuple(Wrong(option) for option in wrong or ("Not at all", "Hardly"))
    return Bank("b", "B", (Question("b/q", text, answer, options),))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GOOD, id="as Moodle writes it"),
        pytest.param(GOOD.replace(". ", ") "), id="brackets"),
        pytest.param(GOOD.replace(". ", "."), id="no blank after the letter"),
        pytest.param(GOOD.replace("\n", "\n\n"), id="a blank line after each line"),
        pytest.param(GOOD.replace("\n", " \t\n"), id="trailing blanks"),
        pytest.param("\n" + GOOD.replace("\n", "\n   "), id="indented"),
        pytest.param(GOOD.replace("A.", "a.").replace("B.", "b.").replace("C.", "c."), id="small letters"),
        pytest.param(GOOD.replace("ANSWER: B", "answer : b"), id="a small answer"),
        pytest.param(GOOD.replace("ANSWER: B", "ANSWER:B."), id="an answer with a full stop"),
        pytest.param(GOOD.replace("ANSWER: B", "Answer: (B)"), id="an answer in brackets"),
        pytest.param(GOOD.replace("ANSWER: B", "ANSWER: B) Laika"), id="an answer with its text"),
        pytest.param(GOOD.replace("ANSWER: B", "ANSWER: B, a stray from Moscow"), id="an answer with a remark"),
        pytest.param(GOOD.rstrip("\n"), id="no line end"),
    ],
)
def test_a_question_is_read_however_it_is_typed(text: str) -> None:
    item = only(text)

    assert item.question == "Which dog flew on Sputnik 2?"
    assert item.answer == "Laika"
    assert [wrong.text for wrong in item.wrong] == ["Belka", "Strelka"]


def test_a_question_and_an_option_may_go_over_several_lines() -> None:
    item = only("Which of them\nflew first?\nA. Belka\nand Strelka\nB. Laika\nANSWER: B\n")

    assert item.question == "Which of them\nflew first?"
    assert item.wrong == (Wrong("Belka and Strelka"),)


def test_questions_need_no_blank_line_between_them() -> None:
    incoming = read(GOOD * 3)

    assert [item.line for item in incoming.items] == [1, 6, 11]


def test_an_explanation_below_the_answer_is_kept() -> None:
    assert only(GOOD + "FEEDBACK: She was a stray.\n").explanation == "She was a stray."


@pytest.mark.parametrize(
    ("text", "question"),
    [
        pytest.param(GOOD.replace("Which", "A. Tarkovsky asked: which", 1), "A. Tarkovsky", id="like an option"),
        pytest.param(GOOD.replace("Which", "I. Newton asked: which", 1), "I. Newton", id="like a late option"),
        pytest.param(GOOD.replace("Which", "ANSWER THIS: which", 1), "ANSWER THIS", id="almost an answer"),
    ],
)
def test_a_question_may_look_like_something_else(text: str, question: str) -> None:
    assert only(text).question.startswith(question)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("Who?\nA. I\nANSWER: A\n", 1, "it has only one option"),
        ("Who?\nANSWER: A\n", 1, "it has no options"),
        ("Only a heading\n", 1, "it has no options"),
        ("A. I\nB. You\nANSWER: A\n", 1, "it has no question above its options"),
        ("ANSWER: A\n", 1, "its ANSWER line follows no question"),
        ("\nWho?\nA. I\nB. You\n", 2, "it has no ANSWER line"),
        ("Who?\nA. I\nB. You\nANSWER:\n", 1, "its ANSWER line is empty"),
        ("Who?\nA. I\nB. You\nANSWER: you\n", 1, "its ANSWER line does not name the letter of an option"),
        ("Who?\nA. I\nB. You\nANSWER: D\n", 1, "its ANSWER line says D, but no option has that letter"),
        ("Who?\nA. I\nB. You\nANSWER: A, B\n", 1, "it has several right answers"),
        ("Who?\nA. I\nB. You\nANSWER: A and B\n", 1, "it has several right answers"),
        ("Who?\nA. I\nB. You\nB. She\nANSWER: A\n", 1, "two of its options have the same letter"),
        ("Who?\n" + "A. I\n" * 60 + "ANSWER: A\n", 1, "two of its options have the same letter"),
    ],
)
def test_what_makes_no_question_is_left_out_and_the_rest_comes_in(text: str, line: int, reason: str) -> None:
    incoming = read(f"{text}\n{GOOD}")

    assert [(left.line, left.number, left.reason) for left in incoming.left_out] == [(line, 1, reason)]
    assert len(incoming.items) == 1


def test_an_unfinished_question_does_not_swallow_the_next() -> None:
    incoming = read("Who was first?\nA. Gagarin\nB. Titov\n" + GOOD)

    assert [left.line for left in incoming.left_out] == [1]
    assert [(item.line, item.question) for item in incoming.items] == [(4, "Which dog flew on Sputnik 2?")]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Just a letter.\n\nNothing else.", "# Title\n- [x] a\n- [ ] b", "{}" * 99]
)
def test_another_file_is_refused_with_a_word_on_what_is_expected(text: str) -> None:
    with pytest.raises(FormatError, match="ANSWER: B"):
        read(text)


@pytest.mark.parametrize("text", [GOOD * 20_001, "x\n" * 1_000_001], ids=["questions", "lines"])
def test_more_than_a_bank_holds_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match="split it"):
        read(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Who?\nAnd why?", "Who? ↵ And why?"),
        (" Who? ", "␣Who?␣"),
        ("What does ↵ mean?", "What does ↵↵ mean?"),
        ("What is ␣?", "What is ↵␣?"),
        ("A. Leonov did what?", "\u2060A. Leonov did what?"),
        ("ANSWER: why so?", "\u2060ANSWER: why so?"),
        ("?", "\u2060?"),
    ],
)
def test_what_a_line_cannot_hold_gets_a_sign_and_comes_back(text: str, line: str) -> None:
    written = write(bank(text))

    assert written.split("\n")[0] == line
    assert only(written).question == text


def test_an_option_may_look_like_an_option_or_an_answer() -> None:
    item = only(write(bank("Which?", "B. x", "ANSWER: A", "A) y")))

    assert item.answer == "B. x"
    assert {wrong.text for wrong in item.wrong} == {"ANSWER: A", "A) y"}


def test_the_answer_has_no_favourite_letter() -> None:
    wrong = tuple(Wrong(name) for name in ("Salyut", "Mir", "Almaz", "Skylab"))
    questions = tuple(Question(f"b/q{n}", f"Where did {n} fly?", "Vostok", wrong) for n in range(200))
    letters = Counter(line[-1] for line in write(Bank("b", "B", questions)).split("\n") if line.startswith("ANSWER"))

    assert set(letters) == set("ABCDE")
    assert max(letters.values()) < 80


@pytest.mark.parametrize(
    "text",
    [piece * (200_000 // len(piece)) for piece in ("A. x\n", "ANSWER: ", "↵", "␣", " ", "Q\nA. \nB. \n", "(A", "\\")],
    ids=repr,
)
def test_a_hostile_file_is_read_or_refused_at_once(text: str) -> None:
    started = time.monotonic()
    for whole in (text, GOOD + text, f"Q{text}\nA. {text}\nB. b\nANSWER: {text}"):
        try:
            read(whole)
        except FormatError:
            continue

    assert time.monotonic() - started < 6


@pytest.mark.parametrize(
    "question",
    [
        "<html> stands for what?",
        "<<<<<<< HEAD",
        "[1] + [2] is",
        "{} is",
        "- [x] marks what?",
        "title: whose?",
        "\ufeffx",
    ],
)
def test_a_question_that_looks_like_the_beginning_of_another_file_comes_back(question: str, tmp_path: Path) -> None:
    file = tmp_path / "b.txt"
    file.write_text(write(bank(question)), encoding="utf-8")
    path = add(file, tmp_path / "banks", taken={}).path

    reading = read_bank(path)
    assert reading.bank
    assert reading.bank.questions[0].text == question
