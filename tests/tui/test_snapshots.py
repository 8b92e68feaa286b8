"""What the screens look like, at two sizes. `pytest tests/tui/test_snapshots.py --snapshot-update` after a look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.tui.scenes import SCENES, Scene, SceneApp, prepare

SMALL, LARGE = (80, 24), (120, 36)
ONLY_SMALL = {"set", "search", "settings", "compare"}  # where the tight screen is the hard one
SHOWN = [
    pytest.param(scene, size, id=f"{scene.name}-{size[0]}x{size[1]}")
    for scene in SCENES
    for size in (SMALL, LARGE)
    if scene.name != "pick-preset" and (size == SMALL or scene.name not in ONLY_SMALL)
]


@pytest.mark.parametrize(("scene", "size"), SHOWN)
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
