"""Whether the function that starts a program is in its module, before minutes are spent on an engine for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.ground.problems import Where, wrong_input
from wizard.programs import imports, modules, sources

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMED = ("function_definition", "class_definition")
_TARGETS = {"assignment": "left", "for_statement": "left", "named_expression": "name", "as_pattern": "alias"}
_MADE_ELSEWHERE = (b"globals()", b"global ", b"setattr(", b"exec(", b"sys.modules")


def require(found: modules.Found, function: str, *, where: Where | None = None) -> None:
    """Exit 2 with the nearest name where no statement of the module gives `function` a meaning."""
    import difflib

    file = found.path if found.form is modules.Form.MODULE else found.path / "__init__.py"
    wanted = function.partition(".")[0]
    names = names_of(file)
    if names is None or wanted in names or (file.name == "__init__.py" and modules.find(found.path, wanted)):
        return
    near = difflib.get_close_matches(wanted, sorted(names), 1)
    todo = f"did you mean {found.name}:{near[0]}?" if near else f"name a function of {found.name}"
    raise wrong_input(f"{file} has no {wanted}", todo, where, "no-function")


def names_of(file: Path) -> frozenset[str] | None:
    """What the statements of a module's own level define; None where that cannot be told from its source."""
    root = imports.parser().parse(sources.read_bytes(file)).root_node
    names: set[str] = set()
    for node in _own_level(root):
        if node.type == "wildcard_import":
            return None
        names.update(_defined(node))
    made_elsewhere = any(sign in (root.text or b"") for sign in _MADE_ELSEWHERE)
    return None if made_elsewhere or "__getattr__" in names else frozenset(names)


def _own_level(root: Node) -> Iterator[Node]:
    """All nodes that are in no function and no class; those two themselves included."""
    left = [root]
    while left:
        node = left.pop()
        yield node
        if node.type not in (*_NAMED, "lambda"):
            left.extend(node.named_children)


def _defined(node: Node) -> Iterator[str]:
    if node.type in _NAMED:
        name = node.child_by_field_name("name")
        yield _text(name) if name else ""
    elif node.type in ("import_statement", "import_from_statement"):
        for child in node.children_by_field_name("name"):
            alias = child.child_by_field_name("alias")
            yield _text(alias) if alias else _text(child).partition(".")[0]
    elif node.type in _TARGETS:
        target = node.child_by_field_name(_TARGETS[node.type])
        yield from (_text(part) for part in _parts(target) if part.type == "identifier")


def _parts(target: Node | None) -> Iterator[Node]:
    if target is not None:
        yield target
        for child in target.named_children:
            yield from _parts(child)


def _text(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")
