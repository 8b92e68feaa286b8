"""What a program loads when it starts, through its requirements too."""

from __future__ import annotations

from pathlib import Path

from tests.programs.conftest import MakeWheel, write
from wizard.programs import reached
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
