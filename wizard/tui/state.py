"""What the app knows, as one value. Screens watch it; only the app replaces it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.building.finish import Done
    from wizard.interview.discovery import Discovery, Recent
    from wizard.interview.drafts import Draft
    from wizard.interview.state import Interview
    from wizard.interview.view import View
    from wizard.profiles.gallery import Exhibit
    from wizard.tui.running import Job


@dataclass(frozen=True, slots=True)
class Found:
    """What the start screen shows."""

    here: Discovery
    recent: tuple[Recent, ...]
    drafts: tuple[Draft, ...]
    presets: tuple[Exhibit, ...]


@dataclass(frozen=True, slots=True)
class State:
    """`job` is the build that runs or the last one that ended; `done` is what the report shows."""

    folder: Path
    found: Found | None = None
    interview: Interview | None = None
    view: View | None = None  # of the interview
    job: Job | None = None
    done: Done | None = None

    @property
    def builds(self) -> bool:
        """Whether a build runs."""
        return self.job is not None and self.job.runs
