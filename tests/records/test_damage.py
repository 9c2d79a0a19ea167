"""Whatever lies where the records should be: nothing is lost, nothing crashes, and the player is told."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from cosmoquiz.quiz.round import Round
from cosmoquiz.records import database
from cosmoquiz.records.store import Records, RecordsError

Maker = Callable[..., Round]


@pytest.fixture
def kept(file: Path, now: datetime, a_round: Maker, pick_right: Maker) -> Path:
    """Records with three finished rounds, closed."""
    with closing(Records.open(file, now)) as records:
        for _ in range(3):
            played = a_round(40)
            round_id = records.begin(played, "Ann", now)
            while not played.finished:
                played = pick_right(played)
            records.answer(round_id, played, now)
        records.mark_seen("films/q1")
    return file


def asides(file: Path) -> list[Path]:
    return sorted(file.parent.glob("*.corrupt-*"))


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def child(code: str, *arguments: object) -> None:
    """Run code in a process of its own, which may change who it is; it fails by an exception."""
    environ = {**os.environ, "PYTHONPATH": str(Path(database.__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", code, *map(str, arguments)], env=environ, check=True)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "garbage": lambda file: file.write_bytes(Random(7).randbytes(50_000)),
    "text": lambda file: file.write_text("My high scores\n" * 500),
    "two bytes": lambda file: file.write_bytes(b"xy"),
    "cut": lambda file: os.truncate(file, file.stat().st_size // 2 // 4096 * 4096),
    "cut within the header": lambda file: os.truncate(file, 50),
    "no schema": lambda file: _overwrite(file, 100, b"\xff" * 3000),
}


def _overwrite(file: Path, place: int, content: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(place)
        opened.write(content)


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_kept_under_another_name(kept: Path, now: datetime, damage: Callable[[Path], object]) -> None:
    damage(kept)
    before = digest(kept)
    with closing(Records.open(kept, now)) as records:
        records.check(now + timedelta(days=2))
        (aside,) = asides(kept)
        assert digest(aside) == before
        assert str(aside) in records.notice
        assert "damaged" in records.notice
        assert aside.name == "records.db.corrupt-" + (
            "20260412T120000Z" if "20260412" in aside.name else "20260414T120000Z"
        )
        assert records.writable
        assert records.finished() == ()
        records.mark_seen("a/1")
    with closing(Records.open(kept, now)) as records:
        assert records.notice == ""
        assert records.last_seen() == {"a/1": 1}


def test_two_damaged_files_of_one_second_are_both_kept(file: Path, now: datetime) -> None:
    file.parent.mkdir()
    for content in ("first" * 100, "second" * 100):
        file.write_text(content)
        Records.open(file, now).close()
    assert [aside.read_text()[:5] for aside in asides(file)] == ["first", "secon"]


def test_the_journal_goes_with_the_damaged_file(file: Path, now: datetime) -> None:
    file.parent.mkdir()
    file.write_text("x" * 5000)
    Path(f"{file}-journal").write_text("\0 a journal")
    Records.open(file, now).close()
    assert [aside.name for aside in asides(file)] == [
        "records.db.corrupt-20260412T120000Z",
        "records.db.corrupt-20260412T120000Z-journal",
    ]


def test_tables_of_another_shape_are_damage(kept: Path, now: datetime) -> None:
    with closing(sqlite3.connect(kept)) as direct:
        direct.execute("ALTER TABLE rounds DROP COLUMN seed")
    with closing(Records.open(kept, now)) as records:
        assert "rounds" in records.notice
    assert len(asides(kept)) == 1


@pytest.mark.parametrize("find", ["check", "read", "write"])
def test_damage_found_during_play_begins_a_new_file(kept: Path, now: datetime, a_round: Maker, find: str) -> None:
    with closing(Records.open(kept, now)) as records:
        os.truncate(kept, 4096 * 2)
        before = digest(kept)
        if find == "check":
            records.check(now + timedelta(days=2))
        else:
            with pytest.raises(RecordsError, match="damaged"):
                records.finished() if find == "read" else records.begin(a_round(), "Ann", now)
        assert records.replaced == 1
        assert digest(asides(kept)[0]) == before
        assert records.begin(a_round(), "Ann", now) == 1


READS: tuple[Callable[[Records, Round, datetime], object], ...] = (
    lambda records, _, now: records.check(now + timedelta(days=2)),
    lambda records, *_: records.boards(),
    lambda records, *_: records.finished(),
    lambda records, *_: records.last_seen(),
    lambda records, *_: records.answered_questions(),
    lambda records, played, _: records.top(played.board),
    lambda records, played, _: records.best(played.board),
    lambda records, played, _: records.rounds(played.board),
    lambda records, played, _: records.progress(played.board),
    lambda records, *_: records.place(2),
    lambda records, *_: records.resume("Ann"),
    lambda records, played, now: records.begin(played, "Ann", now),
)


def test_flipped_bytes_never_crash(kept: Path, now: datetime, tmp_path: Path, a_round: Maker) -> None:
    sound = kept.read_bytes()
    for seed in range(60):
        rng, content = Random(seed), bytearray(sound)
        for _ in range(20):
            content[rng.randrange(len(content))] = rng.randrange(256)
        copy = tmp_path / str(seed) / "records.db"
        copy.parent.mkdir()
        copy.write_bytes(content)
        try:
            records = Records.open(copy, now)
        except RecordsError:
            assert copy.read_bytes() == content, "a file that is refused is not touched"
            continue
        with closing(records):
            for read in READS:
                try:
                    read(records, a_round(40), now)
                except RecordsError:
                    continue


def test_scores_that_damage_made_no_numbers_are_left_out(kept: Path, now: datetime, a_round: Maker) -> None:
    with closing(sqlite3.connect(kept)) as direct, direct:
        direct.execute("PRAGMA ignore_check_constraints = ON")
        direct.execute("UPDATE rounds SET best_streak = 'x' WHERE id = 1")
        direct.execute("UPDATE rounds SET score = x'00' WHERE id = 2")
        direct.execute("UPDATE rounds SET finished = 'x', player = x'1b5b32' WHERE id = 3")
    with closing(Records.open(kept, now)) as records:
        (score,) = records.finished()
        assert (score.id, score.finished.year) == (3, 1970)
        assert "\x1b" not in score.player
        assert [score.id for score in records.top(a_round(40).board)] == [3]
        assert records.place(1) is None


def test_the_check_runs_only_when_it_is_due(kept: Path, now: datetime) -> None:
    def damage() -> None:
        # The root page of the answers: nothing but reading them, or the check, can notice.
        with closing(sqlite3.connect(f"{kept.as_uri()}?mode=ro", uri=True)) as direct:
            ((page,),) = direct.execute("SELECT rootpage FROM sqlite_master WHERE name = 'answers'").fetchall()
        _overwrite(kept, (page - 1) * 4096, b"\x00" * 4096)

    sound = kept.read_bytes()
    damage()
    with closing(Records.open(kept, now)) as records:
        records.check(now + timedelta(hours=23))
        assert records.replaced == 0, "a clean exit less than a day ago"
        records.check(now - timedelta(days=2))
        assert records.replaced == 1, "the clock was set back"
    kept.write_bytes(sound)
    with closing(Records.open(kept, now)) as records:
        records.mark_seen("a/1")
        records.close(clean=False)
    damage()
    with closing(Records.open(kept, now)) as records:
        records.check(now)
        assert records.replaced == 1, "the last exit was not clean"


def test_a_check_that_finds_nothing_is_remembered(kept: Path, now: datetime) -> None:
    later = now + timedelta(days=2)
    with closing(Records.open(kept, now)) as records:
        records.check(later)
        assert records.notice == ""
    with closing(sqlite3.connect(kept)) as direct:
        state = "SELECT name, value FROM state WHERE name != 'identity'"
        assert dict(direct.execute(state)) == {"clean": "yes", "checked": later.isoformat()}


def test_reading_changes_no_byte(kept: Path, now: datetime) -> None:
    before = digest(kept)
    with closing(Records.open(kept, now)) as records:
        assert len(records.finished()) == 3
    assert digest(kept) == before


# What is not ours


@pytest.mark.parametrize("how", ["ours", "empty", "other"])
def test_a_newer_file_is_not_touched(file: Path, now: datetime, how: str) -> None:
    if how == "ours":
        Records.open(file, now).close()
    file.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(file)) as direct:
        if how == "other":
            direct.execute("CREATE TABLE t (x)")
        direct.execute("PRAGMA user_version = 999")
    before = digest(file)
    with pytest.raises(RecordsError, match="newer cosmoquiz" if how == "ours" else "another program"):
        Records.open(file, now)
    assert digest(file) == before
    assert [path.name for path in file.parent.iterdir()] == ["records.db"]


def test_a_database_of_another_program_is_not_touched(file: Path, now: datetime) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as direct:
        direct.execute("PRAGMA journal_mode = WAL")
        direct.execute("CREATE TABLE rounds (id)")
    before = digest(file)
    with pytest.raises(RecordsError, match="another program"):
        Records.open(file, now)
    assert digest(file) == before


def test_an_empty_file_is_a_beginning(file: Path, now: datetime) -> None:
    file.parent.mkdir()
    file.touch()
    with closing(Records.open(file, now)) as records:
        assert records.writable
        assert records.notice == ""


def test_a_file_in_another_journal_mode_is_put_right(kept: Path, now: datetime) -> None:
    with closing(sqlite3.connect(kept)) as direct:
        direct.execute("PRAGMA journal_mode = WAL")
    with closing(Records.open(kept, now)) as records:
        assert len(records.finished()) == 3
    with closing(sqlite3.connect(kept)) as direct:
        assert direct.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_the_connection_is_a_careful_one(kept: Path, now: datetime) -> None:
    opened = database.Database(kept, now)
    expected = {"journal_mode": "delete", "synchronous": 2, "trusted_schema": 0, "foreign_keys": 1, "query_only": 0}
    assert {name: opened.rows(f"PRAGMA {name}")[0][0] for name in expected} == expected
    assert opened.rows("PRAGMA busy_timeout")[0][0] <= 2000
    opened.close()


def _a_file_for_its_folder(file: Path) -> None:
    file.parent.rmdir()
    file.parent.touch()


PLACES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (lambda file: file.mkdir(), "folder"),
    "a pipe": (os.mkfifo, "not a regular file"),
    "a loop": (lambda file: file.symlink_to(file), "symbolic links"),
    "a file for a folder": (_a_file_for_its_folder, "not a directory"),
    "a link to nowhere below a file": (lambda file: file.symlink_to("/dev/null/x"), "not a directory"),
}


@pytest.mark.parametrize(("make", "reason"), PLACES.values(), ids=PLACES.keys())
def test_a_place_without_a_file_gives_a_reason(
    file: Path, now: datetime, make: Callable[[Path], object], reason: str
) -> None:
    file.parent.mkdir()
    make(file)
    with pytest.raises(RecordsError, match=reason) as caught:
        Records.open(file, now)
    assert str(caught.value).startswith("Answers and scores are not saved: ")
    assert "/" in str(caught.value)


def test_a_link_to_the_file_is_followed(file: Path, now: datetime, tmp_path: Path) -> None:
    file.parent.mkdir()
    file.symlink_to(tmp_path / "elsewhere" / "scores.db")
    Records.open(file, now).close()
    assert file.is_symlink()
    assert (tmp_path / "elsewhere" / "scores.db").exists()


def test_the_folder_is_open_to_nobody_else(tmp_path: Path, now: datetime) -> None:
    Records.open(tmp_path / "a" / "b" / "records.db", now).close()
    assert [oct((tmp_path / name).stat().st_mode)[-3:] for name in ("a", "a/b")] == ["700", "700"]


def test_names_of_paths_are_safe_to_show(tmp_path: Path, now: datetime) -> None:
    folder = tmp_path / "\x1b[31m\udcff"
    (folder / "records.db").mkdir(parents=True)
    with pytest.raises(RecordsError) as caught:
        Records.open(folder / "records.db", now)
    assert "\x1b" not in str(caught.value)
    assert "\udcff" not in str(caught.value)


def test_odd_names_of_folders_are_opened(tmp_path: Path, now: datetime) -> None:
    file = tmp_path / "a ?b#c%20\udcff" / "records.db"
    with closing(Records.open(file, now)) as records:
        records.mark_seen("a/1")
        records.check(now + timedelta(days=2))
    assert file.exists()


READ_ONLY = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from cosmoquiz.records.store import Records, RecordsError
Path("/").as_uri()  # imports what nobody may not be able to read
os.setgroups([]); os.setgid(65534); os.setuid(65534)
now = datetime(2026, 4, 20, tzinfo=UTC)
records = Records.open(Path(sys.argv[1]), now)
assert not records.writable
assert "read-only" in records.notice and sys.argv[1] in records.notice, records.notice
assert len(records.finished()) == 3
assert records.best(records.finished()[0].board)
records.check(now)
records.backup(now)
try:
    records.mark_seen("a/1")
except RecordsError as error:
    assert str(error) == records.notice
else:
    raise SystemExit("written")
records.close()
"""

