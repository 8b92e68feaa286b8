"""What would make a build fail is found before it starts, all at once."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

import pytest

from wizard.building import preflight
from wizard.building.machine import Machine, choose, this_machine
from wizard.building.needs import SHIPPED, kind_of
from wizard.building.preflight import Place
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError, wrong_environment, wrong_input
from wizard.planning.model import BuildResources

GB = 10**9


def codes(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Severity and code of each."""
    return [(problem.severity, problem.code) for problem in problems]


def space(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    """So much is free everywhere."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))


def test_everything_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space(monkeypatch, 1000)

    def compiler() -> Iterable[Problem]:
        raise wrong_environment("no compiler", code="compiler")

    checks = [
        compiler,
        preflight.target(tmp_path),
        preflight.disk([Place("the cache", tmp_path, 2000)]),
        preflight.memory(10 * GB, Machine(16 * GB, 4 * GB, 2)),
    ]
    assert codes(preflight.preflight(*checks)) == [
        ("error", "compiler"), ("error", "target"), ("error", "disk"), ("warning", "memory"),
    ]  # fmt: skip
    with pytest.raises(WizardError) as caught:
        preflight.require(*checks)
    assert len(caught.value.problems) == 4
    assert caught.value.code == ExitCode.ENVIRONMENT


def test_warnings_do_not_stop() -> None:
    assert codes(preflight.require(preflight.memory(10 * GB, Machine(16 * GB, 4 * GB, 2)))) == [("warning", "memory")]
    assert preflight.require() == ()


def test_memory_alone_is_exit_7_and_a_wrong_option_exit_2() -> None:
    hopeless = preflight.memory(SHIPPED["jit"].memory, Machine(4 * GB, 3 * GB, 2, contained=True))
    with pytest.raises(WizardError, match=r"takes 11.8 GB of memory, the container may use 4.0 GB") as caught:
        preflight.require(hopeless)
    assert caught.value.code == ExitCode.MEMORY

    def lint() -> Iterable[Problem]:
        raise wrong_input("no such option")

    with pytest.raises(WizardError) as caught:
        preflight.require(hopeless, lint)
    assert caught.value.code == ExitCode.INPUT


def test_enough_memory_is_no_problem() -> None:
    assert preflight.preflight(preflight.memory(SHIPPED["no-jit"].memory, Machine(8 * GB, 6 * GB, 2))) == ()


def test_needs_on_one_disk_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space(monkeypatch, 250)
    one, two = Place("the executable", tmp_path / "a" / "b", 200), Place("the cache", tmp_path, 100)
    assert preflight.preflight(preflight.disk([one]), preflight.disk([two])) == ()
    (problem,) = preflight.preflight(preflight.disk([one, two]))
    assert problem.what.startswith("the executable and the cache need")


def test_a_target_that_can_be_written(tmp_path: Path) -> None:
    assert preflight.preflight(preflight.target(tmp_path / "not" / "yet" / "there")) == ()
    assert not (tmp_path / "not").exists()


def test_targets_that_cannot(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    file.chmod(0o444)
    for target, words in ((tmp_path, "is a folder"), (file, "is read-only"), (file / "app", "is not a folder")):
        (problem,) = preflight.preflight(preflight.target(target))
        assert words in problem.what
        assert problem.severity == "error"
    (problem,) = preflight.preflight(preflight.target(Path("/proc/app")))
    assert problem.code == "target"
    assert codes(preflight.preflight(preflight.writable(Place("the cache", Path("/proc/cache"), 0)))) == [
        ("error", "permissions")
    ]


def test_a_file_that_is_no_executable_is_not_overwritten(tmp_path: Path) -> None:
    makefile = tmp_path / "Makefile"
    makefile.write_text("all:\n")
    [problem] = preflight.preflight(preflight.target(makefile))
    assert problem.severity == "error"
    assert "Makefile" in problem.what


def test_a_target_that_runs_is_only_told(tmp_path: Path) -> None:
    program = tmp_path / "sleep"
    shutil.copy(shutil.which("sleep") or "", program)
    running = subprocess.Popen([program, "1000"])
    try:
        assert codes(preflight.preflight(preflight.target(program))) == [("warning", "target-running")]
    finally:
        running.kill()
        running.wait()


def test_the_machine() -> None:
    machine = this_machine()
    assert 0 < machine.available <= machine.total
    assert 1 <= machine.processors <= (os.cpu_count() or 1)


@pytest.mark.parametrize("version", [1, 2])
def test_a_containers_limit_counts(tmp_path: Path, version: int) -> None:
    own = tmp_path / "cgroup"
    own.write_text("0::/a/b\n" if version == 2 else "5:cpu:/x\n7:memory:/a/b\n")
    folder = tmp_path / "fs" / ("a" if version == 2 else "memory/a")
    (folder / "b").mkdir(parents=True)
    limit, used = (
        ("memory.max", "memory.current") if version == 2 else ("memory.limit_in_bytes", "memory.usage_in_bytes")
    )
    (folder / limit).write_text("100000000\n")
    (folder / used).write_text("70000000\n")
    (folder / "memory.stat").write_text("anon 1\ninactive_file 20000000\n")
    (folder / "b" / limit).write_text("max\n")
    (folder / "b" / used).write_text("5\n")
    (tmp_path / "fs" / "cpu.max").write_text("100000 100000\n")
    assert this_machine(tmp_path / "fs", own) == Machine(100_000_000, 50_000_000, 1, contained=True)


def test_memory_for_the_builder() -> None:
    large = choose(12 * GB, Machine(64 * GB, 60 * GB, 8))
    assert large == BuildResources(3 * GB, 18 * GB, 8)
    small = choose(12 * GB, Machine(12 * GB, 10 * GB, 2))
    assert small.xmx == 9 * GB
    assert choose(12 * GB, Machine(GB, GB // 2, 1)).xmx == GB
    assert choose(12 * GB, Machine(64 * GB, 60 * GB, 8), BuildResources(xmx=2 * GB, parallelism=3)) == BuildResources(
        2 * GB, 2 * GB, 3
    )


def test_kinds() -> None:
    assert {kind_of(jit=True), kind_of(jit=False), kind_of(jit=True, java=True)} == set(SHIPPED)


def test_a_compiler_that_is_missing_is_one_of_the_problems(tmp_path: Path) -> None:
    with pytest.raises(WizardError) as caught:
        preflight.require(preflight.compiler("no-such-compiler"), preflight.target(tmp_path))
    assert len(caught.value.problems) == 2
    assert caught.value.code == ExitCode.ENVIRONMENT
