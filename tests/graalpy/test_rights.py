"""What `sandboxed-minimal` withholds, tried on the real executable; docs/rights.md names these tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SHARED_CACHE

pytestmark = pytest.mark.graalpy

PROGRAM = r'''
"""Runs Python text, each piece on its own, and says what became of it."""
import json, os, sys

def tried(text):
    names = {"os": os, "sys": sys}
    try:
        exec("def attempt():\n    " + text.replace("\n", "\n    ") + "\nresult = attempt()", names)
    except BaseException as error:
        return [type(error).__name__, str(error)]
    return ["done", repr(names["result"])]

for line in sys.stdin:
    print(json.dumps(tried(json.loads(line))), flush=True)
'''

# The module below ctypes is in the file; this gets hold of it.
HIDDEN = """\
import _imp, importlib.machinery as m
c = _imp.create_builtin(m.ModuleSpec('_ctypes', None))
class B(c._SimpleCData):
    _type_ = 'B'
"""
REFUSED = {
    "open": ("return open('/etc/passwd').read()", "PermissionError"),
    "open by descriptor": ("return os.open('/etc/passwd', os.O_RDONLY)", "PermissionError"),
    "open raw": ("import _io\nreturn _io.FileIO('/etc/passwd').read()", "PermissionError"),
    "open through dots": ("return open('/graalpy/app/../../etc/passwd').read()", "PermissionError"),
    "open relative": ("return open('../../../../../../etc/passwd').read()", "PermissionError"),
    "open a link": ("return open('graalpy/passwd').read()", "PermissionError"),
    "open as source": ("return __graalpython__.read_file('/etc/passwd')", "PermissionError"),
    "open by a loader": (
        "import _frozen_importlib_external as e\nreturn e.FileLoader('x', '/etc/passwd').get_data('/etc/passwd')",
        "PermissionError",
    ),
    "list the root": ("return os.listdir('/')", "PermissionError"),
    "scan the root": ("return list(os.scandir('/'))", "PermissionError"),
    "status of a file": ("return os.stat('/etc/passwd')", "PermissionError"),
    "change folder": ("os.chdir('/etc')", "OSError|FileNotFoundError|PermissionError"),
    "write": ("open('written', 'w')", "PermissionError"),
    "write into the payload": ("open('/graalpy/app/new', 'w')", "OSError"),
    "make a folder": ("os.mkdir('made')", "PermissionError"),
    "remove": ("os.remove('program')", "PermissionError"),
    "temporary file": ("import tempfile\nreturn tempfile.mkstemp()", "FileNotFoundError|PermissionError"),
    "link": ("os.symlink('/etc/passwd', 'link')", "PermissionError"),
    "link into the payload": ("os.symlink('/etc/passwd', '/graalpy/app/link')", "OSError"),
    "/proc/self/environ": ("return open('/proc/self/environ', 'rb').read()", "PermissionError"),
    "/proc/self/mem": ("return open('/proc/self/mem', 'rb').read(1)", "PermissionError"),
    "/proc/self/fd": ("return [os.readlink(f'/proc/self/fd/{n}') for n in range(9)]", "PermissionError"),
    "open descriptors": ("return [os.read(n, 1) for n in range(3, 12)]", "OSError"),
    "socket": ("import socket\nreturn socket.create_connection(('127.0.0.1', 22))", "ModuleNotFoundError"),
    "raw socket module": ("import _socket", "ModuleNotFoundError"),
    "select": ("import select", "ModuleNotFoundError"),
    "subprocess": ("import subprocess", "ModuleNotFoundError"),
    "raw subprocess module": ("import _posixsubprocess", "ModuleNotFoundError"),
    "popen": ("return os.popen('id').read()", "ModuleNotFoundError"),
    "spawn": ("return os.spawnv(os.P_WAIT, '/bin/true', ['true'])", "AttributeError"),
    "exec": ("os.execv('/bin/true', ['true'])", "PermissionError|OSError"),
    "fork": ("return os.fork()", "AttributeError"),
    "kill": ("os.kill(os.getpid(), 0)", "PermissionError"),
    "kill another": ("os.kill(1, 0)", "PermissionError"),
    "ctypes": ("import ctypes\nreturn ctypes.CDLL(None)", "ImportError|ModuleNotFoundError"),
    "raw ctypes": (
        "import _ctypes\nreturn _ctypes.dlopen('libc.so.6', 2)",
        "ModuleNotFoundError",
    ),
    "ctypes after its ban is lifted": ("sys.modules.pop('_ctypes')\nimport ctypes", "ModuleNotFoundError"),
    "libraries by a hidden ctypes": (f"{HIDDEN}return c.dlsym(0, 'getpid')", "OSError"),
    "a call by a hidden ctypes": (
        f"{HIDDEN}class Call(c.CFuncPtr):\n    _flags_ = 0\n    _restype_ = B\nreturn Call(0x400000)()",
        "NotImplementedError",
    ),
    "removed modules by _imp": (
        "import _imp, importlib.machinery as m\nreturn _imp.create_builtin(m.ModuleSpec('_socket', None))",
        "NotImplementedError",
    ),
    "native extension": (
        ("import _imp, importlib.machinery as m\n"
        "return _imp.create_dynamic(m.ModuleSpec('x', None, origin='/lib/x86_64-linux-gnu/libc.so.6'))"),
        "ImportError|OSError|FileNotFoundError|PermissionError",
    ),
    "java.type": ("import java\nreturn java.type('java.lang.Runtime')", "NotImplementedError"),
    "java package": (
        "import java.lang.System as s\nreturn s.getenv('PATH')", "ImportError|ModuleNotFoundError|NotImplementedError",
    ),
    "polyglot.eval": ("import polyglot\nreturn polyglot.eval(language='python', string='1')", "RuntimeError"),
    "polyglot.eval of nfi": ("import polyglot\nreturn polyglot.eval(language='nfi', string='default')", "RuntimeError"),
    "polyglot.eval of a file": (
        "import polyglot\nreturn polyglot.eval(language='python', path='/etc/passwd')", "RuntimeError",
    ),
    "polyglot values": ("import polyglot\nreturn polyglot.import_value('x')", "NotImplementedError"),
    "marshal": (
        ("import marshal\ncode = compile(\"open('/etc/passwd').read()\", 'x', 'eval')\n"
        "return eval(marshal.loads(marshal.dumps(code)))"),
        "PermissionError",
    ),
    "pickle": ("import pickle\nreturn pickle.loads(b\"c_io\\nopen\\n(S'/etc/passwd'\\ntR.\")", "PermissionError"),
    "sys.path": ("sys.path.insert(0, '/usr/lib/python3')\nreturn __import__('dist_packages')", "ModuleNotFoundError"),
    "run a file": ("import runpy\nreturn runpy.run_path('/etc/passwd')", "PermissionError"),
    "open as code": ("import io\nreturn io.open_code('/etc/passwd')", "PermissionError"),
    "the terminal": ("return os.open('/dev/tty', os.O_RDWR)", "PermissionError"),
    "descriptors by name": ("return open('/dev/fd/0')", "PermissionError"),
    "change a file": ("os.chmod('program', 0)", "PermissionError"),
    "cut a file": ("os.truncate('program.py', 0)", "PermissionError"),
    "times of a file": ("os.utime('program.py')", "PermissionError"),
    "where a link leads": ("return os.readlink('graalpy')", "PermissionError"),
    "users of the system": ("import pwd\nreturn pwd.getpwuid(0)", "UnsupportedOperation"),
    "zipimport": ("import zipimport\nreturn zipimport.zipimporter('/etc/passwd')", "ZipImportError"),
}  # fmt: skip
HARMLESS = {
    "a variable of the environment": ("return os.environ.get('SECRET')", "None"),
    "the whole environment": ("return [v for v in os.environ.values() if 'hidden' in v]", "[]"),
    "system": ("return os.system('touch touched')", "126"),
    "exists": ("return os.path.exists('/etc/passwd')", "False"),
    "glob": ("import glob\nreturn glob.glob('/etc/*')", "[]"),
    "lines of a source": ("import linecache\nreturn linecache.getlines('/etc/passwd')", "[]"),
    "PYTHONPATH": ("return 'evil' in ''.join(sys.path)", "False"),
    "name of the machine": ("return os.uname().nodename", "''"),
}
# What Python's walks through its own classes reach of removed modules: using it ends the program in one line.
ENDS = {
    "a socket found among the classes": (
        "[s] = [c for c in object.__subclasses__() if c.__name__ == 'socket']\ns(2, 1, 0).connect(('127.0.0.1', 22))"
    ),
    "a terminal": "os.openpty()",
}
# The same, where the interpreter has no better words than its own.
CANNOT = {
    "memory read by a hidden ctypes": f"{HIDDEN}return B.from_address(0x400000).value",
    "memory written by a hidden ctypes": f"{HIDDEN}B.from_address(0x400000).value = 1",
    "memory beside an object of a hidden ctypes": f"{HIDDEN}return c.POINTER(B)(B(1))[64]",
    "a library opened by a hidden ctypes": f"{HIDDEN}return c.dlopen('libc.so.6', 2)",
    "an address called by a hidden ctypes": f"{HIDDEN}return c.call_function(0x400000, ())",
}


@pytest.fixture(scope="module", params=["bytecode", pytest.param("snapshot", marks=pytest.mark.presets)])
def program(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once, in a folder with a link that leads out of it; a snapshot may carry no right in either."""
    folder = tmp_path_factory.mktemp("rights")
    (folder / "program.py").write_text(PROGRAM)
    (folder / "graalpy").symlink_to("/etc")
    environment = {**os.environ, "GRAALPY_WIZARD_CACHE_DIR": str(SHARED_CACHE), "HOME": str(folder)}
    command = [sys.executable, "-m", "wizard", "build", folder / "program.py", "--preset", "sandboxed-minimal"]
    command += [] if request.param == "bytecode" else ["--set", f"startup={request.param}"]
    subprocess.run([*map(str, command), "-o", str(folder / "program")], env=environment, check=True, cwd=folder)
    return folder / "program"


