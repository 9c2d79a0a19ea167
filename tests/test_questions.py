"""The shipped questions: enough of them, whole, sourced, of several difficulties, one spelling a name, without tells.

`docs/editorial.md` gives the reasons; this file holds its figures.
"""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cosmoquiz.banks.library import Library, read_library
from cosmoquiz.quiz.question import DIFFICULTIES, Bank, Question
from cosmoquiz.quiz.text import fold

KEYS = Path(__file__).with_name("question_keys.txt")
"""Every `bank/id` ever shipped, one a line; `retired` before those that are gone and must not come back."""

FILMS = {
    "Aelita": r"Aelita",
    "Solaris": r"Solaris",
    "The Sky Calls": r"The Sky Calls|Battle Beyond the Sun",
    "Korolev": r"Korolev \(2007\)|film (about|on) Korolev|Kara's (film )?Korolev|the film Korolev",
    "Chief": r"\bChief \(2015\)|Chief, made by|\bin Chief\b|the film Chief",
    "Gagarin: First in Space": r"Gagarin: First in Space",
    "The Age of Pioneers": r"The Age of Pioneers",
    "Salyut-7": r"Salyut-7",
    "Paper Soldier": r"Paper Soldier",
    "Dreaming of Space": r"Dreaming of Space",
    "First on the Moon": r"First on the Moon",
    "The Right Stuff": r"The Right Stuff",
    "Apollo 13": r"Apollo 13 \(1995\)|film Apollo 13|Apollo 13 of 1995",
    "First Man": r"First Man",
    "Gravity": r"Gravity",
}
"""The films that the article behind the game names, and how a question names them."""

MISSIONS = {
    "Sputnik": r"Sputnik 1\b",
    "Gagarin's flight": r"Vostok 1\b|Gagarin",
    "Leonov's spacewalk": r"Voskhod 2\b|Leonov",
    "the rescue of Salyut 7": r"Salyut 7\b|Soyuz T-13",
    "Apollo 13": r"Apollo 13",
}
"""The flights that the article tells of, and how a question names them."""

PEOPLE = (
    "Yakov Protazanov",
    "Tarkovsky",
    "Francis Ford Coppola",
    "Stanley Kubrick",
    "Sergei Korolev",
    "Yuri Kara",
    "Natalya",  # Koroleva, the designer's daughter
    "Yuri Gagarin",
    "Alexei Leonov",
    "Pavel Parkhomenko",
    "Gherman Titov",
    "Yuri Bykov",
    "Dmitry Kiselyov",
    "Klim Shipenko",
    "Vladimir Dzhanibekov",
    "Viktor Savinykh",
    "Alfonso Cuarón",
    "Natalija Majsova",
    "Stalin",
    "Alexei Fedorchenko",
    "Asif Siddiqi",  # who wrote it
)
"""Whom the article names."""

