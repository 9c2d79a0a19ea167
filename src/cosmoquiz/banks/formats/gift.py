"""Moodle's GIFT format: questions with their options in braces, `Which?{=right ~wrong#why not ####explanation}`.

What GIFT has no place for stands in comments, which Moodle skips: `// title: …` and the like at the top of the file,
and `// [id:…] [tag:…] [difficulty:…] [source:…]` above a question, of which Moodle reads the first two. Texts are
marked `[plain]`, so that Moodle shows them as they are. It trims them, though: blanks at the beginning or end of a
question or an option are kept in the comment (`[blanks:…]`), those of notes and explanations are lost.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from cosmoquiz.banks.fields import ID_LIMIT, LENGTHS, LINE_LIMIT, QUESTION_LIMIT, TAG_LIMIT, WRONG_LIMIT
from cosmoquiz.banks.formats.html_text import has_media, plain_html
from cosmoquiz.banks.formats.item import FormatError, Incoming, Item, LeftOut
from cosmoquiz.banks.formats.markup import has_picture, plain_markdown
from cosmoquiz.banks.formats.options import ordered_options
from cosmoquiz.quiz.question import Bank, Question, Wrong
from cosmoquiz.quiz.text import fold

_BLANKS: Final = " \t\n\r\x0b\x0c"
_GAP: Final = "_____"
_OPTION_LIMIT: Final = 1000
"""Parts of an answer section after which nobody looks further."""
_TEXT_LIMIT: Final = 100_000
"""Characters after which nobody looks for markup: no bank takes a text as long."""
_PATH_LIMIT: Final = 10_000
"""Characters of a category that are looked at."""
_TOKEN_LIMIT: Final = 1000
"""Notes in the comments above an item that are looked at."""

_SIGN = re.compile(r"~[ \t\n]*=|[~=]")
"""What an option begins with; `~=` is how some write "right"."""
_CLOZE = re.compile(r"\{[ \t\n]*\d{0,5}:[A-Z_]{1,30}:")

_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_SPECIAL = re.compile(r"[\\:#={}~\n]")
_MARKER = re.compile(r"\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"[ \t\n]*%[ \t]*(?P<minus>-*)(?P<weight>\d{1,3}(?:\.\d{0,20})?)[ \t]*%")
_TRUTH: Final = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_CATEGORY: Final = "$CATEGORY:"
_SET_BY_MOODLE = re.compile(r"\$[a-z]{1,20}\$|top", re.IGNORECASE)

_HEADING = re.compile(r"//[ \t]*(?P<name>title|about|author|licen[cs]e|language)[ \t]*:(?P<text>.*)", re.I | re.DOTALL)
_TOKEN = re.compile(
    r"(?<!\\)\[(?P<name>id|tag|difficulty|source|hint|as_of|group|blanks):(?P<text>(?:\\.|[^\\\[\]])*+)\]"
)
_TOKEN_ESCAPE = re.compile(r"\\([\\\[\]])")
_ID = re.compile(rf"[a-z0-9-]{{1,{ID_LIMIT}}}")
_BLANKS_TOKEN = re.compile(r"(?P<place>\d{1,2}) (?P<before>\d{1,4}) (?P<after>\d{1,4})")


class _UnfitError(Exception):
    """The item can't come in; the text is the reason."""


