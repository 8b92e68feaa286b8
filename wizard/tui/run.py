"""Opens the app and leaves the terminal as it was, whatever happens."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path


def run(folder: Path, profile: Path | None = None, *, program: str = "") -> int:
    """The app on this terminal, until it is left; returns the exit code.

    `profile`: a file to open at once; `program`: what was typed after `new`.
    """
    from wizard.tui.app import WizardApp

    no_colour = os.environ.get("NO_COLOR")
    if no_colour == "":  # it asks for nothing then, but Textual would obey it
        del os.environ["NO_COLOR"]
    app = WizardApp(folder, profile, program)
    if no_colour:  # Textual takes it out of the environment, and programs that are started would not see it
        os.environ["NO_COLOR"] = no_colour
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        code = app.run()
    finally:
        app.end_build()
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if app.crash is not None:
        raise app.crash
    return code if code is not None else 0


def possible() -> bool:
    """Whether all three streams are a terminal that can show it (Textual draws on standard error)."""
    dumb = os.environ.get("TERM", "dumb") in {"", "dumb", "unknown"}
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)) and not dumb
