"""The shipped questions: whole, sourced, of several difficulties, and without tells."""

import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from cosmoquiz.banks.library import Library, read_library
from cosmoquiz.quiz.question import DIFFICULTIES, Question
from cosmoquiz.quiz.text import fold

SPELLINGS = {
    "Korolev": ("Korolyov", "Koroliov", "Korolëv"),
    "Belyayev": ("Belyaev", "Beliaev", "Belyaiev"),
    "Tereshkova": ("Tereschkova",),
    "Dzhanibekov": ("Djanibekov", "Janibekov"),
    "Savinykh": ("Savinikh", "Savinyh"),
    "Kiselyov": ("Kiselev", "Kiseliov", "Kiselov"),
    "Karyukov": ("Kariukov", "Koryukov"),
    "Zhuravlyov": ("Zhuravlev",),
    "Klushantsev": ("Klushancev", "Klouchantsev"),
    "Tsiolkovsky": ("Tsiolkovskii", "Tsiolkovskiy", "Ziolkowski"),
    "Chelomei": ("Chelomey",),
    "Yegorov": ("Egorov",),
    "Nikolayev": ("Nikolaev",),
    "Krikalev": ("Krikalyov",),
    "Polyakov": ("Poliakov",),
    "Alexei": ("Aleksei", "Alexey", "Aleksey"),
    "Sergei": ("Sergey", "Serguei"),
    "Dmitry": ("Dmitri", "Dmitriy"),
    "Natalya": ("Natalia",),
    "Valery": ("Valeri ",),
    "Baikonur": ("Baykonur", "Baikonour"),
    "Stanisław Lem": ("Stanislaw Lem", "Stanislav Lem"),
    "Zhytomyr": ("Zhitomir",),
}
"""One spelling a name, and those that must not be seen beside it."""

YEAR = re.compile(r"in (which|what) year|on (which|what) (day|date)", re.IGNORECASE)
DIRECTOR = re.compile(r"\bwho directed\b|(which|what) director", re.IGNORECASE)


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(None)


@pytest.fixture(scope="module")
def questions(library: Library) -> list[Question]:
    return [question for file in library.files if file.bank for question in file.bank.questions]


def texts_of(question: Question) -> list[str]:
    notes = [wrong.note for wrong in question.wrong]
    return [question.text, question.answer, question.explanation, *notes, *(w.text for w in question.wrong)]


def test_every_bank_reads_without_a_problem(library: Library) -> None:
    assert [(file.name, problem) for file in library.files for problem in file.problems] == []


def test_there_are_enough_questions_on_films_and_on_missions(questions: list[Question]) -> None:
    tags = Counter(tag for question in questions for tag in question.tags)
    assert len(questions) >= 120
    assert min(tags["films"], tags["missions"]) >= 50


def test_every_question_has_explanation_source_and_three_wrong_options(questions: list[Question]) -> None:
    for question in questions:
        assert question.explanation, question.key
        assert len(question.wrong) >= 3, question.key
        assert question.tags, question.key


def test_every_source_is_an_address_that_can_be_opened(questions: list[Question]) -> None:
    for question in questions:
        parts = urlsplit(question.source)
        assert parts.scheme in ("http", "https"), question.key
        assert "." in parts.netloc, question.key
        assert " " not in question.source, question.key


def test_every_question_fits_a_small_terminal(questions: list[Question]) -> None:
    for question in questions:
        assert len(question.text) <= 180, question.key
        assert all(len(option) <= 60 for option in [question.answer, *(w.text for w in question.wrong)]), question.key
        assert len(question.explanation) <= 330, question.key
        assert all(len(wrong.note) <= 160 for wrong in question.wrong), question.key


def test_each_bank_has_easy_medium_and_hard_questions(library: Library) -> None:
    for file in library.files:
        assert file.bank
        mix = Counter(question.difficulty for question in file.bank.questions)
        assert all(mix[d] >= 0.12 * len(file.bank.questions) for d in DIFFICULTIES), (file.name, mix)


def test_the_answer_is_seldom_the_longest_option(questions: list[Question]) -> None:
    longest = sum(len(q.answer) > max(len(wrong.text) for wrong in q.wrong) for q in questions)
    assert longest <= 0.28 * len(questions)


def test_few_questions_ask_for_a_year_or_a_director(questions: list[Question]) -> None:
    assert sum(bool(YEAR.search(q.text)) for q in questions) <= 0.15 * len(questions)
    assert sum(bool(DIRECTOR.search(q.text)) for q in questions) <= 0.12 * len(questions)


def test_explanations_add_something(questions: list[Question]) -> None:
    for question in questions:
        assert fold(question.explanation) not in (fold(question.answer), fold(question.text)), question.key


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_name_has_one_spelling(questions: list[Question], name: str) -> None:
    for question in questions:
        for text in texts_of(question):
            assert not any(variant in text for variant in SPELLINGS[name]), (question.key, text)


def test_no_question_is_asked_twice(questions: list[Question]) -> None:
    asked = Counter(fold(question.text) for question in questions)
    assert [text for text, times in asked.items() if times > 1] == []
