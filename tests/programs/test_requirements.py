from __future__ import annotations

import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.programs.conftest import MakeWheel, write
from wizard.ground import places
from wizard.ground.problems import WizardError
from wizard.programs import lock as locks
from wizard.programs import pip_failure, requirements
from wizard.programs.model import Wheel


def names(wheels: tuple[Wheel, ...]) -> list[str]:
    return [f"{w.name}=={w.version}" for w in wheels]


def test_markers_are_those_of_graalpy(make_wheel: MakeWheel) -> None:
    for name in ("old", "new", "cpython", "graal", "windows", "extra"):
        make_wheel(name)
    make_wheel("top", requires=(
        'old; python_version < "3.12"', 'new; python_version >= "3.12"',
        'cpython; platform_python_implementation == "CPython"', 'graal; implementation_name == "graalpy"',
        'windows; sys_platform == "win32"', 'extra; extra == "more"',
    ))  # fmt: skip
    assert names(requirements.resolve(["top"])) == ["graal==1.0", "new==1.0", "top==1.0"]
    assert "extra==1.0" in names(requirements.resolve(["top[more]"]))
    assert names(requirements.resolve(['old; python_version < "3.12"'])) == []


def test_a_rebuild_needs_no_index(
    make_wheel: MakeWheel, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_wheel("a", requires=("b",))
    make_wheel("b")
    lock = tmp_path / locks.NAME
    first = requirements.resolve(["a"], lock=lock)
    text = lock.read_text()
    monkeypatch.setattr("wizard.programs.requirements.subprocess.run", lambda *a, **k: pytest.fail("pip was run"))
    assert requirements.resolve(["a"], lock=lock) == first
    assert lock.read_text() == text
    assert str(tmp_path) not in text


def test_what_is_known_without_the_network(
    make_wheel: MakeWheel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_wheel("a")
    lock = tmp_path / locks.NAME
    assert requirements.known([], lock=lock) == ()
    assert requirements.known(["a"], lock=lock) is None
    wheels = requirements.resolve(["a"], lock=lock)
    monkeypatch.setattr("wizard.programs.requirements.subprocess.run", lambda *a, **k: pytest.fail("pip was run"))
    assert requirements.known(["a"], lock=lock) == wheels
    assert requirements.known(["a>1"], lock=lock) is None
    wheels[0].file.write_bytes(b"damaged")
    assert requirements.known(["a"], lock=lock) is None


def test_a_locked_version_stays_until_the_requirements_change(make_wheel: MakeWheel, tmp_path: Path) -> None:
    lock = tmp_path / locks.NAME
    make_wheel("a")
    assert names(requirements.resolve(["a"], lock=lock)) == ["a==1.0"]
    make_wheel("a", "2.0")
    assert names(requirements.resolve(["a"], lock=lock)) == ["a==1.0"]
    assert names(requirements.resolve(["a>1"], lock=lock)) == ["a==2.0"]


def test_a_wheel_that_is_not_the_locked_one_is_refused(make_wheel: MakeWheel, tmp_path: Path) -> None:
    lock = tmp_path / locks.NAME
    make_wheel("a")
    (wheel,) = requirements.resolve(["a"], lock=lock)
    wheel.file.unlink()
    make_wheel("a", files={"a.py": "import evil"})
    with pytest.raises(WizardError, match="not the one that was locked") as caught:
        requirements.resolve(["a"], lock=lock)
    assert caught.value.code == 2
    assert not wheel.file.exists()


def test_a_damaged_wheel_in_the_cache_is_fetched_again(make_wheel: MakeWheel) -> None:
    make_wheel("a")
    (wheel,) = requirements.resolve(["a"])
    whole = wheel.file.read_bytes()
    wheel.file.write_bytes(whole[:100])
    (again,) = requirements.resolve(["a"])
    assert again.file.read_bytes() == whole


def test_a_requirements_file(make_wheel: MakeWheel, tmp_path: Path) -> None:
    make_wheel("a")
    make_wheel("b")
    write(tmp_path, {"r.txt": "a  # first\n-r more.txt\n", "more.txt": "b==1.0\n"})
    lock = tmp_path / locks.NAME
    assert names(requirements.resolve([], file=tmp_path / "r.txt", lock=lock)) == ["a==1.0", "b==1.0"]
    write(tmp_path, {"more.txt": "# nothing\n"})
    assert names(requirements.resolve([], file=tmp_path / "r.txt", lock=lock)) == ["a==1.0"]
    with pytest.raises(WizardError, match="cannot be read"):
        requirements.resolve([], file=tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("requirement", "message"),
    [
        ("nowhere", "nowhere does not exist"),
        ("pure==9", "no version of pure answers pure==9; .*1.0"),
        ("compiled", "compiled has compiled wheels only"),
        ("source", "source has no wheel, only its source"),
        ("needs-compiled", "compiled has compiled wheels only"),
        ("by-source", "has no wheel, only its source"),
        ("!!", "!! is no requirement"),
        ("./here", "./here is no requirement"),
        ("a @ https://example.invalid/a.tar.gz", "names no wheel"),
        ("a @ git+https://example.invalid/a", "names no wheel"),
    ],
)
def test_refused_by_name(make_wheel: MakeWheel, index: Path, tmp_path: Path, requirement: str, message: str) -> None:
    make_wheel("pure")
    make_wheel("compiled", tag="cp312-cp312-manylinux_2_17_x86_64")
    make_wheel("needs_compiled", requires=("compiled",))
    ran = tmp_path / "ran"
    write(tmp_path, {"source-1.0/setup.py": f"open({str(ran)!r}, 'w')", "source-1.0/PKG-INFO": ""})
    with tarfile.open(index / "source-1.0.tar.gz", "w:gz") as sdist:
        sdist.add(tmp_path / "source-1.0", "source-1.0")
    make_wheel("by_source", requires=(f"source @ {(index / 'source-1.0.tar.gz').as_uri()}",))
    with pytest.raises(WizardError, match=message) as caught:
        requirements.resolve([requirement])
    assert caught.value.code == 2
    assert not (places.cache() / "locks").exists()
    assert not ran.exists()


def test_a_requirement_of_a_requirement_that_is_compiled(make_wheel: MakeWheel) -> None:
    """pip tries each version of the first, and speaks of a conflict."""
    make_wheel("compiled", tag="cp312-cp312-manylinux_2_17_x86_64")
    for version in ("1.0", "2.0"):
        make_wheel("needs", version, requires=("compiled>=0.5",))
    with pytest.raises(WizardError, match="compiled has compiled wheels only"):
        requirements.resolve(["needs"])


def test_contradictions(make_wheel: MakeWheel) -> None:
    make_wheel("a", "1.0")
    make_wheel("a", "2.0")
    with pytest.raises(WizardError, match="contradict each other"):
        requirements.resolve(["a<2", "a>=2"])


def test_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(WizardError, match="no network") as caught:
        requirements.resolve(["a"])
    assert caught.value.code == 3
    assert "(http://127.0.0.1:9: [Errno 111] Connection refused)" in str(caught.value)


PROXY = (
    "Could not fetch URL https://pypi.org/simple/x/: proxy connection error: ('Unable to connect to proxy', "
    "NewConnectionError(\"HTTPSConnection(host='p', port=9): Failed to establish a new connection: [Errno 111] "
    'Connection refused")) - skipping'
)
SLOW = (
    "WARNING: Retrying (Retry(total=1)) after connection broken by 'ReadTimeoutError(\"HTTPSConnectionPool("
    "host='mirror.test', port=443): Read timed out. (read timeout=20)\")': /simple/x/"
)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (PROXY, "(https://pypi.org: [Errno 111] Connection refused)"),
        (SLOW, "(mirror.test: Read timed out. (read timeout=20))"),
        ("connection broken by something new", "(connection broken by something new)"),
    ],
)
def test_the_networks_own_words_are_whole(line: str, told: str) -> None:
    problem = pip_failure.explain(f"2026-11-24T12:02:36,478 {line}\n", "").problems[0]
    assert told in problem.what


