"""The quick part of the comparison: all that is fit, in a real engine, in two worlds."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.graalpy.conftest import Builder
from tests.planning.conftest import planned
from tests.snapshot import compare, judge
from tests.snapshot.worlds import OTHER, USUAL
from wizard.catalogue.snapshot import fit
from wizard.planning.broken import broken_by

pytestmark = pytest.mark.graalpy

DIFFERING = ["sysconfig", "zoneinfo._tzpath"]  # proves that the comparison sees what it is for


def test_their_state_is_the_same_wherever_they_are_imported(build: Builder, tmp_path: Path) -> None:
    broken = planned("smallest").broken
    names = sorted(name for name in fit() if not broken_by(name, broken))
    built = build(compare.text_of([*names, *DIFFERING], watch=False))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    worlds = {
        "usual": (USUAL, "."),
        "other": ({**USUAL, **OTHER, "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8"}, str(elsewhere)),
    }
    runs = {}
    for title, (variables, folder) in worlds.items():
        environment = {"PATH": os.environ["PATH"], **variables}
        done = subprocess.run([built.path], capture_output=True, text=True, env=environment, cwd=folder, timeout=120)
        assert done.returncode == 0, done.stderr
        runs[title] = judge.read(done.stdout)
    assert runs["usual"].failed == runs["other"].failed == {}
    different = judge.different(runs["usual"].state, runs["other"].state)
    assert {name: told for name, told in different.items() if name in names} == {}
    assert len([name for name, _ in runs["usual"].state if name in names]) > 5000
    assert set(DIFFERING) <= different.keys()
