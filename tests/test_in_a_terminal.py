"""The game in a real pseudo-terminal: how it starts, how it ends, and what it leaves behind."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Terminal

GAME = [sys.executable, "-m", "cosmoquiz"]
LEFT_ALTERNATE_SCREEN = b"\x1b[?1049l"


def environ(home: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "COSMOQUIZ_HOME": str(home), "TERM": "xterm-256color", **more}


def answers(home: Path) -> int:
    with sqlite3.connect(home / "data" / "records.db") as db:
        return int(db.execute("SELECT count(*) FROM answers").fetchone()[0])


def answer_one(terminal: Terminal) -> None:
    terminal.wait_for("Play")
    mark = terminal.mark()
    terminal.press("\r")
    terminal.wait_for("1/10", mark)
    terminal.settle(0.5)
    mark = terminal.mark()
    terminal.press("1")
    terminal.wait_for("points", mark)


def test_the_game_starts_plays_and_leaves_a_clean_terminal(tmp_path: Path) -> None:
    with Terminal(GAME, environ(tmp_path)) as terminal:
        answer_one(terminal)
        terminal.press("\x11")
        terminal.wait_for_exit()
        assert terminal.code == 0
        assert LEFT_ALTERNATE_SCREEN in terminal.written
    assert answers(tmp_path) == 1


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)])
def test_a_signal_leaves_a_clean_terminal_and_loses_nothing(tmp_path: Path, name: str, code: int) -> None:
    with Terminal(GAME, environ(tmp_path)) as terminal:
        answer_one(terminal)
        os.kill(terminal.pid, getattr(signal, name))
        terminal.wait_for_exit()
        assert terminal.code == code
        assert LEFT_ALTERNATE_SCREEN in terminal.written
    assert answers(tmp_path) == 1


def test_ctrl_c_is_exit_code_130(tmp_path: Path) -> None:
    with Terminal(GAME, environ(tmp_path)) as terminal:
        answer_one(terminal)
        terminal.press("\x03")
        terminal.wait_for_exit()
        assert terminal.code == 130
    assert answers(tmp_path) == 1


def test_a_closed_window_ends_the_game_and_loses_nothing(tmp_path: Path) -> None:
    with Terminal(GAME, environ(tmp_path)) as terminal:
        answer_one(terminal)
        terminal.hang_up()
        terminal.wait_for_exit()
        assert terminal.code == 129
    assert answers(tmp_path) == 1


def test_a_killed_game_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    with Terminal(GAME, environ(tmp_path)) as terminal:
        answer_one(terminal)
        terminal.settle(0.5)
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.wait_for_exit()
    assert answers(tmp_path) == 1
    with Terminal(GAME, environ(tmp_path)) as terminal:
        terminal.wait_for("question 2 of 10")
        mark = terminal.mark()
        terminal.press("r")
        terminal.wait_for("2/10", mark)


def test_a_dumb_terminal_gets_a_sentence(tmp_path: Path) -> None:
    with Terminal(GAME, environ(tmp_path, TERM="dumb")) as terminal:
        terminal.wait_for("TERM is dumb")
        terminal.wait_for_exit()
        assert terminal.code == 2
        assert b"\x1b" not in terminal.written


def test_an_unknown_bank_is_told_after_the_game_has_left_the_screen(tmp_path: Path) -> None:
    with Terminal([*GAME, "play", "-b", "nowhere"], environ(tmp_path)) as terminal:
        terminal.wait_for_exit()
        assert terminal.code == 2
        after = terminal.written.rpartition(LEFT_ALTERNATE_SCREEN)[2]
        assert b"There is no bank called nowhere" in after


def own_bank(folder: Path, name: str, title: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    text = f"title: {title}\nquestions:\n  - question: Is it mine?\n    answer: a\n    wrong: [b]\n"
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["-b", "first-flights", "-b", "nowhere"], "There is no bank called nowhere"),
        (["-b", "missing/file.yaml"], "missing/file.yaml can't be played: there is no such file"),
        (["-b", "~nosuchuser/x.yaml"], "x.yaml can't be played: there is no such file"),
        (["-t", "no-such-tag"], "No question matches: all banks, tagged no-such-tag"),
    ],
    ids=str,
)
def test_what_the_command_line_asks_for_in_vain_is_exit_code_2(tmp_path: Path, arguments: list[str], why: str) -> None:
    with Terminal([*GAME, "play", *arguments], environ(tmp_path)) as terminal:
        terminal.wait_for_exit()
        assert terminal.code == 2
        assert why in terminal.written.rpartition(LEFT_ALTERNATE_SCREEN)[2].decode()


def test_a_file_with_the_name_of_a_shipped_bank_is_refused_rather_than_mixed_up(tmp_path: Path) -> None:
    path = own_bank(tmp_path / "mine", "stations.yaml", "Mine")
    with Terminal([*GAME, "play", "-b", str(path)], environ(tmp_path)) as terminal:
        terminal.wait_for_exit()
        assert terminal.code == 2
        assert b"is taken by" in terminal.written.rpartition(LEFT_ALTERNATE_SCREEN)[2]


@pytest.mark.parametrize("name", ["mine.yaml", "cafe\u0301.yml", "Mine Own.YAML"])
def test_a_bank_can_be_played_from_anywhere(tmp_path: Path, name: str) -> None:
    path = own_bank(tmp_path / "mine", name, "Mine")
    for given in (path, path.parent):
        with Terminal(
            [*GAME, "play", "-b", str(given) + ("/" if given == path.parent else "")], environ(tmp_path)
        ) as t:
            t.wait_for("Is it mine?")


@pytest.mark.parametrize("ending", ["signal", "hang-up"])
def test_a_terminal_that_takes_no_output_does_not_keep_the_game(tmp_path: Path, ending: str) -> None:
    with Terminal(GAME, environ(tmp_path)) as terminal:
        answer_one(terminal)
        # Nobody reads any more: what the game writes fills the buffer of the terminal.
        for _ in range(300):
            terminal.press("?\x1b[B\x1b[B?")
        os.kill(terminal.pid, signal.SIGTERM)
        if ending == "hang-up":
            terminal.hang_up()
        terminal.wait_for_silently(15)
        assert terminal.code in (143, 129)
    assert answers(tmp_path) == 1


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.15, 0.3])
def test_leaving_while_the_game_starts_is_no_fault(tmp_path: Path, delay: float) -> None:
    with Terminal(GAME, environ(tmp_path)) as terminal:
        # Asked for only when the terminal is raw: until then it takes Ctrl-Q for XON and swallows it.
        terminal.wait_for_bytes(b"\x1b[?1004h")
        terminal.settle(delay)
        terminal.press("\x11")
        terminal.wait_for_exit()
        assert terminal.code == 0
        assert b"fault of its own" not in terminal.written


NOT_BEFORE_HOME = re.compile(
    r"yaml|csv|argparse|importlib\.metadata|platformdirs\.(android|macos|windows)|markdown_it|pygments"
    r"|cosmoquiz\.(authoring|arguments)"
    r"|cosmoquiz\.banks\.(?!(problem|fields|encoding|index|library)$).*"
    r"|cosmoquiz\.ui\.(add|banks|help|look|news|panes|paths|play|results|scores|settings)"
    r"|textual\.widgets\._(data_table|markdown|text_area|digits)"
)
"""What costs time to import and is not needed to draw Home."""


def test_home_is_drawn_before_what_it_does_not_need_is_imported(tmp_path: Path) -> None:
    loaded = tmp_path / "loaded"
    code = (
        "import pathlib, sys; from cosmoquiz.cli import main; from cosmoquiz.ui.app import CosmoquizApp\n"
        f"def drawn(self): pathlib.Path({str(loaded)!r}).write_text('\\n'.join(sys.modules)); self.exit(0)\n"
        "CosmoquizApp._home_is_drawn = drawn; sys.exit(main([]))"
    )
    with Terminal([sys.executable, "-c", code], environ(tmp_path)) as terminal:
        terminal.wait_for_exit()
        assert terminal.code == 0
    names = loaded.read_text().splitlines()
    assert "cosmoquiz.ui.home" in names
    assert [name for name in names if NOT_BEFORE_HOME.fullmatch(name)] == []


def test_a_game_with_an_index_never_imports_the_reader_of_yaml(tmp_path: Path) -> None:
    loaded = tmp_path / "loaded"
    code = (
        "import pathlib, sys; from cosmoquiz.cli import main; from cosmoquiz.ui.app import CosmoquizApp\n"
        "close = CosmoquizApp.close\n"
        f"def note(self, t): pathlib.Path({str(loaded)!r}).write_text('\\n'.join(sys.modules)); return close(self, t)\n"
        "CosmoquizApp.close = note; sys.exit(main([]))"
    )
    subprocess.run([sys.executable, "-m", "cosmoquiz", "banks"], env=environ(tmp_path), check=True, capture_output=True)
    with Terminal([sys.executable, "-c", code], environ(tmp_path)) as terminal:
        terminal.wait_for("652 questions")
        mark = terminal.mark()
        terminal.settle(0.4)
        terminal.press("\r")
        terminal.wait_for("1/10", mark)
        terminal.settle(0.4)
        terminal.press("1")
        terminal.wait_for("answer", mark)
        terminal.press("\x11")
        terminal.wait_for_exit()
        assert terminal.code == 0
    names = loaded.read_text().splitlines()
    assert "cosmoquiz.ui.play" in names
    readers = ("yaml", "cosmoquiz.banks.check", "cosmoquiz.banks.reader", "cosmoquiz.banks.builder")
    assert [name for name in names if name.startswith(readers)] == []


def test_a_fault_of_the_game_is_one_line_and_a_log(tmp_path: Path) -> None:
    code = (
        "import sys; from cosmoquiz.ui.home import Home; from cosmoquiz.cli import main\n"
        "def fail(self, wish): secret = 'do not print me'; raise RuntimeError('engine \\x1b[2J trouble')\n"
        "Home.action_wish = fail; sys.exit(main([]))"
    )
    with Terminal([sys.executable, "-c", code], environ(tmp_path)) as terminal:
        terminal.wait_for("Play")
        terminal.settle(0.3)
        terminal.press("s")
        terminal.wait_for_exit()
        assert terminal.code == 1
        after = terminal.written.rpartition(LEFT_ALTERNATE_SCREEN)[2].decode()
    assert "the game stopped on a fault of its own" in after
    assert "Traceback" not in after
    log = (tmp_path / "state" / "cosmoquiz.log").read_text(encoding="utf-8")
    assert "RuntimeError" in log
    assert "\x1b" not in log
    assert "do not print me" not in log.replace("secret = 'do not print me'", "")


def test_every_colour_is_written_whole_since_nothing_turns_those_of_the_terminal_into_ours(tmp_path: Path) -> None:
    with Terminal(GAME, environ(tmp_path, COLORTERM="truecolor")) as terminal:
        terminal.wait_for("▸ Play")
        keys = ["?", "\x1b", "s", "\x1b", "b", "l", "\x1b", "+", "\x1b", "\x1b", ",", "\x1b", "\x10", "\x1b", "\r", "1"]
        for key in keys:
            terminal.settle(0.3, timeout=1)
            terminal.press(key)
        terminal.settle(0.5, timeout=1)
        for sign in ("How to play", "High scores", "Search for commands", "1/10", "✓"):
            assert sign in terminal.plain
        styles = {
            re.sub(rb"[34]8;2;\d+;\d+;\d+", b"", style) for style in re.findall(rb"\x1b\[([\d;]*)m", terminal.written)
        }
        attributes = {int(part) for style in styles for part in style.split(b";") if part}
        assert attributes <= {0, 1, 3, 4, 7}, "colours of the terminal, or dim text"


def test_without_colours_every_state_is_said_by_sign_and_word(tmp_path: Path) -> None:
    with Terminal(GAME, environ(tmp_path, NO_COLOR="1")) as terminal:
        terminal.wait_for("▸ Play")
        mark = terminal.mark()
        terminal.press("\r")
        terminal.wait_for("1/10", mark)
        terminal.settle(0.5)
        mark = terminal.mark()
        terminal.press("\x1b[B")
        terminal.wait_for("▸ 1", mark)
        mark = terminal.mark()
        terminal.settle(0.2)
        terminal.press("\r")
        terminal.wait_for("✓", mark)
        terminal.settle(0.3)
        coloured = {
            rgb
            for rgb in re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", terminal.written)
            if len({int(part) // 3 for part in rgb}) > 1
        }
        assert not coloured
