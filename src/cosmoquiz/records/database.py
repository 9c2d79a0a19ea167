"""The records file: opened with care, judged before it is trusted, set aside when it is damaged."""

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from cosmoquiz.quiz.text import printable
from cosmoquiz.records.errors import RecordsError, Unstorable
from cosmoquiz.records.places import make_folder

APPLICATION_ID: Final = 0x434F5351
VERSION: Final = 1
BUSY_SECONDS: Final = 2.0
BACKUPS_KEPT: Final = 3
BACKUPS: Final = "backups"
"""The folder beside the records that holds their backups."""

NOT_SAVED: Final = "Answers and scores are not saved"
NOT_READ: Final = "The scores cannot be read"

_A_DAY: Final = timedelta(days=1)
_TIME_IN_NAMES: Final = "%Y%m%dT%H%M%SZ"
_COMPANIONS: Final = ("-journal", "-wal", "-shm")

_SCHEMA: Final = (
    """
    CREATE TABLE rounds (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        player TEXT NOT NULL CHECK (length(player) <= 32),
        state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed', 'finished')),
        started TEXT NOT NULL,
        mode TEXT NOT NULL,
        questions INTEGER NOT NULL CHECK (typeof(questions) = 'integer' AND questions >= 1),
        clock TEXT NOT NULL,
        slowest TEXT,
        selection TEXT NOT NULL,
        seed TEXT NOT NULL,
        ranked INTEGER NOT NULL CHECK (ranked IN (0, 1)),
        finished TEXT,
        score INTEGER CHECK (score IS NULL OR (typeof(score) = 'integer' AND score >= 0)),
        right_answers INTEGER CHECK (right_answers IS NULL OR right_answers BETWEEN 0 AND questions),
        best_streak INTEGER CHECK (best_streak IS NULL OR best_streak BETWEEN 0 AND right_answers),
        ms INTEGER CHECK (ms IS NULL OR (typeof(ms) = 'integer' AND ms >= 0)),
        CHECK ((state = 'finished') = (finished IS NOT NULL)),
        CHECK (state != 'finished'
            OR (score IS NOT NULL AND right_answers IS NOT NULL AND best_streak IS NOT NULL AND ms IS NOT NULL))
    )
    """,
    """
    CREATE TABLE deals (
        round INTEGER PRIMARY KEY REFERENCES rounds (id),
        deals TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE answers (
        round INTEGER NOT NULL REFERENCES rounds (id),
        number INTEGER NOT NULL CHECK (typeof(number) = 'integer' AND number >= 1),
        key TEXT NOT NULL,
        chosen TEXT,
        right INTEGER NOT NULL CHECK (right IN (0, 1)),
        points INTEGER NOT NULL CHECK (typeof(points) = 'integer' AND points >= 0),
        ms INTEGER NOT NULL CHECK (typeof(ms) = 'integer' AND ms >= 0),
        clock TEXT NOT NULL,
        streak INTEGER NOT NULL CHECK (streak BETWEEN 0 AND number),
        answered TEXT NOT NULL,
        PRIMARY KEY (round, number)
    ) WITHOUT ROWID
    """,
    # A mark is only ever the highest number yet, so one key has one mark and the latest is the largest.
    "CREATE TABLE seen (mark INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)",
    "CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE UNIQUE INDEX open_rounds ON rounds (player) WHERE state = 'open'",
)

# The clock is the same for all rounds of a board; asked for its largest, SQLite reads it from the index alone.
_COUNTED: Final = """
SELECT mode, questions, max(coalesce(slowest, clock)) AS clock, selection,
    count(*) AS rounds, max(score) AS best, max(id) AS last
FROM rounds WHERE ranked = 1 AND state = 'finished' AND score > 0"""
_BY_BOARD: Final = "GROUP BY mode, questions, coalesce(slowest, clock), selection"
_PLAYED: Final = f"{_COUNTED} {_BY_BOARD}"

_ONE_MORE: Final = """
BEGIN
    INSERT INTO played (mode, questions, clock, selection, rounds, best, last)
    VALUES (new.mode, new.questions, coalesce(new.slowest, new.clock), new.selection, 1, new.score, new.id)
    ON CONFLICT (mode, questions, clock, selection) DO UPDATE
    SET rounds = rounds + 1, best = max(best, excluded.best), last = max(last, excluded.last);
END"""


