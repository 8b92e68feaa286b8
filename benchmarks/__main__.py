"""`python -m benchmarks [NAME...]`: measure, print, and write RESULTS.md when all was measured."""

from __future__ import annotations

import datetime
import importlib
import os
import platform
import sys
from pathlib import Path

from benchmarks.measuring import Row

NAMES = [
    "light_verbs",
    "executables",
    "large_payload",
    "packed",
    "pyinstaller",
    "startup",
    "tools",
    "rehearsal",
    "report",
    "history",
    "predict",
    "interview",
    "app",
    "native_image_overhead",
]
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> int:
    """0 when every figure that could be measured reaches its target."""
    names = sys.argv[1:] or NAMES
    rows: list[Row] = []
    for name in names:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"benchmarks.{name}").rows()
    table = as_markdown(rows)
    print(table)
    if names == NAMES:
        RESULTS.write_text(f"# Results of `make bench`\n\n{machine()}\n\n{table}")
    return int(any(row.reached is False for row in rows))


def as_markdown(rows: list[Row]) -> str:
    """A table."""
    words = {True: "yes", False: "**no**", None: "–"}
    lines = ["| what | target | measured | reached | conditions |", "|---|---|---|---|---|"]
    lines += [f"| {r.what} | {r.target} | {r.measured} | {words[r.reached]} | {r.conditions} |" for r in rows]
    return "\n".join(lines) + "\n"


def machine() -> str:
    """What it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{datetime.date.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
        f"{memory:.0f} GiB, Python {platform.python_version()}, GraalPy 25.0.3. "
        "Each row is a ratio or a time of one run; absolute times differ between machines."
    )


if __name__ == "__main__":
    sys.exit(main())
