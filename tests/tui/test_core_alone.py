"""The core, without Textual and without its cost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WITHOUT = """
import sys
class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("textual", "rich"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Refusing())
from wizard.__main__ import main
sys.argv = ["graalpy-wizard", *sys.argv[1:]]
sys.exit(main())
"""


def without_textual(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command line in a Python that has no Textual and no Rich."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, *words], cwd=cwd, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("presets", "list"),
        ("explain", "--preset", "smallest"),
        ("scan", "hello.py"),
        ("history", "list"),
        ("build", "--help"),
        ("doctor", "--help"),
    ],
)
def test_verbs_need_no_textual(words: tuple[str, ...], project: Path) -> None:
    done = without_textual(*words, cwd=project)
    assert done.returncode == 0, done.stderr


def test_the_interview_in_lines_needs_no_textual(project: Path) -> None:
    done = without_textual("new", "hello.py", "--plain", cwd=project)
    assert done.returncode == 0, done.stderr
    assert (project / "graalpy-wizard.toml").is_file()


@pytest.mark.parametrize(
    "words", [("--version",), ("presets", "list"), ("explain", "--preset", "smallest"), ("--help",), ()]
)
def test_light_verbs_import_nothing_of_the_app(words: tuple[str, ...], project: Path) -> None:
    script = (
        "import sys; from wizard.__main__ import main; sys.argv = ['graalpy-wizard', *sys.argv[1:]]\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted(n for n in sys.modules if n.partition('.')[0] in ('textual', 'rich')), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *words], cwd=project, env={"PYTHONPATH": str(ROOT)}, capture_output=True,
        text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.stderr.splitlines()[-1] == "[]"
