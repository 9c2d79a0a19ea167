"""Advice on question craft: when it is given, when not, and how it is silenced."""

import re
import time
from collections.abc import Sequence
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cosmoquiz.banks.check import check_text
from cosmoquiz.banks.lint import CODES, Advice, Rule, advice_page, advise, explained
from cosmoquiz.banks.twins import twins
from cosmoquiz.quiz.question import Bank, Question, Wrong

CHECKOUT = Path(__file__).parents[2]


def ask(text: str, answer: str = "Yes", *wrong: str, **fields: str) -> Question:
    """A question with an explanation and a source, so that nothing is said of those."""
    options = tuple(Wrong(option) for option in wrong or ("No",))
    fields = {"explanation": "So it is.", "source": "https://example.org", **fields}
    return Question(f"films/{abs(hash(text))}", text, answer, options, "Films", **fields)  # type: ignore[arg-type]


def bank_of(*questions: Question, language: str = "", name: str = "films") -> Bank:
    return Bank(name, "Films", questions, language=language)


def advice_on(*questions: Question, language: str = "") -> list[Advice]:
    return advise(bank_of(*questions, language=language))


def codes_of(*questions: Question, language: str = "") -> list[str]:
    return [advice.code for advice in advice_on(*questions, language=language)]


def bank_from(yaml: str) -> Bank:
    reading = check_text(f"title: Films\nquestions:\n{indent(yaml, '  ')}\n".encode(), "films")
    assert reading.bank, reading.problems
    return reading.bank


WARNED = [
    ("long-answer", ask("What is it?", "A dog that had lived in the streets of Moscow", "A cat", "A monkey", "A rat")),
    ("long-answer", ask("What is it?", "A dog that had lived in the streets", "A cat")),
    ("long-answer", ask("Что это?", "Собака, которая жила на улицах Москвы", "Кошка", "Крыса")),
    ("long-answer", ask("When was it?", "1961, when Gagarin flew", "1957", "1958")),
    ("answer-in-question", ask("Who was Gagarin, and was Yuri Gagarin first?", "Yuri Gagarin", "Titov", "Leonov")),
    ("answer-in-question", ask("Which film of the Stalker kind is it?", "stalker", "solaris", "mirror")),
    ("answer-in-question", ask("On the Moon, where is it?", "The Moon", "Mars", "Venus")),
    ("answer-in-question", ask("Кто такой Юрий Гагарин?", "Юрий Гагарин", "Герман Титов")),
    ("clue-word", ask("What did the parachutes do?", "A parachute tore", "The hatch broke", "The motor stopped")),
    ("clue-word", ask("Which film of 1972 is it?", "Solaris (1972)", "Stalker (1979)", "Mirror (1975)")),
    ("clue-word", ask("Which painter was it?", "The painters of Vitebsk", "A poet who was there", "An actor")),
    ("all-of-the-above", ask("Which is it?", "Mars", "Venus", "All of the above")),
    ("all-of-the-above", ask("Which is it?", "None of these", "Mars", "Venus")),
    ("all-of-the-above", ask("Which is it?", "Both of the above are correct", "Mars", "Venus")),
    ("all-of-the-above", ask("Which is it?", "Mars", "Venus", "None of the others.")),
    ("negative-question", ask("Which of these is not a planet?")),
    ("negative-question", ask("Which of the following films, made before 1970, is not by him?")),
    ("negative-question", ask("Which country has never sent anybody into space?")),
    ("negative-question", ask("In 1961, which dog did not come back?")),
    ("negative-question", ask("Which planet isn't inhabited?")),
    ("negative-question", ask("All of these went to the Moon except:")),
    ("negative-question", ask("They were all pilots except one. Who?")),
    ("absolute-words", ask("Why?", "It was cold", "It was always dark", "It was late")),
    ("absolute-words", ask("Why?", "It was cold", "Never had it rained", "It was late")),
    ("absolute-words", ask("Why?", "It was cold", "All had left it", "Only he knew it", "It was late")),
    ("odd-answer", ask("How many?", "Two", "3", "4", "5")),
    ("odd-answer", ask("When?", "Before the war", "1945", "1950")),
    ("overlapping-ranges", ask("How many?", "21-30", "10-20", "20-21")),
    ("overlapping-ranges", ask("How many?", "5 to 15 km", "10 to 20 km", "30 to 40 km")),
    ("overlapping-ranges", ask("How much?", "1,000–2,000", "1,500–3,000", "4,000–5,000")),
    ("overlapping-ranges", ask("How many?", "0-100", "200-300", "10-20")),
    ("mixed-capitals", ask("Which planet?", "Mars", "Venus", "jupiter")),
    ("mixed-capitals", ask("Which planet?", "mars", "Venus", "Jupiter")),
    ("mixed-capitals", ask("Which metal?", "Iron", "copper", "gold", "silver")),
    ("mixed-capitals", ask("Какая планета?", "Марс", "Венера", "юпитер")),
    ("mixed-stops", ask("Why?", "The engine had failed.", "The hatch was open", "The crew was ill")),
    ("mixed-stops", ask("Why?", "The engine had failed", "The hatch was open.", "The crew was ill.")),
    ("mixed-stops", ask("Почему?", "Двигатель вышел из строя.", "Люк был открыт", "Экипаж заболел")),
    ("repeated-start", ask("Why?", *(f"Because the crew had run out of {t}" for t in ("air", "fuel", "food")))),
    ("undated", ask("Who is currently in orbit?")),
    ("undated", ask("Which is the latest film? Or: what is his latest film?")),
    ("undated", ask("Which station is still in orbit?")),
    ("undated", ask("Which rocket still flies?")),
    ("undated", ask("How many people have been there so far?")),
    ("undated", ask("Which country is it in today?")),
    ("undated", ask("Who is the current head of the agency?")),
    ("missing-explanation", ask("Is it?", explanation="")),
    ("missing-source", ask("Is it?", source="")),
]

