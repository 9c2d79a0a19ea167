"""The game: Home, and the one story that leads from it through rounds and back."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from rich.text import Text
from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import WorkerFailed

from cosmoquiz.quiz.deal import Count, Selection, deal_round, seed_of
from cosmoquiz.quiz.modes import CLASSIC, LONGEST, Mode
from cosmoquiz.quiz.round import Board, Round
from cosmoquiz.quiz.scoring import clock_named
from cosmoquiz.quiz.text import player_name, printable
from cosmoquiz.quiz.words import board as board_words
from cosmoquiz.quiz.words import clock as clock_words
from cosmoquiz.quiz.words import count_of, number, ordinal
from cosmoquiz.quiz.words import selection as selection_words
from cosmoquiz.records.errors import PlayedElsewhere, RecordsError
from cosmoquiz.records.places import Places
from cosmoquiz.records.settings import Settings, save
from cosmoquiz.records.store import Played, Records, Unfinished
from cosmoquiz.records.writer import Ticket, Writer
from cosmoquiz.ui.guard import Guard
from cosmoquiz.ui.home import Home, HomeView, Wish
from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.play import PlayScreen
from cosmoquiz.ui.results import ResultsScreen, Standing
from cosmoquiz.ui.screen import GameScreen
from cosmoquiz.ui.theme import DARK, LIGHT, THEMES

if TYPE_CHECKING:
    from cosmoquiz.banks.library import Library

T = TypeVar("T")

LATE: Final = 2.0
"""Seconds after which an answer that is not yet saved is worth a word."""

ON_A_BOARD: Final = 10
"""Places on a board."""

CTRL_C: Final = 130

_DANGLING: Final = (
    "He ",
    "She ",
    "It ",
    "They ",
    "His ",
    "Her ",
    "Its ",
    "Their ",
    "This ",
    "That ",
    "Both ",
    "These ",
)
"""Beginnings of explanations that say nothing without their question."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the next round is to be."""

    selection: Selection
    size: int
    clock: str
    mode: Mode = CLASSIC
    seed: str | None = None
    """Given by the player; such a round is unranked and ignores freshness."""


