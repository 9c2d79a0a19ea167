"""Measures the game side by side with a bare Textual app, and prints ratios.

Every figure is a ratio within one round of the two programs taken in turn, since machines are noisy; the table shows
the median of the rounds and their spread. The times in milliseconds are for orientation only.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from terminal import Terminal

import banks

HERE = Path(__file__).parent
GAME = [sys.executable, "-m", "cosmoquiz"]
HELLO = [sys.executable, str(HERE / "hello.py")]
HOME_IS_DRAWN = "Quit"


@dataclass
class Start:
    """One start of a program: seconds, and megabytes."""

    first_frame: float
    settled: float
    quit: float
    memory: float


@dataclass
class Figures:
    """What was measured: for each name the values of all rounds."""

    ratios: dict[str, list[float]] = field(default_factory=dict)
    times: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float, floor: float | None = None) -> None:
        """Note seconds, and their ratio to the floor's."""
        self.times.setdefault(name, []).append(value)
        if floor:
            self.ratios.setdefault(name, []).append(value / floor)


def environ(home: str) -> dict[str, str]:
    """An environment in which nothing of the user's is touched."""
    env = {**os.environ, "COSMOQUIZ_HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    # Whoever installs the game has its modules compiled, as those of Textual are.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


def start(command: list[str], env: dict[str, str], drawn: str) -> Start:
    """Start a program, wait until it is drawn and at rest, and leave it with q."""
    with Terminal(command, env) as terminal:
        first = terminal.wait_for(drawn)
        settled = terminal.settle()
        memory = terminal.peak_memory()
        pressed = terminal.press("q")
        gone = terminal.wait_for_exit()
        return Start(first - terminal.started, settled - terminal.started, gone - pressed, memory)


def starts(rounds: int, figures: Figures) -> None:
    """Starts of both programs in turn."""
    with tempfile.TemporaryDirectory() as home:
        env = environ(home)
        start(GAME, env, HOME_IS_DRAWN)
        for number in range(rounds):
            show(f"start {number + 1} of {rounds}")
            floor = start(HELLO, env, "hello, world")
            game = start(GAME, env, HOME_IS_DRAWN)
            figures.add("first frame of Home", game.first_frame, floor.first_frame)
            figures.add("picture settled", game.settled, floor.settled)
            figures.add("quit key to prompt", game.quit, floor.quit)
            figures.add("peak memory (MB, not ms)", game.memory / 1000, floor.memory / 1000)


def keys(rounds: int, figures: Figures) -> None:
    """A round of ten questions, key by key."""
    for number in range(rounds):
        show(f"round {number + 1} of {rounds}")
        with tempfile.TemporaryDirectory() as home, Terminal(GAME, environ(home)) as terminal:
            terminal.wait_for(HOME_IS_DRAWN)
            terminal.settle()
            mark = terminal.mark()
            pressed = terminal.press("\r")
            figures.add("Enter to first question", terminal.wait_for("1/10", mark) - pressed)
            for question in range(1, 11):
                _question(terminal, question, figures)


def _question(terminal: Terminal, number: int, figures: Figures) -> None:
    """Highlight, answer, go on."""
    terminal.settle(0.4)  # the game takes no answer in the first 300 ms
    mark = terminal.mark()
    pressed = terminal.press("\x1b[B")
    move = terminal.wait_for("▸", mark) - pressed
    figures.add("highlight moves", move)
    terminal.settle(0.1)
    mark = terminal.mark()
    pressed = terminal.press("1")
    reveal = terminal.wait_for("answer", mark) - pressed
    figures.add("key to reveal", reveal, move)
    terminal.settle(0.4)
    mark = terminal.mark()
    pressed = terminal.press("\r")
    if number < 10:
        figures.add("Enter to next question", terminal.wait_for(f"{number + 1}/10", mark) - pressed)
    else:
        figures.add("Enter to results", terminal.wait_for("ROUND COMPLETE", mark) - pressed)


def idle(figures: Figures) -> None:
    """Processor time while nothing happens, in a hundredth of a second per second."""
    show("idle")
    for name, presses in (("idle on Home", ""), ("idle in a round, clock running", "\r")):
        with (
            tempfile.TemporaryDirectory() as home,
            Terminal([*GAME, *(["play", "--clock", "relaxed"] if presses else [])], environ(home)) as terminal,
        ):
            terminal.wait_for("1/10" if presses else HOME_IS_DRAWN)
            terminal.settle(9 if presses else 1)
            used = terminal.cpu()
            began = time.perf_counter()
            while time.perf_counter() - began < 8:
                terminal.settle(1.5)
            figures.add(
                f"{name} (share of a core, %, not ms)", (terminal.cpu() - used) / (time.perf_counter() - began) / 10
            )


def commands(rounds: int, figures: Figures) -> None:
    """Commands that draw nothing, against a Python that does nothing."""
    with tempfile.TemporaryDirectory() as home:
        env = environ(home)
        for number in range(rounds):
            show(f"commands {number + 1} of {rounds}")
            floor = spent([sys.executable, "-c", "pass"], env)
            for words in (["--version"], ["scores", "--json"], ["banks", "--json"]):
                figures.add(" ".join(words), spent([*GAME, *words], env), floor)


def checks(figures: Figures) -> None:
    """Banks of several sizes read and checked, without and with advice."""
    found = []
    for size in banks.SIZES:
        show(f"checking {size} questions")
        found.append(banks.measured(size))
    for each in found:
        name = f"{each.questions:,} questions"
        figures.times[f"check of {name}"] = [each.check]
        figures.ratios[f"check of {name}"] = each.check_ratios
        figures.times[f"check with advice of {name}"] = [each.advice]
        figures.ratios[f"check with advice of {name}"] = each.advice_ratios
    first, last = found[0], found[-1]
    for name, small, large in (("check", first.check, last.check), ("check with advice", first.advice, last.advice)):
        growth = (large / last.questions) / (small / first.questions)
        figures.times[f"{name}: a question among {last.questions:,}"] = [large / last.questions]
        figures.ratios[f"{name}: a question among {last.questions:,}"] = [growth]
    for each in found:
        figures.times[f"memory for {each.questions:,} questions (MB above the interpreter, not ms)"] = [
            each.memory / 1000
        ]


def spent(command: list[str], env: dict[str, str]) -> float:
    """Seconds from start to end."""
    began = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def show(text: str) -> None:
    """Progress, on stderr."""
    print(f"\r{text:<40}", end="", file=sys.stderr, flush=True)


def table(figures: Figures) -> str:
    """The figures as a Markdown table."""
    floors = {
        **{f"check of {size:,} questions": "libyaml's bare events" for size in banks.SIZES},
        **{f"check with advice of {size:,} questions": "libyaml's bare events" for size in banks.SIZES},
        "check: a question among 20,000": "a question among 1,000",
        "check with advice: a question among 20,000": "a question among 1,000",
        "key to reveal": "the highlight's move",
        "--version": "python -c pass",
        "scores --json": "python -c pass",
        "banks --json": "python -c pass",
    }
    lines = [
        "| what | against | ratio (median) | spread (middle half) | ms (median) |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, times in figures.times.items():
        ratios = figures.ratios.get(name)
        against = floors.get(name, "bare Textual app") if ratios else ""
        ratio = f"{statistics.median(ratios):.2f}" if ratios else ""
        spread = _spread(ratios) if ratios and len(ratios) > 3 else ""
        lines.append(f"| {name} | {against} | {ratio} | {spread} | {statistics.median(times) * 1000:.1f} |")
    return "\n".join(lines)


def _spread(values: list[float]) -> str:
    low, _, high = statistics.quantiles(values, n=4)
    return f"{low:.2f} to {high:.2f}"


def main() -> None:
    """Measure and write `bench/results.md`."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=20, help="starts of each program (default 20)")
    rounds = arguments.parse_args().rounds
    figures = Figures()
    parts: list[Callable[[], None]] = [
        lambda: checks(figures),
        lambda: starts(rounds, figures),
        lambda: keys(max(1, rounds // 5), figures),
        lambda: idle(figures),
        lambda: commands(rounds, figures),
    ]
    for part in parts:
        part()
    show("")
    from importlib.metadata import version

    about = (
        f"Python {platform.python_version()}, Textual {version('textual')}, {rounds} rounds, {os.cpu_count()} cores."
    )
    text = f"# Results of `make bench`\n\n{about}\n\n{table(figures)}\n"
    (HERE / "results.md").write_text(text, encoding="utf-8")
    print(f"\n{text}")


if __name__ == "__main__":
    main()
