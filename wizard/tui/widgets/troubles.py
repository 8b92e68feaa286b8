"""What is wrong with the answers, and the keys that lead out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from wizard.tui.widgets.say import Part, say

if TYPE_CHECKING:
    from wizard.interview.trouble import Trouble
    from wizard.interview.view import View

WAY_KEYS = "asdfg"


def trouble_line(troubles: Sequence[Trouble], view: View | None) -> Content:
    """The first one, and how many more there are."""
    if not troubles:
        return Content("")
    first = troubles[0]
    rest = len(view.problems) - 1 if view is not None else 0
    more = (f"   and {rest} more" if rest > 0 else "", "dim")
    return say(sign_of(first), (first.text, "" if first.kind == "notice" else "bold"), more)


def way_line(troubles: Sequence[Trouble]) -> Content:
    """The ways out of the first one, each behind its key."""
    ways: list[Part] = []
    for key, way in zip(WAY_KEYS, troubles[0].ways if troubles else (), strict=False):
        ways += [("  " + key, "bold $accent"), " " + way.label]
    return say(*ways)


def sign_of(trouble: Trouble) -> tuple[str, str]:
    """A sign for how bad it is."""
    if trouble.kind == "notice":
        return ("· ", "$accent")
    return ("✗ ", "bold $error") if trouble.severity == "error" else ("! ", "bold $warning")
