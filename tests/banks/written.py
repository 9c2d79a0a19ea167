"""Banks as YAML: made up for a test, or written back so that it can see whether they read the same."""

from cosmoquiz.banks.formats.item import Incoming, Item
from cosmoquiz.banks.yaml_text import incoming_text
from cosmoquiz.quiz.question import DIFFICULTIES, Bank, Question
from cosmoquiz.quiz.text import short_hash


def text_of(title: str, count: int = 3, tags: str = "space", about: str = "") -> str:
    """A bank of so many questions; braces in `tags` become 0 and 1 in turn."""
    items = "".join(
        f"- id: q{n}\n  question: '{title} {n}?'\n  answer: a{n}\n  wrong: [b, c]\n"
        f"  difficulty: {DIFFICULTIES[n % 3]}\n  tags: [{tags.format(n % 2)}]\n"
        for n in range(count)
    )
    said = f"about: {about}\n" if about else ""
    return f"title: {title}\n{said}questions:\n{items}"


def yaml_text(bank: Bank) -> str:
    """The bank as YAML that reads back as the same bank under the same name."""
    return incoming_text(incoming_of(bank))


def incoming_of(bank: Bank) -> Incoming:
    """The bank in the shape that the formats share, without the ids that were only made up for it."""
    made: set[str] = set()
    items = []
    for number, question in enumerate(bank.questions, 1):
        name = question.key.rpartition("/")[2]
        short = short_hash(question.text, question.answer)
        items.append(_item(question, "" if name == (f"{short}-{number}" if short in made else short) else name))
        made |= {name}
    return Incoming(
        tuple(items),
        title=bank.title,
        about=bank.about,
        author=bank.author,
        licence=bank.licence,
        language=bank.language,
    )


def _item(question: Question, name: str) -> Item:
    return Item(
        question.text,
        question.answer,
        question.wrong,
        None,
        name,
        question.explanation,
        question.source,
        "" if question.difficulty == "medium" else question.difficulty,
        question.tags,
        question.hint,
        question.as_of,
        question.group,
    )
