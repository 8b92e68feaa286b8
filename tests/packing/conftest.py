"""A small C program packed as an engine is: the loader is the real one."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from wizard.packing import loading, pack
from wizard.packing.layout import Method
from wizard.toolchains import commands

HERE = Path(__file__).parent
# Where the compiler finds libraries that are not installed in the system.
COMPILER = {name: os.environ[name] for name in ("LIBRARY_PATH", "CPATH") if name in os.environ}
PAYLOAD = random.Random(1).randbytes(300_000) + b"text that compresses well " * 400_000  # several chunks


def has_zstd() -> bool:
    """Whether this machine has zstd's static library."""
    return Path(commands.run(["gcc", "-print-file-name=libzstd.a"], timeout=60).output.strip()).is_file()


METHODS = [
    pytest.param(Method.DEFLATE, id="deflate"),
    pytest.param(Method.ZSTD, id="zstd", marks=pytest.mark.skipif(not has_zstd(), reason="no libzstd.a here")),
]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended; the status is Popen's."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The same program, plain and packed."""

    plain: Path
    packed: Path

    def run(
        self, *arguments: str, wrapper: Sequence[str | Path] = (), env: Mapping[str, str] | None = None,
        stdin: str = "", executable: Path | None = None,
    ) -> Ended:  # fmt: skip
        """Run the packed one to its end."""
        return run([*wrapper, executable or self.packed, *arguments], stdin=stdin, env=env)


def run(command: Sequence[str | Path], *, stdin: str = "", env: Mapping[str, str] | None = None) -> Ended:
    """Run to its end, with these variables added."""
    done = subprocess.run(
        [str(word) for word in command], input=stdin.encode(), capture_output=True, timeout=60,
        env={**os.environ, **(env or {})},
    )  # fmt: skip
    return Ended(done.returncode, done.stdout.decode(errors="surrogateescape"), done.stderr.decode(errors="replace"))


@pytest.fixture(autouse=True)
def _compiler(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in COMPILER.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with a payload behind it."""
    folder = tmp_path_factory.mktemp("engine")
    program = folder / "program"
    subprocess.run(["gcc", "-O1", "-o", program, HERE / "engine.c"], check=True)
    with program.open("ab") as out:
        out.write(PAYLOAD)
    return program


def engine_length(plain: Path) -> int:
    """Where the payload begins."""
    return plain.stat().st_size - len(PAYLOAD)


@pytest.fixture(scope="session", params=METHODS)
def _pair(request: pytest.FixtureRequest, plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    folder = tmp_path_factory.mktemp("packed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAALPY_WIZARD_CACHE_DIR", str(folder / "cache"))
        compiled = loading.loader(method=request.param)
    packed = folder / "program"
    pack.pack(plain, engine_length(plain), folder, compiled, packed)
    return Pair(plain, packed)


@pytest.fixture
def pair(_pair: Pair, tmp_path: Path) -> Pair:
    """Of this test alone: it may be moved, removed or damaged."""
    return Pair(_pair.plain, Path(shutil.copy(_pair.packed, tmp_path / "program")))


@pytest.fixture
def deny() -> list[str | Path]:
    """What is put before a command: `[*deny, "memfd_create", "EPERM", ...]` refuses it this system call."""
    return [sys.executable, HERE / "deny.py"]
