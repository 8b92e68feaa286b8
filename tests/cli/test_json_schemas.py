"""What verbs print with --json is what docs/schemas says, and the schemas are those of the types."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.history.samples import failed, result, sizes
from wizard.cli import json_schemas, json_shapes
from wizard.cli.check import Checked
from wizard.cli.explain_effects import Total
from wizard.cli.json_results import RESULTS
from wizard.cli.main import VERBS, parser_for, run
from wizard.history.model import Origin
from wizard.history.store import History
from wizard.reports.model import Attribution, Leaf, Part

ROOT = Path(__file__).parents[2]
LOG = ROOT / "tests" / "data"
PROFILE = 'schema = 1\npreset = "smallest"\n[budget]\nsize = "90 MB"\n[program]\nentry = "hello.py"\n'


def strict(schema: Any) -> Any:
    """With no key beside those that are described: a new one has to come into the schema."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(value) for key, value in schema.items()}
    if "properties" in schema and isinstance(schema["properties"], dict) and schema.get("type") == "object":
        made["additionalProperties"] = False
    return made


@pytest.fixture
def called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., dict[str, Any]]:
    """Runs a verb in a folder with a program, a profile and some builds, and checks what it prints."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hello.py").write_text("import json\n")
    profile = tmp_path / "graalpy-wizard.toml"
    profile.write_text(PROFILE)
    history = History()
    origin = Origin(("build",), str(tmp_path), str(tmp_path / "hello.py"), str(profile))
    history.add(result("2026-11-24T09:00:00Z", origin=origin))
    grown = sizes(Part("rich", 600_000, "payload"))
    leaves = (Leaf(("engine", "code", "GraalPy", "_ssl"), grown.engine, estimated=True),
              Leaf(("payload", "library"), grown.payload))  # fmt: skip
    attribution = Attribution("hello", grown.file, leaves, detailed=True)
    history.add(result("2026-11-24T09:01:00Z", origin=origin, sizes=grown, attribution=attribution))
    history.add(failed("2026-11-24T09:02:00Z"))
    capsys.readouterr()

    def call(*words: str) -> dict[str, Any]:
        run([*words, "--json"])
        whole: dict[str, Any] = json.loads(capsys.readouterr().out)
        published = ROOT / "docs" / "schemas" / json_schemas.file_name(whole["command"])
        schema = json.loads(published.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(strict(schema)).validate(whole)
        return whole

    return call


CALLS = [
    "budget show", "budget set --to 95MB", "cache key hello.py --preset smallest", "cache list",
    "cache prune --dry-run",
    "doctor", "explain", "explain --preset full", "history compare full smallest", "history compare last~1 last",
    "history effects", "history export -o out.jsonl", "history list", "history list --all", "history prune --keep 1",
    "history rm last", "history show", "history trend", "presets diff smallest full", "presets export smallest",
    "presets export full -o full.toml", "presets list", "presets save mine --sentence Mine.", "presets show smallest",
    "profile show", "profile trust", "profile validate", "report", "report --html page.html",
    "report --markdown", "report --against reference", "report --next",
    "report --against last~1", "scan", "toolchain list", "build --dry-run",
]  # fmt: skip


@pytest.mark.parametrize("line", CALLS)
def test_output_is_as_the_schema_says(line: str, called: Callable[..., dict[str, Any]]) -> None:
    whole = called(*line.split())
    assert whole["command"] in RESULTS
    assert whole["result"] is not None, whole["problems"]


@pytest.mark.parametrize("line", ["history show nothing", "budget set", "report nothing", "history import /nowhere"])
def test_failures_are_as_the_schema_says(line: str, called: Callable[..., dict[str, Any]]) -> None:
    whole = called(*line.split())
    assert (whole["ok"], whole["result"]) == (False, None)
    assert whole["problems"]


def test_an_import_and_a_failed_build(called: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    called("history", "export", "-o", "out.jsonl")
    assert called("history", "import", "out.jsonl")["result"] == {"read": 3, "new": 0}
    newest = History().entries()[0]
    assert called("history", "show", newest.id)["result"]["problems"]


def test_a_log(called: Callable[..., dict[str, Any]]) -> None:
    logs = sorted(LOG.rglob("*.log"))
    assert logs
    for log in logs:
        called("log", str(log))


def test_no_schema_is_out_of_date() -> None:
    assert json_schemas.main(["--check"]) == 0


@pytest.mark.parametrize(
    ("shape", "kind"), [(json_shapes.Checked, Checked), (json_shapes.Total, Total)], ids=["check", "explain"]
)
def test_a_shape_has_the_fields_of_its_class(shape: Any, kind: Any) -> None:
    assert list(shape.__annotations__) == [field.name for field in fields(kind)]


def test_every_verb_has_a_schema() -> None:
    words = set()
    for verb in VERBS:
        parser = parser_for(verb)
        choices = [action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        words |= {f"{verb} {name}" for names in choices for name in names} or {verb}
    assert words <= set(RESULTS)
