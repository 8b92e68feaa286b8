"""A process with all that it started: its memory, its processor time, and its end."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator

import psutil

from wizard.building import supervise

RESCAN = 2.0  # seconds between two looks for new processes
# A look that takes t seconds of processor time is not taken again for 300 t: under 0.4 % of one processor. By the wall
# clock a first look on a busy machine took 0.2 s, and for a minute the supervisor alone was measured: 12 MB.
SCAN_SHARE = 300


@contextlib.contextmanager
def adopting_orphans() -> Iterator[None]:
    """Linux: meanwhile orphans of our children become ours, so that a killed supervisor's builder can be found."""
    supervise.process_control(supervise.PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        supervise.process_control(supervise.PR_SET_CHILD_SUBREAPER, 0)


class ProcessTree:
    """Cheap to ask once a second: all processes of the machine are only looked through now and then."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._before = [p for p in psutil.Process().children() if p != self._root]
        self._known: list[psutil.Process] = [self._root]
        self._next_scan = 0.0
        self._processor = 0.0
        self.peak = 0

    def sample(self) -> tuple[int, float]:
        """Resident bytes now and processor seconds so far, ended processes included."""
        if time.monotonic() >= self._next_scan:
            self._scan()
        memory, processor = 0, 0.0
        for process in self._known:
            with contextlib.suppress(psutil.Error), process.oneshot():
                memory += process.memory_info().rss
                times = process.cpu_times()
                processor += times.user + times.system
                processor += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
        self.peak = max(self.peak, memory)
        self._processor = max(self._processor, processor)
        return memory, self._processor

    def _scan(self) -> None:
        began = time.thread_time()
        with contextlib.suppress(psutil.Error):
            self._known = [self._root, *self._root.children(recursive=True)]
        self._next_scan = time.monotonic() + max(RESCAN, (time.thread_time() - began) * SCAN_SHARE)

    def kill(self) -> None:
        """Kill what is left of it, orphans that came to this process too."""
        for process in {*self._known, *self._adopted()}:
            with contextlib.suppress(psutil.Error):  # gone, or its number belongs to another process now
                process.kill()
        with contextlib.suppress(psutil.Error, psutil.TimeoutExpired):
            psutil.wait_procs(self._adopted(), timeout=2)

    def _adopted(self) -> list[psutil.Process]:
        """Children that came after the root, from another session: nothing else here starts sessions meanwhile."""
        found = []
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error, OSError):
                if process != self._root and process not in self._before and os.getsid(process.pid) != os.getsid(0):
                    found.append(process)
        return found
