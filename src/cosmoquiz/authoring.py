"""The commands of those who write banks: check, new, add, remove, export and schema."""

import os
import shlex
import sys
import unicodedata
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cosmoquiz.banks.problem import Problem
from cosmoquiz.console import FAILED, OK, WRONG_USAGE, json_text, kept_places, put, put_file, say, shown_path
from cosmoquiz.quiz.text import printable
from cosmoquiz.quiz.words import count_of, number

SHOWN: Final = 100
"""Problems of one file, or questions left out of it, that a terminal is told of; the rest are counted."""

_COLOURS: Final = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m"}
_PLAIN: Final = "\x1b[0m"


# Checking


def check(parsed: Namespace) -> int:
    """Print what is wrong with files, or what a code means."""
    if parsed.explain is not None:
        if parsed.files:
            say("cosmoquiz: check takes files or --explain, not both")
            return WRONG_USAGE
        return _explain(parsed.explain)
    if not parsed.files:
        say("cosmoquiz: name the files to check, such as `cosmoquiz check my-bank.yaml`")
        return WRONG_USAGE
    found = _Found()
    paths = [path for name in dict.fromkeys(parsed.files) for path in bank_paths(name)]
    if parsed.json:
        _print_json(paths, found)
    else:
        for path in paths:
            _print_problems(shown_path(path), found.look(path))
        say(found.summary())
    return FAILED if found.errors or (parsed.strict and found.warnings) else OK


@dataclass(slots=True)
class _Found:
    """What has been found so far."""

    files: int = 0
    questions: int = 0
    errors: int = 0
    warnings: int = 0
    title: str = ""
    """Of the file looked at last, as its questions are."""
    count: int = 0

    def look(self, path: Path) -> Sequence[Problem]:
        """Check a file, with advice."""
        from cosmoquiz.banks.check import read_bank

        reading = read_bank(path, advice=True)
        errors = sum(problem.severity == "error" for problem in reading.problems)
        self.files += 1
        self.errors += errors
        self.warnings += len(reading.problems) - errors
        self.title, self.count = reading.title, reading.count
        self.questions += reading.count
        return reading.problems

    def summary(self) -> str:
        """One line on all files."""
        what = [count_of(self.questions, "question")] if self.questions else []
        if self.files != 1:
            what.append(count_of(self.files, "file"))
        faults = [count_of(n, name) for n, name in ((self.errors, "error"), (self.warnings, "warning")) if n]
        found = " and ".join(faults) or "nothing to mend"
        if self.warnings and not self.errors:
            found += "; they can be played" if self.files > 1 else "; the bank can be played"
        return f"{' in '.join(what)}: {found}." if what else f"{found}."


def bank_paths(name: str) -> list[Path]:
    """The file, the files of the folder, or the bank in the library that a name on the command line stands for."""
    from cosmoquiz.banks.library import banks_in, find_banks
    from cosmoquiz.banks.shelf import slug

    path = Path(name)
    with suppress(RuntimeError):  # there is no such user
        path = path.expanduser()
    with suppress(OSError, ValueError):
        if path.is_dir():
            return banks_in(path) or [path]
        if path.exists():
            return [path]
    if not is_path(name):
        kept, _ = kept_places()
        places = find_banks(kept.banks if kept else None)
        for called in (name.casefold(), slug(name)):
            known = [place.path for place in places if place.name.casefold() == called]
            if known:
                return known[:1]
    return [path]


def is_path(bank: str) -> bool:
    """Whether a bank is named by its file."""
    return os.sep in bank or "/" in bank or bank.lower().endswith((".yaml", ".yml"))


def _print_problems(file: str, problems: Sequence[Problem]) -> None:
    terminal = sys.stdout is not None and sys.stdout.isatty()
    colours = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    shown = problems[:SHOWN] if terminal else problems
    for problem in shown:
        if terminal:
            for line in _explained_lines(file, problem, colours):
                put(line)
        else:
            put(problem.rendered(file))
    if len(problems) > len(shown):
        put(f"{file}: and {number(len(problems) - len(shown))} more; --json prints all of them")


def _explained_lines(file: str, problem: Problem, colours: bool) -> Iterator[str]:
    """A problem as a terminal shows it: the place, the faulty field with a caret under the fault, the cure."""
    place = ":".join(str(part) for part in (file, problem.line, problem.column) if part is not None)
    kind = f"{problem.severity}[{problem.code}]"
    if colours:
        kind = f"{_COLOURS[problem.severity]}{kind}{_PLAIN}"
    yield f"{place}: {kind}: {problem.message}"
    if problem.excerpt:
        yield f"    {problem.excerpt}"
        yield f"    {' ' * _cells(problem.excerpt[: problem.caret])}^"
    if problem.fix:
        yield f"  to mend it: {problem.fix}"


