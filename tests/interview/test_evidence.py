"""What estimates rest on: this machine's builds, but for engines that hold more than their answers say."""

from __future__ import annotations

from dataclasses import replace

from tests.history.samples import result
from tests.planning.conftest import planned
from wizard.catalogue.load import load
from wizard.history.store import History
from wizard.interview.evidence import HERE, gather


def test_an_engine_with_a_program_in_its_snapshot_says_nothing_of_others() -> None:
    plan = planned("command-line-tool")
    made = result(options=tuple(chosen.option.key for chosen in plan.chosen))
    assert made.engine is not None
    History().add(made)
    before = gather(load(), plan.version)
    assert [timing.seconds for timing in before.timings if timing.machine == HERE] == [300.0]
    larger = replace(made.sizes, engine=2 * made.sizes.engine)
    slower = replace(made.engine, seconds=900.0)
    History().add(replace(made, finished="2026-11-25T09:15:42Z", snapshot="program, json", sizes=larger, engine=slower))
    assert gather(load(), plan.version) == before
