"""`check EXECUTABLE` with a script in the place of the engine."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.reports import engines
from wizard.cli.main import run
from wizard.ground.problems import WizardError
from wizard.programs import trailer
from wizard.reports import elf, promises
from wizard.reports.model import RunsOn

Captured = pytest.CaptureFixture[str]
Make = Callable[..., Path]
HELLO = "import sys\nprint('hello', sys.argv[1:])\nsys.exit(len(sys.argv) - 1)\n"
SCRIPT = RunsOn("Linux", "x86-64", "x86-64-v3", "2.34", ("libc.so.6",), False, ())


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """`product(preset, broken=..., **behaviour)`: an executable that keeps that preset's promises, but for `broken`."""
    monkeypatch.setattr(elf, "runs_on", lambda file, level="": SCRIPT)

    def make(preset: str = "smallest", spoiled: tuple[str, ...] = (), **behaviour: Any) -> Path:
        plan = engines.planned(preset)
        promised = promises.of_plan(plan)
        blocked = [name for name in (*promised.gone, *promised.fails) if name not in spoiled]
        made = engines.engine(tmp_path / "engine", blocked=blocked, withheld=promised.withheld, **behaviour)
        files = {"app/hello.py": HELLO, "app/mine.py": "x = 1\n"}
        return engines.product(made, tmp_path / "product", engines.manifest_of(plan), files)

    return make


