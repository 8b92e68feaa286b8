"""What is put on: the program's payload behind a stub of an engine, or a command with the whole project beside it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from wizard.building.engine import Engine
from wizard.building.events import Listener
from wizard.building.product import join
from wizard.ground.problems import wrong_input
from wizard.planning.model import Plan
from wizard.programs.model import Program, SourceFile, Wheel

PROJECT = "project"  # where --run finds the project's folder in the payload
MAIN = f"{PROJECT}/.graalpy-wizard-run.py"
STUB = b"no engine: a rehearsal runs on a JVM\n"


def payload(
    folder: Path, program: Program, wheels: tuple[Wheel, ...], plan: Plan, jars: Mapping[str, Path],
    listener: Listener,
) -> Path:  # fmt: skip
    """The file whose end is the payload, named as the executable would be; put together as `build` does.

    Without bytecode, which only an engine compiles: it changes how soon a module is there, and nothing else.
    """
    stub = Engine("rehearsal", folder / "stub", {})
    stub.folder.mkdir()
    stub.executable.write_bytes(STUB)
    target = folder / program.name
    answers = {**plan.answers, "startup": replace(plan.answers["startup"], value="plain")}
    join(stub, replace(plan, answers=answers), program, wheels, jars, target, listener)
    return target


def with_command(program: Program, text: str, project: Path) -> Program:
    """The program with its whole project beside it, and `python TEXT` in its place. Exit 2: no such command."""
    words = _words(text)
    from wizard.programs import tree

    ignored = tree.git_ignored(project)
    files = [
        SourceFile(path, f"{PROJECT}/{path.relative_to(project).as_posix()}")
        for path in tree.walk(project, project, ignored)
    ]
    made = {**program.made, MAIN: _main(words)}
    return replace(program, files=(*program.files, *files), made=made, main=MAIN, package="")


def _words(text: str) -> list[str]:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise wrong_input(
            f"`--run {text}` cannot be read: {error}", "write it as a shell would", code="usage"
        ) from error
    if (
        not words
        or (words[0] in ("-m", "-c") and len(words) == 1)
        or (words[0][0] == "-" and words[0] not in ("-m", "-c"))
    ):
        raise wrong_input(
            f"`--run {text}` names nothing to run", 'write --run "-m unittest discover" or --run "tests/all.py ARG"',
            code="usage",
        )  # fmt: skip
    return words


def _main(words: Sequence[str]) -> bytes:
    """As `python WORDS` in the project's folder. The folder is the payload's copy: it is there with every answer."""
    lines = [
        "import os, runpy, sys",
        f"os.chdir('/graalpy/{PROJECT}')",
        f"sys.path[:1] = ['/graalpy/{PROJECT}', '/graalpy/app']",
    ]
    if words[0] == "-m":
        lines += [
            f"sys.argv = {['-m', *words[2:]]!r}",
            f"runpy.run_module({words[1]!r}, run_name='__main__', alter_sys=True)",
        ]
    elif words[0] == "-c":
        lines += [f"sys.argv = {['-c', *words[2:]]!r}", f"exec(compile({words[1]!r}, '<string>', 'exec'))"]
    else:
        lines += [f"sys.argv = {list(words)!r}", f"runpy.run_path({words[0]!r}, run_name='__main__')"]
    return ("\n".join(lines) + "\n").encode("utf-8", "surrogatepass")
