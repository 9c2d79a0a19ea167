"""What the author of a bank is told: the mistakes, their places and their cures."""

from pathlib import Path

import pytest

from cosmoquiz.banks.check import check_text, read_bank
from cosmoquiz.banks.library import shipped_folder
from cosmoquiz.quiz.text import printable

HEAD = "title: T\nquestions:\n"
GOOD = "  - question: Good?\n    answer: A\n    wrong: [B, C]\n"
REST = "    answer: A\n    wrong: [B, C]\n"


def one(**fields: str) -> str:
    """A question as YAML, sound but for the fields given."""
    whole = {"question": "Who?", "answer": "A", "wrong": "[B, C]"} | fields
    return "  - " + "\n    ".join(f"{name}: {value}" for name, value in whole.items()) + "\n"


def bank(**fields: str) -> str:
    return HEAD + one(**fields)


def entries(*options: str) -> str:
    return "".join(f"\n      - {option}" for option in options)


MISTAKES: dict[str, tuple[str, list[str]]] = {
    # a colon and a blank
    "colon": (HEAD + GOOD + one(question="Apollo 11: what"), ["6:24 unquoted-colon 2"]),
    "colon at the end": (bank(question="Name this:"), ["3:24 unquoted-colon 1"]),
    "colon in an entry": (bank(wrong=entries("B: c", "D")), ["6:9 unquoted-colon 1"]),
    "two colons in an entry": (bank(wrong=entries("B: c: d", "D")), ["6:13 unquoted-colon 1"]),
    "colon in brackets": (bank(wrong="[B: c, D]"), ["5:13 unquoted-colon 1"]),
    "colon before a comma": (bank(wrong="[B:, D]"), ["5:14 unquoted-colon 1"]),
    "colon in the second line": (bank(question="What\n      is this: that"), ["4:14 unquoted-colon 1"]),
    "colons in the head": (
        "title: A: b\nabout: c: d\nquestions:\n" + GOOD,
        ["1:9 unquoted-colon", "2:9 unquoted-colon"],
    ),
    "colon in a note": (bank(wrong="\n      B: no: never"), ["6:12 unquoted-colon 1"]),
    # text that begins with a quote mark
    "double quotes": (bank(question='"Poyekhali" he said'), ["3:15 quote-start 1"]),
    "single quotes": (bank(question="'It's'"), ["3:15 quote-start 1"]),
    "quotes in an entry": (bank(wrong=entries('"a" b', "c")), ["6:9 quote-start 1"]),
    "quotes in brackets": (bank(wrong='["a"b, c]'), ["5:16 quote-start 1"]),
    "open quote": (HEAD + one(question="'Tis") + GOOD, ["3:15 unclosed-quote 1"]),
    "quote closed by chance": (bank(question="'Tis", explanation="It's x"), ["3:15 unclosed-quote 1"]),
    # text that begins with a sign
    "percent": (bank(answer="%d"), ["4:13 unquoted-start 1"]),
    "percent at the left edge": (HEAD + GOOD + "%d\n", ["6:1 unquoted-start 1"]),
    "at": (bank(answer="@x"), ["4:13 unquoted-start 1"]),
    "backtick": (bank(answer="`x`"), ["4:13 unquoted-start 1"]),
    "asterisk": (bank(answer="*args"), ["4:13 alias 1"]),
    "asterisks": (bank(answer="*a* b"), ["4:13 alias 1"]),
    "asterisk and words": (bank(answer="*a b"), ["4:13 alias 1"]),
    "ampersand": (bank(answer="&amp"), ["4:13 anchor 1"]),
    "ampersand and blank": (bank(answer="& b"), ["4:13 anchor 1"]),
    "exclamation mark": (bank(answer="!x"), ["4:13 tag 1"]),
    "exclamation mark and blank": (bank(answer="! x y"), ["4:13 tag 1"]),
    "greater": (bank(answer="> 5"), ["4:13 unquoted-start 1"]),
    "bar": (bank(answer="|x|"), ["4:13 unquoted-start 1"]),
    "bracket": (bank(answer="[x] y"), ["4:13 unquoted-start 1"]),
    "brace": (bank(answer="{x} y"), ["4:13 unquoted-start 1"]),
    "closing bracket": (bank(answer="]"), ["4:13 unquoted-start 1"]),
    "comma": (bank(answer=", x"), ["4:13 unquoted-start 1"]),
    "dash": (bank(answer="- 5"), ["4:13 unquoted-start 1"]),
    "question mark": (bank(answer="? x"), ["4:13 unquoted-start 1"]),
    "at in brackets": (bank(wrong="[@x, y]"), ["5:13 unquoted-start 1"]),
    "open bracket": (HEAD + one(wrong="[B, C") + GOOD, ["5:12 unclosed-bracket 1"]),
    "comment right after a bar": (bank(explanation="|#c\n      x"), ["6:18 unquoted-start 1"]),
    # a hash
    "hash": (bank(question="What is C # for?"), ["3:25 comment-in-text 1"]),
    "hash below a comment": ("# mine\n" + bank(question="What is C # for?"), ["4:25 comment-in-text 1"]),
    "no colon among notes": (bank(wrong="\n      B: no\n      D\n      E: no"), ["7:7 missing-colon 1"]),
    "no colon after the last of the notes": (bank(wrong="\n      B: no\n      D"), ["7:7 missing-colon 1"]),
    "blank before the title": (" title: T\nabout: x\nquestions:\n" + GOOD, ["1:2 indentation"]),
    "curly quotes around the wrong options": (bank(wrong="[“B”, “C”]"), ["5:13 curly-quotes 1"]),
    "wrong answers": (
        HEAD + "  - question: Who?\n    answer: A\n    wrong answers: [B]\n",
        ["5:5 missing-field 1"],
    ),
    "hash first": (bank(answer="#1"), ["4:5 empty-field 1"]),
    "hash first in an entry": (bank(wrong=entries("#1", "B")), ["6:8 empty-option 1"]),
    "hash in brackets": (HEAD + one(wrong="[C #, D]") + GOOD, ["5:15 comment-in-text 1"]),
    "hash and another line": (bank(question="Which # is\n      best?"), ["3:21 comment-in-text 1"]),
    # indentation
    "tab": (HEAD + GOOD + "  - question: x\n\tanswer: y\n    wrong: [b]\n", ["7:1 tab 2"]),
    "tab before the first dash": (HEAD + "\t- question: x\n", ["3:1 tab 1"]),
    "question too deep": (HEAD + GOOD + "   - question: x\n     answer: b\n", ["6:4 indentation 2"]),
    "question at the left edge": (HEAD + GOOD + "- question: x\n  answer: b\n", ["6:1 indentation 2"]),
    "field too shallow": (HEAD + GOOD + "   hint: x\n", ["6:4 indentation 1"]),
    "field too deep": (HEAD + GOOD + "     hint: x\n", ["6:6 indentation 1"]),
    # a missing dash, blank or colon
    "no dash": (HEAD + GOOD + GOOD.replace("- ", "  "), ["6:5 missing-dash 2"]),
    "no dash at the dash": (HEAD + GOOD + "  question: Z\n  answer: b\n  wrong: [c]\n", ["6:3 missing-dash 2"]),
    "no dash at all": (HEAD + GOOD.replace("- ", "  "), ["3:5 missing-dash 1"]),
    "no dash in a list": (bank(wrong="\n      - B\n      C\n      - D"), ["7:7 missing-dash 1"]),
    "no blank after the dash": (
        HEAD + "  -question: W\n    answer: b\n    wrong: [c]\n" + GOOD,
        ["3:3 missing-blank 1"],
    ),
    "no blank after a dash": (bank(wrong="\n      -B\n      -C"), ["6:7 missing-blank 1"]),
    "no blank after the colon": (HEAD + GOOD + "    hint:foo\n    group: x\n", ["6:10 missing-blank 1"]),
    "no blank after the first": (HEAD + "  - question:Who\n    answer: b\n    wrong: [c]\n", ["3:14 missing-blank 1"]),
    "no blank after title": ("title:x\nquestions:\n" + GOOD, ["1:7 missing-blank"]),
    "no colon": (HEAD + "  - question: W\n    answer b\n    wrong: [c]\n", ["4:5 missing-colon 1"]),
    "no colon after title": ("title Films\nquestions:\n" + GOOD, ["1:1 missing-colon"]),
    "stray line": (HEAD + "  - question: W\n    answer: b\n   and more\n    wrong: [c]\n", ["5:4 stray-line 1"]),
    # lists and text
    "a, b, c": (bank(wrong="a, b, c"), ["5:12 not-a-list 1"]),
    "one tag": (bank(tags="films"), ["6:11 not-a-list 1"]),
    "tags of the bank": ("title: T\ntags: a, b\nquestions:\n" + GOOD, ["2:7 not-a-list"]),
    "two commas": (bank(wrong="[a, , b]"), ["5:16 empty-entry 1"]),
    "text after a list": (bank(wrong="[a, b] c"), ["5:19 text-after-list 1"]),
    "answer in brackets": (bank(answer="[x]"), ["4:13 not-text 1"]),
    "answer in braces": (bank(answer="{x}"), ["4:13 not-text 1"]),
    "a list in a list": (bank(wrong=entries("- x", "y")), ["6:9 not-text 1"]),
    "number with a comma": (bank(wrong="[1,000, 2]"), ["5:13 split-number 1"]),
    "text for questions": ("title: T\nquestions: none\n", ["2:12 not-a-list"]),
    "text for a question": (HEAD + "  - Who?\n" + GOOD, ["3:5 not-fields 1"]),
    "nothing for a question": (HEAD + "  -\n" + GOOD, ["3:4 not-fields 1"]),
    "two dashes": (HEAD + "  - - question: x\n", ["3:5 not-fields 1"]),
    # double, empty, missing
    "double answer": (HEAD + GOOD + "    answer: Z\n", ["6:5 duplicate-field 1"]),
    "double question": (
        HEAD + "  - question: a\n    question: b\n    answer: c\n    wrong: [d]\n",
        ["4:5 duplicate-field 1"],
    ),
    "double title": ("title: x\n" + HEAD + GOOD, ["2:1 duplicate-field"]),
    "empty answer": (bank(answer=""), ["4:5 empty-field 1"]),
    "empty quotes": (bank(answer='""'), ["4:5 empty-field 1"]),
    "invisible answer": (bank(answer='"\\u200b"'), ["4:5 empty-field 1"]),
    "empty explanation": (bank(explanation=""), ["6:5 empty-field 1"]),
    "empty wrong": (bank(wrong=""), ["5:5 empty-field 1"]),
    "empty option": (bank(wrong=entries("", "b")), ["6:8 empty-option 1"]),
    "empty title": ("title:\nquestions:\n" + GOOD, ["1:1 empty-field"]),
    "empty tag": (bank(tags='["", a]'), ["6:12 empty-entry 1"]),
    "no title": ("questions:\n" + GOOD, ["1:1 missing-field"]),
    "no questions field": ("title: x\n", ["1:1 missing-field"]),
    "no questions": ("title: x\nquestions:\n", ["2:1 no-questions"]),
    "an empty list of questions": ("title: x\nquestions: []\n", ["2:1 no-questions"]),
    "no answer": (HEAD + "  - question: W\n    wrong: [c]\n", ["3:5 missing-field 1"]),
    "misspelt answer": (HEAD + "  - question: W\n    anser: b\n    wrong: [c]\n", ["4:5 missing-field 1"]),
    "options for wrong": (HEAD + "  - question: W\n    answer: b\n    options: [c]\n", ["5:5 missing-field 1"]),
    "Title": ("Title: x\nquestions:\n" + GOOD, ["1:1 missing-field"]),
    "unknown field": (bank(explantion="x"), ["6:5 unknown-field 1"]),
    "unknown field of the bank": ("titel: y\n" + HEAD + GOOD, ["1:1 unknown-field"]),
    "unknown difficulty": (bank(difficulty="medum"), ["6:17 unknown-difficulty 1"]),
    "Easy": (bank(difficulty="Easy"), ["6:17 unknown-difficulty 1"]),
    # options
    "answer among wrong": (bank(wrong="[B, ａ]"), ["5:16 answer-among-wrong 1"]),
    "answer among notes": (bank(wrong="\n      B: no\n      a: yes"), ["7:7 answer-among-wrong 1"]),
    "equal options": (bank(wrong='[B, "b "]'), ["5:16 equal-options 1"]),
    "nine options": (bank(wrong="[b, c, d, e, f, g, h, i, j]"), ["5:5 option-count 1"]),
    "no options": (bank(wrong="[]"), ["5:5 option-count 1"]),
    # ids
    "equal ids": (HEAD + one(id="a") + one(id="a", question="B?"), ["10:9 duplicate-id 2"]),
    "capitals in an id": (bank(id="Solaris"), ["6:9 bad-id 1"]),
    "slash in an id": (bank(id="a/b"), ["6:9 bad-id 1"]),
    "long id": (bank(id="a" * 61), ["6:9 bad-id 1"]),
    "the same question": (HEAD + GOOD + GOOD, ["6:5 same-question 2"]),
    # characters
    "windows path": (bank(answer='"C:\\dir"'), ["4:16 bad-escape 1"]),
    "half a surrogate pair": (bank(answer='"\\ud83d\\ude80"'), ["4:14 bad-escape 1"]),
    "beyond Unicode": (bank(answer='"\\U00110000"'), ["4:14 bad-escape 1"]),
    "short escape": (bank(answer='"\\x1"'), ["4:14 bad-escape 1"]),
    "escaped escape": (bank(answer='"\\e]52;c;eA\\a"'), ["4:13 refused-character 1"]),
    "escaped zero": (bank(answer='"\\0"'), ["4:13 refused-character 1"]),
    "right to left": (bank(answer='"\\u202e"'), ["4:13 refused-character 1"]),
    "raw escape": (bank(answer="a\x1b[31m"), ["4:14 refused-character 1"]),
    "line separator": (bank(answer="a\u2028b"), ["4:14 refused-character 1"]),
    "two files in one": (HEAD + GOOD + "\ufeff" + one(), ["6:1 refused-character 1"]),
    "line break in an answer": (bank(answer="|\n      a\n      b"), ["4:13 line-break 1"]),
    # the whole file
    "nothing": ("", [" empty-file"]),
    "a comment": ("# c\n", [" empty-file"]),
    "a marker": ("---\n", [" empty-file"]),
    "only questions": (GOOD, ["1:3 not-a-bank"]),
    "words": ("hello there\n", ["1:1 not-a-bank"]),
    "other fields": ("a: b\nc: d\n", ["1:1 not-a-bank"]),
    "two documents": (HEAD + GOOD + "---\n" + GOOD, ["6:1 second-document 1"]),
    "after the end": (HEAD + GOOD + "...\nfoo\n", ["7:1 second-document 1"]),
    "directive": ("%FOO\n---\n" + HEAD + GOOD, ["1:1 unquoted-start"]),
    "merge key": (HEAD + "  - <<: {answer: b}\n    question: a\n", ["3:5 merge-key 1"]),
    "list as a name": (bank(answer="A\n    ? [a]\n    : b"), ["5:7 not-text 1"]),
    "nine deep": (HEAD + GOOD + one(answer="[" * 9) + one(question="W?"), ["7:19 too-deep 2"]),
    "merge conflict": (HEAD + GOOD + "<<<<<<< HEAD\n" + GOOD + "=======\n>>>>>>> b\n", ["6:1 merge-conflict"]),
    "web page": ("<!DOCTYPE html>\n<html></html>\n", ["1:1 web-page"]),
    "git lfs": ("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n", ["1:1 lfs-pointer"]),
    # a download cut short
    "cut in a name": (HEAD + GOOD + "  - question: Who\n    answ", ["7:5 cut-off 2"]),
    "cut in quotes": (HEAD + GOOD + '  - question: "Who', ["6:15 cut-off 2"]),
    "cut in brackets": (HEAD + GOOD + "  - question: Who\n    answer: A\n    wrong: [B", ["8:12 cut-off 2"]),
    "cut after a field": (HEAD + GOOD + "  - question: Who", ["6:5 cut-off 2"]),
    "cut JSON": ('{"title": "x", "questions": [{"question": "a", "answer": "b", "wrong": ["c"]', ["1:30 cut-off"]),
    # signs from elsewhere
    "en dash": (HEAD + "  – question: Q\n" + REST + GOOD, ["3:3 missing-dash 1"]),
    "em dash later": (HEAD + GOOD + "  — question: Q\n" + REST, ["6:3 missing-dash 2"]),
    "bullet": (HEAD + GOOD + "  • question: Q\n" + REST, ["6:3 missing-dash 2"]),
    "emoji": (HEAD + "  👉 question: Q\n" + REST, ["3:3 missing-dash 1"]),
    "numbered questions": (
        HEAD + "  1. question: Q\n" + REST + "  2. question: R\n" + REST,
        ["3:3 missing-dash 1", "6:3 missing-dash 2"],
    ),
    "asterisks for questions": (HEAD + "  * question: Q\n" + REST + GOOD, ["3:3 missing-dash 1"]),
    "asterisks for entries": (bank(wrong="\n      * Belka\n      * Strelka"), ["6:7 missing-dash 1"]),
    "an asterisk for an entry": (bank(wrong="\n      - Belka\n      * Strelka two"), ["7:7 missing-dash 1"]),
    "bullets for entries": (bank(wrong="\n      • Belka\n      • Strelka"), ["6:7 missing-dash 1"]),
    "numbers for entries": (bank(wrong="\n      1. Belka\n      2. Strelka"), ["6:7 missing-dash 1"]),
    "letters for entries": (bank(wrong="\n      a) Belka\n      b) Strelka"), ["6:7 missing-dash 1"]),
    "asterisk at the right one": (bank(wrong=entries("B", "*A")), ["7:9 alias 1"]),
    "bold type": (bank(answer="**A**"), ["4:13 alias 1"]),
    "bold name": (HEAD + "  - **question**: Q\n" + REST, ["3:5 alias 1"]),
    "full-width colon": (HEAD + "  - question：Q\n    answer: A\n    wrong: [B]\n", ["3:5 missing-colon 1"]),
    "full-width colons": (HEAD + "  - question：Q\n    answer：A\n    wrong：[B]\n", ["3:5 missing-colon 1"]),
    "full-width colon later": (HEAD + "  - question: Q\n    answer：A\n    wrong: [B]\n", ["4:5 missing-colon 1"]),
    "equals": (HEAD + "  - question: Q\n    answer = A\n    wrong: [B]\n", ["4:5 missing-colon 1"]),
    "two colons": (HEAD + "  - question: Q\n    answer: A\n    wrong:: [B,- C]\n", ["5:16 extra-dash 1"]),
    "dash and colon": (HEAD + "  - : question: Q\n" + REST, ["3:5 unquoted-start 1"]),
    "curly end": (HEAD + '  - question: "Q”\n' + REST + GOOD, ["3:15 unclosed-quote 1"]),
    "no-break spaces": (
        HEAD + "  - question: Q\n\u00a0\u00a0\u00a0\u00a0answer: A\n    wrong: [B]\n",
        ["4:1 odd-blank 1"],
    ),
    "no-break space after a colon": (HEAD + "  - question:\u00a0Q\n" + REST, ["3:14 odd-blank 1"]),
    "no-break space after a dash": (HEAD + "  -\u00a0question: Q\n" + REST, ["3:4 odd-blank"]),
    "no-break space before a list": (bank(wrong="\u00a0[B, C]"), ["5:12 odd-blank 1"]),
    "invisible character in a name": (
        HEAD + "  - question: Q\n    \u200banswer: A\n    wrong: [B]\n",
        ["4:5 missing-field 1"],
    ),
    # lines and names
    "dash deeper than its fields": (HEAD + "   - question: Q\n  answer: A\n", ["4:3 indentation 1"]),
    "wrong in another column": (HEAD + "  - question: Q\n    answer: A\n   wrong: [B, C]\n", ["5:4 indentation 1"]),
    "no colon on the first field": (HEAD + "  - question Q\n" + REST, ["3:5 missing-colon 1"]),
    "no name": (HEAD + "  - Who flew first?\n" + REST, ["3:5 missing-field 1"]),
    "text after a bar at the same column": (bank(explanation="|\n    Text\n    and more"), ["7:5 stray-line 1"]),
    "text after a bar at the left edge": (bank(explanation="|\nText\nand more"), ["7:1 stray-line 1"]),
    "named text after a bar": (bank(explanation="|\n    note: more"), ["6:5 empty-field 1", "7:5 unknown-field 1"]),
    "dash before each field": (
        HEAD + "  - question: Q\n  - answer: A\n  - wrong: [B]\n" + GOOD,
        ["4:5 extra-dash 1", "5:5 extra-dash 1"],
    ),
    "deeper dash before a field": (HEAD + "  - question: Q\n    - answer: A\n    wrong: [B]\n", ["4:5 extra-dash 1"]),
    "dash alone": (
        HEAD + "- \nquestoin: Q\nanswer: A\n",
        ["3:2 not-fields 1", "4:1 unknown-field", "5:1 unknown-field"],
    ),
    "field of a question at the left edge": (HEAD + GOOD + "hint: x\n", ["6:1 unknown-field"]),
    "no blank at the end": (HEAD + GOOD + "author:Me\n", ["6:8 missing-blank 1"]),
    "heading": (HEAD + GOOD + "Easy ones\n", ["6:1 stray-line 1"]),
    "ruler": (HEAD + GOOD + "=====\n", ["6:1 stray-line 1"]),
    "comment of another language": (HEAD + "  // first\n" + GOOD, ["3:3 stray-line"]),
    "no questions above": ("title: T\n\n" + GOOD, ["3:3 missing-field"]),
    "no questions above fields": ("title: T\nquestion: Q\nanswer: A\n", ["2:1 missing-field"]),
    "questions by name": (HEAD + "  q1:\n    question: Q\n", ["3:3 not-a-list"]),
    "options together": (HEAD + "  - question: Q\n    options: [A, B]\n    answer: 2\n", ["4:5 missing-field 1"]),
    "numbered options": (
        HEAD + "  - question: Q\n    answer: A\n    wrong1: B\n    wrong2: C\n",
        ["5:5 missing-field 1"],
    ),
    "wrong again and again": (bank() + "    wrong: [D]\n", ["6:5 duplicate-field 1"]),
    "another question": (HEAD + "  - question: Q\n    hint: h\n    question: R\n" + REST, ["5:5 duplicate-field 1"]),
    "two banks": (HEAD + GOOD + HEAD + one(question="R"), ["6:1 duplicate-field", "7:1 duplicate-field"]),
    "framed": ("```yaml\n" + HEAD + GOOD + "```\n", ["1:1 unquoted-start", "7:1 unquoted-start 1"]),
    "quoted mail": ("> title: T\n> questions:\n", ["1:1 unquoted-start"]),
    # lists in brackets
    "dashes in brackets": (bank(wrong="[- B, - C]"), ["5:13 extra-dash 1"]),
    "a dash in brackets": (bank(wrong="[Belka,- Strelka]"), ["5:19 extra-dash 1"]),
    "dashes in brackets over lines": (bank(wrong="[\n      - B\n      - C\n    ]"), ["6:7 extra-dash 1"]),
    "dashes after the name": (bank(wrong="- B - C"), ["5:12 not-a-list 1"]),
    "quotes without brackets": (bank(wrong='"B", "C"'), ["5:12 not-a-list 1"]),
    "no comma between quotes": (bank(wrong='["B" "C"]'), ["5:17 missing-comma 1"]),
    "no comma at the line's end": (bank(wrong='["B"\n      "C"]'), ["6:7 missing-comma 1"]),
    "no comma in JSON": ('{"title": "T", "questions": [{"question": "Q"\n"answer": "A"}]}\n', ["2:1 missing-comma"]),
    "comma after a list": (bank(wrong="[B],"), ["5:15 text-after-list 1"]),
    "comma after quotes": (bank(answer='"A",'), ["4:16 quote-start 1"]),
    "two closing brackets": (bank(wrong="[B, C]]"), ["5:18 text-after-list 1"]),
    "brace for bracket": (bank(wrong="[B}"), ["5:14 unclosed-bracket 1"]),
    "parenthesis for bracket": (bank(wrong="[B, C)"), ["5:17 unclosed-bracket 1"]),
    "parentheses": (bank(wrong="(B, C)"), ["5:12 not-a-list 1"]),
    "semicolons": (bank(wrong="B; C; D"), ["5:12 not-a-list 1"]),
    "one option": (bank(wrong="B"), ["5:12 not-a-list 1"]),
    "closing bracket alone": (bank(wrong="B]"), ["5:12 not-a-list 1"]),
    "entries without dashes": (bank(wrong="\n      B\n      C"), ["6:7 not-a-list 1"]),
    "text after a list over lines": (bank(wrong="[B,\n      C] D"), ["6:10 text-after-list 1"]),
    "two pairs of brackets": (bank(wrong="[[B, C]]"), ["5:13 not-text 1"]),
    "answer in a list": (bank(answer="\n      - A"), ["5:7 not-text 1"]),
    # sound, but hardly meant
    "second dash too deep": (bank(wrong="\n      - B\n       - C"), ["7:8 run-on-entry 1"]),
    "second tag too deep": (bank(tags="\n      - b\n        - c"), ["8:9 run-on-entry 1"]),
    "lines without commas": (bank(wrong="[\n      B,\n      C\n      D\n    ]"), ["8:7 run-on-entry 1"]),
    "semicolons in brackets": (bank(wrong="[B; C; D]"), ["5:13 run-on-entry 1"]),
    "commas after entries": (bank(wrong=entries("B,", "C,")), ["6:9 extra-comma 1"]),
    "commas after all but the last": (bank(wrong=entries("B,", "C,", "D")), ["6:9 extra-comma 1"]),
    "commas after fields": (HEAD + "  - question: Q,\n    answer: A,\n    wrong: [B]\n", ["4:13 extra-comma 1"]),
    "a month in words": (bank(as_of="June 2024"), ["6:12 bad-date 1"]),
    "a month too many": (bank(as_of="2024-13"), ["6:12 bad-date 1"]),
    "curly quotes": (bank(question="“Who?”", answer="“A”"), ["3:15 curly-quotes 1"]),
    "curly quotes around a comma": (bank(wrong="[“B, C”, “D”]"), ["5:13 curly-quotes 1"]),
    "one curly quote": (bank(question='“Who?"'), ["3:15 curly-quotes 1"]),
    "entity": (bank(question="Who said &quot;x&quot;?"), ["3:24 html-entity 1"]),
    "entity in the title": ("title: A &amp; B\nquestions:\n" + GOOD, ["1:10 html-entity"]),
    "lettered options": (bank(answer="c) A", wrong=entries("a) B", "b) C")), ["6:9 lettered-options 1"]),
    "lettered with stops": (bank(answer="C. A", wrong=entries("A. B", "B. C")), ["6:9 lettered-options 1"]),
    "a number for an answer": (bank(answer="2", wrong="[Belka, Laika, Strelka, Mushka]"), ["4:13 letter-answer 1"]),
    "marked answer": (bank(answer="Laika (correct)"), ["4:13 marked-answer 1"]),
    # other files
    "RTF": ("{\\rtf1\\ansi title: T}", [" binary-file"]),
    "plain text": ("1. Who flew first?\nA) Gagarin\nAnswer: A\n", ["1:1 not-a-bank"]),
    "text of a quiz": ("Space quiz\n\nQuestion: Who?\nAnswer: A\n", ["1:1 not-a-bank"]),
    "a list alone": ("- title: T\n- questions:\n" + GOOD, ["1:1 not-a-bank"]),
    "a question alone": ("question: Q\nanswer: A\nwrong: [B]\n", ["1:1 not-a-bank"]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_told_once_with_its_place_and_its_cure(name: str, pure: bool) -> None:
    text, expected = MISTAKES[name]
    reading = check_text(text.encode(), "films", pure=pure)
    told = [
        f"{f'{p.line}:{p.column}' if p.line else ''} {p.code}{f' {p.question}' if p.question else ''}"
        for p in reading.problems
    ]
    assert told == expected
    assert (reading.bank is None) == any(p.severity == "error" for p in reading.problems)
    for problem in reading.problems:
        assert problem.message
        assert problem.fix
        assert len(problem.excerpt) <= 80
        for shown in (problem.message, problem.fix, problem.excerpt):
            assert printable(shown, 10_000) == shown
        assert len(problem.rendered("films.yaml")) < 400


CURES: dict[str, str] = {
    "en dash": 'write "- question: "',
    "em dash later": 'not with "—"',
    "bullet": 'not with "•"',
    "emoji": 'not with "👉"',
    "numbered questions": 'write "- question: "',
    "asterisks for questions": 'not with "*"',
    "asterisks for entries": 'write "- " instead',
    "an asterisk for an entry": 'write "- " instead',
    "bullets for entries": 'not with "•"',
    "numbers for entries": 'not with "1."',
    "letters for entries": 'not with "a)"',
    "asterisk at the right one": 'write that after "answer:"',
    "bold type": "leave the asterisks out",
    "bold name": "write question:",
    "full-width colon": '"：" is another sign',
    "full-width colons": '"：" is another sign',
    "full-width colon later": '"：" is another sign',
    "equals": '"=" is another sign',
    "two colons": "delete",
    "dash and colon": "delete it",
    "curly end": 'close it with " instead of ”',
    "no-break spaces": "press the space bar",
    "no-break space after a colon": "press the space bar",
    "no-break space after a dash": "press the space bar",
    "no-break space before a list": "press the space bar",
    "invisible character in a name": 'type "answer" anew',
    "dash deeper than its fields": "begin it in column 6",
    "wrong in another column": 'begin it in column 5, as "question" in line 3 does',
    "no colon on the first field": "write question:",
    "no name": "write - question: Who flew first?",
    "text after a bar at the same column": 'after the "|" indent',
    "text after a bar at the left edge": 'after the "|" indent',
    "named text after a bar": 'after the "|" indent',
    "dash before each field": "delete it and line the field up",
    "deeper dash before a field": "delete it and line the field up",
    "field of a question at the left edge": 'move it below "question"',
    "no blank at the end": "author: and a blank",
    "heading": 'put "# " before it',
    "ruler": 'put "# " before it',
    "comment of another language": 'put "# " before it',
    "no questions above": "write questions:",
    "no questions above fields": "write questions:",
    "questions by name": 'instead of "q1:"',
    "options together": 'right one of "options" in "answer: "',
    "numbered options": "in one list",
    "wrong again and again": "make one list of them",
    "another question": 'put "- " before it',
    "two banks": "two banks need two files",
    "framed": "delete the lines that begin with ```",
    "quoted mail": 'delete the ">"',
    "dashes in brackets": "delete them",
    "a dash in brackets": "delete them",
    "dashes in brackets over lines": "delete the brackets",
    "dashes after the name": "write wrong: [B, C]",
    "quotes without brackets": 'wrong: ["B", "C"]',
    "no comma between quotes": 'put a ","',
    "no comma at the line's end": 'put a ","',
    "no comma in JSON": 'put a ","',
    "comma after a list": "delete it",
    "comma after quotes": "delete it",
    "two closing brackets": "delete it",
    "brace for bracket": 'write "]"',
    "parenthesis for bracket": 'write "]"',
    "parentheses": "write wrong: [B, C]",
    "semicolons": "write wrong: [B, C, D]",
    "one option": "write wrong: [B]",
    "closing bracket alone": "write wrong: [B]",
    "entries without dashes": 'write "- " before each entry',
    "text after a list over lines": 'put it before the "]"',
    "two pairs of brackets": "leave the brackets out",
    "answer in a list": "leave the dash out",
    "second dash too deep": "all dashes of the list in one column",
    "second tag too deep": "all dashes of the list in one column",
    "lines without commas": "put a comma",
    "semicolons in brackets": 'put ","',
    "commas after entries": "delete them",
    "commas after all but the last": "delete them",
    "commas after fields": "end no field with a comma",
    "a month in words": "2024-06",
    "a month too many": "2024-06",
    "curly quotes": 'write " instead',
    "curly quotes around a comma": 'write " instead',
    "one curly quote": 'write " instead',
    "entity": 'write " instead',
    "entity in the title": "write & instead",
    "lettered options": 'delete "a)"',
    "lettered with stops": 'delete "A."',
    "a number for an answer": "write the text",
    "marked answer": "delete it",
    "RTF": "save its text as plain text",
    "plain text": "cosmoquiz add",
    "text of a quiz": "cosmoquiz add",
    "a list alone": "delete the dashes",
    "a question alone": '"- " before each question',
}
"""For mistakes above, words that lead to a bank that can be played."""


@pytest.mark.parametrize("name", CURES)
def test_the_cure_is_one_for_the_mistake(name: str, pure: bool) -> None:
    problems = check_text(MISTAKES[name][0].encode(), "films", pure=pure).problems
    assert CURES[name] in " ".join(f"{problem.message}; {problem.fix}" for problem in problems)


MEANT: dict[str, str] = {
    "initials": bank(answer="C. Conrad", wrong="[A. Leonov, V. Tereshkova, B. Yegorov]"),
    "a letter of few": bank(answer="C", wrong="[Pascal, Fortran, Ada]"),
    "letters": bank(answer="B", wrong="[A, C, D, E]"),
    "numbers": bank(answer="2", wrong="[1, 3, 4, 12]"),
    "a quotation for an answer": bank(answer="“Poyekhali!”", wrong="[“Spasibo!”, “Vnimaniye!”]"),
    "quotations in a question": bank(question="“A” or “B”?", answer="“A” and “B”"),
    "an apostrophe": bank(answer="’Tis", wrong="[’Twas, B]"),
    "dashes in a line": bank(wrong='[Vostok - Voskhod, "Soyuz - Apollo"]'),
    "a year": bank(answer="Solaris (1972)", wrong="[Stalker (1979), Mirror (1975)]"),
    "a remark": bank(answer="right (and left)", wrong="[wrong (all right)]"),
    "an option of two lines": bank(wrong="[A long option\n      of two lines, B]"),
    "an option that goes on": bank(wrong="[\n      A long option\n        of two lines,\n      B\n    ]"),
    "an entry that goes on": bank(wrong=entries("A long option\n        of two lines", "C")),
    "about markup": bank(question="What does &lt; stand for?", answer='"&quot;"', wrong="[B, C]"),
    "an ampersand": bank(answer="Q&A; x", wrong="[R&D, C]"),
    "a comma in one option": bank(wrong=entries('"B,"', "C", "D")),
    "a day": bank(as_of="2024-06-30"),
    "a year alone": bank(as_of='"2024"'),
    "NBSP in a text": bank(question="10\u00a0km?", answer="10\u00a0km"),
    "a tick": bank(answer="✓", wrong="[✗, ✘]"),
    "semicolons in two": bank(wrong="[A; B, C; D]"),
}


@pytest.mark.parametrize("name", MEANT)
def test_what_may_well_be_meant_is_not_told(name: str, pure: bool) -> None:
    assert check_text(MEANT[name].encode(), "films", pure=pure).problems == ()


@pytest.mark.parametrize("path", sorted(shipped_folder().glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_banks_have_no_mistakes(path: Path, pure: bool) -> None:
    assert read_bank(path, pure=pure).problems == ()


def test_fields_may_follow_a_question_that_is_told_of(pure: bool) -> None:
    text = HEAD + GOOD + GOOD + "about: x\n"
    reading = check_text(text.encode(), "films", pure=pure)
    assert [p.code for p in reading.problems] == ["same-question"]
    assert reading.bank


def rendered(text: str) -> list[str]:
    return [problem.rendered("films.yaml") for problem in check_text(text.encode(), "films").problems]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            HEAD + GOOD + one(question="Apollo 11: what"),
            'films.yaml:6:24: error[unquoted-colon]: ": " inside text starts a new field; '
            'put the text in quotes: question: "Apollo 11: what"',
        ),
        (
            bank(explantion="x"),
            'films.yaml:6:5: warning[unknown-field]: unknown field "explantion" in question 1; '
            'did you mean "explanation"?',
        ),
        (
            bank(difficulty="medum"),
            'films.yaml:6:17: error[unknown-difficulty]: unknown difficulty "medum" of question 1; '
            'did you mean "medium"?',
        ),
        (
            HEAD + "  - question: W\n    anser: b\n    wrong: [c]\n",
            'films.yaml:4:5: error[missing-field]: there is no "answer" in question 1; '
            'did you mean "answer" by "anser"?',
        ),
        (
            HEAD + GOOD + "    answer: Z\n",
            'films.yaml:6:5: error[duplicate-field]: "answer" of question 1 stands twice, in lines 4 and 6; '
            "keep one of them",
        ),
        (
            bank(wrong="a, b, c"),
            'films.yaml:5:12: error[not-a-list]: "wrong" of question 1 must be a list, but is a text; '
            "write wrong: [a, b, c]",
        ),
        (
            bank(question='"Poyekhali" he said'),
            'films.yaml:3:15: error[quote-start]: "question" ends at the second ", but more follows; '
            "put the whole text in single quotes ('): question: '\"Poyekhali\" he said'",
        ),
        ("", 'films.yaml: error[empty-file]: the file is empty; begin it with "title:" and "questions:"'),
    ],
    ids=["colon", "field", "difficulty", "missing", "double", "list", "quotes", "empty"],
)
def test_problems_read_like_those_of_a_compiler(text: str, line: str) -> None:
    assert rendered(text) == [line]


def test_a_syntax_error_costs_only_its_question(pure: bool) -> None:
    broken = {2: one(question="What: 2"), 5: one(wrong="[a, b"), 9: one(answer="'Tis")}
    text = HEAD + "".join(broken.get(n, one(question=f"It's {n}", answer="'a'")) for n in range(1, 12)) + "tags: [x]\n"
    problems = check_text(text.encode(), "films", pure=pure).problems
    assert [(p.line, p.code, p.question) for p in problems] == [
        (6, "unquoted-colon", 2),
        (17, "unclosed-bracket", 5),
        (28, "unclosed-quote", 9),
    ]


def test_after_a_syntax_error_the_other_questions_are_checked_too(pure: bool) -> None:
    text = HEAD + one(answer="@") + one(difficulty="hrd") + GOOD + one(question="Z?", wrong="[A]") + "titel: x\n"
    problems = check_text(text.encode(), "films", pure=pure).problems
    assert [(p.line, p.code, p.question) for p in problems] == [
        (4, "unquoted-start", 1),
        (9, "unknown-difficulty", 2),
        (15, "answer-among-wrong", 4),
        (16, "unknown-field", None),
    ]


def test_all_problems_of_a_question_are_told_at_once(pure: bool) -> None:
    text = bank(answer="", wrong="[B, b, B]", difficulty="x", tags="a", id="A", unheard="of")
    codes = [p.code for p in check_text(text.encode(), "films", pure=pure).problems]
    assert codes == [
        "empty-field",
        "equal-options",
        "equal-options",
        "unknown-difficulty",
        "not-a-list",
        "bad-id",
        "unknown-field",
    ]


def test_questions_without_a_dash_are_counted() -> None:
    text = HEAD + GOOD + GOOD.replace("- ", "  ") + one(difficulty="x")
    assert [p.question for p in check_text(text.encode(), "films").problems] == [2, 3]
