"""The stages of native-image in one or two lines."""

from __future__ import annotations

from textual.content import Content

from wizard.building.progress import amount, left_text, step_text
from wizard.tui.live import Live
from wizard.tui.widgets.bars import curve, filled
from wizard.tui.widgets.say import lines, pair, say
from wizard.tui.widgets.strips import share_done

SHORT = ("initialize", "analysis", "universe", "parse", "inline", "compile", "layout", "create")


def clock(seconds: float) -> str:
    """`14.9s` below a minute, then `3:26`."""
    whole = int(seconds)
    return f"{seconds:.1f}s" if seconds < 60 else f"{whole // 60}:{whole % 60:02}"


def stage_line(live: Live, width: int) -> Content:
    """All stages with names and times, or with times, or with signs only, as there is room."""
    for named, timed in ((True, True), (False, True)):
        made = _stages(live, named=named, timed=timed)
        if made.cell_length <= width:
            return made
    return _stages(live, named=False, timed=False).truncate(width, ellipsis=True)


def _stages(live: Live, *, named: bool, timed: bool) -> Content:
    known = {stage.number: stage for stage in live.stages}
    parts: list[Content] = []
    for number in range(1, live.of + 1):
        stage = known.get(number)
        name = SHORT[number - 1] if live.of == len(SHORT) else ""
        if stage is None:
            parts.append(say((f"{number} {name}" if named else f"{number}", "dim")))
        elif stage.seconds is not None:
            told = f" {number} {name}" if named else f"{number}"
            took = (f" {clock(stage.seconds)}", "dim") if timed else ""
            parts.append(say(("✓", "bold $success"), told, took))
        else:
            took = clock(max(live.elapsed - stage.began, 0.0))
            parts.append(say((f"▶ {number} {name or stage.name} {took}", "bold $primary")))
    return Content("  " if timed else " ").join(parts)


def progress_line(live: Live, width: int, *, runs: bool) -> Content:
    """A bar over all stages, and what is left."""
    told = say(("  " + left_text(live.left) if live.left is not None and runs else "", ""))
    full, empty = filled(share_done(live), max(width - 26, 10))
    return Content.assemble(say((full, "$primary"), (empty, "dim")), told)


def step_line(live: Live, *, runs: bool) -> Content:
    """The wizard's own step, if it is at one."""
    if live.step is None:
        return say(("preparing" if runs else "it ended before native-image began", "dim"))
    return say(("▶ ", "bold $primary"), step_text(live.step))


def machine_line(live: Live, width: int, memory: int, processors: int) -> Content:
    """Memory with its curve, processors, warnings."""
    if not live.memory:
        return say(("memory and processor are shown while native-image runs", "dim"))
    drawn = curve([float(value) for value in live.memory], max(min(width // 4, 40), 8), float(max(live.memory)))
    told = say("memory ", (drawn, "$primary"), f"  {amount(live.memory[-1])} of {amount(memory)}")
    used = f"processors {live.used:.1f} of {processors}  " if live.used is not None else ""
    warned = (f"! warnings {len(live.warnings)}", "bold $warning") if live.warnings else ("warnings 0", "dim")
    return pair(told, say(used, warned), width)


def stage_panel(live: Live, width: int, memory: int, processors: int, *, runs: bool) -> Content:
    """The whole head of the build screen."""
    first = step_line(live, runs=runs) if live.step is not None or not live.stages else stage_line(live, width)
    return lines(first, progress_line(live, width, runs=runs), machine_line(live, width, memory, processors))
