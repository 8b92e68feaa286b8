"""`report`: the last build, or one by its id."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.history.samples import result, sizes
from wizard.cli.document import Text
from wizard.cli.main import run
from wizard.history.store import History
from wizard.reports.model import Part, Proof, ProofLine

Captured = pytest.CaptureFixture[str]


def said(capsys: Captured, *arguments: str, code: int = 0) -> str:
    assert run(["report", *arguments]) == code
    return capsys.readouterr().out


def test_the_size_is_the_first_line_and_the_reason_the_second(capsys: Captured) -> None:
    History().add(result())
    lines = said(capsys).splitlines()
    assert lines[0].startswith("hello: 84.0 MB, 28.4%")
    assert lines[1].startswith("most of it is the image heap")


def test_text_fits_80_columns_in_ascii(capsys: Captured) -> None:
    more = [Part(f"a-requirement-with-a-long-name-{i}", 1000 * i, "payload") for i in range(1, 31)]
    History().add(result("2026-11-24T09:00:00Z"))
    History().add(result(sizes=sizes(*more)))
    text = said(capsys)
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 80
    assert "21 more" in text or "more" in text


def test_bars_and_parts(capsys: Captured) -> None:
    History().add(result())
    rows = {line.split("  ")[0]: line for line in said(capsys).splitlines() if "#" in line}
    assert rows["image heap"].count("#") == 13, "66 % of 20"
    assert rows["own code"].count("#") == 1
    assert "55.2 MB" in rows["image heap"]


def test_where_it_runs_how_it_was_made_and_that_it_was_proven(capsys: Captured) -> None:
    History().add(result())
    text = said(capsys)
    assert "runs on Linux, x86-64-v3, glibc 2.34 or later, with libz.so.1, libc.so.6" in text
    assert "1 promise holds" in text
    assert "0.085 s" in text
    assert "5 min 05 s" in text
    assert "the command: graalpy-wizard history show 2026" in text
    assert run(["history", "show"]) == 0
    assert "native-image -Os -o 'my engine'" in capsys.readouterr().out
    assert "graalpy 25.0.3" in text
    assert "_pydecimal.py" in text


def test_against_the_last_build_of_the_same_thing(capsys: Captured) -> None:
    History().add(result("2026-11-24T09:00:00Z", key="other", sizes=sizes(Part("x", 9_000_000, "payload"))))
    History().add(result("2026-11-24T09:01:00Z"))
    History().add(result("2026-11-24T09:02:00Z", sizes=sizes(Part("rich", 600_000, "payload"))))
    text = said(capsys)
    assert "+0.6 MB against the last build (84.0 MB)" in text
    (row,) = [line for line in text.splitlines() if line.startswith("rich")]
    assert row.endswith("new")


def test_a_broken_proof_and_none(capsys: Captured) -> None:
    engine = result().engine
    assert engine is not None
    from dataclasses import replace

    broken = Proof(False, (ProofLine("_ssl", "gone", False, "imported"),), None)
    History().add(result("2026-11-24T09:00:00Z", engine=replace(engine, proof=broken)))
    assert "1 of 1 promises is broken" in said(capsys)
    History().add(result("2026-11-24T09:01:00Z", engine=replace(engine, proof=None, new=False)))
    text = said(capsys)
    assert "not proven" in text
    assert "taken from the cache" in text


def test_one_by_its_id_as_json(capsys: Captured) -> None:
    first = History().add(result("2026-11-24T09:00:00Z", name="first.py", executable="/home/me/first"))
    History().add(result("2026-11-24T09:01:00Z"))
    whole = json.loads(said(capsys, "--json", first.id[:15]))
    assert whole["ok"]
    assert whole["result"]["build"]["name"] == "first.py"
    assert whole["result"]["build"]["sizes"]["file"] == sizes().file
    assert whole["result"]["summary"]["size"].startswith("first: 84.0 MB")


def test_no_build_yet(capsys: Captured) -> None:
    assert run(["report"]) == 2
    assert capsys.readouterr().err == "error: no build has finished yet; run `graalpy-wizard build` first\n"
    assert run(["report", "nonsense"]) == 2


def test_hostile_names_reach_no_terminal(capsys: Captured) -> None:
    History().add(result(executable="/home/a\x1b[2Jb\n\u202ec\udcff.py"))
    text = said(capsys)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert text.splitlines()[0].startswith("ab\\nc\\udcff.py: 84.0 MB")


def test_a_report_is_quick_to_import() -> None:
    """Nothing that only a build needs."""
    code = "import sys, wizard.cli.report; print(*[m for m in ('elftools', 'sh', 'msgspec') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_number_and_its_unit_are_not_torn_apart() -> None:
    text = " ".join(["5.5 MB"] * 40 + ["0.07 s"] * 40)
    for width in range(40, 90):
        assert not [line for line in Text(text).lines(width) if line.startswith(("MB", "s"))]
        assert " ".join(Text(text).lines(width)) == text
