"""What a rehearsal proposes for a snapshot: library modules that were imported, cut to those that are fit. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from wizard.catalogue.snapshot import with_needed
from wizard.planning.broken import is_private
from wizard.planning.model import Plan
from wizard.planning.snapshot import why_not


def proposed(modules: Iterable[str], plan: Plan) -> tuple[str, ...]:
    """For `[snapshot] modules`, sorted; without those that others of them import, and without private ones."""
    public = {name for name in modules if not is_private(name) and not why_not(name, plan)}
    return tuple(sorted(name for name in public if not _comes_anyhow(name, public)))


def _comes_anyhow(name: str, modules: set[str]) -> bool:
    """Another one imports it; of two that import each other, the first by name stays."""
    others = {other for other in modules if other != name and name in with_needed([other])}
    return any(other not in with_needed([name]) or other < name for other in others)
