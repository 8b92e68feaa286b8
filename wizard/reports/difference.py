"""Two builds side by side: what grew, what shrank, and which changed inputs can be the reason. Sizes in bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wizard.history.model import BuildResult
from wizard.reports.attribution import MORE
from wizard.reports.difference_inputs import Change, Inputs, changes, inputs_of, is_frame
from wizard.reports.model import Attribution

FILE, HALVES, PARTS, OUTLINE, TERMS = "file", "halves", "parts", "outline", "terms"
FINEST_FIRST = (TERMS, OUTLINE, PARTS, HALVES, FILE)
TINY = 4096  # bytes: less can be the linker's alignment
HEAP, HEAP_GAPS = "image heap", "image heap/alignment"


@dataclass(frozen=True, slots=True)
class Term:
    """A named part of a file. `group` is "engine" or "payload"."""

    name: str
    group: str
    size: int
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared: a build, a file, a preset, the reference. `levels`: its terms, which add up to it at each."""

    name: str
    size: int
    levels: Mapping[str, tuple[Term, ...]]
    inputs: Inputs = field(default_factory=dict)
    engine: str = ""  # the engine's key; "" where it is not known
    build: str = ""  # the build's id; "" where there is none


@dataclass(frozen=True, slots=True)
class Row:
    """A term on both sides (0: not there), and the changed inputs that can have changed it."""

    name: str
    group: str
    before: int
    after: int
    causes: tuple[str, ...] = ()
    estimated: bool = False

    @property
    def change(self) -> int:
        """Bytes; negative: it shrank."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Difference:
    """`rows`: what changed, largest first; `cause`: one sentence; `certain`: a single input explains all of it."""

    before: str
    after: str
    size_before: int
    size_after: int
    rows: tuple[Row, ...]
    inputs: tuple[Change, ...]
    cause: str
    certain: bool

    @property
    def change(self) -> int:
        """Bytes; negative: it shrank."""
        return self.size_after - self.size_before


def compare(before: BuildResult | Side, after: BuildResult | Side) -> Difference:
    """By the finest terms that both sides have."""
    a, b = (side if isinstance(side, Side) else side_of(side) for side in (before, after))
    changed = changes(a.inputs, b.inputs, same_engine=bool(a.engine) and a.engine == b.engine)
    rows = tuple(_rows(*_terms(a, b), changed))
    cause, certain = _cause(a, b, rows, changed)
    return Difference(a.name, b.name, a.size, b.size, rows, tuple(changed), cause, certain)


def side_of(result: BuildResult) -> Side:
    """A build of the history."""
    parts = tuple(Term(part.name, part.group, part.size) for part in result.sizes.parts)
    levels = {PARTS: parts, **coarse(result.sizes.file, result.sizes.engine)}
    if result.attribution:
        levels |= attributed(result.attribution)
    name = f"build {result.id}" if result.id else "this build"
    return Side(
        name, result.sizes.file, levels, inputs_of(result), result.engine.key if result.engine else "", result.id
    )


def attributed(attribution: Attribution) -> dict[str, tuple[Term, ...]]:
    """As a level of its own where the engine's inside is not known: the two kinds cannot be compared."""
    terms = tuple(
        Term("/".join(leaf.path[1:]) or leaf.path[0], leaf.path[0], leaf.size, leaf.estimated)
        for leaf in attribution.leaves
        if leaf.path
    )
    return {TERMS if attribution.detailed else OUTLINE: terms}


def coarse(size: int, engine: int | None) -> dict[str, tuple[Term, ...]]:
    """The two levels that nearly everything has."""
    levels: dict[str, tuple[Term, ...]] = {FILE: (Term("the whole file", "engine", size),)}
    if engine is not None:
        levels[HALVES] = (Term("engine", "engine", engine), Term("payload", "payload", size - engine))
    return levels


def _terms(a: Side, b: Side) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    level = next(level for level in FINEST_FIRST if level in a.levels and level in b.levels)
    old, new = a.levels[level], b.levels[level]
    if _guessed_heap(old) != _guessed_heap(new):
        old, new = _whole_heap(old), _whole_heap(new)
    return _alike(old, new)


