"""A JDK 25 as a checked download, where a URL for one is known: GRAALPY_WIZARD_JDK_URL, or [mirror] jdk.

No vendor's address is built in: on most machines a JDK comes from the system's packages, and in a closed
network from a server of one's own. The checksum stands in the URL's fragment: `https://.../jdk.tar.gz#sha256=...`.
"""

from __future__ import annotations

import os
import re
import shutil
import tarfile
from collections.abc import Mapping
from pathlib import Path

from wizard.ground.atomic import cannot_write
from wizard.ground.problems import WizardError, wrong_environment, wrong_input
from wizard.ground.steps import Step, StepListener, ignore
from wizard.toolchains import jdk, kit_home, settings
from wizard.toolchains.jdk import Jdk
from wizard.toolchains.locks import locked

VARIABLE = "GRAALPY_WIZARD_JDK_URL"


def source(environ: Mapping[str, str] = os.environ) -> str:
    """The URL that is configured; empty if none."""
    return environ.get(VARIABLE) or settings.read().jdk


def ensure_jdk(
    named: str | Path | None = None, *, environ: Mapping[str, str] = os.environ, listener: StepListener = ignore
) -> Jdk:
    """A JDK of this machine; if there is none and a URL for one is known, a downloaded one. Exit 3 in one line."""
    try:
        return jdk.find(named, environ)
    except WizardError:
        if named is not None or not source(environ):
            raise
    return install_jdk(environ=environ, listener=listener)


def install_jdk(*, environ: Mapping[str, str] = os.environ, listener: StepListener = ignore) -> Jdk:
    """Download, verify and unpack it into the own store, or take what is there; exit 3 in one line if it cannot be."""
    url, _, checksum = source(environ).partition("#sha256=")
    if not url:
        raise wrong_environment("no address of a JDK 25 to download is set", jdk.how_to_get(), code="no-jdk")
    if not re.fullmatch(r"[0-9a-fA-F]{64}", checksum):
        raise wrong_input(
            f"{VARIABLE} has no checksum", "write the URL with #sha256= and 64 hexadecimal digits", code="no-checksum"
        )
    home = kit_home.store() / "jdks" / f"jdk-{checksum[:12].lower()}"
    with locked(kit_home.store() / "jdks", "another one downloads the JDK", listener):
        if jdk.judge(home).refused:
            _download(url, checksum.lower(), home, environ, listener)
    found = jdk.judge(home, "own store")
    if found.refused:
        raise wrong_environment(f"what {url} brought {found.refused}", "set another URL", code="no-jdk")
    return found


def _download(url: str, checksum: str, home: Path, environ: Mapping[str, str], listener: StepListener) -> None:
    from wizard.toolchains import maven, transfer

    archive = home.with_name(f"{home.name}.tar.gz")
    listener(Step("download", f"JDK {jdk.FEATURE} from {maven.shown(url)}"))
    way = transfer.transport(maven.Repository(url, VARIABLE), environ)
    wanted = transfer.Wanted(url, archive, None, checksum, "a JDK 25 anywhere and set JAVA_HOME")
    transfer.download(wanted, way)
    try:
        _unpack(archive, home)
    finally:
        archive.unlink(missing_ok=True)


def _unpack(archive: Path, home: Path) -> None:
    temporary = home.with_name(f".{home.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(temporary, filter="tar")
        inner = next((path.parent.parent for path in sorted(temporary.glob("**/bin/javac"))), None)
        if inner is None:
            raise wrong_environment(f"{archive.name} is no JDK: it has no bin/javac", "set another URL", code="no-jdk")
        shutil.rmtree(home, ignore_errors=True)
        inner.rename(home)
    except tarfile.TarError as error:
        raise wrong_environment(f"the JDK cannot be unpacked: {error}", "set another URL", code="no-jdk") from error
    except OSError as error:
        raise cannot_write(home, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
