"""What the problems of a bank say at length: what YAML or the game makes of it, with a bad and a good example."""

from collections.abc import Mapping
from itertools import chain
from textwrap import dedent, wrap
from typing import Final

from cosmoquiz.banks.craft import Rule
from cosmoquiz.banks.fields import (
    DEPTH_LIMIT,
    EVENT_LIMIT,
    FILE_LIMIT,
    ID_LIMIT,
    LENGTHS,
    LINE_LIMIT,
    QUESTION_LIMIT,
    TAG_LIMIT,
    WRONG_LIMIT,
)
from cosmoquiz.banks.library import BANK_LIMIT, LIBRARY_LIMIT
from cosmoquiz.banks.problem import PROBLEM_LIMIT


def _fault(code: str, title: str, why: str, bad: str = "", good: str = "") -> tuple[str, Rule]:
    return code, Rule(title, " ".join(why.split()), dedent(bad).strip("\n"), dedent(good).strip("\n"))


_CHAPTERS: Final[Mapping[str, tuple[tuple[str, Rule], ...]]] = {
    "Quotes, colons and signs": (
        _fault(
            "unquoted-colon",
            "A colon and a blank stand inside a text",
            """A colon with a blank after it, or at the end of a line, tells YAML that a field's name ends there. So the
            beginning of your text looks like a name, and the rest of it like what belongs to that name. Quotes around
            the whole text make it one text again. A colon without a blank, as in 12:30 or https://, needs none.""",
            """
            - question: Vostok 6: what was the call sign of its pilot?
              answer: Chaika
              wrong: [Kedr, Oryol, Sokol]
            """,
            """
            - question: "Vostok 6: what was the call sign of its pilot?"
              answer: Chaika
              wrong: [Kedr, Oryol, Sokol]
            """,
        ),
        _fault(
            "quote-start",
            "A text begins with a quotation and goes on after it",
            """When a text begins with a quote mark, YAML reads on to the next one, and there the text is over. The
            words after it belong to nothing. Put the whole text in quotes of the other kind. Quote marks in the middle
            of a text need nothing.""",
            """
            - question: What was Laika first called?
              answer: Kudryavka
              wrong: [Albina, Mushka, Pushinka]
              explanation: "Little Curly" is what it means.
            """,
            """
            - question: What was Laika first called?
              answer: Kudryavka
              wrong: [Albina, Mushka, Pushinka]
              explanation: '"Little Curly" is what it means.'
            """,
        ),
        _fault(
            "unclosed-quote",
            "A quote mark is opened and not closed in its place",
            """A text that begins with a quote mark goes on until the same mark comes again, over as many lines as it
            takes. Without its partner it swallows the fields that follow, or the whole rest of the file. Close it where
            the text ends. If it is an apostrophe, as in 'Tis, put the whole text in double quotes.""",
            """
            - question: "Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: "Which dog was the first animal to orbit the Earth?"
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "unquoted-start",
            "A text begins with a sign that YAML keeps for itself",
            """At the beginning of a text some signs mean something to YAML: `[` opens a list and `{` fields, `|` and
            `>` announce a text of several lines, and `%`, `@` and the backtick are kept for other uses. Further on in a
            text they mean nothing. In quotes a text may begin as it likes.""",
            """
            - question: What was the call sign of Valentina Tereshkova?
              answer: Chaika
              wrong: [Kedr, Oryol, Sokol]
              hint: [Russian] a bird of the sea
            """,
            """
            - question: What was the call sign of Valentina Tereshkova?
              answer: Chaika
              wrong: [Kedr, Oryol, Sokol]
              hint: "[Russian] a bird of the sea"
            """,
        ),
        _fault(
            "alias",
            "A text begins with an asterisk",
            """An asterisk at the beginning of a text makes an alias, which repeats what was written elsewhere in the
            file. Banks do not have aliases: with them a few lines can stand for more than a computer holds. In quotes
            an asterisk is a character like any other. It does not make bold type, though: players see it as it is.""",
            """
            - question: What was Laika first called?
              answer: Kudryavka
              wrong: [Albina, Mushka, Pushinka]
              explanation: *Kudryavka* means little curly.
            """,
            """
            - question: What was Laika first called?
              answer: Kudryavka
              wrong: [Albina, Mushka, Pushinka]
              explanation: Kudryavka means little curly.
            """,
        ),
        _fault(
            "anchor",
            "A text begins with an ampersand",
            """An ampersand at the beginning of a text makes an anchor, a name by which an alias can repeat the text;
            banks have neither. It often comes with words copied from the source of a web page, where `&quot;` stands
            for a quote mark: then write the mark itself, or leave it out. If the ampersand is meant, put the text in
            quotes.""",
            """
            - question: What did Yuri Gagarin say at lift-off?
              answer: &quot;Poyekhali!&quot;
              wrong: [Vnimaniye!, Do svidaniya!, Spasibo!]
            """,
            """
            - question: What did Yuri Gagarin say at lift-off?
              answer: Poyekhali!
              wrong: [Vnimaniye!, Do svidaniya!, Spasibo!]
            """,
        ),
        _fault(
            "tag",
            "A text begins with an exclamation mark",
            """An exclamation mark at the beginning of a text makes a tag, which tells a program what to build from the
            text; some programs even run code for it. Banks do not have tags, so that a bank from a stranger is safe to
            open. In quotes the mark is only a mark.""",
            """
            - question: What was the call sign of Valentina Tereshkova?
              answer: Chaika
              wrong: [Kedr, Oryol, Sokol]
              hint: !Look at the sea!
            """,
            """
            - question: What was the call sign of Valentina Tereshkova?
              answer: Chaika
              wrong: [Kedr, Oryol, Sokol]
              hint: "!Look at the sea!"
            """,
        ),
        _fault(
            "comment-in-text",
            "A blank and # end a text early",
            """A `#` after a blank begins a comment, a note to yourself that the game does not see. Whatever you meant
            to say after it is lost, and a text that was to go on in the next line can't. Put the text in quotes. Where
            the bank can be read all the same, it is a warning; a comment that is meant stands two blanks off.""",
            """
            - question: Which dog was # 1 in orbit?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: "Which dog was # 1 in orbit?"
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "bad-escape",
            "A backslash between double quotes stands for no character",
            """Between double quotes a backslash is an order: with an n it makes a new line, with a u and four digits
            any character at all. Before most other letters it is an order that YAML does not know. Use single quotes,
            or none, where a backslash is a character like any other; or write it twice.""",
            r"""
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              source: "D:\space\laika.txt"
            """,
            r"""
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              source: 'D:\space\laika.txt'
            """,
        ),
        _fault(
            "split-number",
            "A comma in a number makes two options of one",
            """In brackets each comma begins the next option, and the one in 1,200 is no exception: players are offered
            1 and 200. It is a warning, since two options may be meant. Put a number with a comma in quotes, or write it
            without the comma.""",
            """
            - question: How many days in space, all flights together, did Oleg Kononenko reach in June 2024?
              answer: 1,000
              wrong: [800, 900, 1,200]
            """,
            """
            - question: How many days in space, all flights together, did Oleg Kononenko reach in June 2024?
              answer: 1,000
              wrong: [800, 900, "1,200"]
            """,
        ),
        _fault(
            "unclosed-bracket",
            "A bracket is opened and not closed",
            """A list in brackets goes on until its closing bracket comes, even over several lines. Without it YAML
            takes the next fields for more of the list, and stumbles there. Close the bracket after the last entry, with
            one of the same kind; a text that only begins with a bracket goes into quotes.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka
              difficulty: easy
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              difficulty: easy
            """,
        ),
        _fault(
            "text-after-list",
            "More text follows after a list in brackets",
            """The closing bracket ends the list, and nothing can come after it in that line but a comment. Put what
            follows into the brackets, with a comma before it; a comma or a bracket too many is deleted.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka] Chernushka
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "missing-comma",
            "A comma between two things in brackets is missing",
            """In brackets a comma stands between an entry and the next one, also when each has a line of its own.
            Without it the two run into each other. In braces, as JSON has them, the same holds for fields. Put a comma
            after the first of the two.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: ["Belka" "Strelka", "Chernushka"]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: ["Belka", "Strelka", "Chernushka"]
            """,
        ),
        _fault(
            "curly-quotes",
            "Curly quotes stand where straight ones were meant",
            """Only the straight marks " and ' are quotes to YAML. The curly ones that word processors make of them are
            letters: players see them, and they do not keep a comma or a colon from meaning something. It is a warning,
            since a text may well be a quotation; it is given when both the question and its answer are framed, when a
            comma cuts such a text in two, and when only one end is curly.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [“Belka, the white one”, Strelka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: ["Belka, the white one", Strelka]
            """,
        ),
    ),
    "Lines and columns": (
        _fault(
            "indentation",
            "A line does not line up with the others",
            """YAML sees by the column in which a line begins what belongs together: all fields of a question begin in
            one column, and all dashes of a list in another. One blank too many or too few, and a line belongs to
            nothing. Move it under its neighbours.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
               explanation: She flew on Sputnik 2 in 1957.
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              explanation: She flew on Sputnik 2 in 1957.
            """,
        ),
        _fault(
            "odd-blank",
            "A blank is of another kind",
            """Web pages and word processors have blanks that look like any other but are characters of their own, such
            as the one that keeps two words in one line (U+00A0). Within a text they do no harm. Before it YAML takes
            them for letters, and does not see where a line begins or a name ends. Delete what looks like a blank and
            type it anew. Below, such a blank follows the colon of the question.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "tab",
            "A tab stands at the beginning of a line",
            """A tab looks like some blanks, but how many differs from one program to the next, so YAML refuses to count
            columns with tabs. Use blanks, two for each step. Most editors can be told to write blanks when you press
            the tab key. The line of the answer below begins with a tab.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
            \tanswer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "missing-dash",
            "A question or an entry begins without its dash",
            """A dash and a blank say: here the next one begins. An empty line says nothing to YAML. Without the dash a
            question runs into the one before it, which then has two questions and two answers. Bullets, numbers,
            asterisks and the longer dashes of word processors are no dashes to YAML.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]

              question: Who was the first woman in space?
              answer: Valentina Tereshkova
              wrong: [Svetlana Savitskaya, Sally Ride]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]

            - question: Who was the first woman in space?
              answer: Valentina Tereshkova
              wrong: [Svetlana Savitskaya, Sally Ride]
            """,
        ),
        _fault(
            "extra-dash",
            "A dash stands where nothing new begins",
            """A dash begins a question, or an entry of a list; the other fields of a question have none, or each would
            be a question of its own. In brackets the entries have no dashes either, as commas part them. Delete the
            dash, and line the field up with the others.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
            - answer: Laika
            - wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "run-on-entry",
            "Two entries of a list have become one",
            """YAML takes a line that begins deeper than the one above for more of the same text. So a dash one blank
            too far to the right is no dash but a part of the option above it, and in brackets a line without a comma
            before it is one, too. A list of one option with semicolons in it is most likely meant to be several. It is
            a warning, as the bank can be played.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong:
                - Belka
                 - Strelka
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong:
                - Belka
                - Strelka
            """,
        ),
        _fault(
            "extra-comma",
            "Texts end with commas",
            """Where each entry has a dash and each field a line of its own, nothing needs to be put between them; a
            comma there belongs to the text, and players see it. It is a warning. Delete the commas at the ends of the
            lines.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong:
                - Belka,
                - Strelka,
                - Chernushka
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong:
                - Belka
                - Strelka
                - Chernushka
            """,
        ),
        _fault(
            "missing-blank",
            "The blank after a colon or a dash is missing",
            """YAML knows a field by its name, a colon and a blank, and an entry of a list by a dash and a blank.
            Without the blank it is all one word, which is just as well: 12:30 and https:// are no fields, and -5 is no
            entry.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer:Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "missing-colon",
            "The colon after the name of a field is missing",
            """Without its colon a name is a word like any other, and YAML does not know what the line is meant to be.
            Neither `=` nor the full-width `：` is a colon. Write the name, a colon, a blank, and then the text.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "stray-line",
            "A line is neither a field nor the rest of a text",
            """A long text may go on in the next line, but only when that is indented deeper than the name of its field.
            This line is not, and it has no name of its own, so YAML can't tell where it belongs. Indent it, or give it
            a name and a colon. After a `|` all lines of the text are indented. A heading or a note to yourself begins
            with `#`.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              explanation: She was launched on Sputnik 2 in November 1957,
              a month after the first satellite.
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              explanation: She was launched on Sputnik 2 in November 1957,
                a month after the first satellite.
            """,
        ),
        _fault(
            "second-document",
            "A second document begins in the file",
            """Three dashes, or three dots, in a line of their own end one YAML document and begin another. A bank is
            one document, and nothing after that line is read. If the line was meant to look nice, a comment does it as
            well.""",
            """
            title: Space dogs
            questions:
              - question: Which dog was the first animal to orbit the Earth?
                answer: Laika
                wrong: [Belka, Strelka, Chernushka]
            ---
              - question: What was Laika first called?
                answer: Kudryavka
                wrong: [Albina, Mushka, Pushinka]
            """,
            """
            title: Space dogs
            questions:
              - question: Which dog was the first animal to orbit the Earth?
                answer: Laika
                wrong: [Belka, Strelka, Chernushka]
              # ---
              - question: What was Laika first called?
                answer: Kudryavka
                wrong: [Albina, Mushka, Pushinka]
            """,
        ),
        _fault(
            "syntax",
            "A line can't be read",
            """YAML stumbles here, over nothing that has a name in this list. The mistake is often a little before the
            place that is told: look at the columns, the colons and the quotes of this line and of the one above. When
            nothing helps, put every text of the question in quotes; that never hurts.""",
        ),
    ),
    "Fields": (
        _fault(
            "missing-field",
            "A field is missing that must be there",
            """A bank has at least a `title` and `questions`, and each question a `question`, an `answer` and `wrong`
            options. Names are written in small letters. When a name is there that looks like a slip, you are asked
            whether it is the one.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              anser: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "unknown-field",
            "There is no field with this name",
            """The game leaves out what it does not know, so an explanation under a misspelt name is never shown. The
            bank can be played all the same: it is a warning. Correct the name, or delete the field; a note to yourself
            goes into a comment.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              explantion: She flew on Sputnik 2 in 1957.
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              explanation: She flew on Sputnik 2 in 1957.
            """,
        ),
        _fault(
            "duplicate-field",
            "A field stands twice",
            """Many programs take the last of the two without a word, and whichever you meant may be gone. So the game
            asks you: keep one. If the second one begins a new question, it lacks its dash.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              answer: Kudryavka
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "empty-field",
            "A field has a name but no text",
            """A question without its text or its answer can't be asked. Most often the text is still to be written, or
            it begins with `#`, which makes a comment of it: then it needs quotes. A text of blanks, or of characters
            that nobody can see, is empty as well. For fields that may be missing it is a warning.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer:
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "not-text",
            "A list or fields stand where a text should",
            """Brackets make a list, braces make fields, and so does a dash at the beginning; but an answer is one text.
            Leave the signs out, or put all of the text in quotes if they belong to it.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: [Laika]
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "not-fields",
            "An entry among the questions is no question",
            """Each entry under `questions` holds fields, each with its name: `question`, `answer`, `wrong`. Here stands
            a bare text, a list, or nothing. Write the names before the texts, all in one column.""",
            """
            - Which dog was the first animal to orbit the Earth?
            - Laika
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "not-a-list",
            "A text or fields stand where a list should",
            """Commas alone make no list: to YAML this is one long text. Put it in brackets, or give each entry a line
            of its own that begins with a dash and a blank. A list of one is a list, too.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: Belka, Strelka, Chernushka
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "empty-entry",
            "An entry of a list is empty",
            """Between two commas, or after a dash, YAML expects an entry. Delete the comma or the dash that is too
            many, or write what is missing.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, , Strelka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka]
            """,
        ),
        _fault(
            "merge-key",
            "Fields are to be copied with <<",
            """Some programs take `<<` as an order to copy fields from elsewhere. In a bank each question says
            everything itself, so that it can be read, moved and corrected by itself. What many questions share
            (`difficulty`, `tags`, `source`) stands once at the top of the bank.""",
            """
            - <<: {difficulty: easy}
              question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              difficulty: easy
            """,
        ),
        _fault(
            "too-deep",
            "Lists lie in lists, again and again",
            f"""No bank needs lists and fields more than {DEPTH_LIMIT} deep in each other. Most likely a text has many
            brackets at its beginning, and YAML takes each of them for a list. In quotes they are only brackets.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              hint: [[[[[[[[[ Woof! ]]]]]]]]]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              hint: "[[[[[[[[[ Woof! ]]]]]]]]]"
            """,
        ),
        _fault(
            "unknown-difficulty",
            "The difficulty is none that the game knows",
            """A question is `easy` when an interested layman knows the answer, `medium` when a fan does, and `hard`
            when it takes an expert. These three words, in small letters, are all there is. Without the field a question
            is as difficult as the top of its bank says, or else medium.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              difficulty: Simple
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              difficulty: easy
            """,
        ),
        _fault(
            "bad-date",
            "A date is none",
            """In `as_of` a question says when its answer was true: a year, a month or a day, with the year first, as in
            `2024`, `2024-06` or `2024-06-30`. Players are shown it as it stands, so other words do no harm, but dates
            in one form can be compared and searched. It is a warning.""",
            """
            - question: Who was the first to spend 1,000 days in space?
              answer: Oleg Kononenko
              wrong: [Gennady Padalka, Sergei Krikalev, Valeri Polyakov]
              as_of: June 2024
            """,
            """
            - question: Who was the first to spend 1,000 days in space?
              answer: Oleg Kononenko
              wrong: [Gennady Padalka, Sergei Krikalev, Valeri Polyakov]
              as_of: 2024-06
            """,
        ),
        _fault(
            "unknown-code",
            "There is no advice with the name that is silenced",
            """With `lint` a question says which advice it does not want, by the codes that stand in square brackets in
            the warnings. This is the code of no advice, so it silences nothing; it is a warning. Problems such as
            `unknown-field` can't be silenced, only cured.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              explanation: She flew on Sputnik 2 in 1957.
              source: https://en.wikipedia.org/wiki/Laika
              lint: [long-anwser]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              explanation: She flew on Sputnik 2 in 1957.
              source: https://en.wikipedia.org/wiki/Laika
              lint: [long-answer]
            """,
        ),
    ),
    "Questions and options": (
        _fault(
            "no-questions",
            "The bank has no questions",
            """The word `questions` is there, but nothing stands below it, or everything below it is a comment. Write at
            least one question, with a dash before it.""",
            """
            title: Space dogs
            questions:
            """,
            """
            title: Space dogs
            questions:
              - question: Which dog was the first animal to orbit the Earth?
                answer: Laika
                wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "option-count",
            "There are too few wrong options, or too many",
            f"""Without a wrong option there is nothing to choose, and more than {WRONG_LIMIT} are too many to read.
            Three are usual. Of more than three each round draws three, so that a question stays fresh.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: []
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "empty-option",
            "A wrong option is empty",
            """Players would be offered a line with nothing in it. Write the option, or delete its dash. If it begins
            with `#`, YAML takes it for a comment: put it in quotes.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong:
                - Belka
                -
                - Strelka
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong:
                - Belka
                - Strelka
            """,
        ),
        _fault(
            "answer-among-wrong",
            "The answer stands among the wrong options too",
            """The answer is written once, in `answer`, and the game mixes it with the others. If it stood in `wrong` as
            well, players would see it twice and be told that one of the two is wrong. Capitals, blanks and characters
            that nobody can see make no difference.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Laika, Belka, Strelka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka]
            """,
        ),
        _fault(
            "equal-options",
            "Two wrong options are the same",
            """Players would wonder what the difference is. Capitals, blanks and characters that nobody can see make
            none, so `belka` and `Belka` are the same. Change one of them or delete it.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, belka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "lettered-options",
            "The options have letters or numbers before them",
            """The game mixes the options and shows a key before each, so a letter of your own stands in the wrong order
            and confuses. Delete the letters, and write the text of the right option in `answer`, not its letter.
            Initials of names are not meant. It is a warning.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: c) Laika
              wrong: [a) Belka, b) Strelka, d) Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "letter-answer",
            "The answer is the letter or the number of an option",
            """Other programs list all options and say by a number which of them is right. Here `answer` is the text of
            the right option itself, and `wrong` has only the others; as it stands, players would have to choose "2". It
            is a warning, given when a bank has at least four wrong options that all are words.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: 2
              wrong: [Belka, Laika, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "marked-answer",
            "A mark gives the answer away",
            """Which option is right is known from `answer`; a tick or a "(correct)" behind it is a part of the text,
            and players see it. It is a warning. Delete the mark.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika (correct)
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "same-question",
            "Two questions ask and answer the same",
            """Such a pair comes from copying a question and forgetting to change it. A question without an `id` is
            known by its question and answer, so the statistics of the two would depend on their order in the file. It
            is a warning: delete one, or give each an `id` when both are meant.""",
            """
            - question: Who was the first woman in space?
              answer: Valentina Tereshkova
              wrong: [Svetlana Savitskaya, Sally Ride]
            - question: Who was the first woman in space?
              answer: Valentina Tereshkova
              wrong: [Irina Solovyova, Sally Ride]
            """,
            """
            - question: Who was the first woman in space?
              answer: Valentina Tereshkova
              wrong: [Svetlana Savitskaya, Sally Ride, Irina Solovyova]
            """,
        ),
        _fault(
            "bad-id",
            "An id holds characters that it may not",
            f"""An `id` is a name for a question that nobody reads but the game, which keeps its statistics under it
            even when you reword the question. It is made of small letters, digits and dashes (`a-z`, `0-9`, `-`), 1 to
            {ID_LIMIT} of them.""",
            """
            - id: First dog
              question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - id: first-dog
              question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "duplicate-id",
            "Two questions have the same id",
            """The game keeps the statistics of a question under its `id`, and with one id for two questions it could
            not tell which of them you know. Most likely a question was copied: give the copy an id of its own.""",
            """
            - id: laika
              question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            - id: laika
              question: Which satellite carried the first dog in orbit?
              answer: Sputnik 2
              wrong: [Sputnik 1, Sputnik 3]
            """,
            """
            - id: laika
              question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            - id: sputnik-2
              question: Which satellite carried the first dog in orbit?
              answer: Sputnik 2
              wrong: [Sputnik 1, Sputnik 3]
            """,
        ),
        _fault(
            "too-many-tags",
            "A question has more tags than it may",
            f"""Tags are the words that players pick questions by, and nobody picks by the twenty-first. A question has
            at most {TAG_LIMIT}, with those at the top of its bank, which all its questions have. Keep the few that
            gather questions from different banks. The same limit holds for `lint`.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              tags: [a, animals, bark, dogs, earth, fame, first, fur, heroes, history, laika, november,
                orbit, paws, russia, satellites, science, space, sputnik, strays, tails, ussr]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
              tags: [dogs, satellites]
            """,
        ),
        _fault(
            "too-many-questions",
            "There are more questions than a bank may have",
            f"""A bank has at most {QUESTION_LIMIT:,} questions, so that the game starts quickly and a mistake in a file
            can't fill the memory. Split it into several banks; a round draws from all of them anyway.""",
        ),
    ),
    "Characters": (
        _fault(
            "too-long",
            "A text is longer than its field may be",
            f"""Each field has a limit, so that everything fits on the screen and can be read in the time of a question:
            an option may have {LENGTHS["answer"]} characters, a question {LENGTHS["question"]:,}, an explanation
            {LENGTHS["explanation"]:,}, and `as_of`, below, {LENGTHS["as_of"]}. Shorten it, or move a part to the
            explanation.""",
            """
            - question: Who was the first to spend 1,000 days in space?
              answer: Oleg Kononenko
              wrong: [Gennady Padalka, Sergei Krikalev, Valeri Polyakov]
              as_of: June 2024, all his flights since the first one taken together
            """,
            """
            - question: Who was the first to spend 1,000 days in space?
              answer: Oleg Kononenko
              wrong: [Gennady Padalka, Sergei Krikalev, Valeri Polyakov]
              as_of: 2024-06
            """,
        ),
        _fault(
            "line-break",
            "A text that is shown in one line has several",
            """After a `|` each line stays a line of its own. The game shows options, titles and most other fields in
            one piece, so only `question` and `explanation` may have line breaks. Leave out the `|` and write the text
            in one line.""",
            """
            - question: Which two dogs came back alive from orbit in 1960?
              answer: |
                Belka
                and Strelka
              wrong: [Dezik and Tsygan, Albina and Mushka]
            """,
            """
            - question: Which two dogs came back alive from orbit in 1960?
              answer: Belka and Strelka
              wrong: [Dezik and Tsygan, Albina and Mushka]
            """,
        ),
        _fault(
            "refused-character",
            "There is a character that no text may hold",
            r"""Some characters are orders rather than letters: an escape (`\e`) can recolour or clear a terminal,
            others turn the direction of a text around so that it says what it does not. The game lets none of them
            through. They slip in with copied text, and most editors do not show them: delete what stands at the place
            that is told, or type the word anew.""",
            r"""
            - question: Which dog was the first animal to orbit the Earth?
              answer: "\e[1mLaika"
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "html-entity",
            "A text has signs of a web page's source",
            """In the source of web pages some characters are written as names between `&` and `;`: `&quot;` is a quote
            mark, `&#39;` an apostrophe. The game has no such names and shows them as they stand. Write the character
            itself. It is a warning; `&lt;`, `&gt;` and `&nbsp;`, which questions about web pages ask for, get none.""",
            """
            - question: Which dog was the &quot;first animal&quot; to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
            """
            - question: Which dog was the "first animal" to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "not-utf-8",
            "The file is not in UTF-8",
            """A file holds numbers, and an encoding says which number is which letter. Banks are in UTF-8, which has
            all letters of all scripts; this file is in another encoding, so that its accents or its Cyrillic would come
            out wrong. Open it in your editor, choose "Save as" or "Save with encoding", and take UTF-8.""",
        ),
    ),
    "The file as a whole": (
        _fault(
            "empty-file",
            "The file holds nothing",
            """There is nothing in the file, or nothing but comments. A bank begins with a title and a list of
            questions; `cosmoquiz new` writes an example to start from.""",
            """
            # My questions about space dogs
            """,
            """
            # My questions about space dogs
            title: Space dogs
            questions:
              - question: Which dog was the first animal to orbit the Earth?
                answer: Laika
                wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "not-a-bank",
            "The file is no bank",
            """It may well be good YAML, or plain text, but it has neither a `title` nor `questions`. Perhaps another
            file was meant. If the questions are there and only the top is missing, put these two lines above them. For
            files of other quiz programs there is `cosmoquiz add`.""",
            """
            name: Space dogs
            entries:
              - question: Which dog was the first animal to orbit the Earth?
                answer: Laika
                wrong: [Belka, Strelka, Chernushka]
            """,
            """
            title: Space dogs
            questions:
              - question: Which dog was the first animal to orbit the Earth?
                answer: Laika
                wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "cut-off",
            "The file ends in the middle of something",
            """The last line of the file has no end, and what stands last is incomplete: a letter, a text, a list or a
            question. That is the look of a download or a copy that stopped halfway: fetch the file again. If you are
            still writing, just finish the question.""",
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strel
            """,
            """
            - question: Which dog was the first animal to orbit the Earth?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _fault(
            "merge-conflict",
            "Git left two versions of some lines in the file",
            """When two people change the same lines, Git writes both versions into the file and leaves the choice to
            you. It marks them with lines that begin with seven times `<`, `=` or `>`. Keep what you want of the two
            versions and delete the marks.""",
        ),
        _fault(
            "web-page",
            "The file is a web page",
            """Saving what a browser shows saves the page around the bank, not the bank. Look on that page for a link to
            the file itself, which is often called "raw" or "download", and save that.""",
        ),
        _fault(
            "lfs-pointer",
            "The file only says where the bank is stored",
            """In some repositories Git keeps big files elsewhere, with Git LFS, and leaves a small text in their place:
            this is one. With Git LFS installed, `git lfs pull` in the repository fetches the bank itself.""",
        ),
        _fault(
            "binary-file",
            "The file is no text",
            """It holds bytes that no text has, as pictures, documents of word processors and archives do. A bank is a
            plain text file. If your questions are in a document, save them from there as plain text, or as CSV for
            `cosmoquiz add`; if the bank is in an archive, unpack it first.""",
        ),
        _fault(
            "missing-file",
            "There is no such file or folder",
            """Nothing has this name at this place. Look for a slip in the name, for `.yaml` where the file ends in
            `.yml`, and for the folder you are in. A name with blanks needs quotes in a terminal.""",
        ),
        _fault(
            "not-a-file",
            "This is a folder, a device or a pipe, and no file",
            """The game reads banks from files that lie on a disk, whose whole content is there to be read again. Name a
            file; to read what a program prints, send it into a file first.""",
        ),
        _fault(
            "unreadable-file",
            "The file or folder can't be read",
            """It is there, but the system does not hand it over: you have no permission, it is a link that leads back
            to itself, or its disk fails. The message says which. On Linux and macOS `ls -l` shows the permissions, and
            `chmod u+r` lets you read a file of your own.""",
        ),
        _fault(
            "bad-name",
            "The name of the file can't be shown",
            """A bank is called by the name of its file, without the ending: you see it in lists and type it after `-b`.
            So the name must have something to see, and no character that could upset a terminal. Rename the file, best
            in `a-z`, `0-9` and `-`.""",
        ),
        _fault(
            "name-taken",
            "Another bank has the same name",
            """A bank is called by the name of its file, without the ending and whatever its capitals, and its
            statistics are kept under that name. Of two with one name the game plays the first: its own banks come
            before yours, and yours before those named in the command. Rename the other file.""",
        ),
        _fault(
            "no-banks",
            "The folder holds no banks",
            """In a folder the game looks for files that end in `.yaml` or `.yml` and do not begin with a dot, `~` or
            `#`. It does not look into folders inside it: name those themselves.""",
        ),
        _fault(
            "too-many-banks",
            "The folder holds more banks than are read",
            f"""Of one folder the first {BANK_LIMIT:,} banks are read, in the order of their names. Is it the folder you
            meant? If so, move some to another one.""",
        ),
        _fault(
            "too-large",
            "The file is larger than a bank may be",
            f"""A bank has at most {FILE_LIMIT >> 20} MiB, {LINE_LIMIT:,} lines and some {EVENT_LIMIT:,} texts, lists
            and fields, and all banks together {LIBRARY_LIMIT >> 30} GiB: more questions than anybody plays in a life.
            Perhaps the file is no bank. If it is, split it into several.""",
        ),
        _fault(
            "too-many-problems",
            "There are more problems than are looked for",
            f"""After {PROBLEM_LIMIT:,} problems the rest of the file is not looked at. So many often have one cause,
            which repeats in every question: cure the first one everywhere, and check again.""",
        ),
        _fault(
            "unreadable-bank",
            "The game itself failed at this bank",
            """This should not happen, whatever the file holds: it is a mistake of the game, not yours. Your other banks
            can be played meanwhile. Please report it, with the file if you can.""",
        ),
    ),
}
"""All problems by what they are about, in the order of the page."""

FAULTS: Final[Mapping[str, Rule]] = dict(chain.from_iterable(_CHAPTERS.values()))
"""All problems, by their codes."""


_HEAD: Final = """\
# What check finds

When `cosmoquiz check` finds something wrong with a bank, it says where, what and what to do, and gives a code, as in
`error[unquoted-colon]`. Here each code is explained; `cosmoquiz check --explain CODE` prints the same in the terminal.

After an error the bank can't be played until it is cured. A warning is most likely a slip, and the bank can be played
all the same. The guide to [writing banks](writing-banks.md) shows how it is done right from the start, and
[advice](advice.md) is about the craft of asking, which comes after these.
"""


def problems_page() -> str:
    """The page of the docs that explains all problems, as Markdown."""
    contents = [
        f"- [{name}](#{name.lower().replace(',', '').replace(' ', '-')}):\n"
        + "\n".join(
            f"  {line}"
            for line in wrap(", ".join(f"[{code}](#{code})" for code, _ in rules), 118, break_on_hyphens=False)
        )
        for name, rules in _CHAPTERS.items()
    ]
    parts = [_HEAD, "\n".join(contents) + "\n"]
    for name, rules in _CHAPTERS.items():
        parts.append(f"## {name}\n")
        parts += [_section(code, rule) for code, rule in rules]
    return "\n".join(parts)


def _section(code: str, rule: Rule) -> str:
    why = "\n".join(wrap(rule.why, 120, break_on_hyphens=False))
    examples = [f"{name}:\n\n```yaml\n{text}\n```\n" for name, text in (("Bad", rule.bad), ("Good", rule.good)) if text]
    return "\n".join([f"### {code}\n\n{rule.title}.\n\n{why}\n", *examples])
