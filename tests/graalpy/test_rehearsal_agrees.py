"""A rehearsal and the executable that is built with the same answers: the same modules, the same exceptions."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.graalpy.conftest import Wizard

pytestmark = pytest.mark.graalpy

PROBE = Path(__file__).with_name("library_probe.py")
# Module -> why the two differ. None does.
DIFFERENCES: dict[str, str] = {}
Run = Callable[[int], "subprocess.CompletedProcess[str]"]


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
                found[last] = f"ended the program: {done.stderr.strip().rpartition(': ')[2]}"
            elif kind == "got":
                found[last] = rest
        if done.stdout.endswith("end\n"):
            return found
        assert last, done.stderr


@pytest.mark.parametrize("preset", ["smallest", "sandboxed-minimal", "command-line-tool"])
def test_every_module_of_the_library(wizard: Wizard, tmp_path: Path, preset: str) -> None:
    program = Path(shutil.copy(PROBE, tmp_path / "probe.py"))
    answers = (program, "--preset", preset, "--allow-broken", "all")
    wizard("build", *answers, "-o", tmp_path / "probe")
    built = outcomes(
        lambda begin: subprocess.run([tmp_path / "probe", str(begin)], capture_output=True, text=True, timeout=300)
    )
    rehearsed = outcomes(lambda begin: wizard("rehearse", *answers, "--quiet", "--", str(begin), check=None))
    assert len(built) > 600
    assert sum(outcome == "imported" for outcome in built.values()) > 300
    differing = {name for name in built.keys() | rehearsed.keys() if built.get(name) != rehearsed.get(name)}
    assert {n: (built.get(n), rehearsed.get(n)) for n in differing if n not in DIFFERENCES} == {}
    assert DIFFERENCES.keys() <= differing
