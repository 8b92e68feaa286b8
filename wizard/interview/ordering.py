"""From an interview to what is built: the same request that the command line makes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.building.assembling import jar_request, place_of, python_request
from wizard.ground.problems import WizardError
from wizard.interview.given import given, planned, whole
from wizard.interview.state import Interview
from wizard.profiles.precedence import answers

if TYPE_CHECKING:
    from wizard.building.request import JarRequest, Request
    from wizard.planning.model import Plan


def request_of(i: Interview, cwd: Path | None = None) -> Request | JarRequest:
    """Reads the program's files. Exit 2 for what cannot be built; whether it may be is `review.consent_needed`."""
    cwd = Path.cwd() if cwd is None else cwd
    return _jar(i, cwd) if i.setting.subject.kind == "jar" else _python(i, cwd)


def target_of(i: Interview, cwd: Path) -> Path:
    """Where the executable goes."""
    section = i.setting.subject.section
    return place_of(i.name, cwd, i.setting.folder / (section.entry or section.jar))


def command_of(i: Interview, cwd: Path | None = None) -> tuple[str, ...]:
    """What does the same on the command line, word by word, whether or not the profile is saved.

    Where only a profile can say it (a requirements file), it is the command for the saved one.
    """
    cwd = Path.cwd() if cwd is None else cwd
    saved = bool(i.setting.text)
    by_file = saved or bool(i.now.requirements_file)
    words = ["graalpy-wizard", "build", *_named(i, cwd, saved=by_file)]
    if saved or not by_file:
        words += [*_answers(i, saved=saved), *_others(i, saved=saved)]
    return (*words, *(word for name in i.now.allow_broken for word in ("--allow-broken", name)))


def _others(i: Interview, *, saved: bool) -> list[str]:
    known = i.setting.profile.program.requirements if saved else ()
    words = [word for text in i.now.requirements if text not in known for word in ("--requirement", text)]
    if i.now.name and i.now.name != (i.setting.profile.output if saved else ""):
        words += ["-o", i.now.name]
    return words


def _named(i: Interview, cwd: Path, *, saved: bool) -> list[str]:
    if not saved:
        named = i.setting.subject.named[1]
        return [_relative(i.setting.folder / named, cwd) if named else ""]
    return [] if i.setting.file == cwd / "graalpy-wizard.toml" else [_relative(i.setting.file, cwd)]


def _relative(path: Path, cwd: Path) -> str:
    if path.is_relative_to(cwd):
        near = str(path.relative_to(cwd))
        return f"./{near}" if near.startswith("-") else near
    return str(path)


def _answers(i: Interview, *, saved: bool) -> list[str]:
    """The preset and the answers that the file does not give already."""
    from wizard.planning.conditions import said

    profile = i.setting.profile if saved else None
    base = answers(
        i.setting.catalogue.questions, flags={}, environ={}, preset=i.preset,
        profile=None if profile is None else replace(profile, path=None),
    )  # fmt: skip
    held = given(i)
    words = []
    if i.preset.name != ((profile.preset if profile else "") or "command-line-tool"):
        words += ["--preset", i.preset.name]
    plan = _plan(i)  # without one even an answer that the preset gives too has its weight
    for key, value in i.now.answers.items():
        if base[key].value != value or plan is None:
            words += ["--set", f"{key}={said(value)}"]
    # What the preset answers gives way to other answers, which a word on the command line would contradict.
    now = held if plan is None else plan.answers
    dropped = [k for k in (profile.answers if profile else {}) if k not in i.now.answers]
    for key in dropped:
        if base[key].value != held[key].value:
            words += ["--set", f"{key}={said(now[key].value)}"]
    return words


def _plan(i: Interview) -> Plan | None:
    """None where the answers contradict each other."""
    try:
        return planned(i)
    except WizardError:
        return None


def _python(i: Interview, cwd: Path) -> Request:
    from wizard.programs.identify import of_entry

    profile, saved = replace(whole(i), preset=i.preset.name), bool(i.setting.text)
    target = of_entry(profile.program.entry, i.setting.folder, outside=saved)
    made = python_request(
        profile, i.preset, planned(i), target, target_of(i, cwd), saved=saved, allow_broken=i.now.allow_broken
    )
    return replace(made, typed=command_of(i, cwd)[1:])


def _jar(i: Interview, cwd: Path) -> JarRequest:
    profile = whole(i)
    jar = i.setting.folder / profile.program.jar
    made = jar_request(profile, jar, target_of(i, cwd), saved=bool(i.setting.text))
    return replace(made, typed=command_of(i, cwd)[1:])
