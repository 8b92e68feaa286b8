"""/graalpy is a read-only folder like any other; outside it everything works, or what the answers refuse is refused."""

from __future__ import annotations

import json
import subprocess
import textwrap

import pytest

from tests.launcher.conftest import Launcher

TRIES = """
import json, os, sys
def attempt(action):
    try:
        return action()
    except BaseException as error:
        return f"{type(error).__name__} {getattr(error, 'errno', '')}".strip()
results = {}
"""


def tries(actions: dict[str, str]) -> str:
    """A program that prints what each expression gave or raised."""
    lines = [f"results[{name!r}] = attempt(lambda: {code})" for name, code in actions.items()]
    return "\n".join([TRIES, *lines, "print(json.dumps(results))"])


def test_reading_the_payload(launcher: Launcher) -> None:
    actions = {
        "open": "open('/graalpy/app/data/ü.txt').read()",
        "beside": "open(os.path.join(os.path.dirname(__file__), 'data', 'ü.txt'), 'rb').read().decode()",
        "list": "sorted(os.listdir('/graalpy/app'))",
        "walk": "sorted((d, sorted(s), sorted(f)) for d, s, f in os.walk('/graalpy/app'))",
        "stat": "[os.stat('/graalpy/app/data/ü.txt').st_size, oct(os.stat('/graalpy/app').st_mode)]",
        "scandir": "sorted((e.name, e.is_dir(), e.stat().st_size) for e in os.scandir('/graalpy/app/data'))",
        "glob": "sorted(map(str, __import__('pathlib').Path('/graalpy/app').rglob('*.txt')))",
        "resolve": "str(__import__('pathlib').Path('/graalpy/home/../app/./data').resolve())",
        "seek": "(lambda f: [f.seek(1), f.read(2), f.tell(), f.seek(0, 2), f.read(9)])(open(__file__, 'rb'))[2:4]",
        "resources": "__import__('importlib.resources').resources.files('pkg').joinpath('part.txt').read_text()",
        "pkgutil": "__import__('pkgutil').get_data('pkg', 'part.txt').decode()",
        "source": "__import__('inspect').getsource(__import__('pkg').given)",
        "relative": "[os.chdir('/graalpy/app/data'), os.getcwd(), os.listdir(), open('ü.txt').read(), os.chdir('/')]",
        "same": "[os.path.samefile('/graalpy/app', p) for p in ('/graalpy/app/data/..', '/graalpy/home')]",
    }
    files = {
        "main.py": tries(actions),
        "data/ü.txt": "inhalt ü",
        "pkg/__init__.py": "def given():\n    return 1\n",
        "pkg/part.txt": "part",
    }
    results = json.loads(launcher.run(launcher.executable(files)).out)
    size = len(files["main.py"].encode())
    assert results == {
        "open": "inhalt ü",
        "beside": "inhalt ü",
        "list": ["data", "main.py", "pkg"],
        "walk": [
            ["/graalpy/app", ["data", "pkg"], ["main.py"]],
            ["/graalpy/app/data", [], ["ü.txt"]],
            ["/graalpy/app/pkg", [], ["__init__.py", "part.txt"]],
        ],
        "stat": [9, "0o40555"],
        "scandir": [["ü.txt", False, 9]],
        "glob": ["/graalpy/app/data/ü.txt", "/graalpy/app/pkg/part.txt"],
        "resolve": "/graalpy/app/data",
        "seek": [3, size],
        "resources": "part",
        "pkgutil": "part",
        "source": "def given():\n    return 1\n",
        "relative": [None, "/graalpy/app/data", ["ü.txt"], "inhalt ü", None],
        "same": [True, False],
    }


def test_the_payload_cannot_be_changed(launcher: Launcher) -> None:
    actions = {
        "write": "open('/graalpy/app/new', 'w')",
        "append": "open('/graalpy/app/main.py', 'a')",
        "update": "open('/graalpy/app/main.py', 'r+')",
        "mkdir": "os.mkdir('/graalpy/new')",
        "remove": "os.remove('/graalpy/app/main.py')",
        "rename": "os.rename('/graalpy/app/main.py', 'out')",
        "into": "os.replace('there', '/graalpy/app/main.py')",
        "symlink": "os.symlink('there', '/graalpy/link')",
        "chmod": "os.chmod('/graalpy/app/main.py', 0o777)",
        "missing": "open('/graalpy/app/none')",
        "folder": "open('/graalpy/app')",
        "below": "open('/graalpy/app/main.py/x')",
        "access": "[os.access('/graalpy/app/main.py', mode) for mode in (os.F_OK, os.R_OK, os.W_OK, os.X_OK)]",
    }
    (launcher.folder / "there").write_text("")
    results = json.loads(launcher.python(tries(actions)).out)
    assert results.pop("access") == [True, True, False, False]
    assert results.pop("missing") == "FileNotFoundError 2"
    assert results.pop("folder") == "IsADirectoryError 21"
    assert results.pop("below") == "NotADirectoryError 20"
    assert set(results.values()) == {"OSError 30"}


