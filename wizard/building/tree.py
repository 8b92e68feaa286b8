"""Memory and processor time of a process with all that it started."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable

import psutil

RESCAN = 2.0  # seconds between two looks for new processes
SCAN_SHARE = 300  # a look that takes t seconds is not taken again for 300 t: under 0.4 % of one processor


class ProcessTree:
    """Cheap to ask once a second: all processes of the machine are only looked through now and then."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
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
        began = time.monotonic()
        with contextlib.suppress(psutil.Error):
            self._known = [self._root, *self._root.children(recursive=True)]
        now = time.monotonic()
        self._next_scan = now + max(RESCAN, (now - began) * SCAN_SHARE)

    def kill(self) -> None:
        """Kill what is left of it."""
        self._scan_all()
        kill(self._known)

    def _scan_all(self) -> None:
        known = set(self._known)
        for process in list(known):
            with contextlib.suppress(psutil.Error):
                known.update(process.children(recursive=True))
        self._known = list(known)


def kill(processes: Iterable[psutil.Process]) -> None:
    """SIGKILL; one that is gone, or whose number now belongs to another process, is left alone."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()
