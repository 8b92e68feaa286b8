"""A machine whose folder every user can read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.snapshot.machine import Machine, machine


@pytest.fixture(scope="session")
def engine(shared_cache: Path) -> Iterator[Machine]:
    """All of the library, and no native code of GraalPy's own."""
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as name:
        yield machine(Path(name), shared_cache, "full", library="full", posix="java")


@pytest.fixture(scope="session")
def small(shared_cache: Path) -> Iterator[Machine]:
    """The smallest preset's answers."""
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as name:
        yield machine(Path(name), shared_cache, "smallest")
