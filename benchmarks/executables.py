"""Sizes, starts and rebuilds of executables whose engines are in the cache (`make test-presets` fills it)."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, Run, folder, in_turn, ratio, run, wizard

DEFAULT_BYTES, DEFAULT_SECONDS = 295_400_000, 633.3  # the ordinary build, by hand: 2 cores, 24 GiB, GraalPy 25.0.3
PRESETS = [
    "smallest",
    "sandboxed-minimal",
    "command-line-tool",
    "quick-build",
    "offline-fast",
    "networked-service",
    "full",
]
STARTS = 11


def rows() -> list[Row]:
    """Everything that needs an engine; presets without one are passed over and named."""
    result = []
    with folder() as place:
        here = Path(place)
        for preset in PRESETS:
            result += _preset(here, preset)
        result += _start(here)
    return result


def _engine_is_there(program: Path, preset: str, target: Path) -> bool:
    plan = json.loads(wizard("build", program, "--preset", preset, "-o", target, "--dry-run", "--json").stdout)
    return bool(plan["result"]["engine_cached"])


def _preset(here: Path, preset: str) -> list[Row]:
    program, target = here / f"hi_{preset.replace('-', '_')}.py", here / preset
    program.write_text('print("hi")\n')
    what = f"rebuild after a change of one line, `{preset}`"
    if not _engine_is_there(program, preset, target):
        return [Row(what, "< 2 s", "not measured", None, "its engine is not in the cache")]
    wizard("build", program, "--preset", preset, "-o", target)
    seconds = []
    for i in range(5):
        program.write_text(f'print("hi")  # {i}\n')
        done = run([sys.executable, "-m", "wizard", "build", program, "--preset", preset, "-o", target])
        assert done.status == 0, preset
        seconds.append(done.wall)
    value = median(seconds)
    detail = f"median of 5; {DEFAULT_SECONDS / value:.0f}x faster than the default build ({DEFAULT_SECONDS} s by hand)"
    result = [Row(what, "< 2 s", f"{value:.2f} s", value < 2 and DEFAULT_SECONDS / value >= 300, detail)]
    if preset == "smallest":
        size = target.stat().st_size
        share = f"{size / 1e6:.1f} MB, {size / DEFAULT_BYTES:.1%} of the default's 295.4 MB"
        result.append(Row("`smallest`, engine + payload", "≤ 86 MB, aim 74", share, size <= 86e6, 'print("hi")'))
    return result


def _start(here: Path) -> list[Row]:
    what = 'start of `print("hi")`, processor time, against the ordinary default executable'
    ordinary = os.environ.get("ORDINARY_EXECUTABLE", "")
    if not ordinary:
        return [
            Row(what, "≤ 1.0x", "not measured", None, "name one in ORDINARY_EXECUTABLE; it runs its first argument")
        ]
    script = here / "hi.py"
    script.write_text('print("hi")\n')
    result = []
    for preset in PRESETS:
        if (here / preset).exists():
            ours, other = in_turn([here / preset], [ordinary, script], STARTS)
            value = ratio([r.processor for r in ours], [r.processor for r in other])
            detail = _detail(ours, other)
            result.append(Row(f"{what}: `{preset}`", "≤ 1.0x", f"{value:.2f}x", value <= 1.0, detail))
    return result


def _detail(ours: list[Run], other: list[Run]) -> str:
    def both(figure: str, scale: float, digits: int) -> str:
        values = [median(getattr(r, figure) for r in runs) / scale for runs in (ours, other)]
        return f"{values[0]:.{digits}f} against {values[1]:.{digits}f}"

    figures = f"{both('processor', 1, 3)} s, wall {both('wall', 1, 3)} s, resident {both('memory', 1e6, 0)} MB"
    return f"{figures}, {STARTS} pairs"
