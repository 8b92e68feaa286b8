"""What single changes did in this machine's builds, beside what the catalogue says. Sizes in bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from wizard.catalogue.model import Catalogue, Effect
from wizard.history.model import BuildResult
from wizard.reports.difference_inputs import said
from wizard.reports.predict import levers

DISAGREE = 0.03  # of what the catalogue leads to expect
NEAR = 1.25  # times as large as what was measured, or as small: beyond that a share of it is an estimate


@dataclass(frozen=True, slots=True)
class Expected:
    """Bytes that the catalogue's measurement leads to expect. `near`: it was made at about this size."""

    saved: int
    near: bool


@dataclass(frozen=True, slots=True)
class OwnEffect:
    """Two builds of this machine that differ by one option or answer; `saved`: bytes, never negative.

    `expected`: what the catalogue's own measurement comes to at this size; None where it has none.
    """

    what: str  # "encodings: all -> common"
    key: str  # of the answer, or of the option
    before: str
    after: str
    options: frozenset[str]  # keys in which the two differ
    saved: int
    base: str  # "84.0 MB (build ...)"
    base_size: int
    builds: tuple[str, str]
    expected: int | None

    @property
    def values(self) -> tuple[str, str]:
        """The larger one first."""
        return self.before, self.after

    @property
    def disagrees(self) -> bool:
        """By more than 3 % of what was expected."""
        return self.expected is not None and abs(self.saved - self.expected) > DISAGREE * abs(self.expected)

    @property
    def against_catalogue(self) -> str:
        """For a table: the catalogue's figure and how far it is off."""
        if self.expected is None:
            return "not measured"
        told = f"{-self.expected / 1e6:+.2f} MB"
        return f"{told}, {self.saved / self.expected - 1:+.0%} here" if self.disagrees and self.expected else told


def own_effects(results: Iterable[BuildResult], catalogue: Catalogue) -> tuple[OwnEffect, ...]:
    """The newest pair counts for each change, largest first. `results`: newest first, of this machine."""
    found: dict[tuple[str, str, str], OwnEffect] = {}
    for newer, older in combinations(_different(results), 2):
        effect = _between(older, newer, catalogue)
        if effect is not None:
            first, second = sorted((effect.before, effect.after))
            found.setdefault((effect.key, first, second), effect)
    return tuple(sorted(found.values(), key=lambda effect: (-abs(effect.saved), effect.what)))


def catalogue_saved(effects: Sequence[Effect], before: frozenset[str], after: frozenset[str], size: int) -> int | None:
    """What the catalogue's measurement of just this change comes to at this size. See `expected`."""
    found = expected(effects, before, after, size)
    return found.saved if found else None


def expected(effects: Sequence[Effect], before: frozenset[str], after: frozenset[str], size: int) -> Expected | None:
    """By the last effect that is just this change: its own bytes, or its share of the file that it was measured in.

    `before`, `after`: all options of the two engines, those that only say what is not set too.
    """
    for effect in reversed(effects):
        if not effect.bytes_before or not effect.bytes_after:
            continue
        of = frozenset(effect.of)
        for changed, old, new in (
            (after - before, effect.bytes_before, effect.bytes_after),
            (before - after, effect.bytes_after, effect.bytes_before),
        ):
            if of == changed or (of <= changed and len(of) == 1 and _only(of, changed)):
                if effect.adds:
                    return Expected(old - new, near=True)
                return Expected(round((1 - new / old) * size), near=1 / NEAR <= size / old <= NEAR)
    return None


def _only(of: frozenset[str], changed: frozenset[str]) -> bool:
    """Whether nothing else that changed is one of the catalogue's levers."""
    from wizard.catalogue.load import load

    return not levers(load(), changed - of)


def _different(results: Iterable[BuildResult]) -> list[BuildResult]:
    """One build for each engine, payload and packing that says what it was made with."""
    found: dict[tuple[object, ...], BuildResult] = {}
    for result in results:
        if result.engine and result.engine.kind != "java" and result.options:
            found.setdefault((result.engine.key, result.options, _own(result)), result)
    return list(found.values())


def _between(a: BuildResult, b: BuildResult, catalogue: Catalogue) -> OwnEffect | None:
    """None where more than one option and more than one answer differ, or anything else does."""
    sizes = _sizes(a, b)
    if sizes is None or _circumstances(a) != _circumstances(b):
        return None
    if sizes[0] < sizes[1]:  # told as what it saves
        a, b, sizes = b, a, sizes[::-1]
    same = bool(a.engine and b.engine and a.engine.key == b.engine.key)
    before, after = (frozenset(r.options) if same else levers(catalogue, r.options) for r in (a, b))
    options = before ^ after
    answers = [key for key in {**a.answers, **b.answers} if a.answers.get(key) != b.answers.get(key)]
    if not options or (len(options) != 1 and len(answers) != 1):
        return None
    key = answers[0] if len(answers) == 1 else next(iter(options))
    values = _values(key, a, b)
    return OwnEffect(
        f"{key}: {values[0]} -> {values[1]}", key, *values, options, sizes[0] - sizes[1],
        f"{sizes[0] / 1e6:.1f} MB (build {a.id})", sizes[0], (a.id, b.id),
        catalogue_saved(catalogue.effects, frozenset(a.options), frozenset(b.options), _measured_in(a, b, sizes[0])),
    )  # fmt: skip


def _measured_in(a: BuildResult, b: BuildResult, size: int) -> int:
    """What the catalogue's effect is a share of: the payload, where nothing but that can differ."""
    only_payload = bool(a.engine and b.engine and a.engine.key == b.engine.key) and bool(a.sizes.packed) == bool(
        b.sizes.packed
    )
    return a.sizes.payload if only_payload else size


def _values(key: str, a: BuildResult, b: BuildResult) -> tuple[str, str]:
    """Of an answer, or whether an option is set."""
    if key in a.answers or key in b.answers:
        return said(a.answers.get(key, "")), said(b.answers.get(key, ""))
    return ("off", "on") if key in b.options else ("on", "off")


def _sizes(a: BuildResult, b: BuildResult) -> tuple[int, int] | None:
    """The engines' where these differ; the files' where only payload or packing can; None where both may."""
    if a.engine and b.engine and a.engine.key == b.engine.key:
        return (a.sizes.file, b.sizes.file) if _own(a) == _own(b) else None
    return None if a.sizes.packed or b.sizes.packed else (a.sizes.engine, b.sizes.engine)


def _own(result: BuildResult) -> tuple[object, ...]:
    """The program's share of the payload."""
    return result.hashes.get("own code"), tuple(sorted(result.requirements.items()))


def _circumstances(result: BuildResult) -> tuple[object, ...]:
    """What has to be the same, or the option is not the only reason."""
    versions = result.versions
    return (
        versions.get("graalpy"), versions.get("native-image"), versions.get("java"), versions.get("compiler"),
        versions.get("wizard"), result.extra, result.machine.machine, result.snapshot,
    )  # fmt: skip
