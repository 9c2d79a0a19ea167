"""Where banks live, and the pool of questions that rounds are drawn from."""

import os
import threading
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from itertools import accumulate, chain
from pathlib import Path
from typing import Final, Literal, NamedTuple

from cosmoquiz.banks.index import (
    About,
    FileRow,
    Index,
    LostIndexError,
    Stamp,
    block_of,
    first_number,
    is_settled,
    stamp_of,
)
from cosmoquiz.banks.problem import Problem
from cosmoquiz.quiz.question import DIFFICULTIES, Bank, Difficulty, Question
from cosmoquiz.quiz.selection import EVERYTHING, Count, Selection
from cosmoquiz.quiz.text import fold, printable, tidy

Origin = Literal["shipped", "yours", "path"]

BANK_LIMIT: Final = 5_000
"""Banks of one folder."""

LIBRARY_LIMIT: Final = 1024 * 1024 * 1024
"""Bytes of all banks together."""

_PASSES: Final = 3
"""How often reading begins anew because files or the index change meanwhile."""

_NAMES_SHOWN: Final = 12
"""Names of banks in a message."""

_SUFFIXES: Final = (".yaml", ".yml")


class BankPlace(NamedTuple):
    """A file that should hold a bank and has not been read yet."""

    path: Path
    name: str
    """The file's stem, or all of a folder's name."""
    origin: Origin
    problem: Problem | None = None
    """Why it will not be read."""
    real: str = ""
    """The path without links."""


class BankFile(NamedTuple):
    """A file that should hold a bank, and what became of it."""

    path: Path
    name: str
    origin: Origin
    playable: bool = False
    """Whether its questions are in the pool."""
    title: str = ""
    """Given even when the bank is broken; empty when the file does not tell."""
    held: int = 0
    """Questions, the faulty ones included."""
    mix: tuple[int, int, int] = (0, 0, 0)
    """Questions of each difficulty, easiest first; none when it is not playable."""
    problems: tuple[Problem, ...] = ()
    """Of a file that was not even read; `Library.about` has those of all."""
    id: int = 0
    """What the index knows it by; 0 for a file that it does not know."""
    meaning: bytes = b""
    """The same for banks that are the same."""

    @property
    def questions(self) -> int:
        """How many of its questions can be played."""
        return sum(self.mix)


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
        found += (
            _in_folder(path, "path") if _is_folder(path) else [BankPlace(path, path.stem, "path", real=_real(path))]
        )
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
    return sorted((path for path in folder.iterdir() if _is_bank_name(path.name)), key=lambda path: path.name)


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
    real = _real(folder)
    for name in names[:BANK_LIMIT]:
        path = folder / name
        # To follow all links of each path anew would take longer than all the rest.
        yield BankPlace(path, path.stem, origin, real=_real(path) if path.is_symlink() else f"{real}{os.sep}{name}")
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
        if place.real in known and not place.problem:
            continue
        known.add(place.real)
        name = tidy(place.name).casefold()
        if place.problem or name not in taken:
            yield place
            if not place.problem:
                taken[name] = place.path
            continue
        message = f"the name {printable(place.name)} is taken by {printable(str(taken[name]), 300)}"
        problem = Problem(None, None, "error", "name-taken", message, "rename the file")
        yield BankPlace(place.path, place.name, place.origin, problem)


class Listed(NamedTuple):
    """A bank with all that a list of banks says of it."""

    file: BankFile
    about: About
    unseen: int
    """How many of its questions were never shown."""


