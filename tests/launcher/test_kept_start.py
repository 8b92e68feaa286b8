"""An interpreter that starts, and imports, before the program's run does: the same on a JVM as in a native image.

Polyglot does on a JVM what native-image does while it builds, where a property asks for it, so that all but the image
heap itself can be tried in seconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.launcher.conftest import KEPT, NAMES, Ended, Kept
from wizard.building.snapshot_late import rewritten

STATE = KEPT / "state.py"
SAID = 'import sys; g = sys.modules["__graalpython__"]; print(hasattr(g, "started_while_building"), end=" ")\n'


def test_the_started_interpreter_is_used(kept: Kept) -> None:
    done = kept.run(SAID + "print(sys.argv[1:])", "a", languages="python")
    assert (done.status, done.out) == (0, "True ['a']\n"), done.err


def test_one_option_that_differs_and_it_starts_anew_without_a_word(kept: Kept) -> None:
    done = kept.run(SAID + "print(sys.argv[1:])", languages="python", stack="1")
    assert (done.status, done.out) == (0, "False []\n"), done.err


def test_a_snapshot_has_its_modules_and_the_run_its_own_world(kept: Kept) -> None:
    program = SAID + (
        "there = [name for name in sys.modules if name in g.snapshot]\n"
        "import ast, datetime, importlib, inspect, json, os, pathlib, pickle, time, types, dataclasses, random\n"
        "print(len(there) == len(g.snapshot) > 70)\n"
        "print(os.environ['CANARY'], os.getenvb(b'CANARY'), os.getcwd() == str(pathlib.Path.cwd()))\n"
        "print(abs(datetime.datetime.now().timestamp() - time.time()) < 60, time.localtime().tm_year > 2000)\n"
        "print(os.urandom(8) != os.urandom(8), random.random() != random.random())\n"
        "print(type(ast.parse('1')) is ast.Module, types.TracebackType.__name__, types.FrameType.__name__)\n"
        "print(inspect.getsource(json.dumps).splitlines()[0][:12], json.__file__)\n"
        "before = json.dumps; print(importlib.reload(json) is json, json.dumps is not before)\n"
        "print(pickle.loads(pickle.dumps(datetime.date(2024, 2, 29))) == datetime.date(2024, 2, 29))\n"
        "@dataclasses.dataclass\nclass A:\n    x: int = 1\n"
        "print(pickle.loads(pickle.dumps(A(2))), isinstance(pathlib.Path(), os.PathLike))\n"
    )
    done = kept.run(program)
    assert done.status == 0, done.err
    assert done.out.splitlines() == [
        "True True", "of the run b'of the run' True", "True True", "True True", "True traceback frame",
        "def dumps(ob /graalpy/home/lib/python3.12/json/__init__.py", "True True", "True",
        "A(x=2) True",
    ]  # fmt: skip


def test_the_launchers_own_python_is_that_of_the_snapshot(kept: Kept) -> None:
    program = SAID + (
        "print(hasattr(g, 'launcher') and type(open).__call__.__globals__ is g.launcher[0].__globals__)\n"
        "import sys; print(sys.stdout.line_buffering, sys.modules['_bz2'], exit, open.__module__)\n"
        "import atexit; atexit.register(print, 'over'); sys.exit('said at the end')\n"
    )
    snapshot, started, plain = (kept.run(program, languages=one) for one in ("python,snapshot", "python", ""))
    rest = "False None Use exit() or Ctrl-D (i.e. EOF) to exit _io\nover\n"
    assert snapshot.out == f"True True\n{rest}", snapshot.err
    assert (started.out, plain.out) == (f"True False\n{rest}", f"False False\n{rest}"), started.err + plain.err
    assert {(one.status, one.err) for one in (snapshot, started, plain)} == {(1, "said at the end\n")}


@pytest.mark.parametrize("languages", ["python", "python,snapshot"])
def test_what_the_core_does_at_each_start_is_not_lost_where_it_is_done_before(kept: Kept, languages: str) -> None:
    program = (
        "import unicodedata, time, polyglot, _signal, _weakref, contextvars\n"
        "print(unicodedata.unidata_version, time.tzname, time.timezone, polyglot.interop_type.__name__)\n"
        "print(ExceptionGroup('a', [ValueError()]), _signal.SIGTERM, IOError is OSError, __debug__)\n"
        "print(type(contextvars.Token.MISSING) is object)\n"
        "class A: pass\n"
        "a, seen = A(), []; ref = _weakref.ref(a, seen.append); print(ref() is a)\n"
    )
    plain, other = kept.run(program, languages=""), kept.run(program, languages=languages)
    assert (other.status, other.out) == (0, plain.out), other.err
    assert len(plain.out.splitlines()) == 4, plain.err


@pytest.mark.parametrize("languages", ["python", "python,snapshot"])
def test_modules_are_in_the_same_state_as_without(kept: Kept, languages: str) -> None:
    """All that the ten modules and those that they need hold: names, values, classes, and where each came from."""
    program = f"NAMES = {NAMES!r}\n{STATE.read_text(encoding='utf-8')}"
    plain, other = kept.run(program, languages=""), kept.run(program, languages=languages)
    assert (plain.status, other.status) == (0, 0), plain.err + other.err
    expected, seen = plain.out.splitlines(), other.out.splitlines()
    assert len(expected) > 2000
    different = {line for line in set(expected) ^ set(seen) if not line.startswith("zipimport.__file__ ")}
    assert sorted(different) == [], "zipimport is loaded before it is known where the library lies; nothing else is"
    assert not re.search("of-the-builder", other.out)


def test_functions_of_the_snapshot_are_seen_as_others_are(kept: Kept) -> None:
    """In tracebacks, chains of frames and what traces: GraalPy hides what is imported before its core is ready."""
    text = (
        "import json, sys, traceback\n"
        "class Own(json.JSONEncoder):\n"
        "    def default(self, value):\n"
        "        frame = sys._getframe()\n"
        "        while frame: print(frame.f_code.co_name, end=' '); frame = frame.f_back\n"
        "        raise LookupError\n"
        "try: json.dumps({}.keys(), cls=Own)\n"
        "except LookupError: print(*(line.name for line in traceback.extract_tb(sys.exc_info()[2])))\n"
        "seen = []\n"
        "sys.settrace(lambda frame, event, argument: seen.append(frame.f_code.co_name))\n"
        "json.loads('[]'); sys.settrace(None); print(*seen)\n"
    )
    ended = kept.run(text)
    assert ended.out.split("\n")[:3] == [
        "default iterencode encode dumps <module> <module> dumps encode iterencode default",
        "loads decode raw_decode",
        "",
    ], ended.err
    assert kept.run(text, languages="").out == ended.out


def test_a_module_beside_the_program_is_the_one_that_is_found(kept: Kept) -> None:
    """As in `python FILE`: before those of the library, but for those that GraalPy has frozen, such as re."""
    program = "import csv, json, re\nprint(csv.__file__, hasattr(json, 'dumps'), hasattr(re, 'compile'))\n"
    files = {"csv.py": "", "re.py": ""}
    plain, seen = kept.run(program, files=files, languages=""), kept.run(program, files=files)
    assert seen.out == plain.out == "/graalpy/app/csv.py True True\n", seen.err


OWN = {
    "fine.py": "import json, os\nHOME = os.environ.get('CANARY')\nclass A: pass\ndef f(n): return json.dumps([n])\n",
    "parts/__init__.py": "from .one import ONE\n",
    "parts/one.py": "import functools\nONE = functools.partial(int, '1')\n",
    "unfit.py": "import parts_of_unfit, random\n",
    "parts_of_unfit.py": "",
    "swallows.py": "try:\n    import random\nexcept:\n    random = None\n",
    "reads.py": "with open(__file__) as file: text = file.read()\n",
}


def put(kept: Kept, files: Mapping[str, str], names: str, fit: str) -> None:
    """A program's modules beside the home, as a build unpacks them, and what it says of them."""
    for name, text in files.items():
        place = kept.home.parent / "app" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(rewritten(text.encode(), WAIT.__contains__))
    told = ["path app", "path home/lib/python3.12/site-packages"]
    told += [*(f"try {name}" for name in names.split()), *(f"fit {name}" for name in fit.split())]
    (kept.home.parent / "program.txt").write_text("\n".join(told))


