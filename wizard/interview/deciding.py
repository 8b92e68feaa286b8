"""Which question decides an option, or a module."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.catalogue.model import Catalogue, GraalPyVersion, Option
from wizard.catalogue.versions import applies
from wizard.planning.conditions import ASKED


def keys_of(option: Option) -> tuple[str, ...]:
    """The questions that decide it: the first of each condition; the others in it are circumstances."""
    firsts = (next(iter(when.answers), "") for when in option.when)
    return tuple(dict.fromkeys(first.removeprefix(ASKED) for first in firsts if first))


def all_keys_of(option: Option) -> frozenset[str]:
    """Every question that has a say in it."""
    return frozenset(key.removeprefix(ASKED) for when in option.when for key in when.answers)


def modules_of(catalogue: Catalogue, version: GraalPyVersion) -> Mapping[str, tuple[str, ...]]:
    """Module -> the questions that decide whether it is there; () where no answer keeps it."""
    found: dict[str, dict[str, None]] = {}
    for question in catalogue.questions:
        if applies(version.version, question.since, question.until):
            for choice in question.choices:
                for module in choice.keeps:
                    found.setdefault(module, {})[question.key] = None
    for option in catalogue.options:
        if option.inert or option.not_set or not applies(version.version, option.since, option.until):
            continue
        broken = [b.modules for b in option.breaks if applies(version.version, b.since, b.until)]
        for module in {m for modules in (option.removes, *broken) for m in modules}:
            found.setdefault(module, {}).update(dict.fromkeys(keys_of(option)))
    return {module: tuple(_with_packages(module, found)) for module in found}


def _with_packages(module: str, found: Mapping[str, Mapping[str, None]]) -> dict[str, None]:
    """A module is there only with the packages that it lies in."""
    parts = module.split(".")
    above = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return {key: None for name in above for key in found.get(name, {})}
