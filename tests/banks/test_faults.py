"""What problems say at length: that each has its say, and that the examples are what they claim to be."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from cosmoquiz.banks.check import check_text
from cosmoquiz.banks.craft import CODES, explained
from cosmoquiz.banks.faults import FAULTS, problems_page
from cosmoquiz.banks.syntax import reserved

CHECKOUT: Final = Path(__file__).parents[2]
SOURCES: Final = CHECKOUT / "src" / "cosmoquiz" / "banks"
SIGNS: Final = "*&!%@`[]{},>|-?"

CODE_AT: Final = {
    "add": 0,
    "_error": 0,
    "_warn": 0,
    "Explanation": 0,
    "Slip": 0,
    "_whole_file": 0,
    "_refused_folder": 2,
    "Problem": 3,
}
"""Which argument of a call is the code of a problem."""

PASSED_ON: Final = {"code", "each.code", "found.code", "slip.code"}
"""Codes that such a call has from elsewhere."""

WITHOUT_EXAMPLE: Final = {
    # what no text shows
    "bad-name",
    "binary-file",
    "missing-file",
    "name-taken",
    "no-banks",
    "not-a-file",
    "not-utf-8",
    "too-many-banks",
    "unreadable-bank",
    "unreadable-file",
    # what would be too long
    "too-large",
    "too-many-problems",
    "too-many-questions",
    # what is no YAML at all
    "lfs-pointer",
    "merge-conflict",
    "web-page",
    # what is left when nothing else is found
    "syntax",
}


def codes_in(source: str) -> Iterator[str]:
    """The codes of problems that a module names; what is passed to a call but not named there must be known here."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        name = called.rpartition(".")[2]
        passed = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
        if name in CODE_AT and (name != "add" or "report" in called):
            passed += node.args[CODE_AT[name] :][:1]
        for code in passed:
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield code.value
            else:
                assert ast.unparse(code) in PASSED_ON


def told() -> set[str]:
    """All codes of problems that there are."""
    found = {code for path in SOURCES.glob("*.py") for code in codes_in(path.read_text(encoding="utf-8"))}
    return found | {reserved((0, 0), sign, [f"answer: {sign}x"]).code for sign in SIGNS}


def as_bank(yaml: str) -> bytes:
    """The bank that an example stands for; it ends where the example does."""
    return (f"title: T\nquestions:\n{yaml}" if yaml.startswith("- ") else yaml).encode()


def codes_of(content: bytes, *, pure: bool, advice: bool = False) -> set[str]:
    return {problem.code for problem in check_text(content, "space-dogs", pure=pure, advice=advice).problems}


def test_every_problem_is_explained_and_nothing_else() -> None:
    assert len(told()) > 60
    assert told() == set(FAULTS)


def test_no_problem_has_the_code_of_advice() -> None:
    assert set(FAULTS) & set(CODES) == set()


@pytest.mark.parametrize("code", FAULTS)
def test_every_problem_is_explained_in_sentences(code: str) -> None:
    rule = FAULTS[code]
    assert rule.title[0].isupper()
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    assert rule.silence == ""
    text = explained(code, FAULTS)
    assert text.startswith(f"{code}: {rule.title}\n")
    assert "To silence" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_every_problem_that_a_text_can_show_has_examples() -> None:
    assert {code for code, rule in FAULTS.items() if not rule.bad} == WITHOUT_EXAMPLE
    assert {code for code, rule in FAULTS.items() if not rule.good} == WITHOUT_EXAMPLE


@pytest.mark.parametrize("code", sorted(FAULTS.keys() - WITHOUT_EXAMPLE))
def test_the_bad_example_has_this_problem_alone(code: str, pure: bool) -> None:
    end = b"" if code == "cut-off" else b"\n"
    advice = code == "unknown-code"  # it is told with advice
    assert codes_of(as_bank(FAULTS[code].bad) + end, pure=pure, advice=advice) == {code}


@pytest.mark.parametrize("code", sorted(FAULTS.keys() - WITHOUT_EXAMPLE))
def test_the_good_example_has_no_problem(code: str, pure: bool) -> None:
    content = as_bank(FAULTS[code].good) + b"\n"
    assert codes_of(content, pure=pure) == set()
    assert codes_of(content, pure=pure, advice=True) <= {"missing-explanation", "missing-source"}


def test_the_page_in_the_docs_is_what_the_rules_say() -> None:
    assert (CHECKOUT / "docs" / "problems.md").read_text(encoding="utf-8") == problems_page()


def test_every_problem_has_its_place_on_the_page() -> None:
    page = problems_page()
    headings = [heading.replace(",", "").replace(" ", "-").lower() for heading in re.findall(r"^##+ (.+)$", page, re.M)]
    links = re.findall(r"\]\(#([^)]+)\)", page)
    assert links
    assert sorted(links) == sorted(headings)
    assert set(FAULTS) <= set(headings)
