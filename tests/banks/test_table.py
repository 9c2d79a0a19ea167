"""Questions in CSV, TSV and their kin."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmoquiz.banks.fields import TAG_LIMIT
from cosmoquiz.banks.formats import read, recognise, table, write
from cosmoquiz.banks.formats.item import FormatError, Item, LeftOut
from cosmoquiz.quiz.question import Bank, Question, Wrong

FOREIGN = Path(__file__).with_name("foreign")


def only(text: str) -> Item:
    found = table.read(text)
    assert found.left_out == ()
    (item,) = found.items
    return item


def options(item: Item) -> list[str]:
    return [option.text for option in item.wrong]


def bank_of(*questions: Question) -> Bank:
    return Bank("t", "T", questions)


@pytest.mark.parametrize(
    "header",
    [
        "question,answer,wrong 1,wrong 2",
        "Question,Correct Answer,Wrong1,Wrong2",
        "QUESTION_TEXT,correct_answer,incorrect_answer_1,incorrect_answer_2",
        "questionText,correctAnswer,incorrectAnswer1,incorrectAnswer2",
        "Prompt,Right answer,wrong_one,wrong_two",
        "Question - max 120 characters,Answer,Distractor 1,Distractor 2",
        "q,correct,wrong answer 1,wrong answer 2",
        '"Question:","Solution*","False answer 1","False answer 2"',
        "question,answer,option 2,option 3",
    ],
)
def test_columns_are_known_by_many_names(header: str) -> None:
    item = only(f"{header}\nWhich dog?,Laika,Belka,Strelka\n")
    assert (item.question, item.answer, options(item)) == ("Which dog?", "Laika", ["Belka", "Strelka"])


@pytest.mark.parametrize(
    "header",
    ["option a,option b,option c", "A,B,C", "choice_1,choice_2,choice_3", "answer1,answer2,answer3", "optA,optB,optC"],
)
@pytest.mark.parametrize("answer", ["B", "b", "2", "Laika", " LAIKA ", "(b)", "B.", "Option B", "option2", "choice_2"])
def test_the_right_option_is_named_by_letter_number_or_text(header: str, answer: str) -> None:
    item = only(f"question,{header},correct\nWhich dog?,Belka,Laika,Strelka,{answer}\n")
    assert (item.answer, options(item)) == ("Laika", ["Belka", "Strelka"])


def test_numbers_count_from_0_when_one_of_them_is_0() -> None:
    found = table.read("question,a,b,c,correct index\nWhich?,x,y,z,0\nWho?,x,y,z,2\n")
    assert [item.answer for item in found.items] == ["x", "z"]


def test_an_answer_that_is_an_option_is_no_number() -> None:
    assert only("question,a,b,c,answer\nHow many?,2,1,3,2\n").answer == "2"


def test_letters_before_all_options_go() -> None:
    item = only("question,a,b,answer\nWhich?,A) Belka,B. Laika,B\n")
    assert (item.answer, options(item)) == ("Laika", ["Belka"])


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("wrong", "Belka|Strelka"),
        ("wrong", '"Belka; Strelka"'),
        ("wrong answers", '"Belka\nStrelka"'),
        ("incorrect_answers", '"Belka, Strelka"'),
        ("incorrect_answers", "\"['Belka', 'Strelka']\""),
        ("incorrect_answers", '"[""Belka"", ""Strelka""]"'),
    ],
)
def test_wrong_options_may_share_a_column(column: str, cell: str) -> None:
    assert options(only(f"question,answer,{column}\nWhich?,Laika,{cell}\n")) == ["Belka", "Strelka"]


def test_a_column_of_all_options_names_the_right_one_elsewhere() -> None:
    item = only("question,options,answer\nWhich?,Belka|Laika|Strelka,Laika\n")
    assert (item.answer, options(item)) == ("Laika", ["Belka", "Strelka"])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(delimiter: str) -> None:
    text = "question,answer,wrong 1\nWhich dog?,Laika,Belka\n".replace(",", delimiter)
    assert recognise(text, "a") == ("tsv" if delimiter == "\t" else "csv")
    assert only(text).answer == "Laika"


def test_advice_above_the_header_is_passed_over() -> None:
    item = only('sep=;\nMy quiz; see the help\n;;\nquestion;answer;wrong 1\nWhich?;Laika;"Belka; Strelka"\n')
    assert (item.line, options(item)) == (5, ["Belka; Strelka"])


def test_lines_are_true_after_cells_of_several_lines() -> None:
    text = 'question,answer,wrong 1,explanation\n"a\n\nb",x,y,"c\nd"\n\ne,x,y,\n,x,y,\n'
    found = table.read(text)
    assert [(item.line, item.question) for item in found.items] == [(2, "a\n\nb"), (7, "e")]
    assert found.left_out == (LeftOut(8, 3, "it has no question"),)


def test_blanks_around_cells_count_only_in_quotes() -> None:
    item = only('question , answer, wrong 1\nWhich?  , " Laika ",  Belka\n')
    assert (item.question, item.answer, options(item)) == ("Which?", " Laika ", ["Belka"])


def test_quote_marks_in_the_wrong_place_are_taken_as_typed_if_the_cells_come_out() -> None:
    text = 'question,answer,wrong 1\n"Poyekhali!" said who?,Gagarin,"Titov"s twin\n"a, "b",c,d\n"open,a,b\n'
    found = table.read(text)
    assert [item.question for item in found.items] == ['"Poyekhali!" said who?', '"open']
    assert found.left_out == (LeftOut(3, 2, "a quote mark inside a cell is not doubled"),)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",a,b,A", "it has no question"),
        ("q,a,b,", "it has no right answer"),
        ("q,a,,a", "it has no wrong option"),
        ("q,a,b,E", 'its answer is "E", but there is no such option'),
        ("q,a,b,9", 'its answer is "9", but there is no such option'),
        ('q,x,y,"A, B"', "it has several right answers"),
        ("q,x,y,A and B", "it has several right answers"),
        ("q,x,y,Laika", 'its answer "Laika" is none of its options'),
    ],
)
def test_rows_that_cannot_come_in_are_named(row: str, reason: str) -> None:
    assert table.read(f"question,a,b,answer\n{row}\n").left_out == (LeftOut(2, 1, reason),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no header"),
        ("Who?,Laika,Belka\n", "no header .* question, answer, and wrong 1 to wrong 3"),
        ("question,wrong 1,wrong 2\n", "line 1: no column holds the right answer"),
        ("\n\nquestion,answer,category\n", "line 3: no column holds the wrong options"),
        ("question,answer,wrong 1\n" + "q,a,b\n" * 20_001, "more than 20000 rows"),
    ],
    ids=["empty", "no header", "no answer", "no wrong", "too many"],
)
def test_a_table_without_its_columns_is_told_which_are_wanted(text: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        table.read(text)


def test_every_other_field_comes_along() -> None:
    text = (
        "ID,Question,Answer,Wrong 1,Note 1,Explanation,Source,"
        "Difficulty,Category,Tags,Hint,As of,Group,Licence,Points\n"
        'x-1,q,a,b,why,e,s,hard,Film,"one; two, ""a, b""",h,2024,g,CC0-1.0,5\n'
    )
    found = table.read(text)
    tags = ("Film", "one", "two", "a, b")
    assert found.items == (Item("q", "a", (Wrong("b", "why"),), 2, "x-1", "e", "s", "hard", tags, "h", "2024", "g"),)
    assert found.licence == "CC0-1.0"
    assert found.remarks == ('These columns have no place in a bank: "Points".',)


