"""Where banks live, and the pool of questions that rounds are drawn from."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Literal, NamedTuple

from cosmoquiz.banks.check import read_bank
from cosmoquiz.banks.problem import Problem
from cosmoquiz.quiz.deal import EVERYTHING, NOTHING_SEEN, Count, Entry, Seen, Selection, candidates, entry_of, rank_of
from cosmoquiz.quiz.question import DIFFICULTIES, Bank, Difficulty, Question
from cosmoquiz.quiz.text import fold, printable, tidy

Origin = Literal["shipped", "yours", "path"]

BANK_LIMIT: Final = 5_000
"""Banks of one folder."""

LIBRARY_LIMIT: Final = 1024 * 1024 * 1024
"""Bytes of all banks together."""

_NAMES_SHOWN: Final = 12
"""Names of banks in a message."""

_SUFFIXES: Final = (".yaml", ".yml")

_COARSE: Final = 2_000_000_000
"""Nanoseconds within which a file can change twice at what some file systems call the same time."""


class Stamp(NamedTuple):
    """What tells a file from what it was, without a look at its content."""

    size: int
    modified: int
    changed: int
    """Nanoseconds, as are those before; this one cannot be set back."""
    inode: int


@dataclass(frozen=True, slots=True)
class BankPlace:
    """A file that should hold a bank and has not been read yet."""

    path: Path
    name: str
    """The file's stem, or all of a folder's name."""
    origin: Origin
    problem: Problem | None = None
    """Why it will not be read."""


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file that should hold a bank, and what became of it."""

    path: Path
    name: str
    origin: Origin
    bank: Bank | None
    problems: tuple[Problem, ...]
    title: str = ""
    """Given even when the bank is broken; empty when the file does not tell."""
    count: int = 0
    """Questions, the faulty ones included."""
    stamp: Stamp | None = None
    """Of the file as it was read; None when nothing says that it is still the same."""

    @property
    def playable(self) -> bool:
        """Whether its questions are in the pool."""
        return self.bank is not None


def shipped_folder() -> Path:
    """The folder of the banks that come with the game: in the package, or in a checkout of the sources."""
    package = Path(__file__).resolve().parent.parent
    inside, checkout = package / "questions", package.parent.parent
    if not inside.is_dir() and (checkout / "pyproject.toml").is_file():
        return checkout / "questions"
    return inside


def find_banks(
    user_folder: Path | None, paths: Sequence[Path] = (), *, shipped: Path | None = None
) -> tuple[BankPlace, ...]:
    """The files that hold banks: those shipped, those in the user's folder, then the files and folders in `paths`.

    A file that is named twice is found once. Of two with the same name the later is refused. Folders are not searched
    for more folders. `shipped` stands in for the folder of the game's own banks.
    """
    found = [*_in_folder(shipped or shipped_folder(), "shipped")]
    if user_folder is not None:
        found += _in_folder(user_folder, "yours")
    for path in paths:
        found += _in_folder(path, "path") if _is_folder(path) else [BankPlace(path, path.stem, "path")]
    return tuple(_without_doubles(found))


def shipped_names() -> dict[str, str]:
    """The names of the game's own banks, casefolded, and what to call those: names that no other bank may take."""
    folder = shipped_folder()
    return {
        place.name.casefold(): f"the bank {place.name} that comes with the game"
        for place in _in_folder(folder, "shipped")
        if not place.problem
    }


def listed(names: Sequence[str]) -> str:
    """The names of banks as a message gives them; of many only the first."""
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return ", ".join(printable(name) for name in names[:_NAMES_SHOWN]) + more


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # such as a name that is too long; reading it will say so
        return False


def banks_in(folder: Path) -> list[Path]:
    """The files of a folder that should hold banks, in the order of their names; OSError when it cannot be read."""
    return sorted(path for path in folder.iterdir() if _is_bank_name(path.name))


def _in_folder(folder: Path, origin: Origin) -> Iterator[BankPlace]:
    """The banks of a folder in the order of their names."""
    try:
        names = [path.name for path in banks_in(folder)]
    except FileNotFoundError:
        if origin == "yours":
            return
        yield _refused_folder(folder, origin, "missing-file", "there is no such folder", "look at its name")
        return
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        message = f"the folder can't be read ({reason})"
        yield _refused_folder(folder, origin, "unreadable-file", message, "look at its permissions")
        return
    if not names and origin == "path":
        message = "there are no banks in this folder"
        yield _refused_folder(folder, origin, "no-banks", message, "their names end in .yaml or .yml")
    for name in names[:BANK_LIMIT]:
        yield BankPlace(folder / name, Path(name).stem, origin)
    if len(names) > BANK_LIMIT:
        message = f"the folder holds {len(names)} banks; only the first {BANK_LIMIT} are read"
        yield _refused_folder(folder, origin, "too-many-banks", message, "move some elsewhere")


