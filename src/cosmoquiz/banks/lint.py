"""Advice on question craft: what gives an answer away, misleads a player, or will not last."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cosmoquiz.banks.craft import CODES, Rule, advice_page, explained
from cosmoquiz.banks.problem import quoted
from cosmoquiz.banks.twins import Twin, answer_of, twins
from cosmoquiz.banks.wording import (
    CLUE,
    SUSPECT_OPTIONS,
    SUSPECT_QUESTION,
    SUSPECT_RANGE,
    absolute,
    case_of,
    clue,
    common_start,
    given_away,
    is_sentence,
    negation,
    overlapping,
    speaks_of_others,
    undated,
    values_of,
)
from cosmoquiz.quiz.question import Bank, Question

__all__ = ["CODES", "Advice", "Rule", "advice_page", "advise", "explained"]

_SILENT: Final[Mapping[int, frozenset[str]]] = {}
_NONE: Final = Question("", "", "", ())

_FIXED: Final = frozenset({"true", "false", "yes", "no"})
"""Answers that a question may well have in it."""

_SIGNS: Final = "(\"'“‘«"
"""What a word may begin with that is none of its letters."""

_START: Final = 20
"""Characters that options must share to be looked at for a common beginning."""

_MANY: Final = 10
"""So many questions without a field are told of singly, more of them together."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Something that a question's author may want to do better."""

    code: str
    question: int | None
    """Counted from 1; None where the whole bank is meant."""
    field: str
    """The field to look at, such as `wrong`; empty for the question or the bank as a whole."""
    message: str
    fix: str
    excerpt: str = ""
    """The text of the field as the bank has it."""


def advise(bank: Bank, silenced: Mapping[int, frozenset[str]] = _SILENT) -> list[Advice]:
    """All advice on a bank; `silenced` has the codes that its questions do not want to hear, by their numbers.

    Advice on two questions is silenced by either, and a question that silences advice on the whole bank is left out
    of what that is drawn from.
    """
    look = _Look(bank, silenced)
    for number, question in enumerate(bank.questions, 1):
        if question.wrong:
            look.at(number, question)
    look.at_pairs()
    look.at_all()
    return look.found


def _is_english(bank: Bank) -> bool:
    return not bank.language or bank.language.casefold().startswith("en")


def _strangers(questions: Sequence[Question], *, english: bool) -> Iterator[Twin]:
    """Twins but for those reworded ones that never meet in a round, since they are of one group."""
    for twin in twins(questions, english=english):
        group = questions[twin.first].group
        if twin.kind != "near" or not group or group != questions[twin.second].group:
            yield twin


def _of_twins(twin: Twin, number: int, other: str, question: Question) -> Advice:
    if twin.kind == "same":
        message, fix = f"question {number} is the same as {other}", "remove one of them"
    elif twin.kind == "ambiguous":
        message = f"question {number} is asked in the words of {other}, whose answer is another"
        fix = "say in the question what tells them apart, or put right the answer that is wrong"
    else:
        message = f"question {number} asks the same as {other} in other words"
        fix = 'remove one of them, or give both the same "group" so that they never meet in a round'
    code = "near-duplicate" if twin.kind == "near" else "duplicate-question"
    return Advice(code, number, "question", message, fix, question.text)


class _Tally:
    """How often something was so, beside how often chance would have it."""

    def __init__(self, margin: float, least: int) -> None:
        self.margin = margin
        """By how much the share must exceed that of chance to be of use to a guesser."""
        self.least = least
        """Questions below which nothing is said."""
        self.count = self.hits = 0
        self.expected = 0.0

    def add(self, hit: bool, chance: float) -> None:
        self.count += 1
        self.hits += hit
        self.expected += chance

    @property
    def tells(self) -> bool:
        """Whether the share is too high to be chance: by Chernoff's bound less than 1 in 200."""
        if self.count < self.least:
            return False
        share, chance = self.hits / self.count, self.expected / self.count
        if share < chance + self.margin or chance >= 1:
            return False
        surprise = share * math.log(share / chance)
        if share < 1:
            surprise += (1 - share) * math.log((1 - share) / (1 - chance))
        return self.count * surprise >= math.log(200)


