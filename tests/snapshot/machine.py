"""GraalPy on a JVM, in an interpreter that is kept with imports or in a plain one, with any surroundings."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tests.launcher.conftest import ENGINE, SOURCES, STAMP
from tests.planning.conftest import planned
from wizard.building import cut_jars, started
from wizard.planning.model import Plan
from wizard.programs import library, trailer
from wizard.rehearsing.command import SWITCHES
from wizard.toolchains import downloads, jdk

KEPT = Path(__file__).parents[1] / "launcher" / "kept"
KEPT_START = "graalpywizard.startup.KeptStart"
JIT = ("truffle-runtime-", "truffle-compiler-")
SECONDS = 1200.0
JVM = (
    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss16m", "-Xshare:auto",
    "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """What surrounds a run. `user`: a name that it is given away to; `terminal`: standard input and error are one."""

    variables: Mapping[str, str] = field(default_factory=dict)
    folder: str = "."
    user: str = ""
    terminal: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """A JDK, jars, compiled classes and an unpacked library in a folder that every user can read."""

    plan: Plan
    java: Path
    jars: tuple[Path, ...]
    folder: Path
    home: bytes

    def program(self, text: str, files: Mapping[str, str | bytes] | None = None) -> Path:
        """An executable of it; `files` are beside the main file, or start with home/."""
        buffer = io.BytesIO(self.home)
        with ZipFile(buffer, "a", ZIP_DEFLATED) as archive:
            for name, content in {"main.py": text, **(files or {})}.items():
                archive.writestr(ZipInfo(name if name.startswith("home/") else f"app/{name}", STAMP), content)
            archive.writestr(ZipInfo("manifest.json", STAMP), "{}")
            archive.writestr(
                ZipInfo("start", STAMP), "main=app/main.py\npackage=\npython=3.12\ngraalpy=25.0\nnative=\n"
            )
        engine, target = self.folder / "engine", Path(tempfile.mkdtemp(dir=self.folder)) / "prog"
        target.parent.chmod(0o755)
        engine.write_bytes(ENGINE)
        trailer.append(engine, buffer.getvalue(), target)
        return target

    def run(
        self, program: Path, *arguments: str, modules: str | None = None, world: World | None = None
    ) -> tuple[int, str, str]:
        """Status, standard output and error. `modules`: those of the snapshot, with commas; None: nothing is kept."""
        world = world or World()
        with _input(terminal=world.terminal) as stream:
            done = subprocess.run(
                self.command(program, *arguments, modules=modules, user=world.user), timeout=SECONDS,
                stdin=stream, stdout=subprocess.PIPE, stderr=stream if world.terminal else subprocess.PIPE,
                cwd=self.folder / world.folder, env={"PATH": os.environ["PATH"], **world.variables},
            )  # fmt: skip
        return done.returncode, done.stdout.decode(), (done.stderr or b"").decode()

    def refused(self, modules: str) -> list[list[str]]:
        """What native-image would not take of an interpreter that is kept with them: whose, its type, on which way."""
        command = self.command(self.program(""), modules=modules)
        command[command.index(KEPT_START)] = "graalpywizard.startup.RefusedStart"
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=SECONDS)
        assert done.returncode == 0, done.stderr[-3000:]
        *lines, count = done.stdout.splitlines()
        assert int(count) > 100_000, "hardly an object was looked at"
        return [line.split("\t") for line in lines if "\t" in line]

    def command(self, program: Path, *arguments: str, modules: str | None = None, user: str = "") -> list[str]:
        """What `run` runs, in the machine's folder."""
        kept = [] if modules is None else [
            f"-Dpolyglot.image-build-time.PreinitializeContexts={'python,snapshot' if modules else 'python'}",
            "-Dpolyglot.python.WithJavaStacktrace=0",
            "-Dgraalpy.wizard.snapshot.home=of-the-builder/home",
            f"-Dgraalpy.wizard.snapshot.modules={modules}",
        ]  # fmt: skip
        words = [
            str(self.java / "bin" / "java"), *JVM,
            "-cp", os.pathsep.join(map(str, (self.folder / "classes", *self.jars))),
            *(word for word in self.plan.arguments if word.startswith(SWITCHES) and "snapshot" not in word),
            *kept, f"-Dgraalpy.wizard.payload={program}",
            "graalpywizard.Launcher" if modules is None else KEPT_START, *arguments,
        ]  # fmt: skip
        if not user:
            return words
        # Java unpacks libraries there, and a user without a home has none.
        unpacked = self.folder / "unpacked"
        unpacked.mkdir(exist_ok=True)
        unpacked.chmod(0o777)
        words[1:1] = [f"-Dpolyglot.engine.userResourceCache={unpacked}"]
        return ["setpriv", f"--reuid={user}", "--init-groups", "--regid=nogroup", *words]


@contextmanager
def _input(*, terminal: bool) -> Iterator[int]:
    if not terminal:
        yield subprocess.DEVNULL
        return
    master, slave = pty.openpty()
    reader = threading.Thread(target=_drain, args=(master,), daemon=True)
    reader.start()
    try:
        yield slave
    finally:
        os.close(slave)
        reader.join(5)
        os.close(master)


def _drain(master: int) -> None:
    try:
        while os.read(master, 65536):
            pass
    except OSError:
        pass


def machine(folder: Path, cache: Path, preset: str = "smallest", **answers: str) -> Machine:
    """Compiled and unpacked in `folder` with the switches and jars of a plan."""
    given: dict[str, Any] = {"startup": "snapshot", "jit": "off", **answers}
    plan = planned(preset, **given)
    java = jdk.find().home
    files = downloads.fetch(plan.version.jars, cache / "jars")
    folder.chmod(0o755)
    jars = []
    for name, path in ((j.file_name, cut_jars.class_path(plan, files)[i]) for i, j in enumerate(plan.jars)):
        if not name.startswith(JIT):
            (folder / "jars").mkdir(exist_ok=True)
            copyfile(path, folder / "jars" / path.name)
            jars.append(folder / "jars" / path.name)
    _compile(java, jars, folder / "classes")
    home = library.part(files[next(name for name in files if name.startswith("python-resources"))], plan, cache)
    with ZipFile(home) as archive:
        archive.extractall(folder / "of-the-builder")
    return Machine(plan, java, tuple(jars), folder, home.read_bytes())


def _compile(java: Path, jars: list[Path], out: Path) -> None:
    out.mkdir()
    folders = (SOURCES, started.STARTUP, started.SNAPSHOT, KEPT, Path(__file__).parent)
    sources = [str(path) for folder in folders for path in sorted(folder.glob("*.java"))]
    command = [str(java / "bin" / "javac"), "-nowarn", "-proc:none", "-XDignore.symbol.file", "-d", str(out)]
    subprocess.run([*command, "-cp", os.pathsep.join(map(str, jars)), *sources], check=True, capture_output=True)
    for path in started.SNAPSHOT.glob("*.py"):
        copyfile(path, out / started.PACKAGE / path.name)
    (out / started.SERVICE).parent.mkdir(parents=True)
    (out / started.SERVICE).write_text(started.PROVIDER)
