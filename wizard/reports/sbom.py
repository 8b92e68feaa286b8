"""An inventory as a CycloneDX document (JSON, version 1.6)."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard import __version__
from wizard.ground.foreign import plain
from wizard.reports.downloads import sha256
from wizard.reports.inventory import Component as Part
from wizard.reports.inventory import Inventory

if TYPE_CHECKING:
    from cyclonedx.model.component import Component

_NAMES = uuid.UUID("5a1a4f0e-6d2f-4bd5-8f5c-6d2d1f4a7a11")  # so that the same file has the same serial number


def sbom(executable: Path, found: Inventory) -> dict[str, Any]:
    """The same executable gives the same document, its serial number included."""
    from cyclonedx.model.bom import Bom, BomMetaData
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.tool import ToolRepository
    from cyclonedx.output.json import JsonV1Dot6

    digest = sha256(executable)
    whole = _component(Part(found.name, "", "", "", (), "", digest), application=True)
    wizard = Component(name="graalpy-wizard", type=ComponentType.APPLICATION, version=__version__)
    made = datetime.fromtimestamp(int(executable.stat().st_mtime), tz=UTC)
    named = (part for part in found.components if not (part.of_jars and found.jars))
    parts = [_component(part) for part in (*named, *found.jars)]
    bom = Bom(
        serial_number=uuid.uuid5(_NAMES, digest), components=parts,
        metadata=BomMetaData(component=whole, timestamp=made, tools=ToolRepository(components=[wizard])),
    )  # fmt: skip
    bom.register_dependency(whole, parts)
    document: dict[str, Any] = json.loads(JsonV1Dot6(bom).output_as_string())
    return document


def _component(part: Part, *, application: bool = False) -> Component:
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model import HashAlgorithm, HashType
    from cyclonedx.model.component import Component, ComponentType
    from packageurl import PackageURL

    name, version = plain(part.name, limit=300), plain(part.version, limit=100)
    terms = plain(part.licence, limit=300)
    return Component(
        name=name, version=version or None, description=plain(part.why) or None,
        type=ComponentType.APPLICATION if application else ComponentType.LIBRARY,
        bom_ref=part.purl or f"{name} {version}".rstrip(),
        purl=PackageURL.from_string(part.purl) if part.purl else None,
        licenses=[LicenseFactory().make_from_string(terms)] if terms and terms != "not said" else None,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=part.sha256)] if part.sha256 else None,
    )  # fmt: skip
