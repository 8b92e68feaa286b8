"""Statements of own modules that wait for the run: whatever needs what they bind waits, too; the others do not wait."""

from __future__ import annotations

import json
import re

from tests.launcher.conftest import KEPT as LAUNCHER_KEPT
from tests.launcher.conftest import Kept
from tests.launcher.test_kept_start import WAITS, lines, put
from tests.launcher.test_own_modules import HELD, THERE
from wizard.building import snapshot_late
from wizard.catalogue.snapshot import fit, fit_in_program, late, may_wait

ASKS = "import os\nHERE = os.getcwd()\n"
# Files -> the lines that wait, by module, and what the program then looks at.
CASES: list[tuple[dict[str, str], dict[str, str], str]] = [
    (
        {"text.py": '"""A module."""\nfrom __future__ import annotations\nimport os\nX = os.getcwd()\n"""Of X."""\n'
         "Y: Nothing = 1\ndef f(a: Nothing) -> X: return a\n@staticmethod\ndef g(a=X, *, b: int = 2): return a\n"},
        {"text": "4, 8"},
        "text.__doc__, text.X, text.__annotations__, text.f.__annotations__, text.g(), text.f.__code__.co_firstlineno",
    ),
    (
        {"shared.py": ASKS + "A = 1; B = HERE; C = 3\n",
         "some.py": "from shared import HERE as here, A as a\nimport shared\nK = [here]\nL = [a]\n"
         "def late(): return shared.HERE is here\n",
         "star.py": "from some import *\nM = L + [here]\n", "chosen.py": "from listed import *\nN = two\n",
         "listed.py": ASKS + "__all__ = ['one', 'two']\none = 1\ntwo = HERE\nthree = 3\n"},
        {"shared": "2, 3", "some": "1, 3, 4", "star": "1, 2", "chosen": "1, 2", "listed": "2, 5"},
        "some.K, some.L, some.late(), star.M, star.a, star.here is some.here, chosen.one, hasattr(chosen, 'three')",
    ),
    (
        {"rebinds.py": "import os\nX = None\nX = os.getcwd()\nX = 'last'\nif X: Y = 1\nelse: Y = 2\n"},
        {"rebinds": "3, 4, 5"},
        "rebinds.X, rebinds.Y",
    ),
    (
        {"changes.py": "import os\nx = 1\nY = len(os.getcwd()) * 0 + x\nx = 2\nZ = 3\ndef f(): return x\n",
         "goes_on.py": "import changes\nW = changes.Z\n"},
        {"changes": "3, 4"},
        "changes.Y, changes.x, changes.Z, changes.f(), goes_on.W",
    ),
    (
        {"table.py": "import os\nNAMES = []\nOTHER = {}\ndef add(value):\n    NAMES.append(value)\n    return value\n"
         "add(1)\nadd(os.getcwd())\nFIRST = NAMES[:1]\nCOUNT = len(NAMES)\nOTHER[1] = 2\nSIZE = len(OTHER)\n"},
        {"table": "all"},
        "table.FIRST, table.COUNT, table.SIZE, len(table.NAMES)",
    ),
    (
        {"registry.py": "KNOWN = {}\ndef register(kind):\n    KNOWN[kind.__name__] = kind\n    return kind\n",
         "members.py": "import os\nfrom registry import register\n@register\nclass One: pass\n"
         "@register\nclass Two:\n    here = os.getcwd()\n",
         "counts.py": "import members, registry\nCOUNT = len(registry.KNOWN)\n"
         "from registry import KNOWN\nN = sorted(KNOWN)\n"},
        {"members": "all", "counts": "all"},
        "counts.COUNT, counts.N, registry.KNOWN is counts.KNOWN",
    ),
    (
        {"state.py": "ready = False\nvalue: str\n"
         "def begin(new):\n    global ready, value\n    ready, value = True, new\n",
         "starts.py": "import os, state\nstate.begin(os.getcwd())\nV = state.value\nif state.ready: W = 1\n"},
        {"starts": "all"},
        "starts.V, starts.W, state.ready",
    ),
    (
        {"hook.py": "class Base:\n    def __init_subclass__(cls): KINDS.append(cls.__name__)\nKINDS = []\n",
         "derived.py": "import os, hook\nclass A(hook.Base): pass\nclass B(hook.Base):\n    here = os.getcwd()\n"
         "from hook import KINDS\nN = len(KINDS)\n"},
        {"derived": "all"},
        "derived.N, hook.KINDS",
    ),
    (
        {"looks.py": "import os, inspect, seen\nX = os.getcwd()\n"
         "def own(): return sorted(n for n in globals() if n in 'XYZ')\n"
         "A = own()\nB = [n for n in dir(seen) if len(n) == 1]\nC = sorted(vars(seen))[:3]\nD = len(seen.__dict__)\n"
         "E = [n for n, _ in inspect.getmembers(seen)]\nF = hasattr(seen, 'N')\nG = getattr(seen, 'N', 0)\n"
         "try: H = seen.N\nexcept AttributeError: H = 1\nI = 'kept'\n",
         "seen.py": "import os\nN = os.getcwd()\nM = 1\n"},
        {"looks": "all", "seen": "2"},
        "looks.A, looks.B, looks.C, looks.D == len(seen.__dict__), 'N' in looks.E, looks.F, looks.G, looks.H",
    ),
    (
        {"guarded.py": "import os\nX = os.getcwd()\ndef f():\n    try: return X\n    except NameError: return None\n",
         "user.py": "from guarded import f\nY = f()\n"},
        {"guarded": "2", "user": "all"},
        "user.Y, user.f is guarded.f",
    ),
    (
        {"family/__init__.py": "from .deep import NAME\nfrom . import plain\n", "family/plain.py": "P = 1\n",
         "family/deep.py": "import os\nfrom . import plain\nNAME = os.getcwd(), plain.P\n"},
        {"family": "1", "family.deep": "3"},
        "family.NAME, family.plain.P, family.deep.plain is family.plain",
    ),
    (
        {"own_getattr.py": ASKS + "def __getattr__(name):\n    if name == 'made': return 7\n"
         "    raise AttributeError(name)\n"
         "def __dir__(): return ['made']\n",
         "asks_it.py": "import own_getattr\nA = own_getattr.made\nB = getattr(own_getattr, 'not_there', 3)\n"
         "C = own_getattr.HERE\n"},
        {"own_getattr": "2", "asks_it": "4"},
        "asks_it.A, asks_it.B, asks_it.C, dir(own_getattr), getattr(own_getattr, 'x', 4)",
    ),
]  # fmt: skip


