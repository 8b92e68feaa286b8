"""What each preset measured when it was built by hand; absent until then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "data" / "presets.toml"


@dataclass(frozen=True, slots=True)
class PresetFigures:
    """`print("hi")` built with a preset: bytes, seconds, and the builder's peak memory in bytes. None: not measured."""

    name: str
    graalpy: str
    conditions: str
    engine_bytes: int | None = None
    total_bytes: int | None = None
    start_seconds: float | None = None
    build_seconds: float | None = None
    build_memory: int | None = None


def load_figures(file: Path = FILE) -> Mapping[str, PresetFigures]:
    """Preset name -> its figures (the last entry counts); {} while nothing was measured."""
    import tomllib

    if not file.is_file():
        return {}
    whole = tomllib.loads(file.read_text(encoding="utf-8"))
    return {entry["name"]: PresetFigures(**entry) for entry in whole.get("preset", [])}