NO_ACCESS = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from cosmoquiz.records.store import Records, RecordsError
Path("/").as_uri()  # imports what nobody may not be able to read
os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    Records.open(Path(sys.argv[1]), datetime(2026, 4, 20, tzinfo=UTC))
except RecordsError as error:
    assert sys.argv[2] in str(error), error
else:
    raise SystemExit("opened")
"""


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """The folder of the test, with its parents open to other users."""
    if os.geteuid() != 0:
        pytest.skip("needs root to become somebody else")
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    return tmp_path


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o555, 0o444), (0o777, 0o444), (0o555, 0o666)])
def test_old_scores_can_be_read_where_nothing_can_be_written(
    shared: Path, kept: Path, folder_mode: int, file_mode: int
) -> None:
    assert shared in kept.parents
    kept.chmod(file_mode)
    kept.parent.chmod(folder_mode)
    before = digest(kept)
    child(READ_ONLY, kept)
    assert digest(kept) == before


def test_files_that_cannot_even_be_read_give_a_reason(shared: Path, kept: Path) -> None:
    kept.chmod(0)
    kept.parent.chmod(0o755)
    child(NO_ACCESS, kept, "permission denied")
    child(NO_ACCESS, shared / "data" / "other.db", "permission denied")
    child(NO_ACCESS, shared / "new" / "records.db", "permission denied")


def test_a_damaged_file_that_cannot_be_renamed_stays(shared: Path, kept: Path) -> None:
    kept.write_text("garbage" * 1000)
    kept.parent.chmod(0o755)
    kept.chmod(0o644)
    child(NO_ACCESS, kept, "cannot be set aside")
    assert shared in kept.parents
    assert asides(kept) == []


FULL = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from cosmoquiz.records.store import Records, RecordsError
now = datetime(2026, 4, 20, tzinfo=UTC)
records = Records.open(Path(sys.argv[1]), now)
resource.setrlimit(resource.RLIMIT_FSIZE, (Path(sys.argv[1]).stat().st_size + 8192, resource.RLIM_INFINITY))
try:
    for number in range(10_000):
        records.mark_seen(f"a/{number}" + "x" * 500)
except RecordsError as error:
    assert "disk" in str(error), error
else:
    raise SystemExit("no limit")
assert number > 1
assert len(records.last_seen()) == number + 1
assert not records.replaced
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
records.mark_seen("later")
records.close()
"""