def test_everything_else_is_the_ordinary_file_system(launcher: Launcher) -> None:
    program = textwrap.dedent("""
        import json, os, shutil, tempfile
        with open("a", "w") as file:
            file.write("1")
        os.replace("a", "b")
        os.symlink("prog", "link")
        shutil.copy("/graalpy/app/main.py", "copied.py")
        shutil.copytree("/graalpy/app", "tree")
        shutil.move("b", "c")
        os.chmod("c", 0o600)
        os.utime("c", (1, 2))
        os.makedirs("x/y/z")
        os.rename("x", "moved")
        with tempfile.NamedTemporaryFile("w") as file, tempfile.TemporaryDirectory() as folder:
            ok = os.path.isdir(folder) and os.path.exists(file.name)
        shutil.rmtree("moved")
        status = os.stat("c")
        print(json.dumps([
            os.path.basename(os.readlink("link")), oct(status.st_mode), status.st_mtime, sorted(os.listdir()), ok,
            open("copied.py").read() == open(__file__).read(), os.listdir("tree"),
            open("/proc/self/status").read(5), len(open("/dev/urandom", "rb").read(3)), open("/dev/null").read(),
        ]))
    """)
    executable = launcher.executable({"main.py": program})
    done = launcher.run(executable)
    assert json.loads(done.out) == [
        "prog", "0o100600", 2.0, ["c", "copied.py", "engine", "link", "prog", "tree"], True, True, ["main.py"],
        "Name:", 3, "",
    ]  # fmt: skip


def test_withheld_rights(launcher: Launcher) -> None:
    actions = {
        "own": "open(__file__).read(7)",
        "read": "open('/etc/passwd')",
        "list": "os.listdir('/')",
        "exists": "os.path.exists('/etc/passwd')",
        "write": "open('new', 'w')",
        "relative": "[os.chdir('/graalpy/app'), open('../../etc/passwd')]",
        "proc": "open('/proc/self/environ')",
        "link": "os.readlink('/proc/self/exe')",
        "environment": "os.environ.get('PATH', 'nothing')",
        "process": "type(__import__('subprocess').run(['true'])).__name__",
        "native": "type(__import__('ctypes').CDLL(None)).__name__",
        "java": "__import__('java').type('java.lang.System')",
        "polyglot": "__import__('polyglot').eval(language='python', string='1')",
    }
    withheld = {"files": "payload", "environment": "no", "processes": "no", "native": "false", "network": "none"}
    results = json.loads(launcher.python(tries(actions), **withheld).out)
    assert results == {
        "own": "\nimport",
        "read": "PermissionError 13",
        "list": "PermissionError 13",
        "exists": False,
        "write": "PermissionError 13",
        "relative": "PermissionError 13",
        "proc": "PermissionError 13",
        "link": "PermissionError 13",
        "environment": "nothing",
        "process": "FileNotFoundError 2",
        "native": "ModuleNotFoundError",
        "java": "NotImplementedError",
        "polyglot": "RuntimeError",
    }
    reading = {"read": "open('/etc/passwd').read(1) != ''", "write": "open('new', 'w')", "mkdir": "os.mkdir('new')"}
    results = json.loads(launcher.python(tries(reading), files="read").out)
    assert results == {"read": True, "write": "PermissionError 13", "mkdir": "PermissionError 13"}


def test_a_right_that_python_cannot_catch_is_one_line(launcher: Launcher) -> None:
    done = launcher.python("import os\nprint('before')\nos.system('true')", processes="no")
    line = f"{launcher.folder / 'prog'}: refused: this executable was built without the right to start processes\n"
    assert (done.status, done.out, done.err) == (1, "before\n", line)
    done = launcher.python("import socket\nsocket.create_connection(('127.0.0.1', 1))", network="none")
    assert done.status == 1
    assert done.err.count("\n") == 1
    assert "refused: this executable was built without the right or the code for getaddrinfo" in done.err


def test_hashing_without_bouncy_castle(launcher: Launcher) -> None:
    """GraalPy's _hashlib ends the program where those jars are left off the class path; the launcher hides it."""
    program = (
        "import hashlib, hmac\nprint(hashlib.sha256(b'').hexdigest()[:8], hmac.new(b'', b'', 'md5').hexdigest()[:4])"
    )
    executable = launcher.executable({"main.py": program})
    command = launcher.command(executable)
    at = command.index("-cp") + 1
    command[at] = ":".join(part for part in command[at].split(":") if not part.rpartition("/")[2].startswith("bc"))
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("e3b0c442 74e6\n", "")


@pytest.mark.parametrize("locale", ["C", "en_US", "de_DE.ISO-8859-1"])
def test_files_are_utf8_whatever_the_locale(launcher: Launcher, monkeypatch: pytest.MonkeyPatch, locale: str) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    program = (
        "import locale\nwith open('f', 'w') as f: f.write('äö')\nprint(open('f', 'rb').read(), locale.getencoding())"
    )
    assert launcher.python(program).out == "b'\\xc3\\xa4\\xc3\\xb6' utf-8\n"
