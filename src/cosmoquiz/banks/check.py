"""From the tree of a file to a bank, or to all that is wrong with it."""

import gc
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from html import unescape
from itertools import chain
from pathlib import Path
from typing import Final

from cosmoquiz.banks.encoding import content_of
from cosmoquiz.banks.fields import (
    BANK_FIELDS,
    FIELDS,
    ID_LIMIT,
    LENGTHS,
    LINE_LIMIT,
    MEANT,
    PROSE,
    QUESTION_FIELDS,
    QUESTION_LIMIT,
    TAG_LIMIT,
    WRONG_LIMIT,
)
from cosmoquiz.banks.problem import PROBLEM_LIMIT, Place, Problem, Report, Severity, TooManyProblemsError, quoted
from cosmoquiz.banks.reader import Broken, Fields, Items, Node, Source, Text, Tree, read_tree
from cosmoquiz.banks.slips import (
    entity_in,
    has_odd_signs,
    is_date,
    may_be_odd,
    may_hold_entities,
    may_hold_odd_signs,
    slips_in,
)
from cosmoquiz.banks.sound import Sound
from cosmoquiz.banks.syntax import (
    Explanation,
    bullet,
    extra_dash,
    in_quotes,
    missing_dash,
    no_colon,
    no_dash,
    not_a_bank,
    odd_blank,
)
from cosmoquiz.quiz.question import DIFFICULTIES, Bank, Difficulty, Question, Wrong
from cosmoquiz.quiz.text import fold, printable, refused, short_hash, tidy

_ID = re.compile(rf"[a-z0-9-]{{1,{ID_LIMIT}}}")
_is_id: Final = _ID.fullmatch
_COMMENT = re.compile(r"[\"' ]{0,4}[:-] +#")
_GLUED = re.compile(r"(?P<key>[a-z_]+):\S")
_FIELD_LINE = re.compile(r"""[ -]*["']?(?P<name>[a-z_]+)["']? *: *["']?""")
_NEEDED: Final = ("question", "answer", "wrong")
_OPTIONS: Final = frozenset({"options", "choices", "answers", "alternatives", "variants", "possible_answers"})
"""Names under which other programs have right and wrong options together."""

_NUMBERED = re.compile(
    r"(?:wrong|incorrect|false|option|choice|distractor|alternative)[ _-]?(?:answer|option)?[ _-]?(?:[0-9]+|[a-h])"
    r"|[a-h]"
)
"""Names that have one option each."""

_ODD_BLANK_BEFORE_LIST = re.compile(r"(?P<odd>[^\S ])[^\S\n]*[\[-]")
_OPEN_LIST: Final = "wrong: [\n"
_SEPARATORS: Final = (",", ";", " | ", " / ", "|")
_FIELD_WITHIN: Final = 50
"""Lines in which a field of a question is looked for, to show where advice belongs."""

_LINES_OF_QUESTION: Final = 10_000
"""Lines in which the last question of a bank ends."""

_LOOK_AT: Final = 200
"""Characters of a field that are enough to show it."""

_ALIKE: Final = 0.65
"""How like a known name an unknown one must be to be taken for it."""

_GUESS_LIMIT: Final = 500
"""Unknown fields of one file for which a known one is guessed."""

_CUT_OFF: Final = frozenset(
    {"missing-field", "empty-field", "unclosed-quote", "unclosed-bracket", "missing-colon", "stray-line"}
)
"""What the last question of a file shows that was not fetched to its end."""


_NO_QUESTION: Final = Question("", "", "", ())
"""Stands where a question could not be read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a file."""

    bank: Bank | None
    """None when there is any error."""
    problems: tuple[Problem, ...]
    """In the order of their places."""
    title: str = ""
    """The title that the file gives, even when there is no bank."""
    count: int = 0
    """The questions that the file holds, the faulty ones included."""
    lines: tuple[int, ...] = ()
    """The line in which each of them begins, counted from 1."""


def read_bank(path: Path, name: str | None = None, *, advice: bool = False, pure: bool = False) -> Reading:
    """The bank in a file, under the file's stem or another name. Whatever is wrong with the file becomes a problem.

    `advice` is for advice on question craft among the problems, and `pure` does without libyaml, to the same end.
    """
    content = content_of(path)
    if isinstance(content, Problem):
        return Reading(None, (content,))
    return check_text(content, path.stem if name is None else name, advice=advice, pure=pure)


def check_text(content: bytes, name: str, *, advice: bool = False, pure: bool = False) -> Reading:
    """The bank in the content of a file, as `read_bank` gives it."""
    report = Report()
    check = _Check(name, report)
    bank = None
    collecting = gc.isenabled()
    gc.disable()  # the tree has no cycles, and looking for some while it grows takes as long as all the rest
    try:
        bank = check.bank(content, pure)
        if advice and bank:
            check.advise(bank)
    except TooManyProblemsError:
        message = f"there are more than {PROBLEM_LIMIT} problems; the rest of the file was not looked at"
        report.problems.append(Problem(None, None, "error", "too-many-problems", message, "cure the first ones"))
    except Exception as error:  # one bank never stops the program, whatever it holds
        message = f"this bank can't be read ({type(error).__name__})"
        report.problems.append(Problem(None, None, "error", "unreadable-bank", message, "please report it"))
    finally:
        if collecting:
            gc.enable()
    problems = sorted(report.problems, key=lambda p: (p.line is None, p.line or 0, p.column or 0))
    playable = not any(problem.severity == "error" for problem in problems)
    lines = tuple(place[0] + 1 for place, _ in check.starts)
    return Reading(bank if playable else None, tuple(problems), check.title, len(lines), lines)


