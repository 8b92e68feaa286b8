"""`rehearse --save`: what was imported becomes the profile's [snapshot] modules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.ground.problems import Problem, wrong_input

if TYPE_CHECKING:
    from wizard.building.request import JarRequest, Request
    from wizard.rehearsing.model import Rehearsal


def check(request: Request | JarRequest) -> None:
    """Exit 2, before anything runs, where there is no profile to write to."""
    if request.profile is None or request.profile.path is None:
        raise wrong_input(
            "`--save` has no profile to write to", "make one with `graalpy-wizard new`, and rehearse that",
            code="no-profile",
        )  # fmt: skip


def save(request: Request, result: Rehearsal) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Write it, comments and order kept; what to say, and a warning where nothing could be learned."""
    from wizard.profiles.preset import questions_of
    from wizard.profiles.read import read
    from wizard.profiles.write import write
    from wizard.rehearsing.snapshot import proposed

    assert request.profile is not None
    path = request.profile.path
    assert path is not None
    modules = proposed(result.modules, request.plan)
    if why := _nothing(result, modules):
        todo = "rehearse it with arguments with which it runs to its end"
        return (), (Problem(f"nothing is saved: {why}", None, todo, "not-saved", "warning"),)
    # From the file: what was typed for this rehearsal is not the profile's.
    write(replace(read(path, questions_of(None)), snapshot_modules=modules), path)
    said = f"saved in {path.name}: [snapshot] modules = {', '.join(modules)}"
    if not request.plan.snapshot:
        startup = request.plan.answers["startup"].value
        return (said, f"they count with startup = snapshot; it is {startup} now"), ()
    return (said, "the next build makes an engine of its own with them, in minutes"), ()


def offer(request: Request, result: Rehearsal) -> tuple[str, ...]:
    """One line, where a snapshot with what was imported would be another one."""
    from wizard.catalogue.snapshot import with_needed
    from wizard.rehearsing.snapshot import proposed

    if not request.plan.snapshot:
        return ()
    modules = proposed(result.modules, request.plan)
    if _nothing(result, modules):
        return ()
    there = with_needed(request.plan.snapshot_modules)
    missing = [name for name in modules if name not in there]
    if not missing:
        return ()
    return (f"not in the snapshot, and fit for it: {', '.join(missing)} (--save writes them to the profile)",)


def _nothing(result: Rehearsal, modules: tuple[str, ...]) -> str:
    """Why nothing can be learned from it; "" where it can."""
    if not result.complete:
        return "the program did not end in order"
    if result.broken:
        return "an answer breaks one of its imports"
    return "" if modules else "it imported nothing of the library that is fit"
