"""`report --bisect` before it builds anything: the cost is named, and engines need a word."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.history.samples import result
from wizard.catalogue.load import load
from wizard.cli.main import run
from wizard.cli.report_bisect import _between, cost_of, request_at
from wizard.history.model import BuildResult, Origin
from wizard.history.store import History
from wizard.planning.plan import plan
from wizard.profiles.precedence import answers
from wizard.profiles.preset import find

CATALOGUE = load()


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hello.py").write_text("import json\n")


def built(tmp_path: Path, minute: int, preset: str = "smallest", flags: dict[str, str] | None = None,
          **changes: Any) -> BuildResult:  # fmt: skip
    held = answers(CATALOGUE.questions, flags=flags or {}, environ={}, profile=None,
                   preset=find(preset, tmp_path, CATALOGUE.questions))  # fmt: skip
    made = plan(CATALOGUE, held, CATALOGUE.version(CATALOGUE.default_version))
    one = result(f"2026-11-24T09:{minute:02}:00Z", **changes)
    assert one.engine is not None
    typed = ("build", "hello.py", "--preset", preset, *(f"--set={key}={value}" for key, value in (flags or {}).items()))
    one = replace(
        one, answers={key: answer.value for key, answer in made.answers.items()},
        options=tuple(chosen.option.key for chosen in made.chosen), arguments=made.arguments,
        engine=replace(one.engine, key=f"{preset}{flags}"), versions={**one.versions, "graalpy": made.version.version},
        origin=Origin(typed, str(tmp_path), str(tmp_path / "hello.py")),
    )  # fmt: skip
    stored = History().add(one)
    assert isinstance(stored, BuildResult)
    return stored


def test_engines_need_a_yes_and_the_cost_is_named_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built(tmp_path, 1)
    built(tmp_path, 2, "command-line-tool")
    assert run(["report", "--bisect", "last~1", "last"]) == 4
    said = capsys.readouterr()
    assert said.out == ""
    assert "costs up to" in said.err.splitlines()[0]
    # Both ends took 300 s: what is between them takes as long.
    engines = int(re.findall(r"up to (\d+) engine", said.err)[0])
    assert f"about {engines * 5} minutes in all" in said.err.splitlines()[0]
    assert "add --yes to go on" in said.err


def test_points_lie_between_the_two_builds(tmp_path: Path) -> None:
    first = built(tmp_path, 1, requirements={"rich": "13.0", "old": "1"})
    second = built(tmp_path, 2, "command-line-tool", requirements={"rich": "14.0", "new": "2"})
    between = _between(first, second)
    kinds = [change.kind for change in between.changes]
    assert kinds == sorted(kinds, key=["answer", "requirement"].index)  # engines come first
    start, end = request_at(between, 0), request_at(between, len(between.changes))
    assert {k: a.value for k, a in start.plan.answers.items()} == dict(first.answers)
    assert {k: a.value for k, a in end.plan.answers.items()} == dict(second.answers)
    assert start.program.requirements == ("old==1", "rich==13.0")
    assert end.program.requirements == ("new==2", "rich==14.0")
    assert cost_of(between, History()).payloads == len(between.changes)


def test_what_cannot_be_undone_is_told_apart(tmp_path: Path) -> None:
    first, second = built(tmp_path, 1), built(tmp_path, 2, "command-line-tool", hashes={"own code": "b"})
    first = replace(first, hashes={"own code": "a"}, versions={**first.versions, "native-image": "24"})
    between = _between(first, second)
    assert {change.text for change in between.left} == {"own code", "builder: 24 -> 25.0.4"}


def test_what_an_imported_build_says_was_typed_is_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = built(tmp_path, 1)
    typed = ("build", "hello.py", "--trust", "--option=--initialize-at-build-time")
    hostile = replace(mine, id="20261124T090500Z-00000000", finished="2026-11-24T09:05:00Z",
                      origin=replace(mine.origin, typed=typed), extra=("--initialize-at-build-time",))  # fmt: skip
    assert History().take([hostile]) == 1
    for pair in (("last~1", "last"), ("last", "last~1")):
        assert run(["report", "--bisect", *pair, "--yes"]) == 2
        assert "was imported" in capsys.readouterr().err


def test_builds_of_elsewhere_cannot_be_built_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = History()
    history.add(result("2026-11-24T09:00:00Z"))
    history.add(result("2026-11-24T09:01:00Z", requirements={}))
    assert run(["report", "--bisect", "last~1", "last"]) == 2
    assert "is not known here" in capsys.readouterr().err
