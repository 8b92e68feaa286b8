"""Presets: saved, imported, exported, compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.catalogue.model import Question
from wizard.ground import atomic
from wizard.ground.problems import Where, wrong_input
from wizard.profiles import shelf, texts
from wizard.profiles.model import Profile, ProgramSection
from wizard.profiles.names import ORDER
from wizard.profiles.preset import Preset, find, questions_of
from wizard.profiles.read import read


@dataclass(frozen=True, slots=True)
class Difference:
    """A key in which two presets differ; None: it is not set."""

    key: str
    first: object
    second: object


def differences(first: Preset, second: Preset) -> tuple[Difference, ...]:
    """Each key that the two do not share, in the order of a profile; sentences are not compared."""
    from wizard.profiles.toml_form import flat

    one, two = flat(first.profile), flat(second.profile)
    keys = [key for key in dict.fromkeys([*one, *two]) if key not in ("schema", "sentence")]
    return tuple(Difference(key, one.get(key), two.get(key)) for key in keys if one.get(key) != two.get(key))


def save(name: str, profile: Profile, *, sentence: str = "", questions: Sequence[Question] | None = None) -> Path:
    """Keep a profile's answers (over those of its own preset) as a preset of this user; the file written."""
    known = questions_of(questions)
    base = find(profile.preset, profile.folder, known).profile if profile.preset else None
    return _keep(name, standing_alone(profile, base, sentence=sentence))


def standing_alone(profile: Profile, base: Profile | None, *, sentence: str = "") -> Profile:
    """What a preset takes from a profile: everything but the program and the output."""
    from wizard.profiles.precedence import merged

    whole = merged(profile, base)
    words = sentence or profile.sentence or "Saved by you; not described."
    return replace(whole, path=None, preset="", sentence=words, program=ProgramSection(), output="")


def import_file(file: Path, name: str = "", questions: Sequence[Question] | None = None) -> Path:
    """Copy a valid preset, comments included, into the user's folder; the caller has asked for consent."""
    known = questions_of(questions)
    read(file, known, preset=True)
    name = name or file.stem
    target = _place(name)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise wrong_input(f"it cannot be read: {error.strerror}", "", Where(file)) from error
    atomic.write_bytes(target, data)
    return target


def export_text(preset: Preset) -> str:
    """The preset as a file to share, comments included."""
    from wizard.profiles.read import text_of

    return text_of(preset.profile.path) if preset.profile.path else ""


def _place(name: str) -> Path:
    refusal = texts.preset(name)
    if refusal:
        raise wrong_input(*refusal, code="preset-name")
    if name in ORDER:
        raise wrong_input(f"`{name}` is a preset of graalpy-wizard", "choose another name", code="preset-name")
    target = shelf.user_folder() / f"{name}.toml"
    if target.exists():
        raise wrong_input(f"there is a preset `{name}` already: {target}", "choose another name", code="exists")
    return target


def _keep(name: str, profile: Profile) -> Path:
    from wizard.profiles.toml_form import to_toml

    target = _place(name)
    atomic.write_text(target, to_toml(profile))
    return target