def _cells(text: str) -> int:
    """The width of a text on a terminal."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    narrow = sum(unicodedata.category(character) in ("Mn", "Me", "Cf") for character in text)
    return len(text) + wide - narrow


def _print_json(paths: Sequence[Path], found: _Found) -> None:
    """One document, printed file by file, so that a thousand broken files need no more memory than one."""
    put('{"files": [')
    for at, path in enumerate(paths):
        problems = found.look(path)
        row = {
            "file": shown_path(path),
            "bank": printable(path.stem),
            "title": found.title or None,
            "questions": found.count,
            "problems": [problem.row() for problem in problems],
        }
        put(json_text(row) + ("," if at < len(paths) - 1 else ""))
    put(f'], "errors": {found.errors}, "warnings": {found.warnings}}}')


def _explain(code: str) -> int:
    from difflib import get_close_matches

    from cosmoquiz.banks.craft import CODES, explained
    from cosmoquiz.banks.faults import FAULTS

    rules = {**FAULTS, **CODES}
    if not code:
        width = max(map(len, rules))
        for heading, codes in (("Problems:", FAULTS), ("Advice:", CODES)):
            put(heading)
            for name, rule in sorted(codes.items()):
                put(f"  {name:<{width}}  {rule.title}")
        return OK
    if code in rules:
        put(explained(code, rules).rstrip())
        return OK
    close = get_close_matches(code, rules, 1)
    fix = f"Did you mean {close[0]}?" if close else "`cosmoquiz check --explain` lists them all."
    say(f"cosmoquiz: there is no code {printable(code, 60)}. {fix}")
    return WRONG_USAGE


# The user's own banks


def new(parsed: Namespace) -> int:
    """Write a starter bank."""
    from cosmoquiz.banks.library import shipped_names
    from cosmoquiz.banks.shelf import ShelfError, start

    kept, trouble = kept_places()
    if not kept:
        return _refused(trouble)
    try:
        path = start(kept.banks, parsed.name, taken=shipped_names())
    except ShelfError as error:
        return _refused(str(error))
    put(f"Written: {shown_path(path)}")
    say("Open it in any editor; it says how to go on. Then:")
    say(f"  cosmoquiz check {path.stem}")
    say(f"  cosmoquiz play -b {path.stem}")
    return OK


def add(parsed: Namespace) -> int:
    """Put files into the user's banks, converting those that are in another format."""
    from cosmoquiz.banks.library import shipped_names

    kept, trouble = kept_places()
    if not kept:
        return _refused(trouble)
    taken = shipped_names()
    added = [_add(Path(file), kept.banks, taken, parsed) for file in dict.fromkeys(parsed.files)]
    return OK if all(added) else FAILED


def _add(path: Path, folder: Path, taken: Mapping[str, str], parsed: Namespace) -> bool:
    from cosmoquiz.banks import adding
    from cosmoquiz.banks.shelf import TakenError

    with suppress(RuntimeError):  # there is no such user
        path = path.expanduser()
    file = shown_path(path)
    try:
        done = adding.add(
            path,
            folder,
            form=parsed.form or "",
            licence=parsed.licence or "",
            source=parsed.source or "",
            force=parsed.force,
            taken=taken,
        )
    except adding.AddError as error:
        _print_problems(file, error.problems)
        _say_left_out(file, error.left_out)
        hint = " With --force it is replaced." if isinstance(error.__cause__, TakenError) else ""
        say(f"cosmoquiz: {file} was not added: {error}{hint}")
        return False
    _say_left_out(file, done.left_out)
    put(f"{file}: {count_of(done.questions, 'question')} added, {number(len(done.left_out))} left out.")
    put(f"  the bank: {shown_path(done.path)}")
    for remark in done.remarks:
        say(f"  {printable(remark, 400)}")
    if done.unnamed:
        options = " and ".join(f"--{name}" for name in done.unnamed)
        say(f"  The file says nothing of a {' or a '.join(done.unnamed)}: write it at the top of the bank,")
        say(f"  or add the file again with --force and {options}.")
    bank = done.path.stem
    if done.problems:
        say(f"  {count_of(len(done.problems), 'warning')}: cosmoquiz check {bank}")
    say(f"  to play it: cosmoquiz play -b {bank}")
    return True


def _say_left_out(file: str, left_out: Sequence[Any]) -> None:
    shown = left_out[:SHOWN] if sys.stderr is not None and sys.stderr.isatty() else left_out
    for out in shown:
        place = f"{file}:{out.line}" if out.line else file
        say(f"{place}: question {out.number} left out: {printable(out.reason, 400)}")
    if len(left_out) > len(shown):
        say(f"{file}: and {number(len(left_out) - len(shown))} more left out")


def remove(parsed: Namespace) -> int:
    """Move a bank of the user's out of the game."""
    from cosmoquiz.banks.library import shipped_names
    from cosmoquiz.banks.shelf import ShelfError
    from cosmoquiz.banks.shelf import remove as remove_bank

    kept, trouble = kept_places()
    if not kept:
        return _refused(trouble)
    try:
        path = remove_bank(parsed.bank, kept.banks, kept.removed, taken=shipped_names())
    except ShelfError as error:
        return _refused(str(error))
    put(f"Moved to {shown_path(path)}")
    say(f"To have it back: cosmoquiz add {shlex.quote(shown_path(path))}")
    return OK


# Other programs


def export(parsed: Namespace) -> int:
    """Print a bank in the format of another program."""
    from cosmoquiz.banks import formats
    from cosmoquiz.banks.check import read_bank

    paths = bank_paths(parsed.bank)
    if len(paths) != 1:
        return _refused(f"{printable(parsed.bank)} holds {len(paths)} banks; name one of them")
    reading = read_bank(paths[0])
    if reading.bank:
        put_file(formats.write(reading.bank, parsed.form))
        return OK
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    if errors[0].code == "missing-file" and not is_path(parsed.bank):
        return _refused(f"there is no bank and no file called {printable(parsed.bank)}; `cosmoquiz banks` lists them")
    for problem in errors[:SHOWN]:
        say(problem.rendered(shown_path(paths[0])))
    return _refused(f"the bank has {count_of(len(errors), 'error')} and was not exported")


def print_schema() -> int:
    """Print the JSON Schema of banks, for editors."""
    from cosmoquiz.banks.shelf import schema

    put_file(schema())
    return OK


def _refused(why: str) -> int:
    say(f"cosmoquiz: {why}")
    return FAILED
