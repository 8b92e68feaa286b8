"""What `new --plain` says: sentences from the values of the interview."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from wizard.catalogue.figures import load_figures
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where
from wizard.ground.several import some
from wizard.interview.choices import ChoiceView
from wizard.interview.estimating import Estimate
from wizard.interview.review import Review
from wizard.interview.state import Interview
from wizard.interview.trouble import Trouble, Way
from wizard.interview.view import QuestionView, View
from wizard.profiles.preset import Preset
from wizard.reports.suggest import Suggestion

INPUT = ExitCode.INPUT
SHOWN = 12  # names in a line
NEEDS = 6  # requirements in a line
HINTS = 3
NAMES = {"missing": "requirements"}  # of questions that are none of the catalogue's


def environ() -> Mapping[str, str]:
    """Of this process."""
    return os.environ


def opening(i: Interview) -> str:
    """What was found, in one paragraph."""
    subject = i.setting.subject
    told = [f"{subject.title} becomes the executable {i.name}."]
    if i.setting.text:
        told.append(f"Its answers are in {i.setting.file.name} and are kept; only what is open is asked.")
    needs = (*subject.requirements, *i.now.requirements)
    if i.now.requirements_file:
        told.append(f"Its requirements are in {i.now.requirements_file}.")
    if needs:
        told.append(f"It requires {some(needs, NEEDS)}.")
    told.append("Enter takes the answer in brackets; ? helps, < goes back, > takes the rest as it is, q leaves.")
    return " ".join(told)


def in_order(presets: Iterable[Preset]) -> list[Preset]:
    """Own ones first, then the shipped by the size of what they make, as in the app."""
    return sorted(presets, key=_bytes_of)


def measured(preset: Preset) -> str:
    """` (84.0 MB)`, where it was measured."""
    return f" ({size / 1e6:.1f} MB)" if (size := _bytes_of(preset)) else ""


def _bytes_of(preset: Preset) -> int:
    """Bytes of print("hi") with a shipped one; 0 for what nobody has measured."""
    figures = load_figures().get(preset.name) if preset.origin == "shipped" else None
    return (figures.total_bytes or 0) if figures else 0


def changed(question: QuestionView) -> str:
    """Why something else is built than was asked for."""
    return f"({question.asked} was asked for, {question.said} is built: {question.because})"


def help_of(question: QuestionView, choices: Sequence[ChoiceView]) -> list[str]:
    """All that is known of a question and of each choice."""
    lines = [question.help]
    for choice in choices:
        lines.append(f"{choice.title}: {choice.help}")
        lines += list(_choice(choice, several=question.kind == "set"))
    return lines


def _choice(choice: ChoiceView, *, several: bool) -> Iterator[str]:
    without = "without it, " if several else ""
    if choice.conflict:
        yield f"- cannot be: {choice.conflict}"
    if choice.removes:
        yield f"- {without}removes {some(choice.removes, SHOWN)}"
    if choice.breaks:
        yield f"- {without}these imports fail: {some([m for m in choice.breaks if not m.startswith('_')], SHOWN)}"
    if choice.breaks_here:
        yield f"- {without}your program breaks: it imports {some(choice.breaks_here, SHOWN)}"
    yield from (f"- {limit}" for limit in choice.limits)
    yield from (f"- changes {change}" for change in choice.changes)
    if choice.built_as:
        yield f"- not yet: {choice.built_because}; {choice.built_as} is built instead"
    if options := [option.title for option in choice.options]:
        yield f"- sets {some(options, SHOWN)}"
    yield f"- size: {size_change(choice)}"


def size_change(choice: ChoiceView) -> str:
    """`11.2 MB smaller than the present answers (measured)`."""
    if choice.size is None:
        return "not measured"
    if not choice.size:
        return "as the present answers"
    word = "smaller" if choice.size < 0 else "larger"
    return f"{abs(choice.size) / 1e6:.1f} MB {word} than the present answers ({choice.basis})"


def estimate(view: View) -> str:
    """`About 88 MB of the ordinary 295 MB`, or why nothing is known."""
    if view.estimate is not None:
        return _size(view.estimate)
    return "These answers contradict each other." if view.questions else "No question is about it."


def _size(known: Estimate) -> str:
    if known.size is None:
        return "Its size was never measured."
    about = "" if known.basis == "measured" else "about "
    text = f"Now {about}{known.size / 1e6:.0f} MB, of the ordinary {known.reference / 1e6:.0f} MB, without your program"
    if known.not_measured:
        text += f"; not measured: {', '.join(known.not_measured)}"
    return f"{text}."


def review(found: Review, view: View) -> Iterator[tuple[str, int]]:
    """Lines and their indent."""
    yield "", 0
    yield "Review", 0
    for question in view.questions:
        if not question.folded or question.status != "default":
            yield f"{question.title}: {question.label} ({question.origin})", 2
    if view.questions:
        yield nearest(view), 2
    if found.removed:
        yield f"removed: {some(found.removed, SHOWN)}", 2
    yield from ((f"withheld: {right}", 2) for right in found.withheld)
    yield estimate(view), 2
    if view.estimate is not None and view.estimate.build_seconds:
        yield _cost(view.estimate), 2
    for trouble in found.problems:
        yield f"{trouble.severity}: {trouble.text}", 2
    yield f"command: {found.command_line}", 2


def smaller(found: Sequence[Suggestion]) -> Iterator[str]:
    """`could be smaller: network = none saves 17.9 MB (estimated)`, the largest savings only."""
    for one in found[:HINTS]:
        saved = f"saves {one.saved / 1e6:.1f} MB ({one.basis})"
        yield f"could be smaller: {one.key} = {one.instead} {saved}; no import speaks against it"


def nearest(view: View) -> str:
    """`nearest preset: smallest, but files = read (all)`."""
    near = view.nearest
    but = ", ".join(f"{entry.key} = {entry.mine} (not {entry.theirs})" for entry in near.differences)
    return f"nearest preset: {near.name}" + (f", but {but}" if but else "")


def _cost(known: Estimate) -> str:
    minutes = (known.build_seconds or 0) / 60
    memory = f" and {known.build_memory / 1e9:.1f} GB of memory" if known.build_memory else ""
    if known.engine_known:
        return "The engine was built here before: building takes about a second."
    return f"Building the engine takes {minutes:.0f} minutes{memory} on {known.build_machine}, once."


def word_of(way: Way) -> str:
    """What may be typed for a way out: "network=client", "allow", "require"."""
    return ",".join(f"{entry.key}={entry.value}" for entry in way.sets) or way.kind


def stuck(trouble: Trouble) -> Problem:
    """What cannot be built, as an error."""
    return Problem(trouble.text, Where(trouble.places[0]) if trouble.places else None, code=trouble.kind)


def dangers(found: Review) -> list[str]:
    """What needs consent, a line each."""
    return [f"{danger.key}: {danger.value} ({danger.why})" for danger in found.dangers]