def test_a_full_disk_costs_only_what_did_not_fit(kept: Path) -> None:
    child(FULL, kept)
    with closing(sqlite3.connect(kept)) as direct:
        assert direct.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_that_is_deleted_during_play_is_told(kept: Path, now: datetime) -> None:
    with closing(Records.open(kept, now)) as records:
        kept.unlink()
        with pytest.raises(RecordsError, match="moved or deleted"):
            records.mark_seen("a/1")
        assert records.moved
        assert records.replaced == 0


def test_a_locked_file_is_neither_damaged_nor_waited_for_long(
    kept: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with closing(Records.open(kept, now)) as records, closing(sqlite3.connect(kept)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for call in (lambda: records.mark_seen("a/1"), records.finished, lambda: Records.open(kept, now)):
            with pytest.raises(RecordsError, match="another program is using"):
                call()
        other.rollback()
        records.mark_seen("a/1")
    assert asides(kept) == []


# Backups


def test_a_backup_can_take_the_place_of_the_records(kept: Path, now: datetime) -> None:
    with closing(Records.open(kept, now)) as records:
        records.backup(now)
        scores, marks = records.finished(), records.last_seen()
    (copy,) = (kept.parent / "backups").iterdir()
    assert copy.name == "records-20260412T120000Z.db"
    kept.unlink()
    shutil.copy(copy, kept)
    with closing(Records.open(kept, now)) as records:
        assert records.notice == ""
        assert (records.finished(), records.last_seen()) == (scores, marks)
        records.mark_seen("a/1")


def test_a_backup_is_made_once_a_day_and_three_are_kept(kept: Path, now: datetime) -> None:
    def names() -> list[str]:
        return sorted(path.name[8:16] for path in (kept.parent / "backups").iterdir())

    with closing(Records.open(kept, now)) as records:
        for hours in (0, 1, 23, 24, 30, 48, 72, 96):
            records.backup(now + timedelta(hours=hours))
        assert names() == ["20260414", "20260415", "20260416"]
        records.backup(now - timedelta(days=400))
        assert names() == ["20250308", "20260415", "20260416"], "a clock that was set back"


@pytest.mark.parametrize("form", ["%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%MZ", "%Y%m%dT%H%M%S+0000"])
def test_a_copy_whose_name_has_another_form_is_no_backup_of_today(kept: Path, now: datetime, form: str) -> None:
    folder = kept.parent / "backups"
    folder.mkdir(exist_ok=True)
    (folder / f"{kept.stem}-{now.astimezone(UTC):{form}}.db").write_bytes(b"")
    with closing(Records.open(kept, now)) as records:
        records.backup(now)
    assert len(list(folder.iterdir())) == 2


def test_a_backup_that_fails_leaves_the_older_ones(kept: Path, now: datetime) -> None:
    with closing(Records.open(kept, now)) as records:
        records.backup(now)
        os.truncate(kept, 4096 * 3)
        with pytest.raises(RecordsError, match="not backed up"):
            records.backup(now + timedelta(days=2))
    assert [path.name for path in (kept.parent / "backups").iterdir()] == ["records-20260412T120000Z.db"]


def test_a_backup_folder_that_is_a_file_gives_a_reason(kept: Path, now: datetime) -> None:
    (kept.parent / "backups").touch()
    with closing(Records.open(kept, now)) as records, pytest.raises(RecordsError, match="not backed up"):
        records.backup(now)
