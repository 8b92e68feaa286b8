"""A damaged executable ends with 127 and one line, and never with wrong output; both sides of the format agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.launcher.conftest import ENGINE, Launcher
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.programs import trailer

PROGRAM = "print('never')\nimport part\nprint(part)\n"


@pytest.fixture
def executable(launcher: Launcher) -> Path:
    """A sound one."""
    return launcher.executable({"main.py": PROGRAM, "part.py": "text = 'a module that is read later'\n"})


def noticed(launcher: Launcher, executable: Path) -> str:
    """The one line, once the run has ended as it must."""
    done = launcher.run(executable)
    assert (done.status, done.out) == (127, "")
    assert done.err.count("\n") == 1
    assert done.err.startswith(f"{executable}: ")
    return done.err


def refused(executable: Path) -> str:
    """What the tools say."""
    with pytest.raises(WizardError) as caught:
        trailer.verify(executable)
    assert caught.value.code == ExitCode.INPUT
    return str(caught.value)


def change(executable: Path, offset: int) -> None:
    """Flip one bit of the byte there; negative offsets count from the end."""
    data = bytearray(executable.read_bytes())
    data[offset] ^= 1
    executable.write_bytes(data)


def test_sound(executable: Path) -> None:
    found = trailer.verify(executable)
    assert found.engine_length == len(ENGINE)
    assert found.engine_length + found.payload_length == executable.stat().st_size
    assert executable.stat().st_mode & 0o777 == 0o755
    assert trailer.manifest(executable) == b"{}"


def test_cut_off_and_without_payload(launcher: Launcher, executable: Path) -> None:
    whole = executable.read_bytes()
    for length in (len(ENGINE), len(whole) - 1):
        executable.write_bytes(whole[:length])
        assert "payload" in noticed(launcher, executable)
        assert "payload" in refused(executable)
    executable.write_bytes(whole + b"\n")
    noticed(launcher, executable)
    refused(executable)


@pytest.mark.parametrize(
    "field", [0, 8, 12, 16, 24, 32, 72, 103], ids=["mark", "version", "flags", "engine", "payload", "directory",
                                                  "hash", "hash end"],
)  # fmt: skip
def test_altered_trailer(launcher: Launcher, executable: Path, field: int) -> None:
    change(executable, field - trailer.SIZE)
    noticed(launcher, executable)
    refused(executable)


def test_altered_directory_and_end(launcher: Launcher, executable: Path) -> None:
    found = trailer.read(executable)
    change(executable, found.directory_start + 50)
    assert "directory was altered" in noticed(launcher, executable)
    assert "directory was altered" in refused(executable)
    change(executable, found.directory_start + 50)
    for offset in (0, 12, 16, 20):
        change(executable, offset - trailer.SIZE - 22)
        noticed(launcher, executable)
        refused(executable)
        change(executable, offset - trailer.SIZE - 22)
    trailer.verify(executable)


def test_altered_entries(launcher: Launcher, executable: Path) -> None:
    """The main file is read before anything is printed; a module when it is imported."""
    for name in ("app/main.py", "app/part.py"):
        [entry] = [entry for entry in trailer.entries(executable) if entry.filename == name]
        change(executable, entry.header_offset + 30 + len(name) + 3)
        assert f"{name} does not match its checksum" in noticed(launcher, executable)
        refused(executable)
        change(executable, entry.header_offset + 30 + len(name) + 3)


def test_altered_manifest_concerns_the_tools_only(launcher: Launcher, executable: Path) -> None:
    [entry] = [entry for entry in trailer.entries(executable) if entry.filename == "manifest.json"]
    change(executable, entry.header_offset + 30 + len("manifest.json"))
    assert "altered" in refused(executable) or "checksum" in refused(executable)
    assert launcher.run(executable).status == 0
