"""The formats that are JSON: cosmoquiz's own, the Open Trivia Database, The Trivia API."""

import json
from pathlib import Path

import pytest

from cosmoquiz.banks.formats import opentdb, own_json, read, recognise, trivia_api, write
from cosmoquiz.banks.formats.item import FormatError, Item, LeftOut
from cosmoquiz.quiz.question import Bank, Question, Wrong

FOREIGN = Path(__file__).with_name("foreign")

DOG = {"question": "Which dog?", "correct_answer": "Laika", "incorrect_answers": ["Belka", "Strelka"]}


def sample(name: str) -> str:
    return (FOREIGN / name).read_text(encoding="utf-8")


def reasons(left_out: tuple[LeftOut, ...]) -> list[str]:
    return [out.reason for out in left_out]


def test_a_bank_is_written_with_all_that_it_holds_and_nothing_empty() -> None:
    wrong = (Wrong("Belka", "Came home [b]."), Wrong("Стрелка"))
    bank = Bank(
        "dogs", "Dogs", (Question("dogs/laika", "Which?", "Laika", wrong, "Dogs", tags=("a", "b")),), licence="X"
    )
    assert json.loads(write(bank, "json")) == {
        "title": "Dogs",
        "licence": "X",
        "questions": [
            {
                "id": "laika",
                "question": "Which?",
                "answer": "Laika",
                "wrong": ["Belka", "Стрелка"],
                "notes": {"Belka": "Came home [b]."},
                "difficulty": "medium",
                "tags": ["a", "b"],
            }
        ],
    }
    assert read(write(bank, "json"), "json").items[0] == Item(
        "Which?", "Laika", wrong, 5, "laika", difficulty="medium", tags=("a", "b")
    )


def test_numbers_and_truths_are_the_text_that_was_written() -> None:
    text = '[{"question": 1e3, "answer": 1.50, "wrong": [true, 12345678901234567890123, NaN, -0]}]'
    item = own_json.read(text).items[0]
    assert (item.question, item.answer) == ("1e3", "1.50")
    assert [option.text for option in item.wrong] == ["true", "12345678901234567890123", "NaN", "-0"]


def test_a_number_of_many_digits_is_no_trouble() -> None:
    assert len(own_json.read('[{"question": ' + "9" * 100_000 + ', "answer": "a", "wrong": ["b"]}]').items) == 1


def test_each_item_knows_its_line() -> None:
    text = '{"title": "T",\n"questions": [\n\n{"question": "q",\n"answer": "a", "wrong": ["b"]},\n {"question": "r"}]}'
    found = own_json.read(text)
    assert [item.line for item in found.items] == [4]
    assert found.left_out == (LeftOut(6, 2, "it has no right answer"),)


def test_options_with_notes_may_stand_as_in_a_bank() -> None:
    text = '[{"question": "q", "answer": "a", "wrong": {"b": "why", "c": null}}]'
    assert own_json.read(text).items[0].wrong == (Wrong("b", "why"), Wrong("c"))


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("7", 'it is "7" where an object with fields is expected'),
        ("[]", "it is a list where an object with fields is expected"),
        ('{"question": "q", "question": "r", "answer": "a", "wrong": ["b"]}', 'the field "question" stands twice'),
        ('{"question": ["q"], "answer": "a", "wrong": ["b"]}', '"question" is a list where text is expected'),
        ('{"answer": "a", "wrong": ["b"]}', "it has no question"),
        ('{"question": "q", "answer": "a", "wrong": []}', "it has no wrong option"),
        ('{"question": "q", "answer": "a", "wrong": [{}]}', '"wrong" is an object where text is expected'),
    ],
)
def test_what_cannot_become_a_question_is_left_out_with_its_reason(entry: str, reason: str) -> None:
    found = own_json.read(f'{{"questions": [{entry}, {{"question": "q", "answer": "a", "wrong": ["b"]}}]}}')
    assert reasons(found.left_out) == [reason]
    assert len(found.items) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "ends in the middle"),
        ('{"questions": [{"question": "q', "ends in the middle"),
        ('{"questions": [1,]}', "line 1, column 18: this is no JSON"),
        ('{"questions": [1]\n x}', "line 2, column 2: this is no JSON"),
        ('{"questions": [1]} x', "this is no JSON"),
        ("{questions: []}", "this is no JSON"),
        ('{"questions": [], "questions": []}', 'the field "questions" stands twice'),
        ("[" * 50_000 + "]" * 50_000, "too deep"),
        ('{"a":' * 5_000 + "1" + "}" * 5_000, "too deep"),
        ("[" + "1," * 20_000 + "1]", "more than 20000 questions"),
        ('{"questions": {}}', "no list of questions"),
        ('{"title": [], "questions": []}', '"title" is a list'),
        ('"text"', "no list of questions"),
    ],
    ids=range(13),
)
def test_what_is_no_list_of_questions_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        own_json.read(text)


