"""Everything at once, before building: command, profile, what goes, what this machine has, cost, consent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from wizard.ground.several import some
from wizard.tui.screens.base import WizardScreen
from wizard.tui.state import State
from wizard.tui.widgets.estimate import nearest_line, size_line
from wizard.tui.widgets.say import lines, say
from wizard.tui.widgets.troubles import sign_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.interview.review import Checked, Review

DIFF = {"+": "$success", "-": "$error", "@": "$accent"}


class Sections(VerticalScroll, can_focus=True):
    """The text of the review; arrows and page keys scroll."""

    HELP = """\
# Review
Nothing has been built or written yet.

* `b` writes the profile and builds; `s` only writes the profile
* `y` copies the command that does the same without the app, `w` writes it into a script, `Y` copies native-image's own
* a profile that asks for what can run code is built after you consented; the keys are named here
"""


class ReviewScreen(WizardScreen):
    """Preflight takes seconds, so it is a worker; everything else is there at once."""

    WHERE = "Review"
    BINDINGS = [
        Binding("escape", "app.pop_screen", "Back", id="review.back", tooltip="Back to the questions"),
        Binding("b,enter", "app.build_now", "Build", key_display="b", id="review.build", tooltip="Write and build"),
        Binding("s", "app.save", "Save profile", id="review.save", tooltip="Write graalpy-wizard.toml"),
        Binding("t", "app.rehearse", "Try", id="app.rehearse", tooltip="Run the program with these answers on a JVM"),
        Binding("e", "whole", "Whole profile", id="review.whole", tooltip="The profile's whole text, or what changes"),
        Binding("y", "copy", "Copy command", id="review.copy", tooltip="To the clipboard of the terminal"),
        Binding("Y", "copy_native", "Copy native-image's", show=False, id="review.copy_native"),
        Binding("w", "write", "Write script", id="review.write", tooltip="The command as a file"),
    ]
    whole: reactive[bool] = reactive(False)
    checked: reactive[Checked | None] = reactive(None)

    def body(self) -> ComposeResult:
        """One column that scrolls."""
        with Sections(id="sections"):
            for name in ("trouble", "command", "cost", "consent", "goes", "profile", "preflight", "native"):
                yield Static(id=name, classes="panel section")

    def on_mount(self) -> None:
        """Look at the machine meanwhile."""
        super().on_mount()
        self.query_one(Sections).focus()
        self.preflight()

    @work(exclusive=True, group="preflight", exit_on_error=False)
    async def preflight(self) -> None:
        """What this machine has."""
        import asyncio

        from wizard.interview.review import check

        interview = self.state.interview
        if interview is not None:
            self.checked = None
            self.checked = await asyncio.to_thread(check, interview, self.state.folder)

    def show(self, state: State) -> None:
        """All sections."""
        from wizard.interview.review import review

        if state.interview is None or state.view is None:
            return
        self.reviewed = review(state.interview, state.view, state.folder)
        self.title_bar.left = state.interview.name
        self.title_bar.right = f"GraalPy {state.interview.setting.version.version}"
        self.draw()

    def draw(self) -> None:
        """The text of each section."""
        seen, view = self.reviewed, self.state.view
        if view is None:
            return
        width = max(self.size.width - 8, 40)
        estimate, checked = seen.estimate, self.checked
        if estimate is not None and checked is not None and checked.engine_cached:
            estimate = replace(estimate, engine_known=True)
        costs = lines(size_line(estimate, width), nearest_line(view.nearest, estimate, width))
        if not view.questions:  # a jar
            costs = say(("not measured: the program's own code decides, no answer does", "dim"))
        native = say(checked.command_line) if checked is not None and checked.command_line else None
        bad = any(trouble.severity == "error" for trouble in seen.problems)
        self.query_one("#trouble").set_class(bad, "-bad")
        self.fill("trouble", "What is wrong" if bad else "Notes", trouble_text(seen) if seen.problems else None)
        self.fill("command", "The same without the app", say((seen.command_line, "bold")))
        self.fill("cost", "Cost", costs)
        self.fill("consent", "Needs your consent", consent_text(seen) if seen.dangers else None)
        most = 1000 if self.has_class("-tall") else 60
        self.fill("goes", "Removed and withheld", goes_text(seen, most))
        self.fill("profile", self._profile_title(), profile_text(seen, whole=self.whole))
        self.fill("preflight", "This machine", preflight_text(checked))
        self.fill("native", "native-image's own command (Y copies it)", native)

    def fill(self, name: str, title: str, text: Content | None) -> None:
        """A section, or none."""
        box = self.query_one(f"#{name}", Static)
        box.display = text is not None
        box.border_title = say(title).markup
        if text is not None:
            box.update(text)

    def _profile_title(self) -> str:
        interview = self.state.interview
        name = interview.setting.file.name if interview is not None else ""
        return f"{name}: {'the whole of it' if self.whole else 'what changes'} (e)"

    def watch_checked(self) -> None:
        """The machine was looked at."""
        if self.is_mounted and hasattr(self, "reviewed"):
            self.draw()

    def watch_whole(self) -> None:
        """The other view of the profile."""
        self.watch_checked()

    def action_whole(self) -> None:
        """The whole profile, or what changes."""
        self.whole = not self.whole

    def action_copy(self) -> None:
        """The command."""
        self.app.copy_to_clipboard(self.reviewed.command_line)
        self.wizard.tell("copied; where the terminal refuses, w writes it into a file")

    def action_copy_native(self) -> None:
        """native-image's own command."""
        if self.checked is not None and self.checked.command_line:
            self.app.copy_to_clipboard(self.checked.command_line)
            self.wizard.tell("native-image's command is copied")

    def action_write(self) -> None:
        """The command as a script."""
        self.wizard.write_script(self.reviewed.command_line)


