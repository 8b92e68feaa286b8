"""Proves on an engine that what was promised holds, and measures how it starts."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

from wizard.ground import atomic
from wizard.ground.steps import Step, StepListener, ignore
from wizard.reports.measuring import measure
from wizard.reports.model import Proof, ProofLine, Start
from wizard.reports.probe import APP, ask, source_of, tasks_of
from wizard.reports.promises import Promises

Make = Callable[[bytes, Path], None]  # writes an executable: the engine with this program
HI = b'print("hi")\n'
RUNS = 5
FORMAT = 1


def prove(
    make: Make, promises: Promises,
    *, imports: Sequence[str] = (), first_path: str = APP, listener: StepListener = ignore,
) -> Proof:  # fmt: skip
    """Everything in a temporary folder that goes again. A broken promise is told in the proof, not raised."""
    tasks = tasks_of(promises, imports)
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as name:
        folder = Path(name)
        listener(Step("proof", f"{len(tasks) + 1} promises"))
        probe, hi, work = folder / "probe", folder / "hi", folder / "work"
        work.mkdir()
        make(source_of(tasks, first_path), probe)
        lines = ask(probe, tasks, work)
        probe.unlink()
        listener(Step("start-up", f"median of {RUNS}"))
        make(HI, hi)
        line, start = _start(hi, work)
    lines.append(line)
    return Proof(all(line.kept for line in lines), tuple(lines), start)


def proven(file: Path, key: str, prove_now: Callable[[], Proof]) -> Proof:
    """The proof that is kept in `file` under `key`, or a new one, which is then kept.

    `key` names the promises and the library that they were tried with. A proof that failed is not kept.
    """
    proofs = _kept(file)
    found = _decoded(proofs.get(key))
    if found is not None:
        return found
    proof = prove_now()
    if proof.kept:
        import msgspec

        whole = {"format": FORMAT, "proofs": {**proofs, key: msgspec.to_builtins(proof)}}
        atomic.write_text(file, json.dumps(whole, indent=1, sort_keys=True))
    return proof


def _kept(file: Path) -> dict[str, object]:
    with suppress(OSError, ValueError, RecursionError):
        whole = json.loads(file.read_bytes())
        if isinstance(whole, dict) and whole.get("format") == FORMAT and isinstance(whole.get("proofs"), dict):
            return dict(whole["proofs"])
    return {}


def _decoded(data: object) -> Proof | None:
    if data is None:
        return None
    import msgspec

    try:
        return msgspec.convert(data, Proof)
    except msgspec.ValidationError:
        return None


def _start(executable: Path, folder: Path) -> tuple[ProofLine, Start | None]:
    """One start to warm the disk's cache, then the measured ones."""
    runs = [measure([executable], cwd=folder) for _ in range(RUNS + 1)][1:]
    wrong = next((run for run in runs if run.status or run.out != "hi\n"), None)
    if wrong is not None:
        told = f"status {wrong.status}, output {wrong.out[:40]!r}, {wrong.err.strip()[-200:]}"
        return ProofLine('print("hi")', "runs", False, told), None
    start = Start(
        RUNS, median(r.seconds for r in runs), median(r.processor for r in runs), int(median(r.memory for r in runs))
    )
    detail = f"{start.seconds:.3f} s, {start.processor:.3f} s of processor time, {start.memory / 1e6:.0f} MB resident"
    return ProofLine('print("hi")', "runs", True, detail), start
