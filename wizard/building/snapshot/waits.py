# ruff: noqa: B018, S102
"""While own modules are imported: a statement that asks what only the run can tell waits for it, the others are kept.

What such a statement would bind or change is not there until then, so whoever needs it fails, and waits, too.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

ROUNDS = 8  # after which a module that still tells something new is left to the run as a whole
PLAIN = (str, bytes, int, float, complex, bool, tuple, frozenset, type(None), type(...))
FUNCTION, Module = type(lambda: None), type(sys)


class Waits:
    """`run` a module. One round follows another until nothing `is_new`: in the last no statement begins and fails."""

    def __init__(self, statements: "Any", refused: "list[str]", refuse: "Callable[[str, str], NoReturn]") -> None:
        self.is_theirs: Callable[[Any], bool] = bool
        self.read: Callable[[str], bytes] = str.encode
        self.make, self.changes = statements
        self.refused, self.refuse = refused, refuse
        self.cut: dict[str, Any] = {}  # modules of which statements wait
        self.known: dict[str, Any] = {}  # their statements, and those of others that were looked at
        self.late: dict[str, set[int]] = {}
        self.whole: dict[str, str] = {}  # left to the run, and why
        self.rounds = 0
        self.begin()

    def begin(self) -> None:
        """Another round."""
        self.rounds += 1
        self.is_new = False
        self.absent: dict[str, set[str]] = {}
        self.waiting: list[tuple[Any, int, Any, list[tuple[Any, str, Any]]]] = []
        if self.rounds > ROUNDS:
            self.whole.update((name, "one thing after another waits for the run") for name in self.cut)

    def run(self, module: "Any", path: str, body: "Callable[[], None]", check: "Callable[[Any], None]") -> None:
        """Its body as it is, or if that asks, statement by statement. `check` refuses what would be lost."""
        name = module.__name__
        if name in self.whole:
            self.refuse(name, f"is left to the run ({self.whole[name]})")
        if name not in self.cut:
            start, told = dict(module.__dict__), len(self.refused)
            try:
                check(body)
            except BaseException as error:
                if not self.is_ours(error, told):
                    raise
            if len(self.refused) == told:
                return
            self.is_new = True
            self.again(module, start, told)
            self.cut[name] = self.parts(module, path)
            self.late[name] = set()
        for place, one in enumerate(self.cut[name].statements):
            self.step(module, place, one, check)
        self.watch(module)

    def is_ours(self, error: BaseException, told: int) -> bool:
        """Whether it comes of what is not there yet."""
        lacks = str(error).split("'")[1] if type(error) is NameError and "'" in str(error) else ""
        if len(self.refused) == told and any(lacks in names for names in self.absent.values()):
            self.refused.append(lacks)
        return len(self.refused) > told

    def again(self, module: "Any", start: "dict[str, Any]", told: int) -> None:
        """As before its body began; modules of a package that are there by now stay in it."""
        inside = {key: value for key, value in module.__dict__.items()
                  if sys.modules.get(f"{module.__name__}.{key}") is value}  # fmt: skip
        del self.refused[told:]
        module.__dict__.clear()
        module.__dict__.update(start, **inside)

    def parts(self, module: "Any", path: str) -> "Any":
        """Its statements."""
        try:
            if module.__name__ not in self.known:
                self.known[module.__name__] = self.make(self.read(path), path)
            return self.known[module.__name__]
        except Exception as error:
            self.leave(module, str(error))

    def leave(self, module: "Any", why: str) -> "NoReturn":
        """To the run, as a whole."""
        self.is_new = True
        self.whole[module.__name__] = why
        self.refuse(module.__name__, f"is left to the run ({why})")

    def step(self, module: "Any", place: int, one: "Any", check: "Callable[[Any], None]") -> None:
        """Run a statement, or let it wait."""
        late, absent, told = self.late[module.__name__], self.lacking(module), len(self.refused)
        if place in late or self.lacks(module, one):
            late.add(place)
            self.bring(module, one)
            self.wait(module, one)
            return
        try:
            check(lambda: exec(one.code, module.__dict__))
        except BaseException as error:
            if not self.is_ours(error, told):
                raise
        if one.name == "*" and (there := sys.modules.get(self.source(module, one))) and self.lacking(there):
            del self.refused[told:]
            self.all_names(module, one, there)
        elif len(self.refused) > told or absent & module.__dict__.keys():
            del self.refused[told:]
            self.is_new = True
            late.add(place)
            self.wait(module, one)

    def lacks(self, module: "Any", one: "Any") -> bool:
        """Whether a statement names what is not there yet."""
        absent = self.lacking(module)
        if absent and ("*" in one.reads or (one.reads | one.binds) & absent):
            return True
        shown = [module.__dict__.get(name) for name in one.inside]
        return any(self.lacking(value) for value in shown if type(value) is Module)

    def looked(self, name: str) -> None:
        """Somebody looks at all names of a module."""
        if self.absent.get(name):
            self.refuse(f"all of {name}", "is not there before the run")

    def lacking(self, module: "Any") -> "set[str]":
        """Names that are not there yet."""
        return self.absent.get(module.__name__, set())

    def bring(self, module: "Any", one: "Any") -> None:
        """What an import takes from is there, and what waits of it comes first."""
        if one.source:
            told = len(self.refused)
            try:
                __import__(self.source(module, one), None, None, [one.name] if one.name not in ("", "*") else [])
            except BaseException as error:
                if not self.is_ours(error, told):
                    raise
            del self.refused[told:]

    def source(self, module: "Any", one: "Any") -> str:
        """The whole name of the module that an import takes from."""
        level = len(one.source) - len(one.source.lstrip("."))
        if not level:
            return str(one.source)
        package = str(module.__package__).rsplit(".", level - 1)[0]
        return f"{package}.{one.source[level:]}" if one.source[level:] else package

    def all_names(self, module: "Any", one: "Any", there: "Any") -> None:
        """`from there import *`, where not all is there."""
        lacking = self.lacking(there)
        if "__all__" in lacking:
            self.leave(module, f"it takes all of {there.__name__}")
        names = there.__dict__.get("__all__") or [name for name in {**there.__dict__, **dict.fromkeys(lacking)}
                                                  if type(name) is str and name[0] != "_"]  # fmt: skip
        for name in names:
            text = f"from {one.source} import {name}"
            part = self.cut[module.__name__].named(one.nodes, text, one.line, {name}, one.source, name)
            if name in lacking:
                self.wait(module, part)
            else:
                exec(part.code, module.__dict__)

    def wait(self, module: "Any", one: "Any") -> None:
        """What it may set or change is taken away until it has run, from whoever has it."""
        if one.name == "*":
            self.leave(module, f"it takes all of {one.source}")
        held: list[tuple[Any, str, Any]] = []
        for place, name in [*((module, name) for name in one.binds), *self.touched(module, one)]:
            if name in self.parts(place, place.__file__).guarded:
                self.leave(module, f"{place.__name__} may do without {name}")
            self.absent.setdefault(place.__name__, set()).add(name)
            if name in place.__dict__:
                held.append((place, name, place.__dict__.pop(name)))
            self.watch(place)
        self.waiting.append((module, one.line, one.code, held))

    def touched(self, module: "Any", one: "Any") -> "list[tuple[Any, str]]":
        """The own modules' names whose values a statement may change, itself or by what it calls."""
        found: list[tuple[Any, str]] = []
        seen = set[int]()
        left = [(module, one.nodes, set[str]())]
        while left:
            place, nodes, called = left.pop()
            parts = self.parts(place, place.__file__)
            stored, used, called = self.changes(parts, nodes, called)
            found += [(place, name) for name in stored & parts.globals]
            receivers = [place]
            for name in (stored | used) & place.__dict__.keys():
                value = place.__dict__[name]
                receivers.append(value)
                if self.may_change(value, name in stored):
                    found += [
                        (other, key) for other in self.own() for key, held in other.__dict__.items() if value is held
                    ]
            for function in [member(receiver, name) for receiver in receivers for name in called]:
                other = home(function)
                if other not in (None, place) and self.is_theirs(other) and id(function) not in seen:
                    seen.add(id(function))
                    left.append((other, [], {function.__name__}))
        return found

    def own(self) -> "list[Any]":
        """The program's modules that are there."""
        return [module for module in list(sys.modules.values()) if self.is_theirs(module)]

    def may_change(self, value: object, stored: bool) -> bool:
        """Whether a value is one of the program's that has something to change."""
        kind = type(value)
        if issubclass(kind, Module):
            return stored and self.is_theirs(value)
        if kind in (FUNCTION, type(len)) or issubclass(kind, type):
            return stored and self.is_theirs(home(value))
        return stored or not (issubclass(kind, PLAIN) or (kind.__module__, kind.__name__) == ("re", "Pattern"))

    def watch(self, module: "Any") -> None:
        """Who asks a module for what is not there yet is told so, and does not live on without."""
        for name in ("__getattr__", "__dir__"):
            before = module.__dict__.get(name)
            if self.lacking(module) and type(before) is not Asked:
                module.__dict__[name] = Asked(self, module.__name__, before)

    def end(self) -> "list[tuple[Any, int, Any, list[tuple[Any, str, Any]]]]":
        """What waits, in the order in which it would have run."""
        for module in self.own():
            for name in ("__getattr__", "__dir__"):
                asked = module.__dict__.get(name)
                if type(asked) is Asked:
                    del module.__dict__[name]
                    module.__dict__.update({name: asked.before} if asked.before else {})
        for module, _, _, held in self.waiting:
            if sys.modules.get(module.__name__) is not module:  # left to the run meanwhile
                for place, name, value in held:
                    place.__dict__.setdefault(name, value)
        return [one for one in self.waiting if sys.modules.get(one[0].__name__) is one[0]]


class Asked:
    """A module's `__getattr__`, and its `__dir__`."""

    def __init__(self, waits: Waits, name: str, before: "Any") -> None:
        self.waits, self.name, self.before = waits, name, before

    def __call__(self, name: str = "*") -> object:
        if name == "*":
            self.waits.looked(self.name)
        if name in self.waits.absent.get(self.name, ()):
            self.waits.refuse(f"{self.name}.{name}", "waits for the run")
        if self.before:
            return self.before(name)
        raise AttributeError(f"module {self.name!r} has no attribute {name!r}")


def home(value: "Any") -> "Any":
    """The module that a function or class comes from."""
    kind = type(value)
    named = kind is FUNCTION or issubclass(kind, type)
    return sys.modules.get(getattr(value, "__module__", None) or "") if named else None


def member(value: object, name: str) -> "Any":
    """What a call of that name may run: of a module, of an object's class, of a class that another is derived from."""
    hook, _, base = name.partition(":")
    if base:
        derived = value.__dict__.get(base) if type(value) is Module else None
        return getattr(getattr(derived, hook, None), "__func__", None)
    kinds: Any = (value,) if type(value) is Module else type(value).__mro__
    return next((one.__dict__[name] for one in kinds if name in one.__dict__), None)


Waits
