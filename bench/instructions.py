"""Counts the processor's instructions from the start of a program to its first frame: a clock that knows no noise."""

import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from figures import Figures, Row, median, show
from library import LARGE
from programs import GAME, HELLO, HELLO_IS_DRAWN, HOME_IS_DRAWN, environ
from terminal import Terminal

_COUNTS: Final = 3
_LONGEST: Final = 180.0
"""Seconds that a program may take when it is counted."""

_ENDS_WHEN_DRAWN: Final = """
import os, queue, re, runpy, sys

def put(self, item, *arguments, **options):
    if isinstance(item, str) and text in re.sub(r"\\x1b\\[[^a-zA-Z]*[a-zA-Z]", "", item):
        os._exit(0)
    put_by_queue(self, item, *arguments, **options)

text, put_by_queue, queue.Queue.put = sys.argv[1], queue.Queue.put, put
is_module = sys.argv[2] == "-m"
sys.argv = sys.argv[3 if is_module else 2:]
if is_module:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
else:
    runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Textual hands each frame to a thread that writes it, through a queue. What happens after that must not be counted,
and nothing of Textual need be imported to notice it."""


def measure(shipped: Path, large: Path, figures: Figures) -> None:
    """Both programs a few times; both libraries must have been read before."""
    if not is_possible():
        figures.notes.append("No instructions were counted: valgrind was not found.")
        return
    hello: list[float] = []
    few: list[float] = []
    many: list[float] = []
    for number in range(_COUNTS):
        show(f"instructions {number + 1} of {_COUNTS}")
        hello.append(first_frame(HELLO, environ(shipped), HELLO_IS_DRAWN))
        few.append(first_frame(GAME, environ(shipped), HOME_IS_DRAWN))
        many.append(first_frame(GAME, environ(large), HOME_IS_DRAWN))
    what = "instructions to the first frame of Home"
    figures.add(
        "Starting and leaving",
        Row(what, _ratios(few, hello), "x", 1.18, "bare Textual app", aside=_millions(few, hello)),
    )
    more = tuple(100 * (ratio - 1) for ratio in _ratios(many, few))
    figures.add(
        f"The same with {LARGE}", Row(what, more, "%", 1.0, "the shipped banks alone", aside=_millions(many, few))
    )


def _ratios(values: list[float], floors: list[float]) -> tuple[float, ...]:
    return tuple(value / floor for value, floor in zip(values, floors, strict=True))


def _millions(values: list[float], floors: list[float]) -> str:
    return f"{median(values):.0f} M / {median(floors):.0f} M"


def is_possible() -> bool:
    """Whether there is something to count with."""
    return shutil.which("valgrind") is not None


def first_frame(command: Sequence[str], env: dict[str, str], drawn: str) -> float:
    """Millions of instructions that a Python program takes until it has written a text."""
    python, *arguments = command
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        counted = ["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--log-file={log}"]
        counted += [f"--cachegrind-out-file={os.devnull}", python, "-c", _ENDS_WHEN_DRAWN, drawn, *arguments]
        with Terminal(counted, {**env, "PYTHONHASHSEED": "0"}) as terminal:
            terminal.wait_for_exit(_LONGEST)
            found = re.search(r"I\s+refs:\s+([\d,]+)", log.read_text(encoding="utf-8"))
            if terminal.code or not found:
                raise RuntimeError(f"{command} was not counted: {terminal.written[-300:]!r}")
    return int(found[1].replace(",", "")) / 1e6
