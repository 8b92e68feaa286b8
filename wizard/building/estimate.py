"""How long a build will still take, from how long its stages took before."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from wizard.building.events import Stage

CORRECTION = 1.2  # the time left only goes up at a stage's end, and only for more than this


def expected(shipped: Sequence[float], history: Sequence[Sequence[float]] = ()) -> tuple[float, ...]:
    """Seconds of each stage: the median of this machine's last five builds of the kind, else the shipped ones."""
    same = [run for run in history if len(run) == len(shipped)][-5:]
    if not same:
        return tuple(shipped)
    return tuple(median(run[i] for run in same) for i in range(len(shipped)))


class Estimator:
    """Give it stages as they begin and end (`at`: seconds since the build began); it says what is left."""

    def __init__(self, stage_seconds: Sequence[float]) -> None:
        self._expected = tuple(max(s, 0.01) for s in stage_seconds)
        self._took: dict[int, float] = {}
        self._current = 1
        self._began = 0.0
        self._of = len(self._expected)
        self._shown: float | None = None

    def stage(self, stage: Stage, at: float) -> None:
        """A stage began or ended."""
        self._of = stage.of
        if not 1 <= stage.number <= len(self._expected):
            return
        if stage.seconds is None:
            self._current, self._began = stage.number, at
            return
        self._took[stage.number] = stage.seconds
        self._current, self._began = stage.number + 1, at
        left = self._raw(at)
        if self._shown is not None and left > self._shown * CORRECTION:
            self._shown = left

    def left(self, at: float) -> float | None:
        """Seconds that are probably left; None where nothing is known of such builds."""
        if not self._expected or self._of != len(self._expected):
            return None
        left = self._raw(at)
        self._shown = left if self._shown is None else min(left, self._shown)
        return self._shown

    def _pace(self) -> float:
        """How much slower than expected this build is: trusted as much as of it is done."""
        planned = sum(self._expected[n - 1] for n in self._took)
        if not planned:
            return 1.0
        trust = min(planned / (0.1 * sum(self._expected)), 1.0)
        return 1 + trust * (min(max(sum(self._took.values()) / planned, 0.1), 10.0) - 1)

    def _raw(self, at: float) -> float:
        pace = self._pace()
        rest = pace * sum(self._expected[self._current :])
        if self._current > len(self._expected):
            return 0.0
        return rest + max(pace * self._expected[self._current - 1] - max(at - self._began, 0.0), 0.0)
