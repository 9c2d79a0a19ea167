"""The index of the library: what was read of each bank, in an SQLite file that may be thrown away at any time.

A question's number holds its file, its difficulty and its place among those in the order of their ids, so that any
place of a pool is one row, and a file that has changed touches its own rows alone.
"""

import json
import os
import sqlite3
import stat
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cosmoquiz import __version__
from cosmoquiz.banks.problem import Problem
from cosmoquiz.quiz.question import DIFFICULTIES, Bank, Difficulty, Question
from cosmoquiz.quiz.serial import NotUnderstood, question_of, question_text
from cosmoquiz.quiz.text import fold, printable, refused

if TYPE_CHECKING:
    from cosmoquiz.banks.check import Reading

APPLICATION_ID: Final = 0x434F5158
VERSION: Final = 1
BUSY_SECONDS: Final = 5.0
COMPANIONS: Final = ("-journal", "-wal", "-shm")

_PLACES: Final = 16
"""Bits of a number for the place among questions of one file and difficulty."""
_LOCAL: Final = _PLACES + 2
"""Bits for place and difficulty; those above are the file's."""

_COARSE: Final = 2_000_000_000
"""Nanoseconds within which a file can change twice at what some file systems call the same time."""

_CACHE: Final = 512
"""Kilobytes of the file that are held in memory."""

_BY_ID: Final = f"SELECT number FROM question WHERE number >> {_LOCAL} = ? AND id = ?"

_AT_ONCE: Final = 200
"""Marks that are fetched at one go."""

_SCHEMA: Final = (
    """
    CREATE TABLE file (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path BLOB NOT NULL UNIQUE,
        stamp TEXT NOT NULL,
        settled INTEGER NOT NULL,
        content BLOB NOT NULL,
        name TEXT NOT NULL,
        title TEXT NOT NULL,
        playable INTEGER NOT NULL,
        held INTEGER NOT NULL,
        easy INTEGER NOT NULL,
        medium INTEGER NOT NULL,
        hard INTEGER NOT NULL,
        meaning BLOB NOT NULL,
        about TEXT NOT NULL,
        problems TEXT NOT NULL,
        marked INTEGER NOT NULL DEFAULT 0
    )
    """,
    """
    CREATE TABLE question (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        line INTEGER NOT NULL,
        "group" TEXT NOT NULL,
        body TEXT NOT NULL
    )
    """,
    f"CREATE UNIQUE INDEX ids ON question (number >> {_LOCAL}, id)",
    "CREATE TABLE tagged (file INTEGER, tag TEXT, places TEXT NOT NULL, PRIMARY KEY (file, tag)) WITHOUT ROWID",
    "CREATE TABLE seen (number INTEGER PRIMARY KEY, mark INTEGER NOT NULL)",
    "CREATE INDEX marks ON seen (mark)",
    "CREATE TABLE state (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID",
)

_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

_FILE: Final = "path, id, stamp, settled, content, name, title, playable, held, easy, medium, hard, meaning"


class LostIndexError(Exception):
    """The index cannot be used any more; whoever has one looks for the banks again."""


class Stamp(NamedTuple):
    """What tells a file from what it was, without a look at its content."""

    size: int
    modified: int
    changed: int
    """Nanoseconds, as are those before; this one cannot be set back."""
    inode: int


class FileRow(NamedTuple):
    """What the index knows of a file, but for what takes room."""

    id: int
    stamp: Stamp
    settled: bool
    """Whether the stamp alone says that the file is the same; if not, it was written to a moment before."""
    content: bytes
    """A hash of what the file held; empty when it could not be read."""
    name: str
    """Empty when there is no bank."""
    title: str
    playable: bool
    held: int
    """Questions, the faulty ones included."""
    mix: tuple[int, int, int]
    """Questions of each difficulty, easiest first."""
    meaning: bytes
    """A hash of the bank itself, whatever its file looks like."""


class About(NamedTuple):
    """The rest of what is known of a bank and its file."""

    about: str = ""
    author: str = ""
    licence: str = ""
    language: str = ""
    tags: tuple[tuple[str, int], ...] = ()
    """Each tag as it is written, with its questions; the most frequent first."""
    problems: tuple[Problem, ...] = ()


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a file; None when there is no way to have it."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def is_settled(stamp: Stamp, now_ns: int) -> bool:
    """Whether a file with this stamp cannot change once more without another stamp."""
    return abs(now_ns - stamp.modified) > _COARSE


