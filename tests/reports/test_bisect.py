"""Between two builds: few builds, and shares that add up."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.reports.bisect import TINY, bisect, ordered
from wizard.reports.difference_inputs import Change

BASE = 80_000_000


def change(name: str, *, engine: bool = False) -> Change:
    return Change("answer" if engine else "requirement", name, "a", "b", ("engine",) if engine else (name,))


class Fake:
    """A builder whose inputs are worth fixed sizes."""

    def __init__(self, worth: dict[str, int], refused: tuple[str, ...] = ()) -> None:
        self.worth, self.refused = worth, refused
        self.built: list[tuple[str, ...]] = []

    def __call__(self, made: tuple[Change, ...]) -> int | None:
        names = tuple(one.name for one in made)
        self.built.append(names)
        return None if names and names[-1] in self.refused else BASE + sum(self.worth[name] for name in names)


def found(changes: list[Change], fake: Fake) -> dict[str, int]:
    made = bisect(changes, BASE, BASE + sum(fake.worth.values()), fake)
    assert made.builds == len(fake.built)
    return {share.text.replace(": a -> b", ""): share.change for share in made.shares}


def test_a_single_culprit_is_found_in_few_builds() -> None:
    changes = [change(f"r{number}") for number in range(16)]
    fake = Fake({one.name: 0 for one in changes} | {"r11": 5_000_000})
    assert found(changes, fake)["r11"] == 5_000_000
    assert len(fake.built) <= math.ceil(math.log2(16))


def test_every_input_that_matters_gets_its_share() -> None:
    changes = [change("a"), change("b"), change("c")]
    fake = Fake({"a": 1_000_000, "b": -2_000_000, "c": 30_000})
    assert found(changes, fake) == {"b": -2_000_000, "a": 1_000_000, "c": 30_000}
    assert len(fake.built) == 2


def test_engine_and_payload_are_told_apart_with_one_build() -> None:
    changes = ordered([change("r1"), change("jit", engine=True), change("r2"), change("net", engine=True)])
    assert [one.name for one in changes] == ["jit", "net", "r1", "r2"]
    fake = Fake({"jit": 0, "net": 0, "r1": 900_000, "r2": 0})
    found(changes, fake)
    assert fake.built[0] == ("jit", "net")
    assert ("jit",) not in fake.built  # no second engine is built for nothing


def test_what_cannot_be_built_is_walked_around() -> None:
    changes = [change("a"), change("b"), change("c")]
    fake = Fake({"a": 1_000_000, "b": 500_000, "c": 250_000}, refused=("a",))
    assert found(changes, fake) == {"a; b": 1_500_000, "c": 250_000}


def test_one_change_and_none_need_no_build() -> None:
    assert found([change("a")], Fake({"a": 7_000})) == {"a": 7_000}
    assert found([], Fake({})) == {}


@pytest.mark.parametrize("worth", [TINY, -TINY])
def test_nothing_is_halved_for_a_few_bytes(worth: int) -> None:
    changes = [change("a"), change("b")]
    fake = Fake({"a": worth, "b": 0})
    assert found(changes, fake) == {"a; b": worth}
    assert fake.built == []


@given(worth=st.lists(st.integers(-(10**7), 10**7), max_size=12), engines=st.integers(0, 12))
def test_shares_add_up_and_no_point_is_built_twice(worth: list[int], engines: int) -> None:
    changes = ordered([change(f"x{i}", engine=i < engines) for i in range(len(worth))])
    fake = Fake({f"x{i}": size for i, size in enumerate(worth)})
    assert sum(found(changes, fake).values()) == sum(worth)
    assert len(set(fake.built)) == len(fake.built) <= max(len(worth) - 1, 0)
