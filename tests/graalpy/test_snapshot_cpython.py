"""CPython's own tests in real engines: they end the same way with a snapshot and without (`make test-presets`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.graalpy.conftest import Builder, Built
from tests.snapshot import suite

pytestmark = pytest.mark.presets

PRESET = "command-line-tool"  # threads, processes and signals, which some of the tests need


@pytest.mark.parametrize("module", suite.MODULES)
def test_each_ends_the_same_way(module: str, build: Builder, tmp_path: Path) -> None:
    found = suite.folder()
    if found is None:
        pytest.skip(f"no CPython 3.12 with its tests is here; {suite.VARIABLE} names the folder of one")
    files = {name: data.decode("utf-8", "surrogateescape") for name, data in suite.files(found).items()}
    text = suite.RUNNER.read_text(encoding="utf-8")
    outcomes = []
    for level in ("bytecode", "snapshot"):
        # The same name for both, as tests of argparse say it.
        built = build(text, PRESET, files=files, options=("--set", f"startup={level}"))
        outcomes.append(_run(built, module, tmp_path))
    without, with_it = outcomes
    suite.same(module, without, with_it)


def _run(built: Built, module: str, folder: Path) -> suite.Outcome:
    work = folder / "work"
    work.mkdir(exist_ok=True)
    return suite.run_by(lambda *words: [str(built.path), *words], work, module)
