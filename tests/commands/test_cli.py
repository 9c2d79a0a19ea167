"""The command line, run as a user runs it."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from command import run
from examples import deals

from cosmoquiz import __version__
from cosmoquiz.cli import terminal_trouble
from cosmoquiz.console import WRONG_USAGE
from cosmoquiz.quiz.round import Round
from cosmoquiz.records.store import Records


def play_a_round(home: Path, player: str) -> None:
    now = datetime(2026, 4, 12, tzinfo=UTC)
    records = Records.open(home / "data" / "records.db", now)
    round_ = Round.start(deals(2))
    number = records.begin(round_, player, now)
    while (deal := round_.current) is not None:
        round_ = round_.pick(deal.answer, 2.0)
        records.answer(number, round_, now)
    records.close()


def test_the_version_is_printed(tmp_path: Path) -> None:
    done = run("--version", home=tmp_path)
    assert (done.returncode, done.stdout.decode().strip()) == (0, f"cosmoquiz {__version__}")


def test_help_shows_examples(tmp_path: Path) -> None:
    done = run("-h", home=tmp_path)
    assert done.returncode == 0
    assert b"cosmoquiz play -b" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["launch"],
        ["play", "-n", "0"],
        ["play", "-n", "many"],
        ["play", "-n", "201"],
        ["play", "-d", "brutal"],
        ["play", "--clock", "warp"],
        ["play", "--mode", "chess"],
        ["scores", "--json", "--csv"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2_and_one_line_of_why(tmp_path: Path, arguments: list[str]) -> None:
    done = run(*arguments, home=tmp_path)
    assert done.returncode == WRONG_USAGE
    assert b"usage:" in done.stderr
    assert b"Traceback" not in done.stderr
    assert not done.stdout


@pytest.mark.parametrize("arguments", [[], ["play"], ["play", "-b", "first-flights"]], ids=str)
def test_a_pipe_gets_a_sentence_and_exit_code_2(tmp_path: Path, arguments: list[str]) -> None:
    done = run(*arguments, home=tmp_path)
    assert done.returncode == WRONG_USAGE
    assert done.stderr.startswith(b"cosmoquiz: the game needs a terminal")
    assert not done.stdout


class Stream(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("term", "terminals", "word"),
    [
        ("xterm", (True, True, True), ""),
        ("xterm", (False, True, True), "input"),
        ("xterm", (True, False, True), "output"),
        ("xterm", (True, True, False), "error output"),
        ("dumb", (True, True, True), "TERM is dumb"),
        ("", (True, True, True), "TERM is not set"),
    ],
)
def test_the_game_says_what_it_misses_in_a_terminal(term: str, terminals: tuple[bool, ...], word: str) -> None:
    trouble = terminal_trouble({"TERM": term}, [Stream(terminal=is_one) for is_one in terminals])
    assert word in trouble
    assert bool(trouble) == bool(word)


def test_a_missing_stream_is_no_terminal() -> None:
    assert terminal_trouble({"TERM": "xterm"}, [None, None, None])


def test_scores_of_nobody_are_an_empty_list_and_leave_no_file(tmp_path: Path) -> None:
    done = run("scores", "--json", home=tmp_path)
    assert json.loads(done.stdout) == {"scores": []}
    assert not list(tmp_path.rglob("*"))
    assert b"No round has been finished" in run("scores", home=tmp_path).stdout


def test_scores_come_as_text_json_and_csv(tmp_path: Path) -> None:
    play_a_round(tmp_path, "Анна")
    play_a_round(tmp_path, "=SUM(A1)")
    rows = json.loads(run("scores", "--json", home=tmp_path).stdout)["scores"]
    assert [row["player"] for row in rows] == ["=SUM(A1)", "Анна"]
    assert rows[0]["score"] == 315
    assert rows[0]["banks"] == []
    table = list(csv.DictReader(io.StringIO(run("scores", "--csv", home=tmp_path).stdout.decode())))
    assert [row["player"] for row in table] == ["'=SUM(A1)", "Анна"]
    assert table[1]["finished"].startswith("2026-04-12")
    assert "Анна" in run("scores", home=tmp_path).stdout.decode()


@pytest.mark.parametrize("environ", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}], ids=str)
def test_output_survives_a_terminal_that_knows_only_ascii(tmp_path: Path, environ: dict[str, str]) -> None:
    play_a_round(tmp_path, "Анна")
    done = run("scores", home=tmp_path, **environ)
    assert done.returncode == 0
    assert not done.stderr


def test_banks_are_listed_with_the_broken_ones(tmp_path: Path) -> None:
    own = tmp_path / "data" / "banks"
    own.mkdir(parents=True)
    (own / "mine.yaml").write_text("title: Mine\nquestions:\n  - question: Q?\n    answer: a\n    wrong: [b]\n")
    (own / "bad.yaml").write_text("title: Bad\nquestions:\n  - question: Q?\n    answer: a\n    wrong: [a]\n")
    text = run("banks", home=tmp_path).stdout.decode()
    assert "first-flights" in text
    assert "Mine" in text
    assert "bad" in text
    assert "cannot be played" in text
    rows = {row["bank"]: row for row in json.loads(run("banks", "--json", home=tmp_path).stdout)["banks"]}
    assert rows["mine"]["playable"]
    assert rows["mine"]["origin"] == "yours"
    assert rows["bad"]["problems"][0]["line"] == 5


def test_paths_are_below_the_home_that_is_given(tmp_path: Path) -> None:
    done = run("paths", home=tmp_path)
    assert done.returncode == 0
    assert all(str(tmp_path) in line for line in done.stdout.decode().splitlines())


@pytest.mark.parametrize("arguments", [["banks"], ["scores", "--json"], ["banks", "--json"], ["paths"]], ids=" ".join)
def test_a_closed_pipe_is_no_traceback(tmp_path: Path, arguments: list[str]) -> None:
    command = f"{sys.executable} -m cosmoquiz {' '.join(arguments)} | head -c 0"
    env = {**os.environ, "COSMOQUIZ_HOME": str(tmp_path)}
    done = subprocess.run(["sh", "-c", command], env=env, capture_output=True, timeout=30, check=False)
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.parametrize("command", ["paths", "banks", "scores --json"])
@pytest.mark.parametrize("where", [">&-", ">/dev/full", "2>&-"])
def test_output_that_goes_nowhere_is_no_traceback(tmp_path: Path, command: str, where: str) -> None:
    env = {**os.environ, "COSMOQUIZ_HOME": str(tmp_path)}
    line = f"{sys.executable} -m cosmoquiz {command} {where}"
    done = subprocess.run(["sh", "-c", line], env=env, capture_output=True, timeout=30, check=False)
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr
    assert done.returncode == (1 if "full" in where else 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ["play", "-t", "\x1b]0;pwn\x07"],
        ["play", "-b", "\x9b2J"],
        ["play", "--seed", "\u202e"],
        ["play", "--warp\x1b]0;x\x07"],
        ["\x1b[2J"],
    ],
    ids=ascii,
)
def test_control_characters_in_arguments_do_not_reach_the_terminal(tmp_path: Path, arguments: list[str]) -> None:
    done = run(*arguments, home=tmp_path)
    assert done.returncode == WRONG_USAGE
    shown = (done.stdout + done.stderr).decode()
    assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) <= 0x9F or c == "\u202e" for c in shown)


def test_control_characters_in_paths_do_not_reach_the_terminal(tmp_path: Path) -> None:
    own = tmp_path / "\x1b]0;x\x07" / "data" / "banks"
    own.mkdir(parents=True)
    (own / "a\u202eb\x9b.yaml").write_text("title: T\n")
    for words in (["paths"], ["banks"], ["banks", "--json"]):
        shown = run(*words, home=own.parent.parent).stdout.decode()
        assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) <= 0x9F or c == "\u202e" for c in shown)


def test_commands_that_draw_nothing_do_not_load_textual(tmp_path: Path) -> None:
    code = (
        "import sys; from cosmoquiz.cli import main\n"
        "for words in (['scores', '--json'], ['banks', '--json'], ['paths']): assert main(words) == 0\n"
        "assert not any(name.split('.')[0] in ('textual', 'rich') for name in sys.modules), 'Textual is loaded'"
    )
    env = {**os.environ, "COSMOQUIZ_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr.decode()
