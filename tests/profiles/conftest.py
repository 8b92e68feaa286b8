"""Questions as the catalogue has them, small enough to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.profiles.samples import QUESTIONS
from wizard.catalogue.model import Question


@pytest.fixture
def questions() -> tuple[Question, ...]:
    return QUESTIONS


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's folder with a program in it."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "main.py").write_text("print('hi')\n")
    return folder
