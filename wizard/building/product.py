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
from wizard.programs import library, native_part, payload, trailer
from wizard.programs.model import Payload, Program, Wheel
from wizard.reports.model import Packed


@dataclass(frozen=True, slots=True)
class Product:
    """A finished executable. Sizes in bytes."""

    path: Path
    size: int
    engine_size: int
    payload: Payload
    packed: Packed | None = None  # the file is packed, and `path` and `size` are those of the packed one


LIBRARY_JAR = "python-resources"


def join(
    engine: Engine, plan: Plan, program: Program, wheels: tuple[Wheel, ...], jars: Mapping[str, Path], target: Path,
    listener: Listener,
) -> Product:  # fmt: skip
    """Make the payload and write `target` beside itself, then rename: it is never half of one."""
    home, native = library_of(plan, jars), native_of(plan, jars)
    made_now: tuple[payload.Part, ...] = ()
    if plan.bytecode:
        from wizard.building import bytecode

        made_now = bytecode.compiled(engine, plan, program, wheels, home, listener).parts
    listener(Step("payload", program.name))
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as folder:
        made = payload.build(
            program, wheels, home, plan, Path(folder) / "payload.zip", engine_key=engine.key, native=native,
            bytecode=made_now,
        )  # fmt: skip
        trailer.append(engine.executable, made.path, target)
    return Product(target, target.stat().st_size, engine.size, made)


def library_of(plan: Plan, jars: Mapping[str, Path]) -> Path:
    """The Python home that the answers leave in, as a zip from the cache."""
    return library.part(_resources(plan, jars), plan, places.cache())


def native_of(plan: Plan, jars: Mapping[str, Path]) -> native_part.NativePart | None:
    """The shared libraries that the answers ask for, as a zip from the cache."""
    return native_part.native_part(_resources(plan, jars), plan, places.cache())


def _resources(plan: Plan, jars: Mapping[str, Path]) -> Path:
    jar = next(jar for jar in plan.version.jars if jar.artifact == LIBRARY_JAR)
    return jars[jar.file_name]
