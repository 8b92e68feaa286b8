"""Which builds of the history are meant: flags, and what they say."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wizard.ground.problems import wrong_input

if TYPE_CHECKING:
    from wizard.history.model import Filter


def add_filter(parser: argparse.ArgumentParser) -> None:
    """Its flags."""
    chosen = parser.add_argument_group("which builds")
    chosen.add_argument("--name", metavar="TEXT", default="", help="of this profile or program (a part of its name)")
    chosen.add_argument("--preset", metavar="NAME", default="", help="made with this preset")
    chosen.add_argument("--graalpy", metavar="VERSION", default="", help="of this GraalPy, such as 25.0")
    chosen.add_argument("--wizard", metavar="VERSION", default="", help="by this graalpy-wizard")
    chosen.add_argument("--since", metavar="TIME", default="", help="2026-11-24, or 7d, 12h ago")
    chosen.add_argument("--until", metavar="TIME", default="", help="before this time")
    chosen.add_argument("--failed", action="store_true", help="only those that made nothing")
    chosen.add_argument("--here", action="store_true", help="only those of this machine")


def filter_of(options: argparse.Namespace) -> Filter:
    """Which builds were asked for; exit 2 for a time or number that is none."""
    from wizard.history.model import Filter
    from wizard.history.moments import moment

    limit = None if getattr(options, "all", False) else getattr(options, "limit", None)
    return Filter(
        name=options.name, preset=options.preset, graalpy=options.graalpy, wizard=options.wizard,
        since=moment("--since", options.since), until=moment("--until", options.until),
        done=False if options.failed else None, here=True if options.here else None,
        limit=None if limit is None else count("-n", limit),
    )  # fmt: skip


def count(flag: str, text: str) -> int:
    """A whole number above zero; exit 2 for anything else."""
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= 9 and int(text)):
        raise wrong_input(f"`{flag} {text}` is not a number of builds", "give 1 or more", code="usage")
    return int(text)
