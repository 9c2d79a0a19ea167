"""Texts that any reader of YAML takes without a word, though their author most likely meant something else."""

import re
from collections.abc import Sequence
from html.entities import html5
from typing import Final, NamedTuple

_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_ENTITY = re.compile(r"&(?P<name>#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5}|[A-Za-z]{2,8});")
_ABOUT_MARKUP: Final = frozenset({"lt", "gt", "nbsp"})
"""Entities that are as likely what a question is about."""

_MARK = re.compile(r"\((?:[Ii]n)?[Cc]orrect(?: answer)?\)|(?<=.)[✓✔✅]|[✓✔✅](?=.)")
_MARK_BEGINS = re.compile(r"\((?:[Ii]n)?[Cc]orrect")
_SIGNS: Final = "✓✔✅“„«»‘"

_LABEL = re.compile(r"(?P<label>[A-Ha-h]|[1-9])(?P<stop>[.)])\s+\S")
_STOPS: Final = frozenset(".)")
_CLOSING: Final = {"“": "”“", "„": "“”", "«": "»", "»": "«", "‘": "’"}
"""Quote marks that open in some language, and those that close them."""

_MANY: Final = 4
"""Wrong options from which a single letter for an answer is more likely the letter of one of them."""

_WORD: Final = 3
"""Letters of an option that is no letter itself."""


class Slip(NamedTuple):
    """A text that is most likely not meant so."""

    code: str
    field: str
    entry: int
    """Which entry of a list it is, from 0."""
    message: str
    """With `{}` for the name of the field."""
    fix: str


def is_date(text: str) -> bool:
    """Whether the text is a year, a month or a day, as `as_of` should be."""
    return _DATE.fullmatch(text) is not None


def entity_in(text: str) -> str:
    """The first sign of a web page's source, such as `&quot;`, if the text holds one and is more than that."""
    for match in _ENTITY.finditer(text):
        name = match["name"]
        known = name.startswith("#") or (f"{name};" in html5 and name not in _ABOUT_MARKUP)
        if known and match.group() != text.strip():
            return match.group()
    return ""


def has_odd_signs(source: str) -> bool:
    """Whether a file holds signs for which each question is worth a closer look; most do not."""
    found = not source.isascii() and any(sign in source for sign in _SIGNS)
    return found or _MARK_BEGINS.search(source) is not None or may_hold_entities(source)


def may_hold_entities(source: str) -> bool:
    """Whether a file may hold what `entity_in` looks for."""
    return "&" in source and _ENTITY.search(source) is not None


def may_be_odd(answer: str, wrong: Sequence[tuple[str, str]]) -> bool:
    """Whether a question is worth a closer look in any file. `wrong` is the options with their notes."""
    first = wrong[0][0]
    if first[-1] == "," or answer[-1] == "," or first[1:2] in _STOPS:
        return True
    if (len(answer) == 1 and len(wrong) >= _MANY) or (len(wrong) == 1 and ";" in first):
        return True
    for option in wrong:  # noqa: SIM110 - in half the time of `any`
        if " - " in option[0]:
            return True
    return False


def may_hold_odd_signs(text: str, answer: str, wrong: Sequence[tuple[str, str]], notes: Sequence[str]) -> bool:
    """Whether a question of a file that has such signs is worth a closer look; `notes` are its other texts."""
    options = [option for option, _ in wrong]
    if any(each[0] in _CLOSING or _MARK.search(each) for each in (text, answer, *options)):
        return True
    return any("&" in each and entity_in(each) for each in (text, answer, *options, *notes))


def slips_in(text: str, answer: str, options: Sequence[str]) -> list[Slip]:
    """What is most likely not meant so in a question, which has all three."""
    looks = (
        _labels(answer, options),
        _letter(answer, options),
        _commas(text, answer, options),
        _semicolons(options),
        _curly_quotes(text, answer, options),
        _mark(answer, options),
    )
    return [slip for slip in looks if slip]


