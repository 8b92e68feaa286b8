"""`toolchain`, `doctor` and `cache` as people and scripts call them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.toolchains.conftest import graalvm, plain_jdk
from wizard.cli.main import run
from wizard.ground import places
from wizard.toolchains import homes, settings


@pytest.fixture(autouse=True)
def only_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the developer's machine but its compiler is found."""
    monkeypatch.setattr(homes, "SYSTEM", {})
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.delenv("JAVA_HOME", raising=False)


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = run([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)["result"]


def test_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("GRAALVM_HOME", str(plain_jdk(tmp_path / "plain")))
    monkeypatch.setenv("JAVA_HOME", str(graalvm(tmp_path / "good")))
    code, found = asked(capsys, "toolchain", "list")
    assert code == 0
    assert [entry["origin"] for entry in found if entry["origin"] != "PATH"] == ["GRAALVM_HOME", "JAVA_HOME"]
    assert "no native-image" in found[0]["refused"]
    assert found[1]["toolchain"]["edition"] == "GraalVM CE"
    assert run(["toolchain", "list"]) == 0
    assert "it has no native-image" in " ".join(capsys.readouterr().out.split())


def test_list_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["toolchain", "list"]) == 0
    assert "toolchain install" in capsys.readouterr().out


def test_plain_jdks_are_listed_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(plain_jdk(tmp_path / "plain")))
    code, found = asked(capsys, "toolchain", "list")
    assert (code, [entry["origin"] for entry in found if entry["origin"] != "PATH"]) == (0, ["JAVA_HOME"])
    assert "without native-image" in found[0]["refused"]
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "absent"))
    assert asked(capsys, "toolchain", "list")[1][0]["refused"] == "it is not there"
    assert run(["toolchain", "list"]) == 0
    assert "toolchain install" in capsys.readouterr().out


def test_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = graalvm(tmp_path / "good one")
    assert asked(capsys, "toolchain", "use", str(home / "bin/native-image"))[0] == 0
    assert settings.read().toolchain == str(home)
    assert asked(capsys, "toolchain", "list")[1][0]["origin"] == "user configuration"


def test_use_of_what_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["toolchain", "use", str(tmp_path)]) == 3
    assert "it has no native-image" in capsys.readouterr().err
    assert not settings.file().exists()


def test_install_with_a_jdk_that_does_not_fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["toolchain", "install", "--jdk", str(plain_jdk(tmp_path, "17.0.2"))]) == 3
    assert "is Java 17" in capsys.readouterr().err


def test_doctor_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    code, found = asked(capsys, "doctor")
    assert code == 3
    missing = {check["name"]: check["todo"] for check in found["checks"] if check["state"] == "missing"}
    assert {"JDK 25", "C compiler"} <= set(missing)
    assert all(missing.values())


def test_doctor_of_a_machine_with_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRAALVM_HOME", str(graalvm(tmp_path)))
    monkeypatch.setenv("https_proxy", "http://me:secret@proxy.example:8080")
    _, found = asked(capsys, "doctor")
    states = {check["name"]: check["state"] for check in found["checks"]}
    assert states["native-image"] == "ok"
    assert states["JDK 25"] == "note"
    assert "secret" not in json.dumps(found)
    assert "proxy.example:8080" in json.dumps(found)


def test_doctor_without_a_network(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from wizard.toolchains import transfer

    monkeypatch.setattr(transfer, "PAUSES", (0.0,))
    monkeypatch.setenv("GRAALPY_WIZARD_MAVEN", "http://127.0.0.1:9/maven")
    code, found = asked(capsys, "doctor", "--network")
    assert code == 3
    assert "cannot be reached" in found["checks"][-1]["found"]


def test_doctor_with_broken_settings(capsys: pytest.CaptureFixture[str]) -> None:
    settings.file().parent.mkdir(parents=True)
    settings.file().write_text("[toolchain\n")
    assert run(["doctor"]) == 2
    assert "config.toml" in capsys.readouterr().err


def engine(name: str, days: float) -> Path:
    folder = places.cache() / "engines" / name
    folder.mkdir(parents=True)
    (folder / "engine").write_bytes(b"x" * 1000)
    (folder / "engine.json").write_text(json.dumps({"name": "smallest"}))
    used = folder / "used"
    used.touch()
    os.utime(used, (used.stat().st_mtime - days * 86400,) * 2)
    return folder


def test_cache(capsys: pytest.CaptureFixture[str]) -> None:
    old, new = engine("a" * 20, 40), engine("b" * 20, 1)
    jars = places.cache() / "jars"
    jars.mkdir()
    for name in ("x-1.jar", "y-1.jar.part"):
        (jars / name).write_bytes(b"12345")
    wheel = places.cache() / "wheels" / ("c" * 64) / "x-1-py3-none-any.whl"
    part = places.cache() / "parts" / "library-1.zip"
    for file in (wheel, part):
        file.parent.mkdir(parents=True)
        file.write_bytes(b"123")
    listed = asked(capsys, "cache", "list")[1]
    assert [entry["kind"] for entry in listed] == ["engines", "engines", *["downloads"] * 3, "parts"]
    assert wheel.name in {entry["name"] for entry in listed}
    assert listed[0]["name"] == "smallest " + "b" * 12
    assert listed[0]["size"] >= 1000
    assert asked(capsys, "cache", "prune", "--dry-run")[0] == 0
    assert old.exists()
    assert asked(capsys, "cache", "prune")[0] == 0
    assert not old.exists()
    assert new.exists()
    assert [path.name for path in jars.iterdir() if path.suffix in {".jar", ".part"}] == ["x-1.jar"]
    assert asked(capsys, "cache", "prune", "--parts")[0] == 0
    assert (part.exists(), wheel.exists()) == (False, True)
    assert asked(capsys, "cache", "prune", "--all")[0] == 0
    assert asked(capsys, "cache", "list")[1] == []
    assert not wheel.exists()


def test_an_engine_in_use_stays(capsys: pytest.CaptureFixture[str]) -> None:
    from filelock import FileLock

    folder = engine("c" * 20, 40)
    with FileLock(folder.parent / f"{folder.name}.lock"):
        assert run(["cache", "prune"]) == 0
    assert "is in use and stays" in capsys.readouterr().err
    assert folder.exists()


@pytest.mark.parametrize("days", ["many", "-1", "nan", "inf"])
def test_days_that_are_no_number(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cache", "prune", "--engines", f"--days={days}"]) == 2
    assert "no number of days" in capsys.readouterr().err
