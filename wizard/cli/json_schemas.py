"""The JSON Schemas of `--json`, made from the types: `python -m wizard.cli.json_schemas [--check]`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wizard.cli.json_results import RESULTS
from wizard.cli.outcome import SCHEMA

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
PROBLEM = {
    "type": "object",
    "required": ["severity", "code", "what", "todo", "where"],
    "properties": {
        "severity": {"enum": ["error", "warning"]},
        "code": {"type": "string", "description": "a stable name, such as unknown-key"},
        "what": {"type": "string"},
        "todo": {"type": "string"},
        "where": {
            "anyOf": [
                {"type": "null"},
                {
                    "type": "object",
                    "required": ["file", "key", "line"],
                    "properties": {"file": {"type": "string"}, "key": {"type": "string"}, "line": {"type": "integer"}},
                },
            ]
        },
    },
}


def file_name(command: str) -> str:
    """`history-list.json`."""
    return f"{command.replace(' ', '-')}.json"


def documents() -> Mapping[str, str]:
    """File name -> text, one for each verb or sub-verb."""
    return {file_name(command): json.dumps(schema(command), indent=1) + "\n" for command in RESULTS}


def schema(command: str) -> dict[str, Any]:
    """Of the whole object that a verb prints with `--json`; `result` is null where it failed before there was one."""
    result, parts = _of_types(RESULTS[command])
    return {
        "$schema": DRAFT,
        "title": f"graalpy-wizard {command} --json",
        "type": "object",
        "required": ["schema", "command", "ok", "result", "problems"],
        "properties": {
            "schema": {"const": SCHEMA, "description": "the version of this format"},
            "command": {"const": command},
            "ok": {"type": "boolean", "description": "whether the exit code is 0"},
            "result": {"anyOf": [{"type": "null"}, *result]},
            "problems": {"type": "array", "items": PROBLEM},
        },
        "$defs": parts,
    }


def main(arguments: Sequence[str]) -> int:
    """Write the schemas, or with --check say which of them differ (exit 1)."""
    made = documents()
    there = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.json")}
    different = sorted(name for name in {*made, *there} if made.get(name) != there.get(name))
    if "--check" in arguments:
        if different:
            sys.stderr.write(f"out of date: docs/schemas/{', '.join(different)}; run `make docs`\n")
        return 1 if different else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in different:
        if name in made:
            (FOLDER / name).write_text(made[name], encoding="utf-8")
        else:
            (FOLDER / name).unlink()
    return 0


def _of_types(kind: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Alternatives are made one by one: msgspec refuses a union of several classes, which it could not tell apart."""
    import msgspec

    found, parts = msgspec.json.schema_components(_alternatives(kind), schema_hook=_hook, ref_template="#/$defs/{name}")
    return [dict(one) for one in found], {name: _tidy(part) for name, part in sorted(parts.items())}


def _alternatives(kind: Any) -> tuple[Any, ...]:
    import types

    return tuple(kind.__args__) if isinstance(kind, types.UnionType) else (kind,)


def _hook(kind: type) -> dict[str, Any]:
    if issubclass(kind, Path):
        return {"type": "string"}
    if kind is object:
        return {"description": "any value"}  # msgspec takes an empty one for none
    raise NotImplementedError(kind)


def _tidy(part: dict[str, Any]) -> dict[str, Any]:
    """The code's own words for a type come to one line; `Inputs:`-like titles stay.

    No defaults: a result is printed whole, and msgspec 0.23 names some that 0.22 does not.
    """
    kept = dict(part)
    if text := kept.get("description"):
        kept["description"] = " ".join(text.split())
    if "properties" in kept:
        kept["properties"] = {name: _without_default(one) for name, one in kept["properties"].items()}
    return kept


def _without_default(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "default"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
