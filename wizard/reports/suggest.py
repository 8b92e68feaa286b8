"""What to try next: other answers, what each would save, what it would cost this program. Sizes in bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wizard.catalogue.engines import load_additive
from wizard.catalogue.model import Catalogue, Effect, Question
from wizard.ground.problems import WizardError
from wizard.planning.broken import broken_by
from wizard.planning.model import Plan
from wizard.planning.plan import plan
from wizard.profiles.model import Answer, Answers, Origin, Value
from wizard.reports.difference_inputs import said
from wizard.reports.effects import NEAR, OwnEffect, catalogue_saved, expected
from wizard.reports.predict import Model, levers

LEAST = 50_000  # bytes that a change has to save to be worth a word
MEASURED_HERE, MEASURED, ESTIMATED = "measured here", "measured", "estimated"
TRIMMED = "trimmed-library"
HI = 'print("hi")'
PACKED, BYTECODE = "packed", "bytecode"
LIBRARY_TRIMMED = 2_740_000  # full against trimmed in the payload, presets full and networked-service
LIBRARY = 2_500_000  # a payload of which nothing is known


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured. `file`, `payload`: bytes of those that there are."""

    model: Model
    own: Sequence[OwnEffect]
    file: int
    payload: int

    def here(self, key: str, values: tuple[str, str], changed: frozenset[str]) -> int | None:
        """What this machine measured of just this change at about this size, or of one that is the same everywhere."""
        for effect in self.own:
            alike = effect.key == key and effect.options == changed
            like = 1 / NEAR <= self.file / max(effect.base_size, 1) <= NEAR
            if alike and (like or changed <= load_additive()) and values in (effect.values, effect.values[::-1]):
                return effect.saved if values == effect.values else -effect.saved
        return None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another answer. `loses`: modules that would no longer import, none of them the program's."""

    key: str
    now: str
    instead: str
    saved: int
    share: float  # of the file as it is
    basis: str  # "measured here", "measured", "estimated"
    title: str  # the choice's own: "Without the JIT"
    cost: tuple[str, ...]  # one sentence each: what else no longer works, or is slower
    loses: tuple[str, ...]

    @property
    def line(self) -> str:
        """`--set jit=off saves about 138.2 MB (47 %, measured)`."""
        about = "about " if self.basis == ESTIMATED else ""
        return (
            f"--set {self.key}={self.instead} saves {about}{self.saved / 1e6:.1f} MB ({self.share:.0%}, {self.basis})"
        )


def suggest(
    catalogue: Catalogue, given: Answers, current: Plan, modules: Iterable[str], model: Model,
    own: Sequence[OwnEffect] = (), size: int | None = None,
) -> tuple[Suggestion, ...]:  # fmt: skip
    """Largest saving first, one for each question and value that can be built.

    `modules`: all that the program and its requirements import; what would break one of them is never suggested.
    `size`: of the executable as it is; without it, of the engine as predicted. Modules whose names are made at run
    time are not among `modules`: a rehearsal with the other answer tells.
    """
    wanted = frozenset(modules)
    here = model.predict(levers(catalogue, _keys(current)))
    whole = size or (here.size if here else 0)
    held = whole - here.size if size and here and size > here.size else LIBRARY
    found = []
    for question in catalogue.questions:
        for value in _others(question, current.answers[question.key].value):
            other = _planned(catalogue, given, current, question.key, value)
            if other is None or _breaks(other, current, wanted):
                continue
            saved, basis = _saved(catalogue, current, other, question.key, Evidence(model, own, whole, held))
            saved, basis = _packed(_packing(catalogue, own), current, other, (saved, basis), whole)
            if saved is not None and saved >= LEAST and whole:
                found.append(_suggestion(catalogue, current, other, question, value, (saved, basis, whole)))
    worth = [one for one in found if not any(_better(other, one) for other in found)]
    return tuple(sorted(worth, key=lambda one: (-one.saved, one.key, one.instead)))


def _better(other: Suggestion, one: Suggestion) -> bool:
    """The same question, at least as much saved, and less lost."""
    return other.key == one.key and other.saved >= one.saved and set(other.loses) < set(one.loses)


def _others(question: Question, now: Value) -> Iterator[Value]:
    if question.kind != "set":
        yield from (choice.value for choice in question.choices if choice.value != now)
        return
    held = now if isinstance(now, tuple) else ()
    if held:
        yield ()
    if len(held) > 1:
        yield from (tuple(item for item in held if item != gone) for gone in held)


def _planned(catalogue: Catalogue, given: Answers, current: Plan, key: str, value: Value) -> Plan | None:
    """None where it contradicts another answer, or is not what would be built."""
    try:
        other = plan(catalogue, {**given, key: Answer(key, value, Origin.DEFAULT)}, current.version, current.extra)
    except WizardError:
        return None
    return other if other.answers[key].value == value else None


def _breaks(other: Plan, current: Plan, wanted: frozenset[str]) -> bool:
    """What does not import now either is no loss."""
    return any(broken_by(m, other.broken) and not broken_by(m, current.broken) for m in wanted)


