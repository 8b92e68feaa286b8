# ruff: noqa: B018
"""While own modules are imported: what they ask of the machine is not of the run, so who asks is left to the run."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FILES = ("stat", "listdir", "scandir", "open", "access", "mkdir", "statvfs", "utime", "chdir", "getcwd", "getcwdb")
LINKS = ("lstat", "readlink")  # os.path.realpath asks for the modules' own, and gets the same answer as in the run
ASKED = {
    "posix": (*FILES, *LINKS, "urandom", "getpid", "getuid", "getlogin", "uname"),
    "_io": ("open", "open_code"),
    "builtins": ("open",),
    "pwd": ("getpwnam", "getpwuid", "getpwall"),
    "time": ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "localtime"),
}
COPIES = {"os": "posix", "io": "_io"}  # modules that took these names from others
SEEN = "/graalpy/"
FUNCTION = type(lambda: None)


class Apart:
    """`told` ends the import that asks. `undo` takes it back, also in modules that took a function meanwhile."""

    def __init__(self, told: "Callable[[str], None]") -> None:
        self.told = told
        self.on = True
        self.stands: dict[object, Any] = {}
        self.changed: list[tuple[Any, str, Any]] = []
        for module, names in ASKED.items():
            __import__(module)
            for name in names:
                self.replace(module, name)

    def replace(self, module: str, name: str) -> None:
        """Wherever it is known by this name; some engines lack it."""
        real = sys.modules[module].__dict__.get(name)
        made = self.instead(name, real)
        for place in (module, *(copy for copy, of in COPIES.items() if of == module)):
            if real is not None and sys.modules[place].__dict__.get(name) is real:
                self.changed.append((sys.modules[place], name, real))
                setattr(sys.modules[place], name, made)

    def instead(self, name: str, real: "Any") -> object:
        """A function, as some are called as methods."""

        def asked(*arguments: "Any", **words: "Any") -> "Any":
            own = name in LINKS and f"{arguments[0]}/".startswith(SEEN)
            if self.on and not own:
                self.told(name)
            return real(*arguments, **words)

        self.stands[asked] = real
        return asked

    def undo(self) -> None:
        """At the end."""
        self.on = False
        for module, name, real in self.changed:
            setattr(module, name, real)
        for module in list(sys.modules.values()):
            names = getattr(module, "__dict__", {})
            for name, value in list(names.items()):
                if type(value) is FUNCTION and value in self.stands:
                    names[name] = self.stands[value]


Apart
