"""native-image's own report, the file of -H:BuildOutputJSONFile. Versions differ: what is missing is None."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from wizard.ground.foreign import plain


@dataclass(frozen=True, slots=True)
class BuildReport:
    """Sizes in bytes, before stripping: the file on disk may be smaller. `graph_encodings` is in the heap."""

    total: int | None = None
    code: int | None = None
    heap: int | None = None
    debug: int | None = None
    resources: int | None = None  # in the heap
    resource_count: int | None = None
    graph_encodings: int | None = None  # None also where nothing is compiled at run time
    runtime_methods: int | None = None
    reachable_types: int | None = None
    reachable_methods: int | None = None
    seconds: float | None = None
    peak_memory: int | None = None
    processors: int | None = None
    java_version: str = ""
    vendor_version: str = ""
    c_compiler: str = ""
    garbage_collector: str = ""
    target: str = ""  # "x86-64-v3"

    @property
    def other(self) -> int | None:
        """What is neither code nor heap nor debug information."""
        if self.total is None or self.code is None or self.heap is None:
            return None
        rest = self.total - self.code - self.heap
        return rest - self.debug if self.debug is not None and rest >= self.debug else rest


def read(file: Path) -> BuildReport | None:
    """None where there is no such file or it is not a report: only a build that succeeded writes one."""
    try:
        whole = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return from_data(whole) if isinstance(whole, dict) else None


def from_data(whole: object) -> BuildReport:
    """The report in parsed JSON."""

    def count(*path: str) -> int | None:
        value = _at(whole, path)
        ok = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        return int(value) if ok and isinstance(value, int) else None

    def text(*path: str) -> str:
        value = _at(whole, path)
        return plain(value, limit=200) if isinstance(value, str) else ""

    seconds = _at(whole, ("resource_usage", "total_secs"))
    return BuildReport(
        total=count("image_details", "total_bytes"),
        code=count("image_details", "code_area", "bytes"),
        heap=count("image_details", "image_heap", "bytes"),
        debug=count("image_details", "debug_info", "bytes"),
        resources=count("image_details", "image_heap", "resources", "bytes"),
        resource_count=count("image_details", "image_heap", "resources", "count"),
        graph_encodings=count("image_details", "runtime_compiled_methods", "graph_encoding_bytes"),
        runtime_methods=count("image_details", "runtime_compiled_methods", "count"),
        reachable_types=count("analysis_results", "types", "reachable"),
        reachable_methods=count("analysis_results", "methods", "reachable"),
        seconds=float(seconds) if isinstance(seconds, int | float) and not isinstance(seconds, bool) else None,
        peak_memory=count("resource_usage", "memory", "peak_rss_bytes"),
        processors=count("resource_usage", "cpu", "parallelism"),
        java_version=text("general_info", "java_version"),
        vendor_version=text("general_info", "vendor_version"),
        c_compiler=text("general_info", "c_compiler"),
        garbage_collector=text("general_info", "garbage_collector"),
        target=text("general_info", "graal_compiler", "march"),
    )


def _at(value: object, path: tuple[str, ...]) -> object:
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value
