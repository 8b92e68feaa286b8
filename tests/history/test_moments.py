"""Times as they are typed."""

from __future__ import annotations

import pytest

from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.history.moments import moment, shown

NOW = 1_795_000_000.0  # 2026-11-18T11:06:40Z


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""), ("2026-11-24", "2026-11-24T00:00:00Z"), ("2026-11-24T09:15:42Z", "2026-11-24T09:15:42Z"),
        ("2026-11-24 09:15Z", "2026-11-24T09:15:00Z"), ("1d", "2026-11-17T11:06:40Z"), ("90m", "2026-11-18T09:36:40Z"),
        ("2w", "2026-11-04T11:06:40Z"), ("999999w", "1970-01-01T00:00:00Z"),
    ],
)  # fmt: skip
def test_times(typed: str, kept: str) -> None:
    assert moment("--since", typed, NOW) == kept


@pytest.mark.parametrize("typed", ["yesterday", "2026-13-01", "7", "-1d", "2026-11-24T", "99999999d"])
def test_no_times(typed: str) -> None:
    with pytest.raises(WizardError, match="is not a time") as caught:
        moment("--since", typed)
    assert caught.value.code == ExitCode.INPUT


def test_what_is_no_time_is_shown_as_it_is() -> None:
    assert shown("2026-11-24T09:15:42Z")[4] == "-"
    assert shown("soon") == "soon"
