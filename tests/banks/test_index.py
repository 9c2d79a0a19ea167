"""The index of the library: whatever becomes of it, the banks can be played, and what it says is what they say."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest
import written

from cosmoquiz.banks import library as library_module
from cosmoquiz.banks.building import Building
from cosmoquiz.banks.index import Index, LostIndexError, made_by
from cosmoquiz.banks.library import Catalogue, Library
from cosmoquiz.quiz.deal import deal_round
from cosmoquiz.quiz.modes import CLASSIC
from cosmoquiz.quiz.selection import EVERYTHING, Selection


def text_of(title: str, count: int = 6) -> str:
    """A bank with an about and two tags to a question."""
    return written.text_of(title, count, "space, t{}", f"On {title}.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with five banks of six questions, and one that is broken."""
    folder = tmp_path / "banks"
    folder.mkdir()
    for name in "abcde":
        (folder / f"{name}.yaml").write_text(text_of(f"Bank {name}"), encoding="utf-8")
    (folder / "broken.yaml").write_text("title: a: b", encoding="utf-8")
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "library.db"


def catalogue_of(path: Path | None, folder: Path) -> Catalogue:
    return Catalogue(path, None, shipped=folder, now_ns=lambda: time.time_ns() + 10**11)


def warm(path: Path, folder: Path) -> None:
    """Have everything read into an index."""
    catalogue = catalogue_of(path, folder)
    catalogue.read()
    catalogue.close()


def said(library: Library) -> object:
    """All that a library says."""
    banks = [library.bank(file) for file in library.files if file.playable]
    abouts = [library.about(file) for file in library.files]
    dealt = deal_round(library, EVERYTHING, 10, CLASSIC, 7, fresh=False)
    return banks, abouts, dealt, library.count(), library.tags(), library.titles


@pytest.fixture
def truth(folder: Path) -> object:
    """What the banks say, whatever an index does."""
    return said(catalogue_of(None, folder).read())


def test_an_index_says_what_the_banks_say(path: Path, folder: Path, truth: object) -> None:
    warm(path, folder)
    library = catalogue_of(path, folder).look()
    assert library.unread == ()
    assert said(library) == truth


def test_a_question_is_known_by_key_tags_difficulty_group_and_line(tmp_path: Path, path: Path) -> None:
    (tmp_path / "one.yaml").write_text(
        "title: One\nquestions:\n  - {id: x, question: Q?, answer: A, wrong: [B], tags: [Mir, moon], group: g}\n"
        "  - id: w\n    question: P?\n    answer: A\n    wrong: [B]\n    difficulty: hard\n",
        encoding="utf-8",
    )
    warm(path, tmp_path)
    with closing(sqlite3.connect(path)) as direct:
        rows = direct.execute('SELECT id, line, "group", (number >> 16) & 3 FROM question ORDER BY line').fetchall()
        tags = direct.execute("SELECT tag, places FROM tagged ORDER BY tag").fetchall()
    assert rows == [("x", 3, "g", 1), ("w", 4, "", 2)]
    assert tags == [("mir", "[65536]"), ("moon", "[65536]")]


# Damage


def cut(path: Path, share: float) -> None:
    os.truncate(path, int(path.stat().st_size * share))


def fill(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def of_later_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as direct:
        direct.execute("PRAGMA user_version = 99")
        direct.execute("ALTER TABLE question RENAME TO questions")


def of_another_cosmoquiz(path: Path) -> None:
    with closing(sqlite3.connect(path)) as direct:
        direct.execute("UPDATE state SET value = '0.0 []' WHERE name = 'made by'")
        direct.execute("UPDATE question SET body = '[]'")
        direct.commit()


def of_another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as direct:
        direct.execute("CREATE TABLE file (id INTEGER)")


def bodies_of(text: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with closing(sqlite3.connect(path)) as direct:
            direct.execute("UPDATE question SET body = ?", (text,))
            direct.commit()

    return damage


def without_a_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as direct:
        direct.execute("DROP TABLE tagged")


def with_pages_of_garbage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    rng = Random(3)
    for page in range(1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 200] = rng.randbytes(200)
    path.write_bytes(content)


def turned_into_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "kept").touch()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "empty": lambda path: fill(path, b""),
    "cut to a byte": lambda path: os.truncate(path, 1),
    "cut in the header": lambda path: os.truncate(path, 60),
    "cut after a page": lambda path: os.truncate(path, 4096),
    "cut in half": lambda path: cut(path, 0.5),
    "cut at the end": lambda path: cut(path, 0.95),
    "garbage": lambda path: fill(path, Random(1).randbytes(50_000)),
    "text": lambda path: fill(path, b"title: a bank\n" * 3000),
    "pages of garbage": with_pages_of_garbage,
    "of a later version": of_later_version,
    "of another cosmoquiz": of_another_cosmoquiz,
    "of another program": of_another_program,
    "without a table": without_a_table,
    "bodies that are no JSON": bodies_of("["),
    "bodies that are no question": bodies_of('["a", 3]'),
    "bodies with an escape": bodies_of('["a/b","\\u001b[2J","a",[["b",""]],"","","","easy",[],"","",""]'),
    "bodies that nest": bodies_of("[" * 100_000),
    "a folder": turned_into_a_folder,
}


