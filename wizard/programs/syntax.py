"""Syntax errors of the program, in the syntax of GraalPy's Python, before minutes are spent on a build.

ruff and not ast: ast of Python 3.11 does not know the syntax of 3.12, and that of 3.14 takes some that 3.12 refuses.
parso stops at `match`, libcst and tree-sitter take what is wrong. One run is 3 ms, whatever the number of files here.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError, wrong_environment
from wizard.programs import sources
from wizard.programs.model import Program, SourceFile

# What compiling refuses although it parses: `return` outside a function, `await` outside `async def` and their kind.
_RULES = "F404,F621,F622,F701,F702,F704,F706,F707,PLE0100,PLE0115,PLE0116,PLE0117,PLE0118,PLE1142,PLE1700"
_MOST = 500  # files a run: a command line has its limits


def check(program: Program, python: str = "3.12") -> None:
    """Exit 2 with every syntax error of the program's own modules: file, line, message."""
    files = [f for f in program.files if f.name.endswith((".py", ".pyw")) or f.name == program.main]
    for file in files:
        sources.decode(file.path, sources.read_bytes(file.path))
    found = [p for start in range(0, len(files), _MOST) for p in _run(files[start : start + _MOST], python)]
    if found:
        raise WizardError(sorted(found, key=lambda p: str(p.where)), ExitCode.INPUT)


def _run(files: Sequence[SourceFile], python: str) -> list[Problem]:
    from ruff import find_ruff_bin

    command = [
        os.fspath(find_ruff_bin()), "check", "--isolated", "--no-cache", "--ignore-noqa", "--quiet", "--exit-zero",
        "--target-version", f"py{python.replace('.', '')}", "--select", _RULES, "--output-format", "json",
        "--", *(os.fspath(f.path) for f in files),
    ]  # fmt: skip
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    try:
        found = json.loads(done.stdout or b"[]")
    except ValueError as error:
        raise wrong_environment(f"ruff cannot check the program's syntax: {done.stderr.decode(errors='replace')[:300]}",
                                "install graalpy-wizard again", code="ruff") from error  # fmt: skip
    # The first of each file: what follows it is mostly its echo.
    problems = [_problem(item) for item in reversed(found)]
    return list({str(p.where.file): p for p in problems if p.where}.values())


def _problem(item: dict[str, object]) -> Problem:
    place = item["location"]
    line = place["row"] if isinstance(place, dict) else 0
    message = str(item["message"]).removeprefix("SyntaxError: ")
    return Problem(f"syntax error: {message}", Where(Path(str(item["filename"])), line=line), code="syntax-error")
