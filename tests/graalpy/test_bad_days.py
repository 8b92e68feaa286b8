"""The finished executable where things are not as they should be."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import SHARED_CACHE
from wizard.programs import trailer

pytestmark = pytest.mark.graalpy

SQL = """
import os, sys
print("ready", flush=True)
if "wait" in sys.argv:
    sys.stdin.readline()
if "later" in sys.argv:
    import statistics  # which is in no snapshot, so the payload is read
    print(statistics.mean([0.1, 0.5]))
if "sql" in sys.argv:
    import sqlite3
    print(sqlite3.connect(":memory:").execute("select 6 * 7").fetchone()[0])
"""
NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can do that")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One with bytecode and native modules, built once."""
    folder = tmp_path_factory.mktemp("bad-days")
    folder.chmod(0o755)
    (folder / "program.py").write_text(SQL)
    environment = {**os.environ, "GRAALPY_WIZARD_CACHE_DIR": str(SHARED_CACHE), "HOME": str(folder)}
    command = [sys.executable, "-m", "wizard", "build", folder / "program.py", "--preset", "command-line-tool"]
    subprocess.run([*map(str, command), "-o", str(folder / "program")], env=environment, check=True, cwd=folder)
    return folder / "program"


def _run(
    program: Path, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    given = {"HOME": str(program.parent)} if environment is None else environment
    return subprocess.run([program, *arguments], capture_output=True, env=given, timeout=120, input=b"", check=False)


def _flip(path: Path, place: int, bit: int) -> None:
    """The file is closed again: an executable that is open for writing does not start."""
    with path.open("r+b") as file:
        file.seek(place)
        [before] = file.read(1)
        file.seek(place)
        file.write(bytes([before ^ 1 << bit]))


def test_a_hundred_damaged_bytes(program: Path, tmp_path: Path) -> None:
    """Noticed (127, one line) or harmless; never other output than the whole program's."""
    right = _run(program, "later")
    engine = trailer.read(program).engine_length
    damaged = tmp_path / "damaged"
    shutil.copy2(program, damaged)
    length, chance, noticed = damaged.stat().st_size, random.Random(20261124), 0
    # Half of them where this run surely looks: directory, trailer, and the modules that it imports.
    with ZipFile(program) as archive:
        read = [i for i in archive.infolist() if "/statistics." in i.filename or "/fractions." in i.filename]
    assert read
    for attempt in range(100):
        entry = read[attempt % len(read)]
        inside = entry.header_offset + chance.randrange(40 + entry.compress_size)
        place, bit = (inside if attempt % 2 else chance.randrange(engine, length)), chance.randrange(8)
        _flip(damaged, place, bit)
        done = _run(damaged, "later")
        _flip(damaged, place, bit)
        if done.returncode == 127:
            noticed += 1
            assert done.stderr.count(b"\n") == 1, place
            assert right.stdout.startswith(done.stdout), place
        else:
            assert (done.returncode, done.stdout, done.stderr) == (0, right.stdout, right.stderr), place
    assert noticed > 5
    assert damaged.read_bytes() == program.read_bytes()


@pytest.mark.parametrize("environment", [{}, {"HOME": "/nonexistent", "TMPDIR": "/nonexistent"}])
def test_without_home_and_temporary_folder(program: Path, environment: dict[str, str]) -> None:
    done = _run(program, "later", environment=environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"ready\n0.3\n", b"")


def test_native_modules_without_home(program: Path) -> None:
    """/tmp is the last place."""
    assert _run(program, "sql", environment={}).stdout == b"ready\n42\n"


def test_through_a_link_and_renamed(program: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(program)
    assert _run(link, "later").stdout == b"ready\n0.3\n"
    copy = Path(shutil.copy2(program, tmp_path / "copy"))
    copy.rename(tmp_path / "grün und anders")
    assert _run(tmp_path / "grün und anders", "later").stdout == b"ready\n0.3\n"


@pytest.mark.parametrize("change", ["renamed", "removed", "replaced", "replaced by nonsense"])
def test_changed_while_it_runs(program: Path, tmp_path: Path, change: str) -> None:
    copy = Path(shutil.copy2(program, tmp_path / "copy"))
    with subprocess.Popen(
        [copy, "wait", "later", "sql"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"HOME": str(tmp_path)}
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        if change == "renamed":
            copy.rename(tmp_path / "renamed")
        else:
            copy.unlink()
        if change.startswith("replaced"):
            copy.write_bytes(b"nonsense" if "nonsense" in change else program.read_bytes()[: 1 << 20])
        out, _ = process.communicate(b"\n", timeout=60)
    assert (process.returncode, out) == (0, b"0.3\n42\n")


def test_two_first_starts_at_once(program: Path, tmp_path: Path) -> None:
    both = [subprocess.Popen([program, "sql"], stdout=subprocess.PIPE, env={"HOME": str(tmp_path)}) for _ in range(2)]
    assert [process.communicate(timeout=60)[0] for process in both] == [b"ready\n42\n"] * 2
    [folder] = (tmp_path / ".cache").glob("graalpy-wizard-native-*/*")
    assert sorted(path.name for path in folder.rglob("*.so")) == sorted(
        {p.name for p in folder.rglob("*") if p.is_file()}
    )


def test_first_starts_that_are_killed_stand_in_nobodys_way(program: Path, tmp_path: Path) -> None:
    """Eight at once, half of them killed at any time; the others and the next one work."""
    chance, home = random.Random(20261124), {"HOME": str(tmp_path)}
    running = [subprocess.Popen([program, "sql"], stdout=subprocess.PIPE, env=home) for _ in range(8)]
    for process in running[:4]:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=chance.random() * 0.5)
        process.kill()
    ended = [process.communicate(timeout=60)[0] for process in running]
    assert ended[4:] == [b"ready\n42\n"] * 4
    assert _run(program, "sql", environment=home).stdout == b"ready\n42\n"
    [folder] = (tmp_path / ".cache").glob("graalpy-wizard-native-*/*")
    assert {path.suffix for path in folder.rglob("*.so")} == {".so"}


@pytest.mark.parametrize(
    "home", [b"relative", b"/dev/null", b"/proc/self", b"with space and \xc3\xa4", b"\xff\xfe", b""]
)
def test_odd_homes(program: Path, tmp_path: Path, home: bytes) -> None:
    place = home if home[:1] in (b"/", b"r", b"") else os.fsencode(tmp_path) + b"/" + home
    if place.startswith(os.fsencode(tmp_path)):
        Path(os.fsdecode(place)).mkdir()
    done = subprocess.run(
        [program, "sql"], capture_output=True, env={b"HOME": place, b"XDG_CACHE_HOME": b""}, cwd=tmp_path,
        timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, b"ready\n42\n", b"")
    assert not (tmp_path / "relative").exists()


@NEEDS_ROOT
def test_a_home_from_which_nothing_may_be_executed(program: Path, small_disk: Path, tmp_path: Path) -> None:
    """Passed over; the next folder serves."""
    subprocess.run(["mount", "-o", "remount,noexec", small_disk], check=True)
    places = {"HOME": str(small_disk), "TMPDIR": str(tmp_path)}
    assert _run(program, "sql", environment=places).stdout == b"ready\n42\n"
    assert not list(small_disk.rglob("*.so"))
    assert list(tmp_path.rglob("*sqlite*.so"))


@NEEDS_ROOT
def test_another_user(program: Path, tmp_path: Path) -> None:
    """One that may read and run it, and owns nothing but a folder."""
    copy = Path(shutil.copy2(program, "/tmp/graalpy-wizard-test-another-user"))
    home = Path(tempfile.mkdtemp(dir="/tmp"))
    os.chown(home, 65534, 65534)
    try:
        done = subprocess.run(
            [copy, "later", "sql"], capture_output=True, user=65534, group=65534, extra_groups=[],
            env={"HOME": str(home)}, cwd="/", timeout=120, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (0, b"ready\n0.3\n42\n", b"")
        assert {path.stat().st_uid for path in (home / ".cache").rglob("*")} == {65534}
    finally:
        copy.unlink()
        shutil.rmtree(home)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", folder], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@NEEDS_ROOT
def test_on_a_full_and_on_a_read_only_disk(program: Path, small_disk: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy2(program, small_disk / "copy"))
    with (small_disk / "filler").open("wb") as filler:
        try:
            while True:
                filler.write(bytes(1 << 16))
                filler.flush()
        except OSError:
            pass
    full = {"XDG_CACHE_HOME": str(small_disk), "HOME": str(small_disk)}
    assert _run(copy, "later", environment=full).stdout == b"ready\n0.3\n"
    done = _run(copy, "sql", environment=full)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(b"ImportError: _sqlite3: ")
    (small_disk / "filler").unlink()
    for folder in small_disk.glob("graalpy-wizard-native-*"):
        shutil.rmtree(folder)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    assert _run(copy, "later", environment=full).stdout == b"ready\n0.3\n"
    other = {**full, "TMPDIR": str(tmp_path)}
    assert _run(copy, "sql", environment=other).stdout == b"ready\n42\n"


@NEEDS_ROOT
def test_without_proc(program: Path, tmp_path: Path) -> None:
    """Images of native-image do not start without it (their own status, 32): one line, and nothing else happens."""
    if shutil.which("unshare") is None:
        pytest.skip("needs unshare")
    hidden = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /proc && exec "$0" "$@"', str(program), "later"]
    done = subprocess.run(hidden, capture_output=True, env={"PATH": os.environ["PATH"]}, check=False, timeout=60)
    assert done.returncode in (32, 127)
    assert done.stderr.count(b"\n") == 1
    assert done.stdout == b""