def first_number(file: int, difficulty: Difficulty = "easy") -> int:
    """The number of the first question of a file, or of those of one difficulty in it."""
    return file << _LOCAL | DIFFICULTIES.index(difficulty) << _PLACES


def block_of(number: int) -> int:
    """The first number of the file and difficulty that a number belongs to."""
    return number >> _PLACES << _PLACES


class Index:
    """One connection to the file, for any threads. All trouble comes out as LostIndexError."""

    def __init__(self, path: Path | None) -> None:
        """Open the index, begun anew when there is none or it is of no use; without a path it lives in memory."""
        self.path = path
        self._lock = threading.RLock()
        self.damaged = False
        """Whether there is something in the file that is not as it should be."""
        with self._guarded():
            self._connection = self._memory() if path is None else self._opened(path)
            self._inode = None if path is None else _inode(path)

    @property
    def usable(self) -> bool:
        """Whether it is sound as far as is known, and still the file at its path."""
        return not self.damaged and (self.path is None or self._inode == _inode(self.path))

    def discard(self) -> None:
        """Close it, and delete the file when that was found to be damaged. Raises nothing."""
        self.close()
        if self.damaged and self.path is not None and self._inode == _inode(self.path):
            with suppress(OSError):
                _discard(self.path)

    def close(self) -> None:
        """Close the connection. Raises nothing."""
        with self._lock, suppress(sqlite3.Error):
            self._connection.close()

    # Files

    def files(self) -> dict[bytes, FileRow]:
        """All files that were read, by their paths as the system writes them."""
        with self._guarded():
            rows = self._connection.execute(f"SELECT {_FILE} FROM file")
            return {bytes(path): _file_row(row) for path, *row in rows}

    def about(self, file: int) -> About:
        """The rest of what is known of a file."""
        with self._guarded():
            row = self._connection.execute("SELECT about, problems FROM file WHERE id = ?", (file,)).fetchone()
            if row is None:
                raise LostIndexError("the file was read again")
            *texts, counted = json.loads(row[0])
            about, author, licence, language = map(_text, texts)
            tags = tuple((_text(tag), int(count)) for tag, count in counted)
            return About(about, author, licence, language, tags, tuple(map(_problem, json.loads(row[1]))))

    def put(self, path: Path, stamp: Stamp, settled: bool, content: bytes, reading: "Reading") -> None:
        """Store what was read of a file, in place of what was known of it."""
        import hashlib

        bank = reading.bank
        placed = [] if bank is None else _placed(bank.questions, reading.lines)
        name, tags = (bank.name if bank else ""), _tags(placed)
        about = json.dumps(_about(bank, tags))
        meaning = hashlib.sha256(f"{name}\n{reading.title}\n{about}".encode())
        values: dict[str, object] = {
            "path": os.fsencode(path),
            "stamp": json.dumps(stamp),
            "settled": settled,
            "content": content,
            "name": name,
            "title": printable(reading.title, 200),
            "playable": bank is not None,
            "held": reading.count,
            **{
                difficulty: sum(place.level == level for place in placed)
                for level, difficulty in enumerate(DIFFICULTIES)
            },
            "meaning": b"",
            "about": about,
            "problems": json.dumps(reading.problems),
        }
        with self._writing() as db:
            self._forget(db, path)
            fields = ", ".join(values)
            marks = ", ".join(f":{field}" for field in values)
            file = int(db.execute(f"INSERT INTO file ({fields}) VALUES ({marks})", values).lastrowid or 0)
            db.executemany("INSERT INTO question VALUES (?, ?, ?, ?, ?)", _rows(file, placed, meaning.update))
            folded: dict[str, list[int]] = {}
            for tag, places in tags.items():
                folded.setdefault(fold(tag), []).extend(places)
            rows = ((file, tag, json.dumps(places)) for tag, places in folded.items())
            db.executemany("INSERT INTO tagged VALUES (?, ?, ?)", rows)
            db.execute("UPDATE file SET meaning = ? WHERE id = ?", (meaning.digest(), file))

    def restamp(self, file: int, stamp: Stamp, settled: bool) -> None:
        """Note that the content of a file is what it was, though its stamp is another."""
        with self._writing() as db:
            db.execute("UPDATE file SET stamp = ?, settled = ? WHERE id = ?", (json.dumps(stamp), settled, file))

    def forget(self, paths: Iterable[bytes]) -> None:
        """Let go of files, by their paths as the system writes them."""
        with self._writing() as db:
            for path in paths:
                self._forget(db, Path(os.fsdecode(path)))

    # Questions

    @contextmanager
    def held(self, files: Sequence[int]) -> Iterator[None]:
        """See one state of the index within the block; LostIndexError when it no longer has all of these files."""
        with self._lock:
            with self._guarded():
                self._connection.execute("BEGIN")
            try:
                with self._guarded():
                    known = {row[0] for row in self._connection.execute("SELECT id FROM file")}
                if not known.issuperset(files):
                    raise LostIndexError("a file was read again")
                yield
            finally:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")

    def question(self, number: int) -> Question:
        """The question of a number."""
        with self._guarded():
            row = self._connection.execute("SELECT body FROM question WHERE number = ?", (number,)).fetchone()
            if row is None:
                known = self._connection.execute("SELECT 1 FROM file WHERE id = ?", (number >> _LOCAL,)).fetchone()
                self.damaged = self.damaged or known is not None
                raise LostIndexError("the file was read again")
            return question_of(row[0])

    def questions(self, file: int) -> tuple[Question, ...]:
        """The questions of a file as they stand in it."""
        with self._guarded():
            rows = self._connection.execute(
                "SELECT body FROM question WHERE number BETWEEN ? AND ? ORDER BY line, number", _within(file)
            )
            return tuple(question_of(row[0]) for row in rows)

    def numbered(self, file: int, identity: str) -> int | None:
        """The number of a question by its id."""
        with self._guarded():
            row = self._connection.execute(_BY_ID, (file, identity)).fetchone()
            return None if row is None else int(row[0])

    def tagged(self, file: int, tags: Sequence[str]) -> list[int]:
        """The numbers of the questions of a file that have any of these folded tags, in order."""
        marks = ", ".join("?" * len(tags))
        with self._guarded():
            rows = self._connection.execute(
                f"SELECT places FROM tagged WHERE file = ? AND tag IN ({marks})", (file, *tags)
            )
            places = {int(place) for row in rows for place in json.loads(row[0])}
            return sorted(file << _LOCAL | place for place in places)

    # Marks

    def seen_counts(self) -> Counter[int]:
        """How many questions were shown, by file and difficulty: the key is the number of the first of them."""
        with self._guarded():
            rows = self._connection.execute(f"SELECT number >> {_PLACES}, count(*) FROM seen GROUP BY 1")
            return Counter({int(block) << _PLACES: int(count) for block, count in rows})

    def seen_within(self, first: int) -> list[int]:
        """The numbers of those that were shown among the questions of one file and difficulty, in order."""
        with self._guarded():
            last = first | (1 << _PLACES) - 1
            rows = self._connection.execute(
                "SELECT number FROM seen WHERE number BETWEEN ? AND ? ORDER BY number", (first, last)
            )
            return [int(row[0]) for row in rows]

    def seen_ids(self, file: int) -> frozenset[str]:
        """The ids of the questions of a file that were shown."""
        with self._guarded():
            rows = self._connection.execute(
                "SELECT id FROM seen JOIN question USING (number) WHERE number BETWEEN ? AND ?", _within(file)
            )
            return frozenset(str(row[0]) for row in rows)

    def is_seen(self, number: int) -> bool:
        """Whether there is a mark of a question."""
        with self._guarded():
            return bool(self._connection.execute("SELECT 1 FROM seen WHERE number = ?", (number,)).fetchone())

    def seen_numbers(self) -> Iterator[int]:
        """The numbers of all questions that were shown, those unseen for longest first."""
        mark = 0
        while found := self._seen_after(mark):
            yield from (number for _, number in found)
            mark = found[-1][0]

    def _seen_after(self, mark: int) -> list[tuple[int, int]]:
        with self._guarded():
            rows = self._connection.execute(
                "SELECT mark, number FROM seen WHERE mark > ? ORDER BY mark LIMIT ?", (mark, _AT_ONCE)
            )
            return [(int(row[0]), int(row[1])) for row in rows]

    def marks_known(self) -> tuple[str, int]:
        """Whose marks are known, and up to which."""
        with self._guarded():
            return _marks_known(self._connection)

    def unmarked(self) -> frozenset[int]:
        """The files whose questions have not got their marks yet."""
        with self._guarded():
            return frozenset(row[0] for row in self._connection.execute("SELECT id FROM file WHERE NOT marked"))

    def mark(
        self, owner: str, up_to: int, since: Mapping[str, int], whole: Mapping[str, Mapping[str, int]], *, every: bool
    ) -> None:
        """Take over marks by the keys of questions: the latest ones, and all those of some banks, by their names.

        `owner` is whose marks they are, and `up_to` the latest there is. With `every`, `since` are all that there
        are, and those known before are given up; without it, marks of another owner than those known are left alone.
        """
        with self._writing() as db:
            known_owner, known_up_to = _marks_known(db)
            if every:
                db.execute("DELETE FROM seen")
            elif owner != known_owner:
                return
            files: dict[str, list[int]] = {}
            for file, name in db.execute("SELECT id, name FROM file WHERE playable").fetchall():
                files.setdefault(name, []).append(file)
            for marks in (*whole.values(), since):
                db.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", _numbered(db, files, marks))
            marked = [file for name, ids in files.items() if every or name in whole for file in ids]
            db.executemany("UPDATE file SET marked = 1 WHERE id = ?", ((file,) for file in marked))
            latest = up_to if every else max(up_to, known_up_to)
            db.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", (("marks of", owner), ("marks up to", latest)))

    # The file

    def _forget(self, db: sqlite3.Connection, path: Path) -> None:
        row = db.execute("SELECT id FROM file WHERE path = ?", (os.fsencode(path),)).fetchone()
        if row is None:
            return
        (file,) = row
        for table in ("question", "seen"):
            db.execute(f"DELETE FROM {table} WHERE number BETWEEN ? AND ?", _within(file))
        db.execute("DELETE FROM tagged WHERE file = ?", (file,))
        db.execute("DELETE FROM file WHERE id = ?", (file,))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                self.damaged = self.damaged or _is_damage(error)
                raise LostIndexError(str(error)) from error
            except (NotUnderstood, ValueError, TypeError, OverflowError) as error:
                self.damaged = True
                raise LostIndexError(f"{type(error).__name__}: {error}") from error
            except OSError as error:
                raise LostIndexError(str(error)) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._guarded():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    def _memory(self) -> sqlite3.Connection:
        connection = _connected(":memory:")
        _create(connection)
        return connection

    def _opened(self, path: Path) -> sqlite3.Connection:
        """A connection to the file; one that is damaged or of another version makes room for a new one."""
        _make_folder(path.parent)
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            raise OSError(f"{path} is no regular file")
        for last in (False, True):
            try:
                return self._ready(path)
            except sqlite3.Error as error:
                if last or not _is_damage(error):
                    raise
            _discard(path)
        raise AssertionError

    def _ready(self, path: Path) -> sqlite3.Connection:
        connection = _connected(path)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            _create(connection)
            if connection.execute("SELECT value FROM state WHERE name = 'made by'").fetchone() != (made_by(),):
                raise sqlite3.DatabaseError(_OTHER_VERSION)
        except BaseException:
            connection.close()
            raise
        return connection


