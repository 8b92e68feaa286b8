"""All that is fit, in real engines, in two worlds: the quick part of the comparison, and a snapshot of all."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.graalpy.conftest import Builder, Built
from tests.planning.conftest import planned
from tests.snapshot import compare, judge, looking
from tests.snapshot.worlds import OTHER, USUAL
from wizard.catalogue.snapshot import fit
from wizard.planning.broken import broken_by

pytestmark = pytest.mark.graalpy

WORLDS = {
    "usual": USUAL, "other": {**USUAL, **OTHER, "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8"}
}  # fmt: skip
DIFFERING = ["sysconfig", "zoneinfo._tzpath"]  # proves that the comparison sees what it is for


def test_their_state_is_the_same_wherever_they_are_imported(build: Builder, tmp_path: Path) -> None:
    names = fit_names()
    built = build(looking.text_of([*names, *DIFFERING], watch=False))
    usual, other = (run(built, title, tmp_path) for title in WORLDS)
    assert usual.failed == other.failed == {}
    different = judge.different(usual.state, other.state)
    assert {name: told for name, told in different.items() if name in names} == {}
    assert len([name for name, _ in usual.state if name in names]) > 5000
    assert set(DIFFERING) <= different.keys()


@pytest.mark.presets
@pytest.mark.parametrize("title", WORLDS)
def test_a_snapshot_of_all_that_is_fit_holds_what_a_run_would_import(
    build: Builder, tmp_path: Path, title: str
) -> None:
    names = fit_names()
    text = looking.text_of(names, watch=False)
    profile = f'[answers]\nstartup = "snapshot"\n[snapshot]\nmodules = {json.dumps(names)}\n'
    plain, kept = (run(build(text, profile=more), title, tmp_path) for more in ("", profile))
    assert plain.failed == kept.failed == {}
    assert judge.kept_reasons(plain, kept, {}, names) == {}
    assert len([name for name, _ in kept.state if name in names]) > 5000
    assert set(names) <= set(kept.there), "some are not in the snapshot"


def fit_names() -> list[str]:
    """What may be in a snapshot of `smallest`."""
    broken = planned("smallest").broken
    return sorted(name for name in fit() if compare.is_name(name) and not broken_by(name, broken))


def run(built: Built, title: str, tmp_path: Path) -> judge.Run:
    """What a run in one of the worlds holds."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755, exist_ok=True)
    environment = {"PATH": os.environ["PATH"], **WORLDS[title]}
    folder = "." if title == "usual" else str(elsewhere)
    done = subprocess.run([built.path], capture_output=True, text=True, env=environment, cwd=folder, timeout=120)
    assert done.returncode == 0, done.stderr
    return judge.read(done.stdout)
