"""Why pip found no answer, told from its log: each requirement by name, and what could be done."""

from __future__ import annotations

import re

from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, WizardError

_NETWORK = re.compile(
    r"Max retries exceeded|connection broken by|NewConnectionError|NameResolutionError|Temporary failure in name"
    r"|Failed to establish|ConnectTimeout|ReadTimeout|Read timed out|ProxyError|SSLError|Network is unreachable"
    r"|Connection refused|5\d\d Server Error|connection error"
)
_DISK = re.compile(r"No space left on device|Disk quota exceeded|Read-only file system|Permission denied")
_NO_MATCH = re.compile(r"No matching distribution found for (.+?)(?: \(from .*\))?$", re.MULTILINE)
_VERSIONS = re.compile(r"Could not find a version that satisfies the requirement .*?from versions: (.*?)\)")
_SOURCE = re.compile(r"source-only: (.+)")
_HASH = re.compile(r"DO NOT MATCH THE HASHES|Hash mismatch|Expected sha256", re.IGNORECASE)
_CONFLICT = re.compile(r"^(?:ERROR: )?(Cannot install .+?) because these package versions have", re.MULTILINE)
_NOTHING_FITS = re.compile(r"no matching distributions available for your environment:\n(?:\S+T\S+ )?\s+(\S+)")
PURE = "GraalPy needs a pure one: see docs/requirements.md, or look for a pure-Python package that does the same"
_STAMP = re.compile(r"^\d{4}-\d\d-\d\dT[\d:,.]+ ")
_REASON = re.compile(
    r"\[Errno -?\d+\] [^'\")]+|\d{3} Server Error: [^'\"]+?(?= for url)|certificate verify failed[^'\")]*"
    r"|Read timed out[^'\"]*|timed out[^'\"]*"
)
_ADDRESS = re.compile(r"https?://[^\s/'\"]+|host='([^']+)'")
_ERROR = re.compile(r"^(?:\S+ )?ERROR: (.+)$", re.MULTILINE)


def explain(log: str, console: str) -> WizardError:
    """`log` is pip's whole log, `console` what it wrote to standard error."""
    disk = _DISK.search(console)
    if disk:
        return WizardError(
            Problem(f"pip cannot write its files: {disk[0]}", code="disk",
                    todo="free some space in the temporary folder and in pip's cache, or set TMPDIR and PIP_CACHE_DIR"),
            ExitCode.ENVIRONMENT,
        )  # fmt: skip
    if _HASH.search(console):
        return _input(
            "a downloaded wheel is not the one that was locked", "its index changed the file: find out why, or delete "
            "graalpy-wizard.lock to accept it", "hash-mismatch",
        )  # fmt: skip
    source = _SOURCE.search(console)
    if source:
        return _input(f"{source[1]} has no wheel, only its source", "name a version or package with a pure wheel",
                      "no-wheel")  # fmt: skip
    missing = _NO_MATCH.search(console)
    if _NETWORK.search(log) and (missing is None or not _mentions(log, missing[1])):
        return WizardError(
            Problem(f"no network: the package index did not answer ({_evidence(log)})",
                    todo="look at the connection, the proxy and pip's configuration", code="network"),
            ExitCode.ENVIRONMENT,
        )  # fmt: skip
    if missing:
        return _missing(missing[1].strip(), log, console)
    unfit = _NOTHING_FITS.search(log)
    if unfit and _skipped(log, unfit[1], "tags|not compatible|platform"):
        return _missing(unfit[1], log, console)
    conflict = _CONFLICT.search(console)
    if conflict:
        return _input(f"the requirements contradict each other: {conflict[1].lower()[:1]}{conflict[1][1:]}",
                      "loosen one of them", "conflict")  # fmt: skip
    error = _ERROR.search(console)
    return _input(f"pip could not resolve the requirements: {error[1] if error else console.strip()[-300:]}",
                  code="requirements")  # fmt: skip


def _missing(requirement: str, log: str, console: str) -> WizardError:
    name = re.split(r"[\s<>=!~;\[@]", requirement, maxsplit=1)[0]
    versions = _VERSIONS.search(console)
    if versions and versions[1].strip() not in ("none", ""):
        newest = versions[1].split(", ")[-1]
        if _skipped(log, name, "No (?:binaries|sources) permitted|tags|compatible"):
            todo = f"the newest with a pure wheel for GraalPy's Python is {newest}"
        else:
            todo = f"the newest is {newest}"
        return _input(f"no version of {name} answers {requirement}", todo, "no-version")
    if _skipped(log, name, "tags|not compatible|platform"):
        return _input(f"{name} has compiled wheels only", PURE, "compiled-only")
    if _skipped(log, name, "No sources permitted"):
        return _input(f"{name} has no wheel, only its source", "build a wheel of it and name its folder with pip's "
                      "find-links, or take another version", "no-wheel")  # fmt: skip
    if _skipped(log, name, "Requires-Python|different Python"):
        return _input(f"no version of {name} runs on GraalPy's Python", "take another package", "no-version")
    return _input(f"the requirement {requirement} does not exist", "look at its spelling", "no-requirement")


def _skipped(log: str, name: str, why: str) -> bool:
    """Whether pip saw a file of this project and passed it over for this reason."""
    normal = re.sub(r"[-_.]+", "[-_.]+", re.escape(name).replace("\\-", "-").replace("\\.", "."))
    lines = (line for line in log.splitlines() if "Skipping link" in line or "Link requires a different Python" in line)
    return any(re.search(why, line) and re.search(rf"[/\s]{normal}-", line, re.IGNORECASE) for line in lines)


def _mentions(log: str, requirement: str) -> bool:
    """Whether the index did answer for this project, so that its absence is a fact."""
    name = re.split(r"[\s<>=!~;\[@]", requirement.strip(), maxsplit=1)[0]
    answers = r"(?:404 Client Error|Fetched page|Skipping link: (?!not a file)|Found link)"
    return re.search(rf"{answers}.*[/\s]{re.escape(name)}[/\-]", log, re.IGNORECASE) is not None


def _evidence(log: str) -> str:
    """Who did not answer, and the system's reason; the whole line where it is in other words."""
    line = next((line for line in log.splitlines() if _NETWORK.search(line)), "")
    line = _STAMP.sub("", line).strip().removesuffix(" - skipping")
    reason, address = _REASON.search(line), _ADDRESS.search(line)
    if reason is None:
        return line[:300]
    where = f"{address[1] or address[0]}: " if address else ""
    told = reason[0].strip()
    return f"{where}{told.rstrip(')') if '(' not in told else told}"


def _input(what: str, todo: str = "", code: str = "") -> WizardError:
    return WizardError(Problem(what, todo=todo, code=code), ExitCode.INPUT)
