"""A game for tests: with a clock that is moved by hand, a home of its own, and eyes that read the screen."""

import asyncio
import html
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from textual.pilot import Pilot

from cosmoquiz.banks.library import Catalogue
from cosmoquiz.quiz.question import Deal
from cosmoquiz.quiz.scoring import clock_named
from cosmoquiz.records.places import Places, places
from cosmoquiz.records.settings import Settings
from cosmoquiz.records.store import Records
from cosmoquiz.ui.app import CosmoquizApp, Wanted
from cosmoquiz.ui.play import PlayScreen

T = TypeVar("T")

NUMBERS = """\
title: Numbers
about: For tests.
questions:
""" + "".join(
    f"""\
  - id: n{n}
    question: What is number {n}?
    answer: right {n}
    wrong:
      wrong {n}a: The note on {n}a.
      wrong {n}b: The note on {n}b.
      wrong {n}c: The note on {n}c.
    explanation: The explanation of {n}.
    source: https://example.org/{n}
    difficulty: {["easy", "medium", "hard"][n % 3]}
    tags: [test]
"""
    for n in range(1, 31)
)


BRIEF = ("read_banks", "reading", "_watch_saving", "_show_standing", "_show_board", "refresh_home")
"""The workers that end by themselves."""


class Hand:
    """A monotonic clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def move(self, seconds: float) -> None:
        """Let so much time pass."""
        self.now += seconds


class Game:
    """A running game and what a test does with it."""

    def __init__(self, app: CosmoquizApp, pilot: Pilot[int], clock: Hand, kept: Places) -> None:
        self.app = app
        self.pilot = pilot
        self.clock = clock
        self.kept = kept

    async def press(self, *keys: str, wait: float = 1.0) -> None:
        """Press keys one after another, with so much time before each."""
        for key in keys:
            self.clock.move(wait)
            await self.pilot.press(key)
            await self.rest()

    async def rest(self) -> None:
        """Let everything that is under way come to its end."""
        if not self.app.trouble:
            await self.records(lambda _: None)
        brief = [w for w in self.app.workers if w.name in BRIEF and not w.is_finished]
        if brief:
            await self.app.workers.wait_for_complete(brief)
        await self.pilot.pause()
        if not self.app.trouble:
            await self.records(lambda _: None)
            await self.pilot.pause()

    async def records(self, question: Callable[[Records], T]) -> T:
        """What the records say."""
        return await asyncio.wrap_future(self.app._writer.ask(question))

    @property
    def play(self) -> PlayScreen:
        """The round on the screen."""
        screen = self.app.screen
        assert isinstance(screen, PlayScreen), screen
        return screen

    @property
    def deal(self) -> Deal:
        """The question on the screen."""
        return self.play.deal

    def key_of(self, *, right: bool) -> str:
        """The digit of the right option, or of a wrong one."""
        answer = self.deal.answer
        return str(answer + 1 if right else (answer + 1) % len(self.deal.options) + 1)

    async def answer(self, letters: str) -> None:
        """Answer as the letters say, r or w, and go on after each."""
        for letter in letters:
            await self.press(self.key_of(right=letter == "r"))
            await self.press("enter")

    def text(self) -> str:
        """What the screen shows."""
        return seen(self.app)

    async def until(self, holds: Callable[[], bool], seconds: float = 20) -> None:
        """Let the game run until this holds; TimeoutError when it does not come to that.

        For what a locked file takes its own time to say; all else is over when `rest` returns.
        """
        async with asyncio.timeout(seconds):
            while not holds():
                await self.pilot.pause()

    def words(self) -> str:
        """What the screen shows, as one line without the frames of messages."""
        return " ".join(self.text().replace("▌", " ").split())

    async def wait_until_read(self) -> None:
        """Wait for the banks."""
        await self.app.shelves.looked.wait()
        await self.rest()


def seen(app: CosmoquizApp) -> str:
    """The text on the screen, line by line."""
    svg = app.export_screenshot()
    lines: dict[int, list[tuple[float, str]]] = {}
    pattern = r'<text class="[^"]*" x="([\d.]+)"[^>]*clip-path="url\(#[^)]*line-(\d+)\)">(.*?)</text>'
    for x, line, text in re.findall(pattern, svg, re.DOTALL):
        lines.setdefault(int(line), []).append((float(x), html.unescape(text).replace("\xa0", " ")))
    shown = ("".join(text for _, text in sorted(lines.get(n, []))) for n in range(max(lines, default=0) + 1))
    return "\n".join(line.rstrip() for line in shown)


@cache
def index_of_shipped() -> bytes:
    """An index of the shipped banks, which take a while to read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "library.db"
        catalogue = Catalogue(path, None)
        catalogue.read()
        catalogue.close()
        return path.read_bytes()


def index_of(where: Places, paths: Sequence[Path]) -> None:
    """Read all banks into the index, as an earlier game would have done."""
    if not where.cache.exists():
        where.cache.parent.mkdir(parents=True, exist_ok=True)
        where.cache.write_bytes(index_of_shipped())
    catalogue = Catalogue(where.cache, where.banks, paths)
    catalogue.read()
    catalogue.close()


@asynccontextmanager
async def game(
    home: Path,
    *,
    banks: dict[str, str] | None = None,
    settings: Settings | None = None,
    size: tuple[int, int] = (80, 24),
    wanted: Wanted | None = None,
    paths: Sequence[Path] = (),
    kept: bool = True,
    motion: bool = False,
    cold: bool = False,
    wait: bool = True,
    **options: Any,
) -> AsyncIterator[Game]:
    """A game on test banks below `home`, read and ready unless `wait` says no.

    `cold` is without an index from an earlier game.
    """
    where = places({"COSMOQUIZ_HOME": str(home)})
    where.banks.mkdir(parents=True, exist_ok=True)
    for name, text in (banks if banks is not None else {"numbers": NUMBERS}).items():
        (where.banks / f"{name}.yaml").write_text(text, encoding="utf-8")
    if kept and not cold:
        index_of(where, paths)
    chosen = settings or Settings(banks=("numbers",), length=5)
    clock_named(chosen.clock)
    clock = Hand()
    seeds = count(1)
    app = CosmoquizApp(
        places=where if kept else None,
        settings=chosen._replace(motion=motion),
        paths=paths,
        monotonic=clock,
        now=lambda: datetime(2026, 4, 12, 6, 7, tzinfo=UTC),
        new_seed=lambda: next(seeds),
        wanted=wanted,
        suggested_name="Valentina",
        **options,
    )
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            playing = Game(app, pilot, clock, where)
            if wait:
                await playing.wait_until_read()
            yield playing
    finally:
        app.close(3.0)