def _counted_anew(row: Literal["old", "new"]) -> str:
    """What counts the rounds of a board again, that of the old or the new row of a trigger."""
    board = f"mode = {row}.mode AND questions = {row}.questions AND selection = {row}.selection"
    clock = f"coalesce({row}.slowest, {row}.clock)"
    return f"""
    DELETE FROM played WHERE {board} AND clock = {clock};
    INSERT OR IGNORE INTO played {_COUNTED} AND {board} AND coalesce(slowest, clock) = {clock} {_BY_BOARD};"""


# All of it follows from the tables above, so it is made again whenever it is not found as it is here.
_DERIVED: Final = {
    "boards": """CREATE INDEX boards
    ON rounds (mode, questions, coalesce(slowest, clock), selection, score DESC, id)
    WHERE ranked = 1 AND state = 'finished'""",
    # With the score, so that counting boards by it, as SQLite may choose to, leads to no row of the table.
    "courses": """CREATE INDEX courses
    ON rounds (mode, questions, coalesce(slowest, clock), selection, id, score)
    WHERE ranked = 1 AND state = 'finished'""",
    # To count the rounds of all boards takes longer the more there are.
    "played": """CREATE TABLE played (
    mode TEXT, questions INTEGER, clock TEXT, selection TEXT,
    rounds INTEGER NOT NULL, best INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (mode, questions, clock, selection)
) WITHOUT ROWID""",
    # Triggers count also what older versions of this program and other programs store.
    "played_finished": f"""CREATE TRIGGER played_finished AFTER UPDATE OF state ON rounds
WHEN old.state != 'finished' AND new.state = 'finished' AND new.ranked = 1 AND new.score > 0{_ONE_MORE}""",
    "played_added": f"""CREATE TRIGGER played_added AFTER INSERT ON rounds
WHEN new.state = 'finished' AND new.ranked = 1 AND new.score > 0{_ONE_MORE}""",
    # A finished round stays as it is, unless somebody sees to the file by hand.
    "played_changed": f"""CREATE TRIGGER played_changed
AFTER UPDATE OF id, state, mode, questions, clock, slowest, selection, ranked, score ON rounds
WHEN old.state = 'finished'
BEGIN{_counted_anew("old")}{_counted_anew("new")}
END""",
    "played_deleted": f"""CREATE TRIGGER played_deleted AFTER DELETE ON rounds
WHEN old.state = 'finished'
BEGIN{_counted_anew("old")}
END""",
}
_DISAGREEMENT: Final = f"""
SELECT * FROM (SELECT * FROM ({_PLAYED}) EXCEPT SELECT * FROM played)
UNION ALL SELECT * FROM (SELECT * FROM played EXCEPT SELECT * FROM ({_PLAYED}))
LIMIT 1"""

_COLUMNS: Final = {
    "rounds": {
        *("id", "player", "state", "started", "mode", "questions", "clock", "slowest", "selection", "seed"),
        *("ranked", "finished", "score", "right_answers", "best_streak", "ms"),
    },
    "deals": {"round", "deals"},
    "answers": {"round", "number", "key", "chosen", "right", "points", "ms", "clock", "streak", "answered"},
    "seen": {"mark", "key"},
    "state": {"name", "value"},
}

_REASONS: Final = {
    sqlite3.SQLITE_BUSY: "another program is using the file",
    sqlite3.SQLITE_LOCKED: "another program is using the file",
    sqlite3.SQLITE_READONLY: "the file or its folder is read-only",
    sqlite3.SQLITE_PERM: "permission denied",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk reports an error or is full",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
}
_NO_TEXT: Final = "its schema is no text"
_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Damaged(Exception):  # noqa: N818 - never leaves this module
    """The file is no sound database of ours."""


def stamp(moment: datetime) -> str:
    """The moment as it is stored, in UTC."""
    return moment.astimezone(UTC).isoformat()


def moment(stored: object) -> datetime:
    """The moment of a stamp; the beginning of 1970 for anything else."""
    try:
        return datetime.fromisoformat(str(stored)).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)


def shown(path: Path) -> str:
    """The path, safe to print."""
    return printable(str(path), 300)


