"""What the screens look like, at two sizes. `pytest tests/tui/test_snapshots.py --snapshot-update` after a look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tui.scenes import SCENES, Scene, SceneApp, prepare

SIZES = [(80, 24), (120, 36)]
SHOWN = [scene for scene in SCENES if scene.name != "pick-preset"]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", SHOWN, ids=lambda scene: scene.name)
def test_it_looks_as_before(
    scene: Scene, size: tuple[int, int], home: Path, snap_compare: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    app = SceneApp(prepare(home, scene.program))
    assert snap_compare(app, run_before=lambda pilot: scene.act(app, pilot), terminal_size=size)


def test_ascii_alone_looks_as_before(home: Path, snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    scene = next(scene for scene in SCENES if scene.name == "questions")
    app = SceneApp(prepare(home, scene.program), ascii_only=True)
    assert snap_compare(app, run_before=lambda pilot: scene.act(app, pilot), terminal_size=(80, 24))
