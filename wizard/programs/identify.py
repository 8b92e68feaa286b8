"""What a user means by PROGRAM: a file, a folder, a module, a function, a distribution, a project or a jar."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

from wizard.ground.problems import Where, WizardError, wrong_input
from wizard.programs import modules
from wizard.programs.model import Kind, Target

_DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*", re.UNICODE)


def identify(target: str, cwd: Path, *, from_distribution: str = "", script: str = "") -> Target:
    """Find what `target` names, relative to `cwd`. `from_distribution` is "NAME==VERSION".

    Exit 2: missing (with near names), a folder without __main__.py, several scripts and none chosen, two programs,
    a script of what has none.
    """
    if from_distribution and target:
        what = f"`--from {from_distribution}` and {target} are two programs"
        raise wrong_input(what, "name one of them; a script of the distribution is --script NAME", code="two-programs")
    if from_distribution:
        return _distribution(from_distribution, cwd, script)
    found = _identified(target, cwd, script)
    if script and found.kind is not Kind.PROJECT:
        what = f"`--script {script}` chooses a console script, and {target} has none"
        raise wrong_input(what, "leave it out, or name a distribution with --from NAME==VERSION", code="no-script")
    return found


def _identified(target: str, cwd: Path, script: str) -> Target:
    path = _place(target, cwd)
    if path.is_dir():
        return _folder(path, script)
    if path.is_file():
        return _file(path)
    if path.exists():
        raise wrong_input("is neither a file nor a folder", "name a Python program", Where(target), "not-a-program")
    module, colon, function = target.partition(":")
    if _DOTTED.fullmatch(module) and (not colon or _DOTTED.fullmatch(function)):
        found = _module(module, function, cwd)
        if found:
            return found
    raise _missing(target, module, cwd)


def of_entry(entry: str, folder: Path, *, script: str = "", outside: bool = False) -> Target:
    """As `identify`, for `[program] entry` of a profile in `folder`; exit 2 where it leaves the folder."""
    found = identify(entry, folder, script=script)
    real = Path(os.path.realpath(folder))
    place = found.main or found.root
    if not outside and not place.is_relative_to(real):
        where = Where(folder / "graalpy-wizard.toml", "program.entry")
        raise wrong_input(
            f"{entry} is outside the project", f"move it below {folder}, or build it by its path", where, "outside"
        )
    # The root of a single file in a sub-folder stays that folder; only the project's border is the profile's.
    return _with_folder(found, real) if place.is_relative_to(real) else found


def _with_folder(found: Target, folder: Path) -> Target:
    from dataclasses import replace

    return replace(found, folder=folder)


def _place(target: str, cwd: Path) -> Path:
    if "\0" in target or not target:
        raise wrong_input("no program was named", "name a file, a folder or a module", code="missing-program")
    return cwd / Path(target).expanduser()


def _file(path: Path) -> Target:
    name, real = path.stem, Path(os.path.realpath(path))
    if path.suffix == ".jar":
        return Target(Kind.JAR, name, real.parent, real.parent, main=real)
    if any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in real.name):
        raise wrong_input("its name has control characters or is not UTF-8", "rename it", Where(path), "file-name")
    if path.suffix not in (".py", ".pyw", "") and not _says_python(real):
        raise wrong_input("is not a Python program", "name a .py file, a folder or a module", Where(path), "not-python")
    return Target(Kind.FILE, name, real.parent, real.parent, main=real)


def _says_python(path: Path) -> bool:
    """Whether a file with another ending starts with a `#!` line of Python."""
    try:
        with path.open("rb") as file:
            first = file.readline(256)
    except OSError:
        return False
    return first.startswith(b"#!") and b"python" in first


def _folder(path: Path, script: str) -> Target:
    real = Path(os.path.realpath(path))
    project = real / "pyproject.toml"
    has_main = (real / "__main__.py").is_file()
    if project.is_file():
        from wizard.programs.project import read_project

        found = read_project(project, script, need=not has_main)
        if found:
            return found
    if not has_main:
        todo = "add one, or name the file to start"
        near = [n for n in ("main.py", "app.py", f"{real.name}.py", "cli.py") if (real / n).is_file()]
        todo += f", such as {path / near[0]}" if near else ""
        raise wrong_input("has no __main__.py", todo, Where(path), "no-main")
    return Target(Kind.FOLDER, real.name or "program", real, real, main=real / "__main__.py")


def _module(name: str, function: str, cwd: Path) -> Target | None:
    folder = Path(os.path.realpath(cwd))
    for root in (folder, folder / "src"):
        found = modules.find(root, name)
        if found is None or (found.form is modules.Form.NAMESPACE and function):
            continue
        if function:
            from wizard.programs import functions

            functions.require(found, function)
        kind = Kind.FUNCTION if function else Kind.MODULE
        base = Target(kind, name.split(".")[0 if function else -1], root, folder, module=name, function=function)
        return base if function else _started(base, found)
    return None


def _started(base: Target, found: modules.Found) -> Target:
    from dataclasses import replace

    if found.form is modules.Form.MODULE:
        return replace(base, main=found.path)
    main = found.path / "__main__.py"
    if not main.is_file():
        raise wrong_input(
            f"{found.name} has no __main__.py", f"add one, or name a function, such as {found.name}:main",
            Where(found.path), "no-main",
        )  # fmt: skip
    return replace(base, main=main, module=f"{found.name}.__main__")


def _missing(target: str, module: str, cwd: Path) -> WizardError:
    folder = (cwd / target).parent
    try:
        there = [e.name for e in folder.iterdir() if e.suffix in (".py", ".jar") or (e / "__main__.py").is_file()]
    except OSError:
        there = []
    names = [str(Path(target).parent / name) for name in there] + modules.names(cwd) + modules.names(cwd / "src")
    near = difflib.get_close_matches(target, names, 1) or difflib.get_close_matches(module, names, 1)
    if module.endswith(".py") and module in names:  # hello.py:main
        near = [target.replace(".py:", ":", 1)]
    todo = f"did you mean {near[0]}?" if near else "name a file, a folder with __main__.py, or a module below here"
    return wrong_input(f"there is no program {target}", todo, code="missing-program")


def _distribution(text: str, cwd: Path, script: str) -> Target:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        requirement = Requirement(text)
    except InvalidRequirement as error:
        what = f"--from {text} is no requirement: {str(error).splitlines()[0]}"
        raise wrong_input(what, "write --from NAME==VERSION") from error
    folder = Path(os.path.realpath(cwd))
    name = script or requirement.name
    return Target(Kind.DISTRIBUTION, name, folder, folder, requirements=(text,), script=script,
                  distribution=requirement.name)  # fmt: skip
