"""A page with hostile names and thousands of parts."""

from __future__ import annotations

from wizard.reports.html import Page, Section
from wizard.reports.model import Attribution, Leaf

HOSTILE = (
    "</script><script>window.hacked=1</script>", "<img src=x onerror='window.hacked=1'>",
    "[markup](javascript:alert(1))", "\x1b[2Jescape\x07", "right\u202eleft", "quote\"'&amp;`",
    "lone\udcff", "${alert(1)}", "<!--", "]]>", "x" * 5000,
)  # fmt: skip


def attribution(files: int = 2000) -> Attribution:
    """An engine, a library of `files` modules, and requirements with hostile names."""
    leaves = [
        Leaf(("engine", "code", "GraalPy", "_ssl"), 4_000_000, True),
        Leaf(("engine", "code", "GraalPy", "_io"), 3_000_000),
        Leaf(("engine", "code", "JDK", "collections"), 2_000_000), Leaf(("engine", "image heap", "texts"), 30_000_000),
        Leaf(("engine", "image heap", "objects", "GraalPy"), 9_000_000), Leaf(("engine", "relocations"), 500_000),
        *(Leaf(("payload", "library", f"module{i}"), 1000 + i % 977) for i in range(files)),
        *(Leaf(("payload", "requirements", name, name), 40_000) for name in HOSTILE),
    ]  # fmt: skip
    return Attribution("hello<b>", sum(leaf.size for leaf in leaves), tuple(leaves), True)


def page(files: int = 2000) -> Page:
    """With all of its sections."""
    return Page(
        size="hello: 50.0 MB <b>bold</b>", sentences=HOSTILE, attribution=attribution(files),
        facts=tuple((name, name) for name in HOSTILE), lists=(("What to try next", HOSTILE),),
        command="native-image </pre><script>window.hacked=1</script>",
        sections=(
            Section("Against", HOSTILE, ("change", "before", "after", "part"),
                    tuple(("+1 MB", "1 MB", "2 MB", name) for name in HOSTILE), 3, HOSTILE),
        ),
        trend=tuple((f"2026-11-{i:02}", 50_000_000 + i * i * 1000) for i in range(1, 25)),
    )  # fmt: skip
