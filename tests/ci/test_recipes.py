"""The recipes of docs/ci: their steps run one after the other in a shell, as a runner would."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from wizard.cli.main import parser_for

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "docs" / "ci"
MARK = "<!-- graalpy-wizard -->"


def recipe(name: str) -> dict[str, Any]:
    whole: dict[str, Any] = yaml.safe_load((RECIPES / name).read_text(encoding="utf-8"))
    return whole


def scripts(name: str) -> list[str]:
    """Every shell text of a recipe."""
    if name.startswith("github"):
        jobs = recipe(name)["jobs"].values()
        return [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    found = []
    for job in recipe(name).values():
        if isinstance(job, dict):
            found += [job[key] for key in ("before_script", "script") if key in job]
    return ["\n".join(lines) for lines in found]


NAMES = ["github.yml", "github-comment.yml", "gitlab.yml"]


@pytest.mark.parametrize("name", NAMES)
def test_the_shell_reads_every_step(name: str) -> None:
    for text in scripts(name):
        done = subprocess.run(["bash", "-n"], input=text, text=True, capture_output=True)
        assert (done.returncode, done.stderr) == (0, ""), text


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="actionlint is not installed")
@pytest.mark.parametrize("name", NAMES[:2])
def test_actionlint_finds_nothing(name: str) -> None:
    done = subprocess.run(["actionlint", "-no-color", RECIPES / name], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("name", "schema"), [(name, "vendor.github-workflows") for name in NAMES[:2]] + [(NAMES[2], "vendor.gitlab-ci")]
)
def test_it_is_what_the_service_takes(name: str, schema: str) -> None:
    """By GitHub's and GitLab's own JSON Schemas."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(RECIPES / name)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml"])
def test_every_verb_and_flag_is_there(name: str) -> None:
    calls = re.findall(r"graalpy-wizard ((?:build|cache|history|report|check) [^;)|>}\n]*)", "\n".join(scripts(name)))
    assert len(calls) >= 7
    for call in calls:
        words = shlex.split(
            call.replace("$PROGRAM", "").replace('"$(jq -r .result.build.executable .wizard/build.json', "FILE")
        )
        parser_for(words[0]).parse_args([word for word in words[1:] if word != "||"])


def test_a_fork_needs_no_secret_and_its_code_gets_no_token_that_writes() -> None:
    first, second = recipe("github.yml"), recipe("github-comment.yml")
    assert "secrets." not in "".join((RECIPES / name).read_text() for name in NAMES[:2])
    assert first["permissions"] == {"contents": "read"}
    assert not [step for step in second["jobs"]["comment"]["steps"] if "checkout" in step.get("uses", "")]
    # What a pull request may choose never stands in a script: only in the environment.
    for name in NAMES[:2]:
        assert not [text for text in scripts(name) if "${{" in text]


class Runner:
    """Runs the steps of github.yml that are shell, in order; the actions between them are done by hand."""

    def __init__(self, workspace: Path, tools: Path, caches: Path) -> None:
        self.workspace, self.tools, self.caches = workspace, tools, caches
        self.outputs: dict[str, dict[str, str]] = {}
        self.runner = workspace.with_name(f"{workspace.name}-runner")  # its own files are none of the workspace
        self.runner.mkdir()

    def run(self, event: str, size: int) -> int:
        """The exit code of the job; a step that fails ends it."""
        for step in recipe("github.yml")["jobs"]["executable"]["steps"]:
            if self._wanted(step, event):
                code = self._step(step, event, size)
                if code:
                    return code
        return 0

    def _wanted(self, step: Mapping[str, Any], event: str) -> bool:
        return step.get("if", "") in ("", f"github.event_name == '{event}'") or "always()" in step["if"]

    def _step(self, step: Mapping[str, Any], event: str, size: int) -> int:
        if "uses" in step:
            if step["uses"].startswith("actions/cache/") and step["with"]["path"].endswith("base.jsonl"):
                pair = (self.caches / "base.jsonl", self.workspace / ".wizard" / "base.jsonl")
                source, target = pair if "restore" in step["uses"] else pair[::-1]
                if source.exists():
                    target.parent.mkdir(exist_ok=True)
                    target.write_bytes(source.read_bytes())
            return 0
        if "pip install" in step["run"]:
            return 0
        files = {name: self.runner / name for name in ("OUTPUT", "STEP_SUMMARY")}
        files["OUTPUT"].write_text("")
        given = {key: self._filled(str(value)) for key, value in step.get("env", {}).items()}
        state = self.workspace / ".wizard" / "state"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=self.workspace, text=True,
            capture_output=True, timeout=120, env={
                **os.environ, "PATH": f"{self.tools}:{os.environ['PATH']}", "PROGRAM": "", "PYTHONPATH": str(ROOT),
                "GRAALPY_WIZARD_STATE_DIR": str(state), "FAKE_SIZE": str(size),
                **{f"GITHUB_{name}": str(path) for name, path in files.items()}, **given,
            },
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        pairs = dict(line.split("=", 1) for line in files["OUTPUT"].read_text().splitlines())
        self.outputs[step.get("id", "")] = pairs
        return done.returncode

    def _filled(self, text: str) -> str:
        match = re.fullmatch(r"\$\{\{ (.*) \}\}", text)
        if match is None:
            return text
        if match[1] == "github.event.pull_request.number":
            return "42"
        _, step, _, name = match[1].split(".")
        return self.outputs[step][name]


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    folder = tmp_path / "tools"
    folder.mkdir()
    tool = folder / "graalpy-wizard"
    tool.write_text(f'#!/bin/sh\nexec {sys.executable} -m tests.ci.fake_wizard "$@"\n')
    tool.chmod(0o755)
    (folder / "python").symlink_to(sys.executable)
    return folder


