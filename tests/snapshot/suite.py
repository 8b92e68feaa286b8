"""CPython's own tests, where a Python 3.12 with them is on this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.snapshot.machine import Machine
from tests.snapshot.worlds import USUAL_WORLD

VARIABLE = "GRAALPY_WIZARD_CPYTHON_TESTS"  # the folder of CPython 3.12's package `test`
SAID = os.environ.get(VARIABLE, "")  # read here, as no test sees what the developer has set
MODULES = ("json", "re", "csv", "argparse", "typing", "pathlib", "datetime", "decimal")
NEEDED = (
    "__init__.py", "support/**/*.py", "test_json/**/*.py", "test_re.py", "re_tests.py", "test_csv.py",
    "test_argparse.py", "test_typing.py", "typinganndata/**/*.py", "test_pathlib.py", "test_datetime.py",
    "datetimetester.py", "test_decimal.py", "decimaltestdata/*", "*_module*.py", "mod_generics_cache.py",
)  # fmt: skip
# test_datetime wants two implementations of datetime, and GraalPy has the one.
NAMED = {"datetime": "test.datetimetester"}
RUNNER = Path(__file__).with_name("run_suite.py")
LIMIT = 45.0  # seconds that a test may take
CRASHES = 12  # tests that end the interpreter, at most


@dataclass(frozen=True, slots=True)
class Outcome:
    """By test how it ended, with every part that failed; and those that ended the interpreter, or did not end."""

    ends: dict[str, list[str]]
    crashed: tuple[str, ...]


def folder() -> Path | None:
    """Where the tests lie; None where there are none."""
    if SAID:
        return Path(SAID)
    for command, variables in _pythons():
        code = "import os, test.test_json; print(os.path.dirname(test.__file__))"
        done = subprocess.run(
            [command, "-I", "-c", code], capture_output=True, text=True, env={**os.environ, **variables}
        )
        if done.returncode == 0:
            return Path(done.stdout.strip())
    return None


def _pythons() -> Iterator[tuple[str, dict[str, str]]]:
    if found := shutil.which("python3.12"):
        yield found, {}
        if shutil.which("pyenv"):
            done = subprocess.run(["pyenv", "versions", "--bare"], capture_output=True, text=True)
            for version in done.stdout.split():
                if version.startswith("3.12"):
                    yield found, {"PYENV_VERSION": version}


def different(one: Outcome, other: Outcome) -> dict[str, tuple[list[str] | None, list[str] | None]]:
    """Tests that do not end the same way, and how."""
    names = {test for test in one.ends.keys() | other.ends.keys() if one.ends.get(test) != other.ends.get(test)}
    found = {test: (one.ends.get(test), other.ends.get(test)) for test in sorted(names)}
    return found | dict.fromkeys({*one.crashed} ^ {*other.crashed}, (None, None))


def same(module: str, without: Outcome, with_it: Outcome) -> None:
    """Says how many tests there were, and fails where one does not end the same way."""
    counts = {how: sum(ends[0].startswith(how) for ends in without.ends.values()) for how in ("passed", "skipped")}
    print(f"{module}: {len(without.ends)} tests, {counts}, {len(without.crashed)} end the interpreter")
    assert len(without.ends) > 20, without.ends
    found = different(without, with_it)
    assert found == {}, found


def files(tests: Path) -> dict[str, bytes]:
    """What lies beside the program that runs them."""
    found = {path for pattern in NEEDED for path in tests.glob(pattern) if path.is_file()}
    return {f"test/{path.relative_to(tests).as_posix()}": path.read_bytes() for path in sorted(found)}


def run(engine: Machine, program: Path, module: str, modules: str | None) -> Outcome:
    """All tests of one module, on a JVM."""
    return run_by(lambda *words: engine.command(program, *words, modules=modules), engine.folder, module)


def run_by(command: Callable[..., list[str]], folder: Path, module: str) -> Outcome:
    """All tests of one module; what ends the interpreter, or does not end, is left out the next time."""
    name, crashed = NAMED.get(module, f"test.test_{module}"), list[str]()
    for _ in range(CRASHES):
        lines = list(_lines(command(name, *crashed), folder))
        assert lines, "nothing ran"
        if lines[-1][0] == "done":
            ends: dict[str, list[str]] = {}
            for how, test, *more in lines[:-1]:
                if how != "started":
                    ends.setdefault(test, []).append(" ".join([how, *more]))
            return Outcome(ends, tuple(crashed))
        crashed.append(lines[-1][1])
    raise AssertionError(f"{module}: more than {CRASHES} tests end the interpreter: {crashed}")


def _lines(command: list[str], folder: Path) -> Iterator[list[str]]:
    """What the runner says; a test that takes longer than the limit is ended from outside, as Java's regular
    expressions stop for no signal."""
    variables = {"PATH": os.environ["PATH"], **USUAL_WORLD.variables}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder, env=variables,
                          stdin=subprocess.DEVNULL, text=True) as process:  # fmt: skip
        assert process.stdout is not None
        while line := _within(LIMIT, process.stdout.readline, process.kill):
            if line.startswith("["):
                yield json.loads(line)


def _within(seconds: float, read: Callable[[], str], end: Callable[[], None]) -> str:
    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        return read()
    finally:
        timer.cancel()
