"""The banks: what there is to play, what is wrong with the rest, and which of them a round draws from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from cosmoquiz.banks.library import BankFile, Listed
from cosmoquiz.banks.problem import Problem
from cosmoquiz.quiz.question import DIFFICULTIES, Difficulty
from cosmoquiz.quiz.text import printable
from cosmoquiz.quiz.words import count_of, number
from cosmoquiz.ui.guard import RESULTS_SETTLE, Guard
from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.panes import PanesScreen
from cosmoquiz.ui.widgets.lines import hanging, stacked
from cosmoquiz.ui.widgets.roll import Roll

ORIGINS: Final = {"shipped": "shipped", "yours": "yours", "path": "by path"}

PROBLEMS_SHOWN: Final = 100
"""Problems of one bank; the command line has the rest."""

TAGS_SHOWN: Final = 12

MIX: Final[Mapping[Difficulty, tuple[str, str]]] = {
    "easy": ("┄", "$secondary"),
    "medium": ("─", "$secondary"),
    "hard": ("━", "$primary"),
}
"""How a bar shows each difficulty: by weight first, so that it needs no colour."""


@dataclass(frozen=True, slots=True)
class BanksResult:
    """Which banks the next rounds draw from, and whether to play at once."""

    chosen: tuple[str, ...]
    """Names; none for all."""
    play: bool = False


class BanksScreen(PanesScreen[BanksResult]):
    """Lists the banks; dismissed with the choice among them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "play", "Play", "Play a round of the highlighted bank alone.", show=True),
        bind("l", "look", "Look inside", "See the questions of the highlighted bank, without the answers.", show=True),
        bind("r", "again", "Read again", "Read a broken bank again, when you have mended it.", show=True),
        bind("plus", "add", "Add", "Add a bank, or questions in another format, from a file.", show=True),
        bind("space", "take", "Choose", "Take the bank into your rounds, or out; none chosen means all."),
        bind("a", "all", "All banks", "Play from all banks again."),
        bind("escape", "back", "Back", "Back to Home with the banks chosen.", show=True),
    ]

    @dataclass
    class LookWanted(Message):
        """A look into this bank is wanted."""

        file: BankFile

    @dataclass
    class AddWanted(Message):
        """A bank is to be added; whoever opened the screen answers with `show`."""

        screen: "BanksScreen"

    @dataclass
    class ReadWanted(Message):
        """The files are to be read again; whoever opened the screen answers with `show`."""

        screen: "BanksScreen"
        highlighted: Path

    def __init__(self, banks: Sequence[Listed], chosen: tuple[str, ...], guard: Guard, *, unread: int = 0) -> None:
        """`unread` is how many banks are still being read."""
        super().__init__()
        self._unread = unread
        self._banks = sorted(banks, key=_place_in_list)
        self._playable = False
        """Whether the highlighted bank can be played."""
        self._guard = guard
        self._chosen = {name.casefold() for name in chosen}

    def on_mount(self) -> None:
        """Fill the list. The key that led here may still be down."""
        self._guard.settle(RESULTS_SETTLE)
        self.fill(len(self._banks))

    @property
    def path(self) -> Path | None:
        """The file of the highlighted bank."""
        file = self._highlighted
        return None if file is None else file.path

    def show(self, banks: Sequence[Listed], highlighted: Path | None, *, unread: int = 0) -> None:
        """Show other banks, the one of this file highlighted."""
        self._guard.settle(RESULTS_SETTLE)
        self._unread = unread
        self._banks = sorted(banks, key=_place_in_list)
        if not self.is_mounted:
            return
        paths = [bank.file.path for bank in self._banks]
        self.fill(len(paths), paths.index(highlighted) if highlighted in paths else 0)

    # What is shown

    def heading(self) -> Content:
        """How many banks there are, and which of them rounds draw from."""
        playable = [bank.file for bank in self._banks if bank.file.playable]
        broken = len(self._banks) - len(playable)
        words = count_of(len(playable), "bank")
        if broken:
            words += f", and {count_of(broken, 'file')} with errors"
        if self._unread:
            words += f"; {self._unread} being read"
        chosen = [title_of(file) for file in playable if file.name.casefold() in self._chosen]
        rounds = "all of them" if not self._chosen else chosen[0] if len(chosen) == 1 else count_of(len(chosen), "bank")
        hint = "Space chooses" if not self._chosen else "Space chooses, a takes all"
        return Content.assemble(
            ("Question banks", "bold $primary"),
            (f"   {words}\n", "$quiet"),
            "Rounds draw from: ",
            rounds,
            (f"   {hint}", "$quiet"),
        )

    def columns(self, width: int) -> Content:
        """The heads of the columns that there is room for."""
        return Content(" " * max(0, width - _columns_width(width)) + _heads(width)).stylize("$quiet")

    def row(self, index: int, lit: bool, width: int) -> Content:
        """A bank in one line."""
        bank = self._banks[index]
        file = bank.file
        room = max(1, width - 6 - _columns_width(width))
        sign = "[!]" if not file.playable else self._sign(file)
        remark = " !" if file.playable and bank.about.problems else ""
        title = _fitted(title_of(file), room - len(remark)).stylize("bold" if lit else "")
        return Content.assemble(
            ("▸ " if lit else "  ", "bold $accent"),
            (f"{sign} ", "bold $accent" if file.playable else "bold $wrong"),
            title,
            (remark, "bold $wrong"),
            _cells(bank, width),
        )

    def _sign(self, file: BankFile) -> str:
        return "[x]" if file.name.casefold() in self._chosen else "[ ]" if self._chosen else "   "

    def text(self, width: int) -> Content:
        """The highlighted bank."""
        index = self.roll.highlighted
        if self._highlighted is None or index is None:
            return Content("There are no banks yet. + adds one from a file; cosmoquiz new starts one of your own.")
        return about(self._banks[index], width)

    # What is done

    @on(Roll.Moved)
    def change_keys(self) -> None:
        """Some keys do nothing on a bank that is broken."""
        file = self._highlighted
        if self._playable is not (file is not None and file.playable):
            self._playable = not self._playable
            self.refresh_bindings()

    @property
    def _highlighted(self) -> BankFile | None:
        index = self.roll.highlighted
        return None if index is None or index >= len(self._banks) else self._banks[index].file

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A broken bank can be neither played nor chosen nor looked into; it can be read again."""
        if not super().check_action(action, parameters):
            return False
        file = self._highlighted
        playable = file is not None and file.playable
        if action == "again":
            return not playable
        return action not in ("play", "take", "look") or playable

    @on(Roll.Clicked)
    def click(self, event: Roll.Clicked) -> None:
        """A click at the sign chooses; a second click on a bank plays it."""
        if 2 <= event.column < 5 and self.check_action("take", ()):
            self._toggle()
        elif event.again and self._guard.passes_click() and self.check_action("play", ()):
            self._play()

    def action_play(self) -> None:
        """Play the highlighted bank."""
        if self._guard.passes("enter"):
            self._play()

    def _play(self) -> None:
        file = self._highlighted
        if file is not None and file.playable:
            self.dismiss(BanksResult((file.name,), play=True))

    def action_look(self) -> None:
        """Ask for a look into the highlighted bank."""
        file = self._highlighted
        if file is not None and file.playable:
            self.post_message(self.LookWanted(file))

    def action_again(self) -> None:
        """Ask for what has become of the highlighted bank."""
        file = self._highlighted
        if file is not None and self._guard.passes("r"):
            self.post_message(self.ReadWanted(self, file.path))

    def action_add(self) -> None:
        """Ask for another bank."""
        if self._guard.passes("plus"):
            self.post_message(self.AddWanted(self))

    def action_take(self) -> None:
        """Take the highlighted bank in or out."""
        if self._guard.passes("space"):
            self._toggle()

    def _toggle(self) -> None:
        file = self._highlighted
        if file is not None and file.playable:
            self._chosen ^= {file.name.casefold()}
            self.redraw()

    def action_all(self) -> None:
        """Choose none, which means all."""
        self._chosen = set()
        self.redraw()

    def action_back(self) -> None:
        """Leave with the choice."""
        names = tuple(bank.file.name for bank in self._banks if bank.file.name.casefold() in self._chosen)
        self.dismiss(BanksResult(names))


def _place_in_list(bank: Listed) -> tuple[bool, bool, str]:
    """Those that can be played first, and among them those shipped."""
    file = bank.file
    return (not file.playable, file.origin != "shipped", title_of(file).casefold())


def title_of(file: BankFile) -> str:
    """The bank's title, or what there is in its place."""
    return file.title or printable(file.name)


