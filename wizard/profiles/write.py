"""Writes profiles: only what differs from the preset, keeping comments and order, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Table

from wizard.catalogue.model import Question
from wizard.ground import atomic
from wizard.ground.problems import Where, wrong_input
from wizard.profiles import migrate, shape
from wizard.profiles.amounts import share_text, size_text, time_text
from wizard.profiles.model import Budget, Profile
from wizard.profiles.preset import find, questions_of
from wizard.profiles.read import profile_of, read, refuse, text_of

Sections = dict[str, dict[str, Any]]  # "" for the top of the file -> key -> plain TOML value


def sections(profile: Profile) -> Sections:
    """What a profile says, as plain TOML values; what it does not say is absent."""
    program = profile.program
    whole: Sections = {
        "": {"schema": migrate.CURRENT, "preset": profile.preset, "sentence": profile.sentence},
        "program": {key: _plain(getattr(program, key)) for key in shape.FORMAT["program"]},
        "answers": {key: _plain(value) for key, value in profile.answers.items()},
        "toolchain": {"graalpy": profile.graalpy, "native_image": profile.native_image},
        "snapshot": {"kind": profile.snapshot_kind},
        "options": {"extra": _plain(profile.extra)},
        "output": {"name": profile.output},
        "budget": {},
        "check": {"run": _plain(profile.check_run), "imports": _plain(profile.check_imports)},
    }
    for name, entries in whole.items():
        if name != "answers":  # there an empty list is an answer
            whole[name] = {key: value for key, value in entries.items() if value not in ("", [])}
    if profile.snapshot_modules is not None:
        whole["snapshot"]["modules"] = list(profile.snapshot_modules)
    whole["budget"] = budget_texts(profile.budget)
    return whole


def budget_texts(budget: Budget) -> dict[str, str]:
    """Its limits as a profile has them."""
    texts = {
        "size": None if budget.size is None else size_text(budget.size),
        "growth": None if budget.growth is None else share_text(budget.growth),
        "start": None if budget.start is None else time_text(budget.start),
        "memory": None if budget.memory is None else size_text(budget.memory),
        "warn": None if budget.warn is None else share_text(budget.warn),
    }
    return {key: text for key, text in texts.items() if text is not None}


def flat(profile: Profile) -> Mapping[str, Any]:
    """`section.key` -> plain TOML value."""
    return {
        f"{name}.{key}" if name else key: value
        for name, entries in sections(profile).items()
        for key, value in entries.items()
    }


def minimal(profile: Profile, base: Profile | None) -> Profile:
    """`profile` without what its preset says already."""
    if base is None:
        return profile
    return replace(
        profile,
        answers={key: value for key, value in profile.answers.items() if base.answers.get(key) != value},
        graalpy="" if profile.graalpy == base.graalpy else profile.graalpy,
        native_image="" if profile.native_image == base.native_image else profile.native_image,
        snapshot_kind="" if profile.snapshot_kind == base.snapshot_kind else profile.snapshot_kind,
        snapshot_modules=None if profile.snapshot_modules == base.snapshot_modules else profile.snapshot_modules,
        extra=() if profile.extra == base.extra else profile.extra,
        budget=Budget(
            **{
                key: value if value != getattr(base.budget, key) else None
                for key in shape.FORMAT["budget"]
                if (value := getattr(profile.budget, key)) is not None
            }
        ),
        check_run=() if profile.check_run == base.check_run else profile.check_run,
        check_imports=() if profile.check_imports == base.check_imports else profile.check_imports,
    )


def to_toml(profile: Profile) -> str:
    """The whole profile as a new file, in the order of the documentation."""
    document = tomlkit.document()
    for name, entries in sections(profile).items():
        if not entries:
            continue
        table = document if not name else tomlkit.table()
        for key, value in entries.items():
            table.add(key, _item(value))
        if name:
            document.add(name, table)
    return tomlkit.dumps(document)


def write(profile: Profile, path: Path, questions: Sequence[Question] | None = None) -> None:
    """Write `profile` to `path`: exit 2 if there is a file that is no valid profile, 3 if it cannot be written.

    A file that the wizard writes is consented to, unless it was there before with dangers that were not.
    """
    from wizard.profiles import trust

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
        table[key] = _item(value)
    if name and not table and isinstance(table, Table) and "#" not in table.as_string():
        document.pop(name)


def _item(value: Any) -> Any:
    if not isinstance(value, list):
        return tomlkit.item(value)
    array = tomlkit.array()
    array.extend(value)
    return array.multiline(sum(len(str(entry)) + 4 for entry in value) > 90)


def _plain(value: object) -> Any:
    return list(value) if isinstance(value, tuple) else value
