"""Which modules of the library may be in a snapshot: all are imported in runs that differ in one thing each, and in an
interpreter that is kept. `python -m tests.snapshot.compare` writes it into the catalogue (10 minutes)."""

from __future__ import annotations

import tempfile
import textwrap
from collections.abc import Collection, Mapping
from pathlib import Path

from tests.snapshot import judge
from tests.snapshot.judge import Evidence, Run
from tests.snapshot.late import late
from tests.snapshot.looking import ROUNDS, say, text_of
from tests.snapshot.machine import Machine, machine
from tests.snapshot.worlds import USUAL_WORLD, WORLDS
from wizard.catalogue.load import standard_library
from wizard.catalogue.snapshot import FILE, NEEDED, shipped
from wizard.ground import atomic, places
from wizard.planning.broken import broken_by

# Not even looked at: parts that are no library, and imports that end the run or start another program.
NO_LIBRARY = ("test", "idlelib", "turtledemo", "__hello__", "__phello__", "pip_hook")
NEVER = {
    "antigravity": "its import opens a web browser",
    "crypt": "its import calls the machine's crypt, and ends a program that may not",
}
LAUNCHERS = ("_hashlib", "_bz2", "_ctypes")
ENDS = 20  # imports that may end GraalPy
DRIVER = "graalpy_wizard_driver"
PROGRESS = "of-the-builder/importing"  # below the folder in which the run begins
DRIVEN = """
import sys
failed = sys.modules["__graalpython__"].kept_failed = {{}}
for name in {names!r}:
    with open({progress!r}, "w") as file:
        file.write(name)
    try:
        __import__(name)
    except BaseException as error:
        failed[name] = f"{{type(error).__name__}}: {{error}}"
with open({progress!r}, "w") as file:
    file.write(__name__)
"""


def candidates() -> list[str]:
    """All modules of the library that there may be."""
    names = sorted(standard_library("3.12"))
    out = (*NO_LIBRARY, *NEVER)
    return [n for n in names if n.split(".")[0] not in out and n.split(".")[-1] != "__main__" and is_name(n)]


def evidence(engine: Machine, names: Collection[str]) -> Evidence:
    """One run that watches, and one in each world."""
    (engine.folder / "elsewhere").mkdir(exist_ok=True)
    program, watching = (engine.program(text_of(names, watch=watch)) for watch in (False, True))
    watched = _run(engine, watching, None, "watched")
    states, first = {}, None
    for title, world in WORLDS.items():
        status, out, err = engine.run(program, world=world)
        assert status == 0, err
        run = judge.read(out)
        first = first or run
        states[title] = run.state
        say(f"{title}: {len(run.state)} names")
    assert first is not None
    return Evidence(first.failed, watched.edges, first.there, first.modules, watched.asked, states)


def kept(engine: Machine, names: Collection[str]) -> dict[str, str]:
    """Reasons of those that are not the same when an interpreter is kept with all of them."""
    names = [name for name in names if not broken_by(name, engine.plan.broken)]
    ended: dict[str, str] = {}
    for _ in range(ENDS):
        names = [name for name in names if name not in ended]
        _drive(engine, names)
        program = engine.program(text_of(names, watch=False))
        status, out, err = engine.run(program, modules=DRIVER, world=USUAL_WORLD)
        if status == 0:
            plain, other = _run(engine, program, None, "plain"), judge.read(out)
            return {**judge.kept_reasons(plain, other, _failed(other), names), **ended}
        last = (engine.folder / PROGRESS).read_text()
        assert last != DRIVER, err  # all were imported, and the run ended
        cause = next((line for line in err.splitlines() if line.startswith("Caused by: ")), err[-300:])
        kind = cause.removeprefix("Caused by: ").partition(":")[0]
        ended[last] = f"its import ends GraalPy while an engine is built ({kind})"
        say(f"while kept: {last}: {cause}")
    raise AssertionError(f"more than {ENDS} imports end GraalPy: {sorted(ended)}")


def refused(engine: Machine, names: Collection[str]) -> dict[str, str]:
    """Reasons of those that hold what native-image does not take; what only the interpreter holds has no module."""
    # First what every run has: `genericpath` cannot be imported before it.
    found = engine.refused(",".join(["os", *(name for name in names if not broken_by(name, engine.plan.broken))]))
    strangers = [line for line in found if line[0] not in names]
    assert not strangers, f"native-image would refuse a snapshot, and no module is known for it: {strangers}"
    return {name: f"native-image refuses what it holds ({kind})" for name, kind, _ in found}


