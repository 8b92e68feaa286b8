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
FREE = {
    "posix": ("fspath", "strerror", "major", "minor", "makedev", "WIFEXITED", "WEXITSTATUS", "WIFSIGNALED", "WTERMSIG"),
    "time": (),
    "pwd": (),
    "grp": (),
    "_signal": ("getsignal", "default_int_handler", "strsignal", "valid_signals"),
    "_posixsubprocess": (),
    "_warnings": ("_filters_mutated",),
    "atexit": (),
}
ASKED = {
    "_io": ("open", "open_code"),
    "builtins": ("open", "input", "print"),
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
# Built-in names that GraalPy makes where the run starts.
FROM_THE_START = {"EnvironmentError": OSError, "IOError": OSError, "__debug__": True}
SEEN = "/graalpy/"
BUILT_IN = type(len)
FUNCTION = type(lambda: None)


class Stand:
    """Called in a built-in function's place. As that one, it is no method where a class holds it."""

    def __init__(self, apart: "Apart", name: str, real: "Any") -> None:
        self.apart, self.name, self.real = apart, name, real

    def __eq__(self, other: object) -> bool:
        """As the function itself, where this one is asked: GraalPy's functions say no to all others themselves."""
        return real(other) is self.real

    def __hash__(self) -> int:
        return hash(self.real)

    def __call__(self, *arguments: "Any", **words: "Any") -> "Any":
        own = self.name in LINKS and f"{arguments[0]}/".startswith(SEEN)
        if self.apart.on and not own:
            self.apart.told(f"{self.name}()")
        return self.real(*arguments, **words)


class Looks(Stand):
    """`globals` and `vars`, which show all names of a module: what waits is not among them yet."""

    def __call__(self, *arguments: "Any") -> "Any":
        frame: Any = sys._getframe(1)
        if self.apart.on:
            names = arguments[0].__dict__ if arguments and type(arguments[0]) is type(sys) else frame.f_globals
            self.apart.looked(names.get("__name__"))
        if self.name == "globals":
            return frame.f_globals
        return self.real(*arguments) if arguments else frame.f_locals


class Apart:
    """`told`, and for some modules `looked`, ends the import that asks.

    `undo` takes it back, also in modules that took a function meanwhile.
    """

    def __init__(self, told: "Callable[[str], None]", read: "Callable[[str], None]", looked: "Any") -> None:
        self.told, self.read, self.looked = told, read, looked
        self.on = True
        self.changed: list[tuple[Any, str, Any, object]] = []
        self.made: dict[int, Stand] = {}  # by the real function's id
        self.taken: dict[str, Any] = {}
        self.main = sys.modules.pop("__main__", None)
        for name, value in FROM_THE_START.items():
            sys.modules["builtins"].__dict__.setdefault(name, value)
        for module, names in ASKED.items():
            self.replace(functions(module), names)
        for module, free in FREE.items():
            held = functions(module)
            self.replace(held, [name for name, value in held.items() if type(value) is BUILT_IN and name not in free])
        self.replace(functions("builtins"), ("globals", "vars"), Looks)
        self.environment()
        self.streams()

    def replace(self, held: "dict[str, Any]", names: "Iterable[str]", kind: "type[Stand]" = Stand) -> None:
        """Wherever they are known; some engines lack one."""
        made = {id(held[name]): kind(self, name, held[name]) for name in names if name in held}
        self.made.update(made)
        for place in list(sys.modules.values()):
            self.stand_in(place, made)

    def stand_in(self, place: "Any", made: "dict[int, Stand]") -> None:
        """In one module."""
        for name, value in list(getattr(place, "__dict__", {}).items()):
            if id(value) in made:
                self.change(place, name, made[id(value)])

    def change(self, place: "Any", name: str, made: object) -> None:
        """Until `undo`."""
        self.changed.append((place, name, place.__dict__[name], made))
        setattr(place, name, made)

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
        """Streams, arguments, the executable: who takes one would keep that of the builder."""
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

    def step_aside(self) -> None:
        """While a module of the library is imported, which would hold what stands in a place for ever."""
        self.on = False
        for place, name, real, made in self.changed:
            if place.__dict__.get(name) is made:
                setattr(place, name, real)

    def come_back(self, new: "list[Any]") -> None:
        """Also in the modules that are `new`."""
        for place, name, real, made in self.changed:
            if place.__dict__.get(name) is real:
                setattr(place, name, made)
        for module in new:
            self.stand_in(module, self.made)
        self.on = True

    def undo(self) -> None:
        """At the end."""
        self.on = False
        del sys.__dict__["__getattr__"]
        if self.main:
            sys.modules["__main__"] = self.main
        for name, value in self.taken.items():
            sys.__dict__.setdefault(name, value)
        for module, name, real, _ in reversed(self.changed):
            setattr(module, name, real)
        for module in list(sys.modules.values()):
            give_back(module)


STANDS = (Stand, Looks)


def give_back(module: "Any") -> None:
    """The real functions to a module, its classes, and the defaults of its functions."""
    left, seen = [module], {id(module)}
    while left:
        holder = left.pop()
        for name, value in list(getattr(holder, "__dict__", {}).items()):
            if type(value) in STANDS:
                setattr(holder, name, value.real)
            elif type(value) is FUNCTION:
                defaults_of(value)
            elif issubclass(type(value), type) and value.__module__ == module.__name__ and id(value) not in seen:
                seen.add(id(value))
                left.append(value)


def defaults_of(function: "Any") -> None:
    """The real ones to the defaults of its arguments."""
    values, words = function.__defaults__ or (), function.__kwdefaults__ or {}
    if any(type(one) in STANDS for one in values):
        function.__defaults__ = tuple([real(one) for one in values])
    if any(type(one) in STANDS for one in words.values()):  # GraalPy gives a copy of them
        function.__kwdefaults__ = {key: real(one) for key, one in words.items()}


def real(value: "Any") -> object:
    """What a stand stands for."""
    return value.real if type(value) in STANDS else value


def functions(module: str) -> "dict[str, Any]":
    """What a module holds; some engines lack one."""
    try:
        __import__(module)
    except ImportError:
        return {}
    return sys.modules[module].__dict__


Apart
