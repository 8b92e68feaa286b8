"""After a jar's executable is there: its sizes, its budget, and a result that is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wizard import __version__
from wizard.building.finish import Done, before_of, judged, keep, this_machine
from wizard.building.jar import KIND, BuiltJar
from wizard.building.request import JarRequest
from wizard.ground.digest import sha256_of_file
from wizard.ground.exits import ExitCode
from wizard.history.model import BuildResult, EngineRun, Origin
from wizard.history.store import History, now


def finish(request: JarRequest, built: BuiltJar) -> Done:
    """Exit 5 over budget; the executable stays where it is."""
    history = History()
    before, unread = before_of(history, request.key, request.jar.stem)
    result = result_of(request, built, before.sizes.file if before else None)
    over = judged(result, before, request.budget)
    code = ExitCode.BUDGET if any(problem.severity == "error" for problem in over) else ExitCode.DONE
    kept, unkept = keep(history, replace(result, code=int(code)))
    return Done(kept, before, (*over, *(unkept or unread)), code)


def result_of(request: JarRequest, built: BuiltJar, before: int | None) -> BuildResult:
    """All that is known of a finished executable."""
    from wizard.reports import elf, size

    image, toolchain = built.image, built.toolchain
    figures = image.figures
    profile = request.profile.path if request.profile and request.profile.path else ""
    return BuildResult(
        id="", finished=now(), key=request.key, name=request.jar.stem, preset="", executable=str(built.path),
        answers={}, hashes={"executable": sha256_of_file(built.path), "own code": sha256_of_file(request.jar)},
        versions={
            "wizard": __version__, "native-image": f"{toolchain.edition} {toolchain.version}",
            "java": toolchain.java_version,
        },
        requirements={}, machine=this_machine(), seconds=image.seconds,
        sizes=size.image_sizes(built.path, before=before, resources=figures.resources if figures else None),
        payload=(), runs_on=elf.runs_on(built.path, figures.target if figures else ""),
        engine=EngineRun(
            key=sha256_of_file(built.path)[:32], new=True, kind=KIND, command=image.command, seconds=image.seconds,
            stages=image.stages, peak_memory=image.peak_memory,
        ),
        arguments=request.extra, extra=request.extra,
        origin=Origin(request.typed, str(Path.cwd()), str(request.jar), str(profile)),
    )  # fmt: skip
