"""Measures other programs made with Textual side by side with the game: first frame, a key, memory, leaving."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from figures import median, show
from programs import GAME, HELLO, HELLO_IS_DRAWN, HERE, HOME_IS_DRAWN, LEAVE_AT_ONCE, QUIET, environ
from terminal import SilentError, Terminal

ENVIRONMENTS: Final = HERE / ".peers"
PYTHONS: Final = ("3.14", "3.13", "3.12")
"""Versions that are looked for when this Python is too old for a program."""

_LEAST: Final = "3.11"
_PATIENCE: Final = 15.0
"""Seconds that a program may take for anything."""
_REST: Final = 4.0
"""Seconds after which a program that does not come to rest is measured all the same."""
_INSTALLATION: Final = 600
_REASON: Final = 100


@dataclass(frozen=True)
class Peer:
    """A program as `peers.toml` describes it."""

    name: str
    version: str
    command: Sequence[str]
    drawn: str
    kind: str = ""
    python: str = _LEAST
    """The least that it needs."""
    without: Sequence[str] = ()
    """Packages that it is better off without."""
    files: Mapping[str, str] = field(default_factory=dict)
    way: Sequence[tuple[str, str]] = ()
    key: str = ""
    shows: str = ""
    does: str = ""
    quit: str = LEAVE_AT_ONCE


FLOOR: Final = Peer("bare Textual app", "", HELLO, HELLO_IS_DRAWN)
COSMOQUIZ: Final = Peer(
    "**cosmoquiz**",
    "",
    GAME,
    HOME_IS_DRAWN,
    "space-age quiz",
    way=(("\r", "1/10"),),
    key="1",
    shows="answer",
    does="answers",
)


class Program(NamedTuple):
    """A peer that can be started."""

    peer: Peer
    command: list[str]
    env: dict[str, str]
    folder: Path | None
    """Where it is started."""
    textual: str
    """Its version of Textual."""


class Run(NamedTuple):
    """One start: milliseconds, and megabytes."""

    first_frame: float
    key: float | None
    memory: float
    quit: float


class NotThereError(Exception):
    """A program cannot be started; the message says why."""


def peers(path: Path) -> list[Peer]:
    """The programs of a list."""
    return [Peer(**row) for row in tomllib.loads(path.read_text(encoding="utf-8"))["peer"]]


# Environments


def installed(peer: Peer) -> Path:
    """The environment of a peer, made when it is not there; NotThereError when that fails."""
    folder = ENVIRONMENTS / f"{peer.name}-{peer.version}"
    done = folder / "installed"
    wanted = f"{peer.python} {' '.join(peer.without)}"
    if done.exists() and done.read_text(encoding="utf-8") == wanted:
        return folder
    python = _python_for(peer)
    show(f"installing {peer.name}")
    shutil.rmtree(folder, ignore_errors=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    _must([python, "-m", "venv", str(folder)])
    _must([*pip, "install", f"{peer.name}=={peer.version}"])
    if peer.without:
        _must([*pip, "uninstall", "--yes", *peer.without])
    done.write_text(wanted, encoding="utf-8")
    return folder


def _python_for(peer: Peer) -> str:
    """A Python that is new enough."""
    least = _numbers(peer.python)
    if sys.version_info[:2] >= least:
        return sys.executable
    for version in PYTHONS:
        name = f"python{version}"
        if _numbers(version) >= least and shutil.which(name):
            # Where pyenv keeps several versions, this one has to be named.
            found = subprocess.run(
                [name, "-c", "import sys; print(sys.executable)"],
                env={**os.environ, "PYENV_VERSION": version},
                capture_output=True,
                text=True,
                check=False,
            )
            if not found.returncode:
                return found.stdout.strip()
    raise NotThereError(f"needs Python {peer.python}, which was not found")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _must(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_INSTALLATION, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotThereError("its installation did not end") from error
    if done.returncode:
        raise NotThereError(f"cannot be installed: {_last_line(done.stderr)}")


def _program(peer: Peer, home: Path) -> Program:
    """A peer with its environment and a home of its own."""
    folder = installed(peer)
    for name, content in peer.files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    env = {name: value for name, value in environ(home).items() if not name.startswith(("PYTHON", "XDG_", "PYENV_"))}
    command = [str(folder / "bin" / peer.command[0]), *peer.command[1:]]
    ask = [str(folder / "bin" / "python"), "-c", "from importlib.metadata import version; print(version('textual'))"]
    textual = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
    return Program(peer, command, {**env, "HOME": str(home)}, home, textual)


# Measuring


def run(program: Program) -> Run:
    """One start; NotThereError when the program does not do what it should."""
    peer = program.peer
    with Terminal(program.command, program.env, folder=program.folder) as terminal:
        try:
            first = terminal.wait_for(peer.drawn, timeout=_PATIENCE)
            terminal.settle(QUIET, _REST)
            for keys, text in peer.way:
                mark = terminal.mark()
                terminal.press(keys)
                terminal.wait_for(text, mark, _PATIENCE)
                terminal.settle(QUIET, _REST)
            key = None
            if peer.key:
                mark = terminal.mark()
                pressed = terminal.press(peer.key)
                key = 1000 * (terminal.wait_for(peer.shows, mark, _PATIENCE) - pressed)
                terminal.settle(QUIET, _REST)
            memory = terminal.peak_memory()
            pressed = terminal.press(peer.quit)
            gone = terminal.wait_for_exit(_PATIENCE)
        except (SilentError, OSError) as error:
            raise NotThereError(_why(terminal, error)) from error
        return Run(1000 * (first - terminal.started), key, memory, 1000 * (gone - pressed))


def _why(terminal: Terminal, error: Exception) -> str:
    """What the program said last, or how it ended."""
    try:
        terminal.wait_for_exit(1)
    except SilentError:
        return f"did not show what was waited for ({type(error).__name__})"
    if terminal.code is not None and terminal.code < 0:
        return f"was ended by signal {-terminal.code}"
    return f"ended with code {terminal.code}: {_last_line(terminal.plain)}"


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:_REASON].replace("|", " ") if lines else "it said nothing"


def measure(rounds: int, listed: Sequence[Peer], homes: Path) -> str:
    """All programs in turn; gives the table."""
    programs = [_own(FLOOR, homes / "floor"), _own(COSMOQUIZ, homes / "cosmoquiz")]
    reasons: dict[str, str] = {}
    for peer in listed:
        home = homes / peer.name
        home.mkdir()
        try:
            programs.append(_program(peer, home))
        except NotThereError as error:
            reasons[peer.name] = str(error)
    found: dict[str, list[Run]] = {program.peer.name: [] for program in programs}
    for number in range(rounds + 1):  # what only happens once, happens in the first round, which does not count
        for program in programs:
            name = program.peer.name
            show(f"round {number} of {rounds}, {name}")
            if name in reasons:
                continue
            try:
                done = run(program)
            except NotThereError as error:
                reasons[name] = str(error)
                continue
            if number:
                found[name].append(done)
    textual = {program.peer.name: program.textual for program in programs}
    lines = [_line(peer, found, reasons, textual) for peer in (FLOOR, COSMOQUIZ, *listed)]
    return "\n".join([*_HEAD, *lines, "", _verdict(found)])


def _verdict(found: Mapping[str, Sequence[Run]]) -> str:
    """Which of the others can be used sooner than the game."""
    medians = {name: median([each.first_frame for each in runs]) for name, runs in found.items() if runs}
    own = medians.pop(COSMOQUIZ.name, None)
    medians.pop(FLOOR.name, None)
    if own is None:
        return "cosmoquiz did not run."
    sooner = [name for name, time in medians.items() if time <= own]
    return (
        f"Sooner than cosmoquiz: {', '.join(sooner)}." if sooner else "cosmoquiz can be used sooner than all of them."
    )


_HEAD: Final = (
    "| program | Textual | first usable frame | × bare app | × cosmoquiz | key to feedback | memory | key to exit |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
)


def _own(peer: Peer, home: Path) -> Program:
    from importlib.metadata import version

    home.mkdir()
    return Program(peer, list(peer.command), environ(home), None, version("textual"))


def _line(
    peer: Peer, found: Mapping[str, Sequence[Run]], reasons: Mapping[str, str], textual: Mapping[str, str]
) -> str:
    """A row of the table, as Markdown."""
    name = " ".join(part for part in (peer.name, peer.version) if part) + (f", {peer.kind}" if peer.kind else "")
    name += "" if peer.python == _LEAST else f", Python {peer.python}"
    if peer.name in reasons:
        return f"| {name} | {textual.get(peer.name, '')} | did not run: {reasons[peer.name]} | | | | | |"
    runs = found[peer.name]
    keys = [each.key for each in runs if each.key is not None]
    cells = (
        name,
        textual[peer.name],
        f"{median([each.first_frame for each in runs]):.0f} ms",
        _ratio(runs, found[FLOOR.name]),
        _ratio(runs, found[COSMOQUIZ.name]),
        f"{median(keys):.1f} ms ({peer.does})" if keys else "",
        f"{median([each.memory for each in runs]):.1f} MB",
        f"{median([each.quit for each in runs]):.0f} ms",
    )
    return f"| {' | '.join(cells)} |"


def _ratio(runs: Sequence[Run], floors: Sequence[Run]) -> str:
    """The median of the ratios of the first frames within the rounds."""
    if len(runs) != len(floors):
        return ""
    return f"{median([one.first_frame / other.first_frame for one, other in zip(runs, floors, strict=True)]):.2f}"


def main() -> None:
    """Install what is not there, measure, print, and write `bench/peers.md`."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=10, help="starts of each program (default 10)")
    arguments.add_argument("--only", nargs="+", metavar="NAME", help="these programs alone; peers.md stays as it is")
    options = arguments.parse_args()
    listed = [peer for peer in peers(HERE / "peers.toml") if not options.only or peer.name in options.only]
    with tempfile.TemporaryDirectory() as homes:
        table = measure(options.rounds, listed, Path(homes))
    show("")
    about = f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {options.rounds} rounds; medians."
    text = f"# Results of `make bench-peers`\n\n{about} `README.md` beside this says what they mean.\n\n{table}\n"
    if not options.only:
        (HERE / "peers.md").write_text(text, encoding="utf-8")
    print(f"\n{text}")


if __name__ == "__main__":
    main()