def _split(node: Fields) -> list[Fields]:
    """The fields of a question; of several, when dashes are missing between them.

    A second `question` begins another one when answers or wrong options came before it.
    """
    pieces: list[Fields] = []
    start = 0
    names = [key.text if isinstance(key, Text) else "" for key, _ in node.pairs]
    if names.count("question") < 2:
        return [node]
    for at, name in enumerate(names):
        if name == "question" and {"answer", "wrong"} & set(names[start:at]) and "question" in names[start:at]:
            pieces.append(Fields(node.pairs[start:at], node.pairs[start][0].line, node.pairs[start][0].column))
            start = at
    pieces.append(Fields(node.pairs[start:], node.pairs[start][0].line, node.pairs[start][0].column))
    return pieces


def _names(node: Node) -> set[str]:
    """The names of fields in an entry of the list of questions; a bare text is most likely a question's."""
    if isinstance(node, Text) and node.text:
        return {"question"}
    return {key.text for key, _ in node.pairs if isinstance(key, Text)} if isinstance(node, Fields) else set()


def _scattered(items: Sequence[Node], at: int) -> list[Fields]:
    """The entries that hold the rest of a question, when each of its fields has a dash of its own."""
    names = _names(items[at])
    found: list[Fields] = []
    while "question" in names and at + 1 < len(items):
        at += 1
        rest, more = items[at], _names(items[at])
        if not isinstance(rest, Fields) or not more or not more <= QUESTION_FIELDS - names - {"id"}:
            break
        if not found and set(_NEEDED) <= names:
            break
        names |= more
        found.append(rest)
    return found


def _as_list(text: str) -> str:
    """Several texts in one, as they should be written."""
    text = text.strip()
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    text = printable(text.strip("[]"), 60)
    separator = next((each for each in _SEPARATORS if each in text), "")
    entries = text.split(separator) if separator else [text]
    return f"[{', '.join(filter(None, map(str.strip, entries)))}]"


