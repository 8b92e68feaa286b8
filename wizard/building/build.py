"""The whole way from a request to a proven executable."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from wizard.building import anatomy_kept, cut_jars, launcher_classes, machine, needs, preflight, started
from wizard.building import engine as engines
from wizard.building.engine import Engine, Ingredients
from wizard.building.events import Listener
from wizard.building.image import Image
from wizard.building.packed import joined
from wizard.building.product import Product
from wizard.building.proving import proof_of
from wizard.building.request import Request
from wizard.building.snapshot_program import Carried
from wizard.building.snapshot_told import left_out
from wizard.catalogue.model import Catalogue
from wizard.ground.problems import Problem
from wizard.ground.steps import Step
from wizard.programs import absent, reached, wheel_part
from wizard.programs.distribution import with_wheels
from wizard.programs.model import Import, Wheel
from wizard.reports.model import Proof
from wizard.toolchains import compiler
from wizard.toolchains.model import Toolchain


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build. Seconds are wall time."""

    product: Product
    engine: Engine
    engine_is_new: bool
    toolchain: Toolchain
    wheels: tuple[Wheel, ...]
    compiler: str
    proof: Proof | None
    seconds: float
    warnings: tuple[Problem, ...]
    imports: tuple[str, ...] = ()  # modules that the program itself imports


def build(request: Request, catalogue: Catalogue, listener: Listener) -> Built:
    """Everything in order of cost: what can be wrong is found before minutes are spent."""
    began = time.monotonic()
    found = _scanned(request)
    warnings = (*request.plan.notices, *_allowed(request, found))
    warnings += preflight.require(preflight.target(request.target), preflight.disk(_places(request)))
    wheels = resolved(request, listener)
    program = with_wheels(request.program, wheels)
    warnings += absent.require(program, wheels, request.plan.version.python, allow=request.allow_broken)
    certain = reached.with_wheels(program, wheels)
    warnings += (*wheel_part.notices(wheels), *_allowed(request, certain, once=True), *_unused(request, found, certain))
    toolchain, jars = tools(request, listener)
    identity = compiler.identity()
    carried = Carried(program, wheels) if request.plan.snapshot_program else None
    engine, new = engine_for(request, toolchain, identity, jars, catalogue, listener, carried)
    warnings += left_out(engine.log) if carried else ()
    proof = proof_of(request, engine, jars, listener) if request.prove else None
    product = joined(
        engine, request.plan, program, wheels, jars, request.target, listener, measured=request.prove
    )  # fmt: skip
    imported = tuple(sorted({entry.module for entry in found}))
    seconds = time.monotonic() - began
    return Built(product, engine, new, toolchain, wheels, identity, proof, seconds, warnings, imported)


def resolved(request: Request, listener: Listener) -> tuple[Wheel, ...]:
    """The requirements as pure wheels; refused ones end the build here."""
    if not request.program.requirements and not request.requirements_file:
        return ()
    from wizard.profiles.trust import kept
    from wizard.programs import requirements

    listener(Step("requirements", ", ".join(request.program.requirements)))
    # The lock file that may be written now is part of what was consented to.
    with kept(request.profile, preset=request.preset) if request.profile else nullcontext():
        return requirements.resolve(
            request.program.requirements, lock=request.lock, file=request.requirements_file,
            indexes=request.indexes, python=request.plan.version.python,
        )  # fmt: skip


def imports_checked(request: Request) -> tuple[Problem, ...]:
    """Imports that an answer breaks: exit 2 outside a `try`, a warning inside one. Syntax errors are exit 2."""
    found = _scanned(request)
    unresolved = request.program.requirements or request.requirements_file
    return (*_allowed(request, found), *(() if unresolved else _unused(request, found)))


def _scanned(request: Request) -> tuple[Import, ...]:
    from wizard.programs import imports

    return imports.scan(request.program)


def _allowed(request: Request, found: tuple[Import, ...], *, once: bool = False) -> tuple[Problem, ...]:
    from wizard.planning.imports import require_imports

    if "all" in request.allow_broken:
        return ()
    return require_imports(request.plan, found, allow_broken=request.allow_broken, once=once)


def _unused(request: Request, *found: tuple[Import, ...]) -> tuple[Problem, ...]:
    from wizard.planning.imports import unused_allowances

    return unused_allowances(request.allow_broken, (entry for part in found for entry in part))


def tools(request: Request, listener: Listener) -> tuple[Toolchain, Mapping[str, Path]]:
    """A toolchain and the jars of this GraalPy, found or fetched."""
    from wizard.toolchains import downloads, find

    toolchain = find.ensure(request.wanted, explicit=request.toolchain, listener=listener)
    return toolchain, downloads.fetch(request.plan.version.jars, find.jar_cache(), listener=listener)


