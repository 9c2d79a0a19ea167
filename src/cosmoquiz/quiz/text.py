"""The text gate: which characters may reach a screen, and when two texts are the same."""

import re
import unicodedata
from functools import cache

NAME_LIMIT = 32
"""Characters of a player's name."""

_COMBINING_LIMIT = 8

_NO_CHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))

_ISOLATES = re.compile("[\u2066-\u2069]")
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_BLACK_FLAG = "\U0001f3f4"
_CANCEL_TAG = "\U000e007f"
_NEARLY_A_TOWER = rf"[^\w\0-\u02ff]{{{_COMBINING_LIMIT + 1}}}"
"""No mark is a letter or a digit, or one of the first characters; who looks each up has a large table in memory."""
_SPACES = re.compile(r"\s+")


@cache
def _gate() -> re.Pattern[str]:
    """What must not reach a terminal; not compiled before it is needed, since that takes a while."""
    return re.compile(
        "["
        "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
        "\ud800-\udfff"
        "\u2028\u2029"
        "\u202a-\u202e"
        f"\ufdd0-\ufdef{_NO_CHARACTERS}]"
    )


def tidy(text: str) -> str:
    """The text as it is kept: NFC, with a blank for each tab."""
    text = text.replace("\t", " ")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def refused(text: str, *, newlines: bool = False) -> tuple[int, str] | None:
    """Where the first character stands that must not reach a terminal, and what it is; None for good text.

    Tabs pass (`tidy` makes them blanks), newlines only where `newlines` says so.
    """
    if text.isprintable():
        # None of the characters that are refused by themselves is printable.
        return None if text.isascii() else _refused_marks(text)
    found = _gate().search(text)
    if found:
        return found.start(), _described(found.group())
    if not newlines and "\n" in text:
        return text.index("\n"), "a line break (U+000A)"
    return None if text.isascii() else _refused_sequence(text)


def _described(character: str) -> str:
    code = ord(character)
    if code < 0x20 or 0x7F <= code <= 0x9F:
        kind = "a control character"
    elif 0xD800 <= code <= 0xDFFF:
        kind = "half of a surrogate pair"
    elif code in (0x2028, 0x2029):
        kind = "a Unicode line separator"
    elif 0x202A <= code <= 0x202E:
        kind = "a character that reorders text"
    else:
        kind = "a code that is no character"
    return f"{kind} (U+{code:04X})"


def _refused_sequence(text: str) -> tuple[int, str] | None:
    """Isolates that do not close, tag characters outside a flag, and what `_refused_marks` finds."""
    opened: list[int] = []
    for match in _ISOLATES.finditer(text):
        if match.group() != "\u2069":
            opened.append(match.start())
        elif not opened:
            return match.start(), "a direction mark that closes nothing (U+2069)"
        else:
            opened.pop()
    if opened:
        return opened[0], f"a direction mark that is never closed (U+{ord(text[opened[0]]):04X})"
    for match in _TAGS.finditer(text):
        flag = match.start() and text[match.start() - 1] == _BLACK_FLAG and match.group().endswith(_CANCEL_TAG)
        if not flag or _CANCEL_TAG in match.group()[:-1]:
            return match.start(), f"an invisible tag character (U+{ord(match.group()[0]):04X})"
    return _refused_marks(text)


def _refused_marks(text: str) -> tuple[int, str] | None:
    """Towers of combining marks."""
    if not re.search(_NEARLY_A_TOWER, text):
        return None
    marks = {character for character in set(text) if unicodedata.category(character) in ("Mn", "Me")}
    run = 0
    for place, character in enumerate(text if marks else ""):
        run = run + 1 if character in marks else 0
        if run > _COMBINING_LIMIT:
            return place, f"more than {_COMBINING_LIMIT} combining marks in a row"
    return None


def fold(text: str) -> str:
    """The text reduced to what a reader tells apart: NFKC, no case, no invisible characters, single blanks."""
    if text.isascii():
        return _SPACES.sub(" ", text).strip().casefold()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    invisible = {c for c in set(folded) if unicodedata.category(c) == "Cf" or c in "\ufe0e\ufe0f\u034f"}
    if invisible:
        folded = "".join(c for c in folded if c not in invisible)
    return _SPACES.sub(" ", folded).strip()


def short_hash(*texts: str) -> str:
    """Twelve digits that stand for texts as a reader tells them apart."""
    import hashlib

    return hashlib.sha256("\x1f".join(map(fold, texts)).encode()).hexdigest()[:12]


def printable(text: str, limit: int = 80) -> str:
    """Any text on one line that is safe to print: what the gate refuses is written as an escape; cut to `limit`."""
    shown = "".join(_escaped(c) for c in text[: limit * 2])
    if not shown.isascii():
        problem = refused(shown)
        if problem:
            shown = shown.encode("ascii", "backslashreplace").decode("ascii")
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _escaped(character: str) -> str:
    if character == "\t":
        return " "
    if character == "\n" or _gate().match(character):
        code = ord(character)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character


def player_name(text: str) -> str:
    """A name fit for a board: one line of at most `NAME_LIMIT` characters without anything the gate refuses.

    Refused characters are dropped rather than reported, since a name often comes from the environment. The result is
    empty when nothing is left.
    """
    kept = "".join("" if _gate().match(c) else c for c in text[: NAME_LIMIT * 8])
    kept = _SPACES.sub(" ", tidy(kept)).strip()[:NAME_LIMIT].strip()
    while kept and (problem := refused(kept)):
        kept = (kept[: problem[0]] + kept[problem[0] + 1 :]).strip()
    return kept