def asked(catalogue: Catalogue) -> object:
    """What a game gets to know that looks again, and reads again, when the index is lost."""
    with suppress(LostIndexError):
        return said(catalogue.read())
    with suppress(LostIndexError):
        return said(catalogue.read())
    catalogue.begin_anew()
    return said(catalogue.read())


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_index_is_built_anew(
    path: Path, folder: Path, truth: object, damage: Callable[[Path], object]
) -> None:
    warm(path, folder)
    damage(path)
    assert asked(catalogue_of(path, folder)) == truth
    if path.is_file():
        # What was built anew serves the next game.
        after = catalogue_of(path, folder).look()
        assert after.unread == ()
        assert said(after) == truth


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_an_index_that_is_damaged_while_it_is_open_is_built_anew(
    path: Path, folder: Path, truth: object, damage: Callable[[Path], object]
) -> None:
    warm(path, folder)
    catalogue = catalogue_of(path, folder)
    catalogue.look()
    damage(path)
    assert asked(catalogue) == truth


@pytest.mark.long
def test_any_bytes_may_change(path: Path, folder: Path, truth: object) -> None:
    warm(path, folder)
    sound = path.read_bytes()
    rng = Random(5)
    for _ in range(150):
        content = bytearray(sound)
        for _ in range(rng.choice([1, 3, 30])):
            content[rng.randrange(len(content))] = rng.randrange(256)
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        path.write_bytes(content)
        catalogue = catalogue_of(path, folder)
        found = asked(catalogue)
        catalogue.close()
        # A changed letter in a text cannot be told; all else is as it was or built anew.
        assert isinstance(found, tuple)
        assert len(found[2]) == len(truth[2])  # type: ignore[index]


def test_a_game_that_lost_its_index_says_so_and_the_next_look_finds_it(path: Path, folder: Path, truth: object) -> None:
    warm(path, folder)
    catalogue = catalogue_of(path, folder)
    library = catalogue.look()
    with closing(sqlite3.connect(path)) as direct:
        direct.execute("DELETE FROM file")
        direct.commit()
    with pytest.raises(LostIndexError), library.held():
        pass
    assert [place.name for place in catalogue.look().unread] == ["a", "b", "broken", "c", "d", "e"]
    assert asked(catalogue) == truth


# Places where nothing can be written


def child(code: str, *arguments: object) -> None:
    environ = {**os.environ, "PYTHONPATH": str(Path(library_module.__file__).parents[2])}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


ELSEWHERE = """
import hashlib, os, sys
from pathlib import Path
from cosmoquiz.banks import builder, encoding, building
from cosmoquiz.banks.library import Catalogue
Catalogue(None, None, shipped=Path(sys.argv[2])).read()  # imports what nobody may not be able to read
os.setgroups([]); os.setgid(65534); os.setuid(65534)
catalogue = Catalogue(Path(sys.argv[1]), None, shipped=Path(sys.argv[2]))
library = catalogue.read()
assert library.count().all == 30, library.count()
assert catalogue.path is None
library.mark("me", 1, {"a/q0": 1}, {}, every=True)
assert library.count().unseen == 29
"""


@pytest.mark.parametrize("state", ["missing", "read-only and empty", "read-only with an index", "closed"])
def test_without_a_place_for_the_index_it_is_kept_in_memory(
    tmp_path: Path, folder: Path, path: Path, state: str
) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root to become somebody else")
    for parent in (tmp_path, folder, *tmp_path.parents):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    path.parent.mkdir()
    if state == "read-only with an index":
        warm(path, folder)
    if state == "missing":
        path.parent.rmdir()
    else:
        path.parent.chmod(0o000 if state == "closed" else 0o555)
    before = path.read_bytes() if path.is_file() else b""
    child(ELSEWHERE, path, folder)
    assert (path.read_bytes() if path.is_file() else b"") == before


