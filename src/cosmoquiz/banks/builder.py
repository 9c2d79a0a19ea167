"""The process that reads banks into the index, so that whoever plays meanwhile is not slowed down.

It is told the files line by line on its standard input, as JSON lists of path and name, and answers each with a line:
empty, or why the index cannot be written. It ends with its input.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, TextIO

from cosmoquiz.banks.check import Reading, check_text
from cosmoquiz.banks.encoding import content_hash, content_of
from cosmoquiz.banks.index import Index, LostIndexError, is_settled, stamp_of
from cosmoquiz.banks.problem import Problem

NICENESS: Final = 10


def read_into(index: Index, path: Path, name: str, now_ns: Callable[[], int] = time.time_ns) -> None:
    """Read a bank into the index, unless the file has vanished. LostIndexError when the index fails."""
    stamp = stamp_of(path)
    if stamp is None:
        return
    begun = now_ns()
    content = content_of(path)
    if isinstance(content, Problem):
        index.put(path, stamp, stamp == stamp_of(path), b"", Reading(None, (content,)))
        return
    digest = content_hash(content)
    reading = check_text(content, name)
    # What was written to a moment ago, or meanwhile, may change once more without a new stamp.
    settled = stamp == stamp_of(path) and is_settled(stamp, begun)
    index.put(path, stamp, settled, digest, reading)


def serve(index: Index, lines: Iterable[str], answers: TextIO) -> None:
    """Read what the lines name, and answer each."""
    for line in lines:
        path, name = json.loads(line)
        try:
            read_into(index, Path(path), name)
        except LostIndexError as error:
            print(f"{error}".replace("\n", " "), file=answers, flush=True)
            return
        print(file=answers, flush=True)


def main() -> None:
    """Serve whoever started this process, with the index whose path is the argument."""
    with suppress(AttributeError, ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(AttributeError, OSError):
        os.nice(NICENESS)
    with suppress(BrokenPipeError):
        try:
            index = Index(Path(sys.argv[1]))
        except LostIndexError as error:
            print(error, flush=True)  # noqa: T201
            return
        serve(index, sys.stdin, sys.stdout)
        index.close()


if __name__ == "__main__":
    main()
