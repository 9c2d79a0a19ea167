"""Moodle's GIFT format."""

import time

import pytest

from cosmoquiz.banks.fields import TAG_LIMIT
from cosmoquiz.banks.formats.gift import read, write
from cosmoquiz.banks.formats.item import FormatError, Item
from cosmoquiz.quiz.question import Bank, Question, Wrong

GOOD = "Which dog flew on Sputnik 2?{=Laika ~Belka ~Strelka}\n"


def only(text: str) -> Item:
    incoming = read(text)
    assert incoming.left_out == ()
    assert len(incoming.items) == 1
    return incoming.items[0]


def wrong(item: Item) -> list[str]:
    return [option.text for option in item.wrong]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "Which dog flew on Sputnik 2? {\n\t~Belka\n\t=Laika\n\t~ Strelka \n}",
        "Which dog flew on Sputnik 2?{~Belka=Laika~Strelka}",
        "Which dog flew on Sputnik 2?{~Belka~=Laika~Strelka}",
        "Which dog flew on Sputnik 2?\n\n{\n=Laika\n\n~Belka\n~Strelka\n\n}",
        "Which dog flew on Sputnik 2?{~%100%Laika ~%-50%Belka ~%-33.33333%Strelka}",
        "::Dogs::Which dog flew on Sputnik 2?{=Laika ~Belka ~Strelka}",
        "// a comment\nWhich dog flew on Sputnik 2?{\n// another = ~ }\n=Laika ~Belka ~Strelka}\n// the last",
        "[html]<p>Which <b>dog</b> flew on <i>Sputnik&nbsp;2</i>?<!-- easy --></p>{=<p>Laika</p> ~Belka ~Strelka}",
        "[markdown]Which **dog** flew on `Sputnik 2`?{=Laika ~Belka ~[plain]Strelka}",
        "[moodle]Which <b>dog</b> flew on Sputnik 2?{=Laika ~Belka ~Strelka}",
        "[plain]Which dog flew on Sputnik 2?{=[html]<b>Laika</b> ~[plain]Belka ~Strelka}",
    ],
)
def test_a_question_is_read_however_it_is_typed(text: str) -> None:
    item = only(text)

    assert item.question == "Which dog flew on Sputnik 2?"
    assert item.answer == "Laika"
    assert wrong(item) == ["Belka", "Strelka"]


def test_escapes_stand_for_their_characters() -> None:
    item = only(r"a\: b\nc \\n \{x\} \alpha{=\=1 \~2 ~\#3 \} ~\\}")

    assert item.question == "a: b\nc \\n {x} \\alpha"
    assert item.answer == "=1 ~2"
    assert wrong(item) == ["#3 }", "\\"]


def test_feedback_becomes_notes_and_the_explanation() -> None:
    item = only("Who?{=Laika#Right! ~Belka#She flew\n  in 1960. ####She was a stray\nfrom Moscow.}")

    assert item.wrong == (Wrong("Belka", "She flew in 1960."),)
    assert item.explanation == "She was a stray\nfrom Moscow.\nRight!"


@pytest.mark.parametrize(
    ("braces", "answer", "note", "explanation"),
    [
        ("{T}", "True", "", ""),
        ("{ false }", "False", "", ""),
        ("{FALSE#It did.}", "False", "It did.", ""),
        ("{TRUE#It did.#Well done.####On 12 April.}", "True", "It did.", "On 12 April.\nWell done."),
    ],
)
def test_a_true_or_false_question_has_two_options(braces: str, answer: str, note: str, explanation: str) -> None:
    item = only(f"Vostok flew in 1961.{braces}")

    assert (item.answer, item.explanation) == (answer, explanation)
    assert item.wrong == (Wrong("True" if answer == "False" else "False", note),)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The sky is {=blue ~red} today.", "The sky is _____ today."),
        ("{=Laika ~Belka} flew first.", "_____ flew first."),
        ("She flew in {=1957 ~1960}.", "She flew in _____."),
        ("She flew in {=1957 ~1960}\nand not later.", "She flew in _____\nand not later."),
    ],
)
def test_a_missing_word_leaves_a_gap(text: str, question: str) -> None:
    assert only(text).question == question


def test_questions_need_no_blank_line_between_them() -> None:
    text = "One?{T}\n// [tag:b]\nTwo?\n{=a ~b}\n::x::Three {=a ~b} and more\n$CATEGORY: top/moon\nFour?{F}"
    incoming = read(text)

    assert [item.question for item in incoming.items] == ["One?", "Two?", "Three _____ and more", "Four?"]
    assert [item.line for item in incoming.items] == [1, 3, 5, 7]
    assert [item.tags for item in incoming.items] == [(), ("b",), (), ("moon",)]


