from __future__ import annotations

from pathlib import Path

import pytest

from tests.interview.samples import opened
from wizard.interview import state
from wizard.interview.trouble import take
from wizard.interview.view import look


def installed(folder: Path, name: str, version: str, top: str) -> None:
    site = folder / ".venv" / "lib" / "python3.12" / "site-packages"
    info = site / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "top_level.txt").write_text(f"{top}\n")
    (folder / ".venv" / "pyvenv.cfg").write_text("")


def test_what_is_installed_beside_the_program_is_required(tmp_path: Path) -> None:
    installed(tmp_path, "Pillow-like", "2.1", "pil_like")
    i = opened(tmp_path, "import pil_like\n")
    assert i.now.requirements == ("Pillow-like>=2.1",)
    assert not look(i).errors


def test_a_known_other_name(tmp_path: Path) -> None:
    assert opened(tmp_path, "import yaml\n").now.requirements == ("PyYAML",)


def test_the_same_name_is_only_a_proposal(tmp_path: Path) -> None:
    i = opened(tmp_path, "import tabulate\n")
    assert i.now.requirements == ()
    [error] = look(i).errors
    assert error.kind == "missing"
    required, allowed = (take(i, way) for way in error.ways)
    assert required.now.requirements == ("tabulate",)
    assert allowed.now.allow_broken == ("tabulate",)
    assert not look(required).errors
    assert not look(allowed).errors


@pytest.mark.parametrize(
    "source", ["try:\n    import tabulate\nexcept ImportError:\n    pass\n", "def f():\n    import tabulate\n"]
)  # fmt: skip
def test_what_may_never_run_is_not_missing(tmp_path: Path, source: str) -> None:
    assert opened(tmp_path, source).setting.subject.missing == ()


def test_a_requirements_file_is_taken(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("tabulate==0.9.0\n")
    i = opened(tmp_path, "import tabulate\n")
    assert i.now.requirements_file == "requirements.txt"
    assert not look(i).errors


def test_a_script_block_says_it(tmp_path: Path) -> None:
    source = '# /// script\n# dependencies = ["tabulate==0.9.0"]\n# ///\nimport tabulate\n'
    i = opened(tmp_path, source)
    assert i.setting.subject.requirements == ("tabulate==0.9.0",)
    assert i.setting.subject.missing == ()
    assert i.now.requirements == ()


def test_a_requirement_that_is_named_is_enough(tmp_path: Path) -> None:
    i = state.require(opened(tmp_path, "import tabulate\n"), "tabulate==0.9.0")
    assert not look(i).errors
