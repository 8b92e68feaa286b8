"""A packed program is the plain one to everybody: to itself, to its parent, and to the system."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.packing.conftest import Pair, run


def test_it_sees_its_whole_file_arguments_and_environment(pair: Pair) -> None:
    arguments = ["file", "environment", "", "-Dx=1", "ä", "two words", "\n"]
    assert pair.run(*arguments).out == run([pair.plain, *arguments]).out.replace(str(pair.plain), str(pair.packed))


def test_argv_0_is_what_it_was_called(pair: Pair) -> None:
    done = subprocess.run(["other name", "x"], executable=pair.packed, capture_output=True, text=True)
    assert done.stdout == "argument other name\nargument x\n"


@pytest.mark.parametrize("status", [0, 1, 42, 126, 127, 255])
def test_its_status_is_the_programs(pair: Pair, status: int) -> None:
    assert pair.run(f"exit={status}").status == status


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV, signal.SIGPIPE])
def test_it_dies_of_the_programs_signals(pair: Pair, number: int) -> None:
    assert pair.run(f"kill={int(number)}").status == -number


def test_streams_pass_through(pair: Pair) -> None:
    done = pair.run("copy", "error", stdin="one\ntwo")
    assert done.out.endswith("one\ntwo")
    assert done.err == "on standard error\n"


def test_a_conversation_is_not_held_up(pair: Pair) -> None:
    with subprocess.Popen([pair.packed, "copy"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        process.stdin.write("hello\n")
        process.stdin.flush()
        assert process.stdout.readline() == "hello\n"
        process.stdin.close()
    assert lines[1] == "argument copy\n"


def test_the_program_inherits_the_callers_descriptors_and_no_other(pair: Pair) -> None:
    reading, writing = os.pipe()
    try:
        done = subprocess.run([pair.packed, "descriptors"], capture_output=True, text=True, pass_fds=[writing])
    finally:
        os.close(reading)
        os.close(writing)
    assert f"descriptors 0 1 2 {writing}\n" in done.stdout


def test_signals_that_the_caller_ignores_or_blocks_stay_so(pair: Pair) -> None:
    def prepare() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})

    outputs = [
        subprocess.run([path, "signals"], capture_output=True, text=True, preexec_fn=prepare).stdout.split("\n", 1)[1]
        for path in (pair.plain, pair.packed)
    ]
    assert outputs[0] == outputs[1]
    assert "0000000000000000" not in outputs[0]


def test_it_is_the_process_that_was_started(pair: Pair) -> None:
    with subprocess.Popen([pair.packed, "copy"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert "memfd:program" in str(Path(f"/proc/{process.pid}/exe").readlink())
        assert Path(f"/proc/{process.pid}/cmdline").read_text().split("\0")[:2] == [str(pair.packed), "copy"]
        assert Path(f"/proc/{process.pid}/exe").stat().st_size == pair.plain.stat().st_size
        process.communicate("")


def test_folder_mask_and_user_are_the_callers(pair: Pair, tmp_path: Path) -> None:
    done = subprocess.run([pair.packed, "folder"], capture_output=True, text=True, cwd=tmp_path, umask=0o027)
    assert f"folder {tmp_path} umask 027 user {os.getuid()}\n" in done.stdout


def test_from_a_symbolic_link_and_by_a_relative_path(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(pair.packed)
    done = subprocess.run(["./link", "file"], capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout == run([pair.plain, "file"]).out.replace(str(pair.plain), "./link")


def test_renamed_or_replaced_while_it_runs(pair: Pair, tmp_path: Path) -> None:
    with subprocess.Popen(
        [pair.packed, "copy", "file"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        pair.packed.rename(tmp_path / "moved")
        pair.packed.write_text("another")
        out, _ = process.communicate("")
    assert out.splitlines()[-1] == run([pair.plain, "file"]).out.splitlines()[-1]


def test_writable_folders_are_not_needed(pair: Pair) -> None:
    nowhere = {"HOME": "/nonexistent", "TMPDIR": "/nonexistent"}
    assert pair.run("file", env=nowhere).out == pair.run("file").out
    done = subprocess.run([pair.packed, "environment"], capture_output=True, text=True, env={})
    assert (done.returncode, done.stdout) == (0, f"argument {pair.packed}\nargument environment\n")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_by_another_user(pair: Pair) -> None:
    other = pwd.getpwnam("nobody").pw_uid
    # pytest's own folders are private to this user.
    folder = Path(subprocess.run(["mktemp", "-d"], capture_output=True, text=True, check=True).stdout.strip())
    try:
        folder.chmod(0o755)
        packed = Path(shutil.copy(pair.packed, folder))
        done = subprocess.run([packed, "folder", "exit=3"], capture_output=True, text=True, user=other, cwd="/")
        assert (done.returncode, f"user {other}" in done.stdout) == (3, True)
        packed.chmod(0o711)  # may be executed and not read: nobody else could see its payload either
        done = subprocess.run([packed], capture_output=True, text=True, user=other, cwd="/")
        assert (done.returncode, done.stderr) == (127, f"{packed}: cannot read its own file\n")
    finally:
        shutil.rmtree(folder)


def test_two_at_once_are_two(pair: Pair) -> None:
    command = [str(pair.packed), "file"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({process.communicate()[0] for process in running}) == 1
    assert all(process.returncode == 0 for process in running)
