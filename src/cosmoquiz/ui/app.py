"""The game: Home, and the one story that leads from it through rounds and back."""

import asyncio
import gc
import signal
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, TypeVar

from rich.text import Text
from textual import on, work
from textual.app import App, SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.command import CommandPalette
from textual.driver import Driver
from textual.filter import ANSIToTruecolor, LineFilter
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker, WorkerFailed

from cosmoquiz.banks.library import Catalogue, Change, Library
from cosmoquiz.quiz.modes import CLASSIC, LONGEST, Mode
from cosmoquiz.quiz.question import Deal
from cosmoquiz.quiz.round import Board, Round
from cosmoquiz.quiz.scoring import clock_named
from cosmoquiz.quiz.selection import Selection
from cosmoquiz.quiz.text import player_name
from cosmoquiz.quiz.words import board as board_words
from cosmoquiz.quiz.words import clock as clock_words
from cosmoquiz.quiz.words import count_of
from cosmoquiz.quiz.words import selection as selection_words
from cosmoquiz.records.errors import PlayedElsewhere, RecordsError
from cosmoquiz.records.places import Places
from cosmoquiz.records.settings import Settings, save
from cosmoquiz.records.store import Records, Unfinished
from cosmoquiz.records.writer import Ticket, Writer
from cosmoquiz.ui.guard import Guard
from cosmoquiz.ui.home import ON_A_BOARD, Home, HomeView, Wish, banks_words, kept_for, with_records
from cosmoquiz.ui.keys import bind, bind_everywhere
from cosmoquiz.ui.screen import ROUND_STYLES, GameScreen
from cosmoquiz.ui.shelves import Shelves
from cosmoquiz.ui.theme import DARK, LIGHT, THEMES

if TYPE_CHECKING:
    from cosmoquiz.ui.banks import BanksScreen
    from cosmoquiz.ui.results import ResultsScreen, Standing

T = TypeVar("T")

LATE: Final = 2.0
"""Seconds after which an answer that is not yet saved is worth a word."""

CTRL_C: Final = 130

PROGRESS_EVERY: Final = 0.5
"""Seconds between two looks at how far the reading of banks has come."""

THROWN_OUT_SETTLE: Final = 1.5
"""Seconds in which no round is started after one was found to go on elsewhere."""

WRONG_USAGE: Final = 2

SIGNALS: Final = {"SIGTERM": 143, "SIGHUP": 129, "SIGINT": CTRL_C}
"""The signals that end the game, with its exit code then."""


class Wanted(NamedTuple):
    """What the next round is to be."""

    selection: Selection
    size: int
    clock: str
    mode: Mode = CLASSIC
    seed: str | None = None
    """Given by the player; such a round is unranked and ignores freshness."""