def trouble_text(seen: Review) -> Content:
    """Every problem with its detail."""
    rows = []
    for trouble in seen.problems:
        rows.append(say(sign_of(trouble), (trouble.text, "bold" if trouble.severity == "error" else "")))
        rows += [say(("  " + ", ".join(trouble.places), "dim"))] if trouble.places else []
        rows += [say(("  → ", "$success"), way.label) for way in trouble.ways]
    return lines(*rows)


def consent_text(seen: Review) -> Content:
    """What could run code or reach outside."""
    known = "the build does not ask: you chose it here, or consented to it before"
    state = "the build asks for it" if seen.consent_needed else known
    rows = [say(("! ", "bold $warning"), (danger.key, "bold"), f" = {danger.value}") for danger in seen.dangers]
    whys = [say(("  " + danger.why, "dim")) for danger in seen.dangers]
    mixed = [row for both in zip(rows, whys, strict=True) for row in both]
    return lines(*mixed, say((state, "$accent")))


def goes_text(seen: Review, most: int) -> Content:
    """`most` of the modules, and the rights."""
    rows = [say(("modules gone or broken  ", "$accent"), some(seen.removed, most) or "none")]
    rows += [say(("withheld  ", "$accent"), text) for text in seen.withheld]
    return lines(*rows)


def profile_text(seen: Review, *, whole: bool) -> Content:
    """The text, or the differences to the file."""
    if whole:
        return lines(*(say(line) for line in seen.text.splitlines()))
    if not seen.diff:
        return say(("the file says this already", "dim"))
    return lines(*diff_rows(seen.diff))


def diff_rows(diff: Sequence[str]) -> list[Content]:
    """Signs say what colours say."""
    shown = [line for line in diff if not line.startswith(("---", "+++"))]
    return [say((line.rstrip("\n"), DIFF.get(line[:1], "dim"))) for line in shown]


def preflight_text(checked: Checked | None) -> Content:
    """What was found, what is missing, and native-image's own command."""
    if checked is None:
        return say(("looking at compiler, toolchain, memory and disk ...", "dim"))
    rows = [_toolchain_line(checked)] if checked.toolchain else []
    for problem in checked.problems:
        sign = ("✗ ", "bold $error") if problem.severity == "error" else ("! ", "bold $warning")
        rows.append(say(sign, problem.line()))
    told = "the engine is in the cache: building takes a second or two" if checked.engine_cached else ""
    rows += [say(("✓ ", "$success"), told)] if told else []
    return lines(*rows) if rows else say(("✓ ", "$success"), "nothing is missing")


def _toolchain_line(checked: Checked) -> Content:
    if checked.toolchain_there:
        return say(("✓ ", "$success"), f"toolchain {checked.toolchain}")
    return say(("· ", "$accent"), f"toolchain {checked.toolchain} is not there yet: the build gets it first (400 MB)")
