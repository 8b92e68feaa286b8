"""Files that are either the old or the new one; devices and pipes, which stay what they are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wizard.ground import atomic
from wizard.ground.problems import WizardError


def test_a_full_device_says_so_and_stays_a_device() -> None:
    before = Path("/dev/full").stat()
    with pytest.raises(WizardError, match="No space left"):
        atomic.write_text(Path("/dev/full"), "text")
    assert Path("/dev/full").stat().st_rdev == before.st_rdev


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE, text=True) as reader:
        atomic.write_text(pipe, "text")
        assert reader.communicate()[0] == "text"
    assert pipe.is_fifo()


@pytest.mark.parametrize("to_a_file", [False, True])
def test_standard_output_by_its_name_stays_there(to_a_file: bool, tmp_path: Path) -> None:
    code = "from pathlib import Path; from wizard.ground import atomic; atomic.write_text(Path('/dev/stdout'), 'text')"
    link = Path("/dev/stdout").readlink()
    with (tmp_path / "out").open("w") as file:
        out = file if to_a_file else subprocess.PIPE
        made = subprocess.run([sys.executable, "-c", code], stdout=out, check=True, text=True)
    assert ((tmp_path / "out").read_text() if to_a_file else made.stdout) == "text"
    assert Path("/dev/stdout").readlink() == link


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    atomic.write_text(tmp_path / "link", "new")
    assert (tmp_path / "theirs").read_text() == "old"
    assert ((tmp_path / "link").read_text(), (tmp_path / "link").is_symlink()) == ("new", False)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(WizardError, match="cannot write"):
        atomic.write_text(tmp_path / "folder", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