_OTHER_VERSION: Final = "no such table: it is of another version"


def made_by() -> str:
    """What decides how banks are read: the version, and the size of each module that has a say in it."""
    own = Path(__file__).parent
    sizes: list[tuple[str, int]] = []
    with suppress(OSError):  # the modules may be no files
        for folder in (own, own.parent / "quiz"):
            sizes += ((entry.name, entry.stat().st_size) for entry in os.scandir(folder) if entry.is_file())
    sizes.sort()
    return f"{__version__} {sizes}"


def _connected(path: "Path | str") -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", f"cache_size = -{_CACHE}"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _create(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty file; sqlite3.DatabaseError when it is none of this version."""
    if _is_ours(connection):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another game may have been faster.
        if not _is_ours(connection):
            for statement in _SCHEMA:
                connection.execute(statement)
            connection.execute("INSERT INTO state VALUES ('made by', ?)", (made_by(),))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _is_ours(connection: sqlite3.Connection) -> bool:
    (identity,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if (identity, version) == (APPLICATION_ID, VERSION):
        return True
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables or identity or version:
        raise sqlite3.DatabaseError(_OTHER_VERSION)
    return False


def _is_damage(error: sqlite3.Error) -> bool:
    if str(error).startswith(("no such table", "no such column")):
        return True
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in _DAMAGE


def _discard(path: Path) -> None:
    """Delete the file with what belongs to it; what is left behind of it would be played back into a new one."""
    for end in (*COMPANIONS, ""):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _marks_known(connection: sqlite3.Connection) -> tuple[str, int]:
    state = dict(connection.execute("SELECT name, value FROM state").fetchall())
    return str(state.get("marks of", "")), int(state.get("marks up to", 0))


def _numbered(
    connection: sqlite3.Connection, files: Mapping[str, Sequence[int]], marks: Mapping[str, int]
) -> list[tuple[int, int]]:
    """The numbers of questions with their marks, by their keys; `files` are those of each bank's name."""
    found: list[tuple[int, int]] = []
    for key, mark in marks.items():
        name, _, identity = key.rpartition("/")
        for file in files.get(name, ()):
            row = connection.execute(_BY_ID, (file, identity)).fetchone()
            if row is not None:
                found.append((int(row[0]), mark))
    return found


def _within(file: int) -> tuple[int, int]:
    return file << _LOCAL, (file + 1 << _LOCAL) - 1


class _Placed(NamedTuple):
    """A question with its place among those of its file and difficulty."""

    level: int
    """The number of the difficulty."""
    place: int
    line: int
    question: Question


def _placed(questions: Sequence[Question], lines: Sequence[int]) -> list[_Placed]:
    """The questions of a bank, those of each difficulty in the order of their keys."""
    found: list[_Placed] = []
    for level, difficulty in enumerate(DIFFICULTIES):
        alike = [(q.key, line, q) for q, line in zip(questions, lines, strict=True) if q.difficulty == difficulty]
        alike.sort()
        found += [_Placed(level, place, line, question) for place, (_, line, question) in enumerate(alike)]
    return found


def _tags(placed: Iterable[_Placed]) -> dict[str, list[int]]:
    """The tags as they are written, each with difficulty and place of its questions as numbers have them."""
    found: dict[str, list[int]] = {}
    for level, place, _, question in placed:
        for tag in question.tags:
            found.setdefault(tag, []).append(level << _PLACES | place)
    return found


def _about(bank: Bank | None, tags: Mapping[str, Sequence[int]]) -> list[object]:
    """What `About` has, but for the problems."""
    texts = (bank.about, bank.author, bank.licence, bank.language) if bank else ("",) * 4
    return [*texts, sorted(((tag, len(places)) for tag, places in tags.items()), key=lambda each: (-each[1], each[0]))]


def _rows(file: int, placed: Iterable[_Placed], note: Callable[[bytes], object]) -> Iterator[tuple[object, ...]]:
    """The rows of the questions, one by one; `note` is told each body."""
    for level, place, line, question in placed:
        body = question_text(question)
        note(body.encode())
        identity = question.key.rpartition("/")[2]
        yield file << _LOCAL | level << _PLACES | place, identity, line, question.group, body


def _file_row(row: Sequence[Any]) -> FileRow:
    id_, stamp, settled, content, name, title, playable, held, easy, medium, hard, meaning = row
    return FileRow(
        int(id_),
        Stamp(*map(int, json.loads(stamp))),
        bool(settled),
        bytes(content),
        _text(name),
        _text(title),
        bool(playable),
        int(held),
        (int(easy), int(medium), int(hard)),
        bytes(meaning),
    )


def _text(stored: object) -> str:
    """A text that is fit to show; NotUnderstood for anything else."""
    if not isinstance(stored, str) or refused(stored, newlines=True):
        raise NotUnderstood("not a text fit to show")
    return stored


def _problem(stored: Sequence[Any]) -> Problem:
    """A problem as it was stored; NotUnderstood for anything else."""
    problem = Problem(*stored)
    numbers = (problem.line, problem.column, problem.question, problem.caret)
    if problem.severity not in ("error", "warning") or any(n is not None and type(n) is not int for n in numbers):
        raise NotUnderstood("no problem")
    for text in (problem.code, problem.message, problem.fix, problem.excerpt):
        _text(text)
    return problem
