"""The proof of an engine, with the library that this build puts behind it; kept beside the engine."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path

from wizard.building.engine import Engine
from wizard.building.events import Listener, ignore
from wizard.building.product import join
from wizard.building.request import Request
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError
from wizard.planning.model import Plan
from wizard.programs.model import Kind, Program
from wizard.reports.model import Proof

MAIN = "app/main.py"


def proof_of(request: Request, engine: Engine, jars: Mapping[str, Path], listener: Listener) -> Proof:
    """The kept proof, or a new one (ten seconds and more); exit 6 with every promise that is broken."""
    from wizard.reports import promises, proof

    plan = request.plan
    promised = promises.of_plan(plan)

    def make(source: bytes, target: Path) -> None:
        join(engine, plan, program_of(source), (), jars, target, ignore)

    found = proof.proven(
        engine.folder / "proof.json",
        _key(promised.key, plan),
        lambda: proof.prove(make, promised, listener=listener),
    )
    if not found.kept:
        raise WizardError(problems_of(found), ExitCode.PROOF)
    return found


def problems_of(proof: Proof) -> list[Problem]:
    """One for each broken promise."""
    return [
        Problem(f"broken promise: {line.name} ({line.promise}): {line.detail}", code="broken-promise")
        for line in proof.broken
    ]


def imports_of(executable: Path, names: tuple[str, ...]) -> list[Problem]:
    """The modules of the profile's [check] that the finished product cannot import."""
    from wizard.packing.pack import unpacked
    from wizard.reports.probe import ask, source_of, wishes
    from wizard.reports.probe_executable import Splitter

    if not names:
        return []
    tasks = wishes(names)
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as name:
        folder = Path(name)
        with unpacked(executable.absolute()) as plain:
            splitter = Splitter(plain, folder)
            splitter.make(source_of(tasks, splitter.first_path()), folder / "probe")
        lines = ask(folder / "probe", tasks, folder)
    return [
        Problem(f"broken promise: `import {line.name}` fails: {line.detail}", code="broken-promise")
        for line in lines
        if not line.kept
    ]


def _key(promises: str, plan: Plan) -> str:
    """The same for the same promises and library."""
    return hashlib.sha256(repr((promises, sorted(plan.library_excludes))).encode()).hexdigest()[:24]


def program_of(source: bytes) -> Program:
    """A program of one file."""
    return Program(Kind.FILE, "probe", MAIN, "", (), {MAIN: source}, (), Path())
