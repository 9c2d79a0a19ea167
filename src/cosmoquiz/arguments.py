"""The arguments of the command line, described. A start without arguments does without it."""

import argparse
from collections.abc import Callable
from typing import Final, NoReturn

from cosmoquiz import __version__

FORMATS: Final = ("yaml", "opentdb", "trivia-api", "json", "csv", "tsv", "aiken", "gift", "markdown")
"""What `add` reads; a test keeps it equal to what there is, which is not imported only to be listed."""

EXPORTS: Final = ("json", "csv", "aiken", "gift", "anki", "markdown")
"""What `export` writes."""

EXAMPLES: Final = """\
examples:
  cosmoquiz                                  the game
  cosmoquiz play -n 5 --clock sprint         five questions, fifteen seconds each
  cosmoquiz play -b first-flights -d hard    the hard questions of one bank
  cosmoquiz play -b my-questions.yaml        a bank of your own, from anywhere
  cosmoquiz scores --csv > scores.csv        your scores for a spreadsheet
  cosmoquiz new "My first bank"              a bank of your own to fill in
  cosmoquiz check my-first-bank              what is wrong with it, and how to mend it
"""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are safe to print, whatever the arguments hold."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end with exit code 2."""
        from cosmoquiz.quiz.text import printable

        super().error(printable(message, 400))


def parser() -> argparse.ArgumentParser:
    """The arguments that `main` takes."""
    from cosmoquiz.quiz.modes import LONGEST, MODES
    from cosmoquiz.quiz.question import DIFFICULTIES
    from cosmoquiz.quiz.scoring import CLOCKS

    top = Parser(
        prog="cosmoquiz",
        description=f"A trivia game about the films and missions of the Soviet and Russian space age.\n\n{EXAMPLES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"cosmoquiz {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")

    game = commands.add_parser("play", help="start a round at once", description="Start a round at once.")
    game.add_argument(
        "-b",
        "--bank",
        type=_text,
        action="append",
        default=[],
        metavar="BANK",
        help="a bank's name or a YAML file; may be given again",
    )
    game.add_argument(
        "-t",
        "--tag",
        type=_text,
        action="append",
        default=[],
        metavar="TAG",
        help="only questions with this tag; may be given again",
    )
    game.add_argument("-d", "--difficulty", choices=DIFFICULTIES, help="only questions of this difficulty")
    game.add_argument(
        "-n", "--length", type=_length(LONGEST), metavar="N", help=f"questions in the round, 1 to {LONGEST}"
    )
    game.add_argument("--mode", choices=tuple(MODES), default="classic", help="the mode (default: classic)")
    game.add_argument("--clock", choices=[clock.name for clock in CLOCKS], help="time for each question")
    game.add_argument(
        "--seed", type=_text, metavar="SEED", help="any text: the same one deals the same round; it counts on no board"
    )
    game.add_argument("--player", metavar="NAME", help="play under this name")

    scores = commands.add_parser("scores", help="print the scores", description="Print the scores, newest first.")
    form = scores.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--csv", action="store_true", help="as CSV")

    banks = commands.add_parser("banks", help="list the question banks", description="List the question banks.")
    banks.add_argument("--json", action="store_true", help="as JSON")
    _add_authoring(commands)
    commands.add_parser("paths", help="print where everything is kept", description="Print where everything is kept.")
    return top


def _add_authoring(commands: "argparse._SubParsersAction[Parser]") -> None:
    """The commands of those who write banks."""
    what = "Write a starter bank into your banks folder."
    new = commands.add_parser("new", help="start a question bank of your own", description=what)
    new.add_argument("name", metavar="NAME", type=_text, help='what to call it, such as "Rockets and robots"')

    what = "Say what is wrong with question banks, where, and how to mend it; and give advice on question craft."
    check = commands.add_parser("check", help="say what is wrong with question banks", description=what)
    check.add_argument("files", nargs="*", metavar="FILE", help="a bank, a folder of banks, or a bank's name")
    check.add_argument("--strict", action="store_true", help="fail on warnings too")
    check.add_argument("--json", action="store_true", help="as JSON")
    check.add_argument(
        "--explain", nargs="?", const="", metavar="CODE", help="say what a code means; without it, list them"
    )

    what = "Put files into your banks folder; those in another format are converted."
    add = commands.add_parser("add", help="add question banks, also from other programs", description=what)
    add.add_argument("files", nargs="+", metavar="FILE", help="a bank, or questions in another format")
    add.add_argument(
        "--from",
        dest="form",
        choices=FORMATS,
        metavar="FORMAT",
        help=f"the format, if it is not seen: {', '.join(FORMATS)}",
    )
    add.add_argument(
        "--licence", "--license", type=_text, help="the licence of the questions, where the file names none"
    )
    add.add_argument("--source", type=_text, help="where they come from, where the file does not say")
    add.add_argument("--force", action="store_true", help="replace a bank of yours that has the same name")

    what = "Move a bank out of your banks folder; nothing is deleted."
    remove = commands.add_parser("remove", help="take a bank of yours out of the game", description=what)
    remove.add_argument("bank", metavar="BANK", type=_text, help="its name")

    what = "Print a bank in the format of another program."
    export = commands.add_parser("export", help="print a bank for another program", description=what)
    export.add_argument("bank", metavar="BANK", type=_text, help="a bank's name or file")
    export.add_argument(
        "--to",
        dest="form",
        choices=EXPORTS,
        default="json",
        metavar="FORMAT",
        help=f"{', '.join(EXPORTS)}; default: json",
    )
    what = "Print the JSON Schema of banks, which editors use to complete and to check them."
    commands.add_parser("schema", help="print the schema for editors", description=what)


def _text(text: str) -> str:
    """Text that is safe to show, as it was given: it may name a file."""
    from cosmoquiz.quiz.text import refused, tidy

    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty")
    problem = refused(tidy(text))
    if problem:
        raise argparse.ArgumentTypeError(f"it contains {problem[1]}")
    return text


def _length(most: int) -> Callable[[str], int]:
    def length(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = 0
        if not 1 <= value <= most:
            raise argparse.ArgumentTypeError(f"a round has 1 to {most} questions")
        return value

    return length
