"""The size first, then why."""

from __future__ import annotations

from dataclasses import replace

from tests.history.samples import result, sizes
from wizard.reports.model import Part
from wizard.reports.summary import change_text, size_text, summary


def test_size_and_reason() -> None:
    made = summary(result())
    assert made.size == "hello: 84.0 MB, 28.4% of the ordinary GraalPy executable (295.4 MB)"
    assert made.why == ("most of it is the image heap: 55.2 MB, 66%; left out: the JIT, network, parts of the library")
    assert made.change == ""


def test_what_makes_it_large_is_said_too() -> None:
    large = replace(result(), answers={"jit": "on", "startup": "preinitialised", "compression": "no"})
    assert summary(large).why.endswith("; with the JIT, an interpreter started ahead; left out: compression")


def test_shares_are_of_the_whole_file() -> None:
    rows = summary(result()).rows
    assert abs(sum(row.share for row in rows) - 1) < 1e-9
    assert sum(row.size for row in rows) == result().sizes.file
    assert all(row.change is None for row in rows)


def test_what_grew_is_named() -> None:
    now = result(sizes=sizes(Part("rich", 600_000, "payload")))
    old = result()
    library = tuple(replace(p, size=p.size - 100_000) if p.name == "library" else p for p in old.sizes.parts)
    made = summary(now, replace(old, sizes=replace(old.sizes, parts=library, file=old.sizes.file - 100_000)))
    assert made.change == "+0.7 MB against the last build (83.9 MB): library +0.1 MB"
    assert {row.name: row.change for row in made.rows}["rich"] is None


def test_nothing_changed() -> None:
    assert summary(result(), result()).change == "as large as the last build (84.0 MB)"


def test_a_result_without_parts() -> None:
    empty = replace(sizes(), file=0, parts=(), reference=None)
    made = summary(result(sizes=empty), result(sizes=empty))
    assert made.size == "hello: 0 B"
    assert made.why == "nothing is known of its parts"


def test_texts() -> None:
    assert [size_text(n) for n in (0, 999, 1000, 99_999, 100_000, 83_960_288)] == [
        "0 B", "999 B", "1.0 kB", "100.0 kB", "0.1 MB", "84.0 MB",
    ]  # fmt: skip
    assert [change_text(n) for n in (0, 5, -2_000_000)] == ["same", "+5 B", "-2.0 MB"]
