"""Shared libraries of the payload: unpacked where nobody else can put anything in their place, or not at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.launcher.conftest import ClassPath, Ended, Launcher

NAME = f"graalpy-wizard-native-{os.geteuid()}"
CONTENT = b"no library, but nobody looks\n" * 100
# Opening a library unpacks it, as importing what is in it does.
PROBE = """
import sys
[folder] = [path[:-8] for path in sys.path if path.endswith("/modules") and "graalpy25" not in path]
try:
    with open(folder + "/libother.so", "rb") as file:
        print("unpacked", len(file.read()), folder)
except OSError as error:
    print("refused", error)
"""


@pytest.fixture
def digest(tmp_path: Path) -> Iterator[str]:
    """A name that no other test uses; what was unpacked below /tmp goes."""
    name = sha256(str(tmp_path).encode()).hexdigest()
    yield name
    shutil.rmtree(Path("/tmp") / NAME / name, ignore_errors=True)
    link = Path("/tmp") / NAME / name
    if link.is_symlink():
        link.unlink()


@pytest.fixture
def program(launcher: Launcher, digest: str) -> Path:
    """An executable that unpacks one library."""
    return launcher.executable({"main.py": PROBE, "native/libother.so": CONTENT}, native=digest)


def _places(tmp_path: Path, **places: Path | str) -> dict[str, str]:
    """An environment in which only these folders are named."""
    return {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path / "nowhere"), **{k: str(v) for k, v in places.items()}}


def _run(launcher: Launcher, program: Path, environment: Mapping[str, str]) -> str:
    done = launcher.run(program, variables=environment)
    assert (done.status, done.err) == (0, "")
    return done.out.strip()


def _unpacked(base: Path, digest: str) -> str:
    return f"unpacked {len(CONTENT)} {base / NAME / digest}"


def test_it_lands_in_a_private_folder_and_stays_there(
    launcher: Launcher, program: Path, digest: str, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    environment = _places(tmp_path, XDG_CACHE_HOME=cache)
    assert _run(launcher, program, environment) == _unpacked(cache, digest)
    library = cache / NAME / digest / "libother.so"
    assert library.read_bytes() == CONTENT
    for path in (cache / NAME, cache / NAME / digest, library):
        assert path.lstat().st_mode & 0o777 == 0o700
    before = library.stat()
    assert _run(launcher, program, environment) == _unpacked(cache, digest)
    assert (library.stat().st_ino, library.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [path.name for path in (cache / NAME / digest).iterdir()] == ["libother.so"]


def test_without_a_cache_folder_one_is_made_and_without_a_home_temporary_files_are_taken(
    launcher: Launcher, program: Path, digest: str, tmp_path: Path
) -> None:
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    assert _run(launcher, program, _places(tmp_path, HOME=home)) == _unpacked(home / ".cache", digest)
    gone = _places(tmp_path, HOME=tmp_path / "gone", TMPDIR=temporary)
    assert _run(launcher, program, gone) == _unpacked(temporary, digest)


@pytest.mark.parametrize("prepared", ["open", "link", "file", "theirs", "base open", "inner open", "inner link"])
def test_a_prepared_folder_is_not_used(
    launcher: Launcher, program: Path, digest: str, tmp_path: Path, prepared: str
) -> None:
    bad, good, other = tmp_path / "bad", tmp_path / "good", tmp_path / "other"
    for folder in (bad, good, other):
        folder.mkdir(mode=0o700)
    around = bad / NAME
    if prepared == "link":
        around.symlink_to(other)
    elif prepared == "file":
        around.write_text("in the way")
    elif prepared == "base open":
        bad.chmod(0o777)
    else:
        around.mkdir(mode=0o700)
    if prepared == "open":
        around.chmod(0o750)
    elif prepared == "theirs":
        if os.geteuid():
            pytest.skip("only root can give a folder to somebody else")
        os.chown(around, 65534, 65534)
    elif prepared == "inner open":
        (around / digest).mkdir()
        (around / digest).chmod(0o777)
    elif prepared == "inner link":
        (around / digest).symlink_to(other)
    said = _run(launcher, program, _places(tmp_path, XDG_CACHE_HOME=bad, TMPDIR=good))
    assert said == _unpacked(good, digest)
    assert list(other.iterdir()) == []


def test_what_stands_in_place_of_the_library_is_replaced(
    launcher: Launcher, program: Path, digest: str, tmp_path: Path
) -> None:
    folder = tmp_path / "cache" / NAME / digest
    folder.mkdir(parents=True)
    for made in (folder, folder.parent):
        made.chmod(0o700)
    environment = _places(tmp_path, XDG_CACHE_HOME=tmp_path / "cache")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"theirs")
    library = folder / "libother.so"
    library.symlink_to(elsewhere)
    assert _run(launcher, program, environment) == _unpacked(tmp_path / "cache", digest)
    assert (library.is_symlink(), library.read_bytes(), elsewhere.read_bytes()) == (False, CONTENT, b"theirs")
    library.write_bytes(CONTENT[:-1] + b"!")
    _run(launcher, program, environment)
    assert library.read_bytes() == CONTENT
    library.chmod(0o722)
    _run(launcher, program, environment)
    assert library.stat().st_mode & 0o777 == 0o700


def test_two_first_starts_at_once(launcher: Launcher, program: Path, digest: str, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    command = launcher.command(program)
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env=_places(tmp_path, XDG_CACHE_HOME=cache)) for _ in range(2)
    ]
    assert [process.communicate(timeout=120)[0].decode().strip() for process in both] == [_unpacked(cache, digest)] * 2
    assert [path.name for path in (cache / NAME / digest).iterdir()] == ["libother.so"]


def test_a_damaged_library_ends_the_program(launcher: Launcher, program: Path, tmp_path: Path) -> None:
    with ZipFile(program) as archive:
        entry = archive.getinfo("native/libother.so")
    data = bytearray(program.read_bytes())
    data[entry.header_offset + 30 + len(entry.filename) + 3] ^= 1
    program.write_bytes(data)
    done = launcher.run(program, variables=_places(tmp_path, XDG_CACHE_HOME=tmp_path))
    assert done.status == 127
    assert done.err.count("\n") == 1
    assert not (tmp_path / NAME).exists()


@pytest.fixture
def real(graalpy_classpath: ClassPath) -> dict[str, bytes]:
    """GraalPy's own libraries."""
    [jar] = [path for path in graalpy_classpath.jars if path.name.startswith("python-resources-")]
    root = "META-INF/resources/linux/amd64/lib/graalpy25.0/"
    with ZipFile(jar) as archive:
        return {
            f"native/{name.removeprefix(root)}": archive.read(name)
            for name in archive.namelist()
            if name.startswith(root) and name.endswith(".so") and "_test" not in name
        }


