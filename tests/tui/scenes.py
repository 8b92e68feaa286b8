"""The app's pictures: real screens on real data, with a frozen clock. Snapshots and `make screenshots` share them."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.conftest import HELLO
from wizard.building.checkup import Check
from wizard.building.events import Begun, Estimate, Finished, Line, Sample
from wizard.building.machine import Machine
from wizard.building.stages import Parser
from wizard.catalogue.model import WayOut
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError
from wizard.history.codec import from_json
from wizard.history.model import BuildResult
from wizard.history.store import History
from wizard.interview.review import Checked
from wizard.rehearsing.model import Broken
from wizard.tui import reading
from wizard.tui.app import WizardApp
from wizard.tui.reading import Checkup
from wizard.tui.running import Job
from wizard.tui.screens.build import BuildScreen
from wizard.tui.screens.comparison import ComparisonScreen
from wizard.tui.screens.history import HistoryScreen
from wizard.tui.screens.questions import QuestionsScreen
from wizard.tui.screens.rehearse import RehearseScreen
from wizard.tui.screens.report import ReportScreen
from wizard.tui.screens.review import ReviewScreen
from wizard.tui.screens.settings import SettingsScreen

DATA = Path(__file__).parents[1] / "data"
MACHINE = Machine(processors=8, total=32 << 30, available=24 << 30)
FETCH = (
    '"""Look something up."""\nimport json\nimport urllib.request\n\nprint(json.load(urllib.request.urlopen("x")))\n'
)
CHECKS = (
    Check("native-image", "note", "none; the first build puts 25.0.4 together (233 MB to download)"),
    Check("JDK 25", "ok", "25.0.3, /usr/lib/jvm/temurin-25-jdk-amd64"),
    Check("C compiler, zlib", "missing", "no zlib.h", "apt-get install zlib1g-dev, or dnf install zlib-devel"),
    Check("memory", "ok", "34.4 GB, 25.8 GB of it free; 8 processors"),
)  # fmt: skip
Act = Callable[["SceneApp", Pilot[int]], Awaitable[None]]


class SceneApp(WizardApp):
    """A machine and a look that are the same everywhere."""

    def __init__(self, folder: Path, theme: str = "dark", *, ascii_only: bool = False) -> None:
        super().__init__(folder)
        self.machine = MACHINE
        wishes = replace(self.preferences, theme=theme, reduced_motion=True)
        self.preferences = wishes
        if ascii_only:
            from wizard.tui.output import Ascii

            self._safe.append(Ascii())


class FrozenJob(Job):
    """Three minutes and 41 seconds old, for ever."""

    @property
    def seconds(self) -> float:
        """Since it was begun."""
        return 221.0


@dataclass(frozen=True)
class Scene:
    """`picture`: it goes to screenshots/ too."""

    name: str
    act: Act
    program: str = HELLO
    picture: bool = False


async def settled(app: SceneApp, pilot: Pilot[int]) -> None:
    """All workers are done, everything is drawn."""
    from tests.tui.driving import until

    await until(pilot, lambda: app.state.found is not None)
    await pilot.pause()
    await pilot.pause()


async def _start(app: SceneApp, pilot: Pilot[int]) -> None:
    await settled(app, pilot)


async def _questions(app: SceneApp, pilot: Pilot[int]) -> None:
    from tests.tui.driving import at

    await settled(app, pilot)
    await pilot.press("enter")
    await at(pilot, QuestionsScreen)
    await pilot.press("1")
    await settled(app, pilot)


async def _trouble(app: SceneApp, pilot: Pilot[int]) -> None:
    await _questions(app, pilot)


async def _set(app: SceneApp, pilot: Pilot[int]) -> None:
    await _questions(app, pilot)
    screen = app.screen
    assert isinstance(screen, QuestionsScreen)
    screen.go_to("native_modules")
    await settled(app, pilot)


async def _search(app: SceneApp, pilot: Pilot[int]) -> None:
    await _questions(app, pilot)
    await pilot.press("slash", *"ssl")
    app.screen.query_one(Input).cursor_blink = False
    await settled(app, pilot)


async def _pick(app: SceneApp, pilot: Pilot[int]) -> None:
    await _questions(app, pilot)
    await pilot.press("p")
    await settled(app, pilot)


async def _review(app: SceneApp, pilot: Pilot[int]) -> None:
    from tests.tui.driving import at

    await _questions(app, pilot)
    await pilot.press("r")
    await at(pilot, ReviewScreen)
    screen = app.screen
    assert isinstance(screen, ReviewScreen)
    await app.workers.wait_for_complete([w for w in app.workers if w.group == "preflight"])
    screen.checked = Checked((), engine_cached=True, toolchain="graalvm-kit-25.0.4")
    await settled(app, pilot)


def _job() -> FrozenJob:
    """As far as a real log tells of the compilation."""
    job = FrozenJob("hello", Path("hello"), lambda _: None)  # type: ignore[arg-type,return-value]
    job.collector(Begun(Path("build.log")))
    parser = Parser()
    elapsed = 0.0
    for number, line in enumerate((DATA / "logs/small3.log").read_text().splitlines()):
        if line.startswith("[7/8]"):
            break
        for event in parser.feed(f"{line}\n".encode()):
            job.collector(event)
            seconds = getattr(event, "seconds", None)
            if seconds and not isinstance(event, Finished | Line):
                for step in range(6):
                    elapsed += seconds / 6
                    job.collector(Sample(elapsed, int((1.4 + 0.02 * number + 0.4 * step) * 1e9), elapsed * 1.6))
    job.collector(Estimate(elapsed, 24.0))
    return job


async def _build(app: SceneApp, pilot: Pilot[int]) -> None:
    await settled(app, pilot)
    app.state = replace(app.state, job=_job())
    app.push_screen(BuildScreen())
    await settled(app, pilot)
    await pilot.pause(0.3)


async def _failure(app: SceneApp, pilot: Pilot[int]) -> None:
    await _build(app, pilot)
    text = (
        "the builder's heap was full (line 40: java.lang.OutOfMemoryError: Java heap space)",
        (
            "close other programs or give it more memory; without the JIT (--set jit=off) a GraalPy build takes 4.8 "
            "instead of 11.8 GB; its output is in ~/.local/state/graalpy-wizard/logs/failed-20261124-140203.log"
        ),
    )
    error = WizardError(Problem(text[0], todo=text[1], code="heap-exhausted"), ExitCode.MEMORY)
    app.show_failure(error, log=True)
    await settled(app, pilot)


async def _report(app: SceneApp, pilot: Pilot[int]) -> None:
    from tests.tui.driving import at, until

    await settled(app, pilot)
    app.action_report()
    await at(pilot, ReportScreen)
    screen = app.screen
    assert isinstance(screen, ReportScreen)
    await until(pilot, lambda: screen.reading is not None)
    assert screen.reading is not None
    screen.reading = reading.against(screen.reading, "20261124T095230Z")
    await settled(app, pilot)


async def _presets(app: SceneApp, pilot: Pilot[int]) -> None:
    from tests.tui.driving import until

    await settled(app, pilot)
    await pilot.press("p")
    await until(pilot, lambda: getattr(app.screen, "exhibits", ()))
    await pilot.press("m", "down", "down")
    await settled(app, pilot)


async def _history(app: SceneApp, pilot: Pilot[int]) -> None:
    """With the builds of print("hi") that were measured with other answers, as if one profile had made them."""
    from tests.tui.driving import at, until

    records = [from_json(line) for line in (DATA / "app/history.jsonl").read_text().splitlines()]
    await asyncio.to_thread(History().take, records)
    await settled(app, pilot)
    await pilot.press("h")
    await at(pilot, HistoryScreen)
    await until(pilot, lambda: getattr(app.screen, "past", None))
    await pilot.press("m", *["down"] * 4)
    await settled(app, pilot)


async def _compare(app: SceneApp, pilot: Pilot[int]) -> None:
    from tests.tui.driving import at, until

    await _history(app, pilot)
    await pilot.press("c")
    await at(pilot, ComparisonScreen)
    await until(pilot, lambda: getattr(app.screen, "difference", None))
    await settled(app, pilot)


async def _settings(app: SceneApp, pilot: Pilot[int]) -> None:
    await settled(app, pilot)
    await pilot.press("s")
    screen = app.screen
    assert isinstance(screen, SettingsScreen)
    await app.workers.wait_for_complete([w for w in app.workers if w.group == "checkup"])
    screen.rows = lambda: type(screen).rows(screen)[:4]  # type: ignore[method-assign]
    screen.title_bar.left = "~/.config/graalpy-wizard/config.toml"
    screen.checkup = Checkup(CHECKS, ())
    await settled(app, pilot)


async def _rehearsal(app: SceneApp, pilot: Pilot[int]) -> None:
    from wizard.rehearsing.model import Rehearsal

    await _questions(app, pilot)
    broken = Broken(
        "urllib.request", "_socket", "/graalpy/app/hello.py", 3, ("network = none",), (WayOut("network", "client"),),
        "ModuleNotFoundError: No module named '_socket'", True,
    )  # fmt: skip
    made = Rehearsal(
        code=6, status=1, seconds=2.4, modules=("json", "urllib"), broken=(broken,), without=(), never_needed=(),
        complete=True, stopped=False,
    )  # fmt: skip
    app.rehearsed = lambda screen, stop: made  # type: ignore[method-assign]
    app.push_screen(RehearseScreen())
    await settled(app, pilot)
    screen = app.screen
    assert isinstance(screen, RehearseScreen)
    screen.waiting += ["! Traceback (most recent call last):", '!   File "/graalpy/app/hello.py", line 3, in <module>',
                       "! ModuleNotFoundError: No module named '_socket'"]  # fmt: skip
    await pilot.pause(0.2)
    await settled(app, pilot)


SCENES = (
    Scene("start", _start, picture=True),
    Scene("questions", _questions, picture=True),
    Scene("trouble", _trouble, FETCH, picture=True),
    Scene("set", _set),
    Scene("search", _search),
    Scene("pick-preset", _pick),
    Scene("review", _review, picture=True),
    Scene("build", _build, picture=True),
    Scene("failure", _failure, picture=True),
    Scene("report", _report, picture=True),
    Scene("presets", _presets, picture=True),
    Scene("history", _history, picture=True),
    Scene("compare", _compare),
    Scene("settings", _settings),
    Scene("rehearsal", _rehearsal, FETCH, picture=True),
)


def prepare(home: Path, program: str) -> Path:
    """A home with two real builds in its history, and a project in it; the working directory from now on."""
    os.environ.update(HOME=str(home), TERM="xterm-256color", LANG="C.UTF-8", COLORTERM="truecolor", TZ="UTC")
    time.tzset()
    for name in ("CACHE", "CONFIG", "STATE", "DATA"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    folder = home / "hello"
    folder.mkdir()
    (folder / "hello.py").write_text(program)
    os.chdir(folder)
    records = [from_json((DATA / f"app/{name}.json").read_bytes()) for name in ("command-line-tool", "smallest")]
    History().take([record for record in records if isinstance(record, BuildResult)])
    return folder


async def picture(scene: Scene, home: Path, theme: str, size: tuple[int, int]) -> str:
    """As SVG."""
    app = SceneApp(prepare(home, scene.program), theme)
    async with app.run_test(size=size, notifications=False) as pilot:
        await scene.act(app, pilot)
        return app.export_screenshot(simplify=True)
