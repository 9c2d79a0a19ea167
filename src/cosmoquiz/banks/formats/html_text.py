"""HTML reduced to plain text."""

import html
import re
from typing import Final

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,15})(?![A-Za-z0-9])(?P<rest>[^<>]*)>")
_ALT = re.compile(r"\balt\s?=\s?(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MEDIA: Final = frozenset({"img", "audio", "video", "iframe", "object", "embed", "svg", "canvas"})
_BREAKS: Final = frozenset(
    {"br", "p", "div", "li", "tr", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
)
_CELLS: Final = frozenset({"td", "th"})
_STYLES: Final = frozenset({"a", "b", "big", "center", "code", "del", "em", "font", "i", "ins", "kbd", "mark"}) | {
    *("ol", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "thead"),
    *("tt", "u", "ul", "var"),
}
_COMMON: Final = _MEDIA | _BREAKS | _CELLS | _STYLES
_RAISED: Final = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")


def has_media(text: str) -> bool:
    """Whether the text shows a picture or plays something that no words stand for."""
    return "<" in text and any(
        tag["name"].casefold() in _MEDIA and not tag["close"] and not _words(tag) for tag in _TAG.finditer(text)
    )


def plain_html(text: str, *, sure: bool = True) -> str:
    """The text without tags and entities; a picture leaves its words.

    Unless it is `sure` that the text is HTML, only the commonest tags are taken for such, and none when nothing would
    be left without them.
    """
    kept = _without_tags(text, sure) if "<" in text else text
    if not kept and not sure:
        kept = text
    if "&" not in kept:
        return kept
    return _ENTITY.sub(lambda found: html.unescape(found.group()), kept.replace("&nbsp;", " ")).strip()


def _without_tags(text: str, sure: bool) -> str:
    text = _without_comments(text)
    pieces: list[str] = []
    at, raised = 0, False
    for tag in _TAG.finditer(text):
        name = tag["name"].casefold()
        if sure or name in _COMMON:
            piece = text[at : tag.start()]
            pieces += _exponent(piece) if raised else piece, _instead(name, tag)
            at, raised = tag.end(), name == "sup" and not tag["close"]
    if not pieces:
        return text
    lines = [line.strip() for line in "".join([*pieces, text[at:]]).split("\n")]
    return "\n".join(line for line in lines if line)


def _instead(name: str, tag: re.Match[str]) -> str:
    """What shows in the place of a tag."""
    if name in _MEDIA:
        return "" if tag["close"] else _words(tag)
    return "\n" if name in _BREAKS else " " if name in _CELLS else ""


def _words(tag: re.Match[str]) -> str:
    found = _ALT.search(tag["rest"])
    return (found[1] or found[2] or "").strip() if found else ""


def _exponent(text: str) -> str:
    raised = text.translate(_RAISED)
    return f"^{text}" if set(raised) & set(text) else raised


def _without_comments(text: str) -> str:
    pieces: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces.append(text[at:start])
        at = end + 3
    return "".join([*pieces, text[at:]])
