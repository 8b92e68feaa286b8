"""What the app knows, as one value. Screens watch it; only the app replaces it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wizard.building.finish import Done
from wizard.tui.running import Job


@dataclass(frozen=True, slots=True)
class State:
    """`job` is the build that runs or the last one that ended; `done` is what the report shows."""

    folder: Path
    job: Job | None = None
    done: Done | None = None

    @property
    def builds(self) -> bool:
        """Whether a build runs."""
        return self.job is not None and self.job.runs