NOT_WARNED = {
    "a long answer beside a long wrong option": ask(
        "What is it?", "A dog that had lived in Moscow", "A cat that came from Kazan"
    ),
    "a name that is a little longer": ask("Who?", "Konstantin Tsiolkovsky", "Sergei Korolev", "Yuri Gagarin"),
    "a choice that the question names": ask("Which is larger, Mars or Venus?", "Venus", "Mars"),
    "true in a statement": ask("It is true that Mars is red.", "True", "False"),
    "an answer inside another word": ask("Who broadcast it?", "Cast", "Crew", "Mob"),
    "a number inside a longer one": ask("How many in 1961?", "961", "12", "19"),
    "a word that a wrong option has as well": ask("Which engine failed?", "The first engine", "The other engine"),
    "a little word": ask("What was there before it?", "What they found there", "A hut in the wood", "A tree"),
    "different words with one beginning": ask("Which station was it?", "A static field", "A hole", "A rock"),
    "all in a longer option": ask("Why?", "It was cold", "All of the crew had left"),
    "NOT in capitals": ask("Which of these is NOT a planet?"),
    "EXCEPT in capitals": ask("All of these are planets EXCEPT:"),
    "not in a description": ask("Which actor, not yet famous, plays the cook?"),
    "not in a clause": ask("What does he teach when he is not at his radio set?"),
    "not in a sentence before": ask("He had not filmed it at all, he said. Which book was it?"),
    "not in a relative clause": ask("What was the station, which was not manned, called?"),
    "not after a relative word": ask("Who was the man that did not come?"),
    "not only": ask("Which dog was not only small but also black?"),
    "not in a quotation": ask('Who said "I am not going"?'),
    "neither": ask("Which country sent the first man who was neither Soviet nor American?"),
    "except for a detail": ask("Which planet, except for the Earth, has water?"),
    "why not": ask("Why did the rocket not start?"),
    "never in a title": ask("Which film is it?", "Solaris", "Never Say Never Again", "Always on My Mind"),
    "always in the answer too": ask("Why?", "It was always cold", "It was always dark"),
    "one mild word": ask("Why?", "They need less air", "The adults have all refused", "The cabin is small"),
    "never as an option": ask("How often?", "Twice a day", "Never", "Once a day"),
    "numbers all of them": ask("How many?", "2", "3", "4"),
    "a number among words": ask("Which novel?", "1984", "We", "Solaris"),
    "a number word among number words": ask("How many?", "Two", "Three", "Four"),
    "ranges side by side": ask("How many?", "11-20", "21-30", "31-40"),
    "lives": ask("When did he live?", "1907-1966", "1857-1935", "1934-1968"),
    "terms that touch": ask("When was it?", "1957-1961", "1961-1964", "1964-1982"),
    "results": ask("What was the score?", "3-11", "4-11", "5-11"),
    "small results": ask("How did it end?", "0-2", "1-2", "1-3"),
    "ranges of different units": ask("How long?", "24 to 28 days", "24 to 30 hours", "2 to 3 years"),
    "names in small letters": ask("Who?", "Wernher Brown", "von Braun", "de Gaulle"),
    "a brand in small letters": ask("What?", "Walkman", "iPhone", "Tamagotchi"),
    "one name among words": ask("What was drunk?", "water", "tea", "Coca-Cola"),
    "letters without case": ask("何?", "火星", "金星", "木星"),
    "an abbreviation at the end": ask("Who?", "Robert Downey Jr.", "Tom Hanks", "Warner Bros."),
    "all with full stops": ask("Why?", "The engine had failed.", "I know what it is.", "It was late."),
    "three dots": ask("What did he say?", "I am going home ...", "I am here", "I am there"),
    "a series of films": ask(
        "Which?", *(f"Harry Potter and the {t} of Something" for t in ("Stone", "Goblet", "Order"))
    ),
    "a short beginning": ask("How?", "By the shape of the ears", "By the length of the hair", "By the pitch"),
    "currently with as_of": ask("Who is currently in orbit?", as_of="2024-06"),
    "still with a date": ask("Which station is still in orbit as of 2024?"),
    "today as a name": ask("Which city is today called Kaliningrad?"),
    "today's": ask("Where in today's Kazakhstan did it land?"),
    "still in the past": ask("What did he see while he was still falling?"),
    "so far away": ask("Which star is so far away that nobody has been there?"),
    "the latest in a quotation": ask("Who sang “The latest news is currently bad”?"),
    "electric current": ask("What is the current of the coil measured in?", "Amperes", "Volts"),
}


