"""The round: a question, its options, and in the same place what was right and why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import unquote

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.getters import query_one
from textual.message import Message

from cosmoquiz.quiz.question import Deal
from cosmoquiz.quiz.round import Outcome, Round
from cosmoquiz.quiz.scoring import CLOCKS, reading_seconds
from cosmoquiz.quiz.text import refused, tidy
from cosmoquiz.quiz.words import clock as clock_words
from cosmoquiz.quiz.words import sum_of
from cosmoquiz.ui.ask import Ask
from cosmoquiz.ui.guard import Guard
from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.screen import ROUND_STYLES, GameScreen
from cosmoquiz.ui.widgets.altitude import Altitude
from cosmoquiz.ui.widgets.ground import Across, Scroll
from cosmoquiz.ui.widgets.sheet import Sheet
from cosmoquiz.ui.widgets.status import StatusLine

TICK = 0.2
"""Seconds between two looks at the clock."""

URGENT = 5
"""Seconds left from which on the clock stands out."""


_STATES: Final = {
    "take": ("highlighted",),
    "next": ("revealed",),
    "finish": ("over",),
    "resume": ("paused",),
    "pause": ("open", "highlighted"),
    "clock": ("open", "highlighted"),
}
"""What each action needs the round to be waiting for."""


class Stopwatch:
    """Counts the seconds of one question: first its reading time, then the time that the answer takes."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._ran = 0.0
        self._since: float | None = None
        self._reading = 0.0

    def start(self, reading: float) -> None:
        """Start afresh with so many seconds to read."""
        self._ran, self._since, self._reading = 0.0, self._monotonic(), reading

    def stop(self) -> None:
        """Stand still until `go`."""
        if self._since is not None:
            self._ran += max(0.0, self._monotonic() - self._since)
            self._since = None

    def go(self) -> None:
        """Run on."""
        if self._since is None:
            self._since = self._monotonic()

    @property
    def passed(self) -> float:
        """Seconds without the reading time; negative while that lasts."""
        running = 0.0 if self._since is None else max(0.0, self._monotonic() - self._since)
        return self._ran + running - self._reading


