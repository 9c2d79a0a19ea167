"""Banks that are read: what becomes of each field, of limits, of encodings, and of files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosmoquiz.banks.check import Reading, check_text, read_bank
from cosmoquiz.banks.fields import LENGTHS, QUESTION_LIMIT
from cosmoquiz.quiz.deal import deal
from cosmoquiz.quiz.question import Bank, Question, Wrong
from cosmoquiz.quiz.text import refused, tidy

SOLARIS = """\
# yaml-language-server: $schema=./bank.schema.json
title: Tarkovsky in orbit            # required, shown everywhere
about: Solaris and what came of it.  # one line for the list of banks
author: A. Writer
licence: CC-BY-4.0
language: en
difficulty: hard                     # default for the questions below
tags: [films, tarkovsky]             # added to each question's own
source: https://example.org/solaris  # default source

questions:                           # required
  - question: Who directed Solaris (1972)?
    answer: Andrei Tarkovsky
    wrong: [Sergei Bondarchuk, Larisa Shepitko, Elem Klimov]

  - id: solaris-author               # optional, keeps statistics over rewording
    question: On whose novel is Solaris based?
    answer: Stanisław Lem
    wrong:                           # a list, or option: note-on-why-it-is-wrong
      Arkady Strugatsky: With his brother Boris he wrote the source of Stalker.
      Ivan Yefremov: He wrote The Andromeda Nebula.
      Alexander Belyaev:
    explanation: The novel came out in Poland in 1961.
    source: https://example.org/lem
    difficulty: easy                 # easy, medium, hard
    tags: [books, Films]
    hint: A Polish author.
    as_of: 2024-06                   # for facts that age
    group: solaris-novel             # questions of one group never meet in one round
    lint: [long-answer]
