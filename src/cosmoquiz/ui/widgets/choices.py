"""The options of a question: to choose from, and then to see which was right."""

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from cosmoquiz.quiz.question import Deal
from cosmoquiz.ui.widgets.lines import hanging, stacked


class Choices(Widget):
    """The options of one deal, wrapped over the full width."""

    @dataclass
    class Clicked(Message):
        """An option was clicked; `deal` says of which question, so that a late click can be told."""

        deal: Deal
        choice: int

    deal: reactive[Deal | None] = reactive(None, layout=True)
    highlighted: reactive[int | None] = reactive(None)
    revealed: reactive[bool] = reactive(False, layout=True)
    picked: reactive[int | None] = reactive(None)
    """The option taken, once revealed; None when time ran out."""
    spaced: reactive[bool] = reactive(False, layout=True)
    """Whether there is room for an empty line between options."""

    _drawn: tuple[object, list[list[Content]]] = None, []
    """What the lines were made from, and the lines."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as the wrapped options need."""
        return sum(len(lines) for lines in self._blocks(width))

    def render(self) -> Content:
        """All options."""
        return stacked([line for lines in self._blocks(self.size.width) for line in lines])

    def top_of(self, choice: int) -> int:
        """The first line of an option."""
        return sum(len(lines) for lines in self._blocks(self.size.width)[:choice])

    def _blocks(self, width: int) -> list[list[Content]]:
        """The lines of each option; its height and its picture are asked for one after the other."""
        state = (self.deal, self.highlighted, self.revealed, self.picked, self.spaced, width)
        if state != self._drawn[0]:
            self._drawn = state, self._wrapped(width)
        return self._drawn[1]

    def _wrapped(self, width: int) -> list[list[Content]]:
        if self.deal is None:
            return []
        blocks = [self._option(self.deal, choice, width) for choice in range(len(self.deal.options))]
        if self.spaced:
            for lines in blocks[:-1]:
                lines.append(Content(""))
        return blocks

    def _option(self, deal: Deal, choice: int, width: int) -> list[Content]:
        sign, style, remark = self._state(deal, choice)
        text = Content(deal.options[choice])
        if remark:
            text = text + Content(f"   {remark}").stylize("italic")
        head = Content(f"{sign} {choice + 1}   ")
        return [line.stylize(style) for line in hanging(head, text, width)]

    def _state(self, deal: Deal, choice: int) -> tuple[str, str, str]:
        """Sign, style and remark of an option: what it is must be plain from any one of the three."""
        if not self.revealed:
            return ("▸", "bold $primary", "") if choice == self.highlighted else (" ", "$foreground", "")
        if choice == deal.answer:
            return "✓", "bold $right", "your answer, right" if choice == self.picked else "the right answer"
        if choice == self.picked:
            return "✗", "bold $wrong", "your answer"
        return " ", "$quiet", ""

    def on_click(self, event: events.Click) -> None:
        """Say which option lies under the pointer."""
        if self.deal is None:
            return
        bottom = 0
        for choice, lines in enumerate(self._blocks(self.size.width)):
            bottom += len(lines)
            if event.y < bottom:
                self.post_message(self.Clicked(self.deal, choice))
                return
