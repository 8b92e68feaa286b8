"""The app: its screens, and what happens to a build."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from wizard.tui.building_app import BuildingApp
from wizard.tui.screens.ask import Ask, Way
from wizard.tui.screens.build import BuildScreen
from wizard.tui.screens.start import StartScreen
from wizard.tui.widgets.say import say


class WizardApp(BuildingApp):
    """A stack of screens, at most one build."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="app.help", tooltip="Help on what has the focus"),
        Binding("f5", "build_screen", show=False, id="app.build", tooltip="The build that runs"),
        Binding("t", "rehearse", show=False, id="app.rehearse", tooltip="Run the program on a JVM with these answers"),
        Binding("f6", "report", show=False, id="app.report", tooltip="What was built last"),
        Binding("q", "leave", "Quit", id="app.quit", tooltip="Leave the app"),
        Binding(
            "ctrl+q",
            "leave",
            show=False,
            priority=True,
            id="app.quit_always",
            tooltip="Leave, from a line that is typed in too",
        ),
    ]

    def __init__(self, folder: Path, profile: Path | None = None, program: str = "") -> None:
        super().__init__(folder)
        self.profile, self.program = profile, program

    def get_default_screen(self) -> Screen[None]:
        """The start."""
        return StartScreen()

    def on_mount(self) -> None:
        """Open what was named."""
        super().on_mount()
        if self.program:
            self.open_program(self.program)
        elif self.profile is not None:
            self.open_file(self.profile)

    # Screens

    def action_build_screen(self) -> None:
        """The build that runs, or the last one."""
        if self.state.job is None:
            self.tell("nothing is being built")
        elif not isinstance(self.screen, BuildScreen):
            self.push_screen(BuildScreen())

    def action_report(self) -> None:
        """What was built last."""
        from wizard.tui.screens.report import ReportScreen

        self.go(ReportScreen)

    def action_review(self) -> None:
        """Everything at once."""
        from wizard.tui.screens.review import ReviewScreen

        if self.state.interview is not None:
            self.go(ReviewScreen)

    def action_presets(self) -> None:
        """Compare, import, export."""
        from wizard.tui.screens.presets import PresetsScreen

        self.go(PresetsScreen)

    def action_history(self) -> None:
        """All builds."""
        from wizard.tui.screens.history import HistoryScreen

        self.go(HistoryScreen)

    def action_settings(self) -> None:
        """Look and machine."""
        from wizard.tui.screens.settings import SettingsScreen

        self.go(SettingsScreen)

    def action_keys(self) -> None:
        """All keys."""
        from wizard.tui.screens.keys import KeysScreen

        self.go(KeysScreen)

    def action_rehearse(self) -> None:
        """Run the program before anything is built."""
        from wizard.tui.screens.rehearse import RehearseScreen

        if self.state.interview is not None:
            self.go(RehearseScreen)
        else:
            self.tell("open a program first: its answers are what is tried")

    def action_home(self) -> None:
        """Back to the first screen."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def go(self, screen: type[Screen[None]]) -> None:
        """Show a screen; one that is below comes up again."""
        if any(type(entry) is screen for entry in self.screen_stack):
            while type(self.screen) is not screen:
                self.pop_screen()
        else:
            self.push_screen(screen())

    def action_help(self) -> None:
        """Help on the focused thing."""
        from wizard.tui.screens.help import Help, help_on

        if not isinstance(self.screen, Help):
            self.push_screen(help_on(self.screen))

    @work(exclusive=True, group="leave", exit_on_error=False)
    async def action_leave(self) -> None:
        """Ask first where a build runs."""
        if self.state.builds:
            text = [say("A build runs. Leaving ends it, with all that native-image started.")]
            ways = [Way("stay", "Stay", "s", "primary"), Way("leave", "End the build and leave", "l", "error")]
            if await self.push_screen_wait(Ask("Leave?", text, ways)) != "leave":
                return
            self.cancel_build()
        self.exit(0)

    async def action_quit(self) -> None:
        """The palette's way out asks too."""
        self.action_leave()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Everything that a key does, and what has none."""
        from wizard.tui.palette import of_screen

        yield from of_screen(screen)
        yield from super().get_system_commands(screen)
        yield SystemCommand("Start", "the first screen", self.action_home)
        yield SystemCommand("Presets", "compare, import, export", self.action_presets)
        yield SystemCommand("Settings and doctor", "toolchains, look, what a build needs", self.action_settings)
        yield SystemCommand("Change keys", "all of them, and another one for any", self.action_keys)
        yield SystemCommand("Report", "what was built last", self.action_report)
        yield SystemCommand("History", "all builds, their trend, any two compared", self.action_history)
        if self.state.job is not None:
            yield SystemCommand("The build", "its stages, memory and log", self.action_build_screen)
        if self.state.interview is not None:
            yield SystemCommand("Review", "everything at once, before building", self.action_review)
            yield SystemCommand("Rehearse", "run the program on a JVM with these answers", self.action_rehearse)
            yield SystemCommand("Build", "write the profile and build", self.action_build_now)
            yield SystemCommand("Save profile", "write graalpy-wizard.toml", self.action_save)