class Shown:
    """What was shown: the records, and in any case what this game has shown since it started."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._here: dict[str, int] = {}

    def add(self, key: str) -> None:
        """The question was put to the player."""
        self._here.pop(key, None)
        self._here[key] = len(self._here)

    def last_seen(self) -> Mapping[str, int]:
        """As the records say; what was shown in this game comes after that. Not for the UI thread."""
        try:
            known = dict(self._writer.ask(Records.last_seen).result(LATE))
        except (RecordsError, TimeoutError):
            known = {}
        newest = max(known.values(), default=0)
        for place, key in enumerate(tuple(self._here), 1):
            known[key] = newest + place
        return known


class CosmoquizApp(App[int]):
    """The game. `run` returns the exit code."""

    TITLE = "cosmoquiz"
    CSS_PATH = "cosmoquiz.tcss"
    ENABLE_COMMAND_PALETTE = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+c",
            "interrupt",
            "Leave",
            show=False,
            priority=True,
            system=True,
            tooltip="Leave at once; the round waits on Home.",
        ),
        Binding(
            "ctrl+q", "leave(0)", "Leave", show=False, priority=True, tooltip="Leave at once; the round waits on Home."
        ),
        Binding("ctrl+с", "interrupt", show=False, priority=True, system=True),
        Binding("ctrl+й", "leave(0)", show=False, priority=True, system=True),
        bind("question_mark f1", "help", "Help", "All keys of all screens."),
    ]

    class TroubleChanged(Message):
        """Storage trouble came or went."""

        def __init__(self, trouble: str) -> None:
            super().__init__()
            self.trouble = trouble

    class Noticed(Message):
        """Something to know about the records that is no trouble."""

        def __init__(self, notice: str) -> None:
            super().__init__()
            self.notice = notice

    def __init__(
        self,
        *,
        places: Places | None,
        settings: Settings,
        paths: Sequence[Path],
        monotonic: Callable[[], float],
        now: Callable[[], datetime],
        new_seed: Callable[[], int],
        wanted: Wanted | None = None,
        notice: str = "",
        suggested_name: str = "",
    ) -> None:
        """`places` is None when nothing can be kept; `wanted` starts a round at once; `notice` is something to say."""
        super().__init__()
        self.settings = settings
        self.crash: Exception | None = None
        self.refusal = ""
        """Why the round that the command line asked for cannot be played."""
        self.library: Library | None = None
        self._places = places
        self._writer = Writer(
            places.records if places else None,
            now,
            on_trouble=lambda trouble: self._from_thread(self.TroubleChanged(trouble)),
            on_notice=lambda notice: self._from_thread(self.Noticed(notice)),
        )
        self._paths = tuple(paths)
        self._monotonic = monotonic
        self._now = now
        self._new_seed = new_seed
        self._first = wanted
        self._notice = notice
        self._suggested = suggested_name
        self._guard = Guard(monotonic)
        self._shown = Shown(self._writer)
        self._read = asyncio.Event()
        self._ticket: Ticket | None = None
        self._story_running = False
        self._unfinished: Unfinished | None = None
        self._view = HomeView(player=settings.player, play=self._play_words(settings))
        self.home = Home(self._view)
        for theme in THEMES.values():
            self.register_theme(theme)
        self._apply(settings)

    # Starting and leaving

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, should another theme be on."""
        return dict(DARK.variables)

    def get_default_screen(self) -> Screen[Any]:
        """Home lies beneath all other screens."""
        return self.home

    def on_mount(self) -> None:
        """Listen for signals and for storage trouble, and read the banks while Home is being drawn."""
        loop = asyncio.get_running_loop()
        for name, code in (("SIGTERM", 143), ("SIGHUP", 129)):
            with suppress(NotImplementedError, AttributeError, ValueError, RuntimeError):
                loop.add_signal_handler(getattr(signal, name), self.action_leave, code)
        self._writer.start()
        if self._notice:
            self.notify(self._notice, timeout=8, markup=False)
        # Home is drawn first: reading and drawing at once would take turns at the one interpreter.
        self.home.call_after_refresh(self.read_banks)
        if self._first:
            self.tell(self._round_story(self._first))

    def action_leave(self, code: int) -> None:
        """Leave at once, with this exit code."""
        self.exit(code, return_code=code)
        # Whatever is under way must not draw on screens that are being taken down.
        self.workers.cancel_all()

    @property
    def trouble(self) -> str:
        """Why answers are not being saved; empty when they are."""
        return self._writer.trouble

    def close_records(self, timeout: float) -> int:
        """Wait for what is still to be saved, so many seconds at most; gives the number of answers that are not."""
        return self._writer.close(timeout)

    def action_interrupt(self) -> None:
        """Ctrl-C: copy what is selected, else leave."""
        focused = self.focused
        selected = focused.selected_text if isinstance(focused, Input) else self.screen.get_selected_text()
        if selected:
            self.copy_to_clipboard(selected)
        else:
            self.action_leave(CTRL_C)

    def _handle_exception(self, error: Exception) -> None:
        cause = error.error if isinstance(error, WorkerFailed) else error
        self.crash = self.crash or (cause if isinstance(cause, Exception) else error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual would print a long traceback with local variables; whoever runs the game says one line instead.
        self.panic(Text(""))

    # Storage trouble

    def _from_thread(self, message: Message) -> None:
        if self.is_running:
            self.post_message(message)

    @on(Noticed)
    def _noticed(self, event: Noticed) -> None:
        self.notify(event.notice, severity="warning", timeout=10, markup=False)

    @on(TroubleChanged)
    def _trouble_changed(self, event: TroubleChanged) -> None:
        self.say_trouble(event.trouble)

    def say_trouble(self, trouble: str) -> None:
        """Show on every screen what is not being saved, or that all is well again."""
        for screen in self.screen_stack:
            if isinstance(screen, GameScreen):
                screen.say_trouble(trouble)

    async def open(self, screen: GameScreen[T]) -> "asyncio.Future[T | None]":
        """Show a screen, with the line about storage trouble that holds now; the future will have its result."""
        result: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()

        def done(value: T | None) -> None:
            if not result.done():
                result.set_result(value)

        await self.push_screen(screen, done)
        screen.say_trouble(self._writer.trouble)
        return result

    async def visit(self, screen: GameScreen[T]) -> T | None:
        """Show a screen until it is dismissed, and give what with."""
        result = await self.open(screen)
        return await result

    async def _from_records(self, question: Callable[[Records], T], otherwise: T) -> T:
        """What the records answer; `otherwise` when they cannot be read in time."""
        try:
            return await asyncio.wait_for(asyncio.wrap_future(self._writer.ask(question)), LATE * 2)
        except (RecordsError, TimeoutError):
            return otherwise

    @work
    async def _watch_saving(self, saving: Future[None]) -> None:
        """Say so when an answer is late or belongs to a round that goes on elsewhere."""
        future = asyncio.wrap_future(saving)
        try:
            await asyncio.wait_for(asyncio.shield(future), LATE)
        except TimeoutError:
            self.say_trouble("Saving takes long. You can play on.")
            with suppress(RecordsError):
                await future
            self.say_trouble(self._writer.trouble)
        except PlayedElsewhere as elsewhere:
            self._played_elsewhere(str(elsewhere))
        except RecordsError:
            self.say_trouble(self._writer.trouble)

    def _played_elsewhere(self, why: str) -> None:
        self.notify(why, severity="warning", timeout=8, markup=False)
        for screen in reversed(self.screen_stack):
            if isinstance(screen, PlayScreen) and screen.is_current:
                screen.dismiss(screen.round)

    # Banks

    @work
    async def read_banks(self) -> None:
        """Read the banks off the UI thread, then fill in what Home could not know yet."""
        folder = self._places.banks if self._places else None
        self.library = await asyncio.to_thread(_library, folder, self._paths, self._shown)
        self._read.set()
        await self.refresh_home()
        now = self._now()
        await self._from_records(lambda records: records.check(now), None)
        await self._from_records(lambda records: records.backup(now), None)

    def wanted(self) -> Wanted:
        """A round by the settings."""
        settings = self.settings
        return Wanted(settings.selection, settings.length, settings.clock)

    def _play_words(self, settings: Settings) -> str:
        titles = self.library.titles if self.library else {}
        banks = selection_words(settings.selection, titles)
        return f"{count_of(settings.length, 'question')}, {clock_words(settings.clock)}, {banks}"

    async def refresh_home(self) -> None:
        """Bring Home up to date."""
        library = self.library
        settings = self.settings
        view = replace(self._view, player=settings.player, play=self._play_words(settings), size=settings.length)
        if library:
            selection = settings.selection
            pool = await asyncio.to_thread(library.count, selection)
            view = replace(view, pool=pool, banks=_banks_words(library))
            board = Board(CLASSIC.name, min(settings.length, pool.all), settings.clock, selection)
            view = await self._from_records(lambda records: _view_of(records, view, board, settings.player), view)
            self._unfinished = await self._from_records(lambda records: records.resume(settings.player), None)
            view = replace(view, resume=self._resume_words())
        self._show_home(view)

    def _resume_words(self) -> str:
        waiting = self._unfinished
        if not waiting:
            return ""
        titles = self.library.titles if self.library else {}
        words = selection_words(waiting.round.selection, titles)
        return f"{words}, question {waiting.round.number} of {len(waiting.round.deals)}"

    def _show_home(self, view: HomeView) -> None:
        self._view = view
        self.home.show(view)

    # The story

    def tell(self, story: Coroutine[Any, Any, None]) -> None:
        """Run a story, unless one is running: two quick presses start one round."""
        if self._story_running:
            story.close()
            return
        self._story_running = True
        self._tell(story)

    @work
    async def _tell(self, story: Coroutine[object, object, None]) -> None:
        try:
            await story
        finally:
            self._story_running = False

    @on(Home.Wished)
    def _wished(self, event: Home.Wished) -> None:
        match event.wish:
            case "quit":
                self.action_leave(0)
            case "play":
                self.tell(self._round_story(self.wanted()))
            case _:
                self.tell(self._visit(event.wish))

    async def _visit(self, wish: Wish) -> None:
        """Show one of the other screens, then Home again."""
        if wish == "resume" and self._unfinished:
            waiting = self._unfinished
            ticket = self._writer.ticket_for(waiting.id, waiting.player)
            await self._play_on(waiting.round, ticket, None)
        elif wish == "scores":
            await self._visit_scores(None, None)
        elif wish == "banks":
            await self._visit_banks()
        elif wish == "settings":
            await self._visit_settings()
        elif wish == "help":
            await self.action_help()
        await self.refresh_home()

    async def _round_story(self, wanted: Wanted) -> None:
        """Deal a round as soon as the banks are read, and play until the player wants to go Home."""
        if not self._read.is_set():
            self._show_home(replace(self._view, waiting=True))
            await self._read.wait()
            self._show_home(replace(self._view, waiting=False))
        round_ = await self._dealt(wanted)
        if round_ is not None:
            await self._play_on(round_, None, wanted)
        await self.refresh_home()

    async def _dealt(self, wanted: Wanted) -> Round | None:
        """A new round; None when no question matches, which it says."""
        library = self.library
        assert library is not None, "rounds wait for the banks"
        seed = self._new_seed() if wanted.seed is None else seed_of("seed", wanted.seed)
        fresh = wanted.seed is None
        size = min(wanted.size, LONGEST)
        deals = await asyncio.to_thread(deal_round, library, wanted.selection, size, wanted.mode, seed, fresh=fresh)
        if not deals:
            self._say_nothing_matches(wanted)
            return None
        return Round.start(
            deals,
            mode=wanted.mode,
            selection=wanted.selection,
            seed=seed,
            ranked=fresh,
            clock=clock_named(wanted.clock),
        )

    def _say_nothing_matches(self, wanted: Wanted) -> None:
        assert self.library is not None, "rounds wait for the banks"
        unknown = nothing_matches(wanted.selection, self.library)
        if wanted is self._first:
            # The round was asked for on the command line: what is wrong there is mended there.
            self.refusal = unknown
            self.action_leave(2)
        self.notify(unknown, severity="warning", timeout=8, markup=False)

    async def _play_on(self, round_: Round | None, ticket: Ticket | None, wanted: Wanted | None) -> None:
        """Play the round, show its results, and go on as the player says."""
        while round_ is not None:
            self._ticket = ticket or self._writer.begin(round_, self.settings.player)
            ticket = None
            remark = self._size_words(round_, wanted)
            played = await self.visit(PlayScreen(round_, self._guard, self._monotonic, remark=remark))
            if played is None or not played.finished:
                return
            match await self._results(played):
                case "again":
                    round_ = await self._dealt(wanted or self._like(played))
                case "misses":
                    round_ = played.replay(self._new_seed())
                case _:
                    round_ = None

    def _size_words(self, round_: Round, wanted: Wanted | None) -> str:
        """That fewer questions match than were asked for."""
        dealt = len(round_.deals)
        if wanted is None or dealt >= wanted.size or not round_.ranked:
            return ""
        return f"only {dealt} {'matches' if dealt == 1 else 'match'}, a round of {dealt}"

    def _like(self, played: Round) -> Wanted:
        """Another round of the kind that was resumed."""
        return Wanted(played.selection, len(played.deals), played.clock.name, played.mode)

    async def _results(self, played: Round) -> str | None:
        screen = ResultsScreen(played, self._guard, player=self.settings.player, suggested=self._suggested)
        result = await self.open(screen)
        if played.ranked and self._ticket is not None:
            standing = await self._standing(played, self._ticket)
            placed = played.score > 0 and standing.place is not None and standing.place <= ON_A_BOARD
            screen.show_standing(standing, ask_name=placed and not self.settings.player)
        return await result

    async def _standing(self, played: Round, ticket: Ticket) -> Standing:
        titles = self.library.titles if self.library else {}
        words = board_words(played.board, titles)
        unknown = Standing(None, 0, None, board=words)

        def look(records: Records) -> Standing:
            if ticket.id is None:
                return unknown
            place = records.place(ticket.id)
            before = records.best(played.board, before=ticket.id)
            rounds = next((p.rounds for p in records.boards() if p.board == played.board), 0)
            if place is None and played.score:
                return unknown
            record = None if before is None else before.score
            return Standing(place or rounds + 1, rounds, record, before.player if before else "", words)

        return await self._from_records(look, unknown)

    @on(PlayScreen.Shown)
    def _question_shown(self, event: PlayScreen.Shown) -> None:
        self._shown.add(event.deal.question.key)
        self._writer.mark_seen(event.deal.question.key)

    @on(PlayScreen.Picked)
    def _picked(self, event: PlayScreen.Picked) -> None:
        if self._ticket is not None:
            self._watch_saving(self._writer.answer(self._ticket, event.round))

    @on(PlayScreen.ClockChanged)
    def _clock_changed(self, event: PlayScreen.ClockChanged) -> None:
        if self._ticket is not None:
            self._writer.change_clock(self._ticket, event.round)

    @on(ResultsScreen.Named)
    def _named(self, event: ResultsScreen.Named) -> None:
        self._change_settings(replace(self.settings, player=event.name))
        if self._ticket is not None:
            self._writer.set_player(self._ticket, event.name)
        self.run_worker(self.refresh_home())

    @on(ResultsScreen.ScoresWanted)
    def _scores_wanted(self) -> None:
        screen = self.screen
        if isinstance(screen, ResultsScreen):
            new = self._ticket.id if self._ticket else None
            self.run_worker(self._visit_scores(screen.round.board, new))

    # The other screens

    async def _visit_scores(self, first: Board | None, new: int | None) -> None:
        from cosmoquiz.ui.scores import ScoresScreen

        nothing: tuple[Played, ...] = ()
        boards = tuple(p.board for p in await self._from_records(Records.boards, nothing))
        titles = self.library.titles if self.library else {}
        await self.visit(ScoresScreen(boards, titles, first=first, new=new))

    def on_scores_screen_wanted(self, event: Message) -> None:
        """A board is wanted by the screen of high scores."""
        self.run_worker(self._show_board(event))

    async def _show_board(self, event: Message) -> None:
        from cosmoquiz.ui.scores import PLOTTED, BoardView, ScoresScreen

        assert isinstance(event, ScoresScreen.Wanted)
        board = event.board
        view = await self._from_records(
            lambda records: BoardView(board, records.top(board, ON_A_BOARD), records.progress(board, PLOTTED)),
            BoardView(board, (), ()),
        )
        if event.screen.is_current:
            event.screen.show(view)

    async def _visit_banks(self) -> None:
        from cosmoquiz.ui.banks import BanksScreen

        await self._read.wait()
        library = self.library
        assert library is not None, "the banks are read"
        unseen = await asyncio.to_thread(_unseen_by_bank, library)
        result = await self.visit(BanksScreen(library.files, self.settings.banks, unseen))
        if result is None:
            return
        if result.play:
            only = replace(self.wanted(), selection=replace(self.settings.selection, banks=_folded(result.chosen)))
            await self._round_story(only)
        else:
            self._change_settings(replace(self.settings, banks=result.chosen))

    async def _visit_settings(self) -> None:
        from cosmoquiz.ui.settings import SettingsScreen

        while True:
            titles = self.library.titles if self.library else {}
            banks = selection_words(Selection.of(self.settings.banks), titles)
            if await self.visit(SettingsScreen(self.settings, banks)) != "banks":
                return
            await self._visit_banks()

    def on_settings_screen_changed(self, event: Message) -> None:
        """The settings were changed on their screen."""
        from cosmoquiz.ui.settings import SettingsScreen

        assert isinstance(event, SettingsScreen.Changed)
        self._change_settings(event.settings)

    def _change_settings(self, settings: Settings) -> None:
        self.settings = settings
        self._apply(settings)
        if self._places:
            self._save_settings(self._places.settings, settings)

    def _apply(self, settings: Settings) -> None:
        self.theme = settings.theme if settings.theme in THEMES else DARK.name
        if not settings.motion:
            self.animation_level = "none"
        elif self.animation_level == "none" and not _motion_off_by_environment():
            self.animation_level = "full"

    @work(exclusive=True, group="settings")
    async def _save_settings(self, path: Path, settings: Settings) -> None:
        try:
            await asyncio.to_thread(save, path, settings)
        except RecordsError as trouble:
            self.say_trouble(str(trouble))

    async def action_help(self) -> None:
        """Show the help."""
        from cosmoquiz.ui.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            await self.open(HelpScreen(help_sections()))

    def action_theme(self, name: str) -> None:
        """Change the theme."""
        self._change_settings(replace(self.settings, theme=name))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The commands of the screen and of the game."""
        said: set[str] = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if not binding.tooltip or not active.enabled or binding.action in said or binding.system:
                continue
            said.add(binding.action)
            yield SystemCommand(
                binding.description,
                binding.tooltip,
                lambda a=binding.action, n=active.node: self.call_later(n.run_action, a),
            )
        yield SystemCommand("Dark theme", "A poster at night.", lambda: self.action_theme(DARK.name))
        yield SystemCommand("Light theme", "A poster on paper.", lambda: self.action_theme(LIGHT.name))


def help_sections() -> dict[str, list[Binding]]:
    """The bindings of every screen by its title, for the help and the documentation."""
    from cosmoquiz.ui.banks import BanksScreen
    from cosmoquiz.ui.scores import ScoresScreen
    from cosmoquiz.ui.settings import SettingsScreen

    titles: dict[str, type[App[Any] | Screen[Any]]] = {
        "Everywhere": CosmoquizApp,
        "Home": Home,
        "In a round": PlayScreen,
        "Results": ResultsScreen,
        "High scores": ScoresScreen,
        "Banks": BanksScreen,
        "Settings": SettingsScreen,
    }
    return {title: [b for b in owner.BINDINGS if isinstance(b, Binding)] for title, owner in titles.items()}


def _library(folder: Path | None, paths: Sequence[Path], seen: Shown) -> "Library":
    """Read all banks. The reader of YAML is a large import that no screen needs, so it is made here, in the thread."""
    from cosmoquiz.banks.library import read_library

    return read_library(folder, paths, seen)


def nothing_matches(selection: Selection, library: "Library") -> str:
    """Why a selection has no questions, and what there is."""
    files = {file.name.casefold(): file for file in library.files}
    for name in selection.banks:
        file = files.get(name)
        if file is None:
            known = ", ".join(sorted(file.name for file in library.files if file.playable))
            return f"There is no bank called {printable(name)}. There are: {known}."
        if not file.playable:
            first = file.problems[0]
            where = "" if first.line is None else f"line {first.line}: "
            return f"The bank {printable(name)} has errors. {where}{first.message}; {first.fix}."
    return f"No question matches: {selection_words(selection, library.titles)}."


def _folded(names: Iterable[str]) -> tuple[str, ...]:
    return Selection.of(names).banks


def _banks_words(library: "Library") -> str:
    broken = sum(not file.playable for file in library.files)
    words = str(len(library.files) - broken)
    return f"{words}, and {count_of(broken, 'file')} with errors" if broken else words


def _unseen_by_bank(library: "Library") -> dict[str, int]:
    return {file.name: library.count(Selection.of([file.name])).unseen for file in library.files if file.playable}


def _view_of(records: Records, view: HomeView, board: Board, player: str) -> HomeView:
    """What the records add to Home."""
    top = records.top(board, ON_A_BOARD)
    mine = next(((place, score) for place, score in enumerate(top, 1) if score.player == player), None)
    if not top:
        scores = ""
    elif mine:
        scores = f"your best here: {number(mine[1].score)} ({ordinal(mine[0])})"
    else:
        scores = f"to beat: {number(top[0].score)}"
    facts = [fact for fact in records.answered_explanations(20) if not fact.startswith(_DANGLING)]
    return replace(
        view,
        scores=scores,
        fact=facts[len(top) % len(facts)] if facts else "",
        board_title="To beat" if top else "",
        board=tuple((score.player, number(score.score)) for score in top[:5]),
    )


def _motion_off_by_environment() -> bool:
    from textual.constants import TEXTUAL_ANIMATIONS

    return TEXTUAL_ANIMATIONS == "none"


def default_name(name: str) -> str:
    """The name to suggest for a board, from the account's name."""
    return player_name(name)[:1].upper() + player_name(name)[1:]


__all__ = ["CosmoquizApp", "Count", "Wanted", "default_name", "help_sections"]
