"""Command line tools of the package index: `--help` of a `program` snapshot against PyInstaller --onefile and CPython.

Engines are taken from the cache, and a tool without one is named: `python -m benchmarks.tools FOLDER` writes the
profiles, which `graalpy-wizard build FOLDER/NAME --trust` builds. CPython is the Python that PyInstaller packs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, Run, folder, in_turn, ratio, wizard
from benchmarks.pyinstaller import packed_by_pyinstaller
from wizard.profiles.dangers import LOCK_FILE
from wizard.programs import requirements

STARTS = 11
LIMIT = 0.5  # of PyInstaller's wall time


@dataclass(frozen=True)
class Tool:
    """`main`: the program that starts it. `answers`: beside those of `smallest`."""

    requirement: str
    main: str
    answers: str = ""


def _calls(module: str, function: str = "main") -> str:
    return f"import sys\n\nfrom {module} import {function}\n\nsys.exit({function}())\n"


SQLGLOT = "import sqlglot\nimport sqlglot.__main__\n"
TOOLS = {
    "sqlformat": Tool("sqlparse==0.6.1", _calls("sqlparse.cli")),
    "pygmentize": Tool("pygments==2.19.2", _calls("pygments.cmdline"), 'network = "client"\n'),
    "lizard": Tool("lizard==1.24.3", _calls("lizard")),
    "markdown-it": Tool("markdown-it-py==4.3.0", _calls("markdown_it.cli.parse")),
    "sqlglot26": Tool("sqlglot==26.33.0", SQLGLOT),
    "sqlglot": Tool("sqlglot==30.30.0", SQLGLOT, 'network = "client"\n'),
}
PROFILE = """\
schema = 1
preset = "smallest"

[program]
entry = "main.py"
requirements = ["{requirement}"]

[snapshot]
kind = "program"

[answers]
startup = "snapshot"
{answers}"""


def rows() -> list[Row]:
    """Each tool that has an engine."""
    with folder() as place:
        here = Path(place)
        write(here)
        programs = {name: here / name / "main.py" for name in TOOLS if _built(here, name)}
        missing = [
            Row(f"`{name} --help`", f"≤ {LIMIT}x", "not measured", None, "its engine is not in the cache")
            for name in TOOLS
            if name not in programs
        ]
        needed = [TOOLS[name].requirement for name in programs]
        failure = packed_by_pyinstaller(here, programs, needed) if programs else ""
        if failure:
            return [*missing, Row("tools against PyInstaller --onefile", "", "not measured", None, failure)]
        return [*missing, *(row for name in programs for row in _rows(here, name))]


def write(place: Path) -> None:
    """The profiles and their programs."""
    for name, tool in TOOLS.items():
        (place / name).mkdir()
        (place / name / "main.py").write_text(tool.main)
        (place / name / "graalpy-wizard.toml").write_text(
            PROFILE.format(requirement=tool.requirement, answers=tool.answers)
        )


def _built(here: Path, name: str) -> bool:
    requirements.resolve([TOOLS[name].requirement], lock=here / name / LOCK_FILE)  # they are part of the engine's key
    profile, target = here / name / "graalpy-wizard.toml", here / name / name
    planned = wizard("build", profile, "--trust", "-o", target, "--dry-run", "--json")
    if not json.loads(planned.stdout)["result"]["engine_cached"]:
        return False
    wizard("build", profile, "--trust", "-o", target)
    return True


def _rows(here: Path, name: str) -> list[Row]:
    ours, theirs = here / name / name, here / f"{name}-pyinstaller"
    python = here / "venv" / "bin" / "python"
    modules, seconds = _imports(python, here / name / "main.py")
    a, b = in_turn([ours, "--help"], [theirs, "--help"], STARTS)
    value = ratio([one.wall for one in a], [one.wall for one in b])
    about = f"{modules} modules, {seconds:.3f} s of imports in CPython; {ours.stat().st_size / 1e6:.1f} MB"
    packed = Row(
        f"`{name} --help` ({TOOLS[name].requirement}), wall time, against PyInstaller --onefile", f"≤ {LIMIT}x",
        f"{value:.2f}x", value <= LIMIT, f"{_told(a, b)}; {about}",
    )  # fmt: skip
    a, b = in_turn([ours, "--help"], [python, "-I", here / name / "main.py", "--help"], STARTS)
    value = ratio([one.wall for one in a], [one.wall for one in b])
    return [packed, Row(f"the same, against CPython {_version(python)}", "", f"{value:.2f}x", None, _told(a, b))]


def _told(ours: list[Run], other: list[Run]) -> str:
    assert not any(one.status for one in (*ours, *other))
    a, b = (median(one.wall for one in runs) for runs in (ours, other))
    return f"{a:.3f} against {b:.3f} s, {STARTS} pairs"


def _imports(python: Path, main: Path) -> tuple[int, float]:
    """How heavy it is: modules that are imported, and how long that takes, as `-X importtime` tells."""
    command = [str(python), "-X", "importtime", str(main), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    fields = [line.removeprefix("import time:").split("|") for line in done.stderr.splitlines()]
    own = [int(parts[0]) for parts in fields if len(parts) == 3 and parts[0].strip().isdigit()]
    return len(own), sum(own) / 1e6


def _version(python: Path) -> str:
    return subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout.split()[1]


if __name__ == "__main__":
    write(Path(sys.argv[1]))
