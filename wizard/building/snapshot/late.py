# ruff: noqa: ARG002, B018
"""What own modules import of library modules that may not be in a snapshot, and do not use while they are imported.

`import tempfile` gives a module that is loaded when something is asked of it. `from tempfile import mkdtemp` gives a
place that is filled when the program imports its first own module.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

bootstrap: "Any" = sys.modules["_frozen_importlib"]
external: "Any" = sys.modules["_frozen_importlib_external"]
Module: "Any" = type(sys)


class Late(Module):  # type: ignore[misc]
    """Not loaded yet. Every `import` of it looks at its `__spec__`; whatever else is asked of it loads it."""

    def __getattribute__(self, name: str) -> object:
        if name == "__spec__" or not load(self):
            return Module.__getattribute__(self, name)
        return getattr(self, name)

    def __setattr__(self, name: str, value: object) -> None:
        load(self)
        Module.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        load(self)
        Module.__delattr__(self, name)


class Name:
    """Stands for what a module imports by name. Whoever looks at it while building is left to the run."""

    __slots__ = ("bound", "module", "name", "owner")

    def __init__(self, module: str, name: str, owner: str, bound: str) -> None:
        for key, value in zip(Name.__slots__, (bound, module, name, owner), strict=True):
            object.__setattr__(self, key, value)


def told(value: object, key: str) -> str:
    """What a Name keeps, which is all that may be asked of it."""
    return str(object.__getattribute__(value, key))


def asked(self: object, *_: object) -> "Any":
    """Any operation but to hold it."""
    for says in refuse:
        says(told(self, "module"))


for operation in ("getattribute", "call", "eq", "ne", "hash", "bool", "iter", "len", "contains", "getitem", "or", "ror",
                  "instancecheck", "subclasscheck", "mro_entries", "enter", "repr", "str", "format", "lt", "gt", "add",
                  "radd", "mod", "set_name", "get", "fspath", "index", "int", "float", "next"):  # fmt: skip
    setattr(Name, f"__{operation}__", asked)

made: "dict[str, Any]" = {}
also: dict[str, list[str]] = {}  # modules of a package that are imported with it
names: "list[Any]" = []
kept: "dict[str, Any]" = {}  # the program's modules, until one of them is imported
loading: set[str] = set()
refuse: "list[Callable[[str], None]]" = []


class Filling:
    """Finds the program's modules at its first import of one: all are there then, with the names that they lack."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> object:
        if name not in kept:
            return None
        for one in names:
            kept[told(one, "owner")].__dict__[told(one, "bound")] = imported(told(one, "module"), told(one, "name"))
        # But for this one: _find_spec takes the spec of a module that is there by now, and that one would run it again.
        sys.modules.update((other, module) for other, module in kept.items() if other != name)
        finders: Any = sys.meta_path
        if self in finders:  # not where two threads came here
            finders.remove(self)
        real = kept[name].__spec__
        spec = bootstrap.ModuleSpec(name, Given(), origin=real.origin)
        spec.submodule_search_locations = real.submodule_search_locations
        return spec


def imported(module: str, name: str) -> object:
    """As `from module import name` gives it."""
    try:
        return getattr(__import__(module, None, None, [name]), name)
    except AttributeError:
        raise ImportError(f"cannot import name {name!r} from {module!r}", name=module) from None


class Given:
    """Loads what is there, and leaves it as it is."""

    def create_module(self, spec: "Any") -> object:
        self.spec = kept[spec.name].__spec__
        return kept[spec.name]

    def exec_module(self, module: "Any") -> None:
        module.__spec__ = self.spec


def holds_others(module: "Any") -> str:
    """What it has got of a Name that another module imported, or that is not a name of the module any more."""
    inside: list[Any] = []
    for part in list(vars(module).values()):
        kind = type(part)
        if kind is Name:
            if told(part, "owner") != module.__name__:
                return told(part, "module")
        elif kind is dict:
            inside += part.values()
        elif kind in (list, tuple, set, frozenset):
            inside += part
        elif issubclass(kind, type) and part.__module__ == module.__name__:
            inside += vars(part).values()
        elif kind is type(load):
            inside += [*(part.__defaults__ or ()), *(part.__kwdefaults__ or {}).values()]
    for part in inside:
        if type(part) is Name:
            return told(part, "module")
    return ""


def load(module: "Any") -> bool:
    """Whether it is loaded now; not while it is being loaded, by this thread. Others wait, as in an import."""
    spec = Module.__getattribute__(module, "__spec__")
    for says in refuse:
        says(spec.name)
    with bootstrap._ModuleLockManager(spec.name):
        if spec.name in loading:
            return False
        if type(module) is Late:
            loading.add(spec.name)
            try:
                spec.loader.exec_module(module)
                object.__setattr__(module, "__class__", Module)
            finally:
                loading.discard(spec.name)
            for name in also.get(spec.name, ()):
                __import__(name)
    return True


def begin(find: "Callable[[str], str]", says: "Callable[[str], None]") -> None:
    """`find`: the file of a module of the library; `says` ends the import that asks too early."""

    def late(name: str, part: str = "") -> object:
        if name not in made:
            made[name] = unloaded(name, find(name))
        if part:
            also.setdefault(name, []).append(part)
        return made[name]

    def late_name(module: str, name: str, owner: str, bound: str) -> object:
        names.append(Name(module, name, owner, bound))
        return names[-1]

    builtins: Any = sys.modules["builtins"]
    builtins.__late__, builtins.__late_name__ = late, late_name
    refuse.append(says)


def unloaded(name: str, file: str) -> "Any":
    """As an import makes it, but for its code."""
    folders = [file.rpartition("/")[0]] if file.endswith("/__init__.py") else None
    loader = external.SourceFileLoader(name, file)
    spec = external.spec_from_file_location(name, file, loader=loader, submodule_search_locations=folders)
    module = bootstrap.module_from_spec(spec)
    parent, _, last = name.rpartition(".")
    if parent:
        __import__(parent)
        setattr(sys.modules[parent], last, module)
    module.__class__ = Late
    return module


def end(own: list[str]) -> str:
    """From now on they load. They are in sys.modules only now: others that import them are told that they may not."""
    builtins: Any = sys.modules["builtins"]
    del builtins.__late__, builtins.__late_name__
    refuse.clear()
    sys.modules.update(made)
    names[:] = [
        one
        for one in names
        if getattr(sys.modules.get(told(one, "owner")), "__dict__", {}).get(told(one, "bound")) is one
    ]
    if names:
        kept.update((name, sys.modules.pop(name)) for name in own)
        sys.meta_path.insert(0, Filling())  # type: ignore[arg-type]
    first = sorted({told(one, "module") for one in names})
    lines = [("loaded at their first use", sorted(made)), ("loaded with the first own module", first)]
    return "".join([f"graalpy-wizard: {what}: {', '.join(which)}\n" for what, which in lines if which])


begin, holds_others, end
