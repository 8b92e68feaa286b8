"""Data: says all that the modules hold, a line for each name, so that two runs can be compared."""

import re
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAMES: str  # given by the test, in the line before this text
# What is made anew in each run, or differs by nature: caches, locks, the finder's memory, the environment.
SKIPPED = {
    "_module_locks",
    "_blocking_on",
    "path_importer_cache",
    "_cache",
    "_cache2",
    "cache",
    "environ",
    "__builtins__",
    "snapshot",
    "started_while_building",
    "modules",
    "_builtin_open",  # of tokenize: the built-in function itself instead of the launcher's wrapper around it
    "_polyglot_datetime",
    "_polyglot_time",  # of GraalPy, frozen; in a snapshot they come from their source
    "launcher",
}
ABC = re.compile("_abc_(cache|negative_cache|negative_cache_version|registry)$")


def show(value: "Any", depth: int = 0) -> str:
    kind = type(value).__name__
    if value is None or type(value) in (bool, int, float, str, bytes):
        return repr(value)[:300]
    if isinstance(value, type(sys)):
        return f"module {value.__name__}"
    if isinstance(value, type):
        held = ""
        if depth < 1:
            names = [k for k in value.__dict__ if not ABC.match(k) and k not in ("__dict__", "__weakref__", "__doc__")]
            held = str(sorted(f"{k}:{show(value.__dict__[k], depth + 1)}" for k in names))
        return f"class {value.__module__}.{value.__qualname__} {[c.__qualname__ for c in value.__mro__]} {held}"
    if hasattr(value, "__code__"):
        # The import machinery itself is loaded before it is known where the library lies.
        place = value.__code__.co_filename
        for module in ("importlib._bootstrap", "importlib._bootstrap_external", "zipimport"):
            if place == f"<frozen {module}>":
                place = f"/graalpy/home/lib/python3.12/{module.replace('.', '/')}.py"
        return f"function {value.__module__}.{value.__qualname__} {place} {show(value.__defaults__, depth + 1)}"
    if isinstance(value, (list, tuple, set, frozenset)) and depth < 4:
        shown = [show(item, depth + 1) for item in value]
        return kind + str(shown if isinstance(value, (list, tuple)) else sorted(shown))
    if isinstance(value, dict) and depth < 4:
        return kind + str(sorted(f"{show(k, depth + 1)}:{show(v, depth + 1)}" for k, v in value.items()))
    return f"{kind} " + re.sub(r" at (0x)?[0-9a-f]+", "", repr(value))[:200]


for name in NAMES.split(","):  # noqa: F821
    __import__(name)
for name, module in sorted(sys.modules.items()):
    if name in ("__main__", "_polyglot_datetime", "_polyglot_time") or not isinstance(module, type(sys)):
        continue
    for key in sorted(module.__dict__):
        if key not in SKIPPED:
            print(f"{name}.{key}", show(module.__dict__[key]))
