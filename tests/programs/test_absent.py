"""Imports that lead nowhere, and functions that are not there, are found before anything is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs.conftest import MakeWheel, write
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.programs import absent, requirements
from wizard.programs.collect import collect
from wizard.programs.identify import identify


def judged(folder: Path, target: str = "hello.py", allow: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    program = collect(identify(target, folder))
    errors, warnings = absent.found(program, [], "3.12", allow=allow)
    return [p.what.split(" leads")[0] for p in errors], [p.what.split(" leads")[0] for p in warnings]


@pytest.mark.parametrize(
    ("source", "errors", "warnings"),
    [
        ("import numpy\n", ["import numpy"], []),
        ("import numpy.linalg as l, os\n", ["import numpy.linalg"], []),
        ("from numpy import array\nimport numpy\n", ["import numpy"], []),
        ("import os.path, json, winreg, polyglot, __main__, __future__\n", [], []),
        ("try:\n    import numpy\nexcept ImportError:\n    numpy = None\n", [], []),
        ("import contextlib\nwith contextlib.suppress(ImportError):\n    import numpy\n", [], []),
        ("def later():\n    import numpy\n", [], []),
        ("import sys\nif sys.version_info < (3, 11):\n    import tomli\n", [], ["import tomli"]),
        ("import importlib\nimportlib.import_module('plugin')\n", [], ["import plugin"]),
        ("import sys\nsys.path.insert(0, 'plugins')\nimport plugin\n", [], ["import plugin"]),
        ("from . import x\n", [], []),
    ],
)
def test_what_leads_nowhere(tmp_path: Path, source: str, errors: list[str], warnings: list[str]) -> None:
    write(tmp_path, {"hello.py": source})
    assert judged(tmp_path) == (errors, warnings)


def test_what_lies_beside_the_program_is_there(tmp_path: Path) -> None:
    write(tmp_path, {"hello.py": "import helper, pkg.part, space.part\n", "helper.py": "import nowhere\n",
                     "pkg/__init__.py": "", "pkg/part.py": "", "space/part.py": ""})  # fmt: skip
    assert judged(tmp_path) == (["import nowhere"], [])
    assert judged(tmp_path, allow=("nowhere",)) == ([], ["import nowhere"])


def test_files_that_the_program_does_not_reach_say_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"app/__main__.py": "import core\n", "app/core.py": "", "app/tests/test_x.py": "import pytest\n"})
    assert judged(tmp_path, "app") == ([], [])


def test_a_function_leads_to_its_module(tmp_path: Path) -> None:
    write(tmp_path, {"pkg/__init__.py": "", "pkg/cli.py": "import click\ndef main(): pass\n"})
    assert judged(tmp_path, "pkg.cli:main") == (["import click"], [])


def test_a_requirement_brings_it(tmp_path: Path, make_wheel: MakeWheel) -> None:
    make_wheel("Thing", "1.0", {"thing_module/__init__.py": "", "single.py": ""})
    write(tmp_path, {"hello.py": "import thing_module, single\n"})
    program = collect(identify("hello.py", tmp_path), requirements=["thing"])
    assert absent.require(program, requirements.resolve(["thing"]), "3.12") == ()
    with pytest.raises(WizardError) as caught:
        absent.require(program, [], "3.12")
    assert caught.value.code == ExitCode.INPUT
    assert [p.where and p.where.line for p in caught.value.problems] == [1, 1]
    assert "--requirement" in caught.value.problems[0].todo
    assert absent.require(program, [], "3.12", allow={"all"}) == ()


@pytest.mark.parametrize(
    ("source", "near"),
    [
        ("def main(): pass\n", "did you mean pkg.cli:main?"),
        ("import sys\nmaint = sys.exit\n", "did you mean pkg.cli:maint?"),
        ("x = 1\n", "name a function of pkg.cli"),
        ("def f():\n    nomain = 1\n", "name a function of pkg.cli"),
        ("class C:\n    def nomain(self): pass\n", "name a function of pkg.cli"),
    ],
)
def test_a_function_that_is_not_there(tmp_path: Path, source: str, near: str) -> None:
    write(tmp_path, {"pkg/__init__.py": "", "pkg/cli.py": source})
    with pytest.raises(WizardError, match=r"cli\.py has no nomain") as caught:
        identify("pkg.cli:nomain", tmp_path)
    assert caught.value.code == ExitCode.INPUT
    assert caught.value.problems[0].todo == near


@pytest.mark.parametrize(
    "source",
    [
        "def nomain(): pass\n",
        "async def nomain(): pass\n",
        "from .core import run as nomain\n",
        "from .core import nomain\n",
        "from .core import *\n",
        "nomain = print\n",
        "a, (nomain, b) = 1, (2, 3)\n",
        "if True:\n    def nomain(): pass\nelse:\n    nomain = None\n",
        "try:\n    from x import nomain\nexcept ImportError:\n    nomain = None\n",
        "def __getattr__(name): return print\n",
        "globals()['nomain'] = print\n",
        "@decorated\ndef nomain(): pass\n",
        "nomain: object = print\n",
    ],
)
def test_a_function_that_may_be_there(tmp_path: Path, source: str) -> None:
    write(tmp_path, {"pkg/__init__.py": "", "pkg/cli.py": source})
    assert identify("pkg.cli:nomain", tmp_path).function == "nomain"


def test_a_projects_script_that_names_no_function(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": '[project]\nname = "p"\n[project.scripts]\np = "pkg.cli:mein"\n',
                     "src/pkg/__init__.py": "", "src/pkg/cli.py": "def main(): pass\n"})  # fmt: skip
    with pytest.raises(WizardError, match=r"did you mean pkg\.cli:main\?"):
        identify(".", tmp_path)


def test_what_a_guarded_import_leads_to_is_not_certain(tmp_path: Path) -> None:
    write(
        tmp_path, {"hello.py": "try:\n    import fast\nexcept ImportError:\n    fast = None\n", "fast.py": "import x\n"}
    )
    assert judged(tmp_path) == ([], ["import x"])
