"""Packed executables against plain ones: size, start, memory, rebuild. Engines come from the cache only."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, Run, folder, in_turn, ratio, run, wizard
from wizard.ground import places
from wizard.ground.problems import WizardError
from wizard.packing import loading, pack
from wizard.packing.layout import Method
from wizard.programs import trailer

PRESETS = ("smallest", "command-line-tool", "offline-fast")
STARTS = 11
PLAIN_BYTES = 84e6  # targets are for `smallest`
PACKED_BYTES = {"deflate": 31e6, "zstd": 27e6}
PLAIN_MEMORY, PACKED_MEMORY = 95e6, 115e6


def rows() -> list[Row]:
    """Presets without an engine are passed over and named."""
    result: list[Row] = []
    with folder() as place:
        program = Path(place, "hi.py")
        program.write_text('print("hi")\n')
        for preset in PRESETS:
            key = engine_of(program, preset)
            if not key:
                result.append(Row(f"packed, `{preset}`", "", "not measured", None, "its engine is not in the cache"))
                continue
            result += _preset(program, preset, places.cache() / "engines" / key)
    return result


def engine_of(program: Path, preset: str) -> str:
    """The key of its engine; "" where it is not in the cache."""
    told = wizard("build", program, "--preset", preset, "-o", program.with_suffix(".bin"), "--dry-run", "--json")
    planned = json.loads(told.stdout)["result"]
    return str(planned["engine"]) if planned["engine_cached"] else ""


def packings(plain: Path, kept: Path) -> list[tuple[str, Path]]:
    """The executable packed in each way that this machine can, and how."""
    # A process of its own: what this one holds would count as the memory of all that it starts.
    command = [sys.executable, "-m", "benchmarks.packed", str(plain), str(kept)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [(method, plain.with_name(f"{plain.name}-{method}")) for method in done.stdout.split()]


def _pack(plain: Path, kept: Path) -> None:
    for method in Method:
        try:
            loader = loading.loader(method=method)
        except WizardError:
            continue
        name = method.name.lower()
        pack.pack(plain, trailer.read(plain).engine_length, kept, loader, plain.with_name(f"{plain.name}-{name}"))
        print(name)


def _preset(program: Path, preset: str, engine: Path) -> list[Row]:
    plain = program.with_name(preset)
    wizard("build", program, "--preset", preset, "-o", plain)
    first, size = preset == "smallest", plain.stat().st_size
    result = []
    if first:
        result.append(Row("`smallest`, plain", "≤ 84 MB", f"{size / 1e6:.1f} MB", size <= PLAIN_BYTES, 'print("hi")'))
    for method, target in packings(plain, engine):
        name = f"`{preset}` packed with {method}"
        packed = target.stat().st_size
        limit = PACKED_BYTES[method] if first else 0
        result.append(
            Row(
                f"{name}, size", f"≤ {limit / 1e6:.0f} MB" if first else "", f"{packed / 1e6:.1f} MB",
                packed <= limit if first else None, f"{packed / size:.0%} of {size / 1e6:.1f} MB",
            )
        )  # fmt: skip
        result += _start(name, target, plain, first=first)
    return [*result, _rebuild(program, preset)]


def _start(name: str, packed: Path, plain: Path, *, first: bool) -> list[Row]:
    ours, other = in_turn([packed], [plain], STARTS)
    wall = ratio([r.wall for r in ours], [r.wall for r in other])
    memory, before = (median(r.memory for r in runs) for runs in (ours, other))
    reached = memory <= PACKED_MEMORY and before <= PLAIN_MEMORY if first else None
    target = "≤ 115 MB, plain ≤ 95 MB" if first else ""
    return [
        Row(f"{name}, start against plain", "", f"{wall:.2f}x", None, detail(ours, other)),
        Row(f"{name}, resident", target, f"{memory / 1e6:.0f} MB", reached, f"plain {before / 1e6:.0f} MB"),
    ]


def detail(ours: list[Run], other: list[Run]) -> str:
    """Medians of both: wall and processor time."""
    walls = [median(r.wall for r in runs) for runs in (ours, other)]
    processors = [median(r.processor for r in runs) for runs in (ours, other)]
    return (
        f"{walls[0]:.3f} against {walls[1]:.3f} s, processor time {processors[0]:.3f} against {processors[1]:.3f} s, "
        f"{len(ours)} pairs"
    )


def _rebuild(program: Path, preset: str) -> Row:
    build = ["build", str(program), "--preset", preset, "--packed", "-o", str(program.with_name("packed"))]
    wizard(*build)
    seconds = []
    for i in range(5):
        program.write_text(f'print("hi")  # {i}\n')
        done = run([sys.executable, "-m", "wizard", *build])
        assert done.status == 0, preset
        seconds.append(done.wall)
    value = median(seconds)
    what = f"`{preset}` packed, rebuild after a change of one line"
    return Row(what, "< 2 s", f"{value:.2f} s", value < 2, "median of 5")


if __name__ == "__main__":
    _pack(Path(sys.argv[1]), Path(sys.argv[2]))