def engine_for(
    request: Request, toolchain: Toolchain, identity: str, jars: Mapping[str, Path], catalogue: Catalogue,
    listener: Listener, carried: Carried | None = None,
) -> tuple[Engine, bool]:  # fmt: skip
    """The cached engine, or one that is built now. `identity`: the C compiler's; `carried`: for its snapshot."""
    ingredients = Ingredients(request.plan, toolchain, identity, carried.digest(request.plan) if carried else "")

    def make(folder: Path) -> Mapping[str, object]:
        return _build_engine(folder, request, toolchain, jars, catalogue, listener, carried)

    return engines.get_or_build(ingredients, make, listener, rebuild=request.rebuild)


@dataclass(frozen=True, slots=True)
class Planned:
    """What `build` would run for the engine, with the paths as they would be."""

    command: tuple[str, ...]
    key: str
    cached: bool
    toolchain: Toolchain


def planned(request: Request) -> Planned:
    """Nothing is downloaded, run, assembled or written."""
    from wizard.ground.problems import WizardError
    from wizard.toolchains import downloads, find

    toolchain = find.planned(request.wanted, explicit=request.toolchain)
    jars = downloads.planned(request.plan.version.jars, find.jar_cache())
    try:
        identity = compiler.identity()
    except WizardError:
        identity = "none"
    program = _carried(request).digest(request.plan) if request.plan.snapshot_program else ""
    key = Ingredients(request.plan, toolchain, identity, program).key()
    folder = engines.root() / key
    class_path = [*cut_jars.planned(request.plan, jars), folder / "classes"]
    return Planned(command(request, toolchain, class_path, folder), key, engines.cached(key) is not None, toolchain)


def _carried(request: Request) -> Carried:
    """With the requirements that are in the cache: a program whose nobody has resolved yet counts as not built."""
    from wizard.programs import requirements

    wheels = requirements.known(
        request.program.requirements, lock=request.lock, file=request.requirements_file,
        indexes=request.indexes, python=request.plan.version.python,
    ) or ()  # fmt: skip
    return Carried(with_wheels(request.program, wheels), wheels)


def command(request: Request, toolchain: Toolchain, class_path: list[Path], folder: Path) -> tuple[str, ...]:
    """The exact command line for the engine; `folder` is where native-image works."""
    from wizard.planning.command import native_image_command

    needed = needs.SHIPPED[needs.kind_of(jit=request.plan.jit)].memory
    arguments = (*request.plan.arguments, *started.arguments(request.plan))
    return native_image_command(
        toolchain.native_image, arguments, class_path, launcher_classes.MAIN_CLASS,
        folder / "engine", folder / "build.json", machine.choose(needed, machine.this_machine(), request.resources),
        builder=request.plan.version.builder, temporary=folder / "tmp", told=anatomy_kept.arguments(),
    )  # fmt: skip


def _build_engine(
    folder: Path, request: Request, toolchain: Toolchain, jars: Mapping[str, Path], catalogue: Catalogue,
    listener: Listener, carried: Carried | None,
) -> Mapping[str, object]:  # fmt: skip
    from wizard.building import image

    plan = request.plan
    kind = needs.kind_of(jit=plan.jit)
    here = machine.this_machine()
    needed = needs.SHIPPED[kind]
    preflight.require(
        preflight.compiler("gcc"),
        preflight.memory(needed.memory, here),
        preflight.disk([preflight.Place("the engine cache", folder, needed.work + needed.engine)]),
    )
    listener(Step("launcher", "compiling"))
    class_path = cut_jars.class_path(plan, jars)
    classes = launcher_classes.compile_into(folder / "classes", toolchain.javac, class_path, started.java(plan))
    started.put_beside(plan, classes, jars, folder, carried)
    words = command(request, toolchain, [*class_path, classes], folder)
    made = image.build(words, folder, catalogue, listener, kind=kind, timeout=request.timeout)
    anatomy_kept.keep(folder, folder / "engine", [*class_path, classes], toolchain)
    name = f"GraalPy {plan.version.version}" + (f", {request.preset.name}" if request.preset else "")
    return {"name": name, **facts(made, toolchain, kind)}


def facts(made: Image, toolchain: Toolchain, kind: str) -> Mapping[str, object]:
    """What engine.json says of the build."""
    from dataclasses import asdict

    return {
        "command": list(made.command),
        "seconds": made.seconds,
        "stages": list(made.stages),
        "kind": kind,
        "peak_memory": made.peak_memory,
        "report": asdict(made.figures) if made.figures else {},
        "toolchain": {
            "version": toolchain.version, "java": toolchain.java_version,
            "edition": toolchain.edition, "origin": toolchain.origin,
        },
    }  # fmt: skip


def _places(request: Request) -> list[preflight.Place]:
    needed = needs.SHIPPED[needs.kind_of(jit=request.plan.jit)]
    return [preflight.Place("the executable", request.target.parent, needed.engine)]
