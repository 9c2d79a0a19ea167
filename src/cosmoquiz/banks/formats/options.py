"""The order in which a question's options stand in a file."""

from cosmoquiz.quiz.deal import deal, rank_of
from cosmoquiz.quiz.question import SHOWN_OPTIONS, Question, Wrong


def ordered_options(question: Question) -> tuple[Wrong, ...]:
    """Every option with its note, the answer among them, in an order that only the question decides.

    When the game would show them all, they stand as it shows them: numbers by size, true before false.
    """
    notes = {wrong.text: wrong.note for wrong in question.wrong} | {question.answer: ""}
    if len(notes) <= SHOWN_OPTIONS:
        texts = list(deal(question, 0).options)
    else:
        texts = sorted(notes, key=lambda text: rank_of(f"{question.key}\x1f{text}"))
    return tuple(Wrong(text, notes[text]) for text in texts)
