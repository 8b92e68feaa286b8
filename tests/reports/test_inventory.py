"""What is in an executable, under which terms; and the same as CycloneDX."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.reports import engines
from wizard.catalogue.licences import load_licences
from wizard.cli.main import run
from wizard.ground import atomic, places
from wizard.ground.problems import WizardError
from wizard.packing import loading, pack
from wizard.packing.layout import Method
from wizard.programs import trailer
from wizard.reports.inventory import TEXTS, inventory
from wizard.reports.sbom import sbom

KEY = "0123456789abcdef0123456789abcdef"
INFO = "home/lib/python3.12/site-packages/rich-13.9.4.dist-info/"
METADATA = "Metadata-Version: 2.1\nName: rich\nVersion: 13.9.4\nLicense: MIT\n\nMIT is its licence.\n"
FILES = {
    "app/hello.py": "1", INFO + "METADATA": METADATA, INFO + "LICENSE": "Copyright Will McGugan\n",
    INFO + "licenses/NOTICE.md": "a notice",
}  # fmt: skip


def built(folder: Path, preset: str, files: dict[str, str] = FILES, **more: object) -> Path:
    wheels = [{"name": "Rich", "version": "13.9.4", "sha256": "ab" * 32}]
    manifest = {**engines.manifest_of(engines.planned(preset)), "engine": KEY, "requirements": wheels, **more}
    return engines.product(engines.engine(folder / "engine"), folder / "hello", manifest, files)


def test_what_an_answer_leaves_out_needs_no_text(tmp_path: Path) -> None:
    whole = {c.name for c in inventory(built(tmp_path, "full")).components}
    small = {c.name for c in inventory(built(tmp_path, "smallest")).components}
    assert {"BouncyCastle", "libffi"} <= whole
    assert not {"BouncyCastle", "libffi"} & small
    assert {"GraalPy", "OpenJDK", "ICU4J", "GraalVM native-image runtime", "rich"} <= small


def test_what_is_compiled_into_a_native_module_brings_its_text(tmp_path: Path) -> None:
    modules = {f"native/modules/{name}.graalpy250-312-native-x86_64-linux.so": "x" for name in ("pyexpat", "termios")}
    found = {c.name: c.texts for c in inventory(built(tmp_path, "full", {**FILES, **modules})).components}
    assert "Clark Cooper" in found["Expat"][0][1]
    assert not {"SQLite", "bzip2"} & found.keys()
    bz2 = inventory(built(tmp_path, "full", {**FILES, "native/libbz2support.so": "x"})).components
    assert "Julian R Seward" in next(c for c in bz2 if c.name == "bzip2").texts[0][1]


def test_a_requirement_brings_its_own_texts(tmp_path: Path) -> None:
    (rich,) = [c for c in inventory(built(tmp_path, "smallest")).components if c.name == "rich"]
    assert (rich.version, rich.licence, rich.sha256) == ("13.9.4", "MIT", "ab" * 32)
    assert {text for _, text in rich.texts} == {"Copyright Will McGugan\n", "a notice"}


def test_versions_of_java_are_known_from_the_engine(tmp_path: Path) -> None:
    facts = {"toolchain": {"version": "25.0.4", "java": "25.0.3"}}
    atomic.write_text(places.cache() / "engines" / KEY / "engine.json", json.dumps(facts))
    versions = {c.name: c.version for c in inventory(built(tmp_path, "smallest")).components}
    assert versions["OpenJDK"] == "25.0.3"
    assert versions["GraalVM native-image runtime"] == "25.0.4"
    assert versions["GraalPy"] == "25.0.3"
    assert versions["ICU4J"] == "", "its jar has GraalVM's version"
    assert {c.name: c.version for c in inventory(built(tmp_path, "full")).components}["BouncyCastle"] == "1.78.1"


def test_the_loader_of_a_packed_one_brings_its_own(tmp_path: Path) -> None:
    plain = built(tmp_path, "smallest")
    packed = tmp_path / "packed"
    pack.pack(plain, trailer.read(plain).engine_length, tmp_path, loading.loader(method=Method.DEFLATE), packed)
    names, more = ([c.name for c in inventory(path).components] for path in (plain, packed))
    assert more == [*names, "zlib"]


def test_every_licence_has_its_texts_and_every_jar_a_licence(tmp_path: Path) -> None:
    assert all((TEXTS / f"{text}.txt").stat().st_size > 500 for licence in load_licences() for text in licence.text)
    used = {text for licence in load_licences() for text in licence.text}
    of_loaders = {"zlib", "Zstandard"}
    assert used | of_loaders == {file.stem for file in TEXTS.iterdir()}
    assert not [jar.name for jar in inventory(built(tmp_path, "full")).jars if jar.licence == "not said"]


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        ("Name: x\nLicense-Expression: MIT OR Apache-2.0\nLicense: ignored\n", "MIT OR Apache-2.0"),
        ("Name: x\nLicense: first line\n   of a whole text\n", "not said"),
        ("Name: x\nClassifier: License :: OSI Approved :: BSD License\n", "BSD License"),
        ("", "not said"),
    ],
)
def test_terms_as_metadata_says_them(metadata: str, licence: str, tmp_path: Path) -> None:
    found = inventory(built(tmp_path, "smallest", {INFO + "METADATA": metadata, "app/hello.py": ""}))
    assert found.components[-1].licence == licence


def test_the_sbom_is_valid_and_always_the_same(tmp_path: Path) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    executable = built(tmp_path, "full")
    document = sbom(executable, inventory(executable))
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(document)) is None
    assert document == sbom(executable, inventory(executable))
    purls = {c.get("purl") for c in document["components"]}
    assert "pkg:pypi/rich@13.9.4" in purls
    assert "pkg:maven/org.graalvm.python/python-language@25.0.3" in purls
    names = [c["name"] for c in document["components"]]
    assert len(names) == len(set(names))
    assert "libffi" in names
    assert "Truffle and GraalVM SDK" not in names, "its jars stand there"


@pytest.mark.parametrize("field", ["requirements", "options", "graalpy"])
def test_a_hostile_manifest_is_no_bug(field: str, tmp_path: Path) -> None:
    for value in (None, 7, "x", [[1]], {"a": 1}, [{"name": ["\x1b[2J"], "sha256": 5}]):
        executable = built(tmp_path, "smallest", FILES, **{field: value})
        assert json.dumps(sbom(executable, inventory(executable)))


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    executable = built(tmp_path, "smallest", {**FILES, INFO + "LICENSE": "\x1b[2Jhostile\u202e"})
    assert run(["report", "--licences", str(executable)]) == 0
    text = capsys.readouterr().out
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.count("The Universal Permissive License (UPL), Version 1.0") == 1
    assert run(["report", "--sbom", str(executable)]) == 0
    assert json.loads(capsys.readouterr().out)["bomFormat"] == "CycloneDX"
    assert run(["report", "--sbom", str(executable), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"]["bomFormat"] == "CycloneDX"


def test_what_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x" * 1000)
    with pytest.raises(WizardError) as error:
        inventory(tmp_path / "x")
    assert error.value.code == 2
