"""What rehearsals leave in the cache can be seen and removed."""

from __future__ import annotations

import json
import os

import pytest

from wizard.cli.main import run
from wizard.ground import places


def test_listed_and_pruned(capsys: pytest.CaptureFixture[str]) -> None:
    folder = places.cache() / "rehearsals" / ("a" * 32)
    folder.mkdir(parents=True)
    (folder / "start.jsa").write_bytes(b"x" * 1000)
    (folder / "used").touch()
    assert run(["cache", "list", "--json"]) == 0
    [entry] = json.loads(capsys.readouterr().out)["result"]
    assert (entry["kind"], entry["size"]) == ("rehearsals", 1000)
    assert run(["cache", "prune"]) == 0
    assert folder.exists()
    os.utime(folder / "used", (1, 1))
    assert run(["cache", "prune"]) == 0
    assert not folder.exists()
