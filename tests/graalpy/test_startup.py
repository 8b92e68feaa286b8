"""Engines whose interpreter was started while they were built: same behaviour, and nothing of the builder in them."""

from __future__ import annotations

import getpass
import mmap
import os
from pathlib import Path

import pytest

from tests.graalpy.conftest import Builder, Wizard

pytestmark = pytest.mark.presets  # two engines more than `make test-graalpy` may build

LEVELS = ["preinitialised", "snapshot"]
WORLD = """\
import sys
held = sorted(sys.modules)
import argparse, ast, csv, dataclasses, datetime, decimal, importlib, inspect, json, os, pathlib, pickle, re, time
import types, typing

@dataclasses.dataclass
class Point:
    x: int = 1

class Pair(typing.NamedTuple):
    a: int

print(sys.argv[1:], os.environ["OF_THE_RUN"], os.getcwd() == str(pathlib.Path.cwd()), sys.executable == "")
print(abs(datetime.datetime.now().timestamp() - time.time()) < 60, time.tzname, time.localtime(0).tm_hour)
print(type(ast.parse("1")) is ast.Module, types.TracebackType.__name__, types.FrameType.__name__)
print(inspect.getsource(json.dumps).splitlines()[0], json.__file__, __file__, re.__file__)
old = json.dumps
print(importlib.reload(json) is json, json.dumps is not old, json.dumps({"a": [1]}))
print(pickle.loads(pickle.dumps([Point(2), Pair(3), datetime.date(2024, 2, 29), decimal.Decimal("1.1")])))
print(isinstance(pathlib.Path(), os.PathLike), re.sub("a+", "b", "caat"), list(csv.reader(["a,b"])))
print(argparse.ArgumentParser(prog="p").format_usage().strip(), inspect.signature(Point), decimal.Decimal(1) / 3)
try:
    1 / 0
except ZeroDivisionError as error:
    print(type(error.__traceback__) is types.TracebackType, error.__traceback__.tb_lineno)
"""
RANDOM = "import os, random, tempfile, uuid; print(os.urandom(8).hex(), random.random(), uuid.uuid4())\n"


@pytest.mark.parametrize("level", LEVELS)
def test_a_program_sees_the_world_of_its_run(build: Builder, level: str) -> None:
    one, other = (build(WORLD, name=f"p{name}", options=("--set", f"startup={name}")) for name in ("bytecode", level))
    environment = {"OF_THE_RUN": "yes", "TZ": "America/New_York"}
    plain, seen = (built.run("a", "b", env=environment) for built in (one, other))
    assert plain.returncode == 0, plain.stderr
    assert seen.stdout.replace(f"p{level}.py", "p.py") == plain.stdout.replace("pbytecode.py", "p.py"), seen.stderr


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_random_is_kept(build: Builder, level: str) -> None:
    built = build(RANDOM, options=("--set", f"startup={level}"))
    first, second = built.run().stdout.split(), built.run().stdout.split()
    assert len(first) == len(second) == 3
    assert all(a != b for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_of_the_machine_that_built_it_is_in_it(build: Builder, level: str, shared_cache: Path) -> None:
    """Its cache folder, its temporary folder's name, its user's home, and the values of its own variables."""
    built = build('print("hi")\n', options=("--set", f"startup={level}"))
    canaries = [str(shared_cache), str(built.path.parent), str(Path.home()), "graalpy-wizard/engines"]
    canaries += [
        v for k, v in os.environ.items() if k in ("HOSTNAME", "LS_COLORS", "SSH_CONNECTION", "PWD") and len(v) > 6
    ]
    if len(getpass.getuser()) > 6:
        canaries.append(getpass.getuser())
    with built.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        assert [canary for canary in canaries if content.find(canary.encode()) >= 0] == []
        assert [c for c in canaries if content.find(c.encode("utf-16-le")) >= 0] == []


@pytest.mark.parametrize("level", LEVELS)
def test_check_proves_it(build: Builder, wizard: Wizard, level: str) -> None:
    built = build('print("hi")\n', options=("--set", f"startup={level}"))
    done = wizard("check", built.path)
    assert "interpreter was started while building" in done.stdout
    assert ("snapshot was started while building" in done.stdout) == (level == "snapshot")
