"""How the app looks and which keys it has: [app] in the user's config.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from wizard.ground import atomic, places
from wizard.ground.problems import Problem, Where, WizardError

GLYPHS = ("auto", "unicode", "ascii")


@dataclass(frozen=True, slots=True)
class Preferences:
    """`keys`: the id of a binding, such as "build.cancel", and the key that it is to have."""

    theme: str = "dark"
    reduced_motion: bool = False
    glyphs: str = "auto"
    keys: Mapping[str, str] = field(default_factory=dict)


def file() -> Path:
    """Where they are: the same file as the other settings of this user."""
    return places.configuration() / "config.toml"


def read() -> tuple[Preferences, tuple[Problem, ...]]:
    """What can be understood of them, and a warning for everything else: no setting keeps the app from opening."""
    path = file()
    try:
        section = tomllib.loads(path.read_text(encoding="utf-8")).get("app", {})
    except (FileNotFoundError, NotADirectoryError):
        return Preferences(), ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return Preferences(), (_problem(path, "app", f"the settings cannot be read: {error}"),)
    if not isinstance(section, dict):
        return Preferences(), (_problem(path, "app", "this has to be a section"),)
    return _understood(section, path)


def _understood(section: Mapping[str, object], path: Path) -> tuple[Preferences, tuple[Problem, ...]]:
    found, problems = Preferences(), []
    for key, value in section.items():
        changed = _with(found, key, value)
        if changed is None:
            problems.append(_problem(path, f"app.{key}", "this is no setting of the app, or has no fitting value"))
        else:
            found = changed
    return found, tuple(problems)


def _with(found: Preferences, key: str, value: object) -> Preferences | None:
    if key == "theme" and isinstance(value, str):
        return replace(found, theme=value)
    if key == "reduced_motion" and isinstance(value, bool):
        return replace(found, reduced_motion=value)
    if key == "glyphs" and isinstance(value, str) and value in GLYPHS:
        return replace(found, glyphs=value)
    if key == "keys" and isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
        return replace(found, keys=value)
    return None


def changed(found: Preferences, key: str, value: str | bool) -> Preferences:
    """With another value, kept or not."""
    return _with(found, key, value) or found


def keep(key: str, value: str | bool, section: str = "") -> Problem | None:
    """Set one of [app] in the file, or of [app.SECTION]; why that cannot be, where it cannot."""
    try:
        write(key, value, section)
    except WizardError as error:
        return replace(error.problems[0], severity="warning")
    except (OSError, ValueError) as error:  # ValueError: the file is no TOML
        return _problem(file(), f"app.{key}", f"this cannot be kept: {error}")
    return None


def write(key: str, value: str | bool, section: str = "") -> None:
    """Set one of [app], or of [app.SECTION], "" takes it out; comments and everything else survive.

    OSError or tomlkit's error where that cannot be.
    """
    import tomlkit
    from tomlkit.items import Table

    path = file()
    document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    table: Any = document
    for name in filter(None, ("app", section)):
        if not isinstance(table.get(name), Table):
            table[name] = tomlkit.table()
        table = table[name]
    table[key] = value
    if value == "":
        del table[key]
    places.ready(path.parent)
    atomic.write_text(path, tomlkit.dumps(document))


def _problem(path: Path, key: str, what: str) -> Problem:
    return Problem(what, Where(path, key), "see docs/app.md", "app-setting", "warning")


def use_toolchain(home: Path) -> None:
    """[toolchain] path, as `toolchain use` writes it."""
    from wizard.toolchains import settings

    settings.use(home)
