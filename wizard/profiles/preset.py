"""A preset, and where it is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.catalogue.model import Question
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError, wrong_input
from wizard.profiles import shape, shelf, texts
from wizard.profiles.model import Profile
from wizard.profiles.names import ORDER
from wizard.profiles.read import read


@dataclass(frozen=True, slots=True)
class Preset:
    """A named profile. `origin` is "project", "user" or "shipped"."""

    name: str
    profile: Profile
    origin: str

    @property
    def sentence(self) -> str:
        """What it is for and what it costs."""
        return self.profile.sentence


def questions_of(questions: Sequence[Question] | None) -> Sequence[Question]:
    """`questions`, or the catalogue's."""
    if questions is not None:
        return questions
    from wizard.catalogue.load import load_questions

    return load_questions()


def shipped(questions: Sequence[Question] | None = None) -> tuple[Preset, ...]:
    """The presets of this release, from the ordinary build to the smallest."""
    folder, known = shelf.shipped_folder(), questions_of(questions)
    return tuple(
        Preset(name, read(folder / f"{name}.toml", known, preset=True), shelf.SHIPPED)
        for name in ORDER
        if (folder / f"{name}.toml").is_file()
    )


def every(project: Path | None, questions: Sequence[Question] | None = None) -> tuple[Preset, ...]:
    """All presets that can be named here; WizardError if a file among them is broken. See also `shelf.impostors`."""
    known, found = questions_of(questions), shelf.names(project)
    ordered = sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    return tuple(Preset(name, read(found[name][1], known, preset=True), found[name][0]) for name in ordered)


def find(name: str, project: Path | None, questions: Sequence[Question] | None = None) -> Preset:
    """The preset of this name: the project's own > the user's > shipped; exit 2 with the nearest name.

    Exit 2 as well where another file takes a shipped one's name: which of the two was meant is not guessed.
    """
    refusal = texts.preset(name)
    if refusal:
        raise wrong_input(*refusal, code="preset-name")
    if taken := shelf.impostors(project, name):
        raise WizardError(taken, ExitCode.INPUT)
    known = shelf.names(project)
    if name not in known:
        raise wrong_input(f"there is no preset `{name}`", shape.nearest(name, known), code="unknown-preset")
    origin, path = known[name]
    return Preset(name, read(path, questions_of(questions), preset=True), origin)
