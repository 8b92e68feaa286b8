"""The whole library compared anew, against what the catalogue says (`make test-presets`, 10 minutes)."""

from __future__ import annotations

import pytest

from tests.snapshot import compare, judge
from tests.snapshot.late import late
from tests.snapshot.machine import Machine
from wizard.catalogue.snapshot import FILE, NEEDED

pytestmark = pytest.mark.presets


def test_the_catalogue_says_what_a_new_comparison_finds(engine: Machine, small: Machine) -> None:
    found = compare.evidence(engine, compare.candidates())
    out = compare.settled(found, (engine, small))
    fit = judge.fit(found, out)
    waiting = late(fit, out, (engine, small))
    assert compare.written(fit, out, waiting) == FILE.read_text(encoding="utf-8")
    assert compare.imports_of(found, fit) == NEEDED.read_text(encoding="utf-8")
