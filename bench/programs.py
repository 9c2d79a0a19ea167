"""The programs that are measured: how they are started, and what one start of them gives."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from terminal import Terminal

HERE: Final = Path(__file__).parent
GAME: Final = [sys.executable, "-m", "cosmoquiz"]
HELLO: Final = [sys.executable, str(HERE / "hello.py")]
HELLO_ROUND: Final = [sys.executable, str(HERE / "hello_round.py")]
HELLO_IS_DRAWN: Final = "hello, world"
HOME_IS_DRAWN: Final = "q Quit"
"""The end of the lowest line of Home."""
LEAVE_AT_ONCE: Final = "\x11"

QUIET: Final = 0.4
"""Seconds without a repaint after which a picture has settled."""


@dataclass(frozen=True)
class Start:
    """One start of a program: milliseconds, and megabytes."""

    first_frame: float
    settled: float
    quit: float
    memory: float


def environ(home: Path) -> dict[str, str]:
    """An environment in which nothing of the user's is touched, and nothing of it is felt."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("TEXTUAL")}
    # Whoever installs the game has its modules compiled, as those of Textual are.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**env, "COSMOQUIZ_HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor"}


def start(command: list[str], env: dict[str, str], drawn: str) -> Start:
    """Start a program, wait until it is drawn and at rest, and leave it with q."""
    with Terminal(command, env) as terminal:
        first = terminal.wait_for(drawn)
        settled = terminal.settle(QUIET)
        memory = terminal.peak_memory()
        pressed = terminal.press("q")
        gone = terminal.wait_for_exit()
        return Start(
            1000 * (first - terminal.started), 1000 * (settled - terminal.started), 1000 * (gone - pressed), memory
        )


def start_hello(env: dict[str, str]) -> Start:
    """One start of the bare Textual app."""
    return start(HELLO, env, HELLO_IS_DRAWN)


def start_game(env: dict[str, str]) -> Start:
    """One start of the game."""
    return start(GAME, env, HOME_IS_DRAWN)


def write_settings(home: Path, **values: object) -> None:
    """The settings of the game with that home."""
    (home / "config").mkdir(parents=True, exist_ok=True)
    (home / "config" / "settings.json").write_text(json.dumps(values), encoding="utf-8")


def write_bank(home: Path, name: str, text: str) -> Path:
    """A bank of the player's own."""
    folder = home / "data" / "banks"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path
