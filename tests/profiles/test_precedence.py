"""Typed flag > environment > profile > preset > default, as a table."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from wizard.catalogue.model import Question
from wizard.ground.problems import WizardError
from wizard.profiles.model import Origin, Profile, Value
from wizard.profiles.precedence import answers
from wizard.profiles.preset import Preset
from wizard.profiles.read import read

Questions = tuple[Question, ...]
SAID = {"flag": "size", "environment": "build", "profile": "speed", "preset": "size"}


@pytest.mark.parametrize("given", list(product([True, False], repeat=4)))
def test_the_strongest_counts(given: tuple[bool, ...], questions: Questions) -> None:
    said = dict(zip(SAID, given, strict=True))
    found = answers(
        questions,
        flags={"optimise": "size"} if said["flag"] else {},
        environ={"GRAALPY_WIZARD_OPTIMISE": "build"} if said["environment"] else {},
        profile=Profile(answers={"optimise": "speed"} if said["profile"] else {}),
        preset=Preset("p", Profile(answers={"optimise": "size"} if said["preset"] else {}), "user"),
    )
    strongest = next((name for name in SAID if said[name]), "default")
    assert found["optimise"].origin == Origin(strongest)
    assert found["optimise"].value == SAID.get(strongest, "speed")
    assert list(found) == [question.key for question in questions]


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("native_modules", "all", ("sqlite3", "expat", "bz2", "termios", "capi")),
        ("native_modules", "none", ()),
        ("native_modules", "bz2, sqlite3", ("sqlite3", "bz2")),
        ("compression", "false", "no"),
        ("jit", "true", "on"),
        ("crypto", "none", "none"),
    ],
)
def test_flags_and_variables_are_read_alike(key: str, text: str, value: Value, questions: Questions) -> None:
    by_flag = answers(questions, flags={key: text}, environ={}, profile=None, preset=Profile())
    variable = {f"GRAALPY_WIZARD_{key.upper()}": text}
    by_variable = answers(questions, flags={}, environ=variable, profile=None, preset=Profile())
    assert by_flag[key].value == by_variable[key].value == value


def test_all_wrong_values_are_told_with_their_place(questions: Questions) -> None:
    with pytest.raises(WizardError) as caught:
        answers(
            questions,
            flags={"netwrok": "none", "crypto": "tsl", "native_modules": "sqlite3,epxat"},
            environ={"GRAALPY_WIZARD_JIT": "sometimes", "GRAALPY_WIZARD_CPU": ""},
            profile=None,
            preset=Profile(),
        )
    lines = [problem.line() for problem in caught.value.problems]
    assert lines == [
        "--set netwrok=none: there is no question `netwrok`; did you mean `network`?",
        "--set crypto=tsl: `crypto` cannot be `tsl`; did you mean `tls`?",
        "GRAALPY_WIZARD_JIT: `jit` cannot be `sometimes`; known: on, off",
        "--set native_modules=sqlite3,epxat: `native_modules` cannot contain `epxat`; did you mean `expat`?",
    ]


def test_an_answer_names_file_and_line(project: Path, questions: Questions) -> None:
    path = project / "graalpy-wizard.toml"
    path.write_text('schema = 1\n\n[answers]\n# why\njit = "on"\n')
    found = answers(questions, flags={}, environ={}, profile=read(path, questions), preset=Profile())
    assert found["jit"].detail == f"{path}:5"