class Palette(CommandPalette):
    """The command palette, which closes once however often that is asked for."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close it, if it is the one on top."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        # A list whose lines are not laid out yet cannot be paged through.
        with suppress(KeyError):
            super()._action_command_list(action)


class CosmoquizApp(App[int]):
    """The game. `run` returns the exit code."""

    TITLE = "cosmoquiz"
    CSS_PATH = "cosmoquiz.tcss"
    ENABLE_COMMAND_PALETTE = True

    BINDINGS: ClassVar[list[BindingType]] = [
        bind_everywhere("ctrl+p", "command_palette", "All actions, to search and to choose from."),
        bind_everywhere("ctrl+c ctrl+с", "interrupt", "Leave at once; the round waits on Home."),
        bind_everywhere("ctrl+q ctrl+й", "leave(0)", "The same."),
        bind("question_mark f1", "help", "Help", "All keys of all screens.", show=True),
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
        self.when_left: Callable[[int], None] = lambda _: None
        """Called with the exit code once the game is being left."""
        self.left_quickly = False
        self.refusal = ""
        """Why the round that the command line asked for cannot be played."""
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
        self._shown: dict[str, None] = {}
        """The keys of the questions that were shown in this game, in order."""
        self.shelves = Shelves(
            Catalogue(
                places.cache if places else None,
                places.banks if places else None,
                self._paths,
                shown=self._shown.keys(),
            ),
            monotonic,
            start=lambda reading: self.run_worker(self._shown_reading(reading), name="reading"),
            on_read=self._show_what_was_read,
        )
        self._ticket: Ticket | None = None
        self._story_running = False
        self._story: Worker[None] | None = None
        self._waiting = False
        self._leaving = False
        self._visits = 0
        self._settings_lock = threading.Lock()
        self._saving: threading.Thread | None = None
        self._unfinished: Unfinished | None = None
        self._list: BanksScreen | None = None
        """The list of banks while it is open."""
        self._news = ""
        """What has become of the banks of the round that is about to begin."""
        self._view = HomeView(player=settings.player, play=self._play_words())
        self.home = Home(self._view)
        for theme in THEMES.values():
            self.register_theme(theme)
        self._apply(settings, at_start=True)

    # Starting and leaving

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, should another theme be on."""
        return dict(DARK.variables)

    def get_driver_class(self) -> type[Driver]:
        """Our own where Textual's is the one for Linux and its likes."""
        driver = super().get_driver_class()
        if driver.__name__ != "LinuxDriver":
            return driver
        from cosmoquiz.ui.driver import QuickDriver

        return QuickDriver

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Without the one that turns colors of the terminal into others: all of ours are true ones already."""
        return [line_filter for line_filter in super().get_line_filters() if type(line_filter) is not ANSIToTruecolor]

    def get_default_screen(self) -> Screen[Any]:
        """Home lies beneath all other screens."""
        return self.home

    def on_load(self) -> None:
        """Listen for signals before the terminal is taken over."""
        loop = asyncio.get_running_loop()
        for name, code in SIGNALS.items():
            # Not every system has every signal, nor a loop that listens for them.
            with suppress(NotImplementedError, AttributeError, ValueError, RuntimeError):
                loop.add_signal_handler(getattr(signal, name), self.action_leave, code)

    def on_mount(self) -> None:
        """Open the records and read the banks while Home is being drawn."""
        self._writer.start()
        if self._notice:
            self.notify(self._notice, timeout=8, markup=False)
        # Home is drawn first: reading and drawing at once would take turns at the one interpreter.
        self.home.call_after_refresh(self._home_is_drawn)
        if self._first:
            self.tell(self._round_story(self._first))

    def _home_is_drawn(self) -> None:
        self._read_styles(ROUND_STYLES)
        self.read_banks()
        # So that Enter need not wait for it.
        from cosmoquiz.quiz import deal  # noqa: F401
        from cosmoquiz.ui import play  # noqa: F401

    def _read_styles(self, *names: str) -> None:
        """Read what has not been read of these style sheets, which Home need not wait for."""
        for name in names:
            path = Path(__file__).with_name(name)
            if not self.stylesheet.has_source(str(path)):
                self.stylesheet.read(path)
                self.stylesheet.parse()

    def action_leave(self, code: int) -> None:
        """Leave at once, with this exit code."""
        self._leaving = True
        self.when_left(code)
        self.shelves.cancel()
        self.exit(code, return_code=code)
        # Whatever is under way must not draw on screens that are being taken down.
        self.workers.cancel_all()

    @property
    def trouble(self) -> str:
        """Why answers are not being saved; empty when they are."""
        return self._writer.trouble

    def leave_quickly(self) -> None:
        """Do not wait for the thread that listens for keys; whoever calls this has to end the process by `os._exit`."""
        if self.driver_class.__name__ != "QuickDriver":
            return
        from cosmoquiz.ui.driver import QuickDriver

        QuickDriver.waits = False
        self.left_quickly = True

    def close(self, timeout: float) -> int:
        """Wait for what is still to be saved, so many seconds at most; gives the number of answers that are not."""
        self.shelves.close(timeout / 10)
        if self._saving is not None:
            self._saving.join(timeout)
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
        if self._leaving:
            # The screens are being taken down; what no longer finds its place there is no fault.
            return
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
        self._read_styles(ROUND_STYLES, screen.STYLES)
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

    async def _from_records(self, question: Callable[[Records], T]) -> T | None:
        """What the records answer; None when they cannot be read in time."""
        try:
            return await asyncio.wait_for(asyncio.wrap_future(self._writer.ask(question)), LATE * 2)
        except (RecordsError, TimeoutError):
            return None

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
        from cosmoquiz.ui.play import PlayScreen

        play = next((screen for screen in self.screen_stack if isinstance(screen, PlayScreen)), None)
        if play is None:
            return
        while self.screen is not play:
            self.pop_screen()
        play.dismiss(play.round)
        self.notify(why, severity="warning", timeout=6, markup=False)
        # Whoever was about to go on must not start another round by that.
        self._guard.settle(THROWN_OUT_SETTLE)

    # Banks

    @work
    async def read_banks(self) -> None:
        """Look for the banks off the UI thread, then fill in what Home could not know yet."""
        await self.shelves.open()
        await self.fill_home()
        now = self._now()
        await self._from_records(lambda records: records.check(now))
        await self._from_records(lambda records: records.backup(now))
        await self.shelves.care()
        # All that is there now stays: no later collection need go through it while somebody waits.
        gc.freeze()

    async def _shown_reading(self, reading: Coroutine[Any, Any, None]) -> None:
        """Read banks, and show how far that has come."""
        showing = self.set_interval(PROGRESS_EVERY, self._show_progress)
        try:
            await reading
        finally:
            showing.stop()

    def _show_progress(self) -> None:
        building = self.shelves.building
        if building is not None:
            reading = f"Reading the banks: {building.done} of {building.of}."
            self._show_home(self._view._replace(pool=None, reading=reading, banks="being read"))

    @property
    def titles(self) -> Mapping[str, str]:
        """The titles of the banks by their names; none before they are known."""
        return self.shelves.titles

    def wanted(self) -> Wanted:
        """A round by the settings."""
        settings = self.settings
        return Wanted(settings.selection, settings.length, settings.clock)

    def _play_words(self) -> str:
        settings = self.settings
        question = f"{settings.difficulty} question" if settings.difficulty else "question"
        banks = selection_words(settings.selection._replace(difficulty=None), self.titles)
        return f"{count_of(settings.length, question)}, {clock_words(settings.clock)}, {banks}"

    @work(exclusive=True, group="home")
    async def refresh_home(self) -> None:
        """Bring Home up to date."""
        await self.fill_home()

    async def fill_home(self) -> None:
        """Ask for all that Home shows, then show it."""
        if not self.shelves.looked.is_set():
            self._show_home(self._view)
            return
        settings = self.settings
        board = await self.shelves.ask(self._round_board)
        wanted = await self.shelves.ask(Library.marks_wanted)
        kept = await self._from_records(lambda records: kept_for(records, board, settings.player, wanted))
        view = self._view._replace(banks=banks_words(self.shelves.library), size=settings.length, reading="")
        if kept is not None:
            marks = kept.marks
            await self.shelves.ask(
                lambda library: library.mark(marks.owner, marks.up_to, marks.since, marks.whole, every=marks.every)
            )
            self._unfinished = kept.unfinished
            view = with_records(view, kept, settings.player, self._visits)
            self._visits += 1
        pool = await self.shelves.ask(lambda library: library.count(settings.selection))
        self._show_home(view._replace(resume=self._resume_words(), pool=pool))

    def _round_board(self, library: Library) -> Board:
        """The board of the round that Play starts."""
        settings = self.settings
        matching = sum(library.counts(settings.selection).values())
        return Board(CLASSIC.name, min(settings.length, matching), settings.clock, settings.selection)

    def _resume_words(self) -> str:
        waiting = self._unfinished
        if not waiting:
            return ""
        return f"question {waiting.round.number} of {len(waiting.round.deals)}; Play ends it"

    def _show_home(self, view: HomeView) -> None:
        self._view = view._replace(player=self.settings.player, play=self._play_words(), waiting=self._waiting)
        self.home.show(self._view)

    # The story

    def tell(self, story: Coroutine[Any, Any, None]) -> None:
        """Run a story, unless one is running: two quick presses start one round."""
        if self._story_running:
            story.close()
            return
        self._story_running = True
        self._story = self._tell(story)

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
            case "wait no more":
                if self._waiting and self._story is not None:
                    self._story.cancel()
            case "play":
                if self._guard.passes("enter"):
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
            board = await self.shelves.ask(self._round_board) if self.shelves.looked.is_set() else None
            await self._visit_scores(board, None)
        elif wish == "banks":
            await self._visit_banks()
        elif wish == "settings":
            await self._visit_settings()
        elif wish == "help":
            await self.action_help()
        self.refresh_home()

    async def _round_story(self, wanted: Wanted) -> None:
        """Deal a round as soon as there are banks to deal from, and play until the player wants to go Home."""
        try:
            if not self.shelves.looked.is_set():
                self._wait(waiting=True)
                await self.shelves.looked.wait()
            round_ = await self._dealt(wanted)
        finally:
            self._wait(waiting=False)
        if round_ is not None:
            await self._play_on(round_, None, wanted)
        self.refresh_home()

    def _wait(self, *, waiting: bool) -> None:
        """Show on Home that a round was asked for, or no longer."""
        if self._waiting is not waiting:
            self._waiting = waiting
            self._show_home(self._view)

    async def _dealt(self, wanted: Wanted) -> Round | None:
        """A new round; None when no question matches, which it says."""
        await self.shelves.look()
        await self.shelves.enough(
            wanted.selection,
            wanted.size,
            # With a seed the round is to be the same for everybody.
            all_of_them=wanted.seed is not None,
            on_wait=lambda: self._wait(waiting=True),
        )
        self._news = self._tell_changes(await self.shelves.renew(), wanted.selection)
        playable = await self._without_missing_banks(wanted)
        if playable is None:
            return None
        wanted = playable
        from cosmoquiz.quiz.deal import deal_round, seed_of

        fresh = wanted.seed is None
        seed = self._new_seed() if wanted.seed is None else seed_of("seed", wanted.seed)
        size = min(wanted.size, LONGEST)

        def deal(library: Library) -> tuple[Deal, ...]:
            with library.held():
                return deal_round(library, wanted.selection, size, wanted.mode, seed, fresh=fresh)

        deals = await self.shelves.ask(deal)
        self._news = self.shelves.unread_words(wanted.selection) or self._news
        if not deals:
            self._refuse(f"No question matches: {selection_words(wanted.selection, self.titles)}.", wanted)
            return None
        return Round.start(
            deals,
            mode=wanted.mode,
            selection=wanted.selection,
            seed=seed,
            ranked=fresh,
            clock=clock_named(wanted.clock),
        )

    def _tell_changes(self, changes: tuple[Change, ...], selection: Selection) -> str:
        """Say which banks of the selection can no longer be played; gives a word on those that have changed.

        A bank that was chosen by its name is told as missing, and not here.
        """
        from cosmoquiz.ui.news import changed_words, lost_words

        chosen = [change for change in changes if not selection.banks or change.name.casefold() in selection.banks]
        lost = "" if selection.banks else lost_words(chosen)
        if lost:
            self.notify(lost, severity="warning", timeout=8, markup=False)
        return changed_words(chosen)

    async def _without_missing_banks(self, wanted: Wanted) -> Wanted | None:
        """The same without banks that cannot be played; None when none is left. Those missing are told.

        A missing bank that the command line asked for is wrong usage: None.
        """
        asked = self._paths if wanted is self._first else ()
        missing = await self.shelves.ask(lambda library: library.missing(wanted.selection, asked))
        if not missing:
            return wanted
        self._refuse(" ".join(missing.values()), wanted)
        rest = tuple(name for name in wanted.selection.banks if name not in missing)
        if self.refusal or not rest:
            return None
        return wanted._replace(selection=wanted.selection._replace(banks=rest))

    def _refuse(self, why: str, wanted: Wanted) -> None:
        """Say why something cannot be played; what the command line asked for is mended there."""
        if self._first is not None and wanted.selection == self._first.selection:
            self.refusal = why
            self.action_leave(WRONG_USAGE)
        else:
            self.notify(why, severity="warning", timeout=8, markup=False)

    async def _play_on(self, round_: Round | None, ticket: Ticket | None, wanted: Wanted | None) -> None:
        """Play the round, show its results, and go on as the player says."""
        from cosmoquiz.ui.play import PlayScreen

        with ExitStack() as held:
            while round_ is not None:
                self._ticket = ticket or self._writer.begin(round_, self.settings.player)
                ticket = None
                remark = self._size_words(round_, wanted) or self._news
                self._news = ""
                playing = await self.open(PlayScreen(round_, self._guard, self._monotonic, remark=remark))
                held.close()
                played = await playing
                if played is None or not played.finished:
                    return
                choice = await self._results(played)
                # Home beneath must not show through between two rounds.
                held.enter_context(self.batch_update())
                match choice:
                    case "again":
                        wanted = self._again(wanted or self._like(played))
                        round_ = await self._dealt(wanted)
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

    def _again(self, wanted: Wanted) -> Wanted:
        """The same once more; a seeded round is followed by the same other one for everybody."""
        return wanted if wanted.seed is None else wanted._replace(seed=f"{wanted.seed} again")

    def _like(self, played: Round) -> Wanted:
        """Another round of the kind that was resumed."""
        return Wanted(played.selection, len(played.deals), played.clock.name, played.mode)

    async def _results(self, played: Round) -> str | None:
        from cosmoquiz.ui.results import ResultsScreen

        screen = ResultsScreen(played, self._guard, player=self.settings.player, suggested=self._suggested)
        result = await self.open(screen)
        if played.ranked and self._ticket is not None:
            self._show_standing(screen, played, self._ticket)
        return await result

    @work
    async def _show_standing(self, screen: "ResultsScreen", played: Round, ticket: Ticket) -> None:
        """Fill in where the round stands, and ask for a name when it has earned one."""
        standing = await self._standing(played, ticket)
        placed = played.score > 0 and standing.place is not None and standing.place <= ON_A_BOARD
        if screen in self.screen_stack:
            await screen.show_standing(standing, ask_name=placed and not self.settings.player)

    async def _standing(self, played: Round, ticket: Ticket) -> "Standing":
        from cosmoquiz.ui.results import Standing

        words = board_words(played.board, self.titles)
        unknown = Standing(None, 0, None, board=words)

        def look(records: Records) -> Standing:
            if ticket.id is None:
                return unknown
            place = records.place(ticket.id)
            before = records.best(played.board, before=ticket.id)
            rounds = records.rounds(played.board)
            if place is None and played.score:
                return unknown
            record = None if before is None else before.score
            return Standing(place or rounds + 1, rounds, record, before.player if before else "", words)

        return await self._from_records(look) or unknown

    def on_play_screen_shown(self, event: Message) -> None:
        """A question is put to the player."""
        from cosmoquiz.ui.play import PlayScreen

        assert isinstance(event, PlayScreen.Shown)
        key = event.deal.question.key
        self._shown.pop(key, None)
        self._shown[key] = None
        self._writer.mark_seen(key)

    def on_play_screen_picked(self, event: Message) -> None:
        """A question is answered."""
        from cosmoquiz.ui.play import PlayScreen

        assert isinstance(event, PlayScreen.Picked)
        if self._ticket is not None:
            self._watch_saving(self._writer.answer(self._ticket, event.round))

    def on_play_screen_clock_changed(self, event: Message) -> None:
        """Another clock is wanted from the next question on."""
        from cosmoquiz.ui.play import PlayScreen

        assert isinstance(event, PlayScreen.ClockChanged)
        if self._ticket is not None:
            self._writer.change_clock(self._ticket, event.round)

    def on_results_screen_named(self, event: Message) -> None:
        """The player has given a name for the boards."""
        from cosmoquiz.ui.results import ResultsScreen

        assert isinstance(event, ResultsScreen.Named)
        self._change_settings(self.settings._replace(player=event.name))
        if self._ticket is not None:
            self._writer.set_player(self._ticket, event.name)
        self.refresh_home()

    def on_results_screen_scores_wanted(self) -> None:
        """The board of the round is wanted."""
        from cosmoquiz.ui.results import ResultsScreen

        screen = self.screen
        if isinstance(screen, ResultsScreen):
            new = self._ticket.id if self._ticket else None
            self._scores_over_results(screen.round.board, new)

    @work(exclusive=True, group="scores")
    async def _scores_over_results(self, board: Board, new: int | None) -> None:
        await self._visit_scores(board, new)

    # The other screens

    async def _visit_scores(self, first: Board | None, new: int | None) -> None:
        from cosmoquiz.ui.scores import ScoresScreen

        here = self.screen
        played = await self._from_records(Records.boards)
        if self.screen is not here:
            # The player has gone on meanwhile.
            return
        boards = None if played is None else tuple(p.board for p in played)
        await self.visit(ScoresScreen(boards, self.titles, first=first, new=new))

    def on_scores_screen_wanted(self, event: Message) -> None:
        """A board is wanted by the screen of high scores."""
        self.run_worker(self._show_board(event))

    async def _show_board(self, event: Message) -> None:
        from cosmoquiz.ui.scores import PLOTTED, BoardView, ScoresScreen

        assert isinstance(event, ScoresScreen.Wanted)
        board = event.board
        view = await self._from_records(
            lambda records: BoardView(board, records.top(board, ON_A_BOARD), records.progress(board, PLOTTED)),
        )
        if event.screen in self.screen_stack:
            event.screen.show(view or BoardView(board, (), ()))

    async def _visit_banks(self) -> None:
        from cosmoquiz.ui.banks import BanksScreen

        await self.shelves.looked.wait()
        await self._look_for_list()
        listed = await self.shelves.ask(Library.listed)
        screen = BanksScreen(listed, self.settings.banks, self._guard, unread=len(self.shelves.library.unread))
        self._list = screen
        result = await self.visit(screen)
        self._list = None
        if result is None:
            return
        if result.play:
            only = self.wanted()._replace(selection=self.settings.selection._replace(banks=_folded(result.chosen)))
            await self._round_story(only)
        else:
            self._change_settings(self.settings._replace(banks=result.chosen))

    async def on_banks_screen_look_wanted(self, event: Message) -> None:
        """A look into a bank is wanted."""
        from cosmoquiz.ui.banks import BanksScreen
        from cosmoquiz.ui.look import LookScreen

        assert isinstance(event, BanksScreen.LookWanted)
        file = event.file
        bank, seen = await self.shelves.ask(lambda library: (library.bank(file), library.seen_in(file)))
        if isinstance(self.screen, BanksScreen):
            await self.open(LookScreen(bank, seen, self._guard))

    def on_banks_screen_add_wanted(self, event: Message) -> None:
        """A bank is to be added."""
        from cosmoquiz.ui.banks import BanksScreen

        assert isinstance(event, BanksScreen.AddWanted)
        if self._places is None:
            self.notify("Nothing can be kept, so no bank can be added.", severity="warning", markup=False)
        elif self.screen is event.screen:
            self._visit_add(event.screen, self._places.banks)

    @work(exclusive=True, group="add")
    async def _visit_add(self, banks: "BanksScreen", folder: Path) -> None:
        """Add a bank, then show it among the others."""
        from cosmoquiz.ui.add import AddScreen, add_file

        taken = {
            file.name.casefold(): f"the bank {file.title} that comes with the game"
            for file in self.shelves.library.files
            if file.origin == "shipped" and file.playable
        }
        added = await self.visit(AddScreen(partial(add_file, folder, taken), self._guard))
        if added is not None:
            await self._show_banks(banks, added.path)

    @work(exclusive=True, group="add")
    async def on_banks_screen_read_wanted(self, event: Message) -> None:
        """The banks are to be read again and shown."""
        from cosmoquiz.ui.banks import BanksScreen

        assert isinstance(event, BanksScreen.ReadWanted)
        await self._show_banks(event.screen, event.highlighted)

    async def _show_banks(self, banks: "BanksScreen", highlighted: Path | None = None) -> None:
        """Show the banks as they are on disk now, with one of them, or the same as before, highlighted."""
        await self._look_for_list()
        listed = await self.shelves.ask(Library.listed)
        if banks in self.screen_stack:
            banks.show(listed, highlighted or banks.path, unread=len(self.shelves.library.unread))

    async def _look_for_list(self) -> None:
        """Take in what has changed on disk, for a list that shows it; what takes long to read comes later."""
        await self.shelves.settle()
        await self.shelves.renew()

    async def _show_what_was_read(self) -> None:
        """Bring what is on the screen up to date when banks have been read."""
        await self.fill_home()
        if self._list is not None:
            await self._show_banks(self._list)

    async def _visit_settings(self) -> None:
        from cosmoquiz.ui.settings import SettingsScreen

        while True:
            banks = selection_words(Selection.of(self.settings.banks), self.titles)
            if await self.visit(SettingsScreen(self.settings, banks)) != "banks":
                return
            await self._visit_banks()

    def on_settings_screen_changed(self, event: Message) -> None:
        """The settings were changed on their screen."""
        from cosmoquiz.ui.settings import SettingsScreen

        assert isinstance(event, SettingsScreen.Changed)
        self._change_settings(event.settings)

    def _change_settings(self, settings: Settings) -> None:
        from cosmoquiz.ui.settings import SettingsScreen

        self.settings = settings
        self._apply(settings)
        for screen in self.screen_stack:
            if isinstance(screen, SettingsScreen):
                screen.adopt(settings)
        if self._places:
            self._save_settings(self._places.settings)

    def _apply(self, settings: Settings, *, at_start: bool = False) -> None:
        theme = settings.theme if settings.theme in THEMES else DARK.name
        if at_start:
            # To change the theme, even before anything is drawn, would have all styles parsed twice.
            self.set_reactive(App.theme, theme)
            self.stylesheet.set_variables(self.get_css_variables())
        else:
            self.theme = theme
        if not settings.motion:
            self.animation_level = "none"
        elif self.animation_level == "none" and not _motion_off_by_environment():
            self.animation_level = "full"

    def _save_settings(self, path: Path) -> None:
        """Save in a thread that outlives the screens, so that leaving at once loses nothing."""
        self._saving = threading.Thread(target=self._store_settings, args=(path,), name="settings")
        self._saving.start()

    def _store_settings(self, path: Path) -> None:
        with self._settings_lock:
            try:
                save(path, self.settings)
            except RecordsError as trouble:
                self._from_thread(self.TroubleChanged(str(trouble)))

    def action_command_palette(self) -> None:
        """Show the palette, once."""
        if not any(isinstance(screen, CommandPalette) for screen in self.screen_stack):
            self._read_styles(ROUND_STYLES, GameScreen.STYLES)
            self.push_screen(Palette())

    async def action_help(self) -> None:
        """Show the help."""
        from cosmoquiz.ui.help import HelpScreen, help_sections

        if not isinstance(self.screen, HelpScreen):
            await self.open(HelpScreen(help_sections(type(self.screen))))

    def action_theme(self, name: str) -> None:
        """Change the theme."""
        self._change_settings(self.settings._replace(theme=name))

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


def _folded(names: Iterable[str]) -> tuple[str, ...]:
    return Selection.of(names).banks


def _motion_off_by_environment() -> bool:
    from textual.constants import TEXTUAL_ANIMATIONS

    return TEXTUAL_ANIMATIONS == "none"


def default_name(name: str) -> str:
    """The name to suggest for a board, from the account's name."""
    return player_name(name)[:1].upper() + player_name(name)[1:]


__all__ = ["CosmoquizApp", "Wanted", "default_name"]