@dataclass(slots=True)
class _Block:
    """The lines of an item, while they come in."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    opened: bool = False
    """Whether a `{` has been met."""
    closed: int = 0
    """After how many lines the `}` stood; 0 when none was met."""
    late_comments: list[str] = field(default_factory=list)
    """Comments after the `}`, which may belong to the next item."""


@dataclass(slots=True)
class _Part:
    """An option as it stands between the braces."""

    right: bool
    weight: float | None
    text: str
    feedback: str


def read(text: str) -> Incoming:
    """The multiple-choice and true-false questions of a GIFT file; other items are left out and named.

    FormatError when there is no question at all, or more items or lines than a bank may hold.
    """
    if text.count("\n") > LINE_LIMIT:
        raise FormatError(f"the file has more than {LINE_LIMIT} lines; split it into several files")
    reader = _Reader()
    for number, line in enumerate(io.StringIO(text), 1):
        reader.take(number, line.strip(_BLANKS))
    reader.finish()
    if not reader.braces:
        raise FormatError(
            "this is no GIFT file: it needs questions with their options in braces, such as "
            '"Which came first?{=Sputnik 1 ~Vostok 1}"'
        )
    return Incoming(
        tuple(reader.items),
        tuple(reader.left_out),
        **{name: reader.heading.get(name, "") for name in ("title", "about", "author", "licence", "language")},
        remarks=tuple(reader.remarks()),
    )


class _Reader:
    """What has been read so far."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.left_out: list[LeftOut] = []
        self.heading: dict[str, str] = {}
        self.braces = False
        """Whether any item had an answer section."""
        self.block = _Block()
        self.waiting = False
        """Whether a blank line was met inside braces."""
        self.category: tuple[str, ...] = ()
        self.description: tuple[int, str] | None = None
        """The text without braces that came directly before: the question of the next item if that has none."""
        self.ids: set[str] = set()
        self.partly = 0
        """Items with an option that Moodle gives a part of the points for."""
        self.cut_tags = 0
        """Items whose tags were too many or too long."""

    def take(self, number: int, line: str) -> None:
        """The next line, without the blanks around it."""
        block = self.block
        if not line:
            self.waiting = block.opened and not block.closed
            if not self.waiting:
                self.finish()
            return
        if line.startswith("//"):
            self._comment(line)
            return
        if self.waiting and line[0] not in "=~#}":
            self.finish()
        self.waiting = False
        if line.startswith(_CATEGORY) and (not self.block.opened or self.block.closed):
            self.finish()
            self.category = _category(line.removeprefix(_CATEGORY))
            return
        self._line(number, "" if line == "\\" else line)

    def _comment(self, line: str) -> None:
        heading = None if self.items or self.left_out or self.block.lines else _HEADING.match(line)
        if heading:
            name = heading["name"].casefold().replace("license", "licence")
            self.heading.setdefault(name, heading["text"].strip(_BLANKS))
        elif self.block.closed:
            self.block.late_comments.append(line)
        elif "[" in line:
            self.block.comments.append(line)

    def _line(self, number: int, line: str) -> None:
        masked = _masked(line)
        block = self.block
        if block.closed and ("{" in masked or masked.startswith("::")):
            self.block = _Block(block.lines[block.closed :], block.late_comments)
            block.lines, block.late_comments = block.lines[: block.closed], []
            self._end(block)
            block = self.block
        block.lines.append((number, line))
        block.opened = block.opened or "{" in masked
        if "}" in masked and not block.closed:
            block.closed = len(block.lines)

    def finish(self) -> None:
        """End the item that is coming in, if there is one."""
        block, self.block, self.waiting = self.block, _Block(), False
        if block.lines:
            self._end(block)

    def _end(self, block: _Block) -> None:
        line = block.lines[0][0]
        self.braces = self.braces or block.opened or bool(block.closed)
        description, self.description = self.description, None
        tokens = _tokens([*block.comments, *block.late_comments])
        try:
            section = _Section("\n".join(text for _, text in block.lines))
            if not section.question and description:
                self.left_out.pop()
                line, section.question = description
            self._check_room()
            self.items.append(self._item(section, tokens, line))
        except _UnfitError as fault:
            self._check_room()
            if not block.opened and not block.closed:
                self.description = line, "\n".join(text for _, text in block.lines)
            self.left_out.append(LeftOut(line, len(self.items) + len(self.left_out) + 1, str(fault)))

    def _check_room(self) -> None:
        if len(self.items) + len(self.left_out) == QUESTION_LIMIT:
            raise FormatError(f"the file holds more than {QUESTION_LIMIT} questions; split it into several files")

    def _item(self, section: "_Section", tokens: list[tuple[str, str]], line: int) -> Item:
        form = section.form
        blanks = dict(_blanks(text) for name, text in tokens if name == "blanks" and _BLANKS_TOKEN.fullmatch(text))
        question = _padded(_plain(section.question, form, visible=True), blanks.get(0), LENGTHS["question"])
        if not question:
            raise _UnfitError("it has no question")
        right, wrong, explanation = _truth(section) or self._choice(section, blanks)
        known = {name: text for name, text in reversed(tokens) if name not in ("tag", "blanks")}
        return Item(
            question,
            right,
            wrong,
            line,
            self._id(known.get("id", ""), section.name),
            explanation,
            known.get("source", ""),
            known.get("difficulty", ""),
            self._tags([*self.category, *(text for name, text in tokens if name == "tag")]),
            known.get("hint", ""),
            known.get("as_of", ""),
            known.get("group", ""),
        )

    def _choice(self, section: "_Section", blanks: dict[int, tuple[int, int]]) -> tuple[str, tuple[Wrong, ...], str]:
        """The answer, the wrong options and the explanation of a multiple-choice question."""
        parts = section.parts()
        full = [part for part in parts if part.right]
        if any(part.weight for part in parts if not part.right):
            self.partly += len(full) == 1
        _check_rights(parts, full)
        texts = [_plain(part.text, section.form, visible=True, line=True) for part in parts]
        if len(texts) <= WRONG_LIMIT + 1:
            texts = [_padded(text, blanks.get(place), LENGTHS["answer"]) for place, text in enumerate(texts, 1)]
        notes = [_plain(part.feedback, section.form, line=not part.right) for part in parts]
        place = parts.index(full[0])
        wrong = tuple(Wrong(t, n) for at, (t, n) in enumerate(zip(texts, notes, strict=True)) if at != place)
        return texts[place], wrong, _joined(section.explanation, notes[place])

    def _id(self, given: str, name: str) -> str:
        """The id, when the item has one that a bank takes and no other has."""
        for text in (given, name):
            if _ID.fullmatch(text) and text not in self.ids:
                self.ids.add(text)
                return text
        return ""

    def _tags(self, texts: list[str]) -> tuple[str, ...]:
        """The tags, each once, as many and as long as a bank takes them."""
        tags: dict[str, str] = {}
        for text in texts:
            cut = text if len(text) <= LENGTHS["tags"] else f"{text[: LENGTHS['tags'] - 1].rstrip()}…"
            if fold(cut):
                tags.setdefault(fold(cut), cut)
        self.cut_tags += len(tags) > TAG_LIMIT or any(len(text) > LENGTHS["tags"] for text in texts)
        return tuple(tags.values())[:TAG_LIMIT]

    def remarks(self) -> Iterator[str]:
        """What the file's owner should know."""
        if self.partly:
            what = "1 question" if self.partly == 1 else f"{self.partly} questions"
            yield f"In {what} an option that Moodle gives part of the points for has become a wrong one."
        if self.cut_tags:
            what = "1 question" if self.cut_tags == 1 else f"{self.cut_tags} questions"
            yield f"Tags of {what} were shortened: a bank has {TAG_LIMIT} of {LENGTHS['tags']} characters at most."


