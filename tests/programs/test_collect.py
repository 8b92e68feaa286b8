from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs.conftest import write
from wizard.ground.problems import WizardError
from wizard.programs import trailer
from wizard.programs.collect import collect
from wizard.programs.identify import identify
from wizard.programs.model import Program


def names(program: Program) -> list[str]:
    return [f.name.removeprefix("app/") for f in program.files]


def test_a_file_brings_what_its_imports_reach(tmp_path: Path) -> None:
    write(tmp_path, {
        "hello.py": "import one, ns.inner, json\nfrom pack.sub import x\nimport importlib\n"
                    "importlib.import_module('lazy')\ntry:\n    import maybe\nexcept ImportError: pass\n",
        "one.py": "import two", "two.py": "", "other.py": "", "lazy.py": "", "maybe.py": "",
        "ns/inner.py": "from . import sibling", "ns/sibling.py": "", "ns/unused.py": "",
        "pack/__init__.py": "", "pack/sub.py": "from ..one import y\nfrom .deep import z", "pack/deep/__init__.py": "",
        "pack/data/a.json": "{}", "pack/__pycache__/sub.pyc": b"", "pack/.hidden": "", "json.txt": "",
    })  # fmt: skip
    program = collect(identify("hello.py", tmp_path))
    assert program.main == "app/hello.py"
    assert names(program) == [
        "hello.py", "lazy.py", "maybe.py", "ns/inner.py", "ns/sibling.py", "one.py", "pack/__init__.py",
        "pack/data/a.json", "pack/deep/__init__.py", "pack/sub.py", "two.py",
    ]  # fmt: skip


