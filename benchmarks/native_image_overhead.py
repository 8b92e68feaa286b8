"""The native-image step of `graalpy-wizard build` against bare native-image with the same arguments."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, folder, ratio, run, wizard

SOURCE = 'public class Hello { public static void main(String[] a) { System.out.println("hello"); } }'
PAIRS = 3


TARGET = "≤ 1.02x"


def rows() -> list[Row]:
    """Three pairs of the small Java program in turn; with GRAALPY_PAIR=yes one of GraalPy too (8 minutes)."""
    with folder() as place:
        found = [java_pairs(Path(place))]
    if os.environ.get("GRAALPY_PAIR"):
        with folder() as place:
            found.append(graalpy_pair(Path(place)))
    return found


def java_pairs(here: Path) -> Row:
    """The small Java program."""
    small_jar(here)
    command = json.loads(wizard("build", here / "hello.jar", "-o", here / "ours", "--dry-run", "--json").stdout)
    bare_command = command["result"]["command"]
    (Path(bare_command[bare_command.index("-o") + 1]).parent / "tmp").mkdir(parents=True, exist_ok=True)
    ours, bare = [], []
    for _ in range(PAIRS):
        ours.append(native_image_seconds("build", here / "hello.jar", "-o", here / "ours"))
        bare.append(bare_seconds(bare_command, here))
    return row("a small Java program", ours, bare)


def small_jar(here: Path) -> None:
    """`hello.jar` in `here`, compiled by the toolchain's own JDK."""
    (here / "Hello.java").write_text(SOURCE)
    found = json.loads(wizard("toolchain", "list", "--json").stdout)["result"]
    home = Path(next(candidate["home"] for candidate in found if candidate["toolchain"]))
    subprocess.run([home / "bin/javac", "-d", here / "classes", here / "Hello.java"], check=True)
    packed = [home / "bin/jar", "--create", "--file", here / "hello.jar", "--main-class", "Hello"]
    subprocess.run([*packed, "-C", here / "classes", "."], check=True)


def graalpy_pair(here: Path) -> Row:
    """The engine of `smallest`, built again by `build --rebuild`, then by its own command in another folder."""
    (here / "hello.py").write_text('print("hi")\n')
    arguments = ("build", here / "hello.py", "--preset", "smallest", "-o", here / "hello")
    wizard(*arguments, "--rebuild")
    planned = json.loads(wizard(*arguments, "--dry-run", "--json").stdout)["result"]["command"]
    cached = str(Path(planned[planned.index("-o") + 1]).parent)
    ours = float(json.loads((Path(cached) / "engine.json").read_bytes())["seconds"])
    shutil.copytree(Path(cached) / "classes", here / "bare/classes")
    (here / "bare/tmp").mkdir()
    bare = bare_seconds([part.replace(cached, str(here / "bare")) for part in planned], here / "bare")
    return row("GraalPy, `smallest`", [ours], [bare])


def native_image_seconds(*arguments: str | Path) -> float:
    """What `build` says its native-image step took."""
    return float(json.loads(wizard(*arguments, "--json").stdout)["result"]["native_image_seconds"])


def bare_seconds(command: list[str], cwd: Path) -> float:
    """The same command without the wizard."""
    done = run(command, cwd=cwd)
    if done.status:
        raise RuntimeError(f"native-image ended with {done.status}: {command}")
    return done.wall


def row(what: str, ours: list[float], bare: list[float]) -> Row:
    """Median of the pairs' ratios."""
    value = ratio(ours, bare)
    detail = f"{median(ours):.1f} s against {median(bare):.1f} s, pairs: {len(ours)}, in turn"
    name = f"native-image step of `build` against bare native-image, wall time: {what}"
    return Row(name, TARGET, f"{value:.3f}x", value <= 1.02, detail)
