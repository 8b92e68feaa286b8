"""Engine and payload joined: the executable."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wizard.building.engine import Engine
from wizard.building.events import Listener, Step
from wizard.planning.model import Plan
from wizard.programs.model import Payload, Program, Wheel


@dataclass(frozen=True, slots=True)
class Product:
    """A finished executable. Sizes in bytes."""

    path: Path
    size: int
    engine_size: int
    payload: Payload


def join(
    engine: Engine, plan: Plan, program: Program, wheels: tuple[Wheel, ...], resources_jar: Path, target: Path,
    listener: Listener,
) -> Product:  # fmt: skip
    """Make the payload and write `target` beside itself, then rename: it is never half of one."""
    import tempfile

    from wizard.ground import places
    from wizard.programs import library, payload, trailer

    listener(Step("payload", program.name))
    part = library.part(resources_jar, plan, places.cache())
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as folder:
        made = payload.build(program, wheels, part, plan, Path(folder) / "payload.zip", engine_key=engine.key)
        trailer.append(engine.executable, made.path, target)
    return Product(target, target.stat().st_size, engine.size, made)
