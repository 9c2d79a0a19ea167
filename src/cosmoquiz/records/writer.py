"""The one thread that touches the disk, so that the screen never waits for it."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

from cosmoquiz.quiz.round import Round
from cosmoquiz.records.errors import PlayedElsewhere, RecordsError, UnknownRound, Unstorable
from cosmoquiz.records.store import Records

T = TypeVar("T")

NO_PLACE: Final = "Answers and scores are not saved: there is no folder to keep them in."


RETRY_SECONDS: Final = 2.0
"""How long what could not be stored waits for another try when nothing else happens."""


class Ticket:
    """A round that is being played, for those who need not know whether it is stored yet."""

    def __init__(self, round_id: int | None = None, player: str = "", file: int = 0) -> None:
        self.id = round_id
        """Its id once it is stored."""
        self.player = player
        self.file = file
        """To which of the writer's files the id belongs."""


class _Write:
    """Something to be stored, again and again until it is."""

    def __init__(self, store: Callable[[Records], None], *, counts: bool) -> None:
        """`counts` says whether the player would miss it: answers and names, not marks."""
        self.store = store
        self.counts = counts
        self.done: Future[None] = Future()


class Writer:
    """A background thread that owns the records; every method returns at once.

    What cannot be stored is kept, in order, and tried again before the next write, every few seconds and at the end.
    """

    def __init__(
        self,
        path: Path | None,
        clock: Callable[[], datetime],
        *,
        on_trouble: Callable[[str], None] | None = None,
        on_notice: Callable[[str], None] | None = None,
    ) -> None:
        """`clock` tells the time in UTC.

        `on_trouble` is called, in the thread, with the new value of `trouble` when that changes; `on_notice` with
        news that is no trouble, such as a damaged file that was replaced. Neither may wait for the thread that
        calls `close`.
        """
        self.trouble = ""
        """Why nothing can be saved at the moment; empty when all is well."""
        self._path = path
        self._clock = clock
        self._on_trouble = on_trouble
        self._on_notice = on_notice
        self._jobs: SimpleQueue[Callable[[], bool]] = SimpleQueue()
        self._waiting: deque[_Write] = deque()
        self._lock = threading.Lock()
        self._missing = 0
        """Answers and names that were handed in and are not on the disk yet."""
        self._closed = False
        self._records: Records | None = None
        self._file = 0
        self._replaced = 0
        self._notice = ""
        self._thread = threading.Thread(target=self._run, name="records", daemon=True)

    def start(self) -> None:
        """Start the thread, which opens the records."""
        self._thread.start()

    @property
    def unsaved(self) -> int:
        """How many answers and names could not be stored and wait for another try."""
        with self._lock:
            return sum(write.counts for write in self._waiting)

    def ask(self, read: "Callable[[Records], T]") -> "Future[T]":
        """What `read` says of the records, in its turn; fails with RecordsError when there are none."""
        answer: Future[T] = Future()

        def job() -> bool:
            if answer.set_running_or_notify_cancel():
                try:
                    answer.set_result(read(self._opened()))
                except BaseException as error:
                    answer.set_exception(error)
                self._look_at_file()
            return True

        self._put(job, answer)
        return answer

    def begin(self, played: Round, player: str) -> Ticket:
        """Store a round that begins."""
        ticket, now = Ticket(player=player), self._clock()

        def store(records: Records) -> None:
            ticket.id, ticket.file = records.begin(played, player, now), self._file

        self._submit(_Write(store, counts=False))
        return ticket

    def ticket_for(self, round_id: int, player: str = "") -> Ticket:
        """The ticket of a stored round that is resumed."""
        return Ticket(round_id, player, self._file)

    def answer(self, ticket: Ticket, played: Round) -> "Future[None]":
        """Store the last pick of the round; resolved when it is on the disk.

        Fails with RecordsError when the storage does, though the answer is kept and tried again; with PlayedElsewhere
        when another window has gone on with the round, which is final.
        """
        now = self._clock()

        def store(records: Records) -> None:
            if ticket.id is not None and ticket.file == self._file:
                with suppress(UnknownRound):
                    records.answer(ticket.id, played, now)
                    return
            # The file that knew the round is gone; the round goes into the new one with all its picks.
            ticket.id, ticket.file = records.begin(played, ticket.player, now), self._file

        return self._submit(_Write(store, counts=True))

    def change_clock(self, ticket: Ticket, played: Round) -> "Future[None]":
        """Store the clock of the round after the player changed it."""

        def store(records: Records) -> None:
            if ticket.id is not None and ticket.file == self._file:
                records.change_clock(ticket.id, played)

        return self._submit(_Write(store, counts=False))

    def set_player(self, ticket: Ticket, name: str) -> "Future[None]":
        """Give the round another player."""
        ticket.player = name

        def store(records: Records) -> None:
            if ticket.id is not None and ticket.file == self._file:
                records.set_player(ticket.id, name)

        return self._submit(_Write(store, counts=True))

    def mark_seen(self, key: str) -> "Future[None]":
        """Remember that the question was shown."""
        return self._submit(_Write(lambda records: records.mark_seen(key), counts=False))

    def close(self, timeout: float = 3.0) -> int:
        """Finish what is queued, try once more what failed, and close the records.

        Returns how many answers and names are not on the disk. Takes no longer than `timeout` seconds; what the
        thread still has in hand then may or may not be stored.
        """
        with self._lock:
            first, self._closed = not self._closed, True
            if first:
                self._jobs.put(self._finish)
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return self._missing

    def _put(self, job: Callable[[], bool], answer: "Future[T]") -> None:
        with self._lock:
            if not self._closed:
                self._jobs.put(job)
                return
        if answer.running() or answer.set_running_or_notify_cancel():
            answer.set_exception(RecordsError("The game is being closed; nothing more is saved."))

    def _submit(self, write: _Write) -> "Future[None]":
        # Somebody who stops waiting for the answer does not call it back.
        write.done.set_running_or_notify_cancel()
        with self._lock:
            self._missing += write.counts

        def job() -> bool:
            self._write(write)
            return True

        self._put(job, write.done)
        return write.done

    # What follows runs in the thread.

    def _run(self) -> None:
        with suppress(Exception):
            self._opened()
        while self._next_job()():
            pass

    def _next_job(self) -> Callable[[], bool]:
        """The next thing to do; what could not be stored is tried again while there is nothing else."""
        while True:
            try:
                return self._jobs.get(timeout=RETRY_SECONDS if self._waiting else None)
            except Empty:
                if self._write_waiting():
                    self._set_trouble("")

    def _opened(self) -> Records:
        """The records, opened if need be; RecordsError when there are none."""
        if self._records is None:
            if self._path is None:
                self._set_trouble(NO_PLACE)
                raise RecordsError(NO_PLACE)
            try:
                self._records = Records.open(self._path, self._clock())
            except RecordsError as error:
                self._set_trouble(str(error))
                raise
            self._replaced, self._notice = 0, ""
            self._look_at_file()
            if self._records.writable and not self._waiting:
                self._set_trouble("")
        return self._records

    def _look_at_file(self) -> None:
        """Take note of what became of the file."""
        if self._records is None:
            return
        if self._records.replaced != self._replaced:
            self._replaced = self._records.replaced
            self._file += 1
        if not self._records.writable:
            self._set_trouble(self._records.notice)
        elif self._records.notice != self._notice:
            self._notice = self._records.notice
            _tell(self._on_notice, self._notice)

    def _write(self, write: _Write) -> None:
        if not self._write_waiting():
            self._keep(write)
            write.done.set_exception(RecordsError(self.trouble))
            return
        error = self._attempt(write)
        if error is None:
            self._set_trouble("")
            write.done.set_result(None)
            return
        if _may_pass(error):
            self._keep(write)
        write.done.set_exception(error)

    def _write_waiting(self) -> bool:
        """Whether nothing waits any more."""
        while self._waiting:
            if _may_pass(self._attempt(self._waiting[0])):
                return False
            with self._lock:
                self._waiting.popleft()
        return True

    def _keep(self, write: _Write) -> None:
        with self._lock:
            self._waiting.append(write)

    def _attempt(self, write: _Write) -> Exception | None:
        """Store it, or say what prevents that."""
        try:
            self._store(write)
        except Exception as error:
            if _may_pass(error):
                self._set_trouble(str(error))
            elif isinstance(error, PlayedElsewhere):
                self._settle(write)
            return error
        self._settle(write)
        return None

    def _store(self, write: _Write) -> None:
        if self._records is not None and not self._records.writable:
            self._let_go(self._records)
        file = self._file
        try:
            write.store(self._opened())
        except RecordsError:
            if self._records is not None and self._records.moved:
                self._let_go(self._records)
                self._file += 1
                _tell(
                    self._on_notice, "The records file was moved or deleted during play; saving goes on in a new one."
                )
            self._look_at_file()
            if self._file == file:
                raise
            write.store(self._opened())
        finally:
            self._look_at_file()

    def _let_go(self, records: Records) -> None:
        """Close a connection that can save nothing, so that the next try opens what is there now."""
        records.close(clean=False)
        self._records = None

    def _settle(self, write: _Write) -> None:
        with self._lock:
            self._missing -= write.counts

    def _set_trouble(self, trouble: str) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            _tell(self._on_trouble, trouble)

    def _finish(self) -> bool:
        self._write_waiting()
        if self._records is not None:
            self._records.close()
        return False


def _may_pass(error: Exception | None) -> bool:
    """Whether it is trouble with the storage, rather than with what is to be stored."""
    return isinstance(error, RecordsError) and not isinstance(error, PlayedElsewhere | UnknownRound | Unstorable)


def _tell(listener: Callable[[str], None] | None, text: str) -> None:
    """Call the listener; one that is no longer there must not cost the answers that are still to be stored."""
    if listener:
        with suppress(Exception):
            listener(text)
