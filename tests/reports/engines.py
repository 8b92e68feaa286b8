"""Executables for tests: a script as the engine, with a real payload and trailer behind it."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from wizard.catalogue.load import load
from wizard.planning.model import Plan
from wizard.planning.plan import plan
from wizard.profiles.model import Answer, Origin, Value
from wizard.profiles.read import read
from wizard.programs import trailer

PRESETS = Path(__file__).parents[2] / "presets"


def engine(target: Path, **behaviour: Any) -> Path:
    """`blocked`: modules that are gone; `ends`: that end the process; `withheld`: rights."""
    helper = Path(__file__).with_name("fake_engine.py")
    words = [sys.executable, "-I", "-S", str(helper)]
    command = f'exec {shlex.join(words)} "$0" {shlex.quote(json.dumps(behaviour))} "$@"'
    target.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
    target.chmod(0o755)
    return target


def planned(preset: str, **answers: Value) -> Plan:
    """The plan of a shipped preset, with other answers."""
    catalogue = load()
    profile = read(PRESETS / f"{preset}.toml", catalogue.questions, preset=True)
    values = {**profile.answers, **answers}
    return plan(
        catalogue, {k: Answer(k, v, Origin.PRESET, preset) for k, v in values.items()},
        catalogue.version(catalogue.default_version),
    )  # fmt: skip


def manifest_of(plan_: Plan) -> dict[str, object]:
    """As the payload's."""
    values = {key: a.value for key, a in plan_.answers.items()}
    return {
        "format": 1, "graalpy": plan_.version.version, "arguments": list(plan_.arguments),
        "answers": {key: list(v) if isinstance(v, tuple) else v for key, v in values.items()},
        "options": [chosen.option.key for chosen in plan_.chosen],
    }  # fmt: skip


def product(
    engine_: Path, target: Path, manifest: Mapping[str, object], files: Mapping[str, str],
    start: Sequence[str] = ("main=app/hello.py", "package=", "python=3.12", "graalpy=25.0"),
) -> Path:  # fmt: skip
    """`files`: name in the payload -> text."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, text in {"manifest.json": json.dumps(manifest), "start": "\n".join(start) + "\n", **files}.items():
            archive.writestr(name, text)
    trailer.append(engine_, out.getvalue(), target)
    return target
