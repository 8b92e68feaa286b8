"""What an engine with a started interpreter is made of besides the launcher: in folders of its own, so that it changes
no other engine's key."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

from wizard.building.snapshot_program import Carried
from wizard.planning.model import Plan

STARTUP, SNAPSHOT = (Path(__file__).parent / name for name in ("startup", "snapshot"))
PACKAGE = "graalpywizard/startup"
SERVICE = "META-INF/services/com.oracle.truffle.api.provider.TruffleLanguageProvider"
HOME = "tmp/home"  # in the folder where native-image works
PROVIDER = "graalpywizard.startup.SnapshotLanguageProvider\n"


def files(plan: Plan) -> list[Path]:
    """Java and Python sources, in a fixed order; none where nothing is started while building."""
    folders = [*([STARTUP] if plan.preinitialised else []), *([SNAPSHOT] if plan.snapshot else [])]
    return [path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in (".java", ".py")]


def digest(plan: Plan) -> str:
    """SHA-256 over names and contents of `files`; "" where there are none."""
    total = hashlib.sha256()
    found = files(plan)
    for path in found:
        total.update(f"{path.parent.name}/{path.name}\0".encode() + path.read_bytes() + b"\0")
    return total.hexdigest() if found else ""


def java(plan: Plan) -> list[Path]:
    """What is compiled with the launcher."""
    return [path for path in files(plan) if path.suffix == ".java"]


def arguments(plan: Plan) -> tuple[str, ...]:
    """For native-image, which works in the engine's folder: a whole path would be found in the executable."""
    return (f"-Dgraalpy.wizard.snapshot.home={HOME}",) if plan.snapshot else ()


def put_beside(
    plan: Plan, classes: Path, jars: Mapping[str, Path], folder: Path, program: Carried | None = None
) -> None:
    """Python sources and the language's registration among the compiled `classes`; in `folder` what is imported."""
    if not plan.snapshot:
        return
    from wizard.building.product import library_of

    for path in files(plan):
        if path.suffix == ".py":
            shutil.copyfile(path, classes / PACKAGE / path.name)
    (classes / SERVICE).parent.mkdir(parents=True)
    (classes / SERVICE).write_text(PROVIDER)
    library, unpacked = library_of(plan, jars), (folder / HOME).parent
    if program:
        program.unpack(plan, library, unpacked)
        return
    with ZipFile(library) as archive:
        archive.extractall(unpacked)
