"""Known failures recognise what native-image prints, word for word from its source and from real logs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wizard.catalogue.load import load_failures

LOGS = Path(__file__).parents[1] / "data" / "logs"
LINES = [
    ("Terminating due to java.lang.OutOfMemoryError: Java heap space", "heap-exhausted"),
    ("The Native Image build process ran out of memory.", "heap-exhausted"),
    ("Error: Image build request for 'x' (pid: 1, path: /o) failed with exit status 137", "killed-for-memory"),
    ("Initial heap size set to a larger value than the maximum heap size", "heap-larger-than-maximum"),
    (
        "Error: Default native-compiler executable 'gcc' not found via environment variable PATH",
        "no-compiler",
    ),
    ("Unable to compile C-ABI query code (using: gcc)", "c-headers"),
    ("1. It appears as though libz.a is missing. Please install it.", "library-missing"),
    ("/usr/bin/ld: cannot find -lz: No such file or directory", "library-missing"),
    ("java.io.IOException: No space left on device", "disk-full"),
    ("Error: Unrecognized option '-H:+Foo' from command line. Did you mean one of these:", "unknown-option"),
    ("Error: Could not find option 'Foo'. Did you mean one of these:", "unknown-option"),
    ("Error: Polyglot version compatibility check failed.", "versions-differ"),
    ("Error: Unknown name in option specification: macro:truffle-svm", "no-truffle-macro"),
    ("Error: Main entry point class 'X' neither found on", "main-class"),
    ("=== Image generator watchdog detected no activity. This can be", "watchdog"),
    ("Error: Detected a started Thread in the image heap. Thread name: x", "object-in-image-heap"),
]


def recognised(line: str) -> list[str]:
    return [failure.key for failure in load_failures() if re.search(failure.pattern, line)]


@pytest.mark.parametrize(("line", "key"), LINES)
def test_a_line_is_recognised_by_one_failure(line: str, key: str) -> None:
    assert recognised(line) == [key]


@pytest.mark.parametrize(
    ("log", "key"),
    [("fail-blocklist.log", "blocklisted-methods"), ("fail-file-in-heap.log", "object-in-image-heap")],
)
def test_a_real_log_is_recognised(log: str, key: str) -> None:
    lines = (LOGS / log).read_text(encoding="utf-8").splitlines()
    assert {found for line in lines for found in recognised(line)} == {key}


@pytest.mark.parametrize("log", ["default.log", "small3.log"])
def test_a_log_of_a_good_build_has_no_failure(log: str) -> None:
    lines = (LOGS / log).read_text(encoding="utf-8").splitlines()
    assert [found for line in lines for found in recognised(line)] == []


def test_the_option_is_named() -> None:
    [failure] = [failure for failure in load_failures() if failure.key == "unknown-option"]
    match = re.search(failure.pattern, "Error: Unrecognized option '-H:+Foo' from command line.")
    assert match is not None
    assert failure.cause.format_map(match.groupdict()).endswith("the option -H:+Foo")
