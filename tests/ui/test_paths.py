"""Paths as they are typed, pasted and dropped, and the names that they may go on with."""

import os
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmoquiz.quiz.text import refused
from cosmoquiz.ui.paths import PATH_LIMIT, PathError, entries_of, names_for, pasted, path_of, typeable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("moons.yaml", "Moons-2.YML", "moons of mine.csv", "stars.md", ".hidden.yaml", "picture.png", "b.gift"):
        (tmp_path / name).touch()
    for name in ("moonbase", ".git", "empty"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/a/b.yaml", "/a/b.yaml"),
        ("  /a/b.yaml \n", "/a/b.yaml"),
        ("'/a/my quiz.yaml'", "/a/my quiz.yaml"),
        ('"/a/my quiz.yaml" ', "/a/my quiz.yaml"),
        ("/a/my\\ quiz\\(1\\).yaml", "/a/my quiz(1).yaml"),
        ("file:///a/my%20quiz.yaml", "/a/my quiz.yaml"),
        ("FILE://localhost/a/b.yaml", "/a/b.yaml"),
        ("'file:///a/%D0%B6.yaml'", "/a/ж.yaml"),
        ("\n\n/a/b.yaml\n/a/c.yaml\n", "/a/b.yaml"),
        ("/a/\x1b[31mb.yaml", "/a/[31mb.yaml"),
        ("/a\tb", "/a b"),
        ("it's", "it's"),
        ("", ""),
        ("'", "'"),
    ],
)
def test_what_is_pasted_or_dropped_becomes_a_path(text: str, path: str) -> None:
    assert pasted(text) == path


@given(st.text(max_size=200))
def test_nothing_that_a_terminal_should_not_get_is_let_in(text: str) -> None:
    assert refused(typeable(text)) is None
    assert refused(pasted(text)) is None


def test_a_long_paste_is_cut_and_not_looked_at_for_long() -> None:
    assert len(pasted("x" * 10_000_000)) == PATH_LIMIT
    assert pasted("\u2067" * 1_000_000) == ""


@pytest.mark.parametrize("text", ["", "  ", "~nobody-of-that-name/x", "file:///a%00b", "file:///a%0Ab"])
def test_what_is_no_path_gets_a_sentence(text: str) -> None:
    with pytest.raises(PathError, match=r"\.$"):
        path_of(text)


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("HOME", str(folder))
    assert path_of("~/moons.yaml") == folder / "moons.yaml"
    assert names_for("~").completed() == "~/"
    assert names_for("~/st").completed() == "~/stars.md"


@pytest.mark.parametrize(
    ("beginning", "names", "completed"),
    [
        ("", ["b.gift", "moons of mine.csv", "Moons-2.YML", "moons.yaml", "stars.md", "empty/", "moonbase/"], ""),
        ("m", ["moons of mine.csv", "moons.yaml", "moonbase/"], "moon"),
        ("moons", ["moons of mine.csv", "moons.yaml"], "moons"),
        ("moons.", ["moons.yaml"], "moons.yaml"),
        ("Mo", ["Moons-2.YML"], "Moons-2.YML"),
        ("MOONB", ["moonbase/"], "moonbase/"),
        (".", [".hidden.yaml", ".git/"], "."),
        (".g", [".git/"], ".git/"),
        ("pic", [], "pic"),
        ("empty/", [], "empty/"),
    ],
)
def test_names_are_found_and_completed(folder: Path, beginning: str, names: list[str], completed: str) -> None:
    found = names_for(f"{folder}/{beginning}")
    assert [entry.shown for entry in found.found] == names
    assert found.completed() == f"{folder}/{completed}"


def test_without_a_folder_the_current_one_is_meant(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert names_for("st").completed() == "stars.md"
    assert names_for("").found


def test_names_that_cannot_be_typed_are_listed_and_never_completed(tmp_path: Path) -> None:
    for name in (b"a\xff.yaml", b"b\x1b[31m.yaml"):
        (tmp_path / os.fsdecode(name)).touch()
    found = names_for(f"{tmp_path}/").found
    assert [entry.shown for entry in found] == ["a\\udcff.yaml", "b\\x1b[31m.yaml"]
    assert [entry.typed for entry in found] == ["", ""]
    assert names_for(f"{tmp_path}/a").completed() == f"{tmp_path}/a"


def test_a_folder_is_looked_at_for_a_limited_time_and_then_nothing_is_certain(folder: Path) -> None:
    (folder / "many").mkdir()
    for n in range(1500):
        (folder / "many" / f"moons-{n}.yaml").touch()
    seconds = count(0, 1)
    entries = entries_of(folder / "many", lambda: float(next(seconds)))
    assert not entries.whole
    assert 0 < len(entries.entries) < 1500
    names = names_for(f"{folder}/many/m", entries)
    assert "too large" in names.remark
    assert names.completed() == f"{folder}/many/m"


def test_a_folder_is_looked_at_again_only_when_names_have_come_or_gone(folder: Path) -> None:
    known = names_for(f"{folder}/").entries
    assert names_for(f"{folder}/m", known).entries is known
    (folder / "more.yaml").touch()
    os.utime(folder, ns=(10**18, 10**18))
    again = names_for(f"{folder}/mor", known)
    assert again.entries is not known
    assert again.completed() == f"{folder}/more.yaml"


@pytest.mark.parametrize(
    ("path", "remark"),
    [
        ("none/x", "There is no such folder."),
        ("stars.md/x", "That is no folder."),
        (f"{'x' * 300}/x", "can't be read"),
        ("loop/x", "can't be read"),
    ],
)
def test_folders_that_cannot_be_looked_at_are_named(folder: Path, path: str, remark: str) -> None:
    (folder / "loop").symlink_to(folder / "loop")
    assert remark in names_for(f"{folder}/{path}").remark
