from __future__ import annotations

import argparse
import shlex
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.interview.samples import FETCH, opened
from wizard.building.request import Request
from wizard.catalogue.load import load
from wizard.cli.build_request import request_from
from wizard.cli.main import parser_for
from wizard.ground.problems import WizardError
from wizard.interview import state
from wizard.interview.given import given as answers_of
from wizard.interview.opening import open_profile
from wizard.interview.ordering import request_of
from wizard.interview.review import check, consent, review
from wizard.interview.saving import save, save_preset
from wizard.interview.state import Interview
from wizard.profiles.read import read

ANSWERS = st.dictionaries(
    st.sampled_from([q.key for q in load().questions]), st.integers(0, 9), max_size=5
).map(lambda found: {key: _value(key, number) for key, number in found.items()})  # fmt: skip
PRESETS = st.sampled_from(["full", "smallest", "command-line-tool", "networked-service"])
QUIET = [HealthCheck.function_scoped_fixture]


def _value(key: str, number: int) -> str:
    question = load().question(key)
    return question.choices[number % len(question.choices)].value


def answered(i: Interview, preset: str, answers: dict[str, str]) -> Interview:
    i = state.use_preset(i, preset)
    for key, value in answers.items():
        i = state.answer(i, key, value)
    return i


def parsed(words: tuple[str, ...]) -> argparse.Namespace:
    assert words[:2] == ("graalpy-wizard", "build")
    return parser_for("build").parse_args(list(words[2:]), argparse.Namespace(passed_on=[]))


@settings(max_examples=40, deadline=None, suppress_health_check=QUIET)
@given(preset=PRESETS, answers=ANSWERS, saved=st.booleans(), more=ANSWERS)
@example(preset="full", answers={"crypto": "none"}, saved=True, more={"network": "none"})
def test_the_command_asks_for_the_same_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, preset: str, answers: dict[str, str], saved: bool,
    more: dict[str, str],
) -> None:  # fmt: skip
    """Whether or not the profile is saved, and whatever was changed since."""
    (tmp_path / "graalpy-wizard.toml").unlink(missing_ok=True)
    monkeypatch.chdir(tmp_path)
    i = answered(opened(tmp_path), preset, answers)
    if saved:
        i = save(i)
        i = answered(i, i.preset.name, more)
    try:
        mine = request_of(i, tmp_path)
    except WizardError:  # the answers contradict each other, and so they do on the command line
        with pytest.raises(WizardError):
            request_from(parsed(review(i, cwd=tmp_path).command), tmp_path)
        return
    theirs = request_from(parsed(review(i, cwd=tmp_path).command), tmp_path)
    assert isinstance(mine, Request)
    assert isinstance(theirs, Request)
    assert theirs.plan.arguments == mine.plan.arguments
    assert theirs.plan.library_excludes == mine.plan.library_excludes
    assert theirs.target == mine.target
    assert theirs.program == mine.program
    assert (theirs.profile is None) == (mine.profile is None)


@settings(max_examples=40, deadline=None, suppress_health_check=QUIET)
@given(preset=PRESETS, answers=ANSWERS)
def test_what_is_saved_is_read_again(tmp_path: Path, preset: str, answers: dict[str, str]) -> None:
    (tmp_path / "graalpy-wizard.toml").unlink(missing_ok=True)
    i = answered(opened(tmp_path), preset, answers)
    text = review(i).text
    before = {key: answer.value for key, answer in answers_of(i).items()}
    after = save(i)
    assert not after.changed
    assert i.setting.file.read_text() == text
    again = open_profile(i.setting.file, environ={})
    assert {key: answer.value for key, answer in answers_of(again).items()} == before
    assert again.now == after.now
    assert review(again).diff == ()


def test_comments_survive_and_the_diff_shows_the_rest(tmp_path: Path) -> None:
    i = opened(tmp_path)
    i.setting.file.write_text('# mine\nschema = 1\npreset = "smallest"\n\n[program]\nentry = "hello.py" # this\n')
    again = state.answer(open_profile(i.setting.file, environ={}), "compression", "yes")
    found = review(again)
    assert found.changes == ("answers.compression: not set -> yes",)
    assert '+compression = "yes"' in found.diff
    assert not any(line.startswith("-") and not line.startswith("---") for line in found.diff)
    assert save(again).setting.text.startswith("# mine\n")
    assert look_origin(save(again), "compression") == "graalpy-wizard.toml:9"