def test_a_package_is_looked_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its files import one another: to walk it for each took a minute for a program of 480 files."""
    files = {f"pack/m{n}.py": f"import pack.m{(n + 1) % 20}, pack.m{(n + 7) % 20}\n" for n in range(20)}
    write(tmp_path, {"hello.py": "import pack.m0\n", "pack/__init__.py": "", **files})
    looked: list[str] = []
    real = os.scandir

    def scandir(place: str | Path) -> object:
        looked.append(str(place))
        return real(place)

    monkeypatch.setattr(os, "scandir", scandir)
    assert len(names(collect(identify("hello.py", tmp_path)))) == 22
    assert looked.count(str(tmp_path / "pack")) == 1


def test_a_folder_brings_all_but_what_is_no_program(tmp_path: Path) -> None:
    engine = write(tmp_path, {"engine": b"engine" * 100}) / "engine"
    folder = write(tmp_path / "p", {
        "__main__.py": "", "a/b.txt": "", ".git/config": "", ".env": "", "venv/pyvenv.cfg": "", "venv/lib/x.py": "",
        "__pycache__/x.pyc": "", "build/x": "", "keep.log": "", "drop.log": "", "sub/.gitignore": "*.tmp\n!keep.tmp\n",
        "sub/x.tmp": "", "sub/keep.tmp": "", ".gitignore": "/build/\n*.log\n!keep.log\n", "graalpy-wizard.toml": "",
        "out": "earlier", "gr\u00fcn\nzwei.txt": "",
    })  # fmt: skip
    from io import BytesIO
    from zipfile import ZipFile

    with ZipFile(zipped := BytesIO(), "w") as archive:
        archive.writestr("manifest.json", "{}")
    trailer.append(engine, zipped.getvalue(), folder / "hello")
    program = collect(identify("p", tmp_path), leave=[folder / "out"])
    assert names(program) == ["__main__.py", "a/b.txt", "gr\u00fcn\nzwei.txt", "keep.log", "sub/keep.tmp"]


def test_a_folder_that_git_ignores_as_a_whole_was_asked_for(tmp_path: Path) -> None:
    write(tmp_path, {
        ".git/config": "", ".gitignore": "/out/\n", "out/p/__main__.py": "", "out/p/a.tmp": "",
        "out/p/.gitignore": "*.tmp",
    })  # fmt: skip
    assert names(collect(identify("out/p", tmp_path))) == ["__main__.py"]


def test_a_main_file_that_git_ignores_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"p/__main__.py": "", "p/.gitignore": "__*\n"})
    with pytest.raises(WizardError, match="git ignores the program's main file"):
        collect(identify("p", tmp_path))


def test_a_function_is_called_as_a_console_script(tmp_path: Path) -> None:
    write(tmp_path, {"pkg/__init__.py": "", "pkg/cli.py": "import sys\ndef main():\n    return len(sys.argv) + 4\n"})
    program = collect(identify("pkg.cli:main", tmp_path))
    assert names(program) == ["pkg/__init__.py", "pkg/cli.py"]
    write(tmp_path, {"shim.py": program.made["app/__main__.py"]})
    assert subprocess.run([sys.executable, tmp_path / "shim.py", "x"]).returncode == 6


def test_a_module_knows_its_package(tmp_path: Path) -> None:
    write(tmp_path, {"src/pkg/__init__.py": "", "src/pkg/cli.py": "from . import x", "src/pkg/x.py": "", "y.py": ""})
    program = collect(identify("pkg.cli", tmp_path))
    assert (program.main, program.package) == ("app/pkg/cli.py", "pkg")
    assert collect(identify("y", tmp_path)).package == ""


def test_a_project_brings_script_dependencies_and_metadata(tmp_path: Path) -> None:
    toml = (
        '[project]\nname = "my-app"\nversion = "2.1"\ndependencies = ["tabulate>=0.9"]\n[project.scripts]\nt = "m:f"\n'
    )
    write(tmp_path, {"pyproject.toml": toml, "m.py": "import n\ndef f(): pass\n", "n.py": "", "unused.py": ""})
    program = collect(identify(".", tmp_path))
    assert names(program) == ["m.py", "n.py"]
    assert (program.name, program.requirements) == ("t", ("tabulate>=0.9",))
    write(tmp_path / "out", {name.removeprefix("app/"): data for name, data in program.made.items()})
    from importlib.metadata import distributions

    found = next(iter(distributions(path=[str(tmp_path / "out")])))
    assert (found.name, found.version, [e.name for e in found.entry_points]) == ("my-app", "2.1", ["t"])


def test_data(tmp_path: Path) -> None:
    write(tmp_path, {"src/app/__main__.py": "", "templates/a/b.html": "", "templates/c.html": "", "src/app/x.txt": ""})
    program = collect(
        identify("src/app", tmp_path), data=["templates/**/*.html", "src/app/*.txt"], data_folder=tmp_path
    )
    assert names(program) == ["__main__.py", "templates/a/b.html", "templates/c.html", "x.txt"]
    for glob, message in (("*.nothing", "matches no file"), ("../*", "outside"), ("/etc/*", "outside")):
        with pytest.raises(WizardError, match=message):
            collect(identify("src/app", tmp_path), data=[glob], data_folder=tmp_path)


def test_data_from_outside_goes_in_under_its_own_name(tmp_path: Path) -> None:
    write(tmp_path, {"p/main.py": "", "p/in.txt": "", "shared/a.txt": "", "shared/deep/b.txt": "", "one.txt": ""})
    (tmp_path / "p/link.txt").symlink_to(tmp_path / "one.txt")
    target = identify("p/main.py", tmp_path)
    globs = ["../shared/**/*", str(tmp_path / "one.txt"), "*.txt"]
    program = collect(target, data=globs, data_folder=tmp_path / "p", outside=True)
    assert names(program) == ["in.txt", "link.txt", "main.py", "one.txt", "shared/a.txt", "shared/deep/b.txt"]
    assert collect(target, typed_data=globs[:2]).files == collect(target, data=globs[:2], outside=True).files


def test_two_files_of_one_name(tmp_path: Path) -> None:
    write(tmp_path, {"p/main.py": "", "p/a.txt": "", "a.txt": ""})
    with pytest.raises(WizardError, match=r"would both be a\.txt beside the program"):
        collect(identify("p/main.py", tmp_path), typed_data=["a.txt", "../a.txt"])


def test_consent_covers_links_out_of_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"p/__main__.py": "", "outside/x": "1"})
    (tmp_path / "p/folder").symlink_to(tmp_path / "outside")
    assert names(collect(identify("p", tmp_path), outside=True)) == ["__main__.py", "folder/x"]


@pytest.mark.parametrize("link", ["p/secret.txt", "p/folder"])
def test_links_out_of_the_project_are_refused(tmp_path: Path, link: str) -> None:
    write(tmp_path, {"p/__main__.py": "", "outside/x": "secret"})
    (tmp_path / link).symlink_to(tmp_path / ("outside" if link == "p/folder" else "outside/x"))
    with pytest.raises(WizardError, match="symbolic link out of the project") as caught:
        collect(identify("p", tmp_path))
    assert caught.value.code == 2


def test_a_link_to_its_own_folder_ends(tmp_path: Path) -> None:
    write(tmp_path, {"p/__main__.py": "", "p/a/x.txt": ""})
    (tmp_path / "p/a/again").symlink_to(tmp_path / "p")
    assert names(collect(identify("p", tmp_path))) == ["__main__.py", "a/x.txt"]


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"x = '\xff'\n", "hello.py:1: is not UTF-8"), (b"\x7fELF\0\0", "is not Python source"),
     (b"# coding: latin-1\n\nx = '\xfc'\n", "hello.py:3: is not UTF-8")],
)  # fmt: skip
def test_not_python(tmp_path: Path, data: bytes, message: str) -> None:
    write(tmp_path, {"hello.py": data})
    with pytest.raises(WizardError, match=message) as caught:
        collect(identify("hello.py", tmp_path))
    assert caught.value.code == 2


def test_a_byte_order_mark_goes(tmp_path: Path) -> None:
    write(tmp_path, {"hello.py": b"\xef\xbb\xbfprint(1)\n"})
    assert collect(identify("hello.py", tmp_path)).made == {"app/hello.py": b"print(1)\n"}


def test_dependencies_in_the_file_itself(tmp_path: Path) -> None:
    text = '# /// script\n# requires-python = ">=3.11"\n# dependencies = ["rich>=13"]\n# ///\nimport rich\n'
    write(tmp_path, {"hello.py": text})
    assert collect(identify("hello.py", tmp_path)).requirements == ("rich>=13",)


def test_a_project_for_another_python(tmp_path: Path) -> None:
    toml = '[project]\nname = "a"\nrequires-python = ">=3.13"\n[project.scripts]\nt = "m:f"\n'
    write(tmp_path, {"pyproject.toml": toml, "m.py": "def f(): pass\n"})
    with pytest.raises(WizardError, match=r"it asks for Python >=3.13, GraalPy is 3.12"):
        collect(identify(".", tmp_path))
