"""Plans from the shipped catalogue, and from a made-up one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from wizard.catalogue.load import load
from wizard.catalogue.model import Catalogue, Choice, GraalPyVersion, Jar, Option, Question, Rule
from wizard.planning.model import Plan
from wizard.planning.plan import plan
from wizard.profiles.model import Answer, Answers, Origin, Value
from wizard.profiles.precedence import answers
from wizard.profiles.preset import find

DEFAULT = "25.0.3"


def preset_answers(name: str, **flags: str) -> Answers:
    questions = load().questions
    return answers(questions, flags=flags, environ={}, profile=None, preset=find(name, None, questions))


def planned(preset: str = "full", *, graalpy: str = DEFAULT, extra: tuple[str, ...] = (), **flags: Any) -> Plan:
    """The plan of a preset with some answers given as flags."""
    return plan(load(), preset_answers(preset, **flags), load().version(graalpy), extra)


def said(origin: Origin = Origin.PRESET, **values: Value) -> Answers:
    return {key: Answer(key, value, origin) for key, value in values.items()}


def made_up(options: tuple[Option, ...] = (), rules: tuple[Rule, ...] = (), jars: tuple[Jar, ...] = ()) -> Catalogue:
    """One question (colour: red, green, blue), one version."""
    choices = tuple(Choice(value, value, value) for value in ("red", "green", "blue"))
    question = Question("colour", "Colour", "Which?", "A colour.", "choice", "red", choices)
    shape = Question("jit", "JIT", "Which?", "A JIT.", "choice", "on", (Choice("on", "", ""), Choice("off", "", "")))
    version = GraalPyVersion("25.0.3", "3.12", 25, "25.0", "25.0", jars)
    weights: Mapping[str, tuple[float, ...]] = {}
    return Catalogue((question, shape), options, rules, (), (version,), (), "25.0.3", weights, 1)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No profile lies here."""
    monkeypatch.chdir(tmp_path)
