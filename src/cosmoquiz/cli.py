"""The command line: arguments in, exit code out. What a command does not need it does not import."""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NoReturn, TextIO

from cosmoquiz import __version__
from cosmoquiz.console import (
    FAILED,
    INTERRUPTED,
    OK,
    PATH_LIMIT,
    WRONG_USAGE,
    json_text,
    kept_places,
    put,
    say,
)

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from cosmoquiz.banks.library import BankFile, Library
    from cosmoquiz.records.settings import Settings
    from cosmoquiz.records.store import Score
    from cosmoquiz.ui.app import CosmoquizApp, Wanted

CLOSING_SECONDS: Final = 3.0
"""How long leaving waits for what is still to be saved."""

STUCK_SECONDS: Final = 4.0
"""How long the game may take to give the screen back once it is left."""

YOUNG: Final = 3000
"""Objects that come before garbage is looked for: a screen that opens makes as many as twenty times Python's 700."""

COLUMNS: Final = (
    *("player", "score", "right", "questions", "best_streak", "seconds"),
    *("finished", "mode", "clock", "banks", "tags", "difficulty"),
)
"""What is printed of a score."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code: 0; 1 failed; 2 wrong usage or no usable terminal; 130 Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return _cannot_write(error)
    return code


def _cannot_write(error: OSError) -> int:
    """Our output went nowhere: say why, unless its reader has just read enough."""
    if not isinstance(error, BrokenPipeError):
        with suppress(OSError):
            say(f"cosmoquiz: the output cannot be written: {error.strerror}")
    _give_up_streams()
    return FAILED


def _give_up_streams() -> None:
    """Let what is still buffered go nowhere: the interpreter would complain about it when it ends."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run(arguments: Sequence[str]) -> int:
    # What is asked for most, and by other programs, need not wait until all commands are described.
    plain = _PLAIN.get(tuple(arguments))
    if plain:
        return plain()
    from cosmoquiz.arguments import parser

    parsed = parser().parse_args(arguments)
    match parsed.command:
        case "scores":
            return print_scores("json" if parsed.json else "csv" if parsed.csv else "text")
        case "banks":
            return print_banks(as_json=parsed.json)
        case "paths":
            return print_paths()
        case None:
            return play(None)
        case "play":
            return play(parsed)
    return _author(parsed)


def _print_version() -> int:
    put(f"cosmoquiz {__version__}")
    return OK


def _author(parsed: "Namespace") -> int:
    from cosmoquiz import authoring

    match parsed.command:
        case "check":
            return authoring.check(parsed)
        case "new":
            return authoring.new(parsed)
        case "add":
            return authoring.add(parsed)
        case "remove":
            return authoring.remove(parsed)
        case "export":
            return authoring.export(parsed)
    return authoring.print_schema()


# The game


def play(options: "Namespace | None") -> int:
    """Check the terminal, then run the game; with options, begin with a round."""
    trouble = terminal_trouble(os.environ, (sys.stdin, sys.stdout, sys.stderr))
    if trouble:
        say(f"cosmoquiz: {trouble}")
        return WRONG_USAGE
    # Textual waits for the next frame of this clock when keys follow each other; at 60 that can be felt.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    import gc

    # The modules stay for good: collecting garbage among them, now and at exit, is time lost.
    gc.disable()
    app = _game(options)
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
    gc.enable()
    code = _watched(app)
    unsaved = app.close(CLOSING_SECONDS)
    try:
        code = _farewell(app, code, unsaved)
    except OSError:
        # The terminal is gone.
        _give_up_streams()
        code = code or FAILED
    return _ended(code) if app.left_quickly else code


