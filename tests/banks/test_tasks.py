"""Questions in Markdown task lists."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmoquiz.banks.formats import read, recognise, tasks
from cosmoquiz.banks.formats.item import FormatError, Incoming, Item, LeftOut
from cosmoquiz.banks.formats.markup import has_picture, plain_markdown, without_entities
from cosmoquiz.quiz.question import Wrong

FOREIGN = Path(__file__).with_name("foreign")
LIST = "- [ ] Belka\n- [x] Laika\n- [ ] Strelka\n"


def only(text: str) -> Item:
    found = tasks.read(text)
    assert found.left_out == ()
    (item,) = found.items
    return item


def options(item: Item) -> list[str]:
    return [option.text for option in item.wrong]


@pytest.mark.parametrize(
    "asked",
    [
        "## Which dog?\n\n",
        "# Which dog?\n\n",
        "Which dog?\n\n",
        "Which dog?\n",
        "1. Which dog?\n",
        "12) Which dog?\n\n",
        "### 3. Which dog?\n",
        "#### Q3. Which dog?\n",
        "## Question 3: Which dog?\n",
        "## Question 3\n\nWhich dog?\n\n",
        "## Dogs\n\n1. Which dog?\n\n",
        "Which dog?\n==========\n\n",
        "## Which dog? ##\n",
        "**Which dog?**\n\n",
        "## Which\tdog?\n",
        "# Dogs in space\n\nSome words.\n\n## Which dog?\n\n",
        "---\ntitle: Dogs\n---\nWhich dog?\n\n",
        "Words before.\n\n---\n\nWhich dog?\n",
    ],
)
@pytest.mark.parametrize("mark", ["-", "*", "+", "1."])
def test_a_heading_a_paragraph_or_a_numbered_item_asks(asked: str, mark: str) -> None:
    item = only(asked + LIST.replace("- [", f"{mark} ["))
    assert (" ".join(item.question.split()), item.answer, options(item)) == (
        "Which dog?",
        "Laika",
        ["Belka", "Strelka"],
    )


@pytest.mark.parametrize(
    "told",
    [
        "> In November 1957.\n",
        "\nIn November 1957.\n",
        "\n> **In** November 1957.\n",
        "\nExplanation: In November 1957.\n",
        "\n**Explanation:** In November 1957.\n",
        "\n<details><summary>Why</summary>\n\nIn November 1957.\n\n</details>\n",
    ],
)
@pytest.mark.parametrize(
    "then", ["", "\n## Which cat?\n\n" + LIST, "\n2. Which cat?\n\n" + LIST, "\nWhich cat?\n\n" + LIST]
)
def test_what_follows_a_list_explains_its_question(told: str, then: str) -> None:
    found = tasks.read("Which dog?\n\n" + LIST + told + then)
    assert [item.explanation for item in found.items] == ["In November 1957.", ""][: 2 if then else 1]
    assert [item.question for item in found.items] == ["Which dog?", "Which cat?"][: 2 if then else 1]


def test_a_line_that_names_a_source_becomes_the_source() -> None:
    item = only("Which dog?\n\n" + LIST + "\nIn 1957.\n\n[Reference](https://example.org/dog)\n")
    assert (item.explanation, item.source) == ("In 1957.", "https://example.org/dog")


def test_quotes_under_options_are_notes_and_one_before_the_list_is_a_hint() -> None:
    item = only(
        "### Which dog?\n\n> Hint: not a cat\n\n"
        "1. [x] Laika\n    > She did.\n1. [ ] Belka\n    > She came\n    > home.\n"
    )
    assert item == Item(
        "Which dog?", "Laika", (Wrong("Belka", "She came home."),), 1, explanation="She did.", hint="not a cat"
    )


def test_a_quote_that_the_question_announces_belongs_to_it() -> None:
    assert only("## Who said:\n\n> Off we go!\n\n" + LIST).question == "Who said:\nOff we go!"


def test_titles_come_from_front_matter_or_the_first_heading() -> None:
    assert tasks.read("---\nx: y\ntitle: 'Dogs'\n---\n# Other\n\nWhich?\n\n" + LIST).title == "Dogs"
    assert tasks.read("# **Dogs** in space\n\n## Which?\n\n" + LIST).title == "Dogs in space"
    assert tasks.read("# Which dog?\n\n" + LIST).title == ""
    assert tasks.read("# Which dog?\n\n" + LIST + "\n# Which cat?\n\n" + LIST).title == ""


def test_code_belongs_to_the_question_or_to_the_option_above_it() -> None:
    options_of_code = "- [ ] A\n\n```py\nx = 1\n```\n\n- [x] B\n\n```py\ny  = 2\n```\n"
    text = "## What does it print?\n\n```\n- [x] no task\nprint(1)\n```\n\n" + options_of_code
    item = only(text)
    assert (item.question, item.answer) == ("What does it print?\n- [x] no task\nprint(1)", "y = 2")
    assert (options(item), item.explanation) == (["x = 1"], "")


def test_options_apart_by_what_stands_under_them_are_one_list() -> None:
    item = only("## Which set?\n\n- [ ] A\n\n- one\n- two\n\n- [x] B\n\n- three\n- four\n")
    assert (item.answer, options(item)) == ("three four", ["one two"])


def test_options_go_on_in_the_next_line() -> None:
    item = only("Which?\n\n- [x] Laika,\n  the first\n- [ ] Belka,\nthe second\n")
    assert (item.answer, options(item)) == ("Laika, the first", ["Belka, the second"])


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        (LIST, LeftOut(1, 1, "there is no question above its list")),
        ("# To do\n\n- [ ] shop\n- [ ] cook\n", LeftOut(1, 1, "it has no right answer: no [x] in its list")),
        ("Which?\n\n- [x] a\n- [x] b\n", LeftOut(1, 1, "it has 2 right answers")),
        ("\nWhich?\n\n- [x] a\n", LeftOut(2, 1, "it has no wrong option")),
        ("![dog](a.png) Which?\n\n" + LIST, LeftOut(1, 1, "it has a picture, which a bank cannot hold")),
        ('Which?\n\n<img src="a">\n\n' + LIST, LeftOut(3, 1, "it has a picture, which a bank cannot hold")),
    ],
)
def test_lists_that_are_no_question_are_named(text: str, left_out: LeftOut) -> None:
    found = tasks.read(text + "\n## And a good one?\n\n" + LIST)
    assert found.left_out == (left_out,)
    assert [item.question for item in found.items] == ["And a good one?"]


def test_a_text_without_task_lists_is_refused() -> None:
    with pytest.raises(FormatError, match="no task list"):
        tasks.read("# Dogs\n\n- Laika\n- Belka\n")


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**bold** and *it* and __both__ and _it_", "bold and it and __both__ and it"),
        ("__two words__", "two words"),
        ("***very***", "very"),
        ("`code **stays** \\* [a](b)`", "code **stays** \\* [a](b)"),
        ("`` a ` b ``", "a ` b"),
        ("`never closed", "`never closed"),
        ('[text](https://example.org/a_(b) "t")', "text"),
        ("[text](<https://example.org>)", "text"),
        ("<https://example.org>", "https://example.org"),
        ("\\*not\\* \\_it\\_ \\[b\\] \\`c\\`", "*not* _it_ [b] `c`"),
        ("C:\\new \\\\", "C:\\new \\"),
        ("2*3*4 snake_case_name a * b * c", "2*3*4 snake_case_name a * b * c"),
        ("[b] arr[0] [x][y]", "[b] arr[0] [x][y]"),
        ("&quot;AT&amp;T&quot; &lt;b&gt;", '"AT&T" <b>'),
        ("`&amp;`", "&amp;"),
        ("H<sub>2</sub>O 10<sup>3</sup> a<br>b <b>c</b> list<int>", "H2O 10^3 a\nb c list<int>"),
        ("a <!-- hidden --> b", "a  b"),
    ],
)
def test_markup_leaves_plain_text(markdown: str, plain: str) -> None:
    assert plain_markdown(markdown) == plain


@given(st.text(alphabet="*_`[]()<>!\\&;#ab \n\"'"))
def test_any_markup_is_taken(text: str) -> None:
    assert isinstance(plain_markdown(text), str)
    assert has_picture(text) in (True, False)


@given(st.text(alphabet="abc äЯ.,;?!"))
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    assert plain_markdown(text) == text
    assert without_entities(text) == text


@given(st.text(alphabet="-*1.[ x]#>`~ \tab=\n", max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = tasks.read(text)
    except FormatError:
        return
    assert isinstance(found, Incoming)
    assert all(1 <= item.line <= text.count("\n") + 1 for item in found.items if item.line)


def test_the_sample_comes_out_right() -> None:
    text = (FOREIGN / "tasks.md").read_text(encoding="utf-8")
    assert recognise(text, "tasks") == "markdown"
    found = read(text, "markdown")
    assert (found.title, found.left_out) == ("Ships and stations", ())
    assert [item.question for item in found.items] == [
        "Which ship carried three people first?",
        "What does *Soyuz* mean?",
        "Which station came first?",
        "What did its crew call home?",
        '10 PRINT "MIR"\nWhat does this print?',
    ]
    assert found.items[0].explanation == "There was no room for spacesuits."
    assert found.items[2] == Item(
        "Which station came first?",
        "Salyut 1",
        (Wrong("Mir", "It came in 1986."), Wrong("Skylab")),
        18,
        explanation="It went up in April 1971.",
        source="https://example.org/salyut",
    )
