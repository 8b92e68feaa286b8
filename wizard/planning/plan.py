"""Answers, rules and version -> options -> arguments. Pure: the same in, the same out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from wizard.catalogue.model import Catalogue, GraalPyVersion, Option, Question
from wizard.catalogue.versions import applies
from wizard.planning import snapshot
from wizard.planning.broken import broken_modules
from wizard.planning.conditions import fits, phrase, said, values_of
from wizard.planning.derive import Effective, effective
from wizard.planning.lint import lint
from wizard.planning.model import Chosen, Plan
from wizard.profiles.model import Answers, Value

SETTING = "-Dgraalpy.wizard."


def plan(catalogue: Catalogue, answers: Answers, version: GraalPyVersion, extra: tuple[str, ...] = ()) -> Plan:
    """All that the answers decide; exit 2 with every conflict, its reason and the ways out.

    `extra` are raw arguments for native-image; they come last, so they win. Whether they may be used is the
    caller's affair (trust).
    """
    held = effective(catalogue, answers, version.version)
    chosen = tuple(_chosen(catalogue.options, held, version.version))
    settings = _settings(chosen, values_of(held.answers))
    broken = broken_modules(catalogue, chosen, held, version.version)
    dropped = _all(c.option.drop_jars for c in chosen)
    made = Plan(
        version=version,
        answers=held.answers,
        chosen=chosen,
        arguments=(*_arguments(chosen), *(f"{SETTING}{key}={value}" for key, value in settings.items()), *extra),
        settings=settings,
        jars=tuple(jar for jar in version.jars if jar.on_class_path and jar.artifact not in dropped),
        library_excludes=(*_all(c.option.drop_library for c in chosen), *_useless(chosen, broken)),
        broken=broken,
        removed=_all(c.option.removes for c in chosen),
        kept=tuple(m for m in _kept(catalogue.questions, held) if m not in broken),
        notices=(*held.notices, *lint(extra, version, catalogue.options)),
        derived=held.derived,
        extra=extra,
        native=_all(c.option.carry_native for c in chosen),
        cuts=_cuts(chosen, dropped),
    )
    return snapshot.shipped(made)


def _chosen(options: Sequence[Option], held: Effective, version: str) -> list[Chosen]:
    values, asked = values_of(held.answers), values_of(held.asked)
    result = []
    for option in options:
        if option.inert or option.not_set or not applies(version, option.since, option.until):
            continue
        fitting = [when for when in option.when if fits(when.answers, values, asked)]
        if fitting:
            result.append(Chosen(option, tuple(_because(when.answers, when.reason, held) for when in fitting)))
    return result


def _because(condition: Mapping[str, tuple[str, ...]], reason: str, held: Effective) -> str:
    told = []
    for key in condition:
        plain = key.removeprefix("asked.")
        answer = (held.asked if key.startswith("asked.") else held.answers)[plain]
        told.append(f"{phrase(plain, answer.value)} ({answer.detail or answer.origin.value})")
    return f"{', '.join(told)}: {reason}" if told else reason


def _useless(chosen: Sequence[Chosen], broken: Iterable[str]) -> Iterator[str]:
    """Files of modules that cannot be imported anyway, their folders where they are packages."""
    if any(c.option.drop_broken for c in chosen):
        for module in broken:
            path = module.replace(".", "/")
            yield from (path, f"{path}.py")


def _cuts(chosen: Sequence[Chosen], dropped: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What is left out of jars that are still on the class path."""
    jars = _all(c.option.cut_jars for c in chosen)
    return {jar: _all(c.option.cut_jars.get(jar, ()) for c in chosen) for jar in jars if jar not in dropped}


def _arguments(chosen: Sequence[Chosen]) -> tuple[str, ...]:
    return _all(c.option.arguments for c in chosen)


def _settings(chosen: Sequence[Chosen], values: Mapping[str, Value]) -> dict[str, str]:
    words = {key: said(value) for key, value in values.items()}
    return {key: text.format_map(words) for c in chosen for key, text in c.option.settings.items()}


def _kept(questions: Sequence[Question], held: Effective) -> tuple[str, ...]:
    values = values_of(held.answers)
    return _all(
        choice.keeps
        for question in questions
        for choice in question.choices
        if fits({question.key: (choice.value,)}, values, values)
    )


def _all(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Everything in order, each once."""
    return tuple(dict.fromkeys(item for group in groups for item in group))
