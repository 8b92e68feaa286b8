"""The last that is done while an engine is built: modules get the names and places that they have at run time."""
# ruff: noqa: B018

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

bootstrap: "Any" = sys.modules["_frozen_importlib"]
external: "Any" = sys.modules["_frozen_importlib_external"]
LIBRARY = "/graalpy/home/lib/python3.12"
READ_BY_JAVA = {"codecs", "io", "os", "signal", "threading", "traceback", "warnings"}  # without their dictionary


def finish(new: "list[str]", loader: type, jit: str) -> None:
    """`new`: what was imported, with `loader`."""
    for name in new:
        as_at_run_time(sys.modules[name], loader)
        if jit != "on":  # which reads what is described, not tables, without looking
            in_a_table(sys.modules[name])
    for module in list(sys.modules.values()):
        placed(module)
    bootstrap._module_locks.clear()
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
    if hasattr(frozen.loader_state, "filename"):
        frozen.loader_state.filename = module.__file__
    module.__spec__, module.__loader__ = frozen, frozen.loader
    module.__dict__.pop("__cached__", None)


def in_a_table(module: "Any") -> None:
    """Its names, as soon as one of them is no text; else GraalPy describes the object anew for each name. See Slim."""
    if type(module) is type(sys) and hasattr(module, "__file__") and module.__name__ not in READ_BY_JAVA:
        module.__dict__[0] = None  # type: ignore[index]


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
        sys.modules["os"]._taken = [name for name in sys.modules["posix"].__dict__ if name[0] != "_"]  # type: ignore[attr-defined]
    if "gettext" in sys.modules:
        sys.modules["gettext"]._default_localedir = "/graalpy/home/share/locale"  # type: ignore[attr-defined]


finish
