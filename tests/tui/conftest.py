"""The app with the real core behind it, in a folder with a small program, and a toolchain that replays a log."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.tui.replay import replaying
from wizard.tui.app import WizardApp

HELLO = """\
import argparse
import json
import zipfile


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name", nargs="?", default="you")
    print(json.dumps({"hello": parser.parse_args().name}))


if __name__ == "__main__":
    main()
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with hello.py, and the working directory."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "hello.py").write_text(HELLO)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LANG", "C.UTF-8")
    return folder


@pytest.fixture
def jar_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a jar that names its main class."""
    folder = tmp_path / "java"
    folder.mkdir()
    with zipfile.ZipFile(folder / "tool.jar", "w") as jar:
        jar.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMain-Class: Tool\n")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("GRAALVM_HOME", str(replaying(tmp_path / "graalvm")))
    return folder


@pytest.fixture
def app(project: Path) -> WizardApp:
    """The app in the folder of hello.py."""
    return WizardApp(project)