def _ended(code: int) -> NoReturn:
    """End the process without a look at its threads, of which one still listens for keys."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


def _watched(app: "CosmoquizApp") -> int | None:
    """Run the game; when it is left but does not end, because the terminal is gone or takes no output, end it."""
    import threading

    def end(code: int) -> None:
        app.close(CLOSING_SECONDS)
        os._exit(code)

    watches: list[threading.Timer] = []

    def watch(code: int) -> None:
        app.leave_quickly()
        watches.append(threading.Timer(STUCK_SECONDS, end, [code]))
        watches[-1].daemon = True
        watches[-1].start()

    app.when_left = watch
    code = app.run()
    for timer in watches:
        timer.cancel()
    return code


def _farewell(app: "CosmoquizApp", code: int | None, unsaved: int) -> int:
    """Say what there is to say once the screen is given back, and give the exit code."""
    sys.stdout.flush()
    if app.crash is not None:
        return _report_crash(app)
    if app.refusal:
        say(f"cosmoquiz: {app.refusal}")
    if unsaved:
        say(f"cosmoquiz: not saved: {unsaved} {'answer' if unsaved == 1 else 'answers'}. {app.trouble}")
        return code or FAILED
    return code or app.return_code or OK


def terminal_trouble(environ: Mapping[str, str], streams: Sequence[TextIO | None]) -> str:
    """Why the game cannot be shown here; empty when it can."""
    for stream, name in zip(streams, ("input", "output", "error output"), strict=True):
        if stream is None or not stream.isatty():
            return (
                f"the game needs a terminal, and its {name} is not one. Commands such as `cosmoquiz scores` need none."
            )
    term = environ.get("TERM", "")
    if os.name == "posix" and term in ("", "dumb", "unknown"):
        is_what = f"TERM is {term or 'not set'}"
        return f"this terminal cannot show the game ({is_what}). Commands such as `cosmoquiz scores` work in it."
    return ""


def _game(options: "Namespace | None") -> "CosmoquizApp":
    from datetime import UTC, datetime

    from cosmoquiz.quiz.text import player_name
    from cosmoquiz.records.settings import Settings, load
    from cosmoquiz.ui.app import CosmoquizApp, default_name

    kept, notice = kept_places()
    settings = Settings()
    if kept:
        settings, problem = load(kept.settings)
        notice = problem or notice
    paths: list[Path] = []
    wanted = None
    if options:
        if options.player:
            settings = settings._replace(player=player_name(options.player))
        wanted, paths = _wanted(options, settings)
    return CosmoquizApp(
        places=kept,
        settings=settings,
        paths=paths,
        monotonic=time.monotonic,
        now=lambda: datetime.now(UTC),
        new_seed=lambda: int.from_bytes(os.urandom(8), "big") >> 11,
        wanted=wanted,
        notice=notice,
        suggested_name=default_name(_account()),
    )


def _wanted(options: "Namespace", settings: "Settings") -> "tuple[Wanted, list[Path]]":
    """What the options ask for; what they leave open the settings say."""
    from cosmoquiz.authoring import bank_paths, is_path
    from cosmoquiz.quiz.modes import MODES
    from cosmoquiz.quiz.selection import Selection
    from cosmoquiz.ui.app import Wanted

    paths = [path for bank in options.bank if is_path(bank) for path in bank_paths(bank)]
    names = [*(path.stem for path in paths), *(bank for bank in options.bank if not is_path(bank))]
    narrowed = bool(names or options.tag or options.difficulty)
    selection = Selection.of(names, options.tag, options.difficulty) if narrowed else settings.selection
    length = options.length or settings.length
    return Wanted(selection, length, options.clock or settings.clock, MODES[options.mode], options.seed), paths


def _account() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _report_crash(app: "CosmoquizApp") -> int:
    """One line for the player, and the traceback for the log."""
    from cosmoquiz.quiz.text import printable

    kept, _ = kept_places()
    reason = printable(f"{type(app.crash).__name__}: {app.crash}", 200)
    where = ""
    if kept and app.crash:
        with suppress(OSError):
            _log(kept.log, app.crash)
            where = f" The details are in {printable(str(kept.log), 300)}."
    say(f"cosmoquiz: the game stopped on a fault of its own ({reason}). Saved answers are safe.{where}")
    return FAILED


def _log(path: "Path", crash: Exception) -> None:
    import logging
    import traceback
    from logging.handlers import RotatingFileHandler

    from cosmoquiz.quiz.text import printable
    from cosmoquiz.records.places import make_folder

    make_folder(path.parent)
    lines = "".join(traceback.format_exception(crash)).splitlines()
    log = logging.Logger("cosmoquiz")
    file = RotatingFileHandler(path, maxBytes=400_000, backupCount=1, encoding="utf-8")
    file.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(file)
    log.error("cosmoquiz %s\n%s", __version__, "\n".join(printable(line, 500) for line in lines))
    file.close()


# Printing


def print_paths() -> int:
    """Print the places, a line each."""
    from cosmoquiz.quiz.text import printable

    kept, trouble = kept_places()
    if not kept:
        say(f"cosmoquiz: {trouble}")
        return FAILED
    rows = {
        "scores and answers": kept.records,
        "your banks": kept.banks,
        "removed banks": kept.removed,
        "settings": kept.settings,
        "cache": kept.cache,
        "log": kept.log,
    }
    for name, path in rows.items():
        put(f"{name:<20}{printable(str(path), PATH_LIMIT)}")
    return OK


def print_scores(form: str) -> int:
    """Print the finished ranked rounds, newest first, as text, json or csv."""
    from cosmoquiz.records.errors import RecordsError

    try:
        scores = _scores()
    except RecordsError as error:
        say(f"cosmoquiz: {error}")
        return FAILED
    rows = [_score_row(score) for score in scores]
    if form == "json":
        put(json_text({"scores": rows}, indent=2))
    elif form == "csv":
        _print_csv(rows)
    elif not rows:
        put("No round has been finished yet. `cosmoquiz` starts one.")
    else:
        _print_score_table(scores)
    return OK


def _scores() -> "tuple[Score, ...]":
    from datetime import UTC, datetime

    from cosmoquiz.records.errors import RecordsError
    from cosmoquiz.records.store import Records

    kept, trouble = kept_places()
    if not kept:
        raise RecordsError(trouble)
    if not kept.records.exists():
        return ()
    records = Records.open(kept.records, datetime.now(UTC))
    if records.notice:
        say(f"cosmoquiz: {records.notice}")
    try:
        return records.finished()
    finally:
        records.close()


def _score_row(score: "Score") -> dict[str, Any]:
    board = score.board
    return {
        "player": score.player,
        "score": score.score,
        "right": score.right,
        "questions": score.questions,
        "best_streak": score.best_streak,
        "seconds": score.ms / 1000,
        "finished": score.finished.isoformat(),
        "mode": board.mode,
        "clock": board.clock,
        "banks": list(board.selection.banks),
        "tags": list(board.selection.tags),
        "difficulty": board.selection.difficulty,
    }


def _print_csv(rows: list[dict[str, Any]]) -> None:
    import csv

    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in rows:
        table.writerow([_cell(row[column]) for column in COLUMNS])


def _cell(value: object) -> object:
    """A value for a spreadsheet; text that it would take for a formula gets an apostrophe."""
    if isinstance(value, list):
        value = " ".join(value)
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
        return "'" + value
    return "" if value is None else value


def _print_score_table(scores: "Sequence[Score]") -> None:
    from cosmoquiz.quiz.words import board, minutes, number

    put(f"{'score':>7}  {'name':<16}  {'right':>7}  {'time':>7}  {'day':<10}  board")
    for score in scores:
        right = f"{score.right}/{score.questions}"
        name = score.player or "-"
        name = name if len(name) <= 16 else name[:15] + "…"
        put(
            f"{number(score.score):>7}  {name:<16}  {right:>7}  {minutes(score.ms):>7}"
            f"  {score.finished.astimezone().date()}  {board(score.board)}",
        )


def print_banks(*, as_json: bool) -> int:
    """Print the banks: shipped ones and the player's own; broken ones with their first problem."""
    from cosmoquiz.quiz.text import printable

    library = _library()
    if as_json:
        put(json_text({"banks": [_bank_row(library, file) for file in library.files]}, indent=2))
        return OK
    for file in library.files:
        if file.playable:
            put(f"{file.name:<24}{file.questions:>6}  {file.title}")
        else:
            first = next(iter(library.about(file).problems), None)
            put(f"{printable(file.name):<24}     -  cannot be played: {first.message if first else ''}")
    return OK