def test_several_licences_are_all_carried() -> None:
    text = "question,answer,wrong,licence\na,b,c,CC0-1.0\nd,e,f,CC-BY-4.0\n"
    assert table.read(text).licence == "CC0-1.0; CC-BY-4.0"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+7", "'+7"),
        ("-5", "'-5"),
        ("@home", "'@home"),
        ("'=1", "''=1"),
        ("''@x", "'''@x"),
        ("'tis", "'tis"),
        ("'", "'"),
        ("a=b", "a=b"),
        (" =1", " =1"),
    ],
)
def test_spreadsheets_find_no_formula_and_the_text_comes_back(text: str, written: str) -> None:
    assert table.guarded(text) == written
    bank = bank_of(Question("t/x", text, "a", (Wrong(text),)))
    item = only(write(bank, "csv"))
    assert (item.question, options(item)) == (text, [text])


@given(st.text(alphabet="'=+-@ab\", \n\\;|"))
def test_no_cell_that_is_written_begins_like_a_formula(text: str) -> None:
    guarded = table.guarded(text)
    assert not guarded.startswith(("=", "+", "-", "@"))
    assert guarded in (text, f"'{text}")


def test_apostrophes_of_tables_without_guards_stay() -> None:
    found = table.read("question,answer,wrong 1\n'-ing' or -ed?,'-ing','-ed'\n-1 or 1?,-1,1\n")
    assert [item.answer for item in found.items] == ["'-ing'", "-1"]


