"""Real engines: each preset's is built once a run at most, and found in the cache otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

# Of the machine that builds an engine; none of it may be found in an executable.
CANARIES = {"CANARY_SECRET": "canary-secret-7c1f0d", "CANARY_PATH": "/canary-folder-90ab/of-the-builder"}
BUILD_TIMEOUT = 40 * 60  # seconds: an engine takes 5 to 11 minutes on a free machine


@dataclass(frozen=True)
class Wizard:
    """The command line, as a user would run it."""

    environment: Mapping[str, str]

    def __call__(
        self, *arguments: str | Path, cwd: Path | None = None, check: int | None = 0
    ) -> subprocess.CompletedProcess[str]:
        """Run `graalpy-wizard ARGUMENTS`; fails unless it ends with `check`."""
        command = [sys.executable, "-m", "wizard", *map(str, arguments)]
        done = subprocess.run(
            command, cwd=cwd, env=self.environment, capture_output=True, text=True, timeout=BUILD_TIMEOUT
        )
        assert check is None or done.returncode == check, (
            f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        )
        return done


@pytest.fixture
def wizard(shared_cache: Path, home: Path) -> Wizard:
    """The wizard with the shared cache and otherwise an empty home."""
    return Wizard({**os.environ, **CANARIES, "GRAALPY_WIZARD_CACHE_DIR": str(shared_cache), "HOME": str(home)})


@dataclass(frozen=True)
class Built:
    """An executable and what it does when run."""

    path: Path

    def run(
        self, *arguments: str, stdin: str = "", env: Mapping[str, str] | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        return subprocess.run(
            [str(self.path), *arguments], input=stdin, capture_output=True, encoding="utf-8", errors="surrogateescape",
            env={**os.environ, **(env or {})}, timeout=timeout,
        )  # fmt: skip


Builder = Callable[..., Built]


@pytest.fixture
def build(wizard: Wizard, tmp_path: Path) -> Builder:
    """`build(source, preset="smallest", **files)`: a program written, built and ready to run.

    `profile`: more of its profile than the preset, in TOML.
    """

    def make(
        source: str,
        preset: str = "smallest",
        name: str = "program",
        files: Mapping[str, str] | None = None,
        options: tuple[str, ...] = (),
        profile: str = "",
    ) -> Built:
        folder = tmp_path / "source"
        for path, text in {f"{name}.py": source, **(files or {})}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        target = tmp_path / "out" / name
        target.parent.mkdir(exist_ok=True)
        what: tuple[str | Path, ...] = (folder / f"{name}.py", "--preset", preset)
        if profile:
            what = (folder / f"{name}.toml",)
            text = f'schema = 1\npreset = "{preset}"\n[program]\nentry = "{name}.py"\n{profile}'
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        wizard("build", *what, "-o", target, *options)
        return Built(target)

    return make
