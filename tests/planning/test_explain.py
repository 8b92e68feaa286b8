"""`explain`: who asked, what goes, what was measured; never a figure that was not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.planning.conftest import planned
from wizard.catalogue.load import load
from wizard.cli.main import run
from wizard.planning.explain import NOT_MEASURED, ExplainedOption, explain, measurements


def options(preset: str, **flags: Any) -> dict[str, ExplainedOption]:
    return {option.key: option for option in explain(load(), planned(preset, **flags)).options}


def test_measurement_and_claim_stand_side_by_side() -> None:
    option = options("smallest")["without-jit"]
    assert "138.2 MB smaller than the ordinary build" in option.measured
    assert option.claims[0].text == "about 40 % smaller"
    assert option.because == ("jit = off (preset smallest): no JIT compiler",)


def test_what_was_measured_only_with_others_says_so() -> None:
    option = options("smallest")["without-ssl"]
    assert option.measured.startswith("not measured alone; measured together with ")
    assert "MB" not in option.measured


def test_every_measurement_is_told_once() -> None:
    explanation = explain(load(), planned("smallest"))
    found = measurements(explanation)
    assert len(set(found)) == len(found)
    assert {e for option in explanation.options for e in (*option.alone, *option.together)} == set(found)


def test_measurements_are_called_by_what_they_are() -> None:
    """Nicknames of docs/facts say nothing to a reader."""
    for effect in load().effects:
        told = f"{effect.against} {effect.note}"
        assert [word for word in ("tiny", "floor", "small2", "small3", '"small"') if word in told] == []


def test_a_set_that_was_not_built_is_no_measurement() -> None:
    assert options("full", compression="no")["without-compression"].measured == NOT_MEASURED


def test_an_implied_answer_says_who_implied_it() -> None:
    answers = {answer.key: answer for answer in explain(load(), planned("full", network="none")).answers}
    assert (answers["crypto"].asked, answers["crypto"].value) == ("tls", "hashes")
    assert answers["crypto"].reason.startswith("implied by network = none: ")


def test_questions_of_other_versions_are_not_shown() -> None:
    def keys(graalpy: str) -> set[str]:
        return {answer.key for answer in explain(load(), planned("full", graalpy=graalpy)).answers}

    assert "jni" in keys("24.2.2")
    assert "jni" not in keys("25.0.3")


def test_the_verb_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "--preset", "smallest", "--set", "crypto=none"]) == 0
    out = capsys.readouterr()
    assert "these imports fail: asyncio" in out.out
    assert "-Dpython.WithoutDigest=true" in out.out
    assert "effect: not measured" in out.out
    assert "[1]" in out.out
    assert "In all: an engine of " in out.out
    assert "random no longer imports" in out.err.replace("`", "")
    assert max(map(len, out.out.splitlines())) < 200


def test_the_verb_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "--json", "--preset", "smallest"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["result"]["graalpy"] == "25.0.3"
    assert {"key", "because", "removes", "broken", "measured", "claims"} <= set(whole["result"]["options"][0])
    assert whole["ok"] is True


def test_a_conflict_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "--set", "network=none", "--set", "crypto=tls"]) == 2
    assert "--set crypto=hashes" in capsys.readouterr().err


def test_the_whole_is_measured_or_says_that_it_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(["explain", "--preset", "command-line-tool", "--json", "--set", "jit=on", "--set", "cpu=compatibility"])
        == 0
    )
    engine = json.loads(capsys.readouterr().out)["result"]["total"]["engine"]
    assert (engine["measured"], engine["low"] < engine["size"] < engine["high"]) == ("", True)
    assert run(["explain", "--preset", "command-line-tool", "--set", "jit=on", "--set", "cpu=compatibility"]) == 0
    assert "not measured, but predicted from" in " ".join(capsys.readouterr().out.split())