def lines(ended: Ended) -> tuple[list[str], list[str]]:
    """What the build's log says, and what the program does, which ends well."""
    assert ended.status == 0, ended.err
    found = ended.out.splitlines()
    said = [line.removeprefix("graalpy-wizard: ") for line in found if line.startswith("graalpy-wizard: ")]
    return said, [line for line in found if not line.startswith("graalpy-wizard: ")]


def test_a_program_snapshot_has_what_is_fit_of_the_program(kept: Kept) -> None:
    """What asks, or needs what is not fit, waits until the program imports the first of its modules."""
    put(kept, OWN, "fine unfit parts swallows reads", "json json.decoder json.encoder json.scanner functools os")
    program = SAID + (
        "print(sorted(sys.meta_path[0].find_spec.__globals__['kept']) == sorted(OWN), 'fine' in sys.modules)\n"
        "import fine, parts, unfit, swallows, reads, pickle, inspect, random\n"
        "print(fine.f(2), parts.ONE(), unfit.random is swallows.random is random, len(reads.text))\n"
        "print(fine.__file__, fine.__spec__.loader is fine.__loader__, parts.__path__, fine.HOME)\n"
        "print(type(pickle.loads(pickle.dumps(fine.A()))) is fine.A, inspect.getsource(fine.f).strip())\n"
        "print(unfit.parts_of_unfit is sys.modules['parts_of_unfit'])\n"
    )
    names = {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in OWN}
    done = kept.run(f"OWN = {names!r}\n{program}", files=OWN)
    said, printed = lines(done)
    assert printed == [
        "True True False",
        f"[2] 1 True {len(OWN['reads.py'])}",
        "/graalpy/app/fine.py True ['/graalpy/app/parts'] of the run",
        "True def f(n): return json.dumps([n])",
        "True",
    ]
    assert [line.split(": ")[1] for line in said] == ["unfit (1), swallows (1), reads (1)", "CANARY"]


