"""High scores: one board at a time, and how the scores went."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.getters import query_one
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from cosmoquiz.quiz.round import Board
from cosmoquiz.quiz.words import board as board_words
from cosmoquiz.quiz.words import minutes, number
from cosmoquiz.records.store import Score
from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.screen import GameScreen
from cosmoquiz.ui.widgets.ground import Across, Down
from cosmoquiz.ui.widgets.lines import Lines, stacked
from cosmoquiz.ui.widgets.plot import Plot

PLOTTED = 40
"""Rounds in the plot."""


@dataclass(frozen=True, slots=True)
class BoardView:
    """One board with its rows and its course."""

    board: Board
    top: tuple[Score, ...]
    progress: tuple[Score, ...]
    """The last rounds, oldest first."""


class Column(NamedTuple):
    """A column of the board."""

    title: str
    width: int
    cell: Callable[[Score], str]
    from_width: int
    """The width of the table from which on there is room for it."""


NAME_WIDTH = 18

COLUMNS = (
    Column("score", 7, lambda score: number(score.score), 0),
    Column("right", 6, lambda score: f"{score.right}/{score.questions}", 42),
    Column("time", 7, lambda score: minutes(score.ms), 52),
    Column("streak", 6, lambda score: str(score.best_streak), 60),
    Column("day", 10, lambda score: score.finished.astimezone().date().isoformat(), 72),
)


class BoardTable(Lines):
    """The rows of a board, with as many columns as there is room for; the new row has a sign and weight."""

    rows: reactive[tuple[Score, ...]] = reactive((), layout=True)
    note: reactive[str] = reactive("", layout=True)
    """Said in place of rows."""

    def __init__(self, new: int | None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._new = new

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """A line a row, and one for the head."""
        return 2 if self.note else len(self.rows) + 1

    def render(self) -> Content:
        """Head and rows."""
        if self.note:
            return Content(self.note)
        columns = [column for column in COLUMNS if self.size.width >= column.from_width]
        head = "".join(f"  {column.title:>{column.width}}" for column in columns if column.title != "name")
        lines = [Content(f"{'':>5}  {'name':<{NAME_WIDTH}}{head}").stylize("$quiet")]
        for place, score in enumerate(self.rows, 1):
            mine = score.id == self._new
            name = Content(score.player or "-").truncate(NAME_WIDTH, ellipsis=True)
            cells = "".join(f"  {column.cell(score):>{column.width}}" for column in columns)
            line = (
                Content(f"{'▸' if mine else ' '} {place:>2}.  ") + name.pad_right(NAME_WIDTH - name.cell_length) + cells
            )
            lines.append(line.stylize("bold $primary") if mine else line)
        return stacked(lines)


class ScoresScreen(GameScreen[None]):
    """Shows the boards. It asks for one at a time; whoever opened it answers with `show`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("right down", "turn(1)", "Other board", "Another board.", show=True, label="← →"),
        bind("left up", "turn(-1)", "Board before", ""),
        bind(
            "b",
            "filter",
            "Filter by bank",
            "Only boards of one bank; once more for the next bank, at last for all.",
            show=True,
        ),
        bind("escape enter", "dismiss(None)", "Back", "Back to where you were.", show=True),
    ]

    @dataclass
    class Wanted(Message):
        """The rows of a board are wanted."""

        screen: "ScoresScreen"
        board: Board

    heading = query_one("#board-title", Static)
    table = query_one("#board-table", BoardTable)
    plot = query_one("#plot", Plot)
    plot_words = query_one("#plot-words", Static)

    def __init__(
        self, boards: tuple[Board, ...] | None, titles: Mapping[str, str], *, first: Board | None, new: int | None
    ) -> None:
        """`boards` is None when they cannot be read; `first` is the one to open with, `new` the id of a row to mark."""
        super().__init__()
        self._all = boards or ()
        self._unknown = boards is None
        self._titles = {name.casefold(): title for name, title in titles.items()}
        self._new = new
        self._bank = ""
        self._at = self._all.index(first) if first in self._all else 0

    def compose_body(self) -> ComposeResult:
        """The board, and the plot beside or below it by width."""
        yield Static(id="board-title", markup=False)
        with Across(id="board-body"):
            yield BoardTable(self._new, id="board-table")
            with Down(id="plot-column"):
                yield Static("Scores, round by round", id="plot-title")
                yield Plot(id="plot")
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
            self.table.note = (
                "The scores cannot be read at the moment."
                if self._unknown
                else "No round has been finished yet. Enter on Home plays one."
            )
            self.query_one("#plot-column").display = False
            return
        self.post_message(self.Wanted(self, self.boards[self._at]))

    def show(self, view: BoardView) -> None:
        """Show a board."""
        boards = self.boards
        self.heading.update(self._title(view.board, boards))
        self.table.rows = view.top
        scores = tuple(score.score for score in view.progress)
        self.query_one("#plot-column").display = len(scores) > 1
        if len(scores) > 1:
            self.plot.scores = scores
            words = f"the last {len(scores)} rounds · best {number(max(scores))} · last {number(scores[-1])}"
            self.plot_words.update(Content(words))

    def _title(self, board: Board, boards: tuple[Board, ...]) -> Content:
        where = f"board {boards.index(board) + 1} of {len(boards)}"
        if self._bank:
            where += f", {self._titles.get(self._bank, self._bank)} only"
        return Content.assemble(
            ("High scores", "bold $primary"), (f"   {where}\n", "$quiet"), board_words(board, self._titles)
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Turning and filtering need something to turn to."""
        if not self.usable:
            return False
        if action == "turn":
            return len(self.boards) > 1
        if action == "filter":
            return any(board.selection.banks for board in self._all)
        return True

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
        self.refresh_bindings()