def _fitted(text: str, width: int) -> Content:
    cut = Content(text.replace("\n", " ")).truncate(max(1, width), ellipsis=True)
    return cut.pad_right(max(0, width - cut.cell_length))


_QUESTIONS, _NEW, _BAR, _WHOSE = 11, 7, 10, 10
"""Widths of the columns; the bar has two cells before it."""


def _columns_width(width: int) -> int:
    return _QUESTIONS + _NEW * (width >= 44) + (_BAR + 2) * (width >= 66) + _WHOSE * (width >= 54)


def _heads(width: int) -> str:
    heads = f"{'questions':>{_QUESTIONS}}"
    if width >= 44:
        heads += f"{'new':>{_NEW}}"
    if width >= 66:
        heads += f"  {'difficulty':<{_BAR}}"
    return heads


def _cells(bank: Listed, width: int) -> Content:
    file, unseen = bank.file, bank.unseen
    whose = f"{ORIGINS[file.origin]:>{_WHOSE - 1}} " if width >= 54 else ""
    if not file.playable:
        words = count_of(sum(problem.severity == "error" for problem in bank.about.problems), "error")
        count = f"{number(file.held):>{_QUESTIONS}}" if file.held and width >= 66 else ""
        room = _columns_width(width) - len(count) - len(whose)
        return Content.assemble((count, "$quiet"), (f"{words:>{room}}", "$wrong"), (whose, "$quiet"))
    parts: list[Content | tuple[str, str]] = [(f"{number(file.questions):>{_QUESTIONS}}", "")]
    if width >= 44:
        parts.append((f"{number(unseen) if unseen else '–':>{_NEW}}", "$primary" if unseen else "$quiet"))
    if width >= 66:
        parts += [Content("  "), mix_bar(mix_of(file), _BAR)]
    return Content.assemble(*parts, (whose, "$quiet"))