def _saved(catalogue: Catalogue, current: Plan, other: Plan, key: str, known: Evidence) -> tuple[int | None, str]:
    """The best evidence that there is: this machine's, the catalogue's own, else what follows from all of them."""
    model = known.model
    now, then = levers(catalogue, _keys(current)), levers(catalogue, _keys(other))
    payload = _payload(catalogue, current, other, known.payload)
    values = said(current.answers[key].value), said(other.answers[key].value)
    changed = now ^ then or _keys(current) ^ _keys(other)
    own = known.here(key, values, changed)
    if own is not None:
        return own + (payload if now != then else 0), MEASURED_HERE
    if now == then:
        return payload, MEASURED
    before, after = model.predict(now), model.predict(then)
    if before is None or after is None:
        return None, ESTIMATED
    if before.measured and after.measured:
        return before.size - after.size + payload, MEASURED
    exact = expected(catalogue.effects, _keys(current), _keys(other), before.size)
    if exact is not None:
        return exact.saved + payload, MEASURED if exact.near else ESTIMATED
    # Two estimates err alike; a measured size beside an estimated one would count the error as a saving.
    share = model.estimate(then).size / model.estimate(now).size
    return round(before.size * (1 - share)) + payload, ESTIMATED


def _packing(catalogue: Catalogue, own: Sequence[OwnEffect]) -> tuple[float, str] | None:
    """The share of a file that packing saves: this machine's, else the catalogue's; None where nothing was measured."""
    for effect in own:
        if effect.key == PACKED and effect.base_size:
            return effect.saved / effect.base_size, MEASURED_HERE
    share = catalogue_saved(catalogue.effects, frozenset(), frozenset({PACKED}), 1_000_000)
    return None if share is None else (share / 1_000_000, MEASURED)


def _packed(
    packing: tuple[float, str] | None, current: Plan, other: Plan, found: tuple[int | None, str], whole: int
) -> tuple[int | None, str]:
    """Packing shrinks the file by the share that was measured, and with it all that anything else saves."""
    now, then = (PACKED in _keys(made) for made in (current, other))
    if not (now or then) or packing is None:
        return found
    share, basis = packing
    if now != then:
        return (round(whole * share) if then else -round(whole / (1 - share) - whole)), basis
    return (None if found[0] is None else round(found[0] * (1 - share))), ESTIMATED


def _payload(catalogue: Catalogue, current: Plan, other: Plan, held: int) -> int:
    """What the payload loses, as the catalogue measured it; `held`: its bytes now."""
    before, after = _keys(current), _keys(other)
    carried = {option.key for option in catalogue.options if option.carry_native}

    def effect(keys: Iterable[str], size: int) -> int:
        sides = ((before & {key}, after & {key}) for key in sorted(keys))
        return sum(catalogue_saved(catalogue.effects, *side, size) or 0 for side in sides)

    native = -sum(catalogue_saved(catalogue.effects, frozenset(), frozenset({key}), 0) or 0 for key in before & carried)
    trimmed = ((TRIMMED in after) - (TRIMMED in before)) * LIBRARY_TRIMMED
    return trimmed + effect((before ^ after) & carried, 0) + effect((before ^ after) & {BYTECODE}, held - native)


def _suggestion(
    catalogue: Catalogue, current: Plan, other: Plan, question: Question, value: Value,
    figures: tuple[int, str, int],
) -> Suggestion:  # fmt: skip
    saved, basis, whole = figures
    before = {chosen.option.key for chosen in current.chosen}
    cost = [limit for c in other.chosen if c.option.key not in before for limit in c.option.limits]
    cost += _slower(catalogue.effects, frozenset(before), _keys(other))
    titles = [choice.title for choice in question.choices if choice.value == value]
    return Suggestion(
        question.key, said(current.answers[question.key].value), said(value), saved, saved / whole, basis,
        titles[0] if titles else question.title, tuple(dict.fromkeys(cost)),
        tuple(sorted(other.broken.keys() - current.broken.keys())),
    )  # fmt: skip


def _slower(effects: Sequence[Effect], before: frozenset[str], after: frozenset[str]) -> Iterator[str]:
    """What single options that are added or taken away cost at each start, as far as it was measured."""
    for key in sorted(before ^ after):
        for effect in [effect for effect in effects if effect.of == (key,)][::-1]:
            starts = effect.start_seconds_before, effect.start_seconds
            imports = effect.imports_seconds_before, effect.imports_seconds
            told = [
                f"{what} {'takes' if what == HI else 'take'} {now:.3f} s of processor time instead of {then:.3f} s"
                for what, pair in ((HI, starts), ("ten imports", imports))
                for then, now in [pair if key in after else pair[::-1]]
                if then is not None and now is not None and now > then
            ]
            if any(value is not None for value in (*starts, *imports)):
                yield from (f"{one}, as measured for the catalogue" for one in told)
                break


def _keys(made: Plan) -> frozenset[str]:
    return frozenset(chosen.option.key for chosen in made.chosen)
