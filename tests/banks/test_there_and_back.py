"""What was exported comes back the same."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cosmoquiz.banks.formats import read, recognise, write
from cosmoquiz.quiz.question import DIFFICULTIES, Bank, Question, Wrong
from cosmoquiz.quiz.text import fold, refused, tidy

FORMATS = ("json", "csv", "aiken", "gift")

UGLY = (
    *("\\n", "\\", "{", "}", "~", "=", "#", "####", ":", "::", "//", "[html]", "[plain]", "[id:x]", "%50%", "%"),
    *(
        "$CATEGORY:",
        "A. ",
        "B) ",
        "c) ",
        "ANSWER: B",
        "answer:",
        "Explanation: ",
        "↵",
        "␣",
        " ",
        "  ",
        "\u2060",
        "\u00a0",
    ),
    *(
        "T",
        "TRUE",
        "->",
        "<b>",
        "&lt;",
        "&amp;",
        "_____",
        "1",
        "a",
        "x y",
        "é",
        "Я",
        '"',
        "'",
        "*",
        "|",
        ",",
        ";",
        "\t",
    ),
    *("`", "- [x]", "null", "0", "=1+1", "@x", "\ufeff"),
)


def texts(*, newlines: bool = False) -> st.SearchStrategy[str]:
    """Texts that a bank takes, and that formats stumble over."""
    pieces = st.one_of(st.sampled_from((*UGLY, "\n") if newlines else UGLY), st.text(max_size=3))
    joined = st.lists(pieces, min_size=1, max_size=8).map(lambda parts: tidy("".join(parts)))
    return joined.filter(lambda text: refused(text, newlines=newlines) is None and fold(text) != "")


@st.composite
def banks(draw: st.DrawFn) -> Bank:
    questions = []
    for number in range(draw(st.integers(1, 3))):
        answer, *wrong = draw(st.lists(texts(), min_size=2, max_size=9, unique_by=fold))
        note = st.one_of(st.just(""), texts())
        questions.append(
            Question(
                f"ugly/q-{number}",
                draw(texts(newlines=True)),
                answer,
                tuple(Wrong(text, draw(note)) for text in wrong),
                "Ugly",
                draw(st.one_of(st.just(""), texts(newlines=True))),
                difficulty=draw(st.sampled_from(DIFFICULTIES)),
            )
        )
    return Bank("ugly", "Ugly", tuple(questions))


def check_there_and_back(bank: Bank, form: str) -> None:
    incoming = read(write(bank, form), form)

    assert incoming.left_out == ()
    for item, question in zip(incoming.items, bank.questions, strict=True):
        assert (item.question, item.answer) == (question.text, question.answer)
        assert sorted(wrong.text for wrong in item.wrong) == sorted(wrong.text for wrong in question.wrong)


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(bank=banks())
def test_questions_answers_and_options_come_back_as_they_were(form: str, bank: Bank) -> None:
    check_there_and_back(bank, form)


@pytest.mark.long
@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(bank=banks())
def test_hundreds_of_banks_come_back_as_they_were(form: str, bank: Bank) -> None:
    check_there_and_back(bank, form)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(bank=banks())
def test_gift_brings_notes_explanations_and_difficulties_back_too(bank: Bank) -> None:
    for item, question in zip(read(write(bank, "gift"), "gift").items, bank.questions, strict=True):
        assert item.id == question.key.removeprefix("ugly/")
        assert item.difficulty == question.difficulty
        assert item.explanation.strip(" ") == question.explanation.strip(" ")
        notes = {wrong.text: wrong.note.strip(" ") for wrong in question.wrong}
        assert {wrong.text: wrong.note.strip(" ") for wrong in item.wrong} == notes


FIRSTS = Bank(
    "firsts",
    "Firsts",
    tuple(
        Question(f"firsts/q{n}", f"Who flew {n}th?", f"Cosmonaut {n}", tuple(Wrong(f"Pilot {n}{x}") for x in "abc"))
        for n in range(40)
    ),
)


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_is_recognised(form: str) -> None:
    assert recognise(write(FIRSTS, form), "firsts.txt") == form


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("ending", [".txt", ""])
@pytest.mark.parametrize("question", ["Which header?", "name|question|answer|wrong 1"])
def test_an_export_is_recognised_though_a_question_speaks_of_tables(form: str, ending: str, question: str) -> None:
    speaks = Question("b/q", question, "|question|answer|wrong 1", (Wrong("none"),))
    assert recognise(write(Bank("b", "B", (speaks,)), form), f"b{ending}") == form


@pytest.mark.parametrize("form", ["aiken", "gift", "markdown", "anki"])
def test_a_question_has_its_options_in_the_same_order_whatever_stands_around_it(form: str) -> None:
    alone = Bank("firsts", "Firsts", FIRSTS.questions[7:8])
    block = next(part for part in write(alone, form).split("\n\n") if "Pilot 7a" in part)

    assert block.split("\n")[-2].strip() in write(FIRSTS, form)
