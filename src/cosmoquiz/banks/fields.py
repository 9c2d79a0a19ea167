"""The fields of a bank and of a question, and how much they hold."""

from typing import Final

FILE_LIMIT: Final = 16 * 1024 * 1024
"""Bytes of a file."""

QUESTION_LIMIT: Final = 20_000
"""Questions of a file."""

DEPTH_LIMIT: Final = 8
"""Lists and fields inside each other."""

LINE_LIMIT: Final = 1_000_000
"""Lines of a file."""

EVENT_LIMIT: Final = 1_500_000
"""Parts of YAML in a file: texts, beginnings and ends."""

WRONG_LIMIT: Final = 8
"""Wrong options of a question; one is the least."""

TAG_LIMIT: Final = 20
"""Tags of a question, those of its bank included."""

ID_LIMIT: Final = 60

LENGTHS: Final = {
    "title": 200,
    "about": 500,
    "author": 200,
    "licence": 200,
    "language": 60,
    "source": 2000,
    "question": 2000,
    "answer": 500,
    "wrong": 500,
    "note": 500,
    "explanation": 4000,
    "hint": 500,
    "as_of": 60,
    "group": 60,
    "tags": 60,
    "lint": 60,
    "difficulty": 60,
}
"""Characters of a text; for a list, of each of its entries."""

BANK_FIELDS: Final = frozenset(
    {"title", "about", "author", "licence", "language", "difficulty", "tags", "source", "questions"}
)

QUESTION_FIELDS: Final = frozenset(
    {
        "id",
        "question",
        "answer",
        "wrong",
        "explanation",
        "source",
        "difficulty",
        "tags",
        "hint",
        "as_of",
        "group",
        "lint",
    }
)

FIELDS: Final = BANK_FIELDS | QUESTION_FIELDS

PROSE: Final = frozenset({"title", "about", "question", "answer", "wrong", "note", "explanation", "hint"})
"""Fields in which a `#` may be meant as text."""

MEANT: Final = {
    "prompt": "question",
    "text": "question",
    "stem": "question",
    "q": "question",
    "a": "answer",
    "correct": "answer",
    "correct_answer": "answer",
    "solution": "answer",
    "options": "wrong",
    "choices": "wrong",
    "distractors": "wrong",
    "incorrect": "wrong",
    "incorrect_answers": "wrong",
    "wrong_answer": "wrong",
    "wrong_answers": "wrong",
    "wrong_options": "wrong",
    "wrong_choices": "wrong",
    "false": "wrong",
    "false_answers": "wrong",
    "decoys": "wrong",
    "right": "answer",
    "right_answer": "answer",
    "level": "difficulty",
    "explain": "explanation",
    "comment": "explanation",
    "url": "source",
    "category": "tags",
    "tag": "tags",
    "date": "as_of",
    "license": "licence",
    "name": "title",
    "description": "about",
    "lang": "language",
    "items": "questions",
}
"""What authors coming from other formats write, and the field that they mean."""
