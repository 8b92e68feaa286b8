"""Which value counts: typed flag > environment > profile > preset > default. The only place that decides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from wizard.catalogue.model import Question
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError
from wizard.profiles import shape
from wizard.profiles.lines import KeyPath, line_of
from wizard.profiles.model import Answer, Answers, Origin, Profile
from wizard.profiles.preset import Preset
from wizard.profiles.read import answer, lines_of

PREFIX = "GRAALPY_WIZARD_"
OTHERS = ("GRAALPY", "TOOLCHAIN", "MAVEN", "JDK_URL", "CACHE_DIR", "CONFIG_DIR", "STATE_DIR", "PROBE")  # no questions


def variable(key: str) -> str:
    """The environment variable of a question."""
    return PREFIX + key.upper()


def answers(
    questions: Sequence[Question],
    *,
    flags: Mapping[str, str],
    environ: Mapping[str, str],
    profile: Profile | None,
    preset: Preset | Profile,
) -> Answers:
    """The effective answer to every question; exit 2 with all values that are none. An empty variable is unset."""
    problems = _unknown_flags(questions, flags)
    base, name = _base(preset)
    lines = lines_of(profile.path) if profile and profile.path else {}
    result: dict[str, Answer] = {}
    for question in questions:
        told, value = question.key, environ.get(variable(question.key), "")
        if told in flags:
            problems += _refusals(question, flags[told], f"--set {told}={flags[told]}")
            result[told] = _said(question, flags[told], Origin.FLAG, f"--set {told}")
        elif value:
            problems += _refusals(question, value, variable(told))
            result[told] = _said(question, value, Origin.ENVIRONMENT, variable(told))
        elif profile and told in profile.answers:
            result[told] = Answer(told, profile.answers[told], Origin.PROFILE, _place(profile, lines, told))
        elif told in base.answers:
            result[told] = Answer(told, base.answers[told], Origin.PRESET, name)
        else:
            result[told] = Answer(told, answer(question, question.default), Origin.DEFAULT)
    if problems:
        raise WizardError(problems, ExitCode.INPUT)
    return result


def strays(environ: Mapping[str, str], questions: Sequence[Question]) -> tuple[Problem, ...]:
    """A warning for each variable of ours that nothing reads: most are mistyped."""
    known = [*(variable(question.key) for question in questions), *(f"{PREFIX}{name}" for name in OTHERS)]
    return tuple(
        Problem(f"nothing reads the variable {name}", todo=shape.nearest(name, known), code="unknown-variable",
                severity="warning")
        for name in sorted(environ)
        if name.startswith(PREFIX) and name not in known and not name.startswith(f"{PREFIX}TEST_")
    )  # fmt: skip


def merged(profile: Profile, base: Profile | None) -> Profile:
    """`profile` over `base`, for everything that a preset may say."""
    if base is None:
        return profile
    modules = base.snapshot_modules if profile.snapshot_modules is None else profile.snapshot_modules
    return replace(
        profile,
        answers={**base.answers, **profile.answers},
        graalpy=profile.graalpy or base.graalpy,
        native_image=profile.native_image or base.native_image,
        snapshot_kind=profile.snapshot_kind or base.snapshot_kind,
        snapshot_modules=modules,
        extra=profile.extra or base.extra,
        budget=profile.budget.over(base.budget),
        check_run=profile.check_run or base.check_run,
        check_imports=profile.check_imports or base.check_imports,
    )


def _base(preset: Preset | Profile) -> tuple[Profile, str]:
    if isinstance(preset, Preset):
        return preset.profile, f"preset {preset.name}"
    return preset, f"preset {preset.path.stem}" if preset.path else "preset"


def _unknown_flags(questions: Sequence[Question], flags: Mapping[str, str]) -> list[Problem]:
    known = [question.key for question in questions]
    return [
        Problem(
            f"there is no question `{key}`", Where(f"--set {key}={value}"), shape.nearest(key, known), "unknown-key"
        )
        for key, value in flags.items()
        if key not in known
    ]


def _refusals(question: Question, text: str, where: str) -> list[Problem]:
    values = tuple(choice.value for choice in question.choices)
    return [
        Problem(what, Where(where), todo, "wrong-value")
        for what, todo in shape.refusals(question.key, text, question.kind, values)
    ]


def _said(question: Question, text: str, origin: Origin, detail: str) -> Answer:
    return Answer(question.key, answer(question, text), origin, detail)


def _place(profile: Profile, lines: Mapping[KeyPath, int], key: str) -> str:
    line = line_of(lines, ("answers", key))
    return f"{profile.path}:{line}" if line else str(profile.path or "profile")
