"""Own modules in a `program` snapshot: a program does what it does without one, whatever they do while imported."""

from __future__ import annotations

import re

import pytest

from tests.launcher.conftest import Kept
from tests.launcher.test_kept_start import WAITS, lines, put
from wizard.catalogue.snapshot import fit

# Name of a module -> its text, and what the program then looks at.
LEFT_TO_THE_RUN = {
    "wrapped": (
        """
import sys
class W:
    def __init__(self, s): self.s = s
    def __getattr__(self, name): return getattr(self.s, name)
sys.stdout = W(sys.stdout)
""",
        "type(sys.stdout).__name__",
    ),
    "prints": ("print('imported')", "0"),
    "path": ("import sys\nsys.path.append('/x/y')", "'/x/y' in sys.path"),
    "limit": ("import sys\nsys.setrecursionlimit(4321)", "sys.getrecursionlimit()"),
    "collector": ("import gc\ngc.disable()", "collector.gc.isenabled()"),
    "at_exit": ("import atexit\natexit.register(lambda: print('atexit ran'))", "0"),
    "finalizer": (
        "import weakref\nclass A: pass\na = A(); F = weakref.finalize(a, print, 'gone')",
        "finalizer.F.alive",
    ),
    "handled": (
        "import signal\ndef f(*_): pass\nsignal.signal(signal.SIGUSR1, f)",
        "handled.signal.getsignal(10) is handled.f",
    ),
    "a_thread": (
        "import threading\nN = []\nT = threading.Thread(target=lambda: N.append(1)); T.start(); T.join()",
        "(a_thread.N, a_thread.T.is_alive())",
    ),
    "local": ("import threading\nL = threading.local(); L.x = 5", "getattr(local.L, 'x', None)"),
    "removes": ("import os\ntry: os.remove('/nothing/there')\nexcept OSError as e: E = e.errno", "removes.E"),
    "process": ("import subprocess\nR = subprocess.run(['/bin/true']).returncode", "process.R"),
    "sets": ("import os\nos.environ['SET'] = '1'", "sets.os.environ.get('SET')"),
    "defaults": ("import os\nos.environ.setdefault('MAYBE', '1')", "defaults.os.environ.get('MAYBE')"),
    "localised": ("import locale\nL = locale.setlocale(locale.LC_ALL, '')", "localised.L"),
    "precise": ("import decimal\ndecimal.getcontext().prec = 50", "precise.decimal.getcontext().prec"),
    "context": ("import contextvars\nV = contextvars.ContextVar('v'); V.set(5)", "context.V.get(None)"),
    "zone": ("import time\nO = time.timezone, time.tzname", "zone.O"),
    "stack": ("import traceback\nF = traceback.extract_stack()", "len(stack.F) > 0"),
}
WAIT_FOR_THE_RUN = {
    "arguments": ("import sys\nARGS = list(sys.argv)", "arguments.ARGS[1:]"),
    "stream": ("import sys\ndef say(text, out=sys.stdout): return out.write(text)", "stream.say('said ')"),
    "terminal": ("import sys\nTTY = sys.stdout.isatty() or sys.stdout.fileno()", "terminal.TTY"),
    "standard_input": ("import sys\nS = sys.stdin", "standard_input.S is sys.stdin"),
    "handler": ("import logging, sys\nH = logging.StreamHandler()", "handler.H.stream is sys.stderr"),
    "executable": ("import sys\nX = sys.executable, sys.orig_argv", "executable.X"),
    "main_file": ("import __main__\nM = getattr(__main__, '__file__', None)", "main_file.M"),
    "main_thread": ("import threading\nM = threading.main_thread()", "main_thread.M is threading.main_thread()"),
    "processors": ("import os\nC = os.cpu_count()", "processors.C"),
    "width": ("import shutil\nC = shutil.get_terminal_size((1, 2))", "tuple(width.C)"),
    "user": ("import os\nU = os.getuid(), os.umask(0o022)", "user.U"),
    "home": ("import os\nH = os.path.expanduser('~')", "home.H"),
    "command": ("import os\nR = os.system('true')", "command.R"),
    "copies": ("import os\nE = dict(os.environ)", "'PATH' in copies.E"),
    "translated": ("import gettext\nT = gettext.gettext('a')", "translated.T"),
    "stamp": ("import time\nO = time.strftime('%Y'), time.gmtime()[0], time.ctime()[-4:]", "stamp.O"),
    "now": (
        "from datetime import date, datetime, timezone\nN = datetime.now(timezone.utc); Y = date.today().year",
        "(datetime.now(now.timezone.utc) - now.N).total_seconds() < 900, now.Y == datetime.now().year",
    ),
}
KEPT = {
    "unset": ("import os\nE = os.environ.get('NOT_SET', 3)", "unset.E"),
    "filters": ("import warnings\nwarnings.filterwarnings('error', 'xyz')", "[f[0] for f in filters.warnings.filters]"),
    "excepthook": ("import sys\ndef f(*_): pass\nsys.excepthook = f", "sys.excepthook is excepthook.f"),
    "built_in": ("import builtins\nbuiltins.answer = 42", "answer"),
    "errors": (
        "import codecs\ncodecs.register_error('mine', lambda e: ('?', e.end))",
        r"'\u20ac'.encode('ascii', 'mine')",
    ),
    "codec": (
        "import codecs\ncodecs.register(lambda n: codecs.lookup('utf-8') if n == 'mine8' else None)",
        "'a'.encode('mine8')",
    ),
    "locks": (
        "import threading\nL = threading.RLock(); E = threading.Event(); E.set(); H = threading.Lock(); H.acquire()",
        "(locks.L.acquire(), locks.E.is_set(), locks.H.locked())",
    ),
    "queued": ("import queue\nQ = queue.Queue(); Q.put(3)", "queued.Q.get(timeout=1)"),
    "found": ("import importlib.util as u\nS = u.find_spec('json') is not None, u.find_spec('nope')", "found.S"),
    "cached": (
        "import functools\n@functools.lru_cache\ndef f(n): return n * 2\nf(2)",
        "(cached.f(2), cached.f.cache_info().hits)",
    ),
    "abstract": (
        "import collections.abc as a\nclass M: pass\na.Sized.register(M)",
        "issubclass(abstract.M, abstract.a.Sized)",
    ),
    "reduced": (
        "import copyreg\nclass M: pass\ncopyreg.pickle(M, lambda m: (M, ()))",
        "reduced.M in reduced.copyreg.dispatch_table",
    ),
    "patched": ("import json\njson.JSONEncoder.default = lambda self, o: 'mine'", "patched.json.dumps(object())"),
    "many": (
        "D = {i: str(i) for i in range(3000)}\nF = frozenset(D.values())",
        "(many.D[77], '77' in many.F, hash(many.F) == hash(frozenset(map(str, range(3000)))))",
    ),
    "hashes": (
        "H = hash('abc'), hash(b'abc'), hash(('a', 1.5))",
        "hashes.H == (hash('abc'), hash(b'abc'), hash(('a', 1.5)))",
    ),
    "objects": (
        "class A: pass\nO = A(); D = {O: 1, A: 2}; I = id(O)",
        "(objects.D[objects.O], objects.I == id(objects.O))",
    ),
    "generator": ("def g():\n    yield 1\n    yield 2\nG = g(); next(G)", "next(generator.G)"),
    "memory": ("import io\nB = io.BytesIO(b'abc'); B.read(1)", "memory.B.read()"),
    "pattern": ("import re\nR = re.compile(r'(\\w+) (?P<x>\\d+)', re.I)", "pattern.R.match('ab 12')['x']"),
    "counter": ("import itertools\nC = itertools.count(); next(C)", "next(counter.C)"),
    "packed": (
        "import struct, array\nS = struct.Struct('<I'); A = array.array('i', [1, 2])",
        "packed.S.pack(3), packed.A",
    ),
    "named": ("from typing import NamedTuple\nclass N(NamedTuple):\n    a: int", "named.N(1)"),
    "listed": ("import enum\nclass E(enum.Enum):\n    A = enum.auto()", "listed.E['A'] is listed.E(1)"),
    "data": (
        "from dataclasses import dataclass\n@dataclass(frozen=True, order=True)\nclass P:\n    x: int = 0",
        "(data.P(1) < data.P(2), hash(data.P(1)) == hash(data.P(1)))",
    ),
    "given": (
        """
import os
import time
class T:
    clock = time.monotonic
    class Inner: clock = time.time
def f(a=time.time, *, b=os.getpid): return a, b
""",
        "(given.T().clock() > 0, given.T.Inner().clock() > 0, given.f() == (given.time.time, given.os.getpid))",
    ),
    "raised": ("try: 1 / 0\nexcept ZeroDivisionError as e: E = e", "raised.E.__traceback__ is not None"),
}
ALL = {**LEFT_TO_THE_RUN, **WAIT_FOR_THE_RUN, **KEPT}
HELD = """
import sys
HELD = dict(getattr(getattr(sys.meta_path[0], "find_spec", print), "__globals__", {}).get("kept", ()))
"""
THERE = "print(*[name for name in NAMES if name in HELD and HELD[name] is sys.modules[name]])\n"


