"""The banks as a running game knows them: looked for in threads, read in the background, asked in their turn."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from cosmoquiz.banks.index import LostIndexError
from cosmoquiz.banks.library import BankFile, Catalogue, Change, Library, changes, known_after
from cosmoquiz.quiz.selection import Selection
from cosmoquiz.quiz.text import tidy
from cosmoquiz.quiz.words import count_of

if TYPE_CHECKING:
    from cosmoquiz.banks.building import Building

T = TypeVar("T")

PATIENCE: Final = 0.5
"""Seconds of the reading of banks after which whoever wants to play does without those that are not read."""

EVERY: Final = 0.05
"""Seconds between two looks at how far the reading has come."""

BUILDS: Final = 3
"""How often banks are read that change while they are."""


class Shelves:
    """The library as it was found last, and the reading of what is new. Everything but threads happens in one loop."""

    def __init__(
        self,
        catalogue: Catalogue,
        monotonic: Callable[[], float],
        *,
        start: Callable[[Coroutine[Any, Any, None]], object],
        on_read: Callable[[], Awaitable[None]],
    ) -> None:
        """`start` runs something in the background; `on_read` is awaited when banks have been read."""
        self.looked = asyncio.Event()
        """Set once it is known which banks there are."""
        self.building: Building | None = None
        """The reading that is under way."""
        self._catalogue = catalogue
        self._monotonic = monotonic
        self._start = start
        self._on_read = on_read
        self._library: Library | None = None
        self._told: tuple[BankFile, ...] = ()
        """The banks as the player was told of them last."""
        self._since = 0.0
        self._ended = asyncio.Event()
        self._closed = False

    @property
    def library(self) -> Library:
        """The banks as they were found last; wait for `looked` before."""
        assert self._library is not None, "the banks have been looked for"
        return self._library

    @property
    def titles(self) -> Mapping[str, str]:
        """The titles of the banks by their names; none before they are known."""
        return self._library.titles if self._library else {}

    async def open(self) -> None:
        """Look for the banks for the first time."""
        await self.look()
        self._told = self.library.files
        self.looked.set()

    def close(self, timeout: float) -> None:
        """Stop reading, and let go of the index if that takes no longer than so many seconds."""
        self.cancel()
        self._catalogue.close(timeout)

    def cancel(self) -> None:
        """Stop reading at once and for good. What was read whole stays read."""
        self._closed = True
        if self.building is not None:
            self.building.cancel()

    async def look(self) -> None:
        """See what is on disk now; what the index does not know of it is read in the background."""
        self._library = await asyncio.to_thread(self._catalogue.look)
        if self._library.unread and self.building is None and not self._closed:
            self._since = self._monotonic()
            self._start(self._read(self._new_building()))

    async def care(self) -> None:
        """Do what is to be done now and then: find changes that no stamp shows, and forget files that are gone."""
        if await asyncio.to_thread(self._catalogue.compare):
            await self.look()
        await asyncio.to_thread(self._catalogue.tidy_up)

    async def ask(self, question: Callable[[Library], T]) -> T:
        """What the library says; when its index is lost, the banks are looked for, and read, again."""
        for remedy in (None, self._catalogue.begin_anew, self._catalogue.do_without_file):
            with suppress(LostIndexError):
                return await asyncio.to_thread(question, self.library)
            if remedy:
                await asyncio.to_thread(remedy)
            await self.look()
            while self.building is not None:
                await self._moment()
        return await asyncio.to_thread(question, self.library)

    async def renew(self) -> tuple[Change, ...]:
        """Give what has changed on disk since this was asked last."""
        before = self._told
        found = await self.ask(lambda library: changes(before, library))
        self._told = known_after(before, self.library)
        return found

    # Waiting

    @property
    def patient(self) -> bool:
        """Whether it is too early to do without the banks that are being read."""
        return self.building is not None and self._monotonic() - self._since < PATIENCE

    async def settle(self) -> None:
        """Look, and wait for what is read in a moment."""
        await self.look()
        while self.patient:
            await self._moment()

    async def _moment(self) -> None:
        """Wait for the end of the reading, but not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(EVERY):
                await self._ended.wait()

    async def enough(self, selection: Selection, size: int, *, all_of_them: bool, on_wait: Callable[[], None]) -> None:
        """Wait until so many questions of a selection have been read, or all; `on_wait` is told if it takes long."""
        done = -1
        while self.building is not None and self.unread(selection):
            if not self.patient:
                if done != self.building.done and not all_of_them:
                    done = self.building.done
                    await self.look()
                    if await self.ask(lambda library: sum(library.counts(selection).values())) >= size:
                        return
                on_wait()
            await self._moment()

    def unread(self, selection: Selection) -> int:
        """How many banks of a selection are still to be read."""
        names = [place.name for place in self.library.unread]
        return sum(not selection.banks or tidy(name).casefold() in selection.banks for name in names)

    def unread_words(self, selection: Selection) -> str:
        """That only some of the banks of a selection have been read; empty when all have."""
        unread = self.unread(selection)
        if not unread:
            return ""
        read = sum(not selection.banks or name.casefold() in selection.banks for name in self.titles)
        return f"{read} of {count_of(read + unread, 'bank')} read"

    # Reading

    def _new_building(self) -> "Building":
        from cosmoquiz.banks.building import Building

        self.building = Building(self._catalogue, self.library.unread)
        self._ended.clear()
        return self.building

    async def _read(self, building: "Building") -> None:
        try:
            # Files may change while they are read, and an index in memory has to begin anew.
            for _ in range(BUILDS):
                await asyncio.to_thread(building.run)
                self._library = await asyncio.to_thread(self._catalogue.look)
                if not self._library.unread or self._closed:
                    break
                building = self._new_building()
        finally:
            self.building = None
            self._ended.set()
            # Whoever cancels this leaves the thread and its processes to themselves.
            building.cancel()
        if self.looked.is_set():
            await self._on_read()
