"""`report` on a large executable, and its page in a browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, Run, folder, run, wizard

SIZE = 300_000_000  # bytes of the executable
TIMES = 3
ORDINARY = "GRAALPY_WIZARD_ORDINARY"  # a real executable of about that size, if there is one
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FILES = 3000  # of the payload, each a module


def rows() -> list[Row]:
    """Wall time and memory of whole processes, without anything kept from before; the page's own clock."""
    with folder() as name:
        place = Path(name)
        executable = large(place)
        runs = [reported(executable, place, i) for i in range(TIMES)]
        seconds, memory = median(r.wall for r in runs), max(r.memory for r in runs)
        real = "a real executable" if os.environ.get(ORDINARY) else "a made one, of which zstd saves a third"
        told = f"{executable.stat().st_size / 1e6:.0f} MB, {real}, {TIMES} runs with an empty cache"
        return [
            Row("`report FILE`", "≤ 3 s", f"{seconds:.2f} s", seconds <= 3, told),
            Row("its memory", "≤ 300 MB", f"{memory / 1e6:.0f} MB", memory <= 300e6, "peak of the process"),
            *page(executable, place),
        ]


def reported(executable: Path, place: Path, number: int) -> Run:
    """With a cache of its own, so that nothing is known of the file."""
    env = {**os.environ, "GRAALPY_WIZARD_CACHE_DIR": str(place / f"cache{number}")}
    done = run([sys.executable, "-m", "wizard", "report", executable, "--json"], env=env)
    if done.status:
        raise RuntimeError(f"report ended with {done.status}")
    return done


def page(executable: Path, place: Path) -> list[Row]:
    """Its size, and when it can be used, by the page's own clock (median of the runs)."""
    target = place / "report.html"
    wizard("report", executable, "--html", target)
    size = target.stat().st_size
    rows = [
        Row("`report --html`", "≤ 500 kB", f"{size / 1e3:.0f} kB", size <= 500_000, f"{FILES} modules in the payload")
    ]
    times = [time for _ in range(TIMES) if (time := interactive(target)) is not None]
    if not times:
        return [*rows, Row("page interactive", "≤ 1 s", "not measured", None, "no Chromium on this machine")]
    middle = median(times) / 1000
    return [
        *rows,
        Row("page interactive", "≤ 1 s", f"{middle:.2f} s", middle <= 1, f"Chromium, headless, {TIMES} runs"),
    ]


def interactive(target: Path) -> int | None:
    """Milliseconds since the page began to load; None without a browser."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        return None
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", target.as_uri()]
    text = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    return int(text.partition('data-interactive="')[2].partition('"')[0])


def large(place: Path) -> Path:
    """Engine and payload: the engine is what GRAALPY_WIZARD_ORDINARY names, or an ELF file of that size."""
    from wizard.programs import trailer

    named = os.environ.get(ORDINARY)
    engine = Path(named) if named else _elf(place)
    target = place / "program"
    trailer.append(engine, _payload(place), target)
    return target


def _elf(place: Path) -> Path:
    """A heap of two thirds noise: an image is compressed to about a third by zstd -3, which takes longer with noise."""
    import random

    generator, block = random.Random(1), 1 << 20
    with (place / "heap").open("wb") as heap:
        for i in range(SIZE // block):
            heap.write(generator.randbytes(block) if i % 3 else bytes(range(256)) * (block // 256))
    source = f'.section .svm_heap,"aw",@progbits\n.incbin "{place}/heap"\n.text\n.globl main\nmain: ret\n'
    (place / "x.s").write_text(source + '.section .note.GNU-stack,"",@progbits\n')
    subprocess.run(["gcc", "-no-pie", place / "x.s", "-o", place / "engine"], check=True, capture_output=True)
    (place / "heap").unlink()
    return place / "engine"


def _payload(place: Path) -> Path:
    from zipfile import ZIP_DEFLATED, ZipFile

    with ZipFile(place / "payload.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps({"format": 1, "graalpy": "25.0.3", "answers": {"jit": "on"}}))
        archive.writestr("start", "main=app/hello.py\n")
        for i in range(FILES):
            archive.writestr(f"home/lib/python3.12/module{i}.py", f"x = {i}\n" * (i % 97))
    return place / "payload.zip"
