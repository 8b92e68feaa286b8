"""A built program behaves as `python main.py` would."""

from __future__ import annotations

import os
import signal
import subprocess
import textwrap
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.graalpy.conftest import Builder

pytestmark = pytest.mark.graalpy

MODES = textwrap.dedent('''
    """One program with many modes: a build each would only repeat the same seconds."""
    import atexit, json, os, sys, threading, time, traceback

    def recurse(n):
        return 0 if n == 0 else 1 + recurse(n - 1)

    def forever(n):
        return forever(n + 1)

    def main(mode, *rest):
        if mode == "facts":
            print(json.dumps({
                "argv": sys.argv, "name": __name__, "file": __file__, "path0": sys.path[0],
                "executable": sys.executable,
                "encoding": [sys.stdout.encoding, sys.getfilesystemencoding()], "package": __package__,
            }))
        elif mode == "exit":
            sys.exit(eval(rest[0]))
        elif mode == "raise":
            {}["missing"]
        elif mode == "echo":
            for line in sys.stdin:
                print("<" + line.rstrip("\\n") + ">")
            print("end of input")
        elif mode == "input":
            try:
                input("? ")
            except EOFError:
                print("EOF")
        elif mode == "umlauts":
            print("grün 日本", rest[0])
            with open("grün.txt", "w") as f:
                f.write("äöü")
            print(sorted(os.listdir(".")), open("grün.txt", "rb").read())
        elif mode == "recursion":
            print(recurse(900))
            try:
                forever(0)
            except RecursionError as error:
                print("RecursionError", error)
        elif mode == "threads":
            atexit.register(print, "atexit")
            done = []
            for i in range(4):
                threading.Thread(target=lambda i=i: (time.sleep(0.05), done.append(i))).start()
            while len(done) < 4:
                time.sleep(0.01)
            threading.Thread(target=lambda: (time.sleep(0.2), print("late thread"))).start()
            print("main ends", sorted(done))
        elif mode == "many":
            for i in range(200000):
                print(i)
        elif mode == "wait":
            try:
                print("ready", flush=True)
                while True:
                    time.sleep(0.02)
            finally:
                print("finally", flush=True)

    main(*sys.argv[1:])
''')


@pytest.fixture(params=["smallest", "sandboxed-minimal", "command-line-tool"])
def preset(request: pytest.FixtureRequest) -> str:
    """The three presets whose engines `make test-graalpy` builds."""
    return str(request.param)


def test_facts_of_the_start(build: Builder) -> None:
    import json

    built = build(MODES)
    facts = json.loads(built.run("facts", "--version", "-c", "-Dx=1", "-Xmx5m", "-J-Xmx1m", "--help", "").stdout)
    assert facts["argv"] == [str(built.path), "facts", "--version", "-c", "-Dx=1", "-Xmx5m", "-J-Xmx1m", "--help", ""]
    assert facts["name"] == "__main__"
    assert facts["file"] == "/graalpy/app/program.py"
    assert facts["path0"] == "/graalpy/app"
    assert facts["executable"] == ""
    assert facts["encoding"] == ["utf-8", "utf-8"]
    assert facts["package"] is None


@pytest.mark.parametrize(
    ("code", "status"),
    [("None", 0), ("0", 0), ("3", 3), ("256", 0), ("257", 1), ("-1", 255), ("True", 1), ("'text'", 1)],
)
def test_exit_status(build: Builder, code: str, status: int) -> None:
    done = build(MODES).run("exit", code)
    assert done.returncode == status
    assert done.stderr == ("text\n" if code == "'text'" else "")


def test_uncaught_exception(build: Builder) -> None:
    done = build(MODES).run("raise")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Traceback (most recent call last):\n")
    line = MODES.split("\n").index('        {}["missing"]') + 1
    assert f'File "/graalpy/app/program.py", line {line}, in main' in done.stderr
    assert '{}["missing"]' in done.stderr
    assert done.stderr.endswith("KeyError: 'missing'\n")


