"""What advice on question craft says at length: why, with a bad and a good example, and how to silence it."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import dedent, indent, wrap
from typing import Final

_WIDTH: Final = 80


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of advice, or of problem, as it is explained to authors."""

    title: str
    why: str
    bad: str = ""
    """YAML, as is `good`: questions as they stand in a bank."""
    good: str = ""
    silence: str = ""
    """How it is silenced; empty for what can't be."""


def _rule(code: str, title: str, why: str, bad: str, good: str, silence: str = "") -> tuple[str, Rule]:
    silence = silence or f"Give the question `lint: [{code}]`."
    return code, Rule(title, " ".join(why.split()), dedent(bad).strip("\n"), dedent(good).strip("\n"), silence)


_PAIR: Final = "Give one of the two questions `lint: [{}]`."
_WHOLE: Final = "Questions with `lint: [{}]` are left out of the count; it takes giving it to most of them."
_EACH: Final = "Give the question `lint: [{0}]`. Questions that have it are not counted either."

CODES: Final[Mapping[str, Rule]] = dict(
    (
        _rule(
            "long-answer",
            "The answer is much longer than every wrong option",
            """Writers take care that the right answer is quite right, and it grows. Players who know nothing learn to
            take the longest option. The NBME guide lists it among the flaws that help the test-wise; Haladyna,
            Downing & Rodriguez (guideline 24) ask for choices of about equal length.""",
            """
            - question: What did the crew of Soyuz 9 play over the radio with two men on the ground?
              answer: A game of chess that ended in a draw after six hours
              wrong: [Draughts, Dominoes, Backgammon]
            """,
            """
            - question: What did the crew of Soyuz 9 play over the radio with two men on the ground?
              answer: Chess
              wrong: [Draughts, Dominoes, Backgammon]
              explanation: After some six hours the two sides agreed on a draw.
            """,
        ),
        _rule(
            "length-tell",
            "The answer is too often the longest or the shortest option of the bank",
            """One long answer is an accident; over a whole bank it is a way to win without knowing anything. It is
            said from 12 questions on, when always taking the longest (or shortest) option would be right at least a
            quarter of all questions more often than chance, and chance alone would hardly do that. The sources are
            those of `long-answer`.""",
            """
            - question: Which dogs came back alive from orbit in 1960?
              answer: Belka and Strelka
              wrong: [Laika, Zvezdochka, Chernushka]
            - question: Who wrote the novel on which Solaris is based?
              answer: Stanisław Lem of Kraków
              wrong: [Kir Bulychov, Ray Bradbury, Ivan Yefremov]
            """,
            """
            - question: Which dogs came back alive from orbit in 1960?
              answer: Belka and Strelka
              wrong: [Bars and Lisichka, Pchyolka and Mushka, Veterok and Ugolyok]
            - question: Who wrote the novel on which Solaris is based?
              answer: Stanisław Lem
              wrong: [Kir Bulychov, Ray Bradbury, Ivan Yefremov]
            """,
            _WHOLE.format("length-tell"),
        ),
        _rule(
            "answer-in-question",
            "The question names its own answer",
            """Whoever reads to the end needs to know nothing. It happens most easily with titles and places. A question
            that names a wrong option as well, as in "Which flew first, A or B?", is left alone. Haladyna, Downing &
            Rodriguez (28b) warn of choices that are identical to words of the stem.""",
            """
            - question: Which cosmodrome did Vostok 1 leave from when Gagarin took off from Baikonur?
              answer: Baikonur
              wrong: [Plesetsk, Vostochny, Kapustin Yar]
            """,
            """
            - question: Which cosmodrome did Gagarin take off from in Vostok 1?
              answer: Baikonur
              wrong: [Plesetsk, Vostochny, Kapustin Yar]
            """,
        ),
        _rule(
            "clue-word",
            "A word of the question stands in the answer and in no wrong option",
            """Players who do not know match words. The NBME guide calls it word repeats; Haladyna, Downing & Rodriguez
            (28b) call it a clang association. Little words, and words of the question that a wrong option repeats as
            well, do not count. English banks only.""",
            """
            - question: Which part of Soyuz 1 failed, so that its parachutes did not open?
              answer: The parachute container
              wrong: [The heat shield, The antenna, The retrorocket]
            """,
            """
            - question: Which part of Soyuz 1 failed on its way down?
              answer: The parachute container
              wrong: [The heat shield, The antenna, The retrorocket]
            """,
        ),
        _rule(
            "all-of-the-above",
            "An option speaks of the other options",
            """"All of the above" is right as soon as two options are known to be right, and wrong as soon as one is
            known to be wrong. "None of the above" shows that a player knows what is not so, and nothing else.
            Haladyna, Downing & Rodriguez say to avoid the first (26) and to be careful with the second (25). The game
            shows such options last, since it mixes the others. English banks only.""",
            """
            - question: Which of these dogs flew in space?
              answer: All of the above
              wrong: [Laika, Belka, Strelka]
            """,
            """
            - question: Which of these dogs was the first in orbit?
              answer: Laika
              wrong: [Belka, Strelka, Chernushka]
            """,
        ),
        _rule(
            "negative-question",
            "A small word turns the question around, and it is not in capitals",
            """A "not" that is read over makes a player wrong who knew the answer. Haladyna, Downing & Rodriguez (17)
            say to ask positively, and to set the word in capitals where it must be. Only what is asked counts: "not"
            in a clause that describes something is left alone. English banks only.""",
            """
            - question: Which of these men did not fly in space?
              answer: Sergei Korolev
              wrong: [Gherman Titov, Pavel Popovich, Andriyan Nikolayev]
            """,
            """
            - question: Which of these men did NOT fly in space?
              answer: Sergei Korolev
              wrong: [Gherman Titov, Pavel Popovich, Andriyan Nikolayev]
            """,
        ),
        _rule(
            "absolute-words",
            "Only wrong options say always, never and the like",
            """Hardly anything is always so, and players know it: they drop such options unread. The NBME guide lists
            absolute terms, and Haladyna, Downing & Rodriguez (28a) specific determiners such as always, never,
            completely and absolutely. Milder words (all, every, only, must) count when two wrong options have them;
            titles do not count. English banks only.""",
            """
            - question: How did the Vostok cabin find its attitude at the landing?
              answer: Its heavy bottom turned it
              wrong: [The pilot always steered it, Gas jets turned it, A small sail turned it]
            """,
            """
            - question: How did the Vostok cabin find its attitude at the landing?
              answer: Its heavy bottom turned it
              wrong: [The pilot steered it, Gas jets turned it, A small sail turned it]
            """,
        ),
        _rule(
            "odd-answer",
            "The answer is in words and all wrong options are numbers",
            """The one option of another kind draws the eye. Haladyna, Downing & Rodriguez (23) ask for choices that are
            alike in content and form, and warn of a conspicuous correct choice (28d).""",
            """
            - question: How many crew did Vostok 1 have?
              answer: One
              wrong: ["2", "3", "4"]
            """,
            """
            - question: How many crew did Vostok 1 have?
              answer: "1"
              wrong: ["2", "3", "4"]
            """,
        ),
        _rule(
            "overlapping-ranges",
            "Ranges of numbers overlap",
            """When 10-20 and 20-30 are both offered, 20 is in both, and a player who knows more is worse off. Haladyna,
            Downing & Rodriguez (22) say that choices should not overlap; the NBME guide asks for numbers in one
            format. Ranges of years may overlap, since lives and terms of office do, and so may results of
            matches.""",
            """
            - question: How many orbits did the crew of Vostok 6 make?
              answer: 40-50
              wrong: [10-20, 20-30, 30-40]
            """,
            """
            - question: How many orbits did the crew of Vostok 6 make?
              answer: 41-50
              wrong: [11-20, 21-30, 31-40]
            """,
        ),
        _rule(
            "mixed-capitals",
            "Some options begin with capitals and some do not",
            """At best it is untidy, at worst the answer is the only one in its case. Haladyna, Downing & Rodriguez ask
            for choices alike in form (23) and for proof-read capitals (12). Names such as "von Braun" or "iPhone" do
            not count.""",
            """
            - question: Which planet did Venera 7 land on?
              answer: Venus
              wrong: [Mars, mercury, Jupiter]
            """,
            """
            - question: Which planet did Venera 7 land on?
              answer: Venus
              wrong: [Mars, Mercury, Jupiter]
            """,
        ),
        _rule(
            "mixed-stops",
            "Some options end with a full stop and some do not",
            """Authors polish the answer more than the rest, and the full stop shows it. Haladyna, Downing & Rodriguez
            ask for choices alike in form (23) and for proof-read punctuation (12). Abbreviations do not count.""",
            """
            - question: Why did the first crew of Soyuz 11 stay on the ground?
              answer: One of them seemed to be ill.
              wrong: [Their training had failed, Their rocket had burnt, Their spacesuits were lost]
            """,
            """
            - question: Why did the first crew of Soyuz 11 stay on the ground?
              answer: One of them seemed to be ill
              wrong: [Their training had failed, Their rocket had burnt, Their spacesuits were lost]
            """,
        ),
        _rule(
            "repeated-start",
            "All options begin with the same words",
            """What all options say belongs into the question, where it is read once. The NBME guide and Haladyna,
            Downing & Rodriguez (13, 15) ask for long stems, short options and little to read.""",
            """
            - question: How did Alexei Leonov get back into Voskhod 2?
              answer: He got back into it by letting air out of his suit
              wrong:
                - He got back into it by pulling at the cord
                - He got back into it by turning the ship
                - He got back into it by taking his boots off
            """,
            """
            - question: What did Alexei Leonov do to get back into Voskhod 2?
              answer: Let air out of his suit
              wrong: [Pull at the cord, Turn the ship around, Take his boots off]
            """,
        ),
        _rule(
            "number-position",
            "Among numbers the answer stands too often in one place",
            """The game shows numbers in their order. Writers hide the right one in the middle, and guessers look for it
            there: Attali & Bar-Hillel (Guess where, 2003) found both. Having learnt that, some writers never put it
            there. It is said from 8 questions with numbers on, when one place (the middle, the ends, the smallest, the
            largest) holds the answer at least a fifth of all questions more often than chance, and chance alone would
            hardly do that.""",
            """
            - question: In which year did Vostok 1 fly?
              answer: "1961"
              wrong: ["1959", "1960", "1962"]
            - question: How many minutes did the first spacewalk last?
              answer: "12"
              wrong: ["4", "8", "30"]
            """,
            """
            - question: In which year did Vostok 1 fly?
              answer: "1961"
              wrong: ["1962", "1963", "1964"]
            - question: How many minutes did the first spacewalk last?
              answer: "12"
              wrong: ["4", "8", "30"]
            """,
            _WHOLE.format("number-position"),
        ),
        _rule(
            "undated",
            "The question says currently, still or latest, but not when that was so",
            """Such a question is right on the day it is written, and nobody notices the day on which it is not. With
            `as_of` the game shows players how old the fact is. A date in the question does as well. This is our own
            experience, not research. English banks only.""",
            """
            - question: Who currently holds the record for the longest single stay in space?
              answer: Valeri Polyakov
              wrong: [Sergei Avdeyev, Frank Rubio, Mark Vande Hei]
            """,
            """
            - question: Who currently holds the record for the longest single stay in space?
              answer: Valeri Polyakov
              wrong: [Sergei Avdeyev, Frank Rubio, Mark Vande Hei]
              as_of: 2024-06
            """,
        ),
        _rule(
            "duplicate-question",
            "A question stands twice",
            """Players meet it again with the answer fresh in mind. Two questions in the same words with different
            answers are worse when one's answer is offered as wrong by the other: one of them is unclear or
            mistaken.""",
            """
            - question: Who was the first woman in space?
              answer: Valentina Tereshkova
              wrong: [Svetlana Savitskaya, Sally Ride, Irina Solovyova]
            - question: Who was the first woman in space?
              answer: Valentina Tereshkova
              wrong: [Valentina Ponomaryova, Sally Ride, Yelena Kondakova]
            """,
            """
            - question: Who was the first woman in space?
              answer: Valentina Tereshkova
              wrong: [Svetlana Savitskaya, Sally Ride, Irina Solovyova]
            - question: Who was the first woman to walk in space?
              answer: Svetlana Savitskaya
              wrong: [Valentina Tereshkova, Kathryn Sullivan, Yelena Kondakova]
            """,
            _PAIR.format("duplicate-question"),
        ),
        _rule(
            "near-duplicate",
            "Two questions ask the same in other words",
            """One gives away the other when both come up. It is said when the answers are equal and one question says
            little that the other does not. Questions built alike that ask for different things ("Who directed
            Solaris?", "Who directed Stalker?") are fine.""",
            """
            - question: Who made the first spacewalk?
              answer: Alexei Leonov
              wrong: [Ed White, Gherman Titov, Boris Volynov]
            - question: Which cosmonaut made the first spacewalk?
              answer: Alexei Leonov
              wrong: [Pavel Belyayev, Yuri Gagarin, Vladimir Komarov]
            """,
            """
            - question: Who made the first spacewalk?
              answer: Alexei Leonov
              wrong: [Ed White, Gherman Titov, Boris Volynov]
            - question: Which cosmonaut drew with coloured pencils in orbit?
              answer: Alexei Leonov
              wrong: [Pavel Belyayev, Yuri Gagarin, Vladimir Komarov]
            """,
            _PAIR.format("near-duplicate") + " Or give both one `group`: then they never meet in a round.",
        ),
        _rule(
            "missing-explanation",
            "The answer is not explained",
            """The reveal is where players learn something, and a sentence that tells the story behind the answer is why
            they come back. When many questions of a bank have none, it is said once for all of them.""",
            """
            - question: What was the first spacecraft to reach the Moon?
              answer: Luna 2
              wrong: [Luna 1, Pioneer 4, Ranger 7]
              source: https://en.wikipedia.org/wiki/Luna_2
            """,
            """
            - question: What was the first spacecraft to reach the Moon?
              answer: Luna 2
              wrong: [Luna 1, Pioneer 4, Ranger 7]
              explanation: It struck near the crater Archimedes in 1959. Luna 1 had missed.
              source: https://en.wikipedia.org/wiki/Luna_2
            """,
            _EACH.format("missing-explanation"),
        ),
        _rule(
            "missing-source",
            "The answer has no source",
            """A player who doubts an answer wants to look it up, and so does the author a year later. A `source` at the
            top of the bank counts for all its questions. When many questions of a bank have none, it is said once for
            all of them.""",
            """
            - question: What was the first spacecraft to reach the Moon?
              answer: Luna 2
              wrong: [Luna 1, Pioneer 4, Ranger 7]
              explanation: It struck near the crater Archimedes in 1959. Luna 1 had missed.
            """,
            """
            - question: What was the first spacecraft to reach the Moon?
              answer: Luna 2
              wrong: [Luna 1, Pioneer 4, Ranger 7]
              explanation: It struck near the crater Archimedes in 1959. Luna 1 had missed.
              source: https://en.wikipedia.org/wiki/Luna_2
            """,
            _EACH.format("missing-source"),
        ),
    )
)
"""All advice, by its codes."""


