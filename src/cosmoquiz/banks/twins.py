"""Questions that stand twice among many, word for word or reworded."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

from cosmoquiz.banks.words import WORD, content, names
from cosmoquiz.quiz.question import Question
from cosmoquiz.quiz.text import fold

_FEW: Final = 24
"""Questions with one answer of which each is compared with each other."""

_RARE: Final = 8
"""Beyond so many questions a word brings none of them together."""

_RAREST: Final = 3
"""Words of a question by which others like it are looked for."""

_GRAM: Final = 4
_ALIKE: Final = 0.8
"""Share of equal runs of `_GRAM` characters from which two texts are one reworded."""

_LONG: Final = 500
"""Characters of a text from which it is compared by words."""

_CONTAINED: Final = 0.6
"""Share of the longer text's words that a text must have which says the same in fewer."""


class Twin(NamedTuple):
    """Two questions, by their place in the sequence."""

    first: int
    second: int
    kind: Literal["same", "ambiguous", "near"]
    """Equal in question and answer; equal questions of which one's answer is an option of the other; reworded."""


class _Outline(NamedTuple):
    """What of a question is compared."""

    at: int
    text: str
    answer: str
    words: frozenset[str]


def twins(questions: Sequence[Question], *, english: bool) -> list[Twin]:
    """Pairs of questions that ask the same, each question at most once as the second.

    Questions built alike that ask for different things ("Who directed Solaris?", "Who directed Stalker?") are none,
    even when their answers are equal. The time grows with the number of questions, not with its square: only
    questions with equal answers are compared, and of many with one answer only those that share a rare word.
    """
    found: list[Twin] = []
    asked: dict[str, int] = {}
    answered: defaultdict[str, list[int]] = defaultdict(list)
    for at, question in enumerate(questions):
        text = question.text.casefold()
        first = asked.setdefault(text, at)
        if first != at:
            kind = _kind(questions[first], question)
            if kind:
                found.append(Twin(first, at, kind))
                continue
        answered[answer_of(question)].append(at)
    for bucket in _with_surnames(answered):
        found += _reworded(questions, bucket, english=english)
    return sorted(dict.fromkeys(found), key=lambda twin: (twin.second, twin.first))


def answer_of(question: Question) -> str:
    """The answer as it is compared: without case, article and full stop."""
    answer = question.answer.casefold().rstrip(". ")
    if answer.startswith(("the ", "a ", "an ")):
        return answer.partition(" ")[2]
    return answer


def _kind(first: Question, second: Question) -> Literal["same", "ambiguous"] | None:
    if answer_of(first) == answer_of(second):
        return "same"
    options = {fold(wrong.text) for wrong in second.wrong}
    clash = fold(first.answer) in options or fold(second.answer) in {fold(wrong.text) for wrong in first.wrong}
    return "ambiguous" if clash else None


def _with_surnames(answered: dict[str, list[int]]) -> Iterator[list[int]]:
    """The questions of each answer, with those whose answer ends in it: `Yuri Gagarin` goes with `Gagarin`."""
    # A longer answer has no more than three words, since at the end of a sentence a word is no surname.
    longer: defaultdict[str, list[int]] = defaultdict(list)
    for answer, bucket in answered.items():
        last = answer.rpartition(" ")[2]
        if last in answered and last.isalpha() and 0 < answer.count(" ") < 3:
            longer[last] += bucket
    for answer, bucket in answered.items():
        if len(bucket) > 1 or answer in longer:
            yield sorted(bucket + longer[answer]) if answer in longer else bucket


def _reworded(questions: Sequence[Question], bucket: Sequence[int], *, english: bool) -> Iterator[Twin]:
    outlines = [
        _Outline(at, questions[at].text, answer_of(questions[at]), content(questions[at].text, english=english))
        for at in bucket
    ]
    for later, earlier in _candidates(outlines):
        words = later.words
        near = [other for other in earlier if not words.isdisjoint(other.words) and _close(other, later)]
        if near:
            other = max(near, key=lambda outline: len(outline.words & words))
            if _alike(other, later, english=english):
                yield Twin(other.at, later.at, "same" if _said(other) == _said(later) else "near")


def _said(outline: _Outline) -> tuple[str, list[str]]:
    """The answer and the words of a question, without case, signs and line breaks."""
    return outline.answer, WORD.findall(fold(outline.text))


def _candidates(outlines: Sequence[_Outline]) -> Iterator[tuple[_Outline, Sequence[_Outline]]]:
    """Each question with those before it that may be like it."""
    if len(outlines) <= _FEW:
        for number, outline in enumerate(outlines):
            yield outline, outlines[:number]
        return
    counts: Counter[str] = Counter()
    for outline in outlines:
        counts.update(outline.words)
    seen: defaultdict[str, list[_Outline]] = defaultdict(list)
    for outline in outlines:
        rare = sorted([(counts[word], word) for word in outline.words if 1 < counts[word] <= _RARE])[:_RAREST]
        near: dict[int, _Outline] = {}
        for _, word in rare:
            near.update((other.at, other) for other in seen[word])
            seen[word].append(outline)
        yield outline, tuple(near.values())


def _close(first: _Outline, second: _Outline) -> bool:
    """Whether two questions share most words and have one answer: what is cheap to find out."""
    large = max(len(first.words), len(second.words))
    return len(first.words & second.words) >= _CONTAINED * large and (
        first.answer.endswith(second.answer) or second.answer.endswith(first.answer)
    )


def _alike(first: _Outline, second: _Outline, *, english: bool) -> bool:
    """Whether two questions that share most words ask the same.

    They do when one says nothing that the other does not; else when they are equal but for a few letters and do not
    differ in what each of them names.
    """
    mine, theirs = first.words - second.words, second.words - first.words
    if not mine or not theirs:
        return len(first.words & second.words) > 1 or mine == theirs
    named = {word[:_GRAM] for word in names(first.text, english=english) & mine}
    other = {word[:_GRAM] for word in names(second.text, english=english) & theirs}
    if named and other and named != other:
        return False
    return _similarity(first, second) >= _ALIKE


def _similarity(first: _Outline, second: _Outline) -> float:
    """Jaccard's measure over runs of characters, or over words in long texts; 1 for equal ones."""
    a, b = first.words, second.words
    if max(len(first.text), len(second.text)) <= _LONG:
        a, b = _grams(first.text), _grams(second.text)
    return len(a & b) / (len(a | b) or 1)


def _grams(text: str) -> frozenset[str]:
    text = fold(text)
    return frozenset([text[at : at + _GRAM] for at in range(max(1, len(text) - _GRAM + 1))])
