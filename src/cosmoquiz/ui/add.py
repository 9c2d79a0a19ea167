"""Adding a bank: the path of a file is typed, completed or dropped, and what came of it is told."""

import asyncio
import os
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input, Static

from cosmoquiz.banks.problem import Problem
from cosmoquiz.quiz.text import printable
from cosmoquiz.quiz.words import count_of, number
from cosmoquiz.ui.ask import Ask
from cosmoquiz.ui.banks import problems_lines
from cosmoquiz.ui.guard import RESULTS_SETTLE, Guard
from cosmoquiz.ui.keys import bind
from cosmoquiz.ui.paths import (
    PATH_LIMIT,
    Entry,
    Names,
    PathError,
    names_for,
    pasted,
    path_of,
    split,
    typeable,
)
from cosmoquiz.ui.screen import GameScreen
from cosmoquiz.ui.widgets.lines import hanging, stacked
from cosmoquiz.ui.widgets.roll import Roll

if TYPE_CHECKING:
    from cosmoquiz.banks.adding import Added
    from cosmoquiz.banks.formats.item import LeftOut

FORMATS: Final = "YAML, Open Trivia DB, The Trivia API, JSON, CSV, TSV, Aiken, GIFT, Markdown"

LEFT_OUT_SHOWN: Final = 100
"""Questions left out of one file that are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file was not added."""

    why: str
    problems: "tuple[Problem, ...]" = ()
    left_out: "tuple[LeftOut, ...]" = ()
    taken: bool = False
    """Whether the player has a bank of this name, which may be replaced."""


Add = Callable[[Path, bool], "Added | Refused"]
"""Adds a file; with True, in the place of the player's bank of the same name. It is called in a thread."""


def add_file(folder: Path, taken: Mapping[str, str], path: Path, replace: bool) -> "Added | Refused":
    """Add a file to the folder. The readers are a large import that no screen needs, so it is made here."""
    from cosmoquiz.banks.adding import AddError, add
    from cosmoquiz.banks.library import banks_in
    from cosmoquiz.banks.shelf import ShelfError, slug

    trouble = _trouble_with(path)
    if trouble:
        return Refused(trouble)
    try:
        return add(path, folder, taken=taken, force=replace)
    except AddError as error:
        why = printable(str(error).rstrip(". "), 500) + "."
        name = slug(path.stem)
        own: list[str] = []
        if isinstance(error.__cause__, ShelfError) and not replace and name not in taken:
            with suppress(OSError, ValueError):
                own = [bank.stem.casefold() for bank in banks_in(folder)]
        return Refused(why[:1].upper() + why[1:], error.problems, error.left_out, taken=name in own)


def _trouble_with(path: Path) -> str:
    """Why there is nothing to be read at this path; empty when there may be."""
    shown = printable(str(path), 200)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return f"There is no file {shown}."
    except PermissionError:
        return f"You may not look at {shown}."
    except (OSError, ValueError) as error:
        return f"{shown} can't be read: {getattr(error, 'strerror', None) or type(error).__name__}."
    if not stat.S_ISREG(mode):
        return f"{shown} is no file that could be read."
    return "" if os.access(path, os.R_OK) else f"You may not read {shown}."


