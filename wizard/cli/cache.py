"""`cache list, key, prune`: engines, downloads, toolchains. All of it can be made again."""

from __future__ import annotations

import argparse
import time

from wizard.cli.actions import action
from wizard.cli.document import Document, Table
from wizard.cli.outcome import Outcome, Verb
from wizard.ground.problems import Problem, wrong_input
from wizard.toolchains.cache import Entry

VERB = Verb(
    "cache",
    "Shows and removes what builds have left for the next ones: engines, rehearsals, downloads, toolchains.",
    "graalpy-wizard cache prune --engines --days 30",
)
DAYS = 30.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One sub-verb."""
    from wizard.cli.build import add_arguments as add_build

    verbs = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    action(verbs, "list", "everything in the cache, with its size and last use")
    add_build(action(verbs, "key", "the name under which `build` with these arguments would keep its engine"))
    prune = action(verbs, "prune", f"remove leftovers and engines that were not used for {DAYS:.0f} days")
    prune.add_argument("--engines", action="store_true", help="all engines (10 minutes each to build again)")
    prune.add_argument("--rehearsals", action="store_true", help="all compiled launchers for Java (10 seconds each)")
    prune.add_argument("--downloads", action="store_true", help="all downloads")
    prune.add_argument("--parts", action="store_true", help="all parts of payloads (made again in seconds)")
    prune.add_argument("--toolchains", action="store_true", help="all toolchains")
    prune.add_argument("--all", action="store_true", help="everything")
    prune.add_argument("--days", metavar="N", help="only what was not used for N days")
    prune.add_argument("--dry-run", action="store_true", help="only say what would go")


def run(options: argparse.Namespace) -> Outcome:
    """Run one sub-verb."""
    return {"list": lambda _: _list(), "key": _key, "prune": _prune}[options.action](options)


def _key(options: argparse.Namespace) -> Outcome:
    """Nothing is downloaded, run or written. The same key is the same engine; a CI cache is named by it."""
    from pathlib import Path

    from wizard.building import engine
    from wizard.building.build import planned
    from wizard.building.request import JarRequest
    from wizard.cli import build_request

    request = build_request.request_from(options, Path.cwd())
    if isinstance(request, JarRequest):
        raise wrong_input("a jar is built without an engine", "name a Python program", code="java")
    made = planned(request)
    folder = str(engine.root() / made.key)
    return Outcome({"key": made.key, "cached": made.cached, "folder": folder}, [made.key])


def _list() -> Outcome:
    from wizard.toolchains import cache

    found = cache.entries()
    return Outcome(found, _document(found, "in the cache"))


def _prune(options: argparse.Namespace) -> Outcome:
    from wizard.toolchains import cache

    chosen = _chosen(options, cache.entries())
    problems: list[Problem] = []
    gone: list[Entry] = []
    for entry in chosen:
        if options.dry_run or cache.remove(entry):
            gone.append(entry)
        else:
            problems.append(Problem(f"{entry.path} is in use and stays", code="in-use", severity="warning"))
    return Outcome(gone, _document(gone, "would go" if options.dry_run else "removed"), tuple(problems))


def _chosen(options: argparse.Namespace, found: list[Entry]) -> list[Entry]:
    from wizard.toolchains import cache

    kinds = [kind for kind in cache.KINDS if options.all or getattr(options, kind)]
    if not kinds:
        engines = [e for e in found if e.kind in ("engines", "rehearsals") or e.rest]
        return cache.unneeded(engines, _days(options.days, DAYS))
    of_kind = [entry for entry in found if entry.kind in kinds]
    return of_kind if options.days is None else cache.unneeded(of_kind, _days(options.days, DAYS))


def _days(text: str | None, default: float) -> float:
    try:
        value = default if text is None else float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise wrong_input(f"--days {text}: this is no number of days", "such as --days 30", code="usage")
    return value


def _document(found: list[Entry], what: str) -> Document:
    if not found:
        return [f"0 MB {what}"]
    rows = [(e.kind, f"{e.size / 1e6:,.1f} MB", _ago(e.used), e.name) for e in found]
    total = sum(entry.size for entry in found)
    return [Table(("kind", "size", "last use", "name"), rows), f"{total / 1e6:,.1f} MB {what}"]


def _ago(used: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(used))
