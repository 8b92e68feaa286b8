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
    from wizard.programs.model import Target

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
        return Path(cwd, options.program)
    if profile.program.jar and not options.from_distribution:
        return profile.folder / profile.program.jar
    return None


def _request(options: argparse.Namespace, whole: Effective, target: Target, cwd: Path) -> Request:
    from wizard.building.assembling import python_request
    from wizard.catalogue.load import load
    from wizard.cli.options import requirements_file
    from wizard.planning.plan import plan

    profile = whole.profile
    _require_options(options.option)
    planned = plan(load(), whole.answers, whole.version, (*profile.extra, *options.option))
    planned = replace(planned, notices=(*planned.notices, *_too_many(options.parallelism)))
    made = python_request(
        profile, whole.preset, planned, target, _output(options, profile.output or target.name, cwd),
        saved=bool(profile.path), data=options.data, requirements=options.requirement,
        requirements_file=requirements_file(options, profile, cwd),
        allow_broken=options.allow_broken,
    )  # fmt: skip
    return replace(
        made, toolchain=options.toolchain, resources=resources(options), timeout=options.timeout,
        rebuild=options.rebuild, budget=_budget(options, profile), prove=not options.no_check,
        typed=getattr(options, "typed", ()),
    )  # fmt: skip


def _jar_request(options: argparse.Namespace, whole: Effective, jar: Path, cwd: Path) -> JarRequest:
    from wizard.building.assembling import jar_request

    profile = whole.profile
    _require_options(options.option)
    _require_java_flags(options, jar)
    output = _output(options, profile.output or jar.stem, cwd)
    made = jar_request(profile, jar, output, saved=bool(profile.path), extra=options.option)
    return replace(
        made, toolchain=options.toolchain, resources=resources(options), timeout=options.timeout,
        budget=_budget(options, profile), typed=getattr(options, "typed", ()),
    )  # fmt: skip


def _output(options: argparse.Namespace, name: str, cwd: Path) -> Path:
    """Where it was said to go, else where it belongs."""
    from wizard.building.assembling import place_of

    return place_of(name, cwd, cwd / options.program) if options.output is None else Path(cwd, options.output)


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


def _require_java_flags(options: argparse.Namespace, jar: Path) -> None:
    """Exit 2 where something was typed that a Java program has no use for."""
    for name in ("preset", "set", "graalpy", "from_distribution", "script", "requirement", "requirements_file",
                 "data", "allow_broken"):  # fmt: skip
        if getattr(options, name):
            flag = "--from" if name == "from_distribution" else f"--{name.replace('_', '-')}"
            what = f"`{flag}` is for Python programs, and {jar.name} is a Java program"
            raise wrong_input(what, "leave it out", code="usage")


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
