"""What a program loads when it starts, through its requirements too."""

from __future__ import annotations

from pathlib import Path

from tests.programs.conftest import MakeWheel, write
from wizard.programs import distribution, reached
from wizard.programs.collect import collect
from wizard.programs.identify import identify
from wizard.programs.model import Wheel

FILES = {
    "net/__init__.py": "from . import core\n",
    "net/core.py": "import socket, other\nif fast:\n    import ssl\ndef later():\n    import asyncio\n",
    "net/extra.py": "import sqlite3\n",
    "net/tests.py": "import unittest\n",
}


def test_imports_are_followed_into_wheels(tmp_path: Path, make_wheel: MakeWheel) -> None:
    wheels = [
        Wheel("net", "1", make_wheel("net", files=FILES), "1" * 64),
        Wheel("other", "1", make_wheel("other", files={"other.py": "import zlib\n"}), "2" * 64),
    ]
    write(
        tmp_path,
        {
            "hello.py": "import helper\n",
            "helper.py": "import net.extra\ntry:\n    import gone\nexcept ImportError: pass\n",
        },
    )
    own = reached.own(collect(identify("hello.py", tmp_path)))
    assert [entry.module for entry in own.certain] == ["helper", "net.extra"]
    assert [entry.module for entry in own.possible] == ["gone"]
    found = reached.of_wheels((entry.module for entry in own.certain), wheels)
    library = {entry.module for entry in found} - {"net", "net.core", "other"}
    assert library == {"socket", "zlib", "sqlite3"}
    [socket] = [entry for entry in found if entry.module == "socket"]
    assert (str(socket.file), socket.line) == ("net-1.0-py3-none-any.whl/net/core.py", 1)
    for wheel in wheels:
        wheel.file.unlink()
    assert reached.of_wheels(["helper", "net.extra"], wheels) == found


def test_the_function_that_is_called_runs(tmp_path: Path, make_wheel: MakeWheel) -> None:
    body = "def main():\n    try:\n        from tool.core import go\n    except KeyboardInterrupt:\n        pass\n"
    files = {
        "tool/__init__.py": "",
        "tool/cli.py": body + "def other():\n    import zlib\n",
        "tool/core.py": "import socket\n",
    }
    wheel = Wheel("tool", "1.0", make_wheel("tool", files=files, scripts={"tool": "tool.cli:main"}), "4" * 64)
    program = distribution.with_wheels(collect(identify("", tmp_path, from_distribution="tool")), [wheel])
    assert reached.called_by(program) == ("tool.cli", "main")
    assert {entry.module for entry in reached.with_wheels(program, [wheel])} == {"tool.core", "tool.core.go", "socket"}
    write(tmp_path, files)
    own = reached.own(collect(identify("tool.cli:main", tmp_path)))
    assert "socket" in {entry.module for entry in own.certain}
    assert "zlib" in {entry.module for entry in own.possible}