@pytest.fixture
def runner(tmp_path: Path, tools: Path) -> Runner:
    for name in ("work", "caches"):
        (tmp_path / name).mkdir()
    return Runner(tmp_path / "work", tools, tmp_path / "caches")


def fresh(runner: Runner, tmp_path: Path, name: str) -> Runner:
    """Another runner of the same repository: nothing but the caches is kept."""
    (tmp_path / name).mkdir()
    return Runner(tmp_path / name, runner.tools, runner.caches)


def test_a_pull_request_is_measured_against_its_base(runner: Runner, tmp_path: Path) -> None:
    assert runner.run("push", 1000) == 0
    assert (runner.caches / "base.jsonl").read_text().count("\n") == 1
    assert runner.outputs["key"]["engine"]
    second = fresh(runner, tmp_path, "second")
    assert second.run("pull_request", 501_000) == 0
    text = (second.workspace / ".wizard" / "comment" / "report.md").read_text()
    assert text.startswith(MARK)
    assert "+0.5 MB (+0.6%)" in text
    assert (second.workspace / ".wizard" / "comment" / "number").read_text() == "42\n"
    assert text in (second.runner / "STEP_SUMMARY").read_text()


def test_a_pull_request_without_a_base_is_reported_too(runner: Runner) -> None:
    assert runner.run("pull_request", 1000) == 0
    assert "84.0 MB" in (runner.workspace / ".wizard" / "comment" / "report.md").read_text()


def test_over_budget_the_report_comes_first_and_the_job_ends_with_5(runner: Runner, tmp_path: Path) -> None:
    assert runner.run("push", 1000) == 0
    second = fresh(runner, tmp_path, "second")
    assert second.run("pull_request", 9_000_000) == 5
    assert "+9.0 MB" in (second.workspace / ".wizard" / "comment" / "report.md").read_text()


GH = """#!/usr/bin/env python3
import json, os, subprocess, sys
words, place = sys.argv[1:], os.environ["FAKE"]
with open(f"{place}/calls", "a") as log:
    log.write(json.dumps(words) + "\\n")
if words[:2] == ["run", "download"]:
    os.makedirs("comment", exist_ok=True)
    for name in ("report.md", "number"):
        open(f"comment/{name}", "w").write(open(f"{place}/{name}").read())
    sys.exit(0)
path = next(word for word in words if word.startswith("repos/"))
if "--method" in words:
    method = words[words.index("--method") + 1]
    comments = json.load(open(f"{place}/comments.json"))
    body = open("body.md").read()
    if method == "POST":
        comments.append({"id": len(comments) + 1, "user": {"login": "github-actions[bot]"}, "body": body})
    else:
        next(c for c in comments if c["id"] == int(path.rsplit("/", 1)[1]))["body"] = body
    json.dump(comments, open(f"{place}/comments.json", "w"))
    print("{}")
    sys.exit(0)
answer = {"head": {"sha": "abc"}} if "/pulls/" in path else json.load(open(f"{place}/comments.json"))
done = subprocess.run(["jq", "-r", words[words.index("--jq") + 1]], input=json.dumps(answer), text=True)
sys.exit(done.returncode)
"""


@pytest.fixture
def hub(tmp_path: Path, tools: Path) -> Path:
    """A GitHub that is a folder: comments.json, and what the first workflow left."""
    (tools / "gh").write_text(GH)
    (tools / "gh").chmod(0o755)
    place = tmp_path / "hub"
    place.mkdir()
    (place / "comments.json").write_text(json.dumps([{"id": 1, "user": {"login": "me"}, "body": MARK + " mine"}]))
    (place / "report.md").write_text(f"{MARK}\nfirst")
    (place / "number").write_text("42\n")
    return place


def comment(hub: Path, tools: Path, head: str = "abc") -> subprocess.CompletedProcess[str]:
    [text] = scripts("github-comment.yml")
    work = hub / "work"
    work.mkdir(exist_ok=True)
    env = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "FAKE": str(hub), "REPOSITORY": "o/r", "RUN": "7",
           "HEAD": head}  # fmt: skip
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text]
    return subprocess.run(command, cwd=work, env=env, text=True, capture_output=True, timeout=60)


def bodies(hub: Path) -> list[str]:
    return [entry["body"] for entry in json.loads((hub / "comments.json").read_text())]


def test_there_is_one_comment_and_it_is_written_anew(hub: Path, tools: Path) -> None:
    assert comment(hub, tools).returncode == 0
    assert bodies(hub) == [f"{MARK} mine", f"{MARK}\nfirst"]
    (hub / "report.md").write_text(f"{MARK}\nsecond")
    assert comment(hub, tools).returncode == 0
    assert bodies(hub) == [f"{MARK} mine", f"{MARK}\nsecond"]  # of another's nothing is touched


@pytest.mark.parametrize("number", ["", "7; rm -rf /", "../../x", "1\n2", "-1", "$(id)"])
def test_a_hostile_number_is_refused(number: str, hub: Path, tools: Path) -> None:
    (hub / "number").write_text(number)
    assert comment(hub, tools).returncode == 1
    assert len(bodies(hub)) == 1


def test_a_commit_that_is_not_the_pull_requests_gets_no_comment(hub: Path, tools: Path) -> None:
    assert comment(hub, tools, head="another").returncode == 0
    assert len(bodies(hub)) == 1
