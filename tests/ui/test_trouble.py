"""When nothing can be saved, a line says so and the game goes on."""

import sqlite3
from pathlib import Path

from game import game

from cosmoquiz.records.settings import Settings
from cosmoquiz.records.store import Records

KNOWN = Settings(player="Anna", banks=("numbers",), length=5)


async def test_without_a_home_the_game_goes_on_and_says_so(tmp_path: Path) -> None:
    async with game(tmp_path, kept=False, settings=Settings(length=3)) as g:
        assert "not saved" in g.text().splitlines()[0]
        await g.press("enter")
        assert "not saved" in g.text()
        await g.answer("rrr")
        assert "3 of 3 right" in g.text()
        assert "not saved" in g.text()


async def test_a_folder_where_the_file_should_be_is_told_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "data" / "records.db").mkdir(parents=True)
    async with game(tmp_path, settings=Settings(length=3), banks={}) as g:
        await g.press("enter")
        assert "records.db" in g.text()
        await g.answer("rrr")
        assert "3 of 3 right" in g.text()


async def test_what_could_not_be_saved_is_saved_as_soon_as_it_can_be(tmp_path: Path) -> None:
    async with game(tmp_path, settings=KNOWN) as g:
        await g.press("enter")
        await g.answer("r")
        lock = sqlite3.connect(tmp_path / "data" / "records.db", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        await g.press("1")
        await g.until(lambda: bool(g.app.trouble))
        await g.pilot.pause()
        assert "!" in g.text().splitlines()[0]
        lock.execute("ROLLBACK")
        lock.close()
        await g.press("enter")
        await g.answer("rrr")
        assert len(await g.records(Records.finished)) == 1
        assert not g.app.trouble
        assert "!" not in g.text().splitlines()[0]


async def test_a_damaged_file_is_set_aside_and_the_player_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "records.db").write_bytes(b"this is no database " * 100)
    async with game(tmp_path, settings=KNOWN) as g:
        assert "corrupt" in " ".join(g.text().split())
        await g.press("enter")
        await g.answer("rrrrr")
        assert len(await g.records(Records.finished)) == 1
    assert list((tmp_path / "data").glob("records.db.corrupt-*"))


async def test_records_of_a_later_version_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "records.db"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
        db.execute("CREATE TABLE later (x)")
    before = path.read_bytes()
    async with game(tmp_path, settings=KNOWN) as g:
        await g.press("enter")
        await g.answer("rrrrr")
        assert "5 of 5 right" in g.text()
        assert "!" in g.text().splitlines()[0]
    assert path.read_bytes() == before


async def test_what_could_not_be_saved_is_tried_again_though_nothing_else_happens(tmp_path: Path) -> None:
    async with game(tmp_path, settings=Settings(player="Anna", banks=("numbers",), length=1)) as g:
        await g.press("enter")
        lock = sqlite3.connect(tmp_path / "data" / "records.db", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        g.clock.move(1)
        await g.pilot.press(g.key_of(right=True))
        await g.until(lambda: bool(g.app.trouble))
        lock.execute("ROLLBACK")
        lock.close()
        await g.until(lambda: not g.app.trouble)
        assert len(await g.records(Records.finished)) == 1
