"""The commands of those who write banks, run as they run them."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from command import run

from cosmoquiz import arguments
from cosmoquiz.banks import formats
from cosmoquiz.banks.adding import YAML

GOOD = (
    "title: Flights\nsource: https://example.org\nquestions:\n"
    "  - question: Who flew first?\n    answer: Yuri Gagarin\n    wrong: [Gherman Titov, Alexei Leonov]\n"
    "    explanation: He landed by parachute.\n"
)
BAD = "title: Flights\nquestions:\n  - question: Apollo 11: what?\n    answer: A landing\n    wrong: [A docking]\n"


def written(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_the_options_offer_is_what_there_is() -> None:
    assert (YAML, *formats.FORMATS) == arguments.FORMATS
    assert arguments.EXPORTS == formats.EXPORTS


def test_a_sound_bank_passes_the_check(tmp_path: Path) -> None:
    done = run("check", str(written(tmp_path, "flights.yaml", GOOD)), home=tmp_path / "home")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"1 question: nothing to mend.\n")


def test_a_problem_is_one_line_with_place_code_and_cure(tmp_path: Path) -> None:
    path = written(tmp_path, "flights.yaml", BAD)
    done = run("check", str(path), home=tmp_path / "home")
    assert done.returncode == 1
    (line,) = done.stdout.decode().splitlines()
    assert line == (
        f'{path}:3:24: error[unquoted-colon]: ": " inside text starts a new field; '
        'put the text in quotes: question: "Apollo 11: what?"'
    )
    assert done.stderr == b"1 question: 1 error.\n"


def test_warnings_fail_the_check_when_it_is_strict(tmp_path: Path) -> None:
    path = written(tmp_path, "flights.yaml", GOOD.replace("explanation", "explantion"))
    assert run("check", str(path), home=tmp_path / "home").returncode == 0
    done = run("check", "--strict", str(path), home=tmp_path / "home")
    assert done.returncode == 1
    assert b'did you mean "explanation"?' in done.stdout
    assert b"warning[missing-explanation]" in done.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1", "utf-16"])
def test_the_check_prints_json_whatever_the_terminal_takes(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "flights.yaml", GOOD.replace("Flights", "Полёты"))
    done = run("check", "--json", str(path), home=tmp_path / "home", PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout.decode(encoding))["files"][0]["title"] == "Полёты"


def test_the_check_of_many_files_is_one_json_document(tmp_path: Path) -> None:
    paths = [written(tmp_path, "good.yaml", GOOD), written(tmp_path, "bad.yaml", BAD), tmp_path / "missing.yaml"]
    done = run("check", "--json", *map(str, paths), home=tmp_path / "home")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert (found["errors"], found["warnings"]) == (2, 0)
    good, bad, missing = found["files"]
    assert good == {"file": str(paths[0]), "bank": "good", "title": "Flights", "questions": 1, "problems": []}
    assert (bad["title"], bad["questions"]) == ("Flights", 1)
    assert bad["problems"] == [
        {
            "line": 3,
            "column": 24,
            "severity": "error",
            "code": "unquoted-colon",
            "question": 1,
            "message": '": " inside text starts a new field',
            "fix": 'put the text in quotes: question: "Apollo 11: what?"',
        }
    ]
    assert (missing["title"], missing["questions"]) == (None, 0)
    (problem,) = missing["problems"]
    assert (problem["line"], problem["column"], problem["question"]) == (None, None, None)


def test_the_check_takes_folders_and_the_names_of_banks(tmp_path: Path) -> None:
    home = tmp_path / "home"
    written(home / "data" / "banks", "mine.yaml", BAD)
    written(tmp_path / "folder", "one.yaml", GOOD)
    written(tmp_path / "folder", "two.yaml", GOOD)
    assert b"mine.yaml:3:24" in run("check", "mine", home=home).stdout
    assert run("check", str(tmp_path / "folder"), home=home).stderr == b"2 questions in 2 files: nothing to mend.\n"


@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "x.yaml", "--explain", "tab"], ["check", "--explain", "tap"]]
)
def test_a_check_of_nothing_is_wrong_usage(tmp_path: Path, arguments: list[str]) -> None:
    done = run(*arguments, home=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"cosmoquiz: ")


@pytest.mark.parametrize("code", ["unquoted-colon", "long-answer"])
def test_a_code_is_explained(tmp_path: Path, code: str) -> None:
    done = run("check", "--explain", code, home=tmp_path)
    assert done.returncode == 0
    text = done.stdout.decode()
    assert text.startswith(f"{code}: ")
    assert "Bad:" in text
    assert "Good:" in text
    assert code in run("check", "--explain", home=tmp_path).stdout.decode()


def on_a_terminal(*arguments: str, home: Path, **environ: str) -> str:
    """What a command prints on a terminal."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "COSMOQUIZ_HOME": str(home), "TERM": "xterm", **environ}
    with subprocess.Popen(
        [sys.executable, "-m", "cosmoquiz", *arguments], env=env, stdin=theirs, stdout=theirs, stderr=theirs
    ):
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            parts.append(part)
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


