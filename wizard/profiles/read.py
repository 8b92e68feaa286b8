"""Reads graalpy-wizard.toml and presets: a valid profile, or everything that is wrong with the file."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wizard.catalogue.model import Question
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError, wrong_environment, wrong_input
from wizard.profiles import migrate, shape, shelf
from wizard.profiles.lines import KeyPath, key_lines, line_of
from wizard.profiles.model import Budget, Profile, ProgramSection, Value
from wizard.profiles.names import FILE_NAME

LARGEST = 1 << 20  # bytes; no profile is near it, and a device or a dump is not read to its end


def read(path: Path, questions: Sequence[Question], *, preset: bool = False) -> Profile:
    """The profile (or preset) in this file; WizardError with all problems at once, exit 2, or 3 if unreadable."""
    values, found = _examined(text_of(path), path, questions, preset=preset)
    if found:
        raise WizardError(found, ExitCode.INPUT)
    return profile_of(values, questions, path)


def salvaged(path: Path, questions: Sequence[Question]) -> tuple[Profile | None, tuple[Problem, ...]]:
    """What is wrong with this file, and the profile without that; None where nothing of it can be understood."""
    try:
        values, found = _examined(text_of(path), path, questions, preset=False)
    except WizardError as error:
        return None, error.problems
    if any(problem.code in ("newer-schema", "unknown-schema") for problem in found):
        return None, tuple(found)
    return profile_of(_without(values, found), questions, path), tuple(found)


def _without(values: dict[str, Any], found: Sequence[Problem]) -> dict[str, Any]:
    """The values without the keys that something is wrong with."""
    wrong = {tuple(p.where.key.partition("[")[0].split(".")[:2]) for p in found if p.where}
    kept: dict[str, Any] = {}
    for key, value in values.items():
        if (key,) not in wrong:
            inner = isinstance(value, dict)
            kept[key] = {k: v for k, v in value.items() if (key, k) not in wrong} if inner else value
    return kept


def problems(path: Path, questions: Sequence[Question], *, preset: bool = False) -> tuple[Problem, ...]:
    """All that is wrong with this file; () if it is valid."""
    try:
        return tuple(_examined(text_of(path), path, questions, preset=preset)[1])
    except WizardError as error:
        return error.problems


def refuse(text: str, path: Path, questions: Sequence[Question], *, preset: bool = False) -> None:
    """WizardError, exit 2, with all that would be wrong if `path` contained `text`."""
    found = _examined(text, path, questions, preset=preset)[1]
    if found:
        raise WizardError(found, ExitCode.INPUT)


def text_of(path: Path) -> str:
    """The file's text, without a byte order mark; exit 2 or 3 in one line."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise wrong_input("it is a folder", f"name the file: {path / FILE_NAME}", Where(path), "folder")
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            raise wrong_input("it is not a profile", "a profile is an ordinary small file", Where(path), "no-profile")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise wrong_input("there is no such file", "check the path", Where(path), "missing") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise wrong_environment(f"it cannot be read: {reason}", "", Where(path), "unreadable") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = Where(path, line=data.count(b"\n", 0, error.start) + 1)
        raise wrong_input("it is not UTF-8", "save it as UTF-8", where, "not-utf-8") from error


def parsed(text: str, path: Path) -> dict[str, Any]:
    """The plain values; exit 2 with the line where the TOML is broken."""
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what, _, place = str(error).partition(" (at ")
        number = place.removeprefix("line ").split(",")[0]
        line = int(number) if number.isdigit() else text.count("\n") + 1 if place else 0
        raise wrong_input(f"it is not valid TOML: {what}", "correct it", Where(path, line=line), "toml") from error
    except (RecursionError, ValueError) as error:  # thousands of brackets; numbers of thousands of digits
        raise wrong_input("it is not a profile: too deep or too long", "", Where(path), "toml") from error


def lines_of(path: Path) -> Mapping[KeyPath, int]:
    """The lines of this file's keys; {} if it cannot be read any more."""
    try:
        text = text_of(path)
        parsed(text, path)
        return key_lines(text)
    except (WizardError, RecursionError):
        return {}


