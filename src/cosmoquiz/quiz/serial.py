"""Questions and rounds as the text that they are stored as."""

import json
from collections.abc import Mapping, Sequence
from typing import Final, TypeGuard

from cosmoquiz.quiz.question import DIFFICULTIES, Deal, Difficulty, Question, Wrong
from cosmoquiz.quiz.selection import EVERYTHING, Selection
from cosmoquiz.quiz.text import refused

_ALL: Final = "all"
_encoded: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_MANY_LINES: Final = frozenset({"text", "explanation"})


class NotUnderstood(ValueError):  # noqa: N818 - it is caught where it arises
    """Stored text that is not what this program writes."""


def is_difficulty(value: object) -> TypeGuard[Difficulty]:
    """Whether the value is the name of a difficulty."""
    return value in DIFFICULTIES


def selection_text(selection: Selection) -> str:
    """The same text for every way to write the same selection: "all", or JSON with sorted keys."""
    if selection == EVERYTHING:
        return _ALL
    chosen = {
        "banks": sorted(set(selection.banks)),
        "tags": sorted(set(selection.tags)),
        "difficulty": selection.difficulty,
    }
    return json.dumps({k: v for k, v in chosen.items() if v}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def selection_of(text: str) -> Selection:
    """The selection of a canonical text; what cannot be understood of it selects nothing in particular."""
    try:
        chosen = json.loads(text) if text != _ALL else {}
    except (ValueError, RecursionError):
        chosen = {}
    if not isinstance(chosen, dict):
        return EVERYTHING
    difficulty = chosen.get("difficulty")
    return Selection(
        _names(chosen.get("banks")), _names(chosen.get("tags")), difficulty if is_difficulty(difficulty) else None
    )


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(sorted({name for name in value if isinstance(name, str) and name and not refused(name)}))


def question_text(question: Question) -> str:
    """The question as JSON: a list of its fields in their order."""
    return _encoded(question)


def question_of(text: str) -> Question:
    """The question of such a text; NotUnderstood when it is anything else."""
    fields = dict(zip(Question._fields, _items(_loaded(text)), strict=False))
    wrong = [dict(zip(Wrong._fields, _items(item), strict=False)) for item in _items(fields.get("wrong"))]
    return _question({**fields, "wrong": wrong})


def deals_text(deals: Sequence[Deal]) -> str:
    """The deals with all their texts and their options in order, as JSON."""
    stored = [{"question": _stored(dealt.question), "options": dealt.options} for dealt in deals]
    return _encoded(stored)


def deals_of(text: str) -> tuple[Deal, ...]:
    """The deals of a stored text; NotUnderstood when it is anything else."""
    stored = _items(_loaded(text))
    if not stored:
        raise NotUnderstood("no deals")
    return tuple(_deal(item) for item in stored)


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood(str(error)) from error


def _deal(stored: object) -> Deal:
    fields = _mapping(stored)
    question = _question(_mapping(fields.get("question")))
    options = _texts(fields.get("options"))
    if question.answer not in options or len(set(options)) != len(options):
        raise NotUnderstood("options without the answer, or one of them twice")
    return Deal(question, options)


def _stored(question: Question) -> dict[str, object]:
    return {**question._asdict(), "wrong": [wrong._asdict() for wrong in question.wrong]}


def _question(stored: Mapping[str, object]) -> Question:
    texts = {
        name: _text(stored.get(name), newlines=name in _MANY_LINES)
        for name in ("key", "text", "answer", "bank_title", "explanation", "source", "hint", "as_of", "group")
    }
    difficulty = stored.get("difficulty")
    if not is_difficulty(difficulty):
        raise NotUnderstood("no difficulty")
    wrong = tuple(_wrong(_mapping(item)) for item in _items(stored.get("wrong")))
    return Question(**texts, wrong=wrong, difficulty=difficulty, tags=_texts(stored.get("tags")))


def _wrong(stored: Mapping[str, object]) -> Wrong:
    return Wrong(_text(stored.get("text")), _text(stored.get("note")))


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise NotUnderstood("not a mapping")
    return value


def _items(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise NotUnderstood("not a list")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(item) for item in _items(value))


def _text(value: object, *, newlines: bool = False) -> str:
    if not isinstance(value, str) or refused(value, newlines=newlines):
        raise NotUnderstood("not a text fit to show")
    return value
