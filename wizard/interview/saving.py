"""Writes what was decided: the profile, or a preset of the user's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wizard.interview import drafts
from wizard.interview.given import profile_of
from wizard.interview.state import Interview, choices_of
from wizard.profiles import presets
from wizard.profiles.lines import key_lines
from wizard.profiles.read import read, text_of
from wizard.profiles.write import write


def save(i: Interview) -> Interview:
    """Write the profile and remove the draft; the interview as it is against the new file. Exit 2 or 3."""
    file, questions = i.setting.file, i.setting.catalogue.questions
    write(profile_of(i), file, questions)
    drafts.remove(file)
    profile, text = read(file, questions), text_of(file)
    setting = replace(i.setting, profile=profile, text=text, lines=key_lines(text))
    # What equals the preset's answer is not in the file, and is no answer of its own any more.
    now = replace(choices_of(profile), allow_broken=i.now.allow_broken)
    return replace(i, setting=setting, now=now)


def save_preset(i: Interview, name: str, sentence: str = "") -> Path:
    """Keep the answers as a preset of this user; exit 2 for a name that is taken or none."""
    return presets.save(name, profile_of(i), sentence=sentence, questions=i.setting.catalogue.questions)
