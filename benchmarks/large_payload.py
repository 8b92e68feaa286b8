"""A payload of 2,000 files: sympy, which is pure Python."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from benchmarks.measuring import Row, folder, run, wizard
from benchmarks.packed import engine_of
from wizard.ground import places

PRESET = "command-line-tool"  # the smallest one with bytecode
SYMPY = ("--requirement", "sympy==1.13.3", "--allow-broken", "all")


def rows() -> list[Row]:
    """First and second build with the engine of `smallest`, and the second one's memory."""
    with folder() as place:
        here = Path(place)
        program, target = here / "algebra.py", here / "algebra"
        command: list[str | Path] = [
            sys.executable, "-m", "wizard", "build", program, "--preset", "smallest", "-o", target,
            *SYMPY,
        ]  # fmt: skip
        program.write_text("import sympy\nprint(sympy.__version__)\n")
        wizard(*map(str, command[3:]))
        program.write_text("import sympy\nprint(sympy.__version__, 2)\n")
        second = run(command)
        assert second.status == 0
        wizard("check", target, "--json")
        count = _files(target)
    detail = f"{count} files in the payload; one line of the program changed"
    return [
        Row("second build of a 2,000-file payload (sympy)", "< 5 s", f"{second.wall:.2f} s", second.wall < 5, detail),
        Row("its memory", "< 200 MB", f"{second.memory / 1e6:.0f} MB", second.memory < 200e6, "largest process"),
        *_bytecode(),
    ]


def _bytecode() -> list[Row]:
    """The same with bytecode: nothing is compiled yet, neither library nor requirement; then one line changes."""
    with folder() as place:
        here = Path(place)
        program, target = here / "algebra.py", here / "algebra"
        program.write_text("")
        environment = {**os.environ, "GRAALPY_WIZARD_CACHE_DIR": str(_cold(here / "cache", engine_of(program, PRESET)))}
        program.write_text("import sympy\nprint(sympy.__version__)\n")
        command: list[str | Path] = [
            sys.executable, "-m", "wizard", "build", program, "--preset", PRESET, "-o", target, *SYMPY,
        ]  # fmt: skip
        first = run(command, env=environment)
        program.write_text("import sympy\nprint(sympy.__version__, 2)\n")
        second = run(command, env=environment)
        assert (first.status, second.status) == (0, 0)
        detail = f"{_files(target)} files in the payload, {target.stat().st_size / 1e6:.1f} MB in all, `{PRESET}`"
    return [
        Row("first build of it with bytecode", "≤ 30 s", f"{first.wall:.1f} s", first.wall <= 30, detail),
        Row("second build of it with bytecode", "< 5 s", f"{second.wall:.2f} s", second.wall < 5, "one line changed"),
    ]


def _cold(cache: Path, key: str) -> Path:
    """A cache with the toolchain, the downloads and this engine, in which nothing was compiled."""
    for kept in places.cache().iterdir():
        if kept.name not in ("engines", "locks", "parts", "work"):
            (cache / kept.name).parent.mkdir(exist_ok=True)
            (cache / kept.name).symlink_to(kept)
    shutil.copytree(places.cache() / "engines" / key, cache / "engines" / key, ignore=lambda *_: ["bytecode"])
    return cache


def _files(target: Path) -> int:
    from zipfile import ZipFile

    with ZipFile(target) as archive:
        return len(archive.namelist())
