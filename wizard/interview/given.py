"""From an interview to the answers that hold, and the plan that they come to."""

from __future__ import annotations

from dataclasses import replace

from wizard.interview.state import Interview, answer
from wizard.planning.model import Plan
from wizard.planning.plan import plan
from wizard.profiles.lines import line_of
from wizard.profiles.model import Answer, Answers, Origin, Profile
from wizard.profiles.precedence import answers, merged


def given(i: Interview) -> Answers:
    """What was answered here or in the file, in the environment, by the preset, or by nobody."""
    profile = replace(i.setting.profile, path=None, answers=i.now.answers)
    found = answers(
        i.setting.catalogue.questions, flags={}, environ=i.setting.environ, profile=profile, preset=i.preset
    )
    return {key: _told(i, entry) for key, entry in found.items()}


def toggle(i: Interview, key: str, choice: str) -> Interview:
    """Put a choice into a set, or take it out."""
    now = given(i)[key].value
    held = (now,) if isinstance(now, str) else now
    return answer(i, key, [v for v in held if v != choice] if choice in held else [*held, choice])


def planned(i: Interview, changed: Answers | None = None) -> Plan:
    """The plan; exit 2 with every conflict. `changed`: instead of the answers that were given."""
    return plan(i.setting.catalogue, given(i) if changed is None else changed, i.setting.version, extra(i))


def whole(i: Interview) -> Profile:
    """The profile over its preset."""
    return merged(profile_of(i), i.preset.profile)


def extra(i: Interview) -> tuple[str, ...]:
    """Raw arguments of the profile or its preset."""
    return i.setting.profile.extra or i.preset.profile.extra


def profile_of(i: Interview) -> Profile:
    """The profile as it would be written."""
    subject = i.setting.subject.section
    section = replace(subject, requirements=i.now.requirements, requirements_file=i.now.requirements_file)
    return replace(
        i.setting.profile, path=i.setting.file, preset=i.now.preset, program=section, answers=dict(i.now.answers),
        output=i.now.name,
    )  # fmt: skip


def _told(i: Interview, entry: Answer) -> Answer:
    """With words for people in `detail`."""
    if entry.origin is not Origin.PROFILE:
        return entry
    if i.setting.profile.answers.get(entry.key) != entry.value:
        return replace(entry, detail="your answer")
    line = line_of(i.setting.lines, ("answers", entry.key))
    return replace(entry, detail=f"{i.setting.file.name}:{line}" if line else i.setting.file.name)
