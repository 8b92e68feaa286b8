from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.interview.samples import opened
from wizard.catalogue.load import load
from wizard.ground.problems import WizardError
from wizard.interview import state
from wizard.interview.given import given as answers_of
from wizard.interview.given import toggle
from wizard.interview.state import Interview

Action = Callable[[Interview], Interview]


def _answer(key: str, value: str) -> Action:
    return lambda i: state.answer(i, key, value)


def _toggle(key: str, value: str) -> Action:
    return lambda i: toggle(i, key, value)


def _actions() -> st.SearchStrategy[Action]:
    questions = load().questions
    answers = [_answer(q.key, c.value) for q in questions for c in q.choices]
    toggles = [_toggle("native_modules", c.value) for c in load().question("native_modules").choices]
    others: list[Action] = [
        lambda i: state.clear(i, "network"),
        lambda i: state.use_preset(i, "smallest"),
        lambda i: state.use_preset(i, "full", keep=True),
        lambda i: state.allow(i, "socket"),
        lambda i: state.disallow(i, "socket"),
        lambda i: state.require(i, "rich>=13"),
        lambda i: state.unrequire(i, "rich>=13"),
        lambda i: state.rename(i, "tool"),
        lambda i: state.rename(i, "hello"),
    ]
    return st.sampled_from([*answers, *toggles, *others])


@pytest.fixture
def i(tmp_path: Path) -> Interview:
    return opened(tmp_path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=st.lists(_actions(), max_size=12))
def test_every_step_can_be_undone_and_redone(i: Interview, actions: list[Action]) -> None:
    seen = [i.now]
    now = i
    for action in actions:
        after = action(now)
        if after is not now:
            seen.append(after.now)
        now = after
    back = now
    for choices in reversed(seen[:-1]):
        back = state.undo(back)
        assert back.now == choices
    assert not back.can_undo
    assert state.undo(back) is back
    for choices in seen[1:]:
        back = state.redo(back)
        assert back.now == choices
    assert not back.can_redo
    assert back == now


def test_what_changes_nothing_is_the_same_interview(i: Interview) -> None:
    once = state.answer(i, "network", "none")
    assert state.answer(once, "network", "none") is once
    assert state.clear(i, "network") is i
    assert state.use_preset(i, "command-line-tool") is i
    assert state.redo(i) is i


def test_a_new_step_forgets_what_was_undone(i: Interview) -> None:
    back = state.undo(state.answer(i, "network", "none"))
    assert not state.answer(back, "crypto", "none").can_redo


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("nettwork", "none", "did you mean `network`?"),
        ("network", "nobody", "`network` cannot be `nobody`"),
        ("native_modules", "sqlite4", "did you mean `sqlite3`?"),
    ],
)
def test_no_answer(i: Interview, key: str, value: str, said: str) -> None:
    with pytest.raises(WizardError, match=said.replace("?", r"\?")) as caught:
        state.answer(i, key, value)
    assert caught.value.code == 2


def test_answers_of_a_set(i: Interview) -> None:
    assert state.answer(i, "native_modules", "bz2, sqlite3").now.answers["native_modules"] == ("sqlite3", "bz2")
    assert state.answer(i, "native_modules", []).now.answers["native_modules"] == ()
    toggled = toggle(i, "native_modules", "expat")
    assert toggled.now.answers["native_modules"] == ("sqlite3",)
    assert toggle(toggled, "native_modules", "expat").now.answers["native_modules"] == ("sqlite3", "expat")


def test_a_preset_drops_the_answers_or_keeps_them(i: Interview) -> None:
    mine = state.answer(i, "files", "read")
    assert state.use_preset(mine, "smallest").now.answers == {}
    kept = state.use_preset(mine, "smallest", keep=True)
    assert answers_of(kept)["files"].value == "read"
    assert answers_of(kept)["network"].value == "none"
    with pytest.raises(WizardError, match="did you mean `smallest`"):
        state.use_preset(i, "smalest")


def test_names_and_requirements_are_checked(i: Interview) -> None:
    for name in ("../x", "a\u202eb", "x\x1b]0;y"):
        with pytest.raises(WizardError):
            state.rename(i, name)
    with pytest.raises(WizardError, match="not a requirement"):
        state.require(i, "-r other.txt")
    assert state.rename(state.rename(i, "tool"), "hello").now.name == ""