SPELLINGS = {
    "Korolev": ("Korolyov", "Koroliov", "Korolëv", "Korolov"),
    "Belyayev": ("Belyaev", "Beliaev", "Belyaiev", "Beljajew"),
    "Tereshkova": ("Tereschkova", "Tereškova"),
    "Dzhanibekov": ("Djanibekov", "Janibekov"),
    "Savinykh": ("Savinikh", "Savinyh", "Savinych"),
    "Savitskaya": ("Savitskaia", "Savickaya"),
    "Kiselyov": ("Kiselev", "Kiseliov", "Kiselov"),
    "Karyukov": ("Kariukov", "Koryukov", "Karzhukov"),
    "Zhuravlyov": ("Zhuravlev", "Zhuravlov"),
    "Klushantsev": ("Klushancev", "Klouchantsev", "Klusjantsev"),
    "Tsiolkovsky": ("Tsiolkovskii", "Tsiolkovskiy", "Ziolkowski", "Ciolkowski", "Tsiolkovski "),
    "Chelomei": ("Chelomey", "Chelomej"),
    "Yegorov": ("Egorov",),
    "Nikolayev": ("Nikolaev",),
    "Krikalev": ("Krikalyov", "Krikaliov"),
    "Polyakov": ("Poliakov",),
    "Yeliseyev": ("Eliseev", "Yeliseev", "Eliseyev"),
    "Khrunov": ("Hrunov", "Chrunow"),
    "Beregovoi": ("Beregovoy",),
    "Nelyubov": ("Neliubov",),
    "Dobrovolsky": ("Dobrovolskiy", "Dobrovolski ", "Dobrovolskii"),
    "Patsayev": ("Patsaev", "Patsajev"),
    "Solovyov": ("Soloviev", "Solovyev", "Solovjov"),
    "Lyakhov": ("Liakhov", "Ljachow"),
    "Kondratyuk": ("Kondratiuk", "Kondratjuk"),
    "Zander": ("Tsander", "Cander"),
    "Khrushchev": ("Khruschev", "Krushchev", "Kruschev"),
    "Tarkovsky": ("Tarkovskii", "Tarkovskiy", "Tarkowski", "Tarkovski "),
    "Strugatsky": ("Strugatskii", "Strugatskiy", "Strugatski ", "Strugackij"),
    "Yefremov": ("Efremov", "Yefreymov"),
    "Bulychov": ("Bulychev", "Bulichev", "Bulychyov"),
    "Daneliya": ("Danelia",),
    "Solntseva": ("Solnceva", "Solnzewa"),
    "Tsereteli": ("Tseretelli", "Cereteli"),
    "Protazanov": ("Protasanov", "Protazanow"),
    "Metyolkina": ("Metelkina",),
    "Pchyolka": ("Pchelka",),
    "Shipenko": ("Chipenko", "Schipenko"),
    "Fyodorov": ("Fedorov", "Fiodorov"),
    "Alexei": ("Aleksei", "Alexey", "Aleksey"),
    "Sergei": ("Sergey", "Serguei"),
    "Dmitry": ("Dmitri", "Dmitriy"),
    "Natalya": ("Natalia",),
    "Valery": ("Valeri ", "Valeriy", "Valerii"),
    "Yuri": ("Yury", "Iurii", "Yuriy"),
    "Vasily": ("Vasili ", "Vasiliy", "Vassily", "Vasilii"),
    "Gennady": ("Gennadi ", "Gennadiy", "Gennadii"),
    "Georgi": ("Georgy", "Georgiy", "Georgii"),
    "Anatoly": ("Anatoli ", "Anatoliy", "Anatolii"),
    "Baikonur": ("Baykonur", "Baikonour"),
    "Stanisław Lem": ("Stanislaw Lem", "Stanislav Lem"),
    "Zhytomyr": ("Zhitomir",),
    "Aitmatov": ("Chinghiz", "Aytmatov"),
    "Kyiv": ("Kiev",),
    "Odesa": ("Odessa",),
    "Gherman Titov": ("German Titov", "Guerman Titov", "Herman Titov"),
    "Kármán line": ("Karman line", "Kàrmàn", "Kárman"),
    "The Sky Calls": ("The Sky Is Calling", "The Sky Beckons", "The Heavens Call"),
    "Planet of Storms": ("Planet of the Storms",),
    "The Age of Pioneers": ("The Spacewalker", "Time of the First", "Age of the Pioneers"),
    "Moscow - Cassiopeia": ("Moscow-Cassiopeia", "Moscow – Cassiopeia"),
    "TASS": ("Tass ",),
    "Voskhod": ("Voskod", "Voshkod"),
    "Apollo-Soyuz": ("Apollo–Soyuz", "Apollo Soyuz", "Soyuz-Apollo"),
    "spacewalk": ("space walk", "Space walk", "space-walk"),
    "programme": ("space program ", "space program.", "space program,"),
}
"""One spelling a name or word, and those that must not be seen beside it."""

OTHER_NAMES = re.compile("K\\. Sergeyev|the name Soyuz-Apollo")
"""Names of something else that hold a variant: Korolev's pen name, and the brand of cigarettes."""

