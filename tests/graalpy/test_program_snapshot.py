"""A real engine with the program's own modules in its snapshot (`make test-presets`): same behaviour, no canary."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.graalpy.conftest import Builder, Wizard
from tests.graalpy.test_canaries import canaries, held_in
from tests.launcher.test_own_modules import KEPT, WAIT_FOR_THE_RUN, program

pytestmark = pytest.mark.presets

PRESET = "command-line-tool"  # processes, signals and threads, which some of the modules use


def test_own_modules_do_what_they_do_without(build: Builder, wizard: Wizard, shared_cache: Path) -> None:
    text, files = program()
    plain = build(text, PRESET, files=files, options=("--set", "startup=bytecode")).run("1", "2")
    assert plain.returncode == 0, plain.stderr
    built = build(text, PRESET, files=files, profile='[snapshot]\nkind = "program"\n', options=("--trust",))
    imported, first, *seen = built.run("1", "2").stdout.splitlines()
    assert first.split() == [*WAIT_FOR_THE_RUN, *KEPT]
    assert [imported, "", *seen] == plain.stdout.splitlines()
    wizard("check", built.path)
    set_there = built.run("1", "2", env={"NOT_SET": "4"}).stdout.splitlines()
    assert set_there[1] == "", "all start anew"
    assert [(one, other) for one, other in zip(set_there[2:], seen, strict=True) if one != other] == [
        ("unset 4", "unset 3")
    ]
    assert held_in(built.path, canaries(shared_cache, built.path.parent)) == []
