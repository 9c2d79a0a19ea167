"""Banks made to crash, hang or fill the reader: each is refused, in little time and memory."""

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cosmoquiz.banks.check import check_text
from cosmoquiz.banks.problem import PROBLEM_LIMIT

CHILD = Path(__file__).with_name("child_reader.py")
SMALL = runpy.run_path(str(CHILD))["SMALL"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("billion laughs", "alias"),
        ("merge bomb", "anchor"),
        ("merge bomb in a question", "merge-key"),
        ("100,000 brackets", "too-deep"),
        ("100,000 brackets in a question", "too-deep"),
        ("100,000 steps to the right", "too-deep"),
        ("python objects", "tag"),
        ("bad tags", "tag"),
        ("an escape in each text", "bad-escape"),
        ("documents", "second-document"),
        ("zero bytes", "binary-file"),
        ("100,000 control characters", "too-many-problems"),
    ],
)
def test_what_would_harm_other_readers_is_refused(name: str, code: str, pure: bool) -> None:
    reading = check_text(SMALL[name](), "hostile", pure=pure)
    assert reading.bank is None
    assert code in [problem.code for problem in reading.problems]


@pytest.mark.long
def test_the_first_problems_are_told_of_a_file_with_too_many(pure: bool) -> None:
    problems = check_text(SMALL["100,000 anchors in a line"](), "hostile", pure=pure).problems
    assert len(problems) == PROBLEM_LIMIT + 1
    assert (problems[0].code, problems[0].line) == ("anchor", 3)
    assert problems[-1].code == "too-many-problems"


def read_in_child(kind: str, parser: str, timeout: int) -> Iterator[tuple[str, float, list[str], int]]:
    """What the child says of each bank; it must end by itself, neither killed nor hung."""
    done = subprocess.run(
        [sys.executable, str(CHILD), kind, parser],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    last = done.stdout.splitlines()[-1:]
    assert done.returncode == 0, f"after {last}: {done.stderr[-2000:]}"
    for line in done.stdout.splitlines():
        name, seconds, codes, memory = json.loads(line)
        yield name, seconds, codes, memory


@pytest.mark.long
def test_small_hostile_banks_are_refused_in_two_seconds_and_alike() -> None:
    fast, pure = (list(read_in_child("small", parser, 300)) for parser in ("libyaml", "pure"))
    assert [(name, codes) for name, _, codes, _ in fast] == [(name, codes) for name, _, codes, _ in pure]
    for name, seconds, codes, memory in fast:
        assert seconds < 2, name
        assert memory < 300, name
        assert codes, name
        assert "unreadable-bank" not in codes, name


@pytest.mark.long
def test_banks_of_sixteen_megabytes_are_refused_in_five_seconds() -> None:
    for name, seconds, codes, memory in read_in_child("huge", "libyaml", 300):
        assert seconds < 5, name
        assert memory < 300, name
        assert "unreadable-bank" not in codes, name
