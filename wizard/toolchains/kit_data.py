"""The kit that a native-image is put together from: its jars, its files, and what they add up to."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wizard.catalogue.model import Jar

FOLDER = Path(__file__).parent / "kit"
LAYOUT = 1  # part of the digest: raise it where a home that was assembled before must not be used any more


@dataclass(frozen=True, slots=True)
class KitJar:
    """A pinned jar, and the path in the home that it goes to."""

    jar: Jar
    place: str


@dataclass(frozen=True, slots=True)
class Kit:
    """`version` is native-image's, `digest` changes with every file of the kit."""

    version: str
    jars: tuple[KitJar, ...]
    digest: str

    @property
    def download_size(self) -> int:
        """Bytes of all jars."""
        return sum(item.jar.size for item in self.jars)


@cache
def load() -> Kit:
    """The kit of this wizard. Reads and hashes 2 MB: 4 ms."""
    data = tomllib.loads((FOLDER / "jars.toml").read_text(encoding="utf-8"))
    return Kit(data["version"], tuple(_jar(entry) for entry in data["jar"]), _digest())


def _jar(entry: dict[str, str | int]) -> KitJar:
    group, artifact, version, sha256 = (str(entry[key]) for key in ("group", "artifact", "version", "sha256"))
    return KitJar(Jar(group, artifact, version, sha256, int(entry["size"])), str(entry["place"]))


def _digest() -> str:
    total = hashlib.sha256(f"layout {LAYOUT}\0".encode())
    for path in sorted(p for p in FOLDER.rglob("*") if p.is_file() and p.suffix not in {".md", ".pyc"}):
        total.update(f"{path.relative_to(FOLDER).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
