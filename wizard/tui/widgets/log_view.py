"""A log of any length. Only the rows on the screen are ever drawn; lines are kept as plain text."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.timer import Timer

from wizard.tui.widgets.log_store import CAP, LogStore, Rows, is_error, width_of

SHOW, FLOODED = 0.05, 0.1  # seconds
FLOOD = 250  # lines at once, of which nobody reads one


class LogView(ScrollView, can_focus=True):
    """Follows the end until somebody scrolls up; numbers of lines are `LogStore`'s."""

    HELP = """\
# Log
What native-image prints, as it prints it; the whole of it is in the log's file.

* `space` holds the view where it is, and lets it follow again
* `/` searches, `n` and `N` go on searching, `e` goes to the next line with an error
* `w` breaks long lines, `y` copies the marked line
* the mouse marks text too; with shift held the terminal itself does
"""
    BINDINGS = [
        Binding("space", "pause", "Pause", id="log.pause", tooltip="Hold the view where it is, or follow the end"),
        Binding("e", "error(False)", "Next error", id="log.error", tooltip="Go to the next line that has an error"),
        Binding("E", "error(True)", "Error before", show=False, id="log.error_before"),
        Binding("w", "wrap", "Wrap", id="log.wrap", tooltip="Break long lines"),
        Binding("y", "copy", "Copy", id="log.copy", tooltip="Copy the marked line, or the last one"),
        Binding("end", "follow", "End", show=False, id="log.end", tooltip="To the end, and follow it"),
        Binding("home", "top", "Top", show=False, id="log.home"),
    ]
    COMPONENT_CLASSES = {"log--mark", "log--error", "log--match"}
    DEFAULT_CSS = """
    LogView { background: $surface; color: $foreground; scrollbar-size-horizontal: 1; }
    LogView > .log--mark { background: $primary 30%; text-style: bold; }
    LogView > .log--error { color: $text-error; text-style: bold; }
    LogView > .log--match { background: $warning 40%; text-style: underline; }
    """
    following: reactive[bool] = reactive(True)
    wrap: reactive[bool] = reactive(False)
    mark: reactive[int | None] = reactive(None)

    class Copied(Message):
        """A line was copied."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, cap: int = CAP, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.store = LogStore(cap)
        self.needle = ""
        self._rows: Rows | None = None
        self._widest = 0
        self._gone = 0  # rows that went above the reader since the last time that was shown
        self._later: Timer | None = None

    def add(self, lines: Sequence[str], lost: int = 0) -> None:
        """More lines of a tool; `lost`: how many before them will not be shown.

        The screen follows twenty times a second at most, in a flood ten times: drawing it takes 8 ms, in which no
        key is answered, a line 0.5 µs.
        """
        if not lines and not lost:
            return
        first, end = self.store.first, self.store.end
        if lost:
            self.store.skip(lost)
        self.store.extend(lines)
        new = self.store.lines[max(end - self.store.first, 0) :]
        self._widest = max(self._widest, max(map(width_of, new), default=0))
        dropped = self.store.first - first
        if self._rows is not None:
            dropped = self._rows.skip(dropped)
            self._rows.extend(new)
        self._gone += dropped
        if self._later is None:
            self._later = self.set_timer(FLOODED if len(lines) > FLOOD else SHOW, self._show)

    def _show(self) -> None:
        if self._later is not None:
            self._later.stop()
        self._later, gone, self._gone = None, self._gone, 0
        self._resized(gone)

    def clear(self) -> None:
        """A new log."""
        self.store, self._widest, self.mark = LogStore(self.store.cap), 0, None
        self._rows = Rows(self.scrollable_content_region.width) if self.wrap else None
        self.following = True
        self._resized(0)

    def _resized(self, gone: int) -> None:
        """The end stays in sight, or the reader's place does, though `gone` rows above it went."""
        rows = self._rows.total if self._rows is not None else len(self.store.lines)
        self._measured(Size(0 if self.wrap else self._widest, rows))
        if self.following:
            self.scroll_end(animate=False, immediate=True, x_axis=False)
        elif gone:
            self.scroll_to(y=max(self.scroll_offset.y - gone, 0), animate=False, immediate=True, force=True)
        self.refresh()

    def _measured(self, size: Size) -> None:
        """More rows behind a scrollbar that is there move nothing: the screen's layout, 4 ms, is spared then."""
        more = size.width == self.virtual_size.width and size.height > self.virtual_size.height
        if not (more and self.show_vertical_scrollbar):
            self.virtual_size = size
            return
        self.set_reactive(LogView.virtual_size, size)
        self.vertical_scrollbar.window_virtual_size = size.height

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        left, top = self.scroll_offset
        width = self.scrollable_content_region.width
        text, number, start = self._row(top + y, left, width)
        style = self._style(text, number)
        strip = Strip([Segment(text, style)], width_of(text)).crop_extend(start, start + width, style)
        strip = self._highlighted(strip, text[start:] if text.isascii() else "", number)
        return strip.apply_offsets(start, top + y)

    def _row(self, row: int, left: int, width: int) -> tuple[str, int, int]:
        """Text of the line, its number, and the column at which this row of it begins."""
        if self._rows is None:
            number = self.store.first + row
            return self.store.line(number), number, left
        line, part = self._rows.at(row)
        return self.store.line(self.store.first + line), self.store.first + line, part * width

    def _style(self, text: str, number: int) -> Style:
        if number == self.mark:
            return self.get_component_rich_style("log--mark")
        if is_error(text):
            return self.get_component_rich_style("log--error")
        return self.rich_style

    def _highlighted(self, strip: Strip, shown: str, number: int) -> Strip:
        """What the mouse selected, else what was searched for."""
        selection = self.text_selection
        if selection is not None and self._rows is None:
            span = selection.get_span(number - self.store.first)
            if span is not None:
                start, end = span
                return _painted(strip, start, end, self.screen.get_component_rich_style("screen--selection"))
            return strip
        at = shown.lower().find(self.needle.lower()) if self.needle else -1
        if at < 0:
            return strip
        return _painted(strip, at, at + len(self.needle), self.get_component_rich_style("log--match"))

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What the mouse selected."""
        return selection.extract("\n".join(self.store.lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw it."""
        del selection
        self.refresh()

    def watch_wrap(self, wrap: bool) -> None:
        """Measure all lines: 30 ms for 200,000."""
        line = self._top_line()
        self._rows = None
        if wrap:
            self._rows = Rows(self.scrollable_content_region.width)
            self._rows.extend(self.store.lines)
        self._resized(0)
        if not self.following:
            self.scroll_to(y=self._row_number(line), animate=False, immediate=True)

    def _top_line(self) -> int:
        row = self.scroll_offset.y
        return self.store.first + (self._rows.at(row)[0] if self._rows is not None else row)

    def _row_number(self, line: int) -> int:
        at = line - self.store.first
        return self._rows.row_of(at) if self._rows is not None else at

    def on_resize(self, event: events.Resize) -> None:
        """Rows are measured for a width."""
        del event
        if self.wrap:
            self.watch_wrap(True)
        else:
            self._resized(0)

    def go(self, number: int | None) -> bool:
        """Mark a line and show it; False where there is none."""
        if number is None:
            self.app.bell()
            return False
        self._show()
        self.following = False
        self.mark = number
        height = self.scrollable_content_region.height
        self.scroll_to(y=max(self._row_number(number) - height // 3, 0), animate=False, immediate=True)
        return True

    def search(self, needle: str, *, back: bool = False) -> bool:
        """The next line that holds it."""
        self.needle = needle
        start = self.mark if self.mark is not None else self._top_line() - 1
        found = self.store.find(needle, start, back=back) if needle else None
        self.refresh()
        return self.go(found) if needle else True

    def action_pause(self) -> None:
        """Hold, or follow."""
        self.following = not self.following

    def action_follow(self) -> None:
        """To the end."""
        self.mark = None
        self.following = True

    def action_top(self) -> None:
        """To the first line that is kept."""
        self.following = False
        self.scroll_home(animate=False)

    def action_wrap(self) -> None:
        """Break long lines, or do not."""
        self.wrap = not self.wrap

    def action_error(self, back: bool) -> None:
        """To the next line with an error."""
        start = self.mark if self.mark is not None else self._top_line() - 1
        self.go(self.store.error(start, back=back))

    def action_copy(self) -> None:
        """The marked line, or the last one."""
        text = self.store.line(self.mark if self.mark is not None else self.store.end - 1)
        self.app.copy_to_clipboard(text)
        self.post_message(self.Copied(text))

    def watch_following(self, following: bool) -> None:
        """Go to the end at once."""
        if following:
            self.scroll_end(animate=False, immediate=True, x_axis=False)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Whoever scrolls up wants to read."""
        del event
        self.following = False

    def action_scroll_up(self) -> None:
        """Whoever scrolls up wants to read."""
        self.following = False
        super().action_scroll_up()

    def action_page_up(self) -> None:
        """Whoever scrolls up wants to read."""
        self.following = False
        super().action_page_up()

    def on_click(self, event: events.Click) -> None:
        """Mark the line under the mouse."""
        row = self.scroll_offset.y + event.y
        line = self._rows.at(row)[0] if self._rows is not None else row
        if line < len(self.store.lines) and not self.text_selection:
            self.following = False
            self.mark = self.store.first + line


def _painted(strip: Strip, start: int, end: int, style: Style) -> Strip:
    """`style` over columns `start` to `end` (-1: its end)."""
    last = strip.cell_length if end == -1 else min(end, strip.cell_length)
    start = min(max(start, 0), last)
    before, middle, after = strip.divide([start, last, strip.cell_length])
    return Strip.join([before, middle.apply_style(style), after])
