"""Where the bytes go: the parts add up to the file, to the byte, whatever the file is."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reports import engines
from wizard.ground import atomic, places
from wizard.ground.problems import WizardError
from wizard.reports.anatomy import Amount, Anatomy, Resource, Unsure
from wizard.reports.attribution import Term, attribute, folded, tree
from wizard.reports.heap_tables import Heap
from wizard.reports.model import Attribution, Leaf

KEY = "0123456789abcdef0123456789abcdef"
P = "com.oracle.graal.python.builtins."
FILES = {
    "app/hello.py": "print(1)", "app/templates/a.txt": "x" * 300, "home/lib/python3.12/json/decoder.py": "a" * 900,
    "home/lib/python3.12/json/__pycache__/decoder.graalpy250-312.pyc": "b" * 50, "home/lib/python3.12/os.py": "c" * 700,
    "home/lib/python3.12/site-packages/rich/text.py": "d" * 500, "home/lib/python3.12/site-packages/six.py": "e" * 400,
    "home/lib/python3.12/site-packages/rich-13.0.dist-info/RECORD": "rich/text.py,sha256=x,500\n",
    "home/lib/graalpy25.0/modules/_sqlite3.so": "f" * 200, "strange\nname": "",
    "home/lib/python3.12/site-packages/README.txt": "g",
}  # fmt: skip
HEAP = Heap(
    {"DynamicHub": 5_000, "ImageCodeInfo": 20_000, "CompressedGraph": 2_000, "Graal Metadata": 1_000, "Other": 90_000},
    {"byte[]": 60_000, "java.lang.String": 9_000, "java.lang.Class": 1_000, P + "objects.str.X[]": 800, "int[]": 100},
    {}, {"byte[] for java.lang.String": 20_000},
)  # fmt: skip
ANATOMY = Anatomy(
    code={
        "python-language-25.0.3.jar": {
            P + "modules.SSLModuleBuiltins$SetNode": Amount(3, 4_000), P + "objects.str.StringNodes": Amount(5, 6_000)
        },
        "java.base": {"java.util.HashMap": Amount(9, 9_000)},
    },
    unsure=(
        Unsure((("java.base", "java.util.HashMap$Node"), ("java.xml", "org.w3c.HashMap$Node")), Amount(1, 101)),
        Unsure((("a.jar", P + "modules.SSLX$N"), ("a.jar", P + "objects.str.X$N")), Amount(2, 301)),
    ),
    unknown={"$Proxys1_equals_0": Amount(1, 70)},
    native=Amount(40, 2_000),
    heap=HEAP,
    resources=(Resource("org/graalvm/shadowed/com/ibm/icu/unames.icu", "", 5_000), Resource("a", "", 7)),
)  # fmt: skip


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ELF file with the sections of a native image."""
    folder = tmp_path_factory.mktemp("image")
    text = (
        '.section .svm_heap,"aw",@progbits\n.fill 150000, 1, 1\n.text\n.globl main\nmain: ret\n.fill 50000, 1, 0x90\n'
    )
    (folder / "x.s").write_text(text + '.section .note.GNU-stack,"",@progbits\n')
    subprocess.run(["gcc", folder / "x.s", "-no-pie", "-o", folder / "image"], check=True, capture_output=True)
    return folder / "image"


@pytest.fixture
def whole(image: Path, tmp_path: Path) -> Path:
    return engines.product(image, tmp_path / "product", {"engine": KEY}, FILES)


def sizes(found: Attribution) -> dict[str, int]:
    assert sum(leaf.size for leaf in found.leaves) == found.size
    assert all(leaf.size > 0 for leaf in found.leaves)
    return {"/".join(leaf.path): leaf.size for leaf in found.leaves}


