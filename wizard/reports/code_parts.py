"""What the compiled code is, in Python's terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from wizard.catalogue.origins import UNKNOWN, Origins, load_origins
from wizard.reports.anatomy import Anatomy
from wizard.reports.parts import Parts

C_LIBRARIES = ("C libraries", "functions in C")
ALIGNMENT = ("alignment", "between functions")


def code_parts(size: int, anatomy: Anatomy) -> Parts:
    """`size`: bytes of the section. What no function takes is alignment between them."""
    origins = load_origins()
    parts = _by_class(anatomy, origins) if anatomy.code else _by_jar(anatomy, origins, size)
    if parts.total() > size:
        parts = Parts()  # of another engine, or damaged
        parts.add((UNKNOWN, "all of it"), size)
    parts.fill(ALIGNMENT, size)
    return parts


def _by_class(anatomy: Anatomy, origins: Origins) -> Parts:
    parts = Parts()
    for jar, classes in anatomy.code.items():
        for name, amount in classes.items():
            parts.add(origins.term_of(name, jar), amount.size)
    seen = _seen(anatomy)
    for unsure in anatomy.unsure:
        terms = [origins.term_of(name, jar) for jar, name in _likely(unsure.candidates, seen)]
        for term, share in zip(terms, _shares(unsure.amount.size, len(terms)), strict=True):
            parts.add(term, share, estimated=len(set(terms)) > 1)
    for symbol, amount in anatomy.unknown.items():
        parts.add(origins.term_of(symbol, "made while building"), amount.size)
    parts.add(C_LIBRARIES, anatomy.native.size)
    return parts


def _seen(anatomy: Anatomy) -> Counter[str]:
    """Bytes of compiled code by outer class and by package, of the classes that are sure."""
    seen: Counter[str] = Counter()
    for classes in anatomy.code.values():
        for name, amount in classes.items():
            seen[_outer(name)] += amount.size
            seen[_package(name)] += amount.size
    return seen


def _likely(candidates: Iterable[tuple[str, str]], seen: Counter[str]) -> list[tuple[str, str]]:
    """Those whose outer class has other compiled code, else whose package has, else all."""
    every = list(candidates)
    for place in (_outer, _package):
        fitting = [candidate for candidate in every if seen[place(candidate[1])]]
        if fitting:
            return fitting
    return every


def _outer(name: str) -> str:
    return name.partition("$")[0] + "$"


def _package(name: str) -> str:
    return name.rpartition(".")[0]


def _shares(size: int, count: int) -> list[int]:
    return [size // count + (1 if i < size % count else 0) for i in range(count)]


def _by_jar(anatomy: Anatomy, origins: Origins, size: int) -> Parts:
    """From native-image's ten largest, rounded by it."""
    parts, left = Parts(), size
    for jar, told in anatomy.heap.largest_code.items():
        share = min(told, left)
        left -= share
        group = origins.group_of(jar)
        parts.add(("smaller parts", "smaller parts") if group == UNKNOWN else (group, jar), share, estimated=True)
    return parts
