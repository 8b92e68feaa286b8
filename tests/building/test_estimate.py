"""Time left: monotone within a stage, corrected at its end, never nonsense."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.building.estimate import CORRECTION, Estimator, expected
from wizard.building.events import Stage

WEIGHTS = (10.0, 100.0, 20.0, 10.0, 5.0, 80.0, 10.0, 20.0)


def play(took: list[float], weights: tuple[float, ...] = WEIGHTS) -> list[tuple[float, float, bool]]:
    """Second by second: when, what is said to be left, and whether a stage just ended."""
    estimator, said, at = Estimator(weights), [], 0.0
    for number, seconds in enumerate(took, 1):
        estimator.stage(Stage(number, 8, "x"), at)
        for tick in range(int(seconds)):
            left = estimator.left(at + tick)
            assert left is not None
            said.append((at + tick, left, tick == 0))
        at += seconds
        estimator.stage(Stage(number, 8, "x", seconds), at)
    left = estimator.left(at)
    assert left is not None
    return [*said, (at, left, True)]


def test_a_build_as_expected_is_told_to_the_second() -> None:
    said = play(list(WEIGHTS))
    assert [left for _, left, _ in said] == pytest.approx([sum(WEIGHTS) - at for at, _, _ in said])


def test_a_machine_that_is_half_as_fast_is_found_out_after_the_analysis() -> None:
    said = play([2 * w for w in WEIGHTS])
    left = next(left for at, left, _ in said if at >= 2 * 110)
    assert left == pytest.approx(2 * sum(WEIGHTS[2:]), rel=0.01)
    assert said[-1][1] == 0


@given(st.lists(st.floats(1, 200), min_size=8, max_size=8))
def test_it_never_rises_within_a_stage_and_ends_at_nothing(took: list[float]) -> None:
    said = play(took)
    for (_, before, _), (_, after, new_stage) in pairwise(said):
        assert after <= before or (new_stage and after > before * CORRECTION)
    assert all(left >= 0 for _, left, _ in said)
    assert said[-1][1] == 0


def test_what_is_not_known_is_not_said() -> None:
    assert Estimator(()).left(10) is None
    seven = Estimator(WEIGHTS)
    seven.stage(Stage(1, 7, "Initializing"), 0)
    assert seven.left(1) is None


def test_this_machines_builds_count_more_than_shipped_ones() -> None:
    slow = [3 * w for w in WEIGHTS]
    assert expected(WEIGHTS) == WEIGHTS
    assert expected(WEIGHTS, [slow]) == tuple(slow)
    assert expected(WEIGHTS, [[1.0] * 8, slow, [9999.0] * 8]) == tuple(slow)
    assert expected(WEIGHTS, [[1.0] * 7]) == WEIGHTS
    assert expected(WEIGHTS, [[1.0] * 8] * 20 + [slow] * 5) == tuple(slow)