def test_what_needs_a_statement_that_waits_waits_too(kept: Kept) -> None:
    files = {name: text for texts, _, _ in CASES for name, text in texts.items()}
    names = [name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in files]
    put(kept, files, " ".join(names), " ".join(fit()))
    tops = [name for name in names if "." not in name]
    program = f"NAMES = {tops!r}{HELD}import {', '.join(tops)}\n{THERE}"
    program += "\n".join(f"print({looks})" for _, _, looks in CASES)
    plain, seen = kept.run(program, files=files, languages=""), kept.run(program, files=files)
    said, printed = lines(seen)
    assert printed[1:] == lines(plain)[1][1:]
    print(said, printed)
    left = {name for _, each, _ in CASES for name, where in each.items() if where == "all"}
    assert printed[0].split() == [name for name in tops if name not in left]
    told = [line.partition(": ")[2] for line in said if line.startswith(WAITS)]
    waiting = dict(re.findall(r"([\w.]+) \(([\d, ]+)\)", told[0]))
    expected = {name: where for _, each, _ in CASES for name, where in each.items() if where != "all"}
    assert waiting == expected


FAILING = {
    "other.py": "import os\nCOUNT = []\nfrom third import T\nX = len(os.listdir('.'))\n",
    "third.py": "import os\nT = 1\nif os.environ.get('NOT_SET') or os.getcwd(): raise LookupError('third')\n",
    "fine.py": "import os\nX = os.getcwd()\n",
}


