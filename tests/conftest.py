"""Every test lives in a home of its own: nothing of the developer's is read or written."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import platformdirs
import pytest

# A shell's background job ignores Ctrl-C, and so would every program that a test starts and interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)

KEPT = {"PATH", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "JAVA_HOME", "CI"}
KEPT_PREFIXES = ("PYTEST_", "TEXTUAL_SNAPSHOT_", "COV_", "PIP_", "GRAALPY_WIZARD_TEST_")

# Engines, jars and the kit are found by what they are made of, so real builds share the developer's cache.
SHARED_CACHE = Path(
    os.environ.get("GRAALPY_WIZARD_TEST_CACHE") or platformdirs.user_cache_dir("graalpy-wizard", appauthor=False)
).absolute()


def _kept(name: str) -> bool:
    return name in KEPT or name.lower().endswith("_proxy") or name.startswith(KEPT_PREFIXES)


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


@pytest.fixture(scope="session")
def shared_cache() -> Path:
    """The cache that real builds share between runs: GRAALPY_WIZARD_TEST_CACHE, else the user's own."""
    return SHARED_CACHE