@given(st.lists(st.text(alphabet="ab \",;|\n'").filter(lambda tag: tag.strip() != "")))
def test_tags_come_back_whatever_they_hold(tags: list[str]) -> None:
    assert table.parts("; ".join(table._tag(tag) for tag in tags)) == tuple(tags)


@given(st.text(alphabet='ab",;\n\t |', max_size=200))
def test_rows_never_lose_a_line(text: str) -> None:
    for delimiter in table.DELIMITERS:
        lines = [row.line for row in table.rows(text, delimiter)]
        assert lines == sorted(set(lines))
        assert not lines or 1 <= lines[0] <= lines[-1] <= text.count("\n") + 1


def test_a_written_table_has_the_columns_that_are_used() -> None:
    bank = bank_of(
        Question("t/x", "q, r?", "a", (Wrong("b"), Wrong("c", "why")), tags=("one", "two; three")),
        Question("t/y", "s", "a", (Wrong("b"),), difficulty="hard"),
    )
    assert write(bank, "csv") == (
        "id,question,answer,wrong 1,wrong 2,note 2,explanation,source,difficulty,tags\n"
        'x,"q, r?",a,b,c,why,,,medium,"one; ""two; three"""\n'
        "y,s,a,b,,,,,hard,\n"
    )


def test_the_samples_come_out_right() -> None:
    letters = read((FOREIGN / "letters.csv").read_text(encoding="utf-8"), "csv").items
    assert letters[0].question == 'Who flew first; and "when"?'
    assert letters[0].explanation == "April\ncame before August."
    assert letters[0].tags == ("People", "Vostok")
    assert [item.answer for item in letters] == ["Gagarin in 1961", "Strelka", "2", "Luna 16"]
    columns = read((FOREIGN / "wrong-columns.tsv").read_text(encoding="utf-8"), "tsv")
    assert columns.items[1].question == 'What is "Semyorka"?'
    assert options(columns.items[2]) == ["-1 step", "Land on the Moon"]
    assert columns.licence == "CC0-1.0"


def test_rows_that_each_look_far_ahead_for_a_closing_quote_are_left_out_at_once() -> None:
    started = time.monotonic()
    found = table.read("question,answer,wrong 1\n" + 'a","\n' * 5000)

    assert time.monotonic() - started < 2
    assert (found.items, len(found.left_out)) == ((), 5000)


@pytest.mark.parametrize(
    ("header", "cell", "reason"),
    [
        ("question,answer,options", "|".join("xyz" * 20000), "it has more than 32 options"),
        ("question,answer,options", str(["x"] * 20000), "it has more than 32 options"),
        ("question,answer,wrong 1,tags", "w," + ";".join(map(str, range(20000))), "it has more than 80 tags"),
    ],
    ids=["options", "a list of options", "tags"],
)
def test_a_cell_of_thousands_of_parts_is_named(header: str, cell: str, reason: str) -> None:
    cell = cell if cell.startswith("w,") else f'"{cell}"'
    found = table.read(f"{header}\nq,x,{cell}\n")

    assert found.left_out == (LeftOut(2, 1, reason),)


def test_no_more_columns_are_read_for_tags_than_a_question_has_tags() -> None:
    names = ",".join(["tags"] * 500)
    found = table.read(f"question,answer,wrong,{names}\nq,a,b,{','.join(map(str, range(500)))}\n")

    assert found.items[0].tags == tuple(map(str, range(TAG_LIMIT)))
    assert found.remarks


def test_under_a_header_a_question_may_speak_of_headers() -> None:
    speaks = "Name|question|answer|a|b|c|d|e|f|g|h|hint|source"
    bank = bank_of(Question("t/q", speaks, "A header", (Wrong("A row"),)))

    assert only(write(bank, "csv")).question == speaks