def allowed_by(questions: Sequence[Question]) -> shape.Allowed:
    """Answer key -> kind and values."""
    return {q.key: (q.kind, tuple(choice.value for choice in q.choices)) for q in questions}


def _examined(
    text: str, path: Path, questions: Sequence[Question], *, preset: bool
) -> tuple[dict[str, Any], list[Problem]]:
    values = parsed(text, path)
    lines = key_lines(text)
    refused = migrate.refusal(values)
    found: list[shape.Finding] = []
    if refused:
        code, what, todo = refused
        found = [(("schema",), code, what, todo)]
        if code != "wrong-type":  # what the rest means is not known
            return values, [_problem(path, lines, found[0])]
        values["schema"] = migrate.CURRENT
    migrate.migrate(values)
    found += shape.findings(values, allowed_by(questions), preset=preset)
    if not preset and not any(entry[0] == ("preset",) for entry in found):
        found += _unknown_preset(values.get("preset", ""), path)
    return values, [_problem(path, lines, finding) for finding in sorted(found, key=lambda f: line_of(lines, f[0]))]


def _unknown_preset(name: str, path: Path) -> list[shape.Finding]:
    if not name:
        return []
    known = shelf.names(path.absolute().parent)
    if name in known:
        return []
    return [(("preset",), "unknown-preset", f"there is no preset `{name}`", shape.nearest(name, known))]


def _problem(path: Path, lines: Mapping[KeyPath, int], finding: shape.Finding) -> Problem:
    key, code, what, todo = finding
    return Problem(what, Where(path, key_text(key), line_of(lines, key)), todo, code)


def key_text(path: KeyPath) -> str:
    """`program.data[0]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def profile_of(values: Mapping[str, Any], questions: Sequence[Question], path: Path | None) -> Profile:
    """Valid plain values of the current schema as a profile."""
    section = {name: values.get(name, {}) for name in shape.FORMAT if name}
    snapshot = section["snapshot"]
    return Profile(
        path=path,
        schema=migrate.CURRENT,
        preset=values.get("preset", ""),
        sentence=values.get("sentence", ""),
        program=ProgramSection(**{key: _frozen(value) for key, value in section["program"].items()}),
        answers={q.key: answer(q, section["answers"][q.key]) for q in questions if q.key in section["answers"]},
        graalpy=section["toolchain"].get("graalpy", ""),
        native_image=section["toolchain"].get("native_image", ""),
        snapshot_kind=snapshot.get("kind", ""),
        snapshot_modules=tuple(snapshot["modules"]) if "modules" in snapshot else None,
        extra=tuple(section["options"].get("extra", ())),
        output=section["output"].get("name", ""),
        budget=_budget(section["budget"]),
        check_run=tuple(section["check"].get("run", ())),
        check_imports=tuple(section["check"].get("imports", ())),
    )


def answer(question: Question, value: object) -> Value:
    """A valid value in its one form: text, or the chosen ones of a set in the catalogue's order."""
    values = tuple(choice.value for choice in question.choices)
    if isinstance(value, bool):
        value = "true" if value else "false"
    if question.kind != "set":
        return shape.chosen(str(value), values)
    if isinstance(value, str):
        wanted = {"all": list(values), "none": []}.get(value, shape.words(value))
    else:
        wanted = list(value) if isinstance(value, list | tuple) else []
    return tuple(entry for entry in values if entry in wanted)


def _frozen(value: object) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _budget(entries: Mapping[str, Any]) -> Budget:
    from wizard.profiles.amounts import time_of

    start = entries.get("start")
    return Budget(
        size=_size(entries.get("size")),
        growth=_share(entries.get("growth")),
        start=None if start is None else time_of(start),
        memory=_size(entries.get("memory")),
        warn=_share(entries.get("warn")),
    )


def _size(value: int | str | None) -> int | None:
    from wizard.profiles.amounts import size_of

    return size_of(value) if isinstance(value, str) else value


def _share(value: str | None) -> float | None:
    from wizard.profiles.amounts import share_of

    return None if value is None else share_of(value)
