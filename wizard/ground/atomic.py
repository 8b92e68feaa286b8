"""Files that are either the old or the new one, never half of one."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from wizard.ground.problems import WizardError, wrong_environment


def cannot_write(target: Path, error: OSError) -> WizardError:
    """Exit 3, naming the file and the system's reason."""
    refused = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
    todo = "choose another place, or make it writable" if refused else "free some space or choose another place"
    return wrong_environment(f"cannot write {target}: {error.strerror or error}", todo, code="write")


@contextlib.contextmanager
def replacing(target: Path, mode: int = 0o644) -> Iterator[Path]:
    """A temporary path beside `target` that takes its place if the block ends well, and is gone if not.

    Devices and pipes are written into: root's `-o /dev/stdout` would replace it for everybody. A link elsewhere is
    replaced and never followed: a project's `graalpy-wizard.toml` may lead to a file of its reader.
    """
    try:
        special = _is_special(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = None if special else target.parent
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{target.name[:80]}.", suffix=".tmp")
        os.close(handle)
    except OSError as error:
        raise cannot_write(target, error) from error
    temporary = Path(name)
    try:
        yield temporary
        if special:
            with temporary.open("rb") as made, target.open("wb") as out:
                shutil.copyfileobj(made, out)
        else:
            temporary.chmod(mode)
            temporary.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _is_special(target: Path) -> bool:
    """Whether it is a device, a pipe or a socket, or one of the system's names for them."""
    try:
        mode = target.lstat().st_mode
    except OSError:
        return False
    if stat.S_ISLNK(mode):
        return os.path.realpath(target.parent).startswith(("/dev", "/proc"))
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def write_bytes(target: Path, data: bytes, mode: int = 0o644) -> None:
    """Write all or nothing; exit 3 where the disk or its permissions refuse."""
    with replacing(target, mode) as temporary:
        temporary.write_bytes(data)


def write_text(target: Path, text: str) -> None:
    """Write UTF-8, all or nothing."""
    write_bytes(target, text.encode())
