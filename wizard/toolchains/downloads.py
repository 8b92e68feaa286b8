"""Jars out of a Maven repository into a folder: verified, resumed, several at once, never half a file.

What was verified once is recorded with its size and time, so that a rebuild of two seconds need not hash
some hundred megabytes again (0.6 s); a file whose size or time has changed is hashed again.
"""

from __future__ import annotations

import concurrent.futures
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event

from wizard.catalogue.model import Jar
from wizard.ground.problems import wrong_environment
from wizard.ground.steps import Step, StepListener, ignore
from wizard.toolchains import maven, settings, transfer
from wizard.toolchains.locks import locked
from wizard.toolchains.transfer import Wanted
from wizard.toolchains.verified import Record

AT_ONCE = 4
TICK = 0.2  # seconds between two reports of progress


def fetch(
    jars: Sequence[Jar], cache: Path, *, listener: StepListener = ignore, environ: Mapping[str, str] = os.environ
) -> dict[str, Path]:
    """All jars by file name, in `cache`. Exit 3 in one line if one cannot be had; what came whole stays."""
    record = Record(cache)
    missing = [jar for jar in jars if not record.holds(cache / jar.file_name, jar.size, jar.sha256)]
    if missing:
        _fetch_missing(missing, cache, listener, environ)
    else:
        record.save()
    return {jar.file_name: cache / jar.file_name for jar in jars}


def planned(jars: Sequence[Jar], cache: Path) -> dict[str, Path]:
    """Where they would be; touches nothing."""
    return {jar.file_name: cache / jar.file_name for jar in jars}


def missing_bytes(jars: Sequence[Jar], cache: Path) -> int:
    """Bytes that `fetch` would download, by the sizes of what is there."""
    return sum(jar.size for jar in jars if _size(cache / jar.file_name) != jar.size)


def _fetch_missing(jars: Sequence[Jar], cache: Path, listener: StepListener, environ: Mapping[str, str]) -> None:
    with locked(cache, "another build downloads", listener):
        record = Record(cache)  # another one may have fetched them meanwhile
        left = [jar for jar in jars if not record.holds(cache / jar.file_name, jar.size, jar.sha256)]
        if left:
            repository = maven.repository(environ, settings.read().maven)
            _from_local(left, cache, repository, record)
            left = [jar for jar in left if not record.holds(cache / jar.file_name, jar.size, jar.sha256)]
        if left:
            _require_space(cache, sum(jar.size for jar in left))
            _download(left, cache, repository, listener)
            for jar in left:
                record.add(cache / jar.file_name, jar.sha256)
        record.save()


def _from_local(jars: Sequence[Jar], cache: Path, repository: maven.Repository, record: Record) -> None:
    """Copy what the user's own Maven repository has, if it is the right file."""
    for jar in jars:
        source = None if repository.local is None else repository.local / jar.path
        if source is not None and _size(source) == jar.size and transfer.sha256_of(source) == jar.sha256:
            with transfer.finished(cache / jar.file_name) as part:
                shutil.copyfile(source, part)
            record.add(cache / jar.file_name, jar.sha256)


def _download(jars: Sequence[Jar], cache: Path, repository: maven.Repository, listener: StepListener) -> None:
    stop = Event()
    wanted = [
        Wanted(f"{repository.url}/{jar.path}", cache / jar.file_name, jar.size, jar.sha256, _others(jars, cache))
        for jar in jars
    ]
    total = sum(jar.size for jar in jars)
    name = f"{len(jars)} {'jar' if len(jars) == 1 else 'jars'} from {repository.shown}"
    transport = transfer.transport(repository)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        running = {pool.submit(transfer.download, item, transport, stop) for item in wanted}
        try:
            while running:
                done, running = concurrent.futures.wait(running, TICK, concurrent.futures.FIRST_EXCEPTION)
                listener(Step("download", name, min(sum(item.arrived for item in wanted), total), total))
                for future in done:
                    future.result()
        except BaseException:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _others(jars: Sequence[Jar], cache: Path) -> str:
    size = sum(jar.size for jar in jars) / 1e6
    names = jars[0].file_name + (f" and {len(jars) - 1} more" if len(jars) > 1 else "")
    return f"{names} ({size:.0f} MB) in {cache}"


def _require_space(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size:
        raise wrong_environment(
            f"the download takes {size / 1e6:.0f} MB in {folder}, {free / 1e6:.0f} MB are free",
            "free some space, or set GRAALPY_WIZARD_CACHE_DIR to another folder", code="disk",
        )  # fmt: skip


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
