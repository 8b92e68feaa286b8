"""Rehearsals on a real JVM, with nothing else on the PATH."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.rehearsing.conftest import Real

pytestmark = pytest.mark.jvm


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A file to be written."""
    return tmp_path / "prog.py"


def test_a_program_that_works(real: Real, program: Path) -> None:
    program.write_text(
        "import csv, sys\nprint(sys.argv[1:], sys.stdin.read())\nprint('err', file=sys.stderr)\nsys.exit(9)\n"
    )
    done = real(program, "--preset", "command-line-tool", "--", "--json", "ü\\", "", stdin="in")
    assert (done.returncode, done.stdout) == (9, "['--json', 'ü\\\\', ''] in\n"), done.stderr
    assert "\nerr\n" in f"\n{done.stderr}"
    assert ", status 9: " in done.stderr
    assert "never needed: network = client: none would do" in done.stderr
    assert "went on without" not in done.stderr


def test_an_import_that_an_answer_breaks(real: Real, program: Path) -> None:
    program.write_text("import json\n\nimport urllib.request\nprint('never')\n")
    done = real(program, "--preset", "smallest")
    assert (done.returncode, done.stdout) == (6, ""), done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"error: {program}:3: import urllib.request fails: network = none (ModuleNotFoundError: No ")
    assert last.endswith("); keep it with --set network=client")
    kept = real(program, "--preset", "smallest", "--set", "network=client")
    assert (kept.returncode, kept.stdout) == (0, "never\n"), kept.stderr


def test_what_it_goes_on_without(real: Real, program: Path) -> None:
    program.write_text(
        "import zipfile\ntry:\n    import ssl\nexcept ImportError:\n    ssl = None\n"
        "try:\n    import ctypes\nexcept ImportError:\n    pass\nprint(ssl)\n"
    )
    done = real(program, "--preset", "smallest", "--json")
    whole = json.loads(done.stdout)
    assert (done.returncode, whole["ok"], whole["problems"]) == (0, True, []), done.stderr
    without = {entry["module"]: entry for entry in whole["result"]["without"]}
    assert {"ssl", "ctypes", "zlib"} <= without.keys()
    assert without["ssl"]["answers"] == ["network = none", "crypto = hashes"]
    assert {"zipfile", "io"} <= set(whole["result"]["modules"])
    assert done.stderr == "None\n"


def test_a_program_that_fails_by_itself(real: Real, program: Path) -> None:
    program.write_text("import nothing_of_this_name\n")
    done = real(program, "--preset", "smallest", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["result"]["broken"] == []


def test_the_rights_are_withheld_too(real: Real, program: Path) -> None:
    program.write_text("import posix\nprint(len(posix.environ))\nopen('/etc/passwd')\n")
    done = real(program, "--preset", "sandboxed-minimal")
    assert (done.returncode, done.stdout) == (1, "1\n"), done.stderr  # the one that GraalPy itself sets
    assert "PermissionError" in done.stderr


def test_hostile_names(real: Real, program: Path) -> None:
    program.write_text(
        "import sys, types\n"
        "for name in ('a\\x1b[2J\\n', '\\u202eb', '\\udc80', 'c\"]\\n[\"found\", \"d\"'):\n"
        "    sys.modules[name] = types.ModuleType('x')\n"
        "    try:\n        __import__(name + '.x')\n    except ImportError:\n        pass\n"
        "sys.modules[7] = sys\n"
    )
    done = real(program, "--preset", "smallest")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr


def test_the_projects_tests(real: Real, tmp_path: Path) -> None:
    (tmp_path / "graalpy-wizard.toml").write_text(
        'schema = 1\npreset = "command-line-tool"\n[program]\nentry = "main.py"\n'
    )
    (tmp_path / "main.py").write_text("import lazy\n")
    (tmp_path / "lazy.py").write_text("def f():\n    import decimal\n    return decimal.Decimal(1)\n")
    (tmp_path / "test_lazy.py").write_text(
        "import unittest, lazy\n"
        "class T(unittest.TestCase):\n    def test(self):\n        self.assertEqual(lazy.f(), 1)\n"
    )
    done = real(tmp_path, "--run", "-m unittest discover")
    assert done.returncode == 0, done.stderr
    assert "Ran 1 test" in done.stderr
    kept = json.loads((tmp_path / ".graalpy-wizard" / "rehearsed.json").read_text())
    assert kept["program"] == []
    assert {"decimal", "lazy", "unittest"} <= set(kept["command"])


def test_no_jdk(real: Real, program: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program.write_text("")
    home = tmp_path / "no-jdk"
    home.mkdir()
    code = (
        "import sys\nfrom wizard.toolchains import homes, places_to_look\nhomes.everywhere = lambda environ: iter(())\n"
        "from wizard.cli.main import run\nsys.exit(run(sys.argv[1:]))"
    )
    environment = {k: v for k, v in real.environment.items() if k != "JAVA_HOME"}
    done = Real(environment).python(code, "rehearse", program)
    assert done.returncode == 3, done.stderr
    assert "there is no JDK 25 on this machine" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_network(real: Real, program: Path, tmp_path: Path) -> None:
    program.write_text("")
    empty = {
        **real.environment,
        "GRAALPY_WIZARD_CACHE_DIR": str(tmp_path / "cache"),
        "GRAALPY_WIZARD_MAVEN": "http://127.0.0.1:9",
    }
    done = Real(empty)(program)
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "cache" / "rehearsals").exists()


def test_a_gate_before_the_build(real: Real, program: Path, tmp_path: Path) -> None:
    program.write_text("import urllib.request\n")
    done = real.wizard("build", program, "--preset", "smallest", "--rehearse", "-o", tmp_path / "out")
    assert done.returncode == 6, done.stderr
    assert "import urllib.request fails" in done.stderr
    assert not (tmp_path / "out").exists()
