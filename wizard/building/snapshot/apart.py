# ruff: noqa: B018
"""While own modules are imported: what they ask of the machine is not of the run, so who asks is left to the run.

A variable of the environment that few machines have is told instead: what is kept is for a run without it.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

# All functions of these modules but some: files, processes, users, terminals, the clock.
OPEN = {
    "posix": ("fspath", "strerror", "major", "minor", "makedev", "WIFEXITED", "WEXITSTATUS", "WIFSIGNALED", "WTERMSIG"),
    "time": (),
    "pwd": (),
    "grp": (),
    "_signal": ("getsignal", "default_int_handler", "strsignal", "valid_signals"),
    "_posixsubprocess": (),
    "atexit": (),
}
ASKED = {
    "_io": ("open", "open_code"),
    "builtins": ("open", "input"),
    "_thread": ("start_new_thread", "start_joinable_thread"),
    "_locale": ("setlocale", "localeconv", "nl_langinfo"),
    "gc": ("disable", "enable", "freeze", "set_threshold"),
    "sys": ("setrecursionlimit", "settrace", "setprofile", "setswitchinterval", "addaudithook", "exit"),
}
LINKS = ("lstat", "readlink")  # os.path.realpath asks for the modules' own, and gets the same answer as in the run
OF_THE_RUN = ("argv", "orig_argv", "executable", "stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__")
# Variables that most machines have: a snapshot for a run without them would never be used.
USUAL = {
    "HOME", "USER", "LOGNAME", "SHELL", "PATH", "PWD", "OLDPWD", "HOSTNAME", "TERM", "COLORTERM", "LANG", "LANGUAGE",
    "DISPLAY", "EDITOR", "PAGER", "TZ", "COLUMNS", "LINES", "MAIL", "SHLVL", "_",
}  # fmt: skip
USUAL_STARTS = ("LC_", "XDG_", "SSH_", "DBUS_")
SEEN = "/graalpy/"
FUNCTION = type(lambda: None)
BUILT_IN = type(len)


class Apart:
    """`told` ends the import that asks. `undo` takes it back, also in modules that took a function meanwhile."""

    def __init__(self, told: "Callable[[str], None]", read: "Callable[[str], None]") -> None:
        self.told, self.read = told, read
        self.on = True
        self.stands: dict[object, Any] = {}
        self.changed: list[tuple[Any, str, Any]] = []
        self.taken: dict[str, Any] = {}
        for module, names in ASKED.items():
            self.replace(functions(module), names)
        for module, free in OPEN.items():
            held = functions(module)
            self.replace(held, [name for name, value in held.items() if type(value) is BUILT_IN and name not in free])
        self.environment()
        self.streams()

    def replace(self, held: "dict[str, Any]", names: "Iterable[str]") -> None:
        """Wherever they are known; some engines lack one."""
        made = {id(held[name]): self.instead(name, held[name]) for name in names if name in held}
        for place in list(sys.modules.values()):
            found = getattr(place, "__dict__", {})
            for name, real in list(found.items()):
                if id(real) in made:
                    self.change(place, name, made[id(real)])

    def change(self, place: "Any", name: str, made: object) -> None:
        """Until `undo`."""
        self.changed.append((place, name, place.__dict__[name]))
        setattr(place, name, made)

    def instead(self, name: str, real: "Any") -> object:
        """A function, as some are called as methods."""

        def asked(*arguments: "Any", **words: "Any") -> "Any":
            own = name in LINKS and f"{arguments[0]}/".startswith(SEEN)
            if self.on and not own:
                self.told(f"{name}()")
            return real(*arguments, **words)

        self.stands[asked] = real
        return asked

    def environment(self) -> None:
        """What is read by name is told; who takes all of it, or changes it, is left to the run."""
        kind: Any = sys.modules["os"]._Environ
        read = kind.__getitem__

        def one(variables: "Any", key: "Any") -> object:
            if self.on:
                text = variables.decodekey(variables.encodekey(key))
                if text in USUAL or text.startswith(USUAL_STARTS):
                    self.told(f"os.environ[{text!r}]")
                self.read(text)
            return read(variables, key)

        def all_of_it(name: str) -> "Callable[..., Any]":
            real = getattr(kind, name)

            def call(*words: "Any") -> "Any":
                if self.on:
                    self.told("os.environ")
                return real(*words)

            return call

        self.change(kind, "__getitem__", one)
        for name in ("__iter__", "__len__", "__setitem__", "__delitem__", "__repr__"):
            self.change(kind, name, all_of_it(name))

    def streams(self) -> None:
        """Streams, arguments, the executable, `__main__`: who takes one would keep that of the builder."""
        for name in OF_THE_RUN:
            if name in sys.__dict__:
                self.taken[name] = sys.__dict__.pop(name)

        def missing(name: str) -> object:
            if name in OF_THE_RUN:
                self.told(f"sys.{name}")
            if name in self.taken:
                return self.taken[name]
            raise AttributeError(f"module 'sys' has no attribute {name!r}")

        sys.__dict__["__getattr__"] = missing
        self.main = sys.modules.pop("__main__", None)

    def undo(self) -> None:
        """At the end."""
        self.on = False
        del sys.__dict__["__getattr__"]
        if self.main:
            sys.modules["__main__"] = self.main
        for name, value in self.taken.items():
            sys.__dict__.setdefault(name, value)
        for module, name, real in reversed(self.changed):
            setattr(module, name, real)
        for module in list(sys.modules.values()):
            names = getattr(module, "__dict__", {})
            for name, value in list(names.items()):
                if type(value) is FUNCTION and value in self.stands:
                    names[name] = self.stands[value]


def functions(module: str) -> "dict[str, Any]":
    """What a module holds; some engines lack one."""
    try:
        __import__(module)
    except ImportError:
        return {}
    return sys.modules[module].__dict__


Apart
