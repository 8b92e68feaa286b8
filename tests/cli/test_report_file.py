"""`report FILE`, and the shapes of a report: text, JSON, Markdown, a page."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.history.samples import result
from tests.reports import engines
from wizard.cli.main import run
from wizard.history.model import BuildResult
from wizard.history.store import History
from wizard.reports.attribution import attribute
from wizard.reports.downloads import sha256
from wizard.reports.html import Page, html
from wizard.reports.model import Attribution, Leaf

Captured = pytest.CaptureFixture[str]
HOSTILE = "home/lib/python3.12/site-packages/<img src=x>|`@all`[a](b)\x1b[2J.py"


@pytest.fixture
def executable(tmp_path: Path) -> Path:
    text = (
        '.section .svm_heap,"aw",@progbits\n.fill 300000, 1, 1\n.text\n.globl main\nmain: ret\n.fill 90000, 1, 0x90\n'
    )
    (tmp_path / "x.s").write_text(text + '.section .note.GNU-stack,"",@progbits\n')
    subprocess.run(["gcc", tmp_path / "x.s", "-no-pie", "-o", tmp_path / "engine"], check=True, capture_output=True)
    files = {"app/hello.py": "print(1)", "home/lib/python3.12/json/decoder.py": "a" * 900, HOSTILE: "b" * 5000}
    manifest = engines.manifest_of(engines.planned("smallest"))
    return engines.product(tmp_path / "engine", tmp_path / "hello", manifest, files)


def said(capsys: Captured, *arguments: str | Path, code: int = 0) -> str:
    assert run(["report", *map(str, arguments)]) == code
    return capsys.readouterr().out


def stored(executable: Path) -> BuildResult:
    sizes = replace(result().sizes, file=executable.stat().st_size)
    made = result(executable=str(executable), sizes=sizes, hashes={"executable": sha256(executable)})
    kept = History().add(made)
    assert isinstance(kept, BuildResult)
    return kept


def test_an_executable_of_anybody(executable: Path, capsys: Captured) -> None:
    text = said(capsys, executable)
    lines = text.splitlines()
    assert lines[0].startswith("hello: 0.4 MB, 0.1% of the ordinary GraalPy executable")
    assert lines[1].startswith("most of it is the image heap: 0.3 MB")
    assert "left out: the JIT" in text
    assert "as a download: " in text
    assert "\x1b" not in text
    assert max(map(len, lines)) <= 80
    (row,) = [line for line in lines if line.startswith("  own code")]
    assert row.split()[2:4] == [str(own(executable)), "B"]


def own(executable: Path) -> int:
    return sum(leaf.size for leaf in attribute(executable).leaves if leaf.path[1] == "own code")


def test_the_parts_under_a_part_add_up(executable: Path) -> None:
    from wizard.reports.rows import part_rows

    rows = part_rows(attribute(executable))
    for i, row in enumerate(rows):
        inside = []
        for below in rows[i + 1 :]:
            if below.depth <= row.depth:
                break
            if below.depth == row.depth + 1:
                inside.append(below.size)
        assert not inside or sum(inside) == row.size


def test_the_build_that_made_it_is_found_by_its_hash(executable: Path, capsys: Captured) -> None:
    kept = stored(executable)
    other = result("2026-11-24T08:00:00Z", sizes=replace(result().sizes, file=executable.stat().st_size))
    History().add(other)
    assert f"id {kept.id}" in said(capsys, executable)
    executable.write_bytes(executable.read_bytes() + b"x")
    assert "id " not in said(capsys, executable)


def test_a_build_whose_executable_is_gone_or_another(executable: Path, capsys: Captured) -> None:
    kept = stored(executable)
    assert json.loads(said(capsys, kept.id, "--json"))["result"]["attribution"]["size"] == executable.stat().st_size
    executable.write_bytes(bytes(executable.stat().st_size))
    assert run(["report", kept.id]) == 0
    assert "is another one now" in capsys.readouterr().err
    executable.unlink()
    whole = json.loads(said(capsys, kept.id, "--json"))
    assert whole["result"]["downloads"] == {}
    assert [problem["code"] for problem in whole["problems"]] == ["executable-gone"]


def test_as_json(executable: Path, capsys: Captured) -> None:
    whole = json.loads(said(capsys, executable, "--json"))["result"]
    assert sum(leaf["size"] for leaf in whole["attribution"]["leaves"]) == executable.stat().st_size
    assert 0 < whole["downloads"]["zstd -3"] < executable.stat().st_size
    assert whole["build"] is None


def test_download_sizes_are_those_of_the_programs_and_kept(executable: Path, capsys: Captured) -> None:
    import lzma

    found = json.loads(said(capsys, executable, "--json", "--compressed"))["result"]["downloads"]
    assert found["xz"] == len(lzma.compress(executable.read_bytes()))
    assert set(found) == {"zstd -3", "xz", "zstd -19"}
    (kept,) = (Path(engines.__file__).home() / "cache/graalpy-wizard/compressed").glob("*.json")
    kept.write_text(json.dumps({**found, "xz": 5, "nonsense": 7, "zstd -19": "x"}))
    again = json.loads(said(capsys, executable, "--json"))["result"]["downloads"]
    assert again == {"zstd -3": found["zstd -3"], "xz": 5}, "what is known is told; what is damaged is not"


def test_as_markdown_nothing_foreign_is_markup(executable: Path, capsys: Captured) -> None:
    stored(executable)
    text = said(capsys, executable, "--markdown")
    assert text.startswith("### hello: 0.4 MB")
    assert "| part | size | share | |" in text
    assert len(text) < 65_536
    for sign in ("<img", "@all", "[a](b)", "\x1b"):
        assert sign not in text
    assert text.count("<details>") == 1


def test_as_a_page(executable: Path, tmp_path: Path, capsys: Captured) -> None:
    stored(executable)
    target = tmp_path / "new/report.html"
    assert said(capsys, executable, "--html", target).strip() == str(target)
    page = target.read_text()
    assert page.startswith("<!doctype html>")
    assert "<img src=x>" not in page
    assert len(page) < 100_000
    assert str(tmp_path) not in page
    assert "/home/me" not in page, "pages are handed round"
    whole = json.loads(said(capsys, "--html", target, "--json"))
    assert whole["result"] == {"html": str(target), "bytes": len(page.encode())}


def test_a_page_beside_another_build_says_why(executable: Path, tmp_path: Path, capsys: Captured) -> None:
    stored(executable)
    other = History().add(replace(result(answers={**result().answers, "jit": "on"}), id=""))
    target = tmp_path / "report.html"
    said(capsys, executable, "--against", other.id, "--html", target)
    page = target.read_text()
    assert f"Against build {other.id}" in page
    assert "jit: on -&gt; off" in page
    assert str(tmp_path) not in page


@pytest.mark.parametrize(
    ("sizes", "least", "most"), [((79_611_800, 79_611_815), 0, 1), ((70_000_000, 90_000_000), 30, 999)]
)
def test_the_curve_of_a_page_is_as_steep_as_the_change(sizes: tuple[int, int], least: int, most: int) -> None:
    leaves = (Leaf(("engine", "code"), 90),)
    page = html(Page("x", (), Attribution("x", 90, leaves, False), trend=tuple(("2026", size) for size in sizes)))
    first, second = (float(y) for y in re.findall(r'<circle cx="[^"]*" cy="([^"]*)"', page))
    assert least <= first - second <= most


def test_an_old_build_without_parts_has_no_page(capsys: Captured, tmp_path: Path) -> None:
    History().add(result())
    assert run(["report", "--html", str(tmp_path / "x.html")]) == 2
    assert "build it again" in capsys.readouterr().err


def test_no_such_file(capsys: Captured, tmp_path: Path) -> None:
    assert run(["report", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err == f"error: {tmp_path}/none: it cannot be read: No such file or directory\n"
    assert run(["report", str(tmp_path)]) == 2


def test_what_somebody_else_made_is_told_as_that(executable: Path, tmp_path: Path, capsys: Captured) -> None:
    assert run(["report", str(tmp_path / "engine")]) == 0
    assert "graalpy-wizard did not make it" in capsys.readouterr().err
    assert run(["report", str(executable)]) == 0
    assert capsys.readouterr().err == ""
    for data in (b"", b"\n", b"text"):
        (tmp_path / "other").write_bytes(data)
        assert run(["report", str(tmp_path / "other")]) == 2
        assert "not a whole ELF executable" in capsys.readouterr().err


def test_what_to_try_next_for_a_file_is_that_of_the_build_that_made_it(executable: Path, capsys: Captured) -> None:
    assert run(["report", "--next", str(executable)]) == 2
    assert "no build of the history made this file" in capsys.readouterr().err
    made = stored(executable)
    assert said(capsys, "--next", executable) == said(capsys, "--next", made.id)


def test_own_code_is_as_large_as_the_build_said(executable: Path) -> None:
    """With its header and its entry in the directory of the zip: what the file would lose without it."""
    with zipfile.ZipFile(executable) as archive:
        entry = archive.getinfo("app/hello.py")
    name = len(entry.filename)
    (own,) = [leaf.size for leaf in attribute(executable).leaves if leaf.path[:2] == ("payload", "own code")]
    assert own == entry.compress_size + 30 + name + 46 + name


def test_what_cannot_be_asked_together(capsys: Captured) -> None:
    assert run(["report", "--markdown", "--html", "x"]) == 2
    assert run(["report", "--sbom", "--licences"]) == 2
    for line in (
        "--against last --sbom",
        "--next --html x",
        "--next --sbom",
        "--next --against last",
        "--bisect a b --markdown",
    ):
        capsys.readouterr()
        assert run(["report", *line.split()]) == 2
        assert "do not go together" in capsys.readouterr().err
    History().add(result())
    assert run(["report", "--against", "last", "--markdown"]) == 0