def _guessed_heap(terms: Sequence[Term]) -> bool:
    """Whether the parts of the image heap are native-image's ten largest only: its classes are other ones then."""
    inside = [term for term in terms if term.name.startswith(f"{HEAP}/") and term.name != HEAP_GAPS]
    return all(term.estimated for term in inside)


def _whole_heap(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The heap as one term: its size is measured, whatever is known of its inside."""
    heap = [term for term in terms if term.name == HEAP or term.name.startswith(f"{HEAP}/")]
    others = [term for term in terms if term not in heap]
    return (Term(HEAP, "engine", sum(term.size for term in heap)), *others) if heap else tuple(terms)


def _alike(old: Sequence[Term], new: Sequence[Term]) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """Where one side has the small terms of a branch as one, those that only the other names go there too."""
    names = [{(term.group, term.name) for term in side} for side in (old, new)]
    rests = [{_branch(term): term.size for term in side if _is_rest(term.name)} for side in (old, new)]
    folded = {branch: max(rest.get(branch, 0) for rest in rests) for rest in rests for branch in rest}
    both = names[0] & names[1]
    return _fold(old, folded, both), _fold(new, folded, both)


def _fold(terms: Sequence[Term], folded: Mapping[tuple[str, str], int], both: set[tuple[str, str]]) -> tuple[Term, ...]:
    found: dict[tuple[str, str], Term] = {}
    for term in terms:
        branch = term.name.rpartition("/")[0]
        # What is larger than all small terms together was not one of them.
        small = term.size <= folded.get((term.group, branch), -1)
        alone = (term.group, term.name) not in both and small
        name = f"{branch}/{MORE}" if alone and branch else MORE if alone else term.name
        old = found.get((term.group, name), Term(name, term.group, 0))
        found[term.group, name] = replace(old, size=old.size + term.size, estimated=old.estimated or term.estimated)
    return tuple(found.values())


def _branch(term: Term) -> tuple[str, str]:
    return term.group, term.name.rpartition("/")[0]


def _is_rest(name: str) -> bool:
    return name.rpartition("/")[2] == MORE


def _rows(old: Iterable[Term], new: Iterable[Term], changed: Sequence[Change]) -> list[Row]:
    before, after = ({(t.group, t.name): t for t in terms} for terms in (old, new))
    rows = []
    for key in dict.fromkeys((*before, *after)):
        a, b = before.get(key), after.get(key)
        sizes = (a.size if a else 0, b.size if b else 0)
        if sizes[0] != sizes[1]:
            estimated = bool((a and a.estimated) or (b and b.estimated))
            causes = tuple(c.text for c in changed if c.reaches_term(key[0], key[1]))
            rows.append(Row(key[1], key[0], *sizes, causes, estimated))
    return sorted(rows, key=lambda row: (-abs(row.change), row.group, row.name))


def _cause(a: Side, b: Side, rows: Sequence[Row], changed: Sequence[Change]) -> tuple[str, bool]:
    if not rows:
        return "nothing changed in size", False
    if not a.inputs or not b.inputs:
        return "nothing is known of the inputs of one of them", False
    reaching = [change for change in changed if change.reach]
    if not reaching:
        small = all(abs(row.change) <= TINY for row in rows)
        return ("no recorded input changed" + ("; such small changes come from the linker" if small else "")), False
    if len(reaching) == 1:
        return f"the only input that changed: {reaching[0].text}", True
    split = all(len(row.causes) == 1 for row in rows if abs(row.change) > TINY and not is_frame(row.name))
    told = f"{len(reaching)} inputs changed"
    if split:
        return f"{told}, each in another part of the file", True
    between = (
        f"; `graalpy-wizard report --bisect {a.build} {b.build}` builds between them" if a.build and b.build else ""
    )
    return f"{told}, and no single one of them explains it{between}", False


def largest(
    difference: Difference, count: int = 3, keep: Callable[[Row], bool] = lambda row: row.change > 0
) -> list[Row]:
    """The first rows that pass: without more, what grew most."""
    return [row for row in difference.rows if keep(row)][:count]
