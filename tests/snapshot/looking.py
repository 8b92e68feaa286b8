"""The program that says what modules hold, and progress."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path

STATE = Path(__file__).with_name("state.py").read_text(encoding="utf-8")
ROUNDS = 6  # until nothing differs any more


def text_of(names: Collection[str], *, watch: bool) -> str:
    """The program that imports `names`."""
    return f"NAMES = {list(names)!r}\nWATCH = {watch}\n{STATE}"


def say(text: str) -> None:
    """Progress."""
    print(text, file=sys.stderr, flush=True)
