"""The GitLab recipe: its jobs run one after the other in a shell, with a GitLab that is a folder."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ci.test_recipes import MARK, ROOT, recipe
from tests.ci.test_recipes import tools as made_tools

tools = made_tools
CURL = """#!/usr/bin/env python3
import json, os, re, sys
words, place = sys.argv[1:], os.environ["FAKE"]
with open(f"{place}/calls", "a") as log:
    log.write(json.dumps(words) + "\\n")
url = next(word for word in words if word.startswith("https://"))
after = {word: words[i + 1] for i, word in enumerate(words[:-1])}
if "/jobs/artifacts/" in url:
    assert after["--header"] == "JOB-TOKEN: job" and "/projects/7/jobs/artifacts/main/raw/" in url, words
    if not os.path.exists(f"{place}/history.jsonl"):
        sys.exit(22)
    open(after["--output"], "w").write(open(f"{place}/history.jsonl").read())
    sys.exit(0)
assert after["--header"] == "PRIVATE-TOKEN: secret" and "/projects/7/merge_requests/42/notes" in url, words
notes = json.load(open(f"{place}/notes.json"))
if "--request" not in words:
    print(json.dumps(notes))
    sys.exit(0)
name, _, file = after["--form"].partition("=<")
body = open(file).read()
if after["--request"] == "POST":
    notes.append({"id": len(notes) + 1, "body": body})
else:
    next(note for note in notes if note["id"] == int(url.rsplit("/", 1)[1]))[name] = body
json.dump(notes, open(f"{place}/notes.json", "w"))
"""
Pipeline = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def lab(tmp_path: Path, tools: Path) -> Path:
    (tools / "curl").write_text(CURL)
    (tools / "curl").chmod(0o755)
    place = tmp_path / "lab"
    place.mkdir()
    (place / "notes.json").write_text(json.dumps([{"id": 1, "body": "a person's word"}]))
    return place


@pytest.fixture
def pipeline(tmp_path: Path, tools: Path, lab: Path) -> Pipeline:
    def run(name: str, size: int, **variables: str) -> subprocess.CompletedProcess[str]:
        """Both jobs, each in one shell that ends with the first line that fails, in a checkout of its own."""
        work = tmp_path / name
        (work / ".wizard").mkdir(parents=True)
        whole = recipe("gitlab.yml")
        env = {
            **os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "FAKE": str(lab),
            "FAKE_SIZE": str(size), "PROGRAM": "", "GRAALPY_WIZARD_STATE_DIR": str(work / ".wizard/state"),
            "CI_API_V4_URL": "https://lab.example/api/v4", "CI_PROJECT_ID": "7", "CI_DEFAULT_BRANCH": "main",
            "CI_JOB_TOKEN": "job", **variables,
        }  # fmt: skip
        for job in ("engine-key", "executable"):
            text = "\n".join(whole[job]["script"])
            done = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", text], cwd=work, env=env, text=True, capture_output=True, timeout=120
            )
            assert "Traceback" not in done.stderr, done.stderr
            if done.returncode:
                return done
            for artifact in whole[job]["artifacts"].get("paths", []):
                assert (work / artifact).is_file(), artifact
        return done

    return run


def notes(lab: Path) -> list[str]:
    return [note["body"] for note in json.loads((lab / "notes.json").read_text())]


def on_main(pipeline: Pipeline, lab: Path, tmp_path: Path) -> None:
    """A pipeline of the base branch, whose artifact the next ones find."""
    assert pipeline("main", 1000).returncode == 0
    (lab / "history.jsonl").write_text((tmp_path / "main/.wizard/history.jsonl").read_text())


REQUEST = {
    "CI_MERGE_REQUEST_PROJECT_ID": "7",
    "CI_MERGE_REQUEST_IID": "42",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
}


def test_the_key_of_the_engine_is_handed_to_the_job_that_builds(pipeline: Pipeline, tmp_path: Path) -> None:
    assert pipeline("main", 1000).returncode == 0
    name, _, key = (tmp_path / "main/.wizard/engine.env").read_text().strip().partition("=")
    assert (name, len(key)) == ("ENGINE", 32)
    job = recipe("gitlab.yml")["executable"]
    assert job["cache"]["key"].endswith("$ENGINE")
    assert job["needs"] == ["engine-key"]


def test_a_merge_request_is_measured_against_its_base(pipeline: Pipeline, lab: Path, tmp_path: Path) -> None:
    on_main(pipeline, lab, tmp_path)
    assert pipeline("request", 501_000, **REQUEST).returncode == 0
    text = (tmp_path / "request/.wizard/report.md").read_text()
    assert text.startswith(MARK)
    assert "+0.5 MB (+0.6%)" in text


def test_without_a_base_or_a_token_there_is_a_report_and_no_comment(
    pipeline: Pipeline, lab: Path, tmp_path: Path
) -> None:
    """As in a fork."""
    assert pipeline("fork", 1000, **REQUEST).returncode == 0
    assert "84.0 MB" in (tmp_path / "fork/.wizard/report.md").read_text()
    assert notes(lab) == ["a person's word"]


def test_there_is_one_comment_and_it_is_written_anew(pipeline: Pipeline, lab: Path, tmp_path: Path) -> None:
    on_main(pipeline, lab, tmp_path)
    for size, told in ((501_000, "+0.5 MB"), (701_000, "+0.7 MB")):
        assert pipeline(f"push{size}", size, **REQUEST, GRAALPY_WIZARD_TOKEN="secret").returncode == 0
        person, comment = notes(lab)
        assert person == "a person's word"
        assert comment.startswith(MARK)
        assert told in comment


def test_over_budget_the_report_comes_first_and_the_job_ends_with_5(
    pipeline: Pipeline, lab: Path, tmp_path: Path
) -> None:
    on_main(pipeline, lab, tmp_path)
    done = pipeline("large", 9_000_000, **REQUEST)
    assert done.returncode == 5
    assert "+9.0 MB" in (tmp_path / "large/.wizard/report.md").read_text()
    assert "over the budget" in done.stdout
