"""Home: what will be played, what waits, and the record to beat."""

from typing import TYPE_CHECKING, ClassVar, Final, Literal, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.getters import query_one
from textual.message import Message

from cosmoquiz.quiz.question import Question
from cosmoquiz.quiz.round import Board
from cosmoquiz.quiz.selection import Count
from cosmoquiz.quiz.words import count_of, number, ordinal
from cosmoquiz.records.store import Marks, Records, Score, Unfinished
from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.screen import GameScreen
from cosmoquiz.ui.widgets.lines import both_ends, hanging, stacked
from cosmoquiz.ui.widgets.menu import Menu, Row
from cosmoquiz.ui.widgets.poster import WIDTH as POSTER_WIDTH
from cosmoquiz.ui.widgets.poster import poster

if TYPE_CHECKING:
    from cosmoquiz.banks.library import Library, MarksWanted

ON_A_BOARD: Final = 10
"""Places on a board."""

MARGIN: Final = 2
"""Cells that stay free at both sides."""

MIDDLE: Final = 80
"""Cells of the menu, at most."""

WITH_POSTER: Final = 80
WITH_BOARD: Final = 120
"""Cells from which on there is room for them."""

LOW: Final = 17
ROOMY: Final = 24
"""Lines of the terminal below which little, or not all, has room."""

BOARD_WIDTH: Final = 34
BOARD_GAP: Final = 4

Wish = Literal["play", "wait no more", "resume", "scores", "banks", "settings", "help", "quit"]

WISHES: Final[tuple[Wish, ...]] = ("play", "resume", "scores", "banks", "settings", "help", "quit")
"""What the rows of the menu stand for."""


class HomeView(NamedTuple):
    """All that Home shows; what is not known yet is None or empty, and its place stays free."""

    player: str = ""
    play: str = ""
    """What Play starts, in words."""
    size: int = 0
    """Questions that Play asks for."""
    pool: Count | None = None
    reading: str = ""
    """How far the reading of the banks has come, when it takes long."""
    resume: str = ""
    """What Resume goes on with; empty when nothing waits."""
    scores: str = ""
    banks: str = ""
    fact: str = ""
    """A question that this player has answered, with its answer."""
    board_title: str = ""
    board: tuple[tuple[str, str], ...] = ()
    """Names and scores of the board to beat, for wide terminals."""
    waiting: bool = False
    """Whether a round was asked for before the banks were read."""


class Kept(NamedTuple):
    """What the records say for Home, read at one go so that a locked file is waited for once."""

    marks: Marks
    top: tuple[Score, ...]
    answered: tuple[Question, ...]
    unfinished: Unfinished | None


def kept_for(records: Records, board: Board, player: str, wanted: "MarksWanted") -> Kept:
    """Ask the records for a player whose next round belongs to that board."""
    return Kept(
        records.marks(*wanted),
        records.top(board, ON_A_BOARD),
        records.answered_questions(),
        records.resume(player),
    )


def with_records(view: HomeView, kept: Kept, player: str, visit: int) -> HomeView:
    """What the records add to Home; each visit recalls another of the questions answered last."""
    top = kept.top
    mine = next(((place, score) for place, score in enumerate(top, 1) if score.player == player), None)
    if not top:
        scores = ""
    elif mine:
        scores = f"your best here: {number(mine[1].score)} ({ordinal(mine[0])})"
    else:
        scores = f"to beat: {number(top[0].score)}"
    recalled = kept.answered[visit % len(kept.answered)] if kept.answered else None
    return view._replace(
        scores=scores,
        fact=f"{recalled.text} {recalled.answer}." if recalled else "",
        board_title="To beat" if top else "",
        board=tuple((score.player, number(score.score)) for score in top[:5]),
    )


def banks_words(library: "Library") -> str:
    """How many banks there are, and how many files that should be some."""
    broken = sum(not file.playable for file in library.files)
    words = str(len(library.files) - broken)
    return f"{words}, and {count_of(broken, 'file')} with errors" if broken else words


