"""The results of a round: the score, its place, what went well, and every miss explained."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Digits, Input, Static

from cosmoquiz.quiz.question import DIFFICULTIES
from cosmoquiz.quiz.round import Outcome, Round
from cosmoquiz.quiz.text import NAME_LIMIT, player_name
from cosmoquiz.quiz.words import clock, count_of, minutes, number, ordinal
from cosmoquiz.ui.guard import RESULTS_SETTLE, Guard
from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.play import address
from cosmoquiz.ui.screen import GameScreen
from cosmoquiz.ui.widgets.ground import Across, Down, Scroll
from cosmoquiz.ui.widgets.lines import Lines, hanging, stacked
from cosmoquiz.ui.widgets.name import NameInput

Next = Literal["again", "misses", "home"]

BAR = 20
"""Cells of a full bar."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a finished round stands on its board."""

    place: int | None
    """From 1; None when the board is not known."""
    rounds: int
    """Rounds on the board, this one included."""
    record: int | None
    """The best score before this round."""
    record_by: str = ""
    board: str = ""
    """The board in words."""


class ResultsScreen(GameScreen[Next]):
    """Shows what came of a round; dismissed with what to do next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter space", "next('again')", "Play again", "Play another round of the same kind.", show=True),
        bind(
            "r",
            "next('misses')",
            "Replay misses",
            "Play only the questions that you missed; it counts on no board.",
            show=True,
        ),
        bind("s", "scores", "Scores", "See the board.", show=True),
        bind("escape", "next('home')", "Home", "Back to Home.", show=True),
        bind("up", "scroll(-1)", "Up", "Scroll the review.", label="↑ ↓"),
        bind("down", "scroll(1)", "Down", ""),
        bind("pageup", "scroll(-8)", "Page up", "Scroll the review by a page.", label="PgUp PgDn"),
        bind("pagedown", "scroll(8)", "Page down", ""),
    ]

    @dataclass
    class Named(Message):
        """The player gave a name for the board."""

        name: str

    @dataclass
    class ScoresWanted(Message):
        """The player wants to see the board."""

    words = query_one("#results-words", Static)
    review = query_one("#review", Scroll)

    asking = False
    """Whether a name is being asked for."""

    def __init__(self, round_: Round, guard: Guard, *, player: str, suggested: str) -> None:
        super().__init__()
        self.round = round_
        self.player = player
        self._suggested = suggested
        self._guard = guard
        self._standing = "" if round_.ranked else "This round counts on no board."

    def compose_body(self) -> ComposeResult:
        """Score and standing, bars and review."""
        yield Static("ROUND COMPLETE" if self.round.finished else "ROUND ENDED", id="results-title")
        with Across(id="results-top"):
            yield Digits(number(self.round.score), id="score")
            yield Static(self._words(), id="results-words")
        with Across(id="results-body"):
            yield Static(self._bars(), id="bars")
            with Scroll(id="review"):
                yield ReviewText(self.round.misses)

    def _words(self) -> Content:
        """What the round came to, with the score where its digits have no room."""
        tiny = self.has_class("-tiny")
        score = [Content(f"{number(self.round.score)} points").stylize("bold $primary")] if tiny else []
        return stacked([*score, Content(self._summary()).stylize("bold"), Content(self._standing)])

    def _summary(self) -> str:
        round_ = self.round
        parts = [
            f"{round_.right} of {len(round_.deals)} right",
            f"best streak {round_.best_streak}",
            minutes(round_.ms),
            clock(round_.board.clock) + (" (the slowest used)" if round_.board.clock != round_.clock.name else ""),
        ]
        return " · ".join(parts)

    def _bars(self) -> Content:
        lines = [bar(name, outcomes) for name, outcomes in by_difficulty(self.round) if outcomes]
        return stacked(lines)

    def on_mount(self) -> None:
        """Nothing goes on by a key that is still held from the round."""
        self._guard.settle(RESULTS_SETTLE)

    def on_resize(self) -> None:
        """Say the score in words, or no longer."""
        if self.is_mounted and self.words.content != (words := self._words()):
            self.words.update(words)

    async def show_standing(self, standing: Standing, *, ask_name: bool) -> None:
        """Say where the round stands, and ask for a name when there is none yet for the board."""
        self._standing = standing_words(standing, self.round.score)
        self.words.update(self._words())
        if ask_name:
            self.asking = True
            label = Static("Your name for the board (Enter accepts):")
            name = NameInput(self._suggested, max_length=NAME_LIMIT, compact=True, id="name", select_on_focus=False)
            await self.query_one("#page").mount(Down(label, name, id="name-row"), after="#results-top")
            # It may have been accepted meanwhile.
            if self.asking:
                name.focus()
            name.cursor_position = len(name.value)
        self.refresh_bindings()

    @on(Input.Submitted, "#name")
    def accept_name(self, event: Input.Submitted) -> None:
        """Take the name; an empty one stays with what was suggested."""
        event.stop()
        if not self._guard.passes("enter"):
            return
        self._accept(event.value)

    def _accept(self, value: str) -> None:
        self.player = player_name(value) or player_name(self._suggested) or "Cosmonaut"
        self.asking = False
        self.set_focus(None)
        self.query("#name-row").remove()
        self.post_message(self.Named(self.player))
        self.query_one("#results-title", Static).update(Content(f"ROUND COMPLETE   on the board as {self.player}"))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Misses can be replayed when there are some; a name comes first when it is asked."""
        if not self.usable:
            return False
        if parameters == ("misses",):
            return bool(self.round.misses)
        if action == "scores":
            return self.round.ranked
        return True

    def action_next(self, what: Next) -> None:
        """Say what comes next; a name that is being asked for is taken as it stands."""
        if what == "again" and not self._guard.passes("enter"):
            return
        if self.asking:
            self._accept(self.query_one("#name", Input).value)
            if what != "home":
                return
        self.dismiss(what)

    def action_scores(self) -> None:
        """Ask for the board."""
        self.post_message(self.ScoresWanted())

    def action_scroll(self, lines: int) -> None:
        """Scroll the review."""
        self.review.scroll_relative(y=lines, animate=False)


