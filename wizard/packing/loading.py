"""The loader compiled with the C compiler that native-image uses, once for each of its versions, and kept."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wizard.ground import atomic, places
from wizard.ground.problems import wrong_environment
from wizard.packing.layout import Method
from wizard.toolchains import commands, compiler, packages

SOURCES: Final = Path(__file__).with_name("loader")
COMMON: Final = ("main.c", "index.c", "unpack.c", "place.c", "filter.c")
CODECS: Final = {Method.DEFLATE: "codec_zlib.c", Method.ZSTD: "codec_zstd.c"}
# No build-id, no path, no symbol: the same source and compiler make the same bytes.
FLAGS: Final = (
    "-std=gnu11",
    "-O2",
    "-s",
    "-pthread",
    "-ffunction-sections",
    "-Wl,--gc-sections",
    "-Wl,--build-id=none",
)
TIMEOUT: Final = 60.0  # seconds; it takes 0.3 on an idle machine


@dataclass(frozen=True, slots=True)
class Loader:
    """A compiled loader. `why`: why it does not use zstd, as a clause; empty where it does."""

    path: Path
    method: Method
    why: str = ""


def loader(cc: str = "gcc", *, method: Method | None = None) -> Loader:
    """With zstd where its static library is found, with deflate otherwise, unless `method` is given.

    Exit 3: no compiler, or it cannot compile the loader, or what was asked for is not there.
    """
    identity = compiler.identity(cc)
    zlib = _found(cc, "libz.a")
    why = "deflate was asked for"
    if method is not Method.DEFLATE:
        zstd = _found(cc, "libzstd.a")
        why = "zstd's static library, libzstd.a, is not installed"
        if zstd is not None:
            path, failure = _compiled(cc, identity, Method.ZSTD, (zstd, zlib))
            if path is not None:
                return Loader(path, Method.ZSTD)
            why = f"zstd's static library cannot be used: {failure}"
    if method is Method.ZSTD:
        raise wrong_environment(why, packages.how_to_install("zstd"), code="no-zstd")
    path, failure = _compiled(cc, identity, Method.DEFLATE, (zlib,))
    if path is None:
        raise wrong_environment(
            f"the loader of packed executables cannot be compiled: {failure}", packages.how_to_install("gcc", "zlib"),
            code="loader",
        )  # fmt: skip
    return Loader(path, Method.DEFLATE, why)


def _found(cc: str, library: str) -> Path | None:
    """The static library, where the compiler has it."""
    done = commands.run([cc, f"-print-file-name={library}"], timeout=TIMEOUT)
    path = Path(done.output.strip())
    return path if not done.failure and path.is_absolute() and path.is_file() else None


def _compiled(cc: str, identity: str, method: Method, libraries: tuple[Path | None, ...]) -> tuple[Path | None, str]:
    """The loader from the cache or a new one, or why there is none."""
    sources = (*COMMON, CODECS[method])
    key = _key(identity, method, sources, libraries)
    kept = places.cache() / "loaders" / f"{method.name.lower()}-{key}"
    if kept.is_file():
        return kept, ""
    places.ready(kept.parent)
    # Without a static zlib: the shared one, which every engine needs anyway.
    linked = [str(path) if path else "-lz" for path in libraries]
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as folder:
        made = Path(folder, "loader")
        failure = commands.run([cc, *FLAGS, *sources, "-o", made, *linked], timeout=TIMEOUT, cwd=SOURCES).failure
        if failure:
            return None, failure
        atomic.write_bytes(kept, made.read_bytes(), 0o755)
    return kept, ""


def _key(identity: str, method: Method, sources: tuple[str, ...], libraries: tuple[Path | None, ...]) -> str:
    digest = hashlib.sha256(repr((identity, FLAGS, method, sources)).encode())
    for path in (SOURCES / "loader.h", *(SOURCES / name for name in sources), *libraries):
        data = path.read_bytes() if path else b"shared"
        digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()[:32]
