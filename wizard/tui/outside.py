"""What the app starts beside itself, with the terminal handed over: a pager, the finished executable."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.tui.reading import Reading
    from wizard.tui.running import Job


def pager(path: Path) -> int:
    """Show a file. `less` shows controls as text; another $PAGER does what its user wants."""
    words = shlex.split(os.environ.get("PAGER") or "less")
    return _run([*words, str(path)])


def run(path: Path, arguments: Sequence[str]) -> int:
    """The executable, and its status; waits for Enter, so that what it printed can be read."""
    status = _run([str(path), *arguments])
    print(f"\n{path.name} ended with status {status}; Enter goes back", flush=True)
    try:
        input()
    except (EOFError, KeyboardInterrupt):
        return status
    return status


def _run(words: Sequence[str]) -> int:
    try:
        return subprocess.run(words, check=False).returncode
    except OSError as error:
        print(f"{words[0]}: {error.strerror}")
        return 127
    except KeyboardInterrupt:
        return 130


def write_script(path: Path, command: str) -> Path:
    """A shell script that runs one command; exit 2 where there is such a file already."""
    from wizard.ground import atomic
    from wizard.ground.problems import Where, wrong_input

    if path.exists():
        raise wrong_input("there is such a file already", "choose another name", Where(path), "exists")
    atomic.write_text(path, f'#!/bin/sh\ncd "$(dirname "$0")" && exec {command} "$@"\n')
    path.chmod(0o755)
    return path


def log_of(job: Job) -> Path | None:
    """Where native-image's output lies now: a failed build's log is moved to where it survives."""
    from wizard.ground import places

    path = job.collector.live.log
    if path is None or path.is_file():
        return path
    kept = sorted((places.state() / "logs").glob("failed-*.log"), key=lambda file: file.stat().st_mtime)
    return kept[-1] if kept and kept[-1].stat().st_mtime >= job.clock else None


def write_report(path: Path, seen: Reading) -> Path:
    """By the file's ending: .html (one file), .md, else JSON as `history export` has it."""
    from wizard.ground import atomic

    makers = {".html": _html, ".md": _markdown}
    atomic.write_bytes(path, makers.get(path.suffix, _json)(seen).encode("utf-8", "surrogateescape"))
    return path


def _json(seen: Reading) -> str:
    from wizard.history.codec import to_json

    return to_json(seen.result).decode() + "\n"


def _markdown(seen: Reading) -> str:
    from wizard.history.store import History
    from wizard.reports.markdown import markdown
    from wizard.reports.subject import of_build

    return markdown(of_build(seen.result, History(), ()), seen.lines)


def _html(seen: Reading) -> str:
    """The page of `report --html`."""
    from wizard.history.store import History
    from wizard.reports.downloads import QUICK
    from wizard.reports.html import html
    from wizard.reports.page import page
    from wizard.reports.subject import of_build

    history = History()
    subject = of_build(seen.result, history, (QUICK,))
    if subject.attribution is None:
        return _markdown(seen)
    return html(page(subject, history, seen.lines))
