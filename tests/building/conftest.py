"""Builders that are not: small programs that print and behave as native-image may."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

Fake = Callable[[str], list[str]]


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    """Makes a builder of Python source; it starts in the build's folder."""

    def make(source: str) -> list[str]:
        file = tmp_path / "native-image"
        file.write_text(f"#!{sys.executable} -S\nimport os, signal, sys, time\n{textwrap.dedent(source)}")
        file.chmod(0o755)
        return [str(file)]

    return make


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The build's folder."""
    folder = tmp_path / "work ü"
    folder.mkdir()
    return folder


def alive(process: int) -> bool:
    """Whether the process runs; one that only waits to be collected does not."""
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return False
