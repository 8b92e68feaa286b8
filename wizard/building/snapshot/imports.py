# ruff: noqa: ARG002, ARG004, B018, PTH123
"""Runs while an engine is built: imports the modules of the snapshot. Paths of the building machine stay out of it."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
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

READ_BY_JAVA = {"codecs", "io", "os", "signal", "threading", "traceback", "warnings"}  # without their dictionary


class Unfit(BaseException):
    """A module that may not be in a snapshot; no ImportError, as the program would live on without it for ever."""


class Wanted:
    """What is told of a program: `names` to try, `paths` before and after the library's, `fit` modules of that."""

    def __init__(self) -> None:
        self.paths: tuple[str, ...] = ROOTS
        self.names: list[str] = []
        self.fit: set[str] = set()
        self.refused: list[str] = []
        self.tried: set[str] = set()
        self.trying = False
        self.variables: set[str] = set()  # of the environment, read by name
        self.asks = False  # whether it is own code that runs; the library's has been compared
        self.holds_others: Any = None  # of late.py

    def read(self, text: str) -> None:
        """Lines of a word and a value each."""
        told: dict[str, list[str]] = {"path": [], "try": [], "fit": []}
        for line in text.splitlines():
            word, _, rest = line.partition(" ")
            told[word].append(rest)
        places = [SEEN + "/" + path for path in told["path"]]
        self.paths = (*places[:1], *ROOTS, *places[1:])
        self.names, self.fit = told["try"], set(told["fit"])

    def check(self, name: str, path: str) -> None:
        """Unfit where a module of the library has to be imported when the program runs."""
        if self.trying and is_library(path) and name not in self.fit:
            self.refuse(name, "may not be in a snapshot")

    def asked(self, name: str) -> None:
        """Own code wants to know what only the run can tell."""
        if self.asks:
            self.refuse(name, "tells of the machine that builds")

    def reads(self, variable: str) -> None:
        """Own code has got the answer that there is no such variable."""
        if self.asks:
            self.variables.add(variable)

    def execute(self, code: "Any", module: "Any", path: str) -> None:
        """Run a module's body; Unfit where it leaves something behind that the run has not."""
        before, self.asks = self.asks, not is_library(path)
        shared, places = shared_state(), sys.path[:]
        try:
            code(module)
            if self.asks and shared != shared_state():
                self.refuse("sys.path, an import hook or a context variable", "would be lost")
            if self.asks and holds_a_thread(module):
                self.refuse("a thread of the builder, or what it keeps,", "would be lost")
        finally:
            self.asks, sys.path[:] = before, places
        if self.trying and (late := self.holds_others(module)):
            self.refuse(late, "is used by an import")

    def refuse(self, name: str, why: str) -> "NoReturn":
        """Also where the module lives on without it."""
        self.refused.append(name)
        raise Unfit(f"{name} {why}")


def finder(folder: str, wanted: Wanted) -> "tuple[Any, type]":
    """What finds modules of a payload unpacked in `folder`, and the class of their loaders while building."""

    class Loader(external.SourceFileLoader):  # type: ignore[misc]
        def get_data(self, path: str) -> bytes:
            with read(folder + path.removeprefix(SEEN), "rb") as file:
                return file.read()

        def get_code(self, fullname: str) -> object:
            # There and back: without its text, and as it is when it comes from the payload's bytecode.
            code = compile(self.get_data(self.path), self.path, "exec", dont_inherit=True)
            return external.marshal.loads(external.marshal.dumps(code))

        def exec_module(self, module: "Any") -> None:
            wanted.execute(super().exec_module, module, self.path)

    class Finder:
        @staticmethod
        def find_spec(name: str, path: "Any" = None, target: object = None) -> object:
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

    return Finder, Loader


def shared_state() -> object:
    """What a module may change that is made anew for the run."""
    variables = {id(key): id(value) for key, value in copy_context().items()}
    return (sys.path[:], list(map(id, sys.meta_path)), list(map(id, sys.path_hooks)), variables)


def holds_a_thread(module: "Any") -> bool:
    """Whether one of its names is a thread, or was given something in this one (`threading.local`)."""
    values = vars(module).values()
    thread = getattr(sys.modules.get("threading"), "Thread", Unfit)
    return any(issubclass(type(one), thread) or (type(one) is thread_local and one.__dict__) for one in values)


def exists(folder: str, path: str) -> bool:
    """Whether a file of the payload is among those that are unpacked in `folder`."""
    try:
        stat(folder + path.removeprefix(SEEN))
    except OSError:
        return False
    return True


