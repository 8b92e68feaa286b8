"""Which imports of a module wait until the program runs, in the copy that is imported while its engine is built."""

from __future__ import annotations

import pytest

from wizard.building.snapshot_late import rewritten
from wizard.catalogue import snapshot as catalogue

WAIT = {"tempfile", "hashlib", "email.utils", "importlib.resources", "multiprocessing", "multiprocessing.pool", "uuid"}


def made(text: str) -> str:
    """The module, where WAIT may wait."""
    return rewritten(text.encode(), WAIT.__contains__).decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os, tempfile\ntempfile", "import os; tempfile = __late__('tempfile')\ntempfile"),
        ("import tempfile as t\nt", "t = __late__('tempfile')\nt"),
        ("import email.utils\nemail.utils", "__late__('email.utils'); import email\nemail.utils"),
        ("import email.utils as e\ne", "e = __late__('email.utils')\ne"),
        (
            "import multiprocessing.pool\nmultiprocessing",
            "multiprocessing = __late__('multiprocessing', 'multiprocessing.pool')\nmultiprocessing",
        ),
        ("from importlib import resources as r\nr", "r = __late__('importlib.resources')\nr"),
    ],
)
def test_an_import_that_waits(text: str, expected: str) -> None:
    assert made(text) == expected
    assert made(text).count("\n") == text.count("\n"), "lines stay where they are"


@pytest.mark.parametrize(
    "text",
    [
        "import tempfile\n",  # for what the import does
        "import json\njson",
        "import multiprocessing.pool as p\np",  # needs its package first
        "try:\n    import tempfile\nexcept ImportError:\n    tempfile = None\n",
        "if True:\n    import tempfile\ntempfile",
        "def f():\n    import tempfile\n    tempfile",
        "class A:\n    import tempfile\n    x = tempfile",
        "from hashlib import *\ndef f(): md5",
        "from . import tempfile\ntempfile",
        "from hashlib import md5\ndef f(): md5",
        "from hashlib import md5\nKEY = md5()",
    ],
)
def test_an_import_that_does_not(text: str) -> None:
    assert made(text) == text


def test_what_waits_is_only_named_where_a_function_of_the_library_is_annotated_with_it() -> None:
    text = "import tempfile\ndef f(a: tempfile.X, b: int = 1) -> tempfile.Y:\n    c: tempfile.Z = tempfile.z\n"
    quoted = "def f(a: 'tempfile.X', b: int = 1) -> 'tempfile.Y':\n    c: tempfile.Z = tempfile.z\n"
    new = rewritten(text.encode(), WAIT.__contains__, library=True).decode()
    assert new == f"tempfile = __late__('tempfile')\n{quoted}"
    assert made(text) == text.replace("import tempfile", "tempfile = __late__('tempfile')"), "own ones stay as they are"
    plain = text.replace("tempfile", "json")
    assert rewritten(plain.encode(), WAIT.__contains__, library=True).decode() == plain


def test_syntax_that_only_a_newer_python_knows_and_bytes_that_are_no_text() -> None:
    text = "import tempfile\ntype A = int\nf'{'a'}'\ntempfile\n"
    assert made(text) == text.replace("import tempfile", "tempfile = __late__('tempfile')")
    assert rewritten(b"import tempfile\n\xff\ntempfile", WAIT.__contains__).endswith(b"\n\xff\ntempfile")


@pytest.mark.parametrize("module", ["tempfile", "hashlib", "uuid", "platform", "random", "socket", "http.client"])
def test_what_may_wait(module: str) -> None:
    assert catalogue.may_wait(module)


@pytest.mark.parametrize("module", ["json", "curses", "termios", "telnetlib", "this", "rlcompleter", "no_such"])
def test_what_may_not_wait(module: str) -> None:
    """What is fit, what GraalPy cannot import, what writes or registers something when it is imported."""
    assert not catalogue.may_wait(module)
