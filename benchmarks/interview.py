"""An answer in the interview: how long until all that is shown of it is computed anew."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Row
from wizard.interview import state
from wizard.interview.choices import choices_of
from wizard.interview.discovery import discover
from wizard.interview.opening import open_program
from wizard.interview.review import review
from wizard.interview.searching import search
from wizard.interview.state import Interview
from wizard.interview.view import look

ANSWER, FOLDER = 0.05, 0.5  # seconds
PROGRAM = "import json, socket, urllib.request, logging\ntry:\n    import ssl\nexcept ImportError:\n    ssl = None\n"


def slowest_answer(i: Interview) -> float:
    """Seconds for view, choices of the question and review, after the answer that takes longest."""
    slowest = 0.0
    for question in look(i).questions:
        for choice in question.choices:
            began = time.perf_counter()
            after = state.answer(i, question.key, choice.value)
            view = look(after)
            choices_of(after, question.key)
            review(after, view)
            search(after, "ssl")
            slowest = max(slowest, time.perf_counter() - began)
    return slowest


def rows() -> list[Row]:
    """A small program with five imports, on the preset command-line-tool."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "hello.py").write_text(PROGRAM)
        i = open_program("hello.py", folder, environ={})
        slowest_answer(i)
        slowest = min(slowest_answer(i) for _ in range(3))
        for number in range(600):
            (folder / f"module_{number}.py").write_text("x = 1\n" * 5000)
        began = time.perf_counter()
        discover(folder)
        found = time.perf_counter() - began
    told = "the slowest of all answers, best of three rounds: view, choices, review and search"
    return [
        Row("an answer in the interview", "≤ 50 ms", f"{slowest * 1000:.0f} ms", slowest <= ANSWER, told),
        Row("what a folder holds", "≤ 0.5 s", f"{found:.2f} s", found <= FOLDER, "600 Python files of 30 kB"),
    ]
