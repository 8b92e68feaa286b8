"""`report --licences` and `report --sbom`: what goes with an executable that is handed on."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from wizard.cli.document import Block, Document, Table, Text
from wizard.cli.outcome import Outcome
from wizard.ground.problems import Where, wrong_input
from wizard.reports.inventory import Component, Inventory, inventory


def run(options: argparse.Namespace) -> Outcome:
    """Exit 2 where there is no such build or file, or its executable is gone."""
    executable = _executable(options.build)
    found = inventory(executable)
    if options.sbom:
        from wizard.reports.sbom import sbom

        document = sbom(executable, found)
        return Outcome(document, [Text(json.dumps(document, indent=2), raw=True)])
    return Outcome(found, licences(found))


def _executable(name: str) -> Path:
    from wizard.history.store import History

    named = name and (Path(name).is_file() or "/" in name)
    path = Path(name if named else History().result(name).executable)
    if not path.is_file():
        raise wrong_input("the executable is not there any more", "build it again", Where(path), "executable-gone")
    return path


def licences(found: Inventory) -> Document:
    """A table, and each text once."""
    rows = [(c.name, c.version, c.licence) for c in found.components]
    blocks: list[Block | str] = [
        f"{found.name}: what it contains and under which terms. Hand these texts on with it.", "",
        Table(("part", "version", "licence"), rows),
    ]  # fmt: skip
    for heading, text, parts in texts(found.components):
        blocks += ["", "=" * 80, Text(f"{heading} ({', '.join(parts)})"), "=" * 80, "", Text(text.rstrip(), raw=True)]
    missing = [c.name for c in found.components if not c.texts]
    if missing:
        blocks += ["", Text(f"No text came with: {', '.join(missing)}. Their makers have it.")]
    return blocks


def texts(components: Iterable[Component]) -> list[tuple[str, str, list[str]]]:
    """Heading, text, and the parts that it is for."""
    found: dict[str, tuple[str, list[str]]] = {}
    for component in components:
        for heading, text in component.texts:
            found.setdefault(text, (heading, []))[1].append(component.name)
    return [(heading, text, parts) for text, (heading, parts) in found.items()]
