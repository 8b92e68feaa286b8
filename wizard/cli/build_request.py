"""From what was typed to a request: which program, which profile, which answers."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.building.request import JarRequest, Request
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError, wrong_input
from wizard.profiles.model import Budget, Profile

if TYPE_CHECKING:
    from wizard.cli.options import Effective
    from wizard.planning.model import BuildResources
    from wizard.programs.identify import Target

PROFILE = "graalpy-wizard.toml"
LEAST_MEMORY = 500_000_000  # bytes of heap: with less not even a small Java program is built


def request_from(options: argparse.Namespace, cwd: Path) -> Request | JarRequest:
    """Exit 2 for what cannot be built, exit 4 for what needs consent."""
    from wizard.cli.consent import require
    from wizard.cli.options import effective

    given = profile_for(options, cwd)
    whole = effective(options, given, cwd)
    require(options, whole.profile, whole.preset)
    jar = _jar(options, whole.profile, cwd)
    if jar is not None:
        return _jar_request(options, whole, jar, cwd)
    return _request(options, whole, target_for(options, whole.profile, given, cwd), cwd)


def profile_for(options: argparse.Namespace, cwd: Path) -> Profile | None:
    """The profile that was named, or that lies in the folder and is about this program; None if there is none."""
    from wizard.catalogue.load import load_questions
    from wizard.profiles.read import read

    if options.from_distribution:
        return None
    if not options.program:
        path = cwd / PROFILE
        if not path.is_file():
            raise wrong_input(
                "there is no program and no profile here", f"name a program, or write {PROFILE}", code="no-program"
            )
        return read(path, load_questions())
    named = cwd / options.program
    if named.suffix == ".toml" and named.name != "pyproject.toml":
        return read(named, load_questions())
    if named.is_dir():
        return read(named / PROFILE, load_questions()) if (named / PROFILE).is_file() else None
    path = named.parent / PROFILE
    if named.is_file() and path.is_file():
        found = read(path, load_questions())
        entry = found.program.entry or found.program.jar
        return found if entry and (found.folder / entry).resolve() == named.resolve() else None
    return None


def target_for(options: argparse.Namespace, whole: Profile, given: Profile | None, cwd: Path) -> Target:
    """The program that was typed, else the profile's."""
    from wizard.cli.validation import program_of
    from wizard.programs import identify

    if given is None or options.from_distribution:
        return identify.identify(
            options.program, cwd, from_distribution=options.from_distribution, script=options.script
        )
    if not whole.program.entry:
        problem = program_of(replace(whole, path=given.path))
        raise WizardError(problem or (), ExitCode.INPUT)
    # What lies outside the project has been consented to by now.
    return identify.of_entry(whole.program.entry, whole.folder, script=options.script, outside=True)


def _jar(options: argparse.Namespace, profile: Profile, cwd: Path) -> Path | None:
    if options.program.endswith(".jar"):
        path: Path = cwd / options.program
    elif profile.program.jar and not options.from_distribution:
        path = profile.folder / profile.program.jar
    else:
        return None
    if not path.is_file():
        raise wrong_input(f"there is no jar {path}", "check the name", code="no-program")
    return path


def _request(options: argparse.Namespace, whole: Effective, target: Target, cwd: Path) -> Request:
    from wizard.catalogue.load import load
    from wizard.planning.plan import plan
    from wizard.profiles.dangers import LOCK_FILE
    from wizard.programs import collect
    from wizard.toolchains.model import Wanted

    profile, section = whole.profile, whole.profile.program
    _require_options(options.option)
    planned = plan(load(), whole.answers, whole.version, (*profile.extra, *options.option))
    planned = replace(planned, notices=(*planned.notices, *_too_many(options.parallelism)))
    output = _output(options, profile.output or target.name, cwd)
    program = collect.collect(
        target, data=section.data, typed_data=options.data, data_folder=profile.folder if profile.path else None,
        requirements=(*section.requirements, *options.requirement), leave=[output], python=whole.version.python,
        outside=bool(profile.path),  # to what leaves a profile's project the user has consented by now
    )  # fmt: skip
    return Request(
        plan=planned,
        program=program,
        target=output,
        profile=profile if profile.path else None,
        preset=whole.preset,
        requirements_file=profile.folder / section.requirements_file if section.requirements_file else None,
        indexes=section.indexes,
        lock=profile.folder / LOCK_FILE if profile.path else None,
        allow_broken=frozenset(options.allow_broken),
        toolchain=options.toolchain,
        wanted=Wanted(builder=whole.version.builder, native_image=profile.native_image),
        resources=resources(options),
        timeout=options.timeout,
        rebuild=options.rebuild,
        budget=_budget(options, profile),
        check_imports=profile.check_imports,
        check_run=profile.check_run,
        prove=not options.no_check,
        typed=getattr(options, "typed", ()),
    )


