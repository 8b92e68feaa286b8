"""Where memory may not be executed: a file without a name, and where nothing may be, one line."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.packing.conftest import Pair, run

REFUSED = "cannot be unpacked into memory, nor into TMPDIR, /dev/shm, /tmp or /var/tmp"


def works(command: list[str]) -> bool:
    """Whether this machine lets us."""
    return shutil.which(command[0]) is not None and subprocess.run(command, capture_output=True).returncode == 0


needs_mounts = pytest.mark.skipif(not works(["unshare", "--mount", "true"]), reason="no mount namespace for this user")
needs_noexec = pytest.mark.skipif(
    not works(["unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", "echo 2 > /proc/sys/vm/memfd_noexec"]),
    reason="vm.memfd_noexec cannot be set here",
)


def in_memory(out: str) -> bool:
    """Whether the program ran from memory; from a file otherwise, which has no name any more."""
    exe = next(line for line in out.splitlines() if line.startswith("exe "))
    assert exe.endswith(" (deleted)")
    return exe.startswith("exe /memfd:")


def test_memory_is_the_first_choice(pair: Pair) -> None:
    assert in_memory(pair.run("exe").out)


@pytest.mark.parametrize("error", ["EPERM", "ENOSYS", "EACCES"])
def test_without_memfd_it_runs_from_a_file(pair: Pair, deny: list[str | Path], tmp_path: Path, error: str) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    env = {"TMPDIR": str(folder)}
    done = pair.run("exe", "file", "descriptors", "exit=7", wrapper=[*deny, "memfd_create", error], env=env)
    plain = run([*deny, "memfd_create", error, pair.plain, "file", "descriptors", "exit=7"], env=env)
    assert not in_memory(done.out)
    assert f"exe {folder}/packed-" in done.out
    assert [line for line in done.out.splitlines() if line.startswith(("file", "descriptors"))] == [
        line for line in plain.out.splitlines() if line.startswith(("file", "descriptors"))
    ]
    assert (done.status, done.err) == (7, "")
    assert list(folder.iterdir()) == []


def test_without_execveat_it_runs_by_its_path(pair: Pair, deny: list[str | Path]) -> None:
    done = pair.run("exe", "file", wrapper=[*deny, "execveat", "ENOSYS"])
    assert in_memory(done.out)
    done = pair.run("exe", "exit=3", wrapper=[*deny, "memfd_create,execveat", "EPERM"])
    assert not in_memory(done.out)
    assert done.status == 3


@pytest.mark.parametrize("bad", ["", "/nonexistent", "relative", "/proc", "x" * 5000])
def test_a_useless_tmpdir_is_passed_over(pair: Pair, deny: list[str | Path], bad: str) -> None:
    done = pair.run("exe", wrapper=[*deny, "memfd_create", "EPERM"], env={"TMPDIR": bad})
    assert (done.status, done.err) == (0, "")
    assert re.search(r"^exe (/dev/shm|/tmp|/var/tmp)/packed-", done.out, re.MULTILINE)


def test_nothing_is_left_where_it_is_killed(pair: Pair, deny: list[str | Path], tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    command = [*deny, "memfd_create", "EPERM", pair.packed, "copy"]
    with subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(folder)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    assert list(folder.iterdir()) == []


@needs_noexec
@pytest.mark.parametrize(("value", "memory"), [("0", True), ("1", True), ("2", False)])
def test_vm_memfd_noexec(pair: Pair, value: str, memory: bool) -> None:
    script = f'echo {value} > /proc/sys/vm/memfd_noexec && exec "$@"'
    wrapper = ["unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", script, "sh"]
    done = pair.run("exe", "exit=5", wrapper=wrapper)
    assert (done.status, in_memory(done.out)) == (5, memory)


def mounted(script: str) -> list[str]:
    """A wrapper that runs `script` with mounts of its own before the command."""
    return ["unshare", "--mount", "sh", "-c", f'{script} && exec "$@"', "sh"]


NOWHERE = " && ".join(f"mount -t tmpfs -o noexec none {folder}" for folder in ("/dev/shm", "/var/tmp"))


@needs_mounts
def test_where_nothing_may_be_executed_it_says_so_in_one_line(
    pair: Pair, deny: list[str | Path], tmp_path: Path
) -> None:
    other = tmp_path / "noexec"
    other.mkdir()
    script = f"{NOWHERE} && mount -t tmpfs -o noexec none {other} && mount --bind {other} /tmp"
    # The test's own files may lie in /tmp, so they are moved out of the way first.
    home = Path("/root" if os.getuid() == 0 else Path.home()) / f".packed-test-{os.getpid()}"
    shutil.copy(pair.packed, home)
    try:
        helper = home.with_suffix(".py")
        shutil.copy(deny[1], helper)
        python = Path(deny[0]).resolve()  # a virtual environment may lie in /tmp too
        wrapper: list[str | Path] = [*mounted(script), python, helper, "memfd_create", "EPERM"]
        done = run([*wrapper, home], env={"TMPDIR": str(other)})
        assert (done.status, done.out) == (126, "")
        assert done.err == f"{home}: {REFUSED}: Operation not permitted\n"
    finally:
        home.unlink()
        home.with_suffix(".py").unlink(missing_ok=True)


@needs_mounts
def test_a_folder_that_may_not_be_executed_from_is_passed_over(
    pair: Pair, deny: list[str | Path], tmp_path: Path
) -> None:
    folder = tmp_path / "noexec"
    folder.mkdir()
    wrapper = [*mounted(f"mount -t tmpfs -o noexec none {folder}"), *deny, "memfd_create", "EPERM"]
    done = pair.run("exe", wrapper=wrapper, env={"TMPDIR": str(folder)})
    assert done.status == 0
    assert f"{folder}/packed-" not in done.out


@needs_mounts
def test_a_full_disk_is_passed_over(pair: Pair, deny: list[str | Path], tmp_path: Path) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    wrapper = [*mounted(f"mount -t tmpfs -o size=64k none {folder}"), *deny, "memfd_create", "EPERM"]
    done = pair.run("exe", wrapper=wrapper, env={"TMPDIR": str(folder)})
    assert (done.status, done.err) == (0, "")
    assert f"{folder}/packed-" not in done.out


@needs_mounts
def test_from_a_disk_that_is_read_only(pair: Pair, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    script = f"mount -t tmpfs none {folder} && cp {pair.packed} {folder} && mount -o remount,ro {folder}"
    done = pair.run("file", wrapper=mounted(script), executable=folder / "program")
    assert (done.status, done.err) == (0, "")


@needs_mounts
def test_without_proc(pair: Pair) -> None:
    """The loader needs none; an engine does, as it finds its payload there."""
    done = pair.run("exit=9", "file", wrapper=mounted("mount -t tmpfs none /proc"))
    assert (done.status, done.err) == (9, "")


def test_a_limit_on_file_sizes_is_one_line_and_no_signal(pair: Pair) -> None:
    done = pair.run(wrapper=["sh", "-c", 'ulimit -f 100; exec "$@"', "sh"])
    assert (done.status, done.out) == (126, "")
    assert done.err == f"{pair.packed}: {REFUSED}: File too large\n"


def test_a_limit_on_memory_is_one_line(pair: Pair) -> None:
    done = pair.run(wrapper=["sh", "-c", 'ulimit -v 6000; exec "$@"', "sh"])
    assert (done.status, done.out) == (126, "")
    assert done.err == f"{pair.packed}: {REFUSED}: Cannot allocate memory\n"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_where_no_thread_can_be_had_one_does_the_work(pair: Pair) -> None:
    folder = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    try:
        folder.chmod(0o755)
        packed = shutil.copy(pair.packed, folder)
        wrapper = ["setpriv", "--reuid", "64321", "--clear-groups", "sh", "-c", 'ulimit -u 1; exec "$@"', "sh"]
        assert pair.run("exit=4", wrapper=wrapper, executable=Path(packed)).status == 4
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("mask", ["777", "177", "000"])
def test_whatever_the_mask_is(pair: Pair, deny: list[str | Path], tmp_path: Path, mask: str) -> None:
    wrapper = ["sh", "-c", f'umask {mask}; exec "$@"', "sh", *deny, "memfd_create", "EPERM"]
    done = pair.run("folder", "exit=8", wrapper=wrapper, env={"TMPDIR": str(tmp_path)})
    assert (done.status, done.err) == (8, "")
    assert f"umask {mask}" in done.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["program"]


def test_streams_that_are_closed_stay_closed(pair: Pair, tmp_path: Path) -> None:
    script = f'exec "$@" <&- >&- 2>{tmp_path / "told"}'
    status = subprocess.run(["sh", "-c", script, "sh", pair.packed, "error", "exit=2"]).returncode
    assert (status, (tmp_path / "told").read_text()) == (2, "on standard error\n")


def test_it_can_be_interrupted_while_it_unpacks(pair: Pair) -> None:
    """By default as any program that has just started: nothing catches the signal, nothing is left."""
    with subprocess.Popen([pair.packed, "copy"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == -signal.SIGINT


def test_a_closed_standard_error_keeps_the_status(pair: Pair) -> None:
    pair.packed.write_bytes(pair.packed.read_bytes()[:-5])
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert subprocess.run([pair.packed], stderr=writing).returncode == 127
    finally:
        os.close(writing)
