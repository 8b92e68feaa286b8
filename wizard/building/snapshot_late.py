"""The imports that can wait: of library modules that may not be in a snapshot, until one is first used. Those of own
modules, and of modules of the library that are fit but for such an import.

`import tempfile` on a module's own level becomes `tempfile = __late__("tempfile")`, which
wizard/building/snapshot/late.py answers, in the copy that is imported while the engine is built. Lines stay where they
are. The payload has the module as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.programs.imports import parser

if TYPE_CHECKING:
    from tree_sitter import Node


def rewritten(data: bytes, waits: Callable[[str], bool], *, library: bool = False) -> bytes:
    """`waits`: whether a module is one of the library that may be loaded later than it is imported.

    `library`: of a module of the library, whose functions may be annotated with what waits; the text says the same.
    """
    if b"import" not in data:
        return data
    root = parser().parse(data).root_node
    pieces, done = list[bytes](), 0
    for node in root.named_children:
        lines = node.end_point[0] - node.start_point[0]
        if node.type == "import_statement" and not lines:
            new = "; ".join(_one(name, data, waits) for name in node.children_by_field_name("name"))
        elif node.type == "import_from_statement":
            new = _names(node, waits)
        else:
            continue
        if "__late" in new:
            # Between brackets a statement may have the lines of the one that it stands for.
            pieces += [data[done : node.start_byte], new.encode()[:-1], b"\n" * lines, new.encode()[-1:]]
            done = node.end_byte
    result = b"".join((*pieces, data[done:]))
    names = set(re.findall(rb"\b(\w+) = __late__\(", result)) if library else set()
    return _quoted(result, {name.decode() for name in names}) if names else result


def _quoted(data: bytes, names: set[str]) -> bytes:
    """Annotations that begin with one of `names`, as texts."""
    pieces, done = list[bytes](), 0
    for node in _annotations(parser().parse(data).root_node):
        if _text(node).partition(".")[0] in names:
            pieces += [data[done : node.start_byte], repr(_text(node)).encode()]
            done = node.end_byte
    return b"".join((*pieces, data[done:]))


def _annotations(node: Node) -> Iterator[Node]:
    """Of parameters and results, in their order."""
    for child in node.named_children:
        if child.type == "type" and node.type in ("typed_parameter", "typed_default_parameter", "function_definition"):
            yield child
        else:
            yield from _annotations(child)


def files_of(module: str, library: Path) -> list[Path]:
    """Its source in the folder of the library; none where it is built in."""
    place = str(library / module.replace(".", "/"))
    return [file for end in ("/__init__.py", ".py") if (file := Path(place + end)).is_file()]


def _names(node: Node, waits: Callable[[str], bool]) -> str:
    """`from a import b, c as d`, where these are modules; "" where it has to stay."""
    module, result = _text(node.child_by_field_name("module_name")), list[str]()
    for one in node.children_by_field_name("name"):
        name = _text(one.child_by_field_name("name") or one)
        bound = _text(one.child_by_field_name("alias")) or name
        if module.startswith(".") or waits(module) or not waits(f"{module}.{name}"):
            return ""
        result.append(f"{bound} = __late__({module + '.' + name!r})")
    return "; ".join(result)


def _one(node: Node, data: bytes, waits: Callable[[str], bool]) -> str:
    """`a`, `a.b` or `a.b as c` of an import statement."""
    name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
    module, bound = _text(name or node), _text(alias)
    top, _, rest = module.partition(".")
    # One that is imported for what its import does is named once.
    if not waits(module) or len(re.findall(rb"\b%s\b" % (bound or top).encode(), data)) < 2:
        return f"import {_text(node)}"
    if not rest or (bound and not waits(top)):
        return f"{bound or top} = __late__({module!r})"
    if bound:
        return f"import {_text(node)}"
    return f"{top} = __late__({top!r}, {module!r})" if waits(top) else f"__late__({module!r}); import {top}"


def _text(node: Node | None) -> str:
    return node.text.decode() if node and node.text else ""
