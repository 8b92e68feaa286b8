"""Stages out of native-image's text, however it comes."""

from __future__ import annotations

import random
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.building.events import Event, Line, Stage, Warned
from wizard.building.stages import LONGEST, Parser, size, stage_of

LOGS = Path(__file__).parents[1] / "data" / "logs"
LIVE = (
    b"[1/8] Initializing..." + b" " * 60 + b"(15.4s @ 0.27GB)\n Java version: 25.0.3+9-LTS\n"
    b"[2/8] Performing analysis...  [**\r" + b" " * 40 + b"\rWarning: in between\n"
    b"[2/8] Performing analysis...  [***]   (134.9s @ 2.97GB)\n[3/8] Building universe...   (8,7s @ 0,17GB)\n"
    b"[4/8] Parsing methods..."
)


def parse(*chunks: bytes) -> list[Event]:
    """All events."""
    parser = Parser()
    events = [event for chunk in chunks for event in parser.feed(chunk)]
    return events + list(parser.close())


def stages(events: list[Event]) -> list[tuple[int, float | None]]:
    """Numbers and seconds."""
    return [(e.number, e.seconds) for e in events if isinstance(e, Stage)]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "[6/8] Compiling methods...    [***]      (11.6s @ 1.24GB)",
            Stage(6, 8, "Compiling methods", 11.6, 1_240_000_000),
        ),
        ("[1/7] Initializing...  (5.0s @ 512.00MB)", Stage(1, 7, "Initializing", 5.0, 512_000_000)),
        ("[8/8] Creating image...  [****]  (8,7s @ 0,17GB)", Stage(8, 8, "Creating image", 8.7, 170_000_000)),
        ("[2/8] Performing analysis...  []  (73.1s @ 2.00GiB)", Stage(2, 8, "Performing analysis", 73.1, 2 * 2**30)),
        ("[2/8] Performing analysis...  [**", Stage(2, 8, "Performing analysis")),
        ("\x1b[1m\x1b[34m[3/8] Building universe...\x1b[0m", Stage(3, 8, "Building universe")),
        (
            "[6/8] Compiling methods...    [[6/8] Compiling methods...    [*****]    (25.4s @ 0.41GB)",
            Stage(6, 8, "Compiling methods", 25.4, 410_000_000),
        ),
        ("[3/8] something else", None),
        ("see [3/8] Building universe...", None),
        ("[x/8] Building universe...", None),
        ("", None),
    ],
)
def test_stage_lines(line: str, wanted: Stage | None) -> None:
    assert stage_of(line) == wanted


@pytest.mark.parametrize(("name", "wanted"), [("default", 8), ("small3", 8), ("fail-blocklist", 2)])
def test_recorded_logs(name: str, wanted: int) -> None:
    data = (LOGS / f"{name}.log").read_bytes()
    events = parse(data)
    ended = [e for e in events if isinstance(e, Stage) and e.seconds is not None]
    assert [e.number for e in ended] == list(range(1, wanted + 1))
    assert "".join(e.text + "\n" for e in events if isinstance(e, Line)).encode() == data


@pytest.mark.parametrize("step", [1, 2, 7, 1000])
def test_chunks_do_not_matter(step: int) -> None:
    events = parse(*(LIVE[i : i + step] for i in range(0, len(LIVE), step)))
    assert stages(events) == [(1, None), (1, 15.4), (2, None), (2, 134.9), (3, None), (3, 8.7), (4, None)]
    assert Warned("Warning: in between") in events
    assert [e.name for e in events if isinstance(e, Stage)][-1] == "Parsing methods"


def test_without_live_output_the_next_stage_is_the_one_that_runs() -> None:
    events = parse(b"[1/8] Initializing...  (1.0s @ 1GB)\n", b"[2/8] Performing analysis... [*] (2.0s @ 1GB)\n")
    assert stages(events) == [(1, None), (1, 1.0), (2, None), (2, 2.0), (3, None)]


@given(
    st.lists(
        st.one_of(st.binary(max_size=60), st.sampled_from([b"\n", b"\r", b"[1/8] ", b"...", b"[2/8] A...\n", b"\0"]))
    )
)
def test_no_bytes_break_it(chunks: list[bytes]) -> None:
    events = parse(*chunks)
    whole = b"".join(chunks)
    assert sum(isinstance(e, Line) for e in events) == whole.count(b"\n") + (whole[-1:] not in (b"", b"\n"))
    ended = [n for n, seconds in stages(events) if seconds is not None]
    assert all(a < b for a, b in pairwise(ended))


def test_a_line_without_end_takes_no_memory_and_no_time() -> None:
    began = time.perf_counter()
    parser = Parser()
    for _ in range(3000):
        assert not list(parser.feed(b"x" * 10_000))
    (line,) = parser.feed(b"\n")
    assert isinstance(line, Line)
    assert len(line.text) == LONGEST
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    "line",
    [
        "[1/8] " + "a" * 500_000,
        "[1/8] a" + "." * 500_000,
        "[1/8] a..." + " " * 500_000 + "x",
        "[1/8] a... (" + "1" * 500_000,
    ],
)
def test_hostile_lines_are_quick(line: str) -> None:
    began = time.perf_counter()
    assert stage_of(line) is None
    parse(line.encode())
    assert time.perf_counter() - began < 1


def test_numbers_of_a_stage_never_go_back() -> None:
    lines = [f"[{random.Random(n).randint(0, 99)}/8] Name... (1.0s @ 1GB)\n".encode() for n in range(50)]
    ended = [number for number, seconds in stages(parse(*lines)) if seconds is not None]
    assert ended == sorted(set(ended))


@pytest.mark.parametrize(
    ("amount", "unit", "wanted"), [("1.00", "GiB", 2**30), ("2,5", "kB", 2500), ("7", "B", 7), ("1.2.3", "MB", None)]
)
def test_sizes(amount: str, unit: str, wanted: int | None) -> None:
    assert size(amount, unit) == wanted


def test_a_warning_about_the_wizards_own_switch_is_in_the_log_only() -> None:

    line = "Warning: Cannot read field from GraalSupport: graphObjects"
    assert parse(f"{line}\n".encode()) == [Line(line)]