class _Section:
    """A block taken apart: the name, the question, and what stands in the braces. All texts are still raw."""

    def __init__(self, block: str) -> None:
        masked = _masked(block)
        start = 0
        self.name = ""
        if masked.startswith("::"):
            end = masked.find("::", 2)
            self.name = _unescaped(block[2:end]).strip(_BLANKS) if end > 0 else ""
            start = end + 2 if end > 0 else 2
        opened, closed = masked.find("{", start), masked.find("}", start)
        _check_braces(masked, opened, closed)
        tail = block[closed + 1 :]
        self.question = (block[start:opened] + (_GAP + tail if tail.strip(_BLANKS) else "")).strip(_BLANKS)
        marker = _MARKER.match(self.question)
        self.form = marker[1].casefold() if marker else "moodle"
        feedback = masked.rfind("####", opened, closed)
        end = closed if feedback < 0 else feedback
        self.explanation = "" if feedback < 0 else _plain(block[feedback + 4 : closed], self.form)
        self.answers, self.masked = block[opened + 1 : end], masked[opened + 1 : end]
        _check_kind(self.masked.strip(_BLANKS))

    def parts(self) -> list[_Part]:
        """The options in their order."""
        signs = _first(_SIGN.finditer(self.masked), _OPTION_LIMIT + 1)
        if len(signs) > _OPTION_LIMIT:
            raise _UnfitError(f"it has more than {_OPTION_LIMIT} options")
        if self.masked[: signs[0].start()].strip(_BLANKS):
            raise _UnfitError('there is text before the first "=" or "~"')
        ends = [*(sign.start() for sign in signs[1:]), len(self.answers)]
        return [self._part(sign.end(), end) for sign, end in zip(signs, ends, strict=True)]

    def _part(self, start: int, end: int) -> _Part:
        split = self.masked.find("#", start, end)
        text, feedback = self.answers[start:end], ""
        if split >= 0:
            text, feedback = self.answers[start:split], self.answers[split + 1 : end]
        found = _WEIGHT.match(text)
        weight = None
        if found:
            weight = float(found["weight"]) * (-1 if len(found["minus"]) % 2 else 1)
            text = text[found.end() :]
        right = weight == 100 if weight is not None else self.masked[start - 1] == "="
        return _Part(right, weight, text, feedback)


