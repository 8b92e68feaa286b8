"""What size an engine will have, from engines that were measured. Sizes in bytes.

Each option multiplies the size by a factor of its own; what that factor is follows from all measured engines at once
(Bayesian linear regression of the logarithm of the size). A few add the same bytes to every engine: how many is the
median of the pairs that differ in nothing else. Left out in turn and predicted from the others, the
catalogue's engines come out within 2.0 % (median); `python -m benchmarks predict` measures it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from wizard.catalogue.engines import MeasuredEngine
from wizard.catalogue.model import Catalogue, Option
from wizard.history.model import BuildResult

NOISE = 0.03  # of the logarithm: what factors that do not know of each other leave unsaid
USUAL = 0.05  # how much an option may be worth
LEVEL = 1.0  # how far the size of no option at all may be from the mean
HERE, CATALOGUE = "this machine", "catalogue"
NEWEST = 40  # engines of this machine that are looked at


@dataclass(frozen=True, slots=True)
class Point:
    """A measured engine."""

    name: str
    size: int
    options: frozenset[str]
    origin: str  # "this machine" or "catalogue"


@dataclass(frozen=True, slots=True)
class Prediction:
    """The size is within `low` and `high` in two of three cases. `measured`: by an engine of just these options."""

    size: int
    low: int
    high: int
    measured: str = ""  # "this machine", "catalogue" or ""


@dataclass(frozen=True, slots=True)
class Model:
    """Made once by `fit`, asked often."""

    points: tuple[Point, ...]
    scale: Mapping[str, float]
    mean: float = 0.0
    weights: tuple[float, ...] = ()
    inverse: tuple[tuple[float, ...], ...] = field(default=(), repr=False)
    added: Mapping[str, int] = field(default_factory=dict)  # option -> bytes

    def predict(self, options: Iterable[str]) -> Prediction | None:
        """None where nothing was measured at all."""
        wanted = frozenset(options)
        if not self.points:
            return None
        exact = [point for point in self.points if _same(point.options, wanted, self.scale)]
        if exact:
            best = next((point for point in exact if point.origin == HERE), exact[-1])
            return Prediction(best.size, best.size, best.size, best.origin)
        return self.estimate(wanted)

    def estimate(self, wanted: frozenset[str]) -> Prediction:
        """By all engines, whether just this one was measured or not: to be compared with another estimate."""
        single = wanted - self.added.keys()
        with_points = [_likeness(single, point.options - self.added.keys(), self.scale) for point in self.points]
        middle = self.mean + sum(a * b for a, b in zip(with_points, self.weights, strict=True))
        known = sum(
            a * sum(b * c for b, c in zip(row, with_points, strict=True))
            for a, row in zip(with_points, self.inverse, strict=True)
        )
        spread = math.sqrt(max(_likeness(single, single, self.scale) - known, 0.0) + NOISE**2)
        more = _added(wanted, self.added)
        size, low, high = (round(math.exp(middle + sign * spread)) + more for sign in (0, -1, 1))
        return Prediction(size, low, high)


def fit(points: Sequence[Point], scale: Mapping[str, float] | None = None) -> Model:
    """`scale`: the catalogue's, if none is given."""
    from wizard.catalogue.engines import load_scale

    scales = load_scale() if scale is None else scale
    if not points:
        return Model((), scales)
    added = _additive(points, scales)
    logs = [math.log(max(point.size - _added(point.options, added), 1)) for point in points]
    mean = sum(logs) / len(logs)
    sets = [point.options - added.keys() for point in points]
    table = [
        [_likeness(a, b, scales) + (NOISE**2 if i == j else 0.0) for j, b in enumerate(sets)]
        for i, a in enumerate(sets)
    ]
    inverse = _inverted(table)
    centred = [value - mean for value in logs]
    weights = tuple(sum(a * b for a, b in zip(row, centred, strict=True)) for row in inverse)
    return Model(tuple(points), scales, mean, weights, tuple(map(tuple, inverse)), added)


def points_of_catalogue(catalogue: Catalogue, graalpy: str) -> list[Point]:
    """The measured engines of this GraalPy, and the presets as they were measured last."""
    from wizard.catalogue.engines import load_engines

    engines = [point_of(engine) for engine in load_engines() if engine.graalpy == graalpy]
    return [*engines, *_presets(catalogue, graalpy)]


