"""How large a file is as a download. Kept by a hash of the file, as the strong methods take minutes."""

from __future__ import annotations

import hashlib
import json
import lzma
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from wizard.ground import atomic, places
from wizard.ground.problems import Where, WizardError, wrong_input
from wizard.ground.steps import Step, StepListener, ignore

QUICK = "zstd -3"
METHODS = (QUICK, "xz", "zstd -19")
_CHUNK = 1 << 20
_WORKERS = 4  # of zstd; its result is the same for any number of them


def download_sizes(file: Path, methods: Sequence[str] = (QUICK,), listener: StepListener = ignore) -> Mapping[str, int]:
    """Method -> bytes, with those that were found out before. Exit 2 where the file cannot be read."""
    try:
        digest = _fingerprint(file)
        known = _known(digest)
        missing = [method for method in methods if method not in known]
        for method in missing:
            listener(Step("compressing", f"{file.name} with {method}"))
            known[method] = _COMPRESSORS[method](file)
    except OSError as error:
        reason = error.strerror or str(error)
        raise wrong_input(f"it cannot be read: {reason}", where=Where(file), code="unreadable") from error
    if missing:
        with suppress(WizardError):  # a cache that cannot be written costs time, nothing else
            atomic.write_text(_place(digest), json.dumps(known, indent=1, sort_keys=True))
    return {method: known[method] for method in METHODS if method in known}


def _known(digest: str) -> dict[str, int]:
    with suppress(OSError, ValueError, RecursionError):
        kept = json.loads(_place(digest).read_bytes())
        if isinstance(kept, dict):
            return {name: size for name, size in kept.items() if name in METHODS and type(size) is int and size > 0}
    return {}


def _place(digest: str) -> Path:
    return places.cache() / "compressed" / f"{digest}.json"


def _fingerprint(file: Path) -> str:
    """Murmur3, 128 bits: 0.1 s for 300 MB where SHA-256 takes 0.7 s. Nothing but a size depends on it."""
    import mmh3

    hasher = mmh3.mmh3_x64_128()
    with file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            hasher.update(chunk)
    return f"{hasher.uintdigest():032x}"


def sha256(file: Path) -> str:
    """In hexadecimal digits; OSError where it cannot be read."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _zstd(level: int) -> Callable[[Path], int]:
    def size(file: Path) -> int:
        import zstandard

        compressor = zstandard.ZstdCompressor(level=level, threads=min(os.cpu_count() or 1, _WORKERS))
        with file.open("rb") as source:
            reader = compressor.read_to_iter(source, size=file.stat().st_size, read_size=_CHUNK, write_size=_CHUNK)
            return sum(map(len, reader))

    return size


def _xz(file: Path) -> int:
    compressor, size = lzma.LZMACompressor(), 0
    with file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            size += len(compressor.compress(chunk))
    return size + len(compressor.flush())


_COMPRESSORS: Mapping[str, Callable[[Path], int]] = {QUICK: _zstd(3), "xz": _xz, "zstd -19": _zstd(19)}
