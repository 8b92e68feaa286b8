"""Bytecode of a payload: an engine that is CPython behind a real payload."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import CodeType
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.planning.conftest import planned
from wizard.building import bytecode, compiling
from wizard.building.engine import Engine
from wizard.building.events import ignore
from wizard.ground.problems import WizardError
from wizard.planning.model import Plan
from wizard.programs.archive import Writer
from wizard.programs.model import Kind, Program, SourceFile

RUNNER = """
import builtins, io, sys, zipfile
archive, real = zipfile.ZipFile(sys.argv[1]), open
def opened(path, *mode):
    data = archive.read(path.removeprefix("/graalpy/"))
    if b"kill the engine" in data:
        __import__("os")._exit(3)
    return io.BytesIO(data)
builtins.open = opened
exec(archive.read("compile/main.py"), {"__name__": "__main__"})
"""
LIBRARY = {
    "good.py": "GOOD = 1\n", "bad.py": "def broken(:\n", "sub/__init__.py": "", "text.txt": "x",
    "sub/tests/test_x.py": "1",
}  # fmt: skip


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """In a folder of its own."""
    return _engine(tmp_path / "engine")


def _engine(folder: Path) -> Engine:
    folder.mkdir()
    (folder / "runner.py").write_text(RUNNER)
    (folder / "engine").write_text(f'#!/bin/sh\nexec {sys.executable} -IS {folder}/runner.py "$0"\n')
    (folder / "engine").chmod(0o755)
    return Engine("key", folder, {})


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A part as the library's."""
    path = tmp_path / "library-1.zip"
    with path.open("wb") as out:
        writer = Writer(out)
        for name, text in sorted(LIBRARY.items()):
            writer.add(f"home/lib/python3.12/{name}", text.encode())
        writer.close()
    return path


def _program(folder: Path, files: Mapping[str, str]) -> Program:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    sources = tuple(SourceFile(folder / name, f"app/{name}") for name in files)
    return Program(Kind.FOLDER, "p", "app/main.py", "", sources, {}, (), folder)


def _compiled(engine: Engine, program: Program, library: Path, plan: Plan | None = None) -> bytecode.Compiled:
    return bytecode.compiled(engine, plan or planned("sandboxed-minimal"), program, (), library, ignore)


def _names(made: bytecode.Compiled) -> list[str]:
    return sorted(member.name for part in made.parts for member in part.members())


def test_what_can_be_compiled_is_and_the_rest_is_left_as_it_is(engine: Engine, library: Path, tmp_path: Path) -> None:
    made = _compiled(engine, _program(tmp_path / "p", {"main.py": "1", "own.py": "OWN = 2", "oops.py": "x ="}), library)
    assert _names(made) == [
        "app/__pycache__/own.graalpy250-312.pyc",
        "home/lib/python3.12/__pycache__/good.graalpy250-312.pyc",
        "home/lib/python3.12/sub/__pycache__/__init__.graalpy250-312.pyc",
    ]
    [own] = [part for part in made.parts if part.origin == "own code"]
    with ZipFile(own.file) as archive:
        pyc = next(data for data in map(archive.read, archive.namelist()) if data)
    code = marshal.loads(pyc[16:])
    assert isinstance(code, CodeType)
    assert code.co_filename == "/graalpy/app/own.py"
    assert pyc[4:8] == b"\1\0\0\0"  # by hash, not to be checked


def test_nothing_is_compiled_twice(engine: Engine, library: Path, tmp_path: Path) -> None:
    files = {"main.py": "1", "one.py": "1", "two.py": "2", "oops.py": "x ="}
    assert _compiled(engine, _program(tmp_path / "p", files), library).new == 6
    assert _compiled(engine, _program(tmp_path / "p", files), library).new == 0
    assert _compiled(engine, _program(tmp_path / "p", {**files, "two.py": "3"}), library).new == 1
    assert _compiled(engine, _program(tmp_path / "p", {**files, "main.py": "4"}), library).new == 0


def test_a_changed_module_is_not_stale(engine: Engine, library: Path, tmp_path: Path) -> None:
    for text in ("VALUE = 1", "VALUE = 2", "VALUE = 1"):
        made = _compiled(engine, _program(tmp_path / "p", {"main.py": "", "own.py": text}), library)
        [member] = made.parts[-1].members()
        with ZipFile(member.file) as archive:
            [pyc] = [archive.read(info) for info in archive.infolist() if member.crc == info.CRC]
        values: dict[str, object] = {}
        exec(marshal.loads(pyc[16:]), values)
        assert values["VALUE"] == int(text[-1])


def test_the_same_sources_give_the_same_bytes(library: Path, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        engine = _engine(tmp_path / name)
        parts = _compiled(engine, _program(tmp_path / "p", {"main.py": "", "a.py": "A = {1, 2}"}), library).parts
        made.append([part.file.read_bytes() for part in parts])
    assert made[0] == made[1]


def test_a_module_that_ends_the_engine_is_left_out(engine: Engine, library: Path, tmp_path: Path) -> None:
    files = {"main.py": "", "a.py": "1", "dies.py": "'kill the engine'", "z.py": "1"}
    names = _names(_compiled(engine, _program(tmp_path / "p", files), library))
    assert [name for name in names if name.startswith("app/")] == [
        "app/__pycache__/a.graalpy250-312.pyc", "app/__pycache__/z.graalpy250-312.pyc",
    ]  # fmt: skip


def test_an_engine_that_does_not_start_is_told(engine: Engine, library: Path, tmp_path: Path) -> None:
    engine.executable.write_text("#!/bin/sh\necho 'no such processor' >&2; exit 1\n")
    with pytest.raises(WizardError, match="no such processor"):
        _compiled(engine, _program(tmp_path / "p", {"main.py": ""}), library)


def test_older_generations_go(engine: Engine, library: Path, tmp_path: Path) -> None:
    for number in range(6):
        _compiled(engine, _program(tmp_path / "p", {"main.py": "", "own.py": f"A = {number}"}), library)
    assert len(list(engine.folder.glob("bytecode/own-*.zip"))) == 3


@given(st.lists(st.binary(max_size=50)), st.integers(0, 60))
def test_frames(parts: list[bytes], cut: int) -> None:
    data = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    assert compiling.frames(data) == parts
    found = compiling.frames(data[: max(0, len(data) - cut)])
    assert found == parts[: len(found)]


@given(st.dictionaries(st.text(max_size=5), st.integers(0, 10**6), max_size=30), st.integers(1, 8))
def test_shares_hold_each_name_once(sizes: dict[str, int], count: int) -> None:
    groups = compiling.shares(sizes, count)
    assert len(groups) == count
    assert sorted(name for group in groups for name in group) == sorted(sizes)
