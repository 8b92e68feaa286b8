"""A profile as plain TOML values, and as the text of a new file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import tomlkit

from wizard.profiles import migrate, shape
from wizard.profiles.amounts import share_text, size_text, time_text
from wizard.profiles.model import Budget, Profile

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
            table.add(key, item(value))
        if name:
            document.add(name, table)
    return tomlkit.dumps(document)


def item(value: Any) -> Any:
    """A TOML item; long lists get a line an entry."""
    if not isinstance(value, list):
        return tomlkit.item(value)
    array = tomlkit.array()
    array.extend(value)
    return array.multiline(sum(len(str(entry)) + 4 for entry in value) > 90)


def _plain(value: object) -> Any:
    return list(value) if isinstance(value, tuple) else value
