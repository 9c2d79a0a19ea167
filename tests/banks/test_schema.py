"""The schema for editors says the same as the checker, as far as a schema can."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from cosmoquiz.banks.check import check_text
from cosmoquiz.banks.fields import (
    BANK_FIELDS,
    ID_LIMIT,
    LENGTHS,
    QUESTION_FIELDS,
    QUESTION_LIMIT,
    TAG_LIMIT,
    WRONG_LIMIT,
)
from cosmoquiz.banks.library import shipped_folder
from cosmoquiz.banks.lint import CODES
from cosmoquiz.banks.shelf import schema, start
from cosmoquiz.quiz.question import DIFFICULTIES

SCHEMA: Final[dict[str, Any]] = json.loads(schema())
QUESTION: Final[dict[str, Any]] = SCHEMA["properties"]["questions"]["items"]
VALIDATOR: Final = Draft7Validator(SCHEMA)

CORE: Final = (
    (re.compile(r"(?:null|Null|NULL|~|)"), lambda _: None),
    (re.compile(r"(?:true|True|TRUE|false|False|FALSE)"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+"), lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text[2:], 16)),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"), lambda text: float(text.replace(".", "", 1))),
)
"""What plain text becomes in YAML 1.2, as editors read it."""


def as_editors_read(text: str) -> Any:
    events = [event for event in yaml.parse(text, Loader=yaml.SafeLoader) if not _is_frame(event)]
    return _value(iter(events)) if events else None


def _is_frame(event: yaml.Event) -> bool:
    return isinstance(
        event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentStartEvent | yaml.DocumentEndEvent
    )


def _value(events: Iterator[yaml.Event], event: yaml.Event | None = None) -> Any:
    event = event or next(events)
    if isinstance(event, yaml.ScalarEvent):
        return event.value if event.style else _plain(event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        return [_value(events, item) for item in _until(events, yaml.SequenceEndEvent)]
    assert isinstance(event, yaml.MappingStartEvent)
    fields = {}
    for key in _until(events, yaml.MappingEndEvent):
        assert isinstance(key, yaml.ScalarEvent)
        fields[key.value] = _value(events)
    return fields


def _until(events: Iterator[yaml.Event], end: type[yaml.Event]) -> Iterator[yaml.Event]:
    while not isinstance(event := next(events), end):
        yield event


def _plain(text: str) -> Any:
    return next((make(text) for pattern, make in CORE if pattern.fullmatch(text)), text)


def told(text: str) -> list[str]:
    """The codes that the checker gives."""
    return [problem.code for problem in check_text(text.encode(), "bank").problems]


def marked(text: str) -> list[str]:
    """What an editor underlines, as the places of its complaints."""
    return ["/".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(as_editors_read(text))]


def bank(*, head: str = "", **fields: str) -> str:
    """A bank with one question, sound but for the fields given; a field is left out when it is `-`."""
    whole = {"question": "Who?", "answer": "A", "wrong": "[B, C]"} | fields
    lines = [f"{name}: {value}".rstrip() for name, value in whole.items() if value != "-"]
    return f"title: T\n{head}questions:\n  - " + "\n    ".join(lines) + "\n"


def test_the_schema_is_a_schema() -> None:
    Draft7Validator.check_schema(SCHEMA)


def test_the_schema_knows_the_fields_that_there_are() -> None:
    assert set(SCHEMA["properties"]) == BANK_FIELDS
    assert set(QUESTION["properties"]) == QUESTION_FIELDS


def test_the_schema_has_the_limits_of_the_checker() -> None:
    found: dict[str, int] = {}
    for properties in (SCHEMA["properties"], QUESTION["properties"]):
        for name, field in properties.items():
            limit = field.get("maxLength") or field.get("items", {}).get("maxLength")
            if limit:
                assert found.setdefault(name, limit) == limit, name
    wrong = QUESTION["properties"]["wrong"]
    found["note"] = wrong["additionalProperties"]["maxLength"]
    assert found == {name: limit for name, limit in LENGTHS.items() if name != "difficulty"}
    assert wrong["propertyNames"]["maxLength"] == LENGTHS["wrong"]
    assert wrong["maxItems"] == wrong["maxProperties"] == WRONG_LIMIT
    assert SCHEMA["properties"]["questions"]["maxItems"] == QUESTION_LIMIT
    assert SCHEMA["properties"]["tags"]["maxItems"] == QUESTION["properties"]["tags"]["maxItems"] == TAG_LIMIT
    assert QUESTION["properties"]["lint"]["maxItems"] == 4 * TAG_LIMIT
    assert f"{{1,{ID_LIMIT}}}" in QUESTION["properties"]["id"]["pattern"]


def test_the_schema_has_the_difficulties_of_the_game() -> None:
    assert tuple(QUESTION["properties"]["difficulty"]["enum"]) == DIFFICULTIES
    assert tuple(SCHEMA["properties"]["difficulty"]["enum"]) == DIFFICULTIES


def test_every_field_tells_an_editor_what_it_is() -> None:
    for properties in (SCHEMA["properties"], QUESTION["properties"]):
        for name, field in properties.items():
            assert field["title"], name
            assert 20 <= len(field["description"]) <= 200, name


def test_the_examples_in_the_schema_are_sound() -> None:
    for properties in (SCHEMA["properties"], QUESTION["properties"]):
        for name, field in properties.items():
            for example in field.get("examples", ()):
                assert list(Draft7Validator(field).iter_errors(example)) == [], name


GOOD: Final = {
    "years": bank(answer="1961", wrong="[1957, 1963, 1965]"),
    "years with notes": bank(answer="1961", wrong="\n      1957: 1957\n      1963:\n      1965: false"),
    "yes and no": bank(answer="No", wrong="[Yes]"),
    "true and false": bank(answer="true", wrong="[false]"),
    "numbers": bank(answer="3.10", wrong="[3.1, 1e3, 0x1F, 007, .5, -1]"),
    "versions that are one number": bank(answer="3.2", wrong="[3.1, 3.10]"),
    "dates and times": bank(answer="12:30", wrong="[1961-04-12, 1_000]"),
    "infinity": bank(answer=".inf", wrong="[.nan]"),
    "a number for every text": bank(
        head="about: 1\nauthor: 2\nlicence: 3\nlanguage: 4\nsource: 5\ntags: [6]\n",
        question="1",
        explanation="2",
        source="3",
        hint="4",
        as_of="2024",
        group="5",
        tags="[7, true]",
        lint="[8]",
        id="2001",
    ),
    "a title that is a number": bank().replace("title: T", "title: 2001"),
    "a difficulty": bank(difficulty="hard", head="difficulty: easy\n"),
    "no tags": bank(tags="[]", lint="[]"),
    "eight options": bank(wrong="[b, c, d, e, f, g, h, i]"),
    "text in several lines": bank(question="|\n      Who\n      else?", explanation=">\n      a\n\n      b"),
    "an answer after a bar": bank(answer="|\n      A", hint="|\n      H"),
    "an empty note": bank(wrong='\n      B: ""\n      C:'),
    "a note with a line to spare": bank(wrong="\n      B: |\n        b"),
    "an id that looks like a truth": bank(id="true"),
    "an id that looks like a number": bank(id="-5"),
    "limits": bank(question="a" * 2000, answer="b" * 500, explanation="c" * 4000, id="d" * 60),
    "a tab in a text": bank(answer='"a\\tb"'),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_the_checker_accepts_no_editor_marks(name: str) -> None:
    assert (told(GOOD[name]), marked(GOOD[name])) == ([], [])


MISTAKES: Final = {
    "no title": (bank().replace("title: T\n", ""), "missing-field", ""),
    "no questions field": ("title: T\n", "missing-field", ""),
    "no question": (bank(question="-"), "missing-field", "questions/0"),
    "no answer": (bank(answer="-"), "missing-field", "questions/0"),
    "no wrong": (bank(wrong="-"), "missing-field", "questions/0"),
    "unknown field": (bank(explantion="x"), "unknown-field", "questions/0"),
    "unknown field of the bank": (bank(head="license: x\n"), "unknown-field", ""),
    "a question's field at the bank": (bank(head="answer: x\n"), "unknown-field", ""),
    "no questions": ("title: T\nquestions:\n", "no-questions", "questions"),
    "an empty list of questions": ("title: T\nquestions: []\n", "no-questions", "questions"),
    "text for questions": ("title: T\nquestions: none\n", "not-a-list", "questions"),
    "fields for questions": ("title: T\nquestions:\n  first: x\n", "not-a-list", "questions"),
    "text for a question": ("title: T\nquestions:\n  - Who?\n", "not-fields", "questions/0"),
    "a list for a question": ("title: T\nquestions:\n  - [Who]\n", "not-fields", "questions/0"),
    "nothing for a question": ("title: T\nquestions:\n  -\n", "not-fields", "questions/0"),
    "only a list": ("- question: Who?\n", "not-a-bank", ""),
    "only text": ("hello there\n", "not-a-bank", ""),
    "other fields": ("a: b\nc: d\n", "not-a-bank", ""),
    "nothing": ("", "empty-file", ""),
    "empty title": (bank().replace("title: T", "title:"), "empty-field", "title"),
    "empty question": (bank(question=""), "empty-field", "questions/0/question"),
    "empty answer": (bank(answer=""), "empty-field", "questions/0/answer"),
    "blank answer": (bank(answer='"  "'), "empty-field", "questions/0/answer"),
    "empty wrong": (bank(wrong=""), "empty-field", "questions/0/wrong"),
    "empty explanation": (bank(explanation=""), "empty-field", "questions/0/explanation"),
    "empty difficulty": (bank(difficulty=""), "empty-field", "questions/0/difficulty"),
    "empty tags": (bank(tags=""), "empty-field", "questions/0/tags"),
    "empty option": (bank(wrong="\n      -\n      - B"), "empty-option", "questions/0/wrong/0"),
    "empty option in quotes": (bank(wrong='["", B]'), "empty-option", "questions/0/wrong/0"),
    "empty option with a note": (bank(wrong='\n      "": why\n      B:'), "empty-option", "questions/0/wrong"),
    "empty tag": (bank(tags='[""]'), "empty-entry", "questions/0/tags/0"),
    "a text for wrong": (bank(wrong="b, c"), "not-a-list", "questions/0/wrong"),
    "a number for wrong": (bank(wrong="5"), "not-a-list", "questions/0/wrong"),
    "a text for tags": (bank(tags="films"), "not-a-list", "questions/0/tags"),
    "fields for tags": (bank(tags="{films: x}"), "not-a-list", "questions/0/tags"),
    "a text for lint": (bank(lint="long-answer"), "not-a-list", "questions/0/lint"),
    "no options": (bank(wrong="[]"), "option-count", "questions/0/wrong"),
    "no options with notes": (bank(wrong="{}"), "option-count", "questions/0/wrong"),
    "nine options": (bank(wrong="[b, c, d, e, f, g, h, i, j]"), "option-count", "questions/0/wrong"),
    "nine options with notes": (
        bank(wrong="{b: , c: , d: , e: , f: , g: , h: , i: , j: }"),
        "option-count",
        "questions/0/wrong",
    ),
    "a list for an answer": (bank(answer="[x]"), "not-text", "questions/0/answer"),
    "fields for a question's text": (bank(question="{x: y}"), "not-text", "questions/0/question"),
    "a list for an option": (bank(wrong="[[b], c]"), "not-text", "questions/0/wrong/0"),
    "a field for an option": (bank(wrong="\n      - B: c\n      - D"), "unquoted-colon", "questions/0/wrong/0"),
    "a list for a note": (bank(wrong="\n      B: [c]"), "not-text", "questions/0/wrong/B"),
    "a list for a tag": (bank(tags="[[b], c]"), "not-text", "questions/0/tags/0"),
    "a list for an id": (bank(id="[x]"), "not-text", "questions/0/id"),
    "unknown difficulty": (bank(difficulty="medum"), "unknown-difficulty", "questions/0/difficulty"),
    "difficulty in capitals": (bank(difficulty="Easy"), "unknown-difficulty", "questions/0/difficulty"),
    "a number for difficulty": (bank(difficulty="3"), "unknown-difficulty", "questions/0/difficulty"),
    "unknown difficulty of the bank": (bank(head="difficulty: x\n"), "unknown-difficulty", "difficulty"),
    "capitals in an id": (bank(id="Solaris"), "bad-id", "questions/0/id"),
    "slash in an id": (bank(id="a/b"), "bad-id", "questions/0/id"),
    "long id": (bank(id="a" * 61), "bad-id", "questions/0/id"),
    "empty id": (bank(id='""'), "bad-id", "questions/0/id"),
    "a fraction for an id": (bank(id="1.5"), "bad-id", "questions/0/id"),
    "21 tags": (bank(tags=f"[{', '.join(map(str, range(21)))}]"), "too-many-tags", "questions/0/tags"),
    "21 tags of the bank": (bank(head=f"tags: [{', '.join(map(str, range(21)))}]\n"), "too-many-tags", "tags"),
    "81 codes": (bank(lint=f"[{', '.join(map(str, range(81)))}]"), "too-many-tags", "questions/0/lint"),
    "two lines in an answer": (bank(answer="|\n      A\n      B"), "line-break", "questions/0/answer"),
    "two lines in an option": (bank(wrong='["a\\nb", c]'), "line-break", "questions/0/wrong/0"),
    "two lines in a note": (bank(wrong='\n      B: "a\\nb"'), "line-break", "questions/0/wrong/B"),
    "two lines in a tag": (bank(tags='["a\\nb"]'), "line-break", "questions/0/tags/0"),
    "escape": (bank(answer='"\\e[31m"'), "refused-character", "questions/0/answer"),
    "zero": (bank(question='"a\\0"'), "refused-character", "questions/0/question"),
    "right to left": (bank(explanation='"a\\u202eb"'), "refused-character", "questions/0/explanation"),
    "C1": (bank(wrong='["\\x9b1m", b]'), "refused-character", "questions/0/wrong/0"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_what_the_checker_reports_an_editor_marks_in_its_place(name: str) -> None:
    text, code, place = MISTAKES[name]
    assert set(told(text)) == {code}
    assert set(marked(text)) == {place}


LONG: Final = [
    *[(name, bank(**{name: "a" * (LENGTHS[name] + 1)})) for name in sorted(QUESTION_FIELDS - {"id", "difficulty"})],
    *[(f"bank's {n}", bank(head=f"{n}: {'a' * (LENGTHS[n] + 1)}\n")) for n in ("about", "author", "licence", "source")],
    ("language", bank(head=f"language: {'a' * 61}\n")),
    ("title", bank().replace("title: T", "title: " + "a" * 201)),
    ("option", bank(wrong=f"[{'b' * 501}, C]")),
    ("option with a note", bank(wrong=f"\n      B: {'c' * 501}")),
    ("tag", bank(tags=f"[{'b' * 61}]")),
    ("code", bank(lint=f"[{'b' * 61}]")),
]


@pytest.mark.parametrize(("name", "text"), LONG, ids=[name for name, _ in LONG])
def test_what_is_too_long_is_so_for_both(name: str, text: str) -> None:
    assert set(told(text)) == {"not-a-list" if name in ("wrong", "tags", "lint") else "too-long"}
    assert len(marked(text)) == 1


BEYOND: Final = {
    "the answer among the wrong": (bank(wrong="[B, a]"), ["answer-among-wrong"]),
    "equal options": (bank(wrong="[B, b]"), ["equal-options"]),
    "equal ids": (bank(id="a") + "  - {id: a, question: Else, answer: A, wrong: [B]}\n", ["duplicate-id"]),
    "the same question": (bank() + "  - question: Who?\n    answer: A\n    wrong: [B]\n", ["same-question"]),
    "a number with a comma": (bank(wrong="[1,000, 2]"), ["split-number"]),
    "a hash": (bank(question="What is C # for?"), ["comment-in-text"]),
    "invisible text": (bank(answer='"\\u200b"'), ["empty-field"]),
    "a direction mark that stays open": (bank(answer='"\\u2066a"'), ["refused-character"]),
    "tags of bank and question": (
        bank(head="tags: [a]\n", tags=f"[{', '.join(map(str, range(20)))}]"),
        ["too-many-tags"],
    ),
    "a line to spare in quotes": (bank(answer='"a\\n"'), ["line-break"]),
}
"""Mistakes that no schema can express, or none that would leave good banks alone."""


@pytest.mark.parametrize("name", BEYOND)
def test_what_a_schema_cannot_say_the_checker_says_alone(name: str) -> None:
    text, codes = BEYOND[name]
    assert (told(text), marked(text)) == (codes, [])


@pytest.mark.parametrize("answer", ["null", "~"])
def test_a_bare_null_is_a_text_that_editors_want_in_quotes(answer: str) -> None:
    # To an editor it is the same as an answer that is still to be written, which is the more frequent by far.
    assert (told(bank(answer=answer)), marked(bank(answer=answer))) == ([], ["questions/0/answer"])
    assert marked(bank(answer=f'"{answer}"')) == []


@pytest.mark.parametrize("path", sorted(shipped_folder().glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_banks_are_sound_to_editors(path: Path) -> None:
    assert marked(path.read_text(encoding="utf-8")) == []


DOCS: Final = [Path(__file__).parents[2] / "docs" / name for name in ("writing-banks.md", "advice.md")]
"""The pages whose examples are all banks; the one on problems shows mistakes."""


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_examples_in_the_docs_are_sound_to_editors(path: Path) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    banks = [block for block in blocks if "\nquestions:\n" in block]
    banks += ["title: T\nquestions:\n" + block for block in blocks if block.startswith("- ")]
    assert len(banks) >= 3
    assert [(bank, marked(bank)) for bank in banks if marked(bank)] == []


def test_the_starter_is_sound_to_editors(tmp_path: Path) -> None:
    assert marked(start(tmp_path, "Films").read_text(encoding="utf-8")) == []


def test_the_schema_silences_advice_that_there_is() -> None:
    assert {code for codes in QUESTION["properties"]["lint"]["examples"] for code in codes} <= set(CODES)


NO_SCHEMA_SAYS: Final = {
    "answer-among-wrong",
    "bad-date",
    "comment-in-text",
    "duplicate-id",
    "equal-options",
    "same-question",
}

texts = st.one_of(
    st.text("aé0 :#\t", max_size=4),
    st.text("ab\n\x1b\u202e", max_size=3).map(lambda text: text.rstrip("\n")),
    st.sampled_from(["easy", "hard", "a" * 60, "a" * 61, "a" * 201, "a" * 501, "a" * 2001, "a" * 4001]),
)
scalars = st.one_of(texts, st.integers(-9, 9), st.booleans(), st.just(1.5))
lists = st.one_of(
    st.lists(scalars, max_size=3), st.lists(st.integers(), min_size=21, max_size=22, unique=True), st.just([["a"]])
)
notes = st.dictionaries(texts, st.one_of(scalars, st.none(), st.just(["a"])), max_size=3)
sound: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {"question": st.just("Who?"), "answer": st.just("right"), "wrong": st.just(["b", "c"])}
)
names = st.sampled_from([*sorted(QUESTION_FIELDS), "title", "hnt"])
questions = st.one_of(
    sound,
    st.builds(
        lambda fields, changes, gone: {n: v for n, v in (fields | changes).items() if n != gone},
        sound,
        st.dictionaries(names, st.one_of(scalars, lists, notes), max_size=2),
        st.sampled_from(["", "", "", "answer", "wrong", "question"]),
    ),
    scalars,
)


@given(
    st.builds(
        lambda head, items: {"title": "T"} | head | {"questions": items},
        st.dictionaries(
            st.sampled_from(sorted(BANK_FIELDS - {"questions", "tags"})), st.one_of(scalars, notes), max_size=1
        ),
        st.one_of(st.lists(questions, max_size=2), scalars),
    )
)
def test_schema_and_checker_agree_on_any_fields(found: dict[str, Any]) -> None:
    text = json.dumps(found, ensure_ascii=False)
    codes = set(told(text))
    complaints = [error.message for error in VALIDATOR.iter_errors(found)]
    assert bool(codes - NO_SCHEMA_SAYS) == bool(complaints), (codes, complaints)
