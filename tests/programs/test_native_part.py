"""Shared libraries as a part of a payload."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.planning.conftest import planned
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.planning.model import Plan
from wizard.programs import payload
from wizard.programs.archive import Writer
from wizard.programs.model import Kind, Program
from wizard.programs.native_part import NativePart, native_part

ROOT = "META-INF/resources/linux/{}/lib/graalpy25.0/"
FILES = ("libpython-native.so", "modules/_sqlite3.graalpy250-312-native-x86_64-linux.so", "modules/_testcapi.x.so")


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    """Libraries for two kinds of processor."""
    path = tmp_path / "python-resources-1.jar"
    with ZipFile(path, "w") as archive:
        for name in FILES:
            archive.writestr(ROOT.format("amd64") + name, name * 50)
            archive.writestr(ROOT.format("aarch64") + name, b"other")
    return path


def _plan(*globs: str) -> Plan:
    return replace(planned("smallest"), native=globs)


def _made(jar: Path, cache: Path, *globs: str) -> NativePart:
    found = native_part(jar, _plan(*globs), cache)
    assert found is not None
    return found


def test_it_holds_what_is_asked_for_of_this_kind_of_processor(jar: Path, tmp_path: Path) -> None:
    made = _made(jar, tmp_path, "libpython-native.so", "modules/_sqlite3.*")
    with ZipFile(made.file) as archive:
        assert archive.namelist() == [f"native/{name}" for name in FILES[:2]]
        assert archive.read(f"native/{FILES[1]}") == FILES[1].encode() * 50


def test_none_is_asked_for(tmp_path: Path) -> None:
    assert native_part(tmp_path / "no.jar", _plan(), tmp_path) is None


def test_its_hash_is_that_of_its_content(jar: Path, tmp_path: Path) -> None:
    one, other = _made(jar, tmp_path, "libpython-native.so"), _made(jar, tmp_path, "modules/_sqlite3.*")
    assert one.sha256 != other.sha256
    one.file.unlink()
    assert _made(jar, tmp_path, "libpython-native.so") == one


def test_one_that_is_missing_is_told(jar: Path, tmp_path: Path) -> None:
    with pytest.raises(WizardError, match=r"holds no libbz2support\.so") as caught:
        native_part(jar, _plan("libbz2support.so"), tmp_path)
    assert caught.value.code == ExitCode.ENVIRONMENT


def test_the_launcher_is_told_the_hash(jar: Path, tmp_path: Path) -> None:
    home = tmp_path / "library.zip"
    with home.open("wb") as out:
        Writer(out).close()
    native = _made(jar, tmp_path, "libpython-native.so")
    program = Program(Kind.FILE, "p", "app/p.py", "", (), {"app/p.py": b"1"}, (), tmp_path)
    made = payload.build(program, (), home, _plan("libpython-native.so"), tmp_path / "out.zip", native=native)
    with ZipFile(made.path) as archive:
        assert f"native={native.sha256}\n" in archive.read("start").decode()
        assert archive.read("native/libpython-native.so")
    assert [part.origin for part in made.parts if part.origin == payload.NATIVE] == ["native modules"]
    assert json.loads(json.dumps(made.manifest))["program"]["name"] == "p"
