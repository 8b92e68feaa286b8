"""A rehearsal of `print("hi")` against Java running the same launcher, jars and payload without anything around it."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, folder, in_turn, ratio, wizard
from wizard.building.events import ignore
from wizard.catalogue.load import load
from wizard.planning.plan import plan
from wizard.profiles.precedence import answers
from wizard.profiles.preset import find
from wizard.programs.collect import collect
from wizard.programs.identify import identify
from wizard.rehearsing import classes, stage
from wizard.rehearsing.command import JVM, WATCHER, command
from wizard.toolchains import downloads, jdk
from wizard.toolchains import find as toolchains

PRESETS = ["smallest", "command-line-tool"]
TIMES = 7


def rows() -> list[Row]:
    """Ratio and seconds, for two presets; nothing is measured where there is no JDK."""
    with folder() as place:
        return [row for preset in PRESETS for row in _preset(Path(place), preset)]


def _preset(here: Path, preset: str) -> list[Row]:
    program = here / "hi.py"
    program.write_text('print("hi")\n')
    rehearse: list[str | Path] = [sys.executable, "-m", "wizard", "rehearse", program, "--preset", preset]
    wizard("rehearse", program, "--preset", preset)  # compiles and archives, once
    ours, bare = in_turn(rehearse, bare_command(here / preset, program, preset), TIMES)
    assert all(run.status == 0 for run in (*ours, *bare)), preset
    value, seconds = ratio([r.wall for r in ours], [r.wall for r in bare]), median(r.wall for r in ours)
    processor = ratio([r.processor for r in ours], [r.processor for r in bare])
    what = f'rehearsal of `print("hi")`, `{preset}`'
    detail = (
        f"wall time, {median(r.wall for r in bare):.2f} s bare; processor time {processor:.2f}x; {TIMES} pairs; "
        "the rehearsal has its archive of classes, the bare run Java's own settings"
    )
    return [
        Row(f"{what}, against `java` on the same class path bare", "≤ 1.2x", f"{value:.2f}x", value <= 1.2, detail),
        Row(
            what,
            "≤ 5 s",
            f"{seconds:.2f} s",
            seconds <= 5,
            f"wall time, median of {TIMES}; {median(r.processor for r in ours):.2f} s of processor time",
        ),
    ]


def bare_command(place: Path, program: Path, preset: str) -> list[str]:
    """Launcher, jars, switches and payload as in the rehearsal; no watcher, no archive, no settings of the JVM's."""
    place.mkdir()
    catalogue = load()
    questions = catalogue.questions
    said = answers(questions, flags={}, environ={}, profile=None, preset=find(preset, None, questions))
    made = plan(catalogue, said, catalogue.version(catalogue.default_version))
    jars = downloads.fetch(made.version.jars, toolchains.jar_cache())
    payload = stage.payload(place, collect(identify(str(program), program.parent)), (), made, jars, ignore)
    words = command(classes.ready(made, jdk.find(), jars, ignore), made, payload, None, (), archive=[])
    # The stack's size stays: the launcher needs it.
    assert not any(WATCHER in word for word in words)
    return [word for word in words if word not in JVM or word.startswith(("-Xss", "--"))]