class PlayScreen(GameScreen[Round]):
    """Plays a round; dismissed with the round as far as it was played."""

    STYLES: ClassVar[str] = ROUND_STYLES
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            bind(f"{number} {letter}", f"pick({number - 1}, '{number}')", "", "")
            for number, letter in zip((1, 2, 3, 4), "abcd", strict=True)
        ),
        bind("enter space", "take", "Answer", "Take the highlighted option.", show=True),
        bind("enter space", "next", "Next", "After the answer, go on.", show=True),
        bind("enter space", "finish", "Results", "After the last answer, see the results.", show=True),
        bind("enter space", "resume", "Go on", "Go on after a pause.", show=True),
        bind("up", "move(-1)", "Up", "Highlight an option; after the answer, scroll.", label="↑ ↓"),
        bind("down", "move(1)", "Down", ""),
        bind("pageup", "scroll(-1)", "Scroll", "Scroll a long text.", label="PgUp PgDn"),
        bind("pagedown", "scroll(1)", "Scroll", ""),
        bind("p", "pause", "Pause", "Pause: the question is hidden and the clock stands still.", show=True),
        bind("p", "resume", "Go on", ""),
        bind(
            "t", "clock", "Clock", "Change the clock; the round counts where the slowest clock used counts.", show=True
        ),
        bind("escape", "leave", "Leave", "Leave the round; it waits on Home.", show=True),
    ]

    @dataclass
    class Shown(Message):
        """A question was put to the player."""

        deal: Deal

    @dataclass
    class Picked(Message):
        """The player answered, or time ran out: the round after that."""

        round: Round

    @dataclass
    class ClockChanged(Message):
        """The player changed the clock."""

        round: Round

    status = query_one("#status", StatusLine)
    body = query_one("#body", Scroll)
    sheet = query_one("#sheet", Sheet)
    altitude = query_one("#altitude", Altitude)

    def __init__(self, round_: Round, guard: Guard, monotonic: Callable[[], float], *, remark: str = "") -> None:
        """`remark` is something to know about the round, said above its first question."""
        super().__init__()
        self._remark = remark
        self.round = round_
        self.revealed = False
        self.paused = False
        self._guard = guard
        self._watch = Stopwatch(monotonic)
        self._covered = False

    def compose_page(self) -> ComposeResult:
        """Status, question, options, reveal, altitude."""
        yield StatusLine(id="status")
        with Across(id="stage"):
            with Scroll(id="body"):
                yield Sheet(id="sheet")
            yield Altitude(id="altitude")

    def on_mount(self) -> None:
        """Put the first question."""
        self.altitude.reached = self._share
        self.show_question()
        self.set_interval(TICK, self.tick)
        # The place of the reveal is known once the texts are laid out, and again after a resize.
        self.watch(self.body, "virtual_size", self._scroll_to_reveal, init=False)

    @property
    def deal(self) -> Deal:
        """The question on the screen."""
        return self.round.deals[len(self.round.picks) - 1 if self.revealed else len(self.round.picks)]

    @property
    def _share(self) -> float:
        return self.round.right / len(self.round.deals)

    def show_question(self) -> None:
        """Put the next question to the player."""
        self.revealed = False
        deal = self.deal
        with self.app.batch_update():
            self._show_texts(deal)
            self._watch.start(self._reading_seconds())
            self._rest_when_hidden()
            self._show_status()
        self._guard.settle()
        self._refresh_keys_later()
        self.post_message(self.Shown(deal))

    def _reading_seconds(self) -> float:
        deal = self.deal
        return reading_seconds(deal.question.text, *deal.options) if self.round.clock.runs else 0.0

    def _show_texts(self, deal: Deal) -> None:
        self._show_topic()
        self.sheet.room = self.app.size.height
        self.sheet.put(deal)
        self.body.scroll_home(animate=False)

    def _show_status(self) -> None:
        status = self.status
        number = len(self.round.picks) if self.revealed else self.round.number
        status.place = (number, len(self.round.deals), len(self.round.picks))
        status.score = self.round.score
        status.remark = self._streak_words()
        self._show_clock()

    def _streak_words(self) -> str:
        streak = self.round.streak
        if streak > 1:
            return f"streak {streak}"
        before = self.round.outcomes[-2].streak if len(self.round.picks) > 1 else 0
        return "streak ended" if self.revealed and not streak and before > 1 else ""

    def _show_clock(self) -> None:
        clock = self.round.clock
        if not clock.runs:
            self.status.clock, self.status.urgent = "", False
            return
        passed = self._watch.passed
        left = clock.seconds - max(0, int(passed))
        said = f"{left // 60}:{left % 60:02}"
        if self.paused:
            said = "paused"
        elif self.revealed:
            said = ""
        elif passed < 0:
            said = "reading"
        self.status.clock = f"{clock.name}  {said}".strip()
        self.status.urgent = not self.revealed and not self.paused and left <= URGENT

    def tick(self) -> None:
        """Look at the clock: show the seconds, and take the question away when there are none left."""
        if self.revealed or not self.round.clock.runs or self._hidden:
            return
        if self._watch.passed >= self.round.clock.seconds:
            self._take(None)
            return
        self._show_clock()

    @property
    def _hidden(self) -> bool:
        """Whether the question cannot be seen, so that its time must not run."""
        return self.paused or self._covered or self.too_small

    def _rest_when_hidden(self) -> None:
        # Time that does not count must not be time to think.
        veiled = self.paused or (self._covered and self.round.clock.runs and not self.revealed)
        for sheet in self.query(Sheet):  # the screen may be covered before there is one
            sheet.veiled = veiled
        if self.revealed or self._hidden:
            self._watch.stop()
        else:
            self._watch.go()

    def on_resize(self, event: events.Resize) -> None:
        """Use the space there is; stand still when there is too little."""
        self.sheet.room = event.size.height
        self.altitude.named = event.size.width >= 120
        self._rest_when_hidden()

    def on_screen_suspend(self) -> None:
        """Another screen covers the question: its time stands still."""
        self._covered = True
        self._rest_when_hidden()

    def on_screen_resume(self, event: events.ScreenResume) -> None:  # noqa: ARG002
        """The question can be seen again."""
        self._covered = False
        self._rest_when_hidden()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Which keys do something now."""
        return self.usable and (action not in _STATES or self._state in _STATES[action])

    @property
    def _state(self) -> str:
        """What the round waits for."""
        if self.paused:
            return "paused"
        if self.revealed:
            return "over" if self.round.finished else "revealed"
        return "open" if self.sheet.highlighted is None else "highlighted"

    def action_pick(self, choice: int, key: str) -> None:
        """Answer at once."""
        if not self._guard.passes(key) or self.revealed or self._hidden:
            return
        if choice < len(self.deal.options):
            self._take(choice)

    def action_take(self) -> None:
        """Take the highlighted option."""
        if self._guard.passes("enter") and self.sheet.highlighted is not None:
            self._take(self.sheet.highlighted)

    def action_next(self) -> None:
        """Go on to the next question."""
        if self._guard.passes("enter"):
            self._go_on()

    def action_finish(self) -> None:
        """Go on to the results."""
        self.action_next()

    @on(Sheet.Clicked)
    def take_click(self, event: Sheet.Clicked) -> None:
        """A click on an option answers; after the reveal one on the explanation goes on."""
        if event.deal is not self.deal or self._hidden or self.revealed is not (event.choice is None):
            return
        if self._guard.passes_click():
            if self.revealed:
                self._go_on()
            else:
                self._take(event.choice)

    def on_click(self, event: events.Click) -> None:
        """After the reveal a click below all texts goes on."""
        if self.revealed and event.widget is self.body and self._guard.passes_click():
            self._go_on()

    def _take(self, choice: int | None) -> None:
        seconds = self.round.clock.seconds if choice is None else max(0.0, self._watch.passed)
        self._watch.stop()
        self.round = self.round.pick(choice, seconds)
        self.revealed = True
        self._guard.settle(0.0)
        self.post_message(self.Picked(self.round))
        self.show_reveal()

    def show_reveal(self) -> None:
        """Say what was right and why, where the question stands."""
        outcome = self.round.outcomes[-1]
        with self.app.batch_update():
            self.sheet.reveal(outcome.pick.choice, reveal_text(outcome))
            self._show_status()
        if outcome.right:
            self.altitude.climb_to(self._share)
        self._refresh_keys_later()

    def _refresh_keys_later(self) -> None:
        """Find out which keys do something, once the texts have been painted."""
        # The screen itself learns only after the sheet that there is something to paint.
        self.sheet.call_after_refresh(self.refresh_bindings)

    def _scroll_to_reveal(self) -> None:
        """Bring the verdict and as much of what follows as there is room for into sight."""
        body = self.body
        if self.revealed and body.max_scroll_y:
            bottom = self.sheet.size.height
            top = self.sheet.top_of(len(self.deal.options))
            body.scroll_to(y=min(bottom - body.size.height, top - 1), animate=False)

    def _go_on(self) -> None:
        if self.round.finished:
            self._guard.settle(0.0)
            self.dismiss(self.round)
        else:
            self._remark = ""
            self.show_question()

    def action_move(self, steps: int) -> None:
        """Move the highlight; after the reveal, scroll."""
        if self.revealed:
            self.body.scroll_relative(y=steps, animate=False)
            return
        if self._hidden:
            return
        count = len(self.deal.options)
        now = self.sheet.highlighted
        there = (0 if steps > 0 else count - 1) if now is None else (now + steps) % count
        self.sheet.highlighted = there
        if now is None:
            self.refresh_bindings()
        line = self.sheet.top_of(there)
        if not self.body.scroll_y <= line < self.body.scroll_y + self.body.size.height:
            self.body.scroll_to(y=line - 1, animate=False)

    def action_scroll(self, pages: int) -> None:
        """Scroll by a page."""
        self.body.scroll_relative(y=pages * max(1, self.body.size.height - 2), animate=False)

    def action_pause(self) -> None:
        """Hide the question and stop the clock."""
        self.paused = True
        self._pause_changed()

    def action_resume(self) -> None:
        """Show the question again and let the clock run on."""
        if self._guard.passes("enter"):
            self.paused = False
            self._guard.settle()
            self._pause_changed()

    def _pause_changed(self) -> None:
        self._rest_when_hidden()
        self._show_topic()
        self._show_clock()
        self.refresh_bindings()

    def _show_topic(self) -> None:
        question = self.deal.question
        unranked = "" if self.round.ranked else "counts on no board"
        parts = (question.bank_title, question.difficulty, unranked, self._remark)
        words = "Paused. The question waits." if self.paused else " · ".join(part for part in parts if part)
        self.sheet.topic = words

    def action_clock(self) -> None:
        """Change to the next clock; the open question's time starts afresh."""
        clock = CLOCKS[(CLOCKS.index(self.round.clock) + 1) % len(CLOCKS)]
        self.round = self.round.with_clock(clock)
        self._watch.start(self._reading_seconds())
        self._rest_when_hidden()
        self._show_clock()
        self.post_message(self.ClockChanged(self.round))
        limit = f", {clock.seconds} s" if clock.runs else ""
        counts = f"; the round counts as {clock_words(self.round.board.clock)}" if self.round.ranked else ""
        self._remark = f"clock: {clock.name}{limit}{counts}"
        self._show_topic()

    async def action_leave(self) -> None:
        """Ask, then leave; what was answered is kept."""
        done = len(self.round.picks)
        left = len(self.round.deals) - done
        if not left:
            self._go_on()
            return
        question = Ask(
            "Leave this round?", "Your answers are kept. Resume on Home goes on where you are.", "Leave", "Play on"
        )
        self.app.push_screen(question, self._left)

    def _left(self, leave: bool | None) -> None:
        if leave:
            self.dismiss(self.round)


