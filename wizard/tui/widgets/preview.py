"""A preset's content, the difference of two, and what an import would bring."""

from __future__ import annotations

from textual.content import Content

from wizard.profiles.gallery import Exhibit
from wizard.profiles.presets import differences
from wizard.profiles.toml_form import flat
from wizard.tui.widgets.say import lines, say


def preview(entry: Exhibit) -> Content:
    """All that it sets, or what is wrong with it."""
    if entry.preset is None:
        return _wrong(entry)
    rows = [say((entry.preset.sentence, "bold")), say((str(entry.path), "dim")), say("")]
    rows += [
        say(_key(key), _said(value))
        for key, value in flat(entry.preset.profile).items()
        if key not in ("schema", "sentence")
    ]
    return lines(*rows, *_dangers(entry))


def difference_text(first: Exhibit, second: Exhibit) -> Content:
    """Only what differs."""
    if first.preset is None or second.preset is None:
        return _wrong(first if first.preset is None else second)
    found = differences(first.preset, second.preset)
    if not found:
        return say(("they say the same", "dim"))
    return lines(*(say(_key(entry.key), _said(entry.first), (" → ", "bold"), _said(entry.second)) for entry in found))


def import_text(entry: Exhibit) -> list[Content]:
    """What it would bring, and what of it needs consent when it is built."""
    told = say("It is copied into your presets. Nothing in it is run.")
    return [told, preview(entry)]


def _key(key: str) -> tuple[str, str]:
    """Answers by their bare name: a column for both values is left at 80x24."""
    return f"{key.removeprefix('answers.'):<16} ", "$accent"


def _dangers(entry: Exhibit) -> list[Content]:
    found = entry.dangers
    if not found:
        return [say(""), say(("✓ ", "$success"), "nothing in it needs consent")]
    rows = [say(""), say(("needs your consent before it is built", "bold $warning"))]
    return rows + [say(("! ", "bold $warning"), (d.key, "bold"), f" = {d.value}: {d.why}") for d in found]


def _wrong(entry: Exhibit) -> Content:
    head = say(("✗ ", "bold $error"), (f"{entry.path} cannot be used", "bold"))
    return lines(head, *(say(("  ", ""), problem.line()) for problem in entry.problems))


def _said(value: object) -> str:
    if value is None:
        return "not set"
    return ", ".join(map(str, value)) or "none" if isinstance(value, list | tuple) else str(value)