def _run(program: Path, *texts: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ, "SECRET": "hidden", "PYTHONPATH": "/evil", "PYTHONHOME": "/evil", "PYTHONSTARTUP": "/evil",
        "JAVA_TOOL_OPTIONS": "-Dgraalpy.wizard.files=all", "GRAALPY_WIZARD_FILES": "all",
    }  # fmt: skip
    given = "".join(f"{json.dumps(text)}\n" for text in texts)
    return subprocess.run(
        [program], input=given, capture_output=True, text=True, cwd=program.parent, env=environment, timeout=120
    )


@pytest.fixture(scope="module")
def outcomes(program: Path) -> dict[str, list[str]]:
    """Name to exception and text, of one run."""
    tries = {**REFUSED, **HARMLESS}
    done = _run(program, *(text for text, _ in tries.values()))
    assert done.returncode == 0, done.stderr
    return dict(zip(tries, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("name", REFUSED)
def test_refused(outcomes: dict[str, list[str]], name: str) -> None:
    kind, text = outcomes[name]
    assert kind in REFUSED[name][1].split("|"), text


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless(outcomes: dict[str, list[str]], name: str) -> None:
    assert outcomes[name] == ["done", HARMLESS[name][1]]


@pytest.mark.parametrize("name", ENDS)
def test_ends_in_one_line(program: Path, name: str) -> None:
    done = _run(program, ENDS[name])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert ": refused: this executable was built without " in done.stderr


@pytest.mark.parametrize("name", CANNOT)
def test_cannot_go_on(program: Path, name: str) -> None:
    done = _run(program, CANNOT[name])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert ": cannot go on: " in done.stderr


def test_nothing_was_left_behind(program: Path, outcomes: dict[str, list[str]]) -> None:
    assert outcomes
    assert {path.name for path in program.parent.iterdir()} <= {
        "program.py", "program", "graalpy", ".cache", ".config", ".local",
    }  # fmt: skip


def test_what_it_may_do_works(program: Path) -> None:
    done = _run(
        program, "return open('/graalpy/app/program.py').read(1)", "import json, hashlib\nreturn len(os.urandom(3))"
    )
    assert [json.loads(line) for line in done.stdout.splitlines()] == [["done", "'\\n'"], ["done", "3"]]