FULL = """
import resource, signal, sys
from pathlib import Path
from cosmoquiz.banks.building import Building
from cosmoquiz.banks.library import Catalogue
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
catalogue = Catalogue(Path(sys.argv[1]), None, shipped=Path(sys.argv[2]))
library = catalogue.look()
for _ in range(3):
    Building(catalogue, library.unread).run()
    library = catalogue.look()
assert library.unread == (), library.unread
assert library.count().all == 30
"""


@pytest.mark.parametrize("room", [0, 1000, 4096, 20_000, 30_000, 45_000])
def test_a_full_disk_costs_time_and_nothing_else(folder: Path, path: Path, truth: object, room: int) -> None:
    child(FULL, path, folder, room)
    assert asked(catalogue_of(path, folder)) == truth


# Processes


def test_processes_read_what_is_missing(path: Path, folder: Path, truth: object) -> None:
    catalogue = catalogue_of(path, folder)
    library = catalogue.look()
    building = Building(catalogue, library.unread)
    assert (building.done, building.of) == (0, 6)
    building.run()
    assert (building.done, building.of) == (6, 6)
    assert catalogue.look().unread == ()
    assert said(catalogue.look()) == truth


def test_the_smallest_banks_are_read_first(path: Path, tmp_path: Path) -> None:
    for name, count in (("a", 900), ("b", 3), ("c", 60)):
        (tmp_path / f"{name}.yaml").write_text(text_of(name, count), encoding="utf-8")
    catalogue = catalogue_of(path, tmp_path)
    Building(catalogue, catalogue.look().unread).run()
    with closing(sqlite3.connect(path)) as direct:
        assert [row[0] for row in direct.execute("SELECT name FROM file ORDER BY id")] == ["b", "c", "a"]


def test_a_file_that_vanishes_between_listing_and_reading_is_no_trouble(path: Path, folder: Path) -> None:
    catalogue = catalogue_of(path, folder)
    library = catalogue.look()
    (folder / "c.yaml").unlink()
    building = Building(catalogue, library.unread)
    building.run()
    assert building.done == 6
    after = catalogue.look()
    assert after.unread == ()
    assert sorted(after.titles) == ["a", "b", "d", "e"]


def test_two_games_build_one_index_together(path: Path, folder: Path, truth: object) -> None:
    catalogues = [catalogue_of(path, folder), catalogue_of(path, folder)]
    libraries = [catalogue.look() for catalogue in catalogues]
    buildings = [Building(c, library.unread) for c, library in zip(catalogues, libraries, strict=True)]
    threads = [threading.Thread(target=building.run) for building in buildings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for catalogue in catalogues:
        assert asked(catalogue) == truth
    assert sound(path) == 6


def test_a_cancelled_building_ends_at_once_and_keeps_what_was_read_whole(path: Path, tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(text_of("Small"), encoding="utf-8")
    for n in range(3):
        (tmp_path / f"large-{n}.yaml").write_text(text_of(f"Large {n}", 15_000), encoding="utf-8")
    catalogue = catalogue_of(path, tmp_path)
    building = Building(catalogue, catalogue.look().unread)
    thread = threading.Thread(target=building.run)
    thread.start()
    while not building.done:
        thread.join(0.005)
    began = time.perf_counter()
    building.cancel()
    thread.join()
    assert time.perf_counter() - began < 1.5
    library = catalogue.look()
    assert "small" in library.titles
    assert library.unread
    assert len(deal_round(library, EVERYTHING, 5, CLASSIC, 1, fresh=True)) == 5


def sound(path: Path) -> int:
    """How many files an index holds whole; it holds none by halves."""
    with closing(sqlite3.connect(path)) as direct:
        assert direct.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if direct.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            # Whoever made it was killed before its tables, which come all at once.
            return 0
        files = direct.execute("SELECT id, easy + medium + hard FROM file").fetchall()
        for file, count in files:
            held = "SELECT count(*) FROM question WHERE number >> 18 = ?"
            assert direct.execute(held, (file,)).fetchone() == (count,)
        (others,) = direct.execute(
            "SELECT count(*) FROM question WHERE number >> 18 NOT IN (SELECT id FROM file)"
        ).fetchone()
        assert others == 0
    return len(files)


BUILD = """
import sys
from pathlib import Path
from cosmoquiz.banks.building import Building
from cosmoquiz.banks.library import Catalogue
catalogue = Catalogue(Path(sys.argv[1]), None, shipped=Path(sys.argv[2]))
print("ready", flush=True)
Building(catalogue, catalogue.look().unread).run()
"""


@pytest.mark.parametrize("kills", [4, pytest.param(50, marks=pytest.mark.long)])
def test_an_index_whose_builders_are_killed_is_sound_and_goes_on(tmp_path: Path, path: Path, kills: int) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(20):
        (folder / f"bank-{n:02}.yaml").write_text(text_of(f"Bank {n}", 200), encoding="utf-8")
    environ = {**os.environ, "PYTHONPATH": str(Path(library_module.__file__).parents[2])}
    rng = Random(kills)
    most = 0
    for _ in range(kills):
        process = subprocess.Popen(
            [sys.executable, "-c", BUILD, str(path), str(folder)],
            env=environ,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdout
        process.stdout.readline()
        with suppress(subprocess.TimeoutExpired):
            process.wait(rng.random() * 0.6)
        # The game and its builders at once, or the game alone: builders end with their input.
        if rng.random() < 0.5:
            with suppress(ProcessLookupError):  # all of it may be over
                os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.communicate()
        found = sound(path) if path.exists() and path.stat().st_size else 0
        assert found >= min(most, 1)
        most = max(most, found)
        if found == 20:
            shutil.rmtree(path.parent)
            most = 0
    catalogue = catalogue_of(path, folder)
    assert catalogue.read().count().all == 4000
    catalogue.close()
    assert sound(path) == 20


@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.long)])
def test_a_building_whose_processes_are_killed_reads_the_rest_itself(tmp_path: Path, path: Path, kills: int) -> None:
    for n in range(6):
        (tmp_path / f"bank-{n}.yaml").write_text(text_of(f"Bank {n}", 300), encoding="utf-8")
    rng = Random(kills)
    for _ in range(kills):
        catalogue = catalogue_of(path, tmp_path)
        building = Building(catalogue, catalogue.look().unread)
        thread = threading.Thread(target=building.run)
        thread.start()
        thread.join(rng.random() * 0.5)
        for process in list(building._processes):
            process.kill()
        thread.join()
        assert building.done == 6
        assert catalogue.look().count().all == 1800
        catalogue.close()
        assert sound(path) == 6
        shutil.rmtree(path.parent)