WORKS = """
import json, sqlite3, sys, xml.etree.ElementTree, bz2, termios, plistlib, unicodedata, re
print(json.dumps([
    sqlite3.connect(":memory:").execute("select 6 * 7").fetchone()[0],
    xml.etree.ElementTree.fromstring("<a><b>text</b></a>")[0].text,
    bz2.decompress(bz2.compress(b"again" * 9)).decode()[:5],
    "b\\u00fccher.example".encode("idna").decode(),
    unicodedata.lookup("SNOWMAN"),
    re.Scanner([("a+", "A")]).scan("aa")[0],
    plistlib.loads(plistlib.dumps({"x": 1}))["x"],
]))
"""


def test_graalpys_own_native_modules_work(launcher: Launcher, real: dict[str, bytes], digest: str) -> None:
    program = launcher.executable({"main.py": WORKS, **real}, native=digest)
    done = launcher.run(program)
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out) == [42, "text", "again", "xn--bcher-kva.example", "☃", ["A"], 1]


def test_where_no_folder_will_do_the_import_fails_and_nothing_else(
    launcher: Launcher, real: dict[str, bytes], digest: str, tmp_path: Path
) -> None:
    """/tmp is the last place; a link in it keeps this program's folder away."""
    around = Path("/tmp") / NAME
    around.mkdir(mode=0o700, exist_ok=True)
    (around / digest).symlink_to(tmp_path)
    source = "try:\n    import sqlite3\nexcept ImportError as error:\n    print(error)\nimport json, zlib\nprint(1)"
    program = launcher.executable({"main.py": source, **real}, native=digest)
    done: Ended = launcher.run(program, variables=_places(tmp_path, HOME=tmp_path / "gone"))
    assert (done.status, done.err) == (0, "")
    first, second = done.out.splitlines()
    assert "native modules need a private folder" in first
    assert second == "1"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("lib")] == []


def test_a_program_that_imports_none_writes_nothing(
    launcher: Launcher, real: dict[str, bytes], digest: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    program = launcher.executable({"main.py": "import json, random, zlib, ctypes\nprint(1)", **real}, native=digest)
    assert launcher.run(program, variables=_places(tmp_path, HOME=home)).out == "1\n"
    assert list(home.iterdir()) == []
