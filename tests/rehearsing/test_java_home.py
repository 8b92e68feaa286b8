"""Which Java rehearses."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.rehearsing import java_home
from wizard.toolchains import homes


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homes, "everywhere", lambda _: iter(()))


def home(
    folder: Path, *, java: str = "25.0.3", svm: bool = False, files: str = "bin/java bin/javac lib/modules"
) -> Path:
    for name in (*files.split(), *(["lib/svm/x"] if svm else [])):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (folder / "release").write_text(f'JAVA_VERSION="{java}"\n')
    return folder


def test_a_graalvm_does(tmp_path: Path) -> None:
    graalvm = home(tmp_path / "graalvm", svm=True)
    for variable in ("JAVA_HOME", "GRAALVM_HOME"):
        found = java_home.find(lambda _: None, {variable: str(graalvm), "PATH": ""})
        assert (found.home, found.refused) == (graalvm, "")


def test_a_plain_jdk_that_comes_first_is_taken(tmp_path: Path) -> None:
    plain = home(tmp_path / "plain", files="bin/java bin/javac lib/modules include/jni.h")
    graalvm = home(tmp_path / "graalvm", svm=True)
    environ = {"JAVA_HOME": str(plain), "GRAALVM_HOME": str(graalvm), "PATH": ""}
    assert java_home.find(lambda _: None, environ).home == plain


@pytest.mark.parametrize("wrong", [{"java": "21.0.1"}, {"files": "bin/java lib/modules"}])
def test_another_java_does_not(tmp_path: Path, wrong: dict[str, str]) -> None:
    found = home(tmp_path / "java", svm=True, **wrong)
    with pytest.raises(WizardError) as caught:
        java_home.find(lambda _: None, {"JAVA_HOME": str(found), "PATH": ""})
    assert caught.value.code is ExitCode.ENVIRONMENT
