"""The short way from events to questions gives what the long way gives, or leaves the question to it."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cosmoquiz.banks.check import Reading, check_text
from cosmoquiz.banks.problem import Report
from cosmoquiz.banks.reader import Fields, Items, read_tree
from cosmoquiz.banks.sound import Sound

HEAD = "title: T\ntags: [all]\ndifficulty: hard\nsource: s\nquestions:\n"
PLAIN = "  - question: Who flew first?\n    answer: Yuri Gagarin\n    wrong: [Gherman Titov, Alexei Leonov]\n"


def the_short_way(text: str) -> list[bool]:
    """For each question whether it went the short way."""
    tree = read_tree(text.encode(), Report())
    assert tree
    assert isinstance(tree.root, Fields)
    questions = tree.root.pairs[-1][1]
    assert isinstance(questions, Items)
    return [isinstance(item, Sound) for item in questions.items]


@pytest.mark.parametrize(
    "question",
    [
        PLAIN,
        PLAIN.replace("Yuri Gagarin", "Юрий Гагарин"),
        PLAIN.replace("Yuri Gagarin", '"Yuri Gagarin: the first"'),
        PLAIN + "    explanation: >-\n      He landed\n      by parachute.\n    tags: [crewed]\n    difficulty: easy\n",
        PLAIN
        + "    id: first\n    source: https://example.org/?a=b&c=d#e\n    as_of: 2024-06\n    group: g\n    hint: h\n",
        PLAIN.replace("[Gherman Titov, Alexei Leonov]", "\n      Gherman Titov: The second.\n      Alexei Leonov:\n"),
        PLAIN.replace("[Gherman Titov, Alexei Leonov]", "\n      - Gherman Titov  # the second\n      - Leonov!\n"),
        PLAIN + "    lint: [long-answer]\n",
    ],
)
def test_ordinary_questions_go_the_short_way(question: str) -> None:
    text = HEAD.replace("tags: [all]", "about: a # b") + question + question
    assert the_short_way(text) == [True, True]


@pytest.mark.parametrize(
    "question",
    [
        PLAIN + "    explantion: He landed.\n",
        PLAIN + "    answer: Titov\n",
        PLAIN.replace("Alexei Leonov", "YURI gagarin"),
        PLAIN.replace("Yuri Gagarin", "&a Yuri Gagarin"),
        PLAIN.replace("first?", "# first?"),
        PLAIN.replace("[Gherman Titov, Alexei Leonov]", "[1,000, 2,000]"),
        PLAIN.replace("Yuri Gagarin", '"  "'),
        PLAIN.replace("Yuri Gagarin", "x" * 501),
        PLAIN.replace("Yuri Gagarin", '"a\\u202eb"'),
        PLAIN.replace("Yuri Gagarin", '"e\\u0301"'),
    ],
)
def test_what_is_unusual_goes_the_long_way(question: str) -> None:
    assert the_short_way(HEAD + PLAIN + question + PLAIN) == [True, False, True]


TEXTS = st.one_of(
    st.sampled_from(
        [
            "Gagarin",
            "gagarin ",
            "1957",
            "1,000",
            "000",
            "",
            " ",
            "No",
            "~",
            "a: b",
            "a #b",
            "#a",
            "&a",
            "*a",
            "- a",
        ]
    ),
    st.text("aA1 ,.'\"\\:#&*|>-[]{}%@`\téжß\u0301\u00a0\u200d😀\n", max_size=12),
)
KEYS = st.sampled_from(
    [
        "question",
        "answer",
        "wrong",
        "explanation",
        "source",
        "difficulty",
        "tags",
        "hint",
        "as_of",
        "group",
        "lint",
        "id",
        "x",
    ]
)


def scalar(text: str, style: str) -> str:
    """A text as YAML in one of the styles; in the plain ones it may mean something else."""
    if style == "double":
        return json.dumps(text, ensure_ascii=False)
    if style == "escaped":
        return json.dumps(text)
    if style == "single":
        return "'" + text.replace("'", "''").replace("\n", " ") + "'"
    if style == "block":
        return "|\n" + "".join(f"        {line}\n" for line in text.split("\n")).rstrip("\n")
    return text.replace("\n", "\n        ")


SCALARS = st.builds(scalar, TEXTS, st.sampled_from(["plain", "double", "escaped", "single", "block"]))
LISTS = st.one_of(
    st.lists(SCALARS, max_size=4).map(lambda entries: f"[{', '.join(entries)}]"),
    st.lists(SCALARS, max_size=4).map(lambda entries: "".join(f"\n      - {entry}" for entry in entries)),
    st.lists(st.tuples(SCALARS, SCALARS), max_size=3).map(
        lambda pairs: "".join(f"\n      {option}: {note}" for option, note in pairs)
    ),
)
QUESTIONS = st.lists(st.tuples(KEYS, st.one_of(SCALARS, LISTS)), min_size=1, max_size=4).map(
    lambda fields: PLAIN + "".join(f"    {key}: {value}\n" for key, value in fields)
)
BARE = st.tuples(SCALARS, SCALARS, LISTS).map(
    lambda parts: f"  - question: {parts[0]}\n    answer: {parts[1]}\n    wrong: {parts[2]}\n"
)


def assert_same_verdict(ours: Reading, pure: Reading) -> None:
    assert (ours.bank, ours.title, ours.count) == (pure.bank, pure.title, pure.count)
    lines = [{problem.line for problem in r.problems if problem.severity == "error"} for r in (ours, pure)]
    assert lines[0] == lines[1]


@given(st.lists(st.one_of(QUESTIONS, BARE), min_size=1, max_size=3))
@example([PLAIN.replace("Yuri", "'Yuri'")])
@example([PLAIN.replace("Yuri", "!name Yuri")])
@example([PLAIN + "    tags:\n      - question: a\n        answer: b\n        wrong: [c]\n"])
def test_both_ways_give_the_same_bank_or_the_same_problems(questions: list[str]) -> None:
    content = (HEAD + "".join(questions)).encode("utf-8", "surrogatepass")
    assert check_text(content, "b") == check_text(content, "b", pure=True)


@given(st.lists(QUESTIONS, min_size=1, max_size=2), st.sampled_from(["", "about: '\n", "licence: @x\n"]))
def test_both_ways_agree_where_a_syntax_error_breaks_the_bank(questions: list[str], broken: str) -> None:
    content = (HEAD.replace("tags", broken + "tags") + "".join(questions) + "  - question: a: b\n").encode()
    assert_same_verdict(check_text(content, "b"), check_text(content, "b", pure=True))
