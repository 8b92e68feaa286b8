"""Sub-verbs, such as the `list` of `toolchain list`."""

from __future__ import annotations

import argparse
from typing import Any


def action(verbs: Any, name: str, text: str) -> argparse.ArgumentParser:
    """A sub-verb with its own --help; --json may stand before or after it."""
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON object")
    return parser