def test_one_that_fails_does_so_where_its_module_is_imported(kept: Kept) -> None:
    """Those that do not need it are there."""
    put(kept, FAILING, "fine other", " ".join(fit()))
    program = (
        "import os, sys\nimport fine; print(fine.X == os.getcwd(), 'third' in sys.modules)\n"
        "for _ in range(2):\n    try: import other\n"
        "    except LookupError as error: print(error, 'other' in sys.modules)\n"
    )
    plain, seen = kept.run(program, files=FAILING, languages=""), kept.run(program, files=FAILING)
    assert lines(seen)[1] == lines(plain)[1] == ["True False", "third False", "third False"]


def test_finding_one_is_not_importing_it_and_threads_wait_for_each_other(kept: Kept) -> None:
    files = {
        "one.py": "import os, time\nHERE = os.getcwd()\ntime.sleep(0.2)\nLAST = 1\n",
        "two.py": "import one\nX = one.LAST\n",
    }
    put(kept, files, "two", " ".join(fit()))
    program = (
        "import importlib.util, sys, threading\nspec = importlib.util.find_spec('two')\n"
        "print(spec.name, spec.origin, 'two' in sys.modules, importlib.util.find_spec('two').loader is not None)\n"
        "seen = []\n"
        "def look(name): seen.append(__import__(name).__dict__.get('LAST', __import__('two').X))\n"
        "both = [threading.Thread(target=look, args=(name,)) for name in ('one', 'two', 'one', 'two')]\n"
        "[one.start() for one in both]; [one.join() for one in both]; print(seen)\n"
        "import one, two\nprint(two.one is one, importlib.util.find_spec('two') is two.__spec__)\n"
        "del sys.modules['two']; import two as again; print(again is two, again.X)\n"
    )
    plain, seen = kept.run(program, files=files, languages=""), kept.run(program, files=files)
    assert lines(seen)[1] == lines(plain)[1], seen.err


def test_a_module_of_the_library_holds_what_the_run_has_and_own_modules_still_may_not_ask_through_it(
    kept: Kept,
) -> None:
    """Also where it is imported by an own one; what it puts into a table cannot be found again."""
    holder = (
        "import functools, os, sys\nfrom os import getcwd\nHELD = {'stat': os.stat}\n"
        "here = functools.partial(getcwd)\ndef ask(): return getcwd()\n"
    )
    (kept.home / "lib/python3.12/holder.py").write_text(holder)
    (kept.home / "lib/python3.12/brings.py").write_text("import own\n")
    files = {
        "takes.py": "import holder\nX = 1\n",
        "asks.py": "import holder\nX = len(holder.ask())\n",
        "own.py": "import os\nX = 1\n",
        "brought.py": "if True:\n    import brings\nX = 1\n",
        "late.py": "import os, holder\nX = len(os.getcwd())\n",
    }
    put(kept, files, "takes asks late", " ".join((*fit(), "holder", "brings")))
    program = (
        f"NAMES = ['takes', 'asks', 'late']{HELD}import takes, asks, late, holder, os\n{THERE}"
        "print(type(holder.HELD['stat']).__name__, type(holder.here.func).__name__, holder.getcwd is os.getcwd)\n"
        "print(asks.X == late.X == len(os.getcwd()))\n"
    )
    said, printed = lines(kept.run(program, files=files))
    assert printed == ["takes asks late", " ".join(["builtin_function_or_method"] * 2) + " True", "True"]
    assert said == [f"{WAITS}: asks (2), late (2)"]
    put(kept, files, "brought", " ".join((*fit(), "brings")))
    said, _ = lines(kept.run("", files=files))
    assert said == [f"{WAITS}: brought (1)"], "an own module would be imported unwatched"