@pytest.mark.parametrize(("code", "question"), WARNED, ids=[f"{c}-{n}" for n, (c, _) in enumerate(WARNED)])
def test_what_gives_an_answer_away_or_misleads_is_named(code: str, question: Question) -> None:
    advice = advice_on(question)
    assert [a.code for a in advice] == [code]
    assert advice[0].question == 1
    assert "question 1" in advice[0].message
    assert advice[0].fix
    assert advice[0].excerpt in ("", question.text, question.answer, *(wrong.text for wrong in question.wrong))


@pytest.mark.parametrize("question", NOT_WARNED.values(), ids=NOT_WARNED.keys())
def test_a_sound_question_is_left_alone(question: Question) -> None:
    assert advice_on(question) == []


def test_advice_says_how_much_and_where() -> None:
    question = ask("What is it?", "A dog that had lived in the streets of Moscow once", "A rather large cat", "A rat")
    (advice,) = advice_on(ask("Is it?"), question)
    assert advice == Advice(
        "long-answer",
        2,
        "answer",
        "the answer of question 2 has 50 characters, its wrong options at most 18",
        "shorten it, or make a wrong option as long",
        question.answer,
    )


ENGLISH = {"clue-word", "all-of-the-above", "negative-question", "absolute-words", "undated"}


