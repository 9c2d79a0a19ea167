"""The markup of other formats reduced to the plain text of a bank."""

import html
import re
from bisect import bisect_left
from typing import Final

_PUNCTUATION: Final = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_LITERAL: Final = {ord(sign): chr(0xF0000 + ord(sign)) for sign in _PUNCTUATION}
"""What punctuation that is no markup becomes until the markup is gone: characters of the private planes."""
_BACK: Final = {ord(standin): chr(sign) for sign, standin in _LITERAL.items()}

_ESCAPE_OR_CODE = re.compile(r"\\(?P<escaped>[!-/:-@\[-`{-~])|(?P<ticks>`+)")
_TICKS = re.compile(r"`+")
_LINK = re.compile(
    r"!?+\[(?P<text>[^\[\]]*+)\]\("
    r"<?[^()\s<>]*+(?:\([^()\s]*+\)[^()\s<>]*+)*+>?(?:\s++(?:\"[^\"]*+\"|'[^']*+'))?\s*+\)"
)
_PICTURE = re.compile(r"!\[[^\[\]]*+\][(\[]|<img\b", re.IGNORECASE)
_ADDRESS = re.compile(r"<(?P<address>(?:https?://|mailto:)[^<>\s]++)>")
_BREAK = re.compile(r"<br */?>\n?|\\\n|(?<! ) {2,}\n", re.IGNORECASE)
_SUPERSCRIPT = re.compile(r"<sup>(?=[\d-])", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|big|center|code|del|details|div|em|font|h[1-6]|i|ins|kbd|mark|p|pre|s|small|span|strong|sub|summary"
    r"|sup|tt|u)(?:\s[^<>]*+)?/?>|<!--[^<>]*-->",
    re.IGNORECASE,
)
_STRONG = re.compile(r"\*\*(?=\S)(?P<text>(?:[^*]|\*(?!\*))++)(?<=\S)\*\*")
_STRESSED = re.compile(r"(?<![\w*])\*(?=[^\s*])(?P<text>[^*]++)(?<=\S)\*(?![\w*])")
_LOW_STRONG = re.compile(r"(?<!\w)__(?=\S)(?P<text>(?=[^_]*[^\w_])[^_]++)(?<=\S)__(?!\w)")
_LOW_STRESSED = re.compile(r"(?<!\w)_(?=[^\s_])(?P<text>[^_]++)(?<=\S)_(?!\w)")


def without_entities(text: str) -> str:
    """The text with the characters that HTML's `&quot;` and its like stand for."""
    try:
        return html.unescape(text) if "&" in text else text
    except ValueError:  # the number of a character has thousands of digits
        return text


def has_picture(text: str) -> bool:
    """Whether Markdown shows a picture."""
    return _PICTURE.search(_code_aside(text)) is not None


def plain_markdown(text: str) -> str:
    """The text of Markdown in one block: no emphasis, no code marks, no escapes; links leave their words."""
    text = _code_aside(text)
    text = _LINK.sub(r"\g<text>", text)
    text = _ADDRESS.sub(r"\g<address>", text)
    text = _BREAK.sub("\n", text)
    text = _TAG.sub("", _SUPERSCRIPT.sub("^", text))
    for pattern in (_STRONG, _STRESSED, _LOW_STRONG, _LOW_STRESSED):
        text = pattern.sub(r"\g<text>", text)
    return without_entities(text).translate(_BACK)


def _code_aside(text: str) -> str:
    """The text without backslashes and code marks, the punctuation that they shield being out of markup's reach."""
    if "`" not in text and "\\" not in text:
        return text
    runs: dict[int, list[int]] = {}
    for run in _TICKS.finditer(text):
        runs.setdefault(len(run.group()), []).append(run.start())
    parts: list[str] = []
    at = 0
    while found := _ESCAPE_OR_CODE.search(text, at):
        parts.append(text[at : found.start()])
        at = found.end()
        if found["escaped"]:
            parts.append(found["escaped"].translate(_LITERAL))
            continue
        closing = runs.get(len(found["ticks"]), [])
        next_one = bisect_left(closing, at)
        if next_one == len(closing):
            parts.append(found["ticks"].translate(_LITERAL))
            continue
        code = text[at : closing[next_one]].replace("\n", " ")
        if code.startswith(" ") and code.endswith(" ") and code.strip():
            code = code[1:-1]
        parts.append(code.translate(_LITERAL))
        at = closing[next_one] + len(found["ticks"])
    return "".join((*parts, text[at:]))
