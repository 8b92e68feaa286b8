"""Where a toolchain may lie, in the order in which it is taken."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.toolchains import homes, kit_home
from wizard.toolchains.settings import Settings

OWN = "own store"
VARIABLE = "GRAALPY_WIZARD_TOOLCHAIN"


@dataclass(frozen=True, slots=True)
class Place:
    """A home to look at. `named`: somebody asked for just this one, so no other may be taken instead."""

    home: Path
    origin: str
    named: bool = False


def places_to_look(environ: Mapping[str, str], config: Settings, explicit: str | None) -> Iterator[Place]:
    """All places in order, each home once (symbolic links followed)."""
    seen: set[Path] = set()
    for place in _all(environ, config, explicit):
        real = Path(os.path.realpath(place.home))
        if real not in seen:
            seen.add(real)
            yield Place(real if place.home.exists() else place.home, place.origin, place.named)


def _all(environ: Mapping[str, str], config: Settings, explicit: str | None) -> Iterator[Place]:
    if explicit:
        yield Place(home_of(explicit), "--toolchain", True)
    if environ.get(VARIABLE):
        yield Place(home_of(environ[VARIABLE]), VARIABLE, True)
    if config.toolchain:
        yield Place(home_of(config.toolchain), "user configuration", True)
    if environ.get("GRAALVM_HOME"):
        yield Place(Path(environ["GRAALVM_HOME"]), "GRAALVM_HOME")
    if environ.get("JAVA_HOME") and _has_native_image(Path(environ["JAVA_HOME"])):
        yield Place(Path(environ["JAVA_HOME"]), "JAVA_HOME")
    if command := shutil.which("native-image", path=environ.get("PATH", os.defpath)):
        yield Place(home_of(command), "PATH")
    yield from (Place(home, origin) for home, origin in homes.everywhere(environ) if _has_native_image(home))
    yield from (Place(home, OWN) for home in own())


def own() -> list[Path]:
    """Finished homes of the wizard's own store, the newest first."""
    try:
        found = [p for p in kit_home.store().iterdir() if not p.name.startswith(".") and _has_native_image(p)]
        return sorted(found, key=lambda p: p.stat().st_mtime, reverse=True)
    except OSError:
        return []


def home_of(text: str) -> Path:
    """The home that a folder, its bin folder or its native-image command names."""
    path = Path(os.path.realpath(Path(text).expanduser()))
    if path.name == "native-image" and not path.is_dir():
        return next((folder for folder in path.parents if (folder / "lib/svm").is_dir()), path.parent.parent)
    return path.parent if path.name == "bin" and (path / "native-image").exists() else path


def _has_native_image(home: Path) -> bool:
    return (home / "bin/native-image").exists()
