"""The recipes of docs/ci with the real command and a real engine, each run in a fresh clone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ci.test_recipes import MARK, Runner

pytestmark = pytest.mark.graalpy
PROFILE = (
    'schema = 1\npreset = "smallest"\n\n[program]\nentry = "hello.py"\n\n[budget]\nsize = "85 MB"\ngrowth = "2 %"\n'
)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    place = tmp_path / "repository"
    place.mkdir()
    (place / "hello.py").write_text('print("hi")\n')
    (place / "graalpy-wizard.toml").write_text(PROFILE)
    (place / ".gitignore").write_text(".wizard/\n")
    commit(place, "first")
    return place


def commit(place: Path, message: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main")
    for words in (("init", "-q"), ("add", "."), (*who, "commit", "-q", "-m", message)):
        subprocess.run(["git", *who, *words], cwd=place, check=True, capture_output=True)


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    folder = tmp_path / "tools"
    folder.mkdir()
    (folder / "graalpy-wizard").write_text(f'#!/bin/sh\nexec {sys.executable} -m wizard "$@"\n')
    (folder / "graalpy-wizard").chmod(0o755)
    (folder / "python").symlink_to(sys.executable)
    return folder


def test_the_steps_of_the_github_recipe_in_fresh_clones(
    repository: Path, tools: Path, tmp_path: Path, shared_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAALPY_WIZARD_CACHE_DIR", str(shared_cache))
    (tmp_path / "caches").mkdir()

    def pushed(name: str) -> Runner:
        subprocess.run(["git", "clone", "-q", repository, tmp_path / name], check=True)
        return Runner(tmp_path / name, tools, tmp_path / "caches")

    first = pushed("first")
    assert first.run("push", 0) == 0
    key = first.outputs["key"]["engine"]
    assert (shared_cache / "engines" / key / "engine").is_file(), "what is kept under the key is what was built"
    assert (tmp_path / "caches/base.jsonl").is_file()
    summary = (first.runner / "STEP_SUMMARY").read_text()
    assert summary.startswith(f"{MARK}\n### hello: ")
    (repository / "table.py").write_text(f"T = {[i * 7919 % 1_000_003 for i in range(60_000)]}\n")
    (repository / "hello.py").write_text("import table\nprint(len(table.T))\n")
    commit(repository, "more")
    second = pushed("second")
    assert second.run("pull_request", 0) == 0
    assert second.outputs["key"]["engine"] == key, "a change of the program needs no other engine"
    comment = (second.workspace / ".wizard/comment/report.md").read_text()
    assert comment.startswith(f"{MARK}\n**+0.2 MB (+0.2%)")
    assert "own code" in comment
    (repository / "table.py").write_text(f"T = {[i * 7919 % 1_000_003 for i in range(1_000_000)]}\n")
    commit(repository, "too much")
    third = pushed("third")
    assert third.run("pull_request", 0) == 5
    problems = json.loads((third.workspace / ".wizard/build.json").read_text())["problems"]
    assert "grew most: own code" in problems[0]["what"]
    assert (third.workspace / ".wizard/comment/report.md").read_text().startswith(f"{MARK}\n**+")
