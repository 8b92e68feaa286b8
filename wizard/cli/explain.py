"""`explain`: what the answers come to, option by option."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli import explain_effects, explain_snapshot
from wizard.cli.document import Block, Document, Table, Text, shortened
from wizard.cli.outcome import Outcome, Verb

if TYPE_CHECKING:
    from wizard.cli.options import Effective
    from wizard.planning.explain import ExplainedOption, Explanation
    from wizard.profiles.model import Profile
    from wizard.rehearsing.evidence import Seen

VERB = Verb(
    "explain",
    "Each effective option: who asked for it, what it removes, which imports then fail, what it was measured to save.",
    "graalpy-wizard explain --preset smallest --set crypto=none",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A profile, and what overrules it."""
    from wizard.cli.options import add_answers

    parser.add_argument("file", metavar="PROFILE", nargs="?", default="", help="default: the profile of this folder")
    add_answers(parser)


def run(options: argparse.Namespace) -> Outcome:
    """Exit 2 where the answers contradict each other."""
    from wizard.catalogue.load import load
    from wizard.cli.options import effective
    from wizard.planning.explain import explain
    from wizard.planning.plan import plan
    from wizard.planning.snapshot import applied
    from wizard.rehearsing.evidence import seen

    whole = effective(options, _profile(options.file, Path.cwd()), Path.cwd())
    catalogue = load()
    made = applied(plan(catalogue, whole.answers, whole.version, whole.profile.extra), whole.profile)
    explanation = explain(catalogue, made)
    modules = _seen(whole)
    rehearsed = seen(catalogue, whole.answers, made, modules)
    total = explain_effects.total_of(made, catalogue)
    whole_result = {f.name: getattr(explanation, f.name) for f in fields(explanation)}
    kept = explain_snapshot.kept_of(made, whole.profile, modules)
    result = {**whole_result, "rehearsed": rehearsed, "total": total, "snapshot": kept}
    return Outcome(result, document_of(explanation, total, rehearsed, kept), made.notices)


def _seen(whole: Effective) -> tuple[str, ...]:
    from wizard.rehearsing import kept

    return kept.read(kept.place(whole.profile, None)).modules


def document_of(
    explanation: Explanation, total: explain_effects.Total, rehearsed: Sequence[Seen] = (),
    kept: explain_snapshot.SnapshotModules | None = None,
) -> Document:  # fmt: skip
    """For people."""
    from wizard.planning.explain import measurements

    effects = measurements(explanation)
    blocks: list[Block | str] = [f"GraalPy {explanation.graalpy}", "", "Answers", _answers(explanation)]
    blocks += _changes(explanation)
    if rehearsed:
        from wizard.rehearsing.evidence import TITLE

        rows = [(s.key, s.value, _some(s.modules) or "nothing asked for it") for s in rehearsed]
        blocks += ["", TITLE, Table(("answer", "value", "modules that need it"), rows)]
    if kept is not None:
        blocks += explain_snapshot.block(kept)
    for option in explanation.options:
        blocks += ["", *_option(option, explain_effects.line(option, effects))]
    blocks += ["", *explain_effects.table(explanation, effects), "", Text(total.told())]
    blocks += ["", "Known, and not set", Table(("option", "why"), [(u.title, u.reason) for u in explanation.unset])]
    return blocks


def _profile(name: str, cwd: Path) -> Profile | None:
    from wizard.catalogue.load import load_questions
    from wizard.cli.profile_file import file_of
    from wizard.profiles.read import read

    if name:
        return read(file_of(name), load_questions())
    file = file_of(str(cwd))
    return read(file, load_questions()) if file.is_file() else None


def _answers(explanation: Explanation) -> Table:
    rows = [(a.key, a.value, a.origin, a.detail) for a in explanation.answers]
    return Table(("key", "value", "from", "where"), rows)


def _changes(explanation: Explanation) -> list[Block | str]:
    changed = [a for a in explanation.answers if a.reason]
    return [Text(f"{a.key}: {a.asked} was asked for, {a.value} is built: {a.reason}", indent=2) for a in changed]


def _option(option: ExplainedOption, effect: str) -> list[Block | str]:
    told: list[Block | str] = [f"{option.title}: {option.help}"]
    if option.value:
        told.append(Text(f"sets: {' '.join(option.value)}", indent=2))
    told += [Text(f"because: {reason}", indent=2) for reason in option.because]
    if option.removes:
        told.append(Text(f"removes: {', '.join(option.removes)}", indent=2))
    if option.broken:
        told.append(Text(f"these imports fail: {_some(option.broken)}", indent=2))
    told += [Text(f"note: {limit}", indent=2) for limit in option.limits]
    told.append(Text(f"effect: {effect}", indent=2))
    told += [Text(f"upstream says: {claim.text} ({claim.source})", indent=2) for claim in option.claims]
    return told


def _some(modules: tuple[str, ...]) -> str:
    shown = [m for m in modules if not m.startswith("_")] or list(modules)
    return shortened(shown, of=len(modules))
