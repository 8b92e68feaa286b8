"""The loader is strict: what it does not know it refuses, with file and entry."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from wizard.catalogue.load import DATA, load_from
from wizard.ground.problems import WizardError

QUESTION = """
[[question]]
key = "colour"
title = "Colour"
prompt = "Which?"
help = "A question of a test."
kind = "choice"
default = "red"
choices = [{ value = "red", title = "Red", help = "Red." }]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def append(folder: Path, name: str, text: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(text)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("questions.toml", QUESTION.replace("title =", "titel ="), "questions.toml: question colour: titel: unknown"),
        ("questions.toml", QUESTION.replace('"Which?"', "1"), "question colour: prompt: str is needed, not 1"),
        ("questions.toml", QUESTION.replace("value =", "valeu ="), "question colour: choices[0]: valeu: unknown"),
        ("questions.toml", QUESTION.replace('help = "A', 'note = "A'), "question colour: note: unknown key"),
        ("options.toml", '[[option]]\nkey = "x"\ntitle = "X"\n', "options.toml: option x: help: is missing"),
        ("options.toml", '[[option]]\nkey = "x"\ntitle = "X"\nhelp = ""\narguments = "-x"\n', "a list is needed"),
        ("rules.toml", '[[rule]]\nkey = "x"\nkind = "warns"\nreason = ""\nwhen.jit = "on"\n', "when.jit: a list"),
        ("effects.toml", '[[effect]]\nof = ["x"]\nagainst = ""\nbytes_after = true\n', "True is of no type"),
        ("failures.toml", "[[failure]\n", "failures.toml: cannot be read"),
    ],
)
def test_a_wrong_entry_is_named(folder: Path, name: str, text: str, told: str) -> None:
    append(folder, name, text)
    with pytest.raises(WizardError) as caught:
        load_from(folder)
    assert told in caught.value.problems[0].line()
    assert caught.value.code == 70


def test_another_question_is_one_entry(folder: Path) -> None:
    append(folder, "questions.toml", QUESTION)
    assert load_from(folder).question("colour").default == "red"
