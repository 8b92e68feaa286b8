"""The types of the catalogue's entries. Sizes are bytes, times seconds, versions text such as "25.0.3"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Answer key -> values, any of which fits; all keys have to fit. "!x": the answer is not, or does not contain, x;
# "none" fits an empty set. The key "asked.KEY" looks at an answer as it was before anything fell back.
Condition = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a question."""

    value: str
    title: str
    help: str
    falls_back_to: str = ""  # what is built instead while this version cannot build it; "" = can be built
    falls_back_because: str = ""
    keeps: tuple[str, ...] = ()  # modules that import with this choice: what the proof looks for
    withholds: str = ""  # the right that the executable is refused, as the end of a sentence


@dataclass(frozen=True, slots=True)
class Question:
    """A question; `key` is the same in TOML, `--set key=value` and GRAALPY_WIZARD_KEY."""

    key: str
    title: str
    prompt: str
    help: str
    kind: str  # "choice" (one value) or "set" (a list of values, "none" and "all" are short for the ends)
    default: str | tuple[str, ...]
    choices: tuple[Choice, ...]
    scope: str = "any"  # "java": asked for Java projects only
    advanced: bool = False
    since: str = ""
    until: str = ""  # the last version that has it, inclusive
    sources: tuple[str, ...] = ()

    def choice(self, value: str) -> Choice:
        """The choice with this value; KeyError if there is none."""
        for choice in self.choices:
            if choice.value == value:
                return choice
        raise KeyError(value)


@dataclass(frozen=True, slots=True)
class When:
    """A reason for an option to be set: answers that ask for it, and why in words that the user sees."""

    reason: str
    answers: Condition = field(default_factory=dict)  # none: always


@dataclass(frozen=True, slots=True)
class Breaks:
    """Modules that no longer import (or functions that fail) with an option, in a range of versions."""

    modules: tuple[str, ...]
    since: str = ""
    until: str = ""
    how: str = ""  # what a user sees, such as "ImportError: cannot import name 'sha512'"


@dataclass(frozen=True, slots=True)
class Claim:
    """What upstream says that an option is worth."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Option:
    """A switch, a jar left out, a part of the library left out: one lever and all that it does."""

    key: str
    title: str
    help: str  # one sentence: what it removes or changes
    arguments: tuple[str, ...] = ()  # for native-image, in order; "-Dpython.*" ones go to a rehearsal's JVM too
    settings: Mapping[str, str] = field(default_factory=dict)  # for the launcher: -Dgraalpy.wizard.KEY=VALUE, {answer}
    drop_jars: tuple[str, ...] = ()  # artifact ids left off the class path
    drop_library: tuple[str, ...] = ()  # globs below the standard library's folder
    drop_broken: bool = False  # also leaves out what of the library no longer imports, by this option or others
    cut_jars: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # artifact id -> globs taken out of a copy
    carry_native: tuple[str, ...] = ()  # globs of GraalPy's shared libraries that come into the payload
    when: tuple[When, ...] = ()
    removes: tuple[str, ...] = ()  # built-in modules that are gone
    breaks: tuple[Breaks, ...] = ()
    weakens: tuple[str, ...] = ()  # modules that import, but lose part of what they do, or load what is gone later on
    limits: tuple[str, ...] = ()  # what else no longer works, one sentence each
    since: str = ""
    until: str = ""
    inert: str = ""  # why it does nothing: never set, and named by lint
    not_set: str = ""  # why this version of the wizard never sets it, though it does something
    claims: tuple[Claim, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WayOut:
    """An answer that would settle a conflict."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Rule:
    """`kind`: conflicts (an error), requires (an error unless `needs` holds), implies (sets `needs`), warns."""

    key: str
    kind: str
    when: Condition
    reason: str
    needs: Condition = field(default_factory=dict)
    breaks: tuple[str, ...] = ()  # modules that a program must not import unguarded when the rule applies
    ways_out: tuple[WayOut, ...] = ()
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """A measurement: what a set of options or answers changed. None is "not measured"."""

    of: tuple[str, ...]  # option keys, or "preset:NAME"
    against: str  # what it was compared with
    conditions: str
    source: str
    bytes_before: int | None = None
    bytes_after: int | None = None
    build_seconds: float | None = None
    build_memory: int | None = None  # peak bytes of the builder
    start_seconds: float | None = None  # processor time of print("hi")
    start_seconds_before: float | None = None
    imports_seconds: float | None = None  # processor time of ten imports of the library
    imports_seconds_before: float | None = None
    note: str = ""
    adds: bool = False  # the same bytes whatever the size around it; otherwise a share of it

    @property
    def saved(self) -> int | None:
        """Bytes saved (negative: it costs)."""
        if self.bytes_before is None or self.bytes_after is None:
            return None
        return self.bytes_before - self.bytes_after


@dataclass(frozen=True, slots=True)
class Jar:
    """A jar of a GraalPy version, pinned."""

    group: str
    artifact: str
    version: str
    sha256: str
    size: int
    role: str = ""  # what it brings, one sentence
    on_class_path: bool = True  # False: only its contents are used (the library in python-resources)

    @property
    def file_name(self) -> str:
        """`artifact-version.jar`."""
        return f"{self.artifact}-{self.version}.jar"

    @property
    def path(self) -> str:
        """Its path in a Maven repository."""
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.file_name}"


@dataclass(frozen=True, slots=True)
class GraalPyVersion:
    """A release line of GraalPy. Without jars it is known but cannot be built by this wizard."""

    version: str
    python: str  # "3.12"
    jdk: int
    builder: str  # the native-image it needs: "25.0"
    label: str  # the core folder: lib/graalpy25.0
    jars: tuple[Jar, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A known failure of native-image: how to recognise it, why it happens, what to change."""

    key: str
    pattern: str  # regular expression for one line of the log
    cause: str  # may name groups of the pattern: {option}
    change: str
    exit_code: int = 1
    statuses: tuple[int, ...] = ()  # native-image exit statuses that mean it, pattern or not


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of it. Lookups raise KeyError."""

    questions: tuple[Question, ...]
    options: tuple[Option, ...]
    rules: tuple[Rule, ...]
    effects: tuple[Effect, ...]
    versions: tuple[GraalPyVersion, ...]
    failures: tuple[Failure, ...]
    default_version: str
    stage_seconds: Mapping[str, tuple[float, ...]]  # "jit", "no-jit", "java" -> seconds of the 8 stages
    reference_bytes: int  # the ordinary GraalPy executable of print("hi")

    def question(self, key: str) -> Question:
        """The question with this key."""
        return {q.key: q for q in self.questions}[key]

    def option(self, key: str) -> Option:
        """The option with this key."""
        return {o.key: o for o in self.options}[key]

    def version(self, version: str) -> GraalPyVersion:
        """The release with this version."""
        return {v.version: v for v in self.versions}[version]
