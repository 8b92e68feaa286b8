"""The order in which toolchains are taken, and what happens where none fits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.toolchains.conftest import graalvm
from wizard.ground import places
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.toolchains import find, homes, settings
from wizard.toolchains.model import Wanted
from wizard.toolchains.settings import Settings

GRAALPY = Wanted(builder="25.0")


@pytest.fixture(autouse=True)
def only_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the developer's machine is found."""
    monkeypatch.setattr(homes, "SYSTEM", {})
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.delenv("JAVA_HOME", raising=False)


def test_the_order(tmp_path: Path, home: Path) -> None:
    named = ["typed", "variable", "configured", "graalvm", "java", "path"]
    made = {name: graalvm(tmp_path / name) for name in named}
    tools = {
        "SDKMAN": ".sdkman/candidates/java/25-graalce", "mise": "data/mise/installs/java/25",
        "asdf": ".asdf/installs/java/25", "jbang": ".jbang/cache/jdks/25", "Gradle": ".gradle/jdks/x/graalvm-25",
    }  # fmt: skip
    for path in tools.values():
        graalvm(home / path)
    graalvm(places.cache() / "toolchains/mine")
    environ = os.environ | {
        "GRAALPY_WIZARD_TOOLCHAIN": str(made["variable"]), "GRAALVM_HOME": str(made["graalvm"]),
        "JAVA_HOME": str(made["java"]), "PATH": f"{made['path']}/bin:/bin", "HOME": str(home),
    }  # fmt: skip
    config = Settings(toolchain=str(made["configured"]))
    found = find.candidates(environ, config, GRAALPY, str(made["typed"] / "bin/native-image"))
    assert [candidate.origin for candidate in found] == [
        "--toolchain", "GRAALPY_WIZARD_TOOLCHAIN", "user configuration", "GRAALVM_HOME", "JAVA_HOME", "PATH",
        "SDKMAN", "mise", "asdf", "jbang", "Gradle", "own store",
    ]  # fmt: skip
    assert all(candidate.toolchain for candidate in found)


def test_each_home_once(tmp_path: Path) -> None:
    home = graalvm(tmp_path / "real")
    (tmp_path / "link").symlink_to(home)
    environ = os.environ | {"GRAALVM_HOME": str(tmp_path / "link"), "JAVA_HOME": str(home)}
    assert [c.home for c in find.candidates(environ, Settings(), GRAALPY)] == [home]


def test_java_home_without_native_image_is_passed_over(tmp_path: Path) -> None:
    assert find.candidates({"JAVA_HOME": str(tmp_path)}, Settings(), GRAALPY) == []


def test_the_first_that_fits(tmp_path: Path) -> None:
    environ = os.environ | {
        "GRAALVM_HOME": str(graalvm(tmp_path / "old", "24.2.0")), "JAVA_HOME": str(graalvm(tmp_path / "new"))
    }  # fmt: skip
    assert find.ensure(GRAALPY, environ=environ).home == tmp_path / "new"
    assert find.planned_path(GRAALPY, environ=environ) == tmp_path / "new"


@pytest.mark.parametrize("how", ["typed", "variable", "configured"])
def test_nothing_is_taken_in_place_of_a_named_one(tmp_path: Path, how: str) -> None:
    good, bad = graalvm(tmp_path / "good"), tmp_path / "bad [b]ad"
    environ = os.environ | {"GRAALVM_HOME": str(good)}
    if how == "variable":
        environ["GRAALPY_WIZARD_TOOLCHAIN"] = str(bad)
    elif how == "configured":
        settings.use(bad)
    with pytest.raises(WizardError, match="it is not there") as caught:
        find.ensure(GRAALPY, environ=environ, explicit=str(bad) if how == "typed" else None)
    assert caught.value.code == ExitCode.ENVIRONMENT


def test_a_version_that_cannot_be_put_together(tmp_path: Path) -> None:
    environ = os.environ | {"GRAALVM_HOME": str(graalvm(tmp_path))}
    with pytest.raises(WizardError, match=r"needs a native-image 24\.2, none was found .*it is 25\.0\.2") as caught:
        find.ensure(Wanted(builder="24.2"), environ=environ)
    assert caught.value.code == ExitCode.ENVIRONMENT


def test_without_leave_to_download() -> None:
    with pytest.raises(WizardError, match="toolchain install"):
        find.ensure(GRAALPY, download=False)


def test_a_plan_touches_nothing(home: Path) -> None:
    planned = find.planned(GRAALPY)
    assert planned.home.parent == places.cache() / "toolchains"
    assert planned.native_image == planned.home / "bin/native-image"
    assert list(home.iterdir()) == []


def test_settings_survive_a_rewrite(tmp_path: Path) -> None:
    file = settings.file()
    file.parent.mkdir(parents=True)
    file.write_text('# mine\n[mirror]\nmaven = "https://m.example"  # why\n\n[other]\nkey = 1\n')
    settings.use(tmp_path / 'a "home" ü')
    assert settings.read() == Settings(str(tmp_path / 'a "home" ü'), "https://m.example")
    assert file.read_text().startswith('# mine\n[mirror]\nmaven = "https://m.example"  # why\n\n[other]\nkey = 1\n')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[toolchain]\npth = 'x'\n", "toolchain.pth: unknown key; known are: path"),
        ("[toolchain]\npath = 3\n", "toolchain.path: this has to be text"),
        ("toolchain = 3\n", "toolchain: this has to be a section"),
        ("[toolchain\n", "this is not TOML"),
    ],
)
def test_settings_that_are_wrong(text: str, said: str) -> None:
    settings.file().parent.mkdir(parents=True)
    settings.file().write_text(text)
    with pytest.raises(WizardError) as caught:
        settings.read()
    assert caught.value.code == ExitCode.INPUT
    assert said in caught.value.problems[0].line()
