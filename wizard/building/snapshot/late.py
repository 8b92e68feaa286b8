# ruff: noqa: ARG002, B018, S102
"""What of own modules is left to the run.

`import tempfile` gives a module that is loaded when something is asked of it. Statements that wait run when the program
imports its first own module.
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


made: "dict[str, Any]" = {}
also: dict[str, list[str]] = {}  # modules of a package that are imported with it
waiting: "list[Any]" = []  # a module's name, code, and what is to be there again when it runs
unset: set[bytes] = set()  # variables of the environment: where the run has one, all is imported anew
kept: "dict[str, Any]" = {}  # the program's modules, until one of them is imported
loading: set[str] = set()
refuse: "list[Callable[[str], None]]" = []


class Filling:
    """Finds the program's modules at its first import of one: what waits has run then, and all are there."""

    def __init__(self) -> None:
        self.lock = __import__("_thread").RLock()
        self.filled = False
        self.owed: set[str] = set()  # found, and not imported yet

    def find_spec(self, name: str, path: object = None, target: object = None) -> object:
        with self.lock:
            if name not in kept or not (self.filled or self.fill()):
                return None
            if sys.modules.get(name) is kept[name]:
                # _find_spec takes the spec of a module that is there by now, and that one would run it again.
                del sys.modules[name]
                self.owed.add(name)
            return given(name, self) if name in self.owed else None

    def fill(self) -> bool:
        """Whether nothing failed; else all modules are imported anew, and what fails does so at its place."""
        self.filled = True
        if any(name in sys.modules["posix"].environ for name in unset):
            self.away()
            return False
        before = set(sys.modules)
        sys.modules.update(kept)
        try:
            with Held({one for one, _, _ in waiting}):
                run()
        except BaseException as error:
            new = [other for other in sys.modules if other not in before and is_theirs(sys.modules[other])]
            for other in {*kept, *new}:
                sys.modules.pop(other, None)
            self.away()
            if type(error) is KeyboardInterrupt:
                raise
            return False
        return True

    def away(self) -> None:
        """No more needed."""
        finders: Any = sys.meta_path
        if self in finders:  # not where two threads came here
            finders.remove(self)


def given(name: str, filling: Filling) -> object:
    """The spec of a module that is there."""
    real = kept[name].__spec__
    spec = bootstrap.ModuleSpec(name, Given(name, filling), origin=real.origin)
    spec.submodule_search_locations = real.submodule_search_locations
    return spec


def run() -> None:
    """What waits, in its order."""
    for module, _, held in reversed(waiting):
        kept[module].__dict__.update(held)
    for module, code, _ in waiting:
        exec(code, kept[module].__dict__)


def is_theirs(module: object) -> bool:
    """Whether a module is none of the library."""
    file = str(getattr(module, "__file__", None))
    return file.startswith("/graalpy/app/") or "/site-packages/" in file


class Held:
    """Other threads wait for these modules as while they are imported; one that imports another waits in find_spec."""

    def __init__(self, names: "set[str]") -> None:
        self.names = names
        locks = [bootstrap._get_module_lock(name) for name in names]
        self.locks = [lock for lock in locks if lock.owner is None]

    def __enter__(self) -> None:
        for lock in self.locks:
            lock.acquire()
        self.initializing(True)

    def __exit__(self, *_: object) -> None:
        self.initializing(False)
        for lock in self.locks:
            lock.release()

    def initializing(self, now: bool) -> None:
        """What tells an import that it has to wait."""
        for name in self.names:
            kept[name].__spec__._initializing = now


class Given:
    """Loads what is there, and leaves it as it is."""

    def __init__(self, name: str, filling: Filling) -> None:
        self.name, self.filling = name, filling

    def create_module(self, spec: "Any") -> object:
        self.filling.owed.discard(spec.name)
        if not self.filling.owed:
            self.filling.away()
        self.spec = kept[spec.name].__spec__
        return kept[spec.name]

    def exec_module(self, module: "Any") -> None:
        module.__spec__ = self.spec

    def __getattr__(self, name: str) -> object:
        """Who wants its text, or a file beside it, before it is imported."""
        if name in ("get_code", "get_data", "get_filename", "get_source", "is_package", "get_resource_reader"):
            return getattr(kept[self.name].__spec__.loader, name)
        raise AttributeError(name)


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

    sys.modules["builtins"].__late__ = late  # type: ignore[attr-defined]
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


def end(own: list[str], left: "list[Any]", variables: "list[str]") -> str:
    """From now on they load. They are in sys.modules only now: others that import them are told that they may not.

    `left`: what waits: a module, a line, code, and what is to be there again when it runs. `variables`: that were read.
    """
    del sys.modules["builtins"].__late__
    refuse.clear()
    sys.modules.update(made)
    waiting[:] = [(module.__name__, code, held) for module, _, code, held in left]
    unset.update(name.encode() for name in variables)  # bytes, as the interpreter has the environment
    if waiting or unset:
        kept.update((name, sys.modules.pop(name)) for name in own)
        sys.meta_path.insert(0, Filling())  # type: ignore[arg-type]
    lines: dict[str, list[str]] = {}
    for module, line, _, _ in left:
        lines.setdefault(module.__name__, []).append(str(line))
    places = [f"{name} ({', '.join(dict.fromkeys(found))})" for name, found in lines.items()]
    told = [
        ("loaded at their first use", sorted(made)),
        ("statements that wait for the run, by line", places),
        ("imported at the start where one of these is set", variables),
    ]
    return "".join([f"graalpy-wizard: {what}: {', '.join(which)}\n" for what, which in told if which])


begin, end
