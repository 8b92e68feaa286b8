from __future__ import annotations

import time
from pathlib import Path

import pytest

from wizard.catalogue.load import load
from wizard.ground.problems import WizardError
from wizard.interview.discovery import Candidate, discover, recent
from wizard.interview.opening import open_candidate, open_program
from wizard.interview.saving import save
from wizard.profiles.read import read

GUARD = "if __name__ == '__main__':\n    print('hi')\n"


def write(folder: Path, **files: str) -> Path:
    """Names with `__` for `/` and `_py` for `.py`."""
    for name, text in files.items():
        path = folder / name.replace("__in__", "/").replace("_py", ".py").replace("_toml", ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def best(folder: Path) -> Candidate:
    found = discover(folder).best
    assert found is not None
    return found


def test_nothing(tmp_path: Path) -> None:
    found = discover(tmp_path)
    assert found.candidates == ()
    assert found.best is None
    with pytest.raises(WizardError, match="no Python program"):
        open_program("", tmp_path)


def test_the_only_file(tmp_path: Path) -> None:
    write(tmp_path, hello_py="print(1)\n", test_hello_py="", setup_py="", conftest_py="")
    assert best(tmp_path).entry == "hello.py"


def test_one_file_says_that_it_is_a_program(tmp_path: Path) -> None:
    write(tmp_path, tools_py="x = 1\n", start_py=GUARD, other_py="y = 2\n")
    assert best(tmp_path).entry == "start.py"


def test_a_usual_name_among_several(tmp_path: Path) -> None:
    write(tmp_path, one_py=GUARD, main_py=GUARD, two_py="x = 1\n")
    assert best(tmp_path).entry == "main.py"


def test_several_are_a_question(tmp_path: Path) -> None:
    write(tmp_path, one_py=GUARD, two_py=GUARD)
    found = discover(tmp_path)
    assert found.best is None
    assert [c.entry for c in found.candidates] == ["one.py", "two.py"]
    with pytest.raises(WizardError, match=r"several programs: one\.py, two\.py") as caught:
        open_program("", tmp_path)
    assert caught.value.problems[0].code == "many-programs"


def test_a_folder_that_is_a_program(tmp_path: Path) -> None:
    write(tmp_path, __main___py="print(1)\n", helper_py=GUARD)
    found = best(tmp_path)
    assert (found.entry, found.kind) == (".", "folder")


def test_a_package(tmp_path: Path) -> None:
    write(tmp_path, src__in__tool__in____init___py="", src__in__tool__in____main___py="import json\n")
    found = best(tmp_path)
    assert (found.entry, found.name) == ("tool.__main__", "tool")
    i = open_candidate(tmp_path, found, environ={})
    assert i.name == "tool"
    assert i.setting.subject.imports[0].module == "json"


PROJECT = '[project]\nname = "tool"\nversion = "1"\ndependencies = ["tabulate==0.9.0"]\n[project.scripts]\n'


def test_the_script_of_a_project(tmp_path: Path) -> None:
    write(tmp_path, pyproject_toml=PROJECT + 'tool = "tool:main"\n', tool_py="import tabulate\ndef main(): pass\n")
    found = best(tmp_path)
    assert (found.entry, found.kind, found.name) == (".", "project", "tool")
    i = open_program("", tmp_path, environ={})
    assert i.setting.subject.requirements == ("tabulate==0.9.0",)
    assert i.setting.subject.missing == ()
    assert i.now.requirements == (), "pyproject.toml says it already"


def test_several_scripts(tmp_path: Path) -> None:
    scripts = PROJECT + 'one = "tool:main"\ntwo = "tool:other"\n'
    write(tmp_path, pyproject_toml=scripts, tool_py="def main(): pass\ndef other(): pass\n")
    found = [c for c in discover(tmp_path).candidates if c.kind == "function"]
    assert [(c.entry, c.name) for c in found] == [("tool:main", "one"), ("tool:other", "two")]
    i = save(open_candidate(tmp_path, found[1], environ={}))
    profile = read(i.setting.file, load().questions)
    assert (profile.program.entry, profile.output) == ("tool:other", "two")
    assert profile.program.requirements == ("tabulate==0.9.0",)


@pytest.mark.parametrize("text", ["[project", "[project]\nscripts = 3\n", "[project.scripts]\na = 1\n", "\udcff"])
def test_a_broken_pyproject_is_no_program(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert discover(tmp_path).candidates == ()


def test_java(tmp_path: Path) -> None:
    write(tmp_path, **{"pom.xml": "", "build.gradle.kts": ""})
    found = discover(tmp_path)
    assert [(c.kind, c.possible) for c in found.candidates] == [("maven", False), ("gradle", False)]
    with pytest.raises(WizardError, match="Maven"):
        open_program("", tmp_path)
    (tmp_path / "app.jar").write_bytes(b"PK")
    assert best(tmp_path).field == "jar"


def test_the_profile(tmp_path: Path) -> None:
    write(tmp_path, hello_py="print(1)\n")
    save(open_program("", tmp_path, environ={}))
    assert discover(tmp_path).profile == tmp_path / "graalpy-wizard.toml"
    again = open_program("", tmp_path, environ={})
    assert again.setting.text
    assert again.setting.subject.title == "hello.py"
    write(tmp_path, other_py="print(2)\n")
    with pytest.raises(WizardError, match=r"about another program: hello\.py"):
        open_program("other.py", tmp_path, environ={})


def test_a_program_that_cannot_be_read_is_shown(tmp_path: Path) -> None:
    write(tmp_path, hello_py="x = (\n")
    i = open_program("hello.py", tmp_path, environ={})
    assert "syntax error" in i.setting.subject.problems[0].what


def test_it_is_over_soon_whatever_the_folder_holds(tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"m{number}.py").write_text("x = 1\n" * 5000)
    began = time.perf_counter()
    found = discover(tmp_path)
    assert time.perf_counter() - began < 0.5
    assert not found.complete
    assert discover(tmp_path, limit=0).candidates == ()


def test_hostile_names(tmp_path: Path) -> None:
    (tmp_path / "a\x1b]52;c;x\x07.py").write_text(GUARD)
    (tmp_path / "b.py").mkdir()
    found = discover(tmp_path)
    assert len(found.candidates) == 1


def test_no_history_no_recent_builds() -> None:
    assert recent() == ()


def test_a_broken_preset_is_an_error_only_where_it_is_named(tmp_path: Path) -> None:
    presets = tmp_path / ".graalpy-wizard" / "presets"
    presets.mkdir(parents=True)
    (presets / "theirs.toml").write_text("schema = 1\n[answers]\nnetwork = 3\n")
    write(tmp_path, hello_py="print(1)\n")
    i = open_program("hello.py", tmp_path, environ={})
    assert "theirs" not in i.setting.presets
    (tmp_path / "graalpy-wizard.toml").write_text('schema = 1\npreset = "theirs"\n[program]\nentry = "hello.py"\n')
    with pytest.raises(WizardError, match=r"theirs\.toml:3") as caught:
        open_program("", tmp_path, environ={})
    assert caught.value.code == 2
