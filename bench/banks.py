"""Measures how long a bank takes to be checked, against libyaml's bare event stream of the same file.

Run as a program it measures one bank of the size given and prints a line of JSON, so that each measurement has a
process of its own.
"""

import gc
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

SIZES = (1_000, 5_000, 20_000)
REPEATS = 7

_CRAFTS = ["Vostok", "Voskhod", "Soyuz", "Luna", "Venera", "Mars", "Zond", "Salyut", "Progress", "Kosmos"]
_THINGS = [
    "antenna",
    "hatch",
    "heat shield",
    "radio",
    "parachute",
    "airlock",
    "gyroscope",
    "лунный грунт",
    "Großrakete",
]
_WORDS = [
    "orbit",
    "launch",
    "crew",
    "landing",
    "signal",
    "camera",
    "engine",
    "stage",
    "window",
    "dust",
    "ice",
    "night",
    "silence",
    "return",
    "map",
    "tape",
]


def bank_text(count: int, seed: int = 1) -> str:
    """A bank as people write them: plain, quoted and folded texts, lists of both kinds, notes, some Cyrillic."""
    chance = random.Random(seed)
    lines = ["# A bank for measuring", "title: Measured", "about: Made up, not to be played.", "questions:"]
    for number in range(count):
        lines += _question(number, chance)
    return "\n".join(lines) + "\n"


def _question(number: int, chance: random.Random) -> list[str]:
    craft, thing = chance.choice(_CRAFTS), chance.choice(_THINGS)
    options = [f"{chance.choice(_WORDS)} {chance.choice(_WORDS)} {n}" for n in chance.sample(range(100), 4)]
    lines = [
        f"  - id: q{number}",
        f"    question: {_quoted(f'What did the {thing} of {craft} {number} need: most of all?', chance)}",
        f"    answer: {options[0]}",
    ]
    if number % 3 == 0:
        lines += ["    wrong:", *(f"      {option}: The one before it needed this." for option in options[1:])]
    elif number % 3 == 1:
        lines += ["    wrong:", *(f'      - "{option}"' for option in options[1:])]
    else:
        lines.append(f"    wrong: [{', '.join(options[1:])}]")
    words = " ".join(chance.choices(_WORDS, k=20))
    lines += ["    explanation: >-", f"      The {thing} {words[:60]}", f"      {words[60:]}."]
    lines += [f"    source: https://example.org/{craft.lower()}/{number}", "    difficulty: easy"]
    lines.append(f"    tags: [{craft.lower()}, {chance.choice(_WORDS)}]")
    return [*lines, ""]


def _quoted(text: str, chance: random.Random) -> str:
    return f"'{text}'" if chance.random() < 0.5 else json.dumps(text, ensure_ascii=False)


@dataclass
class Checked:
    """Seconds for one bank, the medians of several turns, and their ratios within the turns."""

    questions: int
    events: float
    check: float
    advice: float
    check_ratios: list[float]
    advice_ratios: list[float]
    memory: float
    """Megabytes above the interpreter's, for reading, checking and advice once."""


def measured(count: int) -> Checked:
    """The figures of one size, measured in a process of its own."""
    done = subprocess.run([sys.executable, __file__, str(count)], capture_output=True, check=True, text=True)
    return Checked(**json.loads(done.stdout))


def _peak() -> float:
    """Megabytes held at most. What `resource` says would begin with those of the process that started this one."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.process_time()
    work()
    return time.process_time() - began


def _measure(count: int) -> Checked:
    from statistics import median

    bare = _peak()
    content = bank_text(count).encode()
    import yaml

    from cosmoquiz.banks.check import check_text

    def events() -> None:
        for _ in yaml.parse(content, Loader=yaml.CSafeLoader):
            pass

    reading = check_text(content, "measured", advice=True)
    memory = _peak() - bare
    assert reading.bank
    assert len(reading.bank.questions) == count
    del reading
    turns = []
    for _ in range(REPEATS):
        floor = _seconds(events)
        check = _seconds(lambda: check_text(content, "measured"))
        advice = _seconds(lambda: check_text(content, "measured", advice=True))
        turns.append((floor, check, advice))
    floors, checks, advices = zip(*turns, strict=True)
    return Checked(
        count,
        median(floors),
        median(checks),
        median(advices),
        [check / floor for floor, check, _ in turns],
        [advice / floor for floor, _, advice in turns],
        memory,
    )


if __name__ == "__main__":
    print(json.dumps(asdict(_measure(int(sys.argv[1])))))
