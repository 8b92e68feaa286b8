"""Many names in one line."""

from __future__ import annotations

import pytest

from wizard.ground.several import some


@pytest.mark.parametrize(
    ("names", "most", "of", "told"),
    [
        ((), 2, None, ""),
        (("a", "b"), 2, None, "a, b"),
        (("a", "b", "c"), 2, None, "a, b and 1 more (here)"),
        (("a",), 2, 4, "a and 3 more (here)"),
    ],
)
def test_the_first_names_and_how_many_more(names: tuple[str, ...], most: int, of: int | None, told: str) -> None:
    assert some(names, most, of=of, where=" (here)") == told
