# ruff: noqa: ARG002, ARG004, B018, PTH123
"""Runs while an engine is built: imports the modules of the snapshot. Paths of the building machine stay out of it."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

posix: "Any" = sys.modules["posix"]
bootstrap: "Any" = sys.modules["_frozen_importlib"]
external: "Any" = sys.modules["_frozen_importlib_external"]
SEEN = "/graalpy/home"
LIBRARY = SEEN + "/lib/python3.12"
ROOTS = (LIBRARY, SEEN + "/lib/graalpy25.0/modules")


def finder(home: str) -> "tuple[Any, type]":
    """What finds modules of the library in the folder `home`, and the class of their loaders while building."""

    def exists(path: str) -> bool:
        try:
            posix.stat(home + path.removeprefix(SEEN))
        except OSError:
            return False
        return True

    class Loader(external.SourceFileLoader):  # type: ignore[misc]
        def get_code(self, fullname: str) -> object:
            with open(home + self.path.removeprefix(SEEN), "rb") as file:
                return compile(file.read(), self.path, "exec", dont_inherit=True)

    class Finder:
        @staticmethod
        def find_spec(name: str, path: object = None, target: object = None) -> object:
            for root in ROOTS:
                base = root + "/" + name.replace(".", "/")
                for file, folders in ((base + "/__init__.py", [base]), (base + ".py", None)):
                    if exists(file):
                        loader = Loader(name, file)
                        return external.spec_from_file_location(
                            name, file, loader=loader, submodule_search_locations=folders
                        )
            return None

    return Finder, Loader


def imports(home: str, names: str) -> None:
    """Import `names`, separated by commas, from the library in the folder `home`; ImportError ends the build."""
    found, loader = finder(home)
    before = set(sys.modules)
    path, finders = sys.path[:], sys.meta_path[:]
    sys.path[:] = ROOTS
    # Before the finder of frozen modules, whose functions would for ever come from a file "<frozen re>".
    sys.meta_path.insert(1, found)
    for name in names.split(","):
        __import__(name)
    sys.path[:], sys.meta_path[:] = path, finders
    sys.path_importer_cache.clear()
    new = sorted(set(sys.modules) - before)
    for name in new:
        as_at_run_time(sys.modules[name], loader)
    for module in list(sys.modules.values()):
        placed(module)
    bootstrap._module_locks.clear()
    sys.modules["__graalpython__"].snapshot = tuple(new)  # type: ignore[attr-defined]
    forget()


def as_at_run_time(module: "Any", temporary: type) -> None:
    """Loader and place of a module: the library's folder is "." while building."""
    spec: Any = getattr(module, "__spec__", None)
    if type(getattr(spec, "loader", None)) is not temporary:
        return
    frozen = bootstrap.FrozenImporter.find_spec(spec.name)
    if frozen is None:
        spec.loader = module.__loader__ = external.SourceFileLoader(spec.name, spec.loader.path)
        folder, _, file = spec.loader.path.rpartition("/")
        tag = sys.implementation.cache_tag
        spec.cached = module.__cached__ = f"{folder}/__pycache__/{file.removesuffix('.py')}.{tag}.pyc"
        return
    if spec.submodule_search_locations:
        frozen.submodule_search_locations = module.__path__
    module.__spec__, module.__loader__ = frozen, frozen.loader
    module.__dict__.pop("__cached__", None)


def placed(module: "Any") -> None:
    """A module that the interpreter itself imported from its library "."."""
    if getattr(module, "__file__", "").startswith("./"):
        module.__file__ = LIBRARY + module.__file__[1:]


def forget() -> None:
    """Caches that say nothing yet but of this machine."""
    for name, call in (("linecache", "clearcache"), ("re", "purge")):
        if name in sys.modules:
            getattr(sys.modules[name], call)()
    if "os" in sys.modules:
        sys.modules["os"]._taken = [name for name in posix.__dict__ if name[0] != "_"]  # type: ignore[attr-defined]
    if "gettext" in sys.modules:
        sys.modules["gettext"]._default_localedir = SEEN + "/share/locale"  # type: ignore[attr-defined]


imports