def test_standard_input(build: Builder) -> None:
    built = build(MODES)
    assert built.run("echo", stdin="one\ntwo ü").stdout == "<one>\n<two ü>\nend of input\n"
    assert built.run("echo", stdin="").stdout == "end of input\n"
    assert built.run("input").stdout == "? EOF\n"


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8", "de_DE.ISO-8859-1"])
def test_utf8_whatever_the_locale(build: Builder, tmp_path: Path, locale: str) -> None:
    built = build(MODES)
    environment = {**os.environ, "LC_ALL": locale, "LANG": locale}
    done = subprocess.run([built.path, "umlauts", "süß"], cwd=tmp_path / "out", env=environment, capture_output=True)
    assert done.stdout.decode().splitlines() == [
        "grün 日本 süß",
        "['grün.txt', 'program'] b'\\xc3\\xa4\\xc3\\xb6\\xc3\\xbc'",
    ], done.stderr
    assert (tmp_path / "out" / "grün.txt").exists()


def test_recursion(build: Builder, preset: str) -> None:
    lines = build(MODES, preset).run("recursion").stdout.splitlines()
    assert lines[0] == "900"
    assert lines[1].startswith("RecursionError maximum recursion depth exceeded")


def test_threads_and_atexit(build: Builder, preset: str) -> None:
    done = build(MODES, preset).run("threads")
    assert done.stdout.splitlines() == ["main ends [0, 1, 2, 3]", "late thread", "atexit"]
    assert (done.returncode, done.stderr) == (0, "")