def _jar_request(options: argparse.Namespace, whole: Effective, jar: Path, cwd: Path) -> JarRequest:
    from wizard.toolchains.model import Wanted

    profile = whole.profile
    _require_options(options.option)
    return JarRequest(
        jar=jar,
        target=_output(options, profile.output or jar.stem, cwd),
        class_path=tuple(profile.folder / entry for entry in profile.program.class_path),
        main_class=profile.program.main_class,
        extra=(*profile.extra, *options.option),
        toolchain=options.toolchain,
        wanted=Wanted(native_image=profile.native_image, truffle=False),
        resources=resources(options),
        timeout=options.timeout,
        budget=_budget(options, profile),
        profile=profile if profile.path else None,
        typed=getattr(options, "typed", ()),
    )


def _output(options: argparse.Namespace, name: str, cwd: Path) -> Path:
    """Where it was said to go, else its name here; with `.bin` where a folder or the source has that name."""
    if options.output is not None:
        return Path(cwd, options.output)
    plain = cwd / name
    taken = plain.is_dir() or plain == cwd / options.program
    return plain.with_name(f"{name}.bin") if taken else plain


def _budget(options: argparse.Namespace, profile: Profile) -> Budget:
    if options.budget is None:
        return profile.budget
    return replace(profile.budget, size=amount("--budget", options.budget))


def resources(options: argparse.Namespace) -> BuildResources:
    """What was typed about memory and processors."""
    from wizard.planning.model import BuildResources

    memory = None if options.memory is None else amount("--memory", options.memory)
    if memory is not None and memory < LEAST_MEMORY:
        what = f"`--memory {options.memory}` is less than any build takes"
        raise wrong_input(what, f"give {LEAST_MEMORY // 1_000_000} MB or more", code="usage")
    if options.parallelism is not None and options.parallelism < 1:
        raise wrong_input(
            f"`--parallelism {options.parallelism}` is not a number of processors", "give 1 or more", code="usage"
        )
    if options.timeout is not None and not options.timeout > 0:
        raise wrong_input(f"`--timeout {options.timeout}` is not a time", "give seconds above 0", code="usage")
    return BuildResources(xmx=memory, parallelism=options.parallelism)


def _require_options(raw: Sequence[str]) -> None:
    """Exit 2 for a raw argument that is none: it would name the main class."""
    from wizard.profiles.texts import argument

    for text in raw:
        if refusal := argument(text):
            raise wrong_input(f"--option: {refusal[0]}", refusal[1], code="usage")


def _too_many(parallelism: int | None) -> tuple[Problem, ...]:
    from wizard.building.machine import this_machine

    processors = this_machine().processors if parallelism else 0
    if not parallelism or parallelism <= processors:
        return ()
    what = f"`--parallelism {parallelism}` is more than the {processors} processors of this machine"
    todo = "more threads than processors cost memory and save no time"
    return (Problem(what, todo=todo, code="parallelism", severity="warning"),)


def amount(flag: str, text: str) -> int:
    """A typed size in bytes; exit 2 in one line."""
    from wizard.profiles.amounts import size_of

    try:
        return size_of(text)
    except ValueError:
        raise wrong_input(f"`{flag} {text}` is not a size", 'write one such as "90 MB"', code="usage") from None
