"""What the commands share: exit codes, printing, and where things are kept."""

import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from cosmoquiz.records.places import Places

OK: Final = 0
FAILED: Final = 1
WRONG_USAGE: Final = 2
INTERRUPTED: Final = 130

PATH_LIMIT: Final = 4096
"""Characters of a path that is printed."""


def say(text: str) -> None:
    """Print a line to stderr."""
    if sys.stderr is not None:
        print(text, file=sys.stderr)  # noqa: T201 - this is the command line


def put(text: str) -> None:
    """Print a line to stdout."""
    if sys.stdout is not None:
        print(text)  # noqa: T201 - this is the command line


def json_text(value: object, indent: int | None = None) -> str:
    """The value as JSON in characters that stdout takes; others would be escaped in a way that is not JSON's."""
    import json

    takes_all = (getattr(sys.stdout, "encoding", None) or "").lower().startswith("utf")
    return json.dumps(value, ensure_ascii=not takes_all, indent=indent)


def put_file(text: str) -> None:
    """Print a text that is to become a file: UTF-8, whatever the terminal takes."""
    if sys.stdout is None:
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def kept_places() -> "tuple[Places | None, str]":
    """Where the user's things are, or why there is no such place."""
    from cosmoquiz.records.errors import PlacesError
    from cosmoquiz.records.places import places

    try:
        return places(os.environ), ""
    except PlacesError as error:
        return None, str(error)


def shown_path(path: "Path") -> str:
    """A path that is safe to print."""
    from cosmoquiz.quiz.text import printable

    return printable(str(path), PATH_LIMIT)