class ReviewText(Lines):
    """Every miss: the question, what was answered, what is right, and why."""

    def __init__(self, misses: tuple[Outcome, ...]) -> None:
        super().__init__()
        self._misses = misses
        self._wrapped: tuple[int, list[Content]] = 0, []
        """A width, and the lines for it."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as there are for that width."""
        return len(self._lines(width))

    def render(self) -> Content:
        """All of it."""
        return stacked(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        """The text wrapped; height and picture ask for it in turn."""
        if self._wrapped[0] != width:
            self._wrapped = width, review(self._misses, max(20, width))
        return self._wrapped[1]


def review(misses: tuple[Outcome, ...], width: int) -> list[Content]:
    """The misses in lines of that width."""
    if not misses:
        return [Content("Not one miss.").stylize("bold $right")]
    lines = [Content(f"You missed {count_of(len(misses), 'question')}").stylize("bold")]
    for miss in misses:
        question = miss.deal.question
        chosen = miss.pick.choice
        given = "no answer in time" if chosen is None else miss.deal.options[chosen]
        note = "" if chosen is None else miss.deal.note(chosen)
        lines.append(Content(""))
        lines += hanging(Content("  "), Content(question.text).stylize("bold"), width)
        lines += hanging(Content("✗ you:   ").stylize("$wrong"), Content(given).stylize("$wrong"), width)
        lines += hanging(Content("✓ right: ").stylize("$right"), Content(question.answer).stylize("bold $right"), width)
        for text in (note, question.explanation):
            if text:
                lines += hanging(Content("  "), Content(text), width)
        if question.source:
            lines += hanging(Content("  "), Content(address(question.source)).stylize("$quiet"), width)
    return lines


def by_difficulty(round_: Round) -> list[tuple[str, list[Outcome]]]:
    """The outcomes by difficulty, easiest first."""
    return [
        (difficulty, [o for o in round_.outcomes if o.deal.question.difficulty == difficulty])
        for difficulty in DIFFICULTIES
    ]


def bar(name: str, outcomes: list[Outcome]) -> Content:
    """One line: `medium  ━━━━────  3/5`."""
    right = sum(outcome.right for outcome in outcomes)
    filled = BAR * right // len(outcomes)
    return Content.assemble(
        (f"{name:<8}", "$quiet"),
        ("━" * filled, "$right"),
        ("─" * (BAR - filled), "$faint"),
        f" {right}/{len(outcomes)}",
    )


def standing_words(standing: Standing, score: int) -> str:
    """Place and distance to the record, in words."""
    if standing.place is None:
        return "Its place is not known: the records cannot be read."
    if score == 0:
        return "No points, no place. The next one will have both."
    if standing.record is None:
        return f"First on the board: {standing.board}. This is the record."
    place = f"{ordinal(standing.place)} of {number(standing.rounds)} on the board: {standing.board}."
    by = f" ({standing.record_by})" if standing.record_by else ""
    gap = score - standing.record
    if gap > 0:
        return f"A new record, {number(gap)} above {number(standing.record)}{by}. {place}"
    if gap == 0:
        return f"Level with the record{by}. {place}"
    return f"{place} {number(-gap)} below the record of {number(standing.record)}{by}."
