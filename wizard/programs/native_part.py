"""GraalPy's shared libraries in a payload, from its jar python-resources: made once, then copied without inflating."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from wizard.ground import places
from wizard.ground.atomic import replacing
from wizard.ground.digest import sha256_of_file
from wizard.ground.problems import Where, wrong_environment
from wizard.planning.model import Plan
from wizard.programs.archive import LEVEL, Writer
from wizard.programs.library import jar_sha256, left_out

FOLDER = "native"  # in the payload
_PLATFORM = "linux/amd64"  # what this version builds for
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class NativePart:
    """A zip with native/..., and the SHA-256 of its bytes, hexadecimal: the content's name on the user's disk."""

    file: Path
    sha256: str


def native_part(jar: Path, plan: Plan, cache: Path) -> NativePart | None:
    """The libraries that `plan.native` asks for, kept in `cache`; None where there are none.

    `jar` is python-resources, already verified. Exit 3: it cannot be read, or lacks one of them.
    """
    if not plan.native:
        return None
    graalpy = plan.version.label.rpartition("graalpy")[2]
    wanted = "\0".join([str(_FORMAT), str(LEVEL), jar_sha256(jar, plan), graalpy, *sorted(plan.native)])
    result = cache / "parts" / f"native-{hashlib.sha256(wanted.encode()).hexdigest()[:32]}.zip"
    if not result.is_file():
        places.ready(result.parent)
        with replacing(result) as temporary:
            _make(jar, temporary, plan.native, graalpy)
    return NativePart(result, sha256_of_file(result))


def _make(jar: Path, target: Path, globs: tuple[str, ...], graalpy: str) -> None:
    root = f"META-INF/resources/{_PLATFORM}/lib/graalpy{graalpy}/"
    try:
        with ZipFile(jar) as source, target.open("wb") as out:
            names = [n.removeprefix(root) for n in source.namelist() if n.startswith(root) and n.endswith(".so")]
            if missing := [glob for glob in globs if not any(map(left_out((glob,)).match, names))]:
                raise KeyError(f"it holds no {missing[0]}")
            chosen = left_out(globs)
            writer = Writer(out)
            for name in sorted(filter(chosen.match, names)):
                writer.add(f"{FOLDER}/{name}", source.read(root + name))
            writer.close()
    except (BadZipFile, KeyError, OSError) as error:
        raise wrong_environment(
            f"cannot be read: {error}", "remove it, it is downloaded again", Where(jar), "jar"
        ) from error
