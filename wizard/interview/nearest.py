"""The preset that the answers are nearest to, and what is different."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from wizard.interview.state import Interview, Setting
from wizard.planning.conditions import said
from wizard.profiles.model import Answers, Value
from wizard.profiles.preset import Preset


@dataclass(frozen=True, slots=True)
class Differing:
    """An answer that is not the preset's."""

    key: str
    title: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """A preset and all that is different."""

    name: str
    sentence: str
    differences: tuple[Differing, ...]

    @property
    def same(self) -> bool:
        """Whether the answers are the preset's."""
        return not self.differences


def nearest(i: Interview, answers: Answers, asked: Collection[str]) -> Nearest:
    """The one with the fewest differences; the one that the answers started from where several have as few."""
    presets = [i.preset, *(p for p in i.setting.presets.values() if p.name != i.preset.name)]
    found = [differences(i.setting, preset, answers, asked) for preset in presets]
    best = min(range(len(presets)), key=lambda n: len(found[n]))
    return Nearest(presets[best].name, presets[best].sentence, found[best])


def differences(setting: Setting, preset: Preset, answers: Answers, asked: Collection[str]) -> tuple[Differing, ...]:
    """What is answered differently."""
    theirs = answers_of(setting, preset)
    return tuple(
        Differing(q.key, q.title, said(answers[q.key].value), said(theirs[q.key]))
        for q in setting.catalogue.questions
        if q.key in asked and answers[q.key].value != theirs[q.key]
    )


def answers_of(setting: Setting, preset: Preset) -> dict[str, Value]:
    """What a preset says to every question, or the question's own default."""
    from wizard.profiles.read import answer

    said_there = preset.profile.answers
    return {q.key: answer(q, said_there.get(q.key, q.default)) for q in setting.catalogue.questions}
