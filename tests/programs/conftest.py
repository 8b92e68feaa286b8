"""Wheels made on the spot, and pip told to look nowhere else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from zipfile import ZipFile

import pytest

from wizard.planning.model import Plan

MakeWheel = Callable[..., Path]


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that is pip's only index."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def make_wheel(index: Path) -> MakeWheel:
    """`make_wheel("name", "1.0", {"name.py": "..."}, requires=[...])`: a wheel in the index."""

    def make(
        name: str, version: str = "1.0", files: Mapping[str, str | bytes] | None = None, *,
        requires: tuple[str, ...] = (), scripts: Mapping[str, str] | None = None, tag: str = "py3-none-any",
    ) -> Path:  # fmt: skip
        info = f"{name}-{version}.dist-info"
        metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", "Provides-Extra: more"]
        metadata += [f"Requires-Dist: {r}" for r in requires]
        whole: dict[str, str | bytes] = {
            **(files if files is not None else {f"{name}.py": f"NAME = {name!r}\n"}),
            f"{info}/METADATA": "\n".join(metadata) + "\n",
            f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n",
        }
        if scripts:
            lines = "".join(f"{key} = {value}\n" for key, value in scripts.items())
            whole[f"{info}/entry_points.txt"] = f"[console_scripts]\n{lines}"
        data = {key: value.encode() if isinstance(value, str) else value for key, value in whole.items()}
        record = "".join(f"{key},sha256={_hash(value)},{len(value)}\n" for key, value in data.items())
        path = index / f"{name}-{version}-{tag}.whl"
        with ZipFile(path, "w") as archive:
            for key, value in {**data, f"{info}/RECORD": (record + f"{info}/RECORD,,\n").encode()}.items():
                archive.writestr(key, value)
        return path

    return make


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


@pytest.fixture
def plan() -> Plan:
    """As much of a plan as a payload needs."""
    version = SimpleNamespace(version="25.0.3", python="3.12", label="graalpy25.0", jars=())
    made = SimpleNamespace(version=version, answers={}, chosen=(), arguments=(), library_excludes=("test", "idlelib"))
    return cast("Plan", made)


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    """A python-resources jar, in small."""
    path = tmp_path / "python-resources.jar"
    base = "META-INF/resources/"
    with ZipFile(path, "w") as archive:
        for name in ("libpython/os.py", "libpython/test/support.py", "libpython/json/__init__.py", "libpython/x.so",
                     "libgraalpy/builtins.py", "libgraalpy/patches/x.patch", "include/Python.h"):  # fmt: skip
            archive.writestr(base + name, f"# {name}\n" * 40)
    return path