class Front(Menu):
    """All of Home in one picture: what will be played, the menu, the rocket and the board beside it, a fact below.

    Each widget costs time before the first frame, and there is nothing on Home but lines.
    """

    def __init__(self, view: HomeView, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(_rows(view), label_width=9, id=id)
        self._view = view
        self._poster = poster()
        self._top = 0
        """The line of the first row of the menu."""

    def show(self, view: HomeView) -> None:
        """Show new values."""
        self._view = view
        self.rows = _rows(view)
        self.refresh()

    def row_at(self, x: int, y: int) -> int:
        """The index of the row that is drawn there; it need not exist."""
        return y - self._top if x >= self._left else -1

    @property
    def _left(self) -> int:
        """The column in which the menu begins."""
        return MARGIN + (POSTER_WIDTH if self._has_poster else 0)

    @property
    def _has_poster(self) -> bool:
        return self.size.width >= WITH_POSTER and self.app.size.height >= ROOMY

    def render(self) -> Content:
        """The picture."""
        width, height = self.size
        tiny, low = self.app.size.height < LOW, self.app.size.height < ROOMY
        corner = [] if tiny else [_right(self._view.player, width - MARGIN)]
        fact = [] if tiny else self._fact(width - 2 * MARGIN, 2 if low else 3)
        middle = self._middle(tiny)
        poster = self._poster if self._has_poster else []
        above = max(0, (height - len(corner) - len(fact) - max(len(middle), len(poster))) // 2)
        self._top = len(corner) + above + len(middle) - len(self.rows)
        body = [Content(" " * MARGIN) + line for line in self._beside(poster, middle)]
        free = height - len(corner) - above - len(body) - len(fact)
        return stacked([*corner, *[Content("")] * above, *body, *[Content("")] * free, *fact])

    def _beside(self, poster: list[Content], middle: list[Content]) -> list[Content]:
        """The lines of the poster, of what is in the middle and of the board, side by side."""
        board = self._board() if self.size.width >= WITH_BOARD else []
        height = max(map(len, (poster, middle, board)))
        columns = [_filled(poster, POSTER_WIDTH, height)] if poster else []
        columns.append(_filled(middle, self._middle_width if board else 0, height))
        return [Content("").join(parts) for parts in zip(*columns, _filled(board, 0, height), strict=True)]

    @property
    def _middle_width(self) -> int:
        width = self.size.width
        return min(MIDDLE, width - MARGIN - self._left - (BOARD_WIDTH if width >= WITH_BOARD else 0))

    def _middle(self, tiny: bool) -> list[Content]:
        """What will be played, above the menu."""
        subject = [] if tiny else [Content("Films and missions of the space age")]
        return [
            Content("C O S M O Q U I Z").stylize("bold $primary"),
            *subject,
            Content(self._pool()).stylize("$quiet").truncate(self._middle_width, ellipsis=True),
            *([] if tiny else [Content("")]),
            *self.lines(self._middle_width),
        ]

    def _pool(self) -> str:
        pool = self._view.pool
        if pool is None:
            return self._view.reading
        if not pool.all:
            return "No question matches the settings."
        unseen = "all of them new to you" if pool.unseen == pool.all else f"{number(pool.unseen)} you have not seen"
        short = f" · a round of {pool.all}" if pool.all < self._view.size else ""
        return f"{count_of(pool.all, 'question')} · {unseen}{short}"

    def _fact(self, width: int, height: int) -> list[Content]:
        said = f"You learned: {self._view.fact}" if self._view.fact else ""
        lines = hanging(Content(" " * MARGIN), Content(said).stylize("$quiet"), width + MARGIN)[:height]
        return lines + [Content("")] * (height - len(lines))

    def _board(self) -> list[Content]:
        if not self._view.board:
            return []
        lines = [Content(self._view.board_title).stylize("$quiet"), Content("")]
        for place, (name, score) in enumerate(self._view.board, 1):
            left = Content.assemble((f"{place:>2}  ", "$quiet"), name or "-")
            lines.append(both_ends(left, Content(score).stylize("bold $primary"), BOARD_WIDTH - BOARD_GAP))
        return [Content(" " * BOARD_GAP) + line for line in lines]


def _rows(view: HomeView) -> tuple[Row, ...]:
    """The menu, in the order of WISHES."""
    return (
        Row("Play", "once banks are read (Esc: not now)" if view.waiting else view.play, "enter"),
        Row("Resume", view.resume or "nothing waits", "r"),
        Row("Scores", view.scores or "no round on this board yet", "s"),
        Row("Banks", view.banks, "b"),
        Row("Settings", "", "comma"),
        Row("Help", "", "question_mark"),
        Row("Quit", "", "q"),
    )


def _right(text: str, width: int) -> Content:
    """The text at the end of a line."""
    return both_ends(Content(""), Content(text).stylize("$quiet"), width)


def _filled(lines: list[Content], width: int, height: int) -> list[Content]:
    """The lines, each filled up to a width, with empty ones below up to a height."""
    lines = [*lines, *[Content("")] * (height - len(lines))]
    return [line.pad_right(max(0, width - line.cell_length)) for line in lines]


class Home(GameScreen[None]):
    """The first screen. It stays beneath all others."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "menu", "Play", "Play a round with the last settings, or do what is highlighted.", show=True),
        bind("r", "wish('resume')", "Resume", "Go on with the round that waits."),
        bind("s", "wish('scores')", "Scores", "See the boards and your progress.", show=True),
        bind("b", "wish('banks')", "Banks", "See the question banks and choose among them.", show=True),
        bind("comma", "wish('settings')", "Settings", "Name, clock, length, banks, difficulty, theme, motion."),
        bind("question_mark f1", "wish('help')", "Help", "All keys of all screens.", show=True),
        bind("escape", "wish('wait no more')", "Not now", "Wait no longer for the banks to be read."),
        bind("q", "wish('quit')", "Quit", "Leave the game.", show=True),
    ]

    class Wished(Message):
        """What the player wants to do."""

        def __init__(self, wish: Wish) -> None:
            super().__init__()
            self.wish = wish

    front = query_one("#front", Front)

    def __init__(self, view: HomeView) -> None:
        super().__init__()
        self.view = view

    def compose_page(self) -> ComposeResult:
        """All in one widget."""
        yield Front(self.view, id="front")

    def on_mount(self) -> None:
        """The menu takes the keys."""
        self.front.focus()

    def show(self, view: HomeView) -> None:
        """Show new values; nothing moves."""
        if view != self.view:
            self.view = view
            if self.is_mounted:
                self.front.show(view)
                self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Resume is there when something waits."""
        if not self.usable:
            return False
        if action == "wish" and parameters == ("resume",):
            return bool(self.view.resume)
        if action == "wish" and parameters == ("wait no more",):
            return self.view.waiting
        return True

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        """Do what the row says."""
        event.stop()
        self.action_wish(WISHES[event.index])

    def action_menu(self) -> None:
        """Choose the highlighted row."""
        self.action_wish(WISHES[self.front.highlighted])

    def action_wish(self, wish: Wish) -> None:
        """Tell the game."""
        if wish == "resume" and not self.view.resume:
            return
        self.post_message(self.Wished(wish))
