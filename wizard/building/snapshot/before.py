# ruff: noqa: B018
"""What own modules change of the library while they are imported is taken back before they are imported once more.

Otherwise a wrapped function would be wrapped twice, and a module that asks `if not log.handlers` find those of before.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MODULE = type(sys)  # of which isinstance() would load one that is loaded at its first use
HELD = (list, dict, set)


class Before:
    """`add` keeps a module as it is; `restore` makes all of them so again."""

    def __init__(self) -> None:
        self.names: list[tuple[Any, dict[str, Any]]] = []
        self.classes: list[tuple[Any, dict[str, Any]]] = []
        self.held: list[tuple[Any, Any]] = []
        self.seen = set[int]()

    def add(self, module: "Any") -> None:
        """With its classes, objects, and the lists and tables in them."""
        if (
            not isinstance(module, MODULE) or module is sys or module.__name__.startswith("_frozen_importlib")
        ):  # which know what is imported
            return
        self.names.append((module, dict(module.__dict__)))
        for value in list(module.__dict__.values()):
            self.value(value)
            if issubclass(type(value), type) and value.__module__ == module.__name__ and id(value) not in self.seen:
                self.seen.add(id(value))
                self.classes.append((value, dict(value.__dict__)))
                for part in list(value.__dict__.values()):
                    self.value(part)

    def value(self, value: "Any") -> None:
        """A list, a table, or an object with such ones."""
        if id(value) in self.seen or issubclass(type(value), (type, MODULE)):
            return
        self.seen.add(id(value))
        names = getattr(value, "__dict__", None)
        for part in (value, names, *(names.values() if type(names) is dict else ())):
            if type(part) in HELD:
                self.held.append((part, part.copy()))

    def now(self) -> "tuple[list[Any], list[Any]]":
        """What is kept, as it is at this moment."""
        return [dict(module.__dict__) for module, _ in self.names], [part.copy() for part, _ in self.held]

    def learn(self, was: "tuple[list[Any], list[Any]]") -> None:
        """What a module of the library has changed of others since `was` stays: it is imported once."""
        for (module, names), before in zip(self.names, was[0], strict=True):
            names.update((name, one) for name, one in module.__dict__.items() if before.get(name, self) is not one)
        for (part, kept), before in zip(self.held, was[1], strict=True):
            if type(part) is list:
                kept.extend(part[len(before) :])
            elif type(part) is set:
                kept.update(part - before)
            else:
                kept.update((key, one) for key, one in part.items() if before.get(key, self) is not one)

    def restore(self) -> None:
        """Modules that came into a package stay in it."""
        for held, before in self.held:
            if type(held) is list:
                held[:] = before
            elif held != before:
                held.clear()
                held.update(before)
        for module, names in self.names:
            now = module.__dict__
            for name in [name for name in now if name not in names and not issubclass(type(now[name]), MODULE)]:
                del now[name]
            now.update((name, value) for name, value in names.items() if now.get(name) is not value)
        for kind, names in self.classes:
            for name in {*kind.__dict__, *names} - {"__dict__", "__weakref__", "__abstractmethods__", "_abc_impl"}:
                changed(kind, name, names)


def changed(kind: "Any", name: str, names: "dict[str, Any]") -> None:
    """One attribute of a class, if it is another than before."""
    try:
        if name not in names:
            delattr(kind, name)
        elif kind.__dict__.get(name) is not names[name]:
            setattr(kind, name, names[name])
    except (TypeError, AttributeError):
        return


Before