class Library:
    """All banks as they were found at one time, and the pool of the questions of those that can be played.

    Only what is asked for is fetched from the index. Everything but `files`, `unread` and `titles` may raise
    LostIndexError, when the index is damaged or has gone on to another state of the files: then look again.
    """

    def __init__(
        self,
        index: Index,
        files: Sequence[BankFile],
        unread: Sequence[BankPlace] = (),
        shown: Collection[str] = (),
    ) -> None:
        """`unread` is what has to be read yet; `shown` are keys that the index need not have marks of, in order."""
        self.files: tuple[BankFile, ...] = tuple(files)
        self.unread: tuple[BankPlace, ...] = tuple(unread)
        self._index = index
        self._shown = shown
        self.titles: Mapping[str, str] = {file.name: file.title for file in self.files if file.playable}
        """The title of each playable bank by its name."""
        self._banks = sorted((file for file in self.files if file.playable), key=lambda file: file.name)
        self._unread = {tidy(place.name).casefold() for place in self.unread}
        self._by_name = {file.name: file for file in self._banks}

    def is_unread(self, name: str) -> bool:
        """Whether a bank of that name, in small letters, is still to be read."""
        return name in self._unread

    def held(self) -> AbstractContextManager[None]:
        """Within the block all answers are of one state of the index."""
        return self._index.held([file.id for file in self.files if file.id])

    # Dealing

    def counts(self, selection: Selection = EVERYTHING) -> dict[Difficulty, int]:
        """How many questions match, by difficulty."""
        return {difficulty: len(self.pool(selection, difficulty)) for difficulty in DIFFICULTIES}

    def pool(self, selection: Selection, difficulty: Difficulty, *, unseen: bool = False) -> "LazyPool":
        """The matching questions of one difficulty, or those of them that were never shown."""
        blocks = self._blocks(selection, difficulty)
        return LazyPool(self._index, self._without_seen(blocks) if unseen else blocks, self._here() if unseen else ())

    def seen(self, selection: Selection, difficulty: Difficulty) -> Iterator[Question]:
        """The matching questions of one difficulty that were shown, those unseen for longest first."""
        wanted = {block.first: block.numbers for block in self._blocks(selection, difficulty)}
        here = self._here()
        earlier = (number for number in self._index.seen_numbers() if number not in here)
        for number in chain(earlier, here):
            if number in wanted.get(block_of(number), ()):
                yield self._index.question(number)

    # Counting

    def count(self, selection: Selection = EVERYTHING) -> Count:
        """How many questions match, and how many of them were never shown."""
        unseen = [self.pool(selection, difficulty, unseen=True) for difficulty in DIFFICULTIES]
        return Count(sum(self.counts(selection).values()), sum(map(len, unseen)))

    def tags(self) -> tuple[tuple[str, int], ...]:
        """The tags and how many questions have them, most frequent first; spellings that fold alike are one."""
        spellings: dict[str, Counter[str]] = {}
        for file in self._banks:
            for tag, count in self.about(file).tags:
                spellings.setdefault(fold(tag), Counter())[tag] += count
        tags = [(min(found, key=lambda tag: (-found[tag], tag)), found.total()) for found in spellings.values()]
        return tuple(sorted(tags, key=lambda tag: (-tag[1], fold(tag[0]))))

    # Banks

    def about(self, file: BankFile) -> About:
        """What the bank says of itself, and all that is wrong with its file."""
        return self._index.about(file.id) if file.id else About(problems=file.problems)

    def listed(self) -> tuple[Listed, ...]:
        """All files, with what there is to say about them."""
        seen = self._seen_counts()
        return tuple(
            Listed(file, self.about(file), file.questions - sum(seen[first_number(file.id, d)] for d in DIFFICULTIES))
            for file in self.files
        )

    def bank(self, file: BankFile) -> Bank:
        """A playable bank with its questions as they stand in the file."""
        about = self.about(file)
        questions = self._index.questions(file.id)
        return Bank(file.name, file.title, questions, about.about, about.author, about.licence, about.language)

    def seen_in(self, file: BankFile) -> frozenset[str]:
        """The keys of the questions of a bank that were shown."""
        return frozenset(f"{file.name}/{id_}" for id_ in self._index.seen_ids(file.id)) | frozenset(self._shown)

    def missing(self, selection: Selection, paths: Sequence[Path] = ()) -> dict[str, str]:
        """The banks of a selection that cannot be played, each with a sentence of why.

        `paths` are files that were asked for: their own problems come before other banks with their names. Banks that
        are still to be read are not missing.
        """
        asked = {os.path.realpath(path) for path in paths}
        files = {tidy(file.name).casefold(): file for file in reversed(self.files)}
        files |= {tidy(f.name).casefold(): f for f in self.files if os.path.realpath(f.path) in asked}
        missing: dict[str, str] = {}
        for name in selection.banks:
            file = files.get(name)
            if file is None:
                if not self.is_unread(name):
                    missing[name] = f"There is no bank called {printable(name)}. {self._suggested(name)}"
            elif not file.playable:
                problem = next(p for p in self.about(file).problems if p.severity == "error")
                place = "" if problem.line is None else f"line {problem.line}: "
                cure = f"; {problem.fix}" if problem.fix else ""
                missing[name] = f"{printable(str(file.path), 300)} can't be played: {place}{problem.message}{cure}."
        return missing

    def _suggested(self, name: str) -> str:
        """What a name that no bank has may have meant, or the names that there are."""
        from difflib import get_close_matches

        names = sorted(file.name for file in self.files if file.playable)
        by_title = {title.casefold(): known for known, title in self.titles.items()}
        close = get_close_matches(name, [*names, *by_title], 1)
        if close:
            return f"Did you mean {printable(by_title.get(close[0], close[0]))}?"
        return f"There are: {listed(names)}."

    # Marks

    def marks_wanted(self) -> "MarksWanted":
        """Which marks the index lacks."""
        owner, up_to = self._index.marks_known()
        unmarked = self._index.unmarked()
        return MarksWanted(owner, up_to, tuple(file.name for file in self._banks if file.id in unmarked))

    def mark(
        self, owner: str, up_to: int, since: Mapping[str, int], whole: Mapping[str, Mapping[str, int]], *, every: bool
    ) -> None:
        """Take over marks, as `Index.mark` says."""
        self._index.mark(owner, up_to, since, whole, every=every)

    # What follows is about numbers of questions.

    def _blocks(self, selection: Selection, difficulty: Difficulty) -> "list[_Block]":
        """The matching questions of one difficulty, bank by bank."""
        if selection.difficulty not in (None, difficulty):
            return []
        level = DIFFICULTIES.index(difficulty)
        blocks = []
        for file in self._banks:
            if file.mix[level] and (not selection.banks or file.name.casefold() in selection.banks):
                first = first_number(file.id, difficulty)
                numbers: Sequence[int] = range(first, first + file.mix[level])
                if selection.tags:
                    numbers = [number for number in self._index.tagged(file.id, selection.tags) if number in numbers]
                blocks.append(_Block(first, numbers, len(numbers)))
        return blocks

    def _without_seen(self, blocks: "Sequence[_Block]") -> "list[_Block]":
        """The same blocks, with the sizes that they have without what was shown."""
        seen, here = self._seen_counts(), self._here()
        left = []
        for block in blocks:
            size = block.size - seen[block.first]
            if seen[block.first] and not isinstance(block.numbers, range):
                size = len(_rest(self._index, block, here))
            left.append(block._replace(size=size))
        return left

    def _seen_counts(self) -> Counter[int]:
        """How many were shown, by the first number of their file and difficulty."""
        seen = self._index.seen_counts()
        seen.update(block_of(number) for number in self._here() if not self._index.is_seen(number))
        return seen

    def _here(self) -> dict[int, None]:
        """The numbers of the questions that were shown in this game, in order."""
        found: dict[int, None] = {}
        for key in tuple(self._shown):
            name, _, id_ = key.rpartition("/")
            number = self._index.numbered(self._by_name[name].id, id_) if name in self._by_name else None
            if number is not None:
                found[number] = None
        return found


