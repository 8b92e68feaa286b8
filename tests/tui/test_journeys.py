"""What users do, with the real core behind it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.tui.driving import at, driven, press, text_of, until
from tests.tui.replay import endless, held_by, replaying
from wizard.cli.main import run as main
from wizard.ground.problems import wrong_input
from wizard.interview.state import Interview
from wizard.rehearsing import kept
from wizard.rehearsing.model import Rehearsal
from wizard.tui.app import WizardApp
from wizard.tui.outside import write_report
from wizard.tui.screens.ask import Ask
from wizard.tui.screens.build import BuildScreen
from wizard.tui.screens.failure import Failure
from wizard.tui.screens.presets import PresetsScreen
from wizard.tui.screens.questions import QuestionsScreen
from wizard.tui.screens.rehearse import RehearseScreen
from wizard.tui.screens.report import ReportScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.search import Search
from wizard.tui.screens.settings import SettingsScreen
from wizard.tui.screens.start import StartScreen
from wizard.tui.widgets.listing import Listing
from wizard.tui.widgets.log_view import LogView

pytestmark = pytest.mark.asyncio


async def test_the_start_shows_what_is_here(app: WizardApp) -> None:
    async with driven(app) as pilot:
        await pilot.pause()
        seen = text_of(app)
    assert "hello.py" in seen
    assert "smallest" in seen
    assert " MB █" in seen


async def test_an_answer_changes_the_estimate_and_can_be_undone(app: WizardApp) -> None:
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        before = text_of(app)
        await press(pilot, "1")
        assert "No network" in text_of(app)
        assert app.state.view is not None
        assert app.state.view.question("network").said == "none"
        assert text_of(app) != before
        await press(pilot, "u")
        assert app.state.view.question("network").said == "client"


async def test_a_broken_import_is_marked_with_ways_out(project: Path) -> None:
    (project / "hello.py").write_text("import urllib.request\n")
    app = WizardApp(project)
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        await press(pilot, "1")
        assert "urllib.request" in text_of(app)
        assert app.state.view is not None
        assert app.state.view.errors
        await press(pilot, "a")  # the first way out
        assert not app.state.view.errors


async def test_what_cannot_be_built_is_not_built(project: Path) -> None:
    (project / "hello.py").write_text("import urllib.request\n")
    app = WizardApp(project)
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        await press(pilot, "1", "b")
        await at(pilot, Ask)
        assert "urllib.request" in text_of(app)
        assert app.state.job is None
        assert not (project / "graalpy-wizard.toml").exists()


async def test_search_leads_to_the_question_that_decides(app: WizardApp) -> None:
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        await press(pilot, "slash")
        await at(pilot, Search)
        await press(pilot, *"zlib")
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        screen = app.screen
        assert isinstance(screen, QuestionsScreen)
        assert screen.current is not None
        assert screen.current.key == "compression"


async def test_a_preset_is_taken(app: WizardApp) -> None:
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        await press(pilot, "p", "home")
        names = [key.partition(":")[2] for key in app.screen.query_one(Listing).keys]
        await press(pilot, *["down"] * names.index("smallest"), "enter")
        await at(pilot, QuestionsScreen)
        assert app.state.interview is not None
        assert app.state.interview.now.preset == "smallest"


async def test_the_review_shows_command_and_profile_and_saves(app: WizardApp, project: Path) -> None:
    async with driven(app, (120, 60)) as pilot:
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        await press(pilot, "1", "r")
        await at(pilot, ReviewScreen)
        assert "graalpy-wizard build hello.py --set network=none" in text_of(app)
        assert '+network = "none"' in text_of(app)
        await press(pilot, "s")
        await until(pilot, (project / "graalpy-wizard.toml").exists)
    assert 'network = "none"' in (project / "graalpy-wizard.toml").read_text()


async def test_answers_survive_as_a_draft(project: Path) -> None:
    first = WizardApp(project)
    async with driven(first) as pilot:
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        await press(pilot, "1")
        first.end_build()  # what ends every run
    second = WizardApp(project)
    async with driven(second) as pilot:
        assert "draft" in text_of(second)
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        assert second.state.view is not None
        assert second.state.view.question("network").said == "none"


async def test_a_jar_is_built_with_three_keys(jar_project: Path) -> None:
    app = WizardApp(jar_project)
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, ReviewScreen)
        assert "the program's own code decides" in text_of(app)
        assert "contradict" not in text_of(app)
        await press(pilot, "b")
        await at(pilot, ReportScreen)
        await until(pilot, lambda: "Where it goes" in text_of(app) and "tool" in text_of(app))
    assert (jar_project / "tool").is_file()


async def test_a_failure_is_explained_with_its_cure(jar_project: Path, tmp_path: Path) -> None:
    replaying(tmp_path / "graalvm", log="fail-blocklist", status=1)
    app = WizardApp(jar_project)
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, ReviewScreen)
        await press(pilot, "b")
        await at(pilot, Failure)
        seen = text_of(app)
        assert "native-image failed" in seen
        assert "Set jit = off" in seen
        assert "Open the log" in seen
    assert not (jar_project / "tool").exists()


async def test_a_program_that_takes_long_to_read_says_so(jar_project: Path) -> None:
    gate = threading.Event()

    def opening() -> Interview:
        assert gate.wait(30)
        raise wrong_input("there is nothing to read", "look again")

    app = WizardApp(jar_project)
    async with driven(app) as pilot:
        await at(pilot, StartScreen)
        app.open_with(opening)
        await until(pilot, lambda: "reading the program ..." in text_of(app))
        gate.set()
        await until(pilot, lambda: "there is nothing to read" in text_of(app))
        assert "reading the program ..." not in text_of(app)


async def test_cancel_ends_the_builder_and_leaves_nothing(jar_project: Path, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    replaying(tmp_path / "graalvm", more=endless(pid))
    app = WizardApp(jar_project)
    async with driven(app) as pilot:
        await press(pilot, "b")
        await at(pilot, BuildScreen)
        await until(pilot, pid.exists)
        await until(pilot, lambda: "esc Leave it running" in text_of(app))
        await press(pilot, "c")
        await at(pilot, Ask)
        await press(pilot, "c")
        await until(pilot, lambda: not app.state.builds)
        await until(pilot, lambda: "c Cancel" not in text_of(app))
        assert "Leave it running" not in text_of(app)
        assert "esc Back" in text_of(app)
        await press(pilot, "escape")
        await at(pilot, StartScreen)
    assert app.state.job is not None
    assert app.state.job.outcome is not None
    assert app.state.job.outcome.done is None
    assert not Path(f"/proc/{pid.read_text()}").exists()
    assert not (jar_project / "tool").exists()


async def test_a_build_goes_on_while_one_looks_around(jar_project: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    replaying(tmp_path / "graalvm", more=held_by(gate))
    app = WizardApp(jar_project)
    async with driven(app) as pilot:
        await press(pilot, "b")
        await at(pilot, BuildScreen)
        await press(pilot, "escape")
        await at(pilot, StartScreen)
        await until(pilot, lambda: "building tool" in text_of(app))
        await press(pilot, "q")
        await at(pilot, Ask)
        await press(pilot, "s", "f5")
        await at(pilot, BuildScreen)
        gate.touch()
        await at(pilot, ReportScreen)


async def test_the_palettes_way_out_asks_too(jar_project: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    replaying(tmp_path / "graalvm", more=held_by(gate))
    app = WizardApp(jar_project)
    async with driven(app) as pilot:
        await press(pilot, "b")
        await at(pilot, BuildScreen)
        await app.run_action("quit")
        await at(pilot, Ask)
        assert "Leaving ends it" in text_of(app)
        await press(pilot, "s")
        assert app.state.builds
        gate.touch()
        await at(pilot, ReportScreen)


async def test_a_shared_preset_is_reviewed_and_imported(app: WizardApp, project: Path) -> None:
    (project / "team.toml").write_text('schema = 1\nsentence = "Ours."\n[answers]\nnetwork = "none"\n')
    async with driven(app) as pilot:
        await press(pilot, "p")
        await at(pilot, PresetsScreen)
        await until(pilot, lambda: "team" in text_of(app))
        await press(pilot, "enter")
        await at(pilot, Ask)
        assert "nothing in it needs consent" in text_of(app)
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        assert app.state.interview is not None
        assert app.state.interview.now.preset == "team"


async def test_a_broken_preset_is_shown(app: WizardApp, project: Path) -> None:
    (project / "bad.toml").write_text('schema = 1\n[answers]\nnetwork = "sometimes"\n')
    async with driven(app) as pilot:
        await press(pilot, "p")
        await at(pilot, PresetsScreen)
        await until(pilot, lambda: "broken" in text_of(app))
        assert "sometimes" in text_of(app)


async def test_the_theme_is_changed_and_kept(app: WizardApp, home: Path) -> None:
    async with driven(app) as pilot:
        await press(pilot, "s")
        await at(pilot, SettingsScreen)
        await press(pilot, "enter")
        await until(pilot, lambda: app.theme == "light")
    assert 'theme = "light"' in (home / "config/graalpy-wizard/config.toml").read_text()


async def test_the_marked_row_is_seen_in_the_terminals_own_colours(app: WizardApp) -> None:
    async with driven(app) as pilot:
        app.theme = "ansi"
        await pilot.pause()
        listing = app.screen.query_one("#here", Listing)
        assert listing.has_focus
        colours = [segment.style.bgcolor for segment in listing.render_line(0) if segment.style is not None]
        assert {colour.number for colour in colours if colour is not None} == {6}, "cyan"


async def test_a_key_can_be_remapped(project: Path, home: Path) -> None:
    folder = home / "config/graalpy-wizard"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[app.keys]\n"start.presets" = "ctrl+t"\n')
    app = WizardApp(project)
    async with driven(app) as pilot:
        assert "^t Presets" in text_of(app)
        await press(pilot, "ctrl+t")
        await at(pilot, PresetsScreen)


async def test_a_wrong_setting_does_not_keep_the_app_from_opening(project: Path, home: Path) -> None:
    folder = home / "config/graalpy-wizard"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[app]\ntheme = "dark"\nbeep = true\n')
    app = WizardApp(project)
    async with driven(app) as pilot:
        await until(pilot, lambda: "app.beep" in text_of(app))


async def test_help_tells_of_the_focused_thing(app: WizardApp) -> None:
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        await press(pilot, "f1")
        await until(pilot, lambda: "you answered it" in text_of(app))
        assert "May the program use the network?" in text_of(app)
        await press(pilot, "end")
        await until(pilot, lambda: "questions.review" in text_of(app))
        await press(pilot, "escape")
        await at(pilot, QuestionsScreen)


async def test_the_palette_offers_what_the_screen_does_with_its_keys(app: WizardApp) -> None:
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        await press(pilot, "1")
        offered = {command.title: command.help for command in app.get_system_commands(app.screen)}
        assert "(u)" in offered["Undo"]
        assert "(/)" in offered["Search"]
        assert {"Review", "Build", "History", "Preset", "Clear"} <= set(offered)
        await press(pilot, "ctrl+p", *"undo")
        await until(pilot, lambda: "Take the last change back (u)" in text_of(app))
        await press(pilot, "enter")
        await until(pilot, lambda: app.state.view is not None and app.state.view.question("network").said == "client")


async def test_typing_goes_into_the_search_and_not_to_the_keys(app: WizardApp) -> None:
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        await press(pilot, "slash", "q", "r", "b")
        assert app.screen.query_one(Input).value == "qrb"


async def test_the_mouse_alone_leads_to_the_review(app: WizardApp) -> None:
    async with driven(app) as pilot:
        await pilot.click("#here", offset=(5, 1))
        await at(pilot, QuestionsScreen)
        await pilot.click("#choices", offset=(2, 0))
        assert app.state.view is not None
        await until(pilot, lambda: app.state.view is not None and app.state.view.question("network").said == "none")
        line = next(row for row in text_of(app).splitlines() if "Review" in row)
        await pilot.click("KeyBar", offset=(line.index("Review"), 0))
        await at(pilot, ReviewScreen)


SHARED = """\
schema = 1
preset = "smallest"

