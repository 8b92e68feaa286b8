"""The native-image step of `graalpy-wizard build` against bare native-image with the same arguments."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, folder, ratio, run, wizard

SOURCE = 'public class Hello { public static void main(String[] a) { System.out.println("hello"); } }'
PAIRS = 3


def rows() -> list[Row]:
    """Three pairs of the small Java program, in turn."""
    with folder() as place:
        here = Path(place)
        (here / "Hello.java").write_text(SOURCE)
        found = json.loads(wizard("toolchain", "list", "--json").stdout)["result"]
        home = Path(next(candidate["home"] for candidate in found if candidate["toolchain"]))
        subprocess.run([home / "bin/javac", "-d", here / "classes", here / "Hello.java"], check=True)
        subprocess.run(
            [
                home / "bin/jar",
                "--create",
                "--file",
                here / "hello.jar",
                "--main-class",
                "Hello",
                "-C",
                here / "classes",
                ".",
            ],
            check=True,
        )
        planned = wizard("build", here / "hello.jar", "-o", here / "ours", "--dry-run", "--json")
        command = json.loads(planned.stdout)["result"]["command"]
        (Path(command[command.index("-o") + 1]).parent / "tmp").mkdir(parents=True, exist_ok=True)
        ours, bare = [], []
        for _ in range(PAIRS):
            done = json.loads(wizard("build", here / "hello.jar", "-o", here / "ours", "--json").stdout)
            ours.append(float(done["result"]["native_image_seconds"]))
            other = run(command, cwd=here)
            assert other.status == 0
            bare.append(other.wall)
    value = ratio(ours, bare)
    detail = f"{median(ours):.1f} s against {median(bare):.1f} s, {PAIRS} pairs of a small Java program in turn"
    return [
        Row(
            "native-image step of `build` against bare native-image, wall time",
            "≤ 1.02x",
            f"{value:.3f}x",
            value <= 1.02,
            detail,
        )
    ]