class _Check:
    """The check of one bank."""

    def __init__(self, name: str, report: Report) -> None:
        self.name = tidy(name)
        self.report = report
        self.number: int | None = None
        """The question that is being looked at."""
        self.starts: list[tuple[Place, int]] = []
        """Where each question begins, and its number."""
        self.end = 0
        """The line before which the questions end."""
        self.list_at: Place = (0, 0)
        """Where the list of questions is named."""
        self.silenced: dict[int, frozenset[str]] = {}
        """The advice that questions do not want, by their numbers."""
        self.ids: dict[str, int] = {}
        self.guesses: dict[tuple[str, frozenset[str]], str | None] = {}
        self.source = Source("", pure=True)
        self.difficulty: Difficulty = "medium"
        self.tags: tuple[str, ...] = ()
        self.joined_tags: dict[tuple[str, ...], tuple[str, ...]] = {}
        """For tags of questions met before: those with the bank's own."""
        self.default_source = ""
        self.title = ""
        self.entities = self.odd_signs = self.open_lists = False
        """Whether there may be any: entities, other signs that need a look, and `wrong: [` at the end of a line."""

    def bank(self, content: bytes, pure: bool) -> Bank | None:
        """The bank, as good as it is; the report says whether it is good."""
        self._check_name()
        tree = read_tree(content, self.report, pure=pure)
        if tree is None:
            return None
        self.source = tree.source
        text = tree.source.text
        self.entities, self.odd_signs = may_hold_entities(text), has_odd_signs(text)
        self.open_lists = _OPEN_LIST in text
        bank = self._bank(tree.root)
        self._number_problems()
        self._look_for_cut(tree)
        return bank

    def advise(self, bank: Bank) -> None:
        """Add advice on the craft of those questions that are sound."""
        from cosmoquiz.banks.lint import CODES, advise

        faulty = {problem.question for problem in self.report.problems if problem.severity == "error"}
        told = {problem.question for problem in self.report.problems if problem.code == "same-question"}
        sound = [_NO_QUESTION if n in faulty else question for n, question in enumerate(bank.questions, 1)]
        for each in advise(bank._replace(questions=tuple(sound)), self.silenced):
            if each.question and (
                each.question in faulty or (each.code == "duplicate-question" and each.question in told)
            ):
                continue
            place, excerpt = self._place_of(each.question, each.field, each.excerpt)
            self._warn(each.code, place, each.message, each.fix, each.question, excerpt)
        for number, codes in self.silenced.items():
            for code in sorted(codes - CODES.keys()):
                close = get_close_matches(code, CODES, 1)
                fix = f'did you mean "{close[0]}"?' if close else "the guide to advice lists the codes"
                message = f"there is no advice called {quoted(code)} to silence in question {number}"
                place, _ = self._place_of(number, "lint", code)
                self._warn("unknown-code", place, message, fix, number, code)

    def _warn(self, code: str, place: Place, message: str, fix: str, number: int | None, excerpt: str) -> None:
        self.report.add(code, place, message, fix, severity="warning", question=number, excerpt=excerpt)

    def _place_of(self, number: int | None, field: str, text: str) -> tuple[Place, str]:
        """Where a field of a question stands, and as much of its text as stands there in one line."""
        if number is None:
            return self.list_at, ""
        start = self.starts[number - 1][0]
        if not field:
            return start, ""
        after = self.starts[number][0][0] if number < len(self.starts) else start[0] + _FIELD_WITHIN
        for line in range(start[0], min(after, start[0] + _FIELD_WITHIN, len(self.source.lines))):
            found = _FIELD_LINE.match(self.source.lines[line])
            if found and found["name"] == field:
                return self._text_in(line, found.end(), text)
        return start, text

    def _text_in(self, line: int, column: int, text: str) -> tuple[Place, str]:
        """Where a text, or a first part of it, stands from a line on."""
        for at in range(line, min(line + _FIELD_WITHIN, len(self.source.lines))):
            found = self.source.lines[at].find(text[:_LOOK_AT], column if at == line else 0) if text else -1
            if found >= 0:
                return (at, found), text
        return (line, column), text

    def _check_name(self) -> None:
        bad = refused(self.name)
        if bad or not fold(self.name):
            why = f"holds {bad[1]}" if bad else "is empty"
            self.report.add("bad-name", None, f"the name of the file {why}", "rename the file")

    def _bank(self, root: Node | None) -> Bank | None:
        if isinstance(root, Broken):
            return None
        if root is None:
            self.report.add("empty-file", None, "the file is empty", 'begin it with "title:" and "questions:"')
            return None
        pairs = root.pairs if isinstance(root, Fields) else ()
        names = {key.text.casefold() for key, _ in pairs if isinstance(key, Text)}
        if not isinstance(root, Fields) or not names & {"title", "questions"}:
            self._not_a_bank(root)
            return None
        if "questions" not in names and {"question", "answer"} <= names:
            self._no_list_of_questions(root)
            return None
        fields = self._fields(root, BANK_FIELDS, ("title", "questions"))
        self.title = self._text(fields, "title", required=True)
        self.difficulty = self._difficulty(fields)
        self.tags = self._tags(fields)
        self.default_source = self._text(fields, "source")
        about, author, licence, language = (self._text(fields, f) for f in ("about", "author", "licence", "language"))
        key, node = fields.get("questions", (None, root))
        if key:
            self.list_at = key.line, key.column
        questions = self._questions(key, node) if key else []
        after = [k.line for k, _ in root.pairs if key and k.line > key.line]
        self.end = min(after, default=LINE_LIMIT)
        return Bank(self.name, self.title, tuple(questions), about, author, licence, language)

    def _no_list_of_questions(self, root: Fields) -> None:
        key = next(key for key, _ in root.pairs if isinstance(key, Text) and key.text.casefold() == "question")
        fix = 'write questions: in a line above it, and "- " before it and each other question'
        self._error("missing-field", (key.line, key.column), 'there is no "questions"', fix)

    def _not_a_bank(self, root: Node) -> None:
        place = root.line, root.column
        if isinstance(root, Text):
            self._tell(not_a_bank("the file is plain text", place))
        elif isinstance(root, Items):
            top = {name for item in root.items if isinstance(item, Fields) for name in _names(item)}
            fix = 'put "title: …" and "questions:" above the list, each in a line of its own'
            if top & {"title", "questions"}:
                fix = 'delete the dashes before "title" and "questions"'
            self._tell(not_a_bank("the file is a list", place, fix if top else ""))
        elif "question" in _names(root):
            fix = 'put "title: …" and "questions:" above them, and "- " before each question'
            self._tell(not_a_bank("the file holds fields of a question alone", place, fix))
        else:
            self._tell(not_a_bank("the file holds other fields", place))

    def _tell(self, found: Explanation, number: int | None = None) -> None:
        self.report.add(
            found.code, found.place, found.message, found.fix, question=number or self.number, excerpt=found.excerpt
        )

    def _questions(self, key: Text, node: Node) -> list[Question]:
        if isinstance(node, Broken):
            return []
        if isinstance(node, Fields) and any(isinstance(k, Text) and k.text == "question" for k, _ in node.pairs):
            self._tell(missing_dash((node.line, node.column)), 1)
            return []
        if isinstance(node, Items) and node.items:
            if len(node.items) > QUESTION_LIMIT:
                message = f"{len(node.items)} questions are too many: a bank has at most {QUESTION_LIMIT}"
                self.report.add("too-many-questions", (key.line, key.column), message, "split it into several files")
                return []
            return self._each_question(node.items)
        if isinstance(node, Items) or (isinstance(node, Text) and not node.text):
            fix = 'write "- question: …" with its answer and wrong options below it'
            self.report.add("no-questions", (key.line, key.column), "the bank has no questions", fix)
        else:
            message, fix = '"questions" must be a list', 'begin each question with "- question: "'
            named = node.pairs[0][0] if isinstance(node, Fields) else None
            if isinstance(named, Text) and isinstance(node, Fields) and isinstance(node.pairs[0][1], Fields):
                fix += f" instead of {quoted(named.text + ':')}"
            self.report.add("not-a-list", (node.line, node.column), message, fix)
        return []

    def _each_question(self, items: Sequence[Node]) -> list[Question]:
        found: list[Question] = []
        starts, sound = self.starts, self._sound
        number = 0
        scattered = 0
        for at, item in enumerate(items):
            if scattered:
                scattered -= 1
                continue
            if isinstance(item, Sound):
                number += 1
                self.number = number
                starts.append((item[:2], number))
                found.append(sound(item) or self._again(item, items, at))
                continue
            rest = _scattered(items, at)
            scattered = len(rest)
            if rest and isinstance(item, Fields):
                item = Fields(tuple(chain(item.pairs, *(each.pairs for each in rest))), item.line, item.column)
            pieces = _split(item) if isinstance(item, Fields) else (item,)
            for piece in pieces:
                number += 1
                self.number = number
                self.starts.append(((piece.line, piece.column), number))
                found.append(self._long_way(piece, bare=piece is not pieces[0]))
            for each in rest:
                key = each.pairs[0][0]
                self._tell(extra_dash((each.line, each.column), key.text if isinstance(key, Text) else ""))
        self.number = None
        return found

    def _long_way(self, piece: Node, *, bare: bool) -> Question:
        """A question that may be anything; `bare` is whether its dash is missing."""
        if isinstance(piece, Fields) and not bare:
            return self._question(piece)
        if bare:
            self._tell(missing_dash((piece.line, piece.column)))
        elif isinstance(piece, Text | Items):
            self._no_question(piece)
        return _NO_QUESTION

    def _no_question(self, node: Text | Items) -> None:
        place = node.line, node.column
        glued = _GLUED.match(node.text) if isinstance(node, Text) else None
        if glued and glued["key"] in FIELDS:
            self._error("missing-blank", place, f'the blank after "{glued["key"]}:" is missing', "put it there")
            return
        found = no_colon(node.text, place) if isinstance(node, Text) else None
        if found:
            self._tell(found)
            return
        what = "a list" if isinstance(node, Items) else "text" if node.text else "empty"
        fix = 'write "- question: …" and below it, in one column, "answer: …" and "wrong: […]"'
        self._error("not-fields", place, f"question {self.number} is {what} where fields are expected", fix)

    def _question(self, node: Fields) -> Question:
        fields = self._fields(node, QUESTION_FIELDS, _NEEDED)
        text = self._text(fields, "question", required=True, newlines=True)
        answer = self._text(fields, "answer", required=True)
        wrong = self._wrong(fields, answer)
        self._look_for_slips(fields, text, answer, wrong)
        self._silence(self._list(fields, "lint"))
        return Question(
            f"{self.name}/{self._id(fields, node, text, answer)}",
            text,
            answer,
            wrong,
            self.title,
            self._text(fields, "explanation", newlines=True),
            self._text(fields, "source") or self.default_source,
            self._difficulty(fields),
            self._tags(fields),
            self._text(fields, "hint"),
            self._as_of(fields),
            self._text(fields, "group"),
        )

    def _sound(self, node: Sound) -> Question | None:
        """A question of which only what it shares with the others is left to look at; None when that is amiss."""
        _, _, given, lint, text, answer, wrong, explanation, source, difficulty, own, hint, as_of, group = node
        if may_be_odd(answer, wrong) or (as_of and not is_date(as_of)):
            return None
        if self.odd_signs and may_hold_odd_signs(
            text, answer, wrong, (explanation, hint, *(note for _, note in wrong))
        ):
            return None
        if self.open_lists and any(" " in option for option, _ in wrong):
            return None
        tags = self.joined_tags.get(own) if own else self.tags
        if tags is None:
            if any(" - " in tag for tag in own):
                return None
            tags = self._joined_tags(own)
        key = given or short_hash(text, answer)
        if key in self.ids or (given and not _is_id(given)) or len(tags) > TAG_LIMIT:
            return None
        self.ids[key] = self.number or 0
        if lint:
            self._silence(lint)
        return Question(
            f"{self.name}/{key}",
            text,
            answer,
            wrong,
            self.title,
            explanation,
            source or self.default_source,
            difficulty or self.difficulty,
            tags,
            hint,
            as_of,
            group,
        )

    def _again(self, node: Sound, items: Sequence[Node], at: int) -> Question:
        """A question that went the short way, taken the long way to say what is wrong with it."""
        after = items[at + 1].line if at + 1 < len(items) else node.line + _LINES_OF_QUESTION
        tree = self.source.question(node.line, after)
        assert isinstance(tree, Fields), "it has been read before"
        return self._question(tree)

    def _silence(self, codes: Iterable[str]) -> None:
        silenced = frozenset(codes)
        if silenced and self.number:
            self.silenced[self.number] = silenced

    def _fields(self, node: Fields, known: frozenset[str], required: tuple[str, ...]) -> dict[str, tuple[Text, Node]]:
        """The known fields by name; what is double, unknown or missing is reported."""
        found: dict[str, tuple[Text, Node]] = {}
        unknown: list[Text] = []
        for key, value in node.pairs:
            if not isinstance(key, Text):
                self._error("not-text", (key.line, key.column), "the name of a field must be text", "name it in a word")
            elif key.text in found:
                self._double(found[key.text][0], key)
            elif key.text in known:
                found[key.text] = key, value
            else:
                unknown.append(key)
        missing = [name for name in required if name not in found]
        if unknown or missing:
            self._unknown_and_missing(node, known, unknown, missing)
        return found

    def _double(self, first: Text, second: Text) -> None:
        message = f"{self._of(first.text)} stands twice, in lines {first.line + 1} and {second.line + 1}"
        fix = "keep one of them"
        if first.text in ("question", "id"):
            fix += ', or put "- " before it if a new question begins here'
        elif first.text in ("wrong", "tags", "lint"):
            fix = f"make one list of them: {first.text}: [first, second]"
        elif not self.number and first.text in ("title", "questions"):
            fix += "; two banks need two files"
        self._error("duplicate-field", (second.line, second.column), message, fix)

    def _unknown_and_missing(
        self, node: Fields, known: frozenset[str], unknown: Iterable[Text], missing: list[str]
    ) -> None:
        where = f" in question {self.number}" if self.number else ""
        unknown = self._without_scattered_options(list(unknown), missing, where)
        present = {key.text for key, _ in node.pairs if isinstance(key, Text)} & known
        for key in unknown:
            place = key.line, key.column
            if key.text == "<<" and not key.style:
                missing.clear()
                self._error("merge-key", place, '"<<" merges fields, which banks do not do', "write the fields out")
                continue
            meant = self._meant(key.text, known)
            if meant in missing:
                missing.remove(meant)
                message, fix = f'there is no "{meant}"{where}', f'did you mean "{meant}" by {quoted(key.text)}?'
                if any(unicodedata.category(character) == "Cf" for character in key.text[:ID_LIMIT]):
                    fix = f'type "{meant}" anew: there is a character in it that nobody sees'
                elif not key.text.isascii():
                    fix = f'type "{meant}" anew, in Latin letters, for {quoted(key.text)}'
                self._error("missing-field", place, message, fix, key.text)
                continue
            fix = f'did you mean "{meant}"?' if meant else "it is not read; remove it or look up its name"
            if not self.number and (key.text in QUESTION_FIELDS or meant in present):
                meant = self._meant(key.text, QUESTION_FIELDS)
                fix = 'move it below "question", to the same column' if meant else "remove it or look up its name"
                fix = f'did you mean "{meant}"? {fix}' if meant not in (key.text, None) else fix
                if key.text == "question":
                    fix = 'write "- question: " in the column of the other dashes'
            message = f"unknown field {quoted(key.text)}{where}"
            self._error("unknown-field", place, message, fix, key.text, severity="warning")
        for name in missing:
            fix = f'add "{name}: {"[first, second]" if name == "wrong" else ""}"'
            self._error("missing-field", (node.line, node.column), f'there is no "{name}"{where}', fix)

    def _without_scattered_options(self, unknown: list[Text], missing: list[str], where: str) -> list[Text]:
        """The unknown fields but for those that hold wrong options, which are told of here."""
        if "wrong" not in missing:
            return unknown
        names = {key: key.text[:ID_LIMIT].casefold().strip() for key in unknown}
        together = [key for key in unknown if names[key].replace(" ", "_") in _OPTIONS]
        single = [key for key in unknown if _NUMBERED.fullmatch(names[key])]
        if not together and len(single) <= 1:
            return unknown
        missing.remove("wrong")
        key = (together or single)[0]
        fix = f'write the right one of {quoted(key.text)} in "answer: " and the others in "wrong: [first, second]"'
        if not together:
            fix = 'write all wrong options in one list, "wrong: [first, second]", and the right one in "answer: "'
        self._error("missing-field", (key.line, key.column), f'there is no "wrong"{where}', fix, key.text)
        return [other for other in unknown if other is not key and (together or other not in single)]

    def _meant(self, name: str, known: frozenset[str]) -> str | None:
        """The known field that a name most likely stands for."""
        plain = name.casefold().strip().replace("-", "_").replace(" ", "_").strip("_")
        if plain in known or MEANT.get(plain) in known:
            return plain if plain in known else MEANT[plain]
        guess = name, known
        if guess not in self.guesses:
            short = len(self.guesses) < _GUESS_LIMIT and len(plain) <= ID_LIMIT
            close = get_close_matches(plain, sorted(known), 1, _ALIKE) if short else []
            self.guesses[guess] = close[0] if close else None
        return self.guesses[guess]

    def _text(
        self,
        fields: Mapping[str, tuple[Text, Node]],
        name: str,
        *,
        required: bool = False,
        newlines: bool = False,
    ) -> str:
        """The text of a field that has passed the gate; empty when there is none or it has not."""
        if name not in fields:
            return ""
        key, node = fields[name]
        if not isinstance(node, Text):
            self._not_text(node, name)
            return ""
        text = self._gate(node, name, newlines=newlines)
        if text == "":
            self._empty(key, name, "error" if required else "warning", node.style)
        return text or ""

    def _as_of(self, fields: Mapping[str, tuple[Text, Node]]) -> str:
        text = self._text(fields, "as_of")
        if text and not is_date(text):
            node = fields["as_of"][1]
            message, fix = (
                f"{self._of('as_of')} is no date",
                "write a year, a month or a day: 2024, 2024-06 or 2024-06-30",
            )
            self._error("bad-date", (node.line, node.column), message, fix, text, severity="warning")
        return text

    def _look_for_slips(
        self, fields: Mapping[str, tuple[Text, Node]], text: str, answer: str, wrong: Sequence[Wrong]
    ) -> None:
        """Warn of what is sound, but most likely not meant so."""
        node = fields["wrong"][1] if text and answer and wrong else None
        options = [key for key, _ in node.pairs] if isinstance(node, Fields) else getattr(node, "items", ())
        if not node or len(options) != len(wrong):
            return
        for slip in slips_in(text, answer, [option for option, _ in wrong]):
            place = options[slip.entry] if slip.field == "wrong" else fields[slip.field][1]
            message = slip.message.format(self._of(slip.field))
            self._error(slip.code, (place.line, place.column), message, slip.fix, severity="warning")

    def _look_for_joined_lines(self, node: Node, name: str) -> None:
        """Warn of a line of a list that was to be an entry of its own, but goes on with the one above."""
        lines = self.source.lines
        entries = node.items if isinstance(node, Items) else ()
        for entry in entries:
            if not isinstance(entry, Text) or entry.style or lines[entry.line].startswith(entry.text, entry.column):
                continue
            below = self.source.line(entry.line + 1)
            place = entry.line + 1, len(below) - len(below.lstrip())
            message = f"this line goes on with the entry above it in {self._of(name)}"
            if below.lstrip().startswith("- "):
                fix = "begin all dashes of the list in one column"
                self._error("run-on-entry", place, message, fix, severity="warning")
            elif place[1] == entry.column and name == "wrong" and lines[node.line].endswith(_OPEN_LIST.rstrip()):
                fix = "put a comma after the entry above if two are meant, or indent this line deeper"
                self._error("run-on-entry", place, message, fix, severity="warning")

    def _gate(self, node: Text, name: str, *, newlines: bool = False) -> str | None:
        """The text as it is kept; None when it is refused, and empty when there is nothing to see."""
        text, limit = node.text, LENGTHS[name]
        if node.style in ("|", ">"):
            text = text.rstrip("\n")
        if len(text) > limit or not (text.isascii() and text.isprintable()):
            kept = self._gated(node, text, name, newlines)
            if kept is None:
                return None
            text = kept
        if text and self.source.comments and not node.style and name in PROSE:
            self._look_for_comment(node, name)
        if self.entities and name in PROSE:
            self._look_for_entity(node, name)
        if not text or not (text[0].isalnum() or fold(text)):
            return ""
        return text

    def _gated(self, node: Text, text: str, name: str, newlines: bool) -> str | None:
        limit = LENGTHS[name]
        if len(text) <= 4 * limit:
            text = tidy(text)
        if len(text) > limit:
            message = f"{self._of(name)} has {len(text)} characters, but may have {limit}"
            self._error("too-long", (node.line, node.column), message, "shorten it", text)
            return None
        bad = refused(text, newlines=newlines)
        if bad:
            self._refused(node, name, *bad)
            return None
        return text

    def _refused(self, node: Text, name: str, at: int, what: str) -> None:
        place = node.line, node.column
        if "\n" in node.text and "U+000A" in what:
            self._error("line-break", place, f"{self._of(name)} holds a line break", "write it in one line", node.text)
            return
        fix = "delete it; most editors do not show it"
        self._error("refused-character", place, f"{self._of(name)} holds {what}", fix, node.text, caret=at)

    def _look_for_comment(self, node: Text, name: str) -> None:
        """Warn when a single blank and `#` end a text; what is meant as a comment stands two blanks off."""
        line = self.source.lines[node.line]
        if line.startswith(" #", node.column + len(node.text)):
            rest = line[node.column : node.column + _LOOK_AT]
            place = node.line, node.column + len(node.text) + 1
            message = f'{self._of(name)} ends before " #", which begins a comment'
            fix = f"put the text in quotes: {in_quotes(rest)}; a comment stands two blanks off"
            self._error("comment-in-text", place, message, fix, rest, severity="warning")

    def _look_for_entity(self, node: Text, name: str) -> None:
        found = entity_in(node.text)
        if found:
            message = f"{self._of(name)} holds {quoted(found)}, which players see as it stands"
            place, _ = self._text_in(node.line, node.column, found)
            meant = printable(unescape(found))
            fix = f"write {meant} instead" if meant.strip() else "delete it"
            self._error("html-entity", place, message, fix, node.text, severity="warning")

    def _empty(self, key: Text, name: str, severity: Severity, style: str = "") -> None:
        place = key.line, key.column
        message = f"{self._of(name)} is empty"
        fix = "write it or remove it" if severity == "warning" else "give some" if name == "wrong" else "write its text"
        if _COMMENT.match(self.source.lines[key.line], key.column + len(key.text)):
            message, fix = f'{message}: "#" begins a comment', "put the text in quotes"
        elif style in ("|", ">"):
            fix = f'after the "{style}" indent each line of the text by two blanks more than "{name}"'
        self._error("empty-field", place, message, fix, severity=severity)

    def _not_text(self, node: Node, name: str) -> None:
        """A field or an entry that holds more than text."""
        if isinstance(node, Broken):
            return
        place = node.line, node.column
        excerpt = self.source.lines[node.line][node.column : node.column + _LOOK_AT]
        only = node.pairs[0] if isinstance(node, Fields) and len(node.pairs) == 1 else None
        if only and isinstance(only[0], Text) and isinstance(only[1], Text):
            text = f"{only[0].text}: {only[1].text}".rstrip()
            if excerpt.startswith(only[0].text):
                message = f'": " in {self._of(name)} makes it a field of its own'
                self._error("unquoted-colon", place, message, f"put the text in quotes: {in_quotes(text)}", text)
                return
        what = "a list" if isinstance(node, Items) else "fields"
        fix = 'put the text in quotes if it begins with "[", "{", "-" or "?"'
        signs = {"[": "brackets", "{": "braces"}.get(excerpt[:1], "dash" if excerpt.startswith("-") else "")
        if name in ("wrong", "tags", "lint") and isinstance(node, Items):
            fix = f"leave the {signs or 'dash'} out: it is an entry of a list already; or {fix}"
        elif signs == "dash" or signs == "brackets":
            one = (
                "; there is one right answer" if name == "answer" and isinstance(node, Items) and node.items[1:] else ""
            )
            fix = f"leave the {signs} out{one}; or put the text in quotes"
        elif isinstance(node, Fields) and not signs:
            fix = f'write its text after "{name}: ", and other fields in the column of "{name}"'
        self._error("not-text", place, f"{self._of(name)} must be text, but is {what}", fix, excerpt)

    def _difficulty(self, fields: Mapping[str, tuple[Text, Node]]) -> Difficulty:
        text = self._text(fields, "difficulty")
        for difficulty in DIFFICULTIES:
            if text == difficulty:
                return difficulty
        if text:
            node = fields["difficulty"][1]
            close = get_close_matches(text.casefold(), DIFFICULTIES, 1)
            fix = f'did you mean "{close[0]}"?' if close else f"write {', '.join(DIFFICULTIES[:-1])} or hard"
            where = f" of question {self.number}" if self.number else ""
            message = f"unknown difficulty {quoted(text)}{where}"
            self._error("unknown-difficulty", (node.line, node.column), message, fix, text)
        return self.difficulty

    def _tags(self, fields: Mapping[str, tuple[Text, Node]]) -> tuple[str, ...]:
        """The bank's tags and the question's own, each once."""
        own = self._list(fields, "tags")
        tags = self._joined_tags(tuple(own)) if own else self.tags
        if len(tags) > TAG_LIMIT:
            node = fields["tags"][1]
            message = f"{self._of('tags')}: {len(tags)} are too many, {TAG_LIMIT} the most"
            self._error("too-many-tags", (node.line, node.column), message, "remove some")
            return self.tags
        return tags

    def _joined_tags(self, own: tuple[str, ...]) -> tuple[str, ...]:
        if own not in self.joined_tags:
            tags: dict[str, str] = {}
            for tag in (*self.tags, *own):
                tags.setdefault(fold(tag), tag)
            self.joined_tags[own] = tuple(tags.values())
        return self.joined_tags[own]

    def _list(self, fields: Mapping[str, tuple[Text, Node]], name: str) -> list[str]:
        """The texts of a list; what is none is reported and left out."""
        if name not in fields:
            return []
        key, node = fields[name]
        if isinstance(node, Text):
            self._not_a_list(key, node, name)
            return []
        if not isinstance(node, Items):
            self._no_list(node, name)
            return []
        if len(node.items) > 4 * TAG_LIMIT:
            message = f"{self._of(name)}: {len(node.items)} are too many, {TAG_LIMIT} the most"
            self._error("too-many-tags", (node.line, node.column), message, "remove some")
            return []
        if name == "tags":
            self._look_for_joined_lines(node, name)
        texts = []
        for item in node.items:
            if not isinstance(item, Text):
                self._not_text(item, name)
                continue
            text = self._gate(item, name)
            if text == "":
                self._error(
                    "empty-entry", (item.line, item.column), f"{self._of(name)}: an entry is empty", "remove it"
                )
            if text:
                texts.append(text)
        return texts

    def _no_list(self, node: Node, name: str) -> None:
        if isinstance(node, Fields):
            place = node.line, node.column
            self._error("not-a-list", place, f"{self._of(name)} must be a list", f"write {name}: [first, second]")

    def _not_a_list(self, key: Text, node: Text, name: str) -> None:
        if not node.text:
            self._empty(key, name, "error" if name == "wrong" else "warning")
            return
        place = node.line, node.column
        if re.match(r"-\S", node.text) and not node.style:
            message = f"{self._of(name)}: the blank after the dash is missing"
            self._error("missing-blank", place, message, 'write "- " before each entry', node.text)
            return
        odd = _ODD_BLANK_BEFORE_LIST.match(node.text) if not node.style else None
        if odd:
            self._tell(odd_blank(place, odd["odd"]))
            return
        line = self.source.lines[node.line]
        mark = bullet(line) if node.line > key.line and not node.style else ""
        if mark:
            self._tell(no_dash(place, mark, question=False))
            return
        message = f"{self._of(name)} must be a list, but is a text"
        fix = f"write {name}: {_as_list(node.text)}"
        if not node.style and not line.startswith(node.text, node.column):
            fix = 'write "- " before each entry, and the first one in a line of its own'
        elif node.text.endswith("]") and "[" not in node.text:
            message = f'{self._of(name)} must be a list, but the "[" at its beginning is missing'
        self._error("not-a-list", place, message, fix, node.text)

    def _wrong(self, fields: Mapping[str, tuple[Text, Node]], answer: str) -> tuple[Wrong, ...]:
        if "wrong" not in fields:
            return ()
        key, node = fields["wrong"]
        if isinstance(node, Text):
            self._not_a_list(key, node, "wrong")
            return ()
        if isinstance(node, Broken):
            return ()
        assert not isinstance(node, Sound), "questions stand in lists"
        entries = node.pairs if isinstance(node, Fields) else [(item, None) for item in node.items]
        if not 1 <= len(entries) <= WRONG_LIMIT:
            message = f"{self._of('wrong')} holds {len(entries) or 'no'} options"
            fix = f"give 1 to {WRONG_LIMIT}; three are usual"
            self._error("option-count", (key.line, key.column), message, fix)
            return ()
        self._look_for_joined_lines(node, "wrong")
        options: list[Wrong] = []
        places = {fold(answer): (fields["answer"][1].line, True)} if answer else {}
        last: Text | None = None
        for item, note in entries:
            option = self._option(item, places)
            if last and isinstance(item, Text) and isinstance(node, Items):
                self._look_for_split_number(last, item)
            last = item if isinstance(item, Text) else None
            if option:
                options.append(Wrong(option, self._note(note) if note else ""))
        return tuple(options)

    def _option(self, node: Node, places: dict[str, tuple[int, bool]]) -> str:
        """The text of an option that differs from those before it, which `places` holds; else empty."""
        if not isinstance(node, Text):
            self._not_text(node, "wrong")
            return ""
        text = self._gate(node, "wrong")
        place = node.line, node.column
        if text == "":
            comment = _COMMENT.match(self.source.lines[node.line], node.column - 1) if node.column else None
            why = ': "#" begins a comment' if comment else ""
            message = f"an option in {self._of('wrong')} is empty{why}"
            self._error("empty-option", place, message, "put it in quotes" if why else "write it or remove it")
        if not text:
            return ""
        folded = fold(text)
        if folded not in places:
            places[folded] = node.line, False
            return text
        line, is_answer = places[folded]
        if is_answer:
            message = f"the answer of question {self.number} (line {line + 1}) stands among the wrong options too"
            self._error("answer-among-wrong", place, message, "remove it there", text)
        else:
            lines = f"line {line + 1}" if line == node.line else f"lines {line + 1} and {node.line + 1}"
            message = f"two options of question {self.number} are the same ({lines})"
            fix = "change one; capitals, blanks and invisible characters do not count"
            self._error("equal-options", place, message, fix, text)
        return ""

    def _note(self, node: Node) -> str:
        if isinstance(node, Text):
            return self._gate(node, "note") or ""
        self._not_text(node, "note")
        return ""

    def _look_for_split_number(self, first: Text, second: Text) -> None:
        """`[1,000, 2,000]` is four options: warn of digits that only a comma holds apart."""
        together = first.line == second.line and second.column == first.column + len(first.text) + 1
        if together and re.fullmatch(r"\d{3}\b.*", second.text) and re.search(r"\b\d{1,3}$", first.text):
            shown = in_quotes(f"{first.text},{second.text}")
            message = f"in {self._of('wrong')} the comma in {shown} makes it two options"
            fix = "put it in quotes, or a blank after the comma if two are meant"
            self._error("split-number", (first.line, first.column), message, fix, severity="warning")

    def _id(self, fields: Mapping[str, tuple[Text, Node]], node: Fields, text: str, answer: str) -> str:
        """The id given, or a short hash of what is asked and answered."""
        if "id" not in fields:
            return self._made_id((node.line, node.column), text, answer)
        given = fields["id"][1]
        if isinstance(given, Text):
            return self._given_id(given.text, (given.line, given.column))
        self._not_text(given, "id")
        return ""

    def _made_id(self, place: Place, text: str, answer: str) -> str:
        number = self.number or 0
        made = short_hash(text, answer)
        if made not in self.ids:
            self.ids[made] = number
            return made
        if text and answer:
            message = f"question {number} asks and answers the same as question {self.ids[made]}"
            fix = "remove one, or give each an id, so that they are counted apart"
            self._error("same-question", place, message, fix, severity="warning")
        made = f"{made}-{number}"
        self.ids[made] = number
        return made

    def _given_id(self, given: str, place: Place) -> str:
        number = self.number or 0
        if not _is_id(given):
            message = f"{self._of('id')} is {quoted(given)}"
            fix = f"use 1 to {ID_LIMIT} of the characters a-z, 0-9 and -"
            self._error("bad-id", place, message, fix, given)
        elif self.ids.setdefault(given, number) != number:
            message = f"question {number} has the id {quoted(given, ID_LIMIT)} of question {self.ids[given]}"
            self._error("duplicate-id", place, message, "give it another", given)
        return given

    def _of(self, name: str) -> str:
        """A field as messages name it."""
        shown = "a note" if name == "note" else f'"{name}"'
        return f"{shown} of question {self.number}" if self.number else shown

    def _error(
        self,
        code: str,
        place: Place,
        message: str,
        fix: str,
        excerpt: str = "",
        *,
        severity: Severity = "error",
        caret: int | None = None,
    ) -> None:
        number = self.number
        self.report.add(code, place, message, fix, severity=severity, question=number, excerpt=excerpt, caret=caret)

    def _number_problems(self) -> None:
        """Give the problems that were met while parsing the numbers of their questions."""
        places = [place for place, _ in self.starts]
        for at, problem in enumerate(self.report.problems):
            if not places or problem.question or problem.line is None or problem.column is None:
                continue
            before = bisect_right(places, (problem.line - 1, problem.column - 1))
            if before and problem.line <= self.end:
                self.report.problems[at] = problem._replace(question=self.starts[before - 1][1])

    def _look_for_cut(self, tree: Tree) -> None:
        """Tell a file that ends in the middle of its last question from one with a mistake in it."""
        if not tree.source.text or tree.source.text.endswith("\n"):
            return
        last = self.starts[-1][1] if self.starts else None
        signs = [p for p in self.report.problems if p.code in _CUT_OFF and p.question == last]
        if not signs or (not self.starts and signs[0].code == "missing-field"):
            return
        first = signs[0]
        message = f"{first.message}, and the file ends in the middle of a line"
        fix = f"fetch the file again if it was cut off; if not, {first.fix}"
        self.report.problems = [p for p in self.report.problems if p not in signs]
        self.report.problems.append(first._replace(code="cut-off", message=message, fix=fix))
