"""The launcher compiled with javac and run on a JVM against small payloads: real, without native-image."""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from wizard.building import started
from wizard.catalogue import snapshot
from wizard.catalogue.load import load
from wizard.programs import trailer
from wizard.toolchains import downloads, jdk

SOURCES = Path(__file__).parents[2] / "wizard" / "building" / "launcher"
STAMP = (1980, 1, 1, 0, 0, 0)
LEFT_OUT = ("test/", "idlelib/", "ensurepip/", "lib2to3/", "pydoc_data/", "tkinter/", "turtledemo/", "venv/")
ENGINE = b"not really an engine"
KEPT = Path(__file__).with_name("kept")
JIT = ("truffle-runtime-", "truffle-compiler-")
NAMES = ",".join(snapshot.shipped())


@dataclass(frozen=True, slots=True)
class ClassPath:
    """A JDK's home and GraalPy's jars."""

    jdk: Path
    jars: tuple[Path, ...]

    def __str__(self) -> str:
        return os.pathsep.join(map(str, self.jars))


@pytest.fixture(scope="session")
def graalpy_classpath(shared_cache: Path) -> ClassPath:
    """A JDK 25 of this machine, and the pinned jars from the shared cache (fetched where they are missing)."""
    version = load().version(load().default_version)
    files = downloads.fetch(version.jars, shared_cache / "jars")
    return ClassPath(jdk.find().home, tuple(files[jar.file_name] for jar in version.jars))