COPIES = re.compile(
    r"wikimili|wiki2\.|wiki4|wikiwand|alchetron|theinfolist|clateway|piglix|liquisearch|askwikinow|abcdef\.wiki"
    r"|wikimedia\.org/wikipedia|db0nus|dbpedia|everybodywiki|infogalactic|academic\.ru|enacademic|eifxekqkqvx"
    r"|710302|primewire|fandom\.com|wikia\.com|imtqy|military-history\.fandom|justapedia|en-academic"
)
"""Hosts that copy encyclopedias: the original is cited instead."""

YEAR = re.compile(r"\bin (which|what) year|\bon (which|what) (day|date)|^when\b", re.IGNORECASE)
DATE = re.compile(r"(\d{1,2} )?([A-Z][a-z]+ )?(1[89]|20|21)\d\d|\d{1,2} [A-Z][a-z]+")
DIRECTOR = re.compile(r"\bwho directed\b|\b(which|what) (film )?director|\bdirected by whom", re.IGNORECASE)
NUMBER = re.compile(r"[\d,.]+")


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(None)


@pytest.fixture(scope="module")
def banks(library: Library) -> list[Bank]:
    return [library.bank(file) for file in library.files if file.playable]


@pytest.fixture(scope="module")
def questions(banks: list[Bank]) -> list[Question]:
    return [question for bank in banks for question in bank.questions]


def options_of(question: Question) -> list[str]:
    return [question.answer, *(wrong.text for wrong in question.wrong)]


def texts_of(question: Question) -> list[str]:
    notes = [wrong.note for wrong in question.wrong]
    return [question.text, question.explanation, *notes, *options_of(question)]


def asks_for_a_date(question: Question) -> bool:
    return bool(YEAR.search(question.text)) or all(DATE.fullmatch(option) for option in options_of(question))


# How much there is, and of what


def test_every_bank_reads_without_a_problem(library: Library) -> None:
    assert [(file.name, problem) for file in library.files for problem in library.about(file).problems] == []


def test_there_are_six_hundred_questions_in_banks_that_fill_an_evening(banks: list[Bank]) -> None:
    sizes = {bank.name: len(bank.questions) for bank in banks}
    assert sum(sizes.values()) >= 600
    assert {name: size for name, size in sizes.items() if not 40 <= size <= 90} == {}


def test_films_and_flights_have_about_equal_parts(questions: list[Question]) -> None:
    tags = Counter(tag for question in questions for tag in question.tags)
    assert min(tags["films"], tags["missions"]) >= 0.4 * len(questions)


@pytest.mark.parametrize("name", [*FILMS, *MISSIONS])
def test_each_film_and_flight_of_the_article_has_six_questions(questions: list[Question], name: str) -> None:
    """Counted where the question or its answer names it: an explanation or a wrong option is no question about it."""
    named = re.compile({**FILMS, **MISSIONS}[name])
    assert sum(bool(named.search(f"{question.text} {question.answer}")) for question in questions) >= 6


@pytest.mark.parametrize("name", PEOPLE)
def test_each_person_of_the_article_has_a_question(questions: list[Question], name: str) -> None:
    assert any(name in f"{question.text} {question.answer} {question.explanation}" for question in questions)


# Each question


def test_every_question_is_whole(questions: list[Question]) -> None:
    for question in questions:
        assert question.explanation, question.key
        assert len(question.wrong) >= 3, question.key
        assert question.tags, question.key


def test_every_source_is_an_address_that_can_be_opened(questions: list[Question]) -> None:
    for question in questions:
        parts = urlsplit(question.source)
        assert parts.scheme in ("http", "https"), question.key
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}", parts.netloc), question.key
        assert not re.search(r"\s", question.source), question.key
        assert parts.path.strip("/") or parts.query, f"{question.key}: a site, not a page"


def test_no_source_is_a_copy_of_an_encyclopedia(questions: list[Question]) -> None:
    assert {q.key: q.source for q in questions if COPIES.search(q.source)} == {}


