"""Files of questions taken into the user's banks."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written import yaml_text

from cosmoquiz.banks import formats
from cosmoquiz.banks.adding import Added, AddError, add, cleaned_text
from cosmoquiz.banks.check import check_text, read_bank
from cosmoquiz.banks.formats.item import LeftOut
from cosmoquiz.quiz.question import DIFFICULTIES, Bank, Question, Wrong
from cosmoquiz.quiz.text import fold, refused, tidy

FOREIGN = Path(__file__).with_name("foreign")
YAML = "title: Dogs\nquestions:\n- question: Who?\n  answer: Laika\n  wrong: [Belka, Strelka]\n"
CSV = "question,answer,wrong 1,wrong 2\nWhich dog?,Laika,Belka,Strelka\nWhich cat?,Félicette,Laika,Belka\n"

UGLY = (
    *("'", '"', "''=", "=1+1", "+", "-", "@", ",", ";", "|", ": ", " #", "# ", "[b]", "[/", "\\", "\\n", "{", "}", "]"),
    *("- ", "? ", "! ", "& ", "* ", "%", "`", "~", "null", "no", "1961", "12:30", "0x1F", "1961-04-12", "<<", "---"),
    *(
        "title: x",
        "&quot;",
        "&#7;",
        "**x**",
        "- [x] y",
        " ",
        "  ",
        "é",
        "Гагарин",
        "🚀",
        "👩‍🚀",
        "\ufeff",
        "\u00a0",
        "\u200b",
        "\ue000",
    ),
)


def texts(most: int = 500, *, newlines: bool = False) -> st.SearchStrategy[str]:
    """Texts that a bank takes, and that formats stumble over."""
    pieces = st.one_of(st.sampled_from((*UGLY, "\n", "\n\n") if newlines else UGLY), st.text(max_size=3))
    joined = st.lists(pieces, min_size=1, max_size=8).map(lambda parts: tidy("".join(parts))[:most])
    return joined.filter(lambda text: refused(text, newlines=newlines) is None and fold(text) != "")


@st.composite
def banks(draw: st.DrawFn) -> Bank:
    def maybe(strategy: st.SearchStrategy[str]) -> str:
        return draw(st.one_of(st.just(""), strategy))

    title = draw(texts(200))
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 3))):
        answer, *wrong = draw(st.lists(texts(), min_size=2, max_size=9, unique_by=fold))
        noted = draw(st.booleans())
        questions.append(
            Question(
                f"ugly/q-{number}",
                draw(texts(newlines=True)),
                answer,
                tuple(Wrong(text, maybe(texts()) if noted else "") for text in wrong),
                title,
                maybe(texts(newlines=True)),
                maybe(st.sampled_from(["https://example.org/a", "https://example.org/b#c"])),
                draw(st.sampled_from(DIFFICULTIES)),
                tuple(draw(st.lists(texts(20).map(str.strip).filter(fold), max_size=3, unique_by=fold))),
                maybe(texts()),
                maybe(st.sampled_from(["2024", "2024-06"])),
                maybe(texts(60)),
            )
        )
    return Bank("ugly", title, tuple(questions), maybe(texts().map(str.strip).filter(fold)), "", "CC0-1.0", "en")


def unnamed(bank: Bank) -> tuple[Question, ...]:
    """The questions without the title of their bank, which a table does not carry."""
    return tuple(question._replace(bank_title="") for question in bank.questions)


@pytest.fixture
def added(tmp_path: Path) -> Callable[..., Added]:
    """Write a file and add it to an empty folder."""

    def write_and_add(name: str, content: str | bytes, **options: object) -> Added:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return add(path, tmp_path / "banks", **{"taken": {}, **options})  # type: ignore[arg-type]

    return write_and_add


def bank_of(path: Path) -> Bank:
    bank = read_bank(path).bank
    assert bank
    return bank


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(banks())
def test_a_bank_written_as_yaml_reads_back_the_same(bank: Bank) -> None:
    for pure in (False, True):
        reading = check_text(yaml_text(bank).encode(), "ugly", pure=pure)
        assert reading.bank == bank
        assert {problem.severity for problem in reading.problems} <= {"warning"}


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(banks())
@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_was_exported_comes_back_by_adding_it(form: str, bank: Bank) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, f"ugly.{form}")
        path.write_text(formats.write(bank, form), encoding="utf-8", newline="")
        back = bank_of(add(path, Path(folder, "banks"), taken={}).path)
    assert unnamed(back) == unnamed(bank)
    assert back.licence == bank.licence
    if form == "json":
        assert back._replace(title="") == bank._replace(title="", questions=back.questions)
        assert back.title == bank.title.strip()


def test_a_bank_in_yaml_is_copied_byte_for_byte(added: Callable[..., Added]) -> None:
    result = added("Собаки в космосе.yaml", YAML + "# with a comment\n")
    assert result.path.name == "sobaki-v-kosmose.yaml"
    assert result.path.read_text(encoding="utf-8") == YAML + "# with a comment\n"
    assert (result.title, result.questions, result.left_out) == ("Dogs", 1, ())


def test_yaml_is_known_by_what_it_holds_too(added: Callable[..., Added]) -> None:
    assert added("dogs.txt", "# a comment\n" + YAML).questions == 1


def test_a_bank_in_yaml_with_errors_is_not_added_and_all_of_them_are_told(
    added: Callable[..., Added], tmp_path: Path
) -> None:
    with pytest.raises(AddError, match="2 errors") as caught:
        added("dogs.yaml", YAML.replace("Laika", "").replace("Belka, Strelka", ""))
    assert [problem.line for problem in caught.value.problems] == [4, 5]
    assert not (tmp_path / "banks").exists()


def test_the_good_items_come_in_and_each_other_is_named_with_line_and_reason(added: Callable[..., Added]) -> None:
    rows = [
        "Which dog?,Laika,Belka,Strelka",
        "Which two?,Belka,belka,Strelka",
        ",Laika,Belka,Strelka",
        '"A question',
        'of two lines?",yes,no,',
        "Which dog?,Laika,Strelka,Belka",
        f"Who?,{'x' * 501},Belka,",
        f"Who?,{'x' * 5001},Belka,",
        "Which cat?,Félicette,Laika,Belka",
    ]
    result = added("pets.csv", "\n".join(["question,answer,wrong 1,wrong 2", *rows]))
    assert result.questions == 3
    assert result.left_out == (
        LeftOut(3, 2, "the answer stands among the wrong options too"),
        LeftOut(4, 3, "it has no question"),
        LeftOut(7, 5, "it is the same as question 1 in line 2"),
        LeftOut(8, 6, '"answer" has 501 characters, but may have 500'),
        LeftOut(9, 7, '"answer" has 5001 characters, but may have 500'),
    )


def test_a_file_of_which_nothing_can_come_in_says_so(added: Callable[..., Added], tmp_path: Path) -> None:
    with pytest.raises(AddError, match=r"none of the 2 questions .* line 2: it has no question") as caught:
        added("pets.csv", "question,answer,wrong 1\n,a,b\nWho?,a,A\n")
    assert [out.line for out in caught.value.left_out] == [2, 3]
    assert not (tmp_path / "banks").exists()


def test_control_characters_are_removed_and_counted(added: Callable[..., Added]) -> None:
    text = "question,answer,wrong 1\nWho \x1b[31mwas\x07\u202e it?,\u2066Laika,Belka\n"
    result = added("pets.csv", text)
    assert bank_of(result.path).questions[0].text == "Who [31mwas it?"
    assert bank_of(result.path).questions[0].answer == "Laika"
    assert "4 characters were removed that no bank may hold, such as control characters." in result.remarks


def test_line_breaks_stay_in_questions_and_become_blanks_in_options(added: Callable[..., Added]) -> None:
    result = added("pets.csv", 'question,answer,wrong 1\n"Which\u2028dog\n\nwas it?","Laika \n the dog",Be\tlka\n')
    question = bank_of(result.path).questions[0]
    assert (question.text, question.answer, question.wrong) == (
        "Which\ndog\n\nwas it?",
        "Laika the dog",
        (Wrong("Be lka"),),
    )


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain", "plain"),
        ("a\x00b\x9bc\ud800d\ufffee", "abcde"),
        ("a\vb\u2029c", "a\nb\nc"),
        ("\u2066closed\u2069", "\u2066closed\u2069"),
        ("\u2067open", "open"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),
        ("a\U000e0041b", "ab"),
        ("e" + "\u0301" * 40, "e" + "\u0301" * 8),
    ],
    ids=["plain", "single", "line separators", "isolates", "open isolate", "flag", "tag", "tower"],
)
def test_what_the_gate_refuses_is_taken_out_and_nothing_else(text: str, cleaned: str) -> None:
    assert cleaned_text(text) == cleaned
    assert refused(cleaned, newlines=True) is None


@given(st.text())
def test_a_cleaned_text_passes_the_gate(text: str) -> None:
    assert refused(cleaned_text(text), newlines=True) is None


def test_licence_and_source_are_carried_into_the_bank(added: Callable[..., Added]) -> None:
    result = added("pets.csv", CSV, licence="CC0-1.0", source="https://example.org")
    bank = bank_of(result.path)
    assert (bank.title, bank.licence, result.remarks) == ("Pets", "CC0-1.0", ())
    assert {question.source for question in bank.questions} == {"https://example.org"}


def test_a_missing_licence_and_source_are_asked_for(added: Callable[..., Added]) -> None:
    result = added("pets_in space.csv", CSV)
    assert result.title == "Pets in space"
    assert (result.unnamed, result.remarks) == (("licence", "source"), ())


def test_difficulties_of_other_names_are_understood_or_told(added: Callable[..., Added]) -> None:
    rows = "question,answer,wrong,difficulty\na?,1,2,HARD\nb?,1,2,Beginner\nc?,1,2,extreme\nd?,1,2,\n"
    result = added("levels.csv", rows, licence="x", source="y")
    assert [question.difficulty for question in bank_of(result.path).questions] == ["hard", "easy", "medium", "medium"]
    assert result.remarks == ('The difficulty "extreme" of 1 question was taken for medium.',)


def test_ids_are_kept_where_they_can_be(added: Callable[..., Added]) -> None:
    rows = f"id,question,answer,wrong\nQ 1,a?,1,2\nq-1,b?,1,2\n{'x' * 61},c?,1,2\n***,d?,1,2\n"
    result = added("ids.csv", rows, licence="x", source="y")
    keys = [question.key for question in bank_of(result.path).questions]
    assert keys[0] == "ids/q-1"
    assert len({len(key) for key in keys[1:]}) == 1
    assert result.remarks == ("3 ids were not kept: no ids of a bank, or there twice.",)


def test_a_bank_is_replaced_only_with_force(added: Callable[..., Added]) -> None:
    added("pets.csv", CSV)
    with pytest.raises(AddError, match="pets"):
        added("pets.csv", CSV)
    assert added("pets.csv", CSV.replace("Félicette", "Felix"), force=True).questions == 2


def test_the_name_of_a_shipped_bank_stays_taken_even_with_force(added: Callable[..., Added]) -> None:
    with pytest.raises(AddError):
        added("stations.csv", CSV, force=True, taken={"stations": "the bank Stations"})


def test_a_name_that_leads_elsewhere_stays_in_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "..... CON.csv"
    path.write_text(CSV, encoding="utf-8")
    assert add(path, tmp_path / "banks", taken={}).path.parent == tmp_path / "banks"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "empty"),
        ("a.json", b" \n ", "empty"),
        ("a.csv", b"<!DOCTYPE html><html>", "web page"),
        ("a.csv", b"question,answer\n\x00\x01", "zero byte"),
        ("a.csv", CSV.encode("latin-1"), "not UTF-8"),
        ("a.xlsx", b"PK\x03\x04\x14\x00", "save the table as CSV"),
        ("a.txt", b"A letter to my aunt.", "not recognised"),
        ("a.csv", b"Who?,Laika,Belka\n", "names its columns"),
        ("a.csv", b"question,answer\nWho?,Laika\n", "wrong options"),
        ("a.md", b"# Nothing\n", "task list"),
        ("a.json", b'{"a": 1}', "neither of the Open Trivia Database"),
        ("a.json", b'[{"correct_answer": "a"', "ends in the middle"),
        ("a.json", b"[" * 100_000, "too deep"),
        ("a.json", b'{"response_code": 5, "results": []}', "asked too often"),
        ("a.json", b'{"response_code": 0, "results": []}', "no questions"),
    ],
)
def test_what_is_no_quiz_is_refused_in_words(
    name: str, content: bytes, said: str, added: Callable[..., Added], tmp_path: Path
) -> None:
    with pytest.raises(AddError, match=said):
        added(name, content)
    assert not (tmp_path / "banks").exists()


def test_an_unknown_format_is_named_with_those_that_there_are(added: Callable[..., Added]) -> None:
    with pytest.raises(AddError, match=r'no format called "excel".*opentdb'):
        added("a.csv", CSV, form="excel")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AddError, match="no such file"):
        add(tmp_path / "none.csv", tmp_path / "banks", taken={})


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_spreadsheets_save_is_read(encoding: str, added: Callable[..., Added]) -> None:
    result = added("pets.csv", CSV.replace("\n", "\r\n").encode(encoding))
    assert [question.answer for question in bank_of(result.path).questions] == ["Laika", "Félicette"]


@pytest.mark.parametrize(
    ("name", "form", "count"),
    [
        ("opentdb-plain.json", "opentdb", 4),
        ("opentdb-url3986.json", "opentdb", 4),
        ("opentdb-base64.json", "opentdb", 4),
        ("opentdb-bare-list.json", "opentdb", 4),
        ("trivia-api.json", "trivia-api", 3),
        ("letters.csv", "csv", 4),
        ("wrong-columns.tsv", "tsv", 3),
        ("tasks.md", "markdown", 5),
    ],
)
def test_samples_are_recognised_and_come_in_whole(name: str, form: str, count: int, tmp_path: Path) -> None:
    path = FOREIGN / name
    assert formats.recognise(path.read_text(encoding="utf-8"), "anything.txt") == form
    result = add(path, tmp_path, taken={})
    assert (result.questions, result.left_out, result.problems) == (count, (), ())


def test_what_two_questions_share_with_different_options_is_a_warning(added: Callable[..., Added]) -> None:
    result = added("pets.csv", "question,answer,wrong\nWho?,Laika,Belka\nWho?,Laika,Strelka\n")
    assert (result.questions, [problem.code for problem in result.problems]) == (2, ["same-question"])


def test_no_reader_lets_anything_but_its_own_error_out(added: Callable[..., Added]) -> None:
    odd: list[object] = [
        None,
        1,
        "x",
        [],
        {},
        [[]],
        {"question": {}},
        {"question": "q", "answer": "a", "wrong": {"b": ["c"]}},
    ]
    odd += [{"correct_answer": [], "incorrect_answers": 1}, {"correctAnswer": 0, "question": {"text": [1]}}]
    odd += [{"question": "q", "answer": True, "wrong": [False], "notes": [1]}, {"question": "q", "correct_answer": {}}]
    for key in ("questions", "results"):
        for form in ("json", "opentdb", "trivia-api"):
            with pytest.raises(AddError):
                added("odd.json", json.dumps({key: odd}), form=form)


def test_text_in_another_encoding_is_told_with_its_line(added: Callable[..., Added]) -> None:
    with pytest.raises(AddError, match=r"^line 2: the byte 0xca here is not UTF-8; save the file as UTF-8"):
        added("flights.csv", "question,answer,wrong 1\nКто?,Гагарин,Титов\n".encode("cp1251"))


@pytest.mark.long
def test_questions_that_are_too_much_for_a_bank_are_told_apart_from_a_file_that_is_too_large(
    added: Callable[..., Added],
) -> None:
    rows = "".join(f"{number}{chr(0xFEFF) * 1990},a,b\n" for number in range(1450))  # six characters of YAML for each
    with pytest.raises(AddError, match=r"^its questions are too much for one bank"):
        added("marks.csv", f"question,answer,wrong 1\n{rows}")


def test_an_item_with_too_many_tags_is_named(added: Callable[..., Added]) -> None:
    tags = ";".join(f"tag {number}" for number in range(30))
    result = added("pets.csv", f"question,answer,wrong 1,tags\nWho?,Laika,Belka,{tags}\nWhat?,A dog,A cat,a\n")
    assert result.left_out == (LeftOut(2, 1, '"tags" holds 30 entries, but may hold 20'),)
