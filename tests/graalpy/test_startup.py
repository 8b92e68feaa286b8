"""Engines whose interpreter was started while they were built: same behaviour, and nothing of the builder in them."""

from __future__ import annotations

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
FRESH = """\
import os, sys, time
import locale, logging, random, secrets, tempfile, uuid
print(os.urandom(8).hex())
print(random.random())
print(random.SystemRandom().random())
print(secrets.token_hex(8))
print(uuid.uuid4())
print(tempfile.mkdtemp(dir=sys.argv[1]))
print(logging._startTime)
handle, name = tempfile.mkstemp()
os.close(handle), os.unlink(name)
print(os.path.dirname(name), tempfile.gettempdir(), file=sys.stderr)
age = logging.makeLogRecord({}).relativeCreated
print(0 <= age < 60000, abs(time.time() - logging._startTime) < 60, file=sys.stderr)
print(locale.setlocale(locale.LC_ALL, ""), locale.getencoding(), file=sys.stderr)
"""
TLS = """\
import os, ssl, sys
paths = ssl.get_default_verify_paths()
print(paths.openssl_cafile_env, os.environ[paths.openssl_cafile_env], "ssl" in sys.modules["__graalpython__"].snapshot)
context = ssl.create_default_context()
print(context.verify_mode.name, context.check_hostname)
"""
CHANCE = ("urandom", "random", "SystemRandom", "secrets", "uuid", "tempfile", "logging")


@pytest.mark.parametrize("level", LEVELS)
def test_a_program_sees_the_world_of_its_run(build: Builder, level: str) -> None:
    one, other = (build(WORLD, name=f"p{name}", options=("--set", f"startup={name}")) for name in ("bytecode", level))
    environment = {"OF_THE_RUN": "yes", "TZ": "America/New_York"}
    plain, seen = (built.run("a", "b", env=environment) for built in (one, other))
    assert plain.returncode == 0, plain.stderr
    assert seen.stdout.replace(f"p{level}.py", "p.py") == plain.stdout.replace("pbytecode.py", "p.py"), seen.stderr


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_of_chance_or_time_is_kept(build: Builder, level: str, tmp_path: Path) -> None:
    """Two runs of one executable differ, and what is not of chance is that of the run."""
    built = build(FRESH, options=("--set", f"startup={level}"))
    environment = {"TMPDIR": str(tmp_path), "LC_ALL": "C.UTF-8"}
    first, second = built.run(str(tmp_path), env=environment), built.run(str(tmp_path), env=environment)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    pairs = zip(CHANCE, first.stdout.split(), second.stdout.split(), strict=True)
    assert [name for name, one, other in pairs if one == other] == []
    temporary, age, locale = first.stderr.splitlines()
    assert temporary == f"{tmp_path} {tmp_path}"
    assert age == "True True"
    assert locale.endswith(" utf-8")


def test_tls_is_that_of_the_run(build: Builder) -> None:
    built = build(TLS, preset="command-line-tool", options=("--set", "startup=snapshot"))
    done = built.run(env={"SSL_CERT_FILE": "/of-the-run.pem"})
    assert done.stdout.splitlines() == ["SSL_CERT_FILE /of-the-run.pem False", "CERT_REQUIRED True"], done.stderr


@pytest.mark.parametrize("level", LEVELS)
def test_check_proves_it(build: Builder, wizard: Wizard, level: str) -> None:
    built = build('print("hi")\n', options=("--set", f"startup={level}"))
    done = wizard("check", built.path)
    assert "interpreter was started while building" in done.stdout
    assert ("snapshot was started while building" in done.stdout) == (level == "snapshot")
