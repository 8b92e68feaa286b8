"""What answers come to, for a reader: each option, who asked for it, what it takes away, what it was measured to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wizard.catalogue.model import Catalogue, Claim, Effect, Option, Question
from wizard.catalogue.versions import applies
from wizard.planning.conditions import said
from wizard.planning.model import Derived, Plan

NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class ExplainedAnswer:
    """An effective answer: `asked` differs from `value` where a rule or a fallback changed it."""

    key: str
    title: str
    value: str
    origin: str
    detail: str
    asked: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ExplainedOption:
    """An effective option. `alone` and `together` are measurements; both empty is "not measured"."""

    key: str
    title: str
    help: str
    value: tuple[str, ...]  # arguments, -Dgraalpy.wizard settings, "without JAR", "library without GLOB"
    because: tuple[str, ...]
    removes: tuple[str, ...]
    broken: tuple[str, ...]
    limits: tuple[str, ...]
    measured: str
    alone: tuple[Effect, ...]
    together: tuple[Effect, ...]  # the smallest measured set of chosen options that it is part of
    claims: tuple[Claim, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unset:
    """A lever that is known and not pulled, and why."""

    key: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All of a plan in words."""

    graalpy: str
    answers: tuple[ExplainedAnswer, ...]
    options: tuple[ExplainedOption, ...]
    unset: tuple[Unset, ...]
    arguments: tuple[str, ...]


def explain(catalogue: Catalogue, plan: Plan) -> Explanation:
    """The plan in words; says "not measured" wherever nothing was."""
    return Explanation(
        graalpy=plan.version.version,
        answers=tuple(
            _answer(plan, question)
            for question in catalogue.questions
            if applies(plan.version.version, question.since, question.until)
        ),
        options=tuple(_option(catalogue, plan, chosen.option, chosen.because) for chosen in plan.chosen),
        unset=tuple(
            Unset(o.key, o.title, o.inert or o.not_set)
            for o in catalogue.options
            if (o.inert or o.not_set) and applies(plan.version.version, o.since, o.until)
        ),
        arguments=plan.arguments,
    )


def measurements(explanation: Explanation) -> tuple[Effect, ...]:
    """Every measurement that an option names, each once: first those of one option alone."""
    found = dict.fromkeys(effect for option in explanation.options for effect in (*option.alone, *option.together))
    return tuple(sorted(found, key=lambda effect: len(effect.of)))


def figures(effect: Effect) -> str:
    """`138.2 MB smaller than the ordinary build`, with build time and start where they were measured."""
    told = []
    if effect.saved is not None:
        word = "smaller" if effect.saved >= 0 else "larger"
        told.append(f"{abs(effect.saved) / 1e6:.1f} MB {word} than {effect.against}")
    if effect.start_seconds is not None and effect.start_seconds_before is not None:
        told.append(f"start {effect.start_seconds:g} instead of {effect.start_seconds_before:g} s")
    if effect.build_seconds is not None:
        told.append(f"build {effect.build_seconds:.0f} s")
    if effect.build_memory is not None:
        told.append(f"builder {effect.build_memory / 1e9:.1f} GB")
    return "; ".join([*told, *([effect.note] if effect.note else [])])


def _answer(plan: Plan, question: Question) -> ExplainedAnswer:
    answer = plan.answers[question.key]
    changes: list[Derived] = [entry for entry in plan.derived if entry.key == question.key]
    asked = changes[0].asked if changes else answer
    return ExplainedAnswer(
        key=question.key,
        title=question.title,
        value=said(answer.value),
        origin=asked.origin.value,
        detail=answer.detail,
        asked=said(asked.value) if changes else "",
        reason="; ".join(f"implied by {c.by}: {c.reason}" if c.by else c.reason for c in changes),
    )


def _option(catalogue: Catalogue, plan: Plan, option: Option, because: tuple[str, ...]) -> ExplainedOption:
    alone = tuple(effect for effect in catalogue.effects if effect.of == (option.key,))
    together = _together(catalogue.effects, option.key, {chosen.option.key for chosen in plan.chosen})
    broken = [
        module
        for breaks in option.breaks
        if applies(plan.version.version, breaks.since, breaks.until)
        for module in breaks.modules
    ]
    shown = alone or together
    return ExplainedOption(
        option.key, option.title, option.help, _value(option, plan), because, option.removes, tuple(sorted(broken)),
        option.limits, _measured(alone, together) if shown else NOT_MEASURED, alone, together, option.claims,
        option.sources,
    )  # fmt: skip


def _measured(alone: Sequence[Effect], together: Sequence[Effect]) -> str:
    """An option's own figures; those of a group belong to all of it, and are told once: see `measurements`."""
    if alone:
        return " | ".join(figures(effect) for effect in alone)
    [effect] = together
    others = len(effect.of) - 1
    return f"{NOT_MEASURED} alone; measured together with {others} {'other' if others == 1 else 'others'}"


def _together(effects: Sequence[Effect], key: str, chosen: set[str]) -> tuple[Effect, ...]:
    fitting = [effect for effect in effects if key in effect.of and len(effect.of) > 1 and chosen.issuperset(effect.of)]
    return tuple(sorted(fitting, key=lambda effect: len(effect.of))[:1])


def _value(option: Option, plan: Plan) -> tuple[str, ...]:
    return (
        *option.arguments,
        *(f"-Dgraalpy.wizard.{key}={plan.settings[key]}" for key in option.settings),
        *(f"without {jar}" for jar in option.drop_jars),
        *(f"{jar} without {glob}" for jar, globs in option.cut_jars.items() for glob in globs),
        *(f"library without {glob}" for glob in option.drop_library),
        *([f"library without what cannot be imported: {_useless(plan)}"] if option.drop_broken and plan.broken else []),
        *(f"payload with {glob}" for glob in option.carry_native),
    )


def _useless(plan: Plan) -> str:
    """Modules and packages that other answers break, C modules left aside: those have no file in the library."""
    inside = (m for m in plan.broken if not m.startswith("_") and m.rpartition(".")[0] not in plan.broken)
    return ", ".join(sorted(inside))