def _first(found: Iterator[re.Match[str]], most: int) -> list[re.Match[str]]:
    return [match for match, _ in zip(found, range(most), strict=False)]


def _check_braces(masked: str, opened: int, closed: int) -> None:
    if opened < 0 and closed < 0:
        raise _UnfitError("it has no answers: there are no braces")
    if closed < 0:
        raise _UnfitError('its "{" is never closed')
    if opened < 0 or closed < opened:
        raise _UnfitError('its "}" closes nothing (a brace that is meant as text is written "\\}")')
    if _CLOZE.search(masked, opened):
        raise _UnfitError("it is a cloze question, a text with gaps of its own kind")
    if masked.find("{", opened + 1) >= 0 or masked.find("}", closed + 1) >= 0:
        raise _UnfitError(
            'it has more than one pair of braces (those that are meant as text are written "\\{" and "\\}")'
        )


def _check_kind(answers: str) -> None:
    """Refuse what is no choice between options."""
    if not answers:
        raise _UnfitError("it is an essay question: there are no options")
    if answers[0] == "#":
        raise _UnfitError("it asks for a number: there are no options")
    if "~" in answers or _truth_word(answers) is not None:
        return
    if "=" in answers and "->" in answers:
        raise _UnfitError("it is a matching question")
    raise _UnfitError("it asks for an answer in writing: there are no wrong options")


def _check_rights(parts: list[_Part], full: list[_Part]) -> None:
    if len(full) == 1 and len(parts) > 1:
        return
    if full:
        several = f'it has {len(full)} right answers (a "=" or "~" that is meant as text is written "\\=" or "\\~")'
        raise _UnfitError(several if len(full) > 1 else "it has no wrong options")
    if any((part.weight or 0) > 0 for part in parts):
        raise _UnfitError("it has several right answers that share the points")
    raise _UnfitError("it has no right answer")


def _truth_word(masked: str) -> bool | None:
    return _TRUTH.get(masked.split("#", 1)[0].strip(_BLANKS).upper())


def _truth(section: _Section) -> tuple[str, tuple[Wrong, ...], str] | None:
    """The answer, the wrong option and the explanation of a true-false question; None for any other."""
    truth = _truth_word(section.masked)
    if truth is None:
        return None
    places = [found.start() for found in _first(re.finditer("#", section.masked), 2)]
    ends = [*places[1:], len(section.answers)]
    notes = [_plain(section.answers[at + 1 : end], section.form) for at, end in zip(places, ends, strict=False)]
    wrong, right = (*notes, "", "")[:2]
    return str(truth), (Wrong(str(not truth), " ".join(wrong.split("\n"))),), _joined(section.explanation, right)


def _joined(explanation: str, more: str) -> str:
    return "\n".join(text for text in dict.fromkeys((explanation, more)) if text)


def _category(path: str) -> tuple[str, ...]:
    """The names on the path of a category; those that Moodle sets itself say nothing."""
    names = [name.replace("\0", "/").strip(_BLANKS) for name in path[:_PATH_LIMIT].replace("//", "\0").split("/")]
    said = dict.fromkeys(name for name in names if name and not _SET_BY_MOODLE.fullmatch(name))
    return tuple(said)[: TAG_LIMIT + 1]  # one too many, so that it is seen that some are lost


