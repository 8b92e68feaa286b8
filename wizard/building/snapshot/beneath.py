# ruff: noqa: B018
"""While an engine is built: what is fit of what the library's modules need that are imported when the program starts.

`uuid` may not be in a snapshot, but subprocess, selectors and shutil may, which it imports at each start.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

ONLY_TREE = 0x400  # of compile()
HOME = "/graalpy/home/"
BLOCKS = ("If", "Try", "ExceptHandler", "With")


def beneath(names: "set[str]", fit: "set[str]", finder: "Any", read: "Callable[[str], bytes]", walked: "Any") -> None:
    """Import what is in `fit` of what `names` import, and of what those that they import on their own level do."""
    left, seen = list(names), set[str]()
    while left:
        name = left.pop()
        file = "" if name in seen else find(finder, name)
        seen.add(name)
        if not file:
            continue
        if name in fit:
            attempted(name)
        else:
            package = name if file.endswith("/__init__.py") else name.rpartition(".")[0]
            tree: Any = compile(read(file), file, "exec", ONLY_TREE, dont_inherit=True)
            here = [one for node in own_level(tree.body) for one in imported_by(node, package)]
            # `platform.system()`, which uuid calls, imports subprocess in a function.
            inner = [one for node in walked(tree) for one in imported_by(node, package) if one in fit]
            left += [*here, *inner]


def attempted(name: str) -> None:
    """Import it, if that works: else it fails when it is needed, too."""
    try:
        __import__(name)
    except BaseException:
        sys.modules.pop(name, None)


def find(finder: "Any", name: str) -> str:
    """The file of a module of the library; "" where the program has one of that name, and for built-in ones."""
    parent = name.rpartition(".")[0]
    if parent and parent not in sys.modules:
        folder = find(finder, parent).removesuffix("/__init__.py")
        places: Any = [folder] if folder else None
    else:
        places = getattr(sys.modules.get(parent), "__path__", None)
    spec = finder.find_spec(name, places) if places or not parent else None
    file = getattr(spec, "origin", "")
    return file if file.startswith(HOME) and "/site-packages/" not in file else ""


def own_level(nodes: "list[Any]") -> "list[Any]":
    """Statements, with those in `if` and `try`."""
    fields = ("body", "orelse", "handlers", "finalbody")
    inside = [getattr(node, field, []) for node in nodes for field in fields if type(node).__name__ in BLOCKS]
    return [*nodes, *(one for part in inside for one in own_level(part))]


def imported_by(node: "Any", package: str) -> "list[str]":
    """The modules that a statement of a module in `package` imports."""
    kind = type(node).__name__
    if kind == "Import":
        return [one.name for one in node.names]
    if kind != "ImportFrom":
        return []
    above = package.rsplit(".", node.level - 1)[0] if node.level else ""
    source = ".".join(part for part in (above, node.module) if part)
    return [source, *(f"{source}.{one.name}" for one in node.names)]


beneath
