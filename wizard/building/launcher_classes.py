"""The launcher's Java source, compiled for each engine."""

from __future__ import annotations

import functools
import hashlib
import subprocess
from collections.abc import Sequence
from pathlib import Path

from wizard.ground.problems import wrong_environment

SOURCES = Path(__file__).parent / "launcher"
MAIN_CLASS = "graalpywizard.Launcher"


def sources() -> list[Path]:
    """All Java files, in a fixed order."""
    return sorted(SOURCES.rglob("*.java"))


@functools.cache
def digest() -> str:
    """SHA-256 over names and contents of the sources."""
    total = hashlib.sha256()
    for path in sources():
        total.update(f"{path.relative_to(SOURCES).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return total.hexdigest()


def compile_into(folder: Path, javac: Path, class_path: Sequence[Path], also: Sequence[Path] = ()) -> Path:
    """Compile into `folder`, with the sources `also`, and return it; exit 3 with javac's first error (about 2 s)."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        javac,
        "-nowarn",
        "-proc:none",
        "-encoding",
        "UTF-8",
        "-d",
        folder,
        "-cp",
        ":".join(map(str, class_path)),
        *sources(),
        *also,
    ]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if "error" in line] or ["no output"]
        raise wrong_environment(f"{javac} could not compile the launcher: {lines[0]}", "see `graalpy-wizard doctor`")
    return folder