ASKING = {
    "user.py": "import os\nHOME = os.path.expanduser('~')\n",
    "clock.py": "from time import time\nBEGAN = time()\n",
    "looks.py": "import os\nTHERE = os.path.exists('/etc/hostname')\n",
    "finds.py": "import pkgutil\nNAMES = list(pkgutil.iter_modules(['/graalpy/app']))\n",
    "swallows.py": "try:\n    TEXT = open('/graalpy/app/clock.py').read()\nexcept BaseException:\n    TEXT = ''\n",
    "calm.py": "import os\nfrom time import time\nfrom os import getcwd\nHERE = os.path.realpath(__file__)\n",
}


WAITS = "statements that wait for the run, by line"


def test_who_asks_the_machine_that_builds_is_left_to_the_run(kept: Kept) -> None:
    """Files, the user, the clock: the answer would stay for ever, or the module go on as if there were none."""
    names = " ".join(name.removesuffix(".py") for name in ASKING)
    put(kept, ASKING, names, "os os.path time pkgutil")
    program = SAID + (
        "import calm, clock, finds, swallows, os, time\n"
        "print(calm.HERE, calm.getcwd is os.getcwd, calm.time is time.time, calm.time.__name__)\n"
        "print(abs(clock.BEGAN - time.time()) < 60, len(finds.NAMES) > 5, len(swallows.TEXT) > 5)\n"
        "print(os.getcwd is posix.getcwd)\n"
    )
    done = kept.run("import posix\n" + program, files=ASKING)
    said, printed = lines(done)
    assert printed == ["True /graalpy/app/calm.py True True time", "True True True", "True"]
    assert said == [f"{WAITS}: user (2), clock (2), looks (2), finds (1, 2), swallows (1)"]