def program() -> tuple[str, dict[str, str]]:
    """It imports all of them and says what it sees."""
    text = f"NAMES = {list(ALL)}{HELD}import threading\nfrom datetime import datetime\nimport {', '.join(ALL)}\n{THERE}"
    text += "".join(f"print({name!r}, {looks})\n" for name, (_, looks) in ALL.items())
    return text, {f"{name}.py": f"{module}\n" for name, (module, _) in ALL.items()}


def test_a_program_does_what_it_does_without(kept: Kept) -> None:
    text, files = program()
    put(kept, files, " ".join(ALL), " ".join(fit()))
    plain, seen = kept.run(text, "1", "2", files=files, languages=""), kept.run(text, "1", "2", files=files)
    assert (plain.status, seen.status) == (0, 0), plain.err + seen.err
    said, printed = lines(seen)
    assert printed[1].split() == [*WAIT_FOR_THE_RUN, *KEPT]
    assert [printed[0], *printed[2:]] == [one for one in plain.out.splitlines() if one]
    left = [line.split(": ")[1] for line in said if line.startswith("not in the snapshot")]
    assert left == list(LEFT_TO_THE_RUN)
    [waiting] = [line.partition(": ")[2] for line in said if line.startswith(WAITS)]
    assert re.findall(r"(\w+) \(", waiting) == list(WAIT_FOR_THE_RUN), (
        "of those that ask for nothing, no statement waits"
    )
    assert said[-1] == "imported at the start where one of these is set: NOT_SET"


