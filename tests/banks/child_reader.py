"""A process that reads hostile banks: `child_reader.py small|huge libyaml|pure`.

It prints a line of JSON for each bank: name, seconds, codes of its problems, and the peak of memory so far in MB. What
would crash or hang the reader does it here, under the eyes of a test with a time limit.
"""

import json
import resource
import sys
import time
from collections.abc import Callable

from cosmoquiz.banks.check import check_text
from cosmoquiz.banks.fields import FILE_LIMIT

HEAD = b"title: T\nquestions:\n"
GOOD = b"  - question: Q?\n    answer: a\n    wrong: [b]\n"


def laughs(levels: int = 12) -> bytes:
    """A billion laughs: few bytes, endless when written out."""
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}' if n else 'lol'] * 9)}]" for n in range(levels)]
    return "\n".join(lines).encode() + b"\n" + HEAD + GOOD


def merges(levels: int = 30) -> bytes:
    """Merge keys that double with each line."""
    lines = ["m0: &m0 {k: v}"] + [f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}" for n in range(1, levels)]
    return "\n".join(lines).encode() + b"\n" + HEAD + GOOD


def filled(unit: bytes, head: bytes = b"") -> bytes:
    """As much of it as a bank may hold."""
    return head + unit * ((FILE_LIMIT - len(head)) // len(unit))


SMALL: dict[str, Callable[[], bytes]] = {
    "billion laughs": laughs,
    "billion laughs in a question": lambda: HEAD + b"  - question: &a [*a, *a]\n    answer: *a\n",
    "merge bomb": merges,
    "merge bomb in a question": lambda: HEAD + GOOD + b"  - &a {question: q}\n" + b"  - <<: [*a, *a, *a]\n" * 50,
    "an alias to itself": lambda: b"&a {title: *a, questions: &b [*b]}\n",
    "100,000 brackets": lambda: b"[" * 100_000,
    "100,000 brackets in a question": lambda: HEAD + GOOD + b"  - question: " + b"[" * 100_000 + b"\n" + GOOD,
    "100,000 braces": lambda: b"{a: " * 100_000,
    "100,000 dashes": lambda: b"- " * 100_000,
    "100,000 long keys": lambda: b"? " * 100_000,
    "100,000 steps to the right": lambda: b"".join(b" " * n + b"a:\n" for n in range(400)),
    "balanced brackets": lambda: b"[" * 50_000 + b"]" * 50_000,
    "python objects": lambda: HEAD + b"  - !!python/object/apply:os.system [echo x]\n",
    "binary, set, omap": lambda: (
        HEAD + b"  - question: !!binary aGk=\n    answer: !!set {a}\n    wrong: !!omap [a: b]\n"
    ),
    "bad tags": lambda: HEAD + b"  - question: !!bool maybe\n    answer: !!timestamp x\n    wrong: [!!int 0x_]\n",
    "numbers of 5,000 digits": lambda: (
        HEAD + b"  - question: " + b"9" * 5000 + b"\n    answer: 1:" + b"59:" * 400 + b"1.5\n"
    ),
    "a long line": lambda: HEAD + b"  - question: " + b"x" * 1_000_000 + b"\n",
    "a long name": lambda: b"x" * 1_000_000 + b": y\n",
    "100,000 unknown fields": lambda: HEAD + b"  - " + b"    ".join(b"k%d: v\n" % n for n in range(100_000)),
    "100,000 double fields": lambda: HEAD + b"  - " + b"    ".join(b"answer: v\n" for _ in range(100_000)),
    "100,000 wrong options": lambda: HEAD + b"  - wrong: [" + b"b," * 100_000 + b"]\n",
    "100,000 empty questions": lambda: HEAD + b"  -\n" * 100_000,
    "10,000 syntax errors": lambda: HEAD + b"  - question: *x y\n" * 10_000,
    "10,000 open quotes": lambda: HEAD + b'  - question: "x\n' * 10_000,
    "10,000 tabs": lambda: HEAD + b"\t- question: x\n" * 10_000,
    "100,000 anchors in a line": lambda: HEAD + b"  - wrong: [" + b"&a b, " * 100_000 + b"]\n",
    "100,000 control characters": lambda: HEAD + b"  - question: \x1b]52;\x07\n" * 100_000,
    "combining marks": lambda: HEAD + b'  - question: "a' + "\u0301".encode() * 500_000 + b'"\n',
    "isolates": lambda: HEAD + b'  - question: "' + "\u2066".encode() * 500 + b'"\n' + GOOD,
    "an escape in each text": lambda: HEAD + b'  - question: "\\e[2J\\x9b\\0"\n    answer: "\\ud800"\n' * 100,
    "hashes": lambda: HEAD + b" #" * 500_000,
    "conflicts": lambda: b"<<<<<<< x\n" * 100_000,
    "backslashes": lambda: HEAD + b'  - question: "' + b"\\" * 100_000 + b'"\n',
    "documents": lambda: b"---\n" * 100_000,
    "zero bytes": lambda: b"\0" * 1_000_000,
    "line separators": lambda: HEAD + "\u2028\u0085".encode() * 100_000,
    "latin-1": lambda: HEAD + b"\xe9" * 100_000,
}

HUGE: dict[str, Callable[[], bytes]] = {
    "brackets": lambda: filled(b"["),
    "line ends": lambda: filled(b"\n"),
    "entries": lambda: filled(b"- a\n"),
    "entries in a line": lambda: filled(b"a,", HEAD + b"  - wrong: ["),
    "fields": lambda: b"".join(b"key%d: value of it\n" % n for n in range(700_000))[:FILE_LIMIT],
    "options": lambda: HEAD + b"  - wrong: {" + b",".join(b"k%d: b" % n for n in range(700_000)) + b"}\n",
    "a text": lambda: filled(b"x", HEAD + b"  - question: "),
    "a text of two-byte characters": lambda: filled("ж".encode(), HEAD + b"  - question: "),
    "an open quote": lambda: filled(b"x ", HEAD + b'  - question: "'),
    "escapes": lambda: filled(b"\\x41", HEAD + b'  - question: "'),
    "control characters": lambda: filled(b"\x01"),
    "aliases": lambda: filled(b"*a,", HEAD + b"  - wrong: ["),
    "hashes": lambda: filled(b" #"),
    "colons": lambda: filled(b"a: "),
    "20,000 syntax errors": lambda: (
        HEAD + (b"  - question: a: b\n    answer: " + b"x" * 400 + b"\n    wrong: [b]\n") * 20_000
    ),
    "20,000 equal ids": lambda: HEAD + (GOOD + b"    id: a\n    explanation: " + b"x" * 400 + b"\n") * 20_000,
    "20,000 equal questions": lambda: HEAD + b"  -\n" + (GOOD + b"    explanation: " + b"x " * 200 + b"\n") * 19_999,
    "20,000 warnings and advice": lambda: (
        HEAD
        + b"  -\n"
        + b"".join(
            b"  - question: Who is not the %d now?\n    answer: The %d of all of the above\n    wrong: [b]\n    x: y\n"
            % (n, n)
            for n in range(19_999)
        )
    ),
    "deep questions": lambda: filled(b"  - answer: [[[[[[[[[[  # nine and more, deeper than any bank\n", HEAD),
}


def main() -> None:
    banks = {"small": SMALL, "huge": HUGE}[sys.argv[1]]
    for name, content in banks.items():
        made = content()
        start = time.perf_counter()
        reading = check_text(made, "hostile", advice=True, pure=sys.argv[2] == "pure")
        seconds = time.perf_counter() - start
        assert reading.bank is None
        codes = sorted({problem.code for problem in reading.problems})
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        sys.stdout.write(json.dumps([name, seconds, codes, memory]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