class Database:
    """One connection to the records file, for one thread; all trouble comes out as RecordsError."""

    def __init__(self, path: Path, now: datetime) -> None:
        self.path = Path(os.path.realpath(path))
        self.writable = False
        self.notice = ""
        self.replaced = 0
        """How often the file was set aside and begun afresh while it was open."""
        self.moved = False
        """Whether the file was moved or deleted under the connection, so that nothing can be saved through it."""
        self._now = now
        self._wrote = False
        self._was_clean = False
        self._inode: tuple[int, int] | None = None
        try:
            self._connection = self._connect()
        except Damaged as damage:
            self._connection = self._afresh(str(damage))

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """All rows of a query."""
        return list(self.each(sql, *values))

    def each(self, sql: str, *values: object) -> Iterator[sqlite3.Row]:
        """The rows of a query, one by one; cheap to leave early."""
        with self._guarded(NOT_READ), closing(self._connection.execute(sql, values)) as cursor:
            yield from cursor

    @contextmanager
    def writing(self, now: datetime | None = None) -> Iterator[sqlite3.Connection]:
        """One transaction: committed, durably, at the end of the block; undone when that raises."""
        if now is not None:
            self._now = now
        if not self.writable:
            raise RecordsError(self.notice or f"{NOT_SAVED}: {shown(self.path)}")
        with self._guarded(NOT_SAVED):
            with _transaction(self._connection):
                if not self._wrote:
                    _set_state(self._connection, "clean", "no")
                yield self._connection
            self._wrote = True

    def check(self, now: datetime) -> None:
        """Look for damage when the last exit was not clean or the last look is older than a day.

        A damaged file is set aside and a fresh one begun; `notice` says so.
        """
        self._now = now
        before = self.replaced
        try:
            self._check(now)
        except RecordsError:
            if self.replaced == before:
                raise

    def backup(self, now: datetime) -> None:
        """Copy the file into the folder `backups` beside it when the newest copy is older than a day.

        Three copies are kept; one that is not sound replaces none.
        """
        if not self.writable:
            return
        folder = self.path.parent / BACKUPS
        try:
            copies = sorted(folder.glob(f"{self.path.stem}-*.db")) if folder.is_dir() else []
            if any(abs(now - _time_of(copy)) < _A_DAY for copy in copies):
                return
            make_folder(folder)
            self._copy_to(folder / f"{self.path.stem}-{now.astimezone(UTC).strftime(_TIME_IN_NAMES)}.db")
            for old in copies[: max(0, len(copies) + 1 - BACKUPS_KEPT)]:
                old.unlink(missing_ok=True)
        except (sqlite3.Error, OSError) as error:
            raise RecordsError(f"The scores are not backed up: {_reason(error)} ({shown(folder)})") from error

    def _copy_to(self, copy: Path) -> None:
        part = copy.with_suffix(f".part-{os.getpid()}")
        part.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(part, timeout=BUSY_SECONDS)) as target:
                self._connection.backup(target)
                (found,) = target.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise sqlite3.DatabaseError(f"the copy is not sound: {found}")
            part.replace(copy)
        finally:
            part.unlink(missing_ok=True)

    def close(self, *, clean: bool = True) -> None:
        """Close the connection; a clean exit is recorded when anything was written. Raises nothing."""
        if clean and self._wrote and self.writable:
            with suppress(RecordsError), self.writing() as connection:
                _set_state(connection, "clean", "yes")
        with suppress(sqlite3.Error):
            self._connection.close()

    def _check(self, now: datetime) -> None:
        checked = self.rows("SELECT value FROM state WHERE name = 'checked'")
        if self._was_clean and checked and abs(now - moment(checked[0][0])) < _A_DAY:
            return
        with self._guarded(NOT_READ), closing(_read_only(self.path)) as second:
            (found,) = second.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            self._replace(str(found))
        elif self.writable:
            with self.writing() as connection:
                if connection.execute(_DISAGREEMENT).fetchall():
                    _derive(connection)
                _set_state(connection, "checked", stamp(now))
        self._was_clean = True

    @contextmanager
    def _guarded(self, failed: str) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._trouble(error, failed) from error
        except OSError as error:
            raise RecordsError(f"{failed}: {_reason(error)} ({shown(self.path)})") from error
        except UnicodeDecodeError as error:
            # Texts are decoded with replacement; what fails is a message about a damaged schema that quotes it.
            self._replace(_NO_TEXT)
            raise RecordsError(self.notice) from error
        except (UnicodeError, OverflowError) as error:
            raise Unstorable(f"{failed}: {_reason(error)} ({shown(self.path)})") from error

    def _trouble(self, error: sqlite3.Error, failed: str) -> RecordsError:
        if _is_damage(error):
            self._replace(str(error))
            return RecordsError(self.notice)
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY_DBMOVED:
            self.moved = True
            return RecordsError(f"{failed}: the file was moved or deleted during play ({shown(self.path)})")
        if isinstance(error, sqlite3.ProgrammingError) and self.notice:
            # The connection was given up, and the notice says why.
            return RecordsError(self.notice)
        kind = Unstorable if isinstance(error, sqlite3.IntegrityError | sqlite3.DataError) else RecordsError
        return kind(f"{failed}: {_reason(error)} ({shown(self.path)})")

    def _replace(self, damage: str) -> None:
        """Begin afresh in the place of a file found to be damaged while it was open."""
        with suppress(sqlite3.Error):
            self._connection.close()
        self.writable = False
        self._connection = self._afresh(damage)
        self.replaced += 1

    def _afresh(self, damage: str) -> sqlite3.Connection:
        kept = self._set_aside(damage)
        try:
            connection = self._connect()
        except Damaged as again:
            raise RecordsError(f"{NOT_SAVED}: {again} ({shown(self.path)})") from again
        if kept:
            reason = printable(damage)
            self.notice = f"The records file was damaged ({reason}); it was kept as {shown(kept)}, and a new one begun."
        return connection

    def _set_aside(self, damage: str) -> Path | None:
        """Rename the damaged file and what belongs to it; None when another window has already done so."""
        name = f"{self.path.name}.corrupt-{self._now.astimezone(UTC).strftime(_TIME_IN_NAMES)}"
        kept = self.path.with_name(name)
        number = 1
        while kept.exists():
            number += 1
            kept = self.path.with_name(f"{name}-{number}")
        try:
            if _inode(self.path) != self._inode:
                return None
            # The journal goes first: left behind, it would be played back into the new file.
            for end in _COMPANIONS:
                with suppress(FileNotFoundError):
                    self.path.with_name(self.path.name + end).rename(f"{kept}{end}")
            self.path.rename(kept)
        except OSError as error:
            self.notice = (
                f"{NOT_SAVED}: the records file is damaged ({printable(damage)}) and cannot be set aside: "
                f"{_reason(error)} ({shown(self.path)})"
            )
            raise RecordsError(self.notice) from error
        return kept

    def _connect(self) -> sqlite3.Connection:
        """An open connection to a sound file; Damaged when the file is none, RecordsError when it stays closed."""
        self._inode = None
        try:
            return self._opened()
        except UnicodeDecodeError as error:
            raise Damaged(_NO_TEXT) from error
        except (sqlite3.Error, OSError) as error:
            if isinstance(error, sqlite3.Error) and _is_damage(error):
                raise Damaged(str(error)) from error
            raise RecordsError(f"{NOT_SAVED}: {_reason(error)} ({shown(self.path)})") from error

    def _opened(self) -> sqlite3.Connection:
        exists = self._look()
        folder_open = os.access(self.path.parent, os.W_OK | os.X_OK)
        if not (os.access(self.path, os.R_OK) if exists else folder_open):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        self.writable = folder_open and (not exists or os.access(self.path, os.W_OK))
        if self.writable:
            connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        else:
            connection = _read_only(self.path)
            self.notice = f"{NOT_SAVED}: the file or its folder is read-only ({shown(self.path)})"
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            self.writable = False
            raise
        return connection

    def _look(self) -> bool:
        """Whether there is a file; its folder is made when there is none. RecordsError for anything but a file."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            make_folder(self.path.parent)
            return False
        if not stat.S_ISREG(found.st_mode):
            kind = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
            raise RecordsError(f"{NOT_SAVED}: this is {kind} ({shown(self.path)})")
        self._inode = (found.st_dev, found.st_ino)
        return True

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        connection.text_factory = _decoded
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON", "query_only = ON"):
            connection.execute(f"PRAGMA {pragma}")
        # In one transaction, or another window that begins the file meanwhile would show half of it.
        connection.execute("BEGIN")
        new = self._judge(connection)
        connection.execute("COMMIT")
        if new and not self.writable:
            raise RecordsError(self.notice)
        if self.writable:
            connection.execute("PRAGMA query_only = OFF")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = FULL")
        if new:
            self._create(connection)
        elif not _is_complete(connection):
            self._complete(connection)
        self._inode = _inode(self.path)
        clean = connection.execute("SELECT value FROM state WHERE name = 'clean'").fetchone()
        self._was_clean = clean is not None and clean[0] == "yes"

    def _judge(self, connection: sqlite3.Connection) -> bool:
        """Whether the file is empty. Damaged, or RecordsError for files that are not ours to touch."""
        (identity,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables and not identity and not version:
            return True
        if identity != APPLICATION_ID:
            raise RecordsError(f"{NOT_SAVED}: this is a database of another program ({shown(self.path)})")
        if version > VERSION:
            raise RecordsError(
                f"{NOT_SAVED}: the file was written by a newer cosmoquiz (its version is {version}, "
                f"this one knows {VERSION}); update cosmoquiz ({shown(self.path)})"
            )
        for table, columns in _COLUMNS.items():
            if not columns <= {row["name"] for row in connection.execute(f"PRAGMA table_info({table})")}:
                raise Damaged(f"the table {table} is not as it should be")
        return False

    def _create(self, connection: sqlite3.Connection) -> None:
        with _transaction(connection):
            # Another window may have been faster.
            if not self._judge(connection):
                return
            for statement in _SCHEMA:
                connection.execute(statement)
            _derive(connection)
            _set_state(connection, "clean", "yes")
            _set_state(connection, "checked", stamp(self._now))
            # Whoever keeps a copy of marks can tell by it whether they are of this file.
            connection.execute("INSERT INTO state VALUES ('identity', lower(hex(randomblob(8))))")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")

    def _complete(self, connection: sqlite3.Connection) -> None:
        """Give an older file what its tables imply; one that cannot be written counts whenever it is asked."""
        if self.writable:
            with _transaction(connection):
                # Another window may have been faster.
                if not _is_complete(connection):
                    _derive(connection)
            return
        connection.execute("PRAGMA query_only = OFF")
        # It is found before a table of that name that cannot be relied on.
        connection.execute(f"CREATE TEMP VIEW played AS {_PLAYED}")
        connection.execute("PRAGMA query_only = ON")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit at the end of the block; undo all of it when that raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _is_complete(connection: sqlite3.Connection) -> bool:
    """Whether all that is derived is there, in these very words."""
    stored = {row["name"]: row["sql"] for row in connection.execute("SELECT name, sql FROM sqlite_master")}
    return all(stored.get(name) == statement for name, statement in _DERIVED.items())


def _derive(connection: sqlite3.Connection) -> None:
    """Make all that is derived from the tables, in place of what there is of it."""
    for name, statement in _DERIVED.items():
        kind = statement.split()[1]
        connection.execute(f"DROP {kind} IF EXISTS {name}")
        connection.execute(statement)
    connection.execute(f"INSERT OR IGNORE INTO played {_PLAYED}")


def _set_state(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)", (name, value))


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def _is_damage(error: sqlite3.Error) -> bool:
    # The tables were there when the file was opened: something has emptied it since.
    if str(error).startswith(("no such table", "no such column")):
        return True
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in _DAMAGE


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return printable((error.strerror or str(error)).lower())
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    return _REASONS.get(code) or printable(str(error))


def _decoded(stored: bytes) -> str:
    return stored.decode("utf-8", "replace")


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _time_of(copy: Path) -> datetime:
    """When the backup was made, by its name: other programs change the times of files."""
    written = copy.stem.rpartition("-")[2]
    with suppress(ValueError):
        # strptime would load a calendar and build regular expressions; this takes other forms too.
        made = datetime.fromisoformat(written).replace(tzinfo=UTC)
        if made.strftime(_TIME_IN_NAMES) == written:
            return made
    return datetime.fromtimestamp(0, UTC)
