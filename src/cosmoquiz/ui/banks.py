"""The banks: what there is to play, what is wrong with the rest, and which of them a round draws from."""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.reactive import reactive
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from cosmoquiz.banks.library import BankFile
from cosmoquiz.quiz.question import DIFFICULTIES
from cosmoquiz.quiz.text import printable
from cosmoquiz.quiz.words import count_of
from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.screen import GameScreen

ORIGINS = {"shipped": "shipped", "yours": "yours", "path": "given by path"}


@dataclass(frozen=True, slots=True)
class BanksResult:
    """Which banks the next rounds draw from, and whether to play at once."""

    chosen: tuple[str, ...]
    """Names; none for all."""
    play: bool = False


class BankList(OptionList):
    """The list of banks; Enter plays, and the footer says so."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "select", "Play this one", "Play a round of the highlighted bank alone.", show=True),
    ]

    playable: reactive[bool] = reactive(True, bindings=True)
    """Whether the highlighted bank can be played."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Enter does nothing on a broken bank."""
        return action != "select" or (self.playable and isinstance(self.screen, BanksScreen) and self.screen.usable)


class BanksScreen(GameScreen[BanksResult]):
    """Lists the banks; dismissed with the choice among them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("space", "take", "Choose", "Take the bank into your rounds, or out; none chosen means all.", show=True),
        bind("a", "all", "All banks", "Play from all banks again.", show=True),
        bind("escape", "back", "Back", "Back to Home with the banks chosen.", show=True),
    ]

    options = query_one("#banks", BankList)
    about = query_one("#bank-about", Static)

    def __init__(self, files: tuple[BankFile, ...], chosen: tuple[str, ...], unseen: dict[str, int]) -> None:
        """`unseen` has for each bank how many of its questions the player has not seen."""
        super().__init__()
        self._files = sorted(
            files, key=lambda file: (not file.playable, file.origin != "shipped", _title(file).casefold())
        )
        self._unseen = unseen
        self._chosen = {name.casefold() for name in chosen}
        self._marked = 0

    def compose_body(self) -> ComposeResult:
        """The list above, the highlighted bank below."""
        yield Static(id="banks-title", markup=False)
        yield BankList(markup=False, compact=True, id="banks")
        with VerticalScroll(id="bank-box", can_focus=False):
            yield Static(id="bank-about", markup=False)

    def on_mount(self) -> None:
        """Fill the list."""
        self.options.add_options([Option(self._line(index)) for index in range(len(self._files))])
        if self._files:
            self.options.highlighted = 0
        else:
            self.about.update(
                Content("There are no banks. Put YAML files into your banks folder: cosmoquiz paths shows where.")
            )
        self.options.focus()
        self._show_title()

    def _show_title(self) -> None:
        playable = [file for file in self._files if file.playable]
        broken = len(self._files) - len(playable)
        words = count_of(len(playable), "bank")
        if broken:
            words += f", {broken} with errors"
        chosen = [_title(file) for file in playable if file.name.casefold() in self._chosen]
        rounds = "all of them" if not self._chosen else chosen[0] if len(chosen) == 1 else count_of(len(chosen), "bank")
        self.query_one("#banks-title", Static).update(
            Content.assemble(
                ("Question banks", "bold $primary"), (f"   {words}\n", "$quiet"), "Rounds draw from: ", rounds
            )
        )

    def _line(self, index: int) -> Content:
        file = self._files[index]
        lit = index == self.options.highlighted
        mark = "▸" if lit else " "
        room = self.options.size.width - 8
        if file.bank is None:
            counts, mark_style, mine = "  cannot be played", "$wrong", "[!]"
        else:
            unseen = f", {self._unseen.get(file.name, 0):>4} new" if room >= 50 else ""
            origin = f"   {ORIGINS[file.origin]}" if room >= 66 else ""
            counts = f"{len(file.bank.questions):>6} questions{unseen}{origin}"
            mark_style, mine = "$quiet", self._chosen_mark(file)
        title = _cut(_title(file), max(8, min(60, room - len(counts))))
        return Content.assemble(
            (f"{mark} {mine} ", "bold $accent"), (title, "bold" if lit else ""), (counts, mark_style)
        )

    def _chosen_mark(self, file: BankFile) -> str:
        return "[x]" if file.name.casefold() in self._chosen else "[ ]" if self._chosen else "   "

    def on_resize(self) -> None:
        """Use the width there is."""
        self.call_after_refresh(self._redraw)

    def _redraw(self) -> None:
        for index in range(len(self._files)):
            self._redraw_line(index)
        self._show_title()
        self.options.scroll_to_highlight()

    def _redraw_line(self, index: int) -> None:
        self.options.replace_option_prompt_at_index(index, self._line(index))

    @on(OptionList.OptionHighlighted)
    def look(self, event: OptionList.OptionHighlighted) -> None:
        """Say more about the highlighted bank."""
        for index in {self._marked, event.option_index}:
            self._redraw_line(index)
        self._marked = event.option_index
        file = self._highlighted
        if file is not None:
            self.options.playable = file.playable
            self.about.update(about(file))

    @on(OptionList.OptionSelected)
    def play(self) -> None:
        """Play the highlighted bank, when it can be."""
        file = self._highlighted
        if file is not None and file.bank is not None:
            self.dismiss(BanksResult((file.name,), play=True))

    @property
    def _highlighted(self) -> BankFile | None:
        index = self.options.highlighted
        return None if index is None or index >= len(self._files) else self._files[index]

    def action_take(self) -> None:
        """Take the highlighted bank in or out."""
        file = self._highlighted
        if file is None or file.bank is None:
            return
        self._chosen ^= {file.name.casefold()}
        self._redraw()

    def action_all(self) -> None:
        """Choose none, which means all."""
        self._chosen = set()
        self._redraw()

    def action_back(self) -> None:
        """Leave with the choice."""
        names = tuple(file.name for file in self._files if file.name.casefold() in self._chosen)
        self.dismiss(BanksResult(names))


def _title(file: BankFile) -> str:
    return file.bank.title if file.bank else printable(file.name)


def _cut(text: str, width: int) -> str:
    cut = Content(text).truncate(width, ellipsis=True)
    return cut.plain + " " * max(0, width - cut.cell_length)


def about(file: BankFile) -> Content:
    """What there is to say about a bank, or what is wrong with its file and how to mend it."""
    parts: list[Content] = []
    if file.bank is not None:
        bank = file.bank
        mix = Counter(question.difficulty for question in bank.questions)
        tags = Counter(tag for question in bank.questions for tag in question.tags)
        parts.append(Content(bank.about or bank.title).stylize("bold"))
        parts.append(Content(", ".join(f"{mix[d]} {d}" for d in DIFFICULTIES if mix[d])))
        if tags:
            parts.append(Content("Tags: " + ", ".join(f"{tag} {count}" for tag, count in tags.most_common(8))))
        credit = ", ".join(part for part in (bank.author, bank.licence) if part)
        if credit:
            parts.append(Content(credit).stylize("$quiet"))
    elif file.problems:
        first = file.problems[0]
        parts.append(Content(f"{count_of(len(file.problems), 'problem')}; the first:").stylize("bold $wrong"))
        where = "" if first.line is None else f"line {first.line}: "
        parts.append(Content(f"{where}{first.message}"))
        if first.fix:
            parts.append(Content(f"To mend it: {first.fix}"))
    parts.append(Content(printable(str(file.path), 300)).stylize("$quiet"))
    return Content("\n").join(parts)
