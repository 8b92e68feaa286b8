# ruff: noqa: ARG002, ARG004, B018, PTH123
"""Runs while an engine is built: imports the modules of the snapshot. Paths of the building machine stay out of it."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

posix: "Any" = sys.modules["posix"]
stat, read = posix.stat, open
thread_local: "Any" = __import__("_thread")._local
copy_context: "Any" = __import__("_contextvars").copy_context
graalpy: "Any" = sys.modules["__graalpython__"]
bootstrap: "Any" = sys.modules["_frozen_importlib"]
external: "Any" = sys.modules["_frozen_importlib_external"]
SEEN = "/graalpy"
LIBRARY = SEEN + "/home/lib/python3.12"
ROOTS = (LIBRARY, SEEN + "/home/lib/graalpy25.0/modules")

LAST = 20  # rounds, of which two or three are needed


class Unfit(BaseException):
    """A module that may not be in a snapshot; no ImportError, as the program would live on without it for ever."""


class Wanted:
    """What is told of a program: `names` to try, `paths` before and after the library's, `fit` modules of that."""

    def __init__(self) -> None:
        self.paths: tuple[str, ...] = ROOTS  # where modules are found now
        self.program: tuple[str, ...] = ROOTS  # where the program finds them
        self.names: list[str] = []
        self.fit: set[str] = set()
        self.brought: set[str] = set()  # modules written in C that only the run has
        self.refused: list[str] = []
        self.later: set[str] = set()  # modules of the library that are imported when the program starts
        self.tried: set[str] = set()
        self.trying = False
        self.variables: set[str] = set()  # of the environment, read by name
        self.asks = False  # whether it is own code that runs; the library's has been compared
        self.waits: Any = None  # of waits.py
        self.library: Any = None  # of before.py
        self.machine: Any = None  # of apart.py, as soon as own modules are imported
        self.aside: list[Any] | None = None  # modules of the library that an own one is importing

    def read(self, text: str) -> None:
        """Lines of a word and a value each."""
        told: dict[str, list[str]] = {"path": [], "try": [], "fit": [], "brought": []}
        for line in text.splitlines():
            word, _, rest = line.partition(" ")
            told[word].append(rest)
        places = [SEEN + "/" + path for path in told["path"]]
        self.program = (*places[:1], *ROOTS, *places[1:])
        self.names, self.fit, self.brought = told["try"], set(told["fit"]), set(told["brought"])

    def check(self, name: str, path: str) -> None:
        """Unfit where a module of the library has to be imported when the program runs."""
        if self.trying and is_library(path) and name not in self.fit:
            self.too_early(name, "may not be in a snapshot")

    def too_early(self, name: str, why: str = "is used by an import") -> "NoReturn":
        """A module of the library that is imported when the program starts."""
        self.later.add(name)
        self.refuse(name, why)

    def asked(self, name: str) -> None:
        """Own code wants to know what only the run can tell."""
        if self.asks:
            self.refuse(name, "tells of the machine that builds")

    def looked_for(self, name: str) -> None:
        """A module that is imported, or asked for."""
        if name == "__main__":
            self.asked(name)
        if self.trying and name in self.brought:
            self.too_early(name, "is there only in the run")

    def reads(self, variable: str) -> None:
        """Own code has got the answer that there is no such variable."""
        if self.asks:
            self.variables.add(variable)

    def execute(self, code: "Any", module: "Any", path: str) -> None:
        """Run a module's body."""
        before, self.asks = self.asks, not is_library(path)
        try:
            if not self.asks:
                self.of_library(lambda: code(module), module)
            elif self.aside is None and self.machine is not None:
                self.waits.run(module, path, lambda: code(module), lambda body: self.checked(body, module))
            else:
                self.refuse(module.__name__, "is imported by a module of the library")
        finally:
            self.asks = before

    def of_library(self, body: "Callable[[], None]", module: "Any") -> None:
        """Its own code asks for nothing, and what it takes of the system is what the run has."""
        if self.machine is None:
            body()
        elif self.aside is not None:
            body()
            self.aside.append(module)
        else:
            self.aside = []
            self.machine.step_aside()
            was = self.library.now()
            try:
                body()
                self.aside.append(module)
            finally:
                self.library.learn(was)
                new, self.aside = self.aside, None
                self.machine.come_back(new)
                for one in new:
                    self.library.add(one)

    def checked(self, body: "Callable[[], None]", module: "Any") -> None:
        """Run own code; Unfit, and nothing of it stays, where it leaves something behind that the run has not."""
        variables, shared = copy_context(), shared_state()
        before = dict(variables.items())
        try:
            variables.run(body)
            if shared != shared_state() or before != dict(variables.items()):
                self.refuse("sys.path, an import hook or a context variable", "would be lost")
            if holds_a_thread(module):
                self.refuse("a thread of the builder, or what it keeps,", "would be lost")
        finally:
            sys.path[:], sys.meta_path[:], sys.path_hooks[:] = shared

    def refuse(self, name: str, why: str) -> "NoReturn":
        """Also where the module lives on without it."""
        self.refused.append(name)
        raise Unfit(f"{name} {why}")


