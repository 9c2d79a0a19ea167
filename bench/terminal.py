"""A program in a pseudo-terminal of its own, with the time of everything that it writes."""

import fcntl
import math
import os
import pty
import re
import select
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

_ESCAPES = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[()][0-9A-B]|[=>78cDEHMNOZ])"
)


class SilentError(Exception):
    """The program did not show what was waited for."""


class Terminal:
    """Starts a program and listens. Times are seconds of `time.perf_counter`."""

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        size: tuple[int, int] = (80, 24),
        folder: Path | None = None,
    ) -> None:
        """`folder` is where it runs; where this process does, when there is none."""
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if not self.pid:
            if folder:
                os.chdir(folder)
            os.execvpe(command[0], list(command), dict(environ))
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._text = b""
        self._times: list[tuple[int, float]] = []
        self.code: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.code is None:
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        if self._fd >= 0:
            os.close(self._fd)

    def press(self, keys: str) -> float:
        """Send keys; gives the moment."""
        now = time.perf_counter()
        os.write(self._fd, keys.encode())
        return now

    def wait_for(self, text: str, since: int = 0, timeout: float = 20) -> float:
        """The moment when the text had been written, looking from `mark` on; SilentError when it never is."""
        end = time.perf_counter() + timeout
        wanted = text.encode()
        while (found := self._seen_at(wanted, since)) is None:
            if not self._listen(end - time.perf_counter()):
                raise SilentError(f"waited {timeout:.0f} s for {text!r}; the end of what came: {self._text[-300:]!r}")
        return found

    @property
    def written(self) -> bytes:
        """Everything that the program has written so far."""
        return self._text

    @property
    def plain(self) -> str:
        """The same as text, without what moves and colours it."""
        return _ESCAPES.sub(b"", self._text).decode(errors="replace")

    def hang_up(self) -> None:
        """Close the terminal, as closing a window does."""
        os.close(self._fd)
        self._fd = -1

    def wait_for_bytes(self, wanted: bytes, timeout: float = 20) -> None:
        """Listen until these bytes have been written; SilentError when they never are."""
        end = time.perf_counter() + timeout
        while wanted not in self._text:
            if not self._listen(end - time.perf_counter()):
                raise SilentError(f"waited {timeout:.0f} s for {wanted!r}")

    def mark(self) -> int:
        """The place up to which everything has been heard."""
        return len(self._text)

    def settle(self, quiet: float = 0.25, timeout: float = math.inf) -> float:
        """Listen until nothing has come for that many seconds; gives the moment of the last writing."""
        end = time.perf_counter() + timeout
        while time.perf_counter() < end and self._listen(quiet):
            pass
        return self._times[-1][1] if self._times else self.started

    def listen(self, seconds: float) -> None:
        """Listen for that long, whatever is written."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._listen(left)

    def peak_memory(self) -> float:
        """Megabytes that the program held at most."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:  # noqa: PTH123
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))

    def cpu(self) -> float:
        """Seconds of processor time used so far."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii", errors="replace") as stat:  # noqa: PTH123
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wait_for_exit(self, timeout: float = 20) -> float:
        """Listen until the program ends; gives the moment."""
        end = time.perf_counter() + timeout
        while time.perf_counter() < end:
            self._listen(0.005)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
                return time.perf_counter()
        raise SilentError(f"the program did not end within {timeout:.0f} s")

    def wait_for_silently(self, timeout: float) -> None:
        """Wait for the end of the program without reading what it writes."""
        end = time.perf_counter() + timeout
        while time.perf_counter() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
                return
            time.sleep(0.02)
        raise SilentError(f"the program did not end within {timeout:.0f} s")

    def _seen_at(self, wanted: bytes, since: int) -> float | None:
        plain = _ESCAPES.sub(b"", self._text[since:])
        if wanted not in plain:
            return None
        # The first writing after which the text is complete.
        for length, moment in self._times:
            if length > since and wanted in _ESCAPES.sub(b"", self._text[since:length]):
                return moment
        return None

    def _listen(self, timeout: float) -> bool:
        if self._fd < 0:
            time.sleep(min(timeout, 0.01))
            return False
        if timeout <= 0 or not select.select([self._fd], [], [], timeout)[0]:
            return False
        try:
            heard = os.read(self._fd, 65536)
        except OSError:
            return False
        if not heard:
            return False
        self._text += heard
        self._times.append((len(self._text), time.perf_counter()))
        return True