@pytest.fixture
def broken_index() -> Iterator[str]:
    """An index that answers every page with an error."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404 if "lacking" in self.path else 503)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/simple"
        server.shutdown()
        thread.join()


def test_an_index_with_an_error_page(broken_index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", broken_index)
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(WizardError) as caught:
        requirements.resolve(["a"])
    assert caught.value.code == 3
    with pytest.raises(WizardError, match="lacking does not exist") as caught:
        requirements.resolve(["lacking"])
    assert caught.value.code == 2


@pytest.mark.parametrize("text", ["[", "schema = 2\n", "schema = 1\n",
                                  'python = "3.12"\nrequirements = "x"\nwheel = [1]\n',
                                  '[[wheel]]\nname = "a"\nversion = "1"\nfile = "../a"\nsha256 = "b"\n'])  # fmt: skip
def test_a_broken_lock(tmp_path: Path, text: str) -> None:
    (tmp_path / locks.NAME).write_text(text)
    with pytest.raises(WizardError, match=locks.NAME) as caught:
        requirements.resolve(["a"], lock=tmp_path / locks.NAME)
    assert caught.value.code == 2


def test_a_wheel_by_its_address(make_wheel: MakeWheel, tmp_path: Path) -> None:
    make_wheel("a")
    away = make_wheel("b").rename(tmp_path / "b-1.0-py3-none-any.whl")
    lock = tmp_path / locks.NAME
    wanted = ["a", f"b @ {away.as_uri()}"]
    wheels = requirements.resolve(wanted, lock=lock)
    assert names(wheels) == ["a==1.0", "b==1.0"]
    known = locks.read(lock)
    assert known is not None
    assert [wheel.url for wheel in known.wheels] == ["", away.as_uri()]
    wheels[1].file.unlink()
    assert names(requirements.resolve(wanted, lock=lock)) == ["a==1.0", "b==1.0"]
    with pytest.raises(WizardError, match="says not which distribution it is; write NAME @ ADDRESS"):
        requirements.resolve([away.as_uri()])


def test_a_full_disk_is_the_environments() -> None:
    console = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n"
    error = pip_failure.explain("", console)
    assert error.code == 3
    assert error.problems[0].what == "pip cannot write its files: No space left on device"
