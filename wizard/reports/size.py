"""What an executable's bytes are. The parts add up to the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wizard.ground.problems import WizardError
from wizard.programs import trailer
from wizard.programs.model import PayloadPart
from wizard.reports import elf
from wizard.reports.model import LargeFile, Part, Sizes

LARGEST = 10
ENGINE, PAYLOAD = "engine", "payload"
FRAME = "manifest and directory"


def sizes(
    executable: Path, parts: Sequence[PayloadPart],
    *, resources: int | None = None, resource_count: int | None = None,
    reference: int | None = None, before: int | None = None,
) -> Sizes:  # fmt: skip
    """`parts`: the payload by origin. `resources`: from native-image's report (0 with some there means not counted).

    Exit 2 where the executable has no whole payload.
    """
    seal = trailer.read(executable)
    engine, payload = seal.engine_length, seal.payload_length
    return Sizes(
        file=engine + payload, engine=engine, payload=payload,
        parts=(*_engine(executable, engine), *_payload(parts, payload)),
        largest=_largest(executable),
        resources=resources or None, resource_count=resource_count, reference=reference, before=before,
    )  # fmt: skip


def image_sizes(executable: Path, *, before: int | None = None, resources: int | None = None) -> Sizes:
    """Of an executable without payload, such as one that was built from a jar."""
    size = executable.stat().st_size
    parts = tuple(_engine(executable, size))
    return Sizes(size, size, 0, parts, (), resources=resources or None, before=before)


def _engine(executable: Path, size: int) -> list[Part]:
    """Code and heap as they lie in the file: native-image's own figures are those before linking and stripping."""
    try:
        found = {section.name: section.size for section in elf.runs_on(executable).sections}
    except WizardError:
        return [Part("engine", size, ENGINE)]
    code, heap = found.get(elf.CODE, 0), found.get(elf.HEAP, 0)
    if code + heap > size:
        return [Part("engine", size, ENGINE)]
    return [Part("heap", heap, ENGINE), Part("code", code, ENGINE), Part("other", size - code - heap, ENGINE)]


def _payload(parts: Sequence[PayloadPart], size: int) -> list[Part]:
    from wizard.programs.payload import FRAME as MANIFEST

    shown = [Part(part.origin, part.stored, PAYLOAD) for part in parts if part.origin != MANIFEST]
    return [*shown, Part(FRAME, size - sum(part.size for part in shown), PAYLOAD)]


def _largest(executable: Path) -> tuple[LargeFile, ...]:
    entries = sorted(trailer.entries(executable), key=lambda entry: (-entry.compress_size, entry.filename))
    return tuple(LargeFile(e.filename, e.compress_size, e.file_size) for e in entries[:LARGEST])
