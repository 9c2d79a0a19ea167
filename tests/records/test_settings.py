"""Settings survive bad edits, full disks and other programs' keys."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cosmoquiz.records import settings
from cosmoquiz.records.settings import Settings, load, save
from cosmoquiz.records.store import RecordsError

CHOSEN = Settings("Ann", "sprint", 20, ("films", "орбита"), ("юмор",), "hard", "cosmoquiz-light", motion=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def write(path: Path, content: bytes | str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_no_file_means_the_defaults(path: Path) -> None:
    assert load(path) == (Settings(), "")
    assert not path.parent.exists()


def test_what_is_saved_is_loaded(path: Path) -> None:
    save(path, CHOSEN)
    assert load(path) == (CHOSEN, "")
    assert oct(path.parent.stat().st_mode)[-3:] == "700"
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


def test_keys_of_others_are_kept(path: Path) -> None:
    write(path, '{"later": {"a": [1]}, "length": 5}')
    save(path, CHOSEN)
    stored = json.loads(path.read_text())
    assert stored["later"] == {"a": [1]}
    assert stored["length"] == 20


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("player", 5, ""),
        ("player", "\x1b[2JAnn\n" + "x" * 99, "[2JAnn " + "x" * 25),
        ("clock", "noon", "off"),
        ("clock", ["off"], "off"),
        ("clock", None, "off"),
        ("length", 0, 10),
        ("length", 201, 10),
        ("length", 200, 200),
        ("length", True, 10),
        ("length", 5.0, 10),
        ("length", "5", 10),
        ("length", float("inf"), 10),
        ("banks", "films", ()),
        ("banks", ["films", 5], ()),
        ("banks", ["\x1b[2J"], ()),
        ("banks", ["x" * 201], ()),
        ("banks", ["films", ""], ("films",)),
        ("banks", {"films": 1}, ()),
        ("tags", ["e\u0301"], ("é",)),
        ("difficulty", "impossible", ""),
        ("difficulty", "easy", "easy"),
        ("difficulty", {}, ""),
        ("theme", "", "cosmoquiz-dark"),
        ("theme", "a\u202eb", "cosmoquiz-dark"),
        ("theme", 1, "cosmoquiz-dark"),
        ("motion", 0, True),
        ("motion", "no", True),
        ("motion", False, False),
    ],
)
def test_a_value_that_makes_no_sense_gives_way_alone(path: Path, name: str, value: object, expected: object) -> None:
    write(path, json.dumps({name: value, **({} if name == "length" else {"length": 40})}))
    found, message = load(path)
    assert getattr(found, name) == expected
    assert found.length == (expected if name == "length" else 40)
    assert message == ""


BROKEN: dict[str, bytes] = {
    "empty": b"",
    "cut": b'{"length": 5',
    "list": b"[1]",
    "text": b'"x"',
    "not UTF-8": b'{"player": "\xff"}',
    "deep": b"[" * 200_000,
    "a huge number": b'{"length": ' + b"9" * 5000 + b"}",
    "too large": b" " * (1 << 20) + b"{}",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_set_aside_and_named(path: Path, content: bytes) -> None:
    write(path, content)
    found, message = load(path)
    aside = path.with_name("settings.json.broken-1")
    assert found == Settings()
    assert str(aside) in message
    assert aside.read_bytes() == content
    assert load(path) == (Settings(), "")


def test_every_broken_file_is_kept(path: Path) -> None:
    for content in ("{1", "{2"):
        write(path, content)
        load(path)
    assert [path.with_name(f"settings.json.broken-{n}").read_text() for n in (1, 2)] == ["{1", "{2"]


def test_the_message_says_where_the_mistake_is(path: Path) -> None:
    write(path, '{\n  "length": 5\n  "clock": "off"\n}')
    assert "line 3, column 3" in load(path)[1]


def test_saving_over_a_broken_file_sets_it_aside(path: Path) -> None:
    write(path, "{")
    save(path, CHOSEN)
    assert load(path) == (CHOSEN, "")
    assert path.with_name("settings.json.broken-1").read_text() == "{"


def test_a_byte_order_mark_is_no_mistake(path: Path) -> None:
    write(path, b"\xef\xbb\xbf" + b'{"length": 5}')
    assert load(path) == (Settings(length=5), "")


def test_a_name_of_odd_bytes_is_saved(path: Path) -> None:
    save(path, Settings(player="A\udcff"))
    assert load(path) == (Settings(player="A"), "")


def _a_file_for_its_folder(path: Path) -> None:
    path.parent.rmdir()
    path.parent.touch()


PLACES: dict[str, Callable[[Path], object]] = {
    "folder": lambda path: path.mkdir(),
    "pipe": os.mkfifo,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "loop": lambda path: path.symlink_to(path),
    "file for a folder": _a_file_for_its_folder,
}


@pytest.mark.parametrize("make", PLACES.values(), ids=PLACES.keys())
def test_what_is_no_file_gives_a_reason_and_stays(path: Path, make: Callable[[Path], object]) -> None:
    path.parent.mkdir()
    make(path)
    found, message = load(path)
    assert found == Settings()
    assert str(path) in message
    with pytest.raises(RecordsError, match="not saved"):
        save(path, CHOSEN)


def test_a_link_is_followed(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(tmp_path / "dotfiles" / "quiz.json")
    save(path, CHOSEN)
    assert path.is_symlink()
    assert load(path) == (CHOSEN, "")


FULL = """
import resource, sys
from pathlib import Path
from cosmoquiz.records.settings import Settings, save
from cosmoquiz.records.errors import RecordsError
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    save(Path(sys.argv[1]), Settings(player="Bob"))
except RecordsError as error:
    assert "too large" in str(error), error
else:
    raise SystemExit("no limit")
"""


def test_a_full_disk_leaves_the_old_file(path: Path) -> None:
    save(path, CHOSEN)
    environ = {**os.environ, "PYTHONPATH": str(Path(settings.__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", FULL, str(path)], env=environ, check=True)
    assert load(path) == (CHOSEN, "")
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]
