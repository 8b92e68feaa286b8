"""A jar as an executable: class path and main class, no engine and no payload."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from wizard.building import image, machine, needs, preflight
from wizard.building.events import Listener
from wizard.building.image import Image
from wizard.building.request import JarRequest
from wizard.catalogue.model import Catalogue
from wizard.ground import atomic, places
from wizard.toolchains.model import Toolchain

KIND = "java"


@dataclass(frozen=True, slots=True)
class BuiltJar:
    """A finished executable; size in bytes."""

    path: Path
    size: int
    image: Image
    toolchain: Toolchain


def arguments(request: JarRequest) -> tuple[str, ...]:
    """native-image's own for a jar, raw ones last."""
    return ("--no-fallback", *request.extra)


def command(request: JarRequest, native_image: Path, folder: Path) -> tuple[str, ...]:
    """The exact command line; `folder` is where native-image works."""
    from wizard.planning.command import native_image_command

    needed = needs.SHIPPED[KIND].memory
    return native_image_command(
        native_image, arguments(request), [request.jar, *request.class_path], main_class_of(request),
        folder / "image", folder / "build.json", machine.choose(needed, machine.this_machine(), request.resources),
        builder=request.wanted.builder or "25.0", temporary=folder / "tmp",
    )  # fmt: skip


def planned(request: JarRequest) -> tuple[str, ...]:
    """The command as it would be; nothing is downloaded, run or assembled."""
    from wizard.toolchains import find

    toolchain = find.planned(request.wanted, explicit=request.toolchain)
    return command(request, toolchain.native_image, places.cache() / "work" / "jar")


def main_class_of(request: JarRequest) -> str:
    """What was said, else what the jar's manifest says; exit 2 if neither does."""
    from zipfile import BadZipFile, ZipFile

    from wizard.ground.problems import Where, wrong_input

    if request.main_class:
        return request.main_class
    try:
        with ZipFile(request.jar) as archive:
            manifest = archive.read("META-INF/MANIFEST.MF").decode("utf-8", "replace")
    except (OSError, BadZipFile, KeyError) as error:
        raise wrong_input("is no jar", "name a jar with a manifest", Where(request.jar), "not-a-jar") from error
    for line in manifest.replace("\r\n", "\n").replace("\n ", "").splitlines():
        if line.startswith("Main-Class:"):
            return line.partition(":")[2].strip()
    raise wrong_input(
        "names no Main-Class", 'write main_class = "..." below [program]', Where(request.jar), "no-main-class"
    )


def build(request: JarRequest, catalogue: Catalogue, listener: Listener) -> BuiltJar:
    """Preflight, native-image in a folder of its own, and the result moved into place."""
    from wizard.toolchains import find

    main_class_of(request)
    needed = needs.SHIPPED[KIND]
    here = machine.this_machine()
    preflight.require(
        preflight.target(request.target),
        preflight.compiler("gcc"),
        preflight.memory(needed.memory, here),
        preflight.disk([preflight.Place("the executable", request.target.parent, needed.engine)]),
    )
    toolchain = find.ensure(request.wanted, explicit=request.toolchain, listener=listener)
    work = places.ready(places.cache() / "work")
    with tempfile.TemporaryDirectory(dir=work, prefix="jar-") as name:
        folder = Path(name)
        made = image.build(
            command(request, toolchain.native_image, folder), folder, catalogue, listener,
            kind=KIND, timeout=request.timeout,
        )  # fmt: skip
        with atomic.replacing(request.target, 0o755) as temporary:
            shutil.copyfile(folder / "image", temporary)
    return BuiltJar(request.target, request.target.stat().st_size, made, toolchain)
