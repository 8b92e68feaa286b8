"""What is written down of an engine while it is built."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wizard.reports import anatomy as anatomies
from wizard.reports.anatomy import Amount, anatomy
from wizard.reports.classes import JavaClass
from wizard.reports.heap_tables import Heap, is_histogram, read_heap, without_histogram
from wizard.reports.symbols import Symbol

DIGEST = "_0u6K85ZyfzD0BYUQ0BMB54"
LOG = """\
[7/8] Laying out methods...   [***]                                                      (6.3s @ 0.47GB)
Warning: Cannot read field from GraalSupport: graphEncoding
=== Total ===
   Count     Size   Size%    Cum% Class
   26811  3112840  43.30%  43.30% byte[]
       === DynamicHub ===
   Count     Size   Size%    Cum% Class
       3   739304 100.00% 100.00% com.oracle.svm.core.hub.DynamicHubCompanion
       1       24   0.00%  9=== Other ===
   Count     Size   Size%    Cum% Class
   26131   836192  11.63%  54.93% java.lang.String
     144     5856   0.08%  97.03% java.math.BigInteger[]
=== Summary ===
DynamicHub; 9787; 739304
Other; 79360; 842100
Total; 89158; 1581404
=== Partition: writable   count: 31578 / 31578 = 100.0%  object size: 1 / 1 = 100.0%  total size: 1 (-0.4% overhead) ===
   Count     Size   Size%    Cum% Class
       1       99   0.10%   0.10% java.lang.String
[8/8] Creating image...       [****]                                                     (12.2s @ 0.54GB)
   5.18MB (35.74%) for code area:     8,682 compilation units
Top 10 origins of code area:                                Top 10 object types in image heap:
   3.73MB java.base                                            1.39MB byte[] for code metadata
 905.35kB svm.jar (Native Image)                             836.26kB java.lang.String
                                                             477.94kB heap alignment
  14.11kB for 5 more packages                                  1.48MB for 959 more object types
------------------------------------------------------------------------
"""


def test_the_tables_of_the_heap() -> None:
    found = read_heap(LOG)
    assert found.owners == {"DynamicHub": 739304, "Other": 842100}
    assert found.classes == {"java.lang.String": 836192, "java.math.BigInteger[]": 5856}
    assert found.largest_code == {
        "java.base": 3_730_000,
        "svm.jar (Native Image)": 905_350,
        "for 5 more packages": 14_110,
    }
    assert found.largest_heap["heap alignment"] == 477_940
    assert found.largest_heap["for 959 more object types"] == 1_480_000


def test_an_owner_of_two_words_as_engines_with_the_jit_have_it() -> None:
    lines = "Graal Metadata; 226556; 13528224\nOther; 79360; 842100"
    found = read_heap(LOG.replace("Other; 79360; 842100", lines))
    assert found.owners == {"DynamicHub": 739304, "Graal Metadata": 13528224, "Other": 842100}
    assert is_histogram("Graal Metadata; 226556; 13528224")


def test_the_long_tables_leave_the_log_and_the_rest_stays() -> None:
    kept = without_histogram(LOG)
    assert "BigInteger" not in kept
    assert "Partition" not in kept
    assert "Total" not in kept
    assert kept.count("\n") == LOG.count("\n") - 17
    assert read_heap(kept) == Heap({}, {}, read_heap(LOG).largest_code, read_heap(LOG).largest_heap)


@pytest.mark.parametrize(
    "line", ["", "[1/8] Initializing...", "  27.06MB (44.16%) for code area: 43,147 compilation units"]
)
def test_other_lines_are_no_table(line: str) -> None:
    assert not is_histogram(line)


@pytest.mark.parametrize(
    "text", ["", "Top 10 origins of code area:", "Top 10 packages in code area:\n  x\n", "=== Other ==="]
)
def test_a_log_that_breaks_off(text: str) -> None:
    assert read_heap(text) == Heap({}, {}, {}, {})


def test_functions_are_sorted_by_class() -> None:
    one, two = JavaClass("a.Node", "a.jar"), JavaClass("b.Node", "b.jar")
    known = {"Node": (one, two), "Only": (JavaClass("a.Only", "a.jar"),)}
    symbols = [
        Symbol("Only_run" + DIGEST, 10, ".text"), Symbol("Only" + DIGEST, 5, ".text"), Symbol("memcpy", 7, ".text"),
        Symbol("Node_go" + DIGEST, 20, ".text"), Symbol("$Proxy_x" + DIGEST, 3, ".text"),
    ]  # fmt: skip
    found = anatomy(symbols, known, Heap({}, {}, {}, {}))
    assert found.code == {"a.jar": {"a.Only": Amount(2, 15)}}
    assert [unsure.amount for unsure in found.unsure] == [Amount(1, 20)]
    assert found.native == Amount(1, 7)
    assert found.unknown == {"$Proxy_x" + DIGEST: Amount(1, 3)}
    sure = anatomy(symbols, known, Heap({}, {}, {}, {}), exact={DIGEST[1:]: two})
    assert sure.code["b.jar"] == {"b.Node": Amount(1, 20)}
    assert not sure.unsure
    other = anatomy(symbols, known, Heap({}, {}, {}, {}), exact={"x" * 22: one})
    assert other.code["b.jar"], "its class file was read, and has no such method"


def test_it_is_kept_beside_the_engine_and_read_again(tmp_path: Path) -> None:
    resources = [
        {"name": "a/b.txt", "module": "java.base", "entries": [{"origin": "jrt:/java.base", "size": 5}]},
        {"name": "c.dat", "entries": [{"origin": "file:///jars/icu4j-25.0.3.jar", "size": 7}]},
        {"name": "gone", "is_missing": True, "entries": []},
    ]
    (tmp_path / "embedded-resources.json").write_text(json.dumps(resources))
    (tmp_path / "build.log").write_text(LOG)
    (tmp_path / "engine").write_bytes(b"no executable")
    anatomies.keep(tmp_path, tmp_path / "engine", [], tmp_path)
    found = anatomies.read(tmp_path)
    assert found is not None
    assert [(r.name, r.origin, r.size) for r in found.resources] == [
        ("a/b.txt", "java.base", 5),
        ("c.dat", "icu4j-25.0.3.jar", 7),
    ]
    assert found.heap == read_heap(LOG)
    assert not (tmp_path / "embedded-resources.json").exists()
    assert (tmp_path / "build.log").read_text() == without_histogram(LOG)


def test_nothing_there_is_no_reason_to_fail_a_build(tmp_path: Path) -> None:
    anatomies.keep(tmp_path, tmp_path / "engine", [tmp_path / "x.jar"], tmp_path / "home")
    found = anatomies.read(tmp_path)
    assert found is not None
    assert not found.code
    assert anatomies.read(tmp_path / "none") is None


@pytest.mark.parametrize("resources", ["[", "7", "[{}]", '[{"name": "x", "entries": [{"size": "y"}]}]', "[" * 100_000])
def test_a_list_of_resources_that_is_none(resources: str, tmp_path: Path) -> None:
    (tmp_path / "embedded-resources.json").write_text(resources)
    anatomies.keep(tmp_path, tmp_path / "engine", [], tmp_path)
    found = anatomies.read(tmp_path)
    assert found is not None
    assert found.resources == ()


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b", b"x" * 100])
def test_a_damaged_file_is_none(data: bytes, tmp_path: Path) -> None:
    (tmp_path / anatomies.FILE).write_bytes(data)
    assert anatomies.read(tmp_path) is None
