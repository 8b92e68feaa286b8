"""Files that are made: what starts a function as a console script does, and a project's metadata."""

from __future__ import annotations

from wizard.programs.model import Target


def script(module: str, function: str) -> bytes:
    """A main file that does what pip's console scripts do: call the function, exit with what it returns."""
    first = function.split(".", maxsplit=1)[0]
    return (f"import sys\n\nfrom {module} import {first}\n\nsys.exit({function}())\n").encode()


def metadata(target: Target) -> dict[str, bytes]:
    """`.dist-info` of a project that was not installed, so that importlib.metadata finds its version and scripts.

    Empty where pyproject.toml leaves the version to its build backend.
    """
    if not target.distribution or not target.version:
        return {}
    name = target.distribution.replace("-", "_").replace(".", "_")
    folder = f"app/{name}-{target.version}.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {target.distribution}", f"Version: {target.version}"]
    if target.requires_python:
        lines.append(f"Requires-Python: {target.requires_python}")
    lines += [f"Requires-Dist: {text}" for text in target.requirements]
    scripts = "".join(f"{key} = {value}\n" for key, value in target.scripts)
    return {
        f"{folder}/METADATA": ("\n".join(lines) + "\n").encode(),
        f"{folder}/entry_points.txt": f"[console_scripts]\n{scripts}".encode(),
    }
