"""From a request to a build that is kept in the history: the one way of the command line and the app."""

from __future__ import annotations

from wizard.building.events import Listener
from wizard.building.finish import Done
from wizard.building.request import JarRequest, Request


def make(request: Request | JarRequest, listener: Listener) -> Done:
    """Build, prove, keep, judge. A WizardError is kept in the history too, unless nothing was begun."""
    from wizard.building import build, finish, finish_jar, jar
    from wizard.building.failed import recorded
    from wizard.building.one_target import one_at_a_time
    from wizard.catalogue.load import load

    catalogue = load()
    with recorded(request), one_at_a_time(request.target, listener):
        if isinstance(request, JarRequest):
            return finish_jar.finish(request, jar.build(request, catalogue, listener))
        built = build.build(request, catalogue, listener)
        return finish.finish(request, built, catalogue, listener)
