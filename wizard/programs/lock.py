"""graalpy-wizard.lock: which wheels answered which requirements."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.ground import places
from wizard.ground.atomic import write_text
from wizard.ground.problems import Where, wrong_input
from wizard.profiles.requirement_files import files_of

NAME = "graalpy-wizard.lock"
_SCHEMA = 1
_KEYS = ("name", "version", "file", "sha256")


@dataclass(frozen=True, slots=True)
class Locked:
    """One wheel: `file` is its bare name, `url` the address where it was asked for by one; else an index has it."""

    name: str
    version: str
    file: str
    sha256: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """The wheels for the requirements whose `fingerprint` this is."""

    python: str
    fingerprint: str
    wheels: tuple[Locked, ...]


def fingerprint(requirements: Sequence[str], file: Path | None, indexes: Sequence[str], python: str) -> str:
    """Of all that decides what is resolved, a requirements file with those that it names included."""
    parts = [python, *sorted(requirements), "--", *indexes, "--"]
    parts += _contents(file) if file else []
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def place(key: str) -> Path:
    """Where there is no profile to keep it beside."""
    return places.cache() / "locks" / f"{key[:40]}.lock"


def read(path: Path) -> Lock | None:
    """None where there is none; exit 2 where it is broken."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise wrong_input(f"cannot be read: {error}", "delete it, it is made again", Where(path), "lock") from error
    if data.get("schema", 0) > _SCHEMA:
        raise wrong_input("was written by a newer graalpy-wizard", "update, or delete it", Where(path), "lock")
    try:
        wheels = tuple(
            Locked(**{key: _text(w[key]) for key in _KEYS}, url=_line(w.get("url", ""))) for w in data["wheel"]
        )
        return Lock(_text(data["python"]), _text(data["requirements"]), wheels)
    except (KeyError, TypeError, ValueError) as error:
        raise wrong_input("is no lock file of graalpy-wizard", "delete it, it is made again", Where(path),
                          "lock") from error  # fmt: skip


def write(path: Path, lock: Lock) -> None:
    """Write, all or nothing; nothing where it would be the same."""
    lines = [
        "# Written by graalpy-wizard: the wheels that the requirements were resolved to. Keep it with the profile.",
        f"schema = {_SCHEMA}", f"python = {json.dumps(lock.python)}", f"requirements = {json.dumps(lock.fingerprint)}",
    ]  # fmt: skip
    if not lock.wheels:
        lines.append("wheel = []")
    for wheel in lock.wheels:
        lines += ["", "[[wheel]]"]
        keys = (*_KEYS, "url") if wheel.url else _KEYS
        lines += [f"{key} = {json.dumps(getattr(wheel, key))}" for key in keys]
    text = "\n".join(lines) + "\n"
    if not path.is_file() or path.read_text(encoding="utf-8", errors="replace") != text:
        write_text(path, text)


def _text(value: object) -> str:
    if not isinstance(value, str) or "/" in value or not value:
        raise ValueError(value)
    return value


def _line(value: object) -> str:
    if not isinstance(value, str) or any(c.isspace() for c in value):
        raise ValueError(value)
    return value


def _contents(file: Path) -> list[str]:
    result = []
    for path in files_of(file):
        try:
            result.append(path.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError as error:
            raise wrong_input("is not UTF-8", "save it as UTF-8", Where(path), "not-utf-8") from error
        except OSError as error:
            raise wrong_input(f"cannot be read: {error.strerror}", "name a requirements file", Where(path),
                              "missing-requirements") from error  # fmt: skip
    return result
