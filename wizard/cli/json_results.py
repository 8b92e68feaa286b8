"""What `result` holds in the `--json` of each verb."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.cli import json_shapes as shapes
from wizard.history.model import BuildResult, Entry, FailedBuild
from wizard.history.trend import Point
from wizard.profiles.presets import Difference as PresetDifference
from wizard.rehearsing.model import Rehearsal
from wizard.reports.advice import Advice
from wizard.reports.difference import Difference
from wizard.reports.effects import OwnEffect
from wizard.reports.inventory import Inventory
from wizard.toolchains.cache import Entry as CacheEntry
from wizard.toolchains.model import Candidate, Toolchain

RESULTS: Mapping[str, Any] = {
    "build": shapes.BuildDone | shapes.BuildPlanned | shapes.JarBuilt,
    "budget set": shapes.BudgetSet,
    "budget show": shapes.BudgetShown,
    "cache key": shapes.EngineKey,
    "cache list": list[CacheEntry],
    "cache prune": list[CacheEntry],
    "check": shapes.Checked,
    "doctor": shapes.Doctor,
    "explain": shapes.Explained,
    "history compare": Difference,
    "history effects": tuple[OwnEffect, ...],
    "history export": shapes.Exported,
    "history import": shapes.Imported,
    "history list": list[Entry],
    "history prune": shapes.Removed,
    "history rm": shapes.Removed,
    "history show": BuildResult | FailedBuild,
    "history trend": tuple[Point, ...],
    "log": shapes.LogRead,
    "new": shapes.NewDone,
    "presets diff": tuple[PresetDifference, ...],
    "presets export": shapes.PresetExported,
    "presets import": shapes.PresetFile,
    "presets list": list[shapes.PresetListed],
    "presets save": shapes.PresetFile,
    "presets show": shapes.PresetShown,
    "profile show": shapes.ProfileShown,
    "profile trust": shapes.ProfileTrusted,
    "profile validate": shapes.ProfileValid,
    "rehearse": Rehearsal,
    "report": shapes.Reported | shapes.PageWritten | Difference | shapes.Bisected | Advice | Inventory | shapes.Bom,
    "scan": shapes.Scanned,
    "toolchain install": Toolchain,
    "toolchain list": list[Candidate],
    "toolchain use": Toolchain,
}
