"""What should be there at once, against `python -c pass`."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, in_turn, ratio

EXAMPLE = Path(__file__).parents[1] / "examples/hello/graalpy-wizard.toml"
VERBS = {
    "--version": ["--version"],
    "presets list": ["presets", "list"],
    "profile validate": ["profile", "validate", EXAMPLE],
}
TIMES = 15


def rows() -> list[Row]:
    """Wall time of whole processes, medians of pairs in turn."""
    result = []
    for name, arguments in VERBS.items():
        ours, bare = in_turn([sys.executable, "-m", "wizard", *arguments], [sys.executable, "-c", "pass"], TIMES)
        value = ratio([r.wall for r in ours], [r.wall for r in bare])
        middle, base = (median(r.wall for r in runs) * 1000 for runs in (ours, bare))
        detail = f"{middle:.0f} ms against {base:.0f} ms, {TIMES} pairs"
        result.append(Row(f"`{name}` against `python -c pass`", "≤ 3x", f"{value:.2f}x", value <= 3, detail))
    return result
