"""One build at a time for a target: two would report, check and judge each other's file."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from wizard.ground import places
from wizard.ground.steps import StepListener
from wizard.toolchains.locks import locked


@contextlib.contextmanager
def one_at_a_time(target: Path, listener: StepListener) -> Iterator[None]:
    """Hold `target` for the block; a second build of it waits and says so. A killed one holds nothing."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(target))).hexdigest()[:32]
    places.ready(places.cache())
    with locked(places.cache() / "targets" / name, f"another build is making {target}", listener):
        yield
