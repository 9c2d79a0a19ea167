"""The rocket of the Home screen."""

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

_STYLES: Final = {".": "$faint", "*": "$primary", "╻": "$accent", "▲": "$accent", "┊": "$primary"}


class Poster(Widget):
    """A rocket among a few stars; it says nothing that the screen needs."""

    def render(self) -> Content:
        """The picture."""
        return stacked(
            [Content.assemble(*((_sign(c), _STYLES.get(c, "$foreground")) for c in line)) for line in ROCKET]
        )


def _sign(character: str) -> str:
    return {".": "·", "*": "+"}.get(character, character)
