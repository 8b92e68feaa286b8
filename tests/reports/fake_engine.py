"""Stands in for a native image: finds its program in the zip at its own end and runs it, without some modules."""

from __future__ import annotations

import builtins
import json
import os
import sys
import zipfile
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from typing import Any


class Ends:
    """Importing one of these ends the process, as some of GraalPy's modules do."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        if name in self.names:
            sys.stderr.write("cannot go on: not supported\n")
            sys.stderr.flush()
            os._exit(1)
        return None


class Own:
    """Modules of the program, where sys.path says so."""

    def __init__(self, modules: dict[str, bytes]) -> None:
        self.modules = modules

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        here = "/graalpy/app" in sys.path and f"app/{name}.py" in self.modules
        return ModuleSpec(name, self) if here else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: Any) -> None:
        exec(self.modules[f"app/{module.__name__}.py"], module.__dict__)


def denied(*arguments: Any, **named: Any) -> Any:
    raise PermissionError(1, "Operation not permitted")


def main(executable: str, behaviour: dict[str, Any], arguments: list[str]) -> None:
    with zipfile.ZipFile(executable) as archive:
        start = dict(line.split("=", 1) for line in archive.read("start").decode().splitlines())
        source = archive.read(start["main"]).decode()
        modules = {n: archive.read(n) for n in archive.namelist() if n.startswith("app/") and n.endswith(".py")}
    for name in behaviour.get("blocked", []):
        sys.modules[name] = None  # type: ignore[assignment]
    for name in behaviour.get("ends", []):
        sys.modules.pop(name, None)
    sys.meta_path[:0] = [Ends(behaviour.get("ends", [])), Own(modules)]
    sys.argv = [executable, *arguments]
    withhold(behaviour.get("withheld", []))
    sys.modules["__graalpython__"] = own = type(sys)("__graalpython__")
    own.__dict__.update(behaviour.get("kept", {}))
    exec(compile(source, start["main"], "exec"), {"__name__": "__main__"})


def withhold(rights: list[str]) -> None:
    import posix

    real: Callable[..., Any] = builtins.open

    def reading(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        return denied() if "w" in mode else real(file, mode, *more, **named)

    if "environment" in rights:
        posix.environ.clear()
    if "writing" in rights:
        builtins.open = reading
    if "files" in rights:
        builtins.open = denied
        posix.listdir = denied


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3:])
