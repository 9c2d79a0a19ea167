"""What the guide for authors says is what the program does."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from cosmoquiz.arguments import parser
from cosmoquiz.banks import fields
from cosmoquiz.banks.check import check_text
from cosmoquiz.banks.faults import FAULTS
from cosmoquiz.banks.lint import CODES
from cosmoquiz.banks.problem import Problem

ROOT: Final = Path(__file__).parent.parent
GUIDE: Final = (ROOT / "docs" / "writing-banks.md").read_text(encoding="utf-8")
HEAD: Final = "title: T\nquestions:\n"
OTHERS: Final = {"answer": "The right one", "wrong": "[One, Two]"}
"""What a question has besides the fields that the guide shows of it."""

_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """A block of YAML of the guide."""

    line: int
    yaml: str
    kind: str
    codes: list[str]
    quoted: str
    """What is said to be printed about it."""


def examples() -> Iterator[Example]:
    fences = list(_FENCE.finditer(GUIDE))
    for at, fence in enumerate(fences):
        kind, _, rest = fence["info"].partition(" ")
        if kind != "yaml":
            continue
        after = fences[at + 1] if at + 1 < len(fences) else None
        follows = after and after["info"] == "text" and not GUIDE[fence.end() : after.start()].strip()
        codes = rest.removeprefix("error=").split(",") if rest.startswith("error=") else []
        line = GUIDE.count("\n", 0, fence.start()) + 1
        yield Example(line, fence["body"], "" if codes else rest, codes, after["body"] if after and follows else "")


EXAMPLES: Final = list(examples())


def as_bank(yaml: str) -> str:
    """The bank that a piece of one stands for."""
    if re.search(r"^questions:", yaml, re.MULTILINE):
        return yaml
    if yaml.startswith("- "):
        return HEAD + yaml
    named = set(re.findall(r"^([a-z_]+):", yaml, re.MULTILINE))
    before = "" if "question" in named else "question: Who?\n"
    after = "".join(f"{name}: {text}\n" for name, text in OTHERS.items() if name not in named)
    return HEAD + "  - " + "\n    ".join((before + yaml + after).splitlines()) + "\n"


def printed(problem: Problem, *, place: bool) -> str:
    whole = problem.rendered("space-dogs.yaml")
    return whole if place else whole.split(": ", 1)[1]


@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])
@pytest.mark.parametrize("example", EXAMPLES, ids=[f"line {example.line}" for example in EXAMPLES])
def test_every_example_reads_as_the_guide_says(example: Example, pure: bool) -> None:
    if example.kind == "config":
        return
    if example.kind == "comment":
        assert all(line.startswith("#") for line in example.yaml.splitlines())
        return
    assert example.kind == ""
    problems = check_text(as_bank(example.yaml).encode(), "space-dogs", pure=pure).problems
    assert [problem.code for problem in problems] == example.codes
    place = example.quoted.startswith("space-dogs.yaml:")
    if example.quoted:
        assert example.quoted.splitlines() == [printed(problem, place=place) for problem in problems]


def test_the_guide_has_examples_of_both_kinds() -> None:
    assert sum(not example.codes for example in EXAMPLES) >= 12
    assert sum(bool(example.codes) for example in EXAMPLES) >= 12
    assert all(example.quoted for example in EXAMPLES if example.codes)


def test_every_code_that_the_program_gives_is_in_the_guide() -> None:
    told = set(re.findall(r"`([a-z]+(?:-[a-z0-9]+)*)`", GUIDE)) | {code for each in EXAMPLES for code in each.codes}
    assert set(FAULTS) - told == set()


def test_the_guide_silences_advice_that_there_is() -> None:
    named = re.findall(r"lint: \[([a-z-]+)\]", GUIDE)
    assert named
    assert set(named) <= set(CODES)


def rows(first: str) -> list[list[str]]:
    """The cells of the table whose first column has this name."""
    lines = GUIDE[GUIDE.index(f"| {first} |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_guide_tells_of_every_field() -> None:
    section = GUIDE.split("\n## Every field\n")[1].split("\n## ")[0]
    bank, question = (
        re.findall(r"^\| `([a-z_]+)` \|", part, re.MULTILINE) for part in section.split("and each question")
    )
    assert sorted(bank) == sorted(fields.BANK_FIELDS)
    assert sorted(question) == sorted(fields.QUESTION_FIELDS)


def test_the_guide_tells_every_limit() -> None:
    told = {name.replace("`", ""): most for name, most in rows("Of")}
    assert told.pop("a file") == f"{fields.FILE_LIMIT >> 20} MiB"
    limits = {name: int(most.replace(",", "")) for name, most in told.items()}
    assert limits.pop("questions of a bank") == fields.QUESTION_LIMIT
    assert limits.pop("wrong of a question") == fields.WRONG_LIMIT
    assert limits.pop("tags of a question, those of its bank included") == fields.TAG_LIMIT
    assert limits.pop("lists and fields in each other") == fields.DEPTH_LIMIT
    assert limits.pop("characters of id") == fields.ID_LIMIT
    others = {"an option of wrong": "wrong", "a note": "note", "a tag": "tags"}
    lengths = {
        others.get(name, name): most
        for name, most in ((n.removeprefix("characters of "), m) for n, m in limits.items())
    }
    assert lengths == {name: most for name, most in fields.LENGTHS.items() if name not in ("lint", "difficulty")}


def test_texts_stay_as_the_guide_says() -> None:
    for written, _, kept in rows("You write"):
        assert written == kept
        text = written.strip("`")
        bank = check_text(as_bank(f"answer: {text}\n").encode(), "bank").bank
        assert bank
        assert bank.questions[0].answer == text


def commands() -> list[str]:
    return re.findall(r"^    cosmoquiz (.+)$", GUIDE, re.MULTILINE) + re.findall(r"`cosmoquiz ([^`]+)`", GUIDE)


@pytest.mark.parametrize("command", commands())
def test_every_command_of_the_guide_is_one(command: str) -> None:
    arguments = shlex.split(re.sub(r" > \S+$", "", command))
    if len(arguments) > 1:
        assert parser().parse_args(arguments).command == arguments[0]
        return
    with pytest.raises(SystemExit) as left:
        parser().parse_args([*arguments, "--help"])
    assert left.value.code == 0


def test_every_link_of_the_guide_leads_somewhere() -> None:
    headings = {
        re.sub(r"[^\w -]", "", name.lower()).replace(" ", "-") for name in re.findall(r"^#+ (.+)$", GUIDE, re.M)
    }
    for target in re.findall(r"\]\(([^)]+)\)", GUIDE):
        if target.startswith("#"):
            assert target[1:] in headings, target
        elif not target.startswith("https://"):
            assert (ROOT / "docs" / target).is_file(), target


# The hook for pre-commit


def hook() -> dict[str, str]:
    """The only hook, whose fields are all plain."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    pairs = [line.removeprefix("- ").strip().split(": ", 1) for line in text.splitlines()]
    assert [line[:2] for line in text.splitlines()] == ["- ", *["  "] * (len(pairs) - 1)]
    return dict(pairs)


def test_the_hook_runs_a_command_that_there_is() -> None:
    found = hook()
    assert found["id"] == "cosmoquiz-check"
    assert found["language"] == "python"
    assert found["types"] == "[yaml]"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    script, *arguments = shlex.split(found["entry"])
    assert script in project["scripts"]
    assert parser().parse_args([*arguments, "--strict", "a.yaml", "b.yml"]).command == "check"


@pytest.mark.parametrize(
    ("path", "chosen"),
    [
        ("banks/films.yaml", True),
        ("quiz/questions/films.yml", True),
        ("Banks/FILMS.YAML", True),
        ("films.yaml", False),
        (".github/workflows/ci.yaml", False),
        ("mybanks/films.yaml", False),
        ("banks/deep/films.yaml", False),
        ("banks/bank.schema.json", False),
    ],
)
def test_the_hook_looks_at_the_folders_of_banks(path: str, chosen: bool) -> None:
    assert bool(re.search(hook()["files"], path)) == chosen
