"""A JDK 25 is found wherever it lies; where there is none, the message says what to type."""

from __future__ import annotations

import io
import platform
import shutil
import tarfile
from pathlib import Path

import pytest

from tests.toolchains.conftest import Repository, plain_jdk, sending
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.toolchains import homes, jdk, jdk_download, packages, transfer


@pytest.fixture(autouse=True)
def only_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homes, "SYSTEM", {})


@pytest.mark.parametrize(
    "place",
    [
        ".sdkman/candidates/java/25.0.3-tem", ".local/share/mise/installs/java/temurin-25", ".asdf/installs/java/x",
        ".jbang/cache/jdks/25", ".gradle/jdks/eclipse-25/jdk-25", ".gradle/jdks/x/jdk/Contents/Home", ".jdks/temurin",
    ],
)  # fmt: skip
def test_found(tmp_path: Path, place: str) -> None:
    made = plain_jdk(tmp_path / place)
    assert jdk.find(environ={"HOME": str(tmp_path), "PATH": ""}).home == made


def test_the_newest_of_one_tool(tmp_path: Path) -> None:
    for name in ("25.0.9", "25.0.10", "21.0.2"):
        plain_jdk(tmp_path / ".jdks" / name, name)
    assert jdk.find(environ={"HOME": str(tmp_path), "PATH": ""}).version == "25.0.10"


def test_java_home_goes_first(tmp_path: Path) -> None:
    plain_jdk(tmp_path / ".jdks/25")
    given = plain_jdk(tmp_path / "given")
    assert jdk.find(environ={"HOME": str(tmp_path), "JAVA_HOME": str(given)}).origin == "JAVA_HOME"


def test_refused(tmp_path: Path) -> None:
    assert jdk.judge(plain_jdk(tmp_path / "a", "17.0.15")).refused == "is Java 17"
    assert jdk.judge(plain_jdk(tmp_path / "b", "1.8.0_402")).refused == "is Java 8"
    (plain_jdk(tmp_path / "c") / "include/jni.h").unlink()
    assert jdk.judge(tmp_path / "c").refused == "is no full JDK: it has no include/jni.h"
    (plain_jdk(tmp_path / "d") / "bin/javac").unlink()
    assert "no javac" in jdk.judge(tmp_path / "d").refused
    (plain_jdk(tmp_path / "e") / "release").write_bytes(b"\xff\x00")
    assert "does not say its version" in jdk.judge(tmp_path / "e").refused
    (plain_jdk(tmp_path / "f") / "lib/svm").mkdir()
    assert "is a GraalVM" in jdk.judge(tmp_path / "f").refused


def test_none(tmp_path: Path) -> None:
    old = plain_jdk(tmp_path / "old", "17.0.1")
    with pytest.raises(WizardError, match=r"there is no JDK 25.*which is Java 17") as caught:
        jdk.find(environ={"JAVA_HOME": str(old), "PATH": ""})
    assert caught.value.code == ExitCode.ENVIRONMENT
    assert "JAVA_HOME" in caught.value.problems[0].todo


def test_a_named_one_has_to_fit(tmp_path: Path) -> None:
    with pytest.raises(WizardError, match="is Java 17"):
        jdk.find(plain_jdk(tmp_path, "17.0.1"))


def test_the_command_to_type_for_each_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    for manager, said in (
        ("dnf", "type: sudo dnf install java-25-openjdk-devel"),
        ("apk", "type: sudo apk add openjdk25-jdk"),
        ("apt-get", "type: sudo apt-get install "),
    ):
        monkeypatch.setattr(shutil, "which", lambda name, m=manager: name if name == m else None)
        assert packages.how_to_install("jdk").startswith(said)
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    assert packages.how_to_install("jdk") == "type: brew install openjdk@25"


def archive(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        tar.add(plain_jdk(folder / "jdk-25"), "jdk-25")
    return buffer.getvalue()


def test_a_checked_download(repository: Repository, tmp_path: Path) -> None:
    import hashlib

    data = archive(tmp_path)
    repository.answers = [sending(data, kind="application/gzip")]
    url = f"{repository.url}/jdk.tar.gz#sha256={hashlib.sha256(data).hexdigest()}"
    first = jdk_download.install_jdk(environ={"GRAALPY_WIZARD_JDK_URL": url})
    assert first.version == "25.0.3"
    assert jdk_download.install_jdk(environ={"GRAALPY_WIZARD_JDK_URL": url}).home == first.home
    assert len(repository.requests) == 1


def test_a_download_that_is_something_else(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "PAUSES", (0.0,))
    repository.answers = [sending(b"not that")]
    with pytest.raises(WizardError, match="sent another file"):
        jdk_download.install_jdk(environ={"GRAALPY_WIZARD_JDK_URL": f"{repository.url}/x#sha256={'0' * 64}"})


def test_a_download_without_a_checksum_is_refused() -> None:
    with pytest.raises(WizardError, match="checksum") as caught:
        jdk_download.install_jdk(environ={"GRAALPY_WIZARD_JDK_URL": "https://jdk.example/jdk.tar.gz"})
    assert caught.value.code == ExitCode.INPUT


def test_no_address_is_said_in_one_line() -> None:
    with pytest.raises(WizardError, match="no address of a JDK 25"):
        jdk_download.install_jdk(environ={})