NAMED = {
    "calendar.py": "import os\nHERE = os.getcwd()\nMINE = 1\n",
    "chunk.py": "import os\nMINE = len(os.getcwd())\n",
    "uses.py": "import calendar, bisect\nfrom chunk import MINE\nX = calendar.MINE\n",
    "bisect.py": "MINE = 2\n",
    "thread.py": (
        "from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "def go(): pool = Pool(1); return pool.submit(lambda: 5).result()\n"
    ),
    "term.py": "import os\ntry: import termios\nexcept ImportError: termios = None\nX = 1\n",
    "early.py": "import json\nX = json.dumps([json.MINE])\n",
    "json.py": "import os\nMINE = os.getcwd()\ndef dumps(what): return str(what)\n",
}


def test_own_modules_named_as_the_librarys_and_what_the_library_registers(kept: Kept) -> None:
    """They are found first, and watched; a pool that is left open does not hold the end of the program."""
    names = "calendar chunk bisect json uses thread early term"
    put(kept, NAMED, names, " ".join(fit()))
    with (kept.home.parent / "program.txt").open("a") as told:
        told.write("\nbrought termios")
    program = (
        "import calendar, chunk, uses, thread, early, json, os\n"
        "print(calendar.HERE == os.getcwd(), calendar.__file__, chunk.__file__, uses.X, uses.MINE == chunk.MINE)\n"
        "print(early.X == str([os.getcwd()]), json.__file__, uses.bisect.MINE, uses.bisect.__file__)\n"
        "print(thread.go())\nimport term; print(term.X, term.termios)\n"
    )
    plain, seen = kept.run(program, files=NAMED, languages=""), kept.run(program, files=NAMED)
    assert lines(seen)[1] == lines(plain)[1]
    assert lines(plain)[1][2] == "5"
    [waiting] = [line for line in lines(seen)[0] if line.startswith(WAITS)]
    assert "term (2)" in waiting, "the run may have one"


FINDS = """
from importlib.metadata import PackageNotFoundError, distributions, entry_points, version
import importlib.resources, logging.handlers, random, shutil, tempfile, zipfile
from email.utils import make_msgid, parseaddr
try: V = version("demo")
except PackageNotFoundError: V = "?"
E = [one.value for one in entry_points(group="demo")]
D = {one.metadata["Name"] for one in distributions()}
ID = make_msgid(domain="x")
R = random.Random(3).random()
W = shutil.which("sh")
S = (importlib.resources.files("json") / "decoder.py").is_file()
class H(logging.handlers.BufferingHandler): pass
def later(): return tempfile.gettempdir(), shutil._BZ2_SUPPORTED, zipfile.bz2, parseaddr("a <b@c>")
"""


def test_what_modules_of_the_library_find_out_for_own_ones_is_of_the_run(kept: Kept) -> None:
    """Those whose imports wait are kept; what an own module asks them for waits."""
    files = {
        "finds.py": FINDS,
        "takes.py": "from finds import V as X\nimport statistics\nM = statistics.mean([1, 2])\n",
    }
    put(kept, files, "finds takes", " ".join((*fit_in_program(), "bz2")))
    home = kept.home / "lib/python3.12"

    def waits(module: str) -> bool:
        return may_wait(module) and bool(snapshot_late.files_of(module, home))

    own = [kept.home.parent / "app" / name for name in files]
    for file in [*own, *(file for name in late() for file in snapshot_late.files_of(name, home))]:
        file.write_bytes(snapshot_late.rewritten(file.read_bytes(), waits, library=file not in own))
    program = (
        "import sys\nHELD = getattr(sys.modules['__graalpython__'], 'snapshot', ())\n"
        "print({'importlib.metadata', 'email.message', 'shutil', 'zipfile'} <= {*HELD}, 'random' in HELD)\n"
        "import finds, takes, os\n"
        "print(finds.V, finds.E, finds.D, '@x' in finds.ID, finds.R, finds.W, finds.S, finds.H(2).capacity)\n"
        "print(finds.later())\n"
        "print(takes.X, takes.M, finds.random is sys.modules['random'], finds.random.getstate() != 0)\n"
    )
    there = {
        **files,
        "demo-1.5.dist-info/METADATA": "Metadata-Version: 2.1\nName: demo\nVersion: 1.5\n",
        "demo-1.5.dist-info/entry_points.txt": "[demo]\na = b:c\n",
    }
    plain, seen = kept.run(program, files=there, languages=""), kept.run(program, files=there)
    said, printed = lines(seen)
    assert printed == ["True False", *lines(plain)[1][1:]]
    assert printed[1].startswith("1.5 ['b:c'] {'demo'} True")
    assert f"{WAITS}: finds (5, 7, 8, 9, 10, 11, 12), takes (1)" in said


