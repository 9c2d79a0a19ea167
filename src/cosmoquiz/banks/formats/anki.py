"""Flashcards for Anki: a text file with header lines, a card on each line, its fields parted by tabs.

Anki 2.1.54 and later read the header. The fields are HTML, in which the texts stand escaped, so they show as they are.
The deck has the bank's title and a column of its own, because Anki makes a deck that does not exist only when a column
names it. The fields of a note are filled in the order of the columns: naming the columns would tie them to the English
names of the fields.
"""

import html
import re
from typing import Final

from cosmoquiz.quiz.deal import deal
from cosmoquiz.quiz.question import Bank, Deal

_HEADER: Final = ("#separator:tab", "#html:true", "#notetype:Basic", "#deck column:3", "#tags column:4")
_LETTERS: Final = "ABCD"
_COMMAND = re.compile(r"\[(?=sound:|anki:|/?latex\]|/?\$)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def write(bank: Bank) -> str:
    """The bank as cards: on the front the question with its options, on the back the answer and what explains it."""
    deck = _field(bank.title)
    rows = ["\t".join((*_sides(deal(question, 0)), deck, _tags(question.tags))) for question in bank.questions]
    return "\n".join((*_HEADER, *rows, ""))


def _sides(deal: Deal) -> tuple[str, str]:
    question = deal.question
    options = [f"{letter}. {_shown(text)}" for letter, text in zip(_LETTERS, deal.options, strict=False)]
    back = [f"<b>{options[deal.answer]}</b>"]
    if question.explanation:
        back += "", _shown(question.explanation)
    notes = [(letter, deal.note(place)) for place, letter in enumerate(_LETTERS[: len(options)])]
    if any(note for _, note in notes):
        back += "", *(f"{letter}. {_shown(note)}" for letter, note in notes if note)
    if question.source:
        back += "", f"<small>{_shown(question.source)}</small>"
    return _field("<br>".join([_shown(question.text), "", *options])), _field("<br>".join(back))


def _shown(text: str) -> str:
    """The text as HTML that shows it, and in which Anki finds nothing to play or to typeset."""
    return _COMMAND.sub("&#91;", html.escape(text, quote=False)).replace("\n", "<br>")


def _tags(tags: tuple[str, ...]) -> str:
    """The tags in the way of Anki, where a blank parts two of them."""
    return _field(" ".join(_SPACE.sub("_", tag.strip()) for tag in tags))


def _field(text: str) -> str:
    """A field in quotes where its text would end it, or begin a comment."""
    text = text.replace("\t", " ")
    return '"' + text.replace('"', '""') + '"' if '"' in text or "\n" in text or text.startswith("#") else text
