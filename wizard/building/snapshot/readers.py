# ruff: noqa: B018
"""Functions that read a name which is not there yet tell so when they are called, whoever would catch a NameError."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

FUNCTION = type(lambda: None)
INSIDE = ("__wrapped__", "__func__", "fget", "fset", "fdel", "func")


class Readers:
    """`watch` a module's functions until `undo`."""

    def __init__(self, told: "Callable[[str], None]") -> None:
        def tell(*_: "Any", **__: "Any") -> None:  # with the names of others, so what it calls is built in meanwhile
            __told__()  # type: ignore[name-defined]  # noqa: F821

        self.stand = tell.__code__
        self.real: list[tuple[Any, Any]] = []
        self.seen = set[int]()
        sys.modules["builtins"].__told__ = lambda: told("a name that waits")  # type: ignore[attr-defined]

    def watch(self, module: "Any", names: "set[str]") -> None:
        """Those that are there by now, in classes, too, and behind decorators."""
        for function in functions(list(module.__dict__.values()), module):
            code = function.__code__
            if code is not self.stand and not code.co_freevars and read(code) & names:
                self.real.append((function, code))
                function.__code__ = self.stand

    def undo(self) -> None:
        """Until others wait, or the run."""
        for function, code in self.real:
            function.__code__ = code
        self.real.clear()

    def end(self) -> None:
        """Nobody is told any more."""
        self.undo()
        del sys.modules["builtins"].__told__


def read(code: "Any") -> "set[str]":
    """The names that a function asks for, and those in it."""
    inner = [one for one in code.co_consts if type(one) is type(code)]
    return set(code.co_names).union(*[read(one) for one in inner])


def functions(values: "list[Any]", module: "Any") -> "Iterator[Any]":
    """Of this module."""
    seen = set[int]()
    while values:
        value = values.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if type(value) is FUNCTION:
            if value.__globals__ is module.__dict__:
                yield value
            values += [one for one in (value.__dict__.get("__wrapped__"),) if one]
        elif isinstance(value, type):
            values += list(value.__dict__.values()) if value.__module__ == module.__name__ else []
        elif type(value).__module__ in ("builtins", "functools", "contextlib", "abc", "types"):
            values += [one for name in INSIDE if (one := getattr(value, name, None))]


Readers