def _is_bank_name(name: str) -> bool:
    return name.lower().endswith(_SUFFIXES) and not name.startswith((".", "~", "#"))


def _refused_folder(folder: Path, origin: Origin, code: str, message: str, fix: str) -> BankPlace:
    return BankPlace(folder, folder.name, origin, Problem(None, None, "error", code, message, fix))


def _real(path: Path) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return str(path)


def _without_doubles(found: Sequence[BankPlace]) -> Iterator[BankPlace]:
    taken: dict[str, Path] = {}
    known: set[str] = set()
    for place in found:
        real = _real(place.path)
        if real in known and not place.problem:
            continue
        known.add(real)
        name = tidy(place.name).casefold()
        if place.problem or name not in taken:
            yield place
            if not place.problem:
                taken[name] = place.path
            continue
        message = f"the name {printable(place.name)} is taken by {printable(str(taken[name]), 300)}"
        problem = Problem(None, None, "error", "name-taken", message, "rename the file")
        yield BankPlace(place.path, place.name, place.origin, problem)


def read_library(
    user_folder: Path | None,
    paths: Sequence[Path] = (),
    seen: Seen = NOTHING_SEEN,
    progress: Callable[[int, int], None] | None = None,
    *,
    shipped: Path | None = None,
    before: "Library | None" = None,
    now_ns: Callable[[], int] = time.time_ns,
) -> "Library":
    """Read all banks. `progress` is told how many files of how many have been read.

    With `before`, what was read then is read again only when it has changed since; when nothing has, the result is
    `before` itself.
    """
    places = find_banks(user_folder, paths, shipped=shipped)
    known = {file.path: file for file in before.files if file.stamp} if before else {}
    files = []
    size = 0
    for done, place in enumerate(places):
        if progress:
            progress(done, len(places))
        stamp = None if place.problem else _stamp(place.path)
        size += stamp.size if stamp else 0
        old = known.get(place.path)
        if old and old.stamp == stamp and old.origin == place.origin and size <= LIBRARY_LIMIT:
            files.append(old)
        else:
            files.append(_read(place, stamp, size, now_ns))
    if progress:
        progress(len(places), len(places))
    if before and before.files == tuple(files):
        return before
    return Library(files, seen)


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def _read(place: BankPlace, stamp: Stamp | None, size: int, now_ns: Callable[[], int]) -> BankFile:
    """Read a file whose stamp was taken just before; `size` is that of all banks so far, with this one."""
    if place.problem:
        return BankFile(place.path, place.name, place.origin, None, (place.problem,))
    if size > LIBRARY_LIMIT:
        message = "all banks together are larger than 1 GiB"
        problem = Problem(None, None, "error", "too-large", message, "move some elsewhere")
        return BankFile(place.path, place.name, place.origin, None, (problem,))
    begun = now_ns()
    reading = read_bank(place.path, place.name)
    name = reading.bank.name if reading.bank else place.name
    # What was written to a moment ago, or meanwhile, may change once more without a new time.
    settled = stamp is not None and stamp == _stamp(place.path) and abs(begun - stamp.modified) > _COARSE
    return BankFile(
        place.path,
        name,
        place.origin,
        reading.bank,
        reading.problems,
        printable(reading.title, 200),
        reading.count,
        stamp if settled else None,
    )