def _library() -> "Library":
    from cosmoquiz.banks.library import read_library

    kept, _ = kept_places()
    return read_library(kept.banks if kept else None, index=kept.cache if kept else None)


def _bank_row(library: "Library", file: "BankFile") -> dict[str, Any]:
    from cosmoquiz.quiz.question import DIFFICULTIES
    from cosmoquiz.quiz.text import printable

    about = library.about(file)
    mix = dict(zip(DIFFICULTIES, file.mix, strict=True))
    return {
        "bank": printable(file.name),
        "title": file.title if file.playable else None,
        "file": printable(str(file.path), PATH_LIMIT),
        "origin": file.origin,
        "playable": file.playable,
        "questions": file.questions,
        "difficulty": {difficulty: count for difficulty, count in mix.items() if count},
        "tags": dict(about.tags),
        "problems": [problem.row() for problem in about.problems],
    }


_PLAIN: Final[dict[tuple[str, ...], Callable[[], int]]] = {
    (): lambda: play(None),
    ("--version",): _print_version,
    ("scores",): lambda: print_scores("text"),
    ("scores", "--json"): lambda: print_scores("json"),
    ("scores", "--csv"): lambda: print_scores("csv"),
    ("banks",): lambda: print_banks(as_json=False),
    ("banks", "--json"): lambda: print_banks(as_json=True),
}
"""Commands that are understood as they stand."""
