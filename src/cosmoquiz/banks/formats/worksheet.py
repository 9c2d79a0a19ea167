"""A worksheet in Markdown: the questions to be answered on paper, and on a page of its own the key."""

import re
from typing import Final

from cosmoquiz.quiz.deal import deal
from cosmoquiz.quiz.question import Bank, Deal

_LETTERS: Final = "ABCD"
_NEW_PAGE: Final = '<div style="page-break-after: always"></div>'
_BREAK: Final = "  \n"
"""Two blanks before a line end keep it."""

_MARKUP = re.compile(r"(?P<gap>(?<= )_+(?= (?! )))|[\\`*_\[\]<>&~|$^]|(?<!\w):(?=\w)")
_BEGINNING = re.compile(r"(?P<digits>\d{0,9})(?P<sign>[#+=.:)-])")
_RUN = re.compile(r"  +")
_ADDRESS = re.compile(r"https?://[^\s<>\x00-\x20]{1,1990}")


def write(bank: Bank) -> str:
    """The bank as a worksheet; its questions have the options of a deal, four at most."""
    deals = [deal(question, 0) for question in bank.questions]
    title = _literal(bank.title).replace("#", "\\#")
    parts = [f"# {title}", "Name: ______________________________    Date: ______________"]
    if bank.about:
        parts.insert(1, _later(bank.about))
    parts += (part for number, each in enumerate(deals, 1) for part in _asked(number, each))
    parts += [_NEW_PAGE, f"# {title}: the key"]
    parts += (_solved(number, each) for number, each in enumerate(deals, 1))
    if bank.author or bank.licence:
        parts += ["---", _later(" · ".join(text for text in (bank.author, bank.licence) if text))]
    return "\n\n".join(parts) + "\n"


def _asked(number: int, deal: Deal) -> tuple[str, str]:
    options = (f"{letter}. {_literal(text)}" for letter, text in zip(_LETTERS, deal.options, strict=False))
    return f"**{number}.** {_literal(deal.question.text)}", _BREAK.join(options)


def _solved(number: int, deal: Deal) -> str:
    question = deal.question
    lines = [f"**{number}.** {_LETTERS[deal.answer]}. {_literal(question.answer)}"]
    if question.explanation:
        lines.append(_later(question.explanation))
    if question.source:
        address = _ADDRESS.fullmatch(question.source)
        lines.append(f"Source: {f'<{question.source}>' if address else _literal(question.source)}")
    return _BREAK.join(lines)


def _literal(text: str) -> str:
    """The text so that Markdown shows it as it is, on a line that something else begins."""
    first, *more = text.split("\n")
    return _BREAK.join([_line(first), *(_later(line) for line in more)])


def _later(text: str) -> str:
    """The same for a text that begins a line."""
    return _BREAK.join(_BEGINNING.sub(_guarded, _line(line), 1) if line else "&nbsp;" for line in text.split("\n"))


def _guarded(found: re.Match[str]) -> str:
    return f"{found['digits']}\\{found['sign']}" if found.start() == 0 else found.group()


def _line(line: str) -> str:
    """A line without markup, its blanks all kept."""
    shown = _RUN.sub(lambda run: "&nbsp;" * (len(run.group()) - 1) + " ", _MARKUP.sub(_escaped, line))
    return "&nbsp;" + shown[1:] if shown.startswith(" ") else shown


def _escaped(found: re.Match[str]) -> str:
    return found.group() if found["gap"] else f"\\{found.group()}"
