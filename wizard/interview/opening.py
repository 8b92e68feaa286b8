"""Begins an interview: reads the profile, the program, the presets, and what was measured."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from wizard.catalogue.load import load
from wizard.catalogue.model import Catalogue
from wizard.ground.problems import Problem, Where, WizardError, wrong_input
from wizard.interview import evidence, requirements, state
from wizard.interview.discovery import Candidate, discover
from wizard.interview.given import given
from wizard.interview.state import Choices, Interview, Setting, Subject
from wizard.planning.graalpy import chosen_version
from wizard.profiles import shelf
from wizard.profiles.lines import key_lines
from wizard.profiles.model import Profile, ProgramSection
from wizard.profiles.names import DEFAULT, FILE_NAME, ORDER
from wizard.profiles.precedence import PREFIX, merged
from wizard.profiles.preset import Preset, find
from wizard.profiles.read import read, text_of
from wizard.programs.model import Kind, Target

REQUIREMENTS = "requirements.txt"


def open_program(program: str, cwd: Path, *, environ: Mapping[str, str] = os.environ) -> Interview:
    """What was typed, or "" for what this folder holds. Exit 2 where that is nothing, or more than one thing.

    The code "many-programs" says that `discover` has several candidates to choose from.
    """
    place = cwd / program
    if program.endswith(".toml") and place.name != "pyproject.toml":
        if place.is_file():
            return open_profile(place, environ=environ)
        raise wrong_input(f"there is no profile {program}", "name a program to make one", code="no-program")
    if program and not place.is_dir():
        return open_candidate(cwd, _typed(program, cwd), environ=environ)
    found = discover(place)
    if found.profile is not None and _about_a_program(found.profile):
        return open_profile(found.profile, environ=environ)
    if found.best is not None:
        return open_candidate(place, found.best, environ=environ)
    raise nothing_sure(place, [c for c in found.candidates if c.possible], found.candidates)


def nothing_sure(place: Path, able: Sequence[Candidate], found: Sequence[Candidate]) -> WizardError:
    """Why no candidate can be taken without asking."""
    if able:
        names = ", ".join(candidate.entry for candidate in able[:6])
        return wrong_input(f"{place} has several programs: {names}", "name one of them", code="many-programs")
    why = found[0].why if found else "there is no Python program"
    return wrong_input(f"{place}: {why}", "name a program", code="no-program")


def open_profile(file: Path, *, environ: Mapping[str, str] = os.environ) -> Interview:
    """The profile and its program. Exit 2 or 3 as `profile validate`."""
    return _open(file.absolute(), None, environ)


def open_candidate(folder: Path, candidate: Candidate, *, environ: Mapping[str, str] = os.environ) -> Interview:
    """A program with the profile beside it, if it has one: its answers are kept."""
    place = _project_of(folder.absolute(), candidate)
    moved = candidate.kind == "file" or candidate.field == "jar"
    entry = os.path.relpath(folder.absolute() / candidate.entry, place) if moved else candidate.entry
    return _open(place / FILE_NAME, replace(candidate, entry=entry), environ)


def _project_of(folder: Path, candidate: Candidate) -> Path:
    """Where its profile belongs: a file that was named by its path has it beside itself."""
    if candidate.kind != "file" and candidate.field != "jar":
        return folder
    return (folder / candidate.entry).parent


def _typed(program: str, cwd: Path) -> Candidate:
    from wizard.programs import identify

    target = identify.identify(program, cwd)
    field = "jar" if target.kind is Kind.JAR else "entry"
    kind = target.kind.value
    entry = str(Path(program).expanduser()) if target.kind in (Kind.FILE, Kind.JAR) else program
    return Candidate(entry, field, kind, target.name, "you named it", sure=True)


def _about_a_program(file: Path) -> bool:
    """A broken profile counts, so that what is wrong with it is said."""
    try:
        section = read(file, load().questions).program
    except WizardError:
        return True
    return section != ProgramSection()


def _open(file: Path, candidate: Candidate | None, environ: Mapping[str, str]) -> Interview:
    catalogue = load()
    there = file.is_file()
    profile = read(file, catalogue.questions) if there or candidate is None else Profile()
    text = text_of(file) if there else ""
    if candidate is not None and there and not _same(profile.program, candidate):
        raise wrong_input(
            f"{file.name} here is about another program: {_named(profile.program)}",
            f"name the profile instead, or build it without one: graalpy-wizard build {candidate.entry}",
            Where(file, "program"), "other-program",
        )  # fmt: skip
    section = profile.program if candidate is None else _section(profile.program, candidate)
    presets = _presets(file.parent, catalogue)
    said = {key: value for key, value in environ.items() if key.startswith(PREFIX)}
    base = (presets.get(profile.preset or DEFAULT) or find(profile.preset, file.parent, catalogue.questions)).profile
    version = chosen_version(catalogue, "", said, profile, merged(profile, base))
    setting = Setting(
        catalogue, version, file, examine(section, file.parent, version.python, candidate), presets,
        evidence.gather(catalogue, version), profile, text, key_lines(text) if text else {}, said,
    )  # fmt: skip
    opened = Interview(setting, _first_choices(setting, profile, candidate))
    given(opened)  # a variable with a wrong value ends it here, and not in the middle
    return opened


def _first_choices(setting: Setting, profile: Profile, candidate: Candidate | None) -> Choices:
    if setting.text:
        return state.choices_of(profile)
    found = candidate.requirements if candidate else ()
    lines = setting.folder / REQUIREMENTS
    own = setting.subject.requirements
    file = REQUIREMENTS if not found and not own and lines.is_file() and lines.stat().st_size else ""
    name = candidate.name if candidate and candidate.name != setting.subject.name else ""
    sure = tuple(m.proposal for m in setting.subject.missing if m.sure and not file)
    return Choices(DEFAULT, {}, (*found, *sure), file, (), name)


def examine(section: ProgramSection, folder: Path, python: str, candidate: Candidate | None = None) -> Subject:
    """Read the program: what it imports, what it needs, and what is wrong with it. Never raises for the latter."""
    from wizard.programs import identify

    name = candidate.name if candidate else folder.name
    if section.jar:
        return Subject(section, Path(section.jar).stem, "jar")
    if section.maven or section.gradle:
        kind = "maven" if section.maven else "gradle"
        from wizard.interview.discovery import NOT_YET

        return Subject(section, name, kind, problems=(Problem(NOT_YET, code="not-yet"),))
    if not section.entry:
        return Subject(section, name, "", problems=(Problem("the profile names no program", code="no-program"),))
    try:
        target = identify.of_entry(section.entry, folder)
        return _read(section, target, folder, python)
    except WizardError as error:
        return Subject(section, name, "", problems=error.problems)


def _read(section: ProgramSection, target: Target, folder: Path, python: str) -> Subject:
    from wizard.programs import absent, imports
    from wizard.programs.collect import collect

    made = collect(target, data=section.data, data_folder=folder, requirements=section.requirements, python=python)
    problems: tuple[Problem, ...] = ()
    try:
        own = imports.scan(made, python)
        lost = absent.modules(made, python)
    except WizardError as error:
        own, lost, problems = (), (), error.problems
    known = (*made.requirements, *([REQUIREMENTS] if section.requirements_file else []))
    found = requirements.missing(lost, folder, known)
    theirs = tuple(text for text in made.requirements if text not in section.requirements)
    return Subject(section, target.name, target.kind.value, own, theirs, found, problems)


def _section(before: ProgramSection, candidate: Candidate) -> ProgramSection:
    named = {"entry": "", "jar": "", "maven": "", "gradle": "", candidate.field: candidate.entry}
    return replace(before, entry=named["entry"], jar=named["jar"], maven=named["maven"], gradle=named["gradle"])


def _same(section: ProgramSection, candidate: Candidate) -> bool:
    named = _named(section)
    return not named or named in (candidate.entry, f"./{candidate.entry}")


def _named(section: ProgramSection) -> str:
    return section.entry or section.jar or section.maven or section.gradle


def _presets(folder: Path, catalogue: Catalogue) -> dict[str, Preset]:
    """All that can be named here, in the shipped order; a broken one is left out, as naming it says what is wrong."""
    found = {}
    known = shelf.names(folder)
    for name in sorted(known, key=lambda n: (ORDER.index(n) if n in ORDER else len(ORDER), n)):
        origin, path = known[name]
        try:
            found[name] = Preset(name, read(path, catalogue.questions, preset=True), origin)
        except WizardError:
            if name == DEFAULT:
                raise
    return found
