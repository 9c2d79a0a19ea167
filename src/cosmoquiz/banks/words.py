"""Words as advice compares them: which of them carry meaning, and when two are forms of one."""

import re
from functools import lru_cache
from typing import Final

WORD: Final = re.compile(r"\w+(?:['’]\w+)?")

_LETTER: Final = re.compile(r"(?<=\w )[AI]\b(?!['’])")


def words_in(text: str) -> frozenset[str]:
    """The words of a list that is written as a text."""
    return frozenset(text.split())


LITTLE: Final = words_in(
    "a an and any are as at be been but by came can come could did do does done for from get give got had has have he"
    " her him his how i in into is it its itself made make many may me might much must my no of on one or our s shall"
    " she should so some such t than that the their them then there these they this those to too us was we were what"
    " when where which while who whom whose why will with would you your called known named following"
)
"""English words that say nothing of what a question is about. Words that turn its meaning, like `not`, `before` or
`first`, are none of them."""

_ENDINGS: Final = ("ings", "ing", "ers", "ies", "ied", "ed", "er", "es", "e", "y", "s")
_LEAST_ROOT: Final = 4
"""Letters that a root keeps; one less before a plain `s`."""


@lru_cache(maxsize=4096)
def root(word: str) -> str:
    """A casefolded English word without its commonest ending, so that `parachute` and `parachutes` are one."""
    word = word.removesuffix("'s").removesuffix("’s")
    if not word.isascii() or not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_ROOT - (ending == "s"):
            return word[: -len(ending)]
    return word


def content(text: str, *, english: bool) -> frozenset[str]:
    """What a text is about: its words without little ones, reduced to their roots; all its words in other languages.

    A little word of one letter counts when it is a name: vitamin A, Elizabeth I.
    """
    if not english:
        return frozenset(WORD.findall(text.casefold()))
    words = [root(word) for word in WORD.findall(text.casefold()) if word not in LITTLE]
    if " A" in text or " I" in text:
        words += [letter.casefold() for letter in _LETTER.findall(text)]
    return frozenset(words)


def names(text: str, *, english: bool) -> frozenset[str]:
    """The roots of what tells one question of a kind from the next: names, numbers and single letters.

    The first word is no name just for its capital.
    """
    words = WORD.findall(text)
    named = [w.casefold() for n, w in enumerate(words) if (n and w[0].isupper()) or not w.isalpha() or len(w) == 1]
    return frozenset([root(word) for word in named] if english else named)