@pytest.mark.parametrize("language", ["de", "ru", "Deutsch"])
def test_rules_on_english_words_are_for_banks_in_english(language: str) -> None:
    for code, question in WARNED:
        assert (codes_of(question, language=language) == []) == (code in ENGLISH), question.text


@pytest.mark.parametrize("language", ["", "en", "en-GB", "English"])
def test_a_bank_that_names_no_language_is_in_english(language: str) -> None:
    assert codes_of(ask("Which of these is not a planet?"), language=language) == ["negative-question"]


# Pairs

REWORDED = {
    "other little words": ("Who was it that made the first spacewalk?", "Who made the first spacewalk?"),
    "a word more": ("What is the capital of Canada?", "What is the capital city of Canada?"),
    "another order": ("In 1985 which crew saved Salyut 7?", "Which crew saved Salyut 7 in 1985?"),
    "another form": ("Which dogs orbited the Earth?", "Which dog orbited the Earth?"),
    "a slip of the pen": ("Which ship saved the crew of Salyut?", "Which ship saved the crew of Salyyt?"),
    "another word in a long text": (
        "Who was the first person to travel into space and all around the Earth in a small capsule?",
        "Who was the first human to travel into space and all around the Earth in a small capsule?",
    ),
}

ALIKE = {
    "titles": ("Who directed Solaris?", "Who directed Stalker?"),
    "years": ("Who won the main prize at Cannes in 1970?", "Who won the main prize at Cannes in 1972?"),
    "numbers": ("Who commanded the mission Apollo 11 on its way?", "Who commanded the mission Apollo 12 on its way?"),
    "letters": ("Which organ needs vitamin A most of all?", "Which organ needs vitamin B most of all?"),
    "common words": ("Which organ produces insulin?", "Which organ produces glucagon?"),
    "not": ("Is it said that the Sun is not a star?", "Is it a fact that the Moon is a star?"),
    "much more is asked": ("Who flew in 1961?", "Who flew in 1961 around the Earth, after two years of hard training?"),
}


@pytest.mark.parametrize(("first", "second"), REWORDED.values(), ids=REWORDED.keys())
def test_a_question_in_other_words_is_found(first: str, second: str) -> None:
    advice = advice_on(ask(first, "Yuri Gagarin", "Titov"), ask("Is it?"), ask(second, "Yuri Gagarin", "Leonov"))
    assert [(a.code, a.question) for a in advice] == [("near-duplicate", 3)]
    assert "question 3 asks the same as question 1" in advice[0].message


@pytest.mark.parametrize(("first", "second"), ALIKE.values(), ids=ALIKE.keys())
def test_questions_built_alike_may_ask_for_different_things(first: str, second: str) -> None:
    assert codes_of(ask(first, "Yuri Gagarin", "Titov"), ask(second, "Yuri Gagarin", "Titov")) == []


@pytest.mark.parametrize(("first", "second"), REWORDED.values(), ids=REWORDED.keys())
def test_questions_with_different_answers_are_not_one_reworded(first: str, second: str) -> None:
    assert codes_of(ask(first, "Yuri Gagarin", "Titov"), ask(second, "Leonov", "Titov")) == []


def test_a_surname_is_the_same_answer_as_the_whole_name() -> None:
    questions = (
        ask("Who made the first spacewalk?", "Alexei Leonov"),
        ask("Who made the first spacewalk ever?", "Leonov"),
    )
    assert codes_of(*questions) == ["near-duplicate"]


@pytest.mark.parametrize(
    "text",
    ["Which man flew first?", "WHICH MAN FLEW FIRST?", "Which man  flew\nfirst", "Кто был первым?"],
    ids=["equal", "case", "blanks", "Cyrillic"],
)
def test_a_question_that_stands_twice_is_found(text: str) -> None:
    first = "Which man flew first?" if text.isascii() else text
    advice = advice_on(ask(first, "The Pilot", "A cook"), ask(text, "pilot", "A smith"))
    assert [(a.code, a.question, a.message) for a in advice] == [
        ("duplicate-question", 2, "question 2 is the same as question 1")
    ]