@pytest.fixture(scope="session")
def launcher_classes(graalpy_classpath: ClassPath, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The launcher's classes, compiled without a warning."""
    out = tmp_path_factory.mktemp("classes")
    sources = sorted(str(path) for path in SOURCES.glob("*.java"))
    javac = str(graalpy_classpath.jdk / "bin" / "javac")
    # -XDignore.symbol.file: sun.misc.Signal is the one class used that is not part of Java's API.
    command = [javac, "-Xlint:all", "-Werror", "-XDignore.symbol.file", "-d", str(out)]
    subprocess.run([*command, "-cp", str(graalpy_classpath), *sources], check=True)
    return out


@pytest.fixture(scope="session")
def home_zip(graalpy_classpath: ClassPath) -> bytes:
    """The Python home as a payload has it: library and core files out of the resources' jar."""
    buffer = io.BytesIO()
    [jar] = [path for path in graalpy_classpath.jars if path.name.startswith("python-resources-")]
    with zipfile.ZipFile(jar) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = _home_entry(name)
            if entry:
                target.writestr(zipfile.ZipInfo(entry, STAMP), source.read(name), zipfile.ZIP_DEFLATED, 1)
    return buffer.getvalue()


def _home_entry(name: str) -> str:
    for prefix, folder in (("libpython/", "python3.12"), ("libgraalpy/", "graalpy25.0")):
        start = f"META-INF/resources/{prefix}"
        if name.startswith(start) and not name.endswith("/") and not name[len(start) :].startswith(LEFT_OUT):
            return f"home/lib/{folder}/{name[len(start) :]}"
    return ""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run left: status, and both streams as text."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Launcher:
    """Makes executables of a few files and runs them on the JVM."""

    classpath: ClassPath
    classes: Path
    home: bytes
    folder: Path

    def executable(
        self, files: Mapping[str, str | bytes], main: str = "app/main.py", package: str = "", native: str = ""
    ) -> Path:
        """An executable named `prog`; `files` are beside the main file unless they start with home/ or native/."""
        buffer = io.BytesIO(self.home)
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                entry = name if name.startswith(("home/", "native/")) else f"app/{name}"
                archive.writestr(zipfile.ZipInfo(entry, STAMP), content)
            archive.writestr(zipfile.ZipInfo("manifest.json", STAMP), "{}")
            start = f"main={main}\npackage={package}\npython=3.12\ngraalpy=25.0\nnative={native}\n"
            archive.writestr(zipfile.ZipInfo("start", STAMP), start)
        engine = self.folder / "engine"
        engine.write_bytes(ENGINE)
        target = self.folder / "prog"
        trailer.append(engine, buffer.getvalue(), target)
        return target

    def command(self, executable: Path, *arguments: str, **settings: str) -> list[str]:
        """What runs it; settings are the engine's, such as files="payload"."""
        flags = [f"-Dgraalpy.wizard.{key}={value}" for key, value in settings.items()]
        return [
            str(self.classpath.jdk / "bin" / "java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss16m",
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
            "-cp", f"{self.classes}{os.pathsep}{self.classpath}", f"-Dgraalpy.wizard.payload={executable}", *flags,
            "graalpywizard.Launcher", *arguments,
        ]  # fmt: skip

    def run(
        self, executable: Path, *arguments: str, stdin: str = "", variables: Mapping[str, str] | None = None,
        **settings: str,
    ) -> Ended:  # fmt: skip
        """To its end."""
        command = self.command(executable, *arguments, **settings)
        done = subprocess.run(
            command, input=stdin.encode(), capture_output=True, cwd=self.folder, timeout=120, env=variables
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    def python(self, program: str, *arguments: str, stdin: str = "", **settings: str) -> Ended:
        """A program of one file."""
        return self.run(self.executable({"main.py": program}), *arguments, stdin=stdin, variables=None, **settings)


@pytest.fixture
def launcher(graalpy_classpath: ClassPath, launcher_classes: Path, home_zip: bytes, tmp_path: Path) -> Launcher:
    """Makes and runs executables in a folder of this test."""
    return Launcher(graalpy_classpath, launcher_classes, home_zip, tmp_path)


@pytest.fixture(scope="session")
def kept_classes(graalpy_classpath: ClassPath, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Launcher, feature and language, as an engine with a snapshot has them."""
    out = tmp_path_factory.mktemp("kept")
    folders = (SOURCES, started.STARTUP, started.SNAPSHOT, KEPT)
    sources = [str(path) for folder in folders for path in sorted(folder.glob("*.java"))]
    javac = str(graalpy_classpath.jdk / "bin" / "javac")
    command = [javac, "-nowarn", "-proc:none", "-XDignore.symbol.file", "-d", str(out)]
    subprocess.run([*command, "-cp", str(graalpy_classpath), *sources], check=True)
    for path in started.SNAPSHOT.glob("*.py"):
        (out / started.PACKAGE / path.name).write_bytes(path.read_bytes())
    (out / started.SERVICE).parent.mkdir(parents=True)
    (out / started.SERVICE).write_text(started.PROVIDER)
    return out


class Kept:
    """Runs programs in an interpreter that was started before, with or without a snapshot."""

    def __init__(self, launcher: Launcher, classes: Path, home: Path) -> None:
        self.launcher, self.classes, self.home = launcher, classes, home

    def run(
        self, program: str, *arguments: str, languages: str = "python,snapshot", stack: str = "0",
        files: Mapping[str, str] | None = None,
    ) -> Ended:  # fmt: skip
        """`languages` = "" starts nothing before. `files`: modules beside the program."""
        executable = self.launcher.executable({"main.py": program, **(files or {})})
        jars = [str(jar) for jar in self.launcher.classpath.jars if not jar.name.startswith(JIT)]
        flags = [
            f"-Dpolyglot.image-build-time.PreinitializeContexts={languages}",
            f"-Dpolyglot.python.WithJavaStacktrace={stack}",
            f"-Dgraalpy.wizard.snapshot.home={self.home.relative_to(self.launcher.folder)}",
            f"-Dgraalpy.wizard.snapshot.modules={NAMES}",
        ]
        command = [
            str(self.launcher.classpath.jdk / "bin" / "java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss16m",
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
            "-cp", os.pathsep.join([str(self.classes), *jars]), f"-Dgraalpy.wizard.payload={executable}",
            *(flags if languages else []),
            "graalpywizard.startup.KeptStart" if languages else "graalpywizard.Launcher", *arguments,
        ]  # fmt: skip
        environment = {"PATH": os.environ["PATH"], "CANARY": "of the run"}
        done = subprocess.run(command, capture_output=True, cwd=self.launcher.folder, timeout=240, env=environment)
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def kept(launcher: Launcher, kept_classes: Path, tmp_path: Path) -> Kept:
    """A runner with the library unpacked in a folder whose name must not be seen again."""
    with zipfile.ZipFile(io.BytesIO(launcher.home)) as archive:
        archive.extractall(tmp_path / "of-the-builder")
    return Kept(launcher, kept_classes, tmp_path / "of-the-builder" / "home")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder run GraalPy on a JVM."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.jvm)
