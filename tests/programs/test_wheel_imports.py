"""What a requirement imports of the library: nothing may be missed, as an answer could then take it away."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from wizard.programs import wheel_imports as subject
from wizard.programs.model import Wheel


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("import socket", {"socket"}),
        ("    import socket, ssl as tls", {"socket", "ssl"}),
        ("from concurrent.futures import process, thread as t",
         {"concurrent.futures", "concurrent.futures.process", "concurrent.futures.thread"}),
        ("from os import (path,  # comment", {"os", "os.path"}),
        ("try: pass\nexcept ImportError:\n\timport zlib  # noqa", {"zlib"}),
        ("from . import socket", set()), ("from .socket import x", set()), ("important = 1", set()),
        ("x = 'import socket'", set()), ("# import socket", set()),
    ],
)  # fmt: skip
def test_lines(line: str, found: set[str]) -> None:
    modules = subject.modules_in(line.encode())
    assert found <= modules
    assert {name.partition(".")[0] for name in modules} <= {name.partition(".")[0] for name in found} | {"as", "t"}


def wheel(tmp_path: Path, **files: bytes) -> Wheel:
    path = tmp_path / "x-1-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"x/{name}.py", data)
    return Wheel("x", "1", path, "ab" * 32)


def test_only_the_library_counts_and_it_is_read_once(tmp_path: Path) -> None:
    made = wheel(tmp_path, a=b"import ssl, x, requests\n", b=b"\xff\xfe import\nfrom json import loads\n")
    assert subject.wheel_imports([made], "3.12") == ("json", "ssl")
    made.file.unlink()
    assert subject.wheel_imports([made], "3.12") == ("json", "ssl")


def test_what_cannot_be_read_adds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.whl"
    path.write_bytes(b"no zip")
    assert subject.wheel_imports([Wheel("x", "1", path, "cd" * 32)], "3.12") == ()
    assert subject.wheel_imports([Wheel("x", "1", tmp_path / "none", "ef" * 32)], "3.12") == ()