def test_a_terminal_is_shown_the_field_with_a_caret_under_the_fault(tmp_path: Path) -> None:
    path = written(tmp_path, "flights.yaml", BAD)
    shown = on_a_terminal("check", str(path), home=tmp_path / "home", NO_COLOR="1").splitlines()
    assert shown[1:4] == [
        "      - question: Apollo 11: what?",
        "                           ^",
        '  to mend it: put the text in quotes: question: "Apollo 11: what?"',
    ]


def test_colour_is_for_terminals_that_want_it(tmp_path: Path) -> None:
    path = written(tmp_path, "flights.yaml", BAD)
    assert "\x1b[1;31merror" in on_a_terminal("check", str(path), home=tmp_path / "home", NO_COLOR="")
    assert "\x1b" not in on_a_terminal("check", str(path), home=tmp_path / "home", NO_COLOR="1")


def test_a_terminal_is_told_of_a_hundred_problems_and_how_many_more(tmp_path: Path) -> None:
    question = "  - question: Q{0}?\n    answer: A\n    wrong: [A]\n"
    path = written(tmp_path, "many.yaml", "title: T\nquestions:\n" + "".join(question.format(n) for n in range(150)))
    shown = on_a_terminal("check", str(path), home=tmp_path / "home", NO_COLOR="1")
    assert shown.count("error[answer-among-wrong]") == 100
    assert ": and 50 more" in shown
    assert len(run("check", str(path), home=tmp_path / "home").stdout.splitlines()) == 150


def test_a_new_bank_passes_the_check_and_is_in_the_list(tmp_path: Path) -> None:
    done = run("new", "Rockets and robots", home=tmp_path)
    path = tmp_path / "data" / "banks" / "rockets-and-robots.yaml"
    assert done.stdout.decode() == f"Written: {path}\n"
    assert b"cosmoquiz check rockets-and-robots" in done.stderr
    assert (path.parent / "bank.schema.json").is_file()
    assert run("check", "--strict", "rockets-and-robots", home=tmp_path).returncode == 0
    assert b"rockets-and-robots" in run("banks", home=tmp_path).stdout
    again = run("new", "Rockets and robots", home=tmp_path)
    assert again.returncode == 1
    assert b"already" in again.stderr


