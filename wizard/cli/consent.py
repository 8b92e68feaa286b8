"""Consent on the command line: a question on a terminal, a refusal without one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from wizard.cli import stream
from wizard.cli.outcome import narrate
from wizard.profiles.dangers import Danger
from wizard.profiles.model import Profile
from wizard.profiles.preset import Preset


def require(options: argparse.Namespace, profile: Profile, preset: Preset, typed: frozenset[str] = frozenset()) -> None:
    """Return if `profile` may be built; exit 4 naming each key if not. `--trust` is consent."""
    from wizard.profiles.trust import require_consent

    interactive = not options.json and all(pipe and pipe.isatty() for pipe in (sys.stdin, sys.stderr))
    require_consent(
        profile, given=getattr(options, "trust", False), interactive=interactive, preset=preset, typed=typed, ask=ask
    )  # fmt: skip


def ask(profile: Profile, found: Sequence[Danger]) -> bool:
    """Show what is asked for; only a typed yes is one."""
    narrate(f"{profile.path or 'This preset'} asks for what can run code or reach outside its folder:")
    for danger in found:
        narrate(f"  {danger.key}: {danger.value} ({danger.why})")
    stream.tell("Do you consent? Type yes: ")
    return sys.stdin.readline().strip().lower() in ("yes", "y")
