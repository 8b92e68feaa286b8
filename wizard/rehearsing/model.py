"""What a rehearsal says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wizard.catalogue.model import WayOut
from wizard.planning.spare import Spare

Output = Callable[[str, bytes], None]  # "stdout" or "stderr", and a line with its newline: foreign


@dataclass(frozen=True, slots=True)
class Broken:
    """An import that failed because of an answer, or because GraalPy does not have the module."""

    module: str  # as the program imports it: "urllib.request"
    missing: str  # what is not there: "_socket"
    file: str  # of the program, in the payload ("/graalpy/app/fetch.py"); "" where it is not known
    line: int
    answers: tuple[str, ...]  # "network = none"; () where no answer would keep it
    ways_out: tuple[WayOut, ...]
    how: str  # the exception in words
    ended: bool  # the program ended with it


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`code` is 6 where an import is broken, else the program's own `status` (128 + n: ended by a signal)."""

    code: int
    status: int
    seconds: float  # of the program's run, the start of the JVM included
    modules: tuple[str, ...]  # imported
    broken: tuple[Broken, ...]  # outside a `try`, or the program ended with it
    without: tuple[Broken, ...]  # tried and not there; the program, or a library, went on
    never_needed: tuple[Spare, ...]  # answers that nothing imported in this run asked for
    complete: bool  # the program ended in order; else `modules` is what was seen until then
    stopped: bool  # ended from outside: by the limit, or by who asked for it
