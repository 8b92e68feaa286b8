"""Reports on real executables: everything adds up, and the code has names."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.graalpy.conftest import Builder, Wizard
from wizard.catalogue.origins import UNKNOWN, load_origins
from wizard.ground import places
from wizard.reports import anatomy
from wizard.reports.attribution import engine_key
from wizard.reports.engine_parts import engine_parts
from wizard.reports.heap_tables import REST

pytestmark = pytest.mark.graalpy
PROGRAM = "import json\nprint(json.dumps({'hi': 1}))\n"
Leaves = list[dict[str, Any]]


def leaves(wizard: Wizard, path: Path) -> Leaves:
    found = json.loads(wizard("report", path, "--json").stdout)["result"]["attribution"]
    assert sum(leaf["size"] for leaf in found["leaves"]) == found["size"] == path.stat().st_size
    assert found["detailed"]
    return list(found["leaves"])


def size(found: Leaves, *path: str) -> int:
    return sum(leaf["size"] for leaf in found if tuple(leaf["path"][: len(path)]) == path)


def section(executable: Path, name: str) -> int:
    text = subprocess.run(["size", "-A", executable], capture_output=True, text=True, check=True).stdout
    return next(int(line.split()[1]) for line in text.splitlines() if line.split()[:1] == [name])


@pytest.mark.parametrize("preset", ["smallest", "command-line-tool"])
def test_everything_adds_up_and_the_code_has_names(preset: str, wizard: Wizard, build: Builder) -> None:
    executable = build(PROGRAM, preset).path
    found = leaves(wizard, executable)
    code = size(found, "engine", "code")
    assert code == section(executable, ".text")
    assert size(found, "engine", "image heap") == section(executable, ".svm_heap")
    nameless = size(found, "engine", "code", UNKNOWN) + size(found, "engine", "code", "alignment")
    assert nameless < 0.1 * code
    guessed = sum(leaf["size"] for leaf in found if leaf["path"][:2] == ["engine", "code"] and leaf["estimated"])
    assert guessed < 0.05 * code
    assert size(found, "engine", "code", "GraalPy") > code / 3
    assert size(found, "payload", "own code") > 0
    assert size(found, "payload", "library") > 1_000_000


def test_code_by_class_is_what_native_image_says_by_jar(
    wizard: Wizard, build: Builder, shared_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAALPY_WIZARD_CACHE_DIR", str(shared_cache))
    key = engine_key(build(PROGRAM).path)
    found = anatomy.read(places.cache() / "engines" / key)
    assert found is not None
    compared = 0
    for jar, told in found.heap.largest_code.items():
        if jar in found.code and told > 500_000:
            ours = sum(amount.size for amount in found.code[jar].values())
            assert abs(ours - told) < 0.01 * told, jar
            compared += 1
    assert compared >= 4
    known = load_origins()
    assert {known.term_of(name)[0] for name in found.heap.classes if name.startswith("com.oracle.graal.")} == {
        "GraalPy"
    }


def test_a_packed_one_has_the_same_parts(wizard: Wizard, build: Builder) -> None:
    plain, packed = leaves(wizard, build(PROGRAM).path), leaves(wizard, build(PROGRAM, options=("--packed",)).path)
    names = ({tuple(leaf["path"]) for leaf in found} for found in (plain, packed))
    before, after = names
    assert after - before == {("engine", "loader"), ("engine", "table and seal")}
    assert size(packed, "engine", "code") < size(plain, "engine", "code") / 2


def test_what_has_to_go_with_it(wizard: Wizard, build: Builder) -> None:
    executable = build(PROGRAM).path
    text = wizard("report", executable, "--licences").stdout
    assert "The Universal Permissive License" in text
    assert "GNU GENERAL PUBLIC LICENSE" in text.upper()
    names = {part["name"] for part in json.loads(wizard("report", executable, "--sbom").stdout)["components"]}
    assert {"python-language", "OpenJDK"} <= names
    assert "bcprov-jdk18on" not in names, "it was left out"


def engines(cache: Path) -> list[Path]:
    """Every engine in the cache, whatever its answers, that was built by this kind of wizard."""
    return sorted(folder for folder in (cache / "engines").glob("*") if (folder / anatomy.FILE).is_file())


def test_every_engine_of_the_cache_adds_up_and_has_names(shared_cache: Path) -> None:
    """To the byte, by what `size` says of the file; `pytest -s` shows the table."""
    found = engines(shared_cache)
    if not found:
        pytest.skip("no engine is in the cache")
    print("\nengine        bytes        code   named  guessed  image heap  listed")
    for folder in found:
        executable, known = folder / "engine", anatomy.read(folder)
        assert known is not None, folder
        whole = executable.stat().st_size
        parts = engine_parts(executable, whole, known).leaves()
        assert sum(leaf.size for leaf in parts) == whole, folder
        code, heap = ([leaf for leaf in parts if leaf.path[0] == name] for name in ("code", "image heap"))
        sizes = [sum(leaf.size for leaf in half) for half in (code, heap)]
        assert sizes == [section(executable, ".text"), section(executable, ".svm_heap")], folder
        nameless = sum(leaf.size for leaf in code if leaf.path[1] in (UNKNOWN, "alignment"))
        doubtful = sum(unsure.amount.size for unsure in known.unsure)
        listed = sum(
            leaf.size for leaf in heap if leaf.path[1:] not in (("alignment",), ("other objects", "not listed"))
        )
        shares = 1 - nameless / sizes[0], doubtful / sizes[0], listed / sizes[1]
        told = f"{folder.name[:8]} {whole:>11,} {sizes[0]:>11,}  {shares[0]:.1%}   {shares[1]:>6.2%}"
        print(f"{told} {sizes[1]:>11,}  {shares[2]:.1%}")
        assert shares[0] >= 0.9, folder
        assert shares[0] - shares[1] >= 0.8, "engines of the first day have more in doubt than those of today"
        assert shares[2] >= 0.9, folder
        if known.heap.classes and REST in known.heap.owners:
            assert sum(known.heap.classes.values()) >= 0.999 * known.heap.owners[REST], folder
            assert shares[2] > 0.98, folder
