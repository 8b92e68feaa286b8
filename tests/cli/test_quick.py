"""The quick way says the same as the ordinary one, and leaves to it whatever is wrong or unusual."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
import tomlkit

from wizard.catalogue.figures import PresetFigures, load_figures
from wizard.catalogue.load import load, load_questions
from wizard.catalogue.model import Rule
from wizard.cli import quick
from wizard.cli.main import run
from wizard.profiles.read import allowed_by


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_catalogue_is_read_alike() -> None:
    text = (Path(quick.CATALOGUE) / "questions.toml").read_text()
    assert quick.allowed_in(text) == allowed_by(load_questions())


def test_figures_are_read_alike(tmp_path: Path) -> None:
    known = [
        PresetFigures("full", "25.0.3", "a name = 1", 1, 295_400_000, 0.125, 600, 7),
        PresetFigures("smallest", "25.0.3", 'quoted "x"', 1, 80_000_000, 0.05, 300, 7),
    ]
    file = tmp_path / "presets.toml"
    file.write_text(tomlkit.dumps({"preset": [asdict(figures) for figures in known]}))
    for name, figures in load_figures(file).items():
        entry = quick.figures_of(file.read_text())[name]
        assert entry == {"total_bytes": figures.total_bytes, "start_seconds": figures.start_seconds}


PROGRAM = '[program]\nentry = "hello.py"\n'


@pytest.mark.parametrize(
    "profile",
    [
        PROGRAM,
        PROGRAM.replace("hello.py", "folder"),
        PROGRAM + 'requirements = ["rich"]\n[answers]\njit = true\nnative_modules = ["bz2"]\n',
        f'preset = "full"\n{PROGRAM}[output]\nname = "x"\n[check]\nrun = ["--version"]\n',
        f'preset = "smallest"\n{PROGRAM}[check]\nimports = ["json", "random", "hashlib", "os.path"]\n',
    ],
)
def test_profile_validate_is_the_same(here: Path, capsys: pytest.CaptureFixture[str], profile: str) -> None:
    (here / "hello.py").touch()
    (here / "folder").mkdir()
    (here / "folder" / "__main__.py").touch()
    (here / "graalpy-wizard.toml").write_text(profile)
    for arguments in (
        ["profile", "validate"],
        ["profile", "validate", "."],
        ["profile", "validate", "graalpy-wizard.toml"],
    ):
        text = quick.quick(arguments)
        assert run(arguments) == 0
        captured = capsys.readouterr()
        assert text == captured.out != ""
        assert captured.err == ""


@pytest.mark.parametrize(
    "profile",
    [
        "",
        '[program]\nentry = "absent.py"\n',
        '[program]\nmaven = "."\n',
        PROGRAM + '[answers]\nnetwork = "none"\ncrypto = "tls"\n',
        PROGRAM + '[answers]\nfiles = "read"\nposix = "native"\n',
        PROGRAM + '[toolchain]\ngraalpy = "24.2.1"\n',
        PROGRAM + 'requirements_file = "absent.txt"\n',
        PROGRAM + '[check]\nimports = ["jsno"]\n',
        PROGRAM + '[answers]\nstartup = "snapshot"\n[snapshot]\nmodules = ["random"]\n',
        f'preset = "smallest"\n{PROGRAM}[check]\nimports = ["ssl"]\n',
        f'preset = "smallest"\n{PROGRAM}[check]\nimports = ["sqlite3"]\n',
        PROGRAM + '[check]\nimports = ["random"]\n[answers]\ncrypto = "none"\n',
    ],
)
def test_what_may_be_wrong_goes_the_ordinary_way(here: Path, capsys: pytest.CaptureFixture[str], profile: str) -> None:
    (here / "hello.py").touch()
    (here / "graalpy-wizard.toml").write_text(profile)
    assert quick.quick(["profile", "validate"]) is None
    run(["profile", "validate"])
    assert capsys.readouterr().err.startswith(("error: graalpy-wizard.toml", "warning: graalpy-wizard.toml"))


def test_every_answer_that_another_may_contradict_goes_the_ordinary_way() -> None:
    needed = {(key, value) for rule in load().rules if rule.kind != "warns" for key, value in _needs(rule)}
    told = {(key, value) for key, values in quick.CONTRADICTED.items() for value in values}
    assert needed == told


def _needs(rule: Rule) -> list[tuple[str, str]]:
    """The answers of its condition that it changes, which are the ones that a user may have insisted on."""
    return [(key, value) for key in rule.needs for value in rule.when.get(key, ())]


def test_the_default_python_is_the_quick_ways() -> None:
    catalogue = load()
    assert catalogue.version(catalogue.default_version).python == quick.PYTHON


@pytest.mark.parametrize(
    "profile",
    ["[answers]\njit = 'maybe'\n", "broken", "schema = 2\n", "preset = 'absent'\n", "preset = 3\n", "x = 1\n"],
)
def test_what_is_wrong_goes_the_ordinary_way(here: Path, capsys: pytest.CaptureFixture[str], profile: str) -> None:
    (here / "graalpy-wizard.toml").write_text(profile)
    assert quick.quick(["profile", "validate"]) is None
    assert run(["profile", "validate"]) == 2
    assert capsys.readouterr().err.startswith("error: graalpy-wizard.toml:")


def test_own_presets_go_the_ordinary_way(here: Path, home: Path) -> None:
    assert quick.quick(["presets", "list"])
    (home / "config" / "graalpy-wizard" / "presets").mkdir(parents=True)
    assert quick.quick(["presets", "list"]) is None


def test_other_arguments_go_the_ordinary_way() -> None:
    for arguments in ([], ["presets"], ["presets", "list", "--json"], ["profile", "validate", "--json"], ["build"]):
        assert quick.quick(arguments) is None
