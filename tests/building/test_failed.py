"""A build that made nothing is kept with its reason, and nothing about keeping it hides that reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.building.failed import recorded
from wizard.building.request import JarRequest
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError
from wizard.history.model import FailedBuild
from wizard.history.store import History


def fail(code: ExitCode, tmp_path: Path) -> None:
    request = JarRequest(tmp_path / "app.jar", tmp_path / "app", typed=("build", "app.jar"))
    with pytest.raises(WizardError, match="why"), recorded(request):
        raise WizardError(Problem("why it failed", todo="what to do"), code)


@pytest.mark.parametrize("code", [ExitCode.BUILD_FAILED, ExitCode.MEMORY, ExitCode.TIMEOUT, ExitCode.ENVIRONMENT])
def test_a_failure_is_kept(code: ExitCode, tmp_path: Path) -> None:
    fail(code, tmp_path)
    [record] = History().records()
    assert isinstance(record, FailedBuild)
    assert (record.code, record.problems, record.name) == (int(code), ("why it failed; what to do",), "app")
    assert record.origin.typed == ("build", "app.jar")


@pytest.mark.parametrize("code", [ExitCode.INPUT, ExitCode.CONSENT])
def test_what_never_began_is_not(code: ExitCode, tmp_path: Path) -> None:
    fail(code, tmp_path)
    assert History().entries() == []


def test_a_history_that_cannot_be_written_hides_nothing(home: Path, tmp_path: Path) -> None:
    (home / "state").write_text("in the way")
    fail(ExitCode.BUILD_FAILED, tmp_path)


def test_a_build_that_ends_well_leaves_nothing_here(tmp_path: Path) -> None:
    with recorded(JarRequest(tmp_path / "app.jar", tmp_path / "app")):
        pass
    assert History().entries() == []
