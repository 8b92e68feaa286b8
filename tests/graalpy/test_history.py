"""Real builds in the history: compared, bisected, held to a budget."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.graalpy.conftest import Wizard

pytestmark = pytest.mark.graalpy


def test_payload_differences_are_bisected_for_real(wizard: Wizard, tmp_path: Path) -> None:
    program = tmp_path / "main.py"
    program.write_text("import json\nprint(json.dumps({}))\n")
    build = ("build", program, "--preset", "smallest", "-o", tmp_path / "main")
    wizard(*build)
    more = ("--set", "startup=bytecode", "--requirement", "tabulate==0.9.0", "--requirement", "iniconfig==2.0.0")
    wizard(*build, *more, "--allow-broken", "all", check=None)
    before, after = (
        json.loads(wizard("history", "show", name, "--json").stdout)["result"] for name in ("last~1", "last")
    )
    whole = json.loads(wizard("report", "--bisect", "last~1", "last", "--json").stdout)["result"]
    assert whole["cost"]["engines"] == 0
    shares = {share["changes"][0]["name"]: share["change"] for share in whole["bisection"]["shares"]}
    assert sum(shares.values()) == after["sizes"]["file"] - before["sizes"]["file"]
    assert shares["startup"] > 1_000_000
    assert 0 < shares["tabulate"] < 200_000
    program.write_text("import json\nprint(json.dumps({}))\nTABLE = " + repr(list(range(9_999))) + "\n")
    changed = wizard("report", "--bisect", "last~1", "last", check=2)
    assert "its files changed since" in changed.stderr
    parts = {part["name"]: part["size"] for part in after["sizes"]["parts"]}
    assert abs(shares["tabulate"] - parts["tabulate"]) < 5_000  # what bisecting finds is what the report says


def test_a_budget_from_the_last_build_holds_and_a_larger_program_breaks_it(wizard: Wizard, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("print('hi')\n")
    profile = tmp_path / "graalpy-wizard.toml"
    profile.write_text('schema = 1\npreset = "smallest"\n\n[program]\nentry = "main.py"\n')
    wizard("build", cwd=tmp_path)
    wizard("budget", "set", "--to", "last +0.5%", cwd=tmp_path)
    wizard("build", cwd=tmp_path)
    wizard("budget", "show", cwd=tmp_path)
    (tmp_path / "main.py").write_text("print('hi')\nimport table\n")
    (tmp_path / "table.py").write_text(f"T = {[i * 7919 % 1_000_003 for i in range(300_000)]}\n")
    over = wizard("build", cwd=tmp_path, check=5)
    assert "over the budget" in over.stderr
    assert "grew most: own code" in over.stderr
    wizard("budget", "show", cwd=tmp_path, check=5)
