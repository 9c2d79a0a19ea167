"""What the player prefers, in a file that can be read and edited."""

import json
import os
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from cosmoquiz.quiz.modes import LONGEST
from cosmoquiz.quiz.question import DIFFICULTIES
from cosmoquiz.quiz.scoring import CLOCKS
from cosmoquiz.quiz.selection import Selection
from cosmoquiz.quiz.text import player_name, printable, refused, tidy
from cosmoquiz.records.errors import RecordsError
from cosmoquiz.records.places import make_folder

_LARGEST: Final = 1 << 20
_LONGEST_NAME: Final = 200
_MOST_NAMES: Final = 1000


class Settings(NamedTuple):
    """The player's preferences: what Enter on Home starts, and how it looks."""

    player: str = ""
    clock: str = "off"
    length: int = 10
    banks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    difficulty: str = ""
    """Empty for a mix."""
    theme: str = "cosmoquiz-dark"
    motion: bool = True

    @property
    def selection(self) -> Selection:
        """What rounds are drawn from."""
        return Selection.of(self.banks, self.tags, next((d for d in DIFFICULTIES if d == self.difficulty), None))


def load(path: Path) -> tuple[Settings, str]:
    """The settings in the file, and what is wrong with it, empty when nothing is.

    A missing file gives the defaults. So does one that cannot be understood, which is renamed to
    `settings.json.broken-<n>`. A single value that makes no sense gives way to its default.
    """
    try:
        stored = _read(path)
    except _Broken as broken:
        return Settings(), _set_aside(path, str(broken))
    except OSError as error:
        return Settings(), f"The settings cannot be read: {_reason(error)} ({_shown(path)})"
    return _sensible(stored), ""


def save(path: Path, settings: Settings) -> None:
    """Write the settings, keeping what else the file says; RecordsError when that fails, and the old file stays."""
    target = Path(os.path.realpath(path))
    try:
        try:
            others = _read(target)
        except _Broken as broken:
            _set_aside(target, str(broken))
            others = {}
        text = json.dumps({**others, **settings._asdict()}, ensure_ascii=False, indent=2) + "\n"
        make_folder(target.parent)
        _replace(target, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise RecordsError(f"The settings are not saved: {_reason(error)} ({_shown(path)})") from error


class _Broken(Exception):  # noqa: N818 - never leaves this module
    """The file holds no settings."""


def _read(path: Path) -> dict[str, Any]:
    try:
        # A pipe in the place of the file must not keep the game from starting.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return {}
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("not a regular file")
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise _Broken("it is too large")
    try:
        stored = json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise _Broken(f"line {error.lineno}, column {error.colno}: {error.msg.lower()}") from error
    except (ValueError, RecursionError) as error:
        raise _Broken("it is not JSON in UTF-8") from error
    if not isinstance(stored, dict):
        raise _Broken("it holds no mapping")
    return stored


def _sensible(stored: Mapping[str, Any]) -> Settings:
    """The settings with the defaults in the place of what makes no sense."""
    values = {name: read(stored[name]) for name, read in _READERS.items() if name in stored}
    return Settings(**{name: value for name, value in values.items() if value is not None})


def _name(value: object) -> str | None:
    if not isinstance(value, str) or len(value) > _LONGEST_NAME or refused(value):
        return None
    return tidy(value)


def _names(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list) or len(value) > _MOST_NAMES:
        return None
    found = [_name(item) for item in value]
    return None if None in found else tuple(name for name in found if name)


def _length(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LONGEST else None


_READERS: Final[Mapping[str, Callable[[object], Any]]] = {
    "player": lambda value: player_name(value) if isinstance(value, str) else None,
    "clock": lambda value: value if value in [clock.name for clock in CLOCKS] else None,
    "length": _length,
    "banks": _names,
    "tags": _names,
    "difficulty": lambda value: value if value in ("", *DIFFICULTIES) else None,
    "theme": lambda value: _name(value) or None,
    "motion": lambda value: value if isinstance(value, bool) else None,
}


def _set_aside(path: Path, problem: str) -> str:
    """Rename the broken file; the message says where it is, or why it stayed."""
    number = 1
    while (kept := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    begun = f"The settings could not be understood ({printable(problem)})"
    try:
        path.rename(kept)
    except OSError as error:
        return f"{begun} and could not be set aside: {_reason(error)} ({_shown(path)})"
    return f"{begun}; the defaults are in use, and the file was kept as {_shown(kept)}"


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def _reason(error: OSError) -> str:
    return printable((error.strerror or str(error)).lower())


def _shown(path: Path) -> str:
    return printable(str(path), 300)
