"""A rehearsal and the executable that is built with the same answers: the same modules, the same exceptions."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.graalpy.conftest import Wizard
from wizard.catalogue.load import load
from wizard.toolchains import downloads

pytestmark = pytest.mark.graalpy

PROBE = Path(__file__).with_name("library_probe.py")
FOLDER = "META-INF/resources/libpython/"
# Programs, tests and games, not modules: they open windows and browsers, print poems, or need what no payload has.
LEFT_OUT = ("__main__", "test", "idlelib", "turtledemo", "antigravity", "this")
Run = Callable[[int], "subprocess.CompletedProcess[str]"]


def modules(cache: Path) -> list[str]:
    """Every module and package of GraalPy's whole library, whatever the payload leaves out of it."""
    version = load().version(load().default_version)
    [jar] = [jar for jar in version.jars if jar.artifact == "python-resources"]
    with ZipFile(downloads.fetch([jar], cache / "jars")[jar.file_name]) as archive:
        files = [name.removeprefix(FOLDER) for name in archive.namelist() if name.startswith(FOLDER)]
    names = [name[:-3].removesuffix("/__init__").replace("/", ".") for name in files if name.endswith(".py")]
    return [name for name in names if name.isascii() and not {*LEFT_OUT} & {*name.split(".")} and "-" not in name]


def outcomes(run: Run) -> dict[str, str]:
    """Module -> "imported", or the exception and its module; started again behind one that ends the process."""
    found: dict[str, str] = {}
    begin = 0
    while True:
        done = run(begin)
        last = ""
        for line in done.stdout.splitlines():
            kind, _, rest = line.partition("\t")
            if kind == "try":
                number, _, last = rest.partition("\t")
                begin = int(number) + 1
                found[last] = f"ended the program with {done.returncode}"
            elif kind == "got":
                found[last] = rest
        if done.stdout.endswith("end\n"):
            return found
        assert last, done.stderr


PRESETS = ["smallest", "sandboxed-minimal", "command-line-tool"]


def both(wizard: Wizard, program: Path, preset: str) -> tuple[dict[str, str], dict[str, str]]:
    """What comes of it in the executable, and in the rehearsal."""
    answers = (program, "--preset", preset, "--allow-broken", "all")
    executable = program.with_suffix(".bin")
    wizard("build", *answers, "-o", executable)
    built = outcomes(
        lambda begin: subprocess.run(
            [executable, str(begin)], capture_output=True, text=True, timeout=300, cwd=program.parent
        )
    )
    rehearsed = outcomes(
        lambda begin: wizard("rehearse", *answers, "--quiet", "--", str(begin), check=None, cwd=program.parent)
    )
    return built, rehearsed


def differing(built: dict[str, str], rehearsed: dict[str, str]) -> dict[str, tuple[str | None, str | None]]:
    """What is not the same, with both outcomes."""
    names = built.keys() | rehearsed.keys()
    return {n: (built.get(n), rehearsed.get(n)) for n in names if built.get(n) != rehearsed.get(n)}


@pytest.mark.parametrize("preset", PRESETS)
def test_every_module_of_the_library(wizard: Wizard, shared_cache: Path, tmp_path: Path, preset: str) -> None:
    shutil.copy(PROBE, tmp_path)
    program = tmp_path / "probe.py"
    program.write_text(f"import library_probe\nlibrary_probe.main({modules(shared_cache)!r})\n")
    built, rehearsed = both(wizard, program, preset)
    assert len(built) > 600
    assert sum(outcome == "imported" for outcome in built.values()) > 300
    assert differing(built, rehearsed) == {}


@pytest.mark.parametrize("preset", PRESETS)
def test_rights(wizard: Wizard, tmp_path: Path, preset: str) -> None:
    program = Path(shutil.copy(PROBE.with_name("rights_probe.py"), tmp_path / "rights.py"))
    built, rehearsed = both(wizard, program, preset)
    assert {"done", "SystemExit"} <= set(built.values())
    assert differing(built, rehearsed) == {}