class _Block(NamedTuple):
    """Questions of one file and difficulty."""

    first: int
    """The number of the first question of the file with this difficulty, whether it is one of them or not."""
    numbers: Sequence[int]
    size: int
    """How many of them count."""


class LazyPool:
    """Questions by their places, each fetched when it is asked for."""

    def __init__(self, index: Index, blocks: "Sequence[_Block]", here: Collection[int]) -> None:
        """Of a block with fewer questions than numbers, those count that were not shown; `here` were, without marks."""
        self._index = index
        self._blocks = [block for block in blocks if block.size]
        self._ends = list(accumulate(block.size for block in self._blocks))
        self._here = here
        self._left: dict[int, Sequence[int]] = {}

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, place: int) -> Question:
        at = bisect_right(self._ends, place)
        if at == len(self._blocks):
            raise IndexError(place)
        block = self._blocks[at]
        if block.size < len(block.numbers) and at not in self._left:
            self._left[at] = _rest(self._index, block, self._here)
        return self._index.question(self._left.get(at, block.numbers)[place - self._ends[at] + block.size])


def _rest(index: Index, block: _Block, here: Collection[int]) -> list[int]:
    """The numbers of a block that were not shown."""
    seen = {*index.seen_within(block.first), *here}
    return [number for number in block.numbers if number not in seen]