def mix_of(file: BankFile) -> dict[Difficulty, int]:
    """How many questions of each difficulty there are."""
    return dict(zip(DIFFICULTIES, file.mix, strict=True))


def mix_bar(mix: Mapping[Difficulty, int], width: int) -> Content:
    """The shares of the difficulties as a bar; what there is at all has a cell of its own."""
    there = [difficulty for difficulty in DIFFICULTIES if mix[difficulty]]
    free = width - len(there)
    cells: dict[Difficulty, int] = {}
    done = filled = 0
    for difficulty in there:
        done += mix[difficulty]
        end = round(free * done / sum(mix.values()))
        cells[difficulty] = 1 + end - filled
        filled = end
    return Content.assemble(*((MIX[d][0] * cells[d], MIX[d][1]) for d in there)).pad_right(0 if there else width)


def about(bank: Listed, width: int) -> Content:
    """What there is to say about a bank, and all that is wrong with its file and how to mend it."""
    lines: list[Content] = []
    if bank.file.playable:
        lines += _about_bank(bank, width)
    if bank.about.problems:
        lines += [Content(""), *_problems(bank, width)] if lines else _problems(bank, width)
    where = Content(printable(str(bank.file.path), 300)).stylize("$quiet")
    return stacked([*lines, Content(""), *hanging(Content(""), where, width)])


def _about_bank(bank: Listed, width: int) -> list[Content]:
    file, said, unseen = bank
    lines = hanging(Content(""), Content(said.about or file.title).stylize("bold"), width)
    lines.append(Content(""))
    mix = mix_of(file)
    shares = [Content(f"{number(mix[d])} {d} ") + Content(MIX[d][0]).stylize(MIX[d][1]) for d in DIFFICULTIES if mix[d]]
    lines += hanging(_label("Difficulty"), Content(", ").join(shares), width)
    total = file.questions
    seen = "all of them new to you" if unseen == total else f"{number(unseen)} not seen yet" if unseen else "all seen"
    lines += hanging(_label("Questions"), Content(f"{number(total)}, {seen}"), width)
    if said.tags:
        words = ", ".join(f"{tag} {count}" for tag, count in said.tags[:TAGS_SHOWN])
        more = f" and {len(said.tags) - TAGS_SHOWN} more" if len(said.tags) > TAGS_SHOWN else ""
        lines += hanging(_label("Tags"), Content(words + more), width)
    credit = ", ".join(part for part in (said.author, said.licence) if part)
    if credit:
        lines += hanging(_label("By"), Content(credit), width)
    return lines


def _label(word: str) -> Content:
    return Content(f"{word:<12}").stylize("$quiet")


def _problems(bank: Listed, width: int) -> list[Content]:
    problems = bank.about.problems
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    counts = [count_of(n, word) for n, word in ((errors, "error"), (warnings, "warning")) if n]
    what = "can't be played until it is mended: " if errors else "can be played; there is something to mend: "
    title = Content(f"{printable(bank.file.path.name)} {what}{' and '.join(counts)}.").stylize("bold $wrong")
    lines = hanging(Content(""), title, width)
    return lines + problems_lines(problems, width)


def problems_lines(problems: Sequence[Problem], width: int) -> list[Content]:
    """The problems of a file, each with its place and its cure."""
    lines = [line for problem in problems[:PROBLEMS_SHOWN] for line in _problem_lines(problem, width)]
    if len(problems) > PROBLEMS_SHOWN:
        words = f"And {number(len(problems) - PROBLEMS_SHOWN)} more; cosmoquiz check lists them all."
        lines += [Content(""), *hanging(Content(""), Content(words), width)]
    return lines


def _problem_lines(problem: Problem, width: int) -> list[Content]:
    sign = "✗" if problem.severity == "error" else "!"
    place = "file" if problem.line is None else f"line {problem.line}"
    head = Content.assemble((f"{sign} ", "bold $wrong"), (f"{place:<10}", "$quiet"))
    lines = hanging(head, Content(problem.message), width)
    if problem.fix:
        cure = Content.assemble(("To mend it: ", "$quiet"), problem.fix)
        lines += hanging(Content(" " * 12), cure, width)
    return lines
