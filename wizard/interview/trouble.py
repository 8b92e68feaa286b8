"""What stands in the way of a good build, and the ways out as actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from wizard.catalogue.model import Catalogue, WayOut
from wizard.ground.problems import Problem, WizardError
from wizard.ground.several import some
from wizard.interview import given, state
from wizard.interview.state import Interview
from wizard.planning.broken import broken_by
from wizard.planning.derive import Conflict
from wizard.planning.model import BrokenImport, Plan
from wizard.profiles.model import Answers
from wizard.profiles.precedence import variable
from wizard.programs.model import Import

SHOWN = 6  # names in a line


@dataclass(frozen=True, slots=True)
class Way:
    """A way out. `kind`: "set" (all of `sets`), "allow" or "require" (`names`), "clear" (back to the preset)."""

    kind: str
    label: str
    sets: tuple[WayOut, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """`kind`: "conflict", "broken-import", "missing", "program", "warning" or "notice"; an error cannot be built."""

    severity: str  # "error" or "warning"
    kind: str
    text: str
    places: tuple[str, ...] = ()  # "hello.py:3"
    keys: tuple[str, ...] = ()  # the questions that it concerns
    ways: tuple[Way, ...] = ()


def take(i: Interview, way: Way) -> Interview:
    """The interview after this way out: one step that can be undone."""
    after = i
    if way.kind == "set":
        for entry in way.sets:
            after = _with(after, entry)
    elif way.kind == "clear":
        after = state.clear(after, *way.names)
    elif way.kind == "allow":
        after = state.allow(after, *way.names)
    elif way.kind == "require":
        after = state.require(after, *way.names)
    return i if after is i else replace(after, past=(*i.past, i.now))


def troubles(i: Interview, plan: Plan | None, conflicts: WizardError | None) -> tuple[Trouble, ...]:
    """All of it, errors first. `plan` is None where the answers contradict each other, as `conflicts` says."""
    found = [*_of_program(i)]
    if conflicts is not None:
        found += [_conflict(i, problem) for problem in conflicts.problems]
    if plan is not None:
        found += [*_broken(i, plan), *_warnings(i.setting.catalogue, plan)]
    return tuple(sorted((_possible(i, trouble) for trouble in found), key=lambda t: t.severity != "error"))


def _possible(i: Interview, trouble: Trouble) -> Trouble:
    """Without the ways that a variable of the environment would overrule."""
    fixed = {key for key in trouble.keys if i.setting.environ.get(variable(key))}
    ways = tuple(way for way in trouble.ways if not any(entry.key in fixed for entry in way.sets))
    return trouble if ways == trouble.ways else replace(trouble, ways=ways)


def label_of(catalogue: Catalogue, sets: Sequence[WayOut]) -> str:
    """`Network: Calls others` for answers, joined by "and"."""
    told = []
    for way in sets:
        question = next((q for q in catalogue.questions if q.key == way.key), None)
        if question is None:
            told.append(f"{way.key} = {way.value}")
            continue
        titles = {choice.value: choice.title for choice in question.choices}
        values = way.value.split(",")
        told.append(f"{question.title}: {', '.join(titles.get(value, value) for value in values)}")
    return " and ".join(told)


def _with(i: Interview, way: WayOut) -> Interview:
    """A value joins a set, and takes the place of any other answer."""
    question = state.question_of(i, way.key)
    if question.kind != "set" or way.value in ("all", "none"):
        return state.answer(i, way.key, way.value)
    for value in way.value.split(","):
        if value not in given.given(i)[way.key].value:
            i = given.toggle(i, way.key, value)
    return i


def _of_program(i: Interview) -> Iterator[Trouble]:
    subject = i.setting.subject
    for problem in subject.problems:
        place = str(problem.where) if problem.where else ""
        text = f"{problem.what}; {problem.todo}" if problem.todo else problem.what
        yield Trouble(problem.severity, "program", text, (place,) if place else ())
    for entry in subject.missing:
        name = entry.module.partition(".")[0]
        if name in i.now.allow_broken or _proposed(entry.proposal, i.now.requirements) or i.now.requirements_file:
            continue
        ways = [Way("require", f"Add the requirement {entry.proposal}", names=(entry.proposal,))]
        allow = Way("allow", "Build all the same", names=(name,))
        text = f"{subject.title} imports {entry.module}, and nothing here brings it"
        yield Trouble("error", "missing", text, (), (), (*(ways if entry.proposal else ()), allow))


def _proposed(proposal: str, requirements: Iterable[str]) -> bool:
    return bool(proposal) and any(_project(proposal) == _project(text) for text in requirements)


def _project(requirement: str) -> str:
    """Its name, in the one form that names are compared in."""
    import re

    name = re.match(r"[A-Za-z0-9._-]*", requirement)
    return re.sub(r"[-_.]+", "-", name[0].lower()) if name else ""


def _conflict(i: Interview, problem: Problem) -> Trouble:
    if not isinstance(problem, Conflict):
        return Trouble("error", "conflict", problem.line())
    ways = [Way("set", label_of(i.setting.catalogue, [way]), (way,)) for way in problem.ways]
    mine = tuple(key for key in problem.keys if key in i.now.answers)
    if mine and not ways:
        ways = [Way("clear", "Back to what the preset says", names=mine)]
    return Trouble("error", "conflict", problem.what, (), problem.keys, tuple(ways))


def _broken(i: Interview, plan: Plan) -> Iterator[Trouble]:
    """One for each cause: what breaks, where, and what keeps it."""
    groups: dict[tuple[bool, tuple[str, ...], tuple[WayOut, ...]], list[Import]] = {}
    for entry in i.setting.subject.imports:
        found = broken_by(entry.module, plan.broken)
        if found is None or (not entry.guarded and _allowed(entry.module, found, i.now.allow_broken)):
            continue
        groups.setdefault((entry.guarded, found.answers, found.ways_out), []).append(entry)
    for (guarded, answers, ways_out), imports in groups.items():
        yield _broken_trouble(i, guarded, answers, ways_out, imports)


def _broken_trouble(
    i: Interview, guarded: bool, answers: tuple[str, ...], ways_out: tuple[WayOut, ...], imports: Sequence[Import]
) -> Trouble:  # fmt: skip
    modules = tuple(dict.fromkeys(entry.module for entry in imports))
    because = " and ".join(answers) or "GraalPy does not have it"
    verb = "tries" if guarded else "imports"
    after = "is not there and the program goes on without it" if guarded else "would fail"
    text = f"{i.setting.subject.title} {verb} {some(modules, SHOWN)}, which {after}: {because}"
    ways = [Way("set", label_of(i.setting.catalogue, ways_out), ways_out)] if ways_out else []
    if not guarded:
        ways.append(Way("allow", "Build all the same", names=modules))
    keys = tuple(dict.fromkeys([*(w.key for w in ways_out), *(answer.partition(" = ")[0] for answer in answers)]))
    places = tuple(dict.fromkeys(f"{entry.file}:{entry.line}" for entry in imports))
    return Trouble("warning" if guarded else "error", "broken-import", text, places, keys, tuple(ways))


def _allowed(module: str, broken: BrokenImport, allowed: Sequence[str]) -> bool:
    names = ("all", module, broken.module)
    return any(name in names or module.startswith(f"{name}.") for name in allowed)


def _warnings(catalogue: Catalogue, plan: Plan) -> Iterator[Trouble]:
    rules = {rule.key: rule for rule in catalogue.rules}
    for problem in plan.notices:
        rule = rules.get(problem.code)
        if rule is None:
            yield Trouble("warning", "notice", problem.what, (), _named(catalogue, plan, problem))
            continue
        ways = tuple(Way("set", label_of(catalogue, [way]), (way,)) for way in rule.ways_out)
        yield Trouble("warning", "warning", rule.reason, (), tuple(rule.when), ways)


def _named(catalogue: Catalogue, plan: Plan, problem: Problem) -> tuple[str, ...]:
    """The questions whose answer fell back, for the notice that says so."""
    if problem.code != "falls-back":
        return ()
    known = {question.key for question in catalogue.questions}
    answers: Answers = plan.answers
    return tuple(d.key for d in plan.derived if not d.by and d.key in known and d.key in answers)
