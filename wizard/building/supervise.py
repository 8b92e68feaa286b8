"""Stands between the wizard and native-image, and outlives both.

Started as a file, `python -I -S supervise.py FOLDER_OF_PSUTIL COMMAND...`, in a session of its own. Its standard
input is a pipe that only the wizard holds: when that closes (the wizard cancels, or is dead, SIGKILL included),
the command and all that it started is ended within 2 seconds. Exits with the command's status (128 + signal).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time

STEPS = ((signal.SIGINT, 0.7), (signal.SIGTERM, 0.7), (signal.SIGKILL, 0.5), (signal.SIGKILL, 1.0), (signal.SIGKILL, 5))
FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def process_control(option: int, value: int) -> None:
    """Linux's prctl; elsewhere nothing."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _before_exec() -> None:
    for number in FORWARDED:
        signal.signal(number, signal.SIG_DFL)
    process_control(PR_SET_PDEATHSIG, signal.SIGKILL)


class Supervisor:
    """Starts one command and answers for every process that comes from it."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.asked_to_end = False
        self.wake, wake_write = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in FORWARDED:
            signal.signal(number, self._ask_to_end)
        # Orphans of the command become our children instead of init's: none can leave the tree.
        process_control(PR_SET_CHILD_SUBREAPER, 1)

    def _ask_to_end(self, *_: object) -> None:
        self.asked_to_end = True

    def run(self, command: list[str]) -> int:
        """The command's exit status; 127 with a line where it cannot be started."""
        try:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_before_exec,  # noqa: PLW1509 (this process has one thread)
            )
        except (OSError, ValueError) as error:
            sys.stdout.write(f"Error: {command[0]} cannot be started: {error}\n")
            return 127
        self._wait(child.pid)
        if self.status is None:
            self.end(child.pid, everything=True)
        else:
            # A driver that was killed leaves its builder; one that ended may leave a compiler cache's server.
            self.end(child.pid, everything=self.status >= 128)
        return 128 + signal.SIGKILL if self.status is None else self.status

    def _wait(self, child: int) -> None:
        """Until the command ended or its end was asked for."""
        while not self.asked_to_end:
            self.reap(child)
            if self.status is not None:
                return
            ready, _, _ = select.select([0, self.wake], [], [])
            if self.wake in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self.wake, 4096)
            if 0 in ready and not os.read(0, 4096):
                self.asked_to_end = True

    def reap(self, child: int) -> None:
        """Collect what has ended, orphans too."""
        with contextlib.suppress(ChildProcessError):
            while (result := os.waitpid(-1, os.WNOHANG))[0]:
                if result[0] == child:
                    code = os.waitstatus_to_exitcode(result[1])
                    self.status = code if code >= 0 else 128 - code

    def _childless(self, child: int) -> bool:
        """Nothing is left (on Linux orphans are our children); spares the ordinary end psutil's import, 30 ms."""
        self.reap(child)
        with contextlib.suppress(ChildProcessError, ProcessLookupError, PermissionError):
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            return False
        with contextlib.suppress(OSError):
            os.killpg(child, 0)
            return False
        return True

    def end(self, child: int, *, everything: bool) -> None:
        """INT to the group, then TERM, then KILL to every process that is left."""
        if self._childless(child):
            return
        import psutil

        known: set[psutil.Process] = set()

        def left() -> set[psutil.Process]:
            self.reap(child)
            known.update(psutil.Process().children(recursive=True))
            known.intersection_update(p for p in set(known) if _lives(p) and (everything or _in_session(p, child)))
            return known

        for number, seconds in STEPS:
            if not left():
                return
            if number == signal.SIGINT:
                with contextlib.suppress(OSError):
                    os.killpg(child, number)
            else:
                for process in known:
                    with contextlib.suppress(psutil.Error):
                        process.send_signal(number)
            until = time.monotonic() + seconds
            while left() and time.monotonic() < until:
                time.sleep(0.03)


def _lives(process: object) -> bool:
    import psutil

    assert isinstance(process, psutil.Process)
    with contextlib.suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _in_session(process: object, session: int) -> bool:
    with contextlib.suppress(OSError):
        return os.getsid(process.pid) == session  # type: ignore[attr-defined]
    return False


if __name__ == "__main__":
    sys.path.append(sys.argv[1])
    STATUS = Supervisor().run(sys.argv[2:])
    sys.stdout.flush()
    os._exit(STATUS)
