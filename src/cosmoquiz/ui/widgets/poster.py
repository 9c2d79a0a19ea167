"""The rocket of the Home screen."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from textual.content import Content
from textual.widget import Widget

from cosmoquiz.ui.widgets.lines import stacked

ROCKET: Final = r"""
 .          ╻    .
      .     ▲
           ▟█▙
  *        ███     .
           ▐█▌
           ▐█▌   *
 .        ▗▐█▌▖
          ▟▐█▌▙
     .   ▟█▐█▌█▙
         ██▐█▌██
        ▟██▐█▌██▙  .
   *    ▜█▛▐█▌▜█▛
         ┊ ┊┊┊ ┊
          ┊ ┊ ┊
   .        ┊      *
""".strip("\n").split("\n")

_SIGNS: Final = str.maketrans(".*", "·+")
_STYLES: Final = {".": "$faint", "*": "$primary", "╻": "$accent", "▲": "$accent", "┊": "$primary"}


class Poster(Widget):
    """A rocket among a few stars; it says nothing that the screen needs."""

    def render(self) -> Content:
        """The picture."""
        return stacked([Content.assemble(*_parts(line)) for line in ROCKET])


def _parts(line: str) -> Iterator[tuple[str, str]]:
    """The line in pieces of one style; blanks take that of what stands before them."""
    style = ""
    for _, run in groupby(line, lambda sign: sign if sign in _STYLES else sign == " "):
        piece = "".join(run)
        style = style if piece.isspace() else _STYLES.get(piece[0], "$foreground")
        yield piece.translate(_SIGNS), style