def finder(folder: str, wanted: Wanted) -> "tuple[Any, type]":
    """What finds modules of a payload unpacked in `folder`, and the class of their loaders while building."""

    class Loader(external.SourceFileLoader):  # type: ignore[misc]
        def get_data(self, path: str) -> bytes:
            return contents(folder, path)

        def get_code(self, fullname: str) -> object:
            # There and back: without its text, and as it is when it comes from the payload's bytecode.
            code = compile(self.get_data(self.path), self.path, "exec", dont_inherit=True)
            return external.marshal.loads(external.marshal.dumps(code))

        def exec_module(self, module: "Any") -> None:
            wanted.execute(super().exec_module, module, self.path)

    class Finder:
        @staticmethod
        def find_spec(name: str, path: "Any" = None, target: object = None) -> object:
            wanted.looked_for(name)
            # Frozen ones come first at run time too, whatever lies beside the program.
            roots = path or (ROOTS if bootstrap.FrozenImporter.find_spec(name) else wanted.paths)
            for root in roots:
                base = root + "/" + name.rpartition(".")[2]
                for file, folders in ((base + "/__init__.py", [base]), (base + ".py", None)):
                    if exists(folder, file):
                        wanted.check(name, file)
                        loader = Loader(name, file)
                        return external.spec_from_file_location(
                            name, file, loader=loader, submodule_search_locations=folders
                        )
            return None

        @staticmethod
        def find_distributions(context: object = None) -> "tuple[object, ...]":
            """Which are installed, importlib.metadata asks each finder."""
            wanted.asked("importlib.metadata")
            return ()

    return Finder, Loader


def shared_state() -> "tuple[list[Any], ...]":
    """What a module may change that is made anew for the run."""
    return sys.path[:], sys.meta_path[:], sys.path_hooks[:]


def holds_a_thread(module: "Any") -> bool:
    """Whether one of its names is a thread, or was given something in this one (`threading.local`)."""
    values = module.__dict__.values()
    thread = getattr(sys.modules.get("threading"), "Thread", Unfit)
    return any(issubclass(type(one), thread) or (type(one) is thread_local and one.__dict__) for one in values)


def contents(folder: str, path: str) -> bytes:
    """Of a file of the payload that is unpacked in `folder`."""
    with read(folder + path.removeprefix(SEEN), "rb") as file:
        return file.read()


def exists(folder: str, path: str) -> bool:
    """Whether a file of the payload is among those that are unpacked in `folder`."""
    try:
        stat(folder + path.removeprefix(SEEN))
    except OSError:
        return False
    return True


def imports(home: str, names: str, jit: str, *parts: "Any") -> str:
    """Import `names`, separated by commas, from the library in the folder `home`; ImportError ends the build.

    Beside `home` there may be a program with what it imports, as far as that is fit; what is not is returned. `parts`:
    what PARTS of SnapshotLanguage.java give, in that order.
    """
    late, apart, waits, statements, harmless, readers, kept_before, beneath, at_run_time = parts
    folder = home.rpartition("/")[0]
    wanted = Wanted()
    begin, end = late
    wanted.waits, wanted.library = waits((statements, harmless, readers), wanted.refused, wanted.refuse), kept_before()
    wanted.waits.is_theirs, wanted.waits.read = is_own, lambda path: contents(folder, path)
    found, loader = finder(folder, wanted)
    before = set(sys.modules)
    path, finders = sys.path[:], sys.meta_path[:]
    sys.modules["_bz2"] = None  # type: ignore[assignment]  # as the launcher has it, where it is not its own
    # Before the finder of frozen modules, whose functions would for ever come from a file "<frozen re>". The one of
    # sys.path would look for folders of the run.
    sys.meta_path[:] = [finders[0], found, *(one for one in finders[1:] if one is not external.PathFinder)]
    wanted.read(program_in(folder))
    sys.path[:] = wanted.program
    for name in filter(None, names.split(",")):
        __import__(name)
    __import__("_sitebuiltins")  # of which the launcher takes exit and help at each start
    wanted.trying = True
    told = ""
    begin(lambda name: library_file(name, folder, wanted), wanted.too_early)
    if wanted.names:
        told = "".join([attempt(name, wanted) for name in wanted.names if name in wanted.fit])
        for name in [name for name in set(sys.modules) - before if is_hidden(name, folder, wanted.program[0])]:
            remove(name)
        wanted.paths = wanted.program
        wanted.machine = apart(wanted.asked, wanted.reads, wanted.waits.looked)
        told += rounds(wanted)
        wanted.machine.undo()
        wanted.machine = None
        wanted.trying = False
        beneath(wanted.later, wanted.fit, found, lambda path: contents(folder, path), wanted.waits.walked)
    left = wanted.waits.end()
    del sys.modules["_bz2"]
    sys.path[:], sys.meta_path[:] = path, finders
    for name, half in (("time", "_polyglot_time"), ("polyglot", "_polyglot")):
        if name in sys.modules:
            __import__(half)  # as GraalPy does where it finishes the import of `name`, at each start: 4 ms
    sys.path_importer_cache.clear()
    new = sorted(set(sys.modules) - before)
    at_run_time(new, loader, jit)
    own = [name for name in new if is_own(sys.modules[name])]
    told += str(end(own, left, sorted(wanted.variables)))
    there = tuple(name for name in new if name in sys.modules)
    graalpy.snapshot = there
    return told


