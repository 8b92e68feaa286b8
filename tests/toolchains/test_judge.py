"""Why a home is taken or not, without spending more than seconds on it."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toolchains.conftest import graalvm, plain_jdk, script
from wizard.toolchains import judge, versions
from wizard.toolchains.model import Wanted
from wizard.toolchains.versions import Said

GRAALPY = Wanted(builder="25.0")


def why(home: Path, wanted: Wanted = GRAALPY, timeout: float = 20.0) -> str:
    candidate = judge.judge(home, "test", wanted, timeout=timeout)
    assert candidate.toolchain is None
    return candidate.refused


def test_taken(tmp_path: Path) -> None:
    toolchain = judge.judge(graalvm(tmp_path), "test", GRAALPY).toolchain
    assert toolchain is not None
    assert (toolchain.version, toolchain.java_version, toolchain.edition) == ("25.0.2", "25.0.2", "GraalVM CE")
    assert toolchain.native_image == tmp_path / "bin/native-image"


def test_version_and_edition_without_a_release_file(tmp_path: Path) -> None:
    (graalvm(tmp_path) / "release").unlink()
    toolchain = judge.judge(tmp_path, "test", GRAALPY).toolchain
    assert toolchain is not None
    assert (toolchain.version, toolchain.java_version, toolchain.edition) == ("25.0.2", "25.0.2", "GraalVM CE")


def test_refused(tmp_path: Path) -> None:
    assert why(tmp_path / "nowhere") == "it is not there"
    assert why(plain_jdk(tmp_path / "a")) == "it has no native-image: it is a plain JDK 25"
    assert "no `truffle-svm` macro" in why(graalvm(tmp_path / "b", truffle=False))
    assert why(graalvm(tmp_path / "c", "24.2.1")) == "it is 24.2.1, and this GraalPy needs 25.0"
    assert "the profile wants 25.0.4" in why(graalvm(tmp_path / "d"), Wanted("25.0", "25.0.4"))
    assert "too old" in why(graalvm(tmp_path / "e", "21.3.0"), Wanted())


def test_java_programs_need_no_truffle(tmp_path: Path) -> None:
    assert judge.judge(graalvm(tmp_path, truffle=False), "test", Wanted(truffle=False)).toolchain is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exit 7\n", "ended with 7"),
        ("echo 'Error: no heap' >&2; exit 1\n", "ended with 1: Error: no heap"),
        ("kill -SEGV $$\n", "crashed with SIGSEGV"),
        ("sleep 60 & wait\n", "did not end within 0.3 s"),
        ("echo what\n", "nothing that could be understood"),
    ],
)
def test_broken_executables(tmp_path: Path, text: str, said: str) -> None:
    script(graalvm(tmp_path) / "bin/native-image", text)
    assert said in why(tmp_path, timeout=0.3 if "sleep" in text else 20.0)


def test_not_executable(tmp_path: Path) -> None:
    (graalvm(tmp_path) / "bin/native-image").chmod(0o644)
    assert "not executable" in why(tmp_path)


def test_what_is_not_wanted_is_not_run(tmp_path: Path) -> None:
    script(graalvm(tmp_path, "24.2.1") / "bin/native-image", f"touch '{tmp_path}/ran'\n")
    why(tmp_path)
    assert not (tmp_path / "ran").exists()


def test_fingerprint_changes_with_the_builder(tmp_path: Path) -> None:
    home = graalvm(tmp_path)
    said = Said("25.0.2", "25.0.2", "GraalVM CE")
    before = judge.fingerprint(home, said)
    assert judge.fingerprint(home, said) == before
    (home / "lib/svm/builder/svm.jar").write_bytes(b"new")
    assert judge.fingerprint(home, said) != before


LINES = [
    ("native-image 21 2023-09-19\nGraalVM Runtime Environment GraalVM CE 21+35.1 (build x)", "21", "21", "GraalVM CE"),
    (
        "native-image 25.0.3 2026-04-21\nGraalVM Runtime Environment Oracle GraalVM 25.0.3+9.1 (build x)",
        "25.0.3", "25.0.3", "Oracle GraalVM",
    ),
    ("native-image 25.0.3 2026-04-21\nG R E GraalVM CE 25.1.3+9.1 (build x)", "25.1.3", "25.0.3", "GraalVM CE"),
    (
        "native-image 25.0.3 2026-04-21\nOpenJDK Runtime Environment Mandrel-25.0.3.0-Final (build x)",
        "25.0.3.0", "25.0.3", "Mandrel",
    ),
    (
        "native-image 25.0.3 2026-04-21\nGraalVM Runtime Environment Liberica-NIK-25.0.3-2 (build x)",
        "25.0.3", "25.0.3", "Liberica NIK",
    ),
    ("GraalVM 22.3.0 Java 17 CE (Java Version 17.0.5+8-jvmci-22.3-b08)", "22.3.0", "17.0.5", "GraalVM CE"),
    ("native-image 21.2.0.1-Final Mandrel Distribution (Java Version 11.0.12+7)", "21.2.0.1", "11.0.12", "Mandrel"),
    ("Active code page: 65001\nnative-image 25.0.2 2026\nx GraalVM CE 25.0.2+10.1", "25.0.2", "25.0.2", "GraalVM CE"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "version", "java", "edition"), LINES)
def test_what_products_print(text: str, version: str, java: str, edition: str) -> None:
    assert versions.from_output(text) == Said(version, java, edition)


@given(st.text())
def test_any_output_is_survived(text: str) -> None:
    versions.from_output(text)


def test_release_files() -> None:
    oracle = {"IMPLEMENTOR": "Oracle Corporation", "GRAALVM_VERSION": "25.0.3", "JAVA_VERSION": "25.0.3"}
    assert versions.from_release(oracle) == Said("25.0.3", "25.0.3", "Oracle GraalVM")
    mandrel = {"IMPLEMENTOR_VERSION": "Mandrel-25.0.3.0-Final", "JAVA_VERSION": "25.0.3"}
    assert versions.from_release(mandrel) == Said("25.0.3.0", "25.0.3", "Mandrel")
    assert versions.from_release({"IMPLEMENTOR": "Debian", "JAVA_VERSION": "25"}) == Said("", "25", "")


@pytest.mark.parametrize(
    ("version", "wanted", "fits"),
    [
        ("25.0.4", "25.0", True), ("25.0.4", "", True), ("25.1.3", "25.0", False), ("25.0.4", "25.0.4", True),
        ("25.0.4", ">=25.0.3", True), ("25.0.4", "<25", False), ("2.5", "25", False), ("", "25", False),
        ("25.0.4", "words", False), ("25.0.4", ">=words", False), ("25.0.3-2", "25.0.3", True),
    ],
)  # fmt: skip
def test_versions_fit(version: str, wanted: str, fits: bool) -> None:
    assert versions.fits(version, wanted) is fits


def test_nothing_outlives_a_command_that_hangs(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    script(graalvm(tmp_path / "home") / "bin/native-image", f"sleep 60 & echo $! > '{pid}'; wait\n")
    assert "did not end" in why(tmp_path / "home", timeout=1.0)
    number = int(pid.read_text())
    if psutil.pid_exists(number) and (process := psutil.Process(number)).status() != psutil.STATUS_ZOMBIE:
        process.wait(timeout=10)  # what was killed may need a moment to go
