"""Runs one program for `measuring.py`, as a process of its own with 9 MB.

The kernel counts as a program's memory what its caller held when it started it, and the wizard holds 130 MB by then.
Arguments: two descriptors. It reads marshal's (command, environment, timeout in seconds) from the first, and writes to
the second (status, seconds, processor seconds, peak memory as the kernel counts it, timed out), or an errno.
"""

import marshal
import os
import signal
import sys
import time


class Run:
    """The program, which ends with all that it started."""

    def __init__(self) -> None:
        self.pid, self.late = 0, False

    def end(self, number: int, _: object) -> None:
        """Too late, or not wanted any more."""
        self.late = self.late or number == signal.SIGALRM
        if not self.pid:
            os._exit(1)
        try:  # noqa: SIM105  an import of contextlib would double the agent's start
            os.killpg(self.pid, signal.SIGKILL)
        except OSError:
            pass

    def told(self, command: list[bytes], environment: dict[bytes, bytes]) -> tuple[int, float, float, int, bool] | int:
        """How it ended, or the errno of a program that does not start."""
        began = time.perf_counter()
        defaults = (signal.SIGPIPE, signal.SIGXFSZ)
        try:
            self.pid = os.posix_spawnp(command[0], command, environment, setsid=True, setsigdef=defaults)
        except OSError as error:
            return error.errno or 1
        _, status, usage = os.wait4(self.pid, 0)
        seconds = time.perf_counter() - began
        signal.setitimer(signal.ITIMER_REAL, 0)
        code = os.waitstatus_to_exitcode(status)
        return code, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, self.late


def main() -> None:
    """Read, run, write."""
    question, answer = map(int, sys.argv[1:])
    with os.fdopen(question, "rb") as asked:
        command, environment, timeout = marshal.load(asked)  # noqa: S302  its caller wrote it
    os.set_inheritable(answer, False)
    run = Run()
    signal.signal(signal.SIGALRM, run.end)
    signal.signal(signal.SIGTERM, run.end)
    signal.setitimer(signal.ITIMER_REAL, timeout)
    os.write(answer, marshal.dumps(run.told(command, environment)))


if __name__ == "__main__":
    main()
