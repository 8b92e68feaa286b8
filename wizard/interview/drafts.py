"""Answers that are not saved yet, kept in the state folder so that nothing ends them: one file a profile."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.ground import atomic, places
from wizard.ground.problems import WizardError
from wizard.interview import state
from wizard.interview.state import Choices, Interview
from wizard.profiles import shelf, texts
from wizard.profiles.model import Value

SCHEMA = 1
LARGEST = 1 << 18  # bytes; real ones have less than 2 kB
MOST = 50  # drafts in the list


@dataclass(frozen=True, slots=True)
class Draft:
    """What was decided and not saved. `saved` is UTC; `program`: as it was named."""

    file: Path  # the profile that it is about
    saved: str
    program: str
    field: str  # of ProgramSection: "entry", "jar", ...
    choices: Choices


def keep(i: Interview) -> str:
    """Write it, or remove it where nothing is left to save; returns why it is not kept, "" where it is.

    Never raises: a draft is a help, not a duty.
    """
    if not i.changed or not i.past:
        remove(i.setting.file)
        return ""
    (field, program), now = i.setting.subject.named, i.now
    data = {
        "schema": SCHEMA, "file": str(i.setting.file), "saved": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "field": field, "program": program, "preset": now.preset,
        "answers": {key: _plain(value) for key, value in now.answers.items()}, "requirements": list(now.requirements),
        "requirements_file": now.requirements_file, "allow_broken": list(now.allow_broken), "name": now.name,
    }  # fmt: skip
    try:
        atomic.write_bytes(_place(i.setting.file), json.dumps(data).encode())
    except WizardError as error:
        return error.problems[0].what
    except (OSError, UnicodeError) as error:
        return str(error)
    return ""


def find(file: Path) -> Draft | None:
    """The draft of this profile; None where there is none, or one that is no draft."""
    if shelf.within(_folder(), file.parent):  # a stranger's archive could have brought it along
        return None
    draft = _read(_place(file))
    return draft if draft is not None and draft.file == file else None


def every() -> tuple[Draft, ...]:
    """Newest first; those whose project is gone are left out."""
    try:
        files = sorted(_folder().glob("*.json"))[:MOST]
    except OSError:
        return ()
    found = [draft for draft in map(_read, files) if draft is not None and draft.file.parent.is_dir()]
    return tuple(sorted(found, key=lambda draft: draft.saved, reverse=True))


def restored(i: Interview, draft: Draft) -> Interview:
    """With the draft's choices, as one step that can be undone; what no longer exists is left out."""
    after = replace(i, now=replace(i.now, answers={}))
    for key, value in draft.choices.answers.items():
        with suppress(WizardError):
            after = state.answer(after, key, value)
    known = draft.choices.preset in i.setting.presets
    name = draft.choices.name if not draft.choices.name or texts.file_name(draft.choices.name) is None else ""
    wanted = replace(
        draft.choices, answers=after.now.answers, preset=draft.choices.preset if known else i.now.preset, name=name,
        requirements=tuple(r for r in draft.choices.requirements if texts.requirement(r) is None),
    )  # fmt: skip
    return state.step_to(i, wanted)


def remove(file: Path) -> None:
    """It is saved, or not wanted."""
    with suppress(OSError):
        _place(file).unlink(missing_ok=True)


def _folder() -> Path:
    return places.state() / "drafts"


def _place(file: Path) -> Path:
    name = hashlib.sha256(str(file).encode("utf-8", "surrogateescape")).hexdigest()[:24]
    return _folder() / f"{name}.json"


def _plain(value: Value) -> str | list[str]:
    return value if isinstance(value, str) else list(value)


def _read(path: Path) -> Draft | None:
    try:
        with path.open("rb") as stream:
            whole = json.loads(stream.read(LARGEST))
        if not isinstance(whole, dict) or whole["schema"] != SCHEMA:
            return None
        choices = Choices(
            _text(whole["preset"]), _answers(whole["answers"]), _texts(whole["requirements"]),
            _text(whole["requirements_file"]), _texts(whole["allow_broken"]), _text(whole["name"]),
        )  # fmt: skip
        field = _text(whole["field"])
        if field not in ("entry", "jar", "maven", "gradle"):
            return None
        return Draft(Path(_text(whole["file"])), _text(whole["saved"]), _text(whole["program"]), field, choices)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _answers(value: object) -> Mapping[str, Value]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return {_text(key): _text(entry) if isinstance(entry, str) else _texts(entry) for key, entry in value.items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    return tuple(_text(entry) for entry in value)