def imports(home: str, names: str, jit: str, late: "Any", apart: "Any") -> str:
    """Import `names`, separated by commas, from the library in the folder `home`; ImportError ends the build.

    Beside `home` there may be a program with what it imports, as far as that is fit; what is not is returned. `late`
    and `apart`: what these files give.
    """
    folder = home.rpartition("/")[0]
    wanted = Wanted()
    begin, wanted.holds_others, end = late
    found, loader = finder(folder, wanted)
    before = set(sys.modules)
    path, finders = sys.path[:], sys.meta_path[:]
    sys.modules["_bz2"] = None  # type: ignore[assignment]  # as the launcher has it, where it is not its own
    # Before the finder of frozen modules, whose functions would for ever come from a file "<frozen re>". The one of
    # sys.path would look for folders of the run.
    sys.meta_path[:] = [finders[0], found, *(one for one in finders[1:] if one is not external.PathFinder)]
    wanted.read(program_in(folder))
    sys.path[:] = wanted.paths
    for name in filter(None, names.split(",")):
        __import__(name)
    __import__("_sitebuiltins")  # of which the launcher takes exit and help at each start
    wanted.trying = True
    told = ""
    begin(lambda name: library_file(name, folder, wanted), lambda name: wanted.refuse(name, "is used by an import"))
    if wanted.names:
        machine = apart(wanted.asked, wanted.reads)
        told = "".join([attempt(name, wanted) for name in wanted.names])
        machine.undo()
    del sys.modules["_bz2"]
    sys.path[:], sys.meta_path[:] = path, finders
    for name, half in (("time", "_polyglot_time"), ("polyglot", "_polyglot")):
        if name in sys.modules:
            __import__(half)  # as GraalPy does where it finishes the import of `name`, at each start: 4 ms
    sys.path_importer_cache.clear()
    new = sorted(set(sys.modules) - before)
    for name in new:
        as_at_run_time(sys.modules[name], loader)
        if jit != "on":  # which reads what is described, not tables, without looking
            in_a_table(sys.modules[name])
    for module in list(sys.modules.values()):
        placed(module)
    bootstrap._module_locks.clear()
    forget()
    own = [name for name in new if is_own(sys.modules[name])]
    told += str(end(own))
    if wanted.variables:
        variables = sorted(wanted.variables)
        told += f"graalpy-wizard: imported at the start where one of these is set: {', '.join(variables)}\n"
        # Bytes, as the interpreter has the environment.
        graalpy.unset, graalpy.own = [one.encode() for one in variables], own
    there = tuple(name for name in new if name in sys.modules)
    graalpy.snapshot = there
    return told


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
        why = f"{type(error).__name__}: {error}"
    else:
        why = f"it lives on without {wanted.refused[-1]}" if len(wanted.refused) > refused else ""
    if not why:
        return ""
    own = [new for new in sys.modules if new not in before and is_own(sys.modules[new])]
    # What came in with it may hold what is gone now, so each is imported anew, those that others import first.
    left = [new for new in reversed(own) if new.rpartition(".")[0] in ("", *own, *before)]
    for new in own:
        del sys.modules[new]
        parent, _, last = new.rpartition(".")
        getattr(sys.modules.get(parent), "__dict__", {}).pop(last, None)
    told = f"graalpy-wizard: not in the snapshot: {name}: {why}\n"
    return told + "".join([attempt(new, wanted) for new in left])


def is_own(module: object) -> bool:
    """Whether a module is the program's or one of its requirements'."""
    return not is_library(getattr(module, "__file__", None) or LIBRARY + "/")


def library_file(name: str, folder: str, wanted: Wanted) -> str:
    """Where a module of the library that is loaded later lies at run time."""
    roots = () if bootstrap.FrozenImporter.find_spec(name) else ROOTS
    places = [f"{root}/{name.replace('.', '/')}{end}" for root in roots for end in ("/__init__.py", ".py")]
    found = [place for place in places if exists(folder, place)]
    return found[0] if found else wanted.refuse(name, "may not be in a snapshot")


def is_library(file: str) -> bool:
    """Whether a module's file is one of the library."""
    return file.startswith(ROOTS) and not file.startswith(LIBRARY + "/site-packages/")


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
        sys.modules["os"]._taken = [name for name in posix.__dict__ if name[0] != "_"]  # type: ignore[attr-defined]
    if "gettext" in sys.modules:
        sys.modules["gettext"]._default_localedir = SEEN + "/home/share/locale"  # type: ignore[attr-defined]


imports
