"""The keys of what verbs return as mappings, for the schemas of `--json`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict

from wizard.building.checkup import Check
from wizard.building.failures import Explained as ExplainedFailure
from wizard.building.log_reader import LoggedBuild
from wizard.catalogue.figures import PresetFigures
from wizard.cli.explain_snapshot import SnapshotModules
from wizard.history.model import BuildResult
from wizard.planning.explain import ExplainedAnswer, ExplainedOption, Unset
from wizard.planning.spare import Spare
from wizard.profiles.dangers import Danger
from wizard.profiles.model import Answer
from wizard.programs.model import Import
from wizard.rehearsing.evidence import Seen
from wizard.reports.bisect import Bisection, Cost
from wizard.reports.budget import Verdict
from wizard.reports.model import Attribution, Proof, RunsOn
from wizard.reports.predict import Prediction
from wizard.reports.summary import Summary
from wizard.toolchains.model import Candidate


class Where(TypedDict):
    """A place in a file; line 0 is unknown."""

    file: str
    key: str
    line: int


class Problem(TypedDict):
    """One thing that is wrong, or as a warning worth knowing."""

    what: str
    where: Where | None
    todo: str
    code: str
    severity: str


class BuildDone(TypedDict):
    """`build` of a Python program."""

    build: BuildResult
    summary: Summary


class Reported(TypedDict):
    """`report`; `build` is null for an executable that no known build made. Downloads: bytes by method."""

    build: BuildResult | None
    summary: Summary
    attribution: Attribution | None
    downloads: Mapping[str, int]
    suggestions: tuple[str, ...]


class Bom(TypedDict):
    """`report --sbom`: a CycloneDX document, whose other keys its own schema describes."""

    bomFormat: Literal["CycloneDX"]
    specVersion: str


class PageWritten(TypedDict):
    """`report --html`."""

    html: str
    bytes: int


class BuildPlanned(TypedDict):
    """`build --dry-run`; a jar has no engine."""

    command: list[str]
    output: str
    engine: NotRequired[str]
    engine_cached: NotRequired[bool]
    toolchain: NotRequired[str]
    requirements: NotRequired[list[str]]


class JarBuilt(TypedDict):
    """`build` of a jar. Bytes, seconds."""

    id: str
    executable: str
    bytes: int
    native_image_seconds: float
    command: list[str]
    peak_memory: int


class Checked(TypedDict):
    """`check`. Bytes."""

    executable: str
    size: int
    engine: int
    payload: int
    graalpy: str
    kept: bool
    runs_on: RunsOn
    proof: Proof
    packed: str


class Total(TypedDict):
    """The engine of some answers: as measured or predicted, from how many measured engines. Bytes."""

    engine: Prediction | None
    measured_engines: int
    reference: int
    own_snapshot: bool  # of other modules than the shipped ones, which were not measured


class Explained(TypedDict):
    """`explain`."""

    graalpy: str
    answers: tuple[ExplainedAnswer, ...]
    options: tuple[ExplainedOption, ...]
    unset: tuple[Unset, ...]
    arguments: tuple[str, ...]
    rehearsed: tuple[Seen, ...]
    total: Total
    snapshot: SnapshotModules | None


class Scanned(TypedDict):
    """`scan`."""

    imports: tuple[Import, ...]
    breaks: tuple[Problem, ...]
    guarded: tuple[Problem, ...]
    requirements: tuple[Problem, ...]
    may_go: tuple[Spare, ...]
    requirements_scanned: bool
    rehearsed: tuple[str, ...]


class LogRead(TypedDict):
    """`log`."""

    builds: list[LoggedBuild]
    failure: ExplainedFailure | None


class PresetListed(TypedDict):
    """One of `presets list`."""

    name: str
    origin: str
    sentence: str
    measured: PresetFigures | None


class PresetShown(TypedDict):
    """`presets show`."""

    name: str
    origin: str
    file: Path | None
    sentence: str
    values: Mapping[str, Any]
    measured: PresetFigures | None


class PresetFile(TypedDict):
    """`presets save` and `import`."""

    name: str
    file: Path


class PresetExported(TypedDict):
    """`presets export`: to a file, or as text."""

    name: str
    file: NotRequired[Path]
    toml: NotRequired[str]


class ProfileValid(TypedDict):
    """`profile validate`."""

    file: Path


class ValueOrigin(TypedDict):
    """Where a value of a profile comes from."""

    key: str
    value: str
    origin: str
    detail: str


class ProfileShown(TypedDict):
    """`profile show`."""

    file: Path | None
    preset: str
    answers: Mapping[str, Answer]
    others: Mapping[str, Any]
    origins: list[ValueOrigin]
    dangers: tuple[Danger, ...]
    trusted: bool


class ProfileTrusted(TypedDict):
    """`profile trust`."""

    file: Path | None
    trusted: tuple[Danger, ...]


class Doctor(TypedDict):
    """`doctor`."""

    checks: list[Check]
    toolchains: list[Candidate]


class EngineKey(TypedDict):
    """`cache key`."""

    key: str
    cached: bool
    folder: str


class Removed(TypedDict):
    """`history rm` and `prune`: ids."""

    removed: list[str]


class Exported(TypedDict):
    """`history export -o FILE`."""

    builds: int
    file: str


class Imported(TypedDict):
    """`history import`."""

    read: int
    new: int


class Bisected(TypedDict):
    """`report --bisect`."""

    cost: Cost
    bisection: Bisection


class BudgetSet(TypedDict):
    """`budget set`."""

    file: str
    budget: Mapping[str, str]


class BudgetShown(TypedDict):
    """`budget show`; `build` is the id of the build that was judged."""

    file: str
    budget: Mapping[str, str]
    verdicts: tuple[Verdict, ...]
    build: NotRequired[str | None]


class NewDone(TypedDict):
    """`new --plain`; `file` is null where nothing was saved. `answers`: those that differ from the preset's."""

    file: str | None
    preset: str
    answers: Mapping[str, str | tuple[str, ...]]
    build: BuildDone | None
