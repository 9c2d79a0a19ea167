"""Text laid out in lines: hanging indents, lines with something at both ends, and widgets made of such lines."""

from textual.content import Content
from textual.reactive import Reactive
from textual.widget import Widget


class Lines(Widget):
    """Text whose lines fit: Textual need not wrap them once more, nor look for links in them."""

    DEFAULT_CSS = "Lines { text-wrap: nowrap; }"

    auto_links: Reactive[bool] = Reactive(False)


def hanging(head: Content, text: Content, width: int) -> list[Content]:
    """The text wrapped to `width` cells behind `head`, its further lines indented as far as the first."""
    indent = head.cell_length
    lines = text.wrap(max(1, width - indent)) or [Content("")]
    return [head + lines[0], *(Content(" " * indent) + line for line in lines[1:])]


def both_ends(left: Content, right: Content, width: int) -> Content:
    """One line with the two texts at its ends; the left one is cut where they would meet."""
    room = width - right.cell_length
    if room < 2:
        return left.truncate(max(width, 1), ellipsis=True)
    if left.cell_length > room - 1:
        left = left.truncate(room - 1, ellipsis=True)
    return left + Content(" " * (room - left.cell_length)) + right


def stacked(lines: list[Content]) -> Content:
    """The lines as one text."""
    return Content("\n").join(lines)
