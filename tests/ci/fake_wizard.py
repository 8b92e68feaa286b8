"""Stands in for the command in tests of the recipes: what needs a real engine is made up, all else is real."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from tests.history.samples import result, sizes
from wizard.building.finish import judged, keep
from wizard.cli.main import run
from wizard.cli.outcome import to_json
from wizard.history.model import Origin
from wizard.history.store import History, now
from wizard.profiles.model import Budget
from wizard.reports.model import Part


def build(words: list[str]) -> int:
    """As if the program had FAKE_SIZE more bytes of its own code, with a budget of 90 MB and 2 %."""
    assert "--trust" in words
    assert "--json" in words
    history, here = History(), Path.cwd()
    executable = here / "hello"
    executable.write_text("executable")
    size = int(os.environ["FAKE_SIZE"])
    made = replace(
        result(now(), "key", name="hello", executable=str(executable)),
        sizes=sizes(Part("own code 2", size, "payload")), origin=Origin(("build",), str(here), "", ""),
    )  # fmt: skip
    before = history.before_this("key", "hello")
    over = judged(made, before, Budget(size=90_000_000, growth=0.02))
    code = 5 if over else 0
    kept, _ = keep(history, replace(made, code=code))
    problems = [{"severity": p.severity, "what": p.what, "todo": p.todo} for p in over]
    print(json.dumps({"result": {"build": to_json(kept)}, "problems": problems}))
    return code


def main(words: list[str]) -> int:
    """The exit code."""
    if words[0] == "build":
        return build(words)
    if words[0] == "check":
        return 0 if Path(words[1]).is_file() else 2
    if words[:2] == ["cache", "key"]:
        print("0123456789abcdef0123456789abcdef")
        return 0
    return run(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
