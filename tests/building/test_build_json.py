"""native-image's own report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.building.build_json import BuildReport, from_data, read

LOGS = Path(__file__).parents[1] / "data" / "logs"


def test_a_recorded_report() -> None:
    report = read(LOGS / "small3.json")
    assert report
    assert (report.total, report.code, report.heap, report.other) == (86709376, 25720976, 55181312, 5807088)
    assert (report.seconds, report.peak_memory) == (311.361049192, 4828573696)
    assert (report.vendor_version, report.target) == ("GraalVM CE 25.0.4", "x86-64-v3")
    assert report.graph_encodings is None  # nothing is compiled at run time


def test_a_build_with_the_jit_has_graphs() -> None:
    report = read(LOGS / "default.json")
    assert report
    assert report.runtime_methods
    assert report.graph_encodings


@pytest.mark.parametrize("text", ["", "[]", "{", '"x"', "[" * 100_000])
def test_what_is_no_report(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    assert read(file) is None
    file.write_text(text)
    assert read(file) is None


def test_what_is_missing_or_odd_is_none() -> None:
    assert from_data({}) == BuildReport()
    odd = {"image_details": {"total_bytes": True, "code_area": 3, "image_heap": {"bytes": "9"}, "debug_info": None}}
    assert from_data(odd) == BuildReport()
    assert from_data({"analysis_results": {"types": {"reachable": -1}}}).reachable_types is None


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda c: st.lists(c) | st.dictionaries(
    st.sampled_from(["image_details", "total_bytes", "image_heap", "general_info", "java_version"]), c)))  # fmt: skip
def test_no_data_breaks_it(data: object) -> None:
    assert isinstance(from_data(json.loads(json.dumps(data))), BuildReport)
