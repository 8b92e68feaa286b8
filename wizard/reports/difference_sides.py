"""What can be compared: a build of the history, a file, a preset, GraalPy's ordinary executable."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wizard.ground.problems import Where, WizardError, wrong_input
from wizard.history.model import BuildResult
from wizard.history.store import History
from wizard.reports.difference import PARTS, Side, Term, attributed, coarse, side_of
from wizard.reports.difference_inputs import ANSWER, OWN, REQUIREMENT, VERSION, said

REFERENCE = "reference"
REFERENCE_HEAP, REFERENCE_CODE = 160_890_880, 126_121_744  # bytes, by `size -A` of the one that benchmarks/ builds
LARGEST = 64 << 20  # bytes of a file that may be JSON


def resolve(text: str, history: History, folder: Path) -> Side:
    """`text`: "reference", a preset's name, a file, or a build (its id, last, last~1, imported). Exit 2 otherwise."""
    if text == REFERENCE:
        return reference()
    if (side := of_preset(text, folder)) is not None:
        return side
    path = folder / text
    if path.is_file():
        return of_file(path)
    try:
        return side_of(history.result(text))
    except WizardError as error:
        problem = error.problems[0]
        if problem.code != "no-build":
            raise
        todo = "give a build's id, last, last~1, imported, a file, a preset, or `reference`"
        raise wrong_input(f"{problem.what}, and no file or preset of this name", todo, code="no-build") from error


def reference() -> Side:
    """The ordinary GraalPy executable of print("hi"), whose library is inside its image heap."""
    from wizard.catalogue.load import load

    size = load().reference_bytes
    parts = {"heap": REFERENCE_HEAP, "code": REFERENCE_CODE, "other": size - REFERENCE_HEAP - REFERENCE_CODE}
    levels = {PARTS: tuple(Term(name, "engine", part) for name, part in parts.items()), **coarse(size, None)}
    return Side("the ordinary GraalPy executable", size, levels)


def of_preset(name: str, folder: Path) -> Side | None:
    """As it was measured with print("hi"); None where there is no preset of this name, or it was not measured."""
    from wizard.catalogue.figures import load_figures
    from wizard.catalogue.load import load_questions
    from wizard.profiles.precedence import answers
    from wizard.profiles.preset import find

    figures = load_figures().get(name)
    if figures is None or figures.total_bytes is None:
        return None
    questions = load_questions()
    held = answers(questions, flags={}, environ={}, profile=None, preset=find(name, folder, questions))
    inputs = {(ANSWER, key): said(value) for key, value in _built(held, figures.graalpy).items()}
    inputs[VERSION, "graalpy"] = figures.graalpy
    levels = coarse(figures.total_bytes, figures.engine_bytes)
    return Side(f'preset {name}, print("hi")', figures.total_bytes, levels, inputs)


def of_file(path: Path) -> Side:
    """An executable, or the JSON of a report or of an exported build."""
    with path.open("rb") as file:
        start = file.read(1)
    if start == b"{" and path.stat().st_size <= LARGEST:
        return side_of(_of_json(path))
    from wizard.packing.pack import unpacked

    with unpacked(path) as plain:
        return _of_executable(path, plain)


def _of_executable(path: Path, plain: Path) -> Side:
    """`plain`: the same, unpacked."""
    from wizard.packing import layout
    from wizard.programs import trailer
    from wizard.reports import elf, size
    from wizard.reports.attribution import attribute_packed

    try:
        seal = trailer.read(plain)
    except WizardError:
        elf.runs_on(path)  # exit 2 where it is no executable at all
        sizes = size.image_sizes(path)
        parts = tuple(Term(part.name, part.group, part.size) for part in sizes.parts)
        return Side(path.name, sizes.file, {PARTS: parts, **coarse(sizes.file, sizes.file)})
    packed = layout.read(path)
    whole = path.stat().st_size
    engine = whole - packed.of(layout.Kind.PAYLOAD) if packed else seal.engine_length
    manifest = json.loads(trailer.manifest(plain))
    levels = {**attributed(attribute_packed(path, plain)), **coarse(whole, engine)}
    return Side(path.name, whole, levels, _of_manifest(manifest, plain), str(manifest.get("engine", "")))


def _built(answers: Mapping[str, Any], version: str) -> dict[str, str | tuple[str, ...]]:
    """The answers that are built, which may differ from those that a preset asks for."""
    from wizard.catalogue.load import load
    from wizard.planning.derive import effective

    return {key: answer.value for key, answer in effective(load(), answers, version).answers.items()}


def _of_manifest(manifest: Mapping[str, Any], path: Path) -> dict[tuple[str, str], str]:
    from wizard.programs import trailer

    answers, needed = manifest.get("answers", {}), manifest.get("requirements", [])
    inputs = {(ANSWER, str(key)): _text(value) for key, value in answers.items()} if isinstance(answers, dict) else {}
    for entry in needed if isinstance(needed, list) else []:
        inputs[REQUIREMENT, str(entry.get("name"))] = str(entry.get("version"))
    if version := manifest.get("graalpy"):
        inputs[VERSION, "graalpy"] = str(version)
    inputs[OWN, OWN] = trailer.own_code(path)
    return inputs


def _text(value: str | Sequence[str]) -> str:
    return said(value if isinstance(value, str) else tuple(map(str, value)))


def _of_json(path: Path) -> BuildResult:
    from wizard.history.codec import from_data

    try:
        whole = json.loads(path.read_bytes().splitlines()[-1])
    except (ValueError, RecursionError, IndexError):
        try:
            whole = json.loads(path.read_bytes())
        except (ValueError, RecursionError) as error:
            raise _no_build(path, str(error)) from error
    result = whole.get("result") if isinstance(whole, dict) else None
    inner = result.get("build", result) if isinstance(result, dict) else whole
    try:
        record = from_data(inner)
    except ValueError as error:
        raise _no_build(path, str(error)) from error
    if not isinstance(record, BuildResult):
        raise _no_build(path, "that build made no executable")
    return record


def _no_build(path: Path, why: str) -> WizardError:
    return wrong_input(
        f"holds no build: {why}", "give the output of `report --json` or `history export`", Where(path), "no-build"
    )
