"""A project's pyproject.toml: which script is started, and what it depends on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wizard.ground.problems import Where, WizardError, wrong_input
from wizard.programs import functions, modules
from wizard.programs.model import Kind, Target


def read_project(file: Path, script: str = "", *, need: bool = True) -> Target | None:
    """The console script of a project. None where it has no script and `need` is false.

    Exit 2: broken TOML, no script, several and none chosen, dependencies that only a build would tell.
    """
    project = _table(file)
    scripts = _strings(file, project.get("scripts", {}), "project.scripts")
    if not scripts:
        if not need:
            return None
        raise wrong_input(
            "has no [project.scripts] to start", "add one, or a __main__.py, or name a file", Where(file), "no-script"
        )
    name, entry = choose(scripts, script, str(file.parent), Where(file, "project.scripts"))
    module, _, function = entry.partition("[")[0].strip().partition(":")
    root = _root(file, module.strip(), function.strip())
    return Target(
        Kind.PROJECT, name, root, file.parent, module=module.strip(), function=function.strip(),
        requirements=_dependencies(file, project), requires_python=str(project.get("requires-python", "")),
        distribution=str(project.get("name", "")), version=str(project.get("version", "")),
        scripts=tuple(sorted(scripts.items())),
    )  # fmt: skip


def choose(scripts: Mapping[str, str], script: str, of: str, where: Where | None = None) -> tuple[str, str]:
    """The script to start: the named one, or the only one, or the one that is called like its owner. Else exit 2."""
    if script and script in scripts:
        return script, scripts[script]
    named = ", ".join(sorted(scripts))
    if script:
        raise wrong_input(f"{of} has no script {script}; it has {named}", "name one of them", where, "no-script")
    if len(scripts) > 1:
        raise wrong_input(f"{of} has several scripts: {named}", "choose one with --script NAME", where, "many-scripts")
    return next(iter(scripts.items()))


def _table(file: Path) -> Mapping[str, Any]:
    try:
        project = tomllib.loads(file.read_text(encoding="utf-8")).get("project", {})
    except tomllib.TOMLDecodeError as error:
        raise wrong_input(f"is no valid TOML: {error}", "", Where(file), "broken-toml") from error
    except UnicodeDecodeError as error:
        raise wrong_input("is not UTF-8", "save it as UTF-8", Where(file), "not-utf-8") from error
    except OSError as error:
        raise wrong_input(f"cannot be read: {error.strerror}", "", Where(file), "unreadable") from error
    if not isinstance(project, dict):
        raise _wrong_type(file, "project", "a table")
    return project


def _dependencies(file: Path, project: Mapping[str, Any]) -> tuple[str, ...]:
    if "dependencies" in project.get("dynamic", []):
        raise wrong_input(
            "its dependencies are dynamic", "list them in [project] dependencies, or in a profile's requirements",
            Where(file, "project.dynamic"), "dynamic",
        )  # fmt: skip
    found = project.get("dependencies", [])
    if not isinstance(found, list) or not all(isinstance(d, str) for d in found):
        raise _wrong_type(file, "project.dependencies", "a list of texts")
    return tuple(found)


def _strings(file: Path, value: object, key: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise _wrong_type(file, key, "a table of texts")
    return value


def _wrong_type(file: Path, key: str, wanted: str) -> WizardError:
    return wrong_input(f"has to be {wanted}", "", Where(file, key), "wrong-type")


def _root(file: Path, module: str, function: str) -> Path:
    for root in (file.parent / "src", file.parent):
        found = modules.find(root, module)
        if found and found.form is not modules.Form.NAMESPACE:
            if function:
                functions.require(found, function, where=Where(file, "project.scripts"))
            return root
    raise wrong_input(
        f"there is no module {module} below {file.parent} or its src", "name the module as it is on disk",
        Where(file, "project.scripts"), "missing-program",
    )  # fmt: skip
