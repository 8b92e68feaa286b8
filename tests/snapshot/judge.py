"""From runs to which modules may be in a snapshot, and why others may not. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

Name = tuple[str, str]  # a module, and a name in it
State = Mapping[Name, str]

# What is made that of the run when it starts (wizard/building/snapshot/renew.py), or by GraalPy itself.
RENEWED: dict[str, frozenset[str]] = {
    "os": frozenset({"environ", "environb"}),
    "posix": frozenset({"environ"}),
    "time": frozenset({"altzone", "timezone", "tzname"}),
    "sys": frozenset({"version"}),
    "logging": frozenset({"_startTime"}),
    "platform": frozenset({"_sys_version_cache"}),
    "threading": frozenset({"_active", "_main_thread", "_shutdown_locks"}),
}
RENEWED_ASKED = frozenset({"logging"})  # asked again at the start: the clock, and what is called at the end
# Caches, and what tells only that an interpreter was kept; the machinery of imports is loaded before it is known where
# the library lies, and the launcher's open() is there when the program starts.
KEPT_OTHERWISE: dict[str, frozenset[str]] = {
    "__graalpython__": frozenset({"launcher", "snapshot", "started_while_building", "kept_failed"}),
    "re": frozenset({"_cache", "_cache2"}),
    "linecache": frozenset({"cache"}),
    "sys": frozenset({"__warningregistry__"}),
    "tokenize": frozenset({"_builtin_open"}),
    "threading": frozenset({"_dangling"}),  # weak, for Python's own tests; the builder's thread leaves when collected
    "importlib.resources._common": frozenset({"_temp_path"}),  # annotated with a text, as what it names waits
    "_signal": frozenset({"raise_signal"}),  # of the launcher's, it names its thread
}
LIBRARY = "/graalpy/home/lib/python3.12"
MACHINERY = frozenset(
    {"_frozen_importlib", "_frozen_importlib_external", "importlib._bootstrap", "importlib._bootstrap_external",
     "zipimport", "_polyglot_datetime", "_polyglot_time"}
)  # fmt: skip
# The first that was asked decides.
ASKED = (
    ("print", "it writes when it is imported, most often that it is deprecated"),
    ("os.environ", "it reads the environment when it is imported"),
    ("os.urandom", "it asks the machine for random numbers when it is imported"),
    ("time.", "it looks at the clock when it is imported"),
    ("_locale.", "it asks for the locale when it is imported"),
    ("os.getpid", "it keeps the number of the process that imported it"),
    ("os.getcwd", "it keeps the folder in which it was imported"),
    ("os.getuid", "it asks for the user when it is imported"),
    ("os.uname", "it asks which machine it is on when it is imported"),
    ("os.sysconf", "it asks which machine it is on when it is imported"),
    ("atexit.", "its import registers what is called when the program ends"),
    ("_thread.", "its import starts a thread"),
    ("", "it looks at files of the machine when it is imported"),
)
HARMLESS = frozenset({"os.register_at_fork", "posix.register_at_fork"})  # does nothing in GraalPy


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the runs said. `states`: by what was different; the first is the one that others are compared with."""

    failed: Mapping[str, str]
    edges: Mapping[str, Collection[str]]
    there: Collection[str]
    modules: Collection[str]
    asked: Collection[tuple[str, str]]
    states: Mapping[str, State]


@dataclass(frozen=True, slots=True)
class Run:
    """One run's output, read."""

    failed: Mapping[str, str]
    edges: Mapping[str, Collection[str]]
    there: Collection[str]
    modules: Collection[str]
    state: State
    asked: Collection[tuple[str, str]]


def read(text: str) -> Run:
    """What state.py wrote."""
    # What is printed while an interpreter is kept comes before it.
    lines = [json.loads(line) for line in text.splitlines() if line.startswith(("[", "{"))]
    head, rest = lines[0], lines[1:]
    asked: list[list[str]] = next((line["asked"] for line in rest if isinstance(line, dict)), [])
    state = {(line[0], line[1]): line[2] for line in rest if isinstance(line, list)}
    return Run(
        head["failed"], head["edges"], head["there"], head["modules"], state, [(who, what) for who, what in asked]
    )


def different(one: State, other: State) -> dict[str, set[str]]:
    """By module the names whose values are not the same, but for those that are renewed."""
    found: dict[str, set[str]] = {}
    for module, name in one.keys() | other.keys():
        if one.get((module, name)) != other.get((module, name)) and name not in RENEWED.get(module, ()):
            found.setdefault(module, set()).add(name)
    return found


