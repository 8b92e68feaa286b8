"""What went into a build, as plain text by kind and name, and what changed between two."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wizard.history.model import BuildResult

Inputs = Mapping[tuple[str, str], str]  # (kind, name) -> value

ANSWER, ARGUMENT, REQUIREMENT, OWN, VERSION, MACHINE = (
    "answer", "argument", "requirement", "own code", "version", "machine"
)  # fmt: skip
ENGINE, LIBRARY, EVERYTHING = "engine", "library", "everything"
PAYLOAD, FILE = "payload", "file"  # all of the payload; the file as it is written, whatever engine is in it
BY_OPTION = {"bytecode": PAYLOAD, "packed": FILE}  # options that neither the builder nor the library sees
SNAPSHOT = "snapshot"  # [snapshot] of the profile
GIVEN = "given"  # the value of what is there or not
VERSION_NAMES = {"graalpy": "GraalPy", "native-image": "builder", "java": "Java", "compiler": "C compiler",
                 "wizard": "graalpy-wizard"}  # fmt: skip
ENGINE_VERSIONS = ("native-image", "java", "compiler")
OWN_TERMS = ("own code", "data")
NATIVE = "native modules"
FRAMES = ("manifest and directory", "manifest")  # they name every answer and requirement


@dataclass(frozen=True, slots=True)
class Change:
    """An input that differs; "" is absent. `reach`: engine, library, payload, file, everything, or names of parts."""

    kind: str
    name: str
    before: str
    after: str
    reach: tuple[str, ...]

    @property
    def text(self) -> str:
        """`network: client -> none`."""
        if self.kind == OWN:
            return "own code"
        if self.kind == ARGUMENT:
            return f"{'with' if self.after else 'without'} {self.name}"
        label = VERSION_NAMES.get(self.name, self.name) if self.kind == VERSION else self.name
        if not self.before or not self.after:
            return f"{label} {self.after or self.before} {'added' if self.after else 'removed'}"
        return f"{label}: {self.before} -> {self.after}"

    def reaches_term(self, group: str, name: str) -> bool:
        """Whether it can have changed this part of the file."""
        if {EVERYTHING, FILE} & set(self.reach) or (group == "engine" and ENGINE in self.reach):
            return True
        if group == "payload" and PAYLOAD in self.reach:
            return True
        if group == "payload" and is_frame(name):
            return bool(self.reach)
        if group == "payload" and name == group:
            return any(part != ENGINE for part in self.reach)
        return group == "payload" and not {_plain(part) for part in name.split("/")[:2]}.isdisjoint(self.reach)


def inputs_of(result: BuildResult) -> Inputs:
    """All that was recorded."""
    machine = result.machine
    inputs = {(ANSWER, key): said(value) for key, value in result.answers.items()}
    inputs |= {(ANSWER, SNAPSHOT): result.snapshot} if result.snapshot else {}
    inputs |= {(ARGUMENT, text): GIVEN for text in result.extra}
    inputs |= {(REQUIREMENT, name): version for name, version in result.requirements.items()}
    inputs |= {(VERSION, name): result.versions[name] for name in VERSION_NAMES if result.versions.get(name)}
    if own := result.hashes.get("own code"):
        inputs[OWN, OWN] = own
    inputs[MACHINE, "machine"] = f"{machine.system}, {machine.machine}, {machine.processors} processors"
    return inputs


def said(value: str | tuple[str, ...]) -> str:
    """An answer as a user writes it."""
    return value if isinstance(value, str) else ",".join(value) or "none"


def changes(before: Inputs, after: Inputs, *, same_engine: bool) -> list[Change]:
    """In the order of the kinds; `same_engine`: nothing can have reached the engine.

    Where one side does not record a kind at all (a preset has no own code), it is no change.
    """
    kinds = [{kind for kind, _ in side} for side in (before, after)]
    either = {REQUIREMENT, ARGUMENT}  # none of them is an answer too
    found = []
    for kind, name in dict.fromkeys((*before, *after)):
        known = all(kind in there for there in kinds) or (kind in either and all(kinds))
        a, b = before.get((kind, name), ""), after.get((kind, name), "")
        if a == b or not known or (kind == VERSION and not (a and b)):
            continue
        reach = _reach(kind, name)
        if kind in (OWN, REQUIREMENT) and _holds_the_program(before, after):
            reach = (*reach, ENGINE)
        if same_engine:
            reach = tuple(part for part in reach if part not in (ENGINE, EVERYTHING))
        found.append(Change(kind, name, a, b, reach))
    return found


def _holds_the_program(*sides: Inputs) -> bool:
    """Whether own code and requirements are in an engine."""
    return any(side.get((ANSWER, SNAPSHOT), "").startswith("program") for side in sides)


def _reach(kind: str, name: str) -> tuple[str, ...]:
    if kind == ANSWER:
        return (ENGINE,) if name == SNAPSHOT else _of_answer(name)
    if kind == REQUIREMENT:
        return (_plain(name),)
    if kind == OWN:
        return OWN_TERMS
    if kind == VERSION and name in ("graalpy", "wizard"):
        return (EVERYTHING,)
    # What the machine is does not change a size, unless it is built for that processor: `cpu = native` says so.
    return () if kind == MACHINE else (ENGINE,)


def _of_answer(key: str) -> tuple[str, ...]:
    """From the catalogue: the options that look at this answer, and what those do."""
    from wizard.catalogue.load import load

    reach: set[str] = set()
    for option in load().options:
        if any(name.removeprefix("asked.") == key for when in option.when for name in when.answers):
            engine = option.arguments or option.settings or option.drop_jars or option.cut_jars
            reach |= {ENGINE} if engine else set()
            reach |= {LIBRARY} if option.drop_library or option.carry_native else set()
            reach |= {NATIVE} if option.carry_native else set()
            reach |= {BY_OPTION[option.key]} if option.key in BY_OPTION else set()
    return tuple(sorted(reach))


def is_frame(name: str) -> bool:
    """The parts of a payload that name its other parts."""
    return name.split("/", 1)[0] in FRAMES


def _plain(name: str) -> str:
    """One spelling for each distribution: Markdown_It.py and markdown-it-py are the same."""
    return re.sub(r"[-_.]+", "-", name).lower() if name not in (*OWN_TERMS, *FRAMES) else name