READS = {
    "reads.py": "import os\nfrom uuid import uuid4\nC = os.environ.get('CANARY')\nD = os.getenv('ELSE')\n",
    "takes.py": "import reads\nC = reads.C\nclass A: pass\n",
}


@pytest.mark.parametrize(
    ("variable", "first", "anew", "value"),
    [
        ("CANARY", "", True, "of the run"),
        ("REST", "", False, None),
        ("REST", "os.environ['REST'] = 'of the program'", True, "of the program"),
        ("ELSE", "os.environ['REST'] = 'of the program'", False, None),
    ],
)
def test_modules_that_read_a_variable_start_anew_where_it_is_set(
    kept: Kept, variable: str, first: str, anew: bool, value: str | None
) -> None:
    """All of the program's, as others may hold what came of it; also where the program sets it before its imports."""
    files = {name: text.replace("CANARY", variable) for name, text in READS.items()}
    put(kept, files, "takes", "os")
    program = (
        f"import os, sys\n{first}\nheld = sys.meta_path[0].find_spec.__globals__['kept']\n"
        "import takes, reads, pickle\nprint(held['takes'] is not takes, held['reads'] is not reads)\n"
        "print(reads.C, takes.C, type(pickle.loads(pickle.dumps(takes.A()))) is takes.A, reads.uuid4().version)\n"
    )
    done = kept.run(program, files=files)
    assert lines(done)[1] == [f"{anew} {anew}", f"{value} {value} True 4"]


def test_data_beside_the_program_is_no_module(kept: Kept) -> None:
    """Only a file NAME.py or a folder with an __init__.py hides a module of the library."""
    text = "import csv, dataclasses, copy, json\n"
    text += "print(dataclasses.copy is copy, hasattr(csv, 'reader'), json.__file__)\n"
    files = {"copy/notes.txt": "", "csv.toml": "", "decimal.schema.json": "", "json/__init__.py": ""}
    plain, seen = kept.run(text, files=files, languages=""), kept.run(text, files=files)
    assert seen.out == plain.out == "True True /graalpy/app/json/__init__.py\n", seen.err