def test_a_folder_of_strange_modules_is_not_imported_by_a_builder(
    tmp_path: Path, path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)", encoding="utf-8")
    (tmp_path / "yaml.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    catalogue = catalogue_of(path, folder)
    process = Building(catalogue, catalogue.look().unread)._started(path)
    assert process
    assert process.stdin
    out, _ = process.communicate(f'["{folder / "a.yaml"}", "a"]\n', timeout=30)
    assert out == "\n"


@pytest.mark.long
def test_five_thousand_banks_are_looked_through_quickly(tmp_path: Path, path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for n in range(5000):
        (folder / f"{n:04}.yaml").write_text(text_of(f"Bank {n}", 3), encoding="utf-8")
    catalogue = catalogue_of(path, folder)
    Building(catalogue, catalogue.look().unread).run()
    times = []
    for _ in range(5):
        began = time.perf_counter()
        library = catalogue.look()
        times.append(time.perf_counter() - began)
    assert library.unread == ()
    assert library.count() == (15_000, 15_000)
    assert len(deal_round(library, EVERYTHING, 10, CLASSIC, 1, fresh=True)) == 10
    assert len(library.listed()) == 5000
    assert min(times) < 0.5
    (folder / "0007.yaml").write_text(text_of("Another"), encoding="utf-8")
    assert [place.name for place in catalogue.look().unread] == ["0007"]


def test_banks_that_are_nowhere_any_more_are_forgotten(path: Path, folder: Path, tmp_path: Path) -> None:
    warm(path, folder)
    other = tmp_path / "other"
    other.mkdir()
    warm(path, other)
    catalogue = catalogue_of(path, other)
    catalogue.tidy_up()
    assert sound(path) == 6
    (folder / "a.yaml").unlink()
    catalogue.tidy_up()
    catalogue.close()
    assert sound(path) == 5


def test_a_pool_of_one_kind_of_answer_is_not_searched_to_its_end(tmp_path: Path) -> None:
    text = text_of("Same", 9000)
    for n in range(9000):
        text = text.replace(f"answer: a{n}\n", "answer: yes\n") if n < 1 else text
    (tmp_path / "same.yaml").write_text(
        "\n".join("  answer: yes" if line.startswith("  answer:") else line for line in text.split("\n")),
        encoding="utf-8",
    )
    library = catalogue_of(None, tmp_path).read()
    began = time.perf_counter()
    assert len(deal_round(library, Selection.of(["same"]), 10, CLASSIC, 1, fresh=True)) == 10
    assert time.perf_counter() - began < 2


def test_the_index_tells_how_banks_are_read() -> None:
    assert "check.py" in made_by()
    assert "text.py" in made_by()


def test_an_index_in_memory_needs_no_file() -> None:
    with closing(Index(None)) as index:
        assert index.usable
        assert index.files() == {}