"""


def good(reading: Reading) -> Bank:
    assert reading.problems == ()
    assert reading.bank
    return reading.bank


def bank_of(text: str, *, pure: bool = False) -> Bank:
    return good(check_text(text.encode(), "films", pure=pure))


def only(text: str, *, pure: bool = False) -> Question:
    (question,) = bank_of("title: T\nquestions:\n" + text, pure=pure).questions
    return question


def codes(text: str | bytes) -> list[str]:
    return [p.code for p in check_text(text if isinstance(text, bytes) else text.encode(), "films").problems]


def test_a_bank_has_all_its_fields(pure: bool) -> None:
    bank = bank_of(SOLARIS, pure=pure)
    assert (bank.name, bank.title, bank.about) == ("films", "Tarkovsky in orbit", "Solaris and what came of it.")
    assert (bank.author, bank.licence, bank.language) == ("A. Writer", "CC-BY-4.0", "en")
    assert bank.questions[1] == Question(
        key="films/solaris-author",
        text="On whose novel is Solaris based?",
        answer="Stanisław Lem",
        wrong=(
            Wrong("Arkady Strugatsky", "With his brother Boris he wrote the source of Stalker."),
            Wrong("Ivan Yefremov", "He wrote The Andromeda Nebula."),
            Wrong("Alexander Belyaev"),
        ),
        bank_title="Tarkovsky in orbit",
        explanation="The novel came out in Poland in 1961.",
        source="https://example.org/lem",
        difficulty="easy",
        tags=("films", "tarkovsky", "books"),
        hint="A Polish author.",
        as_of="2024-06",
        group="solaris-novel",
    )


def test_a_question_takes_from_its_bank_what_it_does_not_say(pure: bool) -> None:
    question = bank_of(SOLARIS, pure=pure).questions[0]
    assert question.difficulty == "hard"
    assert question.tags == ("films", "tarkovsky")
    assert question.source == "https://example.org/solaris"


def test_the_fields_of_a_bank_may_follow_its_questions(pure: bool) -> None:
    text = "questions:\n- question: A?\n  answer: b\n  wrong:\n  - c\ndifficulty: easy\ntitle: T\n"
    (question,) = bank_of(text, pure=pure).questions
    assert (question.difficulty, question.bank_title) == ("easy", "T")


@pytest.mark.parametrize(
    "text",
    [
        *("No", "yes", "off", "true", "null", "~", "1961-04-12", "2024-02-30", "12:30", "1:59:59.5", "3.10", "007"),
        *("0x1F", "0x_", "0o17", "1_000", "1e3", ".inf", "-1", "9" * 400, "=", "<<", "C#", "a:b", "https://x.org/#y"),
        *("it's", 'say "x"', r"C:\temp\new", "100 %", "a & b", "a  b", "b] [/b]", "Who?]", "é", "Сатурн", "🚀", "…"),
    ],
)
def test_plain_text_stays_as_it_was_written(text: str, pure: bool) -> None:
    question = only(f"- question: {text}\n  answer: {text}\n  wrong:\n  - {text} not\n", pure=pure)
    assert (question.text, question.answer, question.wrong[0].text) == (text, text, f"{text} not")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"a: b"', "a: b"),
        ("'It''s'", "It's"),
        ('"\\u263a"', "☺"),
        ("a\tb", "a b"),
        ("e\u0301", "é"),
        ("|\n    one\n\n      two\n", "one\n\n  two"),
        (">\n    one\n    two\n\n    three\n", "one two\nthree"),
        (">-\n    one\n    two\n", "one two"),
        ("|+\n    one\n\n", "one"),
        ("one\n    two", "one two"),
        ('"one\\ntwo"', "one\ntwo"),
    ],
)
def test_quotes_blocks_and_lines_are_read_as_in_yaml(written: str, read: str, pure: bool) -> None:
    text = f"- question: {written}\n  answer: A\n  wrong: [B]\n"
    assert only(text, pure=pure).text == read


def test_brackets_hold_question_marks_and_signs(pure: bool) -> None:
    question = only(
        "- question: A?\n  answer: b\n  wrong: [Who? What?, a ? b, '#1', \"x, y\", http://x/y?z=1]\n", pure=pure
    )
    assert [w.text for w in question.wrong] == ["Who? What?", "a ? b", "#1", "x, y", "http://x/y?z=1"]


def test_json_is_a_bank_too(pure: bool) -> None:
    questions = [{"question": "a: b?", "answer": "1", "wrong": ["2", "3"], "tags": []}]
    bank = bank_of(json.dumps({"title": "T", "questions": questions}, indent=1), pure=pure)
    assert bank.questions[0].text == "a: b?"


def test_without_difficulty_a_question_is_medium() -> None:
    assert only("- question: A?\n  answer: b\n  wrong: [c]\n").difficulty == "medium"


def test_an_id_is_made_of_what_is_asked_and_answered() -> None:
    first = only("- question: Who was first?\n  answer: Gagarin\n  wrong: [Titov]\n")
    again = only("- question: 'Who  WAS first?'\n  answer: gagarin\n  wrong: [Leonov, Popovich]\n  hint: x\n")
    other = only("- question: Who was first?\n  answer: Titov\n  wrong: [Gagarin]\n")
    assert first.key == again.key == "films/1ee36b91a74c"
    assert first.key != other.key


def test_keys_differ_even_for_equal_questions() -> None:
    text = "- question: A?\n  answer: b\n  wrong: [c]\n" * 3
    reading = check_text(("title: T\nquestions:\n" + text).encode(), "films")
    assert reading.bank
    assert len({question.key for question in reading.bank.questions}) == 3
    assert [p.code for p in reading.problems] == ["same-question"] * 2


@pytest.mark.parametrize("field", ["question", "answer", "explanation", "hint", "source", "group"])
def test_a_text_may_reach_its_limit_and_not_pass_it(field: str) -> None:
    for length, expected in ((LENGTHS[field], []), (LENGTHS[field] + 1, ["too-long"])):
        fields = {"question": "Q?", "answer": "a", "wrong": "[b]"} | {field: "ж" * length}
        text = "title: T\nquestions:\n- " + "\n  ".join(f"{k}: {v}" for k, v in fields.items()) + "\n"
        assert codes(text) == expected


@pytest.mark.parametrize("field", ["title", "about", "author", "licence", "language", "source"])
def test_the_texts_of_a_bank_have_limits_too(field: str) -> None:
    for length, expected in ((LENGTHS[field], []), (LENGTHS[field] + 1, ["too-long"])):
        fields = {"title": "T"} | {field: "x" * length}
        text = (
            "\n".join(f"{k}: {v}" for k, v in fields.items())
            + "\nquestions:\n- question: Q?\n  answer: a\n  wrong: [b]\n"
        )
        assert codes(text) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("wrong: [b, c, d, e, f, g, h, i]", []),
        ("wrong: [b, c, d, e, f, g, h, i, j]", ["option-count"]),
        (f"wrong: [{'b' * 500}]", []),
        (f"wrong: [{'b' * 501}]", ["too-long"]),
        (f"wrong: {{b: {'n' * 500}}}", []),
        (f"wrong: {{b: {'n' * 501}}}", ["too-long"]),
        (f"wrong: [b]\n  tags: [{', '.join(map(str, range(20)))}]", []),
        (f"wrong: [b]\n  tags: [{', '.join(map(str, range(21)))}]", ["too-many-tags"]),
        (f"wrong: [b]\n  tags: [{'t' * 60}]", []),
        (f"wrong: [b]\n  tags: [{'t' * 61}]", ["too-long"]),
        (f"wrong: [b]\n  id: {'a' * 60}", []),
        (f"wrong: [b]\n  id: {'a' * 61}", ["bad-id"]),
    ],
    ids=["8", "9", "500", "501", "note", "note+1", "20 tags", "21 tags", "tag", "tag+1", "id", "id+1"],
)
def test_lists_and_ids_have_limits(fields: str, expected: list[str]) -> None:
    assert codes(f"title: T\nquestions:\n- question: Q?\n  answer: a\n  {fields}\n") == expected


def test_tags_of_the_bank_count_among_the_twenty() -> None:
    own = ", ".join(map(str, range(20)))
    text = f"title: T\ntags: [x]\nquestions:\n- question: Q?\n  answer: a\n  wrong: [b]\n  tags: [{own}]\n"
    assert codes(text) == ["too-many-tags"]


@pytest.mark.long
def test_a_bank_holds_twenty_thousand_questions() -> None:
    line = "- {{question: Q{0}?, answer: a, wrong: [b]}}\n"
    text = "title: T\nquestions:\n" + "".join(map(line.format, range(QUESTION_LIMIT)))
    assert len(bank_of(text).questions) == QUESTION_LIMIT
    assert codes(text + line.format("x")) == ["too-many-questions"]


PLAIN = "title: Сатурн\nquestions:\n- question: Q?\n  answer: é\n  wrong: [b]\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.rstrip().encode(),
        b"---\n" + PLAIN.encode() + b"...\n",
        b"# a comment\n\n%YAML 1.2\n---\n" + PLAIN.encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "utf-16-be", "crlf", "cr", "no last line end", "markers", "version"],
)
def test_unicode_is_read_in_its_encodings(content: bytes, pure: bool) -> None:
    assert good(check_text(content, "films", pure=pure)).title == "Сатурн"


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (PLAIN.encode("utf-16-le"), "not-utf-8", None),
        (PLAIN.encode("utf-32"), "not-utf-8", None),
        ("title: T\nauthor: René\n".encode("latin-1"), "not-utf-8", (2, 12)),
        ("title: Сатурн\n".encode("cp1251"), "not-utf-8", (1, 8)),
        (b"title: \xed\xa0\x80\n", "not-utf-8", (1, 8)),
        (b"title: T\r\nauthor: \xff\r\n", "not-utf-8", (2, 9)),
        (PLAIN.encode()[:8], "cut-off", (1, 8)),
        (b"\xff\xfea", "not-utf-8", None),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary-file", (3, 1)),
        (b"\x1f\x8b\x08\x08\xff\xfe\x01", "binary-file", None),
        (b"PK\x03\x04\xff\x01", "binary-file", None),
        (b"title: T\0\n", "binary-file", (1, 1)),
        (b"x" * (16 * 1024 * 1024 + 1), "too-large", None),
        (b"\n" * 1_000_001, "too-large", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_text_is_named(content: bytes, code: str, place: tuple[int, int] | None) -> None:
    (problem,) = check_text(content, "films").problems
    assert problem.code == code
    assert (problem.line, problem.column) == (place or (None, None))


@pytest.mark.parametrize("name", ["", " ", "a\x1bb", "a\nb", "x\udcff", "\u202e"])
def test_a_name_that_can_not_be_shown_is_refused(name: str) -> None:
    assert [p.code for p in check_text(SOLARIS.encode(), name).problems] == ["bad-name"]


@given(st.text(min_size=1, max_size=60))
def test_any_text_in_quotes_is_kept_or_refused(text: str) -> None:
    content = json.dumps({"title": "T", "questions": [{"question": text, "answer": "a", "wrong": ["b"]}]})
    fast, pure = (check_text(content.encode(), "films", pure=p) for p in (False, True))
    assert [(p.line, p.code) for p in fast.problems] == [(p.line, p.code) for p in pure.problems]
    assert fast.bank == pure.bank
    if fast.bank:
        assert fast.bank.questions[0].text == tidy(text)
        assert refused(fast.bank.questions[0].text, newlines=True) is None


SIGNS = [
    ": ",
    ":",
    "- ",
    "?",
    "? ",
    "#",
    " #",
    '"',
    "'",
    "|",
    ">",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a",
    "*a",
    "!",
    "%",
    "@",
    "`",
]
ODD = ["\\", "\n---\n", "\n...\n", "\t", "\r", "a", "é", "\x1b", "\u2028", "\ufeff", "<<", "\n", "\n  ", "\n    "]
WORDS = [
    "title: ",
    "questions:",
    "question: ",
    "answer: ",
    "wrong: ",
    "\n  - question: Q\n    answer: A\n    wrong: [B]\n",
]
YAML = st.lists(st.sampled_from([*SIGNS, *ODD, *WORDS]), max_size=40).map("".join)


@given(YAML)
@settings(max_examples=300, deadline=2000)
def test_whatever_stands_in_a_file_is_read_or_refused(text: str) -> None:
    for start in ("", "title: T\nquestions:\n"):
        for pure in (False, True):
            reading = check_text((start + text).encode(), "films", pure=pure)
            assert "unreadable-bank" not in [p.code for p in reading.problems]
            assert (reading.bank is None) == any(p.severity == "error" for p in reading.problems)
            for question in reading.bank.questions if reading.bank else ():
                assert deal(question, 1).options


@given(st.binary(max_size=200))
def test_whatever_bytes_a_file_holds_are_read_or_refused(content: bytes) -> None:
    reading = check_text(content, "films")
    assert reading.bank is None
    assert "unreadable-bank" not in [p.code for p in reading.problems]


def code_of(path: Path) -> str:
    (problem,) = read_bank(path).problems
    assert problem.line is None
    return problem.code


def test_a_bank_is_read_from_its_file_under_its_stem(tmp_path: Path) -> None:
    path = tmp_path / "Mir and Salyut.yaml"
    path.write_text(SOLARIS, encoding="utf-8")
    assert good(read_bank(path)).name == "Mir and Salyut"
    assert good(read_bank(path, "mir")).questions[1].key == "mir/solaris-author"


def test_files_that_are_none_are_named_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(5 * 1024**3)
    assert code_of(tmp_path / "pipe.yaml") == "not-a-file"
    assert code_of(tmp_path / "folder.yaml") == "not-a-file"
    assert code_of(tmp_path / "loop.yaml") == "unreadable-file"
    assert code_of(tmp_path / "gone.yaml") == "missing-file"
    assert code_of(tmp_path / "huge.yaml") == "too-large"
    assert code_of(tmp_path / ("x" * 300)) == "unreadable-file"
    assert code_of(tmp_path / "a\0b") == "unreadable-file"
    assert code_of(tmp_path / "folder.yaml" / "none.yaml") == "missing-file"


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom", "/dev/null", "/dev/tty"])
def test_devices_are_not_read(device: str) -> None:
    assert code_of(Path(device)) in ("not-a-file", "unreadable-file", "missing-file")


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "films.yaml"
    path.write_text(SOLARIS, encoding="utf-8")
    path.chmod(0)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom cosmoquiz.banks.check import read_bank\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "print(read_bank(Path(sys.argv[1])).problems[0].rendered('films.yaml'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.startswith("films.yaml: error[unreadable-file]: you have no permission")


def test_a_link_to_another_file_does_not_show_what_it_holds(tmp_path: Path) -> None:
    secrets = {
        "passwd": "root:x:0:0:root:/root:/bin/bash\ntop-secret:x:1:1::/:/bin/sh\n",
        "shadow": "root:$6$top-secret$abc:19000:0:99999:7:::\n",
        "config": "[core]\n\ttoken = top-secret\n",
        "hosts": "github.com:\n    oauth_token: top-secret\n    user: top-secret: x\n",
        "key": "-----BEGIN KEY-----\ntop-secret\n-----END KEY-----\n",
        "env": "TOKEN=top-secret # x\n  @top-secret\n",
    }
    for name, content in secrets.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
        link = tmp_path / f"{name}.yaml"
        link.symlink_to(tmp_path / name)
        problems = read_bank(link).problems
        assert problems
        assert not any("top-secret" in str(problem) for problem in problems)


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_reading_leaves_no_file_open(tmp_path: Path) -> None:
    (tmp_path / "films.yaml").write_text(SOLARIS, encoding="utf-8")
    before = open_files()
    for path in (tmp_path / "films.yaml", tmp_path, Path("/dev/zero"), tmp_path / "none"):
        read_bank(path)
    assert open_files() == before
