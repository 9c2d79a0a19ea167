"""Paths as people type, paste and drop them, and the names that one of them may go on with."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from cosmoquiz.quiz.text import printable, refused
from cosmoquiz.quiz.words import count_of

PATH_LIMIT: Final = 4096
"""Characters of a path."""

PLAUSIBLE: Final = (".yaml", ".yml", ".json", ".csv", ".tsv", ".txt", ".gift", ".md")
"""Endings of files that may hold questions."""

ENTRIES_LIMIT: Final = 200_000
"""Entries of a folder that are looked at."""

SECONDS_LIMIT: Final = 2.0
"""How long a folder is looked at."""

_URL = re.compile(r"file://(?:localhost)?(?=/)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")


class PathError(Exception):
    """What was typed is no path; the text says so."""


def typeable(text: str) -> str:
    """The text without what no terminal should get."""
    kept = text[:PATH_LIMIT].replace("\t", " ")
    if refused(kept):
        kept = "".join(character for character in kept if not refused(character))
    while problem := refused(kept):
        kept = kept[: problem[0]] + kept[problem[0] + 1 :]
    return kept


def pasted(text: str) -> str:
    """The path in what was pasted or dropped: its first line that says something."""
    lines = (line.strip() for line in text[: PATH_LIMIT * 2].splitlines())
    return typeable(plain(next((line for line in lines if line), "")))


def plain(text: str) -> str:
    """The path in what was typed or dropped: without blanks and quotes around it, `file://` or backslashes."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    if _URL.match(text):
        return os.fsdecode(unquote_to_bytes(_URL.sub("", text)))
    if os.sep == "/" and "\\" in text and not os.path.lexists(text):
        return _ESCAPED.sub(r"\1", text)
    return text


def path_of(text: str) -> Path:
    """The path that was typed, with `~` written out.

    Raises:
        PathError: it is none.

    """
    text = plain(text)
    if not text:
        raise PathError("Type the path of a file.")
    if "\0" in text or "\n" in text:
        raise PathError(f"This can't be the path of a file: {printable(text)}.")
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise PathError(f"There is no home folder for {printable(text.split('/')[0])}.") from error


class Entry(NamedTuple):
    """A name that a path may go on with."""

    name: str
    is_folder: bool

    @property
    def shown(self) -> str:
        """The name as it is listed."""
        return printable(self.name, 200) + "/" * self.is_folder

    @property
    def typed(self) -> str:
        """The name as it would be typed; empty when it holds what cannot be."""
        return "" if refused(self.name) else self.name + "/" * self.is_folder


@dataclass(frozen=True, slots=True)
class Entries:
    """The folders and plausible files of a folder, in the order of their names, files first."""

    folder: Path
    entries: tuple[Entry, ...]
    whole: bool = True
    """Whether all of the folder was looked at."""
    trouble: str = ""
    """Why there is nothing to see."""
    stamp: int = 0
    """When names came to the folder or left it last."""


def entries_of(folder: Path, monotonic: Callable[[], float] = time.monotonic) -> Entries:
    """Look into a folder, for a limited time."""
    found: list[Entry] = []
    try:
        stamp = folder.stat().st_mtime_ns
        until = monotonic() + SECONDS_LIMIT
        whole = True
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries):
                if number >= ENTRIES_LIMIT or (not number % 500 and monotonic() > until):
                    whole = False
                    break
                found += _entry(entry)
    except FileNotFoundError:
        return Entries(folder, (), trouble="There is no such folder.")
    except NotADirectoryError:
        return Entries(folder, (), trouble="That is no folder.")
    except PermissionError:
        return Entries(folder, (), trouble="You may not look into this folder.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return Entries(folder, (), trouble=f"This folder can't be read: {reason}.")
    found.sort(key=lambda entry: (entry.is_folder, entry.name.casefold()))
    return Entries(folder, tuple(found), whole, stamp=stamp)


def _entry(entry: "os.DirEntry[str]") -> Iterator[Entry]:
    try:
        is_folder = entry.is_dir()
    except OSError:
        is_folder = False
    if is_folder or entry.name.lower().endswith(PLAUSIBLE):
        yield Entry(entry.name, is_folder)


def split(text: str) -> tuple[str, str]:
    """What was typed, up to the last slash, and the beginning of a name after it."""
    text = plain(text)
    end = max(text.rfind("/"), text.rfind(os.sep)) + 1
    return text[:end], text[end:]


def folder_of(text: str) -> Path:
    """The folder in which the name that is being typed is looked for.

    Raises:
        PathError: it is no path.

    """
    head, beginning = split(text)
    if not head and beginning.startswith("~"):
        return path_of(beginning)
    return path_of(head) if head else Path()


def matching(entries: Entries, beginning: str) -> tuple[Entry, ...]:
    """The entries that go on so; those in capitals or small letters just so come before all others.

    Hidden ones are there only when a dot is typed.
    """
    there = [entry for entry in entries.entries if beginning.startswith(".") or not entry.name.startswith(".")]
    exact = tuple(entry for entry in there if entry.name.startswith(beginning))
    folded = beginning.casefold()
    return exact or tuple(entry for entry in there if entry.name.casefold().startswith(folded))


@dataclass(frozen=True, slots=True)
class Names:
    """The names that what was typed may go on with."""

    text: str
    found: tuple[Entry, ...] = ()
    remark: str = ""
    """What to say of them."""
    entries: Entries | None = None
    """The folder that they were found in."""

    def completed(self) -> str:
        """What was typed, with as much more as is certain."""
        head, beginning = split(self.text)
        if not head and beginning.startswith("~"):
            return f"{beginning}/"
        if not self.found or not self.entries or not self.entries.whole:
            return self.text
        found = self.found
        certain = found[0].typed if len(found) == 1 else _common([entry.name for entry in found])
        return head + certain if len(certain) >= len(beginning) and not refused(certain) else self.text


def names_for(text: str, known: Entries | None = None) -> Names:
    """Look for names; in the folder that is `known` only when any have come or gone since."""
    try:
        folder = folder_of(text)
    except PathError as error:
        return Names(text, remark=str(error))
    entries = _look_again(folder, known)
    beginning = split(text)[1]
    if entries.trouble:
        return Names(text, remark=entries.trouble)
    if beginning.startswith("~"):
        return Names(text, remark="Tab goes on in that home folder.")
    found = matching(entries, beginning)
    where = printable(str(folder.absolute()), 200)
    if not entries.whole:
        remark = f"Some of the names in {where}, which is too large to be looked through:"
    elif found:
        remark = f"{count_of(len(found), 'name')} in {where}:"
    else:
        remark = f"There is no folder and no file with questions in {where}{' that begins so' * bool(beginning)}."
    return Names(text, found, remark, entries)


def _look_again(folder: Path, known: Entries | None) -> Entries:
    if known and known.folder == folder:
        with suppress(OSError, ValueError):
            if folder.stat().st_mtime_ns == known.stamp:
                return known
    return entries_of(folder)


def _common(names: list[str]) -> str:
    """What all the names begin with."""
    low, high = min(names), max(names)
    differ = next((at for at, (one, other) in enumerate(zip(low, high, strict=False)) if one != other), len(low))
    return low[:differ]