def test_every_byte_of_an_engine_that_is_known_by_class(whole: Path) -> None:
    found = attribute(whole, ANATOMY)
    parts = sizes(found)
    assert found.detailed
    assert found.size == whole.stat().st_size
    assert parts["engine/code/GraalPy/_ssl"] == 4_000 + 151, "half of what may be either, rounded up"
    assert parts["engine/code/GraalPy/type str"] == 6_000 + 150
    assert parts["engine/code/JDK/collections"] == 9_101, "only this HashMap has other compiled code"
    assert parts["engine/code/JDK/made by Java: proxies and lambdas"] == 70
    assert parts["engine/code/C libraries/functions in C"] == 2_000
    assert parts["engine/image heap/files in the image/ICU/org/graalvm/shadowed/com/ibm/icu"] == 5_000
    assert parts["engine/image heap/texts"] == 9_000 + 20_000
    assert parts["engine/image heap/descriptions of classes"] == 5_000 + 1_000
    assert parts["engine/image heap/tables of the code"] == 20_000
    assert parts["engine/image heap/programs for the JIT"] == 3_000
    assert parts["engine/image heap/objects/GraalPy"] == 800


def test_what_a_table_that_breaks_off_does_not_list_is_no_alignment(whole: Path) -> None:
    owners = {"DynamicHub": 5_000, "ImageCodeInfo": 20_000}
    parts = sizes(attribute(whole, replace(ANATOMY, heap=replace(HEAP, owners=owners))))
    assert parts["engine/image heap/other objects/not listed"] > 50_000
    assert "engine/image heap/alignment" not in parts


def test_what_is_guessed_is_marked(whole: Path) -> None:
    guessed = {"/".join(leaf.path) for leaf in attribute(whole, ANATOMY).leaves if leaf.estimated}
    assert "engine/code/GraalPy/_ssl" in guessed
    assert "engine/image heap/texts" in guessed
    assert "engine/code/JDK/collections" not in guessed
    assert "engine/image heap/descriptions of classes" not in guessed


def test_the_payload_by_module_requirement_and_own_file(whole: Path, image: Path) -> None:
    parts = sizes(attribute(whole))
    assert parts["payload/own code/hello.py"] > 8
    assert "payload/data/templates/a.txt" in parts
    assert "payload/library/os" in parts
    assert "payload/library/json" in parts
    assert "payload/requirements/rich/rich" in parts
    assert "payload/requirements/six/six" in parts
    assert "payload/library/site-packages" in parts
    assert "payload/native modules/_sqlite3.so" in parts
    assert "payload/manifest and directory/strange\nname" in parts
    engine = sum(size for name, size in parts.items() if name.startswith("engine/"))
    assert engine == image.stat().st_size


def test_what_the_cache_knows_of_the_engine_is_found_by_its_key(whole: Path) -> None:
    import gzip

    import msgspec

    assert not attribute(whole).detailed
    folder = places.cache() / "engines" / KEY
    atomic.write_bytes(folder / "anatomy.json.gz", gzip.compress(msgspec.json.encode(ANATOMY)))
    assert attribute(whole) == attribute(whole, ANATOMY)


def test_without_that_the_tables_of_the_log_are_used_as_estimates(whole: Path) -> None:
    log = (
        "Top 10 origins of code area:                                Top 10 object types in image heap:\n"
        "  13.43kB python-language-25.0.3.jar                           8.87kB byte[] for code metadata\n"
        "   5.34kB java.base                                          900.00kB byte[] for java.lang.String\n"
        " 258.19B  for 19 more packages                                 2.26kB c.o.truffle.api.nodes.NodeClassImpl\n"
        "-----\n"
    )
    atomic.write_text(places.cache() / "engines" / KEY / "build.log", log)
    found = attribute(whole)
    parts = sizes(found)
    assert parts["engine/code/GraalPy/python-language-25.0.3.jar"] == 13_430
    assert parts["engine/code/JDK/java.base"] == 5_340
    assert parts["engine/image heap/tables of the code"] == 8_870
    assert parts["engine/image heap/texts"] == 150_000 - 8_870, "never more than there is"
    assert all(leaf.estimated for leaf in found.leaves if leaf.path[1] == "code" and leaf.path[2] != "alignment")


@pytest.mark.parametrize("change", ["larger", "cut", "script", "empty"])
def test_other_files_add_up_too(change: str, whole: Path, image: Path, tmp_path: Path) -> None:
    """An anatomy of another engine, a file without payload, no ELF file, nothing at all."""
    data = {"larger": whole.read_bytes(), "cut": image.read_bytes()[:-100], "script": b"#!/bin/sh\n", "empty": b""}
    (tmp_path / "other").write_bytes(data[change])
    code = {"a.jar": {"a.B": Amount(1, 10**9)}}
    anatomy = Anatomy(code, (), {}, Amount(0, 0), HEAP, ())
    assert sum(sizes(attribute(tmp_path / "other", anatomy)).values()) == len(data[change])


