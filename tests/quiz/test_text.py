"""The text gate."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmoquiz.quiz.text import NAME_LIMIT, fold, player_name, printable, refused, tidy

HOSTILE = {
    "escape": "\x1b[2J",
    "clipboard": "a\x1b]52;c;cHduZWQ=\x1b\\b",
    "bell": "\x07",
    "nul": "a\x00b",
    "delete": "\x7f",
    "c1": "\x9b2J",
    "carriage return": "a\rb",
    "shift out": "\x0e",
    "surrogate": "\ud800",
    "line separator": "a\u2028b",
    "right to left override": "abc\u202edef",
    "isolate that never closes": "\u2066abc",
    "isolate that closes nothing": "abc\u2069",
    "noncharacter": "\uffff",
    "noncharacter of another plane": "\U0001fffe",
    "tag characters": "abc\U000e0041\U000e0042",
    "zalgo": "e" + "\u0301" * 9,
}

GOOD = {
    "ascii": "What is [b] in C#? 100 %",
    "markup": "[@click=app.quit]x[/] $error {a} \\ [/",
    "russian": "Планета бурь (Planeta bur)",
    "greek": "Κόσμος",
    "arabic": "السلام عليكم",
    "isolated arabic": "say \u2067السلام\u2069 to them",
    "flag of scotland": "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "joined emoji": "👩\u200d🚀",
    "eight marks": "e" + "\u0316" * 8,
    "vietnamese": "Tiếng Việt",
    "tab": "a\tb",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_refused_with_its_place(text: str) -> None:
    problem = refused(text)
    assert problem is not None
    place, what = problem
    assert 0 <= place < len(text)
    assert what


def test_a_tower_of_any_mark_there_is_is_refused() -> None:
    marks = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in ("Mn", "Me")]
    assert len(marks) > 1000
    assert [mark for mark in marks if refused(f"é{mark * 9}") is None] == []


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD.keys())
def test_good_text_passes(text: str) -> None:
    assert refused(tidy(text)) is None


def test_newlines_pass_only_where_they_may() -> None:
    assert refused("a\nb") == (1, "a line break (U+000A)")
    assert refused("a\nb", newlines=True) is None


@given(st.text())
def test_what_passes_the_gate_has_no_control_character(text: str) -> None:
    text = tidy(text)
    if refused(text, newlines=True) is None:
        assert all(unicodedata.category(c) not in ("Cc", "Cs") or c == "\n" for c in text)


@given(st.text(st.characters()))
def test_what_is_printed_of_any_text_passes_the_gate(text: str) -> None:
    shown = printable(text)
    assert refused(shown) is None
    assert len(shown) <= 80


def test_what_is_printed_shows_what_was_there() -> None:
    assert printable("a\x1b[2Jb\n\ud800") == "a\\x1b[2Jb\\x0a\\ud800"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gagarin", " gagarin  "),
        ("Ｇagarin", "Gagarin"),
        ("Ga\u200bgarin", "Gagarin"),
        ("Straße", "STRASSE"),
        ("é", "e\u0301"),
        ("5\u00a0km", "5 km"),
        ("ﬁlm", "film"),
    ],
)
def test_texts_that_look_the_same_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_texts_stay_different() -> None:
    assert len({fold(text) for text in ("No", "Non", "0", "O", "1961", "1961-04-12", "C", "C#", "Ё", "Е")}) == 10


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("  Vladimir ", "Vladimir"),
        ("\x1b[31mAnna", "[31mAnna"),
        ("x" * 200, "x" * NAME_LIMIT),
        ("a\nb\tc", "a b c"),
        ("\udcff\udcfe", ""),
        ("", ""),
        ("Robert'); DROP TABLE rounds;--", "Robert'); DROP TABLE rounds;--"),
        ("a\u202eb", "ab"),
        ("\u2066\u2066x", "x"),
        ("Анна Мария", "Анна Мария"),
    ],
)
def test_a_name_is_one_clean_line(given_name: str, kept: str) -> None:
    assert player_name(given_name) == kept


@given(st.text())
def test_any_text_makes_a_name_that_passes_the_gate(text: str) -> None:
    name = player_name(text)
    assert len(name) <= NAME_LIMIT
    assert refused(name) is None
    assert player_name(name) == name
