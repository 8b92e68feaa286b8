"""A repository that behaves as it is told, and homes made of small scripts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from wizard.catalogue.model import Jar
from wizard.toolchains import transfer

CONTENT = b"PK" + bytes(range(256)) * 2000


@dataclass
class Repository:
    """`answers` are used up one a request; the last one stays. Each request is noted as (path, Range)."""

    url: str
    answers: list[Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=list)
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


def whole(handler: BaseHTTPRequestHandler) -> None:
    """The file, or the part of it that is asked for."""
    asked = handler.headers.get("Range")
    start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
    handler.send_response(206 if asked else 200)
    if asked:
        handler.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
    handler.send_header("Content-Length", str(len(CONTENT) - start))
    handler.end_headers()
    handler.wfile.write(CONTENT[start:])


def half(handler: BaseHTTPRequestHandler) -> None:
    """Announces all of the file, and breaks off in its middle."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(CONTENT)))
    handler.end_headers()
    handler.wfile.write(CONTENT[: len(CONTENT) // 2])


def sending(body: bytes, status: int = 200, kind: str = "application/java-archive") -> Callable[..., None]:
    """An answer with this body, whatever is asked for."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    """An HTTP server; no pauses between tries, and no proxy of the developer's."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(transfer, "PAUSES", (0.0, 0.0, 0.0))
    known = Repository("", [whole])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.requests.append((self.path, self.headers.get("Range")))
            known.headers.append(dict(self.headers.items()))
            (known.answers.pop(0) if len(known.answers) > 1 else known.answers[0])(self)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    known.url = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setenv("GRAALPY_WIZARD_MAVEN", known.url)
    yield known
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def jar() -> Jar:
    """A jar whose contents are CONTENT."""
    return Jar("org.example", "thing", "1.0", hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))


def script(path: Path, text: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return path


RELEASE = 'IMPLEMENTOR="GraalVM Community"\nJAVA_VERSION="25.0.2"\nGRAALVM_VERSION="{}"\n'
OUTPUT = (
    "native-image 25.0.2 2026-01-20\nGraalVM Runtime Environment GraalVM CE {0}+10.1 (build 25.0.2+10-jvmci-b01)\n"
    "Substrate VM GraalVM CE {0}+10.1 (build 25.0.2+10, serial gc)"
)


def graalvm(home: Path, version: str = "25.0.2", *, truffle: bool = True, release: str = RELEASE) -> Path:
    """A home that looks like GraalVM CE."""
    script(home / "bin/native-image", f"cat <<'END'\n{OUTPUT.format(version)}\nEND\n")
    for name in ("java", "javac"):
        script(home / "bin" / name, "exit 0\n")
    (home / "release").write_text(release.format(version))
    (home / "lib/svm/builder").mkdir(parents=True)
    if truffle:
        (home / "lib/svm/macros/truffle-svm").mkdir(parents=True)
    return home


def plain_jdk(home: Path, version: str = "25.0.3") -> Path:
    """A home that looks like a full JDK."""
    for name in ("java", "javac"):
        script(home / "bin" / name, "exit 0\n")
    for name in ("include/jni.h", "lib/modules"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("")
    (home / "release").write_text(f'JAVA_VERSION="{version}"\nOS_ARCH="x86_64"\n')
    return home
