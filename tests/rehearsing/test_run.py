"""The process: its streams, its end, its environment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.planning.conftest import planned
from tests.rehearsing.conftest import Fake
from wizard.building.request import JarRequest
from wizard.catalogue.load import load
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.rehearsing import process, stage
from wizard.rehearsing.classes import Classes
from wizard.rehearsing.command import command, encoded, environment
from wizard.rehearsing.run import rehearse
from wizard.toolchains.jdk import Jdk

Maker = Callable[..., Fake]


def test_its_own_status_and_arguments(fake: Maker) -> None:
    result = fake()("sys.exit(len(arguments))", arguments=["a", "--json", ""])
    assert (result.code, result.status, result.stopped) == (3, 3, False)


def test_lines_for_a_listener(fake: Maker) -> None:
    heard: list[tuple[str, bytes]] = []
    fake()(
        "print('one\\ntwo', end='', flush=True); sys.stderr.buffer.write(b'\\xff\\n' + sys.stdin.buffer.read())",
        output=lambda name, line: heard.append((name, line)),
    )
    assert sorted(heard) == [("stderr", b"\xff\n"), ("stdout", b"one\n"), ("stdout", b"two")]


def test_standard_output_goes_where_it_is_told(fake: Maker, capfd: pytest.CaptureFixture[str]) -> None:
    fake()("print('data')", stdout=2)
    out, err = capfd.readouterr()
    assert (out, err) == ("", "data\n")


def test_a_limit(fake: Maker) -> None:
    result = fake()("import time; time.sleep(60)", limit=0.2)
    assert (result.stopped, result.status) == (True, 128 + signal.SIGTERM)


def test_a_program_that_does_not_want_to_end(fake: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "GRACE", 0.2)
    stop = threading.Event()
    started: list[bytes] = []

    def hear(_: str, line: bytes) -> None:
        started.append(line)
        stop.set()

    script = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"
    )
    result = fake()(script, output=hear, stop=stop)
    assert (started, result.stopped, result.status) == ([b"on\n"], True, 128 + signal.SIGKILL)


def test_ctrl_c_is_the_programs(tmp_path: Path) -> None:
    """The terminal sends it to both; the program's answer counts."""
    child = (
        "import time\ntry:\n    print('on', flush=True)\n    time.sleep(60)\n"
        "except KeyboardInterrupt:\n    raise SystemExit(7)"
    )
    parent = (
        "import sys\nfrom pathlib import Path\nfrom wizard.rehearsing.process import run\n"
        f"sys.exit(run([sys.executable, '-c', {child!r}], {{}}, Path('.')).status)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stdout.readline() == "on\n"
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(20) == 7


def test_java_that_cannot_be_started() -> None:
    with pytest.raises(WizardError) as caught:
        process.run(["/nonexistent/java"], {}, Path("/"))
    assert caught.value.code is ExitCode.ENVIRONMENT


@given(st.text(st.characters(), max_size=40))
def test_arguments_pass_java_unchanged(text: str) -> None:
    sent = encoded(text)
    assert sent.isascii()
    assert sent.isprintable()
    units, i = [], 0
    while i < len(sent):  # as Rehearsal.java decodes them
        units.append(int(sent[i + 2 : i + 6], 16) if sent[i] == "\\" else ord(sent[i]))
        i += 6 if sent[i] == "\\" else 1
    assert b"".join(unit.to_bytes(2, "big") for unit in units).decode("utf-16-be", "surrogatepass") == text or any(
        "\ud800" <= c <= "\udfff" for c in text
    )


def test_the_command_has_the_switches_and_the_jars_of_the_plan(tmp_path: Path) -> None:
    plan = planned("smallest")
    jars = tuple(tmp_path / jar.file_name for jar in plan.jars)
    words = command(
        Classes(Jdk(tmp_path, "", "25"), tmp_path, jars), plan, tmp_path / "hi", tmp_path / "record", ["-x"]
    )
    assert [w for w in plan.arguments if w.startswith("-Dpython.Without")] == [
        w for w in words if w.startswith("-Dpython.Without")
    ]
    assert {w for w in words if w.startswith("-Dgraalpy.wizard.")} >= {
        f"-Dgraalpy.wizard.{key}={value}" for key, value in plan.settings.items()
    }
    class_path = words[words.index("-cp") + 1].split(os.pathsep)
    assert class_path == [str(tmp_path / "rehearsal.jar"), *map(str, jars)]
    assert not any("bcprov" in entry for entry in class_path)
    assert words[-2:] == ["graalpywizard.rehearsal.Rehearsal", "-x"]
    assert not any(w.startswith(("-H:", "-O", "-R:")) for w in words)


def test_java_is_told_nothing_by_the_environment() -> None:
    assert environment({"JAVA_TOOL_OPTIONS": "-ea", "_JAVA_OPTIONS": "", "A": "b"}) == {"A": "b"}


@pytest.mark.parametrize("text", ["", " ", "-m", "-c", "-v x", "'"])
def test_a_command_that_is_none(fake: Maker, text: str) -> None:
    program = fake().collected()
    with pytest.raises(WizardError) as caught:
        stage.with_command(program, text, program.folder)
    assert caught.value.code is ExitCode.INPUT


def test_a_command_brings_the_project_along(fake: Maker, tmp_path: Path) -> None:
    maker = fake()
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text("")
    (tmp_path / ".secret").write_text("")
    staged = stage.with_command(maker.collected(), "-m unittest discover -s 'a b'", tmp_path)
    names = {file.name for file in staged.files}
    assert {"app/fetch.py", "project/fetch.py", "project/tests/test_it.py"} <= names
    assert not any("secret" in name for name in names)
    assert b"runpy.run_module('unittest'" in staged.made[staged.main]
    assert b"['-m', 'discover', '-s', 'a b']" in staged.made[staged.main]


def test_a_jar_cannot_be_rehearsed_yet(tmp_path: Path) -> None:
    with pytest.raises(WizardError) as caught:
        rehearse(JarRequest(tmp_path / "x.jar", tmp_path / "x"), load())
    assert caught.value.code is ExitCode.INPUT
