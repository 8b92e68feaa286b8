"""An error nobody foresaw: its trace goes to a file, one line to the user."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from pathlib import Path

from wizard import __version__


def report_bug(error: Exception) -> str:
    """Write the trace to a file in the state folder (or the temporary one); returns the line for the user."""
    text = "".join(traceback.format_exception(error)).replace(str(Path.home()), "~")
    text = f"graalpy-wizard {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n{text}"
    what = f"a bug of the wizard: {type(error).__name__}: {error}"
    try:
        return f"{what}; please report it with {_write(text)}"
    except OSError:
        sys.stderr.write(text)
        return f"{what}; no report file could be written"


def _write(text: str) -> Path:
    import tempfile

    from wizard.ground import places

    try:
        folder = places.state() / "bugs"
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir())
    handle, name = tempfile.mkstemp(prefix="bug-", suffix=".txt", dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    return Path(name)