def rounds(wanted: Wanted) -> str:
    """Import the program's modules, once more as long as something new is found that has to wait."""
    for module in list(sys.modules.values()):
        wanted.library.add(module)
    while True:
        told = "".join([attempt(name, wanted) for name in wanted.names])
        if not wanted.waits.is_new:
            first = [(name, why) for name, why in wanted.waits.whole.items() if not why.endswith(wanted.waits.FOLLOWS)]
            return told + "".join(
                [f"graalpy-wizard: left to the run as a whole: {name}: {why}\n" for name, why in first]
            )
        if wanted.waits.rounds == LAST:
            wanted.waits.whole.update(dict.fromkeys(map(str, sys.modules), "there is no end of what waits"))
        for name in [name for name, module in sys.modules.items() if is_own(module)]:
            remove(name)
        wanted.library.restore()
        wanted.tried.clear()
        wanted.variables.clear()
        wanted.waits.begin()


def remove(name: str) -> None:
    """A module, from its package, too."""
    del sys.modules[name]
    parent, _, last = name.rpartition(".")
    getattr(sys.modules.get(parent), "__dict__", {}).pop(last, None)


def program_in(folder: str) -> str:
    """What is to be imported of a program; "" where there is none."""
    try:
        with open(folder + "/program.txt", encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def attempt(name: str, wanted: Wanted) -> str:
    """Import one of the program's modules, or leave it to the run, with all that imports it, and say so."""
    if name in wanted.tried:
        return ""
    wanted.tried.add(name)
    before, refused = set(sys.modules), len(wanted.refused)
    try:
        __import__(name)
    except BaseException as error:
        why = f"{type(error).__name__}: {error}".partition("\n")[0]
    else:
        why = f"it lives on without {wanted.refused[-1]}" if len(wanted.refused) > refused else ""
    if not why:
        return ""
    own = [new for new in sys.modules if new not in before and is_own(sys.modules[new])]
    # What came in with it may hold what is gone now, so each is imported anew, those that others import first.
    left = [new for new in reversed(own) if new.rpartition(".")[0] in ("", *own, *before)]
    for new in own:
        remove(new)
    told = f"graalpy-wizard: not in the snapshot: {name}: {why}\n"
    return told + "".join([attempt(new, wanted) for new in left])


def is_own(module: object) -> bool:
    """Whether a module is the program's or one of its requirements'."""
    file = getattr(module, "__file__", None)
    return type(file) is str and file.startswith(SEEN + "/") and not is_library(file)


def is_hidden(name: str, folder: str, own: str) -> bool:
    """Whether the program has a module of this name, or one of its package's, that it finds first."""
    top = name.partition(".")[0]
    if bootstrap.FrozenImporter.find_spec(top):
        return False
    return exists(folder, f"{own}/{top}.py") or exists(folder, f"{own}/{top}/__init__.py")


def library_file(name: str, folder: str, wanted: Wanted) -> str:
    """Where a module of the library that is loaded later lies at run time."""
    roots = () if bootstrap.FrozenImporter.find_spec(name) else ROOTS
    places = [f"{root}/{name.replace('.', '/')}{end}" for root in roots for end in ("/__init__.py", ".py")]
    found = [place for place in places if exists(folder, place)]
    return found[0] if found else wanted.refuse(name, "may not be in a snapshot")


def is_library(file: str) -> bool:
    """Whether a module's file is one of the library."""
    return file.startswith(ROOTS) and not file.startswith(LIBRARY + "/site-packages/")


imports
