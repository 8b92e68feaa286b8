"""What the cache folder holds, and how to get rid of it."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wizard.ground import places
from wizard.ground.atomic import cannot_write
from wizard.toolchains import kit_data, kit_home

KINDS = ("engines", "rehearsals", "downloads", "parts", "toolchains")
MADE = {  # folders of what a build makes again in seconds
    "parts": "library, wheels and bytecode as they go into payloads", "locks": "what requirements were resolved to",
    "compressed": "sizes as downloads", "loaders": "loaders of packed executables",
}  # fmt: skip
DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Entry:
    """`used` is the last use in seconds since 1970; `rest`: nobody can use it, as it was left by a broken-off run."""

    kind: str
    name: str
    path: Path
    size: int
    used: float
    rest: bool = False


def entries() -> list[Entry]:
    """Everything, by kind and the latest use first."""
    root = places.cache()
    found = [*_engines(root / "engines"), *_rehearsals(root / "rehearsals"), *_downloads(root / "jars"),
             *_wheels(root / "wheels"), *_made(root), *_toolchains()]  # fmt: skip
    return sorted(found, key=lambda entry: (KINDS.index(entry.kind), -entry.used))


def unneeded(found: Sequence[Entry], days: float, now: float | None = None) -> list[Entry]:
    """What was left over, kits of other versions, and what was not used for so many days."""
    since = (time.time() if now is None else now) - days * DAY
    return [e for e in found if e.rest or e.used < since]


def remove(entry: Entry) -> bool:
    """Remove it, unless a build holds its lock; exit 3 where the system refuses."""
    from filelock import FileLock, Timeout

    lock = FileLock(_lock_of(entry))
    try:
        with lock.acquire(timeout=0):
            _remove(entry.path)
    except Timeout:
        return False
    except OSError as error:
        raise cannot_write(entry.path, error) from error
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        away = path.with_name(f".{path.name}.{os.getpid()}.old")
        path.rename(away)  # at once, so that nobody finds half of it
        shutil.rmtree(away)
    else:
        path.unlink(missing_ok=True)


def _lock_of(entry: Entry) -> Path:
    if entry.kind == "engines":
        return entry.path.parent / f"{entry.path.name.lstrip('.').partition('.')[0]}.lock"
    return entry.path.parent / ".lock"


def _engines(root: Path) -> Iterator[Entry]:
    for folder in _inside(root):
        if not folder.is_dir():
            continue
        hidden = folder.name.startswith(".")
        used = _time(folder / "used") or _time(folder)
        yield Entry("engines", _engine_name(folder), folder, size_of(folder), used, rest=hidden)


def _engine_name(folder: Path) -> str:
    with suppress(OSError, ValueError, AttributeError):
        name = json.loads((folder / "engine.json").read_text(encoding="utf-8")).get("name")
        if isinstance(name, str) and name:
            return f"{name} {folder.name[:12]}"
    return folder.name


def _rehearsals(root: Path) -> Iterator[Entry]:
    for folder in _inside(root):
        if folder.is_dir():
            used = _time(folder / "used") or _time(folder)
            yield Entry("rehearsals", f"Java classes {folder.name[:12]}", folder, size_of(folder), used)


def _downloads(root: Path) -> Iterator[Entry]:
    for file in _inside(root):
        if file.suffix in {".jar", ".part"}:
            yield Entry("downloads", file.name, file, size_of(file), _time(file), rest=file.suffix == ".part")


def _wheels(root: Path) -> Iterator[Entry]:
    for folder in _inside(root):
        for file in _inside(folder):
            yield Entry("downloads", file.name, folder, size_of(file), _time(file))


def _made(root: Path) -> Iterator[Entry]:
    """One entry a folder: its files are many, small, and soon made again."""
    for name, what in MADE.items():
        files = _inside(root / name)
        if files:
            used = max(map(_time, files))
            yield Entry("parts", f"{name} ({what}): {len(files)} files", root / name, size_of(root / name), used)


def _toolchains() -> Iterator[Entry]:
    for folder in _inside(kit_home.store()):
        if folder.name == "jdks":
            yield from (Entry("toolchains", f.name, f, size_of(f), _time(f)) for f in _inside(folder) if f.is_dir())
        elif folder.is_dir():
            kit = kit_home.properties(folder).get("kit")
            old = folder.name.startswith(".") or (kit is not None and kit != kit_data.load().digest)
            yield Entry("toolchains", folder.name, folder, size_of(folder), _time(folder), rest=old)


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; what cannot be read counts as nothing."""
    total = 0
    with suppress(OSError):
        total = 0 if path.is_dir() else path.lstat().st_size
    for directory, _, names in os.walk(path):
        for name in names:
            with suppress(OSError):
                total += Path(directory, name).lstat().st_size
    return total


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
