"""`[snapshot]` of a profile: what is imported while the engine is built, and what may not be."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.planning.conftest import planned
from wizard.catalogue import snapshot as catalogue
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.planning import snapshot
from wizard.planning.model import Plan
from wizard.profiles.model import Profile


@pytest.fixture
def plan() -> Plan:
    """One with a snapshot."""
    return planned("smallest", startup="snapshot")


def listed(plan: Plan) -> list[str]:
    """The modules in native-image's arguments."""
    [argument] = [a for a in plan.arguments if a.startswith(snapshot.ARGUMENT)]
    return argument.removeprefix(snapshot.ARGUMENT).split(",")


def test_without_a_list_it_is_the_shipped_one(plan: Plan) -> None:
    assert plan.snapshot_modules == catalogue.shipped()
    assert listed(plan) == list(catalogue.shipped())
    assert snapshot.applied(plan, Profile()) == plan


def test_other_levels_have_no_list() -> None:
    for level in ("plain", "bytecode", "preinitialised"):
        other = planned("smallest", startup=level)
        assert other.snapshot_modules == ()
        assert not [a for a in other.arguments if a.startswith(snapshot.ARGUMENT)]


def test_the_profile_decides(plan: Plan) -> None:
    made = snapshot.applied(plan, Profile(snapshot_modules=("re", "json", "re")))
    assert made.snapshot_modules == ("json", "re")
    assert listed(made) == ["json", "re"]


def test_the_shipped_list_in_another_order_is_the_same_engine(plan: Plan) -> None:
    turned = Profile(snapshot_modules=tuple(reversed(catalogue.shipped())))
    assert snapshot.applied(plan, turned).arguments == plan.arguments


@pytest.mark.parametrize(
    ("module", "why", "todo"),
    [
        ("uuid", "may not be in a snapshot", "imports it when it runs"),
        ("click", "not in the library", 'kind = "program"'),
        ("ssl", "cannot be imported with", "--set"),
    ],
)
def test_what_may_not_be_in_one_is_named_with_its_line(
    plan: Plan, tmp_path: Path, module: str, why: str, todo: str
) -> None:
    file = tmp_path / "graalpy-wizard.toml"
    file.write_text(f'schema = 1\n[snapshot]\nmodules = [\n  "json",\n  "{module}",\n]\n')
    profile = Profile(path=file, snapshot_modules=("json", module))
    with pytest.raises(WizardError) as caught:
        snapshot.applied(plan, profile)
    assert caught.value.code == ExitCode.INPUT
    [problem] = caught.value.problems
    assert f"`{module}`" in problem.what
    assert why in problem.what
    assert todo in problem.todo
    assert str(problem.where) == f"{file}:5: snapshot.modules[1]"


def test_what_does_without_bz2_may_be_in_it_only_where_the_run_has_none(plan: Plan) -> None:
    """shutil and zipfile ask once, and while building there is no bz2."""
    without, brought = (
        planned("smallest", startup="snapshot", compression="yes", native_modules=native) for native in ("none", "bz2")
    )
    for module in ("shutil", "zipfile", "zipapp"):
        assert not snapshot.why_not(module, without)
        assert module in snapshot.fit_in_program(without)
        assert "`native_modules`" in snapshot.why_not(module, brought)
        assert module not in snapshot.fit_in_program(brought)
        with pytest.raises(WizardError, match="bz2"):
            snapshot.applied(brought, Profile(snapshot_modules=(module,)))
    assert not snapshot.why_not("json", brought)
    typed = planned("command-line-tool", startup="snapshot", native_modules="termios")
    assert "`termios`" in snapshot.why_not("getpass", typed), "what is typed would be seen"
    assert not snapshot.why_not("getpass", without)


def test_in_a_programs_snapshot_more_is_fit(plan: Plan) -> None:
    assert "importlib.metadata" in snapshot.fit_in_program(plan)
    assert "socket" in snapshot.why_not("email.utils", plan) or "random" in snapshot.why_not("email.utils", plan)
    assert not {"random", "socket", "tempfile"} & snapshot.fit_in_program(plan)


def test_an_empty_list_is_no_snapshot(plan: Plan) -> None:
    with pytest.raises(WizardError, match="without a module"):
        snapshot.applied(plan, Profile(snapshot_modules=()))


def test_a_program_may_bring_all_of_it_itself(plan: Plan) -> None:
    made = snapshot.applied(plan, Profile(snapshot_kind="program", snapshot_modules=()))
    assert made.snapshot_program
    assert made.snapshot_modules == ()
    assert not snapshot.applied(plan, Profile(snapshot_kind="library")).snapshot_program


def test_a_section_that_does_nothing_is_said() -> None:
    for profile in (Profile(snapshot_modules=("json",)), Profile(snapshot_kind="program")):
        made = snapshot.applied(planned("smallest", startup="bytecode"), profile)
        assert [notice.code for notice in made.notices] == ["snapshot-unused"]
    plain = planned("smallest", startup="bytecode")
    assert snapshot.applied(plain, Profile()) == plain


def test_a_shipped_module_that_the_answers_break_is_left_out(plan: Plan) -> None:
    broken = dataclasses.replace(plan, broken={"json": next(iter(plan.broken.values()))})
    assert "json" not in snapshot.shipped(broken).snapshot_modules
