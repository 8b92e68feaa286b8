"""native-image's run: events, the log, the status, the environment."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.building.conftest import Fake, alive
from wizard.building.estimate import Estimator
from wizard.building.events import Estimate, Event, Finished, Line, Sample, Stage, Warned
from wizard.building.native_image import run
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError

LIVE = """
    def wait(name):
        with open(name) as marker:
            marker.read()
    out = sys.stdout
    print("GraalVM Native Image: Generating 'app' (executable)...", flush=True)
    print("[1/8] Initializing...", end="", flush=True)
    wait("go")
    print("     (1.5s @ 0.27GB)", flush=True)
    print("Warning: something is old", file=sys.stderr, flush=True)
    print("[2/8] Performing analysis...  [*", end="", flush=True)
    print("]   (2.0s @ 1.00GB)", flush=True)
    sys.exit(int(os.environ.get("FAKE_STATUS", "0")))
"""


def of(kind: type[Event], events: list[Event]) -> list[Event]:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]


def test_a_stage_is_told_while_it_runs(fake: Fake, work: Path) -> None:
    os.mkfifo(work / "go")
    events: list[Event] = []

    def listen(event: Event) -> None:
        events.append(event)
        if event == Stage(1, 8, "Initializing"):
            (work / "go").write_text("")  # the builder waits for this: told any later, it would wait for ever

    done = run(fake(LIVE), log=work / "log", cwd=work, listener=listen, timeout=60)
    assert done.status == 0
    assert of(Stage, events) == [
        Stage(1, 8, "Initializing"),
        Stage(1, 8, "Initializing", 1.5, 270_000_000),
        Stage(2, 8, "Performing analysis"),
        Stage(2, 8, "Performing analysis", 2.0, 1_000_000_000),
    ]
    assert of(Warned, events) == [Warned("Warning: something is old")]
    assert events[-1] == done
    assert of(Sample, events)
    assert of(Estimate, events)


def test_the_log_has_every_byte_in_order(fake: Fake, work: Path) -> None:
    done = run(
        fake("""
        for i in range(300):
            os.write(1, b"out %d \\xff\\x00\\x1b[31m\\n" % i)
            os.write(2, b"err %d\\r\\n" % i)
        os.write(1, b"no newline")
        """),
        log=work / "deep" / "log",
        cwd=work,
    )
    wanted = b"".join(b"out %d \xff\x00\x1b[31m\nerr %d\r\n" % (i, i) for i in range(300)) + b"no newline"
    assert done.log.read_bytes() == wanted


@pytest.mark.parametrize("status", [0, 1, 3, 20, 137, 255])
def test_the_status_is_returned(fake: Fake, work: Path, status: int) -> None:
    assert run(fake(f"sys.exit({status})"), log=work / "log", cwd=work).status == status


def test_a_killed_builder_has_the_status_of_its_signal(fake: Fake, work: Path) -> None:
    assert run(fake("os.kill(os.getpid(), signal.SIGKILL)"), log=work / "log", cwd=work).status == 137


def test_no_terminal_english_and_its_own_temporary_folder(
    fake: Fake, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NATIVE_IMAGE_OPTIONS", "-O0")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    run(
        fake("""
        print(*(os.isatty(n) for n in range(3)), os.environ["LC_ALL"], "NATIVE_IMAGE_OPTIONS" in os.environ)
        print(os.environ["TMPDIR"], os.getcwd(), os.getpid() == os.getsid(0), sys.stdin.read() == "")
        """),
        log=work / "log",
        cwd=work,
    )
    assert (work / "log").read_text().splitlines() == [
        "False False False C.UTF-8 False",
        f"{work / 'tmp'} {work} True True",
    ]


def test_arguments_arrive_as_they_are(fake: Fake, work: Path) -> None:
    odd = ["", "a b", "'\"", "ü\n", "[markup]", "-x", "--", "*", "--long=ä=b"]
    run([*fake("print(ascii(sys.argv[1:]))"), *odd], log=work / "log", cwd=work)
    assert (work / "log").read_text() == ascii(odd) + "\n"


def test_a_flood_of_lines(fake: Fake, work: Path) -> None:
    count = 0

    def listen(event: Event) -> None:
        nonlocal count
        count += isinstance(event, Line)

    done = run(
        fake("""
        block = b"".join(b"line %d of the flood, as long as lines are\\n" % i for i in range(1000))
        for i in range(200):
            sys.stdout.buffer.write(block)
        """),
        log=work / "log",
        cwd=work,
        listener=listen,
    )
    assert count == 200_000
    assert (work / "log").read_bytes().count(b"\n") == 200_000
    assert done.seconds < 200_000 / 50_000 * 3  # 50,000 lines a second, with room for a busy machine


def test_a_listener_that_cannot_write_does_not_end_a_build(fake: Fake, work: Path) -> None:
    def listen(event: Event) -> None:
        raise BrokenPipeError

    assert run(fake("print(1)"), log=work / "log", cwd=work, listener=listen).status == 0
    assert (work / "log").read_text() == "1\n"


def test_a_broken_listener_ends_the_build_and_is_heard_of(fake: Fake, work: Path) -> None:
    def listen(event: Event) -> None:
        if isinstance(event, Line):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(
            fake("print(os.getpid(), flush=True)\nwhile True: signal.pause()"),
            log=work / "log",
            cwd=work,
            listener=listen,
        )
    assert not alive(int((work / "log").read_text()))


def test_a_timeout_is_exit_8_and_leaves_nothing(fake: Fake, work: Path) -> None:
    began = time.monotonic()
    with pytest.raises(WizardError, match=r"did not end within 1 second") as caught:
        run(
            fake("""
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            print(os.getpid(), flush=True)
            while True: signal.pause()
            """),
            log=work / "log",
            cwd=work,
            timeout=1,
        )
    assert caught.value.code == ExitCode.TIMEOUT
    assert time.monotonic() - began < 6
    assert not alive(int((work / "log").read_text()))


def test_output_may_end_before_the_builder_does(fake: Fake, work: Path) -> None:
    os.mkfifo(work / "go")
    seen: list[Event] = []

    def listen(event: Event) -> None:
        seen.append(event)
        if isinstance(event, Line):
            descriptor = os.open(work / "go", os.O_RDWR)  # never waits, whoever opens first
            os.write(descriptor, b"x")
            seen.append(Line(str(descriptor)))

    done = run(
        fake("""
        print("last line", flush=True)
        os.close(1); os.close(2)
        with open("go", "rb", buffering=0) as marker: marker.read(1)
        os._exit(5)
        """),
        log=work / "log",
        cwd=work,
        listener=listen,
    )
    os.close(int(of(Line, seen)[1].text))  # type: ignore[union-attr]
    assert done.status == 5


def test_a_daemon_that_holds_the_output_does_not_hold_the_wizard(fake: Fake, work: Path) -> None:
    done = run(
        fake("""
        ready, told = os.pipe()
        if os.fork() == 0:
            os.setsid()
            open("daemon", "w").write(str(os.getpid()))
            os.write(told, b"x")
            while True: signal.pause()
        os.read(ready, 1)
        sys.exit(4)
        """),
        log=work / "log",
        cwd=work,
    )
    os.kill(int((work / "daemon").read_text()), signal.SIGKILL)
    assert done.status == 4
    assert done.seconds < 30


def test_a_builder_whose_driver_was_killed_goes_too(fake: Fake, work: Path) -> None:
    done = run(
        fake("""
        ready, told = os.pipe()
        builder = os.fork()
        if builder == 0:
            os.setsid()
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.write(told, b"x")
            while True: signal.pause()
        os.read(ready, 1)
        print(builder, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
        """),
        log=work / "log",
        cwd=work,
    )
    assert done.status == 137
    assert not alive(int((work / "log").read_text()))


def test_what_cannot_be_started_is_said(tmp_path: Path, work: Path) -> None:
    file = tmp_path / "native-image"
    file.write_text("no program")
    with pytest.raises(WizardError, match="is not an executable file") as caught:
        run([str(file)], log=work / "log", cwd=work)
    assert caught.value.code == ExitCode.ENVIRONMENT
    file.chmod(0o755)
    assert run([str(file)], log=work / "log", cwd=work).status == 127
    assert "cannot be started" in (work / "log").read_text()


def test_a_log_that_cannot_be_written_is_said(fake: Fake, work: Path) -> None:
    with pytest.raises(WizardError, match="cannot write") as caught:
        run(fake("print(1)"), log=work, cwd=work)
    assert caught.value.code == ExitCode.ENVIRONMENT


def test_a_name_that_is_not_utf8_is_said(fake: Fake, work: Path) -> None:
    with pytest.raises(WizardError, match="is not UTF-8") as caught:
        run([*fake(""), "\udcff"], log=work / "log", cwd=work)
    assert caught.value.code == ExitCode.INPUT


def test_the_estimate_follows_the_stages(fake: Fake, work: Path) -> None:
    os.mkfifo(work / "go")
    events: list[Event] = []

    def listen(event: Event) -> None:
        events.append(event)
        if event == Stage(1, 8, "Initializing"):
            (work / "go").write_text("")

    run(fake(LIVE), log=work / "log", cwd=work, listener=listen, estimate=Estimator([1.0] * 8))
    first = of(Estimate, events)[0]
    assert isinstance(first, Estimate)
    assert first.left is not None
    assert 7 < first.left <= 8


def test_memory_and_processor_time_of_the_whole_tree(fake: Fake, work: Path) -> None:
    os.mkfifo(work / "go")
    samples: list[Sample] = []

    def listen(event: Event) -> None:
        if isinstance(event, Sample):
            samples.append(event)
            if event.memory > 200_000_000 and event.processor > 0.3 and len(samples) < 60:
                descriptor = os.open(work / "go", os.O_RDWR | os.O_NONBLOCK)
                os.write(descriptor, b"x")
                samples.extend([event] * 60)
                kept.append(descriptor)

    kept: list[int] = []
    done = run(
        fake("""
        ready, told = os.pipe()
        if os.fork() == 0:
            held = b"x" * 250_000_000
            while time.process_time() < 0.5: pass
            os.write(told, b"x")
            signal.pause()
        os.read(ready, 1)
        with open("go", "rb", buffering=0) as marker: marker.read(1)
        """),
        log=work / "log",
        cwd=work,
        listener=listen,
        timeout=60,
    )
    for descriptor in kept:
        os.close(descriptor)
    assert done.peak_memory > 250_000_000


def test_finished_is_an_event(fake: Fake, work: Path) -> None:
    events: list[Event] = []
    done = run(fake(""), log=work / "log", cwd=work, listener=events.append)
    assert of(Finished, events) == [done]