def test_closed_pipe_is_quiet(build: Builder) -> None:
    built = build(MODES)
    done = subprocess.run(f"'{built.path}' many | head -1", shell=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_interrupt(build: Builder, preset: str) -> None:
    """Where the answers keep signals, `finally` runs; elsewhere the program ends, and `explain` says so."""
    with subprocess.Popen(
        [build(MODES, preset).path, "wait"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    if preset == "command-line-tool":
        assert out == "finally\n"
        assert err.endswith("KeyboardInterrupt\n")
    else:
        assert (out, err) == ("", "")


def test_processes_and_network_where_the_answers_keep_them(build: Builder) -> None:
    source = textwrap.dedent("""
        import asyncio, gzip, hashlib, multiprocessing, socket, ssl, subprocess, sys, zlib
        def double(x):
            return 2 * x
        if __name__ == "__main__":
            print(subprocess.run(["echo", "sub"], capture_output=True, text=True, check=True).stdout.strip())
            server = socket.create_server(("127.0.0.1", 0))
            with socket.create_connection(server.getsockname()) as client:
                client.sendall(b"net")
                print(server.accept()[0].recv(3).decode())
            print(gzip.decompress(gzip.compress(b"zip")).decode())
            print(ssl.create_default_context().verify_mode.name)
            async def answer():
                await asyncio.sleep(0.01)
                return "async"
            print(asyncio.run(answer()))
            print(hashlib.sha256(b"").hexdigest()[:8])
    """)
    done = build(source, "command-line-tool").run()
    assert done.stdout.split() == ["sub", "net", "zip", "CERT_REQUIRED", "async", "e3b0c442"], done.stderr


@pytest.mark.parametrize(
    ("module", "missing"),
    [("ssl", "ssl"), ("socket", "socket"), ("zlib", "zlib"), ("subprocess", "subprocess"), ("_socket", "_socket")],
)
def test_what_an_answer_removed_is_gone(build: Builder, module: str, missing: str) -> None:
    source = f"try:\n    import {module}\nexcept ImportError as error:\n    print(type(error).__name__, error)\n"
    done = build(source, "sandboxed-minimal", options=("--allow-broken", module))
    assert f"ModuleNotFoundError No module named '{missing}" in done.run().stdout


def test_nothing_is_written_to_home(build: Builder, tmp_path: Path) -> None:
    home = tmp_path / "nobody"
    home.mkdir(mode=0o500)
    built = build("import json, random, re; print(json.dumps([1]))")
    for environment in ({"HOME": str(home), "XDG_CACHE_HOME": ""}, {"HOME": "", "XDG_CACHE_HOME": ""}):
        done = built.run(env=environment)
        assert (done.stdout, done.returncode) == ("[1]\n", 0), done.stderr
    assert list(home.iterdir()) == []


NATIVE = """
import json, plistlib, re, sqlite3, unicodedata, xml.etree.ElementTree
print(json.dumps([
    sqlite3.connect(":memory:").execute("select 6 * 7").fetchone()[0],
    xml.etree.ElementTree.fromstring("<a><b>text</b></a>")[0].text,
    "b\\u00fccher.example".encode("idna").decode(),
    unicodedata.lookup("SNOWMAN"), unicodedata.east_asian_width("x"),
    re.Scanner([("a+", "A")]).scan("aa")[0],
    plistlib.loads(plistlib.dumps({"x": 1}))["x"],
], ensure_ascii=False))
"""


def test_native_modules(build: Builder) -> None:
    import json

    done = build(NATIVE, "command-line-tool").run()
    assert json.loads(done.stdout) == [42, "text", "xn--bcher-kva.example", "☃", "Na", ["A"], 1], done.stderr


@pytest.mark.presets
def test_all_native_modules(build: Builder) -> None:
    """bz2 brings GraalPy's native way of compression along, which an engine's kept interpreter has to know of."""
    source = """
        import bz2, gzip, lzma, shutil, termios, zlib
        print(*(m.decompress(m.compress(b"again" * 9))[:5].decode() for m in (bz2, gzip, lzma, zlib)))
        try:
            termios.tcgetattr(0)
        except termios.error as error:
            print(type(error).__name__)
    """
    done = build(textwrap.dedent(source), "command-line-tool", options=("--set", "native_modules=all")).run()
    assert done.stdout == "again again again again\nerror\n", done.stderr


def test_bytecode_is_there_and_tracebacks_show_the_source(build: Builder) -> None:
    main = "import inspect, json, own\nprint(own.__cached__, json.__cached__, inspect.getsource(own.fails))\n"
    own_module = "def fails():\n    return {}['missing']\n"
    built = build(f"{main}own.fails()\n", "command-line-tool", files={"own.py": own_module})
    done = built.run()
    own, library, *source = done.stdout.split(maxsplit=2)
    assert own == "/graalpy/app/__pycache__/own.graalpy250-312.pyc"
    assert library == "/graalpy/home/lib/python3.12/json/__pycache__/__init__.graalpy250-312.pyc"
    assert source == ["def fails():\n    return {}['missing']\n\n"]
    assert "return {}['missing']" in done.stderr
    with ZipFile(built.path) as archive:
        assert {own.removeprefix("/graalpy/"), library.removeprefix("/graalpy/")} <= set(archive.namelist())


def test_signals_to_others_and_to_itself(build: Builder) -> None:
    """Handlers have run when the call returns, as in CPython; without one the system does what it does."""
    program = """
import os, signal, subprocess
child = subprocess.Popen(["/bin/sleep", "60"])
os.kill(child.pid, signal.SIGTERM)
print(child.wait())
for send in signal.raise_signal, lambda number: os.kill(os.getpid(), number):
    try:
        send(signal.SIGINT)
    except KeyboardInterrupt:
        print("interrupted")
    signal.signal(signal.SIGUSR1, lambda number, frame: print("handled", number))
    send(signal.SIGUSR1)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    send(signal.SIGUSR1)
os.kill(os.getpid(), 0)
for wrong in -1, 65:
    try:
        os.kill(os.getpid(), wrong)
    except OSError as error:
        print(error.errno)
print("ends", flush=True)
os.kill(os.getpid(), signal.SIGUSR2)
"""
    done = build(program, "command-line-tool").run()
    expected = "-15\ninterrupted\nhandled 10\ninterrupted\nhandled 10\n22\n22\nends\n"
    assert (done.returncode, done.stdout) == (-signal.SIGUSR2, expected), done.stderr