@pytest.mark.parametrize("name", ["plain", "url3986", "base64", "bare-list"])
def test_each_encoding_of_the_open_trivia_database_holds_the_same(name: str) -> None:
    found = read(sample(f"opentdb-{name}.json"), "opentdb")
    assert found.items[0].question == 'Which dog was the first animal in orbit, in "Sputnik 2"?'
    assert (found.items[1].answer, found.items[1].wrong) == ("True", (Wrong("False"),))
    assert found.items[1].tags == ("Entertainment", "Film")
    assert found.items[2].question == "What is 100% of the crew of Vostok 1, in persons & in words?"
    assert found.items[2].wrong[2].text == "None; it flew <empty>"
    assert [option.text for option in found.items[3].wrong] == ["Пушкин", "Лермонтов", "Hašek"]
    assert [item.difficulty for item in found.items] == ["easy", "medium", "hard", "medium"]
    assert (found.licence, found.source) == ("CC-BY-SA-4.0", "https://opentdb.com")


def test_the_older_url_encoding_has_plus_signs_for_blanks() -> None:
    item = DOG | {"question": "Which+dog+was+%22first%22%3F", "correct_answer": "1%2B1"}
    found = opentdb.read(json.dumps([item])).items[0]
    assert (found.question, found.answer) == ('Which dog was "first"?', "1+1")


@pytest.mark.parametrize(
    "texts",
    [
        ("Is 100% of 5 five?", "100%", "20% of 25"),
        ("What does &amp; mean in 'HTML'?", "An ampersand: &amp;", 'A quote: "'),
        ("Moon", "Mars has 2", "Luna"),
    ],
    ids=["per cent", "entities in decoded text", "words that look like base64"],
)
def test_texts_that_only_look_encoded_stay_as_they_are(texts: tuple[str, str, str]) -> None:
    question, answer, wrong = texts
    item = opentdb.read(json.dumps([{"question": question, "correct_answer": answer, "incorrect_answers": [wrong]}]))
    assert (item.items[0].question, item.items[0].answer, item.items[0].wrong[0].text) == texts


def test_an_entity_of_thousands_of_digits_stays_as_it_is() -> None:
    item = DOG | {"question": "&#" + "9" * 5000 + "; &quot;"}
    assert opentdb.read(json.dumps([item])).items[0].question == item["question"]


@pytest.mark.parametrize("answer", ["True", "false", "FALSE"])
def test_true_and_false_are_written_as_words(answer: str) -> None:
    item = {"type": "boolean", "question": "Is it?", "correct_answer": answer, "incorrect_answers": []}
    found = opentdb.read(json.dumps([item])).items[0]
    assert {found.answer, found.wrong[0].text} == {"True", "False"}
    assert found.answer.casefold() == answer.casefold()


def test_items_of_the_database_that_cannot_come_in_are_named() -> None:
    bad = [DOG | {"type": "essay"}, DOG | {"correct_answer": ""}, DOG | {"incorrect_answers": []}, {"category": "x"}, 5]
    assert reasons(opentdb.read(json.dumps({"results": [DOG, *bad]})).left_out) == [
        'its type is "essay"; only multiple and boolean can come in',
        "it has no right answer",
        "it has no wrong option",
        'it has neither "question" nor "correct_answer"',
        'it is "5" where an object with fields is expected',
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"response_code": 1, "results": []}', "not enough questions"),
        ('{"response_code": 3, "results": []}', "session token was unknown"),
        ('{"response_code": 5}', "asked too often"),
        ('{"response_code": 0, "response_message": "…", "token": "abc"}', "this is a session token"),
        ('{"trivia_categories": [{"id": 9, "name": "General Knowledge"}]}', "list of categories"),
    ],
)
def test_answers_of_the_database_without_questions_say_what_they_are(text: str, said: str) -> None:
    assert recognise(text, "a.json") == "opentdb"
    with pytest.raises(FormatError, match=said):
        read(text, "opentdb")


def test_both_versions_of_the_trivia_api_are_read() -> None:
    found = read(sample("trivia-api.json"), "trivia-api")
    assert found.items[0] == Item(
        "Who directed the film 'Solaris' of 1972?",
        "Andrei Tarkovsky",
        (Wrong("Pavel Klushantsev"), Wrong("Richard Viktorov"), Wrong("Elem Klimov")),
        2,
        "64a1f00000000000000000a1",
        difficulty="medium",
        tags=("film and tv", "film", "directors"),
    )
    assert found.items[2].question == "From where did Sputnik 1 start?"
    assert (found.licence, found.source) == ("CC-BY-NC-4.0", "https://the-trivia-api.com")


def test_questions_with_pictures_of_the_trivia_api_are_left_out() -> None:
    item = {"question": {"text": "Which?"}, "correctAnswer": [{"url": "x"}], "type": "image_choice"}
    assert reasons(trivia_api.read(json.dumps([item])).left_out) == [
        'its type is "image_choice"; only text_choice can come in'
    ]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ('[{"correct_answer": "a"}]', "opentdb"),
        ('{"questions": [{"correct_answer": "a"}]}', "opentdb"),
        ('[{"correctAnswer": "a"}]', "trivia-api"),
        ('[{"answer": "a", "wrong": []}]', "json"),
        ('{"questions": []}', "json"),
    ],
)
def test_json_is_recognised_by_its_fields(text: str, form: str) -> None:
    assert recognise(text, "whatever.csv") == form
