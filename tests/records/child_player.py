"""A process that plays rounds as fast as it can: `child_player.py FILE PLAYER ROUNDS`, 0 rounds for ever.

After each answer that was acknowledged it prints the round and how many answers are stored in it.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from cosmoquiz.quiz.deal import deal
from cosmoquiz.quiz.question import Question, Wrong
from cosmoquiz.quiz.round import Round
from cosmoquiz.records.store import Records, RecordsError

QUESTIONS = 4


def patiently(store: "object", *arguments: object) -> object:
    """Try as the writer does: a file that is locked for long is no reason to lose anything."""
    while True:
        try:
            return store(*arguments)  # type: ignore[operator]
        except RecordsError as error:
            if "another program" not in str(error):
                raise


def play(file: Path, player: str, rounds: int) -> None:
    now = datetime(2026, 4, 12, tzinfo=UTC)
    deals = [deal(Question(f"b/{n}", f"Q{n}", "Right", (Wrong("Wrong"),), explanation="x" * 700), 1) for n in range(4)]
    records = Records.open(file, now)
    played_rounds = 0
    while not rounds or played_rounds < rounds:
        played_rounds += 1
        played = Round.start(deals)
        round_id = patiently(records.begin, played, player, now)
        while played.current:
            patiently(records.mark_seen, played.current.question.key)
            played = played.pick(played.current.answer, 1)
            patiently(records.answer, round_id, played, now)
            print(round_id, len(played.picks), flush=True)  # noqa: T201
    records.close()


if __name__ == "__main__":
    play(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
