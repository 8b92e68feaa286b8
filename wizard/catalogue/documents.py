"""Documents that are made from the catalogue, and one table: `python -m wizard.catalogue.documents [--check]`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wizard.catalogue.entries import entries, table_of
from wizard.catalogue.load import DATA, load
from wizard.catalogue.model import Breaks, Catalogue, Choice, Condition, Effect, Option, Question
from wizard.catalogue.versions import applies
from wizard.ground.exits import ExitCode

FOLDER = Path(__file__).parents[2] / "docs"
MADE = "<!-- Made from the catalogue by `make docs`: changes belong there. -->"
EXITS = {
    ExitCode.DONE: "Done.",
    ExitCode.BUILD_FAILED: "native-image failed; the cause is named.",
    ExitCode.INPUT: "The input is wrong: usage, profile, program, requirement, or an import that an answer breaks.",
    ExitCode.ENVIRONMENT: "The environment is wrong: toolchain, compiler, network, disk, permissions, lock.",
    ExitCode.CONSENT: "A shared file wants something that needs your consent.",
    ExitCode.BUDGET: "The executable is larger, starts later or takes more memory than its budget allows.",
    ExitCode.PROOF: "The executable breaks a promise, or a rehearsal found a broken import.",
    ExitCode.MEMORY: "The builder ran out of memory.",
    ExitCode.TIMEOUT: "The build took longer than `--timeout`.",
    ExitCode.BUG: "A bug of graalpy-wizard; the report file is named.",
    ExitCode.INTERRUPTED: "Interrupted.",
}


@dataclass(frozen=True, slots=True)
class FieldText:
    """A key of a profile beside its answers."""

    section: str
    key: str
    kind: str
    help: str


def fields() -> tuple[FieldText, ...]:
    """Every key of a profile beside its answers."""
    file = DATA / "fields.toml"
    return entries(FieldText, table_of(file), "field", file)


def documents() -> Mapping[str, str]:
    """File name -> text, of every document that is made."""
    catalogue, known = load(), fields()
    return {
        "exit-codes.md": exit_codes(),
        "options.md": options(catalogue),
        "profile.md": profile(catalogue.questions, known),
        "profile.schema.json": json.dumps(schema(catalogue.questions, known), indent=2) + "\n",
        str(DATA / "breaks.txt"): breaks_table(catalogue),
    }


def exit_codes() -> str:
    """docs/exit-codes.md."""
    rows = [f"| {int(code)} | {EXITS[code]} |" for code in ExitCode]
    after = (
        "`rehearse` otherwise ends with the program's own status. An executable whose payload is damaged ends with 127 "
        "and one line."
    )
    return "\n".join(["# Exit codes", "", MADE, "", "| code | means |", "|---|---|", *rows, "", after, ""])


def profile(questions: Sequence[Question], known: Sequence[FieldText]) -> str:
    """docs/profile.md."""
    lines = ["# The profile: graalpy-wizard.toml", "", MADE, ""]
    lines += ["Only what differs from the preset has to be written. Unknown keys are errors.", ""]
    for section in dict.fromkeys(entry.section for entry in known):
        lines += [f"## [{section}]" if section else "## At the top", "", "| key | value | means |", "|---|---|---|"]
        lines += [f"| `{e.key}` | {_kind(e.kind)} | {_cell(e.help)} |" for e in known if e.section == section]
        lines.append("")
    lines += ["## [answers]", "", "Each is also a flag (`--set KEY=VALUE`) and a variable (`GRAALPY_WIZARD_KEY`).", ""]
    for question in questions:
        lines += _question(question)
    return "\n".join(lines)


def options(catalogue: Catalogue) -> str:
    """docs/options.md."""
    lines = ["# Every option", "", MADE, "", "What is not measured says so. Sizes are of whole executables.", ""]
    for option in catalogue.options:
        lines += _option(option, catalogue.effects)
    return "\n".join(lines)


def schema(questions: Sequence[Question], known: Sequence[FieldText]) -> dict[str, Any]:
    """The JSON Schema of a profile, for editors."""
    top: dict[str, Any] = {}
    for entry in known:
        place = top if not entry.section else _section(top, entry.section)
        place[entry.key] = _type(entry)
    answers = _section(top, "answers")
    for question in questions:
        answers[question.key] = _values(question)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "graalpy-wizard.toml"}
    return {**head, "type": "object", "additionalProperties": False, "properties": top}


def breaks_table(catalogue: Catalogue) -> str:
    """Which answers, each alone, may break the import of which module: what `wizard.cli.quick` looks into."""
    tests: dict[str, set[str]] = {}
    for option in catalogue.options:
        if option.inert or option.not_set or not applies(catalogue.default_version, option.since, option.until):
            continue
        told = {test for when in option.when for test in _tests(when.answers)}
        for breaks in option.breaks:
            if applies(catalogue.default_version, breaks.since, breaks.until):
                for module in breaks.modules:
                    tests.setdefault(module, set()).update(told)
    lines = [f"{module} {' '.join(sorted(found))}" for module, found in sorted(tests.items())]
    head = "# Made by `make docs` from options.toml: module, then answers that may break its import."
    return "\n".join([head, *lines, ""])


def _tests(answers: Condition) -> Iterator[str]:
    """KEY=VALUE of the first key, which decides; KEY alone where that is not a matter of one value."""
    key = next(iter(answers), "always")
    for word in answers.get(key, ("!",)):
        yield key.removeprefix("asked.") + ("" if word.startswith("!") else f"={word}")


def main(arguments: Sequence[str]) -> int:
    """Write the documents, or with --check say which of them differ (exit 1)."""
    different = []
    for name, text in documents().items():
        file = FOLDER / name
        if file.is_file() and file.read_text(encoding="utf-8") == text:
            continue
        different.append(name)
        if "--check" not in arguments:
            file.write_text(text, encoding="utf-8")
    if "--check" in arguments and different:
        sys.stderr.write(f"out of date: {', '.join(different)}; run `make docs`\n")
        return 1
    return 0


def _question(question: Question) -> list[str]:
    default = question.default if isinstance(question.default, str) else ", ".join(question.default) or "none"
    lines = [f"### `{question.key}`: {question.title}", "", f"{question.prompt} {question.help}", ""]
    kind = "a list of" if question.kind == "set" else "one of"
    scope = " Asked for Java projects only." if question.scope == "java" else ""
    lines += [f"Value: {kind} the following; default: `{default}`.{_versions(question)}{scope}", ""]
    lines += [f"* `{choice.value}`: {choice.help}{_fallback(choice)}" for choice in question.choices]
    return [*lines, ""]


def _fallback(choice: Choice) -> str:
    if not choice.falls_back_to:
        return ""
    return f" Not yet: {choice.falls_back_because}; `{choice.falls_back_to}` is built instead."


def _option(option: Option, effects: Sequence[Effect]) -> list[str]:
    lines = [f"## {option.title}", "", f"{option.help}{_versions(option)}", ""]
    lines += [f"* sets `{argument}`" for argument in option.arguments]
    lines += [f"* sets `-Dgraalpy.wizard.{key}={value}`" for key, value in option.settings.items()]
    lines += [f"* leaves out {name}" for name in (*option.drop_jars, *option.drop_library)]
    lines += [f"* leaves {glob} out of {jar}" for jar, globs in option.cut_jars.items() for glob in globs]
    lines += [f"* brings {glob} along" for glob in option.carry_native]
    lines += [f"* removes {', '.join(f'`{m}`' for m in option.removes)}"] if option.removes else []
    for breaks in option.breaks:
        modules = ", ".join(f"`{module}`" for module in breaks.modules)
        lines.append(f"* these imports fail: {modules} ({breaks.how}).{_versions(breaks)}")
    if option.weakens:
        weakened = ", ".join(f"`{module}`" for module in option.weakens)
        lines.append(f"* these import, but lose a part, or load later what is gone: {weakened}")
    lines += [f"* {limit}" for limit in option.limits]
    reasons = [when.reason for when in option.when] or [f"never set: {option.inert or option.not_set}"]
    lines += [f"* {reason}" for reason in reasons]
    alone = [effect for effect in effects if effect.of == (option.key,)]
    lines += [f"* effect: {_effect(effect)}" for effect in alone] or _unmeasured(option, effects)
    lines += [f"* upstream's claim: {claim.text} ({claim.source})" for claim in option.claims]
    return [*lines, f"* sources: {'; '.join(option.sources)}", ""]


def _unmeasured(option: Option, effects: Sequence[Effect]) -> list[str]:
    shared = [effect for effect in effects if option.key in effect.of]
    if not shared:
        return ["* effect: not measured"]
    smallest = min(shared, key=lambda effect: len(effect.of))
    others = ", ".join(key for key in smallest.of if key != option.key)
    return [f"* effect: not measured alone; with {others}: {_effect(smallest)}"]


def _effect(effect: Effect) -> str:
    before, after = effect.bytes_before, effect.bytes_after
    sizes = f"{before / 1e6:.1f} to {after / 1e6:.1f} MB" if before and after else "size not measured"
    note = f"; {effect.note}" if effect.note else ""
    return f"{sizes}, against {effect.against}{note} ({effect.conditions}; {effect.source})"


def _versions(entry: Option | Breaks | Question) -> str:
    ends = [f"{word} {end}" for word, end in (("from", entry.since), ("to", entry.until)) if end]
    return f" GraalPy {' '.join(ends)}." if ends else ""


def _kind(kind: str) -> str:
    return {"texts": "list of texts", "size": "size", "share": "percentage", "time": "time"}.get(kind, kind)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _section(top: dict[str, Any], name: str) -> dict[str, Any]:
    made = top.setdefault(name, {"type": "object", "additionalProperties": False, "properties": {}})
    properties: dict[str, Any] = made["properties"]
    return properties


def _type(entry: FieldText) -> dict[str, Any]:
    kinds: dict[str, dict[str, Any]] = {
        "texts": {"type": "array", "items": {"type": "string"}},
        "integer": {"type": "integer", "minimum": 1},
        "size": {"type": ["string", "integer"]},
    }
    return {**kinds.get(entry.kind, {"type": "string"}), "description": entry.help}


def _values(question: Question) -> dict[str, Any]:
    values = [choice.value for choice in question.choices]
    if question.kind == "set":
        several = {"type": "array", "items": {"enum": values}, "uniqueItems": True}
        return {"anyOf": [several, {"type": "string"}], "description": question.prompt}
    words = [word for word, pair in ((True, ("yes", "on")), (False, ("no", "off"))) if set(pair) & set(values)]
    return {"enum": [*values, *words], "description": question.prompt}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
