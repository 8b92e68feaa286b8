"""CPython's own tests end the same way with a snapshot and without (`make test-presets`, by hand)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.snapshot import suite
from tests.snapshot.machine import Machine
from wizard.catalogue.snapshot import shipped

pytestmark = pytest.mark.presets


@pytest.fixture(scope="session")
def program(engine: Machine) -> Path:
    found = suite.folder()
    if found is None:
        pytest.skip(f"no CPython 3.12 with its tests is here; {suite.VARIABLE} names the folder of one")
    return engine.program(suite.RUNNER.read_text(encoding="utf-8"), suite.files(found))


@pytest.mark.parametrize("module", suite.MODULES)
def test_each_ends_the_same_way(module: str, engine: Machine, program: Path) -> None:
    without = suite.run(engine, program, module, None)
    with_it = suite.run(engine, program, module, ",".join(shipped()))
    suite.same(module, without, with_it)
