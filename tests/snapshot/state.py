# ruff: noqa: A002, C901, E501, F821, SIM105
"""Data: imports all modules of NAMES, one after another, and says in JSON, a line for each name that a module holds,
what it holds; and which modules each one imports. WATCH: says instead what they ask of the machine meanwhile."""

import sys

THERE = sorted(sys.modules)  # in every interpreter
sys.setrecursionlimit(3000)
import builtins  # noqa: E402

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAMES: "list[str]"  # given in the line before this text
WATCH: bool
SAYS = sys.stdout
# What is made anew in each run, or differs by nature.
SKIPPED = {"__builtins__", "_module_locks", "_blocking_on", "path_importer_cache", "modules"}
edges: "dict[str, set[str]]" = {}
asked: "set[tuple[str, str]]" = set()
failed: "dict[str, str]" = {}


class Nowhere:
    def write(self, text: str) -> int:
        who = caller()
        if who and text.strip():
            asked.add((who, "print"))
        return len(text)

    def flush(self) -> None:
        pass


real_import = builtins.__import__


def resolved(name: str, package: str, level: int) -> str:
    if not level:
        return name
    base = package.rsplit(".", level - 1)[0] if level > 1 else package
    return f"{base}.{name}" if name else base


def importing(
    name: str,
    globals: "Any" = None,
    locals: "Any" = None,
    fromlist: "Any" = (),
    level: int = 0,
) -> "Any":
    result = real_import(name, globals, locals, fromlist, level)
    if globals and "__name__" in globals:
        importer = globals["__name__"]
        package = globals.get("__package__")
        if package is None:
            package = importer if "__path__" in globals else importer.rpartition(".")[0]
        whole = resolved(name, package, level)
        held = edges.setdefault(importer, set())
        parts = whole.split(".")
        held.update(".".join(parts[: i + 1]) for i in range(len(parts)))
        held.update(f"{whole}.{one}" for one in fromlist or () if f"{whole}.{one}" in sys.modules)
    return result


def caller() -> str:
    """The module whose import is going on, unless the machinery of imports itself asks."""
    frame: Any = sys._getframe(2)
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith(("importlib._bootstrap", "_frozen_importlib")):
            return ""
        if frame.f_code.co_name == "<module>":
            name = str(frame.f_globals.get("__name__"))
            return "" if name == "__main__" else name
        frame = frame.f_back
    return ""


def watched(where: "Any", name: str) -> None:
    real = getattr(where, name, None)
    if real is None:
        return

    def call(*words: "Any", **keys: "Any") -> "Any":
        who = caller()
        if who:
            asked.add((who, f"{where.__name__}.{name}"))
        return real(*words, **keys)

    setattr(where, name, call)


def watch() -> None:
    import _locale
    import _thread
    import atexit
    import os
    import posix
    import time

    clock = "time time_ns monotonic monotonic_ns perf_counter perf_counter_ns process_time localtime gmtime strftime"
    system = (
        "urandom getrandom getpid getppid getuid geteuid getgid getegid getlogin getcwd getcwdb stat lstat listdir"
        " scandir open register_at_fork uname cpu_count get_terminal_size isatty sysconf access readlink fork"
    )
    for name in f"{clock} ctime tzset clock_gettime".split():
        watched(time, name)
    for name in system.split():
        watched(os, name)
        watched(posix, name)
    for place, names in ((atexit, "register"), (_thread, "start_new_thread"), (_locale, "setlocale localeconv nl_langinfo getencoding"),
                         (builtins, "open")):  # fmt: skip
        for name in names.split():
            watched(place, name)

    try:
        import _signal  # type: ignore[import-not-found]
    except ImportError:
        pass
    else:
        for name in ("signal", "set_wakeup_fd"):
            watched(_signal, name)

    def get(self: "Any", key: "Any", real: "Any" = os._Environ.__getitem__) -> "Any":
        who = caller()
        if who:
            asked.add((who, f"os.environ[{key}]"))
        return real(self, key)

    def each(self: "Any", real: "Any" = os._Environ.__iter__) -> "Any":
        who = caller()
        if who:
            asked.add((who, "os.environ[*]"))
        return real(self)

    os._Environ.__getitem__, os._Environ.__iter__ = get, each  # type: ignore[method-assign]


if WATCH:  # before anything is imported; in other runs a module would hold it
    watch()
    builtins.__import__ = importing

import json  # noqa: E402
import re  # noqa: E402

ADDRESS = re.compile(r" at (0x)?[0-9a-fA-F]+|\b0x[0-9a-f]{6,}\b")
ABC = re.compile("_abc_(impl|cache|negative_cache|negative_cache_version|registry)$")


