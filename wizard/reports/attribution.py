"""Where an executable's bytes go, in Python's terms. The parts add up to the file, to the byte."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.ground import places
from wizard.ground.problems import Where, WizardError, wrong_input
from wizard.packing import layout
from wizard.packing.pack import unpacked
from wizard.programs import trailer
from wizard.reports import anatomy as anatomies
from wizard.reports.anatomy import Anatomy
from wizard.reports.engine_parts import engine_parts
from wizard.reports.model import Attribution, Leaf
from wizard.reports.packed_parts import packed
from wizard.reports.parts import Parts
from wizard.reports.payload_parts import payload_parts

_KEY = re.compile(r"[0-9a-f]{32}")
MORE = "smaller ones"
EXACT = 2  # the file, its halves and their parts are measured; estimates are only inside those
ENGINE, PAYLOAD = "engine", "payload"


@dataclass(frozen=True, slots=True)
class Term:
    """A part of the file with what it consists of: nothing, or parts that add up to it.

    `estimated`: more than half of it is.
    """

    name: str
    size: int
    estimated: bool = False
    children: tuple[Term, ...] = ()


def tree(attribution: Attribution) -> Term:
    """The largest first."""
    return _term(attribution.name, [(leaf.path, leaf) for leaf in attribution.leaves], 0)


def folded(attribution: Attribution, most: int = 150) -> Attribution:
    """With `most` leaves or a few more: the smallest of each branch become one; a single one keeps its name."""
    sizes = sorted((leaf.size for leaf in attribution.leaves), reverse=True)
    least = sizes[:most][-1] if sizes else 0
    small = Counter(leaf.path[:-1] for leaf in attribution.leaves if leaf.size < least)
    parts = Parts()
    for leaf in attribution.leaves:
        alone = leaf.size >= least or len(leaf.path) < 2 or small[leaf.path[:-1]] == 1
        parts.add(leaf.path if alone else (*leaf.path[:-1], MORE), leaf.size, estimated=leaf.estimated)
    return replace(attribution, leaves=parts.leaves())


def attribute(executable: Path, anatomy: Anatomy | None = None) -> Attribution:
    """`anatomy`: of its engine; by default what the cache holds of it. A packed one is unpacked for a look.

    Exit 2 where there is no such file, or a packed one is damaged.
    """
    _require(executable)
    found = layout.read(executable)
    if found is None:
        return _plain(executable, anatomy)
    with unpacked(executable) as plain:
        return packed(_plain(plain, anatomy), found)


def attribute_packed(executable: Path, plain: Path) -> Attribution:
    """The same where the plain executable is still there: without unpacking."""
    found = layout.read(executable)
    whole = attribute(plain)
    return whole if found is None else packed(replace(whole, name=executable.name), found)


def _require(executable: Path) -> None:
    try:
        executable.open("rb").close()
    except OSError as error:
        reason = error.strerror or str(error)
        raise wrong_input(f"it cannot be read: {reason}", where=Where(executable), code="unreadable") from error


def _plain(executable: Path, anatomy: Anatomy | None) -> Attribution:
    size = executable.stat().st_size
    try:
        seal = trailer.read(executable)
    except WizardError:
        seal = None
    known = anatomy or (engine_anatomy(executable) if seal else None)
    found = engine_parts(executable, seal.engine_length if seal else size, known)
    leaves = [Leaf((ENGINE, *leaf.path), leaf.size, leaf.estimated) for leaf in found.leaves()]
    if seal:
        payload = payload_parts(executable, seal).leaves()
        leaves += [Leaf((PAYLOAD, *leaf.path), leaf.size, leaf.estimated) for leaf in payload]
    return Attribution(executable.name, size, tuple(leaves), bool(known and known.code))


def engine_anatomy(executable: Path) -> Anatomy | None:
    """What the cache holds of the engine that an executable says it was made with."""
    key = engine_key(executable)
    if not key:
        return None
    folder = places.cache() / "engines" / key
    found = anatomies.read(folder)
    if found is None:
        with suppress(OSError):
            text = (folder / anatomies.LOG).read_text(encoding="utf-8", errors="replace")
            found = anatomies.from_log(text)
    return found


def engine_key(executable: Path) -> str:
    """Of its engine, as its manifest says; "" where it says none."""
    try:
        data = json.loads(trailer.manifest(executable))
    except (WizardError, ValueError, RecursionError):
        return ""
    key = data.get("engine") if isinstance(data, Mapping) else ""
    return key if isinstance(key, str) and _KEY.fullmatch(key) else ""


def _term(name: str, leaves: Iterable[tuple[tuple[str, ...], Leaf]], depth: int) -> Term:
    below: dict[str, list[tuple[tuple[str, ...], Leaf]]] = {}
    size, estimated = 0, 0
    for path, leaf in leaves:
        size += leaf.size
        estimated += leaf.size if leaf.estimated else 0
        if path:
            below.setdefault(path[0], []).append((path[1:], leaf))
    children = [_term(child, inside, depth + 1) for child, inside in below.items()]
    children.sort(key=lambda term: (-term.size, term.name))
    return Term(name, size, depth > EXACT and estimated * 2 > size, tuple(children))
