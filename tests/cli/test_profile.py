"""`profile` as people and scripts call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wizard.catalogue.model import GraalPyVersion, Jar
from wizard.cli.main import run
from wizard.cli.options import version_of
from wizard.ground.problems import Where, WizardError

JAR = Jar("g", "a", "1", "00", 1)

TEXT = """preset = "smallest"
[answers]
network = "client"
[budget]
size = "90 MB"
[check]
run = ["--version"]
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "graalpy-wizard.toml").write_text(TEXT)
    return tmp_path


def test_validate_lists_all_problems(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "graalpy-wizard.toml").write_text('[answers]\nnetwrok = "none"\njit = "of"\n')
    assert run(["profile", "validate"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "error: graalpy-wizard.toml:2: answers.netwrok: there is no `netwrok` in [answers]; did you mean `network`?",
        "error: graalpy-wizard.toml:3: answers.jit: `jit` cannot be `of`; did you mean `off`?",
    ]


def test_show_names_the_origin_of_every_value(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAALPY_WIZARD_CRYPTO", "tls")
    assert run(["profile", "show", "--set", "jit=on", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)["result"]
    origins = {row["key"]: (row["value"], row["origin"], row["detail"]) for row in shown["origins"]}
    assert origins["jit"] == ("on", "flag", "--set jit")
    assert origins["crypto"] == ("tls", "environment", "GRAALPY_WIZARD_CRYPTO")
    assert origins["network"] == ("client", "profile", "graalpy-wizard.toml:3")
    assert origins["posix"] == ("java", "preset", "preset smallest")
    assert origins["budget.size"] == ("90 MB", "profile", "graalpy-wizard.toml:5")
    assert origins["graalpy"][1] == "default"
    assert not shown["trusted"]


def test_trust_is_asked_for_and_given(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["profile", "trust"]) == 0
    assert run(["profile", "show", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["result"]["trusted"]
    (here / "graalpy-wizard.toml").write_text(TEXT.replace("--version", "--other"))
    assert run(["profile", "show", "--json"]) == 0
    assert not json.loads(capsys.readouterr().out)["result"]["trusted"]


def test_bad_flags(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--set", "jit"], ["--set", "jot=on"], ["--graalpy", "99.9"], ["--preset", "../x"]):
        assert run(["profile", "show", *arguments]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_no_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["profile", "validate", "absent.toml"]) == 2
    assert capsys.readouterr().err == "error: absent.toml: there is no such file; check the path\n"


def test_a_version_is_exact_or_the_newest_of_its_line() -> None:
    versions = [
        GraalPyVersion(name, "3.12", 25, "25.0", "x", jars)
        for name, jars in (("25.0.3", (JAR,)), ("25.0.10", (JAR,)), ("25.0.11", ()), ("25.1.0", ()))
    ]
    assert version_of("25.0.3", Where(), versions).version == "25.0.3"
    assert version_of("25.0", Where(), versions).version == "25.0.10"
    with pytest.raises(WizardError, match="known but cannot be built"):
        version_of("25.1.0", Where(), versions)
    with pytest.raises(WizardError, match=r"did you mean `25\.0\.3`"):
        version_of("25.0.4", Where(), versions)
