"""Runs at each start, before the program: what the modules of the snapshot keep of the machine that they run on."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

if "os" in sys.modules:
    os: "Any" = sys.modules["os"]
    posix: "Any" = sys.modules["posix"]
    os.environ._data = os.environb._data = posix.environ
    # System calls that GraalPy takes out of posix at the start, as this engine has no code for them.
    for name in [name for name in os._taken if name not in posix.__dict__]:
        os.__dict__.pop(name, None)
        if name in os.__all__:
            os.__all__.remove(name)
    del os._taken

if "locale" in sys.modules:
    # As the launcher does for what imports it later: files are UTF-8 whatever LC_ALL says.
    sys.modules["locale"].getencoding = lambda: "utf-8"  # type: ignore[attr-defined]

if "logging" in sys.modules:
    sys.modules["logging"]._startTime = sys.modules["time"].time()  # type: ignore[attr-defined]
if "threading" in sys.modules:
    threading: "Any" = sys.modules["threading"]
    threading._active.clear()
    threading._dangling.clear()
    threading._shutdown_locks.clear()
    threading._main_thread = threading._MainThread()


def give_way() -> None:
    """A module beside the program that has the name of one of the library's: there it would be found first."""
    names = {name.partition(".")[0] for name in getattr(sys.modules["__graalpython__"], "snapshot", ())}
    first = sys.path[0] if sys.path else ""
    try:
        there = sys.modules["posix"].listdir(first)
    except OSError:
        return
    beside = {name for entry in there if (name := module_of(entry, first)) in names}
    frozen: Any = sys.modules["_frozen_importlib"].FrozenImporter
    for name in sys.modules["__graalpython__"].snapshot if beside else ():
        module: Any = sys.modules.get(name)
        file = getattr(module, "__file__", None) or first + "/"
        theirs = name.partition(".")[0] in beside and not file.startswith(first + "/")
        if theirs and module.__spec__.loader is not frozen:
            del sys.modules[name]


def module_of(entry: str, folder: str) -> str:
    """The module that a file or folder of the program's folder is; "" for data."""
    name, dot, end = entry.partition(".")
    if dot:
        return name if end in ("py", "pyc") else ""
    try:
        sys.modules["posix"].stat(f"{folder}/{name}/__init__.py")
    except OSError:
        return ""
    return name


give_way()
