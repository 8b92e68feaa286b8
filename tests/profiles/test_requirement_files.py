"""Every file that decides what goes in is found, however it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.profiles.requirement_files import files_of


@pytest.mark.parametrize(
    "line",
    [
        "-r more.txt", "-rmore.txt", "--requirement more.txt", "--requirement=more.txt", "-c more.txt", "-cmore.txt",
        "--constraint=more.txt", "-r more.txt  # why", "-r \\\nmore.txt", "a==1 \\\n  # inside\n\n-r more.txt",
        "-r 'more.txt'", "-r ${WHERE}.txt", "  -r more.txt",
    ],
)  # fmt: skip
def test_a_file_that_is_named(tmp_path: Path, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHERE", "more")
    (tmp_path / "r.txt").write_text(f"rich>=13; python_version > '3' # x\n{line}\n")
    assert files_of(tmp_path / "r.txt") == [tmp_path / "r.txt", tmp_path / "more.txt"]


@pytest.mark.parametrize(
    "line", ["# -r more.txt", "rich  # -r more.txt", "more.txt", "-e more.txt", "--index-url https://x.test", "a 'b"]
)
def test_what_names_none(tmp_path: Path, line: str) -> None:
    (tmp_path / "r.txt").write_text(line + "\n")
    assert files_of(tmp_path / "r.txt") == [tmp_path / "r.txt"]


def test_folders_rounds_and_addresses(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "r.txt").write_text("-r deep/a.txt\n-r https://x.test/r.txt\n")
    (tmp_path / "deep/a.txt").write_text("-r ../r.txt\n-r b.txt\n")
    (tmp_path / "deep/b.txt").write_bytes(b"\xff")
    assert [path.resolve() for path in files_of(tmp_path / "r.txt")] == [
        tmp_path / "r.txt", tmp_path / "deep/a.txt", tmp_path / "deep/b.txt"
    ]  # fmt: skip
