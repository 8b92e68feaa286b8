"""What was measured: engines, payloads and times of the shipped presets and of this machine's builds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from wizard.catalogue.model import Catalogue, GraalPyVersion, Option
from wizard.ground.problems import WizardError
from wizard.history.model import BuildResult
from wizard.planning.model import Plan
from wizard.reports.predict import Model, fit

LOOKED_AT = 40  # builds of the history; each costs 0.3 ms to read
HERE, REFERENCE = "this machine", "the reference machine (2 processors, 24 GiB)"
CARRIED = ("library", "native modules")  # what a payload holds of GraalPy, whatever the program is
TIMED = frozenset({"optimise-size", "optimise-build"})  # what else than the JIT decides how long a build takes


@dataclass(frozen=True, slots=True)
class Timing:
    """What one build of an engine took. Seconds and bytes; None is "not measured"."""

    kind: str  # "jit" or "no-jit"
    optimised: frozenset[str]  # of TIMED
    options: frozenset[str]  # all that were set
    seconds: float
    memory: int | None
    start: float | None
    machine: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it, of one GraalPy version; this machine's comes first."""

    model: Model = field(default_factory=lambda: Model((), {}))
    timings: tuple[Timing, ...] = ()
    payloads: Mapping[frozenset[str], int] = field(default_factory=dict)  # options of the library -> its bytes


def gather(catalogue: Catalogue, version: GraalPyVersion) -> Evidence:
    """From the catalogue and the history; what cannot be read is left out. Takes about 20 ms."""
    from wizard.reports.predict import points_of_catalogue, points_of_history

    results = [result for result in _results(version) if result.sizes.packed is None]
    points = points_of_history(results, catalogue, version.version)
    timings, payloads = _shipped(catalogue, version)
    for result in reversed(results):
        if (size := _library(result)) and result.options:
            payloads[library_options(catalogue.options, result.options)] = size
    return Evidence(
        fit([*points, *points_of_catalogue(catalogue, version.version)]),
        (*(t for r in results if (t := _timing(r))), *timings),
        payloads,
    )  # fmt: skip


def library_options(options: Iterable[Option], keys: Iterable[str]) -> frozenset[str]:
    """Those of `keys` that change how large the library in the payload is."""
    known = {o.key for o in options if o.drop_library or o.carry_native or o.key == "bytecode"}
    return frozenset(keys) & known


def kind_of(plan: Plan) -> str:
    """Of builds that take about as long."""
    return "jit" if plan.jit else "no-jit"


def _results(version: GraalPyVersion) -> Sequence[BuildResult]:
    from wizard.history.model import Filter
    from wizard.history.store import History

    with suppress(WizardError):
        return History().results(Filter(graalpy=version.version, here=True, limit=LOOKED_AT))
    return ()


def _library(result: BuildResult) -> int:
    return sum(part.stored for part in result.payload if part.origin in CARRIED)


def _timing(result: BuildResult) -> Timing | None:
    engine = result.engine
    # An engine with a snapshot of its own holds what its answers do not say.
    if engine is None or engine.kind == "java" or not engine.seconds or not result.options or result.snapshot:
        return None
    options = frozenset(result.options)
    start = engine.proof.start.seconds if engine.proof and engine.proof.start else None
    return Timing(engine.kind, options & TIMED, options, engine.seconds, engine.peak_memory or None, start, HERE)


def _shipped(catalogue: Catalogue, version: GraalPyVersion) -> tuple[list[Timing], dict[frozenset[str], int]]:
    from wizard.catalogue.figures import load_figures
    from wizard.planning.plan import plan
    from wizard.profiles.precedence import answers
    from wizard.profiles.preset import shipped

    figures = load_figures()
    timings: list[Timing] = []
    payloads: dict[frozenset[str], int] = {}
    for preset in shipped(catalogue.questions):
        known = figures.get(preset.name)
        if known is None or known.graalpy != version.version:
            continue
        held = answers(catalogue.questions, flags={}, environ={}, profile=None, preset=preset)
        made = plan(catalogue, held, version)
        keys = frozenset(chosen.option.key for chosen in made.chosen)
        if known.build_seconds:
            timings.append(
                Timing(
                    kind_of(made), keys & TIMED, keys, known.build_seconds, known.build_memory, known.start_seconds,
                    REFERENCE,
                )
            )  # fmt: skip
        if known.total_bytes and known.engine_bytes:
            library = library_options(catalogue.options, keys)
            payloads[library] = max(payloads.get(library, 0), known.total_bytes - known.engine_bytes)
    return timings, payloads
