"""Which files of a program go into the payload, and under which names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from wizard.ground.problems import Where, wrong_input
from wizard.profiles import declared
from wizard.programs import carried, imports, modules, shim, sources, tree
from wizard.programs.model import Kind, Program, SourceFile, Target

PYTHON = "3.12"
ANYWHERE = Path("/")


def collect(
    target: Target, *, data: Sequence[str] = (), typed_data: Sequence[str] = (), data_folder: Path | None = None,
    requirements: Sequence[str] = (), leave: Iterable[Path] = (), python: str = PYTHON, outside: bool = False,
) -> Program:  # fmt: skip
    """Read `target`'s files. `data`: globs below `data_folder` (the project). `leave`: outputs, left out of a folder.

    `outside`: the user has consented to what lies outside the project. `typed_data` came from the command line, which
    is consent. Exit 2: not UTF-8, not Python, a link out of the project, a glob without a match, a Python that it
    does not run on.
    """
    check_python(target, python)
    folder = data_folder or target.folder
    bounds = replace(target, folder=ANYWHERE) if outside else target
    files = {f.name: f for f in _own_files(bounds, {Path(os.path.realpath(p)) for p in leave})}
    profile = Where(folder / "graalpy-wizard.toml", "program.data")
    for glob in data:
        carried.add(files, carried.matches(target, glob, folder, profile, outside=outside))
    for glob in typed_data:
        carried.add(files, carried.matches(target, glob, folder, Where(f"--data {glob}"), outside=True))
    main, package, made = _start(target)
    if target.kind is Kind.FOLDER and main not in files and main not in made:
        todo = "take it out of .gitignore: what git ignores does not go into the executable"
        raise wrong_input("git ignores the program's main file", todo, Where(target.root / main[4:]), "ignored")
    wanted = (*target.requirements, *_inline(target), *requirements)
    return Program(
        target.kind, target.name, main, package, tuple(files[name] for name in sorted(files)), made,
        tuple(dict.fromkeys(wanted)), target.folder, target.requires_python, target.script,
    )  # fmt: skip


def check_python(target: Target, python: str) -> None:
    """Exit 2 where the project does not run on GraalPy's Python version."""
    if not target.requires_python:
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    where = Where(target.folder / "pyproject.toml", "project.requires-python")
    try:
        fits = SpecifierSet(target.requires_python).contains(f"{python}.0") or SpecifierSet(
            target.requires_python
        ).contains(f"{python}.99")
    except InvalidSpecifier as error:
        raise wrong_input(f"{target.requires_python} is no version range", "", where, "wrong-type") from error
    if not fits:
        todo = "choose another GraalPy version, or widen it"
        raise wrong_input(f"it asks for Python {target.requires_python}, GraalPy is {python}", todo, where, "python")


def _own_files(target: Target, leave: set[Path]) -> Iterator[SourceFile]:
    if target.kind is Kind.FOLDER:
        ignored = tree.git_ignored(target.root)
        for path in tree.walk(target.root, target.folder, ignored):
            if Path(os.path.realpath(path)) not in leave:
                yield carried.source(path, target.root)
    elif target.kind not in (Kind.DISTRIBUTION, Kind.JAR):
        yield from _reached(target)


def _reached(target: Target) -> Iterator[SourceFile]:
    """The main file and what its imports reach below the root, packages whole."""
    left: list[Path] = [target.main] if target.main and target.kind is Kind.FILE else []
    names = [] if left else [target.module]
    done: set[Path] = set()
    whole: set[Path] = set()  # packages; each file of one may import another one of it
    while left or names:
        while names:
            left.extend(_of_module(target, names.pop(), done, whole))
        path = left.pop() if left else None
        if path is None or path in done:
            continue
        done.add(path)
        source = carried.source(path, target.root)
        yield source
        if path.suffix == ".py" or path == target.main:
            names = [found.module for found in imports.of_file(path, source.name.removeprefix("app/"))]


def _of_module(target: Target, name: str, done: set[Path], whole: set[Path]) -> Iterator[Path]:
    """Files that come with a module: a package on the way brings all that is in it."""
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        found = modules.find(target.root, ".".join(parts[:count]))
        if found is None:
            return
        if found.form is modules.Form.MODULE:
            tree.check_link(found.path, target.folder)
            yield from () if found.path in done else (found.path,)
            return
        if found.form is modules.Form.PACKAGE:
            if found.path not in whole:
                whole.add(found.path)
                tree.check_link(found.path, target.folder)
                yield from tree.walk(found.path, target.folder, tree.nothing_ignored)
            return


def _start(target: Target) -> tuple[str, str, dict[str, bytes]]:
    """Main file, __package__, and files that are made."""
    if target.main is None:
        made = shim.metadata(target)
        if target.function:
            made["app/__main__.py"] = shim.script(target.module, target.function)
        return "app/__main__.py", "", made
    data = sources.read_bytes(target.main)
    sources.main_text(target.main, data)
    main = f"app/{target.main.relative_to(target.root).as_posix()}"
    package = target.module.rpartition(".")[0] if target.kind is Kind.MODULE else ""
    made = {main: data.removeprefix(sources.BOM)} if data.startswith(sources.BOM) else {}
    return main, package, made


def _inline(target: Target) -> tuple[str, ...]:
    """`# /// script` dependencies of a single file."""
    if target.kind is not Kind.FILE or target.main is None:
        return ()
    text = sources.main_text(target.main, sources.read_bytes(target.main))
    try:
        found = declared.in_block(text)
    except ValueError as error:
        block = declared.BLOCK.search(text.replace("\r\n", "\n"))
        where = Where(target.main, line=text.count("\n", 0, block.start()) + 1 if block else 0)
        raise wrong_input(f"its script block is no valid TOML: {error}", "", where, "broken-toml") from error
    return tuple(str(d) for d in found) if isinstance(found, list) else ()