class Library:
    """All banks, and the pool of the questions of those that are playable. Nothing in it changes."""

    def __init__(self, files: Sequence[BankFile], seen: Seen = NOTHING_SEEN) -> None:
        self.files: tuple[BankFile, ...] = tuple(files)
        self._seen = seen
        banks = [file.bank for file in self.files if file.bank]
        self._questions = {question.key: question for bank in banks for question in bank.questions}
        self._titles = {bank.name: bank.title for bank in banks}
        ranked = sorted(map(entry_of, self._questions.values()), key=lambda entry: rank_of(entry.key))
        self._pools = {d: tuple(entry for entry in ranked if entry.difficulty == d) for d in DIFFICULTIES}

    @property
    def titles(self) -> Mapping[str, str]:
        """The title of each playable bank by its name."""
        return self._titles

    def counts(self, selection: Selection = EVERYTHING) -> dict[Difficulty, int]:
        """How many questions match, by difficulty."""
        return {difficulty: len(self._pool(selection, difficulty)) for difficulty in DIFFICULTIES}

    def count(self, selection: Selection = EVERYTHING) -> Count:
        """How many questions match, and how many of them were never shown."""
        seen = self._seen.last_seen()
        pools = [self._pool(selection, difficulty) for difficulty in DIFFICULTIES]
        return Count(sum(map(len, pools)), sum(entry.key not in seen for pool in pools for entry in pool))

    def unseen_by_bank(self) -> dict[str, int]:
        """How many questions of each playable bank were never shown."""
        seen = self._seen.last_seen()
        unseen = Counter(question.bank for key, question in self._questions.items() if key not in seen)
        return {name: unseen[name] for name in self._titles}

    def candidates(self, selection: Selection, difficulty: Difficulty, seed: int, fresh: bool) -> Iterator[Entry]:
        """Matching entries of one difficulty in the order in which a round should take them."""
        pool = self._pool(selection, difficulty)
        return candidates(pool, seed, self._seen.last_seen() if fresh else None)

    def questions(self, keys: Sequence[str]) -> tuple[Question, ...]:
        """The questions with these keys, in the order of the keys, without those that are gone."""
        return tuple(self._questions[key] for key in keys if key in self._questions)

    def missing(self, selection: Selection, paths: Sequence[Path] = ()) -> dict[str, str]:
        """The banks of a selection that cannot be played, each with a sentence of why.

        `paths` are files that were asked for: their own problems come before other banks with their names.
        """
        asked = {os.path.realpath(path) for path in paths}
        files = {tidy(file.name).casefold(): file for file in reversed(self.files)}
        files |= {tidy(f.name).casefold(): f for f in self.files if os.path.realpath(f.path) in asked}
        missing: dict[str, str] = {}
        for name in selection.banks:
            file = files.get(name)
            if file is None:
                missing[name] = f"There is no bank called {printable(name)}. {self._suggested(name)}"
            elif not file.playable:
                problem = next(p for p in file.problems if p.severity == "error")
                place = "" if problem.line is None else f"line {problem.line}: "
                cure = f"; {problem.fix}" if problem.fix else ""
                missing[name] = f"{printable(str(file.path), 300)} can't be played: {place}{problem.message}{cure}."
        return missing

    def _suggested(self, name: str) -> str:
        """What a name that no bank has may have meant, or the names that there are."""
        names = sorted(file.name for file in self.files if file.playable)
        by_title = {title.casefold(): known for known, title in self._titles.items()}
        close = get_close_matches(name, [*names, *by_title], 1)
        if close:
            return f"Did you mean {printable(by_title.get(close[0], close[0]))}?"
        return f"There are: {listed(names)}."

    def tags(self) -> tuple[tuple[str, int], ...]:
        """The tags and how many questions have them, most frequent first; spellings that fold alike are one."""
        spellings: dict[str, Counter[str]] = {}
        for question in self._questions.values():
            for tag in question.tags:
                spellings.setdefault(fold(tag), Counter())[tag] += 1
        tags = [(min(found, key=lambda tag: (-found[tag], tag)), found.total()) for found in spellings.values()]
        return tuple(sorted(tags, key=lambda tag: (-tag[1], fold(tag[0]))))

    def _pool(self, selection: Selection, difficulty: Difficulty) -> tuple[Entry, ...]:
        pool = self._pools[difficulty]
        return pool if selection == EVERYTHING else tuple(filter(selection.takes, pool))


@dataclass(frozen=True, slots=True)
class Change:
    """A bank that is not what it was when the library was read before."""

    name: str
    kind: Literal["new", "changed", "broken", "gone"]
    file: BankFile
    """As it is now, or as it was when it is gone."""


def changes(before: Library, after: Library) -> tuple[Change, ...]:
    """What became of the banks that could be played before, then those that have come to be playable since."""
    old = {file.name.casefold(): file for file in before.files if file.bank}
    new = {file.name.casefold(): file for file in after.files if file.bank}
    broken = {tidy(file.name).casefold(): file for file in reversed(after.files) if not file.bank}
    found: list[Change] = []
    for name, was in old.items():
        now = new.get(name)
        if now is None:
            cause = broken.get(name)
            found.append(Change(was.name, "broken" if cause else "gone", cause or was))
        elif now.bank is not was.bank and now.bank != was.bank:
            found.append(Change(now.name, "changed", now))
    found += [Change(file.name, "new", file) for name, file in new.items() if name not in old]
    return tuple(found)
