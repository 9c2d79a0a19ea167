"""The sheet of a round: a question, its options, and then what was right and why."""

from dataclasses import dataclass
from typing import Final

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive

from cosmoquiz.quiz.question import Deal
from cosmoquiz.ui.widgets.lines import Lines, hanging, stacked

TEXT_WIDTH: Final = 100
"""Cells of a line of text, at most."""

TIGHT: Final = 17
AIRY: Final = 24
SPACED: Final = 30
TALL: Final = 32
"""Lines of the terminal from which on there are empty lines below the texts, above the topic, between the options and
below the topic."""


class Sheet(Lines):
    """All texts of one deal, wrapped over the width: one widget, since each costs time whenever a question is put."""

    @dataclass
    class Clicked(Message):
        """A part of the sheet was clicked; `deal` says of which question, so that a late click can be told."""

        deal: Deal
        choice: int | None
        """The option; None for what stands below them."""

    topic: reactive[str] = reactive("")
    highlighted: reactive[int | None] = reactive(None)
    veiled: reactive[bool] = reactive(False)
    """Whether nothing but the topic can be seen."""
    room: reactive[int] = reactive(AIRY, layout=True)
    """Lines of the terminal."""

    deal: Deal | None = None
    verdict: Content | None = None
    """What is said once the answer is revealed; None before."""
    picked: int | None = None
    """The option taken, once revealed; None when time ran out."""

    _drawn: tuple[object, list[list[Content]]] = None, []
    """What the lines were made from, and the lines."""

    def put(self, deal: Deal) -> None:
        """Show another question."""
        self.deal, self.verdict, self.picked, self.highlighted = deal, None, None, None
        self._redraw()

    def reveal(self, picked: int | None, verdict: Content) -> None:
        """Show what was right."""
        self.verdict, self.picked, self.highlighted = verdict, picked, None
        self._redraw()

    def _redraw(self) -> None:
        if not self.size.width:
            return
        # The sheet fills what it lies in; while its texts fit there, nothing has to be laid out again.
        height = max(self.container_size.height, sum(map(len, self._parts(self.size.width))))
        self.refresh(layout=height != self.size.height)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the texts need."""
        return sum(map(len, self._parts(width)))

    def render(self) -> Content:
        """All texts."""
        topic, *others = self._parts(self.size.width)
        lines = [line for part in others for line in part]
        return stacked([*topic, *([Content("")] * len(lines) if self.veiled else lines)])

    def top_of(self, choice: int) -> int:
        """The first line of an option; of the verdict, for the number after the last option's."""
        return sum(map(len, self._parts(self.size.width)[: choice + 2]))

    def _parts(self, width: int) -> list[list[Content]]:
        """The lines of topic, question, each option and the verdict; height and picture ask for them in turn."""
        state = (self.deal, self.topic, self.highlighted, self.verdict, self.picked, self.room, width)
        if state != self._drawn[0]:
            self._drawn = state, self._wrapped(width)
        return self._drawn[1]

    def _wrapped(self, width: int) -> list[list[Content]]:
        if self.deal is None:
            return [[], [], []]
        narrow = min(width, TEXT_WIDTH)
        empty, below = [Content("")], [Content("")] * (self.room >= TIGHT)
        topic = Content(self.topic).stylize("$quiet").truncate(max(1, width), ellipsis=True)
        question = hanging(Content(""), Content(self.deal.question.text).stylize("bold"), narrow)
        options = [self._option(self.deal, choice, narrow) for choice in range(len(self.deal.options))]
        for lines in options[:-1]:
            lines += empty * (self.room >= SPACED)
        options[-1] += below
        verdict = [] if self.verdict is None else hanging(Content(""), self.verdict, narrow)
        air, more = empty * (self.room >= AIRY), empty * (self.room >= TALL)
        return [[*air, topic, *more], [*question, *below], *options, verdict]

    def _option(self, deal: Deal, choice: int, width: int) -> list[Content]:
        sign, style, remark = self._state(deal, choice)
        text = Content(deal.options[choice])
        if remark:
            text = text + Content(f"   {remark}").stylize("italic")
        head = Content(f"{sign} {choice + 1}   ")
        return [line.stylize(style) for line in hanging(head, text, width)]

    def _state(self, deal: Deal, choice: int) -> tuple[str, str, str]:
        """Sign, style and remark of an option: what it is must be plain from any one of the three."""
        if self.verdict is None:
            return ("▸", "bold $primary", "") if choice == self.highlighted else (" ", "$foreground", "")
        if choice == deal.answer:
            return "✓", "bold $right", "your answer, right" if choice == self.picked else "the right answer"
        if choice == self.picked:
            return "✗", "bold $wrong", "your answer"
        return " ", "$quiet", ""

    def on_click(self, event: events.Click) -> None:
        """Say which part lies under the pointer."""
        if self.deal is None:
            return
        count = len(self.deal.options)
        choice = next((choice for choice in range(count) if event.y < self.top_of(choice + 1)), None)
        if event.y >= self.top_of(0):
            self.post_message(self.Clicked(self.deal, choice))
