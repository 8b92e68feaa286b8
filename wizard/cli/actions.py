"""Sub-verbs, such as the `list` of `toolchain list`, each with an example."""

from __future__ import annotations

import argparse
import textwrap
from typing import Any

EXAMPLES = {  # what follows `graalpy-wizard`
    "presets list": "",
    "presets show": "smallest",
    "presets diff": "smallest command-line-tool",
    "presets save": 'ours --sentence "Small, with TLS."',
    "presets import": "team.toml --name team",
    "presets export": "team -o team.toml",
    "profile validate": "app/graalpy-wizard.toml",
    "profile show": "--set network=none",
    "profile trust": "app/graalpy-wizard.toml",
    "history list": "--all",
    "history show": "last",
    "history compare": "last~1 last",
    "history trend": "--of size",
    "history effects": "",
    "history rm": "last",
    "history prune": "--keep 10 --dry-run",
    "history export": "-o builds.jsonl",
    "history import": "builds.jsonl",
    "budget show": "app/graalpy-wizard.toml",
    "budget set": 'app/graalpy-wizard.toml --to "last +2%"',
    "toolchain list": "",
    "toolchain install": "--jdk /opt/jdk-25",
    "toolchain use": "/opt/graalvm-25",
    "cache list": "",
    "cache key": "hello.py --preset smallest",
    "cache prune": "--days 30 --dry-run",
}


def action(verbs: Any, name: str, text: str) -> argparse.ArgumentParser:
    """A sub-verb with its own --help; --json may stand before or after it."""
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text, allow_abbrev=False)
    words = parser.prog.removeprefix("graalpy-wizard ")
    if words in EXAMPLES:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.description = textwrap.fill(text, 78)
        parser.epilog = f"example: {parser.prog} {EXAMPLES[words]}".rstrip()
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON object")
    return parser
