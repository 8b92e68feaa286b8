"""One file over HTTP: resumed where it broke off, verified, and under its name only when it is whole."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from wizard.ground.atomic import cannot_write
from wizard.ground.digest import sha256_of_file
from wizard.ground.problems import WizardError, wrong_environment
from wizard.toolchains.maven import Repository, shown

if TYPE_CHECKING:
    from requests import Response, Session

CHUNK = 1 << 15  # bytes, of which those of the last chunk are lost when the connection breaks
PAUSES = (0.0, 0.5, 2.0, 5.0)  # seconds before each try
TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two chunks
CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT", "SSL_CERT_FILE", "SSL_CERT_DIR")
MEANING = {401: ": it wants a user and password", 404: ": it does not have the file"}
AGAIN = {408, 425, 429, 500, 502, 503, 504}
WAYS_OUT = "set HTTPS_PROXY, or GRAALPY_WIZARD_MAVEN to a mirror"


@dataclass(slots=True)
class Wanted:
    """A file to fetch: `size` in bytes. `arrived` counts while it comes; `others` says what else to copy by hand."""

    url: str
    target: Path
    size: int | None  # None: not known before
    sha256: str
    others: str = ""
    arrived: int = 0

    @property
    def part(self) -> Path:
        """What has come of it so far."""
        return self.target.with_name(self.target.name + ".part")


@dataclass(frozen=True, slots=True)
class Transport:
    """How to get at files; `pauses` are the seconds before each try."""

    session: Session
    pauses: tuple[float, ...]


class _BrokenOffError(Exception):
    """This try failed; the next one may not."""


def transport(repository: Repository, environ: Mapping[str, str] = os.environ) -> Transport:
    """Proxies and netrc of the environment, proxies and credentials of the repository, the usual CA variables."""
    import requests

    session = requests.Session()
    session.headers.update({"User-Agent": "graalpy-wizard", "Accept-Encoding": "identity"})
    session.proxies.update(repository.proxies)
    if repository.user:
        session.auth = (repository.user, repository.password)
    for bundle in filter(None, map(environ.get, CERTIFICATES)):
        if Path(bundle).exists():
            session.verify = bundle
            break
    return Transport(session, PAUSES)


def download(wanted: Wanted, way: Transport, stop: Event | None = None) -> None:
    """Fetch it. Exit 3 in one line: what came instead, or why nothing did, and what to do."""
    stop = stop or Event()
    reason = ""
    for pause in way.pauses:
        if stop.wait(pause):
            return
        try:
            if _attempt(wanted, way.session, stop):
                return
        except _BrokenOffError as broken:
            reason = str(broken)
        except OSError as error:
            raise cannot_write(wanted.target, error) from error
    raise _failed(wanted, reason)


def sha256_of(path: Path) -> str:
    """The hash of a file, in hexadecimal; empty if it cannot be read."""
    try:
        return sha256_of_file(path)
    except OSError:
        return ""


@contextlib.contextmanager
def finished(target: Path) -> Iterator[Path]:
    """A path beside `target` that takes its place if the block ends well. Flushed to the disk before."""
    part = target.with_name(target.name + ".part")
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from error


def _attempt(wanted: Wanted, session: Session, stop: Event) -> bool:
    if wanted.url.startswith("file:"):
        _copy(wanted)
    else:
        _receive(wanted, session, stop)
    if stop.is_set():
        return False
    found = sha256_of(wanted.part)
    if found != wanted.sha256:
        what = _what_it_is(wanted.part)
        wanted.part.unlink(missing_ok=True)
        wanted.arrived = 0
        raise _BrokenOffError(f"sent another file ({what}, SHA-256 {found[:12]}… instead of {wanted.sha256[:12]}…)")
    with finished(wanted.target):
        pass
    return True


def _receive(wanted: Wanted, session: Session, stop: Event) -> None:
    import requests

    have = _size(wanted.part)
    if wanted.size is not None and have > wanted.size:
        wanted.part.unlink()
        have = 0
    wanted.arrived = have
    if have == wanted.size:
        return
    headers = {"Range": f"bytes={have}-"} if have else {}
    try:
        with session.get(wanted.url, headers=headers, stream=True, timeout=TIMEOUT) as answer:
            _require_success(wanted, answer)
            wanted.size = wanted.size or _announced(answer)
            resumed = answer.status_code == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
            _write(wanted, answer, stop, resumed=resumed)
    except requests.exceptions.ProxyError as error:
        raise _BrokenOffError(f"cannot be reached through the proxy: {_cause(error)}") from error
    except requests.exceptions.SSLError as error:
        raise _untrusted(wanted, error) from error
    except requests.exceptions.InvalidURL as error:
        raise _failed(wanted, "is not a URL") from error
    except (requests.exceptions.ConnectionError, requests.exceptions.Timeout) as error:
        raise _BrokenOffError(f"cannot be reached: {_cause(error)}") from error
    except requests.exceptions.RequestException as error:
        raise _BrokenOffError(f"broke off: {_cause(error)}") from error
    if wanted.size and not stop.is_set() and _size(wanted.part) < wanted.size:
        raise _BrokenOffError(f"sent {_size(wanted.part):,} of {wanted.size:,} bytes and broke off")


def _require_success(wanted: Wanted, answer: Response) -> None:
    status = answer.status_code
    if status == 416:
        wanted.part.unlink(missing_ok=True)
    if status in AGAIN or status == 416:
        raise _BrokenOffError(f"answered {status} {answer.reason}")
    if status >= 400:
        raise _failed(wanted, f"answered {status} {answer.reason}{MEANING.get(status, '')}")
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind in {"text/html", "application/xhtml+xml"}:
        raise _failed(wanted, "answered with an HTML page instead of the file")


def _announced(answer: Response) -> int | None:
    length = answer.headers.get("Content-Length", "")
    return int(length) if answer.status_code == 200 and length.isdigit() else None


def _write(wanted: Wanted, answer: Response, stop: Event, *, resumed: bool) -> None:
    if not resumed:
        wanted.arrived = 0
    with wanted.part.open("ab" if resumed else "wb") as file:
        for chunk in answer.iter_content(CHUNK):
            if stop.is_set():
                return
            file.write(chunk)
            wanted.arrived += len(chunk)
            if wanted.size and wanted.arrived > wanted.size:
                break
    if wanted.size and wanted.arrived > wanted.size:
        what = _what_it_is(wanted.part)
        wanted.part.unlink()
        raise _BrokenOffError(f"sent another file ({what}, larger than {wanted.size:,} bytes)")


def _copy(wanted: Wanted) -> None:
    import shutil
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    source = Path(url2pathname(urlsplit(wanted.url).path))
    if not source.is_file():
        raise _failed(wanted, "does not have the file")
    shutil.copyfile(source, wanted.part)
    wanted.arrived = _size(wanted.part)


def _what_it_is(path: Path) -> str:
    try:
        with path.open("rb") as file:
            start = file.read(512).lstrip().lower()
    except OSError:
        return "nothing"
    if start.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    return f"{_size(path):,} bytes" + ("" if start.startswith(b"pk") else ", not a jar")


def _failed(wanted: Wanted, reason: str) -> WizardError:
    return wrong_environment(
        f"{shown(wanted.url)} {reason}", f"{WAYS_OUT}, or put {wanted.others or wanted.target}", code="download"
    )


def _untrusted(wanted: Wanted, error: Exception) -> WizardError:
    return wrong_environment(
        f"the certificate of {shown(wanted.url)} is not trusted: {_cause(error)}",
        "set SSL_CERT_FILE to the certificates of your organisation", code="certificate",
    )  # fmt: skip


def _cause(error: BaseException) -> str:
    """The innermost reason, without the object addresses and URLs that the outer ones print."""
    import re

    inner: BaseException = error
    while True:
        reason = getattr(inner, "reason", None) or (inner.args[0] if inner.args else None)
        if not isinstance(reason, BaseException):
            break
        inner = reason
    text = getattr(inner, "strerror", None) or str(inner) or type(inner).__name__
    text = re.sub(r"<[^>]*>:?\s*", "", str(text))
    text = re.sub(r"//[^/@\s]*@", "//", re.sub(r"^\w+\([^)]*\):\s*", "", text))
    return text.strip()[:300]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
