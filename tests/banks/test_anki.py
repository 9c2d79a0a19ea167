"""Flashcards for Anki."""

import csv
import html
import re

import pytest

from cosmoquiz.banks.formats.anki import write
from cosmoquiz.quiz.question import Bank, Question, Wrong


def bank(question: Question) -> Bank:
    return Bank("b", "First flights: dogs", (question,))


def rows(text: str) -> list[list[str]]:
    """The notes, read as Anki reads them: comments begin with a number sign, quotes are doubled."""
    lines = [line for line in text.split("\n") if not line.startswith("#")]
    return list(csv.reader(lines, delimiter="\t", strict=True))[:-1]


LAIKA = Question(
    "b/laika",
    "Which dog flew on Sputnik 2?",
    "Laika",
    (Wrong("Belka", "She flew in 1960."), Wrong("Strelka"), Wrong("Mushka")),
    explanation="She was a stray.",
    source="https://example.org/laika",
    tags=("space dogs", "sputnik"),
)


def test_the_header_tells_anki_how_to_read_the_file() -> None:
    assert write(bank(LAIKA)).split("\n")[:5] == [
        "#separator:tab",
        "#html:true",
        "#notetype:Basic",
        "#deck column:3",
        "#tags column:4",
    ]


def test_a_card_asks_on_the_front_and_answers_on_the_back() -> None:
    [[front, back, deck, tags]] = rows(write(bank(LAIKA)))

    question, empty, *options = front.split("<br>")
    assert (question, empty) == (LAIKA.text, "")
    assert [option[:3] for option in options] == ["A. ", "B. ", "C. ", "D. "]
    assert {option[3:] for option in options} == {"Laika", "Belka", "Strelka", "Mushka"}
    right = next(option for option in options if option.endswith("Laika"))
    belka = next(option for option in options if option.endswith("Belka"))
    assert back.split("<br>") == [
        f"<b>{right}</b>",
        "",
        "She was a stray.",
        "",
        f"{belka[:3]}She flew in 1960.",
        "",
        "<small>https://example.org/laika</small>",
    ]
    assert (deck, tags) == ("First flights: dogs", "space_dogs sputnik")


@pytest.mark.parametrize(
    "text",
    [
        "# 1",
        '"Vostok"',
        'a "b" c',
        "<b> & &lt;",
        "one\n\ntwo",
        "a\tb",
        "[sound:x.mp3]",
        "[latex]x[/latex]",
        "[$]x[/$]",
        "'",
    ],
)
def test_any_text_shows_as_it_is(text: str) -> None:
    written = write(bank(Question("b/q", text, "right", (Wrong("wrong"),))))
    [[front, *_]] = rows(written)

    assert html.unescape(front.replace("<br>", "\n")).startswith(text.replace("\t", " ") + "\n\n")
    assert not re.search(r"<(?!br>)|\[(sound|latex|\$)", front)


def test_a_card_is_one_line() -> None:
    assert write(bank(Question("b/q", "a\nb", "c", (Wrong("d"),), explanation="e\nf"))).count("\n") == 6
