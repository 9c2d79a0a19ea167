"""Measures what a key press takes in a round, and what the game does while no key is pressed."""

import re
import tempfile
import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from figures import Figures, Row, ratio_row, show
from programs import GAME, HELLO_IS_DRAWN, HELLO_ROUND, HOME_IS_DRAWN, environ, start_hello, write_bank, write_settings
from terminal import Terminal

from banks import bank_text

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL: Final = (80, 24)
LARGE: Final = (200, 60)
DARK: Final = "cosmoquiz-dark"
LIGHT: Final = "cosmoquiz-light"

QUESTIONS: Final = 10
DOWN: Final = "\x1b[B"
HIGHLIGHT: Final = "▸"
REVEALED: Final = "answer"
"""In what is said beside the right option, as long as no option of the bank says so."""

_SECTION: Final = "Keys"
_GUARDED: Final = 0.35
"""Seconds after which a new question takes answers."""
_AT_REST: Final = 0.12
_CLIMBED: Final = 0.65
"""Seconds in which the rocket has come to rest."""
_HASTE: Final = 0.010
"""Seconds between two keys that follow each other at once."""
_WINDOW: Final = 12.0
"""Seconds of doing nothing."""


@dataclass
class Presses:
    """Milliseconds from keys to what they bring."""

    highlights: list[float] = field(default_factory=list)
    """The first ↓ at a question, which also changes the key line."""
    moves: list[float] = field(default_factory=list)
    """Any other."""
    reveals: list[float] = field(default_factory=list)
    nexts: list[float] = field(default_factory=list)
    results: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    """Megabytes that were held at most, until the results were seen and a name was asked for."""


@dataclass(frozen=True)
class Setting:
    """How the game looks in a round."""

    name: str
    size: tuple[int, int] = SMALL
    theme: str = DARK
    clock: str = "off"


SETTINGS: Final = (
    Setting("80x24, dark"),
    Setting("80x24, light", theme=LIGHT),
    Setting("200x60, dark", LARGE),
    Setting("200x60, light", LARGE, LIGHT),
    Setting("80x24, clock running", clock="relaxed"),
)


def measure_keys(rounds: int, figures: Figures) -> None:
    """Rounds of ten questions, key by key, in every setting."""
    found = {setting: Presses() for setting in SETTINGS}
    hasty: list[float] = []
    memory: list[float] = []
    memory_of_round: list[float] = []
    for number in range(rounds):
        memory.append(_memory_of_hello())
        memory_of_round.append(_memory_of_hello_round())
        for setting, presses in found.items():
            show(f"round {number + 1} of {rounds}, {setting.name}")
            with _round(setting) as terminal:
                _play(terminal, presses)
        show(f"round {number + 1} of {rounds}, in haste")
        with _round(SETTINGS[0]) as terminal:
            hasty += _play_in_haste(terminal)
    for setting, presses in found.items():
        what, reveals = f"key to reveal, {setting.name}", tuple(presses.reveals)
        figures.add(
            _SECTION,
            Row(what, reveals, "ms", 12),
            Row(f"{what}, 95 of 100", reveals, "ms", 25, statistic="p95"),
            ratio_row(what, reveals, presses.moves, 2.0, "the highlight's move"),
        )
    plain = found[SETTINGS[0]]
    figures.add(
        _SECTION,
        Row("key to reveal, 10 ms after another key", tuple(hasty), "ms", 15),
        Row("first ↓ to the highlight", _all(p.highlights for p in found.values()), "ms"),
        Row("any other ↓ to the highlight's move", _all(p.moves for p in found.values()), "ms"),
        Row("Enter to the next question", _all(p.nexts for p in found.values()), "ms"),
        Row("Enter to the results", _all(p.results for p in found.values()), "ms"),
        ratio_row("peak memory after a round", plain.memory, memory, 1.20, "bare Textual app", "MB"),
        ratio_row(
            "peak memory after a round", plain.memory, memory_of_round, None, "bare app that showed as much", "MB"
        ),
        ratio_row("the bare app that showed as much", memory_of_round, memory, None, "bare Textual app", "MB"),
    )


