"""Packed executables of real engines: the same to everybody as the plain ones."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.graalpy.conftest import Builder, Built, Wizard
from tests.packing.conftest import HERE as PACKING
from wizard.packing import layout

pytestmark = pytest.mark.graalpy

PROGRAM = """\
import os, sys
sys.stderr.write("to stderr\\n")
print(sys.argv[1:], sys.argv[0] == os.environ.get("CALLED"), sys.executable == "", __file__)
print(sorted(os.listdir("/graalpy")), sys.stdin.read())
import json, random, argparse
print(json.dumps({"json": json.__file__}))
sys.exit(int(sys.argv[1]))
"""


def ended(built: Built, *arguments: str) -> tuple[int, str, str]:
    """How it ended."""
    done = built.run(*arguments, stdin="typed", env={"CALLED": str(built.path)})
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("preset", ["smallest", "command-line-tool"])
def test_packed_and_plain_are_the_same(build: Builder, tmp_path: Path, preset: str) -> None:
    plain = ended(build(PROGRAM, preset), "7", "two words", "-Dx=1")
    packed = build(PROGRAM, preset, options=("--packed",))
    assert ended(packed, "7", "two words", "-Dx=1") == plain
    assert plain[0] == 7
    found = layout.read(packed.path)
    assert found is not None
    assert found.packed < found.plain / 2


def test_the_process_bears_the_name_of_the_file(build: Builder) -> None:
    """As `ps` and `killall` see it; the kernel names what runs from memory by a number."""
    program = 'import sys\nprint(open("/proc/self/comm").read().strip(), sys.argv[0].rpartition("/")[2][:15])\n'
    for options in ((), ("--packed",)):
        seen, wanted = build(program, "command-line-tool", options=options).run().stdout.split()
        assert seen == wanted


def test_where_memory_may_not_be_executed(build: Builder, tmp_path: Path) -> None:
    packed = build(PROGRAM, options=("--packed",))
    folder = tmp_path / "temporary"
    folder.mkdir()
    command = [sys.executable, str(PACKING / "deny.py"), "memfd_create", "EPERM", str(packed.path), "3"]
    done = subprocess.run(command, capture_output=True, text=True, input="", env={"TMPDIR": str(folder)})
    assert (done.returncode, done.stderr) == (3, "to stderr\n")
    assert '"json": "/graalpy/home' in done.stdout
    assert list(folder.iterdir()) == []


def test_damage_is_noticed_before_anything_runs(build: Builder, tmp_path: Path) -> None:
    packed = build(PROGRAM, options=("--packed",))
    found = layout.read(packed.path)
    assert found is not None
    data = packed.path.read_bytes()
    damaged = Built(tmp_path / "damaged")
    chance = random.Random(20261124)
    for _ in range(25):
        bad = bytearray(data)
        bad[chance.randrange(found.loader, len(data))] ^= 1 << chance.randrange(8)
        damaged.path.write_bytes(bad)
        damaged.path.chmod(0o755)
        done = damaged.run("0")
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (127, "", 1)


def test_check_report_and_build_tell_of_it(wizard: Wizard, build: Builder) -> None:
    packed = build(PROGRAM, options=("--packed",))
    told = json.loads(wizard("report", "--json").stdout)["result"]["build"]
    sizes = told["sizes"]
    assert sizes["file"] == packed.path.stat().st_size == sum(part["size"] for part in sizes["parts"])
    assert sizes["packed"]["plain"] > 2 * sizes["file"]
    assert sizes["packed"]["start"]["memory"] > 0
    assert told["runs_on"]["glibc"]
    checked = json.loads(wizard("check", packed.path, "--json").stdout)["result"]
    assert checked["kept"]
    assert checked["packed"] == sizes["packed"]["method"]
    assert "packed with" in wizard("report", packed.path).stdout


def test_the_same_inputs_give_the_same_bytes(build: Builder) -> None:
    first = build(PROGRAM, options=("--packed",)).path.read_bytes()
    assert build(PROGRAM, options=("--packed",)).path.read_bytes() == first
