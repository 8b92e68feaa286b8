"""All that has to be there before a program can be rehearsed: requirements, a JDK, jars, the compiled launcher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.building.build import resolved
from wizard.building.events import Listener
from wizard.building.request import Request
from wizard.programs.distribution import with_wheels
from wizard.programs.model import Program, Wheel
from wizard.rehearsing import archive, classes, java_home
from wizard.rehearsing.classes import Classes


@dataclass(frozen=True, slots=True)
class Prepared:
    """`program` with what its wheels bring along."""

    program: Program
    wheels: tuple[Wheel, ...]
    jars: Mapping[str, Path]
    classes: Classes


def prepare(request: Request, listener: Listener) -> Prepared:
    """Found, downloaded or made; no C compiler and no native-image among them. Exit 3 where one cannot be had."""
    from wizard.toolchains import downloads, find

    wheels = resolved(request, listener)
    jdk = java_home.find(listener)
    jars = downloads.fetch(request.plan.version.jars, find.jar_cache(), listener=listener)
    made = classes.ready(request.plan, jdk, jars, listener)
    archive.make(made, request.plan, jars, listener)
    return Prepared(with_wheels(request.program, wheels), wheels, jars, made)
