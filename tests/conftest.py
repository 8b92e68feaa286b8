"""Every test lives in a home of its own: nothing of the developer's is read or written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

KEPT = {"PATH", "LANG", "LC_ALL", "TMPDIR", "PIP_CERT", "PIP_FIND_LINKS", "PIP_INDEX_URL", "SSL_CERT_FILE"}


def _kept(name: str) -> bool:
    return (
        name in KEPT or name.lower().endswith("_proxy") or name.startswith(("PYTEST_", "COV_", "GRAALPY_WIZARD_TEST_"))
    )


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty HOME, and an environment without the developer's settings."""
    folder = tmp_path_factory.mktemp("home")
    for name in os.environ:
        if not _kept(name):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    for name in ("CACHE", "CONFIG", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
    return folder
