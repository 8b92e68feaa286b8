"""`profile` as people and scripts call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wizard.catalogue.model import GraalPyVersion, Jar
from wizard.cli.main import run
from wizard.ground.problems import Where, WizardError
from wizard.planning.graalpy import version_of

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
    (here / "hello.py").touch()
    (here / "graalpy-wizard.toml").write_text(
        '[answers]\nnetwrok = "none"\njit = "of"\n[program]\nentry = "hello.py"\n'
    )
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


def validated(here: Path, capsys: pytest.CaptureFixture[str], text: str) -> tuple[int, list[str]]:
    (here / "hello.py").write_text("def main(): pass\n")
    (here / "graalpy-wizard.toml").write_text(text)
    code = run(["profile", "validate"])
    return code, capsys.readouterr().err.splitlines()


ENTRY = '[program]\nentry = "hello.py"\n'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (ENTRY + '[answers]\nnetwork = "none"\ncrypto = "tls"\n', 3, ["crypto = tls", "TLS works on sockets", "--set"]),
        (ENTRY + '[toolchain]\ngraalpy = "24.2.1"\n', 4, ["GraalPy 24.2.1", "cannot be built"]),
        (ENTRY + '[toolchain]\ngraalpy = "25.0.3"\nnative_image = "24.1"\n', 5, ["24.1", "25.0"]),
        (ENTRY + '[check]\nimports = ["ssl"]\n[answers]\ncrypto = "hashes"\n', 4, ["`ssl`", "crypto = hashes"]),
        ('[program]\nentry = "helo.py"\n', 2, ["helo.py", "did you mean hello.py?"]),
        ('[program]\njar = "absent.jar"\n', 2, ["there is no absent.jar"]),
        (ENTRY + 'requirements_file = "r.txt"\n', 3, ["there is no r.txt"]),
        ('[program]\nentry = "hello:mein"\n', 2, ["mein", "did you mean hello:main?"]),
    ],
)
def test_validate_finds_what_a_build_would_stumble_over(
    here: Path, capsys: pytest.CaptureFixture[str], text: str, line: int, words: list[str]
) -> None:
    code, told = validated(here, capsys, text)
    assert code == 2
    assert len(told) == 1
    assert told[0].startswith(f"error: graalpy-wizard.toml:{line}: ")
    assert [word for word in words if word not in told[0]] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["names no program", "entry ="]),
        (
            '[program]\nmaven = "."\n',
            ["graalpy-wizard.toml:2: program.maven", "Maven projects cannot be built", "jar ="],
        ),
        ('[program]\ngradle = "."\n', ["Gradle projects cannot be built"]),
        ('[program]\nclass_path = ["a.jar"]\nmain_class = "A"\n', ["a class path alone"]),
        (ENTRY + '[check]\nimports = ["jsno"]\n', ["check.imports[0]", "`jsno`", "did you mean `json`?"]),
        (ENTRY + '[options]\nextra = ["-Dpython.WithoutSLL=true"]\n', ["WithoutSLL", "WithoutSSL"]),
    ],
)
def test_validate_warns(here: Path, capsys: pytest.CaptureFixture[str], text: str, words: list[str]) -> None:
    (here / "a.jar").touch()
    code, told = validated(here, capsys, text)
    assert code == 0
    assert len(told) == 1
    assert told[0].startswith("warning: graalpy-wizard.toml")
    assert [word for word in words if word not in told[0]] == []


def test_a_schema_of_the_wrong_type_hides_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = 'schema = "1"\n[answers]\nnetwrok = "none"\ncrypto = "tls"\nnetwork = "none"\n[check]\nimports = ["json"]\n'
    code, told = validated(here, capsys, text + ENTRY)
    assert code == 2
    assert [line.split(": ")[1] for line in told] == [f"graalpy-wizard.toml:{line}" for line in (1, 2, 3)]


@pytest.mark.parametrize(("key", "word"), [("maven", "Maven"), ("gradle", "Gradle")])
def test_build_tells_the_truth_of_what_comes_later(
    here: Path, capsys: pytest.CaptureFixture[str], key: str, word: str
) -> None:
    (here / "graalpy-wizard.toml").write_text(f'[program]\n{key} = "."\n')
    assert run(["build", "--dry-run", "--trust"]) == 2
    assert f"{word} projects cannot be built by this graalpy-wizard yet" in capsys.readouterr().err


def test_control_characters_in_keys_are_shown(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = validated(here, capsys, ENTRY + '[answers]\n"net\\u001b[31mwork\\u202e\\u0007" = "none"\n')
    assert code == 2
    assert [r"answers.net\x1b[31mwork\u202e\x07: there is no `net\x1b[31mwork\u202e\x07`" in line for line in told] == [
        True
    ]


def test_a_program_that_is_wrong_is_not_said_to_be_none(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = validated(here, capsys, '[program]\nentry = ["hello.py"]\n')
    assert (code, len(told)) == (2, 1)


@pytest.mark.parametrize("verb", [["explain"], ["profile", "validate"], ["profile", "show"], ["budget", "show"]])
def test_a_program_is_no_profile(verb: list[str], here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "hello.py").write_text("print(1)\n")
    assert run([*verb, "hello.py"]) == 2
    assert "hello.py is a program, not a profile" in capsys.readouterr().err
