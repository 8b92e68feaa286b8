"""A jar through the command line: a real native-image, a real executable."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.graalpy.conftest import Wizard
from wizard.toolchains import jdk

SOURCE = """
public class Hello {
    public static void main(String[] arguments) {
        System.out.println("hello " + String.join(" ", arguments));
    }
}
"""


@pytest.mark.native
def test_a_jar_becomes_an_executable(shared_cache: Path, home: Path, tmp_path: Path) -> None:
    wizard = Wizard({**os.environ, "GRAALPY_WIZARD_CACHE_DIR": str(shared_cache), "HOME": str(home)})
    jar, target = tmp_path / "hello.jar", tmp_path / "out" / "hello"
    _make_jar(tmp_path, jar)
    result = json.loads(wizard("build", jar, "-o", target, "--json").stdout)["result"]
    assert result["bytes"] == target.stat().st_size
    done = subprocess.run([target, "to", "you"], capture_output=True, text=True, check=True)
    assert done.stdout == "hello to you\n"
    assert list(target.parent.iterdir()) == [target]


def _make_jar(folder: Path, jar: Path) -> None:
    bin_folder = jdk.find().home / "bin"
    (folder / "Hello.java").write_text(SOURCE)
    subprocess.run([bin_folder / "javac", "-d", folder / "classes", folder / "Hello.java"], check=True)
    command: list[str | Path] = [
        bin_folder / "jar",
        "--create",
        "--file",
        jar,
        "--main-class",
        "Hello",
        "-C",
        folder / "classes",
        ".",
    ]
    subprocess.run(command, check=True)
