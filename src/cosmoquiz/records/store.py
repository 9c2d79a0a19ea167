"""What happened in the game: rounds, answers, boards and which questions were seen."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from cosmoquiz.quiz.modes import MODES
from cosmoquiz.quiz.question import Question
from cosmoquiz.quiz.round import Board, Pick, Round
from cosmoquiz.quiz.scoring import Clock, clock_named
from cosmoquiz.quiz.serial import NotUnderstood, deals_of, deals_text, selection_of, selection_text
from cosmoquiz.quiz.text import player_name, refused
from cosmoquiz.records.database import Database, moment, shown, stamp
from cosmoquiz.records.errors import PlayedElsewhere, RecordsError, UnknownRound

__all__ = ["Marks", "Played", "PlayedElsewhere", "Records", "RecordsError", "Score", "Unfinished"]

_RECALLED: Final = 100
"""How far back answered questions are looked for: who knows only a few would otherwise wait for all rounds."""

_BOARD: Final = "mode = ? AND questions = ? AND coalesce(slowest, clock) = ? AND selection = ?"
_RANKED: Final = "ranked = 1 AND state = 'finished'"
_SCORE: Final = (
    "id, player, score, right_answers, questions, best_streak, ms, finished, "
    "mode, coalesce(slowest, clock) AS board_clock, selection"
)


class Score(NamedTuple):
    """A finished round as it stands on its board."""

    id: int
    player: str
    """Empty for somebody who gave no name."""
    score: int
    right: int
    questions: int
    best_streak: int
    ms: int
    finished: datetime
    board: Board


class Unfinished(NamedTuple):
    """A round that can be resumed."""

    id: int
    round: Round
    started: datetime
    player: str


class Played(NamedTuple):
    """A board on which somebody has scored."""

    board: Board
    rounds: int
    best: int
    last: datetime


class Marks(NamedTuple):
    """When questions were shown, for somebody who keeps a copy: a mark is larger the later it was."""

    owner: str
    """Which records these are."""
    up_to: int
    """The latest mark there is."""
    since: Mapping[str, int]
    """The marks that were asked for, by the keys of their questions."""
    whole: Mapping[str, Mapping[str, int]]
    """All marks of some banks, by the names of those."""
    every: bool
    """Whether `since` are all marks there are."""


class Records:
    """The records of all players, through one connection that belongs to one thread.

    All methods raise RecordsError when the storage fails them. Rounds are told apart and ordered by their ids, which
    only grow, never by the clock on the wall.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    @classmethod
    def open(cls, path: Path, now: datetime) -> "Records":
        """The records at the path, begun there when there are none.

        A damaged file is set aside and replaced, a read-only one opened for reading; `notice` says so. RecordsError
        when there is nothing to work with.
        """
        return cls(Database(path, now))

    @property
    def path(self) -> Path:
        """The file."""
        return self._db.path

    @property
    def writable(self) -> bool:
        """Whether anything can be saved."""
        return self._db.writable

    @property
    def notice(self) -> str:
        """Why nothing can be saved, or that a damaged file was set aside; else empty."""
        return self._db.notice

    @property
    def replaced(self) -> int:
        """How often a damaged file was replaced by a fresh one since opening; ids from before mean nothing after."""
        return self._db.replaced

    @property
    def moved(self) -> bool:
        """Whether the file was moved or deleted since opening: only opening again helps."""
        return self._db.moved

    # Playing

    def begin(self, played: Round, player: str, now: datetime) -> int:
        """Store the round, with the picks it may already have, and give its id.

        It replaces the round that `resume` would have given: that one is closed, and its answers stay.
        """
        player = player_name(player)
        with self._db.writing(now) as db:
            db.execute("UPDATE rounds SET state = 'closed' WHERE state = 'open' AND player IN (?, '')", (player,))
            cursor = db.execute(
                "INSERT INTO rounds (player, started, mode, questions, clock, slowest, selection, seed, ranked) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    player,
                    stamp(now),
                    played.mode.name,
                    len(played.deals),
                    played.clock.name,
                    _name(played.slowest),
                    selection_text(played.selection),
                    hex(played.seed),
                    int(played.ranked),
                ),
            )
            round_id = int(cursor.lastrowid or 0)
            db.execute("INSERT INTO deals (round, deals) VALUES (?, ?)", (round_id, deals_text(played.deals)))
            _store_picks(db, round_id, played, 0, now)
        return round_id

    def answer(self, round_id: int, played: Round, now: datetime) -> None:
        """Store the last pick of the round and, when it was the very last, the result.

        PlayedElsewhere when another window has gone on with the same round.
        """
        with self._db.writing(now) as db:
            if not db.execute("SELECT 1 FROM rounds WHERE id = ?", (round_id,)).fetchone():
                raise UnknownRound(f"Round {round_id} is not in the records ({shown(self.path)})")
            stored = db.execute(
                "SELECT number, chosen, ms, clock FROM answers WHERE round = ? ORDER BY number", (round_id,)
            ).fetchall()
            mine = [(n, _chosen(played, n), p.ms, p.clock.name) for n, p in enumerate(played.picks, 1)]
            # What is stored must be how this very round began; another window may have answered differently.
            if [tuple(row) for row in stored] != mine[: len(stored)]:
                raise PlayedElsewhere("That round goes on in another window.")
            _store_picks(db, round_id, played, len(stored), now)

    def change_clock(self, round_id: int, played: Round) -> None:
        """Store the clock of the round, and the slowest that has been on, after the player changed it."""
        with self._db.writing() as db:
            _store_clock(db, round_id, played)

    def mark_seen(self, key: str) -> None:
        """Remember that the question was shown, later than all others."""
        with self._db.writing() as db:
            db.execute("INSERT OR REPLACE INTO seen (key) VALUES (?)", (key,))

    def set_player(self, round_id: int, name: str) -> None:
        """Give the round another player."""
        name = player_name(name)
        with self._db.writing() as db:
            db.execute(
                "UPDATE rounds SET state = 'closed' WHERE state = 'open' AND player = ? AND id != ? "
                "AND EXISTS (SELECT 1 FROM rounds WHERE id = ? AND state = 'open')",
                (name, round_id, round_id),
            )
            db.execute("UPDATE rounds SET player = ? WHERE id = ?", (name, round_id))

    def close_round(self, round_id: int) -> None:
        """Offer the round for resuming no more; its answers stay."""
        with self._db.writing() as db:
            db.execute("UPDATE rounds SET state = 'closed' WHERE state = 'open' AND id = ?", (round_id,))

    def resume(self, player: str) -> Unfinished | None:
        """The open round of the player, or of somebody without a name, exactly as it was left; the latest of the two.

        One that cannot be understood any more is closed.
        """
        found = self._db.rows(
            "SELECT rounds.*, deals.deals FROM rounds LEFT JOIN deals ON deals.round = rounds.id "
            "WHERE state = 'open' AND player IN (?, '')",
            player_name(player),
        )
        for row in sorted(found, key=lambda row: int(row["id"]), reverse=True):
            try:
                restored = self._restored(row)
            except (ValueError, KeyError, TypeError):
                if self.writable:
                    self.close_round(row["id"])
                continue
            return Unfinished(row["id"], restored, moment(row["started"]), player_name(str(row["player"])))
        return None

    # Boards

    def top(self, board: Board, limit: int = 10) -> tuple[Score, ...]:
        """The best scores of the board, best first; the earlier of two equal ones is the better."""
        return self._scores(
            f"{_RANKED} AND {_BOARD} AND score > 0 ORDER BY score DESC, id LIMIT ?", *_values(board), limit
        )

    def best(self, board: Board, before: int | None = None) -> Score | None:
        """The record of the board; with `before`, as it was when the round of that id began."""
        earlier, values = ("", ()) if before is None else (" AND id < ?", (before,))
        found = self._scores(
            f"{_RANKED} AND {_BOARD} AND score > 0{earlier} ORDER BY score DESC, id LIMIT 1", *_values(board), *values
        )
        return found[0] if found else None

    def place(self, round_id: int) -> int | None:
        """The place of the round on its board, from 1; None when it is on none."""
        found = self._scores(f"{_RANKED} AND score > 0 AND id = ?", round_id)
        if not found:
            return None
        mine = found[0]
        better = self._db.rows(
            f"SELECT count(*) FROM rounds WHERE {_RANKED} AND {_BOARD} AND score >= ? AND (score > ? OR id < ?)",
            *(*_values(mine.board), mine.score, mine.score, mine.id),
        )
        return int(better[0][0]) + 1

    def boards(self) -> tuple[Played, ...]:
        """The boards with a score on them, the one played last first."""
        found = self._db.rows(
            "SELECT played.mode, played.questions, played.clock AS board_clock, played.selection, played.rounds, "
            "played.best, rounds.finished FROM played LEFT JOIN rounds ON rounds.id = played.last "
            "ORDER BY played.last DESC"
        )
        return tuple(
            Played(_board(row), row["rounds"], row["best"], moment(row["finished"]))
            for row in found
            if all(isinstance(row[name], int) for name in ("questions", "rounds", "best"))
        )

    def rounds(self, board: Board) -> int:
        """How many rounds have scored on the board."""
        found = self._db.rows(
            "SELECT rounds FROM played WHERE mode = ? AND questions = ? AND clock = ? AND selection = ?",
            *_values(board),
        )
        return found[0][0] if found and isinstance(found[0][0], int) else 0

    def progress(self, board: Board, limit: int = 40) -> tuple[Score, ...]:
        """The last rounds of the board, oldest first, those without points included."""
        return self._scores(f"{_RANKED} AND {_BOARD} ORDER BY id DESC LIMIT ?", *_values(board), limit)[::-1]

    def finished(self, limit: int | None = None) -> tuple[Score, ...]:
        """The ranked rounds that were played to the end, newest first."""
        return self._scores(f"{_RANKED} ORDER BY id DESC LIMIT ?", -1 if limit is None else limit)

    # Questions

    def last_seen(self, after: int = 0) -> dict[str, int]:
        """For each key that was shown since that mark, its mark: larger the later it was shown."""
        rows = self._db.each("SELECT key, mark FROM seen WHERE mark > ?", after)
        return {str(row["key"]): int(row["mark"]) for row in rows}

    def marks(self, owner: str, after: int, banks: Iterable[str] = ()) -> Marks:
        """The marks since one of this owner's, and all those of some banks.

        When these are not that owner's records, or older than that mark, it is all marks.
        """
        own = self._db.rows("SELECT value FROM state WHERE name = 'identity'")
        identity = str(own[0][0]) if own else ""
        up_to = int(self._db.rows("SELECT coalesce(max(mark), 0) FROM seen")[0][0])
        if identity != owner or up_to < after:
            return Marks(identity, up_to, self.last_seen(), {}, True)
        return Marks(identity, up_to, self.last_seen(after), {bank: self._marks_of(bank) for bank in banks}, False)

    def _marks_of(self, bank: str) -> dict[str, int]:
        # A zero comes right after a slash: these are the keys that begin with the bank's name and one.
        rows = self._db.each("SELECT key, mark FROM seen WHERE key >= ? AND key < ?", f"{bank}/", f"{bank}0")
        return {str(row["key"]): int(row["mark"]) for row in rows}

    def answered_questions(self, limit: int = 20) -> tuple[Question, ...]:
        """Questions that were answered lately, as they were put, the latest first, each once."""
        kept: dict[str, Question] = {}
        for question in self._answered_questions():
            if len(kept) >= limit:
                break
            kept.setdefault(question.key, question)
        return tuple(kept.values())

    # Care

    def check(self, now: datetime) -> None:
        """Look for damage when that is due: after an exit that was not clean, and once a day.

        A damaged file is set aside and a fresh one begun; `notice` says so.
        """
        self._db.check(now)

    def backup(self, now: datetime) -> None:
        """Keep a copy of the file in `backups` beside it when the newest one is older than a day."""
        self._db.backup(now)

    def close(self, *, clean: bool = True) -> None:
        """Close the file; not `clean` leaves it to the next start to look for damage. Raises nothing."""
        self._db.close(clean=clean)

    def _restored(self, row: sqlite3.Row) -> Round:
        """The round of a row; ValueError, KeyError or TypeError when it says something else."""
        deals = deals_of(str(row["deals"]))
        selection = selection_of(str(row["selection"]))
        if selection_text(selection) != row["selection"] or len(deals) != row["questions"]:
            raise NotUnderstood("not the selection or the number of questions that it began with")
        picks: list[Pick] = []
        answers = self._db.rows(
            "SELECT number, chosen, ms, clock FROM answers WHERE round = ? ORDER BY number", row["id"]
        )
        for dealt, stored in zip(deals, answers, strict=False):
            if stored["number"] != len(picks) + 1:
                break
            choice = None if stored["chosen"] is None else dealt.options.index(str(stored["chosen"]))
            picks.append(Pick(choice, int(stored["ms"]), clock_named(str(stored["clock"]))))
        if len(picks) >= len(deals):
            raise NotUnderstood("all questions are answered, yet it is not finished")
        return Round(
            deals,
            tuple(picks),
            MODES[str(row["mode"])],
            selection,
            int(str(row["seed"]), 16),
            bool(row["ranked"]),
            clock_named(str(row["clock"])),
            None if row["slowest"] is None else clock_named(str(row["slowest"])),
        )

    def _scores(self, where: str, *values: object) -> tuple[Score, ...]:
        found = self._db.rows(f"SELECT {_SCORE} FROM rounds WHERE {where}", *values)
        return tuple(score for row in found if (score := _score(row)))

    def _answered_questions(self) -> Iterator[Question]:
        """The answered questions of the last rounds, the latest first."""
        stored = self._db.each(
            "SELECT deals.deals, count(*) AS answers FROM answers JOIN deals ON deals.round = answers.round "
            "GROUP BY answers.round ORDER BY answers.round DESC LIMIT ?",
            _RECALLED,
        )
        looked_at = 0
        for row in stored:
            try:
                deals = deals_of(str(row["deals"]))
            except NotUnderstood:
                continue
            yield from (dealt.question for dealt in reversed(deals[: row["answers"]]))
            looked_at += len(deals)
            if looked_at >= _RECALLED:
                break