def test_the_schema_is_printed(tmp_path: Path) -> None:
    done = run("schema", home=tmp_path, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert json.loads(done.stdout.decode("utf-8"))["$schema"].startswith("http://json-schema.org/draft-07")


def test_questions_from_a_table_are_added_and_those_left_out_are_named(tmp_path: Path) -> None:
    table = written(
        tmp_path,
        "Space Race.csv",
        "question,answer,wrong 1,wrong 2\nWho flew first?,Yuri Gagarin,Gherman Titov,Leonov\nWhat is missing?,,a,b\n",
    )
    done = run("add", str(table), "--licence", "CC0", "--source", "https://example.org", home=tmp_path / "home")
    path = tmp_path / "home" / "data" / "banks" / "space-race.yaml"
    assert done.returncode == 0
    assert done.stdout.decode().startswith(f"{table}: 1 question added, 1 left out.\n  the bank: {path}\n")
    assert f"{table}:3: question 2 left out: " in done.stderr.decode()
    bank = path.read_text(encoding="utf-8")
    assert "licence: CC0" in bank
    assert "source: https://example.org" in bank
    again = run("add", str(table), home=tmp_path / "home")
    assert again.returncode == 1
    assert b"--force" in again.stderr
    assert path.read_text(encoding="utf-8") == bank
    assert run("add", str(table), "--force", home=tmp_path / "home").returncode == 0
    assert "licence" not in path.read_text(encoding="utf-8")


def test_a_broken_bank_is_not_added_and_its_problems_are_told(tmp_path: Path) -> None:
    done = run("add", str(written(tmp_path, "bad.yaml", BAD)), home=tmp_path / "home")
    assert done.returncode == 1
    assert b"bad.yaml:3:24: error[unquoted-colon]" in done.stdout
    assert not (tmp_path / "home" / "data" / "banks" / "bad.yaml").exists()


def test_one_file_that_cannot_be_added_does_not_keep_out_the_others(tmp_path: Path) -> None:
    files = [written(tmp_path, "bad.yaml", BAD), written(tmp_path, "good.yaml", GOOD)]
    done = run("add", *map(str, files), home=tmp_path / "home")
    assert done.returncode == 1
    assert (tmp_path / "home" / "data" / "banks" / "good.yaml").read_text() == GOOD


def test_a_bank_that_comes_with_the_game_keeps_its_name(tmp_path: Path) -> None:
    done = run("add", str(written(tmp_path, "first-flights.yaml", GOOD)), "--force", home=tmp_path / "home")
    assert done.returncode == 1
    assert b"comes with the game" in done.stderr


def test_a_removed_bank_is_out_of_the_game_but_not_lost(tmp_path: Path) -> None:
    written(tmp_path / "data" / "banks", "good.yaml", GOOD)
    done = run("remove", "good", home=tmp_path)
    moved = tmp_path / "data" / "removed" / "good.yaml"
    assert (done.returncode, done.stdout.decode()) == (0, f"Moved to {moved}\n")
    assert moved.read_text() == GOOD
    assert run("remove", "good", home=tmp_path).returncode == 1
    assert run("remove", "stations", home=tmp_path).returncode == 1


@pytest.mark.parametrize("form", arguments.EXPORTS)
def test_a_bank_is_exported_by_name_or_file_also_where_output_is_ascii(tmp_path: Path, form: str) -> None:
    bank = written(tmp_path, "good.yaml", GOOD.replace("Yuri Gagarin", "Юрий Гагарин"))
    done = run("export", str(bank), "--to", form, home=tmp_path / "home", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0
    assert "Юрий Гагарин" in done.stdout.decode("utf-8")
    assert run("export", "stations", "--to", form, home=tmp_path / "home").returncode == 0


@pytest.mark.parametrize("form", ["json", "csv", "aiken", "gift"])
def test_an_exported_bank_comes_back(tmp_path: Path, form: str) -> None:
    text = run("export", "stations", "--to", form, home=tmp_path).stdout
    (tmp_path / f"back.{form}").write_bytes(text)
    done = run("add", str(tmp_path / f"back.{form}"), home=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert b", 0 left out." in done.stdout


def test_a_broken_or_missing_bank_is_not_exported(tmp_path: Path) -> None:
    done = run("export", str(written(tmp_path, "bad.yaml", BAD)), home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"bad.yaml:3:24: error[unquoted-colon]" in done.stderr
    done = run("export", "nowhere", home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"no bank and no file called nowhere" in done.stderr


@pytest.mark.parametrize("command", ["check", "export", "add"])
def test_control_characters_in_files_do_not_reach_the_terminal(tmp_path: Path, command: str) -> None:
    path = tmp_path / "a\x1b]0;x\x07b.yaml"
    path.write_bytes(b"title: \x1b[31mred\nquestions:\n  - question: \x07\n")
    done = run(command, str(path), home=tmp_path / "home")
    assert done.returncode in (1, 2)
    assert not set((done.stdout + done.stderr).decode()) & set(map(chr, [*range(10), *range(11, 32), 127]))
