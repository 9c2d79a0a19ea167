"""A question and the bank that it belongs to, as plain values."""

from typing import Final, Literal, NamedTuple

Difficulty = Literal["easy", "medium", "hard"]

DIFFICULTIES: Final[tuple[Difficulty, ...]] = ("easy", "medium", "hard")
"""Easiest first."""

SHOWN_OPTIONS: Final = 4
"""The most options that a question is shown with."""


class Wrong(NamedTuple):
    """A wrong option."""

    text: str
    note: str = ""
    """Why it is wrong or what it is instead; may be empty."""


class Question(NamedTuple):
    """A question as its author wrote it; every text has passed the gate.

    A named tuple, as `Wrong` is, since a library makes thousands of them and tuples are made four times as fast.
    """

    key: str
    """`<bank>/<id>`: what seen-marks and statistics hang on."""
    text: str
    answer: str
    wrong: tuple[Wrong, ...]
    """One to eight; a round shows at most three of them."""
    bank_title: str = ""
    explanation: str = ""
    source: str = ""
    difficulty: Difficulty = "medium"
    tags: tuple[str, ...] = ()
    hint: str = ""
    as_of: str = ""
    """When the fact was true, for facts that age, such as 2024-06."""
    group: str = ""
    """Questions of one group never meet in a round; empty for none. A group belongs to no bank."""

    @property
    def bank(self) -> str:
        """The name of its bank."""
        return self.key.rpartition("/")[0]


class Bank(NamedTuple):
    """A themed set of questions from one file."""

    name: str
    """The file's stem: what `--bank` takes."""
    title: str
    questions: tuple[Question, ...]
    about: str = ""
    author: str = ""
    licence: str = ""
    language: str = ""
