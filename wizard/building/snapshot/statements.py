# ruff: noqa: B018
"""A module's statements, each compiled apart, so that one of them can wait for the run; and what it binds and reads.

Code is compiled from the module's text: GraalPy keeps a helper of the compiler in classes that come from a tree.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

external: "Any" = sys.modules["_frozen_importlib_external"]
ONLY_TREE, ANNOTATIONS = 0x400, 0x1000000  # of compile()
SCOPES = ("FunctionDef", "AsyncFunctionDef", "Lambda")
ALL_NAMES = ("globals", "locals", "vars", "dir", "exec", "eval")


class Statement:
    """One of a module's own level, or several that share a line. `source`, `name`: of an import, "*" for all.

    `inside`: names of which it takes `__dict__`; "*" for what has no name.
    """

    def __init__(self, nodes: "list[Any]", text: str, line: int, source: str = "", name: str = "") -> None:
        self.nodes, self.text, self.line, self.source, self.name = nodes, text, line, source, name
        self.binds, self.reads, self.inside = set[str](), set[str](), set[str]()
        self.code: Any = None


class Module:
    """`statements`; `functions`: functions and classes by name, inner ones, too; `caught`: named in a `try`."""

    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        text = decoded(data)
        self.lines = text.split("\n")
        tree = compile(text, path, "exec", ONLY_TREE, dont_inherit=True)
        body: Any = tree.body
        self.later = any(type(one).__name__ == "ImportFrom" and one.module == "__future__" and
                         any(name.name == "annotations" for name in one.names) for one in body)  # fmt: skip
        self.statements = [part for place, nodes in enumerate(grouped(body)) for part in self.cut(nodes, not place)]
        self.functions: dict[str, list[Any]] = {}
        self.caught = set[str]()
        for node in walked(tree):
            if type(node).__name__ in SCOPES[:2]:
                self.caught.update(caught(node))
            if type(node).__name__ in (*SCOPES[:2], "ClassDef"):
                self.functions.setdefault(node.name, []).append(node)

    def cut(self, nodes: "list[Any]", is_first: bool) -> "Iterator[Statement]":
        """One statement, or one for each name that an import brings, as some may be had before others."""
        start, end = first_line(nodes[0]), nodes[-1].end_lineno
        node = nodes[0]
        if len(nodes) == 1 and type(node).__name__ == "ImportFrom" and node.module != "__future__":
            source = "." * node.level + (node.module or "")
            for name in node.names:
                text = f"from {source} import {name.name}" + (f" as {name.asname}" if name.asname else "")
                yield self.named([node], text, start, {name.asname or name.name}, source, name.name)
        elif len(nodes) == 1 and type(node).__name__ == "Import":
            for name in node.names:
                top = name.asname or name.name.partition(".")[0]
                text = f"import {name.name}" + (f" as {name.asname}" if name.asname else "")
                yield self.named([node], text, start, {top}, name.name)
        elif is_first or len(nodes) > 1 or not is_text(node):  # which alone would be taken for the module's own
            one = Statement(nodes, "\n".join(self.lines[start - 1 : end]), start)
            for node in nodes:
                one.binds.update(bound(node))
                one.reads.update(read(node, self.later))
                one.inside.update(root(part.value) or "*" for part in at_import(node, self.later) if shows(part))
            yield self.compiled(one)

    def named(
        self, nodes: "list[Any]", text: str, line: int, binds: "set[str]", source: str, name: str = ""
    ) -> Statement:  # fmt: skip
        """An import of one name."""
        one = Statement(nodes, text, line, source, name)
        one.binds = set() if name == "*" else binds
        return self.compiled(one)

    def compiled(self, one: Statement) -> Statement:
        """As the module's own bytecode is when it comes from the payload: without its text."""
        flags = ANNOTATIONS if self.later else 0
        code = compile("\n" * (one.line - 1) + one.text, self.path, "exec", flags, dont_inherit=True)
        one.code = external.marshal.loads(external.marshal.dumps(code))
        return one