def _store_picks(db: sqlite3.Connection, round_id: int, played: Round, stored: int, now: datetime) -> None:
    """Add the rows of all picks after the first `stored`, and the result when the round is over."""
    for number, outcome in enumerate(played.outcomes, 1):
        if number <= stored:
            continue
        values = (
            round_id,
            number,
            outcome.deal.question.key,
            _chosen(played, number),
            int(outcome.right),
            outcome.points.total,
            outcome.pick.ms,
            outcome.pick.clock.name,
            outcome.streak,
            stamp(now),
        )
        db.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    _store_clock(db, round_id, played)
    if played.finished:
        db.execute(
            "UPDATE rounds SET state = 'finished', finished = ?, score = ?, right_answers = ?, best_streak = ?, ms = ? "
            "WHERE id = ? AND state != 'finished'",
            (stamp(now), played.score, played.right, played.best_streak, played.ms, round_id),
        )


def _store_clock(db: sqlite3.Connection, round_id: int, played: Round) -> None:
    db.execute(
        "UPDATE rounds SET clock = ?, slowest = ? WHERE id = ? AND state != 'finished'",
        (played.clock.name, _name(played.slowest), round_id),
    )


def _chosen(played: Round, number: int) -> str | None:
    choice = played.picks[number - 1].choice
    return None if choice is None else played.deals[number - 1].options[choice]


def _name(clock: Clock | None) -> str | None:
    return None if clock is None else clock.name


def _values(board: Board) -> tuple[object, ...]:
    return board.mode, board.questions, board.clock, selection_text(board.selection)


def _score(row: sqlite3.Row) -> Score | None:
    """The score of a row; None when damage has put something else where its numbers were."""
    numbers = [row[name] for name in ("id", "score", "right_answers", "questions", "best_streak", "ms")]
    if not all(isinstance(number, int) for number in numbers):
        return None
    round_id, score, right, questions, best_streak, ms = numbers
    player, finished = player_name(str(row["player"])), moment(row["finished"])
    return Score(round_id, player, score, right, questions, best_streak, ms, finished, _board(row))


def _board(row: sqlite3.Row) -> Board:
    mode, clock = (name if not refused(name) else "" for name in (str(row["mode"]), str(row["board_clock"])))
    return Board(mode, row["questions"], clock, selection_of(str(row["selection"])))