def test_comments_and_categories_say_what_an_item_is() -> None:
    text = """\
// title: Space dogs
// License: CC0-1.0

$CATEGORY: $course$/top/Animals/Dogs // cats

// question: 7  name: x
// [id:first-dog] [tag:a \\] b] [source:https://example.org/a] [difficulty:easy]
::Name::Who?{=Laika ~Belka}

// [id:first-dog]
::second::Who was it?{=Laika ~Belka}

::Not an id::Who now?{=Laika ~Belka}
"""
    incoming = read(text)
    first, second, third = incoming.items

    assert (incoming.title, incoming.licence) == ("Space dogs", "CC0-1.0")
    assert (first.id, second.id, third.id) == ("first-dog", "second", "")
    assert first.tags == ("Animals", "Dogs / cats", "a ] b")
    assert (first.source, first.difficulty) == ("https://example.org/a", "easy")
    assert first.line == 8


def test_html_is_shown_as_text() -> None:
    text = (
        "[html]<p>Gravity\\: 9.81 m/s<sup>2</sup></p><ul><li>H<sub>2</sub>O &lt; x</li><li>a<sup>b</sup></li></ul>"
        "<img src\\='x' alt\\='A rocket'>{=yes ~no}"
    )

    assert only(text).question == "Gravity: 9.81 m/s²\nH2O < x\na^b\nA rocket"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Is a <b>b</b> < c?{T}", "Is a b < c?"),
        ("What is in <stdio.h>, a &amp; b?{T}", "What is in <stdio.h>, a & b?"),
        ("<b>{T}", "<b>"),
        ("AT&T &copy;{T}", "AT&T ©"),
    ],
)
def test_unmarked_text_is_taken_for_html_only_where_it_is(text: str, question: str) -> None:
    assert only(text).question == question


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("An introduction.", "it has no answers: there are no braces"),
        ("Tell me more.{}", "it is an essay question: there are no options"),
        ("When?{#1961:2}", "it asks for a number: there are no options"),
        ("Match.{=a -> b =c -> d}", "it is a matching question"),
        ("Who?{=Laika =Laika the dog}", "it asks for an answer in writing: there are no wrong options"),
        ("I {1:MC:~go~=went} there {2:SA:=again}.", "it is a cloze question, a text with gaps of its own kind"),
        ("Who?{~Laika ~Belka}", "it has no right answer"),
        ("Who?{~=Laika}", "it has no wrong options"),
        ("Who?{~%50%Laika ~%50%Belka ~Mir}", "it has several right answers that share the points"),
        ("Who?{=Laika}{=Belka}", r'it has more than one pair of braces (those that are meant as text are written "\{"'),
        (
            "Who?{=Laika ~{Belka}}",
            r'it has more than one pair of braces (those that are meant as text are written "\{"',
        ),
        ("Who?{=Laika ~Belka", 'its "{" is never closed'),
        ("Who?}=Laika{ ~Belka", 'its "}" closes nothing'),
        ("Who?{=a ~b=c}", 'it has 2 right answers (a "=" or "~" that is meant as text is written'),
        ("Who?{Laika ~Belka =Strelka}", 'there is text before the first "=" or "~"'),
        ("{=Laika ~Belka}", "it has no question"),
        ("Who?{=a " + "~b" * 1000 + "}", "it has more than 1000 options"),
        ("[html]<img src\\='x.png'> Who?{=Laika ~Belka}", "it needs a picture, a sound or a film"),
        ("[markdown]![](x.png) Who?{=Laika ~Belka}", "it needs a picture, a sound or a film"),
        ("Who?{=<img src\\='x.png'> ~Belka}", "it needs a picture, a sound or a film"),
    ],
)
def test_what_makes_no_question_is_left_out_and_the_rest_comes_in(text: str, reason: str) -> None:
    incoming = read(f"// first\n{GOOD}\n{text}\n\n{GOOD}")

    assert [(left.line, left.number) for left in incoming.left_out] == [(4, 2)]
    assert incoming.left_out[0].reason.startswith(reason)
    assert [item.question for item in incoming.items] == ["Which dog flew on Sputnik 2?"] * 2


def test_a_description_before_a_question_is_not_a_part_of_it() -> None:
    incoming = read(f"Think of dogs.\n\n{GOOD}")

    assert [left.line for left in incoming.left_out] == [1]
    assert [item.line for item in incoming.items] == [3]


def test_an_option_for_part_of_the_points_is_wrong_and_the_owner_is_told() -> None:
    incoming = read("Who?{=Laika ~%50%Belka ~Mir}")

    assert wrong(incoming.items[0]) == ["Belka", "Mir"]
    assert incoming.remarks == (
        "In 1 question an option that Moodle gives part of the points for has become a wrong one.",
    )


def test_tags_too_long_for_a_bank_are_cut_and_the_owner_is_told() -> None:
    incoming = read(f"$CATEGORY: {'x' * 70}/b\n\n{GOOD}")

    assert incoming.items[0].tags == ("x" * 59 + "…", "b")
    assert len(incoming.remarks) == 1