def points_of_history(results: Iterable[BuildResult], catalogue: Catalogue, graalpy: str) -> list[Point]:
    """This machine's engines of this GraalPy and the newest builder among them. `results`: newest first.

    Of several with the same options the newest counts: an older wizard may have understood them otherwise.
    """
    found: dict[frozenset[str], Point] = {}
    builder = ""
    for result in results:
        engine = result.engine
        if engine is None or engine.kind == "java" or result.sizes.packed or result.versions.get("graalpy") != graalpy:
            continue
        if result.snapshot:  # its engine holds what its options do not say
            continue
        builder = builder or result.versions.get("native-image", "")
        if result.versions.get("native-image", "") != builder or not result.options:
            continue
        options = levers(catalogue, (*result.options, *result.extra))
        found.setdefault(options, Point(f"build {result.id}", result.sizes.engine, options, HERE))
        if len(found) == NEWEST:
            break
    return list(found.values())


def point_of(engine: MeasuredEngine) -> Point:
    """An engine of the catalogue."""
    return Point(engine.name, engine.bytes, frozenset(engine.options), CATALOGUE)


def levers(catalogue: Catalogue, options: Iterable[str]) -> frozenset[str]:
    """Those of these option keys that can change an engine's size; raw arguments count as they are."""
    known = {option.key: option for option in catalogue.options}
    return frozenset(key for key in options if key not in known or shapes_engine(known[key]))


def shapes_engine(option: Option) -> bool:
    """Settings alone change a few bytes."""
    return bool(option.arguments or option.drop_jars or option.cut_jars)


def _presets(catalogue: Catalogue, graalpy: str) -> list[Point]:
    from wizard.catalogue.figures import load_figures
    from wizard.planning.plan import plan
    from wizard.profiles.precedence import answers
    from wizard.profiles.preset import shipped

    figures, version = load_figures(), catalogue.version(graalpy)
    found: dict[frozenset[str], Point] = {}
    for preset in shipped(catalogue.questions):
        measured = figures.get(preset.name)
        if measured is None or measured.engine_bytes is None or measured.graalpy != graalpy:
            continue
        held = answers(catalogue.questions, flags={}, environ={}, profile=None, preset=preset)
        options = levers(catalogue, (chosen.option.key for chosen in plan(catalogue, held, version).chosen))
        found.setdefault(options, Point(f"preset {preset.name}", measured.engine_bytes, options, CATALOGUE))
    return list(found.values())


def _additive(points: Sequence[Point], scale: Mapping[str, float]) -> dict[str, int]:
    """Those that some pair tells; one of which nothing is known multiplies like the others."""
    from statistics import median

    from wizard.catalogue.engines import load_additive

    found = {}
    for key in load_additive():
        pairs = [
            with_it.size - without.size
            for with_it in points
            if key in with_it.options
            for without in points
            if key not in without.options and _same(with_it.options - {key}, without.options, scale)
        ]
        if pairs:
            found[key] = round(median(pairs))
    return found


def _added(options: Iterable[str], added: Mapping[str, int]) -> int:
    return sum(added.get(key, 0) for key in options)


def _same(a: frozenset[str], b: frozenset[str], scale: Mapping[str, float]) -> bool:
    return all(scale.get(key, USUAL) == 0 for key in a ^ b)


def _likeness(a: frozenset[str], b: frozenset[str], scale: Mapping[str, float]) -> float:
    return LEVEL**2 + float(sum(scale.get(key, USUAL) ** 2 for key in a & b))


def _inverted(table: Sequence[Sequence[float]]) -> list[list[float]]:
    """Gauss and Jordan; the table is positive definite, as the noise stands on its diagonal."""
    size = len(table)
    rows = [[*row, *(1.0 if i == j else 0.0 for j in range(size))] for i, row in enumerate(table)]
    for i in range(size):
        best = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[best] = rows[best], rows[i]
        first = rows[i][i]
        rows[i] = [value / first for value in rows[i]]
        for j in range(size):
            if j != i and (factor := rows[j][i]):
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [row[size:] for row in rows]
