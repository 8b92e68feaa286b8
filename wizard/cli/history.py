"""`history`: past builds listed, shown, compared, removed, carried to other machines."""

from __future__ import annotations

import argparse
from pathlib import Path

from wizard.cli.actions import action
from wizard.cli.history_filter import add_filter
from wizard.cli.outcome import Outcome, Verb

VERB = Verb(
    "history",
    "Past builds: listed, shown, compared, drawn over time, removed, carried to other machines.",
    "graalpy-wizard history list --name hello --since 7d",
)
SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One sub-verb."""
    from wizard.history.trend import MEASURES

    verbs = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listed = action(verbs, "list", f"the last {SHOWN} builds, newest first")
    add_filter(listed)
    listed.add_argument("-n", dest="limit", metavar="N", default=str(SHOWN), help=f"how many (default: {SHOWN})")
    listed.add_argument("--all", action="store_true", help="every one")
    listed.add_argument("--trend", action="store_true", help="draw their sizes, too")
    shown = action(verbs, "show", "all that is kept of one build")
    shown.add_argument("build", metavar="BUILD", nargs="?", default="last", help="its id, or last, last~1, imported")
    compared = action(verbs, "compare", "what changed from one build to another, and why")
    compared.add_argument("before", metavar="A", help="a build, an executable, a preset, or `reference`")
    compared.add_argument("after", metavar="B", nargs="?", default="last", help="as A (default: last)")
    compared.add_argument("--markdown", action="store_true", help="as a table for a pull request")
    trend = action(verbs, "trend", "a figure over time, drawn in the terminal")
    add_filter(trend)
    drawn = f"what is drawn: {', '.join(MEASURES)} (default: size)"
    trend.add_argument("--all", action="store_true", help="every build, not only those of what was built last")
    trend.add_argument("--of", default="size", choices=list(MEASURES), metavar="FIGURE", help=drawn)
    action(verbs, "effects", "what single options changed in the builds of this machine")
    removed = action(verbs, "rm", "forget builds; their executables stay")
    removed.add_argument("build", metavar="BUILD", nargs="+")
    pruned = action(verbs, "prune", "forget old builds; their executables stay")
    pruned.add_argument("--keep", metavar="N", help="keep the newest N of each thing that was built")
    pruned.add_argument("--days", metavar="N", help="keep those of the last N days")
    pruned.add_argument("--failed", action="store_true", help="only those that made nothing")
    pruned.add_argument("--dry-run", action="store_true", help="only say what would go")
    exported = action(verbs, "export", "builds as JSON Lines, oldest first; `~` stands for your own folder")
    add_filter(exported)
    exported.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to (default: standard output)")
    exported.add_argument("-n", dest="limit", metavar="N", help="only the newest N")
    imported = action(verbs, "import", "builds of other machines, from such a file; `-` is standard input")
    imported.add_argument("file", metavar="FILE")


def run(options: argparse.Namespace) -> Outcome:
    """Run one sub-verb."""
    from wizard.cli import history_change, history_show

    verbs = {
        "list": history_show.listed, "show": history_show.shown, "compare": history_show.compared,
        "trend": history_show.trend, "effects": history_show.effects, "rm": history_change.removed,
        "prune": history_change.pruned, "export": history_change.exported, "import": history_change.imported,
    }  # fmt: skip
    return verbs[options.action](options)
