"""Jars come whole and verified, or not at all, with one line that says what came instead."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import pytest

from tests.toolchains.conftest import CONTENT, Repository, half, sending, whole
from wizard.catalogue.model import Jar
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.ground.steps import Step
from wizard.toolchains import downloads, transfer


def refused(jar: Jar, cache: Path) -> str:
    """The one line; and nothing is there under the final name."""
    with pytest.raises(WizardError) as caught:
        downloads.fetch([jar], cache)
    assert caught.value.code == ExitCode.ENVIRONMENT
    assert len(caught.value.problems) == 1
    assert not (cache / jar.file_name).exists()
    line = caught.value.problems[0].line()
    assert "\n" not in line
    return line


def test_fetches_reports_and_does_not_ask_twice(repository: Repository, jar: Jar, tmp_path: Path) -> None:
    steps: list[Step] = []
    paths = downloads.fetch([jar], tmp_path / "jars", listener=steps.append)
    assert paths == {"thing-1.0.jar": tmp_path / "jars/thing-1.0.jar"}
    assert paths["thing-1.0.jar"].read_bytes() == CONTENT
    assert (steps[-1].done, steps[-1].total) == (len(CONTENT), len(CONTENT))
    downloads.fetch([jar], tmp_path / "jars")
    assert repository.requests == [("/org/example/thing/1.0/thing-1.0.jar", None)]


def test_resumes_where_it_broke_off(repository: Repository, jar: Jar, tmp_path: Path) -> None:
    repository.answers = [half, whole]
    assert downloads.fetch([jar], tmp_path)[jar.file_name].read_bytes() == CONTENT
    (_, first), (_, second) = repository.requests
    assert first is None
    assert second is not None
    assert 0 < int(second.removeprefix("bytes=").rstrip("-")) <= len(CONTENT) // 2


def test_a_server_that_cannot_resume_starts_again(repository: Repository, jar: Jar, tmp_path: Path) -> None:
    repository.answers = [half, sending(CONTENT)]
    assert downloads.fetch([jar], tmp_path)[jar.file_name].read_bytes() == CONTENT


def test_a_part_of_something_else_is_not_kept(repository: Repository, jar: Jar, tmp_path: Path) -> None:
    (tmp_path / "thing-1.0.jar.part").write_bytes(b"something else")
    assert downloads.fetch([jar], tmp_path)[jar.file_name].read_bytes() == CONTENT


def test_error_page(repository: Repository, jar: Jar, tmp_path: Path) -> None:
    repository.answers = [sending(b"<html>Please log in</html>", kind="text/html; charset=utf-8")]
    line = refused(jar, tmp_path)
    assert f"{repository.url}/org/example/thing/1.0/thing-1.0.jar answered with an HTML page" in line
    assert "GRAALPY_WIZARD_MAVEN" in line
    assert len(repository.requests) == 1


def test_error_page_that_claims_to_be_a_jar(repository: Repository, jar: Jar, tmp_path: Path) -> None:
    page = b"<!DOCTYPE html>" + b" " * (len(CONTENT) - 15)
    repository.answers = [sending(page)]
    assert "an HTML page" in refused(jar, tmp_path)


def test_half_a_file(repository: Repository, jar: Jar, tmp_path: Path) -> None:
    repository.answers = [half]
    assert "broke off" in refused(jar, tmp_path)


@pytest.mark.parametrize("body", [b"PK" + b"x" * (len(CONTENT) - 2), CONTENT + b"more"])
def test_wrong_file(repository: Repository, jar: Jar, tmp_path: Path, body: bytes) -> None:
    repository.answers = [sending(body)]
    assert "sent another file" in refused(jar, tmp_path)
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(("status", "tries"), [(404, 1), (401, 1), (503, 3), (429, 3)])
def test_error_status(repository: Repository, jar: Jar, tmp_path: Path, status: int, tries: int) -> None:
    repository.answers = [sending(b"no", status)]
    assert f"answered {status}" in refused(jar, tmp_path)
    assert len(repository.requests) == tries


def test_no_network(repository: Repository, jar: Jar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAALPY_WIZARD_MAVEN", "http://127.0.0.1:9/maven")
    line = refused(jar, tmp_path)
    assert "cannot be reached" in line
    assert "HTTPS_PROXY" in line
    assert f"put thing-1.0.jar (1 MB) in {tmp_path}" in line


def test_goes_through_the_proxy_of_the_environment(
    repository: Repository, jar: Jar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAALPY_WIZARD_MAVEN", "http://maven.invalid/maven")
    monkeypatch.setenv("http_proxy", repository.url.replace("//", "//user:p%40ss@"))
    downloads.fetch([jar], tmp_path)
    assert repository.requests[0][0] == "http://maven.invalid/maven/org/example/thing/1.0/thing-1.0.jar"
    assert repository.headers[0]["Proxy-Authorization"].startswith("Basic ")


def test_credentials_are_never_printed(
    repository: Repository, jar: Jar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.answers = [sending(b"no", 401)]
    monkeypatch.setenv("GRAALPY_WIZARD_MAVEN", repository.url.replace("//", "//user:secret@"))
    assert "secret" not in refused(jar, tmp_path)


def test_disk_full(repository: Repository, jar: Jar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(transfer, "_write", full)
    assert "No space left on device" in refused(jar, tmp_path)


def test_cache_that_cannot_be_made(repository: Repository, jar: Jar, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "file" in refused(jar, tmp_path / "file/jars")


def test_a_file_that_was_changed_is_fetched_again(repository: Repository, jar: Jar, tmp_path: Path) -> None:
    path = downloads.fetch([jar], tmp_path)[jar.file_name]
    path.write_bytes(CONTENT[:-1] + b"?")
    assert downloads.fetch([jar], tmp_path)[jar.file_name].read_bytes() == CONTENT


@pytest.mark.parametrize("text", ["", "[]", '{"thing-1.0.jar": 3}', '{"thing-1.0.jar": ["x", "y", 1]}'])
def test_a_damaged_record_only_costs_time(repository: Repository, jar: Jar, tmp_path: Path, text: str) -> None:
    downloads.fetch([jar], tmp_path)
    (tmp_path / "verified.json").write_text(text)
    assert downloads.fetch([jar], tmp_path)[jar.file_name].read_bytes() == CONTENT
    assert len(repository.requests) == 1


def test_a_file_that_was_copied_by_hand_will_do(repository: Repository, jar: Jar, tmp_path: Path) -> None:
    (tmp_path / jar.file_name).write_bytes(CONTENT)
    downloads.fetch([jar], tmp_path)
    assert repository.requests == []


def test_the_users_maven_repository_is_looked_at_first(
    repository: Repository, jar: Jar, tmp_path: Path, home: Path
) -> None:
    local = home / ".m2/repository" / jar.path
    local.parent.mkdir(parents=True)
    local.write_bytes(CONTENT)
    assert downloads.fetch([jar], tmp_path)[jar.file_name].read_bytes() == CONTENT
    assert repository.requests == []


def test_what_came_whole_stays_when_another_fails(repository: Repository, jar: Jar, tmp_path: Path) -> None:
    downloads.fetch([jar], tmp_path)
    other = Jar("org.example", "other", "1.0", hashlib.sha256(b"x").hexdigest(), len(CONTENT))
    with pytest.raises(WizardError):
        downloads.fetch([jar, other], tmp_path)
    assert (tmp_path / jar.file_name).read_bytes() == CONTENT
    assert not (tmp_path / other.file_name).exists()


def test_a_folder_serves_as_a_mirror(
    repository: Repository, jar: Jar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = tmp_path / "a mirror"
    (mirror / jar.path).parent.mkdir(parents=True)
    (mirror / jar.path).write_bytes(CONTENT)
    monkeypatch.setenv("GRAALPY_WIZARD_MAVEN", mirror.as_uri())
    assert downloads.fetch([jar], tmp_path / "jars")[jar.file_name].read_bytes() == CONTENT
