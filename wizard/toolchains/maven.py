"""Where Maven artifacts come from: an override, the user's Maven settings, or Maven Central."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit
from xml.etree import ElementTree

from wizard.ground.problems import Where, WizardError, wrong_input

CENTRAL = "https://repo.maven.apache.org/maven2"
LARGEST = 1 << 20  # bytes of a settings.xml; real ones have a few thousand


@dataclass(frozen=True, slots=True)
class Repository:
    """`url` without a slash at its end; `proxies` by scheme, for `requests`; credentials are never printed."""

    url: str
    origin: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    proxies: Mapping[str, str] = field(default_factory=dict, repr=False)
    local: Path | None = None  # the user's own repository, which may have the file already

    @property
    def shown(self) -> str:
        """The URL without a user's name and password."""
        return shown(self.url)


def shown(url: str) -> str:
    """`url` without a user's name and password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def repository(environ: Mapping[str, str] = os.environ, configured: str = "") -> Repository:
    """GRAALPY_WIZARD_MAVEN, [mirror] maven of the user's configuration, MAVEN_REPO_URL, settings.xml, Central.

    Proxies of settings.xml apply to all of them; those of the environment win over them (in `requests`).
    """
    settings = _Settings(environ)
    for url, origin in (
        (environ.get("GRAALPY_WIZARD_MAVEN", ""), "GRAALPY_WIZARD_MAVEN"),
        (configured, "[mirror] maven"),
        (environ.get("MAVEN_REPO_URL", ""), "MAVEN_REPO_URL"),
    ):
        if url:
            return Repository(_checked(url, origin), origin, proxies=settings.proxies(url), local=settings.local)
    mirror = settings.mirror()
    if mirror is None:
        return Repository(CENTRAL, "Maven Central", proxies=settings.proxies(CENTRAL), local=settings.local)
    url, identity = mirror
    user, password = settings.credentials(identity)
    return Repository(
        _checked(url, str(settings.path)), f"mirror `{identity}` of {settings.path}", user, password,
        settings.proxies(url), settings.local,
    )  # fmt: skip


def _checked(url: str, origin: str) -> str:
    if urlsplit(url).scheme not in {"http", "https", "file"}:
        raise wrong_input(f"{shown(url)!r} is not a URL of a Maven repository", "it begins with https://",
                          Where(origin), "mirror")  # fmt: skip
    return url.rstrip("/")


class _Settings:
    """~/.m2/settings.xml; empty where there is none."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        folder = Path(environ.get("HOME") or "/nonexistent") / ".m2"
        self.path = folder / "settings.xml"
        self.root = self._parse()
        given = self._text(self.root, "localRepository") if self.root is not None else ""
        self.local = Path(given) if given else folder / "repository"

    def _parse(self) -> ElementTree.Element | None:
        try:
            with self.path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError:
            return None
        if len(data) > LARGEST or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise self._wrong("it is larger than 1 MB, or has a DOCTYPE, which Maven's settings never have")
        try:
            root = ElementTree.fromstring(data)  # noqa: S314 - the user's own file, and without entities
        except ElementTree.ParseError as error:
            raise self._wrong(f"this is not XML: {error}", error.position[0]) from error
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        return root

    def _wrong(self, what: str, line: int = 0) -> WizardError:
        return wrong_input(what, "repair it, or set GRAALPY_WIZARD_MAVEN", Where(self.path, line=line), "settings-xml")

    def mirror(self) -> tuple[str, str] | None:
        """URL and id of the mirror of Central: as in Maven, one that names it goes before one with a pattern."""
        found = [
            (self._text(element, "mirrorOf"), self._text(element, "url"), self._text(element, "id"))
            for element in self._all("mirrors/mirror")
            if self._text(element, "blocked") != "true"
        ]
        exact = [(url, name) for of, url, name in found if of == "central"]
        fitting = [(url, name) for of, url, name in found if _is_mirror_of_central(of)]
        return next(iter(exact + fitting), None)

    def credentials(self, identity: str) -> tuple[str, str]:
        """User and password of a server; passwords that Maven has encrypted cannot be read."""
        for element in self._all("servers/server"):
            if self._text(element, "id") == identity:
                password = self._text(element, "password")
                if re.fullmatch(r".*\{.+\}.*", password):
                    raise self._wrong(f"the password of the server `{identity}` is encrypted by Maven")
                return self._text(element, "username"), password
        return "", ""

    def proxies(self, url: str) -> dict[str, str]:
        """The first active proxy, unless it is not for this host."""
        host = urlsplit(url).hostname or ""
        for element in self._all("proxies/proxy"):
            if self._text(element, "active") in {"", "true"} and self._text(element, "host"):
                others = re.split(r"[|,]", self._text(element, "nonProxyHosts"))
                if any(other and fnmatch.fnmatch(host, other.strip()) for other in others):
                    return {}
                user, password = self._text(element, "username"), self._text(element, "password")
                who = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
                proxy = f"http://{who}{self._text(element, 'host')}:{self._text(element, 'port') or '8080'}"
                return {"http": proxy, "https": proxy}
        return {}

    def _all(self, path: str) -> Iterator[ElementTree.Element]:
        return iter(()) if self.root is None else self.root.iterfind(path)

    def _text(self, element: ElementTree.Element, name: str) -> str:
        text = (element.findtext(name) or "").strip()
        text = text.replace("${user.home}", self.environ.get("HOME", ""))
        return re.sub(r"\$\{env\.(\w+)\}", lambda match: self.environ.get(match[1], ""), text)


def _is_mirror_of_central(pattern: str) -> bool:
    """Maven's `mirrorOf`: "*", "external:*", ids, and "!id" for exceptions, in a list with commas."""
    parts = [part.strip() for part in pattern.split(",")]
    return "!central" not in parts and any(part in {"*", "central", "external:*"} for part in parts)
