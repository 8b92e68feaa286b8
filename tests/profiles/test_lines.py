"""Positions of keys: every key of valid TOML is found, in the line where it stands."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from wizard.profiles.lines import KeyPath, key_lines, line_of

TEXT = '''# comment with [brackets] and key = 1
schema = 1
"quo ted".'dot.ted' = 2

[a.b] # header = comment
list = [
  "one", # ["not", "these"]
  """two
  ] still two""""",
  'three',
]
inline = { x = 1, "y z" = [ { deep = true } ] }

[[rows]]
key = \'\'\'
[not a header]
no = 1\'\'\'
[[rows]]
"esc\\u00e4\\"ped" = 1979-05-27 07:32:00
[rows.sub]
last = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("schema",), 2),
        (("quo ted", "dot.ted"), 3),
        (("a", "b"), 5),
        (("a", "b", "list"), 6),
        (("a", "b", "list", 0), 7),
        (("a", "b", "list", 1), 8),
        (("a", "b", "list", 2), 10),
        (("a", "b", "inline", "y z", 0, "deep"), 12),
        (("rows", 0, "key"), 15),
        (("rows", 1, 'escä"ped'), 19),
        (("rows", 1, "sub", "last"), 21),
    ],
)
def test_finds_the_line(path: KeyPath, line: int) -> None:
    tomllib.loads(TEXT)
    assert key_lines(TEXT)[path] == line
    assert key_lines(TEXT.replace("\n", "\r\n"))[path] == line


def test_what_is_not_there_has_the_line_of_what_holds_it() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, ("a", "b", "absent")) == 5
    assert line_of(lines, ("absent",)) == 0


def _paths(value: Any, path: KeyPath = ()) -> set[KeyPath]:
    entries: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        entries = list(value.items())
    elif isinstance(value, list):
        entries = list(enumerate(value))
    return {path} | {found for key, entry in entries for found in _paths(entry, (*path, key))}


ANY = st.characters(exclude_categories=["Cs"])
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
SCALARS = st.one_of(st.booleans(), st.integers(-99, 99), st.text(ANY, max_size=12))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=10
)


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_finds_every_key_that_the_parser_finds(values: dict[str, Any]) -> None:
    text = tomlkit.dumps(values)
    assert set(key_lines(text)) == _paths(tomllib.loads(text)) - {()}
