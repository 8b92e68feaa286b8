"""A build that made nothing goes into the history too: what was asked for, and why it ended."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wizard import __version__
from wizard.building.finish import name_of, origin_of, this_machine
from wizard.building.request import JarRequest, Request
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.history.model import FailedBuild, Origin
from wizard.history.store import History, now

NOT_BEGUN = (ExitCode.INPUT, ExitCode.CONSENT)  # nothing was built, and nothing could be learnt from it


@contextmanager
def recorded(request: Request | JarRequest) -> Iterator[None]:
    """Keeps a failure of the block, and lets it pass. A history that cannot be written changes nothing."""
    began = time.monotonic()
    try:
        yield
    except WizardError as error:
        if error.code not in NOT_BEGUN:
            with suppress(WizardError):
                History().add(failed_build(request, error, time.monotonic() - began))
        raise


def failed_build(request: Request | JarRequest, error: WizardError, seconds: float) -> FailedBuild:
    """All that is known of it."""
    lines = tuple(problem.line() for problem in error.problems)
    if isinstance(request, JarRequest):
        origin = Origin(request.typed, str(Path.cwd()), str(request.jar), "")
        return FailedBuild(
            "", now(), request.key, request.jar.stem, "", {}, {"wizard": __version__}, this_machine(), seconds,
            int(error.code), lines, arguments=request.extra, origin=origin,
        )  # fmt: skip
    plan = request.plan
    return FailedBuild(
        id="", finished=now(), key=request.key, name=name_of(request),
        preset=request.preset.name if request.preset else "",
        answers={key: answer.value for key, answer in plan.answers.items()},
        versions={"wizard": __version__, "graalpy": plan.version.version, "python": plan.version.python},
        machine=this_machine(), seconds=seconds, code=int(error.code), problems=lines,
        options=tuple(chosen.option.key for chosen in plan.chosen), arguments=plan.arguments,
        origin=origin_of(request),
    )  # fmt: skip
