"""Measures the game side by side with floors, and compares the ratios with the goals; see `README.md` beside this."""

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Final

import instructions
import library
import rounds
import starts
from figures import Figures, Row, show
from programs import HERE, environ, start_game

import banks
import commands

ROUNDS: Final = 20


def checks(figures: Figures) -> None:
    """Banks of several sizes read and checked, without and with advice."""
    found = []
    for size in banks.SIZES:
        show(f"checking {size:,} questions")
        found.append(banks.measured(size))
    floor = "libyaml's bare events"
    rows: list[Row] = []
    for each in found:
        events = f"{1000 * each.events:.1f} ms"
        for name, seconds, ratios in (
            ("check", each.check, each.check_ratios),
            ("check with advice", each.advice, each.advice_ratios),
        ):
            aside = f"{1000 * seconds:.1f} ms / {events}"
            rows.append(Row(f"{name} of {each.questions:,} questions", tuple(ratios), "x", None, floor, aside=aside))
    first, last = found[0], found[-1]
    for name, small, large in (("check", first.check, last.check), ("check with advice", first.advice, last.advice)):
        growth = (large / last.questions) / (small / first.questions)
        what, against = f"{name}: a question among {last.questions:,}", f"a question among {first.questions:,}"
        rows.append(Row(what, (growth,), "x", None, against))
    rows += [
        Row(f"memory for {each.questions:,} questions", (each.memory,), "MB", None, "the interpreter") for each in found
    ]
    figures.add("Checking a bank", *rows)


def measure(count: int, only: set[str], figures: Figures) -> None:
    """All parts, or only some, each with as many rounds as it takes of `count`."""
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        shipped, large = Path(few), Path(many)
        parts: dict[str, Callable[[], None]] = {
            "starts": lambda: starts.measure(count, shipped, large, figures),
            "instructions": lambda: instructions.measure(shipped, large, figures),
            "keys": lambda: rounds.measure_keys(max(1, count // 10), figures),
            "rest": lambda: rounds.measure_rest(figures),
            "commands": lambda: commands.measure(count, shipped, large, figures),
            "library": lambda: library.measure(count, large, figures),
            "checks": lambda: checks(figures),
        }
        start_game(environ(shipped))
        if only & {"starts", "instructions", "commands", "library"}:
            library.make(large)
        if only & {"starts", "instructions", "commands"}:
            show("reading the large library")
            library.build(large)
        for name, part in parts.items():
            if name in only:
                part()
    show("")


PARTS: Final = ("starts", "instructions", "keys", "rest", "commands", "library", "checks")


def main() -> None:
    """Measure, print, and write `bench/results.md` when all was measured."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=ROUNDS, help=f"starts of each program (default {ROUNDS})")
    arguments.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="parts; results.md stays as it is")
    options = arguments.parse_args()
    began = time.monotonic()
    figures = Figures()
    measure(options.rounds, set(options.only), figures)
    text = f"# Results of `make bench`\n\n{_about(options.rounds, time.monotonic() - began)}\n\n{figures.text()}\n"
    if set(options.only) == set(PARTS):
        (HERE / "results.md").write_text(text, encoding="utf-8")
    print(f"\n{text}")
    missed = [row.what for row in figures.missed]
    print("Goals not met: " + "; ".join(missed) if missed else "All goals are met.")


def _about(count: int, seconds: float) -> str:
    used = f"Python {platform.python_version()}, Textual {version('textual')}, {os.cpu_count()} cores"
    made = f"{count} rounds of starts, {seconds / 60:.0f} minutes"
    return f"{used}; {made}. `README.md` beside this says what the rows mean."


if __name__ == "__main__":
    main()
