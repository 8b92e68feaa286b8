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
Module = type(sys)


class Waits:
    """`run` a module. One round follows another until nothing `is_new`: in the last no statement begins and fails."""

    FOLLOWS = "which is left to the run"  # what a reason ends with that another module is the cause of

    def __init__(self, statements: "Any", refused: "list[str]", refuse: "Callable[[str, str], NoReturn]") -> None:
        self.is_theirs: Callable[[Any], bool] = bool
        self.read: Callable[[str], bytes] = str.encode
        (self.make, self.walked, self.below), self.harmless, readers = statements
        self.refused, self.refuse = refused, refuse
        self.readers = readers(lambda: refuse("a name that waits", "is not there yet"), self.is_lack)
        self.texts: dict[str, bytes] = {}
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
        self.readers.undo()
        self.absent: dict[str, set[str]] = {}
        self.waiting: list[tuple[Any, int, Any, dict[str, Any]]] = []
        self.needed: list[tuple[Any, str, Any, object]] = []  # by what waits, as it was then
        if self.rounds > ROUNDS:
            self.whole.update((name, "one thing after another waits for the run") for name in self.cut)

    def run(self, module: "Any", path: str, body: "Callable[[], None]", check: "Callable[[Any], None]") -> None:
        """Its body as it is, or if that asks, statement by statement. `check` refuses what would be lost."""
        name = module.__name__
        if name in self.whole:
            self.refuse(name, f"is left to the run ({self.whole[name]})")
        if name not in self.cut and self.absent and b"__dict__" in self.text(path):
            self.cut[name], self.late[name] = self.parts(module, path), set()
        if name not in self.cut:
            start, told = dict(module.__dict__), len(self.refused)
            try:
                check(body)
            except BaseException as error:
                if not self.is_ours(error, told):
                    raise
            if len(self.refused) == told and not self.disturbed():
                return
            self.is_new = True
            self.again(module, start, told)
            self.cut[name] = self.parts(module, path)
            self.late[name] = set()
        for place, one in enumerate(self.cut[name].statements):
            self.step(module, place, one, check)
        self.watch(module)
        if self.lacking(module) and sys.modules.get(name) is not module:
            self.leave(module, "it takes itself out of sys.modules")

    def is_ours(self, error: BaseException, told: int) -> bool:
        """Whether it comes of what is not there yet."""
        if len(self.refused) == told and self.is_lack(error):
            self.refused.append(str(error))
        return len(self.refused) > told

    def is_lack(self, error: BaseException) -> bool:
        """Whether it is that of a name that waits."""
        lacks = str(error).split("'")[1] if type(error) is NameError and "'" in str(error) else ""
        return any(lacks in names for names in self.absent.values())

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
                self.known[module.__name__] = self.make(self.text(path), path)
            return self.known[module.__name__]
        except Exception as error:
            self.leave(module, str(error))

    def text(self, path: str) -> bytes:
        """Of a module."""
        if path not in self.texts:
            self.texts[path] = self.read(path)
        return self.texts[path]

    def is_said(self, words: bytes) -> bool:
        """Whether any module of the program that was seen so far names something."""
        paths = {*self.texts, *(module.__file__ for module in self.own())}
        return any(words in self.text(path) for path in paths)

    def leave(self, module: "Any", why: str) -> "NoReturn":
        """To the run, as a whole."""
        self.is_new = True
        self.whole[module.__name__] = why
        self.refuse(module.__name__, f"is left to the run ({why})")

    def step(self, module: "Any", place: int, one: "Any", check: "Callable[[Any], None]") -> None:
        """Run a statement, or let it wait."""
        late, told = self.late[module.__name__], len(self.refused)
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
        if one.name == "*" and (there := sys.modules.get(self.whole_name(module, one.source))) and self.lacking(there):
            del self.refused[told:]
            self.all_names(module, one, there)
        elif len(self.refused) > told or self.disturbed():
            del self.refused[told:]
            self.is_new = True
            late.add(place)
            self.wait(module, one)
        else:
            self.watch(module)

    def lacks(self, module: "Any", one: "Any") -> bool:
        """Whether a statement names what is not there yet."""
        absent = self.lacking(module)
        if absent and ("*" in one.reads or (one.reads | one.binds) & absent):
            return True
        shown = [module.__dict__.get(name) for name in one.inside]
        return any(self.lacking(value) for value in shown if type(value) is Module) or (
            "*" in one.inside and any(self.absent.values())
        )

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
                __import__(self.whole_name(module, one.source), None, None, [one.name] if one.name else [])
            except BaseException as error:
                if not self.is_ours(error, told):
                    raise
            del self.refused[told:]

    def whole_name(self, module: "Any", source: str) -> str:
        """Of the module that an import takes from, which may be relative."""
        level = len(source) - len(source.lstrip("."))
        if not level:
            return source
        package = str(module.__package__).rsplit(".", level - 1)[0]
        return f"{package}.{source[level:]}" if source[level:] else package

    def all_names(self, module: "Any", one: "Any", there: "Any") -> None:
        """`from there import *`, where not all is there."""
        lacking = self.lacking(there)
        if "__all__" in lacking:
            self.leave(module, f"it takes all of {there.__name__}")
        names = there.__dict__.get("__all__") or [name for name in {**there.__dict__, **dict.fromkeys(lacking)}
                                                  if type(name) is str and name[0] != "_"]  # fmt: skip
        for name in names:
            text = f"from {one.source} import {name}"
            part = self.cut[module.__name__].named([], text, one.line, {name}, one.source, name)
            if name in lacking:
                self.wait(module, part)
            else:
                exec(part.code, module.__dict__)

    def disturbed(self) -> bool:
        """Whether what waits would find something else than it would have, or its names are there already."""
        again = [(name, key) for name, keys in self.absent.items() for key in keys if key in names_of(name)]
        for name, key in again:
            del names_of(name)[key]
        return bool(again) or any(
            module.__dict__.get(name, Waits) is not value or inside(value) != before
            for module, name, value, before in self.needed
        )

    def wait(self, module: "Any", one: "Any") -> None:
        """What it binds is taken away until it has run; it may do nothing else."""
        parts, absent = self.cut[module.__name__], self.absent.setdefault(module.__name__, set())
        if why := self.harmless(module, parts, absent, self).why_not(one.nodes):
            self.leave(module, f"line {one.line}: {why}")
        for name in one.binds & sys.modules["builtins"].__dict__.keys():
            self.leave(module, f"line {one.line}: {name} would be found elsewhere")
        held = {name: module.__dict__.pop(name) for name in one.binds if name in module.__dict__}
        absent |= one.binds
        # What is there again before the first of them runs needs no watch.
        self.needed = [each for each in self.needed if each[0] is not module or each[1] not in held]
        self.waiting.append((module, one.line, one.code, held))
        found = [(name, module.__dict__[name]) for name in one.reads if name in module.__dict__]
        self.needed += [(module, name, value, inside(value)) for name, value in found]
        self.watch(module)

    def is_own(self, name: str) -> bool:
        """Whether a module's name is one of the program's."""
        tops = {module.__name__.partition(".")[0] for module in self.own()}
        return name in self.whole or name.partition(".")[0] in tops

    def own(self) -> "list[Any]":
        """The program's modules that are there."""
        return [module for module in list(sys.modules.values()) if self.is_theirs(module)]

    def watch(self, module: "Any") -> None:
        """Who asks a module for what is not there yet is told so, and does not live on without."""
        if self.lacking(module):
            self.readers.watch(module, self.lacking(module), self.cut[module.__name__].caught)
        for name in ("__getattr__", "__dir__"):
            before = module.__dict__.get(name)
            if self.lacking(module) and type(before) is not Asked:
                module.__dict__[name] = Asked(self, module.__name__, before)

    def end(self) -> "list[tuple[Any, int, Any, dict[str, Any]]]":
        """What waits, in the order in which it would have run."""
        self.readers.end()
        for module in self.own():
            for name in ("__getattr__", "__dir__"):
                asked = module.__dict__.get(name)
                if type(asked) is Asked:
                    del module.__dict__[name]
                    module.__dict__.update({name: asked.before} if asked.before else {})
        return [one for one in self.waiting if sys.modules.get(one[0].__name__) is one[0]]


class Asked:
    """A module's `__getattr__`, and its `__dir__`."""

    def __init__(self, waits: Waits, name: str, before: "Any") -> None:
        self.waits, self.name, self.before = waits, name, before

    def __call__(self, name: str = "*") -> object:
        if name in ("*", "__all__"):
            self.waits.looked(self.name)
        if name in self.waits.absent.get(self.name, ()):
            self.waits.refuse(f"{self.name}.{name}", "waits for the run")
        if self.before:
            return self.before(name)
        raise AttributeError(f"module {self.name!r} has no attribute {name!r}")


def names_of(name: str) -> "dict[str, Any]":
    """What a module holds, if it is there."""
    return getattr(sys.modules.get(name), "__dict__", {})


def inside(value: "Any") -> object:
    """What a list or a table holds, to be compared."""
    kind = type(value)
    if kind is dict:
        return [(id(key), id(part)) for key, part in value.items()]
    return [id(part) for part in value] if kind in (list, set) else None


Waits