def measure_rest(figures: Figures) -> None:
    """Processor time and writing while no key is pressed."""
    show("idle on Home")
    with tempfile.TemporaryDirectory() as home, Terminal(GAME, environ(Path(home))) as terminal:
        terminal.wait_for(HOME_IS_DRAWN)
        terminal.settle(2)
        cpu, written = _used(terminal)
    figures.add("At rest", Row("idle on Home", (cpu,), "%", 0.5), Row("idle on Home", (written,), "bytes/s", 0))
    show("clock running")
    with _round(Setting("", clock="relaxed")) as terminal:
        terminal.wait_for("relaxed  0:")  # before, there is time to read
        cpu, _ = _used(terminal)
    figures.add("At rest", Row("clock running", (cpu,), "%", 1.2))
    show("animation")
    with _round(Setting("")) as terminal:
        climbs = tuple(_climb(terminal, number) for number in range(1, QUESTIONS))
    figures.add("At rest", Row("right answer to the end of the rocket's climb", climbs, "ms", 2000))


@contextmanager
def _round(setting: Setting) -> "Iterator[Terminal]":
    """A round whose first question can be answered; in it, the right option of each question says so."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_settings(home, theme=setting.theme, banks=["measured"])
        text = re.sub(r"(?m)^    answer: .*", "    answer: the right one", bank_text(200))
        write_bank(home, "measured", text)
        command = [*GAME, "play", "--clock", setting.clock]
        with Terminal(command, environ(home), setting.size) as terminal:
            terminal.wait_for(f"1/{QUESTIONS}")
            terminal.settle(_CLIMBED)
            yield terminal


def _play(terminal: Terminal, presses: Presses) -> None:
    """Highlight, answer, go on."""
    for number in range(1, QUESTIONS + 1):
        terminal.listen(_GUARDED)
        presses.highlights.append(_until(terminal, DOWN, HIGHLIGHT))
        terminal.listen(_AT_REST)
        presses.moves.append(_until(terminal, DOWN, HIGHLIGHT))
        terminal.listen(_AT_REST)
        presses.reveals.append(_until(terminal, "1", REVEALED))
        terminal.listen(_CLIMBED)
        if number < QUESTIONS:
            presses.nexts.append(_until(terminal, "\r", f"{number + 1}/{QUESTIONS}"))
        else:
            presses.results.append(_until(terminal, "\r", "ROUND COMPLETE"))
            terminal.listen(_CLIMBED)
            presses.memory.append(terminal.peak_memory())


def _play_in_haste(terminal: Terminal) -> "Iterator[float]":
    """Milliseconds from the second of two keys to what it brings."""
    for number in range(1, QUESTIONS):
        terminal.listen(_GUARDED)
        terminal.press(DOWN)
        time.sleep(_HASTE)
        yield _until(terminal, "1", REVEALED)
        terminal.listen(_CLIMBED)
        _until(terminal, "\r", f"{number + 1}/{QUESTIONS}")


def _climb(terminal: Terminal, number: int) -> float:
    """Milliseconds from a right answer until nothing moves any more."""
    terminal.listen(_GUARDED)
    option = re.findall(r"(\d)   the right one", terminal.plain)[-1]
    pressed = terminal.press(option)
    terminal.wait_for(REVEALED, terminal.mark())
    ended = terminal.settle(1)
    _until(terminal, "\r", f"{number + 1}/{QUESTIONS}")
    return 1000 * (ended - pressed)


def _memory_of_hello() -> float:
    with tempfile.TemporaryDirectory() as home:
        return start_hello(environ(Path(home))).memory


def _memory_of_hello_round() -> float:
    with tempfile.TemporaryDirectory() as home, Terminal(HELLO_ROUND, environ(Path(home))) as terminal:
        terminal.wait_for(HELLO_IS_DRAWN)
        _until(terminal, "\r", f"1/{QUESTIONS}")
        for number in range(1, QUESTIONS + 1):
            _until(terminal, "1", "More")
            _until(terminal, "\r", f"{number + 1}/{QUESTIONS}" if number < QUESTIONS else "THE END")
        terminal.listen(_CLIMBED)
        return terminal.peak_memory()


def _until(terminal: Terminal, key: str, text: str) -> float:
    """Milliseconds from a key to a text."""
    mark = terminal.mark()
    pressed = terminal.press(key)
    return 1000 * (terminal.wait_for(text, mark) - pressed)


def _used(terminal: Terminal) -> tuple[float, float]:
    """Percent of a core and bytes a second while nothing is asked for."""
    cpu, written, began = terminal.cpu(), terminal.mark(), time.perf_counter()
    terminal.listen(_WINDOW)
    seconds = time.perf_counter() - began
    return 100 * (terminal.cpu() - cpu) / seconds, (terminal.mark() - written) / seconds


def _all(parts: "Iterator[Sequence[float]]") -> tuple[float, ...]:
    return tuple(value for part in parts for value in part)
