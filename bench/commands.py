"""Measures commands that draw nothing, against a Python that does nothing."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from figures import Figures, ratio_row, show
from library import LARGE
from programs import GAME, environ

PASS: Final = [sys.executable, "-c", "pass"]


def measure(rounds: int, shipped: Path, large: Path, figures: Figures) -> None:
    """All commands in turn; both libraries must have been read before."""
    few, many = environ(shipped), environ(large)
    cases = {
        "--version": (few, 2.5),
        "scores --json": (few, 4.0),
        "banks --json": (few, 4.0),
        f"banks --json, {LARGE}": (many, None),
    }
    floors: list[float] = []
    found: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds):
        show(f"commands {number + 1} of {rounds}")
        floors.append(_milliseconds(PASS, few))
        for name, (env, _) in cases.items():
            found[name].append(_milliseconds([*GAME, *name.partition(",")[0].split()], env))
    for name, (_, goal) in cases.items():
        figures.add("Commands", ratio_row(name, found[name], floors, goal, "python -c pass"))


def _milliseconds(command: list[str], env: dict[str, str]) -> float:
    """From start to end."""
    began = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
    return 1000 * (time.perf_counter() - began)
