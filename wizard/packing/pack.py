"""Engine and payload packed: `pack` for what is built now, `unpacked` for what somebody gives us."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from wizard.ground import atomic
from wizard.ground.problems import WizardError
from wizard.ground.steps import Step, StepListener, ignore
from wizard.packing import codecs, cutting, layout, making
from wizard.packing.layout import Chunk, Kind, Layout, Method
from wizard.packing.loading import Loader

FORMAT: Final = 1  # of the kept engine: raise it where its chunks would be made differently
PAYLOAD_ONLY: Final = frozenset({Kind.PAYLOAD})


def pack(
    plain: Path, engine_length: int, kept: Path, loader: Loader, target: Path, listener: StepListener = ignore
) -> Layout:
    """Write `target` (mode 0755, all or nothing) from the executable `plain`, whose engine ends at `engine_length`.

    `kept`: a folder that belongs to this engine; its chunks are compressed once and kept there. Exit 3: the disk.
    """
    engine = _engine(plain, engine_length, kept, loader.method, listener)
    cuts = cutting.payload(engine_length, plain.stat().st_size)
    level = codecs.PAYLOAD_LEVEL[loader.method]
    code = loader.path.read_bytes()
    with atomic.replacing(target, 0o755) as temporary, temporary.open("wb") as out, engine.open("rb") as source:
        out.write(code)
        chunks = [
            *_copied(engine, source, out),
            *_written(making.make(plain, cuts, loader.method, level, _nothing), out),
        ]
        made = Layout(loader.method, len(code), tuple(chunks))
        out.write(layout.ending(made, code))
    return made


@contextmanager
def unpacked(executable: Path, *, engine: Path | None = None) -> Iterator[Path]:
    """The plain executable: a temporary file where `executable` is packed, itself where not.

    `engine`: its engine, where that is at hand; then only the payload has to be unpacked. Exit 2: it is damaged.
    Exit 3: no space for it.
    """
    with _taken_apart(executable, PAYLOAD_ONLY if engine else making.EVERYTHING, engine) as plain:
        yield plain


@contextmanager
def payload_only(executable: Path) -> Iterator[Path]:
    """As `unpacked`, with a hole where the engine would be: its trailer and files can be read, in milliseconds."""
    with _taken_apart(executable, PAYLOAD_ONLY, None) as plain:
        yield plain


@contextmanager
def _taken_apart(executable: Path, kinds: frozenset[Kind], engine: Path | None) -> Iterator[Path]:
    found = layout.read(executable)
    if found is None:
        yield executable
        return
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as folder:
        plain = Path(folder, executable.name)
        try:
            if engine is not None:
                shutil.copyfile(engine, plain)
            making.take_apart(executable, found, plain, kinds)
            plain.chmod(0o755)
        except OSError as error:
            raise atomic.cannot_write(plain, error) from error
        yield plain


def _engine(plain: Path, length: int, kept: Path, method: Method, listener: StepListener) -> Path:
    """The engine's chunks with their table, as a packed file without loader."""
    target = kept / f"packed-{method.name.lower()}-{FORMAT}"
    if _fits(target, length):
        return target
    cuts = cutting.engine(plain, length)
    size = sum(cut.size for cut in cuts)
    count = iter(range(1, len(cuts) + 1))
    listener(Step("packing", "the engine, once", 0, size))

    def tell() -> None:
        listener(Step("packing", "the engine, once", size * next(count) // len(cuts), size))

    with atomic.replacing(target) as temporary, temporary.open("wb") as out:
        chunks = _written(making.make(plain, cuts, method, codecs.ENGINE_LEVEL[method], tell), out)
        out.write(layout.ending(Layout(method, 0, tuple(chunks)), b""))
    return target


def _fits(kept: Path, length: int) -> bool:
    try:
        found = layout.read(kept)
    except (OSError, WizardError):
        return False
    return found is not None and found.plain == length


def _copied(engine: Path, source: BinaryIO, out: BinaryIO) -> Sequence[Chunk]:
    found = layout.read(engine)
    assert found is not None
    out.writelines(source.read(chunk.packed) for chunk in found.chunks)
    return found.chunks


def _written(made: Iterator[making.Made], out: BinaryIO) -> list[Chunk]:
    chunks = []
    for chunk, data in made:
        out.write(data)
        chunks.append(chunk)
    return chunks


def _nothing() -> None: ...
