"""Everything has its place, and that is never the folder the game was started from."""

import os
import pwd
from pathlib import Path

import pytest

from cosmoquiz.records.errors import PlacesError
from cosmoquiz.records.places import make_folder, places


def test_everything_lies_below_the_folder_that_is_named(tmp_path: Path) -> None:
    found = places({"COSMOQUIZ_HOME": str(tmp_path)})
    assert found.records == tmp_path / "data" / "records.db"
    assert found.banks == tmp_path / "data" / "banks"
    assert found.removed == tmp_path / "data" / "removed"
    assert found.settings == tmp_path / "config" / "settings.json"
    assert found.cache == tmp_path / "cache" / "library.db"
    assert found.log == tmp_path / "state" / "cosmoquiz.log"
    assert list(tmp_path.iterdir()) == [], "nothing is made before it is needed"


def test_a_relative_folder_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert places({"COSMOQUIZ_HOME": "here"}).records == tmp_path / "here" / "data" / "records.db"


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert places({"COSMOQUIZ_HOME": "~/quiz"}).records == tmp_path / "quiz" / "data" / "records.db"


def test_a_tilde_of_nobody_is_refused() -> None:
    with pytest.raises(PlacesError, match="COSMOQUIZ_HOME"):
        places({"COSMOQUIZ_HOME": "~no-such-user-here/quiz"})


def _no_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("empty", [{}, {"COSMOQUIZ_HOME": ""}], ids=["unset", "empty"])
def test_without_it_the_system_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty: dict[str, str]
) -> None:
    _no_folders(monkeypatch)
    monkeypatch.setenv("HOME", str(tmp_path))
    found = places(empty)
    assert {found.records.name, found.settings.name, found.cache.name, found.log.name} == {
        *("records.db", "settings.json", "library.db", "cosmoquiz.log")
    }
    for path in (found.records, found.banks, found.removed, found.settings, found.cache, found.log):
        assert path.is_relative_to(tmp_path)
        assert path.parent.name == "cosmoquiz"


@pytest.mark.parametrize("home", [None, "", "some/where", "."], ids=["unset", "empty", "relative", "dot"])
def test_a_home_that_makes_no_sense_never_means_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    _no_folders(monkeypatch)
    monkeypatch.chdir(tmp_path)
    if home is None:
        monkeypatch.delenv("HOME")
    else:
        monkeypatch.setenv("HOME", home)
    found = places({})
    assert found.records.is_absolute()
    assert not found.records.is_relative_to(tmp_path)
    assert found.records.is_relative_to(pwd.getpwuid(os.getuid()).pw_dir)


def test_a_relative_data_folder_never_means_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/of/ann")
    monkeypatch.setenv("XDG_DATA_HOME", "some/where")
    assert places({}).records.is_relative_to("/home/of/ann")


def test_a_user_without_a_home_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    _no_folders(monkeypatch)
    monkeypatch.delenv("HOME")

    def nobody(_: int) -> None:
        raise KeyError("uid not found")

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    with pytest.raises(PlacesError, match="set HOME or COSMOQUIZ_HOME"):
        places({})


def test_folders_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert [oct((tmp_path / name).stat().st_mode)[-3:] for name in ("", "a", "a/b")] == ["755", "700", "700"]


def test_a_file_in_the_way_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(OSError, match="a"):
        make_folder(tmp_path / "a")
    with pytest.raises(OSError, match="a"):
        make_folder(tmp_path / "a" / "b")
