"""Rehearsals with a script in Java's place, and with a real JVM."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.planning.conftest import planned
from wizard.building.engine import Engine
from wizard.building.request import Request
from wizard.catalogue.load import load
from wizard.planning.model import Plan
from wizard.programs.collect import collect
from wizard.programs.identify import identify
from wizard.programs.model import Program
from wizard.rehearsing import run as rehearsals
from wizard.rehearsing import stage
from wizard.rehearsing.classes import Classes
from wizard.rehearsing.model import Rehearsal
from wizard.rehearsing.prepare import Prepared
from wizard.toolchains.jdk import Jdk

JAVA = """#!{python}
import os, sys
record = next(w.partition("=")[2] for w in sys.argv if w.startswith("-Dpolyglot.graalpywizardrehearsal="))
arguments = sys.argv[sys.argv.index("graalpywizard.rehearsal.Rehearsal") + 1:]
def tell(*lines):
    with open(record, "w") as file:
        file.writelines(line + "\\n" for line in lines)
{script}
"""


@dataclass(frozen=True, slots=True)
class Fake:
    """`rehearse` with a script in Java's place."""

    folder: Path
    program: Path
    plan: Plan

    def __call__(self, script: str, **arguments: object) -> Rehearsal:
        """`script`: Python that has `tell(LINE...)` and `arguments`."""
        java = self.folder / "jdk" / "bin" / "java"
        java.write_text(JAVA.format(python=sys.executable, script=script))
        java.chmod(0o755)
        broken = arguments.pop("allow_broken", frozenset())
        assert isinstance(broken, frozenset)
        request = Request(self.plan, self.collected(), self.folder / "out", allow_broken=broken)
        return rehearsals.rehearse(request, load(), **arguments)  # type: ignore[arg-type]

    def collected(self) -> Program:
        """The program as it is read."""
        return collect(identify(str(self.program), self.folder))


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Fake]:
    """`fake(source, preset)`: nothing is downloaded, compiled or put together."""
    (tmp_path / "jdk" / "bin").mkdir(parents=True)

    def joined(
        engine: Engine, plan: Plan, program: Program, wheels: object, jars: object, target: Path, _: object
    ) -> None:
        target.write_bytes(engine.executable.read_bytes())

    def make(source: str = "import urllib.request\n", preset: str = "smallest") -> Fake:
        program = tmp_path / "fetch.py"
        program.write_text(source)
        return Fake(tmp_path, program, planned(preset))

    def prepared(request: Request, _: object) -> Prepared:
        classes = Classes(Jdk(tmp_path / "jdk", "", "25"), tmp_path / "classes", ())
        return Prepared(request.program, (), {}, classes)

    monkeypatch.setattr(stage, "join", joined)
    monkeypatch.setattr(rehearsals, "prepare", prepared)
    return make


def lines(*entries: Sequence[str]) -> str:
    """A call of `tell` with these lines."""
    return f"tell({', '.join(repr(json.dumps(list(entry))) for entry in entries)})\n"


@dataclass(frozen=True, slots=True)
class Real:
    """The command line with a JVM and the shared cache."""

    environment: Mapping[str, str]

    def __call__(self, *arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """`graalpy-wizard rehearse ARGUMENTS`."""
        return self.wizard("rehearse", *arguments, stdin=stdin)

    def wizard(self, *arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """`graalpy-wizard ARGUMENTS`."""
        return self._run("-m", "wizard", *arguments, stdin=stdin)

    def python(self, code: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """`python -c CODE ARGUMENTS`."""
        return self._run("-c", code, *arguments)

    def _run(self, *arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *map(str, arguments)], env=self.environment, input=stdin, capture_output=True,
            encoding="utf-8", timeout=240,
        )  # fmt: skip


@pytest.fixture
def real(shared_cache: Path, home: Path) -> Real:
    """No compiler and no native-image is to be found: Java and the jars are enough."""
    root = Path(__file__).parents[2]
    return Real({
        **os.environ, "PATH": str(home), "GRAALPY_WIZARD_CACHE_DIR": str(shared_cache), "HOME": str(home),
        "PYTHONPATH": str(root),
    })  # fmt: skip
