from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.programs.conftest import write
from wizard.ground.problems import WizardError
from wizard.programs import imports, syntax
from wizard.programs.collect import collect
from wizard.programs.identify import identify


def found(source: str, name: str = "hello.py") -> list[tuple[str, int, bool]]:
    data = textwrap.dedent(source).encode()
    return [(i.module, i.line, i.guarded) for i in imports.of_source(data, Path(name), name)]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("import a.b as c, d\n", [("a.b", 1, False), ("d", 1, False)]),
        ("from a import (b,\n  c as d)\n", [("a", 1, False), ("a.b", 1, False), ("a.c", 1, False)]),
        ("from a import *\n", [("a", 1, False)]),
        ("from . import x\n", [("pkg", 1, False), ("pkg.x", 1, False)]),
        ("from ..a import x\n", []),
        ("from .a.b import x\n", [("pkg.a.b", 1, False), ("pkg.a.b.x", 1, False)]),
        ("try:\n  import a\nexcept ImportError:\n  import b\n", [("a", 2, True), ("b", 4, True)]),
        ("try:\n  import a\nexcept (OSError, builtins.Exception) as e:\n  pass\n", [("a", 2, True)]),
        ("try:\n  import a\nexcept OSError:\n  pass\nelse:\n  import b\n", [("a", 2, False), ("b", 6, False)]),
        ("try:\n  import a\nfinally:\n  pass\n", [("a", 2, False)]),
        ("try:\n  import a\nexcept: pass\n", [("a", 2, True)]),
        ("if typing.TYPE_CHECKING:\n  import a\nelse:\n  import b\n", [("a", 2, True), ("b", 4, False)]),
        ("def f():\n  import a\n", [("a", 2, True)]),
        ("class C:\n  import a\n", [("a", 2, False)]),
        ("if x:\n  import a\n", [("a", 2, False)]),
        ("importlib.import_module('a.b')\n__import__('c')\n", [("a.b", 1, False), ("c", 2, False)]),
        ("importlib.import_module(name)\n", []),
        ('type X = int\nprint(f"{x["a"]}")\nimport a\ndef g[T](): import b\n', [("a", 3, False), ("b", 4, True)]),
        ("'''import a'''\n# import b\n", []),
    ],
)  # fmt: skip
def test_imports(source: str, wanted: list[tuple[str, int, bool]]) -> None:
    assert found(source, "pkg/hello.py") == wanted


def test_deeply_nested_source() -> None:
    assert found("import a\nx = " + "(" * 3000 + "1" + ")" * 3000 + "\n") == [("a", 1, False)]


@pytest.mark.parametrize(
    "source",
    ["type X = int\n", 'print(f"{x["a"]}")\n', "def f[T: int](a: T) -> T: return a\n",
     "match = 1\nmatch x:\n  case 1: pass\n",
     "x = '\\d'\n", "try: pass\nexcept* OSError: pass\n", "# noqa\nimport os, sys\n"],
)  # fmt: skip
def test_syntax_of_3_12(tmp_path: Path, source: str) -> None:
    write(tmp_path, {"hello.py": source})
    syntax.check(collect(identify("hello.py", tmp_path)))


@pytest.mark.parametrize(
    ("source", "line"),
    [("x = 1\ndef f(:\n", 2), ("class C[T = int]: pass\n", 1), ('t"{x}"\n', 1), ("try: pass\nexcept A, B: pass\n", 2),
     ("return 1\n", 1), ("print 'a'\n", 1), ("def f():\n  await x\n", 2), ("break  # noqa\n", 1),
     ("if x:\n\ty\n        z\n", 3),
     ("# ruff: noqa\nx = (\n", 3)],
)  # fmt: skip
@pytest.mark.parametrize("name", ["hello.py", "hello"])
def test_syntax_errors_are_found_before_the_build(tmp_path: Path, source: str, line: int, name: str) -> None:
    write(tmp_path, {name: source, "pyproject.toml": "[tool.ruff]\nexclude = ['*']\n"})
    with pytest.raises(WizardError, match=rf"{name}:{line}: syntax error: ") as caught:
        imports.scan(collect(identify(name, tmp_path)))
    assert caught.value.code == 2


def test_what_lies_beside_the_program_is_no_import_of_the_library(tmp_path: Path) -> None:
    """As Python finds it: a file or a package stands before the library, a folder of data does not."""
    files = {
        "main.py": "import test.part\nimport socket\nimport copy\nimport json\nimport helper\n",
        "test/__init__.py": "from test import part\n", "test/part.py": "", "socket.py": "", "copy/data.py": "",
        "helper.py": "", "sub/json.py": "",
    }  # fmt: skip
    write(tmp_path, files)
    found = [entry.module for entry in imports.scan(collect(identify("main.py", tmp_path)))]
    assert found == ["copy", "json", "helper"]