def reveal_text(outcome: Outcome) -> Content:
    """What is said after an answer: verdict and points, the explanation, the note on the option taken, the source."""
    question = outcome.deal.question
    chosen = outcome.pick.choice
    parts = [_verdict(outcome)]
    note = "" if chosen is None else outcome.deal.note(chosen)
    if note:
        parts.append(Content.assemble((outcome.deal.options[chosen or 0], "bold"), ": ", note))
    if question.explanation:
        parts.append(Content(question.explanation))
    source = [f"Source: {address(question.source)}"] if question.source else []
    if question.as_of:
        source.append(f"as of {question.as_of}")
    if source:
        parts.append(Content("   ".join(source)).stylize("$quiet"))
    return Content("\n").join(parts)


def address(source: str) -> str:
    """A source as one reads it: without https://, and with letters rather than their codes."""
    short = source.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    decoded = tidy(unquote(short)) if "%" in short else short
    return short if refused(decoded) or " " in decoded or "\ufffd" in decoded else decoded


def _verdict(outcome: Outcome) -> Content:
    if outcome.right:
        return Content.assemble(("✓ RIGHT", "bold $right"), (f"   {sum_of(outcome.points)} points", "$quiet"))
    word = "TIME IS UP" if outcome.pick.choice is None else "WRONG"
    return Content.assemble((f"✗ {word}", "bold $wrong"), ("   0 points", "$quiet"))
