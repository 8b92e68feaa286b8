"""What a process and all that it started hold."""

from __future__ import annotations

import os
import time

import psutil
import pytest

from wizard.building import tree


def test_a_look_that_had_to_wait_is_taken_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the first one comes before the builder is there, and takes its time."""
    clock, looks = [1000.0], []

    def children(self: psutil.Process, recursive: bool = False) -> list[psutil.Process]:
        looks.append(self.pid)
        clock[0] += 10.0  # by the wall clock only
        return []

    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    found = tree.ProcessTree(os.getpid())
    monkeypatch.setattr(psutil.Process, "children", children)
    found.sample()
    clock[0] += tree.RESCAN / 2
    found.sample()
    assert len(looks) == 1
    clock[0] += tree.RESCAN
    found.sample()
    assert len(looks) == 2
    assert found.peak > 0