def explained(code: str, rules: Mapping[str, Rule] = CODES) -> str:
    """What a code means, for a terminal.

    Raises:
        KeyError: there is no such code among the rules.

    """
    rule = rules[code]
    parts = [f"{code}: {rule.title}", "\n".join(wrap(rule.why.replace("`", ""), _WIDTH))]
    parts += [f"{name}:\n\n{indent(text, '    ')}" for name, text in (("Bad", rule.bad), ("Good", rule.good)) if text]
    if rule.silence:
        parts.append("\n".join(wrap(f"To silence it: {rule.silence}".replace("`", ""), _WIDTH)))
    return "\n\n".join(parts) + "\n"


_HEAD: Final = """\
# Advice on question craft

`cosmoquiz check` gives this advice on banks without errors, as warnings: the bank can be played all the same. Each has
a code; `cosmoquiz check --explain CODE` prints what stands here. Where advice is wrong for a question, silence it
there:

```yaml
- question: Which of these is the longest name?
  answer: Alexandra Konstantinovna
  wrong: [Anna, Olga]
  lint: [long-answer]
```

Most of it goes back to T. M. Haladyna, S. M. Downing & M. C. Rodriguez, "A Review of Multiple-Choice Item-Writing
Guidelines for Classroom Assessment", Applied Measurement in Education 15 (2002), 309-334 (the numbers are those of
its guidelines), and to the National Board of Medical Examiners, "Constructing Written Test Questions for the Basic and
Clinical Sciences" (the NBME guide). Where the text names no source, it is our own advice.
"""


def advice_page() -> str:
    """The page of the docs that explains all advice, as Markdown."""
    parts = [_HEAD]
    for code, rule in CODES.items():
        why = "\n".join(wrap(rule.why, 120, break_on_hyphens=False))
        examples = "\n\n".join(
            f"{name}:\n\n```yaml\n{text}\n```" for name, text in (("Bad", rule.bad), ("Good", rule.good))
        )
        parts.append(f"## {code}\n\n{rule.title}.\n\n{why}\n\n{examples}\n\n{rule.silence}\n")
    return "\n".join(parts)
