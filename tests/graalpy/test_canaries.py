"""No secret, path or name of the machine that builds may be found in an executable."""

from __future__ import annotations

import getpass
import mmap
import os
import socket
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.graalpy.conftest import CANARIES, Builder

pytestmark = pytest.mark.graalpy

# Values that an executable says on any machine: names of terminals, locales, editors and the system's own folders.
ORDINARY = frozenset({"TERM", "LANG", "LC_ALL", "SHELL", "EDITOR", "PAGER", "COLORTERM", "PYTEST_CURRENT_TEST"})
SAID_BY_ALL = frozenset({"/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"})


def presets(*words: str) -> object:
    return pytest.param(*words, marks=pytest.mark.presets)  # engines that `make test-graalpy` does not build


@pytest.mark.parametrize(
    ("preset", "level"),
    [
        ("command-line-tool", "snapshot"),
        ("smallest", "plain"),
        presets("smallest", "preinitialised"),
        presets("smallest", "snapshot"),
        presets("networked-service", "preinitialised"),
    ],
)
def test_nothing_of_the_machine_that_built_it_is_in_it(
    build: Builder, preset: str, level: str, shared_cache: Path
) -> None:
    """Its folders, names, variables, and what the tests put into its environment to be found; engine and payload."""
    built = build('print("hi")\n', preset, options=("--set", f"startup={level}"))
    wanted = canaries(shared_cache, built.path.parent)
    assert held_in(built.path, wanted) == []
    with ZipFile(built.path) as payload:
        parts = {entry: payload.read(entry) for entry in payload.namelist()}
    assert {entry: told for entry, data in parts.items() if (told := held(wanted, data.find))} == {}
    assert len(parts) > 100


def held_in(file: Path, wanted: set[str]) -> list[str]:
    """As `held`, of a large file."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return held(wanted, content.find)


def held(wanted: set[str], find: Callable[[bytes], int]) -> list[str]:
    """Which of them are there, in one of the encodings that strings have in an image heap."""
    return [text for text in wanted for form in ("utf-8", "utf-16-le", "utf-32-le") if find(text.encode(form)) >= 0]


def canaries(*folders: Path) -> set[str]:
    """Long enough not to be there by chance, and nothing that any executable says."""
    names = {getpass.getuser(), socket.gethostname(), os.uname().release, os.uname().version}
    places = {*map(str, folders), str(Path.home()), str(Path(__file__).parents[2]), "graalpy-wizard/engines"}
    values = {value for key, value in os.environ.items() if key not in ORDINARY}
    parts = {part for value in values for part in value.split(os.pathsep)}
    all_of_them = names | places | values | parts | set(CANARIES.values())
    return {text for text in all_of_them if len(text) > 6 and text not in SAID_BY_ALL}
