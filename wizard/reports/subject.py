"""What a report is about: a finished build, or an executable that somebody has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.ground.problems import Problem, Where, WizardError, wrong_input
from wizard.ground.steps import StepListener, ignore
from wizard.history.model import BuildResult, Filter
from wizard.history.store import History
from wizard.packing.pack import payload_only
from wizard.programs import trailer
from wizard.reports.attribution import ENGINE, PAYLOAD, Term, attribute, tree
from wizard.reports.downloads import download_sizes, sha256
from wizard.reports.model import Attribution
from wizard.reports.summary import NAMES, Row, Summary, by_answers, size_text, summary

LARGEST = 3  # parts that are named
CODE = ENGINE, "code"


@dataclass(frozen=True, slots=True)
class Subject:
    """`attribution` is None for an old build whose executable is gone; `downloads`: method -> bytes, {} then too."""

    summary: Summary
    build: BuildResult | None
    attribution: Attribution | None
    downloads: Mapping[str, int]
    problems: tuple[Problem, ...] = ()


def of_file(
    executable: Path, history: History, reference: int, methods: Sequence[str], listener: StepListener = ignore
) -> Subject:
    """With the build that made it, where the history has it. Exit 2 where it is no executable, or cannot be read."""
    found = attribute(executable)
    if not any(leaf.path[:2] == CODE for leaf in found.leaves):
        raise wrong_input("it is not a whole ELF executable", where=Where(executable), code="not-elf")
    build = _build_of(history, executable, found.size)
    downloads = download_sizes(executable, methods, listener)
    made = summary(build, history.before(build)) if build else _summary(executable, found, reference)
    return Subject(made, build, found, downloads, () if build else tuple(_foreign(executable, found)))


def _foreign(executable: Path, found: Attribution) -> Iterator[Problem]:
    """A file of somebody else has no payload of ours; what is told of it is what any ELF file says."""
    if not any(leaf.path[0] == PAYLOAD for leaf in found.leaves):
        what = "graalpy-wizard did not make it: only the sections of the file are known"
        yield Problem(what, Where(executable), severity="warning", code="foreign-executable")


def of_build(build: BuildResult, history: History, methods: Sequence[str], listener: StepListener = ignore) -> Subject:
    """With its executable as it lies there, if it is still the one that was built."""
    made, executable = summary(build, history.before(build)), Path(build.executable)
    try:
        same_size = executable.stat().st_size == build.sizes.file
        if same_size and sha256(executable) == build.hashes.get("executable"):
            return Subject(made, build, attribute(executable), download_sizes(executable, methods, listener))
        why = "is another one now"
    except OSError:
        why = "is not there any more"
    except WizardError as error:
        why = f"cannot be taken apart: {error.problems[0].what}"
    what = f"the executable {why}: its size as a download is not known, and small parts are told in one"
    gone = Problem(what, Where(executable), severity="warning", code="executable-gone")
    return Subject(made, build, build.attribution, {}, (gone,))


def build_of_file(history: History, executable: Path) -> BuildResult | None:
    """The build that made this file; None where the history has none. Exit 2 where it cannot be read."""
    try:
        return _build_of(history, executable, executable.stat().st_size)
    except OSError as error:
        raise wrong_input(f"it cannot be read: {error.strerror}", where=Where(executable), code="unreadable") from error


def _build_of(history: History, executable: Path, size: int) -> BuildResult | None:
    """By size first: a history of thousands is listed in no time, but not read."""
    fitting = [entry.id for entry in history.entries(Filter(done=True)) if entry.file == size]
    digest = sha256(executable) if fitting else ""
    for record in history.read(fitting):
        if isinstance(record, BuildResult) and record.hashes.get("executable") == digest:
            return record
    return None


def largest(attribution: Attribution) -> str:
    """`code of GraalPy 13.4 MB, texts about 11.5 MB, ...`: the parts that explain most of the file."""
    terms = [pair for half in tree(attribution).children for part in half.children for pair in _inside(part)]
    terms.sort(key=lambda pair: -pair[1].size)
    return ", ".join(f"{name} {'about ' * term.estimated}{size_text(term.size)}" for name, term in terms[:LARGEST])


def _inside(part: Term) -> list[tuple[str, Term]]:
    if part.name == "code":
        return [(f"code of {term.name}", term) for term in part.children] or [(part.name, part)]
    return [(term.name, term) for term in part.children] or [(part.name, part)]


def _summary(executable: Path, found: Attribution, reference: int) -> Summary:
    parts = [(half.name, part) for half in tree(found).children for part in half.children]
    rows = tuple(Row(NAMES.get(p.name, p.name), half, p.size, p.size / max(found.size, 1)) for half, p in parts)
    size = f"{executable.name}: {size_text(found.size)}"
    if reference:
        size += f", {found.size / reference:.1%} of the ordinary GraalPy executable ({size_text(reference)})"
    if not rows:
        return Summary(size, "nothing is known of its parts", (), "")
    top = max(rows, key=lambda row: row.size)
    why = f"most of it is the {top.name}: {size_text(top.size)}, {top.share:.0%}"
    return Summary(size, why + by_answers(_answers(executable)), rows, "")


def _answers(executable: Path) -> Mapping[str, object]:
    try:
        with payload_only(executable) as plain:
            data = json.loads(trailer.manifest(plain))
    except (WizardError, ValueError, RecursionError):
        return {}
    answers = data.get("answers") if isinstance(data, dict) else None
    return answers if isinstance(answers, dict) else {}
