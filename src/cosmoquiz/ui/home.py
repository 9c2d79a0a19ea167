"""Home: what will be played, what waits, and the record to beat."""

from typing import TYPE_CHECKING, ClassVar, Final, Literal, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Static

from cosmoquiz.quiz.deal import Count
from cosmoquiz.quiz.question import Question
from cosmoquiz.quiz.round import Board
from cosmoquiz.quiz.words import count_of, number, ordinal
from cosmoquiz.records.store import Marks, Records, Score, Unfinished
from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.screen import GameScreen
from cosmoquiz.ui.widgets.lines import both_ends, stacked
from cosmoquiz.ui.widgets.menu import Menu, Row
from cosmoquiz.ui.widgets.poster import Poster

if TYPE_CHECKING:
    from cosmoquiz.banks.library import Library, MarksWanted

ON_A_BOARD: Final = 10
"""Places on a board."""

Wish = Literal["play", "wait no more", "resume", "scores", "banks", "settings", "help", "quit"]


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

    menu = query_one("#menu", Menu)

    def __init__(self, view: HomeView) -> None:
        super().__init__()
        self.view = view
        self._wishes: tuple[Wish, ...] = ()

    def compose_body(self) -> ComposeResult:
        """The poster, the menu, and beside it the record where there is room."""
        yield Static(id="corner")
        with Horizontal(id="home"):
            yield Poster(id="poster")
            with Vertical(id="home-middle"):
                yield Static(Content("C O S M O Q U I Z"), id="home-title")
                yield Static("Films and missions of the space age", id="home-subject")
                yield Static(" ", id="home-pool")
                yield Menu(self._rows(), label_width=9, id="menu")
            yield Static(id="home-board")
        yield Static(id="fact")

    def on_mount(self) -> None:
        """The menu takes the keys."""
        self.menu.focus()
        self._fill()

    def show(self, view: HomeView) -> None:
        """Show new values; nothing moves."""
        self.view = view
        if self.is_mounted:
            self._fill()

    def _fill(self) -> None:
        self.query_one("#corner", Static).update(self._corner())
        self.query_one("#home-pool", Static).update(Content(self._pool()))
        self.query_one("#home-board", Static).update(self._board())
        self.query_one("#fact", Static).update(Content(self._fact()))
        self.menu.rows = self._rows()
        self.refresh_bindings()

    def _rows(self) -> tuple[Row, ...]:
        view = self.view
        rows: dict[Wish, Row] = {
            "play": Row("Play", "starts once banks are read (Esc: not now)" if view.waiting else view.play, "enter"),
            "resume": Row("Resume", view.resume or "nothing waits", "r"),
            "scores": Row("Scores", view.scores or "no round on this board yet", "s"),
            "banks": Row("Banks", view.banks, "b"),
            "settings": Row("Settings", "", "comma"),
            "help": Row("Help", "", "question_mark"),
            "quit": Row("Quit", "", "q"),
        }
        self._wishes = tuple(rows)
        return tuple(rows.values())

    def _corner(self) -> Content:
        return Content(self.view.player).stylize("$quiet")

    def _pool(self) -> str:
        pool = self.view.pool
        if pool is None:
            return self.view.reading or " "
        if not pool.all:
            return "No question matches the settings."
        unseen = "all of them new to you" if pool.unseen == pool.all else f"{number(pool.unseen)} you have not seen"
        short = f" · a round of {pool.all}" if pool.all < self.view.size else ""
        return f"{count_of(pool.all, 'question')} · {unseen}{short}"

    def _fact(self) -> str:
        return f"You learned: {self.view.fact}" if self.view.fact else ""

    def _board(self) -> Content:
        if not self.view.board:
            return Content("")
        lines = [Content(self.view.board_title).stylize("$quiet"), Content("")]
        for place, (name, score) in enumerate(self.view.board, 1):
            left = Content.assemble((f"{place:>2}  ", "$quiet"), name or "-")
            lines.append(both_ends(left, Content(score).stylize("bold $primary"), 30))
        return stacked(lines)

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
        self.action_wish(self._wishes[event.index])

    def action_menu(self) -> None:
        """Choose the highlighted row."""
        self.menu.action_choose()

    def action_wish(self, wish: Wish) -> None:
        """Tell the game."""
        if wish == "resume" and not self.view.resume:
            return
        self.post_message(self.Wished(wish))
