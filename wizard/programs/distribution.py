"""A distribution's console script, known once its wheel is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wizard.ground.problems import wrong_input
from wizard.programs import shim
from wizard.programs.model import Kind, Program, Wheel
from wizard.programs.project import choose
from wizard.programs.wheel_part import console_scripts


def with_wheels(program: Program, wheels: Sequence[Wheel]) -> Program:
    """A distribution's program with the script that starts it; every other program as it is.

    Exit 2: no console script, several and none chosen.
    """
    if program.kind is not Kind.DISTRIBUTION or program.main in program.made:
        return program
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    name = canonicalize_name(Requirement(program.requirements[0]).name)
    scripts = next((console_scripts(w) for w in wheels if w.name == name), {})
    if not scripts:
        raise wrong_input(
            f"{name} has no console script", "name a module or function of it in a program of your own",
            code="no-script",
        )  # fmt: skip
    script, entry = choose(scripts, program.script, name)
    module, _, function = entry.partition("[")[0].strip().partition(":")
    made = {**program.made, program.main: shim.script(module.strip(), function.strip())}
    return replace(program, name=script, made=made)