def test_questions_of_one_group_may_ask_the_same_in_other_words() -> None:
    first, second = "Who made the first spacewalk?", "Which man made the first spacewalk?"
    assert codes_of(ask(first, group="walk"), ask(second, group="walk")) == []
    assert codes_of(ask(first, group="walk"), ask(second, group="other")) == ["near-duplicate"]
    assert codes_of(ask(first, group="walk"), ask(first, group="walk")) == ["duplicate-question"]


def test_equal_questions_with_contrary_answers_are_found() -> None:
    advice = advice_on(ask("Who was first?", "Gagarin", "Titov"), ask("Who was first?", "Titov", "Leonov"))
    assert [a.code for a in advice] == ["duplicate-question"]
    assert "another" in advice[0].message


def test_equal_questions_with_options_of_their_own_are_fine() -> None:
    assert codes_of(ask("Which came first?", "Mir", "ISS"), ask("Which came first?", "Vostok", "Soyuz")) == []


def test_many_copies_are_told_of_once_each() -> None:
    advice = advice_on(*[ask("Who was it?", "He", "She")] * 50)
    assert [a.question for a in advice] == list(range(2, 51))


def test_a_copy_among_many_questions_with_one_answer_is_found() -> None:
    names = [f"{a}{b}" for a in "bdfgklmnprst" for b in ("abel", "odin", "urik", "esta", "arim")]
    statements = [ask(f"The ship {name} sank near the port of {name[::-1]}.", "True", "False") for name in names]
    copy = ask(f"Near the port of {names[40][::-1]} the ship {names[40]} sank.", "True", "False")
    advice = advice_on(*statements, copy)
    assert [(a.code, a.question) for a in advice] == [("near-duplicate", len(names) + 1)]
    assert "question 41 " in advice[0].message


# The bank as a whole


def numbers(ranks: Sequence[int], unit: str = "") -> list[Question]:
    """Questions with four numbers, of which the answer is the smallest for rank 0, the largest for rank 3."""
    questions = []
    for n, rank in enumerate(ranks):
        values = [f"{100 + 10 * n + k}{unit}" for k in range(4)]
        answer = values.pop(rank)
        questions.append(ask(f"How heavy was load {n}{'abcdefg'[n % 7]}?", answer, *values))
    return questions


@pytest.mark.parametrize(
    ("ranks", "said"),
    [
        ([1, 2] * 4, "between the smallest and the largest"),
        ([0, 3] * 4, "the smallest or the largest"),
        ([0] * 8, "the smallest number in 8 of 8 questions with numbers; by chance it would be in 2"),
        ([3] * 12 + [0, 1], "the largest number in 12 of 14"),
        ([0, 1, 2, 3] * 10, ""),
        ([1, 2] * 3, ""),
        ([1, 2, 1, 2, 1, 2, 0, 3, 1], ""),
        ([1, 2] * 55 + [0, 3] * 45, ""),
    ],
    ids=["middle", "ends", "smallest", "largest", "even", "too few", "chance", "of no use to a guesser"],
)
@pytest.mark.parametrize("unit", ["", " km"])
def test_numbers_that_stand_too_often_in_one_place_are_told_of(ranks: list[int], said: str, unit: str) -> None:
    advice = advice_on(*numbers(ranks, unit))
    assert {a.code for a in advice} == ({"number-position"} if said else set())
    assert all(a.question is None for a in advice)
    assert not said or said in advice[0].message


def test_numbers_of_different_units_have_no_order() -> None:
    questions = [ask(f"How far is {n}x?", f"{n + 5} km", f"{n} m", f"{n + 9} km") for n in range(20)]
    assert codes_of(*questions) == []


