"""Under which terms the parts of an executable stand: data/licences.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from wizard.catalogue.entries import entries, table_of
from wizard.catalogue.load import DATA


@dataclass(frozen=True, slots=True)
class Licence:
    """`jars`: how the artifacts' names begin; `modules`: how the names of the payload's native modules do.

    Without either it is in every executable. `text`: names of texts.
    """

    name: str
    spdx: str
    text: tuple[str, ...]
    why: str
    jars: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    separate: bool = False  # not the jars themselves, but what comes with them

    def covers(self, artifact: str) -> bool:
        """Whether it holds for this jar."""
        return bool(self.jars) and artifact.startswith(self.jars)


@cache
def load_licences() -> tuple[Licence, ...]:
    """In the order in which they are shown."""
    file = DATA / "licences.toml"
    return entries(Licence, table_of(file), "licence", file)