@pytest.mark.parametrize("place", [0, 5, 10**9])
def test_a_directory_that_points_elsewhere(place: int, whole: Path) -> None:
    """Its checksum is right, as whoever made it wanted it so."""
    import hashlib
    import struct

    from wizard.programs import trailer

    seal, data = trailer.read(whole), bytearray(whole.read_bytes())
    struct.pack_into("<I", data, seal.directory_start + 42, place)
    begin, end = seal.directory_start, seal.directory_start + seal.directory_length
    data[-32:] = hashlib.sha256(data[begin:end]).digest()
    whole.write_bytes(data)
    assert sum(sizes(attribute(whole)).values()) == whole.stat().st_size


def test_an_image_without_payload(image: Path) -> None:
    parts = sizes(attribute(image))
    assert parts["engine/image heap"] == 150_000
    assert not any(name.startswith("payload") for name in parts)


def test_a_packed_executable_has_the_same_parts_as_large_as_they_are_in_it(whole: Path, tmp_path: Path) -> None:
    from wizard.packing.loading import loader
    from wizard.packing.pack import pack
    from wizard.programs import trailer

    kept, small = tmp_path / "kept", tmp_path / "small"
    kept.mkdir()
    pack(whole, trailer.read(whole).engine_length, kept, loader(), small)
    found, plain = attribute(small, ANATOMY), attribute(whole, ANATOMY)
    parts = sizes(found)
    assert found.size == small.stat().st_size
    assert "engine/loader" in parts
    assert {name for name in parts if name.startswith("engine/code/")} <= set(sizes(plain))
    assert sum(size for name, size in parts.items() if name.startswith("engine/image heap")) < 2_000, (
        "all the same byte"
    )
    small.write_bytes(small.read_bytes()[:-1])
    assert sum(sizes(attribute(small)).values()) == small.stat().st_size, "cut off, it is only a file"


def test_no_such_file(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(WizardError) as error:
            attribute(path)
        assert error.value.code == 2


LEAVES = st.lists(
    st.builds(
        Leaf, st.lists(st.sampled_from(["a", "b", "itself", "é\udc80"]), min_size=1, max_size=4).map(tuple),
        st.integers(1, 10**9), st.booleans(),
    ),
    max_size=40, unique_by=lambda leaf: leaf.path,
)  # fmt: skip


@given(LEAVES, st.integers(1, 12))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_folding_and_the_tree_keep_every_byte(leaves: list[Leaf], most: int) -> None:
    from wizard.reports.parts import Parts

    parts = Parts()
    for leaf in leaves:
        parts.add(leaf.path, leaf.size, estimated=leaf.estimated)
    total = sum(leaf.size for leaf in leaves)
    found = Attribution("x", total, parts.leaves(), True)
    small = folded(found, most)
    assert sum(leaf.size for leaf in small.leaves) == total
    for attribution in (found, small):
        paths = [leaf.path for leaf in attribution.leaves]
        assert len(set(paths)) == len(paths)
        check(tree(attribution))


def check(term: Term) -> None:
    if term.children:
        assert term.size == sum(child.size for child in term.children)
        assert [c.size for c in term.children] == sorted((c.size for c in term.children), reverse=True)
    for child in term.children:
        check(child)


def test_a_single_small_file_keeps_its_name() -> None:
    """Of own code there is often just one."""
    big = tuple(Leaf(("engine", "code", f"x{place}"), 1000 + place) for place in range(150))
    small = (Leaf(("payload", "own code", "hello.py"), 90), Leaf(("payload", "data", "a"), 5),
             Leaf(("payload", "data", "b"), 6))  # fmt: skip
    made = folded(Attribution("x", sum(leaf.size for leaf in (*big, *small)), (*big, *small), True))
    assert [leaf.path[1:] for leaf in made.leaves if leaf.path[0] == "payload"] == [
        ("own code", "hello.py"), ("data", "smaller ones"),
    ]  # fmt: skip