@pytest.mark.parametrize(
    ("answer", "wrong", "said"),
    [("A black dog", "A cat", "longest"), ("A cat", "A black dog", "shortest")],
    ids=["longest", "shortest"],
)
def test_lengths_that_tell_the_answers_of_a_bank_are_told_of(answer: str, wrong: str, said: str) -> None:
    questions = [ask(f"What is in box {n}x?", answer, wrong, f"{wrong} {n}") for n in range(12)]
    (advice,) = advice_on(*questions)
    assert (advice.code, advice.question) == ("length-tell", None)
    assert f"the {said} option in 12 of 12 questions; by chance it would be in 4" in advice.message
    assert codes_of(*questions[:11]) == []


@pytest.mark.parametrize("field", ["explanation", "source"])
def test_what_few_questions_lack_is_told_singly_and_what_most_lack_at_once(field: str) -> None:
    lacking = [ask(f"Is it {n}x?", **{field: ""}) for n in range(30)]
    whole = [ask(f"Was it {n}y?") for n in range(40)]
    assert [a.question for a in advice_on(*lacking[:10])] == list(range(1, 11))
    (advice,) = advice_on(*lacking)
    assert (advice.code, advice.question) == (f"missing-{field}", None)
    assert "none of the 30 questions" in advice.message
    (advice,) = advice_on(*lacking, *whole[:10])
    assert advice.message == f"30 of 40 questions have no {field}: 1, 2, 3, 4, 5, 6, 7, 8 and 22 more"
    assert len(advice_on(*lacking, *whole)) == 30


# Silence


@pytest.mark.parametrize(("code", "question"), WARNED, ids=[f"{c}-{n}" for n, (c, _) in enumerate(WARNED)])
def test_a_question_silences_a_code(code: str, question: Question) -> None:
    bank = bank_of(ask("Was there ever one?"), question)
    assert [a.code for a in advise(bank, {1: frozenset({code}), 2: frozenset({"other"})})] == [code]
    assert advise(bank, {2: frozenset({code})}) == []


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("code", ["duplicate-question", "near-duplicate"])
def test_either_of_two_questions_silences_advice_on_both(number: int, code: str) -> None:
    second = "Who flew first?" if code == "duplicate-question" else "Which man flew first?"
    bank = bank_of(ask("Who flew first?", "Gagarin"), ask(second, "Gagarin"))
    assert [a.code for a in advise(bank)] == [code]
    assert advise(bank, {number: frozenset({code})}) == []


def test_a_question_that_silences_advice_on_the_bank_is_not_counted() -> None:
    bank = bank_of(*numbers([1, 2] * 4))
    assert advise(bank, {3: frozenset({"number-position"})}) == []
    bank = bank_of(*[ask(f"Is it {n}x?", source="") for n in range(12)])
    assert advise(bank, dict.fromkeys(range(1, 13), frozenset({"missing-source"}))) == []


# What is explained


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_with_examples(code: str) -> None:
    text = explained(code)
    assert text.startswith(f"{code}: ")
    assert all(part in text for part in ("Bad:", "Good:", "To silence it:", f"lint: [{code}]"))
    assert all(len(line) <= 120 for line in text.splitlines())


@pytest.mark.parametrize("code", sorted(CODES.keys() - {"length-tell", "number-position"}))
def test_the_bad_example_gets_the_advice_and_the_good_one_none(code: str) -> None:
    rule = CODES[code]
    unsaid = {"missing-explanation", "missing-source"} - {code}
    assert {a.code for a in advise(bank_from(rule.bad))} - unsaid == {code}
    assert {a.code for a in advise(bank_from(rule.good))} - unsaid == set()


@pytest.mark.parametrize("code", ["length-tell", "number-position"])
def test_the_examples_for_a_whole_bank_are_sound_in_themselves(code: str) -> None:
    rule = CODES[code]
    for yaml in (rule.bad, rule.good):
        assert {a.code for a in advise(bank_from(yaml))} <= {"missing-explanation", "missing-source"}


def test_an_unknown_code_is_not_explained() -> None:
    with pytest.raises(KeyError):
        explained("no-such-code")


