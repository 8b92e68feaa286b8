"""The imports of Python source, in GraalPy's syntax whatever Python runs the wizard.

tree-sitter and not ast: ast of Python 3.11 stops at the syntax of 3.12. It parses typing.py in 10 ms, as ast does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.programs import modules, sources
from wizard.programs.model import Import, Program, Wheel

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser, Query

_CATCHES = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
_CALLS = {"importlib.import_module", "import_module", "__import__"}
_CONDITIONAL = {"if_statement", "for_statement", "while_statement", "match_statement", "conditional_expression"}
_WANTED = (b"import",)


def scan(program: Program, python: str = "3.12") -> tuple[Import, ...]:
    """What the program's own modules import, by file and line. Exit 2 where they are no Python of this version.

    Without what lies beside the program and has the name of a module of the library: it is found first.
    """
    from wizard.programs import syntax

    syntax.check(program, python)
    hidden = _hidden(program)
    return tuple(found for file in program.files if file.name.endswith(".py") or file.name == program.main
                 for found in of_file(file.path, file.name.removeprefix("app/"))
                 if found.module.partition(".")[0] not in hidden)  # fmt: skip


def _hidden(program: Program) -> frozenset[str]:
    """Modules of the library that own ones stand before: a folder without an `__init__.py` does not."""
    from wizard.catalogue.load import library_of_all

    return library_of_all().intersection(modules.own(program))


def requirement_imports(wheels: Iterable[Wheel]) -> tuple[Import, ...]:
    """What the modules in wheels import; the file is "WHEEL/MODULE". For warnings: much of it never runs."""
    from zipfile import ZipFile

    result: list[Import] = []
    for wheel in wheels:
        with ZipFile(wheel.file) as archive:
            for name in archive.namelist():
                if name.endswith(".py"):
                    place = Path(wheel.file.name) / name
                    result.extend(of_source(archive.read(name), place, name))
    return tuple(result)


def of_file(path: Path, name: str) -> list[Import]:
    """The imports of one file. `name` is its place below sys.path, "pkg/cli.py": relative imports start there."""
    return of_source(sources.read_bytes(path), path, name)


def of_source(data: bytes, path: Path, name: str, called: str = "") -> list[Import]:
    """As `of_file`, from bytes. The body of the function `called` runs too, as that is what starts the program."""
    return list(_found(data, path, name, called)) if any(word in data for word in _WANTED) else []


@lru_cache(maxsize=512)  # a build asks for a program's files three times: which go in, what breaks, what is reached
def _found(data: bytes, path: Path, name: str, called: str) -> tuple[Import, ...]:
    tree = parser().parse(data)
    package = tuple(Path(name).with_suffix("").parts[:-1])
    found = [
        Import(module, path, node.start_point[0] + 1, guarded, conditional or node.type == "call")
        for node, guarded, conditional in _statements(tree.root_node, called)
        for module in _modules(node, package)
    ]
    return tuple(dict.fromkeys(found))


@cache
def parser() -> Parser:
    """tree-sitter's, for Python."""
    from tree_sitter import Parser

    return Parser(_language())


@cache
def _language() -> Language:
    import tree_sitter_python
    from tree_sitter import Language

    return Language(tree_sitter_python.language())


def _statements(root: Node, called: str) -> Iterator[tuple[Node, bool, bool]]:
    """Import statements and calls, whether the program lives on without them, and whether they may never run.

    Found by tree-sitter's query: a walk over all nodes in Python takes three times as long as the parser.
    """
    from tree_sitter import QueryCursor

    found = QueryCursor(_query()).captures(root).get("found", [])
    for node in sorted(found, key=lambda node: (node.start_byte, -node.end_byte)):
        yield node, *_standing(node, called)


@cache
def _query() -> Query:
    from tree_sitter import Query

    calls = " ".join(f'"{name}"' for name in sorted(_CALLS))
    pattern = f"""
        [(import_statement) (import_from_statement)] @found
        ((call function: [(identifier) (attribute)] @function) @found (#any-of? @function {calls}))
    """
    return Query(_language(), pattern)


def _standing(node: Node, called: str) -> tuple[bool, bool]:
    """Whether something around it guards it, and whether something makes it conditional."""
    guarded = conditional = False
    child, parent = node, node.parent
    while parent is not None:
        function = parent.type in ("function_definition", "lambda") and not _is_called(parent, called)
        guarded = guarded or function or _guards(parent, child)
        conditional = conditional or parent.type in _CONDITIONAL
        child, parent = parent, parent.parent
    return guarded, conditional


def _is_called(node: Node, called: str) -> bool:
    """Whether it is the function of this name on the module's own level, decorated or not."""
    name = node.child_by_field_name("name")
    holder = node.parent.parent if node.parent and node.parent.type == "decorated_definition" else node.parent
    return name is not None and holder is not None and holder.type == "module" and _text(name) == called


def _guards(node: Node, child: Node) -> bool:
    """Whether `child` of `node` only counts where the module exists, or only for type checkers."""
    if node.type == "try_statement" and child == node.child_by_field_name("body"):
        return any(_catches(c) for c in node.named_children if c.type == "except_clause")
    if node.type == "with_statement" and child == node.child_by_field_name("body"):
        return _suppresses(node)
    if node.type == "if_statement" and child == node.child_by_field_name("consequence"):
        condition = node.child_by_field_name("condition")
        return condition is not None and _text(condition).split(".")[-1] == "TYPE_CHECKING"
    # An `except ImportError:` is itself a fallback: what it imports is tried only where the first is missing.
    return node.type == "except_clause" and _catches(node)


def _suppresses(node: Node) -> bool:
    """Whether it is a `with contextlib.suppress(ImportError):`."""
    head = next((_text(c) for c in node.named_children if c.type == "with_clause"), "")
    return "suppress(" in head and bool(_CATCHES & set(re.findall(r"\w+", head)))


def _catches(clause: Node) -> bool:
    caught = [c for c in clause.named_children if c.type not in ("block", "comment")]
    if not caught:
        return True
    words = _text(caught[0]).replace("(", " ").replace(")", " ").replace(",", " ").replace(".", " ").split()
    return bool(_CATCHES & set(words))


def _modules(node: Node, package: tuple[str, ...]) -> Iterator[str]:
    if node.type == "call":
        yield from _called(node, package)
        return
    names = [_text(n.child_by_field_name("name") or n) for n in node.children_by_field_name("name")]
    if node.type == "import_statement":
        yield from names
        return
    source = node.child_by_field_name("module_name")
    base = _absolute(_text(source), package) if source else None
    if base is not None:
        if base:
            yield base
        yield from (f"{base}.{name}" if base else name for name in names)


def _called(node: Node, package: tuple[str, ...]) -> Iterator[str]:
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or arguments is None or _text(function) not in _CALLS or not arguments.named_children:
        return
    first = arguments.named_children[0]
    if first.type == "string":
        try:
            value = ast.literal_eval(_text(first))
        except (ValueError, SyntaxError):
            return
        name = _absolute(value, package) if isinstance(value, str) else None
        if name and all(part.isidentifier() for part in name.split(".")):
            yield name


def _absolute(name: str, package: tuple[str, ...]) -> str | None:
    """ "..a" in package x.y is "x.a"; None where it leaves the top."""
    bare = name.lstrip(".")
    dots = len(name) - len(bare)
    bare = "".join(bare.split())
    if not dots:
        return bare
    if dots > len(package):
        return None
    return ".".join((*package[: len(package) - dots + 1], *([bare] if bare else [])))


def _text(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")
