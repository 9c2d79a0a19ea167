"""A question, the bank that it belongs to and its deal, as plain values."""

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


class Deal(NamedTuple):
    """A question as it is put to the player: with its options in their order on the screen."""

    question: Question
    options: tuple[str, ...]

    @property
    def answer(self) -> int:
        """The index of the right option."""
        return self.options.index(self.question.answer)

    def note(self, choice: int) -> str:
        """What the author says about the option at that index; empty for the right one."""
        return next((wrong.note for wrong in self.question.wrong if wrong.text == self.options[choice]), "")


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
