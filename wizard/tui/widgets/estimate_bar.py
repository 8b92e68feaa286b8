"""The estimate at the bottom of the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from wizard.tui.widgets.estimate import nearest_line, size_line
from wizard.tui.widgets.say import lines

if TYPE_CHECKING:
    from wizard.interview.view import View


class EstimateBar(Widget):
    """Two lines that change with every answer."""

    DEFAULT_CSS = "EstimateBar { height: 2; padding: 0 1; background: $surface; }"
    view: reactive[View | None] = reactive(None)

    def render(self) -> Content:
        """Size and cost; nearest preset."""
        if self.view is None:
            return Content("")
        width = self.content_size.width
        estimate = self.view.estimate
        return lines(size_line(estimate, width), nearest_line(self.view.nearest, estimate, width))
