"""The order in which a question's options stand in a file."""

from cosmoquiz.quiz.deal import all_options
from cosmoquiz.quiz.question import Question, Wrong


def ordered_options(question: Question) -> tuple[Wrong, ...]:
    """Every option with its note, the answer among them, in an order that only the question decides."""
    notes = {wrong.text: wrong.note for wrong in question.wrong} | {question.answer: ""}
    return tuple(Wrong(text, notes[text]) for text in all_options(question))
