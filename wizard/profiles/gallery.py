"""All presets that can be seen from a folder, broken and foreign ones too; nothing here ever raises for a bad file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.catalogue.model import Question
from wizard.ground import atomic
from wizard.ground.problems import Problem, Where, WizardError, wrong_input
from wizard.profiles import presets, shelf
from wizard.profiles.dangers import Danger, dangers
from wizard.profiles.names import FILE_NAME, ORDER
from wizard.profiles.preset import Preset, questions_of
from wizard.profiles.read import read

FILE = "file"  # an origin: it lies here and could be imported
MOST = 200  # files that are looked at
BEGINNING = 1 << 16  # bytes of a file that are looked at for a sign that it may be a preset
_SIGN = re.compile(rb"^\s*schema\s*=", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A preset, or what is wrong with its file. `size`: bytes of `print("hi")` built with it; None: not measured."""

    name: str
    origin: str  # "shipped", "user", "project", "file"
    path: Path
    preset: Preset | None
    problems: tuple[Problem, ...] = ()
    size: int | None = None

    @property
    def dangers(self) -> tuple[Danger, ...]:
        """What it asks for that needs consent."""
        return dangers(self.preset.profile) if self.preset is not None else ()


def gallery(folder: Path, questions: Sequence[Question] | None = None) -> tuple[Exhibit, ...]:
    """Files of the folder first, then the user's and the project's presets, then the shipped ones by size."""
    from wizard.catalogue.figures import load_figures

    known, figures, named = questions_of(questions), load_figures(), shelf.names(folder)
    found = [_exhibit(path.stem, FILE, path, known, None) for path in _files(folder)]
    own = sorted(name for name in named if named[name][0] != shelf.SHIPPED)
    for name in [*own, *(name for name in ORDER if name in named and name not in own)]:
        origin, path = named[name]
        measured = figures.get(name) if origin == shelf.SHIPPED else None
        found.append(_exhibit(name, origin, path, known, measured.total_bytes if measured else None))
    shipped = [entry for entry in found if entry.origin == shelf.SHIPPED]
    return (*(e for e in found if e not in shipped), *sorted(shipped, key=lambda entry: entry.size or 0))


def rename(old: str, new: str, questions: Sequence[Question] | None = None) -> Path:
    """Another name for a preset of this user; exit 2 where there is one already or the name is none."""
    known = shelf.names(None)
    if old not in known or known[old][0] != shelf.USER:
        raise wrong_input(f"`{old}` is no preset of yours", "save it under another name", code="preset-name")
    path = known[old][1]
    target = presets.import_file(path, new, questions)
    path.unlink()
    return target


def export(preset: Preset, target: Path) -> Path:
    """The preset as a file to share; exit 2 where there is one already."""
    if target.exists():
        raise wrong_input("there is such a file already", "choose another name", Where(target), "exists")
    atomic.write_text(target, presets.export_text(preset))
    return target


def _exhibit(name: str, origin: str, path: Path, known: Sequence[Question], size: int | None) -> Exhibit:
    try:
        return Exhibit(name, origin, path, Preset(name, read(path, known, preset=True), origin), (), size)
    except WizardError as error:
        return Exhibit(name, origin, path, None, error.problems)


def _files(folder: Path) -> Iterator[Path]:
    try:
        found = sorted(path for path in folder.glob("*.toml") if path.name not in {FILE_NAME, "pyproject.toml"})
    except OSError:
        return
    for path in found[:MOST]:
        try:
            if path.is_file():
                with path.open("rb") as file:
                    if _SIGN.search(file.read(BEGINNING)):
                        yield path
        except OSError:
            continue
