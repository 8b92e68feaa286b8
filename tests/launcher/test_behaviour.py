"""A program in a payload behaves as `python main.py` does."""

from __future__ import annotations

import json
import signal
import subprocess
import textwrap

import pytest

from tests.launcher.conftest import Launcher

FACTS = """
import json, os, sys
class Own: pass
import pickle
print(json.dumps({
    "argv": sys.argv, "executable": sys.executable, "path": sys.path, "name": __name__, "file": __file__,
    "package": __package__, "spec": __spec__, "main": sys.modules["__main__"].__dict__ is globals(),
    "pickle": type(pickle.loads(pickle.dumps(Own()))) is Own,
    "encodings": [sys.stdin.encoding, sys.stdout.encoding, sys.stderr.encoding, open(os.devnull, "w").encoding],
    "runpy": "runpy" in sys.modules, "site": "site" in sys.modules,
}))
"""


def test_facts(launcher: Launcher) -> None:
    executable = launcher.executable({"main.py": FACTS, "home/lib/python3.12/site-packages/extra.py": ""})
    done = launcher.run(executable, "-c", "--version", "", "ü 日本")
    facts = json.loads(done.out)
    assert facts == {
        "argv": [str(executable), "-c", "--version", "", "ü 日本"],
        "executable": "",
        "path": [
            "/graalpy/app", "/graalpy/home/lib/python3.12", "/graalpy/home/lib/graalpy25.0/modules",
            "/graalpy/home/lib/python3.12/site-packages",
        ],
        "name": "__main__",
        "file": "/graalpy/app/main.py",
        "package": None,
        "spec": None,
        "main": True,
        "pickle": True,
        "encodings": ["utf-8", "utf-8", "utf-8", "utf-8"],
        "runpy": False,
        "site": False,
    }  # fmt: skip


def test_a_folder_and_a_package(launcher: Launcher) -> None:
    """sys.path[0] is the main file's folder; with a package it is the folder that holds it."""
    program = "import sys; print(sys.path[0], __package__, __file__)"
    executable = launcher.executable({"sub/main.py": program}, main="app/sub/main.py")
    assert launcher.run(executable).out == "/graalpy/app/sub None /graalpy/app/sub/main.py\n"
    package = {
        "pkg/__init__.py": "print('package first')",
        "pkg/__main__.py": f"from . import part\n{program}",
        "pkg/part.py": "print('part')",
    }
    executable = launcher.executable(package, main="app/pkg/__main__.py", package="pkg")
    assert launcher.run(executable).out.splitlines() == [
        "package first", "part", "/graalpy/app pkg /graalpy/app/pkg/__main__.py",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "status", "err"),
    [("sys.exit()", 0, ""), ("sys.exit(257)", 1, ""), ("sys.exit(-1)", 255, ""), ("exit('tëxt')", 1, "tëxt\n"),
     ("raise KeyboardInterrupt", 130, "KeyboardInterrupt\n"), ("os._exit(9)", 9, "")],
)  # fmt: skip
def test_status(launcher: Launcher, code: str, status: int, err: str) -> None:
    done = launcher.python(f"import os, sys\nprint('out', flush=True)\n{code}")
    assert (done.status, done.out) == (status, "out\n")
    assert done.err == err or (done.err.endswith(err) and done.err.startswith("Traceback"))


def test_traceback(launcher: Launcher) -> None:
    done = launcher.python("def inner():\n    {}['missing']\nprint('before')\ninner()\n")
    assert (done.status, done.out) == (1, "before\n")
    assert done.err == (
        "Traceback (most recent call last):\n"
        '  File "/graalpy/app/main.py", line 4, in <module>\n'
        "    inner()\n"
        '  File "/graalpy/app/main.py", line 2, in inner\n'
        "    {}['missing']\n"
        "KeyError: 'missing'\n"
    )


def test_syntax_error_hook_and_group(launcher: Launcher) -> None:
    done = launcher.python("x = (\n")
    assert done.status == 1
    assert 'File "/graalpy/app/main.py", line 1' in done.err
    assert done.err.endswith("SyntaxError: '(' was never closed\n")
    done = launcher.python("import sys\nsys.excepthook = lambda *a: print('hook', a[0].__name__)\n1 / 0")
    assert (done.status, done.out, done.err) == (1, "hook ZeroDivisionError\n", "")
    done = launcher.python("raise ExceptionGroup('two', [ValueError(1), TypeError(2)])")
    assert "| ValueError: 1" in done.err
    assert "| TypeError: 2" in done.err


