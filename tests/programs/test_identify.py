from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs.conftest import write
from wizard.ground.problems import WizardError
from wizard.programs.identify import identify, of_entry
from wizard.programs.model import Kind

PROJECT = '[project]\nname = "my-app"\nversion = "2.1"\ndependencies = ["tabulate"]\n[project.scripts]\n'


@pytest.mark.parametrize(
    ("target", "kind", "name", "main"),
    [
        ("hello.py", Kind.FILE, "hello", "hello.py"),
        ("folder", Kind.FOLDER, "folder", "folder/__main__.py"),
        ("folder/", Kind.FOLDER, "folder", "folder/__main__.py"),
        ("pkg.cli", Kind.MODULE, "cli", "pkg/cli.py"),
        ("deep", Kind.MODULE, "deep", "src/deep/__main__.py"),
        ("pkg.cli:main", Kind.FUNCTION, "pkg", None),
        ("proj", Kind.PROJECT, "tool", None),
        ("x.jar", Kind.JAR, "x", "x.jar"),
        ("gr\u00fc\u00df dich [b]'\".py", Kind.FILE, "gr\u00fc\u00df dich [b]'\"", "gr\u00fc\u00df dich [b]'\".py"),
    ],
)
def test_kinds(tmp_path: Path, target: str, kind: Kind, name: str, main: str | None) -> None:
    write(tmp_path, {
        "hello.py": "", "folder/__main__.py": "", "pkg/__init__.py": "", "pkg/cli.py": "def main(): pass\n",
        "src/deep/__init__.py": "",
        "src/deep/__main__.py": "", "x.jar": "", "proj/pyproject.toml": PROJECT + 'tool = "my_app.cli:main"\n',
        "proj/src/my_app/__init__.py": "", "proj/src/my_app/cli.py": "def main(): pass\n",
        "gr\u00fc\u00df dich [b]'\".py": "",
    })  # fmt: skip
    if target == "deep":
        (tmp_path / "deep").mkdir()
        with pytest.raises(WizardError, match="has no __main__"):
            identify(target, tmp_path)
        (tmp_path / "deep").rmdir()
    found = identify(target, tmp_path)
    assert (found.kind, found.name) == (kind, name)
    assert found.main == (tmp_path / main if main else None)


def test_distribution(tmp_path: Path) -> None:
    found = identify("", tmp_path, from_distribution="black==25.1", script="blackd")
    assert (found.kind, found.name, found.requirements) == (Kind.DISTRIBUTION, "blackd", ("black==25.1",))


@pytest.mark.parametrize(
    ("files", "target", "message"),
    [
        ({"hello.py": ""}, "helo.py", "there is no program helo.py; did you mean hello.py?"),
        ({"pkg/__init__.py": "", "pkg/cli.py": ""}, "pgk.cli:main", "there is no program pgk.cli:main"),
        ({"x/main.py": ""}, "x", "x: has no __main__.py; add one, or name the file to start, such as"),
        ({"pkg/__init__.py": ""}, "pkg", "has no __main__.py"),
        ({"a.txt": "hello"}, "a.txt", "a.txt: is not a Python program"),
        ({"a\nb.py": ""}, "a\nb.py", "control characters"),
        ({"p/pyproject.toml": "[project\n"}, "p", "is no valid TOML"),
        ({"p/pyproject.toml": "[project]\nname='x'\n"}, "p", r"has no \[project.scripts\]"),
        ({"p/pyproject.toml": PROJECT + 'a = "m:f"\nb = "m:g"\n'}, "p", "has several scripts: a, b; choose one"),
        ({"p/pyproject.toml": PROJECT + 'a = "m:f"\n'}, "p", "there is no module m below"),
        ({"p/pyproject.toml": PROJECT.replace("[\"tabulate\"]", "3") + 'a = "m:f"\n', "p/m.py": "f = print\n"}, "p",
         "project.dependencies: has to be a list of texts"),
        ({"p/pyproject.toml": b"\xff"}, "p", "is not UTF-8"),
    ],
)  # fmt: skip
def test_refused(tmp_path: Path, files: dict[str, str | bytes], target: str, message: str) -> None:
    write(tmp_path, files)
    with pytest.raises(WizardError, match=message) as caught:
        identify(target, tmp_path)
    assert caught.value.code == 2


def test_script_of_a_project(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": PROJECT + 'a = "m:f"\nb = "m:g"\n', "m.py": "def f(): pass\ndef g(): pass\n"})
    found = identify(".", tmp_path, script="b")
    assert (found.name, found.module, found.function) == ("b", "m", "g")
    with pytest.raises(WizardError, match="has no script c; it has a, b"):
        identify(".", tmp_path, script="c")


def test_entry_outside_its_project(tmp_path: Path) -> None:
    write(tmp_path, {"out.py": "", "project/in/hello.py": ""})
    assert of_entry("in/hello.py", tmp_path / "project").folder == tmp_path / "project"
    (tmp_path / "project" / "link.py").symlink_to(tmp_path / "out.py")
    for entry in ("../out.py", str(tmp_path / "out.py"), "link.py"):
        with pytest.raises(WizardError, match="outside the project") as caught:
            of_entry(entry, tmp_path / "project")
        assert caught.value.code == 2
