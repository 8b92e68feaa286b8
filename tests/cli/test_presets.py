"""`presets` as people and scripts call it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wizard.cli.main import run
from wizard.ground import places


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def result(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)["result"]


def test_list_names_all_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    listed = result(capsys, "presets", "list")
    assert len(listed) == 7
    assert all(entry["sentence"] and entry["origin"] == "shipped" for entry in listed)


def test_show_and_an_unknown_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert result(capsys, "presets", "show", "smallest")["values"]["answers.network"] == "none"
    assert run(["presets", "show", "smalest"]) == 2
    assert capsys.readouterr().err == "error: there is no preset `smalest`; did you mean `smallest`?\n"
    assert run(["presets", "show", "../../x"]) == 2


def test_diff(capsys: pytest.CaptureFixture[str]) -> None:
    found = {
        entry["key"]: (entry["first"], entry["second"])
        for entry in result(capsys, "presets", "diff", "full", "smallest")
    }
    assert found["answers.jit"] == ("on", "off")
    assert "answers.cpu" not in found
    assert result(capsys, "presets", "diff", "full", "full") == []


def test_save_export_and_import(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "graalpy-wizard.toml").write_text(
        'preset = "smallest"\n[program]\nentry = "x.py"\n[answers]\nnetwork = "client"\n[output]\nname = "x"\n'
    )
    assert run(["presets", "save", "mine", "--sentence", "Mine."]) == 0
    capsys.readouterr()
    diff = result(capsys, "presets", "diff", "smallest", "mine")
    assert diff == [{"key": "answers.network", "first": "none", "second": "client"}]
    assert run(["presets", "export", "mine", "-o", "shared.toml"]) == 0
    assert run(["presets", "export", "mine", "-o", "shared.toml"]) == 2
    assert run(["presets", "import", "shared.toml", "--name", "theirs"]) == 0
    assert run(["presets", "import", "shared.toml", "--name", "smallest"]) == 2
    assert run(["presets", "save", "mine"]) == 2
    capsys.readouterr()
    assert [entry["name"] for entry in result(capsys, "presets", "list")][7:] == ["mine", "theirs"]
    exported = result(capsys, "presets", "export", "theirs")["toml"]
    assert exported == (here / "shared.toml").read_text()


def test_import_of_raw_arguments_needs_consent(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "fast.toml").write_text('sentence = "x"\n[options]\nextra = ["-H:Path=/"]\n')
    assert run(["presets", "import", "fast.toml"]) == 4
    assert "options.extra" in capsys.readouterr().err
    assert not (places.configuration() / "presets").exists()
    assert run(["presets", "import", "fast.toml", "--trust"]) == 0


def test_import_of_something_broken(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "bad.toml").write_text('[answers]\nnetwork = "nono"\n[program]\nentry = "x"\n')
    assert run(["presets", "import", "bad.toml"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
    assert run(["presets", "import", "absent.toml"]) == 2


def test_a_file_that_takes_a_shipped_name_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = here / ".graalpy-wizard" / "presets" / "smallest.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[answers]\nnetwork = "server"\n')
    (here / "hello.py").write_text("print(1)\n")
    for arguments in (["presets", "show", "smallest"], ["build", "hello.py", "--preset", "smallest", "--dry-run"]):
        assert run(arguments) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert run(["presets", "list", "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert {entry["origin"] for entry in whole["result"]} == {"shipped"}
    assert [problem["where"]["file"] for problem in whole["problems"]] == [str(own)]
    assert run(["build", "hello.py", "--preset", "full", "--dry-run"]) == 0


def test_the_list_puts_sentences_below_names_in_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    sentences = {p["name"]: p["sentence"] for p in result(capsys, "presets", "list")}
    assert run(["presets", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    names = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert names == list(sentences)
    told = " ".join(line.strip() for line in lines if line.startswith("  "))
    assert told == " ".join(sentences.values())


def test_show_says_what_each_answer_means(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["presets", "show", "smallest"]) == 0
    out = capsys.readouterr().out
    assert "importing `socket`, `asyncio`, `http.client` or `urllib.request` fails" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 80