@pytest.mark.parametrize("text", ["", "// only\n// comments", "Just a letter.\n\nNothing else.", "$CATEGORY: a/b"])
def test_another_file_is_refused_with_a_word_on_what_is_expected(text: str) -> None:
    with pytest.raises(FormatError, match="braces"):
        read(text)


@pytest.mark.parametrize("text", [f"{GOOD}\n" * 20_001, "x\n" * 1_000_001], ids=["questions", "lines"])
def test_more_than_a_bank_holds_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match="split it"):
        read(text)


DOGS = Bank(
    "dogs",
    "Space dogs",
    (
        Question(
            "dogs/first",
            "[html] Which: {dog}\\n?\n// $CATEGORY: a",
            "%50%Laika",
            (Wrong("[html]Belka", "[plain] #1"), Wrong(" =Strelka "), Wrong("~Mushka")),
            explanation="#### a } b",
            source="https://example.org/[x]",
            difficulty="hard",
            tags=("dogs", "a \\] b"),
            hint="Woof.",
            as_of="2024-06",
            group="dogs-1",
        ),
    ),
    about="Dogs only.",
    author="A. Writer",
    licence="CC0-1.0",
    language="en",
)


def test_all_that_a_bank_says_comes_back() -> None:
    incoming = read(write(DOGS))
    question, item = DOGS.questions[0], incoming.items[0]

    assert (incoming.title, incoming.about, incoming.author) == (DOGS.title, DOGS.about, DOGS.author)
    assert (incoming.licence, incoming.language) == (DOGS.licence, DOGS.language)
    assert (item.question, item.answer) == (question.text, question.answer)
    assert sorted(item.wrong, key=str) == sorted(question.wrong, key=str)
    assert (item.explanation, item.source, item.difficulty) == (question.explanation, question.source, "hard")
    assert (item.id, item.tags, item.hint) == ("first", question.tags, question.hint)
    assert (item.as_of, item.group) == (question.as_of, question.group)


def test_the_export_is_as_moodle_expects_it() -> None:
    heading, block = write(DOGS).rstrip("\n").split("\n\n")
    lines = block.split("\n")

    assert heading.split("\n")[0] == "// title: Space dogs"
    assert lines[0].startswith("// [id:first] [tag:dogs] ")
    assert lines[1] == r"[plain][html] Which\: \{dog\}\\n?\n// $CATEGORY\: a{"
    assert "    =[plain]%50%Laika" in lines
    assert r"    ~[plain][html]Belka#[plain][plain] \#1" in lines
    assert r"    ~\=Strelka" in lines
    assert lines[-2:] == [r"    ####\#\#\#\# a \} b", "}"]


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "{",
            "}",
            "~",
            "=",
            "#",
            "\\",
            "::",
            "[tag:",
            "<a",
            "<!--",
            "&#",
            "<b",
            "{~",
            "q{=a~b}",
            "%1",
            "**a",
            "`a ``",
        ),
        *(
            "![](",
            '<img alt="',
            "{}\n",
            "a\n\n",
            "q{=a~b}\n",
            "$CATEGORY: a/\n",
            "{\n\n~",
            "x\n{=",
            "// [tag:a] ",
            "[id:\\",
        ),
    ],
)
def test_a_hostile_file_is_read_or_refused_at_once(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    started = time.monotonic()
    for whole in (
        text,
        f"[html]{text}{{=a ~b}}",
        f"[markdown]{text}{{=a ~{text}}}",
        f"q{{T#{text}",
        f"// {text}\n{GOOD}",
    ):
        try:
            read(whole)
        except FormatError:
            continue

    assert time.monotonic() - started < 10


def test_escapes_at_the_end_of_a_file_are_harmless() -> None:
    for end in ("\\", "\\\\", "\\n", "\\{", "{\\", "{=a ~b\\}"):
        assert len(read(f"{GOOD}\nLast{end}").items) == 1


def test_a_category_with_thousands_of_names_costs_the_questions_under_it_nothing() -> None:
    names = "/".join(f"name {number}" for number in range(5000))
    started = time.monotonic()
    incoming = read(f"$CATEGORY: {names}\n\n" + "".join(f"Question {n}{{=a ~b}}\n\n" for n in range(1000)))

    assert time.monotonic() - started < 4
    assert len(incoming.items) == 1000
    assert len(incoming.items[-1].tags) == TAG_LIMIT
    assert any("shortened" in remark for remark in incoming.remarks)


def test_blanks_that_a_comment_asks_for_make_no_text_longer_than_a_bank_takes_it() -> None:
    item = only("// [blanks:0 9999 9999] [blanks:1 0 9999] [blanks:2 1 1]\nQuestion{=a ~b}")

    assert (item.question, item.answer, wrong(item)) == ("Question", "a", [" b "])
