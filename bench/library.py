"""Measures a library of 200,000 questions: its first question while it is being read, its reading, its changes.

Run as a program it does one piece of work in a process of its own and prints a line of JSON.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, NamedTuple

from figures import Figures, Row, ratio_row, show
from programs import GAME, HOME_IS_DRAWN, LEAVE_AT_ONCE, QUIET, environ, start_hello, write_bank
from terminal import Terminal

from banks import bank_text

FILES: Final = 40
QUESTIONS: Final = 5_000
LARGE: Final = f"{FILES * QUESTIONS:,} questions in {FILES} files"

FIRST_QUESTION: Final = "1/10"

_EVENTS: Final = "libyaml's bare events, one process"
_READER: Final = "cosmoquiz.banks.builder"
_POLL: Final = 0.02
_OLD: Final = 3600
"""Seconds since the banks were written; what was written just now is looked at more closely than the rest."""


class Built(NamedTuple):
    """What it took to read what had to be read."""

    seconds: float
    cpu: float
    """Seconds of processor time of all processes."""
    files: int
    peak: float
    """Megabytes of the largest of the processes that read."""


def make(home: Path) -> None:
    """Write the banks."""
    for number in range(FILES):
        show(f"writing bank {number + 1} of {FILES}")
        path = write_bank(home, f"bank{number:02}", bank_text(QUESTIONS, number))
        long_ago = time.time() - _OLD
        os.utime(path, (long_ago, long_ago))


def measure(rounds: int, home: Path, figures: Figures) -> None:
    """All of it, with a few rounds of each."""
    _reading(max(3, rounds // 7), home, figures)
    _first_question_cold(max(3, rounds // 3), home, figures)
    build(home)
    _first_question_warm(max(3, rounds // 2), home, figures)
    _changes(max(3, rounds // 7), home, figures)


def build(home: Path) -> Built:
    """Have the index read what it does not know."""
    command = [sys.executable, __file__, "build"]
    with subprocess.Popen(command, env=environ(home), stdout=subprocess.PIPE, text=True) as process:
        watch = _Watch(process.pid)
        watch.start()
        printed, _ = process.communicate()
        watch.join()
    seconds, cpu, files = json.loads(printed)
    return Built(seconds, cpu, files, watch.peak)


class _Watch(threading.Thread):
    """Looks at the memory of the processes that read, until whoever started them has ended."""

    def __init__(self, parent: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self._parent = parent

    def run(self) -> None:
        while Path(f"/proc/{self._parent}/stat").exists():
            # One that ends meanwhile takes its files along.
            with suppress(OSError, ValueError):
                self._look()
            time.sleep(_POLL)

    def _look(self) -> None:
        for children in Path(f"/proc/{self._parent}/task").glob("*/children"):
            for child in children.read_text(encoding="ascii").split():
                if _READER in Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8"):
                    status = Path(f"/proc/{child}/status").read_text(encoding="utf-8")
                    self.peak = max(self.peak, int(status.partition("VmHWM:")[2].split()[0]) / 1024)


def _reading(rounds: int, home: Path, figures: Figures) -> None:
    """The whole library, from nothing, against a parser that makes nothing of what it reads."""
    built, floors = [], []
    for number in range(rounds):
        show(f"library read {number + 1} of {rounds}")
        floors.append(1000 * _bare_events(home))
        forget(home)
        built.append(build(home))
        assert built[-1].files >= FILES
    times, cpu = [1000 * each.seconds for each in built], [1000 * each.cpu for each in built]
    peaks = tuple(each.peak for each in built)
    cores = f"{os.cpu_count()} cores"
    figures.add(
        "A large library",
        ratio_row(f"all {LARGE} read, cold, {cores}", times, floors, 2.0, _EVENTS),
        ratio_row("the same in processor time of all processes", cpu, floors, None, _EVENTS),
        Row("peak memory of each process that reads", peaks, "MB", 60),
    )


def _first_question_cold(rounds: int, home: Path, figures: Figures) -> None:
    """From the start of the process, pressing Enter as soon as Home is drawn, while the banks are being read."""
    times = []
    for number in range(rounds):
        show(f"first question, cold {number + 1} of {rounds}")
        forget(home)
        with Terminal(GAME, environ(home)) as terminal:
            terminal.wait_for(HOME_IS_DRAWN)
            terminal.press("\r")
            times.append(1000 * (terminal.wait_for(FIRST_QUESTION) - terminal.started))
            _leave(terminal)
    what = "start of a new library to its first question, cold"
    figures.add("A large library", Row(what, tuple(times), "ms", 1500))


def _first_question_warm(rounds: int, home: Path, figures: Figures) -> None:
    """From Enter on Home, once all is at rest."""
    times, memory, floors = [], [], []
    for number in range(rounds):
        show(f"first question, warm {number + 1} of {rounds}")
        floors.append(start_hello(environ(home)).memory)
        with Terminal(GAME, environ(home)) as terminal:
            terminal.wait_for(HOME_IS_DRAWN)
            terminal.settle(1)
            mark = terminal.mark()
            pressed = terminal.press("\r")
            times.append(1000 * (terminal.wait_for(FIRST_QUESTION, mark) - pressed))
            terminal.settle(QUIET)
            memory.append(terminal.peak_memory())
            _leave(terminal)
    figures.add(
        "A large library",
        Row("Enter on Home to the first question, warm", tuple(times), "ms", 30),
        ratio_row("peak memory in a round", memory, floors, 1.20, "bare Textual app", "MB"),
    )


def _changes(rounds: int, home: Path, figures: Figures) -> None:
    """One file that has changed among all that have not."""
    times, read = [], []
    for number in range(rounds):
        show(f"changed file {number + 1} of {rounds}")
        before = _ids(home)
        write_bank(home, f"bank{number:02}", bank_text(QUESTIONS, 1000 + number))
        times.append(1000 * build(home).seconds)
        read.append(float(len(_ids(home) - before)))
    figures.add(
        "A large library",
        Row(f"files read when one of {FILES} has changed", tuple(read), "files", 1),
        Row(f"time for that file of {QUESTIONS:,} questions, with a look at all others", tuple(times), "ms"),
    )


def forget(home: Path) -> None:
    """Throw the index away."""
    shutil.rmtree(home / "cache", ignore_errors=True)


def _leave(terminal: Terminal) -> None:
    terminal.press(LEAVE_AT_ONCE)
    terminal.wait_for_exit()


def _ids(home: Path) -> set[int]:
    """What the index knows its files by: a file that is read again gets another."""
    with closing(sqlite3.connect(home / "cache" / "library.db")) as index:
        return {id_ for (id_,) in index.execute("SELECT id FROM file")}


def _bare_events(home: Path) -> float:
    """Seconds for a parser that makes nothing of the banks, in a process of its own."""
    command = [sys.executable, __file__, "events"]
    return float(subprocess.run(command, env=environ(home), stdout=subprocess.PIPE, text=True, check=True).stdout)


def _print_build() -> None:
    from cosmoquiz.banks.building import Building
    from cosmoquiz.banks.library import Catalogue
    from cosmoquiz.records.places import places

    here = places(os.environ)
    catalogue = Catalogue(here.cache, here.banks)
    began, used = time.perf_counter(), _cpu()
    unread = catalogue.look().unread
    Building(catalogue, unread).run()
    print(json.dumps([time.perf_counter() - began, _cpu() - used, len(unread)]))


def _cpu() -> float:
    """Seconds of processor time of this process and of those that it has started and seen end."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _print_events() -> None:
    import yaml

    from cosmoquiz.banks.library import find_banks
    from cosmoquiz.records.places import places

    files = [place.path for place in find_banks(places(os.environ).banks)]
    began = time.perf_counter()
    for path in files:
        for _ in yaml.parse(path.read_bytes(), Loader=yaml.CSafeLoader):
            pass
    print(time.perf_counter() - began)


if __name__ == "__main__":
    {"build": _print_build, "events": _print_events}[sys.argv[1]]()
