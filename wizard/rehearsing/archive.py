"""Java's archive of loaded classes, made once: a rehearsal then starts in half the time."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from wizard.building.events import Listener, ignore
from wizard.ground.steps import Step
from wizard.planning.model import Plan
from wizard.programs.model import Kind, Program
from wizard.rehearsing import stage
from wizard.rehearsing.classes import Classes
from wizard.rehearsing.command import command, environment
from wizard.toolchains.locks import locked

SECONDS = 180.0
MAIN = "app/main.py"
# Whatever is not there is not missed: the more of the interpreter has run, the more of it is in the archive.
PROGRAM = b"""
for name in ('json', 'argparse', 'datetime', 'decimal', 'hashlib', 'logging', 'pathlib', 'random', 'socket', 'ssl',
             'subprocess', 'tempfile', 'threading', 'unittest', 'urllib.request', 'zipfile'):
    try:
        __import__(name)
    except Exception:
        pass
print('ready')
"""


def make(classes: Classes, plan: Plan, jars: Mapping[str, Path], listener: Listener) -> None:
    """Make it where there is none (10 s). A JVM that cannot, rehearses without: that is no error."""
    failed = classes.folder / "no-archive"
    if classes.archive.is_file() or failed.is_file():
        return
    with locked(classes.folder, "another rehearsal makes the archive", listener):
        if not classes.archive.is_file() and not failed.is_file():
            listener(Step("launcher", "preparing quicker starts, once"))
            if not _made(classes, plan, jars):
                failed.touch()


def _made(classes: Classes, plan: Plan, jars: Mapping[str, Path]) -> bool:
    temporary = classes.archive.with_name(f".{classes.archive.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as name:
            folder = Path(name)
            program = Program(Kind.FILE, "start", MAIN, "", (), {MAIN: PROGRAM}, (), folder)
            payload = stage.payload(folder, program, (), plan, jars, ignore)
            words = command(
                classes, plan, payload, folder / "record", (), archive=[f"-XX:ArchiveClassesAtExit={temporary}"]
            )  # fmt: skip
            subprocess.run(
                words, env=environment(os.environ), cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                timeout=SECONDS, check=False,
            )  # fmt: skip
        if temporary.is_file():
            temporary.replace(classes.archive)
        return classes.archive.is_file()
    except (OSError, subprocess.TimeoutExpired):
        return False
    finally:
        with suppress(OSError):
            temporary.unlink()