class _Look:
    """A look at one bank, question by question and then as a whole."""

    def __init__(self, bank: Bank, silenced: Mapping[int, frozenset[str]]) -> None:
        self.bank = bank
        self.silenced = silenced
        self.english = _is_english(bank)
        self.found: list[Advice] = []
        self.number = 0
        self.question = _NONE
        """The question that is being looked at."""
        self.without: dict[str, list[int]] = {"explanation": [], "source": []}
        """Numbers of the questions that lack a field."""
        self.longest, self.shortest = _Tally(0.25, 12), _Tally(0.25, 12)
        self.inside, self.outside = _Tally(0.2, 8), _Tally(0.2, 8)
        self.least, self.most = _Tally(0.2, 8), _Tally(0.2, 8)

    def at(self, number: int, question: Question) -> None:
        """Look at one question. Most have nothing wrong, so this only finds out what deserves a closer look."""
        self.number, self.question = number, question
        answer = question.answer
        wrong = [option.text for option in question.wrong]
        options = [answer, *wrong]
        firsts = "".join([text[:1] for text in options])
        numbers = firsts.isdecimal()
        self._length(answer, wrong, counts=not numbers)
        if numbers:
            self._place(options)
        elif len(wrong) > 1:
            self._beginnings(options, firsts)
        joined = "\n".join(options)
        if "." in joined:
            self._stops(options)
        if SUSPECT_RANGE.search(joined):
            self._ranges(question.text, options)
        if len(answer) > _START and answer[:_START] == wrong[0][:_START]:
            self._repetition(options)
        self._words(question.text.casefold(), answer_of(question), wrong)
        if self.english and SUSPECT_OPTIONS.search(joined.casefold()) and not self._others(options):
            self._absolute(answer, wrong)
        for field, text in (("explanation", question.explanation), ("source", question.source)):
            if not text and not self._silent(number, f"missing-{field}"):
                self.without[field].append(number)

    def at_pairs(self) -> None:
        """Look for questions that stand twice."""
        for twin in _strangers(self.bank.questions, english=self.english):
            number = twin.second + 1
            advice = _of_twins(twin, number, f"question {twin.first + 1}", self.bank.questions[twin.second])
            if not self._silent(number, advice.code) and not self._silent(twin.first + 1, advice.code):
                self.found.append(advice)

    def at_all(self) -> None:
        """Look at what only the whole bank shows."""
        for field, numbers in self.without.items():
            self._missing(field, numbers)
        fix = "shorten answers or lengthen wrong options, until their lengths tell nothing"
        self._tell("length-tell", self.longest, "the longest option", fix)
        self._tell("length-tell", self.shortest, "the shortest option", fix)
        fix = "choose other wrong numbers, so that the answer is now the smallest, now the largest, now between them"
        self._tell("number-position", self.inside, "between the smallest and the largest number", fix)
        self._tell("number-position", self.least, "the smallest number", fix)
        self._tell("number-position", self.most, "the largest number", fix)
        if not self.least.tells and not self.most.tells:
            self._tell("number-position", self.outside, "the smallest or the largest number", fix)

    def _silent(self, number: int, code: str) -> bool:
        return bool(self.silenced) and code in self.silenced.get(number, ())

    def _say(self, code: str, field: str, message: str, fix: str, excerpt: str = "") -> None:
        if not self._silent(self.number, code):
            self.found.append(Advice(code, self.number, field, message, fix, excerpt))

    def _tell(self, code: str, tally: _Tally, what: str, fix: str) -> None:
        if tally.tells:
            message = f"the answer is {what} in {tally.hits} of {tally.count} questions"
            if code == "number-position":
                message += " with numbers"
            chance = f"by chance it would be in {round(tally.expected)}"
            self.found.append(Advice(code, None, "", f"{message}; {chance}", fix))

    def _missing(self, field: str, numbers: Sequence[int]) -> None:
        """Tell of questions that lack a field, one by one or all at once when they are many."""
        code, of = f"missing-{field}", len(self.bank.questions)
        fix = "say in a sentence or two why the answer is right"
        if field == "source":
            fix = "name a page or a book that says so, here or for all questions at the top of the bank"
        if len(numbers) <= _MANY or 2 * len(numbers) < of:
            for number in numbers:
                message = f"the answer of question {number} has no {field}"
                self.found.append(Advice(code, number, "", message, fix))
            return
        message = f"none of the {of} questions has {'an' if field == 'explanation' else 'a'} {field}"
        if len(numbers) < of:
            message = f"{len(numbers)} of {of} questions have no {field}: {_listed(numbers)}"
        self.found.append(Advice(code, None, "", message, fix))

    # In all languages

    def _length(self, answer: str, wrong: Sequence[str], *, counts: bool) -> None:
        """Compare lengths; those of numbers do not count for the bank."""
        lengths = [len(text) for text in wrong]
        length, longest = len(answer), max(lengths)
        if counts and len(wrong) > 1 and not self._silent(self.number, "length-tell"):
            chance = 1 / (len(wrong) + 1)
            self.longest.add(length > longest, chance)
            self.shortest.add(length < min(lengths), chance)
        if length > longest + 11 and 2 * length >= 3 * longest and not speaks_of_others(answer):
            others = "its wrong option" if len(wrong) == 1 else "its wrong options at most"
            message = f"the answer of question {self.number} has {length} characters, {others} {longest}"
            self._say("long-answer", "answer", message, "shorten it, or make a wrong option as long", answer)

    def _place(self, options: Sequence[str]) -> None:
        """Count where the answer stands among numbers."""
        values = values_of(options) if len(options) > 2 and not self._silent(self.number, "number-position") else []
        if not values:
            return
        answer, low, high = values[0], min(values[1:]), max(values[1:])
        chance = 1 / len(values)
        self.inside.add(low < answer < high, 1 - 2 * chance)
        self.outside.add(not low < answer < high, 2 * chance)
        self.least.add(answer < low, chance)
        self.most.add(answer > high, chance)

    def _beginnings(self, options: Sequence[str], firsts: str) -> None:
        if firsts[1:].isdecimal() and len(firsts) == len(options):
            if not any(character.isdigit() for character in options[0]) and not speaks_of_others(options[0]):
                message = f"the answer of question {self.number} is in words, its wrong options are numbers"
                self._say("odd-answer", "answer", message, "write all of them in one way", options[0])
        elif not firsts.isupper() and not firsts.islower():
            self._capitals(options)

    def _capitals(self, options: Sequence[str]) -> None:
        """Advise when some options begin with capitals, unless those may be names among other words."""
        cases = ["" if speaks_of_others(text) else case_of(text) for text in options]
        others = set(cases[1:]) - {""}
        if len({*cases} - {""}) < 2:
            return
        if cases[0] not in others and cases[0]:
            kind = "a small letter" if cases[0] == "small" else "a capital"
            message = f"only the answer of question {self.number} begins with {kind}"
        elif cases.count("small") <= cases.count("capital"):
            odd = options[cases.index("small")]
            message = f"options of question {self.number} begin with capitals, but {quoted(odd)} does not"
        else:
            return
        self._say("mixed-capitals", "wrong", message, "begin all options in one way")

    def _stops(self, options: Sequence[str]) -> None:
        compared = [text for text in options if not speaks_of_others(text)]
        ended = [text.endswith(".") and not text.endswith("..") for text in compared]
        if all(ended) or not any(is_sentence(text) for text in compared):
            return
        message = f"{sum(ended)} of the {len(compared)} options of question {self.number} end with a full stop"
        if compared[0] is options[0] and ended.count(ended[0]) == 1:
            message = f"only the answer of question {self.number} ends with{'' if ended[0] else 'out'} a full stop"
        self._say("mixed-stops", "wrong", message, "end all options with a full stop, or none")

    def _ranges(self, question: str, options: Sequence[str]) -> None:
        pair = overlapping(question, options)
        if pair:
            message = f"options {quoted(pair[0])} and {quoted(pair[1])} of question {self.number} overlap"
            self._say("overlapping-ranges", "wrong", message, "let each begin after the end of the one before")

    def _repetition(self, options: Sequence[str]) -> None:
        start = common_start(options)
        if start:
            message = f"all options of question {self.number} begin with {quoted(start)}"
            self._say("repeated-start", "wrong", message, "move these words into the question")

    def _words(self, asked: str, answer: str, wrong: Sequence[str]) -> None:
        """Look at what the question says, both texts casefolded."""
        if len(answer) > 2 and answer in asked and self._given_away(asked, answer, wrong):
            return
        if not self.english:
            return
        if len(wrong) > 1:
            for word in answer.replace("-", " ").split():
                if len(word) >= CLUE and word.lstrip(_SIGNS)[:CLUE] in asked:
                    self._clue(wrong)
                    break
        if SUSPECT_QUESTION.search(asked):
            self._negation()
            self._undated()

    def _given_away(self, asked: str, answer: str, wrong: Sequence[str]) -> bool:
        """Advise on a question that names its answer, but not when it names a wrong option as well."""
        if not given_away(asked, answer) or (len(wrong) == 1 and answer in _FIXED):
            return False
        if any(text.casefold() in asked for text in wrong):
            return False
        message = f"question {self.number} names its own answer, {quoted(answer)}"
        fix = "leave it out of the question, or name wrong options there as well"
        self._say("answer-in-question", "question", message, fix, self.question.text)
        return True

    # In English

    def _clue(self, wrong: Sequence[str]) -> None:
        word = clue(self.question.text, self.question.answer, wrong)
        if word:
            message = f"{quoted(word)} stands in question {self.number} and its answer, but in no wrong option"
            fix = "put another word for it into the question, or the word into a wrong option"
            self._say("clue-word", "answer", message, fix, self.question.answer)

    def _negation(self) -> None:
        word = negation(self.question.text)
        if word:
            message = f"question {self.number} turns on {quoted(word)}, which is easily read over"
            loud = word.upper() if word in ("never", "except") else "NOT"
            fix = f"write {loud} in capitals, or ask for what is so"
            self._say("negative-question", "question", message, fix, self.question.text)

    def _undated(self) -> None:
        words = "" if self.question.as_of else undated(self.question.text)
        if words:
            message = f"question {self.number} says {quoted(words)}, but not when that was so"
            fix = (
                'add "as_of: " with the month in which you looked it up, such as 2024-06, or name the year in the text'
            )
            self._say("undated", "question", message, fix, self.question.text)

    def _others(self, options: Sequence[str]) -> bool:
        """Advise on "all of the above"; whether there is such an option."""
        for place, text in enumerate(options):
            if speaks_of_others(text):
                message = f"question {self.number} has the option {quoted(text)}"
                fix = "put an option there that stands for itself"
                self._say("all-of-the-above", "wrong" if place else "answer", message, fix, text)
                return True
        return False

    def _absolute(self, answer: str, wrong: Sequence[str]) -> None:
        """Advise when only wrong options say `always`; of milder words when at least two do."""
        if absolute(answer) or absolute(answer, mild=True):
            return
        strong = [word for text in wrong if (word := absolute(text))]
        mild = [word for text in wrong if (word := absolute(text, mild=True))]
        if strong or len(mild) > 1:
            said = " and ".join(dict.fromkeys(quoted(word) for word in (*strong, *mild)))
            message = f"only wrong options of question {self.number} say {said}"
            fix = "say it less absolutely, or use such a word in the answer too"
            self._say("absolute-words", "wrong", message, fix)


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:8])
    return shown if len(numbers) <= 8 else f"{shown} and {len(numbers) - 8} more"
