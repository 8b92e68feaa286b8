"""What the packer writes, and takes apart again."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.packing.conftest import METHODS, PAYLOAD, Pair, engine_length, run
from wizard.ground.steps import Step
from wizard.packing import codecs, filters, layout, loading, pack
from wizard.packing.layout import Chunk, Filter, Kind, Layout, Method
from wizard.programs import tree
from wizard.reports import elf

LIKE_CODE = st.lists(st.sampled_from([b"\xe8", b"\0", b"\xff", b"\xfe", b"\x01", b"\x90"]), max_size=80).map(b"".join)


@given(LIKE_CODE)
def test_filtered_code_comes_back(code: bytes) -> None:
    assert filters.relative(filters.absolute(code)) == code
    assert len(filters.absolute(code)) == len(code)


def test_calls_of_one_function_become_the_same() -> None:
    calls = b"".join(b"\x90\xe8" + (1000 - at).to_bytes(4, "little", signed=True) for at in range(1, 600, 6))
    assert len({filters.absolute(calls)[i : i + 6] for i in range(0, 600, 6)}) == 1


@given(data=st.binary(min_size=1, max_size=5000), method=st.sampled_from(Method), level=st.sampled_from([1, 9]))
def test_a_compressed_chunk_comes_back(data: bytes, method: Method, level: int) -> None:
    packed = codecs.compress(data, method, level)
    assert codecs.decompress(packed, method, len(data)) == data
    for wrong in (packed[:-1], packed + b"x"):
        with pytest.raises(ValueError, match=r"."):
            codecs.decompress(wrong, method, len(data))
    with pytest.raises(ValueError, match="length"):
        codecs.decompress(packed, method, len(data) + 1)


@given(
    st.lists(st.builds(Chunk, st.integers(0, 50), st.integers(0, 99), st.sampled_from(Filter), st.sampled_from(Kind))),
    st.binary(max_size=20),
)
def test_a_layout_comes_back(tmp_path_factory: pytest.TempPathFactory, chunks: list[Chunk], loader: bytes) -> None:
    made = Layout(Method.ZSTD, len(loader), tuple(chunks))
    file = tmp_path_factory.mktemp("layout") / "file"
    file.write_bytes(loader + b"x" * sum(chunk.packed for chunk in chunks) + layout.ending(made, loader))
    assert layout.read(file) == made
    assert layout.is_packed(file)
    assert file.stat().st_size == made.packed


def test_unpacked_is_the_plain_file(pair: Pair) -> None:
    with pack.unpacked(pair.packed) as plain:
        assert plain.read_bytes() == pair.plain.read_bytes()
        assert run([plain, "exit=6"]).status == 6
    assert not plain.exists()
    with pack.unpacked(pair.plain) as plain:
        assert plain == pair.plain


def test_with_the_engine_at_hand_only_the_payload_is_unpacked(pair: Pair, tmp_path: Path) -> None:
    engine = tmp_path / "engine"
    engine.write_bytes(bytes(engine_length(pair.plain)))
    with pack.unpacked(pair.packed, engine=engine) as plain:
        assert plain.read_bytes() == engine.read_bytes() + PAYLOAD


def test_the_payload_alone_lies_where_it_does_in_the_whole(pair: Pair) -> None:
    with pack.payload_only(pair.packed) as plain:
        assert plain.read_bytes() == bytes(engine_length(pair.plain)) + PAYLOAD


def test_what_is_not_packed_is_not_taken_for_it(tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(b"x")
    assert layout.read(tmp_path / "short") is None
    assert not layout.is_packed(tmp_path / "none")


@pytest.mark.parametrize("method", METHODS)
def test_the_engine_is_compressed_once_and_the_bytes_are_the_same_each_time(
    plain: Path, tmp_path: Path, method: Method
) -> None:
    steps: list[Step] = []
    results = []
    compiled = loading.loader(method=method)
    for name in ("first", "second"):
        pack.pack(plain, engine_length(plain), tmp_path, compiled, tmp_path / name, steps.append)
        results.append((tmp_path / name).read_bytes())
        assert steps, name
        steps = steps[:1]
    assert results[0] == results[1]
    longer = tmp_path / "longer"
    longer.write_bytes(plain.read_bytes() + b"a longer payload")
    shorter = pack.pack(plain, engine_length(plain), tmp_path, compiled, tmp_path / "third")
    larger = pack.pack(longer, engine_length(plain), tmp_path, compiled, tmp_path / "fourth")
    assert [c for c in shorter.chunks if c.kind is not Kind.PAYLOAD] == [
        c for c in larger.chunks if c.kind is not Kind.PAYLOAD
    ]


def test_a_kept_engine_that_was_damaged_is_made_again(plain: Path, tmp_path: Path) -> None:
    compiled = loading.loader(method=Method.DEFLATE)
    target = tmp_path / "packed"
    pack.pack(plain, engine_length(plain), tmp_path, compiled, target)
    before = target.read_bytes()
    [kept] = tmp_path.glob("packed-deflate-*")
    kept.write_bytes(kept.read_bytes()[:-3])
    pack.pack(plain, engine_length(plain), tmp_path, compiled, target)
    assert target.read_bytes() == before


@pytest.mark.parametrize("method", METHODS)
def test_the_loader_is_the_same_each_time_and_depends_on_libc_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: Method
) -> None:
    made = []
    for name in ("one", "another"):
        monkeypatch.setenv("GRAALPY_WIZARD_CACHE_DIR", str(tmp_path / name))
        made.append(loading.loader(method=method).path)
    assert made[0].read_bytes() == made[1].read_bytes()
    assert made[0] != made[1]
    needed = set(elf.runs_on(made[0]).libraries)
    assert needed <= {"libc.so.6", "ld-linux-x86-64.so.2", "libz.so.1"}
    assert b"/tmp" in made[0].read_bytes()
    assert str(tmp_path).encode() not in made[0].read_bytes()


def test_without_zstds_static_library_deflate_is_used_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "gcc"
    real = subprocess.run(["sh", "-c", "command -v gcc"], capture_output=True, text=True, check=True).stdout.strip()
    fake.write_text(
        f'#!/bin/sh\ncase "$1" in -print-file-name=libzstd.a) echo libzstd.a ;; *) exec {real} "$@" ;; esac\n'
    )
    fake.chmod(0o755)
    found = loading.loader(str(fake))
    assert found.method is Method.DEFLATE
    assert "libzstd.a" in found.why


def test_a_packed_executable_is_no_part_of_a_program(pair: Pair) -> None:
    folder = pair.packed.parent
    (folder / "__main__.py").write_text("")
    assert [path.name for path in tree.walk(folder, folder, lambda path, is_folder: False)] == ["__main__.py"]