def _tokens(comments: list[str]) -> list[tuple[str, str]]:
    """What the comments of an item say of it."""
    found = islice((match for line in comments for match in _TOKEN.finditer(line)), _TOKEN_LIMIT)
    return [(match["name"], _TOKEN_ESCAPE.sub(r"\1", match["text"]).strip(_BLANKS)) for match in found]


def _blanks(token: str) -> tuple[int, tuple[int, int]]:
    place, before, after = token.split(" ")
    return int(place), (int(before), int(after))


def _padded(text: str, blanks: tuple[int, int] | None, limit: int) -> str:
    """The text with its blanks around it, unless it gets longer with them than a bank takes it."""
    before, after = blanks or (0, 0)
    return " " * before + text + " " * after if before + len(text) + after <= limit else text


def _masked(text: str) -> str:
    """The text with a filler for all that is escaped, so that what remains of the signs of GIFT means something."""
    return _ESCAPE.sub("\0\0", text) if "\\" in text else text


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], text) if "\\" in text else text


def _plain(raw: str, form: str, *, visible: bool = False, line: bool = False) -> str:
    """A text as it shows: without its marker, its escapes and its HTML.

    `visible` refuses pictures rather than passing over them; `line` makes it one line as far as it is one in Moodle.
    """
    raw = raw.strip(_BLANKS)
    marker = _MARKER.match(raw)
    if marker:
        form, raw = marker[1].casefold(), raw[marker.end() :].strip(_BLANKS)
    if line or form in ("html", "markdown"):
        raw = raw.replace("\n", " ")
    text = _unescaped(raw)
    if form == "plain":
        return text
    seen = text[:_TEXT_LIMIT]
    if visible and (has_media(seen) or (form == "markdown" and has_picture(seen))):
        raise _UnfitError("it needs a picture, a sound or a film")
    if len(text) > _TEXT_LIMIT:
        return text
    return plain_markdown(text) if form == "markdown" else plain_html(text, sure=form == "html")


def write(bank: Bank) -> str:
    """The bank in GIFT format; the options stand in a shuffled order that is the same everywhere."""
    heading = {
        "title": bank.title,
        "about": bank.about,
        "author": bank.author,
        "licence": bank.licence,
        "language": bank.language,
    }
    lines = [f"// {name}: {text}" for name, text in heading.items() if text]
    return "\n".join([*lines, "", *(_block(question) for question in bank.questions)])


def _block(question: Question) -> str:
    options = ordered_options(question)
    lines = [f"// {_notes_of(question, options)}", f"[plain]{_escaped(question.text.strip(' '))}{{"]
    for option in options:
        sign = "=" if option.text == question.answer else "~"
        note = f"#{_marked(option.note)}" if option.note.strip(_BLANKS) else ""
        lines.append(f"    {sign}{_marked(option.text)}{note}")
    if question.explanation.strip(_BLANKS):
        lines.append(f"    ####{_marked(question.explanation)}")
    return "\n".join([*lines, "}", ""])


def _notes_of(question: Question, options: tuple[Wrong, ...]) -> str:
    """What the comment above a question holds."""
    fields = [("id", question.key.rpartition("/")[2]), *(("tag", tag) for tag in question.tags)]
    fields += [("difficulty", question.difficulty), ("source", question.source), ("hint", question.hint)]
    fields += [("as_of", question.as_of), ("group", question.group)]
    for place, text in enumerate([question.text, *(option.text for option in options)]):
        before, after = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
        if before or after:
            fields.append(("blanks", f"{place} {before} {after}"))
    return " ".join(f"[{name}:{_TOKEN_SPECIAL.sub(_backslashed, text)}]" for name, text in fields if text)


_TOKEN_SPECIAL = re.compile(r"[\\\[\]]")


def _backslashed(found: re.Match[str]) -> str:
    return "\\n" if found.group() == "\n" else f"\\{found.group()}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(_backslashed, text)


def _marked(text: str) -> str:
    """A text below the question, marked where its beginning would be taken for a marker or a weight."""
    text = _escaped(text.strip(" "))
    return f"[plain]{text}" if text.startswith(("[", "%")) else text