def test_one_line_for_each_promise_that_holds(product: Make, capsys: Captured) -> None:
    file = product()
    promised = promises.of_plan(engines.planned("smallest"))
    count = len(promised.gone) + len(promised.fails) + len(promised.works) + 1
    assert run(["check", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{file}: {count} promises hold"
    assert sum(line.startswith("holds ") for line in lines) == count
    assert any(line.startswith("holds   _ssl is gone: ") for line in lines)
    assert any(line.startswith("holds   hashlib works: sha256 is right") for line in lines)
    assert all(len(line) <= 80 for line in lines[1:])


def test_a_broken_promise_is_6(product: Make, capsys: Captured) -> None:
    file = product(spoiled=("_socket",))
    assert run(["check", str(file), "--quiet"]) == 6
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "error: broken promise: _socket is gone, but: imported\n"


def test_json(product: Make, capsys: Captured) -> None:
    file = product("sandboxed-minimal", spoiled=("zlib",))
    assert run(["check", str(file), "--json"]) == 6
    whole = json.loads(capsys.readouterr().out)
    assert not whole["ok"]
    assert whole["problems"][0]["code"] == "broken-promise"
    result = whole["result"]
    assert result["proof"]["start"]["runs"] == 5
    assert {line["name"] for line in result["proof"]["lines"] if line["promise"] == "withheld"} == {
        "files", "writing", "environment",
    }  # fmt: skip
    assert [line["name"] for line in result["proof"]["lines"] if not line["kept"]] == ["zlib"]
    assert result["engine"] + result["payload"] == result["size"] == file.stat().st_size


def test_the_product_runs_only_when_asked(product: Make, capsys: Captured) -> None:
    file = product()
    assert run(["check", str(file), "--run", "", "--quiet"]) == 0
    assert run(["check", str(file), "--run", "a 'b c'"]) == 6
    told = capsys.readouterr()
    assert "error: broken promise: product a 'b c' runs, but: status 2" in told.err


def test_what_a_profile_wishes(product: Make, tmp_path: Path, capsys: Captured) -> None:
    profile = tmp_path / "graalpy-wizard.toml"
    profile.write_text('schema = 1\n[check]\nimports = ["mine", "nowhere"]\nrun = ["x"]\n')
    file = product()
    assert run(["check", str(file), "--profile", str(profile)]) == 4, "it runs the program: consent first"
    capsys.readouterr()
    assert run(["check", str(file), "--profile", str(profile), "--trust", "--json"]) == 6
    lines = json.loads(capsys.readouterr().out)["result"]["proof"]["lines"]
    kept = {(line["promise"], line["name"]): line["kept"] for line in lines}
    assert kept["works", "mine"]
    assert not kept["works", "nowhere"]
    assert not kept["runs", "product x"]


def test_a_profile_that_only_imports_needs_consent_for_own_modules(product: Make, tmp_path: Path) -> None:
    profile = tmp_path / "graalpy-wizard.toml"
    words = ["check", str(product()), "--profile", str(profile), "--quiet"]
    profile.write_text('schema = 1\n[check]\nimports = ["json"]\n')
    assert run(words) == 0
    profile.write_text('schema = 1\n[check]\nimports = ["json", "mine"]\n')
    assert run(words) == 4
    assert run([*words, "--trust"]) == 0


def test_nothing_stays_behind(product: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    file = product()
    before = file.read_bytes()
    run(["check", str(file), "--quiet"])
    assert list(scratch.iterdir()) == []
    assert file.read_bytes() == before


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def altered(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[data.index(b"app/hello.py") + 14] ^= 1
    file.write_bytes(data)


def without_payload(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: trailer.read(file).engine_length])


def empty(file: Path) -> None:
    file.write_bytes(b"")


WITHOUT = "it is a script, and carries no payload of graalpy-wizard; "


@pytest.mark.parametrize(
    ("damage", "words"),
    [(cut, WITHOUT), (altered, "payload is damaged: "), (without_payload, WITHOUT), (empty, "it is empty; ")],
)
def test_damage_is_one_line_and_2(product: Make, damage: Callable[[Path], None], words: str, capsys: Captured) -> None:
    file = product()
    damage(file)
    assert run(["check", str(file)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert told.err.startswith(f"error: {file}: {words}")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x7fELF\x02\x01" + bytes(200), "an executable for Linux"),
        (b"PK\x03\x04" + bytes(200), "a zip file, such as a jar or a wheel"),
        (b"#!/bin/sh\n", "a script"),
        ("grün\n".encode() * 1500, "a text file"),
        (bytes(range(256)), "no executable"),
        (bytes(300), "no executable"),
    ],
)
def test_what_is_none_of_ours_is_called_what_it_is(tmp_path: Path, data: bytes, words: str, capsys: Captured) -> None:
    file = tmp_path / "file"
    file.write_bytes(data)
    assert run(["check", str(file)]) == 2
    assert capsys.readouterr().err.startswith(f"error: {file}: it is {words}, and carries no payload")


def test_a_file_that_may_not_be_executed(product: Make, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    file = product()
    file.chmod(0o644)
    assert run(["check", str(file)]) == 2
    assert f"it may not be executed; type: chmod +x {file}" in capsys.readouterr().err


def test_what_is_none_of_ours(tmp_path: Path, capsys: Captured) -> None:
    true = shutil.which("true") or "/bin/true"
    for file in (true, str(tmp_path), str(tmp_path / "nowhere"), "a\0b"):
        assert run(["check", file]) == 2
        told = capsys.readouterr()
        assert (told.out, told.err.count("\n")) == ("", 1)


def test_a_manifest_of_another_wizard(tmp_path: Path, capsys: Captured) -> None:
    made = engines.engine(tmp_path / "engine")
    manifest = engines.manifest_of(engines.planned("smallest")) | {"options": ["tomorrow"]}
    file = engines.product(made, tmp_path / "product", manifest, {"app/hello.py": HELLO})
    assert run(["check", str(file)]) == 2
    assert "tomorrow, which this version of the wizard does not know" in capsys.readouterr().err
    engines.product(made, file, {}, {"app/hello.py": HELLO})
    assert run(["check", str(file)]) == 2


def test_an_engine_that_does_not_start_here_is_3(product: Make, tmp_path: Path, capsys: Captured) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\necho 'version GLIBC_9.99 not found' >&2\nexit 1\n")
    manifest = engines.manifest_of(engines.planned("smallest"))
    file = engines.product(broken, tmp_path / "product", manifest, {"app/hello.py": HELLO})
    assert run(["check", str(file), "--quiet"]) == 3
    assert "the engine does not start here" in capsys.readouterr().err
    assert "GLIBC_9.99" not in file.read_text(errors="replace")[200:]


def test_arguments_with_an_open_quote(product: Make, capsys: Captured) -> None:
    assert run(["check", str(product()), "--run", "'a"]) == 2
    assert "close its quotes" in capsys.readouterr().err


def test_a_script_is_no_elf_file(tmp_path: Path) -> None:
    """What the tests above stand in for."""
    with pytest.raises(WizardError):
        elf.runs_on(engines.engine(tmp_path / "engine"))
    true = Path(shutil.which("true") or "/bin/true").resolve()
    needed = subprocess.run(["readelf", "-d", true], capture_output=True, text=True, check=True).stdout
    assert all(f"[{name}]" in needed for name in elf.runs_on(true).libraries)
