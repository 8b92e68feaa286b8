"""What to try next, from everything that was measured: the catalogue's engines and this machine's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wizard.catalogue.model import Catalogue
from wizard.ground.problems import WizardError
from wizard.history.model import BuildResult
from wizard.history.store import History
from wizard.planning.model import Plan
from wizard.profiles.model import Answer, Answers, Origin
from wizard.reports.effects import OwnEffect, own_effects
from wizard.reports.predict import Model, Prediction, fit, levers, points_of_catalogue, points_of_history
from wizard.reports.suggest import Suggestion, suggest

SAMPLES = 60  # of this machine that are looked at: the newest builds, and the newest engines


@dataclass(frozen=True, slots=True)
class Advice:
    """`prediction`: of the engine with the answers as they are. `effects`: what this machine measured itself."""

    suggestions: tuple[Suggestion, ...]
    prediction: Prediction | None
    effects: tuple[OwnEffect, ...]


def advise(
    catalogue: Catalogue, given: Answers, current: Plan, modules: Iterable[str], history: History,
    size: int | None = None,
) -> Advice:  # fmt: skip
    """`size`: of the executable as it is, if there is one. A history that cannot be read is one that is empty."""
    results = _own(history)
    made = _model(catalogue, current.version.version, results)
    effects = own_effects(results, catalogue)
    suggestions = suggest(catalogue, given, current, modules, made, effects, size)
    keys = (*(chosen.option.key for chosen in current.chosen), *current.extra)
    return Advice(suggestions, made.predict(levers(catalogue, keys)), effects)


def model(catalogue: Catalogue, graalpy: str, history: History) -> Model:
    """To predict from; it takes some milliseconds to make, and a tenth of one to ask."""
    return _model(catalogue, graalpy, _own(history))


def of_result(catalogue: Catalogue, result: BuildResult, history: History) -> Advice | None:
    """For a finished build; None where this wizard no longer knows its GraalPy or its answers."""
    from wizard.planning.plan import plan

    known = {question.key for question in catalogue.questions}
    said = {**result.answers, **result.asked}
    given = {key: Answer(key, value, Origin.PRESET) for key, value in said.items() if key in known}
    try:
        version = catalogue.version(result.versions.get("graalpy", ""))
        current = plan(catalogue, given, version, result.extra)
    except (KeyError, WizardError):
        return None
    return advise(catalogue, given, current, result.imports, history, result.sizes.file)


def _own(history: History) -> list[BuildResult]:
    try:
        return history.samples(SAMPLES)
    except WizardError:
        return []


def _model(catalogue: Catalogue, graalpy: str, results: Sequence[BuildResult]) -> Model:
    known = points_of_catalogue(catalogue, graalpy)
    return fit([*known, *points_of_history(results, catalogue, graalpy)])
