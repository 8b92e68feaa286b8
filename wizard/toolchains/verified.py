"""Which files of a folder were verified, by name, hash, size and time: `verified.json` in it."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from wizard.ground import atomic
from wizard.ground.problems import WizardError
from wizard.toolchains import transfer

Entry = tuple[str, int, int]  # SHA-256, bytes, modified (nanoseconds)


class Record:
    """The record of one folder. A record that is damaged or cannot be written only costs time."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "verified.json"
        self.entries = _read(self.file)
        self.changed = False

    def holds(self, path: Path, size: int, sha256: str) -> bool:
        """Whether `path` is the file with this size and hash."""
        try:
            status = path.stat()
        except OSError:
            return False
        if status.st_size != size:
            return False
        if self.entries.get(path.name) == (sha256, size, status.st_mtime_ns):
            return True
        if transfer.sha256_of(path) != sha256:
            return False
        self.add(path, sha256)
        return True

    def add(self, path: Path, sha256: str) -> None:
        """`path` has just been verified."""
        status = path.stat()
        self.entries[path.name] = (sha256, status.st_size, status.st_mtime_ns)
        self.changed = True

    def save(self) -> None:
        """Write it if there is news."""
        if self.changed:
            with suppress(WizardError):
                atomic.write_text(self.file, json.dumps(self.entries, indent=1, sort_keys=True) + "\n")
            self.changed = False


def _read(file: Path) -> dict[str, Entry]:
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return {str(name): (str(entry[0]), int(entry[1]), int(entry[2])) for name, entry in data.items()}
    except (OSError, ValueError, TypeError, AttributeError, LookupError):
        return {}
