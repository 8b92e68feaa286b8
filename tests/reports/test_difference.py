"""Two builds side by side: what changed, and which inputs can be the reason."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.history.samples import failed, result, sizes
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.history import codec
from wizard.history.model import BuildResult
from wizard.history.store import History
from wizard.reports import difference
from wizard.reports.attribution import MORE
from wizard.reports.difference import Side, Term, coarse, compare, largest
from wizard.reports.difference_rows import cells, headline, inputs, markdown, says_why
from wizard.reports.difference_sides import resolve
from wizard.reports.model import Attribution, Leaf, Part

RICH = Part("rich", 600_000, "payload")


def other_engine(made: BuildResult, key: str = "other") -> BuildResult:
    assert made.engine is not None
    return replace(made, engine=replace(made.engine, key=key))


def test_the_same_build_twice() -> None:
    made = compare(result(), result())
    assert (made.rows, made.inputs, made.change) == ((), (), 0)
    assert made.cause == "nothing changed in size"
    assert headline(made).startswith("as large as this build")


def test_a_change_with_a_single_changed_input_is_attributed_to_it() -> None:
    made = compare(result(requirements={}), result(requirements={"rich": "13"}, sizes=sizes(RICH)))
    assert [(row.name, row.change, row.causes) for row in made.rows] == [("rich", 600_000, ("rich 13 added",))]
    assert (made.cause, made.certain) == ("the only input that changed: rich 13 added", True)


def test_with_several_it_says_so() -> None:
    before = result(answers={"network": "none", "crypto": "hashes"}, id="20260101T000000Z-00000000")
    after = other_engine(result(answers={"network": "client", "crypto": "tls"}, id="20260102T000000Z-00000000"))
    grown = replace(sizes(), parts=(Part("heap", 60_000_000, "engine"), *sizes().parts[1:]))
    made = compare(before, replace(after, sizes=grown))
    assert made.certain is False
    assert "2 inputs changed" in made.cause
    assert "--bisect 20260101T000000Z-00000000 20260102T000000Z-00000000" in made.cause
    assert made.rows[0].causes == ("network: none -> client", "crypto: hashes -> tls")


def test_what_a_snapshot_holds_reaches_the_engine_and_with_the_program_its_code_too() -> None:
    grown = replace(sizes(), parts=(Part("heap", 60_000_000, "engine"), *sizes().parts[1:]))
    before = result(id="20260101T000000Z-00000000")
    after = replace(other_engine(before), snapshot="program, json", sizes=grown)
    made = compare(before, after)
    assert made.rows[0].causes == ("snapshot program, json added",)
    own = [replace(after, hashes={"own code": text}) for text in "ab"]
    [row] = compare(own[0], replace(other_engine(own[1], "third"), sizes=sizes())).rows
    assert row.causes == ("own code",)


def test_inputs_that_change_different_parts_are_told_apart() -> None:
    one = replace(result(requirements={}), hashes={"own code": "a"})
    two = replace(result(requirements={"rich": "13"}, sizes=sizes(RICH, Part("data", 90_000, "payload"))),
                  hashes={"own code": "b"})  # fmt: skip
    made = compare(one, two)
    assert {row.name: row.causes for row in made.rows} == {"rich": ("rich 13 added",), "data": ("own code",)}
    assert made.certain


def test_what_nothing_explains_says_so() -> None:
    grown = replace(sizes(), parts=(Part("heap", 55_246_848 + 1000, "engine"), *sizes().parts[1:]))
    made = compare(result(), other_engine(result(sizes=grown)))
    assert made.cause == "no recorded input changed; such small changes come from the linker"
    assert cells(made)[0][4] == "nothing recorded"


def test_the_same_engine_cannot_have_been_changed_by_an_answer() -> None:
    made = compare(result(answers={"network": "none"}), result(answers={"network": "client"}, sizes=sizes(RICH)))
    assert made.inputs[0].reach == ()
    assert made.rows[0].causes == ()


def test_a_version_reaches_what_it_can_reach() -> None:
    versions = dict(result().versions)
    made = compare(result(), other_engine(result(versions={**versions, "native-image": "26"})))
    assert [(c.text, c.reach) for c in made.inputs] == [("builder: 25.0.4 -> 26", ("engine",))]


def attributed(*leaves: tuple[str, int], detailed: bool = True) -> BuildResult:
    made = tuple(Leaf(tuple(path.split("/")), size) for path, size in leaves)
    size = sum(leaf.size for leaf in made)
    return result(attribution=Attribution("x", size, made, detailed))


def test_terms_of_attribution_are_compared() -> None:
    made = compare(attributed(("engine/code/JDK/net", 500), ("engine/code/GraalPy/_ssl", 90)),
                   attributed(("engine/code/JDK/net", 800)))  # fmt: skip
    assert [(row.name, row.change) for row in made.rows] == [("code/JDK/net", 300), ("code/GraalPy/_ssl", -90)]


def test_what_only_one_side_folded_is_folded_on_both() -> None:
    made = compare(attributed(("engine/code/a", 50), ("engine/code/b", 7), ("engine/code/c", 3)),
                   attributed(("engine/code/a", 50), (f"engine/code/{MORE}", 12)))  # fmt: skip
    assert [(row.name, row.before, row.after) for row in made.rows] == [(f"code/{MORE}", 10, 12)]


def test_what_is_too_large_to_have_been_among_the_small_ones_keeps_its_name() -> None:
    made = compare(attributed(("payload/own code/a.py", 50), (f"payload/own code/{MORE}", 9)),
                   attributed(("payload/own code/a.py", 50), (f"payload/own code/{MORE}", 9),
                              ("payload/own code/table.py", 10_000)))  # fmt: skip
    assert [(row.name, row.change) for row in made.rows] == [("own code/table.py", 10_000)]


def test_a_heap_known_by_class_and_one_known_by_its_ten_largest_meet_at_its_size() -> None:
    exact = (Leaf(("engine", "image heap", "objects"), 40), Leaf(("engine", "image heap", "texts"), 20, True))
    guessed = (
        Leaf(("engine", "image heap", "texts"), 30, True), Leaf(("engine", "image heap", "other objects"), 35, True),
        Leaf(("engine", "image heap", "alignment"), 5),
    )  # fmt: skip
    code = (Leaf(("engine", "code", "JDK"), 8),)
    before, after = (Attribution("x", 68, (*leaves, *code), True) for leaves in (exact, guessed))
    sides = [Side("x", 68, difference.attributed(attribution)) for attribution in (before, after)]
    rows = [(row.name, row.before, row.after, row.estimated) for row in compare(*sides).rows]
    assert rows == [("image heap", 60, 70, False)]


def test_an_engine_whose_inside_is_not_known_is_compared_by_its_parts() -> None:
    made = compare(attributed(("engine/code/a", 50)), attributed(("engine/code", 60), detailed=False))
    assert made.rows == ()  # heap, code and library are those of the sample


PATHS = st.sampled_from(["a", "b", "c/x", "c/y", f"c/{MORE}", "d", MORE])
TERMS = st.dictionaries(PATHS, st.integers(0, 10**8), max_size=7)


@given(old=TERMS, new=TERMS)
def test_changes_add_up_to_the_difference(old: dict[str, int], new: dict[str, int]) -> None:
    sides = [
        Side("s", sum(terms.values()), {"terms": tuple(Term(name, "engine", size) for name, size in terms.items())})
        for terms in (old, new)
    ]
    made = compare(*sides)
    assert sum(row.change for row in made.rows) == made.change
    assert [abs(row.change) for row in made.rows] == sorted((abs(row.change) for row in made.rows), reverse=True)
    back = compare(sides[1], sides[0])
    assert sorted(row.change for row in made.rows) == sorted(-row.change for row in back.rows)
    assert [row for row in largest(made) if row.change <= 0] == []


def test_sides_of_different_depth_meet_at_what_both_know() -> None:
    made = compare(Side("whole", 100, coarse(100, None)), Side("halves", 120, coarse(120, 90)))
    assert [(row.name, row.change) for row in made.rows] == [("the whole file", 20)]
    assert made.cause == "nothing is known of the inputs of one of them"


def test_resolved(tmp_path: Path) -> None:
    history = History()
    stored = history.add(result(executable="/x/app"))
    assert resolve("last", history, tmp_path).build == stored.id
    assert resolve(stored.id[:12], history, tmp_path).build == stored.id
    ordinary = resolve("reference", history, tmp_path)
    assert ordinary.size > 290_000_000
    beside = {row.name: row.change for row in compare(ordinary, result()).rows}
    assert {"heap", "code", "library"} <= beside.keys()
    assert sum(beside.values()) == result().sizes.file - ordinary.size
    preset = resolve("smallest", history, tmp_path)
    assert preset.inputs["answer", "jit"] == "off"
    (tmp_path / "a.json").write_bytes(codec.to_json(stored))
    assert resolve("a.json", history, tmp_path).size == sizes().file
    whole = {"schema": 1, "result": {"build": codec.to_data(stored)}}
    (tmp_path / "b.json").write_text(json.dumps(whole, indent=1))
    assert resolve("b.json", history, tmp_path).size == sizes().file


@pytest.mark.parametrize("data", [b"{", b"{}", b'{"schema": 1}', b"\x7fELF", b"", b"#!/bin/sh\n", b"{" * 10_000])
def test_files_that_are_nothing_to_compare(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(WizardError) as caught:
        resolve("x", History(), tmp_path)
    assert caught.value.code == ExitCode.INPUT


def test_names_that_are_nothing_to_compare(tmp_path: Path) -> None:
    history = History()
    bad = history.add(failed())
    with pytest.raises(WizardError, match="no file or preset"):
        resolve("nothing", history, tmp_path)
    with pytest.raises(WizardError, match="made no executable"):
        resolve(bad.id, history, tmp_path)


def test_foreign_names_do_nothing_in_markdown() -> None:
    name = "<img src=x>|[a](http://b) @all `c`\n# d"
    made = compare(result(), result(sizes=sizes(Part(name, 10_000, "payload"))))
    (line,) = [line for line in markdown(made).splitlines() if "img" in line]
    assert "<" not in line
    assert "\\[a\\](" in line
    assert "@all" not in line
    assert line.count("|") - line.count("\\|") == 5


def test_a_cause_that_is_every_rows_is_no_column() -> None:
    """The sentence above the table said it."""
    one = compare(result(), result(answers={**result().answers, "jit": "on"}, sizes=sizes(Part("x", 9_000, "engine"))))
    assert "because of" not in markdown(one)
    assert not says_why([("+1 B", "", "", "a", "3 of the inputs"), ("+1 B", "", "", "b", "9 of the inputs")])
    assert says_why([("+1 B", "", "", "a", "own code"), ("+1 B", "", "", "b", "rich 13 added")])


def test_inputs_that_do_not_matter_are_marked() -> None:
    made = compare(result(), replace(result(), machine=replace(result().machine, processors=64)))
    assert inputs(made)[0].endswith("(cannot change the size)")
