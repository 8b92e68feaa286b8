"""The end of an executable: a zip whose comment is the trailer. The Java side is building/launcher/Payload.java."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from wizard.ground.atomic import replacing
from wizard.ground.problems import Problem, Where, WizardError, wrong_input

MARK: Final = b"GRAALPYW"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
_LAYOUT: Final = struct.Struct("<8sIIQQQ32s32s")
SIZE: Final = _LAYOUT.size  # bytes
_END: Final = struct.Struct("<4s4H2LH")
_END_MARK: Final = b"PK\x05\x06"
_MANY: Final = 0xFFFF
_LARGE: Final = 0xFFFFFFFF
_CHUNK: Final = 1 << 20
# What zipfile raises for damage; ValueError: a name that is no UTF-8.
_UNREADABLE: Final = (BadZipFile, KeyError, ValueError, EOFError, RuntimeError, zlib.error)


@dataclass(frozen=True, slots=True)
class Trailer:
    """Lengths are bytes; the payload reaches from the end of the engine to the end of the file, trailer included."""

    engine_length: int
    payload_length: int
    directory_length: int
    manifest_sha256: bytes
    directory_sha256: bytes

    def pack(self) -> bytes:
        """The zip's comment, SIZE bytes."""
        return _LAYOUT.pack(
            MARK, VERSION, 0, self.engine_length, self.payload_length, self.directory_length,
            self.manifest_sha256, self.directory_sha256,
        )  # fmt: skip

    @property
    def directory_start(self) -> int:
        """Offset in the file, bytes."""
        return self.engine_length + self.payload_length - SIZE - _END.size - self.directory_length


def unpack(data: bytes) -> Trailer | None:
    """The trailer in exactly SIZE bytes, or None where there is none of a format known here."""
    if len(data) != SIZE:
        return None
    mark, version, flags, *rest = _LAYOUT.unpack(data)
    return Trailer(*rest) if (mark, version, flags) == (MARK, VERSION, 0) else None


def append(engine: Path, payload: bytes | Path, target: Path) -> Trailer:
    """Write `target` (mode 0755, all or nothing) as engine + payload, a zip without comment that holds a manifest.

    Exit 2: the payload is no such zip, has 65535 entries or 4 GiB and more. Exit 3: the disk refuses.
    """
    with _opened(payload) as zipped:
        end, length = _end_record(zipped)
        manifest = _manifest(zipped)
        _, _, _, _, count, directory_length, directory_start, _ = _END.unpack(end)
        zipped.seek(directory_start)
        directory = zipped.read(directory_length)
        engine_length = engine.stat().st_size
        sealed = _END.pack(_END_MARK, 0, 0, count, count, directory_length, directory_start, SIZE)
        trailer = Trailer(
            engine_length, length + SIZE, directory_length,
            hashlib.sha256(manifest).digest(), hashlib.sha256(directory).digest(),
        )  # fmt: skip
        with replacing(target, 0o755) as temporary, temporary.open("wb") as out:
            _copy(engine, out)
            zipped.seek(0)
            _stream(zipped, out, length - _END.size)
            out.write(sealed + trailer.pack())
    return trailer


def read(executable: Path) -> Trailer:
    """The trailer of an executable, its lengths and its directory's SHA-256 checked, as the executable does at start.

    Exit 2 where there is none or it is damaged.
    """
    with executable.open("rb") as file:
        return _read(executable, file)


def verify(executable: Path) -> Trailer:
    """`read`, and the manifest against its SHA-256 and each entry against its CRC-32. Exit 2 names the first damage."""
    with executable.open("rb") as file:
        trailer = _read(executable, file)
        try:
            with ZipFile(file) as archive:
                if hashlib.sha256(archive.read(MANIFEST)).digest() != trailer.manifest_sha256:
                    raise _damaged(executable, "its manifest was altered")
                bad = archive.testzip()
        except _UNREADABLE as error:
            raise _damaged(executable, str(error)) from error
    if bad is not None:
        raise _damaged(executable, f"{bad} does not match its checksum")
    return trailer


def entries(executable: Path) -> list[ZipInfo]:
    """What the payload holds; sizes in bytes. Exit 2 as `read`."""
    read(executable)
    with ZipFile(executable) as archive:
        return archive.infolist()


def own_code(executable: Path) -> str:
    """SHA-256 over names, lengths and checksums of the program's own files, data included."""
    own = sorted((e.filename, e.file_size, e.CRC) for e in entries(executable) if e.filename.startswith("app/"))
    return hashlib.sha256(repr(own).encode("utf-8", "surrogateescape")).hexdigest()