LATE = {
    "whole.py": "import os, tempfile\nimport email.utils\nBASE = os.sep\n"
    "def made(): return tempfile.gettempdir(), email.utils.quote('a')\n",
    "named.py": "from hashlib import (\n    sha256 as S,\n    md5)\ndef told(): return S(b'').hexdigest()[:4], md5\n",
    "both.py": "import whole, named\nclass A:\n    from named import told\n",
    "early.py": "import uuid\nclass Mine(uuid.UUID): pass\n",
    "passes.py": "import other\nHELD = [other.uuid4]\n",
    "other.py": "from uuid import uuid4\ndef new(): return uuid4()\n",
    "pack/__init__.py": "import pack.sub.deep\n",
    "pack/sub/__init__.py": "",
    "pack/sub/deep.py": "from uuid import uuid4\ndef new(): return uuid4()\n",
}
WAIT = {"tempfile", "hashlib", "email.utils", "uuid"}


def test_what_may_not_be_in_a_snapshot_is_loaded_when_it_is_used(kept: Kept) -> None:
    """It is the same module for all, whoever comes first; a name that was imported from one is the real one."""
    put(kept, LATE, "both early passes pack", "os email email.base64mime email.charset email.encoders email.errors")
    program = SAID + (
        "print(*[name for name in ('both', 'whole', 'named', 'early') if name in g.snapshot])\n"
        "late = sys.modules['tempfile']; print(type(late).__name__, late.__spec__.name)\n"
        "own = sys.meta_path[0].find_spec.__globals__['kept']; import pack\n"
        "print(pack.sub.deep.new().version, len(own), all(sys.modules[name] is own[name] for name in own))\n"
        "import both, whole, named, types, early, passes, uuid\n"
        "print(whole.tempfile is late, type(late).__name__, isinstance(late, types.ModuleType))\n"
        "print(whole.made()[1], type(late) is types.ModuleType, late.__file__)\n"
        "import tempfile, hashlib, email.utils, random\n"
        "print(tempfile is late, late._Random is random.Random, named.S is hashlib.sha256, named.told()[0])\n"
        "print(email.utils is whole.email.utils, 'mkdtemp' in vars(tempfile), both.A.told is named.told)\n"
        "print(both.__spec__.name, both.__loader__ is both.__spec__.loader)\n"
        "print(issubclass(early.Mine, uuid.UUID), passes.HELD[0] is uuid.uuid4, passes.other.new() != uuid.uuid4())\n"
        "print([type(one).__name__ for one in sys.meta_path if type(one).__name__ == 'Filling'])\n"
    )
    done = kept.run(program, files=LATE)
    said, printed = lines(done)
    assert printed == [
        "True ", "Late tempfile", "4 9 True", "True Late True", "a True /graalpy/home/lib/python3.12/tempfile.py",
        "True True True e3b0", "True True True", "both True", "True True True", "[]",
    ]  # fmt: skip
    assert said == [
        "loaded at their first use: email.utils, tempfile, uuid",
        f"{WAITS}: named (1), early (2), other (1), passes (2), pack.sub.deep (1)",
    ]


def test_without_names_to_fill_own_modules_are_there_from_the_start(kept: Kept) -> None:
    files = {"whole.py": LATE["whole.py"]}
    put(kept, files, "whole", "os email")
    done = kept.run(
        SAID + "print('whole' in g.snapshot, 'whole' in sys.modules)\nimport whole; print(whole.made()[1])", files=files
    )
    assert lines(done) == (["loaded at their first use: email.utils, tempfile"], ["True True True", "a"]), done.err


def test_a_library_module_that_fails_fails_where_own_modules_are_imported(kept: Kept) -> None:
    """As `from uuid import uuid4` at the top of one would, and again at the next attempt."""
    files = {"other.py": LATE["other.py"]}
    put(kept, files, "other", "")
    program = (
        "import sys\nsys.modules['uuid'] = None\n"
        "for _ in range(2):\n    try: import other\n    except ImportError as error: print(error)\n"
        "del sys.modules['uuid']\nimport other, uuid, importlib.util\n"
        "print(other.uuid4 is uuid.uuid4, other.new().version)\n"
        "print(importlib.util.find_spec('other') is other.__spec__)\n"
    )
    done = kept.run(program, files=files)
    assert lines(done) == (
        [f"{WAITS}: other (1)"],
        ["import of uuid halted; None in sys.modules"] * 2 + ["True 4", "True"],
    ), done.err
