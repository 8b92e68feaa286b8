"""Compiled modules beside their sources: used without a look at the source, which tracebacks and inspect still show."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

import pytest

from tests.launcher.conftest import Launcher

COMPILE = """
import base64, _imp, _frozen_importlib_external as external, sys
for line in sys.stdin:
    name, source = eval(line)
    code = compile(source, "/graalpy/app/" + name, "exec", dont_inherit=True)
    digest = _imp.source_hash(external._RAW_MAGIC_NUMBER, source)
    print(base64.b64encode(external._code_to_hash_pyc(code, digest, False)).decode())
"""
MODULE = b"import sys\nVALUE = 'compiled'\n\ndef fails():\n    raise ValueError('here')\n"
OTHER = MODULE.replace(b"compiled", b"source!!")
PROGRAM = """
import inspect, json, traceback
import module, pack.inner
try:
    module.fails()
except ValueError:
    told = traceback.format_exc().splitlines()
print(json.dumps({
    "value": module.VALUE, "inner": pack.inner.X, "file": module.__file__, "cached": module.__cached__,
    "source": inspect.getsource(module.fails), "last": told[-2:], "code": module.fails.__code__.co_filename,
    "package": pack.__path__,
}))
"""


def _compiled(launcher: Launcher, sources: Mapping[str, bytes]) -> list[bytes]:
    done = launcher.python(COMPILE, stdin="".join(f"{pair!r}\n" for pair in sources.items()))
    assert done.status == 0, done.err
    return [base64.b64decode(line) for line in done.out.splitlines()]


@pytest.fixture
def compiled(launcher: Launcher) -> dict[str, bytes]:
    """The payload's compiled files."""
    sources = {"module.py": MODULE, "pack/__init__.py": b"", "pack/inner.py": b"X = [1, (2, 3), {4: 'x'}]\n"}
    names = [
        f"{folder}__pycache__/{name}.graalpy250-312.pyc"
        for folder, name in (("", "module"), ("pack/", "__init__"), ("pack/", "inner"))
    ]
    return dict(zip(names, _compiled(launcher, sources), strict=True))


def test_it_is_used_and_the_source_is_shown(launcher: Launcher, compiled: dict[str, bytes]) -> None:
    """The source differs from what was compiled, so that the answer tells which was used."""
    sources = {"module.py": OTHER, "pack/__init__.py": b"", "pack/inner.py": b"X = 'source'\n"}
    done = launcher.run(launcher.executable({"main.py": PROGRAM, **sources, **compiled}))
    assert done.status == 0, done.err
    facts = json.loads(done.out)
    assert facts == {
        "value": "compiled",
        "inner": [1, [2, 3], {"4": "x"}],
        "file": "/graalpy/app/module.py",
        "cached": "/graalpy/app/__pycache__/module.graalpy250-312.pyc",
        "source": "def fails():\n    raise ValueError('here')\n",
        "last": ["    raise ValueError('here')", "ValueError: here"],
        "code": "/graalpy/app/module.py",
        "package": ["/graalpy/app/pack"],
    }


def test_the_same_source_compiles_to_the_same_bytes(launcher: Launcher) -> None:
    source = b"A = {'x', 'y', 'z', 1}\nB = frozenset('abc')\ndef f(a, *, b=(1, 2), **c): return lambda: (a, b, c)\n"
    assert _compiled(launcher, {"a.py": source}) == _compiled(launcher, {"a.py": source})


def test_one_of_another_version_is_not_used(launcher: Launcher, compiled: dict[str, bytes]) -> None:
    damaged = {name: b"\0\0\0\0" + data[4:] for name, data in compiled.items()}
    sources = {"module.py": OTHER, "pack/__init__.py": b"", "pack/inner.py": b"X = 'source'\n"}
    done = launcher.run(launcher.executable({"main.py": PROGRAM, **sources, **damaged}))
    assert json.loads(done.out)["value"] == "source!!"
