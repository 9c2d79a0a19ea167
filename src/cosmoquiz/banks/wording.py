"""What the wording of questions and options gives away: small judgements on single texts."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final, Literal, NamedTuple

from cosmoquiz.banks.words import LITTLE, WORD, root, words_in

# What makes texts worth a closer look. Each is searched for in every question, so it is short rather than exact.
SUSPECT_QUESTION: Final = re.compile(
    r"\b(?:not|never|cannot|\w{2,6}n['’]t|except|current|latest|still|today|so far|to date|at present|nowadays|newest"
    r"|most recent|reigning|incumbent|these days|up to now|until now|right now)"
)
SUSPECT_OPTIONS: Final = re.compile(
    r"\b(?:all|none|both|neither|any|some|always|never|only|every\w*|completely|absolutely|entirely|totally|impossible"
    r"|nobody|no one|nothing|must)\b"
)
SUSPECT_RANGE: Final = re.compile(r"\d\W{0,4}(?:[-–—]|to\b)\W{0,4}\d")

_QUOTED: Final = re.compile(r"\"[^\"\n]{1,120}\"|“[^”\n]{1,120}”|«[^»\n]{1,120}»")

_NEGATION: Final = re.compile(r"\b(?:not(?! only| just| yet| least| to\b)|never|cannot|\w{2,6}n['’]t)\b")
_LOOKS: Final = 8
"""Negations of a question that are looked at."""
_CLAUSE: Final = re.compile(r"[.?!,;:()–—]")
_ASKS: Final = frozenset({"which", "what", "who", "whose", "where"})
_TURNS: Final = words_in(
    "who that which when where while because if although though after before until since as but for or and why how"
    " whose whom than so"
)
"""Words with which a part of a sentence begins that is not what is asked."""
_IS: Final = words_in("is are was were has have had did does do can could will would")
"""Words that follow on `which` or `who` in a clause that describes: "a station, which was not manned"."""
_ONE_OF: Final = re.compile(r"\b(?:which|what|who)\b[^.?!]{0,40}\bof (?:these|those|the following)\b", re.IGNORECASE)
_EACH: Final = re.compile(r"\b(?:all|every|each)\b", re.IGNORECASE)
_EXCEPT: Final = re.compile(r"\bexcept\b(?P<last>(?: for)?\W{0,9}\Z)?")

_UNDATED: Final = re.compile(
    r"\b(?:currently|to date|at present|these days|(?:up to|until|right) now"
    r"|(?<!called )(?<!known )(?<!named )(?:today|nowadays)(?!['’]s| (?:called|known|named))"
    r"|the (?:newest|most recent|reigning|incumbent)|(?:the|its|his|her|their) latest"
    r"|the current(?! (?:in|of|through|flow))|so far (?:has|have)|so far(?=[ ]?(?:[?,.;:]|\Z))"
    r"|(?:is|are|has|have|does|do|can) (?:\w+ ){0,3}still"
    r"|still (?:has|have|is|are|holds?|stands?|exists?|works?|lives?|flies|fly|runs?|belongs?|remains?))\b"
)
_DATED: Final = re.compile(
    r"\b(?:as of|as at|by|in|until|since|up to|at the end of) (?:\w+ ){0,2}\d{4}\b|\bas we know\b"
)

_OTHERS: Final = re.compile(
    r"(?:all|none|both|neither|any|some)(?: (?:of|one of))?(?: the)?(?: two)?"
    r" (?:above|these|those|them|others?|other (?:options|answers)|answers|options)"
    r"(?: answers| options| is (?:right|correct)| are (?:right|correct))?\W{0,3}"
)
_ABSOLUTE: Final = re.compile(r"\b(?:always|never|completely|absolutely|entirely|totally|impossible|nobody|no one)\b")
_MILD: Final = re.compile(r"\b(?:all|every|only|none|nothing|everything|everyone|must)\b")

_WEAK: Final = LITTLE | words_in(
    "about after also among another around because before being between both during each ever every except first here"
    " just last like more most name not only other over same since still take time under until upon very without year"
    " years yes"
)
"""English words that give nothing away by standing in the question and the answer."""
CLUE: Final = 4
"""Letters from which a word can give the answer away."""

_PARTICLES: Final = words_in("al af bin d da de del della der di dos du el ibn la le les of ten ter van von zu")
"""Words with which names begin in small letters."""

_DIGITS: Final = "0123456789., \u00a0\u202f"
_RANGE: Final = re.compile(
    r"(?P<before>\D{0,12}?)(?P<low>\d[\d,]{0,14}(?:\.\d{1,6})?)\s?\D{0,20}?(?:[-–—]|to)\s?[^\d\s]{0,3}"
    r"(?P<high>\d[\d,]{0,14}(?:\.\d{1,6})?)(?P<after>\D{0,30})"
)
_RESULT: Final = re.compile(r"\b(?:scor|result|beat|won\b|win\b|lost|lose|match|tie\b|drew|defeat)", re.IGNORECASE)


def negation(question: str) -> str:
    """The small word that turns a question around when read over, in small letters; empty when there is none.

    Only the clause that asks counts, not one that describes, and no quotation.
    """
    text = _QUOTED.sub("…", question)
    for match in islice(_NEGATION.finditer(text), _LOOKS):
        if _asks(text[: match.start()]):
            return match.group()
    exception = _EXCEPT.search(text)
    if exception and (exception["last"] is not None or _EACH.search(text, 0, exception.start())):
        return "except"
    return ""


def _asks(before: str) -> bool:
    """Whether the clause at the end of a text asks, in one breath and without a turn to something else."""
    start = _CLAUSE.split(before)[-1]
    first, *rest = start.casefold().split() or [""]
    if not first:
        return False
    if first not in _ASKS:
        return bool(_ONE_OF.search(before)) and _TURNS.isdisjoint([first, *rest])
    describes = start != before and start.split()[0].islower() and bool(rest) and rest[0] in _IS
    return not describes and _TURNS.isdisjoint(rest)


def undated(question: str) -> str:
    """The words by which a question depends on when it is asked; empty when it has none, or a date."""
    text = _QUOTED.sub("…", question)
    text = text[:1].casefold() + text[1:]
    match = _UNDATED.search(text)
    return match.group() if match and not _DATED.search(text) else ""


def speaks_of_others(option: str) -> bool:
    """Whether an option is "all of the above" or one of its kin."""
    return bool(_OTHERS.fullmatch(option.casefold()))


def absolute(option: str, *, mild: bool = False) -> str:
    """The absolute word in an option, or the milder one; titles, in which it has a capital, do not count."""
    words = option.split()
    pattern = _MILD if mild else _ABSOLUTE
    match = pattern.search(option[:1].casefold() + option[1:])
    if not match or len(words) < 3 or (match.start() == 0 and any(word[0].isupper() for word in words[1:])):
        return ""
    return match.group()


def given_away(question: str, answer: str) -> bool:
    """Whether the question has the answer in it, as words of its own; both casefolded."""
    return bool(re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", question))


def clue(question: str, answer: str, wrong: Sequence[str]) -> str:
    """The word that stands in the question and the answer but in no wrong option; empty when there is none."""
    asked = {root(word) for word in WORD.findall(question.casefold())}
    others = {root(word) for text in wrong for word in WORD.findall(text.casefold())}
    word: str
    for word in WORD.findall(answer):
        plain = word.casefold()
        if len(plain) >= CLUE and plain not in _WEAK and root(plain) in asked and root(plain) not in others:
            return word
    return ""


def case_of(option: str) -> Literal["small", "capital", ""]:
    """How an option begins; empty where that says nothing, as in `iPhone` or `von Braun`."""
    first = option.split(maxsplit=1)[0] if option.strip() else ""
    if not first[:1].isalpha() or first.casefold() in _PARTICLES or "'" in first or "’" in first:
        return ""
    if first[:1].isupper():
        return "capital"
    return "small" if first.islower() and "-" not in first else ""


def is_sentence(option: str) -> bool:
    """Whether an option ends with a full stop that belongs to no abbreviation."""
    words = option.split()
    last = words[-1] if words else ""
    return len(words) > 2 and last.endswith(".") and len(last) > 3 and last.islower() and last.count(".") == 1


def common_start(options: Sequence[str]) -> str:
    """The words with which all options begin, when they are so many that the question should say them instead.

    The beginnings of names and titles do not count.
    """
    low, high = min(options), max(options)
    same = next((n for n, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
    start = low[:same].rpartition(" ")[0]
    words = start.split()
    capitals = sum(word[0].isupper() for word in words)
    return start if len(start) >= 20 and len(words) > 3 and 2 * capitals < len(words) else ""


def values_of(options: Sequence[str]) -> list[float]:
    """The numbers that the options are; none when one is no number or their units differ."""
    values, units = [], set()
    for text in options:
        unit = text.lstrip(_DIGITS)
        units.add(unit)
        if len(units) > 1 or len(unit) > 20:
            return []
        digits = text[: len(text) - len(unit)].translate(_NO_BLANKS)
        try:
            values.append(float(digits))
        except ValueError:
            return []
    return values


_NO_BLANKS: Final = dict.fromkeys(map(ord, ", \u00a0\u202f"))


class Span(NamedTuple):
    """An option that is a range of numbers."""

    low: float
    high: float
    text: str
    unit: str


def overlapping(question: str, options: Sequence[str]) -> tuple[str, str] | None:
    """Two options whose ranges of numbers overlap; lives, terms of office and results of matches may."""
    if _RESULT.search(question):
        return None
    spans = sorted(span for text in options if (span := _span(text)))
    if all(span.high <= 9 for span in spans):
        return None
    for number, span in enumerate(spans):
        for other in spans[number + 1 :]:
            years = all(1000 <= value <= 2100 for value in (*span[:2], *other[:2]))
            if other.low <= span.high and other.unit == span.unit and not years:
                return span.text, other.text
    return None


def _span(text: str) -> Span | None:
    match = _RANGE.fullmatch(text.strip())
    if not match:
        return None
    low, high = float(match["low"].replace(",", "")), float(match["high"].replace(",", ""))
    return Span(low, high, text, match["after"].casefold().strip(" .")) if low < high else None
