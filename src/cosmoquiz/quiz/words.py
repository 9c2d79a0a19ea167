"""How counts, times, points and selections are said, on every screen and on the command line."""

from collections.abc import Mapping

from cosmoquiz.quiz.round import Board
from cosmoquiz.quiz.scoring import Points
from cosmoquiz.quiz.selection import Selection


def number(value: int) -> str:
    """1840 as 1,840."""
    return f"{value:,}"


def count_of(value: int, thing: str, things: str = "") -> str:
    """`1 question`, `1,840 questions`."""
    return f"{number(value)} {thing if value == 1 else things or thing + 's'}"


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def minutes(ms: int) -> str:
    """Milliseconds as 1:32, or as 1:02:07 from an hour on."""
    seconds = ms // 1000
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def sum_of(points: Points) -> str:
    """How the points came about: `150 × 0.87 speed × 1.2 streak = 157`."""
    parts = [str(points.base)]
    if points.speed != 100:
        parts.append(f"{points.speed / 100:.2f} speed")
    if points.streak != 10:
        parts.append(f"{points.streak / 10:.1f} streak")
    return f"{' × '.join(parts)} = {points.total}" if len(parts) > 1 else f"{points.total}"


def selection(chosen: Selection, titles: Mapping[str, str] | None = None, *, named: int = 1) -> str:
    """The selection in words: `all banks`, `First flights, easy`, `3 banks, tagged mir`.

    `titles` gives the titles of banks by their names; a bank that is not there goes by its name. More than `named`
    banks are only counted.
    """
    titles = {name.casefold(): title for name, title in (titles or {}).items()}
    banks = [titles.get(name, name) for name in chosen.banks]
    parts = ["all banks" if not banks else ", ".join(banks) if len(banks) <= named else f"{len(banks)} banks"]
    if chosen.tags:
        parts.append("tagged " + " or ".join(chosen.tags))
    if chosen.difficulty:
        parts.append(chosen.difficulty)
    return ", ".join(parts)


def board(of: Board, titles: Mapping[str, str] | None = None) -> str:
    """A board in words: `classic, 10 questions, clock off, all banks`."""
    chosen = selection(of.selection, titles, named=3)
    return f"{of.mode}, {count_of(of.questions, 'question')}, {clock(of.clock)}, {chosen}"


def clock(name: str) -> str:
    """`clock off`, `standard clock`."""
    return "clock off" if name == "off" else f"{name} clock"
