"""Writes profiles: only what differs from the preset, keeping comments and order, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Table

from wizard.catalogue.model import Question
from wizard.ground import atomic
from wizard.ground.problems import Where, wrong_input
from wizard.profiles import migrate, trust
from wizard.profiles.model import Profile
from wizard.profiles.preset import find, questions_of
from wizard.profiles.read import profile_of, read, refuse, text_of
from wizard.profiles.toml_form import item, minimal, sections, to_toml


def write(profile: Profile, path: Path, questions: Sequence[Question] | None = None) -> None:
    """Write `profile` to `path`: exit 2 if there is a file that is no valid profile, 3 if it cannot be written.

    A file that the wizard writes is consented to, unless it was there before with dangers that were not.
    """
    known = questions_of(questions)
    wanted = _wanted(profile, path, known)
    # A new file's own values are the user's; what a preset of the project asks for is not.
    before = read(path, known) if path.exists() else Profile(path=path, preset=profile.preset)
    consented = trust.trusted(before, questions=known)
    text = text_for(profile, path, known)
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise wrong_input("it has a character that no file can hold", "remove it", Where(path)) from error
    refuse(text, path, known)  # what could not be read again is never written
    atomic.write_bytes(path, data)
    if consented:
        trust.grant_if_possible(replace(wanted, path=path), questions=known)


def text_for(profile: Profile, path: Path, questions: Sequence[Question] | None = None) -> str:
    """What `write` would put into `path`: the file that is there, changed, or a new one."""
    known = questions_of(questions)
    wanted = _wanted(profile, path, known)
    return _rewritten(path, wanted, known) if path.exists() else to_toml(wanted)


def _wanted(profile: Profile, path: Path, questions: Sequence[Question]) -> Profile:
    base = find(profile.preset, path.absolute().parent, questions).profile if profile.preset else None
    return minimal(profile, base)


def _rewritten(path: Path, wanted: Profile, questions: Sequence[Question]) -> str:
    document = tomlkit.parse(text_of(path))
    migrate.migrate(document)
    now = sections(profile_of(document.unwrap(), questions, path))
    for name, entries in sections(wanted).items():
        _change(document, name, now[name], entries)
    return tomlkit.dumps(document)


def _change(document: tomlkit.TOMLDocument, name: str, now: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Touch only the keys whose meaning changes, so that the others keep their spelling."""
    gone = [key for key in now if key not in wanted and key != "schema"]
    new = {key: value for key, value in wanted.items() if now.get(key) != value}
    if not gone and not new:
        return
    if name and name not in document:
        document[name] = tomlkit.table()
    table: Any = document[name] if name else document
    for key in gone:
        table.pop(key, None)
    for key, value in new.items():
        table[key] = item(value)
    if name and not table and isinstance(table, Table) and "#" not in table.as_string():
        document.pop(name)
