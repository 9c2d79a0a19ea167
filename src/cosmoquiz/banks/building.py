"""Reading what the index does not know yet, in processes of their own."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from cosmoquiz.banks.library import BankPlace, Catalogue

PROCESSES: Final = 4
"""The most that read at once, where there are so many cores."""

WORTH_A_PROCESS: Final = 200_000
"""Bytes of banks for which it takes longer to read them than to start a process."""


class Building:
    """The reading of some banks into the index of a catalogue."""

    def __init__(self, catalogue: Catalogue, places: Sequence[BankPlace]) -> None:
        self.of = len(places)
        """How many banks there are to read."""
        self.done = 0
        """How many of them have been read."""
        self.cancelled = False
        self._catalogue = catalogue
        sized = sorted((_size(place.path), number) for number, place in enumerate(places))
        self._bytes = sum(size for size, _ in sized)
        self._waiting: SimpleQueue[BankPlace] = SimpleQueue()
        for _, number in sized:  # the smallest first: the sooner there is something to play
            self._waiting.put(places[number])
        self._lock = threading.Lock()
        self._processes: set[subprocess.Popen[str]] = set()

    def run(self) -> None:
        """Read them all; returns early when it is cancelled."""
        path = self._catalogue.path
        if path is None:
            self._read_here()
            return
        wanted = min(self.of, PROCESSES, _cores(), 1 + self._bytes // WORTH_A_PROCESS)
        threads = [threading.Thread(target=self._work, args=(path,), name="banks") for _ in range(wanted - 1)]
        for thread in threads:
            thread.start()
        self._work(path)
        for thread in threads:
            thread.join()
        # What no process could do is done here.
        self._read_here()

    def cancel(self) -> None:
        """Stop at once. What was read whole stays read."""
        self.cancelled = True
        with self._lock:
            for process in self._processes:
                process.kill()

    def _work(self, index: Path) -> None:
        """Have a process read what waits, until nothing does or the process fails."""
        process = self._started(index)
        if process is None:
            return
        while place := self._next():
            if not _is_read(process, place):
                # It may have ended for any reason; that place is not lost for it.
                self._waiting.put(place)
                break
            self._count()
        with self._lock:
            self._processes.discard(process)
        with suppress(OSError):
            process.communicate()

    def _started(self, index: Path) -> "subprocess.Popen[str] | None":
        if not sys.executable:
            return None
        # The modules must be those of this process, and none that lie in the current folder.
        paths = os.pathsep.join(path for path in sys.path if path)
        command = [sys.executable, "-P", "-m", "cosmoquiz.banks.builder", str(index)]
        try:
            process = subprocess.Popen(
                command,
                env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        except (OSError, ValueError):
            return None
        with self._lock:
            self._processes.add(process)
            if self.cancelled:
                process.kill()
        return process

    def _read_here(self) -> None:
        while place := self._next():
            self._catalogue.read_one(place)
            self._count()

    def _next(self) -> BankPlace | None:
        if self.cancelled:
            return None
        try:
            return self._waiting.get_nowait()
        except Empty:
            return None

    def _count(self) -> None:
        with self._lock:
            self.done += 1


def _is_read(process: "subprocess.Popen[str]", place: BankPlace) -> bool:
    """Have the process read a bank; False when it did not."""
    assert process.stdin, "it was asked for"
    assert process.stdout, "it was asked for"
    try:
        process.stdin.write(json.dumps([os.path.abspath(place.path), place.name]) + "\n")  # noqa: PTH100
        process.stdin.flush()
        return process.stdout.readline() == "\n"
    except (OSError, ValueError):
        return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0


def _cores() -> int:
    with suppress(AttributeError, OSError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


__all__ = ["Building"]
