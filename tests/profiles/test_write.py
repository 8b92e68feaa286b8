"""Writing: what is written reads back equal, says only what differs, and keeps what people wrote."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.profiles.samples import QUESTIONS, question
from wizard.catalogue.model import Question
from wizard.ground.problems import WizardError
from wizard.profiles import migrate
from wizard.profiles.model import Budget, Profile, ProgramSection, Value
from wizard.profiles.names import ORDER
from wizard.profiles.precedence import merged
from wizard.profiles.preset import find, shipped
from wizard.profiles.read import read
from wizard.profiles.toml_form import minimal, to_toml
from wizard.profiles.write import write

Questions = tuple[Question, ...]
ODD = (*QUESTIONS, question("odd.key \"with' ä\n", ["a b", "ü", ""]), question("Größe", ["x"], "set"))

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20).filter(str.strip)
FILE_NAMES = st.text("aZ09 äß'\"[]{}=#.-_", min_size=1, max_size=20).filter(lambda t: t.strip() not in ("", ".", ".."))
REQUIREMENTS = st.sampled_from(["rich>=13", "a[b,c]==1.2", "x; python_version > '3'", "y @ https://h.example/y-1.whl"])
MODULES = st.sampled_from(["json", "a.b", "größe", "_x"])


def lists(of: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(of, max_size=3).map(tuple)


def _answer(asked: Question) -> st.SearchStrategy[Value]:
    values = [choice.value for choice in asked.choices]
    if asked.kind != "set":
        return st.sampled_from(values)
    return st.sets(st.sampled_from(values)).map(lambda chosen: tuple(v for v in values if v in chosen))


ANSWERS: st.SearchStrategy[Mapping[str, Value]] = st.fixed_dictionaries(
    {}, optional={asked.key: _answer(asked) for asked in ODD}
)
PROGRAMS = st.builds(
    ProgramSection, entry=st.just("") | TEXTS, main_class=st.just("") | LINES, requirements=lists(REQUIREMENTS),
    requirements_file=st.just("") | TEXTS, data=lists(TEXTS),
)  # fmt: skip
PROFILES = st.builds(
    Profile, preset=st.sampled_from(["", *ORDER]), sentence=st.just("") | LINES, program=PROGRAMS, answers=ANSWERS,
    graalpy=st.sampled_from(["", "25.0.3"]), native_image=st.sampled_from(["", "25.0"]),
    snapshot_kind=st.sampled_from(["", "library", "program"]), snapshot_modules=st.none() | lists(MODULES),
    extra=lists(TEXTS.map(lambda text: f"-{text}")), output=st.just("") | FILE_NAMES,
    budget=st.builds(Budget, st.none() | st.integers(1, 10**14), st.none() | st.just(0.0) | st.floats(1e-9, 50)),
    check_run=lists(st.sampled_from(["", "--version", "a 'b c' \"d\""])), check_imports=lists(MODULES),
)  # fmt: skip


@given(PROFILES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_written_reads_back_equal(project: Path, profile: Profile) -> None:
    path = project / "graalpy-wizard.toml"
    path.unlink(missing_ok=True)
    base = find(profile.preset, project, ODD).profile if profile.preset else None
    write(profile, path, ODD)
    assert read(path, ODD) == replace(minimal(profile, base), path=path)
    assert merged(read(path, ODD), base) == replace(merged(profile, base), path=path)


def test_an_entry_whose_name_is_too_long_is_written_and_read(project: Path) -> None:
    path, profile = project / "graalpy-wizard.toml", Profile(program=ProgramSection(entry="0" * 300))
    write(profile, path, ODD)
    assert read(path, ODD).program.entry == profile.program.entry


@given(PROFILES, PROFILES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
def test_a_rewritten_profile_reads_back_equal(project: Path, first: Profile, second: Profile) -> None:
    path = project / "graalpy-wizard.toml"
    path.unlink(missing_ok=True)
    write(first, path, ODD)
    write(second, path, ODD)
    base = find(second.preset, project, ODD).profile if second.preset else None
    assert read(path, ODD) == replace(minimal(second, base), path=path)


@pytest.mark.parametrize("name", ORDER)
def test_every_shipped_preset_reads_back_equal(name: str, tmp_path: Path, questions: Questions) -> None:
    preset = find(name, None, questions).profile
    path = tmp_path / "copy.toml"
    path.write_text(to_toml(preset))
    assert read(path, questions, preset=True) == replace(preset, path=path)
    assert set(preset.answers) == {asked.key for asked in questions}
    assert preset.sentence.endswith(".")


def test_shipped_presets_are_the_seven(questions: Questions) -> None:
    assert [preset.name for preset in shipped(questions)] == list(ORDER)


def test_only_what_differs_from_the_preset_is_written(project: Path, questions: Questions) -> None:
    path = project / "graalpy-wizard.toml"
    answers = {**find("smallest", None, questions).profile.answers, "network": "client"}
    write(Profile(preset="smallest", answers=answers), path, questions)
    assert path.read_text() == 'schema = 1\npreset = "smallest"\n\n[answers]\nnetwork = "client"\n'


BEFORE = """# mine
schema = 1
preset = "smallest" # the starting point

[budget]
size = "120 MB" # agreed

[answers]
jit = "on" # hot code
# because of the customer
network = "client"
"""


def test_comments_and_order_survive_a_rewrite(project: Path, questions: Questions) -> None:
    path = project / "graalpy-wizard.toml"
    path.write_text(BEFORE)
    profile = read(path, questions)
    write(replace(profile, answers={**profile.answers, "network": "server", "cpu": "native"}), path, questions)
    assert path.read_text() == BEFORE.replace('"client"', '"server"') + 'cpu = "native"\n'
    write(profile, path, questions)
    assert path.read_text() == BEFORE


def test_a_broken_file_is_not_overwritten(project: Path, questions: Questions) -> None:
    path = project / "graalpy-wizard.toml"
    path.write_text("[broken\n")
    with pytest.raises(WizardError, match="not valid TOML"):
        write(Profile(), path, questions)
    assert path.read_text() == "[broken\n"


def test_what_could_not_be_read_again_is_not_written(project: Path, questions: Questions) -> None:
    path = project / "graalpy-wizard.toml"
    with pytest.raises(WizardError, match="bare file name"):
        write(Profile(output="../x"), path, questions)
    with pytest.raises(WizardError, match="no file can hold"):
        write(Profile(program=ProgramSection(entry="\ud800")), path, questions)
    assert not path.exists()


def _from_0(values: MutableMapping[str, Any]) -> None:
    program = values.setdefault("program", {})
    program["entry"] = program.pop("script")


def test_an_older_schema_is_read_and_migrated_on_write(
    project: Path, questions: Questions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(migrate.STEPS, 0, _from_0)
    path = project / "graalpy-wizard.toml"
    path.write_text('schema = 0 # old\n[program]\nscript = "main.py"\n# kept\ndata = ["d"]\n')
    profile = read(path, questions)
    assert (profile.schema, profile.program.entry) == (1, "main.py")
    assert "schema = 0" in path.read_text()
    write(profile, path, questions)
    assert path.read_text() == 'schema = 1 # old\n[program]\n# kept\ndata = ["d"]\nentry = "main.py"\n'