def test_the_sources_are_many(questions: list[Question]) -> None:
    hosts = Counter(urlsplit(question.source).netloc for question in questions)
    assert len(hosts) >= 100
    assert hosts["en.wikipedia.org"] <= 0.4 * len(questions)


def test_every_question_fits_a_small_terminal(questions: list[Question]) -> None:
    for question in questions:
        assert len(question.text) <= 180, question.key
        assert all(len(option) <= 60 for option in options_of(question)), question.key
        assert len(question.explanation) <= 330, question.key
        assert all(len(wrong.note) <= 160 for wrong in question.wrong), question.key


def test_explanations_add_something(questions: list[Question]) -> None:
    for question in questions:
        assert fold(question.explanation) not in (fold(question.answer), fold(question.text)), question.key
        assert len(question.explanation.split()) >= 6, question.key


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_name_has_one_spelling(questions: list[Question], name: str) -> None:
    for question in questions:
        for text in texts_of(question):
            left = OTHER_NAMES.sub("", text)
            assert not any(variant in left for variant in SPELLINGS[name]), (question.key, text)


# Their identity


def test_no_id_and_no_question_stands_twice(questions: list[Question]) -> None:
    ids = Counter(question.key.partition("/")[2] for question in questions)
    asked = Counter(fold(question.text) for question in questions)
    assert [text for counter in (ids, asked) for text, times in counter.items() if times > 1] == []


def test_keys_stay_as_they_were_shipped(questions: list[Question]) -> None:
    """What players have seen is kept by key: a key never changes, and one that is gone is never used again."""
    lines = KEYS.read_text(encoding="utf-8").splitlines()
    retired = {line.removeprefix("retired ") for line in lines if line.startswith("retired ")}
    kept = {line for line in lines if not line.startswith("retired ")}
    keys = {question.key for question in questions}
    assert kept - keys == set(), "write 'retired' before a key that goes"
    assert keys - kept - retired == set(), "add the keys of new questions"
    assert keys & retired == set(), "give the question a new id"


# The mix


def test_each_bank_has_easy_medium_and_hard_questions(banks: list[Bank]) -> None:
    for bank in banks:
        mix = Counter(question.difficulty for question in bank.questions)
        assert all(mix[d] >= 0.12 * len(bank.questions) for d in DIFFICULTIES), (bank.name, mix)


def test_a_quarter_is_easy_and_a_quarter_hard(questions: list[Question]) -> None:
    mix = Counter(question.difficulty for question in questions)
    shares = [mix[difficulty] / len(questions) for difficulty in ("easy", "medium", "hard")]
    assert [abs(share - goal) <= 0.03 for share, goal in zip(shares, (0.25, 0.5, 0.25), strict=True)] == [True] * 3


def test_few_questions_ask_for_a_date_or_a_director(questions: list[Question]) -> None:
    assert sum(asks_for_a_date(q) for q in questions) <= 0.15 * len(questions)
    assert sum(bool(DIRECTOR.search(q.text)) for q in questions) <= 0.12 * len(questions)


def test_near_misses_are_explained_in_many_questions(questions: list[Question]) -> None:
    assert sum(any(wrong.note for wrong in question.wrong) for question in questions) >= 150


# Tells


def test_the_answer_is_seldom_the_longest_option(questions: list[Question]) -> None:
    longest = sum(len(q.answer) > max(len(wrong.text) for wrong in q.wrong) for q in questions)
    assert longest <= 0.28 * len(questions)


def test_a_right_number_lies_anywhere_among_the_wrong_ones(questions: list[Question]) -> None:
    """Counted by the quarter of the sorted options in which the answer lies: low is no better a guess than high."""
    places = []
    for question in questions:
        options = options_of(question)
        if all(NUMBER.fullmatch(option) for option in options):
            numbers = [float(option.replace(",", "")) for option in options]
            places.append((sorted(numbers).index(numbers[0]) + 0.5) / len(numbers))
    quarters = Counter(int(place * 4) for place in places)
    assert len(places) >= 20
    assert all(0.15 <= quarters[quarter] / len(places) <= 0.35 for quarter in range(4)), quarters
