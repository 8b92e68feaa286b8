"""What is wrong with the answers, and the keys that lead out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from wizard.tui.widgets.say import Part, lines, say

if TYPE_CHECKING:
    from wizard.interview.trouble import Trouble
    from wizard.interview.view import View

WAY_KEYS = "asdfg"


def trouble_lines(troubles: Sequence[Trouble], view: View | None) -> Content:
    """The first one with its ways; how many more there are."""
    if not troubles or view is None:
        return Content("")
    first = troubles[0]
    rest = len(view.problems) - 1
    more = (f"   and {rest} more" if rest > 0 else "", "dim")
    ways: list[Part] = []
    for key, way in zip(WAY_KEYS, first.ways, strict=False):
        ways += [("  " + key, "bold $accent"), " " + way.label]
    head = say(sign_of(first), (first.text, "" if first.kind == "notice" else "bold"), more)
    return lines(head, say(*ways)) if ways else head


def sign_of(trouble: Trouble) -> tuple[str, str]:
    """A sign for how bad it is."""
    if trouble.kind == "notice":
        return ("· ", "$accent")
    return ("✗ ", "bold $error") if trouble.severity == "error" else ("! ", "bold $warning")
