"""Engines: native images that know nothing of the program, built once and kept.

An engine's folder is `<cache>/engines/<key>/`: `engine` (the executable), `engine.json` (what it is made
of, and native-image's own report), `build.log`, `proof.json`, and `used`, whose time is the last use.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from wizard.building import launcher_classes, started
from wizard.building.events import Listener
from wizard.ground import atomic, places
from wizard.ground.problems import wrong_environment
from wizard.ground.steps import Step
from wizard.planning.model import Plan
from wizard.toolchains.model import Toolchain

FORMAT = 1  # part of every key: raise it where old engines must not be used any more


@dataclass(frozen=True, slots=True)
class Ingredients:
    """All that shapes an engine; memory and processors of the build do not."""

    plan: Plan
    toolchain: Toolchain
    compiler: str  # what the C compiler says of its version
    program: str = ""  # SHA-256 of the program that a `program` snapshot imports

    def as_data(self) -> dict[str, object]:
        """Canonical, without a path of this machine."""
        return {
            "format": FORMAT,
            "graalpy": self.plan.version.version,
            "toolchain": self.toolchain.fingerprint,
            "compiler": self.compiler,
            "launcher": launcher_classes.digest(),
            "jars": [[jar.file_name, jar.sha256] for jar in self.plan.jars],
            "arguments": list(self.plan.arguments),
            **({"startup": started.digest(self.plan)} if self.plan.preinitialised else {}),
            **({"program": self.program} if self.program else {}),
            **({"cut out of jars": {k: list(v) for k, v in self.plan.cuts.items()}} if self.plan.cuts else {}),
        }

    def key(self) -> str:
        """32 hexadecimal digits."""
        return hashlib.sha256(json.dumps(self.as_data(), sort_keys=True).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Engine:
    """A finished engine in the cache."""

    key: str
    folder: Path
    facts: Mapping[str, object]  # engine.json

    @property
    def executable(self) -> Path:
        """The native image itself."""
        return self.folder / "engine"

    @property
    def log(self) -> Path:
        """native-image's whole output."""
        return self.folder / "build.log"

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.executable.stat().st_size


def root() -> Path:
    """Where engines are kept."""
    return places.cache() / "engines"


def cached(key: str) -> Engine | None:
    """The finished engine with this key; one that is damaged counts as none."""
    folder = root() / key
    try:
        facts = json.loads((folder / "engine.json").read_text())
        if (folder / "engine").stat().st_size != facts["bytes"]:
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    with suppress(OSError):
        (folder / "used").touch()
    return Engine(key, folder, facts)


@contextmanager
def locked(key: str, listener: Listener) -> Iterator[None]:
    """One build of an engine at a time; others wait, and say so."""
    from filelock import FileLock, Timeout

    path = places.ready(root()) / f"{key}.lock"
    lock = FileLock(path)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            listener(Step("waiting", "another build makes this engine"))
            lock.acquire()
    except OSError as error:
        raise wrong_environment(
            f"{path} cannot be locked: {error.strerror}", "make the cache folder writable"
        ) from error
    try:
        yield
    finally:
        lock.release()


Build = Callable[[Path], Mapping[str, object]]  # builds <folder>/engine and <folder>/build.log; returns facts


def get_or_build(
    ingredients: Ingredients, build: Build, listener: Listener, *, rebuild: bool = False
) -> tuple[Engine, bool]:
    """The engine, and whether it was built now. `build` works in a folder of its own that is moved in whole."""
    key = ingredients.key()
    if not rebuild and (engine := cached(key)):
        return engine, False
    with locked(key, listener):
        if not rebuild and (engine := cached(key)):
            return engine, False
        folder = root() / f".{key}.{os.getpid()}"
        try:
            _make(folder, ingredients, build)
            _swap(folder, root() / key)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    engine = cached(key)
    if engine is None:
        raise wrong_environment(f"the engine in {root() / key} vanished", "build again")
    return engine, True


def _make(folder: Path, ingredients: Ingredients, build: Build) -> None:
    remove_abandoned(ingredients.key())
    places.ready(folder)
    facts = dict(build(folder))
    executable = folder / "engine"
    facts |= {"made_of": ingredients.as_data(), "bytes": executable.stat().st_size}
    atomic.write_text(folder / "engine.json", json.dumps(facts, indent=1, sort_keys=True))
    (folder / "used").touch()


def remove_abandoned(key: str) -> None:
    """Folders that a killed wizard left: nobody else can be using them, as the caller holds the lock."""
    for folder in root().glob(f".{key}.*"):
        shutil.rmtree(folder, ignore_errors=True)


def _swap(folder: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}.old.{os.getpid()}")
    try:
        if target.exists():
            target.rename(old)
        folder.rename(target)
    except OSError as error:
        raise atomic.cannot_write(target, error) from error
    finally:
        shutil.rmtree(old, ignore_errors=True)
