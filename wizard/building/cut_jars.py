"""Copies of jars without files that an answer makes useless; made once, the same bytes each time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from wizard.building import icu_dictionary
from wizard.catalogue.model import Jar
from wizard.ground import places
from wizard.ground.atomic import replacing
from wizard.ground.problems import Where, wrong_environment
from wizard.planning.model import Plan
from wizard.programs.library import left_out

_FORMAT = 2
_DICTIONARY = ".dict"  # of ICU: it has to be there
_STAMP = (1980, 1, 1, 0, 0, 0)


def class_path(plan: Plan, jars: Mapping[str, Path]) -> list[Path]:
    """The plan's jars in order, those with cuts as copies from the cache. Exit 3: one cannot be read or copied."""
    return [cut(jar, jars[jar.file_name], plan.cuts.get(jar.artifact, ())) for jar in plan.jars]


def planned(plan: Plan, jars: Mapping[str, Path]) -> list[Path]:
    """As `class_path`, with the copies where they would be; nothing is made."""
    return [place_of(jar, jars[jar.file_name], plan.cuts.get(jar.artifact, ())) for jar in plan.jars]


def place_of(jar: Jar, file: Path, globs: Sequence[str]) -> Path:
    """Where the copy is kept; the jar itself where nothing is cut."""
    if not globs:
        return file
    wanted = "\0".join([str(_FORMAT), jar.sha256, *sorted(globs)])
    return places.cache() / "parts" / f"{file.stem}-{hashlib.sha256(wanted.encode()).hexdigest()[:32]}.jar"


def cut(jar: Jar, file: Path, globs: Sequence[str]) -> Path:
    """The copy without what `globs` match, or the jar itself where there are none."""
    result = place_of(jar, file, globs)
    if globs and not result.is_file():
        places.ready(result.parent)
        with replacing(result) as temporary:
            _make(file, temporary, globs)
    return result


def _make(file: Path, target: Path, globs: Sequence[str]) -> None:
    out = left_out(globs)
    try:
        with ZipFile(file) as source, ZipFile(target, "w") as copy:
            for entry in source.infolist():
                gone = out.match(entry.filename)
                if gone and not entry.filename.endswith(_DICTIONARY):
                    continue
                data = source.read(entry)
                same = ZipInfo(entry.filename, _STAMP)
                same.compress_type = entry.compress_type
                copy.writestr(same, icu_dictionary.without_words(data) if gone else data, compresslevel=1)
    except (BadZipFile, OSError, ValueError) as error:
        raise wrong_environment(
            f"cannot be copied: {error}", "remove it, it is downloaded again", Where(file), "jar"
        ) from error
