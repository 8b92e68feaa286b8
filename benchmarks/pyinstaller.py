"""Executables of this project against those of PyInstaller: size, start, loops. docs/comparison.md tells them.

PyInstaller is installed from the package index into a virtual environment that goes again. PYINSTALLER_PYTHON names
the Python that it packs; by default it is the one that runs this.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, folder, in_turn, ratio, wizard
from benchmarks.packed import detail, engine_of, packings
from wizard.ground import places

STARTS = 11
HI = 'print("hi")\n'
TEN = """\
import argparse, csv, dataclasses, datetime, decimal, inspect, io, json, pathlib, re, typing

@dataclasses.dataclass
class Point:
    x: int
    y: typing.Optional[int] = None

parser = argparse.ArgumentParser()
parser.add_argument("--name", default="world")
rows = list(csv.reader(io.StringIO("a,b\\n1,2\\n")))
print(parser.parse_args().name, json.dumps(dataclasses.asdict(Point(1))), rows, re.sub("a", "b", "aa"))
print(decimal.Decimal("0.1") + 1, pathlib.PurePath("a", "b"), inspect.signature(Point), datetime.date(2026, 1, 2))
"""
LOOPS = """\
import json, time

def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def bodies():
    planets = [[float(i), i * 0.5, i * 0.25, 0.0, 0.0, 0.0, 1.0 + i] for i in range(5)]
    for _ in range(2000):
        for i in range(5):
            a = planets[i]
            for j in range(i + 1, 5):
                b = planets[j]
                dx, dy, dz = a[0] - b[0], a[1] - b[1], a[2] - b[2]
                pull = 0.001 / (dx * dx + dy * dy + dz * dz + 0.01) ** 1.5
                for k, d in ((3, dx), (4, dy), (5, dz)):
                    a[k] -= d * b[6] * pull
                    b[k] += d * a[6] * pull
        for p in planets:
            p[0] += p[3] * 0.001
            p[1] += p[4] * 0.001
            p[2] += p[5] * 0.001
    return planets[0][0]

def words():
    counts = {}
    for i in range(60000):
        word = "word" + str(i % 1000)
        counts[word] = counts.get(word, 0) + len(word.upper())
    return len(counts)

told = {}
for name, work in (("fib(25)", lambda: fib(25)), ("five bodies", bodies), ("dict and text", words)):
    times = []
    for _ in range(12):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    told[name] = [times[0], min(times)]
print(json.dumps(told))
"""
PROGRAMS = {"hi": HI, "ten": TEN, "loops": LOOPS}
# preset -> what it stands for
STARTED = {"smallest": "smallest", "command-line-tool": "command-line-tool"}
LOOPED = {"smallest": "no JIT, smallest code", "quick-build": "no JIT", "offline-fast": "JIT"}


def rows() -> list[Row]:
    """Everything that can be measured; what cannot says why."""
    with folder() as place:
        here = Path(place)
        for name, text in PROGRAMS.items():
            (here / f"{name}.py").write_text(text)
        failure = packed_by_pyinstaller(here, {name: here / f"{name}.py" for name in PROGRAMS})
        if failure:
            return [Row("against PyInstaller --onefile", "", "not measured", None, failure)]
        return [*_starts(here), *_loops(here)]


def packed_by_pyinstaller(here: Path, programs: Mapping[str, Path], requirements: Sequence[str] = ()) -> str:
    """NAME-pyinstaller of each program in `here`, beside the virtual environment `venv`. Why not, or ""."""
    python = os.environ.get("PYINSTALLER_PYTHON", sys.executable)
    installed = here / "venv"
    commands: list[list[str | Path]] = [
        [python, "-m", "venv", installed],
        [installed / "bin" / "python", "-m", "pip", "install", "--quiet", "pyinstaller", *requirements],
    ]
    commands += [
        [installed / "bin" / "pyinstaller", "--onefile", "--log-level", "ERROR", "--name", f"{name}-pyinstaller",
         "--distpath", here, "--workpath", here / "work", "--specpath", here / "work", program]
        for name, program in programs.items()
    ]  # fmt: skip
    for command in commands:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        if done.returncode:
            return f"`{Path(command[0]).name}` failed: {(done.stderr.strip().splitlines() or ['?'])[-1][:200]}"
    return ""


def _starts(here: Path) -> list[Row]:
    result = []
    for program in ("hi", "ten"):
        theirs = here / f"{program}-pyinstaller"
        size = theirs.stat().st_size
        result.append(Row(f"PyInstaller --onefile, `{program}.py`", "", f"{size / 1e6:.1f} MB", None, _version(here)))
        for preset in STARTED:
            result += _against(here, program, preset, theirs)
    return result


def _against(here: Path, program: str, preset: str, theirs: Path) -> list[Row]:
    source = here / f"{program}.py"
    key = engine_of(source, preset)
    if not key:
        return [Row(f"`{preset}`, `{program}.py`", "", "not measured", None, "its engine is not in the cache")]
    plain = here / f"{program}-{preset}"
    wizard("build", source, "--preset", preset, "-o", plain)
    ways = [("plain", plain, 0.5)]
    ways += [(f"packed with {method}", path, 1.1) for method, path in packings(plain, places.cache() / "engines" / key)]
    result = []
    for name, path, limit in ways:
        ours, other = in_turn([path], [theirs], STARTS)
        value = ratio([r.wall for r in ours], [r.wall for r in other])
        held = program == "hi" and preset == "smallest"
        result.append(
            Row(
                f"start of `{program}.py`, `{preset}` {name}, against PyInstaller --onefile",
                f"≤ {limit}x" if held else "", f"{value:.2f}x", value <= limit if held else None,
                f"{path.stat().st_size / 1e6:.1f} MB; {detail(ours, other)}; resident "
                f"{median(r.memory for r in ours) / 1e6:.0f} against {median(r.memory for r in other) / 1e6:.0f} MB",
            )
        )  # fmt: skip
    return result


def _loops(here: Path) -> list[Row]:
    """First and best of twelve runs in one process, beside CPython's in PyInstaller's executable."""
    source = here / "loops.py"
    result = []
    for preset, name in LOOPED.items():
        if not engine_of(source, preset):
            result.append(Row(f"loops, {name}", "", "not measured", None, f"the engine of `{preset}` is not cached"))
            continue
        target = here / f"loops-{preset}"
        wizard("build", source, "--preset", preset, "-o", target)
        theirs, ours = (_times(path) for path in (here / "loops-pyinstaller", target))
        for loop, (first, best) in ours.items():
            other_first, other_best = theirs[loop]
            result.append(
                Row(
                    f"{loop}, {name} (`{preset}`), against CPython in PyInstaller", "",
                    f"best {best / other_best:.2f}x, first {first / other_first:.1f}x", None,
                    f"best {best * 1e3:.1f} against {other_best * 1e3:.1f} ms, first {first * 1e3:.0f} against "
                    f"{other_first * 1e3:.0f} ms, of 12",
                )
            )  # fmt: skip
    return result


def _times(executable: Path) -> dict[str, tuple[float, float]]:
    done = subprocess.run([executable], capture_output=True, text=True, check=True)
    return {name: (first, best) for name, (first, best) in json.loads(done.stdout).items()}


def _version(here: Path) -> str:
    done = subprocess.run(
        [here / "venv" / "bin" / "pyinstaller", "--version"], capture_output=True, text=True, check=True
    )
    python = subprocess.run([here / "venv" / "bin" / "python", "-V"], capture_output=True, text=True, check=True)
    return f"PyInstaller {done.stdout.strip()}, {python.stdout.strip()}"
