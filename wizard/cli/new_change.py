"""Changing one thing after the review of `new --plain`: an answer, the name, the requirements."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wizard.cli.new_plain import Plain
from wizard.cli.outcome import problem_line
from wizard.cli.prompts import Asked, Item, item_of
from wizard.ground.problems import WizardError
from wizard.interview import state
from wizard.interview.searching import search
from wizard.interview.state import Interview
from wizard.interview.view import look

Act = Callable[[Interview, str], Interview]
NAME, REQUIREMENTS = "name", "requirements"


def change(plain: Plain, i: Interview) -> Interview:
    """Ask what, by number, by key, or by a word that is searched for; then ask that question again."""
    items = [Item(question.key, question.title, question.label) for question in look(i).questions]
    items += [
        Item(NAME, "Name of the executable", i.name),
        Item(REQUIREMENTS, "Requirements", ", ".join(i.now.requirements) or "none of its own"),
    ]
    for number, item in enumerate(items, 1):
        plain.prompts.say(f"{number} {item.title}: {item.text}", indent=2)
    text = plain.prompts.text("Which one, or a word to search for")
    if not text:
        return i
    found = item_of(items, text)
    key = found.word if found else _searched(plain, i, text)
    if key == NAME:
        return _typed(plain, i, "Name", state.rename)
    if key == REQUIREMENTS:
        return _typed(plain, i, "Requirement to add, such as rich>=13", state.require)
    return plain.question(i, key) if key else i


def _searched(plain: Plain, i: Interview, text: str) -> str:
    """The question that decides it; "" where nothing fits or none decides."""
    hits = search(i, text, 8)
    keys = list(dict.fromkeys(key for hit in hits for key in hit.keys))
    for hit in hits:
        plain.prompts.say(f"{hit.kind} {hit.label}: {hit.detail}", indent=2)
    if not keys:
        plain.prompts.say("No answer decides that." if hits else "Nothing is called so.")
        return ""
    return keys[0] if len(keys) == 1 else _chosen(plain, i, keys)


def _chosen(plain: Plain, i: Interview, keys: Sequence[str]) -> str:
    view = look(i)
    items = [Item(key, view.question(key).title, view.question(key).label) for key in keys]
    return plain.prompts.ask(Asked("change", "Which answer", items, (keys[0],)))[0]


def _typed(plain: Plain, i: Interview, prompt: str, act: Act) -> Interview:
    text = plain.prompts.text(prompt)
    if not text:
        return i
    try:
        return act(i, text)
    except WizardError as error:
        for problem in error.problems:
            plain.prompts.say(problem_line(problem))
        return i
