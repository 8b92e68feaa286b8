"""The Python home in a payload, from GraalPy's jar python-resources: made once, then copied without inflating."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from fnmatch import translate
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from wizard.ground import places
from wizard.ground.atomic import replacing
from wizard.ground.digest import sha256_of_file
from wizard.ground.problems import Where, wrong_environment
from wizard.planning.model import Plan
from wizard.programs.archive import LEVEL, Writer

_RESOURCES = "META-INF/resources/"
# What only building other things needs: patches of packages for pip, GraalPy's own tool for executables.
_NEVER = ("patches/*", "modules/standalone/*", "modules/graalpy-config.py", "modules/autopatch_capi.py")
_NATIVE = (".so", ".dylib", ".dll", ".pyd")
_FORMAT = 1


def part(jar: Path, plan: Plan, cache: Path) -> Path:
    """A zip with home/lib/python3.12 without `plan.library_excludes` and home/lib/graalpy25.0, kept in `cache`.

    `jar` is python-resources, already verified. Exit 3: it cannot be read, or is not GraalPy's.
    """
    version, excludes = plan.version, plan.library_excludes
    graalpy = version.label.rpartition("graalpy")[2]
    wanted = "\0".join([str(_FORMAT), str(LEVEL), jar_sha256(jar, plan), version.python, graalpy, *sorted(excludes)])
    result = cache / "parts" / f"library-{hashlib.sha256(wanted.encode()).hexdigest()[:32]}.zip"
    if not result.is_file():
        places.ready(result.parent)
        with replacing(result) as temporary:
            _make(jar, temporary, excludes, version.python, graalpy)
    return result


def jar_sha256(jar: Path, plan: Plan) -> str:
    """As pinned, since the jar was verified when it came; 20 ms are saved with each build."""
    pinned = next((j.sha256 for j in plan.version.jars if j.file_name == jar.name), "")
    if pinned:
        return pinned
    return sha256_of_file(jar)


def left_out(excludes: Sequence[str]) -> re.Pattern[str]:
    """What `excludes` match: a glob, or a folder with all that is in it."""
    patterns = [translate(p) for e in excludes for p in (e, f"{e.rstrip('/')}/*")]
    return re.compile("|".join(patterns) if patterns else r"(?!)")


def _make(jar: Path, target: Path, excludes: Sequence[str], python: str, graalpy: str) -> None:
    try:
        with ZipFile(jar) as source, target.open("wb") as out:
            writer = Writer(out)
            for name, entry in sorted(_entries(source, excludes, python, graalpy)):
                writer.add(name, source.read(entry))
            writer.close()
    except (BadZipFile, KeyError, OSError) as error:
        raise wrong_environment(
            f"cannot be read: {error}", "remove it, it is downloaded again", Where(jar), "jar"
        ) from error


def _entries(source: ZipFile, excludes: Sequence[str], python: str, graalpy: str) -> Iterator[tuple[str, str]]:
    out, never = left_out(excludes), left_out(_NEVER)
    found = False
    for entry in source.namelist():
        if not entry.startswith(_RESOURCES) or entry.endswith(("/", *_NATIVE, ".pyc")):
            continue
        part, _, name = entry.removeprefix(_RESOURCES).partition("/")
        if part == "libpython" and not out.match(name):
            found = True
            yield f"home/lib/python{python}/{name}", entry
        elif part == "libgraalpy" and not never.match(name):
            yield f"home/lib/graalpy{graalpy}/{name}", entry
    if not found:
        raise KeyError("it holds no standard library")