SMALL = json.loads((LAUNCHER_KEPT / "small_programs.json").read_text(encoding="utf-8"))


def test_small_programs_that_were_written_to_find_a_difference_find_none(kept: Kept) -> None:
    """Each has modules of its own; one program imports all of them, and tells what it sees, errors too."""
    files = {name: text for each in SMALL for name, text in each["files"].items()}
    modules = [name.removesuffix(".py").removesuffix("/__init__") for name in files if name.endswith(".py")]
    tops = [name for name in modules if "/" not in name and not name.startswith("_")]
    put(kept, files, " ".join(tops), " ".join(fit()))
    program = f"NAMES = {tops!r}{HELD}import {', '.join(tops)}\n{THERE}" + "".join(
        f"try: print({each['name']!r}, {each['looks']})\n"
        f"except Exception as error: print({each['name']!r}, type(error).__name__, error)\n"
        for each in SMALL
    )
    plain, seen = kept.run(program, files=files, languages=""), kept.run(program, files=files)
    expected, printed = lines(plain)[1], lines(seen)[1]
    place = expected.index("")
    assert [one for one in printed[place + 1 :] if one not in expected] == []
    assert len(printed[place].split()) > 50, "what waits has not failed, and many have no such statement"


LIBRARY = {
    "wraps.py": "import json\nreal = json.dumps\n"
    "def dumps(*a, **k): return '[' + real(*a, **k) + ']'\njson.dumps = dumps\n",
    "log.py": "import logging\nL = logging.getLogger('own')\nif not L.handlers: L.addHandler(logging.NullHandler())\n"
    "if hasattr(logging, 'TRACE'): raise AttributeError('TRACE')\nlogging.TRACE = 5\n",
    "asks.py": "import os, wraps, log\nX = os.getcwd()\n",
    "asks.txt": "beside it",
}  # fmt: skip


def test_what_modules_change_of_the_library_is_changed_once_though_they_are_imported_again(kept: Kept) -> None:
    put(kept, LIBRARY, "wraps log asks", " ".join(fit()))
    program = f"NAMES = ['wraps', 'log', 'asks']{HELD}import asks, json, logging, log, wraps\n{THERE}"
    program += "print(json.dumps([]), len(log.L.handlers), logging.TRACE, json.dumps is wraps.dumps)\n"
    done = kept.run(program, files=LIBRARY)
    assert lines(done) == ([f"{WAITS}: asks (2)"], ["wraps log asks", "[[]] 1 5 True"])


def test_a_file_beside_one_is_read_before_it_is_imported(kept: Kept) -> None:
    put(kept, LIBRARY, "asks", " ".join(fit()))
    program = (
        "import importlib.util, pkgutil\nloader = importlib.util.find_spec('asks').loader\n"
        "print(loader.get_data('/graalpy/app/asks.txt'), loader.get_source('asks')[:9])\n"
        "print(pkgutil.get_data('asks', 'asks.txt'))\nimport asks, os; print(asks.X == os.getcwd())\n"
    )
    assert lines(kept.run(program, files=LIBRARY))[1] == ["b'beside it' import os", "b'beside it'", "True"]
