"""Questions written as a bank in YAML, the way a careful person would type it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from cosmoquiz.banks.formats.item import Incoming, Item
from cosmoquiz.quiz.question import Wrong

_WIDTH: Final = 100
"""Columns in which a list may stand on one line."""

_KEY_LIMIT: Final = 1000
"""Characters of a key that may stand before its colon; YAML looks no further than 1,024."""

_PLAIN = re.compile(r"[^\W_][^:#]*+(?:(?::(?! |$)|(?<! )#)[^:#]*+)*+")
_PLAIN_IN_BRACKETS = re.compile(r"[^\W_][\w .'’()/&%+*=!–—-]*")
_OTHER_KIND = re.compile(
    r"(?:[0-9][0-9_,.:eExXoOa-fA-F+-]*|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\b.*"
    r"|y|n|yes|no|on|off|true|false|null|inf|nan)",
    re.IGNORECASE,
)
"""What YAML readers take for a number, a date, or a yes or no; a cosmoquiz bank does not, other programs do."""

_NEEDS_ESCAPE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]")
_NO_BLOCK = re.compile(r"\A[ \n]|\n\Z|^ +$", re.MULTILINE)


def incoming_text(incoming: Incoming) -> str:
    """What another format holds, as the YAML of a bank; whether it is a good bank is for the checker to say.

    What all questions share is written once, at the top.
    """
    items = [replace(item, source=item.source or incoming.source) for item in incoming.items]
    source, tags = _shared_source(items), _shared_tags(items)
    fields = [
        ("title", incoming.title),
        ("about", incoming.about),
        ("author", incoming.author),
        ("licence", incoming.licence),
        ("language", incoming.language),
        ("source", source),
    ]
    lines = [f"{name}: {scalar(text)}" for name, text in fields if text]
    if tags:
        lines += _list("tags", tags, "")
    lines += ["", "questions:"]
    for item in items:
        own = replace(item, source="" if item.source == source else item.source, tags=item.tags[len(tags) :])
        lines += _question(own)
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


def _shared_source(items: Sequence[Item]) -> str:
    """The source that most questions name, if it is worth writing once and each question has one."""
    sources = Counter(item.source for item in items)
    most = max(sources.items(), key=lambda found: found[1], default=("", 0))
    return most[0] if most[1] > 1 and not sources[""] else ""


def _shared_tags(items: Sequence[Item]) -> tuple[str, ...]:
    """The tags that each question begins with."""
    if len(items) < 2:
        return ()
    shared = items[0].tags
    for item in items[1:]:
        shared = tuple(a for at, a in enumerate(shared) if item.tags[: at + 1] == shared[: at + 1])
    return shared


def _question(item: Item) -> Iterator[str]:
    """The lines of a question."""
    indent = "    "
    begin = "  - "
    if item.id:
        yield f"{begin}id: {scalar(item.id)}"
        begin = indent
    yield from _prose("question", item.question, begin)
    yield f"{indent}answer: {scalar(item.answer)}"
    yield from _wrong(item.wrong, indent)
    if item.explanation:
        yield from _prose("explanation", item.explanation, indent)
    for name, text in (("source", item.source), ("difficulty", item.difficulty)):
        if text:
            yield f"{indent}{name}: {scalar(text)}"
    if item.tags:
        yield from _list("tags", item.tags, indent)
    for name, text in (("hint", item.hint), ("as_of", item.as_of), ("group", item.group)):
        if text:
            yield f"{indent}{name}: {scalar(text)}"


def _wrong(wrong: Sequence[Wrong], indent: str) -> Iterator[str]:
    if not any(option.note for option in wrong):
        yield from _list("wrong", [option.text for option in wrong], indent)
        return
    yield f"{indent}wrong:"
    for option in wrong:
        key = scalar(option.text)
        note = f" {scalar(option.note)}" if option.note else ""
        if len(key) > _KEY_LIMIT:
            yield f"{indent}  ? {key}"
            key = ""
        yield f"{indent}  {key}:{note}"


def _list(name: str, texts: Sequence[str], indent: str) -> Iterator[str]:
    line = f"{indent}{name}: [{', '.join(scalar(text, in_brackets=True) for text in texts)}]"
    if len(line) <= _WIDTH:
        yield line
        return
    yield f"{indent}{name}:"
    for text in texts:
        yield f"{indent}  - {scalar(text)}"


def _prose(name: str, text: str, begin: str) -> Iterator[str]:
    """A field whose text may have several lines."""
    if "\n" not in text or _NO_BLOCK.search(text) or _NEEDS_ESCAPE.search(text.replace("\n", "")):
        yield f"{begin}{name}: {scalar(text)}"
        return
    yield f"{begin}{name}: |"
    for line in text.split("\n"):
        yield f"{' ' * (len(begin) + 2)}{line}" if line else ""


def scalar(text: str, *, in_brackets: bool = False) -> str:
    """A text as it may stand on one line after a colon or a dash, or between brackets."""
    plain = (_PLAIN_IN_BRACKETS if in_brackets else _PLAIN).fullmatch(text)
    if plain and text.isprintable() and not text.endswith(" ") and not _OTHER_KIND.fullmatch(text):
        return text
    if "\n" not in text and ('"' in text or "\\" in text) and not _NEEDS_ESCAPE.search(text):
        return "'" + text.replace("'", "''") + "'"
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + _NEEDS_ESCAPE.sub(_escaped, text) + '"'


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
