"""What `explain` says of measurements: one table, each measurement once, and the whole with its honesty mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.cli.document import Block, Table

if TYPE_CHECKING:
    from wizard.catalogue.model import Catalogue, Effect
    from wizard.planning.explain import ExplainedOption, Explanation
    from wizard.planning.model import Plan
    from wizard.reports.predict import Prediction


@dataclass(frozen=True, slots=True)
class Total:
    """The engine's size in bytes, and what it is known from; None: no engine of this GraalPy was measured."""

    engine: Prediction | None
    measured_engines: int
    reference: int  # the ordinary build of print("hi")
    own_snapshot: bool = False  # other modules than the shipped ones, or the program's

    def told(self) -> str:
        """In words, with the mark "measured" or "not measured"."""
        if self.engine is None:
            return "In all: not measured, and no engine of this GraalPy was."
        share = f"{self.engine.size / self.reference:.0%} of the ordinary build's {self.reference / 1e6:.1f} MB"
        size = f"In all: an engine of {self.engine.size / 1e6:.1f} MB, {share}"
        if self.own_snapshot:
            return f"{size}; not measured with these modules in its snapshot, but with those that are shipped."
        if self.engine.measured:
            return f"{size}; measured with just these options. Library and program come on top of it."
        between = f"between {self.engine.low / 1e6:.1f} and {self.engine.high / 1e6:.1f} MB in two of three cases"
        return f"{size}; not measured, but predicted from {self.measured_engines} measured engines: {between}."


def total_of(made: Plan, catalogue: Catalogue) -> Total:
    """The engine of these answers: as it was measured, or predicted from engines that were."""
    from wizard.planning.snapshot import own_of
    from wizard.reports.predict import fit, levers, points_of_catalogue

    points = points_of_catalogue(catalogue, made.version.version)
    keys = levers(catalogue, (*(chosen.option.key for chosen in made.chosen), *made.extra))
    return Total(fit(points).predict(keys), len(points), catalogue.reference_bytes, bool(own_of(made)))


def table(explanation: Explanation, effects: Sequence[Effect]) -> list[Block | str]:
    """One row a measurement. What a group saves is not the sum of its options, and nobody's share is known."""
    titles = {option.key: option.title for option in explanation.options}
    if not effects:
        return ["Nothing of it was measured."]
    rows = [(f"[{number}]", *_cells(effect), _words(effect, titles)) for number, effect in enumerate(effects, 1)]
    return ["Measured, each line as a whole", Table(("", "saves", "build", "builder", "start", "what"), rows)]


def line(option: ExplainedOption, effects: Sequence[Effect]) -> str:
    """An option's own saving, or with how many others it was measured; the numbers are those of the table."""
    told = option.alone or option.together
    numbers = ", ".join(f"[{effects.index(effect) + 1}]" for effect in told)
    if not option.alone:
        return f"{option.measured} {numbers}".rstrip()
    sizes = [f"{abs(e.saved) / 1e6:.1f} MB {'saved' if e.saved >= 0 else 'more'}" for e in option.alone if e.saved]
    return f"{', '.join(sizes) or 'no size'}, measured alone {numbers}"


def _cells(effect: Effect) -> tuple[str, str, str, str]:
    saved, start, before = effect.saved, effect.start_seconds, effect.start_seconds_before
    return (
        "-" if saved is None else f"{saved / 1e6:.1f} MB",
        "-" if effect.build_seconds is None else f"{effect.build_seconds:.0f} s",
        "-" if effect.build_memory is None else f"{effect.build_memory / 1e9:.1f} GB",
        "-" if start is None or before is None else f"{before:g} to {start:g} s",
    )


def _words(effect: Effect, titles: dict[str, str]) -> str:
    names = ", ".join(titles.get(key, key) for key in effect.of)
    note = f" ({effect.note})" if effect.note else ""
    return f"{names}; against {effect.against}{note}"
