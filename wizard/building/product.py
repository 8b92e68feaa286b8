"""Engine and payload joined: the executable."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.building.engine import Engine
from wizard.building.events import Listener
from wizard.ground import places
from wizard.ground.steps import Step
from wizard.planning.model import Plan
from wizard.programs import library, payload, trailer
from wizard.programs.model import Payload, Program, Wheel


@dataclass(frozen=True, slots=True)
class Product:
    """A finished executable. Sizes in bytes."""

    path: Path
    size: int
    engine_size: int
    payload: Payload


LIBRARY_JAR = "python-resources"


def join(
    engine: Engine, plan: Plan, program: Program, wheels: tuple[Wheel, ...], jars: Mapping[str, Path], target: Path,
    listener: Listener,
) -> Product:  # fmt: skip
    """Make the payload and write `target` beside itself, then rename: it is never half of one."""
    listener(Step("payload", program.name))
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as folder:
        made = payload.build(
            program, wheels, library_of(plan, jars), plan, Path(folder) / "payload.zip", engine_key=engine.key
        )
        trailer.append(engine.executable, made.path, target)
    return Product(target, target.stat().st_size, engine.size, made)


def library_of(plan: Plan, jars: Mapping[str, Path]) -> Path:
    """The Python home that the answers leave in, as a zip from the cache."""
    jar = next(jar for jar in plan.version.jars if jar.artifact == LIBRARY_JAR)
    return library.part(jars[jar.file_name], plan, places.cache())
