"""A look into a bank: its questions, with the answers only on request."""

from collections.abc import Container
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from cosmoquiz.quiz.deal import all_options
from cosmoquiz.quiz.question import SHOWN_OPTIONS, Bank, Question
from cosmoquiz.quiz.words import count_of, number
from cosmoquiz.ui.guard import Guard
from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.panes import PanesScreen
from cosmoquiz.ui.widgets.lines import hanging, stacked


class LookScreen(PanesScreen[None]):
    """Lists the questions of a bank; nothing on it tells an answer before `a` is pressed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("a", "answers", "Answers", "Show the answers, notes and sources, or hide them again.", show=True),
        bind("escape", "dismiss(None)", "Back", "Back to the banks.", show=True),
    ]

    def __init__(self, bank: Bank, seen: Container[str], guard: Guard) -> None:
        """`seen` has the keys of the questions that were ever shown in a round."""
        super().__init__()
        self._bank = bank
        self._seen = [question.key in seen for question in bank.questions]
        self._guard = guard
        self._answers = False

    def on_mount(self) -> None:
        """Fill the list."""
        self.fill(len(self._bank.questions))

    def heading(self) -> Content:
        """The bank, and whether its answers are shown."""
        new = len(self._seen) - sum(self._seen)
        counts = f"{count_of(len(self._seen), 'question')}, {number(new) if new else 'none'} new to you"
        shown = "Answers are shown; a hides them." if self._answers else "Answers are hidden; a shows them."
        return Content.assemble(
            (self._bank.title, "bold $primary"),
            (f"   {counts}", "$quiet"),
            "\n",
            (shown, "" if self._answers else "$quiet"),
        )

    def columns(self, width: int) -> Content:  # noqa: ARG002
        """None."""
        return Content("")

    def row(self, index: int, lit: bool, width: int) -> Content:
        """A question in one line."""
        question = self._bank.questions[index]
        sign = Content.assemble(("▸ " if lit else "  ", "bold $accent"), (f"{index + 1:>{self._digits}}  ", "$quiet"))
        seen = "seen" if self._seen[index] else "new"
        cells = f"  {question.difficulty:<6}  {seen:<4}" if width >= 50 else f"  {seen:<4}"
        room = max(1, width - sign.cell_length - len(cells))
        text = Content(question.text[: room + 1].replace("\n", " ")).truncate(room, ellipsis=True)
        text = text.pad_right(room - text.cell_length).stylize("bold" if lit else "")
        return sign + text + Content(cells).stylize("$quiet")

    @property
    def _digits(self) -> int:
        return len(str(len(self._seen)))

    def text(self, width: int) -> Content:
        """The highlighted question in full."""
        index = self.roll.highlighted
        if index is None:
            return Content("")
        question = self._bank.questions[index]
        facts = [
            f"{number(index + 1)} of {number(len(self._seen))}",
            question.difficulty,
            "seen" if self._seen[index] else "new to you",
            *([f"tags: {', '.join(question.tags)}"] if question.tags else []),
        ]
        lines = hanging(Content(""), Content(" · ".join(facts)).stylize("$quiet"), width)
        lines += [Content(""), *hanging(Content(""), Content(question.text).stylize("bold"), width), Content("")]
        lines += options_lines(question, width, answers=self._answers)
        if self._answers:
            lines += _behind(question, width)
        return stacked(lines)

    def action_answers(self) -> None:
        """Show the answers, or hide them."""
        if self._guard.passes("a"):
            self._answers = not self._answers
            self.redraw()


def options_lines(question: Question, width: int, *, answers: bool) -> list[Content]:
    """All options; with `answers` the right one is marked by sign and word, and the others have their notes."""
    notes = {wrong.text: wrong.note for wrong in question.wrong}
    lines: list[Content] = []
    for option in all_options(question):
        if answers and option == question.answer:
            text = Content(option) + Content("   the right answer").stylize("italic")
            lines += [line.stylize("bold $right") for line in hanging(Content("✓  "), text, width)]
            continue
        lines += hanging(Content("·  ").stylize("$quiet") if not answers else Content("   "), Content(option), width)
        if answers and notes.get(option):
            lines += hanging(Content(" " * 5), Content(notes[option]).stylize("$quiet"), width)
    if len(question.wrong) >= SHOWN_OPTIONS:
        words = f"A round shows the answer and {SHOWN_OPTIONS - 1} of the {len(question.wrong)} wrong options."
        lines += [Content(""), *hanging(Content(""), Content(words).stylize("$quiet"), width)]
    return lines


def _behind(question: Question, width: int) -> list[Content]:
    """Explanation, source, hint and what else the author wrote."""
    lines: list[Content] = []
    if question.explanation:
        lines += [Content(""), *hanging(Content(""), Content(question.explanation), width)]
    facts = (
        ("Source", question.source),
        ("Hint", question.hint),
        ("As of", question.as_of),
        ("Group", question.group),
    )
    lines.append(Content(""))
    for label, value in facts:
        if value:
            lines += hanging(Content(f"{label:<8}").stylize("$quiet"), Content(value).stylize("$quiet"), width)
    return lines
