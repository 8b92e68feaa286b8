"""The Python side of the format, without a JVM."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.programs import trailer

NAMES = ("app/main.py", "app/ü.txt", "manifest.json", "start")


def payload(comment: bytes = b"", names: tuple[str, ...] = NAMES) -> bytes:
    """A small zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), name * 50, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def contents(executable: Path) -> dict[str, bytes]:
    """What the tools read out of it."""
    with zipfile.ZipFile(executable) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@given(
    st.builds(
        trailer.Trailer,
        st.integers(0, 2**64 - 1),
        st.integers(0, 2**64 - 1),
        st.integers(0, 2**64 - 1),
        st.binary(min_size=32, max_size=32),
        st.binary(min_size=32, max_size=32),
    )
)
def test_round_trip(value: trailer.Trailer) -> None:
    packed = value.pack()
    assert len(packed) == trailer.SIZE == 104
    assert packed.startswith(b"GRAALPYW\x01\0\0\0\0\0\0\0")
    assert trailer.unpack(packed) == value


@pytest.mark.parametrize("data", [b"", b"x" * 104, b"GRAALPYW\x02" + b"\0" * 95])
def test_unknown_trailers_are_none(data: bytes) -> None:
    assert trailer.unpack(data) is None


@pytest.mark.parametrize("as_file", [False, True])
def test_append(tmp_path: Path, as_file: bool) -> None:
    engine, target, zipped = tmp_path / "engine", tmp_path / "out" / "program", tmp_path / "payload.zip"
    engine.write_bytes(os.urandom(3 << 20))
    zipped.write_bytes(payload())
    made = trailer.append(engine, zipped if as_file else zipped.read_bytes(), target)
    data = target.read_bytes()
    assert data.startswith(engine.read_bytes())
    assert target.stat().st_mode & 0o777 == 0o755
    assert trailer.verify(target) == trailer.read(target) == made
    assert [entry.filename for entry in trailer.entries(target)] == list(NAMES)
    assert contents(target) == {name: (name * 50).encode() for name in NAMES}
    trailer.append(engine, zipped, target)
    assert target.read_bytes() == data
    assert [path.name for path in target.parent.iterdir()] == ["program"]


@pytest.mark.parametrize(
    "data",
    [b"", b"no zip at all", payload(comment=b"of its own"), payload()[:-1], b"x" + payload(), payload(names=NAMES[:2])],
    ids=["empty", "no zip", "comment", "cut off", "prefixed", "no manifest"],
)
def test_what_is_no_payload_is_refused_and_the_old_file_stays(tmp_path: Path, data: bytes) -> None:
    engine, target = tmp_path / "engine", tmp_path / "program"
    engine.write_bytes(b"engine")
    target.write_bytes(b"old")
    with pytest.raises(WizardError) as caught:
        trailer.append(engine, data, target)
    assert caught.value.code == ExitCode.INPUT
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["engine", "program"]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    engine = tmp_path / "engine"
    engine.write_bytes(b"engine")
    with pytest.raises(WizardError) as caught:
        trailer.append(engine, payload(), engine / "below" / "program")
    assert caught.value.code == ExitCode.ENVIRONMENT


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_each_flipped_bit_is_noticed_or_harmless(tmp_path: Path, data: st.DataObject) -> None:
    engine, target, damaged = tmp_path / "engine", tmp_path / "program", tmp_path / "damaged"
    engine.write_bytes(b"engine")
    if not target.exists():
        trailer.append(engine, payload(), target)
    content = bytearray(target.read_bytes())
    content[data.draw(st.integers(6, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    damaged.write_bytes(content)
    try:
        trailer.verify(damaged)
    except WizardError:
        return
    assert contents(damaged) == contents(target)