def kept_reasons(plain: Run, kept: Run, failed: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """Why modules may not be imported while an interpreter is kept."""
    found = {name: f"its import fails while an engine is built: {text}" for name, text in failed.items()}
    for module, changed in different(plain.state, kept.state).items():
        told = sorted(changed - KEPT_OTHERWISE.get(module, frozenset()))
        told = [name for name in told if not _same(plain.state.get((module, name)), kept.state.get((module, name)))]
        if told and module in names and module not in MACHINERY and module not in found:
            shown = ", ".join(f"`{name}`" for name in told[:3]) + (" and more" if len(told) > 3 else "")
            found[module] = f"{shown} would not be the same when it is imported while an engine is built"
    return found


def _same(one: str | None, other: str | None) -> bool:
    """But for what a specification says of its import: that it is over, and from where frozen modules came."""
    return _without_import(one or "") == _without_import(other or "")


def _without_import(text: str) -> str:
    if not text.startswith("ModuleSpec "):
        return text
    return text.replace("\"'_initializing':False\", ", "").replace("'./", f"'{LIBRARY}/")


def reasons(evidence: Evidence, kept: Mapping[str, str]) -> dict[str, str]:
    """Why a module may not be in a snapshot, for each that may not: its own reason, else that of one it imports."""
    own = {**_own(evidence), **kept}
    whole = dict(own)
    for module in evidence.modules:
        if module not in own and (cause := _through(module, evidence, own)):
            whole[module] = f"it imports `{cause}`: {own[cause]}"
    return dict(sorted(whole.items()))


def fit(evidence: Evidence, out: Mapping[str, str]) -> list[str]:
    """All others that could be imported, those that are in every interpreter among them."""
    return sorted(m for m in evidence.modules if m not in out and m not in ("__main__", "__mp_main__"))


def depth(module: str, evidence: Evidence) -> tuple[int, str]:
    """How many modules it needs, and its name: to sort by."""
    return sum(1 for _ in _reached(module, evidence)), module


def _own(evidence: Evidence) -> dict[str, str]:
    found = {module: f"its import fails while an engine is built: {text}" for module, text in evidence.failed.items()}
    asked: dict[str, list[str]] = {}
    for module, what in evidence.asked:
        if what not in HARMLESS and module not in RENEWED_ASKED:
            asked.setdefault(module, []).append(what)
    first, *others = evidence.states
    changes: dict[str, dict[str, set[str]]] = {}
    for world in others:
        for module, names in different(evidence.states[first], evidence.states[world]).items():
            changes.setdefault(module, {})[world] = names
    for module in evidence.modules:
        if module in evidence.there or module in found:
            continue
        if module in changes:
            found[module] = _differs(changes[module])
        elif module in asked:
            found[module] = _asks(asked[module])
    return found


def _differs(changes: Mapping[str, set[str]]) -> str:
    """Each run is at another time: what differs with all, differs with that."""
    always = [world for world in changes if "random" in world]
    worlds = always or sorted(changes)
    names = sorted(set().union(*(changes[world] for world in worlds)))
    shown = ", ".join(f"`{name}`" for name in names[:3]) + (" and more" if len(names) > 3 else "")
    one = "is" if len(names) == 1 else "are"
    if always:
        return f"{shown} {one} not the same in two runs"
    return f"{shown} {one} not the same in {' and '.join(worlds)}"


def _asks(asked: Collection[str]) -> str:
    for start, reason in ASKED:
        named = sorted(what for what in asked if what.startswith(start))
        if named:
            keys = [what.partition("[")[2].rstrip("]") for what in named if "[" in what]
            return f"{reason} ({', '.join(keys[:3])})" if keys else reason
    raise AssertionError(asked)


def _through(module: str, evidence: Evidence, own: Mapping[str, str]) -> str:
    """The nearest module with a reason of its own that is imported; "" where there is none."""
    for name in _reached(module, evidence):
        if name in own:
            return name
    return ""


def _reached(module: str, evidence: Evidence) -> Iterator[str]:
    """All that a module imports, and those import, the nearest first."""
    seen = {module}
    near: Iterable[str] = [module]
    while near:
        near = sorted({n for m in near for n in (*evidence.edges.get(m, ()), *_parents(m))} - seen)
        near = [name for name in near if name not in evidence.there]
        seen.update(near)
        yield from near


def _parents(module: str) -> Iterator[str]:
    parts = module.split(".")[:-1]
    return (".".join(parts[: i + 1]) for i in range(len(parts)))
