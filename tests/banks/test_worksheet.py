"""The printed worksheet."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cosmoquiz.banks.formats.worksheet import write
from cosmoquiz.quiz.question import Bank, Question, Wrong

DOGS = Bank(
    "dogs",
    "Space dogs",
    (
        Question(
            "dogs/laika",
            "Which dog flew on Sputnik 2?",
            "Laika",
            (Wrong("Belka"), Wrong("Strelka"), Wrong("Mushka"), Wrong("Zvezdochka")),
            explanation="She was a stray.",
            source="https://example.org/laika_(dog)",
        ),
        Question("dogs/when", "When did she fly?", "1957", (Wrong("1961"), Wrong("1953")), source="A book"),
    ),
    author="A. Writer",
    licence="CC0-1.0",
)


def shown(markdown: str) -> list[str]:
    """The paragraphs and headings as a reader sees them."""
    paragraphs = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        if token.type == "inline":
            assert token.children is not None
            kinds = {child.type for child in token.children}
            assert kinds <= {
                "text",
                "softbreak",
                "hardbreak",
                "strong_open",
                "strong_close",
                "link_open",
                "link_close",
            } | {"text_special"}
            breaks = ("softbreak", "hardbreak")
            lines = "".join("\n" if child.type in breaks else child.content for child in token.children)
            paragraphs.append(lines.replace("\u00a0", " "))
        else:
            assert token.type in {
                "paragraph_open",
                "paragraph_close",
                "heading_open",
                "heading_close",
                "html_block",
                "hr",
            }
            assert token.type != "html_block" or token.content.startswith('<div style="page-break-after')
    return paragraphs


def test_the_sheet_asks_and_the_key_answers_on_a_page_of_its_own() -> None:
    sheet, key = write(DOGS).split('<div style="page-break-after: always"></div>')

    assert sheet.startswith("# Space dogs\n\nName: ____")
    assert "**1.** Which dog flew on Sputnik 2?\n\nA. " in sheet
    assert "**2.** When did she fly?\n\nA. 1953  \nB. 1957  \nC. 1961\n" in sheet
    assert "stray" not in sheet
    assert "# Space dogs: the key" in key
    assert "Laika  \nShe was a stray.  \nSource: <https://example.org/laika_(dog)>" in key
    assert "**2.** B. 1957  \nSource: A book" in key
    assert key.endswith("A. Writer · CC0-1.0\n")


def test_at_most_four_options_stand_below_a_question_and_the_answer_is_one_of_them() -> None:
    options = shown(write(DOGS))[3].split("\n")

    assert [option[:3] for option in options] == ["A. ", "B. ", "C. ", "D. "]
    assert "Laika" in {option[3:] for option in options}


def trimmed(text: str) -> list[str]:
    """The lines without the blanks at their ends, which nobody sees."""
    return [line.rstrip() for line in text.rstrip().split("\n")]


PIECES = st.sampled_from(
    [
        *(
            "*",
            "_",
            "__",
            "`",
            "```",
            "#",
            "# ",
            "- ",
            "+ ",
            "1. ",
            "12) ",
            "> ",
            "<b>",
            "<!--",
            "&amp;",
            "&",
            "[a](b)",
        ),
        *(
            "![a](b)",
            "[x]: y",
            "|",
            "---",
            "===",
            "~~~",
            "\\",
            "$x$",
            "^",
            ":smile:",
            "x",
            " ",
            "  ",
            "    ",
            "Я",
            "\n",
        ),
        *(
            "!",
            "(",
            ")",
            "https://example.org/a_b_c",
            "<https://example.org>",
            "a@b.cd",
            "{}",
            '"',
            "'",
            "_____",
            " _____ ",
        ),
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=8).map("".join).filter(str.strip)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS, answer=TEXTS, explanation=TEXTS)
def test_any_text_shows_as_it_is(text: str, answer: str, explanation: str) -> None:
    answer = answer.replace("\n", " ").strip() or "x"
    wrong = Wrong("wrong" + answer)
    bank = Bank("b", answer, (Question("b/q", text, answer, (wrong,), explanation=explanation),), about=answer)
    title, about, _, question, options, key_title, key = shown(write(bank))

    assert (title, about, key_title) == (answer, answer, f"{answer}: the key")
    assert trimmed(question) == trimmed(f"1. {text}")
    assert {option[3:].rstrip() for option in options.split("\n")} == {answer, wrong.text}
    assert trimmed(key.split("\n", 1)[1]) == trimmed(explanation)
