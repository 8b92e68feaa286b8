"""Copies of jars without what answers make useless."""

from __future__ import annotations

import struct
from pathlib import Path
from zipfile import ZipFile

import pytest

from wizard.building import cut_jars, icu_dictionary
from wizard.catalogue.model import Jar
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError

JAR = Jar("g", "a", "1", "0" * 64, 1)
HEADER = bytes.fromhex("0020da27") + b"\0" * 8 + b"Dict" + b"\0" * 16


def _dictionary(kind: int) -> bytes:
    return HEADER + struct.pack(">8I", 32, 0, 0, 132, kind, 7, 0, 0) + b"\1" * 100


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    """With a dictionary, a text and a class."""
    path = tmp_path / "a-1.jar"
    with ZipFile(path, "w") as archive:
        for name, data in {"d/x.dict": _dictionary(1), "d/x.res": b"text", "C.class": b"class"}.items():
            archive.writestr(name, data)
    return path


def test_what_matches_is_gone_and_dictionaries_are_empty(jar: Path) -> None:
    made = cut_jars.cut(JAR, jar, ("d/*.res", "d/*.dict"))
    with ZipFile(made) as archive:
        assert archive.namelist() == ["d/x.dict", "C.class"]
        assert len(archive.read("d/x.dict")) < len(_dictionary(1))
        assert archive.read("C.class") == b"class"


def test_the_same_bytes_each_time_and_the_jar_itself_where_nothing_is_cut(jar: Path) -> None:
    made = cut_jars.cut(JAR, jar, ("d/*.res",))
    before = made.read_bytes()
    made.unlink()
    assert cut_jars.cut(JAR, jar, ("d/*.res",)).read_bytes() == before
    assert cut_jars.cut(JAR, jar, ()) == jar


@pytest.mark.parametrize("kind", [0, 1])
def test_an_empty_dictionary_keeps_header_kind_and_transform(kind: int) -> None:
    empty = icu_dictionary.without_words(_dictionary(kind))
    assert empty[:32] == HEADER
    offset, _, _, size, found, transform, _, _ = struct.unpack_from(">8I", empty, 32)
    assert (offset, size, found, transform) == (32, len(empty) - 32, kind, 7)


def test_what_is_no_dictionary_is_refused(jar: Path) -> None:
    with ZipFile(jar, "a") as archive:
        archive.writestr("d/y.dict", b"nonsense")
    with pytest.raises(WizardError, match="cannot be copied") as caught:
        cut_jars.cut(JAR, jar, ("d/*.dict",))
    assert caught.value.code == ExitCode.ENVIRONMENT
