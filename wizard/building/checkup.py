"""The checks of `doctor`. Each looks at one thing and never raises for what it finds."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from wizard.building import machine, needs
from wizard.building.preflight import existing
from wizard.ground import places
from wizard.ground.problems import WizardError
from wizard.toolchains import compiler, find, jdk, kit_data, kit_home, kit_native, maven, settings
from wizard.toolchains.model import Candidate

OK, MISSING, NOTE = "ok", "missing", "note"
TEMPORARY = needs.SHIPPED["no-jit"].work


@dataclass(frozen=True, slots=True)
class Check:
    """`state`: "ok", "missing" (a build cannot run), "note" (worth knowing). `todo` is what to type."""

    name: str
    state: str
    found: str
    todo: str = ""


def toolchains() -> list[Candidate]:
    """Everything on this machine, judged for the GraalPy that can be built; plain JDKs last, as none is taken."""
    from wizard.catalogue.load import load_versions
    from wizard.toolchains.model import Wanted

    buildable = next(version for version in load_versions() if version.jars)
    looked = find.candidates(os.environ, settings.read(), Wanted(builder=buildable.builder))
    return [*looked, *_plain_jdks({candidate.home for candidate in looked})]


def _plain_jdks(looked: set[Path]) -> Iterator[Candidate]:
    """Java homes that were seen and passed over, each with the reason."""
    for seen in jdk.candidates(os.environ):
        if seen.home in looked:
            continue
        if not (seen.home / "bin/java").exists():
            yield Candidate(seen.home, seen.origin, refused=f"it {seen.refused}")
            continue
        use = "" if seen.refused else "; a native-image can be put together with it"
        yield Candidate(seen.home, seen.origin, refused=f"it is Java {seen.version} without native-image{use}")


def everything(candidates: Sequence[Candidate], *, network: bool = False) -> list[Check]:
    """All of them, in the order in which a build needs them."""
    fitting = next((c for c in candidates if c.toolchain is not None), None)
    checks: list[Callable[[], Check]] = [
        partial(_toolchain, fitting), partial(_jdk, needed=fitting is None), _compiler,
        partial(_libffi, needed=fitting is None), _memory, *_disks(), _proxy, _mirror,
    ]  # fmt: skip
    if network:
        checks.append(_network)
    return [_safely(check) for check in checks]


def _safely(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except WizardError as error:
        problem = error.problems[0]
        where = f"{problem.where}: " if problem.where else ""
        return Check("settings", MISSING, f"{where}{problem.what}", problem.todo)


def _toolchain(fitting: Candidate | None) -> Check:
    name = "native-image"
    if fitting is not None and fitting.toolchain is not None:
        found = fitting.toolchain
        return Check(name, OK, f"{found.edition} {found.version} (Java {found.java_version}), {found.home}")
    try:
        kit_home.check_platform()
    except WizardError as error:
        return Check(name, MISSING, error.problems[0].what, error.problems[0].todo)
    kit = kit_data.load()
    size = sum(item.jar.size for item in kit.jars)
    return Check(name, NOTE, f"none; the first build puts {kit.version} together ({size / 1e6:.0f} MB to download)")


def _jdk(*, needed: bool) -> Check:
    try:
        found = jdk.find()
    except WizardError as error:
        problem = error.problems[0]
        return Check("JDK 25", MISSING if needed else NOTE, problem.what, problem.todo if needed else "")
    return Check("JDK 25", OK, f"{found.version}, {found.home}")


def _compiler() -> Check:
    try:
        found = compiler.probe()
    except WizardError as error:
        problem = error.problems[0]
        return Check("zlib" if problem.code == "no-zlib" else "C compiler", MISSING, problem.what, problem.todo)
    return Check("C compiler, zlib", OK, f"{found.version}, {found.path}; links with zlib")


def _libffi(*, needed: bool) -> Check:
    try:
        return Check("libffi", OK, str(kit_native.libffi()["include/ffi.h"]))
    except WizardError as error:
        problem = error.problems[0]
        return Check("libffi", MISSING if needed else NOTE, problem.what, problem.todo if needed else "")


def _memory() -> Check:
    here = machine.this_machine()
    said = f"{needs.gigabytes(here.total)}, {needs.gigabytes(here.available)} of it free; {here.processors} processors"
    without, with_jit = (needs.SHIPPED[kind].memory for kind in ("no-jit", "jit"))
    if here.total < without * 0.6:
        return Check("memory", MISSING, f"{said}: a build takes {needs.gigabytes(without)}", "use a larger machine")
    if here.total < with_jit * 0.6:
        return Check("memory", NOTE, f"{said}: not enough for `jit = on`, which takes {needs.gigabytes(with_jit)}")
    return Check("memory", OK, said)


def _disks() -> Iterator[Callable[[], Check]]:
    wanted = needs.SHIPPED["no-jit"].engine + needs.SHIPPED["no-jit"].work + kit_home.SPACE
    for name, folder, needed in (
        ("disk, cache", places.cache(), wanted),
        ("disk, temporary", Path(tempfile.gettempdir()), TEMPORARY),
    ):
        yield partial(_disk, name, folder, needed)


def _disk(name: str, folder: Path, needed: int) -> Check:
    there = existing(folder)
    free = shutil.disk_usage(there).free
    said = f"{free / 1e9:.1f} GB free in {folder}"
    if not os.access(there, os.W_OK):
        return Check(name, MISSING, f"{there} cannot be written", "make it writable, or set GRAALPY_WIZARD_CACHE_DIR")
    if free < needed:
        return Check(name, MISSING, f"{said}, a build takes {needed / 1e9:.1f} GB", "free some space")
    return Check(name, OK, said)


def _proxy() -> Check:
    from urllib.request import getproxies

    found = {k: v for k, v in getproxies().items() if k in {"http", "https", "all"}}
    known = found or dict(maven.repository(os.environ, settings.read().maven).proxies)
    said = ", ".join(f"{scheme} through {maven.shown(url)}" for scheme, url in sorted(known.items()))
    return Check("proxy", OK, said or "none")


def _mirror() -> Check:
    repository = maven.repository(os.environ, settings.read().maven)
    return Check("Maven repository", OK, f"{repository.shown} ({repository.origin})")


def _network() -> Check:
    from wizard.toolchains import transfer

    smallest = min((item.jar for item in kit_data.load().jars), key=lambda jar: jar.size)
    repository = maven.repository(os.environ, settings.read().maven)
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as folder:
        wanted = transfer.Wanted(
            f"{repository.url}/{smallest.path}", Path(folder, smallest.file_name), smallest.size, smallest.sha256,
            f"the jars into {find.jar_cache()}",
        )  # fmt: skip
        try:
            transfer.download(wanted, transfer.transport(repository))
        except WizardError as error:
            return Check("network", MISSING, error.problems[0].what, error.problems[0].todo)
    return Check("network", OK, f"{smallest.file_name} came from {repository.shown}")
