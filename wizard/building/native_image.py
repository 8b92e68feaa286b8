"""Runs native-image: events while it runs, all of its output in a file, and no process left behind."""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wizard.building import events
from wizard.building.estimate import Estimator
from wizard.building.events import Event, Finished, Listener
from wizard.building.stages import Parser
from wizard.building.tree import ProcessTree, adopting_orphans
from wizard.ground.atomic import cannot_write
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError, wrong_environment, wrong_input

if TYPE_CHECKING:
    import sh

SAMPLE = 1.0  # seconds between two samples
CHUNK = 1 << 16  # bytes, as much as a pipe holds
LONGEST_END = 4.5  # seconds that the supervisor may take; its own steps take 2


def console_arguments(temporary: Path, report: Path) -> tuple[str, ...]:
    """What this module needs native-image (23.1 or later) to be given, before the main class.

    Stages are told when they begin, text is English and without colour, `report` gets the figures,
    and temporary files lie below `temporary` (it has to exist).
    """
    return (
        "-H:+UnlockExperimentalVMOptions", f"-H:BuildOutputJSONFile={report}", "-H:+BuildOutputProgress",
        "-H:-UnlockExperimentalVMOptions", "--color=never",
        "-J-Duser.language=en", "-J-Duser.country=US", f"-J-Djava.io.tmpdir={temporary}",
    )  # fmt: skip


def run(
    command: Sequence[str],
    *,
    log: Path,
    cwd: Path,
    listener: Listener = events.ignore,
    timeout: float | None = None,
    estimate: Estimator | None = None,
) -> Finished:
    """Run `command` in `cwd` until it ends; whatever its status is, it is returned.

    `timeout` is in seconds (exit 8). Any exception, a listener's and Ctrl-C too, first ends the whole process
    tree. A listener that cannot write any more (OSError) is no longer called; the build goes on.
    """
    _check(command, cwd)
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        output = log.open("wb")
    except OSError as error:
        raise cannot_write(log, error) from error
    with output, adopting_orphans():
        return _Run(output, log, listener, timeout, estimate).run(command, cwd)


def environment(temporary: Path) -> dict[str, str]:
    """This process's, in English and UTF-8, and without what would change a build behind the plan's back."""
    kept = {k: v for k, v in os.environ.items() if k not in {"NATIVE_IMAGE_OPTIONS", "NATIVE_IMAGE_CONFIG_FILE"}}
    where = str(temporary)
    return kept | {"LC_ALL": "C.UTF-8", "TERM": "dumb", "NO_COLOR": "1", "TMPDIR": where, "TMP": where, "TEMP": where}


def _check(command: Sequence[str], cwd: Path) -> None:
    for text in (*command, str(cwd)):
        try:
            text.encode()
        except UnicodeEncodeError:
            raise wrong_input(f"{text!r} is not UTF-8", "rename it", code="not-utf-8") from None
        if "\0" in text:
            raise wrong_input(f"{text!r} holds a NUL character", code="nul")
    if shutil.which(command[0], path=os.environ.get("PATH", os.defpath)) is None:
        raise wrong_environment(
            f"{command[0]} is not an executable file", "see `graalpy-wizard toolchain list`", code="no-native-image"
        )


