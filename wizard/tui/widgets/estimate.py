"""What the present answers come to, in two lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from wizard.building.progress import amount, duration
from wizard.tui.widgets.bars import filled
from wizard.tui.widgets.say import pair, say

if TYPE_CHECKING:
    from wizard.interview.estimating import Estimate
    from wizard.interview.nearest import Nearest


def megabytes(size: int) -> str:
    """`84.0 MB`."""
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"


def size_line(estimate: Estimate | None, width: int) -> Content:
    """Size against the reference, build time, memory; None: the answers contradict each other."""
    if estimate is None:
        return say(("size unknown: the answers contradict each other", "bold $error"))
    costs = say(_costs(estimate))
    if estimate.size is None:
        return pair(say("size ", ("not measured", "bold $warning"), f" of {amount(estimate.reference)}"), costs, width)
    room = min(max(width - costs.cell_length - 34, 8), 48)
    full, empty = filled(estimate.size / estimate.reference, room)
    sign = "" if estimate.basis == "measured" else "≈ "
    told = say(
        "size ", (full, "$primary"), (empty, "dim"), " ", (sign + megabytes(estimate.size), "bold"),
        f" of {amount(estimate.reference)}",
    )  # fmt: skip
    return pair(told, costs, width)


def _costs(estimate: Estimate) -> str:
    if estimate.engine_known:
        return "build in a second or two (engine is there)"
    told = []
    if estimate.build_seconds is not None:
        told.append(f"≈ {duration(estimate.build_seconds)}")
    if estimate.build_memory is not None:
        told.append(amount(estimate.build_memory))
    return "build " + (", ".join(told) or "not measured")


def nearest_line(nearest: Nearest, estimate: Estimate | None, width: int) -> Content:
    """The nearest preset with the differences to it, and on what the size rests."""
    told = _basis(estimate) if estimate is not None else ""
    changes = " ".join(f"{entry.key}={entry.mine}" for entry in nearest.differences)
    left = say(
        ("as preset " if nearest.same else "nearest preset ", "dim"), (nearest.name, "bold"),
        (f"  + {changes}" if changes else "", "$warning"),
    )  # fmt: skip
    return pair(left, say((told, "dim")), width)


def _basis(estimate: Estimate) -> str:
    missing = len(estimate.not_measured)
    if missing:
        return f"{missing} answer{'s' if missing > 1 else ''} not measured"
    if estimate.basis == "estimated" and estimate.low is not None and estimate.high is not None:
        return f"estimated: {estimate.low / 1e6:.0f} to {megabytes(estimate.high)}"
    return estimate.basis