def test_other_rules_are_explained_in_the_same_way() -> None:
    rule = Rule("A field has no name", "Fields are found by their names.")
    assert explained("no-name", {"no-name": rule}) == (
        "no-name: A field has no name\n\nFields are found by their names.\n"
    )


def test_the_page_in_the_docs_is_what_the_rules_say() -> None:
    assert (CHECKOUT / "docs" / "advice.md").read_text(encoding="utf-8") == advice_page()


def test_every_code_is_given_by_a_test() -> None:
    given_here = {code for code, _ in WARNED} | {
        "near-duplicate",
        "duplicate-question",
        "number-position",
        "length-tell",
    }
    assert given_here == set(CODES)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+|undated", code) for code in CODES)


# Any bank, and the shipped ones


def test_the_shipped_questions_get_no_advice() -> None:
    questions: list[Question] = []
    for path in sorted((CHECKOUT / "questions").glob("*.yaml")):
        bank = check_text(path.read_bytes(), path.stem).bank
        assert bank, path
        assert advise(bank) == [], path
        questions += bank.questions
    assert twins(questions, english=True) == []


PHRASES = st.sampled_from(
    re.findall(
        r"\S+",
        "not never except always all none of the above these still today latest which of these is who 10-20 20–30 to"
        " 1,000 True False Gagarin Гагарин кто не все всегда . ... ? : , “ ” \" ' ’s ( ) 🚀 é ß İ ﬁ ١٢ 火星 - – a the",
    )
)
TEXTS = st.one_of(st.lists(PHRASES, max_size=12).map(" ".join), st.text(max_size=40))
QUESTIONS = st.builds(
    Question,
    st.just("films/q"),
    TEXTS,
    TEXTS,
    st.lists(st.builds(Wrong, TEXTS), max_size=8).map(tuple),
    explanation=TEXTS,
    source=TEXTS,
    as_of=TEXTS,
)
BANKS = st.builds(
    Bank,
    st.just("films"),
    TEXTS,
    st.lists(QUESTIONS, max_size=12).map(tuple),
    language=st.sampled_from(["", "en", "ru"]),
)


@settings(deadline=None)
@given(BANKS, st.dictionaries(st.integers(1, 12), st.frozensets(st.sampled_from(sorted(CODES)))))
@example(Bank("films", "Films", ()), {})
@example(Bank("films", "Films", (Question("films/q", "", "", (Wrong(""), Wrong(""))),) * 3), {})
def test_any_bank_gets_advice_that_is_known_and_not_silenced(bank: Bank, silenced: dict[int, frozenset[str]]) -> None:
    for advice in advise(bank, silenced):
        assert advice.code in CODES
        assert advice.message
        assert advice.fix
        assert "\n" not in advice.message
        if advice.question is not None:
            assert 1 <= advice.question <= len(bank.questions)
            assert advice.code not in silenced.get(advice.question, ())


@settings(deadline=None)
@given(st.lists(QUESTIONS, max_size=12), st.booleans())
def test_each_question_is_at_most_once_the_second_of_twins(questions: list[Question], english: bool) -> None:
    found = twins(questions, english=english)
    assert all(twin.first < twin.second for twin in found)
    assert len({twin.second for twin in found}) == len(found)


UGLY = {
    "negations": "which of these " + "not which of these can't " * 75,
    "quotes that never close": 'not “ " ' * 250,
    "stills": "is a b c " * 200 + "still",
    "blanks": "except" + " " * 1900,
    "one long word": "is " + "a" * 1900 + " still",
}


@pytest.mark.parametrize("text", UGLY.values(), ids=UGLY.keys())
def test_no_text_takes_long(text: str) -> None:
    bank = bank_of(*[ask(f"{text}{n}", f"1{n}" + "-" * 490, "1-" + "2" * 490, "all " * 120) for n in range(50)])
    start = time.monotonic()
    advise(bank)
    assert time.monotonic() - start < 2