def reduced(value: "Any") -> "Any":
    """An object's inside, as copy and pickle would have it, or its attributes."""
    kind = type(value)
    if kind.__name__ in ("Random", "SystemRandom", "deque", "OrderedDict", "defaultdict", "Pattern", "partial"):
        try:
            inside = value.__reduce__()[1:]
            # A partial has no attributes, or an empty table of them as soon as one has looked.
            return (*inside[:-1], (*inside[-1][:-1], inside[-1][-1] or None)) if kind.__name__ == "partial" else inside
        except Exception:
            pass
    held = {}
    for one in kind.__mro__:
        slots = one.__dict__.get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            if slot not in ("__dict__", "__weakref__"):
                try:
                    held[slot] = getattr(value, slot)
                except Exception:
                    held[slot] = "(none)"
    try:
        held.update(object.__getattribute__(value, "__dict__"))
    except Exception:
        pass
    return held


def show(value: "Any", home: str, depth: int, path: "tuple[int, ...]" = ()) -> str:
    kind = type(value).__name__
    if value is None or type(value) in (bool, int, float, complex, str, bytes, bytearray):
        return repr(value)[:4000]
    if isinstance(value, type(sys)):
        return f"module {value.__name__}"
    if kind == "PyCapsule":  # its repr ends GraalPy
        return kind
    if id(value) in path or depth > 7:
        return f"{kind} ..."
    path = (*path, id(value))
    if isinstance(value, type):
        name = f"class {value.__module__}.{value.__qualname__}"
        if value.__module__ != home or depth > 2:
            return name
        names = sorted(k for k in value.__dict__ if not ABC.match(k) and k not in ("__dict__", "__weakref__"))
        held = [f"{k}:{show(value.__dict__[k], home, depth + 1, path)}" for k in names]
        return f"{name} {[c.__qualname__ for c in value.__mro__]} {held}"
    if isinstance(value, (property, staticmethod, classmethod)):
        parts = (value.fget, value.fset) if isinstance(value, property) else (value.__func__,)
        return f"{kind} {[show(p, home, depth + 1, path) for p in parts]}"
    if hasattr(value, "__code__"):
        name = f"function {value.__module__}.{value.__qualname__}"
        if value.__module__ != home:
            return name
        cells = []
        for cell in value.__closure__ or ():
            try:
                cells.append(show(cell.cell_contents, home, depth + 1, path))
            except ValueError:
                cells.append("(empty)")
        rest = [show(v, home, depth + 1, path) for v in (value.__defaults__, value.__kwdefaults__, value.__dict__)]
        return f"{name} {value.__code__.co_filename} {rest} {cells}"
    if hasattr(value, "__func__") and hasattr(value, "__self__"):
        return f"method {value.__func__.__qualname__} of {show(value.__self__, home, depth + 1, path)}"
    if type(value) in (list, tuple, set, frozenset) or isinstance(value, tuple):
        shown = [show(item, home, depth + 1, path) for item in value]
        return kind + str(shown if isinstance(value, (list, tuple)) else sorted(shown))
    if type(value) is dict or kind == "mappingproxy":
        pairs = (f"{show(k, home, depth + 1, path)}:{show(v, home, depth + 1, path)}" for k, v in value.items())
        return kind + str(sorted(pairs))
    if kind in ("builtin_function_or_method", "method_descriptor", "wrapper_descriptor", "getset_descriptor"):
        own = getattr(value, "__self__", None)
        if own is None or isinstance(own, (type, type(sys))):
            return f"{kind} {getattr(value, '__qualname__', '')}"
        return f"{kind} {value.__qualname__} of {show(own, home, depth + 1, path)}"
    try:
        text = ADDRESS.sub("", repr(value))[:400]
    except Exception as error:
        text = type(error).__name__
    inside = reduced(value)
    return f"{kind} {text} {show(inside, home, depth + 1, path) if inside else ''}"


def imported() -> None:
    out, err = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = Nowhere()
    for name in NAMES:
        try:
            __import__(name)
        except BaseException as error:
            failed[name] = f"{type(error).__name__}: {error}"[:300]
    builtins.__import__ = real_import
    sys.stdout, sys.stderr = out, err


def main() -> None:
    imported()
    there = {name: module for name, module in sorted(sys.modules.items()) if isinstance(module, type(sys))}
    say({"failed": failed, "edges": {k: sorted(v) for k, v in edges.items()}, "there": THERE, "modules": sorted(there)})
    if WATCH:
        say({"asked": sorted(asked)})
        return
    for name, module in there.items():
        if name == "__main__":
            continue
        for key in sorted(k for k in module.__dict__ if isinstance(k, str)):
            if key not in SKIPPED:
                try:
                    shown = show(module.__dict__[key], module.__name__, 0)
                except BaseException as error:
                    shown = f"(cannot be shown: {type(error).__name__})"
                say([name, key, shown])


def say(value: "Any") -> None:
    SAYS.write(json.dumps(value) + "\n")


main()
