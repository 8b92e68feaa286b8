"""From an interview to what is built: the same request that the command line makes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.ground.problems import WizardError
from wizard.interview.given import given, planned, profile_of, whole
from wizard.interview.state import Interview
from wizard.profiles.precedence import answers

if TYPE_CHECKING:
    from wizard.building.request import JarRequest, Request


def request_of(i: Interview, cwd: Path | None = None) -> Request | JarRequest:
    """Reads the program's files. Exit 2 for what cannot be built; whether it may be is `review.consent_needed`."""
    cwd = Path.cwd() if cwd is None else cwd
    return _jar(i, cwd) if i.setting.subject.kind == "jar" else _python(i, cwd)


def target_of(i: Interview, cwd: Path) -> Path:
    """Where the executable goes: its name in `cwd`, with `.bin` where a folder or the source has that name."""
    plain = cwd / i.name
    section = i.setting.subject.section
    source = i.setting.folder / (section.entry or section.jar)
    return plain.with_name(f"{i.name}.bin") if plain.is_dir() or plain == source else plain


def command_of(i: Interview, cwd: Path | None = None) -> tuple[str, ...]:
    """What does the same on the command line, word by word, whether or not the profile is saved."""
    cwd = Path.cwd() if cwd is None else cwd
    words = ["graalpy-wizard", "build"]
    saved = bool(i.setting.text)
    words += _named(i, cwd, saved=saved)
    words += _answers(i, saved=saved)
    known = i.setting.profile.program.requirements if saved else ()
    words += [word for text in i.now.requirements if text not in known for word in ("--requirement", text)]
    words += [word for name in i.now.allow_broken for word in ("--allow-broken", name)]
    if i.now.name and i.now.name != (i.setting.profile.output if saved else ""):
        words += ["-o", i.now.name]
    return tuple(words)


def _named(i: Interview, cwd: Path, *, saved: bool) -> list[str]:
    if not saved:
        section = i.setting.subject.section
        named = section.entry or section.jar or section.maven or section.gradle
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
    contradictory = _contradictory(i)  # there even an answer that the preset gives too has its weight
    for key, value in i.now.answers.items():
        if base[key].value != value or contradictory:
            words += ["--set", f"{key}={said(value)}"]
    dropped = [k for k in (profile.answers if profile else {}) if k not in i.now.answers]
    for key in dropped:
        if base[key].value != held[key].value:
            words += ["--set", f"{key}={said(held[key].value)}"]
    return words


def _contradictory(i: Interview) -> bool:
    try:
        planned(i)
    except WizardError:
        return True
    return False


def _python(i: Interview, cwd: Path) -> Request:
    from wizard.building.request import Request
    from wizard.profiles.dangers import LOCK_FILE
    from wizard.programs import identify
    from wizard.programs.collect import collect
    from wizard.toolchains.model import Wanted

    profile, folder = whole(i), i.setting.folder
    section, version = profile.program, i.setting.version
    output = target_of(i, cwd)
    program = collect(
        identify.of_entry(section.entry, folder, outside=True), data=section.data, data_folder=folder,
        requirements=section.requirements, leave=[output], python=version.python,
    )  # fmt: skip
    saved = bool(i.setting.text)
    return Request(
        plan=planned(i),
        program=program,
        target=output,
        profile=replace(profile, preset=i.preset.name) if saved else None,
        preset=i.preset,
        requirements_file=folder / section.requirements_file if section.requirements_file else None,
        indexes=section.indexes,
        lock=folder / LOCK_FILE if saved else None,
        allow_broken=frozenset(i.now.allow_broken),
        wanted=Wanted(builder=version.builder, native_image=profile.native_image),
        budget=profile.budget,
        check_imports=profile.check_imports,
        check_run=profile.check_run,
        typed=command_of(i, cwd)[1:],
    )


def _jar(i: Interview, cwd: Path) -> JarRequest:
    from wizard.building.request import JarRequest
    from wizard.ground.problems import wrong_input
    from wizard.toolchains.model import Wanted

    profile = whole(i)
    jar = i.setting.folder / profile.program.jar
    if not jar.is_file():
        raise wrong_input(f"there is no jar {jar}", "check the name", code="no-program")
    return JarRequest(
        jar=jar,
        target=target_of(i, cwd),
        class_path=tuple(i.setting.folder / entry for entry in profile.program.class_path),
        main_class=profile.program.main_class,
        extra=profile.extra,
        wanted=Wanted(native_image=profile.native_image, truffle=False),
        budget=profile.budget,
        profile=profile_of(i) if i.setting.text else None,
        typed=command_of(i, cwd)[1:],
    )