def look_origin(i: Interview, key: str) -> str:
    return answers_of(i)[key].detail


def test_what_is_removed_and_withheld(tmp_path: Path) -> None:
    found = review(state.use_preset(opened(tmp_path, FETCH), "sandboxed-minimal"))
    assert "asyncio" in found.removed
    assert not any(name.startswith(("asyncio.", "_")) for name in found.removed)
    assert "Files: only files inside the executable can be read, none can be written" in found.withheld
    assert not found.can_build
    assert not review(state.use_preset(opened(tmp_path), "full")).withheld


def test_hostile_names_stay_one_word(tmp_path: Path) -> None:
    name = "a b;$(touch x)'.py"
    found = review(opened(tmp_path, name=name), cwd=tmp_path)
    assert shlex.split(found.command_line) == ["graalpy-wizard", "build", name]


def test_what_only_a_profile_can_say_is_built_from_it(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("tabulate==0.9.0\n")
    i = state.allow(state.use_preset(opened(tmp_path), "smallest"), "socket")
    assert review(i, cwd=tmp_path).command == ("graalpy-wizard", "build", "--allow-broken", "socket")
    request = request_of(i, tmp_path)
    assert isinstance(request, Request)
    assert request.requirements_file == tmp_path / "requirements.txt"


def test_a_file_of_somebody_else_needs_consent(tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text("print('hi')\n")
    file = tmp_path / "graalpy-wizard.toml"
    file.write_text('schema = 1\n[program]\nentry = "hello.py"\n[options]\nextra = ["-J-version"]\n')
    i = open_profile(file, environ={})
    found = review(i)
    assert found.consent_needed
    assert [danger.key for danger in found.dangers] == ["options.extra"]
    changed = save(state.answer(i, "network", "none"))
    assert review(changed).consent_needed, "saving is no consent to what was there before"
    consent(changed)
    assert not review(changed).consent_needed


def test_a_new_file_does_not_consent_to_the_projects_preset(tmp_path: Path) -> None:
    presets = tmp_path / ".graalpy-wizard" / "presets"
    presets.mkdir(parents=True)
    (presets / "theirs.toml").write_text('schema = 1\nsentence = "x"\n[options]\nextra = ["-J-version"]\n')
    i = state.use_preset(opened(tmp_path), "theirs")
    assert review(i).consent_needed
    assert review(save(i)).consent_needed


def test_what_is_typed_here_needs_none(tmp_path: Path) -> None:
    i = save(state.require(opened(tmp_path), "tabulate==0.9.0"))
    assert not review(i).consent_needed
    assert read(i.setting.file, load().questions).program.requirements == ("tabulate==0.9.0",)


def test_the_checks_say_the_exact_command(tmp_path: Path) -> None:
    found = check(state.use_preset(opened(tmp_path), "smallest"), tmp_path)
    if found.command:  # where a toolchain can be found or planned
        assert "-Dpython.WithoutJavaInet=true" in found.command
        assert shlex.split(found.command_line) == list(found.command)
        assert len(found.engine_key) == 32
    else:
        assert found.problems


def test_the_checks_find_a_target_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "hello").write_text("#!/bin/sh\n")
    found = check(opened(tmp_path), tmp_path)
    assert any("no executable" in problem.what for problem in found.problems)


def test_a_preset_of_ones_own(tmp_path: Path) -> None:
    i = state.answer(state.use_preset(opened(tmp_path), "smallest"), "compression", "yes")
    file = save_preset(i, "mine", "For me.")
    made = read(file, load().questions, preset=True)
    assert made.answers["compression"] == "yes"
    assert made.answers["network"] == "none"
    assert made.sentence == "For me."
    with pytest.raises(WizardError, match="already"):
        save_preset(i, "mine")
