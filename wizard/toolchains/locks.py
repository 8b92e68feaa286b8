"""One at a time in a folder: the others wait, saying so."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from wizard.ground import places
from wizard.ground.problems import wrong_environment
from wizard.ground.steps import Step, StepListener


@contextlib.contextmanager
def locked(folder: Path, who: str, listener: StepListener) -> Iterator[None]:
    """Hold the lock of `folder`, which is made; exit 3 where it cannot be written."""
    from filelock import FileLock, Timeout

    lock = FileLock(places.ready(folder) / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        listener(Step("waiting", who))
        lock.acquire()
    except OSError as error:
        raise wrong_environment(
            f"cannot write into {folder}: {error.strerror or error}",
            "make it writable, or set GRAALPY_WIZARD_CACHE_DIR to another folder", code="write",
        ) from error  # fmt: skip
    try:
        yield
    finally:
        lock.release()
