"""Documents made from the catalogue say what the catalogue and the code say."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from wizard.catalogue import documents
from wizard.catalogue.load import load_questions
from wizard.ground.exits import ExitCode
from wizard.profiles import shape

PRESETS = Path(__file__).parents[2] / "presets"


def test_no_document_is_out_of_date() -> None:
    assert documents.main(["--check"]) == 0


def test_drift_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(documents, "FOLDER", tmp_path)
    assert documents.main([]) == 0
    assert documents.main(["--check"]) == 0
    assert (tmp_path / "options.md").is_file()
    (tmp_path / "options.md").write_text("old")
    assert documents.main(["--check"]) == 1
    assert "options.md" in capsys.readouterr().err


def test_the_fields_are_those_that_a_profile_may_have() -> None:
    told = {(field.section, field.key) for field in documents.fields()}
    assert told == {(section, key) for section, keys in shape.FORMAT.items() for key in keys}


def test_each_exit_code_is_documented() -> None:
    text = documents.exit_codes()
    assert [code for code in ExitCode if f"| {int(code)} |" not in text] == []


@pytest.mark.parametrize("preset", sorted(PRESETS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_schema_knows_every_key_and_value_of_a_preset(preset: Path) -> None:
    schema = json.loads(documents.documents()["profile.schema.json"])["properties"]
    whole = tomllib.loads(preset.read_text())
    assert set(whole) <= set(schema)
    answers = schema["answers"]["properties"]
    for key, value in whole["answers"].items():
        if "enum" in answers[key]:
            assert value in answers[key]["enum"]


def test_every_question_is_in_the_profiles_reference() -> None:
    text = documents.documents()["profile.md"]
    assert [question.key for question in load_questions() if f"### `{question.key}`" not in text] == []
