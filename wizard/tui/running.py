"""A build in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.tui.live import CancelledError, Collector

if TYPE_CHECKING:
    from wizard.building.events import Listener
    from wizard.building.finish import Done

LONGEST_END = 6.0  # seconds: ending native-image's process tree takes 5 at most

Work = Callable[["Listener"], "Done"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended; all None: it was cancelled."""

    done: Done | None = None
    error: Exception | None = None


@dataclass(slots=True)
class Job:
    """A build that was begun, and how it ended. `name` is foreign text."""

    name: str
    target: Path
    work: Work
    collector: Collector = field(default_factory=Collector)
    clock: float = field(default_factory=time.time)
    began: float = field(default_factory=time.monotonic)
    outcome: Outcome | None = None
    thread: threading.Thread | None = None

    async def run(self) -> Outcome:
        """Start it and wait for its end. A thread of our own: an executor's would keep the process alive."""
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[Outcome] = loop.create_future()

        def finish(outcome: Outcome) -> None:
            if not ended.done():
                ended.set_result(outcome)

        def body() -> None:
            self.outcome = self._outcome()
            if not loop.is_closed():
                loop.call_soon_threadsafe(finish, self.outcome)

        self.thread = threading.Thread(target=body, name="build", daemon=True)
        self.thread.start()
        return await ended

    def _outcome(self) -> Outcome:
        try:
            return Outcome(done=self.work(self.collector))
        except CancelledError:
            return Outcome()
        except Exception as error:  # shown by the app, in one place
            return Outcome(error=error)

    def cancel(self) -> None:
        """End it soon; `wait` says when it has ended."""
        self.collector.cancelled.set()

    def wait(self, seconds: float = LONGEST_END) -> bool:
        """Whether it ended in time."""
        if self.thread is not None:
            self.thread.join(seconds)
        return self.thread is None or not self.thread.is_alive()

    @property
    def runs(self) -> bool:
        """Whether it is still at work."""
        return self.outcome is None

    @property
    def seconds(self) -> float:
        """Since it was begun."""
        return time.monotonic() - self.began
