"""Whether answers fit a condition of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.catalogue.model import Condition, Question
from wizard.profiles.model import Answers, Value

ASKED = "asked."


def fits(condition: Condition, values: Mapping[str, Value], asked: Mapping[str, Value]) -> bool:
    """All keys have to fit; `asked.KEY` looks at the answer before it fell back. An unknown key never fits."""
    return all(_fits(wanted, _look_up(key, values, asked)) for key, wanted in condition.items())


def values_of(answers: Answers) -> dict[str, Value]:
    """Key -> value."""
    return {key: answer.value for key, answer in answers.items()}


def whole_set(question: Question, value: Value) -> Value:
    """A set's "all" and "none" written out, in the question's order; a single value as it is."""
    if question.kind != "set":
        return value
    every = tuple(choice.value for choice in question.choices)
    if value == "all":
        return every
    chosen = () if value == "none" else (value,) if isinstance(value, str) else value
    return tuple(item for item in every if item in chosen)


def said(value: Value) -> str:
    """As a user writes it: "none", "sqlite3,expat"."""
    if isinstance(value, str):
        return value
    return ",".join(value) or "none"


def phrase(key: str, value: Value) -> str:
    """`network = none`."""
    return f"{key.removeprefix(ASKED)} = {said(value)}"


def _look_up(key: str, values: Mapping[str, Value], asked: Mapping[str, Value]) -> Value | None:
    return asked.get(key.removeprefix(ASKED)) if key.startswith(ASKED) else values.get(key)


def _fits(wanted: tuple[str, ...], value: Value | None) -> bool:
    if value is None:
        return False
    held = {value} if isinstance(value, str) else set(value) or {"none"}
    refused = [item[1:] for item in wanted if item.startswith("!")]
    needed = [item for item in wanted if not item.startswith("!")]
    return not held.intersection(refused) and (not needed or bool(held.intersection(needed)))
