"""Folders of this user: cache, configuration, state. Made when first needed."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from wizard.ground.problems import wrong_environment

NAME = "graalpy-wizard"


def cache() -> Path:
    """Engines, downloads, toolchains: all can be made again."""
    return _override("CACHE") or Path(platformdirs.user_cache_dir(NAME, appauthor=False))


def configuration() -> Path:
    """The user's own settings, presets and consents."""
    return _override("CONFIG") or Path(platformdirs.user_config_dir(NAME, appauthor=False))


def state() -> Path:
    """Results of finished builds and logs."""
    return _override("STATE") or Path(platformdirs.user_state_dir(NAME, appauthor=False))


def ready(folder: Path) -> Path:
    """`folder`, made if it is not there; exit 3 in one line where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise wrong_environment(
            f"the folder {folder} cannot be made: {error.strerror}",
            f"make it writable, or set GRAALPY_WIZARD_{_name_of(folder)}_DIR to a folder of your own",
            code="folder",
        ) from error
    return folder


def _override(kind: str) -> Path | None:
    value = os.environ.get(f"GRAALPY_WIZARD_{kind}_DIR")
    return Path(value).absolute() if value else None


def _name_of(folder: Path) -> str:
    for kind, place in (("CONFIG", configuration()), ("STATE", state())):
        if folder == place or place in folder.parents:
            return kind
    return "CACHE"
