"""The size and the cost of answers, from what was measured, and how much of them never was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from wizard.interview.deciding import keys_of
from wizard.interview.evidence import HERE, TIMED, Timing, kind_of, library_options
from wizard.interview.state import Setting
from wizard.planning.model import Plan
from wizard.reports.effects import catalogue_saved
from wizard.reports.predict import USUAL, Prediction, levers

LAST = 5  # builds that an estimate of time looks at
FINISHING = frozenset({"packed"})  # options that work on the finished file and not on engine or payload
MEASURED, ESTIMATED = "measured", "estimated"


@dataclass(frozen=True, slots=True)
class Estimate:
    """Bytes and seconds of an executable without the program's own part; None: nothing was measured.

    The size is between `low` and `high` in two of three cases.
    """

    size: int | None
    low: int | None
    high: int | None
    reference: int  # the ordinary GraalPy executable
    basis: str  # "measured", "estimated" or ""
    not_measured: tuple[str, ...]  # titles of answers that no measured executable says anything about
    build_seconds: float | None  # of the engine, once
    build_memory: int | None
    build_machine: str  # whose figures these are
    start_seconds: float | None  # of print("hi"), where just these answers were measured
    engine_known: bool  # an engine of just these answers was built on this machine


def estimate(setting: Setting, plan: Plan) -> Estimate:
    """What is known of this plan. Takes about 2 ms."""
    keys = keys_in(plan)
    evidence = setting.evidence
    payload, unknown = _payload(setting, keys)
    titles = (*_titles(setting, {*_unmeasured(setting, plan), *unknown}), *(["raw arguments"] if plan.extra else []))
    wanted = _levers(setting, plan)
    made = evidence.model.predict(wanted)
    same = [timing for timing in evidence.timings if levers(setting.catalogue, timing.options) == wanted]
    seconds, memory, machine = _build(evidence.timings, plan, same)
    factor = _factor(setting, keys)
    exact = made is not None and bool(made.measured) and not titles and factor == 1
    return Estimate(
        *_sizes(made, payload, factor),
        setting.catalogue.reference_bytes, "" if made is None else MEASURED if exact else ESTIMATED, titles, seconds,
        memory, machine, next((t.start for t in same if t.start is not None and t.options == keys), None),
        any(timing.machine == HERE for timing in same),
    )  # fmt: skip


def change(setting: Setting, now: Plan, then: Plan) -> tuple[int | None, str]:
    """Bytes from one plan to the other (negative: smaller), and on what that rests; None: not measured."""
    before, after = keys_in(now), keys_in(then)
    if before == after:
        return 0, MEASURED
    (old, unknown_old), (new, unknown_new) = _payload(setting, before), _payload(setting, after)
    unknown = {*_unmeasured(setting, now), *unknown_old} ^ {*_unmeasured(setting, then), *unknown_new}
    one, two = (setting.evidence.model.predict(_levers(setting, plan)) for plan in (now, then))
    if unknown or one is None or two is None:
        return None, ""
    payload = (new or 0) - (old or 0)
    if FINISHING & (before | after):
        was, becomes = _factor(setting, before), _factor(setting, after)
        return round((two.size + (new or 0)) * becomes) - round((one.size + (old or 0)) * was), ESTIMATED
    if _levers(setting, now) == _levers(setting, then) or (one.measured and two.measured):
        return two.size - one.size + payload, MEASURED
    saved = catalogue_saved(setting.catalogue.effects, before, after, one.size)
    return (two.size - one.size + payload, ESTIMATED) if saved is None else (payload - saved, MEASURED)


def keys_in(plan: Plan) -> frozenset[str]:
    """The options that are set."""
    return frozenset(chosen.option.key for chosen in plan.chosen)


def _levers(setting: Setting, plan: Plan) -> frozenset[str]:
    return levers(setting.catalogue, (*keys_in(plan), *plan.extra))


def _sizes(
    made: Prediction | None, payload: int | None, factor: float
) -> tuple[int | None, int | None, int | None]:  # fmt: skip
    """With the library in the payload."""
    if made is None:
        return None, None, None
    size, low, high = (round((part + (payload or 0)) * factor) for part in (made.size, made.low, made.high))
    return size, low, high


def _factor(setting: Setting, keys: Iterable[str]) -> float:
    """What is done to the finished file multiplies its size, by as much as was measured."""
    factor = 1.0
    for effect in setting.catalogue.effects:
        if len(effect.of) == 1 and effect.of[0] in FINISHING and effect.of[0] in keys:
            factor *= (effect.bytes_after or 1) / (effect.bytes_before or 1)
    return factor


def _unmeasured(setting: Setting, plan: Plan) -> frozenset[str]:
    """Options that are set in no measured engine, or left out in none."""
    wanted, model = levers(setting.catalogue, keys_in(plan)), setting.evidence.model
    if not model.points:
        return frozenset()
    somewhere = frozenset[str]().union(*(point.options for point in model.points))
    everywhere = model.points[0].options.intersection(*(point.options for point in model.points))
    return frozenset(k for k in (wanted - somewhere) | (everywhere - wanted) if model.scale.get(k, USUAL) > 0)


def _payload(setting: Setting, keys: Iterable[str]) -> tuple[int | None, frozenset[str]]:
    """Bytes of the library in the payload, and the options that no measurement covers."""
    wanted = library_options(setting.catalogue.options, keys)
    known = setting.evidence.payloads
    if wanted in known or not known:
        return known.get(wanted), frozenset()
    near = min(known, key=lambda options: (len(options ^ wanted), sorted(options)))
    alone = {e.of[0]: e.saved for e in setting.catalogue.effects if len(e.of) == 1 and e.saved is not None}
    size = known[near]
    size -= sum(alone.get(key, 0) for key in wanted - near)
    size += sum(alone.get(key, 0) for key in near - wanted)
    return size, frozenset(key for key in near ^ wanted if key not in alone)


def _build(timings: Sequence[Timing], plan: Plan, same: Sequence[Timing]) -> tuple[float | None, int | None, str]:
    """This machine's own builds of such engines, else the measured one of these answers, else such ones."""
    kind, keys = kind_of(plan), keys_in(plan)
    alike = [t for t in timings if t.kind == kind]
    close = [t for t in alike if t.optimised == keys & TIMED]
    for found in ([t for t in close if t.machine == HERE], same, close, alike):
        if found:
            some = found[:LAST]
            memory = [t.memory for t in some if t.memory is not None]
            return median(t.seconds for t in some), max(memory) if memory else None, some[0].machine
    return None, None, ""


def _titles(setting: Setting, options: Iterable[str]) -> tuple[str, ...]:
    """The questions that decide these options."""
    titles = {question.key: question.title for question in setting.catalogue.questions}
    found: dict[str, None] = {}
    for option in setting.catalogue.options:
        if option.key in options:
            keys = keys_of(option)
            found[titles.get(keys[0], option.title) if keys else option.title] = None
    return tuple(found)
