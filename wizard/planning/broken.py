"""Modules that no longer import with the chosen options, and the answers that would keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.catalogue.model import Catalogue, Condition, Question, WayOut
from wizard.catalogue.versions import applies
from wizard.planning.conditions import ASKED, fits, phrase, said, values_of, whole_set
from wizard.planning.derive import Effective
from wizard.planning.model import BrokenImport, Chosen
from wizard.profiles.model import Value


def is_private(module: str) -> bool:
    """Whether a part of its name says that it is no one's to import."""
    return any(part.startswith("_") for part in module.split("."))


def broken_modules(
    catalogue: Catalogue, chosen: Sequence[Chosen], held: Effective, version: str
) -> Mapping[str, BrokenImport]:
    """Module -> what breaks it. Where several options do, all their answers and ways out are named."""
    result: dict[str, BrokenImport] = {}
    for entry in chosen:
        conditions = _conditions(entry, held)
        answers = _phrases(conditions, held)
        for breaks in entry.option.breaks:
            if applies(version, breaks.since, breaks.until):
                ways = _ways_out(catalogue.questions, conditions, held, breaks.modules)
                for module in breaks.modules:
                    new = BrokenImport(module, entry.option.key, answers, breaks.how, ways)
                    result[module] = _joined(catalogue.questions, result.get(module), new)
    return result


def broken_by(module: str, broken: Mapping[str, BrokenImport]) -> BrokenImport | None:
    """What breaks `import module`: the module itself, or a package that it lies in."""
    parts = module.split(".")
    for count in range(1, len(parts) + 1):
        if found := broken.get(".".join(parts[:count])):
            return found
    return None


def _joined(questions: Sequence[Question], old: BrokenImport | None, new: BrokenImport) -> BrokenImport:
    if old is None:
        return new
    answers = tuple(dict.fromkeys((*old.answers, *new.answers)))
    possible = (old.ways_out or not old.answers) and (new.ways_out or not new.answers)
    ways = _merged(questions, (*old.ways_out, *new.ways_out)) if possible else ()
    return BrokenImport(old.module, old.option, answers, old.how, ways)


def _conditions(entry: Chosen, held: Effective) -> list[Condition]:
    values, asked = values_of(held.answers), values_of(held.asked)
    return [when.answers for when in entry.option.when if fits(when.answers, values, asked)]


def _phrases(conditions: Sequence[Condition], held: Effective) -> tuple[str, ...]:
    """The answer that is first in each condition is the one that decides; the others are circumstances."""
    keys = [next(iter(condition)) for condition in conditions if condition]
    return tuple(dict.fromkeys(phrase(key, _value(key, held)) for key in keys))


def _value(key: str, held: Effective) -> Value:
    answers = held.asked if key.startswith(ASKED) else held.answers
    return answers[key.removeprefix(ASKED)].value


def _ways_out(
    questions: Sequence[Question], conditions: Sequence[Condition], held: Effective, modules: Sequence[str]
) -> tuple[WayOut, ...]:
    """One answer for each condition that would no longer fit; () where one of them has none that can be built."""
    known = {question.key: question for question in questions}
    ways = []
    for condition in conditions:
        key = next(iter(condition), "")
        way = _way_out(known.get(key.removeprefix(ASKED)), condition[key], held, modules) if key else None
        if way is None:
            return ()
        ways.append(way)
    return _merged(questions, ways)


def _way_out(
    question: Question | None, wanted: tuple[str, ...], held: Effective, modules: Sequence[str]
) -> WayOut | None:
    """The first choice that ends it, or the one that is there for one of `modules`. A set keeps what it has."""
    if question is None:
        return None
    ends = [choice for choice in question.choices if not choice.falls_back_to and _ends(question, choice.value, wanted)]
    if not ends:
        return None
    best = next((choice for choice in ends if set(choice.keeps).intersection(modules)), ends[0]).value
    if question.kind != "set":
        return WayOut(question.key, best)
    return WayOut(question.key, said(whole_set(question, (*held.asked[question.key].value, best))))


def _ends(question: Question, value: str, wanted: tuple[str, ...]) -> bool:
    return not fits({question.key: wanted}, {question.key: (value,) if question.kind == "set" else value}, {})


def _merged(questions: Sequence[Question], ways: Sequence[WayOut]) -> tuple[WayOut, ...]:
    """Each once; of a set all that they name, as one answer."""
    every = list(dict.fromkeys(ways))
    for question in questions:
        mine = [way for way in every if way.key == question.key]
        if question.kind == "set" and len(mine) > 1:
            named = tuple(name for way in mine for name in way.value.split(","))
            every[every.index(mine[0])] = WayOut(question.key, said(whole_set(question, named)))
            every = [way for way in every if way not in mine[1:]]
    return tuple(every)
