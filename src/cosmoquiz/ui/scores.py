"""High scores: one board at a time, and how the scores went."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Sparkline, Static

from cosmoquiz.quiz.round import Board
from cosmoquiz.quiz.words import board as board_words
from cosmoquiz.quiz.words import minutes, number
from cosmoquiz.records.store import Score
from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.screen import GameScreen
from cosmoquiz.ui.widgets.lines import stacked

PLOTTED = 40
"""Rounds in the plot."""


@dataclass(frozen=True, slots=True)
class BoardView:
    """One board with its rows and its course."""

    board: Board
    top: tuple[Score, ...]
    progress: tuple[Score, ...]
    """The last rounds, oldest first."""


class ScoresScreen(GameScreen[None]):
    """Shows the boards. It asks for one at a time; whoever opened it answers with `show`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("left up", "turn(-1)", "Board before", "The board before this one.", show=True),
        bind("right down", "turn(1)", "Next board", "The next board.", show=True),
        bind("b", "filter", "Filter by bank", "Only boards of one bank; once more for the next bank, at last for all.", show=True),
        bind("escape enter", "dismiss(None)", "Back", "Back to where you were.", show=True),
    ]

    @dataclass
    class Wanted(Message):
        """The rows of a board are wanted."""

        screen: "ScoresScreen"
        board: Board

    heading = query_one("#board-title", Static)
    table = query_one("#board-table", Static)
    sparkline = query_one("#plot", Sparkline)
    plot_words = query_one("#plot-words", Static)

    def __init__(self, boards: tuple[Board, ...], titles: Mapping[str, str], *, first: Board | None, new: int | None) -> None:
        """`first` is the board to open with, `new` the id of the row to mark."""
        super().__init__()
        self._all = boards
        self._titles = titles
        self._new = new
        self._bank = ""
        self._at = boards.index(first) if first in boards else 0

    def compose_body(self) -> ComposeResult:
        """The board, and the plot beside or below it by width."""
        yield Static(id="board-title", markup=False)
        with Horizontal(id="board-body"):
            yield Static(id="board-table", markup=False)
            with Vertical(id="plot-column"):
                yield Static("Your scores, round by round", id="plot-title")
                yield Sparkline([], id="plot")
                yield Static(id="plot-words", markup=False)

    def on_mount(self) -> None:
        """Ask for the first board."""
        self._ask()

    @property
    def boards(self) -> tuple[Board, ...]:
        """The boards under the filter."""
        return tuple(b for b in self._all if not self._bank or self._bank in b.selection.banks)

    def _ask(self) -> None:
        if not self.boards:
            self.heading.update(Content("High scores"))
            self.table.update(Content("No round has been finished yet. Enter on Home plays one."))
            self.query_one("#plot-column").display = False
            return
        self.post_message(self.Wanted(self, self.boards[self._at]))

    def show(self, view: BoardView) -> None:
        """Show a board."""
        boards = self.boards
        self.heading.update(self._title(view.board, boards))
        self.table.update(board_table(view.top, self._new))
        scores = [float(score.score) for score in view.progress]
        self.query_one("#plot-column").display = len(scores) > 1
        if len(scores) > 1:
            self.sparkline.data = scores
            best, last = max(scores), scores[-1]
            words = f"{len(scores)} rounds · best {number(int(best))} · last {number(int(last))}"
            self.plot_words.update(Content(words))

    def _title(self, board: Board, boards: tuple[Board, ...]) -> Content:
        where = f"board {boards.index(board) + 1} of {len(boards)}"
        if self._bank:
            where += f", {self._titles.get(self._bank, self._bank)} only"
        return Content.assemble(("High scores", "bold $primary"), (f"   {where}\n", "$quiet"), board_words(board, self._titles))

    def action_turn(self, steps: int) -> None:
        """Go to another board."""
        if self.boards:
            self._at = (self._at + steps) % len(self.boards)
            self._ask()

    def action_filter(self) -> None:
        """Go to the next bank that has boards of its own."""
        banks = ["", *sorted({bank for board in self._all for bank in board.selection.banks})]
        self._bank = banks[(banks.index(self._bank) + 1) % len(banks)]
        self._at = 0
        self._ask()


def board_table(top: tuple[Score, ...], new: int | None) -> Content:
    """The rows of a board; the new one has a sign and weight."""
    head = f"  {'':>3}  {'score':>7}  {'name':<20}  {'right':>7}  {'streak':>6}  {'time':>7}  {'day':<10}"
    lines = [Content(head).stylize("$quiet")]
    for place, score in enumerate(top, 1):
        mine = score.id == new
        name = Content(score.player or "-").truncate(20, ellipsis=True)
        name = name.pad_right(max(0, 20 - name.cell_length))
        before = f"{'▸' if mine else ' '} {place:>3}  {number(score.score):>7}  "
        after = (
            f"  {f'{score.right}/{score.questions}':>7}  {score.best_streak:>6}  {minutes(score.ms):>7}"
            f"  {score.finished.astimezone().date().isoformat()}"
        )
        line = Content(before) + name + Content(after)
        lines.append(line.stylize("bold $primary") if mine else line)
    return stacked(lines)
