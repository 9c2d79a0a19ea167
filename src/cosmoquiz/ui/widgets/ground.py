"""Containers without a border: what shows between the widgets in them is one blank line, over and over.

Textual keeps half a dozen strips for each line that a widget draws, and draws each container whole beneath the widgets
that it holds. A container of these has one strip for all its lines. Their styles are in round.tcss.
"""

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


def blank_lines(widget: Widget, crop: Region) -> list[Strip]:
    """The ground of a widget, as `Widget.render_lines` wants it."""
    beneath, background = widget.background_colors
    strip = Strip.blank(crop.width, Style.from_color(bgcolor=(beneath + background).rich_color))
    for line_filter in widget.get_line_filters():
        strip = strip.apply_filter(line_filter, background)
    return [strip] * crop.height


class Across(Widget):
    """Widgets side by side."""

    render_lines = blank_lines


class Down(Widget):
    """Widgets one below the other."""

    render_lines = blank_lines


class Scroll(Widget):
    """Widgets one below the other, to scroll; it takes no keys."""

    render_lines = blank_lines
