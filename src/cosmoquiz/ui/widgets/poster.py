"""The rocket of the Home screen."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from textual.content import Content

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


WIDTH: Final = 22
"""Cells that it takes, with what keeps it from its neighbour."""


def poster() -> list[Content]:
    """A rocket among a few stars, line by line; it says nothing that the screen needs."""
    return [Content.assemble(*_parts(line.ljust(WIDTH))) for line in ROCKET]


def _parts(line: str) -> Iterator[tuple[str, str]]:
    """The line in pieces of one style; blanks take that of what stands before them."""
    style = ""
    for _, run in groupby(line, lambda sign: sign if sign in _STYLES else sign == " "):
        piece = "".join(run)
        style = style if piece.isspace() else _STYLES.get(piece[0], "$foreground")
        yield piece.translate(_SIGNS), style