def decoded(data: bytes) -> str:
    """UTF-8, with lines that end as Python sees them."""
    first = [line.lower() for line in data.split(b"\n")[:2] if line.lstrip().startswith(b"#")]
    if any(b"coding:" in line or b"coding=" in line for line in first if b"utf-8" not in line):
        raise ValueError("it is no UTF-8")
    # No codec that would have to be imported: it may not be fit.
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def first_line(node: "Any") -> int:
    """A decorator's, where there is one."""
    return int(min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))]))


def grouped(body: "list[Any]") -> "list[list[Any]]":
    """Those that share a line stay together."""
    found: list[list[Any]] = []
    for node in body:
        if found and first_line(node) <= found[-1][-1].end_lineno:
            found[-1].append(node)
        else:
            found.append([node])
    return found


def is_text(node: "Any") -> bool:
    """A text that nobody takes."""
    return type(node).__name__ == "Expr" and isinstance(getattr(node.value, "value", None), str)


def below(node: "Any") -> "Iterator[Any]":
    """The nodes right below."""
    for field in node._fields:
        value = getattr(node, field, None)
        for one in value if type(value) is list else (value,):
            if hasattr(one, "_fields"):
                yield one


def walked(node: "Any") -> "Iterator[Any]":
    """All below."""
    left = [node]
    while left:
        node = left.pop()
        yield node
        left += below(node)


def at_import(node: "Any", later: bool) -> "Iterator[Any]":
    """What of it runs while the module is imported: not the bodies of functions, nor annotations that stay text."""
    left = [node]
    while left:
        node = left.pop()
        yield node
        kind = type(node).__name__
        if kind in SCOPES:
            values = node.args
            outer = [
                *values.defaults,
                *(one for one in values.kw_defaults if one),
                *getattr(node, "decorator_list", ()),
            ]
            if not later and kind != "Lambda":
                everyone = [*values.posonlyargs, *values.args, *values.kwonlyargs, values.vararg, values.kwarg]
                outer += [one.annotation for one in everyone if one and one.annotation]
                outer += [node.returns] if node.returns else []
            left += outer
        else:
            left += [one for one in below(node) if not (later and kind == "AnnAssign" and one is node.annotation)]


def bound(node: "Any") -> "set[str]":
    """Names of the module that it sets or takes away; in classes and comprehensions only those that leave them."""
    found = set[str]()
    left = [(node, False)]
    while left:
        one, inner = left.pop()
        kind = type(one).__name__
        if kind in (*SCOPES[:2], "ClassDef"):
            if not inner:
                found.add(one.name)
            inner = True
        elif kind in ("Import", "ImportFrom") and not inner:
            found.update((name.asname or name.name).partition(".")[0] for name in one.names)
        elif kind == "AnnAssign" and not inner:
            found.add("__annotations__")
        elif kind == "Name" and type(one.ctx).__name__ in ("Store", "Del") and not inner:
            found.add(one.id)
        elif kind in ("ExceptHandler", "MatchAs", "MatchStar") and one.name and not inner:
            found.add(one.name)
        elif kind == "MatchMapping" and one.rest and not inner:
            found.add(one.rest)
        if kind not in SCOPES:
            skip = one.target if kind == "comprehension" else None
            left += [(part, inner) for part in below(one) if part is not skip]
    return found


def read(node: "Any", later: bool) -> "set[str]":
    """Names that it looks up while the module is imported; "*" if it may look up any."""
    found = {one.id for one in at_import(node, later) if type(one).__name__ == "Name"}
    return found | {"*"} if found & set(ALL_NAMES) else found


def shows(node: "Any") -> bool:
    """`a.__dict__`: all names of a module."""
    return type(node).__name__ == "Attribute" and node.attr in ("__dict__", "__globals__", "f_globals")


def caught(function: "Any") -> "Iterator[str]":
    """Names in a `try`, or in a `with` that may end an error."""
    for node in walked(function):
        if type(node).__name__ in ("Try", "With"):
            yield from (one.id for part in node.body for one in walked(part) if type(one).__name__ == "Name")


def root(node: "Any") -> str:
    """A name, or nothing."""
    return node.id if type(node).__name__ == "Name" else ""


Module, walked, below
