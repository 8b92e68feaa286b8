"""The hostile corpus through every widget, read back from a pseudo-terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.tui.hostile import CORPUS, FORBIDDEN, everything


@pytest.mark.parametrize("number", range(len(CORPUS)))
def test_no_widget_passes_controls_on_or_falls_over(number: int) -> None:
    for content in everything(CORPUS[number]):
        shown = str(content)
        assert not {c for c in shown if (c != "\n" and ord(c) < 32) or ord(c) in range(0x7F, 0xA0)}
        assert not {"\u202e", "\u2066", "\u200f"} & set(shown)


def test_nothing_of_it_reaches_the_terminal(tmp_path: Path) -> None:
    main, side = pty.openpty()
    os.set_blocking(main, True)
    subprocess.run(["stty", "rows", "40", "cols", "120"], stdin=side, check=True)
    environ = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.tui.hostile"], cwd=tmp_path, env=environ, stdin=side, stdout=side, stderr=side,
        start_new_session=True,
    )  # fmt: skip
    os.close(side)
    seen = bytearray()
    reader = threading.Thread(target=_read, args=(main, seen), daemon=True)
    reader.start()
    try:
        assert process.wait(timeout=120) == 0, bytes(seen[-3000:])
    finally:
        process.kill()
    reader.join(10)
    assert len(seen) > 100_000
    for sequence in FORBIDDEN:
        assert sequence not in seen, sequence


def _read(source: int, into: bytearray) -> None:
    try:
        while data := os.read(source, 1 << 16):
            into += data
    except OSError:  # the other end is closed
        return
