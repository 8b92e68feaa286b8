"""Reads Python source as GraalPy will: UTF-8 or what its coding comment says."""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

from wizard.ground.problems import Where, WizardError, wrong_input

BOM = b"\xef\xbb\xbf"


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of the program; exit 2 in one line where the system refuses."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> WizardError:
    """Exit 2 for a file of the program that cannot be read."""
    return wrong_input(f"cannot be read: {error.strerror or error}", "make it readable", Where(path), "unreadable")


def decode(path: Path, data: bytes) -> str:
    """The text of a module. Exit 2: not Python at all, or not in the encoding that it says."""
    if b"\0" in data:
        raise wrong_input("is not Python source (it has NUL bytes)", "name a Python file", Where(path), "not-python")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except (SyntaxError, LookupError, UnicodeDecodeError) as error:
        raise _not_utf8(path, data, error) from error


def main_text(path: Path, data: bytes) -> str:
    """The text of the file that is started: the launcher reads it as UTF-8, whatever its coding comment says."""
    decode(path, data)
    try:
        return data.removeprefix(BOM).decode()
    except UnicodeDecodeError as error:
        raise _not_utf8(path, data, error) from error


def _not_utf8(path: Path, data: bytes, error: Exception) -> WizardError:
    line = data[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else 1
    return wrong_input("is not UTF-8", "save it as UTF-8", Where(path, line=line), "not-utf-8")
