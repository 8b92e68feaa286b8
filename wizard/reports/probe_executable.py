"""An executable with another program in it: the same engine, the same library, the same packages."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from wizard.ground.atomic import cannot_write
from wizard.programs import trailer

FOLDER = "graalpy-wizard-probe"  # in the payload; beside `app`, so that the program's own modules are not in its way
START = "start"


class Splitter:
    """Takes an executable apart once, in `folder`, and makes as many others of its engine as are asked for."""

    def __init__(self, executable: Path, folder: Path) -> None:
        """Exit 2: it has no payload, or a damaged one. Exit 3: no space."""
        self.executable, self.folder = executable, folder
        self.trailer = trailer.read(executable)
        self.engine = folder / "engine"
        try:
            with executable.open("rb") as source, self.engine.open("wb") as out:
                _copy(source.fileno(), out.fileno(), self.trailer.engine_length)
        except OSError as error:
            raise cannot_write(self.engine, error) from error

    def make(self, main: bytes, target: Path) -> None:
        """Write `target`: the engine with `main` as its program."""
        with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".zip") as file:
            payload = Path(file.name)
            with self.executable.open("rb") as source:
                source.seek(self.trailer.engine_length)
                while chunk := source.read(1 << 20):
                    file.write(chunk)
            file.flush()
            _replace_program(payload, main)
            trailer.append(self.engine, payload, target)

    def first_path(self) -> str:
        """Where the product's own modules lie, as the launcher puts it into sys.path."""
        with ZipFile(self.executable) as archive:
            start = _start(archive)
        return "/graalpy/app" if start.get("package") else f"/graalpy/{start.get('main', '').rpartition('/')[0]}"


def _replace_program(payload: Path, main: bytes) -> None:
    """Appends to the zip: what is in it is not deflated again (0.3 s with the whole library)."""
    with ZipFile(payload, "a", ZIP_DEFLATED) as archive:
        start = _start(archive) | {"main": f"{FOLDER}/main.py", "package": ""}
        # Off the directory: two entries of one name would be ambiguous.
        archive.filelist.remove(archive.NameToInfo.pop(START))
        archive.writestr(START, "".join(f"{key}={value}\n" for key, value in start.items()))
        archive.writestr(f"{FOLDER}/main.py", main)
        archive.comment = b""


def _start(archive: ZipFile) -> dict[str, str]:
    lines = archive.read(START).decode().splitlines()
    return {key: value for key, equals, value in (line.partition("=") for line in lines) if equals}


def _copy(source: int, target: int, length: int) -> None:
    """In the kernel, sharing blocks where the file system can."""
    while length > 0:
        try:
            done = os.copy_file_range(source, target, length)
        except (AttributeError, OSError):
            data = os.read(source, min(length, 1 << 20))
            done = os.write(target, data)
        if done == 0:
            raise OSError(5, "the executable became shorter while it was read")
        length -= done
