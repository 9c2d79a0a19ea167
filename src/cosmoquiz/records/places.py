"""Where everything is kept."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cosmoquiz.quiz.text import printable
from cosmoquiz.records.errors import PlacesError

HOME_VARIABLE: Final = "COSMOQUIZ_HOME"
"""The environment variable that names one folder for everything."""

_NAME: Final = "cosmoquiz"


class Places(NamedTuple):
    """Absolute paths; nothing need exist there yet."""

    records: Path
    banks: Path
    """The folder of the player's own banks."""
    removed: Path
    """Where banks go that the player removes."""
    settings: Path
    cache: Path
    """The index of the library; it can be deleted at any time."""
    log: Path


def places(environ: Mapping[str, str]) -> Places:
    """The places of this user: below COSMOQUIZ_HOME when it is set, else where the system keeps such files.

    PlacesError when the user has no home folder.
    """
    home = environ.get(HOME_VARIABLE, "")
    if home:
        top = _own(home)
        data, config, cache, state = top / "data", top / "config", top / "cache", top / "state"
    else:
        data, config, cache, state = _system_folders()
    return Places(
        records=data / "records.db",
        banks=data / "banks",
        removed=data / "removed",
        settings=config / "settings.json",
        cache=cache / "library.db",
        log=state / "cosmoquiz.log",
    )


def _own(home: str) -> Path:
    try:
        return Path(home).expanduser().absolute()
    except (RuntimeError, OSError) as error:
        raise PlacesError(f"{HOME_VARIABLE} names no folder: {printable(home)} ({printable(str(error))})") from error


def _system_folders() -> tuple[Path, Path, Path, Path]:
    from platformdirs import PlatformDirs

    cure = f"set HOME or {HOME_VARIABLE} to a folder of yours"
    try:
        dirs = PlatformDirs(_NAME, appauthor=False)
        found = (dirs.user_data_path, dirs.user_config_path, dirs.user_cache_path, dirs.user_state_path)
    except (RuntimeError, OSError, KeyError, ValueError) as error:
        raise PlacesError(f"There is no home folder to keep scores in ({printable(str(error))}); {cure}") from error
    for folder in found:
        # A relative HOME would put files into whatever folder the game was started from.
        if not folder.is_absolute():
            raise PlacesError(f"The home folder is not an absolute path ({printable(str(folder))}); {cure}")
    return found


def make_folder(folder: Path) -> None:
    """Make the folder and what is missing above it, open to nobody else; OSError when that fails."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
