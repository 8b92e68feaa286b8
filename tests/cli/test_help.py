"""Every verb and sub-verb says what it does, with an example, in 80 columns."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator

import pytest

from wizard.cli.main import VERBS, overall_help, parser_for, run


def parsers() -> Iterator[argparse.ArgumentParser]:
    for verb in VERBS:
        parser = parser_for(verb)
        yield parser
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                yield from action.choices.values()


PARSERS = {parser.prog: parser for parser in parsers()}


def test_sub_verbs_are_among_them() -> None:
    assert {"graalpy-wizard presets diff", "graalpy-wizard cache prune", "graalpy-wizard build"} <= set(PARSERS)


@pytest.mark.parametrize("prog", PARSERS)
def test_help_has_an_example_that_can_be_typed(prog: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = PARSERS[prog].format_help().splitlines()
    [example] = [line.removeprefix("example: ") for line in lines if line.startswith("example: ")]
    words = shlex.split(example.split(" -- ")[0])
    assert " ".join(words).startswith(prog)
    parser_for(words[1]).parse_args(words[2:])


@pytest.mark.parametrize("prog", PARSERS)
def test_help_fits_80_columns(prog: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert [line for line in PARSERS[prog].format_help().splitlines() if len(line) > 80] == []


def test_the_overall_help_fits_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    assert capsys.readouterr().out == overall_help()
    assert [line for line in overall_help().splitlines() if len(line) > 80] == []
    assert [verb for verb in VERBS if f"  {verb} " not in overall_help()] == []
