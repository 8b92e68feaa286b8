"""`presets list, show, diff, save, import, export`."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.actions import action
from wizard.cli.document import Document, Table
from wizard.cli.outcome import Outcome, Verb
from wizard.cli.preset_list import listed, measured
from wizard.ground.problems import wrong_input

if TYPE_CHECKING:
    from wizard.catalogue.model import Question

VERB = Verb(
    "presets",
    "Lists, shows, compares, saves, imports and exports presets: starting points for the answers.",
    "graalpy-wizard presets diff smallest command-line-tool",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One sub-verb."""
    verbs = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    action(verbs, "list", "every preset: size, start, and what it is for")
    action(verbs, "show", "what a preset answers").add_argument("name", metavar="NAME")
    diff = action(verbs, "diff", "where two presets differ")
    diff.add_argument("first", metavar="A")
    diff.add_argument("second", metavar="B")
    save = action(verbs, "save", "keep a profile's answers as a preset of your own")
    save.add_argument("name", metavar="NAME")
    save.add_argument("file", metavar="PROFILE", nargs="?", default=".", help="default: the profile of this folder")
    save.add_argument("--sentence", metavar="TEXT", default="", help="what it is for and what it costs")
    add = action(verbs, "import", "take over a preset that somebody shared")
    add.add_argument("file", metavar="FILE")
    add.add_argument("--name", metavar="NAME", default="", help="default: the name of the file")
    add.add_argument("--trust", action="store_true", help="consent to the raw arguments and commands in it")
    export = action(verbs, "export", "print a preset, to share it")
    export.add_argument("name", metavar="NAME")
    export.add_argument("-o", "--output", metavar="FILE", default="", help="write it to this file")


def run(options: argparse.Namespace) -> Outcome:
    """Run one sub-verb."""
    actions = {"list": _list, "show": _show, "diff": _diff, "save": _save, "import": _import, "export": _export}
    return actions[options.action](options)


def _list(options: argparse.Namespace) -> Outcome:
    from wizard.catalogue.figures import load_figures
    from wizard.profiles import shelf
    from wizard.profiles.preset import every

    del options
    presets, figures = every(Path.cwd()), load_figures()
    result = [
        {
            "name": p.name, "origin": p.origin, "sentence": p.sentence,
            "measured": asdict(figures[p.name]) if p.origin == "shipped" and p.name in figures else None,
        }
        for p in presets
    ]  # fmt: skip
    warnings = tuple(replace(problem, severity="warning") for problem in shelf.impostors(Path.cwd()))
    return Outcome(result, listed(result), warnings)


def _show(options: argparse.Namespace) -> Outcome:
    from wizard.catalogue.figures import load_figures
    from wizard.profiles.preset import find, questions_of
    from wizard.profiles.toml_form import flat

    preset = find(options.name, Path.cwd())
    figures = load_figures().get(preset.name) if preset.origin == "shipped" else None
    values = {key: value for key, value in flat(preset.profile).items() if key not in ("schema", "sentence")}
    known = {f"answers.{question.key}": question for question in questions_of(None)}
    rows = [
        (key.removeprefix("answers."), told(value), _meaning(known[key], value) if key in known else "")
        for key, value in values.items()
    ]
    size, start = measured(asdict(figures) if figures else None)
    conditions = f" ({figures.conditions})" if figures else ""
    document: Document = [
        f"{preset.name} ({preset.origin})", preset.sentence, f"size {size}, start {start}{conditions}",
        "", Table(("key", "value", "what that means"), rows),
    ]  # fmt: skip
    result = {
        "name": preset.name, "origin": preset.origin, "file": preset.profile.path, "sentence": preset.sentence,
        "values": values, "measured": figures,
    }  # fmt: skip
    return Outcome(result, document)


def _meaning(question: Question, value: object) -> str:
    """The sentences of the chosen ones, with what is built instead where that is another."""
    chosen = [c for c in question.choices if value == c.value or (isinstance(value, list | tuple) and c.value in value)]
    if not chosen:
        return f"{question.title}: {'all of it' if value == 'all' else 'nothing of it'}."
    return " ".join(c.help + (f" Not yet: `{c.falls_back_to}` is built." if c.falls_back_to else "") for c in chosen)


def _diff(options: argparse.Namespace) -> Outcome:
    from wizard.profiles.preset import find
    from wizard.profiles.presets import differences

    first, second = find(options.first, Path.cwd()), find(options.second, Path.cwd())
    found = differences(first, second)
    rows = [(d.key.removeprefix("answers."), told(d.first), told(d.second)) for d in found]
    document: Document = [Table(("key", first.name, second.name), rows)] if rows else ["They say the same."]
    return Outcome(found, document)


def _save(options: argparse.Namespace) -> Outcome:
    from wizard.cli.profile_file import file_of
    from wizard.profiles.preset import questions_of
    from wizard.profiles.presets import save
    from wizard.profiles.read import read

    profile = read(file_of(options.file), questions_of(None))
    path = save(options.name, profile, sentence=options.sentence)
    return Outcome({"name": options.name, "file": path}, [f"Saved as {path}"])


def _import(options: argparse.Namespace) -> Outcome:
    from wizard.cli.consent import require
    from wizard.profiles.preset import Preset, questions_of
    from wizard.profiles.presets import import_file
    from wizard.profiles.read import read
    from wizard.profiles.shelf import USER

    path = Path(options.file)
    profile = read(path, questions_of(None), preset=True)
    require(options, profile, Preset(path.stem, type(profile)(), USER))
    target = import_file(path, options.name)
    return Outcome({"name": target.stem, "file": target}, [f"Imported as {target}"])


def _export(options: argparse.Namespace) -> Outcome:
    from wizard.ground.atomic import write_text
    from wizard.profiles.preset import find
    from wizard.profiles.presets import export_text

    preset = find(options.name, Path.cwd())
    text = export_text(preset)
    if not options.output:
        return Outcome({"name": preset.name, "toml": text}, [_raw(text)])
    target = Path(options.output)
    if target.exists():
        raise wrong_input(f"{target} is there already", "choose another name or remove it", code="exists")
    write_text(target, text)
    return Outcome({"name": preset.name, "file": target}, [f"Written to {target}"])


def _raw(text: str) -> Any:
    from wizard.cli.document import Text

    return Text(text.rstrip("\n"), raw=True)


def told(value: object) -> str:
    """A value as people read it."""
    if value is None:
        return "(not set)"
    if isinstance(value, list | tuple):
        return ", ".join(str(entry) for entry in value) or "none"
    return str(value)
