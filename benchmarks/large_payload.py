"""A payload of 2,000 files: sympy, which is pure Python."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measuring import Row, folder, run, wizard


def rows() -> list[Row]:
    """First and second build with the engine of `smallest`, and the second one's memory."""
    with folder() as place:
        here = Path(place)
        program, target = here / "algebra.py", here / "algebra"
        command = [
            sys.executable, "-m", "wizard", "build", program, "--preset", "smallest", "-o", target,
            "--requirement", "sympy==1.13.3", "--allow-broken", "all",
        ]  # fmt: skip
        program.write_text("import sympy\nprint(sympy.__version__)\n")
        wizard(*command[3:])
        program.write_text("import sympy\nprint(sympy.__version__, 2)\n")
        second = run(command)
        assert second.status == 0
        count = wizard("check", target, "--json") and _files(target)
    detail = f"{count} files in the payload; one line of the program changed"
    return [
        Row("second build of a 2,000-file payload (sympy)", "< 5 s", f"{second.wall:.2f} s", second.wall < 5, detail),
        Row("its memory", "< 200 MB", f"{second.memory / 1e6:.0f} MB", second.memory < 200e6, "largest process"),
    ]


def _files(target: Path) -> int:
    from zipfile import ZipFile

    with ZipFile(target) as archive:
        return len(archive.namelist())
