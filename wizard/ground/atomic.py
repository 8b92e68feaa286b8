"""Files that are either the old or the new one, never half of one."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from wizard.ground.problems import WizardError, wrong_environment


def cannot_write(target: Path, error: OSError) -> WizardError:
    """Exit 3, naming the file and the system's reason."""
    return wrong_environment(
        f"cannot write {target}: {error.strerror or error}", "free some space or choose another place", code="write"
    )


@contextlib.contextmanager
def replacing(target: Path, mode: int = 0o644) -> Iterator[Path]:
    """A temporary path beside `target` that takes its place if the block ends well, and is gone if not."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:80]}.", suffix=".tmp")
        os.close(handle)
    except OSError as error:
        raise cannot_write(target, error) from error
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(mode)
        temporary.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def write_bytes(target: Path, data: bytes, mode: int = 0o644) -> None:
    """Write all or nothing; exit 3 where the disk or its permissions refuse."""
    with replacing(target, mode) as temporary:
        temporary.write_bytes(data)


def write_text(target: Path, text: str) -> None:
    """Write UTF-8, all or nothing."""
    write_bytes(target, text.encode())