class PathInput(Input):
    """An input for a path: what is pasted or dropped into it becomes one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "submit", "Add", "Add the file, or go into the folder.", show=True),
        bind("tab", "screen.complete", "Complete", "Complete the name as far as it is certain.", show=True),
        bind("down", "screen.pick(1)", "Down", "Choose among the names, or scroll what is told.", label="↑ ↓"),
        bind("up", "screen.pick(-1)", "Up", ""),
        bind("pagedown", "screen.turn(1)", "Page down", ""),
        bind("pageup", "screen.turn(-1)", "Page up", ""),
    ]

    def __init__(self, guard: Guard, *, id: str) -> None:  # noqa: A002
        super().__init__(placeholder="the path of a file", max_length=PATH_LIMIT, compact=True, id=id)
        self._guard = guard

    def validate_value(self, value: str) -> str:
        """Let nothing in that a terminal should not get."""
        return typeable(value)

    async def _on_key(self, event: events.Key) -> None:
        # The key that led here may still be down.
        if event.key == "plus" and not self.value and not self._guard.passes("plus"):
            event.prevent_default()
            event.stop()

    def _on_paste(self, event: events.Paste) -> None:
        # The input's own way takes the first line as it stands.
        event.prevent_default()
        event.stop()
        self.replace(pasted(event.text), *self.selection)

    def take(self, text: str) -> None:
        """Hold this text, with the cursor at its end."""
        self.value = text
        self.cursor_position = len(text)


class AddScreen(GameScreen["Added"]):
    """Asks for a path and adds what is there; dismissed with what was added."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enter", "done", "To the banks", "When a bank was added: back to the banks, to play it.", show=True),
        bind("escape", "close", "Back", "Back to the banks.", show=True),
        bind(
            "question_mark f1",
            "app.help",
            "Help",
            "All keys; the question mark can be typed here.",
            show=True,
            label="F1",
        ),
    ]

    path_input = query_one("#path", PathInput)
    roll = query_one("#names", Roll)
    outcome = query_one("#outcome", VerticalScroll)
    state = query_one("#state", Static)

    def __init__(self, add: Add, guard: Guard) -> None:
        super().__init__()
        self._add = add
        self._guard = guard
        self._names = Names("")
        self._listing = False
        self._completing: str | None = None
        """The text that Tab was pressed on while its names were still being looked for."""
        self._told: Added | Refused | None = None
        self._adding = False

    def compose_body(self) -> ComposeResult:
        """The input; beneath it the names to go on with, or what came of it."""
        yield Static(id="heading", markup=False)
        yield PathInput(self._guard, id="path")
        yield Static(id="state", markup=False)
        yield Roll(self._row, id="names")
        with VerticalScroll(id="outcome"):
            yield Static(id="outcome-text", markup=False)

    def on_mount(self) -> None:
        """The input takes the keys. The one that led here may still be down."""
        self._guard.settle(RESULTS_SETTLE)
        self.roll.can_focus = False
        self.path_input.focus()
        self._list()

    def on_resize(self) -> None:
        """Use the room there is."""
        self.call_after_refresh(self._redraw)

    def _redraw(self) -> None:
        if not self.is_mounted:
            return
        width = max(20, self.size.width - 6)
        words = f"Formats: {FORMATS}. A file is checked before it comes into your banks folder."
        lines = hanging(Content(""), Content(words).stylize("$quiet"), min(width, 100))
        self.query_one("#heading", Static).update(stacked([Content("Add a bank").stylize("bold $primary"), *lines]))
        if self._told is not None:
            lines = told_lines(self._told, min(width, 110))
            self.query_one("#outcome-text", Static).update(stacked(lines))

    @property
    def _added(self) -> bool:
        return self._told is not None and not isinstance(self._told, Refused)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter leads back only when something was added; nothing does while a file is read."""
        if action == "close" and self._adding:
            return False
        return super().check_action(action, parameters) and (action != "done" or self._added)

    # The names that a path may go on with

    @on(Input.Changed)
    def typed(self) -> None:
        """Other names fit now, and what was told is past."""
        if self._told is not None and not self._adding:
            self._tell(None)
        self._list()

    @work(group="names")
    async def _list(self) -> None:
        """Look in a thread for the names that fit what is typed; for one text at a time, and at last for the last."""
        if self._listing:
            return
        self._listing = True
        while self.is_attached:
            text = self.path_input.value
            self._names = await asyncio.to_thread(names_for, text, self._names.entries)
            self.roll.show(len(self._names.found), None)
            self._say(self._names.remark)
            if text == self.path_input.value:
                break
        self._listing = False
        if self._completing == self._names.text:
            self.action_complete()
        self._completing = None

    def _say(self, words: str) -> None:
        if not self._adding:
            self.state.update(Content(words))

    def _row(self, index: int, lit: bool, width: int) -> Content:
        entry = self._names.found[index]
        name = Content(entry.shown).truncate(max(1, width - 2), ellipsis=True)
        style = "bold" if lit else "$quiet" if entry.is_folder else ""
        return Content.assemble(("▸ " if lit else "  ", "bold $accent")) + name.stylize(style)

    def action_complete(self) -> None:
        """Take the highlighted name, or as much as is certain."""
        entry = self._highlighted
        if entry is not None:
            self._take(entry)
        elif self._names.text == self.path_input.value:
            self.path_input.take(self._names.completed())
        else:
            self._completing = self.path_input.value

    def action_pick(self, steps: int) -> None:
        """Move among the names, or scroll what is told; up from the first name leads back to the input."""
        if self._told is not None:
            self.outcome.scroll_relative(y=steps, animate=False)
        elif steps < 0 and not self.roll.highlighted:
            self.roll.highlighted = None
        else:
            self.roll.action_move(steps)

    def action_turn(self, pages: int) -> None:
        """The same by pages."""
        if self._told is not None:
            self.outcome.scroll_relative(y=pages * max(1, self.outcome.size.height - 1), animate=False)
        else:
            self.roll.action_turn(pages)

    @property
    def _highlighted(self) -> Entry | None:
        index = self.roll.highlighted
        return None if index is None or self._told is not None else self._names.found[index]

    @on(Roll.Clicked)
    def click(self, event: Roll.Clicked) -> None:
        """A click takes a name; another one on the file that stands in the input adds it."""
        entry = self._names.found[event.index]
        there = split(self.path_input.value)[1]
        self.path_input.focus()
        if entry.typed and entry.typed == there and not entry.is_folder:
            self._submit()
        else:
            self._take(entry)

    def _take(self, entry: Entry) -> bool:
        """Put the name into the input, if it can be typed."""
        if not entry.typed:
            words = f"The name {entry.shown} holds what can't be typed. Rename it first."
            self.state.update(Content(words).stylize("bold $wrong"))
            return False
        self.path_input.take(split(self.path_input.value)[0] + entry.typed)
        return True

    # Adding

    @on(Input.Submitted)
    def submit(self, event: Input.Submitted) -> None:
        """Enter: add the file, or go into the folder."""
        event.stop()
        if self._guard.passes("enter"):
            self._submit()

    def _submit(self) -> None:
        entry = self._highlighted
        if self._adding or not self.usable or (entry and (not self._take(entry) or entry.is_folder)):
            return
        try:
            path = path_of(self.path_input.value)
        except PathError as error:
            self._tell(Refused(str(error)))
            return
        self._say(f"Reading {printable(path.name)}.")
        self._adding = True
        self.refresh_bindings()
        self._add_file(path)

    @work(exclusive=True, group="adding")
    async def _add_file(self, path: Path) -> None:
        try:
            if await asyncio.to_thread(_is_folder, path):
                self._adding = False
                self.path_input.take(self.path_input.value.rstrip("/") + "/")
                return
            came = await asyncio.to_thread(self._add, path, False)
            if isinstance(came, Refused) and came.taken:
                question = Ask(came.why, "The one that you have would be gone.", "Replace it", "Keep it", careful=True)
                self._guard.settle(RESULTS_SETTLE)
                if await self.app.push_screen_wait(question):
                    came = await asyncio.to_thread(self._add, path, True)
        finally:
            self._adding = False
        # Enter may still be down, and would lead on from what is told now.
        self._guard.settle(RESULTS_SETTLE)
        self._tell(came)

    def _tell(self, told: "Added | Refused | None") -> None:
        """Show what came of it; None when that is past."""
        self._told = told
        self.set_class(told is not None, "-told")
        self.set_class(self._added, "-added")
        self.outcome.can_focus = self._added
        if self._added:
            self.outcome.focus()
        self.outcome.scroll_home(animate=False)
        self._redraw()
        self.refresh_bindings()

    def action_done(self) -> None:
        """Back to the banks with what was added."""
        if self._guard.passes("enter"):
            self.action_close()

    def action_close(self) -> None:
        """Back, with what was added if anything was."""
        self.dismiss(None if isinstance(self._told, Refused) else self._told)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def told_lines(told: "Added | Refused", width: int) -> list[Content]:
    """What came of adding a file."""
    if isinstance(told, Refused):
        return [
            *hanging(Content("✗ ").stylize("bold $wrong"), Content(told.why).stylize("bold $wrong"), width),
            *([Content("")] if told.problems else []),
            *problems_lines(told.problems, width),
            *_left_out_lines(told.left_out, width),
        ]
    came = f"{told.title}: {count_of(told.questions, 'question')} came in."
    lines = hanging(Content("✓ ").stylize("bold $right"), Content(came).stylize("bold $right"), width)
    for remark in told.remarks:
        lines += hanging(Content("  "), Content(remark), width)
    if told.unnamed:
        words = f"The file says nothing of a {' or a '.join(told.unnamed)}; write it at the top of the bank."
        lines += hanging(Content("  "), Content(words), width)
    lines += _left_out_lines(told.left_out, width)
    if told.problems:
        lines += [Content(""), Content("To mend when you have time:").stylize("bold")]
        lines += problems_lines(told.problems, width)
    where = Content(f"The bank is now {printable(str(told.path), 300)}").stylize("$quiet")
    return [*lines, Content(""), *hanging(Content(""), where, width)]


def _left_out_lines(left_out: "tuple[LeftOut, ...]", width: int) -> list[Content]:
    """Which questions could not come in, and why."""
    if not left_out:
        return []
    lines = [Content(""), Content(f"{count_of(len(left_out), 'question')} left out:").stylize("bold $wrong")]
    for item in left_out[:LEFT_OUT_SHOWN]:
        place = "" if item.line is None else f"line {item.line}"
        head = Content.assemble(("✗ ", "bold $wrong"), (f"{place:<10}", "$quiet"))
        lines += hanging(head, Content(f"question {item.number}: {item.reason}"), width)
    if len(left_out) > LEFT_OUT_SHOWN:
        lines.append(Content(f"And {number(len(left_out) - LEFT_OUT_SHOWN)} more."))
    return lines
