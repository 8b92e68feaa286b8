"""Reading a profile: everything wrong at once, each with its place, and the right exit code."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wizard.catalogue.model import Question
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.profiles.model import Budget
from wizard.profiles.read import problems, read

Questions = tuple[Question, ...]


def written(project: Path, text: str | bytes) -> Path:
    path = project / "graalpy-wizard.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_reads_all_that_a_profile_may_say(project: Path, questions: Questions) -> None:
    text = """schema = 1
preset = "smallest"
[program]
entry = "src/app"
requirements = ["rich>=13", "a[b]==1.2; python_version > '3'"]
data = ["it's \\"here\\"/**", "new\\nline"]
[answers]
network = "client"
compression = true
jit = false
native_modules = "bz2, sqlite3"
[toolchain]
graalpy = "25.0.3"
[snapshot]
kind = "library"
modules = []
[budget]
size = "1.5 MiB"
growth = "2 %"
[check]
run = ["", "--name 'two words'"]
"""
    profile = read(written(project, text), questions)
    assert profile.answers == {
        "network": "client", "compression": "yes", "jit": "off", "native_modules": ("sqlite3", "bz2")
    }  # fmt: skip
    assert profile.program.data == ('it\'s "here"/**', "new\nline")
    assert profile.budget == Budget(1572864, 0.02)
    assert (profile.snapshot_modules, profile.check_run) == ((), ("", "--name 'two words'"))


def test_names_every_problem_with_key_line_and_nearest_name(project: Path, questions: Questions) -> None:
    text = """schema = 1
preset = "smalest"
jit = "on"
[answers]
netwrok = "none"
crypto = "hash"
network = 3
native_modules = ["sqlite", "expat"]
[program]
data = "templates"
requirements = [
  "rich",
  7,
]
[outptu]
name = "x"
"""
    found = [(p.where.line, p.where.key, p.todo) for p in problems(written(project, text), questions) if p.where]
    assert found == [
        (2, "preset", "did you mean `smallest`?"),
        (3, "jit", "it belongs in [answers]"),
        (5, "answers.netwrok", "did you mean `network`?"),
        (6, "answers.crypto", "did you mean `hashes`?"),
        (7, "answers.network", "one of: none, client, server"),
        (8, "answers.native_modules[0]", "did you mean `sqlite3`?"),
        (10, "program.data", "put it into [ ]"),
        (13, "program.requirements[1]", ""),
        (15, "outptu", "did you mean `output`?"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("schema = 1\n[answers\n", 2, "not valid TOML"),
        ("schema = 1\nschema = 1\n", 2, "not valid TOML"),
        ('[answers]\njit = "on"\n[answers]\n', 3, "not valid TOML"),
        (b'schema = 1\npreset = "\xff"\n', 2, "not UTF-8"),
        ("schema = 2\nnew = 1\n", 1, "schema 2"),
        ("schema = 0\n", 1, "never was a schema"),
        ('schema = "1"\n', 1, "whole number"),
        ("schema = true\n", 1, "whole number"),
        ("[budget]\nsize = '12 bananas'\n", 2, "not a size"),
        ("[budget]\nsize = '0 MB'\n", 2, "not a size"),
        ("[budget]\ngrowth = 0.02\n", 2, "is text"),
        ("[program]\nentry = 'a'\njar = 'b'\n", 3, "more than once"),
        ('[check]\nrun = ["\'"]\n', 2, "cannot be split"),
        ("answers = 1\n", 1, "is a table"),
        ("budget.size = 1979-05-27\n", 1, "date"),
        ("a = " + "[" * 20000, 0, "too deep"),
        ("a = " + "9" * 5000, 0, "too long"),
    ],
)
def test_one_clear_line(project: Path, questions: Questions, text: str | bytes, line: int, says: str) -> None:
    with pytest.raises(WizardError) as caught:
        read(written(project, text), questions)
    assert caught.value.code == ExitCode.INPUT
    (problem,) = caught.value.problems
    assert says in problem.line()
    assert problem.where
    assert problem.where.line == line


@pytest.mark.parametrize(
    "name", ["a/b", "/etc/passwd", "..", "../x", "a\\nb", "a\\u0000", "a\\u001b[2J", "x\\\\y", " ", "C:x", "\\u202Etxt"]
)
def test_output_is_a_bare_file_name(project: Path, questions: Questions, name: str) -> None:
    path = written(project, f'[output]\nname = "{name}"\n')
    assert [p.where.key for p in problems(path, questions) if p.where] == ["output.name"]


@pytest.mark.parametrize("name", ["app", "ünïcode app", "it's", "a.b-c_d", "[markup]"])
def test_ordinary_file_names_are_fine(project: Path, questions: Questions, name: str) -> None:
    assert read(written(project, f'[output]\nname = "{name}"\n'), questions).output == name


def test_what_is_no_file(tmp_path: Path, questions: Questions) -> None:
    for path, code in ((tmp_path / "absent.toml", ExitCode.INPUT), (tmp_path, ExitCode.INPUT)):
        with pytest.raises(WizardError) as caught:
            read(path, questions)
        assert caught.value.code == code
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    assert problems(fifo, questions)[0].code == "no-profile"


def test_unreadable_is_the_environment(tmp_path: Path, questions: Questions) -> None:
    loop = tmp_path / "loop.toml"  # also root cannot read a link to itself
    loop.symlink_to(loop)
    with pytest.raises(WizardError) as caught:
        read(loop, questions)
    assert caught.value.code == ExitCode.ENVIRONMENT


def test_a_preset_holds_no_program_and_stands_alone(project: Path, questions: Questions) -> None:
    path = written(project, 'preset = "full"\n[program]\nentry = "x"\n[output]\nname = "y"\n')
    assert {p.code for p in problems(path, questions, preset=True)} == {"not-in-preset", "preset-of-preset"}


def test_byte_order_mark_and_windows_lines(project: Path, questions: Questions) -> None:
    path = written(project, b'\xef\xbb\xbfschema = 1\r\n[answers]\r\njit = "maybe"\r\n')
    assert [p.where.line for p in problems(path, questions) if p.where] == [3]
