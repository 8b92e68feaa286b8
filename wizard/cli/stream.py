"""Standard output and standard error, which may be closed, full, or unable to show a character."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # importing typing would take a sixth of what `--version` may
if TYPE_CHECKING:
    from typing import TextIO


class OutputError(Exception):
    """Standard output refused what was to be printed; its text is the one line for the user."""


def put(text: str) -> None:
    """Data to standard output, at once: what cannot be written is noticed here and not when Python ends.

    BrokenPipeError where nobody reads any more, OutputError where the disk is full or the like.
    """
    try:
        _write(sys.stdout, text)
    except BrokenPipeError:
        _abandon(1)
        raise
    except OSError as error:
        _abandon(1)
        raise OutputError(f"standard output cannot be written: {error.strerror or error}") from error


def tell(text: str) -> None:
    """Words to standard error; where that is impossible nobody can be told so."""
    try:
        _write(sys.stderr, text)
    except OSError:
        _abandon(2)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # it was closed before Python started
        return
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()


def _abandon(number: int) -> None:
    """What is still in its buffer goes nowhere, so that Python does not fail on it when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), number)