[program]
jar = "tool.jar"

[options]
extra = ["-Os"]
"""


async def test_a_shared_profile_builds_only_after_consent(jar_project: Path) -> None:
    (jar_project / "graalpy-wizard.toml").write_text(SHARED)
    app = WizardApp(jar_project)
    async with driven(app) as pilot:
        await press(pilot, "b")
        await at(pilot, Ask)
        assert "options.extra" in text_of(app)
        await press(pilot, "n")
        await pilot.pause()
        assert app.state.job is None
        await press(pilot, "b")
        await at(pilot, Ask)
        await press(pilot, "y")
        await at(pilot, ReportScreen)
    assert (jar_project / "tool").is_file()


async def test_a_report_is_saved_and_compared(jar_project: Path) -> None:
    app = WizardApp(jar_project)
    async with driven(app) as pilot:
        for _ in range(2):
            await press(pilot, "b")
            await at(pilot, ReportScreen)
            await until(pilot, lambda: getattr(app.screen, "reading", None))
            await press(pilot, "escape")
            await at(pilot, StartScreen)
        await press(pilot, "f6")
        await at(pilot, ReportScreen)
        await until(pilot, lambda: "as large as" in text_of(app) or "same" in text_of(app))
        await press(pilot, "s")
        await until(pilot, lambda: app.screen.query(Input))
        app.screen.query_one(Input).value = "out.json"
        await press(pilot, "enter")
        await until(pilot, (jar_project / "out.json").exists)
        await at(pilot, ReportScreen)
        reading = app.screen.reading  # type: ignore[attr-defined]
    write_report(jar_project / "out.html", reading)
    assert main(["report", "--html", str(jar_project / "cli.html")]) == 0
    assert (jar_project / "out.html").read_text() == (jar_project / "cli.html").read_text()


async def test_a_worker_that_fails_is_told_in_one_place(app: WizardApp, home: Path) -> None:
    async with driven(app) as pilot:
        app.open_with(lambda: 1 / 0)
        await at(pilot, Failure)
        assert "A bug of the wizard" in text_of(app)
    assert list((home / "state/graalpy-wizard/bugs").glob("bug-*.txt"))


async def test_the_log_is_searched_held_and_left(jar_project: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    replaying(tmp_path / "graalvm", more=held_by(gate))
    app = WizardApp(jar_project)
    async with driven(app) as pilot:
        await press(pilot, "b")
        await at(pilot, BuildScreen)
        log = app.screen.query_one(LogView)
        await until(pilot, lambda: log.store.find("finished generating", -1) is not None)
        await press(pilot, "slash", *"reachable", "enter")
        assert log.mark is not None
        assert "reachable" in log.store.line(log.mark)
        assert "held" in text_of(app)
        first = log.mark
        await press(pilot, "n")
        await until(pilot, lambda: log.mark == first or "reachable" in log.store.line(log.mark or 0))
        await press(pilot, "slash", "escape")
        assert isinstance(app.screen, BuildScreen)
        await press(pilot, "w", "end")
        assert log.wrap
        await until(pilot, lambda: "following" in text_of(app))
        await press(pilot, "y")
        await until(pilot, lambda: "copied" in text_of(app))
        gate.touch()
        await at(pilot, ReportScreen)


async def test_what_a_rehearsal_imported_is_kept(
    app: WizardApp, project: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = Rehearsal(0, 0, 2.4, ("json", "zlib"), (), (), (), complete=True, stopped=False)
    monkeypatch.setattr("wizard.rehearsing.run.rehearse", lambda *_, **__: result)
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        await press(pilot, "t")
        await at(pilot, RehearseScreen)
        await until(pilot, lambda: "2 modules" in text_of(app))
    found = [*home.rglob("rehearsed/*.json"), *project.rglob("rehearsed.json")]
    assert [kept.read(file).modules for file in found] == [("json", "zlib")]


async def test_a_wide_screen_shows_the_answers_beside_the_presets(project: Path) -> None:
    app = WizardApp(project)
    async with app.run_test(size=(200, 50)) as pilot:
        await at(pilot, StartScreen)
        await until(pilot, lambda: "hello.py" in text_of(app))
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        await until(pilot, lambda: "▸ these answers" in text_of(app))


async def test_a_rehearsal_is_left_while_it_runs(app: WizardApp, monkeypatch: pytest.MonkeyPatch) -> None:
    def rehearsed(screen: RehearseScreen, stop: threading.Event) -> None:
        screen.heard("stdout", b"hello \x1b]52;c;RVZJTA==\x07\n")
        stop.wait(60)

    monkeypatch.setattr(WizardApp, "rehearsed", lambda self, screen, stop: rehearsed(screen, stop))
    async with driven(app) as pilot:
        await press(pilot, "enter")
        await at(pilot, QuestionsScreen)
        await press(pilot, "t")
        await at(pilot, RehearseScreen)
        await until(pilot, lambda: "hello" in text_of(app))
        screen = app.screen
        assert isinstance(screen, RehearseScreen)
        await press(pilot, "escape")
        await at(pilot, QuestionsScreen)
        assert screen.stop.is_set()
