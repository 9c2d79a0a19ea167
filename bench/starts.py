"""Measures starting and leaving the game, with the shipped banks and with a large library beside them."""

from pathlib import Path
from typing import Final

from figures import Figures, difference_row, ratio_row, show
from library import LARGE
from programs import Start, environ, start_game, start_hello

HELLO: Final = "bare Textual app"
SHIPPED: Final = "the shipped banks alone"


def measure(rounds: int, shipped: Path, large: Path, figures: Figures) -> None:
    """Starts of all programs in turn, every other round backwards."""
    found: dict[str, list[Start]] = {"hello": [], "shipped": [], "large": [], "again": []}
    with_shipped, with_large = environ(shipped), environ(large)
    for env in (with_shipped, with_large):
        start_game(env)
    for number in range(rounds):
        show(f"start {number + 1} of {rounds}")
        for name in found if number % 2 else reversed(found):
            match name:
                case "shipped":
                    found[name].append(start_game(with_shipped))
                case "large":
                    found[name].append(start_game(with_large))
                case _:
                    found[name].append(start_hello(with_shipped))
    _note(found, figures)


def _note(found: dict[str, list[Start]], figures: Figures) -> None:
    hello, shipped, large, again = found.values()
    figures.add(
        "Starting and leaving",
        ratio_row("first complete frame of Home", _frames(shipped), _frames(hello), 1.20, HELLO),
        ratio_row("picture settled", _settled(shipped), _settled(hello), 1.25, HELLO),
        ratio_row("quit key to exit", _quits(shipped), _quits(hello), 0.80, HELLO),
        ratio_row("peak memory", _memory(shipped), _memory(hello), 1.20, HELLO, "MB"),
        ratio_row("noise: the bare app's first frame", _frames(again), _frames(hello), None, "itself"),
        ratio_row("noise: the bare app settled", _settled(again), _settled(hello), None, "itself"),
    )
    figures.add(
        f"The same with {LARGE}",
        difference_row("first complete frame of Home", _frames(large), _frames(shipped), "ms", 5, SHIPPED),
        difference_row("picture settled", _settled(large), _settled(shipped), "ms", None, SHIPPED),
        ratio_row("quit key to exit", _quits(large), _quits(hello), 0.80, HELLO),
        difference_row("peak memory", _memory(large), _memory(shipped), "MB", 1, SHIPPED),
        ratio_row("peak memory", _memory(large), _memory(hello), 1.20, HELLO, "MB"),
    )


def _frames(starts: list[Start]) -> list[float]:
    return [each.first_frame for each in starts]


def _settled(starts: list[Start]) -> list[float]:
    return [each.settled for each in starts]


def _quits(starts: list[Start]) -> list[float]:
    return [each.quit for each in starts]


def _memory(starts: list[Start]) -> list[float]:
    return [each.memory for each in starts]