def manifest(executable: Path) -> bytes:
    """The bytes of manifest.json, checked against the trailer. Exit 2 where they do not match."""
    trailer = read(executable)
    try:
        with ZipFile(executable) as archive:
            data = archive.read(MANIFEST)
    except _UNREADABLE as error:
        raise _damaged(executable, str(error)) from error
    if hashlib.sha256(data).digest() != trailer.manifest_sha256:
        raise _damaged(executable, "its manifest was altered")
    return data


def _read(executable: Path, file: BinaryIO) -> Trailer:
    length = file.seek(0, os.SEEK_END)
    if length < SIZE + _END.size:
        raise _damaged(executable, "it has no payload")
    file.seek(length - SIZE - _END.size)
    end = file.read(_END.size)
    trailer = unpack(file.read(SIZE))
    if trailer is None:
        raise _damaged(executable, "it has no payload, or it was cut off")
    fits = trailer.engine_length + trailer.payload_length == length
    if not fits or trailer.directory_start < trailer.engine_length or not _agrees(end, trailer):
        raise _damaged(executable, "its lengths do not agree")
    file.seek(trailer.directory_start)
    if hashlib.sha256(file.read(trailer.directory_length)).digest() != trailer.directory_sha256:
        raise _damaged(executable, "its directory was altered")
    return trailer


def _agrees(end: bytes, trailer: Trailer) -> bool:
    mark, _, _, _, _, directory_length, directory_start, comment = _END.unpack(end)
    wanted = (_END_MARK, trailer.directory_length, trailer.directory_start - trailer.engine_length, SIZE)
    return (mark, directory_length, directory_start, comment) == wanted


def _damaged(executable: Path, why: str) -> WizardError:
    problem = Problem(f"payload is damaged: {why}", Where(executable), "build it again", code="payload-damaged")
    return wrong_input(problem.what, problem.todo, problem.where, problem.code)


def _opened(payload: bytes | Path) -> BinaryIO:
    return BytesIO(payload) if isinstance(payload, bytes) else payload.open("rb")


def _end_record(zipped: BinaryIO) -> tuple[bytes, int]:
    length = zipped.seek(0, os.SEEK_END)
    zipped.seek(max(0, length - _END.size))
    end = zipped.read(_END.size)
    if len(end) != _END.size or not end.startswith(_END_MARK) or end[-2:] != b"\0\0":
        raise wrong_input("the payload is not a zip without comment")
    _, _, _, _, count, directory_length, directory_start, _ = _END.unpack(end)
    if count == _MANY or _LARGE in (directory_length, directory_start):
        raise wrong_input("the payload has 65535 files or 4 GiB and more", "leave out data", code="payload-large")
    if directory_start + directory_length + _END.size != length:
        raise wrong_input("the payload is not a zip without comment")
    return end, length


def _manifest(zipped: BinaryIO) -> bytes:
    try:
        with ZipFile(zipped) as archive:
            return archive.read(MANIFEST)
    except (BadZipFile, KeyError) as error:
        raise wrong_input(f"the payload has no {MANIFEST}") from error


def _copy(engine: Path, out: BinaryIO) -> None:
    """Fast where the system helps: sharing blocks (reflink) or copying in the kernel."""
    with engine.open("rb") as source:
        left = os.fstat(source.fileno()).st_size
        while left > 0:
            try:
                done = os.copy_file_range(source.fileno(), out.fileno(), left)
            except (AttributeError, OSError) as error:
                _not_supported(error)
                source.seek(0)
                out.seek(0)
                shutil.copyfileobj(source, out, _CHUNK)
                return
            if done == 0:
                raise OSError(errno.EIO, "the engine became shorter while it was copied")
            left -= done
        # The descriptor moved behind Python's back.
        out.seek(0, os.SEEK_END)


def _not_supported(error: Exception) -> None:
    """copy_file_range is missing, or refuses these two files; a full disk is another matter."""
    refusals = (errno.EXDEV, errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM, errno.ETXTBSY)
    if isinstance(error, OSError) and error.errno not in refusals:
        raise error


def _stream(source: BinaryIO, out: BinaryIO, length: int) -> None:
    left = length
    while left > 0:
        chunk = source.read(min(left, _CHUNK))
        if not chunk:
            raise OSError(errno.EIO, "the payload became shorter while it was copied")
        out.write(chunk)
        left -= len(chunk)
