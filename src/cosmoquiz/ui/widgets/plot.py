"""A small plot of scores: a column a round, from nothing up to the best."""

from textual.content import Content
from textual.reactive import reactive

from cosmoquiz.quiz.words import number
from cosmoquiz.ui.widgets.lines import Lines, stacked

_EIGHTHS = " ▁▂▃▄▅▆▇█"


class Plot(Lines):
    """Columns with a scale at their left; the last one stands out."""

    scores: reactive[tuple[int, ...]] = reactive(())

    def render(self) -> Content:
        """The columns, as many of the last ones as there is room for."""
        height, width = self.size.height, self.size.width
        best = max(self.scores, default=0)
        if not best or height < 2:
            return Content("")
        scale = len(number(best)) + 1
        step = 2 if (width - scale) >= 2 * len(self.scores) else 1
        shown = self.scores[-max(1, (width - scale) // step) :]
        lines = []
        for line in range(height):
            label = number(best) if line == 0 else "0" if line == height - 1 else ""
            cells = [column(score, best, height, height - 1 - line) + " " * (step - 1) for score in shown]
            lines.append(
                Content.assemble(
                    (f"{label:>{scale - 1}} ", "$quiet"), ("".join(cells[:-1]), "$secondary"), (cells[-1], "$primary")
                )
            )
        return stacked(lines)


def column(score: int, best: int, height: int, row: int) -> str:
    """The cell of a column in that row, counted from the bottom."""
    eighths = round(score * height * 8 / best) - row * 8
    return _EIGHTHS[max(0, min(8, eighths))]
