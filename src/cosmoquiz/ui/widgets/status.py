"""The quiet line above a question: how far, how many points, what streak, how much time."""

from textual.content import Content
from textual.reactive import reactive

from cosmoquiz.quiz.words import number
from cosmoquiz.ui.widgets.lines import Lines, both_ends


class StatusLine(Lines):
    """Progress and score on the left, the clock on the right."""

    place: reactive[tuple[int, int, int]] = reactive((1, 1, 0))
    """Number of the question, questions in all, questions answered."""
    score: reactive[int] = reactive(0)
    remark: reactive[str] = reactive("")
    """The streak in words."""
    clock: reactive[str] = reactive("")
    urgent: reactive[bool] = reactive(False)

    def render(self) -> Content:
        """The line, with a bar as long as there is room for."""
        now, all_, done = self.place
        count = Content(f"{now:>{len(str(all_))}}/{all_} ").stylize("bold")
        rest = Content.assemble((f"  {number(self.score)}", "bold $primary"), (f"   {self.remark}", "$quiet"))
        clock = Content(self.clock).stylize("bold $wrong" if self.urgent else "$quiet")
        room = self.content_size.width - count.cell_length - rest.cell_length - clock.cell_length - 2
        length = max(0, min(30, room, 3 * all_))
        filled = length * done // all_
        bar = Content.assemble(("━" * filled, "$primary"), ("─" * (length - filled), "$faint"))
        return both_ends(count + bar + rest, clock, self.content_size.width)
