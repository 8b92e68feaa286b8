"""The launcher for a JVM: compiled once, kept as a jar with an archive of its loaded classes.

Its folder is `<cache>/rehearsals/<key>/`: `rehearsal.jar` (a jar, as the JVM archives no class from a folder), and
`start.jsa`, which the JVM maps instead of loading and checking some 5,000 classes one by one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wizard.building import cut_jars, launcher_classes
from wizard.building.events import Listener
from wizard.ground import places
from wizard.ground.atomic import replacing
from wizard.ground.steps import Step
from wizard.planning.model import Plan
from wizard.toolchains.jdk import Jdk

SOURCES = Path(__file__).parent / "java"
MAIN_CLASS = "graalpywizard.rehearsal.Rehearsal"
SERVICE = "META-INF/services/com.oracle.truffle.api.instrumentation.provider.TruffleInstrumentProvider"
FORMAT = 1
STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Classes:
    """What a JVM needs to rehearse with one set of jars."""

    jdk: Jdk
    folder: Path
    jars: tuple[Path, ...]

    @property
    def jar(self) -> Path:
        """The launcher and the watcher."""
        return self.folder / "rehearsal.jar"

    @property
    def archive(self) -> Path:
        """Java's archive of loaded classes; it may be missing."""
        return self.folder / "start.jsa"

    @property
    def class_path(self) -> tuple[Path, ...]:
        """In the order that the archive was made with."""
        return (self.jar, *self.jars)


def root() -> Path:
    """Where they are kept."""
    return places.cache() / "rehearsals"


def ready(plan: Plan, jdk: Jdk, jars: Mapping[str, Path], listener: Listener) -> Classes:
    """Compiled now (3 s), or as they were kept; exit 3 where they cannot be."""
    from wizard.toolchains.locks import locked

    paths = tuple(cut_jars.class_path(plan, jars))
    classes = Classes(jdk, root() / key(plan, jdk, paths), paths)
    if not classes.jar.is_file():
        with locked(classes.folder, "another rehearsal compiles the launcher", listener):
            if not classes.jar.is_file():
                listener(Step("launcher", "compiling for Java"))
                _compile(classes)
    with suppress(OSError):
        (classes.folder / "used").touch()
    return classes


def key(plan: Plan, jdk: Jdk, jars: Sequence[Path]) -> str:
    """32 hexadecimal digits: sources, jars and where they are, and this JDK."""
    made_of = [
        FORMAT, launcher_classes.digest(), *(p.read_text(encoding="utf-8") for p in sources()),
        # A jar that came anew has another time, with which its archive of classes is refused.
        [[str(path), jar.sha256, path.stat().st_mtime_ns] for path, jar in zip(jars, plan.jars, strict=True)],
        str(jdk.home), jdk.version, (jdk.home / "lib" / "modules").stat().st_mtime_ns,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(made_of).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def sources() -> list[Path]:
    """The Java files that only a rehearsal needs."""
    return sorted(SOURCES.glob("*.java"))


def _compile(classes: Classes) -> None:
    folder = Path(tempfile.mkdtemp(prefix="graalpy-wizard-"))
    try:
        launcher_classes.compile_into(folder, classes.jdk.home / "bin" / "javac", classes.jars, also=sources())
        with replacing(classes.jar) as temporary, zipfile.ZipFile(temporary, "w") as jar:
            for path in sorted(folder.rglob("*.class")):
                jar.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix(), STAMP), path.read_bytes())
            jar.writestr(zipfile.ZipInfo(SERVICE, STAMP), "graalpywizard.rehearsal.WatcherProvider\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