def _drive(engine: Machine, names: Collection[str]) -> None:
    """A module of the library that imports all, says which it is at, and holds what failed."""
    library = engine.folder / "of-the-builder" / "home" / "lib" / "python3.12"
    (library / f"{DRIVER}.py").write_text(DRIVEN.format(names=names, progress=PROGRESS))


def settled(found: Evidence, engines: Collection[Machine]) -> dict[str, str]:
    """Reasons of all that may not be; again without them, until nothing differs, as one may hide behind another."""
    more: dict[str, str] = dict.fromkeys(LAUNCHERS, "whether it is there is decided when the program starts")
    more |= {name: "no profile can say its name" for name in found.modules if not is_name(name)}
    for engine in engines:
        for _ in range(ROUNDS):
            # What others need comes first, so that it fails by itself.
            fit = set(judge.fit(found, judge.reasons(found, more))).difference(found.there)
            names = sorted(fit, key=lambda name: judge.depth(name, found))
            new = kept(engine, names) or refused(engine, names)
            say(f"{len(names)} modules, of which {len(new)} are not the same while kept: {' '.join(sorted(new))}")
            if not new:
                break
            more |= new
        else:
            raise AssertionError(new)
    return judge.reasons(found, more)


def written(fit: Collection[str], reasons: Mapping[str, str], waiting: Collection[str]) -> str:
    """The catalogue's file."""
    head = "# Which modules of the library may be imported while an engine is built, and why others may not.\n"
    head += "# Made by `python -m tests.snapshot.compare`, which compares runs; docs/startup.md says how.\n\n"
    head += "# What is imported where a profile names nothing; the order is that of the imports.\n"
    whole = {**NEVER, **reasons}
    own = {n: why for n, why in sorted(whole.items()) if not any(p in whole for p in parents(n))}
    lines = [f"{_quoted(name)} = {_quoted(why)}" for name, why in own.items()]
    return (
        f"{head}shipped = [{', '.join(map(_quoted, shipped()))}]\n\n"
        f"# What a profile may name, and what those need.\nfit = [\n{_wrapped(fit)}\n]\n\n"
        "# Fit, but for modules that they import: in the snapshot of a program those wait until they are used.\n"
        f"late = [\n{_wrapped(waiting)}\n]\n\n"
        "# A package's reason holds for what is in it.\n[reasons]\n" + "\n".join(lines) + "\n"
    )


def imports_of(found: Evidence, fit: Collection[str]) -> str:
    """What each fit module imports, for the catalogue."""
    head = "# What each module that may be in a snapshot imports when it is imported. Made by tests.snapshot.compare.\n"
    lines = []
    for name in sorted(fit):
        needed = ({*found.edges.get(name, ()), *parents(name)} & set(fit)) - {name}
        if needed:
            lines.append(f"{name}: {' '.join(sorted(needed))}")
    return head + "\n".join(lines) + "\n"


def is_name(module: str) -> bool:
    """Whether a program can import it by a statement, and a profile say it."""
    return all(part.isidentifier() for part in module.split("."))


def parents(name: str) -> list[str]:
    """The packages that a module is in."""
    parts = name.split(".")[:-1]
    return [".".join(parts[: i + 1]) for i in range(len(parts))]


def _run(engine: Machine, program: Path, modules: str | None, title: str) -> Run:
    status, out, err = engine.run(program, modules=modules, world=USUAL_WORLD)
    assert status == 0, f"{title}: {err}"
    return judge.read(out)


def _failed(run: Run) -> dict[str, str]:
    import ast

    # Pairs as state.py shows them: "'name':'message'".
    shown = run.state[("__graalpython__", "kept_failed")].removeprefix("dict")
    pairs = (ast.literal_eval("{" + pair + "}") for pair in ast.literal_eval(shown))
    return {name: text for pair in pairs for name, text in pair.items()}


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _wrapped(names: Collection[str]) -> str:
    text = ", ".join(map(_quoted, sorted(names))) + ","
    return textwrap.fill(text, 118, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)


def main() -> None:
    """Write the catalogue's file."""
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as name:
        whole, small = (Path(name) / preset for preset in ("full", "smallest"))
        for folder in (Path(name), whole, small):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)
        cache = places.cache()
        engine = machine(whole, cache, "full", library="full", posix="java")
        found = evidence(engine, candidates())
        engines = (engine, machine(small, cache, "smallest"))
        out = settled(found, engines)
        fit = judge.fit(found, out)
        waiting = late(fit, out, engines)
    atomic.write_text(FILE, written(fit, out, waiting))
    atomic.write_text(NEEDED, imports_of(found, fit))


if __name__ == "__main__":
    main()
