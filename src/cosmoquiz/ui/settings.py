"""The settings: name, clock, length, banks, difficulty, theme, motion."""

from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input, Static

from cosmoquiz.quiz.modes import LENGTHS
from cosmoquiz.quiz.question import DIFFICULTIES
from cosmoquiz.quiz.scoring import CLOCKS, clock_named
from cosmoquiz.quiz.text import NAME_LIMIT, player_name
from cosmoquiz.records.settings import Settings
from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.screen import GameScreen
from cosmoquiz.ui.theme import THEMES
from cosmoquiz.ui.widgets.ground import Down
from cosmoquiz.ui.widgets.menu import Menu, Row
from cosmoquiz.ui.widgets.name import NameInput

T = TypeVar("T")

_ROWS = ("player", "clock", "length", "banks", "difficulty", "theme", "motion")

_HELP = {
    "player": "The name that your scores go by. Enter changes it.",
    "clock": "Time for each question. Fast answers earn more; rounds with the clock off have boards of their own.",
    "length": "Questions in a round.",
    "banks": "Which banks rounds draw from. Enter opens the list.",
    "difficulty": "Mixed deals three easy, five medium and two hard questions in ten.",
    "theme": "Dark as the night launch, or light as a printed poster.",
    "motion": "Off: nothing moves by itself.",
}


class SettingsScreen(GameScreen[str]):
    """Changes the settings, each at once; dismissed with what is wanted next: nothing, or the banks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter space", "choose", "Choose", "Change the row, or open what is behind it.", show=True),
        bind("right plus", "change(1)", "Change", "Another value.", show=True, label="← →"),
        bind("left minus", "change(-1)", "Back", ""),
        bind("escape", "back", "Done", "Back to Home; everything is kept.", show=True),
    ]

    class Changed(Message):
        """The settings have changed."""

        def __init__(self, settings: Settings) -> None:
            super().__init__()
            self.settings = settings

    menu = query_one("#settings-menu", Menu)
    name_input = query_one("#player-name", Input)

    def __init__(self, settings: Settings, banks: str) -> None:
        """`banks` says in words which banks are chosen."""
        super().__init__()
        self.settings = settings
        self._banks = banks

    def compose_body(self) -> ComposeResult:
        """The rows, and a sentence on the highlighted one."""
        yield Static(Content("Settings").stylize("bold $primary"), id="settings-title")
        yield Menu(self._rows(), label_width=12, id="settings-menu")
        with Down(id="player-row"):
            yield Static("Your name (Enter accepts it):")
            yield NameInput(self.settings.player, max_length=NAME_LIMIT, compact=True, id="player-name")
        yield Static(id="settings-help", markup=False)

    def on_mount(self) -> None:
        """The menu takes the keys."""
        self.menu.focus()
        self.watch(self.menu, "highlighted", self._explain)

    @property
    def _naming(self) -> bool:
        """Whether the name is being typed."""
        return self.has_class("-naming")

    def _name_open(self, is_open: bool) -> None:
        self.set_class(is_open, "-naming")
        self.refresh_bindings()

    def _explain(self, index: int) -> None:
        self.query_one("#settings-help", Static).update(Content(_HELP[_ROWS[index]]))

    def _rows(self) -> tuple[Row, ...]:
        settings = self.settings
        clock = clock_named(settings.clock)
        shown = {
            "player": settings.player or "not asked yet",
            "clock": f"{clock.name}, {clock.seconds} s" if clock.runs else "off",
            "length": f"{settings.length} questions",
            "banks": self._banks,
            "difficulty": settings.difficulty or "mixed",
            "theme": "dark" if settings.theme == "cosmoquiz-dark" else "light",
            "motion": "on" if settings.motion else "off",
        }
        labels = {"player": "Name"}
        return tuple(
            Row(labels.get(key, key.capitalize()), value if key in ("player", "banks") else f"‹ {value} ›")
            for key, value in shown.items()
        )

    def adopt(self, settings: Settings) -> None:
        """Show settings that were changed from elsewhere."""
        self.settings = settings
        self.menu.rows = self._rows()

    def _changed(self, settings: Settings) -> None:
        self.adopt(settings)
        self.post_message(self.Changed(settings))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """While the name is typed the arrows belong to it."""
        return self.usable and (action == "back" or not self._naming)

    @on(Menu.Chosen)
    def choose(self, event: Menu.Chosen) -> None:
        """Enter or a click on a row."""
        event.stop()
        key = _ROWS[event.index]
        if key == "player":
            self._name_open(True)
            self.name_input.focus()
        elif key == "banks":
            self.dismiss("banks")
        else:
            self.action_change(1)

    def action_choose(self) -> None:
        """Take the highlighted row."""
        self.menu.action_choose()

    def action_change(self, steps: int) -> None:
        """Another value for the highlighted row."""
        settings = self.settings
        match _ROWS[self.menu.highlighted]:
            case "clock":
                names = [clock.name for clock in CLOCKS]
                self._changed(settings._replace(clock=_beside(names, settings.clock, steps)))
            case "length":
                lengths = sorted({*LENGTHS, settings.length})
                self._changed(settings._replace(length=_beside(lengths, settings.length, steps)))
            case "difficulty":
                levels: list[str] = ["", *DIFFICULTIES]
                self._changed(settings._replace(difficulty=_beside(levels, settings.difficulty, steps)))
            case "theme":
                self._changed(settings._replace(theme=_beside(list(THEMES), settings.theme, steps)))
            case "motion":
                self._changed(settings._replace(motion=not settings.motion))
            case _:
                pass

    @on(Input.Submitted, "#player-name")
    def take_name(self, event: Input.Submitted) -> None:
        """Keep the name."""
        event.stop()
        self._close_name(player_name(event.value))

    def _close_name(self, name: str) -> None:
        self._name_open(False)
        self.menu.focus()
        if name and name != self.settings.player:
            self._changed(self.settings._replace(player=name))

    def action_back(self) -> None:
        """Close the name, or the settings."""
        if self._naming:
            self._close_name("")
        else:
            self.dismiss("")


def _beside(values: list[T], value: T, steps: int) -> T:
    there = values.index(value) if value in values else 0
    return values[(there + steps) % len(values)]