class MarksWanted(NamedTuple):
    """Which marks of what was shown the index lacks."""

    owner: str
    """Whose marks it has."""
    up_to: int
    """The latest of them."""
    banks: tuple[str, ...]
    """Banks of which it has none at all yet."""


class Catalogue:
    """Where the banks are looked for, and the index that remembers what was read of them. For any threads.

    Without an index that can be written it does with one in memory.
    """

    def __init__(
        self,
        index: Path | None,
        user_folder: Path | None,
        paths: Sequence[Path] = (),
        *,
        shipped: Path | None = None,
        shown: Collection[str] = (),
        by_content: bool = os.name == "nt",
        now_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        """`by_content` compares what files hold, where the system keeps no time of a change that cannot be set."""
        self._path = index
        self._folders = user_folder, tuple(paths), shipped
        self._shown = shown
        self._by_content = by_content
        self._now_ns = now_ns
        self._lock = threading.RLock()
        self._index: Index | None = None

    @property
    def path(self) -> Path | None:
        """The file of the index; None when it is kept in memory."""
        return self._path

    def close(self, timeout: float = -1) -> None:
        """Close the index, unless it is in use for longer than so many seconds; without them, however long it is."""
        if self._lock.acquire(timeout=timeout):
            try:
                if self._index:
                    self._index.close()
                    self._index = None
            finally:
                self._lock.release()

    def look(self) -> Library:
        """What there is now; banks that are new or have changed are still to be read."""
        places = self._places()
        with self._lock:
            for _ in range(_PASSES):
                try:
                    return self._look(places)
                except LostIndexError:
                    self._lose()
            self.do_without_file()
            return self._look(places)

    def compare(self) -> bool:
        """Compare what files hold with what was read, however sure their stamps are; whether any has changed.

        It takes as long as reading all files does, and holds up nobody meanwhile; the next look knows what it found.
        """
        found = False
        with suppress(LostIndexError):
            with self._lock:
                index = self._index or self._opened()
            known = index.files()
            for place in self._places():
                row = known.get(os.fsencode(_absolute(place.path)))
                if row and row.content and row.stamp == stamp_of(place.path) and not _holds(place.path, row):
                    index.restamp(row.id, row.stamp, settled=False)
                    found = True
        return found

    def read(self, progress: Callable[[int, int], None] | None = None) -> Library:
        """Read in this process what has to be read. `progress` is told how many files of how many."""
        library = self.look()
        for _ in range(_PASSES):
            for done, place in enumerate(library.unread):
                if progress:
                    progress(done, len(library.unread))
                if not self.read_one(place):
                    break
            if progress and library.unread:
                progress(len(library.unread), len(library.unread))
            library = self.look()
            if not library.unread:
                break
        return library

    def read_one(self, place: BankPlace) -> bool:
        """Read a file in this process; False when the index was lost over it, and all has to be looked for again."""
        from cosmoquiz.banks.builder import read_into

        try:
            with self._lock:
                index = self._index or self._opened()
            read_into(index, place.path, place.name, self._now_ns)
        except LostIndexError:
            with self._lock:
                if self._index and self._index.damaged:
                    self._lose()
                else:
                    self.do_without_file()
            return False
        return True

    def tidy_up(self) -> None:
        """Let go of what is known of files that are no longer anywhere."""
        with suppress(LostIndexError), self._lock:
            index = self._index or self._opened()
            index.forget([path for path in index.files() if not os.path.lexists(path)])

    def begin_anew(self) -> None:
        """Give up the index at the path for one that knows nothing."""
        with self._lock:
            if self._index:
                self._index.damaged = True
            self._lose()

    def do_without_file(self) -> None:
        """Keep the index in memory from now on, since its file cannot be used."""
        with self._lock:
            self.close()
            self._path = None

    def _places(self) -> tuple[BankPlace, ...]:
        user_folder, paths, shipped = self._folders
        return find_banks(user_folder, paths, shipped=shipped)

    def _look(self, places: Sequence[BankPlace]) -> Library:
        index = self._index or self._opened()
        if not index.usable:
            raise LostIndexError("the index is not what it was")
        known = index.files()
        files: list[BankFile] = []
        unread: list[BankPlace] = []
        size = 0
        for place in places:
            stamp = None if place.problem else stamp_of(place.path)
            size += stamp.size if stamp else 0
            if stamp is None or size > LIBRARY_LIMIT:
                files.append(_refused_file(place, size))
                continue
            row = known.get(os.fsencode(_absolute(place.path)))
            if row and self._is_same(index, place.path, row, stamp):
                files.append(_file(place, row))
            else:
                unread.append(place)
        return Library(index, files, unread, self._shown)

    def _is_same(self, index: Index, path: Path, row: FileRow, stamp: Stamp) -> bool:
        """Whether a file is what it was when it was read."""
        if row.stamp == stamp and (not row.content or (row.settled and not self._by_content)):
            return True
        begun = self._now_ns()
        if not row.content or row.stamp.size != stamp.size or not _holds(path, row):
            return False
        settled = is_settled(stamp, begun)
        if (stamp, settled) != (row.stamp, row.settled):
            index.restamp(row.id, stamp, settled)
        return True

    def _opened(self) -> Index:
        self._index = Index(self._path)
        return self._index

    def _lose(self) -> None:
        """Close an index that is damaged or not the one at its path any more."""
        if self._index:
            self._index.discard()
        self.close()


def _holds(path: Path, row: FileRow) -> bool:
    """Whether a file holds what was read of it."""
    from cosmoquiz.banks.encoding import content_hash_of

    return content_hash_of(path) == row.content


def _absolute(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - links stay as they are, and so does what follows them


def _file(place: BankPlace, row: FileRow) -> BankFile:
    """What the index knows of a file, under the name and origin that it has now."""
    name = row.name if row.playable else place.name
    return BankFile(
        place.path, name, place.origin, row.playable, row.title, row.held, row.mix, id=row.id, meaning=row.meaning
    )


def _refused_file(place: BankPlace, size: int) -> BankFile:
    """A file that is not read: for what its place says, because it is not there, or for the size of all before it."""
    from cosmoquiz.banks.encoding import content_of

    if place.problem:
        problem = place.problem
    elif size > LIBRARY_LIMIT:
        message = "all banks together are larger than 1 GiB"
        problem = Problem(None, None, "error", "too-large", message, "move some elsewhere")
    else:
        found = content_of(place.path)
        fix = "try again"
        missing = Problem(None, None, "error", "unreadable-file", "the file was there only for a moment", fix)
        problem = found if isinstance(found, Problem) else missing
    return BankFile(place.path, place.name, place.origin, problems=(problem,))


def read_library(
    user_folder: Path | None,
    paths: Sequence[Path] = (),
    progress: Callable[[int, int], None] | None = None,
    *,
    index: Path | None = None,
    shipped: Path | None = None,
) -> Library:
    """All banks, read in this process where the index does not know them. Without an index it is kept in memory."""
    return Catalogue(index, user_folder, paths, shipped=shipped).read(progress)


class Change(NamedTuple):
    """A bank that is not what it was when the library was read before."""

    name: str
    kind: Literal["new", "changed", "broken", "gone"]
    file: BankFile
    """As it is now, or as it was when it is gone."""
    problems: tuple[Problem, ...] = ()
    """Of a broken one."""


def changes(before: Sequence[BankFile], after: Library) -> tuple[Change, ...]:
    """What became of the banks that could be played before, then those that have come to be playable since.

    Nothing is said of banks that are still to be read; `known_after` keeps them for the next time.
    """
    old = {file.name.casefold(): file for file in before if file.playable}
    new = {file.name.casefold(): file for file in after.files if file.playable}
    broken = {tidy(file.name).casefold(): file for file in reversed(after.files) if not file.playable}
    found: list[Change] = []
    for name, was in old.items():
        now, cause = new.get(name), broken.get(name)
        if now and now.meaning != was.meaning:
            found.append(Change(now.name, "changed", now))
        elif cause and not now:
            found.append(Change(was.name, "broken", cause, after.about(cause).problems))
        elif not now and not after.is_unread(name):
            found.append(Change(was.name, "gone", was))
    found += [Change(file.name, "new", file) for name, file in new.items() if name not in old]
    return tuple(found)


def known_after(before: Sequence[BankFile], after: Library) -> tuple[BankFile, ...]:
    """What `changes` is to compare with the next time."""
    return (*after.files, *(file for file in before if after.is_unread(file.name.casefold())))
