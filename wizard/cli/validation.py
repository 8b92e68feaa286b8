"""What is wrong with a profile beyond its own lines: answers that contradict each other, versions, names, programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.ground.problems import Problem, Where, WizardError
from wizard.profiles.lines import line_of
from wizard.profiles.model import Profile
from wizard.profiles.read import lines_of

if TYPE_CHECKING:
    from wizard.catalogue.model import GraalPyVersion
    from wizard.planning.model import Plan

LATER = {
    "maven": ("Maven projects", 'build its jar with Maven and name that: jar = "target/app.jar"'),
    "gradle": ("Gradle projects", 'build its jar with Gradle and name that: jar = "build/libs/app.jar"'),
    "class_path": ("programs that are a class path alone", 'name the jar that holds the main class: jar = "app.jar"'),
}


def further(profile: Profile) -> tuple[Problem, ...]:
    """Everything that a build would stumble over later; nothing is downloaded and nothing is run."""
    found = [*_of_program(profile), *_of_files(profile), *_of_plan(profile)]
    return tuple(_placed(profile, problem) for problem in found)


def program_of(profile: Profile) -> Problem | None:
    """Why this profile says nothing that can be built, or None."""
    section = profile.program
    if section.entry or section.jar:
        return None
    for key, (what, todo) in LATER.items():
        if getattr(section, key):
            where = Where(profile.path or "", f"program.{key}")
            return Problem(f"{what} cannot be built by this graalpy-wizard yet", where, todo, "later")
    where = Where(profile.path or "", "program")
    return Problem("the profile names no program", where, 'write entry = "hello.py" below [program]', "no-program")


def _of_program(profile: Profile) -> Iterator[Problem]:
    problem = program_of(profile)
    if problem:
        yield replace(problem, severity="warning")
    elif profile.program.entry:
        from wizard.programs.identify import of_entry

        try:
            of_entry(profile.program.entry, profile.folder.absolute(), outside=True)
        except WizardError as error:
            yield from (_below("program.entry", p) for p in error.problems if p.code != "many-scripts")


def _of_files(profile: Profile) -> Iterator[Problem]:
    section = profile.program
    named = [("jar", section.jar), ("requirements_file", section.requirements_file),
             *((f"class_path[{index}]", entry) for index, entry in enumerate(section.class_path))]  # fmt: skip
    for key, name in named:
        if name and not (profile.folder / name).expanduser().exists():
            yield Problem(f"there is no {name}", Where("", f"program.{key}"), "check the name", "missing")


def _of_plan(profile: Profile) -> Iterator[Problem]:
    from wizard.catalogue.load import load
    from wizard.planning.graalpy import version_of
    from wizard.planning.lint import lint
    from wizard.planning.plan import plan
    from wizard.planning.snapshot import refused
    from wizard.profiles.precedence import answers, merged
    from wizard.profiles.trust import preset_of

    catalogue = load()
    try:
        preset = preset_of(profile)
        whole = merged(profile, preset.profile)
        version = version_of(whole.graalpy or catalogue.default_version, Where("", "toolchain.graalpy"),
                             catalogue.versions)  # fmt: skip
    except WizardError as error:
        yield from error.problems
        return
    yield from _of_builder(whole, version)
    yield from lint(profile.extra, version, catalogue.options)
    chosen = answers(catalogue.questions, flags={}, environ={}, profile=profile, preset=preset)
    try:
        planned = plan(catalogue, chosen, version)
        yield from _of_checks(profile, planned)
        yield from refused(planned, profile)
    except WizardError as error:
        yield from (_below("answers", p) for p in error.problems)


def _of_builder(profile: Profile, version: GraalPyVersion) -> Iterator[Problem]:
    from wizard.toolchains.versions import fits

    wanted = profile.native_image
    if wanted and not fits(wanted, version.builder) and not fits(version.builder, wanted):
        what = f"no native-image is both {wanted} and the {version.builder} that GraalPy {version.version} needs"
        yield Problem(what, Where("", "toolchain.native_image"), f'write "{version.builder}"', "native-image-version")


def _of_checks(profile: Profile, planned: Plan) -> Iterator[Problem]:
    from wizard.planning.broken import broken_by
    from wizard.planning.derive import ways_out

    for index, module in enumerate(profile.check_imports):
        where = Where("", f"check.imports[{index}]")
        if broken := broken_by(module, planned.broken):
            because = " and ".join(broken.answers) or "GraalPy does not have it"
            keep = f"keep it with {ways_out(broken.ways_out).replace(' or ', ' and ')}" if broken.ways_out else ""
            yield Problem(f"`{module}` will not import: {because}", where, keep or "remove it", "broken-import")
        elif not _known(module, profile, planned.version.python):
            what = f"`{module}` is neither a module of the standard library nor beside the program"
            yield Problem(what, where, _near(module, planned.version.python), "absent-import", "warning")


def _known(module: str, profile: Profile, python: str) -> bool:
    """Whether it is, or may be, there: requirements are not resolved here."""
    from wizard.catalogue.load import standard_library
    from wizard.programs import modules

    if profile.program.requirements or profile.program.requirements_file or module in standard_library(python):
        return True
    entry = profile.folder / profile.program.entry
    places = (profile.folder, profile.folder / "src", entry if entry.is_dir() else entry.parent)
    return (profile.folder / "pyproject.toml").is_file() or any(modules.find(place, module) for place in places)


def _near(module: str, python: str) -> str:
    from wizard.catalogue.load import standard_library
    from wizard.profiles.shape import nearest

    near = nearest(module, sorted(standard_library(python)))
    return near if near.startswith("did you mean") else "check the name"


def _below(key: str, problem: Problem) -> Problem:
    """The problem as one of this key, with the file that it was found in, if that is another one, in its words."""
    where = problem.where
    what = f"{where}: {problem.what}" if where and where.file and str(where) else problem.what
    return replace(problem, what=what, where=Where("", key))


def _placed(profile: Profile, problem: Problem) -> Problem:
    """With file and line, where it has none."""
    if not profile.path or (problem.where and problem.where.file not in ("", profile.path)):
        return problem
    key = problem.where.key if problem.where else "options.extra"
    return replace(problem, where=Where(profile.path, key, line_of(lines_of(profile.path), _parts(key))))


def _parts(key: str) -> tuple[str | int, ...]:
    words: Iterable[str] = key.replace("]", "").replace("[", ".").split(".")
    return tuple(int(word) if word.isdigit() else word for word in words)
