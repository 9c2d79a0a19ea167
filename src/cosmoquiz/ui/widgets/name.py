"""The line in which a player's name is typed."""

from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import Input

from cosmoquiz.ui.keys import bind


class NameInput(Input):
    """An input that tells in the footer that Enter accepts."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("enter", "submit", "Accept", "Accept the name.", show=True)]
