"""`budget`: what a profile allows, beside what was built, and set from what was built."""

from __future__ import annotations

import argparse
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.actions import action
from wizard.cli.document import Document, Table
from wizard.cli.outcome import Outcome, Verb
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Where, wrong_input

if TYPE_CHECKING:
    from wizard.history.model import BuildResult
    from wizard.history.store import History
    from wizard.profiles.model import Budget, Profile

VERB = Verb(
    "budget",
    "What a profile allows its executable: set from the last build, and shown beside it. `build` ends with 5 above it.",
    'graalpy-wizard budget set --to "last +2%"',
)
STEPS = {"size": 100_000, "memory": 100_000, "start": 0.001}  # limits are rounded up to whole ones of these
LOOKED_AT = 200  # builds, for the last one of a profile
_LAST = re.compile(r"last(?: *\+ *([0-9]{1,4}(?:\.[0-9]{1,4})?) ?%)?")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One sub-verb."""
    verbs = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    shown = action(verbs, "show", "each limit beside the last build; exit 5 where one is exceeded")
    put = action(verbs, "set", "write limits into the profile; `none` takes one out")
    for parser_of in (shown, put):
        parser_of.add_argument(
            "file", metavar="PROFILE", nargs="?", default=".", help="default: the one of this folder"
        )
    limits = put.add_argument_group("limits", 'each "last", "last +2%", or an amount of its own')
    limits.add_argument(
        "--to", nargs="+", metavar="SIZE", help='the executable\'s size, such as "last +2%%" or "90 MB"'
    )
    limits.add_argument("--start", nargs="+", metavar="TIME", help='the start of print("hi"), such as "90 ms"')
    limits.add_argument("--memory", nargs="+", metavar="SIZE", help='the memory of print("hi"), such as "110 MB"')
    limits.add_argument("--growth", metavar="SHARE", help='against the build before, such as "2 %%"')
    limits.add_argument("--warn", metavar="SHARE", help='warn this far below each limit, such as "5 %%"')


def run(options: argparse.Namespace) -> Outcome:
    """Run one sub-verb."""
    from wizard.cli.profile_file import file_of
    from wizard.history.store import History
    from wizard.profiles.preset import questions_of
    from wizard.profiles.read import read

    profile = read(file_of(options.file).absolute(), questions_of(None))
    history = History()
    return _set(options, profile, history) if options.action == "set" else _show(profile, history)


def last_of(profile: Profile, history: History) -> tuple[BuildResult | None, BuildResult | None]:
    """The last build of this profile, here or imported from a place that looks the same, and the one before it."""
    from wizard.history.model import Filter

    home, path = str(Path.home()), str(profile.path or "")
    found = [result for result in history.results(Filter(limit=LOOKED_AT)) if result.origin.profile]
    same = [r for r in found if r.origin.profile in (path, path.replace(home, "~"))]
    alike = [r for r in found if Path(r.origin.profile).parts[-2:] == Path(path).parts[-2:]]
    last = next(iter([*same, *alike]), None)
    return last, history.before(last) if last else None


def limit_of(key: str, text: str, measured: float | None) -> float | None:
    """Bytes or seconds; None for "none". Exit 2 for what is no limit, or where there is no last build."""
    from wizard.profiles.amounts import size_of, time_of

    if text == "none":
        return None
    flag = f"--{'to' if key == 'size' else key}"
    if match := _LAST.fullmatch(text):
        if measured is None:
            raise wrong_input(f"`{flag} {text}`: no build has this figure", "build the profile first", code="no-build")
        step = STEPS[key]
        return round(math.ceil(round(measured * (1 + float(match[1] or 0) / 100) / step, 6)) * step, 3)
    try:
        return time_of(text) if key == "start" else size_of(text)
    except ValueError:
        example = "90 ms" if key == "start" else "90 MB"
        raise wrong_input(f"`{flag} {text}` is no limit", f'such as "last +2%" or "{example}"', code="usage") from None


def _set(options: argparse.Namespace, profile: Profile, history: History) -> Outcome:
    from wizard.profiles.toml_form import budget_texts
    from wizard.profiles.write import write

    wanted = _wanted(options, profile, history)
    write(replace(profile, budget=wanted), profile.path or Path())
    texts = budget_texts(wanted)
    told: Document = [f"{key} = {text}" for key, text in texts.items()] or ["no limits"]
    return Outcome({"file": str(profile.path), "budget": texts}, told, tuple(history.problems))


def _wanted(options: argparse.Namespace, profile: Profile, history: History) -> Budget:
    typed = {"size": options.to, "start": options.start, "memory": options.memory}
    if not any(typed.values()) and options.growth is None and options.warn is None:
        raise wrong_input("nothing is to be set", 'give --to "last +2%"', code="usage")
    last, _ = last_of(profile, history)
    changes: dict[str, float | None] = {}
    for key, words in typed.items():
        if words:
            limit = limit_of(key, " ".join(words), _measured(last, key))
            changes[key] = limit if key == "start" or limit is None else int(limit)
    for key in ("growth", "warn"):
        text = getattr(options, key)
        if text is not None:
            changes[key] = None if text == "none" else _share(key, text)
    return replace(profile.budget, **changes)  # type: ignore[arg-type]


def _share(key: str, text: str) -> float:
    from wizard.profiles.amounts import share_of

    try:
        return share_of(text)
    except ValueError:
        raise wrong_input(f"`--{key} {text}` is not a percentage", 'such as "2 %"', code="usage") from None


def _measured(result: BuildResult | None, key: str) -> float | None:
    if result is None:
        return None
    if key == "size":
        return result.sizes.file
    start = result.engine.proof.start if result.engine and result.engine.proof else None
    return None if start is None else start.seconds if key == "start" else start.memory


def _show(profile: Profile, history: History) -> Outcome:
    from wizard.profiles.toml_form import budget_texts
    from wizard.reports import budget

    texts = budget_texts(profile.budget)
    last, before = last_of(profile, history)
    if not texts:
        return Outcome(
            {"file": str(profile.path), "budget": {}, "verdicts": []}, ["no limits; `budget set` writes some"]
        )
    result = {"file": str(profile.path), "budget": texts, "build": last.id if last else None}
    if last is None:
        told: Document = [*(f"{key} = {text}" for key, text in texts.items()), "this profile has not been built yet"]
        return Outcome({**result, "verdicts": []}, told, tuple(history.problems))
    verdicts = budget.judge(last, before, profile.budget)
    rows = [(verdict.key, texts[verdict.key], verdict.state, verdict.text) for verdict in verdicts]
    found = budget.problems(verdicts, last, before)
    over = any(verdict.state == budget.OVER for verdict in verdicts)
    code = ExitCode.BUDGET if over else ExitCode.DONE
    where = Where(profile.path or "", "budget")
    problems = tuple(replace(problem, where=where) for problem in found)
    table = Table(("limit", "allowed", "state", "last build"), rows)
    return Outcome({**result, "verdicts": verdicts}, [table], (*history.problems, *problems), code)