def _labels(answer: str, options: Sequence[str]) -> Slip | None:
    """`a) Laika`, `b) Belka`; initials of names are no labels."""
    found = [match for match in map(_LABEL.match, options) if match]
    labels = [match["label"].casefold() for match in found]
    if len(found) < max(2, len(options)) or len(set(labels)) < len(labels):
        return None
    if any(match["stop"] == "." and match["label"].isalpha() for match in found):
        first = _LABEL.match(answer)
        together = sorted([*labels, *([first["label"].casefold()] if first else [])])
        if "".join(together) not in "abcdefgh" or together[0] != "a":
            return None
    shown = found[0].group("label", "stop")
    message = "the options in {} have letters or numbers before them, though the game mixes them"
    return Slip("lettered-options", "wrong", 0, message, f'delete "{"".join(shown)}" and the like, in the answer too')


def _letter(answer: str, options: Sequence[str]) -> Slip | None:
    """`answer: 2` where the options are words."""
    at = "abcdefgh".find(answer.casefold()) + 1 if answer.isalpha() else int(answer) if answer in "12345678" else 0
    if len(answer) > 1 or not 1 <= at <= len(options) or len(options) < _MANY:
        return None
    if any(len(option) < _WORD or option[0].isdecimal() for option in options):
        return None
    fix = 'write the text of the right option there, and take it out of "wrong"'
    return Slip("letter-answer", "answer", 0, f'{{}} is only "{answer}", while the options are words', fix)


def _commas(text: str, answer: str, options: Sequence[str]) -> Slip | None:
    if all(option.endswith(",") for option in options[:-1] or options):
        return Slip("extra-comma", "wrong", 0, "the options in {} end with commas, which players see", "delete them")
    if text.endswith(",") and answer.endswith(","):
        return Slip("extra-comma", "answer", 0, "{} ends with a comma, which players see", "end no field with a comma")
    return None


def _semicolons(options: Sequence[str]) -> Slip | None:
    if len(options) > 1 or ";" not in options[0]:
        return None
    return Slip("run-on-entry", "wrong", 0, '{} is one option with ";" in it', 'put "," between the options')


def _curly_quotes(text: str, answer: str, options: Sequence[str]) -> Slip | None:
    """Quotes that are none to YAML around whole texts, or around a comma or a single end of a text."""
    fix = 'write " instead, or delete them if they should not be seen'
    if _is_wrapped(text) and _is_wrapped(answer):
        return Slip("curly-quotes", "question", 0, f"the quotes {text[0]} and {text[-1]} around {{}} are shown", fix)
    for field, at, each in (
        ("question", 0, text),
        ("answer", 0, answer),
        *(("wrong", n, o) for n, o in enumerate(options)),
    ):
        closing = _CLOSING.get(each[0])
        if not closing or any(sign in each[1:] for sign in closing):
            continue
        later = options[at + 1 :] if field == "wrong" else []
        if any(option[-1] in closing and each[0] not in option for option in later):
            message = f"the quotes {each[0]} and {closing[0]} in {{}} do not keep a comma from parting options"
            return Slip("curly-quotes", field, at, message, 'write " instead')
        if each[-1] in "\"'":
            return Slip("curly-quotes", field, at, f"{{}} begins with {each[0]} and ends with {each[-1]}", fix)
    for at, option in enumerate(options):
        if _is_wrapped(option) and not _is_wrapped(answer):
            shown = f"the quotes {option[0]} and {option[-1]} around an option in {{}} are shown"
            return Slip("curly-quotes", "wrong", at, f"{shown}, and the answer has none", fix)
    return None


def _is_wrapped(text: str) -> bool:
    closing = _CLOSING.get(text[0], "")
    return len(text) > 1 and text[-1] in closing and not any(sign in text[1:-1] for sign in (text[0], *closing))


def _mark(answer: str, options: Sequence[str]) -> Slip | None:
    for field, at, each in (("answer", 0, answer), *(("wrong", n, option) for n, option in enumerate(options))):
        found = _MARK.search(each)
        if found:
            message = f'"{found.group()}" in {{}} tells players which option is right'
            return Slip("marked-answer", field, at, message, 'delete it; the right option stands in "answer"')
    return None