def test_end_of_threads_atexit_and_buffers(launcher: Launcher) -> None:
    program = textwrap.dedent("""
        import atexit, sys, threading, time
        atexit.register(print, "atexit")
        threading.Thread(target=lambda: (time.sleep(0.2), print("late thread"))).start()
        threading.Thread(target=lambda: [time.sleep(0.01) for _ in iter(int, 1)], daemon=True).start()
        left_open = open("left-open.txt", "w")
        left_open.write("all of it")
        print("main ends")
        sys.exit(4)
    """)
    done = launcher.python(program)
    assert (done.status, done.out, done.err) == (4, "main ends\nlate thread\natexit\n", "")
    assert (launcher.folder / "left-open.txt").read_text() == "all of it"


def test_open_is_still_like_the_builtin(launcher: Launcher) -> None:
    program = textwrap.dedent("""
        import builtins, io, os, pickle, sys
        class Holder:
            opener = open
        for number in range(500):
            open(f"{number}.txt", "w").write(str(number))
        print(Holder().opener(__file__).read(6), io.open is open, pickle.loads(pickle.dumps(open)) is open, open)
        try:
            open("/nowhere")
        except OSError:
            import traceback
            print(traceback.format_exc().count("File "))
    """)
    done = launcher.python(program)
    assert done.out == "\nimpor True True <built-in function open>\n1\n"
    assert [(launcher.folder / f"{n}.txt").read_text() for n in range(500)] == [str(n) for n in range(500)]


def test_standard_streams(launcher: Launcher) -> None:
    program = textwrap.dedent("""
        import os, sys
        print(repr(input("? ")))
        print([line for line in sys.stdin])
        try:
            input()
        except EOFError as error:
            print("EOF", sys.stdin.isatty(), os.isatty(1), sys.stdout.line_buffering)
        print("ä€😀", file=sys.stderr)
    """)
    done = launcher.python(program, stdin="erste\nzwei ü\ndrei")
    assert done.out == "? 'erste'\n['zwei ü\\n', 'drei']\nEOF False False False\n"
    assert done.err == "ä€😀\n"


def test_recursion(launcher: Launcher) -> None:
    program = textwrap.dedent("""
        import threading
        def deep(n): return 0 if n == 0 else 1 + deep(n - 1)
        def endless(n): return endless(n + 1)
        def both():
            print(deep(950))
            try:
                endless(0)
            except RecursionError as error:
                print(error)
        both()
        thread = threading.Thread(target=both)
        thread.start()
        thread.join()
    """)
    done = launcher.python(program)
    assert (done.out, done.err) == ("950\nmaximum recursion depth exceeded\n" * 2, "")


THREAD = """
import threading
def forever():
    while True: print("y" * 50)
threading.Thread(target=forever).start()
"""


@pytest.mark.parametrize(
    "program",
    ["while True: print('y' * 50)", "print('1\\n2')\nimport time; time.sleep(0.5)", THREAD],
    ids=["endless", "at the end", "in a thread"],
)
def test_a_closed_pipe_is_quiet(launcher: Launcher, program: str) -> None:
    command = launcher.command(launcher.executable({"main.py": program}))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read().decode()
        status = process.wait(timeout=60)
    if "thread" in program:
        assert err.endswith("BrokenPipeError: [Errno 32] Broken pipe\n")
    else:
        assert (status, err) == (141, "")


def test_a_program_may_handle_a_closed_pipe(launcher: Launcher) -> None:
    program = textwrap.dedent("""
        import sys
        try:
            while True: print("y" * 50)
        except BrokenPipeError:
            print("handled", file=sys.stderr)
            sys.exit(3)
    """)
    command = launcher.command(launcher.executable({"main.py": program}))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b"handled\n"
        assert process.wait(timeout=60) == 3


@pytest.mark.parametrize("signals", ["true", "false"])
def test_interrupt(launcher: Launcher, signals: str) -> None:
    program = textwrap.dedent("""
        import time
        try:
            print("ready", flush=True)
            while True: time.sleep(0.01)
        finally:
            print("finally")
    """)
    command = launcher.command(launcher.executable({"main.py": program}), signals=signals)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    if signals == "true":
        assert out == b"finally\n"
        assert err.endswith(b"KeyboardInterrupt\n")
    else:
        assert (out, err) == (b"", b"")
