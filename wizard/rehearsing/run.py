"""A rehearsal from beginning to end."""

from __future__ import annotations

import os
import tempfile
import threading
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from wizard.building.events import Listener, ignore
from wizard.building.request import JarRequest, Request
from wizard.catalogue.model import Catalogue
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError, wrong_input
from wizard.ground.steps import Step
from wizard.programs.model import Program
from wizard.rehearsing import judge, process, record, stage
from wizard.rehearsing.command import command, environment
from wizard.rehearsing.model import Broken, Output, Rehearsal
from wizard.rehearsing.prepare import prepare


def rehearse(
    request: Request | JarRequest, catalogue: Catalogue, *, arguments: Sequence[str] = (), run: str = "",
    listener: Listener = ignore, output: Output | None = None, stdout: int | None = None,
    empty_input: bool = False, limit: float | None = None, stop: threading.Event | None = None,
) -> Rehearsal:  # fmt: skip
    """Run the program on a JVM with the answers, payload and rights of its executable; nothing is built.

    `run`: python arguments that take the program's place, such as "-m unittest discover". `output` takes what it
    writes, from threads, and its standard input is then empty; without it the streams are the caller's own, with
    standard output going to the descriptor `stdout`. After `limit` seconds, or once `stop` is set, it is ended.
    Exit 2: the program is wrong. Exit 3: no JDK, no network, no space.
    """
    if isinstance(request, JarRequest):
        raise wrong_input(f"{request.jar} is a jar", "only Python programs can be rehearsed yet", code="jar")
    prepared = prepare(request, listener)
    program = stage.with_command(prepared.program, run, request.program.folder) if run else prepared.program
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as name:
        folder = Path(name)
        payload = stage.payload(folder, program, prepared.wheels, request.plan, prepared.jars, listener)
        words = command(prepared.classes, request.plan, payload, folder / "record", arguments)
        listener(Step("rehearsal", f"{program.name} on Java {prepared.classes.jdk.version}"))
        ended = process.run(
            words, environment(os.environ), Path.cwd(), output=output, stdout=stdout,
            empty_input=empty_input, limit=limit, stop=stop,
        )  # fmt: skip
        seen = record.read(folder / "record")
    return result_of(request, catalogue, program, seen, ended)


def result_of(
    request: Request, catalogue: Catalogue, program: Program, seen: record.Record, ended: process.Run
) -> Rehearsal:  # fmt: skip
    """What the record comes to under these answers."""
    plan = request.plan
    broken, without = judge.judged(plan, seen, _unguarded(program, seen), status=ended.status)
    allowed = [entry for entry in broken if _allowed(entry, request.allow_broken)]
    broken = [entry for entry in broken if entry not in allowed]
    modules = judge.imported(seen)
    return Rehearsal(
        code=ExitCode.PROOF if broken else ended.status,
        status=ended.status,
        seconds=ended.seconds,
        modules=modules,
        broken=tuple(broken),
        without=(*allowed, *without),
        # A program that was broken off shows nothing of what it would have needed.
        never_needed=() if broken or seen.modules is None else judge.never_needed(catalogue, plan, modules),
        complete=seen.modules is not None,
        stopped=ended.stopped,
    )


def _allowed(entry: Broken, names: frozenset[str]) -> bool:
    wanted = {entry.module, entry.missing}
    return "all" in names or any(name in wanted or entry.module.startswith(f"{name}.") for name in names)


def _unguarded(program: Program, seen: record.Record) -> judge.Places:
    """Of the files that looked for a module in vain: what they import outside a `try`, by line."""
    from wizard.programs import imports

    files = {f"/graalpy/{file.name}": file for file in program.files}
    result: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for name in {entry.file for entry in seen.missing} & files.keys():
        inside = files[name].name.partition("/")[2]
        try:
            found = imports.of_file(files[name].path, inside)
        except WizardError:  # no longer readable
            continue
        for entry in found:
            if not entry.guarded:
                result[name, entry.line].add(entry.module)
    return result
