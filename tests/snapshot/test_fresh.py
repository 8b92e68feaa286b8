"""With every module that is fit in the snapshot: what is of chance, time and machine is of the run (JVM, seconds)."""

from __future__ import annotations

import pytest

from tests.snapshot.machine import Machine, World
from tests.snapshot.worlds import USUAL
from wizard.catalogue.snapshot import fit, why_not
from wizard.planning.broken import broken_by

pytestmark = pytest.mark.jvm
KINDS = ("random", "tempfile", "uuid", "secrets", "logging", "locale", "ssl")
HELD = 'import sys; held = sys.modules["__graalpython__"].snapshot\n'
OF_THE_RUN = {**USUAL, "TMPDIR": "/tmp", "CANARY": "of the run", "LC_ALL": "C.UTF-8", "TZ": "Asia/Kathmandu"}
BEHAVIOUR = (
    HELD
    + """
import argparse, copy, csv, dataclasses, datetime, decimal, enum, importlib, inspect, json, pathlib, pickle, re, types
import collections.abc, numbers, os, typing

class Colour(enum.Enum):
    RED = 1

@dataclasses.dataclass
class Point:
    x: int = 1

class Pair(typing.NamedTuple):
    a: int

print(all(sys.modules[name] is importlib.import_module(name) for name in ("json", "re", "csv", "datetime")))
for module in (json, re, csv, datetime, pathlib, decimal, inspect, argparse, types, typing, dataclasses, enum):
    spec = module.__spec__
    print(module.__name__, module.__file__, module.__package__, getattr(module, "__cached__", "-"), spec.name,
          type(spec.loader).__name__, spec.origin, spec.has_location, spec.submodule_search_locations)
    source = inspect.getsource(module)
    print(len(source), inspect.getsourcefile(module), inspect.getmodule(module) is module)
print(len(inspect.getsource(json.JSONEncoder.iterencode)), inspect.getsource(pathlib.PurePath.as_posix))
print(inspect.signature(json.dumps), inspect.signature(argparse.ArgumentParser.add_argument))
values = [Point(2), Pair(3), Colour.RED, datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone.utc),
          decimal.Decimal("1.1"), pathlib.PurePosixPath("/a"), re.compile("a+"), collections.OrderedDict(a=1)]
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    print(protocol, pickle.loads(pickle.dumps(values, protocol)) == values, copy.deepcopy(values) == values)
print(isinstance(decimal.Decimal(1), numbers.Number), isinstance({}, collections.abc.Mapping),
      isinstance(pathlib.Path(), os.PathLike), issubclass(datetime.datetime, datetime.date))
old = {module.__name__: module for module in (json, csv, decimal, datetime)}
before = json.JSONDecodeError, datetime.datetime
try:
    json.loads("{")
except before[0] as error:
    print(type(error).__module__, type(error).__mro__, error)
for module in list(old.values()):
    print(importlib.reload(module) is module, sys.modules[module.__name__] is module)
print(json.JSONDecodeError is before[0], datetime.datetime is before[1], json.dumps({"a": [1]}))
del sys.modules["json"], sys.modules["json.decoder"]
import json as again
print(again is old["json"], again.JSONDecodeError is before[0], again.loads("[1]"))
class Shown(json.JSONEncoder):
    pass
print(isinstance(Shown(), json.JSONEncoder), isinstance(Shown(), again.JSONEncoder))
"""
)


@pytest.fixture(scope="module")
def all_fit(engine: Machine) -> str:
    return ",".join(sorted(name for name in fit() if not broken_by(name, engine.plan.broken)))


def test_native_image_takes_all_of_it(engine: Machine, all_fit: str) -> None:
    """And would refuse what makes random numbers while it is imported: the generator of the interpreter itself."""
    assert engine.refused(all_fit) == []
    assert [kind for _, kind, _ in engine.refused(f"{all_fit},random")] == ["java.security.SecureRandom"]


def test_kinds_that_keep_something_are_not_in_it_or_renewed(engine: Machine, all_fit: str) -> None:
    """Whatever is in `held` was imported before the run; the rest is imported now, as ever."""
    status, out, err = engine.run(engine.program(HELD + "print(*held)"), modules=all_fit)
    assert status == 0, err
    held = set(out.split())
    assert len(held) > 80
    assert {kind for kind in KINDS if kind in held} == {kind for kind in KINDS if not why_not(kind)}
    assert "zoneinfo" not in held
    assert "sysconfig" not in held


def test_values_are_of_the_run(engine: Machine, all_fit: str) -> None:
    program = engine.program(
        "import locale, logging, os, random, secrets, tempfile, time, uuid\n"
        "print(random.random(), uuid.uuid4(), secrets.token_hex(8), next(tempfile._get_candidate_names()))\n"
        "print(os.environ['CANARY'], tempfile.gettempdir(), locale.getencoding())\n"
        "print(locale.setlocale(locale.LC_ALL, ''), locale.getlocale())\n"
        "print(abs(time.time() - logging._startTime) < 60, time.tzname, time.localtime(0).tm_hour)\n"
    )
    world = World(OF_THE_RUN)
    (status, first, err), (_, second, _) = (engine.run(program, modules=all_fit, world=world) for _ in range(2))
    assert status == 0, err
    chance, of_run, where, clock = first.splitlines()
    assert all(one != other for one, other in zip(chance.split(), second.splitlines()[0].split(), strict=True))
    assert of_run == "of the run /tmp utf-8"
    _, plain, _ = engine.run(program, world=world)
    assert plain.splitlines()[1:] == [of_run, where, clock]


def test_what_logging_has_to_do_at_the_end_is_done(engine: Machine, all_fit: str) -> None:
    text = (
        "import atexit, logging, sys, threading\n"
        "class Last(logging.StreamHandler):\n    def flush(self): self.stream.write('flushed\\n')\n"
        "handler = Last(sys.stdout)\natexit.register(print, 'at the end')\n"
        "print(threading.current_thread() is threading.main_thread(), threading.main_thread().is_alive())\n"
        "print(threading.active_count(), threading.current_thread().name, threading.enumerate() != [])\n"
        "seen = []\nthread = threading.Thread(target=lambda: seen.append(threading.current_thread().name))\n"
        "thread.start(); thread.join(); print(seen, threading.active_count())\n"
    )
    program = engine.program(text)
    _, expected, err = engine.run(program)
    assert expected.splitlines()[0] == "True True", err
    assert "flushed" in expected
    _, seen, err = engine.run(program, modules=all_fit)
    assert (seen, err) == (expected, "")


def test_modules_behave_as_without(engine: Machine, all_fit: str) -> None:
    """sys.modules, reload, getsource, __file__, pickle, isinstance."""
    program = engine.program(BEHAVIOUR)
    plain_program = engine.program(BEHAVIOUR.replace(HELD, "import sys\n"))
    _, expected, err = engine.run(plain_program)
    assert len(expected.splitlines()) > 30, err
    status, seen, err = engine.run(program, modules=all_fit)
    assert status == 0, err
    assert seen == expected
