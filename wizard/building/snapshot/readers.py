# ruff: noqa: B018, S307
"""Functions that read a name which is not there yet tell so when they are called, whoever would catch a NameError."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

FUNCTION: "Any" = type(lambda: None)
MADE_LATER = 0x20 | 0x80 | 0x200  # generators and coroutines, which run when somebody asks for more
INSIDE = ("__wrapped__", "__func__", "fget", "fset", "fdel", "func")


class Readers:
    """`watch` a module's functions until `undo`. `lacks`: whether an error is that of a name that waits."""

    def __init__(self, told: "Callable[[], None]", lacks: "Callable[[BaseException], bool]") -> None:
        self.told, self.lacks = told, lacks
        self.real: list[tuple[Any, Any]] = []
        self.copies: list[Any] = []
        self.stands: dict[int, Any] = {}
        self.known: dict[int, tuple[Any, set[str]]] = {}
        sys.modules["builtins"].__read__ = self.call  # type: ignore[attr-defined]

    def watch(self, module: "Any", names: "set[str]", caught: "set[str]") -> None:
        """Those that are there by now, in classes, too, and behind decorators; they may do without `caught`."""
        for function in functions(list(module.__dict__.values()), module):
            code = function.__code__
            if id(code) in self.stands or code.co_freevars or not (found := self.names(code) & names):
                continue
            number = -1
            if not (found & caught or code.co_flags & MADE_LATER):
                number = len(self.copies)
                self.copies.append(copy(function))
            stand: Any = eval(f"lambda *a, **k: __read__({number}, a, k)").__code__
            self.stands[id(stand)] = stand
            self.real.append((function, code))
            function.__code__ = stand

    def names(self, code: "Any") -> "set[str]":
        """The names that a function asks for, and those in it."""
        if id(code) not in self.known:
            self.known[id(code)] = code, read(code)
        return self.known[id(code)][1]

    def call(self, number: int, arguments: "Any", words: "Any") -> object:
        """A function, in whose place this is called; -1 for one that would not end in an error."""
        if number < 0:
            self.told()
        try:
            return self.copies[number](*arguments, **words)
        except NameError as error:
            if self.lacks(error):
                self.told()
            raise

    def undo(self) -> None:
        """Until others wait, or the run."""
        for function, code in self.real:
            function.__code__ = code
        self.real.clear()

    def end(self) -> None:
        """Nobody is told any more."""
        self.undo()
        del sys.modules["builtins"].__read__


def copy(function: "Any") -> "Any":
    """The function as it is."""
    made: Any = FUNCTION(function.__code__, function.__globals__, function.__name__, function.__defaults__)
    made.__kwdefaults__ = function.__kwdefaults__
    return made


def read(code: "Any") -> "set[str]":
    """As `names`."""
    inner = [one for one in code.co_consts if type(one) is type(code)]
    return set(code.co_names).union(*[read(one) for one in inner])


def functions(values: "list[Any]", module: "Any") -> "Iterator[Any]":
    """Of this module."""
    seen = set[int]()
    while values:
        value = values.pop()
        if id(value) in seen or issubclass(type(value), type(sys)):
            continue
        seen.add(id(value))
        if type(value) is FUNCTION:
            if value.__globals__ is module.__dict__:
                yield value
            values += [one for one in (value.__dict__.get("__wrapped__"),) if one]
        elif issubclass(type(value), type):
            values += list(value.__dict__.values()) if value.__module__ == module.__name__ else []
        elif type(value).__module__ in ("builtins", "functools", "contextlib", "abc", "types"):
            values += [one for name in INSIDE if (one := getattr(value, name, None))]


Readers
