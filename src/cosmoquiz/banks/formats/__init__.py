"""Other formats of questions: which one a file is in, reading them, writing them."""

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from typing import Final

from cosmoquiz.banks.formats.item import FormatError, Incoming
from cosmoquiz.quiz.question import Bank
from cosmoquiz.quiz.text import printable

_READERS: Final = {
    "opentdb": "opentdb",
    "trivia-api": "trivia_api",
    "json": "own_json",
    "csv": "table",
    "tsv": "table",
    "aiken": "aiken",
    "gift": "gift",
    "markdown": "tasks",
}

_WRITERS: Final = {
    "json": "own_json",
    "csv": "table",
    "aiken": "aiken",
    "gift": "gift",
    "anki": "anki",
    "markdown": "worksheet",
}

FORMATS: Final = tuple(_READERS)
"""What can be read."""

EXPORTS: Final = tuple(_WRITERS)
"""What can be written."""

_SUFFIXES: Final = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".gift": "gift",
    ".aiken": "aiken",
    ".md": "markdown",
    ".markdown": "markdown",
}

_AIKEN_ANSWER = re.compile(r"^[ \t]{0,40}answer[ \t]{0,40}:[ \t]{0,40}\(?[a-z]\b", re.MULTILINE | re.IGNORECASE)
_AIKEN_OPTION = re.compile(r"^[ \t]{0,40}[A-Z][.)][ \t]?\S", re.MULTILINE | re.IGNORECASE)
_GIFT = re.compile(
    r"^[ \t]{0,40}(?:::[^:\n]{1,500}::|\$CATEGORY:|// \[id:)|(?<!\\)\{\s{0,100}(?:[=~]|(?:T|F|TRUE|FALSE)\s?[}#])",
    re.MULTILINE,
)

_LOOKED_FOR: Final = (
    "JSON of the Open Trivia Database, of The Trivia API or of cosmoquiz; a table (CSV, TSV) whose first line names"
    " columns such as question, answer and wrong 1; a Markdown list with [x] before the right answers;"
    ' Aiken with its "ANSWER:" lines; GIFT with answers in braces'
)


def recognise(text: str, file_name: str) -> str:
    """The name of the format that a text is in, by what it holds and then by what its file is called.

    Raises:
        FormatError: when it is in none of them; it says what was looked for.

    """
    suffix = PurePath(file_name).suffix.casefold()
    start = text.lstrip()[:1]
    if not start:
        raise FormatError("the file is empty")
    no_json: FormatError | None = None
    if start in "[{":
        try:
            return _kind_of_json(text)
        except FormatError as error:
            if suffix == ".json":
                raise
            no_json = error
    if found := _kind_of_text(text) or _SUFFIXES.get(suffix):
        return found
    if no_json and start == "{":
        raise no_json
    raise FormatError(f"the format of the file was not recognised. Looked for: {_LOOKED_FOR}")


def _kind_of_json(text: str) -> str:
    from cosmoquiz.banks.formats import opentdb, own_json, trivia_api
    from cosmoquiz.banks.formats.json_list import document

    found = document(text, ("questions", "results"))
    if trivia_api.fits(found):
        return "trivia-api"
    if opentdb.fits(found):
        return "opentdb"
    if own_json.fits(found):
        return "json"
    raise FormatError(
        "this is JSON, but neither of the Open Trivia Database nor of The Trivia API nor of cosmoquiz,"
        ' whose shape is {"title": "…", "questions": [{"question": "…", "answer": "…", "wrong": ["…"]}]}'
    )


def _kind_of_text(text: str) -> str:
    from cosmoquiz.banks.formats import table, tasks

    is_aiken = _AIKEN_ANSWER.search(text) and _AIKEN_OPTION.search(text)
    is_gift = _GIFT.search(text)
    header = table.header_of(text)
    if header and _speaks_of_tables(text, header.line, "aiken" if is_aiken else "gift" if is_gift else ""):
        header = None
    if header:
        return "tsv" if header.delimiter == "\t" else "csv"
    if tasks.fits(text):
        return "markdown"
    if is_aiken:
        return "aiken"
    return "gift" if is_gift else ""


def _speaks_of_tables(text: str, header_line: int, form: str) -> bool:
    """Whether what looks like the header of a table is part of a question in another format."""
    if form == "aiken":
        return header_line > 1 or _AIKEN_OPTION.match(text, text.find("\n") + 1) is not None
    return form == "gift" and text.startswith("//")


def read(text: str, form: str) -> Incoming:
    r"""The questions of a text with `\n` at the end of each line and no byte order mark.

    Raises:
        FormatError: when the whole is not in this format, or when there is no format of this name.

    """
    name = _READERS.get(form)
    if name is None:
        known = ", ".join(FORMATS)
        raise FormatError(f'there is no format called "{printable(form, 30)}"; there are: {known}')
    reader: Callable[[str], Incoming] = import_module(f"{__name__}.{name}").read
    return reader(text)


def write(bank: Bank, form: str) -> str:
    """The bank in a format of `EXPORTS`.

    Raises:
        FormatError: when there is no format of this name.

    """
    name = _WRITERS.get(form)
    if name is None:
        known = ", ".join(EXPORTS)
        raise FormatError(f'there is no format called "{printable(form, 30)}" to write; there are: {known}')
    writer: Callable[[Bank], str] = import_module(f"{__name__}.{name}").write
    return writer(bank)
