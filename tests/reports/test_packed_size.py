"""The bytes of a packed executable, and what a report says of them."""

from __future__ import annotations

from pathlib import Path

from tests.reports import engines
from wizard.packing import loading, pack
from wizard.packing.layout import Method
from wizard.programs import trailer
from wizard.reports import size
from wizard.reports.model import Packed, Start
from wizard.reports.packed_size import packed_sizes
from wizard.reports.summary import packed_text


def packed_of(folder: Path) -> tuple[Path, Path]:
    """A product, and the same packed."""
    manifest = engines.manifest_of(engines.planned("smallest"))
    files = {"app/hello.py": "print('hello')\n" * 500, "start": "main=app/hello.py\n"}
    plain = engines.product(engines.engine(folder / "engine"), folder / "hello", manifest, files)
    packed = folder / "packed"
    pack.pack(plain, trailer.read(plain).engine_length, folder, loading.loader(method=Method.DEFLATE), packed)
    return plain, packed


def test_the_parts_add_up_to_the_packed_file(tmp_path: Path) -> None:
    plain, packed = packed_of(tmp_path)
    told = Packed("deflate", plain.stat().st_size, 60_000)
    before = size.sizes(plain, ())
    found = packed_sizes(before, packed, told)
    assert found.file == packed.stat().st_size == sum(part.size for part in found.parts)
    assert found.engine + found.payload == found.file
    assert {part.name for part in found.parts} == {part.name for part in before.parts} | {"loader"}
    assert found.packed == told
    assert found.largest == before.largest


def test_a_report_says_what_it_costs_and_why_it_is_not_zstd() -> None:
    starts = Start(5, 0.25, 0.18, 95_000_000), Start(5, 0.1, 0.07, 94_000_000)
    text = packed_text(Packed("deflate", 84_000_000, 60_000, *starts, why="no libzstd.a"))
    for part in ("deflate (no libzstd.a)", "84.0 MB when it runs", "0.250 s (plain: 0.100 s)", "95 MB resident"):
        assert part in text
    assert "starts" not in packed_text(Packed("zstd", 84_000_000, 60_000))
    assert packed_text(None) == ""
