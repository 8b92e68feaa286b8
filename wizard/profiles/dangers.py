"""What a profile asks for that can run code, fetch code or reach outside its project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wizard.profiles import reach, shelf
from wizard.profiles.declared import declared
from wizard.profiles.model import Profile
from wizard.profiles.preset import Preset
from wizard.profiles.requirement_files import files_of

LOCK_FILE = "graalpy-wizard.lock"  # the resolved requirements, beside the profile


@dataclass(frozen=True, slots=True)
class Danger:
    """One value that needs consent. `key` is as in the file; the contents of `points_to` count too."""

    key: str
    value: str
    why: str
    points_to: tuple[Path, ...] = ()


def dangers(profile: Profile, preset: Preset | None = None) -> tuple[Danger, ...]:
    """All that needs consent in `profile` and in a preset of its project; () builds without a question.

    What the user's own or a shipped preset says is the user's, also where it was merged into `profile`.
    """
    base = preset.profile if preset else Profile()
    found = [*_of_values(profile, base), *_of_paths(profile)]
    if preset and preset.origin == shelf.PROJECT:
        found += [
            Danger(
                f"preset {preset.name}: {d.key}", d.value, d.why, (preset.profile.path,) if preset.profile.path else ()
            )
            for d in _of_values(preset.profile, Profile())
        ]
    return tuple(found)


def _of_values(profile: Profile, base: Profile) -> Iterator[Danger]:
    program, folder = profile.program, profile.folder
    if profile.extra != base.extra:
        yield from _each("options.extra", profile.extra, "a raw argument can make native-image run or write anything")
    lock = folder / LOCK_FILE
    for text in program.requirements:
        why = "code from elsewhere goes into the executable"
        yield Danger("program.requirements", text, _from_url(text) or why, (lock,))
    if program.requirements_file:
        why = "it decides what code goes into the executable, and where it comes from"
        file = program.requirements_file
        yield Danger("program.requirements_file", file, why, (*files_of(folder / file), lock))
    place, texts = declared(profile)
    for text in texts:
        why = "code from elsewhere goes into the executable"
        yield Danger(place, text, _from_url(text) or why, (lock,))
    if profile.path and lock.is_file() and not texts and not (program.requirements or program.requirements_file):
        why = "it decides which code goes in for a requirement that stands elsewhere"
        yield Danger(LOCK_FILE, "its wheels", why, (lock,))
    yield from _each("program.indexes", program.indexes, "requirements would come from this index")
    yield from _of_java(profile)
    if profile.check_run != base.check_run:
        yield from _each("check.run", profile.check_run, "the built program runs on this machine, with these arguments")
    if profile.check_imports != base.check_imports:
        yield from _each("check.imports", _foreign(profile.check_imports), "its own code runs while it is checked")
    if profile.snapshot_kind == "program" and base.snapshot_kind != "program":
        yield Danger("snapshot.kind", "program", "the program's own modules run while the engine is built")


def _foreign(names: tuple[str, ...]) -> tuple[str, ...]:
    """Modules that the program or a requirement brings, as far as names tell."""
    from wizard.catalogue.load import library_of_all

    return tuple(name for name in names if name not in library_of_all()) if names else ()


def _of_java(profile: Profile) -> Iterator[Danger]:
    program = profile.program
    jars = [("program.jar", program.jar), *(("program.class_path", entry) for entry in program.class_path)]
    for key, value in jars:
        if value:
            yield Danger(key, value, "its META-INF can hand native-image arguments that run code")
    for key, value in (("program.maven", program.maven), ("program.gradle", program.gradle)):
        if value:
            yield Danger(key, value, "a build of its own runs code, and fetches more of it")


def _of_paths(profile: Profile) -> Iterator[Danger]:
    program, folder = profile.program, profile.folder
    tests: list[tuple[str, tuple[str, ...], Callable[[str, Path], list[str]]]] = [
        ("program.entry", (program.entry,), reach.entry_leaves),
        ("program.data", program.data, reach.glob_leaves),
        ("program.requirements_file", (program.requirements_file,), reach.path_leaves),
        ("program.jar", (program.jar,), reach.path_leaves),
        ("program.class_path", program.class_path, reach.path_leaves),
        ("program.maven", (program.maven,), reach.path_leaves),
        ("program.gradle", (program.gradle,), reach.path_leaves),
    ]
    for key, values, leaves in tests:
        for value in filter(None, values):
            for place in leaves(value, folder):
                told = value if place == value else f"{value} -> {place}"
                yield Danger(key, told, "it lies outside the project's folder")


def _each(key: str, values: tuple[str, ...], why: str) -> Iterator[Danger]:
    for value in values:
        yield Danger(key, value, why)


def _from_url(requirement: str) -> str:
    return "a wheel from an address of its own goes into the executable" if "@" in requirement else ""
