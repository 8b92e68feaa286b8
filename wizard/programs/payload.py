"""Puts a payload together: program, requirements, Python home, manifest."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from wizard.ground.atomic import replacing
from wizard.ground.digest import sha256_of_file
from wizard.planning.model import Plan
from wizard.programs import sources
from wizard.programs.archive import Member, Writer, members
from wizard.programs.distribution import with_wheels
from wizard.programs.model import Payload, PayloadPart, Program, SourceFile, Wheel
from wizard.programs.native_part import NativePart
from wizard.programs.wheel_part import wheel_part

LIBRARY, NATIVE, OWN, DATA, FRAME = "library", "native modules", "own code", "data", "manifest"
Content = Member | SourceFile | bytes


@dataclass(frozen=True, slots=True)
class Part:
    """A zip that `Writer` wrote, whose entries come into the payload as they are; `entries` where they are renamed."""

    origin: str
    file: Path
    entries: tuple[Member, ...] | None = None

    def members(self) -> Sequence[Member]:
        """What comes into the payload."""
        return members(self.file) if self.entries is None else self.entries


def build(
    program: Program, wheels: Sequence[Wheel], library: Path, plan: Plan, target: Path,
    *, engine_key: str = "", native: NativePart | None = None, bytecode: Sequence[Part] = (),
) -> Payload:  # fmt: skip
    """Write the payload zip to `target`. `library`: what `library.part` made for this plan.

    The same inputs give the same bytes. Exit 2: too large, a file that cannot be read. Exit 3: the disk refuses.
    """
    python, graalpy = plan.version.python, plan.version.label.rpartition("graalpy")[2]
    program = with_wheels(program, wheels)
    manifest = _manifest(program, wheels, plan, engine_key)
    entries: dict[str, tuple[str, Content]] = {}
    given = [Part(LIBRARY, library), *(Part(w.name, wheel_part(w, python)) for w in wheels)]
    for part in (*given, *([Part(NATIVE, native.file)] if native else []), *bytecode):
        entries.update((m.name, (part.origin, m)) for m in part.members())
    entries.update((f.name, (OWN if f.name.endswith(".py") else DATA, f)) for f in program.files)
    entries.update((name, (OWN, data)) for name, data in program.made.items())
    entries["manifest.json"] = FRAME, json.dumps(manifest, sort_keys=True, indent=1, ensure_ascii=False).encode()
    entries["start"] = FRAME, _start(program, python, graalpy, native.sha256 if native else "")
    parts = _write(entries, target)
    return Payload(target, target.stat().st_size, sha256_of_file(target), parts, manifest)


def _start(program: Program, python: str, graalpy: str, native: str) -> bytes:
    lines = [f"main={program.main}", f"package={program.package}", f"python={python}", f"graalpy={graalpy}"]
    lines += [f"native={native}"] if native else []
    return ("\n".join(lines) + "\n").encode()


def _write(entries: Mapping[str, tuple[str, Content]], target: Path) -> tuple[PayloadPart, ...]:
    files: Counter[str] = Counter()
    stored: Counter[str] = Counter()
    size: Counter[str] = Counter()
    with replacing(target) as temporary, ExitStack() as stack:
        opened: dict[Path, BinaryIO] = {}
        writer = Writer(out := stack.enter_context(temporary.open("wb")))
        for name in sorted(entries, key=str.encode):
            origin, content = entries[name]
            took, whole = _add(writer, name, content, opened, stack)
            files[origin] += 1
            stored[origin] += took
            size[origin] += whole
        writer.close()
        out.flush()
    order = sorted(files, key=lambda origin: (-stored[origin], origin))
    return tuple(PayloadPart(origin, files[origin], stored[origin], size[origin]) for origin in order)


def _add(
    writer: Writer, name: str, content: Content, opened: dict[Path, BinaryIO], stack: ExitStack
) -> tuple[int, int]:
    """Bytes in the zip, bytes before."""
    if isinstance(content, bytes):
        return writer.add(name, content), len(content)
    if isinstance(content, SourceFile):
        try:
            return writer.add_file(name, content.path)
        except OSError as error:
            raise sources.unreadable(content.path, error) from error
    if content.file not in opened:
        opened[content.file] = stack.enter_context(content.file.open("rb"))
    return writer.copy(content, opened[content.file]), content.size


def _manifest(program: Program, wheels: Sequence[Wheel], plan: Plan, engine_key: str) -> dict[str, object]:
    """What the executable says of itself: no path of the machine, no user, no time."""
    return {
        "format": 1,
        "engine": engine_key,
        "program": {"kind": str(program.kind), "name": program.name, "main": program.main, "package": program.package},
        "graalpy": plan.version.version,
        "answers": {key: list(a.value) if isinstance(a.value, tuple) else a.value for key, a in plan.answers.items()},
        "options": [chosen.option.key for chosen in plan.chosen],
        "arguments": list(plan.arguments),
        "requirements": [{"name": w.name, "version": w.version, "sha256": w.sha256} for w in wheels],
    }