class _Run:
    def __init__(
        self, output: BinaryIO, log: Path, listener: Listener, timeout: float | None, estimate: Estimator | None
    ) -> None:
        self.output, self.log, self.listener, self.estimate = output, log, listener, estimate
        self.timeout = timeout
        self.parser = Parser()
        self.began = time.monotonic()
        self.next_sample = self.began
        self.tree: ProcessTree | None = None
        self.process: sh.RunningCommand | None = None

    def run(self, command: Sequence[str], cwd: Path) -> Finished:
        lifeline, held = os.pipe()
        source, sink = os.pipe()
        try:
            try:
                self._start(command, cwd, lifeline, sink)
            finally:
                os.close(lifeline)
                os.close(sink)
            self._tell([events.Begun(self.log)])
            self._follow(source)
            status = self._status()
        except BaseException:
            os.close(held)
            held = -1
            self._stop()
            raise
        finally:
            os.close(source)
            if held >= 0:
                os.close(held)
        return self._finished(status)

    def _start(self, command: Sequence[str], cwd: Path, lifeline: int, sink: int) -> None:
        import psutil
        import sh

        temporary = cwd / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        supervisor = Path(__file__).with_name("supervise.py")
        psutil_folder = Path(psutil.__file__).parents[1]
        with open(lifeline, "rb", closefd=False) as stdin, open(sink, "wb", closefd=False) as stdout:
            self.process = sh.Command(sys.executable)(
                "-I", "-S", str(supervisor), str(psutil_folder), *command,
                _in=stdin, _out=stdout, _err_to_out=True, _tty_in=False, _tty_out=False, _new_session=True, _bg=True,
                _bg_exc=False, _ok_code=list(range(-64, 256)), _cwd=str(cwd), _env=environment(temporary),
                _encoding="utf-8", _return_cmd=True,
            )  # fmt: skip
        with contextlib.suppress(psutil.Error):
            self.tree = ProcessTree(self.process.pid)

    def _follow(self, source: int) -> None:
        """Until the output ends: in this thread, so that listeners need no locks and Ctrl-C arrives here."""
        with selectors.DefaultSelector() as selector:
            selector.register(source, selectors.EVENT_READ)
            while True:
                self._tick()
                if selector.select(self._until_next()):
                    data = os.read(source, CHUNK)
                    if not data:
                        break
                    self._take(data)
                elif not self._alive():
                    break  # somebody else holds the pipe, or the supervisor was killed
        self._tell(self.parser.close())

    def _take(self, data: bytes) -> None:
        try:
            self.output.write(data)
            self.output.flush()
        except OSError as error:
            raise cannot_write(self.log, error) from error
        self._tell(self.parser.feed(data))

    def _tell(self, happened: Iterable[Event]) -> None:
        for event in happened:
            if isinstance(event, events.Stage) and self.estimate:
                self.estimate.stage(event, self._elapsed())
            try:
                self.listener(event)
            except OSError:
                self.listener = events.ignore

    def _tick(self) -> None:
        now = time.monotonic()
        if self.timeout is not None and now - self.began >= self.timeout:
            raise WizardError(
                Problem(
                    f"native-image did not end within {self.timeout:g} seconds",
                    todo="give more with --timeout",
                    code="timeout",
                ),
                ExitCode.TIMEOUT,
            )
        if now < self.next_sample:
            return
        self.next_sample = now + SAMPLE
        elapsed = self._elapsed()
        if self.tree:
            memory, processor = self.tree.sample()
            self._tell([events.Sample(elapsed, memory, processor)])
        self._tell([events.Estimate(elapsed, self.estimate.left(elapsed) if self.estimate else None)])

    def _alive(self) -> bool:
        return self.process is not None and self.process.is_alive()

    def _until_next(self) -> float:
        until = self.next_sample
        if self.timeout is not None:
            until = min(until, self.began + self.timeout)
        return max(until - time.monotonic(), 0.0)

    def _elapsed(self) -> float:
        return time.monotonic() - self.began

    def _status(self) -> int:
        pause = 0.001
        while self._alive():
            self._tick()
            time.sleep(pause)
            pause = min(pause * 2, 0.1)
        assert self.process is not None  # its truth is that of its output
        status = self.process.exit_code
        if status < 0 and self.tree:
            self.tree.kill()  # the supervisor itself was killed
        return status if status >= 0 else 128 - status

    def _stop(self) -> None:
        """The supervisor has been told by the closed pipe; wait for it, and help if it does not manage."""
        if self.process is None:
            return
        until = time.monotonic() + LONGEST_END
        while True:
            with contextlib.suppress(KeyboardInterrupt):  # a second Ctrl-C changes nothing: this is bounded
                if not self._alive():
                    return
                if time.monotonic() > until:
                    break
                time.sleep(0.02)
        if self.tree:
            self.tree.kill()

    def _finished(self, status: int) -> Finished:
        peak = self.tree.peak if self.tree else 0
        finished = Finished(status, self._elapsed(), peak, self.log)
        self._tell([finished])
        return finished
