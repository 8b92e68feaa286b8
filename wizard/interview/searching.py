"""From a word to the question that decides it: over questions, choices, options and modules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from wizard.interview.deciding import keys_of, modules_of
from wizard.interview.state import Interview, Setting
from wizard.interview.view import asked

KINDS = ("question", "choice", "module", "option")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that fits. `keys`: the questions that decide it; () where none does."""

    kind: str  # one of KINDS
    label: str
    detail: str
    keys: tuple[str, ...]

    @property
    def key(self) -> str:
        """The question to go to; "" where none decides it."""
        return next(iter(self.keys), "")


def search(i: Interview, text: str, limit: int = 20) -> tuple[Hit, ...]:
    """The best first: the word itself, then what begins with it, then what has it somewhere."""
    wanted = " ".join(text.lower().split())
    if not wanted:
        return ()
    ranked = [(rank, number, hit) for number, (hit, words) in enumerate(_index(i.setting))
              if (rank := _rank(wanted, hit, words)) is not None]  # fmt: skip
    return tuple(hit for _, _, hit in sorted(ranked, key=lambda entry: entry[:2])[:limit])


def _rank(wanted: str, hit: Hit, words: str) -> int | None:
    label = hit.label.lower()
    names = (hit.key, label)
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names) or f" {wanted}" in label:
        return 1
    if wanted in label:
        return 2
    return 3 if all(word in words for word in wanted.split()) else None


@lru_cache(maxsize=4)
def _index(setting: Setting) -> tuple[tuple[Hit, str], ...]:
    return tuple((hit, f"{hit.label} {hit.detail} {more}".lower()) for hit, more in _hits(setting))


def _hits(setting: Setting) -> Iterator[tuple[Hit, str]]:
    questions = {question.key: question for question in asked(setting)}
    for question in questions.values():
        yield Hit("question", question.title, question.prompt, (question.key,)), f"{question.key} {question.help}"
        for choice in question.choices:
            detail = f"{question.title}: {choice.help}"
            yield Hit("choice", choice.title, detail, (question.key,)), choice.value
    for module, keys in sorted(modules_of(setting.catalogue, setting.version).items()):
        known = tuple(key for key in keys if key in questions)
        titles = " and ".join(questions[key].title for key in known)
        detail = f"decided by {titles}" if titles else "no answer keeps it"
        yield Hit("module", module, detail, known), ""
    for option in setting.catalogue.options:
        known = tuple(key for key in keys_of(option) if key in questions)
        why = option.inert or option.not_set
        detail = f"{option.help} Never set: {why}" if why else option.help
        yield Hit("option", option.title, detail, known), " ".join(option.arguments)
