"""What the levels of `startup` are worth: starts and sizes against the ordinary executable, PyInstaller and CPython.

Engines are taken from the cache (`STARTUP_PRESET`, by default `smallest`, with each level set); a level without one is
named. CPYTHON names the Python to compare with, by default the one that runs this.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, Run, folder, in_turn, ratio, run, wizard
from benchmarks.pyinstaller import HI, TEN, packed_by_pyinstaller

STARTS = 15
PRESET = os.environ.get("STARTUP_PRESET", "smallest")
LEVELS = ("plain", "bytecode", "preinitialised", "snapshot")
ORDINARY = {"bytecode": 0.35, "preinitialised": 0.26, "snapshot": 0.04}  # targets, processor time of ten.py
ALLOWED = 10_000_000  # bytes of a library snapshot on the pre-initialised engine


def rows() -> list[Row]:
    """Each level that has an engine, in one run."""
    with folder() as place:
        here = Path(place)
        (here / "hi.py").write_text(HI)
        (here / "ten.py").write_text(TEN)
        levels = {level: here / level for level in LEVELS if _built(here, level)}
        missing = [
            Row(f"`startup = {level}`", "", "not measured", None, f"`{PRESET}` with it has no engine in the cache")
            for level in LEVELS
            if level not in levels
        ]
        return [*missing, *_ten(here, levels), *_hi(here, levels), *_sizes(here, levels)]


def _options(level: str) -> tuple[str, ...]:
    return ("--preset", PRESET, "--set", f"startup={level}")


def _built(here: Path, level: str) -> bool:
    target = here / level
    planned = wizard("build", here / "hi.py", *_options(level), "-o", target, "--dry-run", "--json")
    if not json.loads(planned.stdout)["result"]["engine_cached"]:
        return False
    target.mkdir()
    for program in ("hi", "ten"):
        wizard("build", here / f"{program}.py", *_options(level), "-o", target / program)
    return True


def _ten(here: Path, levels: dict[str, Path]) -> list[Row]:
    result = []
    ordinary = os.environ.get("ORDINARY_EXECUTABLE", "")
    failure = packed_by_pyinstaller(here, {"ten": here / "ten.py"})
    for level, built in levels.items():
        ours: list[str | Path] = [built / "ten"]
        if ordinary:
            what = f"ten imports, `{level}`, processor time, against the ordinary executable"
            a, b = in_turn(ours, [ordinary, here / "ten.py"], STARTS)
            result.append(_row(what, ORDINARY.get(level), a, b, "processor"))
        if not failure:
            what = f"ten imports, `{level}`, wall time, against PyInstaller --onefile"
            a, b = in_turn(ours, [here / "ten-pyinstaller"], STARTS)
            result.append(_row(what, 0.25 if level == "snapshot" else None, a, b, "wall"))
        what = f"ten imports, `{level}`, wall time, against CPython"
        a, b = in_turn(ours, [_cpython(), "-I", here / "ten.py"], STARTS)
        result.append(_row(what, None, a, b, "wall"))
    return result


def _hi(here: Path, levels: dict[str, Path]) -> list[Row]:
    result = []
    for level, built in levels.items():
        a, b = in_turn([built / "hi"], [_cpython(), "-I", here / "hi.py"], STARTS)
        what = f'`print("hi")`, `{level}`, wall time, against CPython'
        result.append(_row(what, 2.0 if level == "snapshot" else None, a, b, "wall"))
    return result


def _sizes(here: Path, levels: dict[str, Path]) -> list[Row]:
    if not {"preinitialised", "snapshot"} <= set(levels):
        return []
    one, other = ((levels[level] / "hi").stat().st_size for level in ("preinitialised", "snapshot"))
    grown = Row(
        "size of the snapshot on the pre-initialised engine", "≤ +10 MB", f"+{(other - one) / 1e6:.1f} MB",
        other - one <= ALLOWED, f"{one / 1e6:.1f} and {other / 1e6:.1f} MB with payload",
    )  # fmt: skip
    seconds = []
    for i in range(5):
        (here / "hi.py").write_text(f"{HI}# {i}\n")
        words = ["build", str(here / "hi.py"), *_options("snapshot"), "-o", str(here / "again")]
        done = run([sys.executable, "-m", "wizard", *words])
        assert done.status == 0
        seconds.append(done.wall)
    value = median(seconds)
    return [grown, Row("rebuild after a change of one line, `snapshot`", "< 2 s", f"{value:.2f} s", value < 2, "of 5")]


def _row(what: str, target: float | None, ours: list[Run], other: list[Run], figure: str) -> Row:
    a, b = ([getattr(one, figure) for one in runs] for runs in (ours, other))
    value = ratio(a, b)
    detail = f"{median(a):.3f} against {median(b):.3f} s, {STARTS} pairs; resident {_resident(ours, other)}"
    reached = None if target is None else value <= target
    return Row(what, f"≤ {target}x" if target else "", f"{value:.3f}x", reached, detail)


def _resident(ours: list[Run], other: list[Run]) -> str:
    a, b = (median(one.memory for one in runs) / 1e6 for runs in (ours, other))
    return f"{a:.0f} against {b:.0f} MB"


def _cpython() -> str:
    return os.environ.get("CPYTHON", sys.executable)
