"""Banks written as YAML, as a careful person would type them."""

from pathlib import Path

import pytest
from written import yaml_text

from cosmoquiz.banks.check import check_text, read_bank
from cosmoquiz.banks.formats.item import Incoming, Item
from cosmoquiz.banks.library import banks_in, shipped_folder
from cosmoquiz.banks.yaml_text import incoming_text, scalar
from cosmoquiz.quiz.question import Wrong


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Who directed Solaris (1972)?", "Who directed Solaris (1972)?"),
        ("What's “up”?", "What's “up”?"),
        ("http://example.org/a#b", "http://example.org/a#b"),
        ("Гагарин", "Гагарин"),
        ("2024-06", '"2024-06"'),
        ("1961", '"1961"'),
        ("3.10", '"3.10"'),
        ("12:30", '"12:30"'),
        ("1961-04-12", '"1961-04-12"'),
        ("0x1F", '"0x1F"'),
        ("1e3", '"1e3"'),
        ("No", '"No"'),
        ("off", '"off"'),
        ("null", '"null"'),
        ("11 hours", "11 hours"),
        ("Apollo 11: the landing", '"Apollo 11: the landing"'),
        ("C #", '"C #"'),
        ("C# or F#", "C# or F#"),
        ("why:", '"why:"'),
        ("*args", '"*args"'),
        ("- a", '"- a"'),
        ("'quoted'", "\"'quoted'\""),
        ('"Let\'s go" he said', "'\"Let''s go\" he said'"),
        ("C:\\new", "C:\\new"),
        ("C:\\new: it", "'C:\\new: it'"),
        (" padded ", '" padded "'),
        ("two\nlines", '"two\\nlines"'),
        ("\ufeffmark", '"\\ufeffmark"'),
    ],
)
def test_a_text_is_plain_where_that_is_safe_and_quoted_where_not(text: str, written: str) -> None:
    assert scalar(text) == written


@pytest.mark.parametrize("text", ["a, b", "a: b", "[a]", "a]", "{a", "a?", "a #b", "it's: so", 'the "Eagle"'])
def test_brackets_hold_plain_only_what_cannot_end_them(text: str, pure: bool) -> None:
    bank = f"title: T\nquestions:\n- question: Q\n  answer: A\n  wrong: [{scalar(text, in_brackets=True)}, B]\n"
    reading = check_text(bank.encode(), "t", pure=pure)
    assert reading.bank
    assert [wrong.text for wrong in reading.bank.questions[0].wrong] == [text, "B"]


@pytest.mark.parametrize("path", banks_in(shipped_folder()), ids=lambda path: path.stem)
def test_the_shipped_banks_read_back_the_same(path: Path) -> None:
    bank = read_bank(path).bank
    assert bank
    assert check_text(yaml_text(bank).encode(), path.stem).bank == bank


def test_what_questions_share_stands_at_the_top_and_lines_stay_lines() -> None:
    two = Item("Which\ndog?", "Laika", (Wrong("Belka", "Came home."), Wrong("No")), tags=("dogs", "sputnik"))
    items = (Item("Who?", "Gagarin", (Wrong("Titov"),), tags=("dogs",), difficulty="easy"), two)
    assert incoming_text(Incoming(items, title="Space: dogs", licence="CC0-1.0", source="https://example.org")) == (
        'title: "Space: dogs"\n'
        "licence: CC0-1.0\n"
        "source: https://example.org\n"
        "tags: [dogs]\n"
        "\n"
        "questions:\n"
        "  - question: Who?\n"
        "    answer: Gagarin\n"
        "    wrong: [Titov]\n"
        "    difficulty: easy\n"
        "\n"
        "  - question: |\n"
        "      Which\n"
        "      dog?\n"
        "    answer: Laika\n"
        "    wrong:\n"
        "      Belka: Came home.\n"
        '      "No":\n'
        "    tags: [sputnik]\n"
    )


def test_made_up_ids_are_not_written_and_come_back_the_same(pure: bool) -> None:
    one = "- question: Who?\n  answer: Laika\n  wrong: [{}]\n"
    text = "title: T\nquestions:\n" + "".join(one.format(name) for name in ("Belka", "Strelka", "Dezik"))
    reading = check_text(text.encode(), "dogs", pure=pure)
    assert reading.bank
    written = yaml_text(reading.bank)
    assert "id:" not in written
    assert check_text(written.encode(), "dogs", pure=pure).bank == reading.bank


def test_options_too_long_for_a_key_keep_their_notes(pure: bool) -> None:
    option = "\ufeff" * 499 + "x"
    item = Item("Who?", "Laika", (Wrong(option, "Why"), Wrong("Belka")))
    reading = check_text(incoming_text(Incoming((item,), title="T")).encode(), "t", pure=pure)
    assert reading.bank
    assert reading.bank.questions[0].wrong == item.wrong


def test_a_long_list_stands_line_by_line() -> None:
    item = Item("Who?", "a", tuple(Wrong(letter * 40) for letter in "bcd"))
    assert f"    wrong:\n      - {'b' * 40}\n" in incoming_text(Incoming((item,), title="T"))
