"""Consent, bound to content: given once by the user, kept in the user's folder, lost when what was seen changes.

A project can never consent for itself: nothing below its folder is read here, and the consent names the folder, so
that what was agreed to in one place says nothing about the same words in another.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from wizard.catalogue.model import Question
from wizard.ground import atomic, places
from wizard.ground.digest import sha256_of_file
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem, Where, WizardError, wrong_environment
from wizard.profiles import shelf
from wizard.profiles.dangers import Danger, dangers
from wizard.profiles.lines import line_of
from wizard.profiles.model import Profile
from wizard.profiles.names import DEFAULT
from wizard.profiles.preset import Preset, find

SCHEMA = 1
Asker = Callable[[Profile, tuple[Danger, ...]], bool]


def preset_of(profile: Profile, questions: Sequence[Question] | None = None) -> Preset:
    """The preset that this profile starts from."""
    return find(profile.preset or DEFAULT, profile.folder, questions)


def fingerprint(profile: Profile, preset: Preset | None = None) -> str:
    """SHA-256 over the dangerous values, the files that they point to, and the project's folder."""
    import hashlib

    found = dangers(profile, preset)
    files = sorted({path for d in found for path in d.points_to}, key=str)
    whole = {
        "folder": str(profile.folder.resolve()),
        "values": [[d.key, d.value] for d in found],
        "files": [[path.name, _content(path, preset)] for path in files],
    }
    text = json.dumps(whole, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _content(path: Path, preset: Preset | None) -> str:
    """A preset counts with its values, so that a comment costs no consent; any other file byte by byte."""
    import hashlib

    if preset and path == preset.profile.path:
        from wizard.profiles.toml_form import to_toml

        return hashlib.sha256(to_toml(preset.profile).encode()).hexdigest()
    try:
        return sha256_of_file(path)
    except OSError:
        return "absent"


def trusted(profile: Profile, *, preset: Preset | None = None, questions: Sequence[Question] | None = None) -> bool:
    """Whether there is nothing to consent to, or the user has consented to just this."""
    preset = preset or preset_of(profile, questions)
    if not dangers(profile, preset):
        return True
    return not _in_project(profile) and fingerprint(profile, preset) in _consents()


def grant(profile: Profile, *, preset: Preset | None = None, questions: Sequence[Question] | None = None) -> None:
    """Keep the user's consent; exit 3 where it cannot be kept."""
    preset = preset or preset_of(profile, questions)
    found = dangers(profile, preset)
    if not found:
        return
    if _in_project(profile):
        raise wrong_environment(
            f"consent cannot be kept in {places.configuration()}, which lies in the project",
            "unset GRAALPY_WIZARD_CONFIG_DIR and XDG_CONFIG_HOME, or give --trust with each command",
            code="consent-place",
        )
    with _locked():
        consents = _consents()
        consents[fingerprint(profile, preset)] = {
            "folder": str(profile.folder.resolve()), "keys": sorted({d.key for d in found})
        }  # fmt: skip
        atomic.write_text(_store(), json.dumps({"schema": SCHEMA, "consents": consents}, indent=1) + "\n")


def grant_if_possible(
    profile: Profile, *, preset: Preset | None = None, questions: Sequence[Question] | None = None
) -> None:
    """As `grant`, where not keeping it only means that it is asked for again."""
    with contextlib.suppress(WizardError):
        grant(profile, preset=preset, questions=questions)


@contextlib.contextmanager
def kept(
    profile: Profile, *, preset: Preset | None = None, questions: Sequence[Question] | None = None
) -> Iterator[None]:
    """Around a block in which the wizard itself writes a file that consent depends on, such as the lock file."""
    before = trusted(profile, preset=preset, questions=questions)
    yield
    if before:
        grant_if_possible(profile, preset=preset, questions=questions)


def require_consent(
    profile: Profile,
    *,
    given: bool,
    interactive: bool,
    preset: Preset | None = None,
    typed: frozenset[str] = frozenset(),
    ask: Asker | None = None,
    questions: Sequence[Question] | None = None,
) -> None:
    """Return if the profile may be built; exit 4 naming each key if not.

    `given`: the user typed --trust. `typed`: keys such as "options.extra" whose values came from the command line.
    `ask` is called on a terminal only (`interactive`).
    """
    preset = preset or preset_of(profile, questions)
    found = tuple(d for d in dangers(profile, preset) if d.key not in typed)
    if not found or trusted(profile, preset=preset, questions=questions):
        return
    if given or (interactive and ask is not None and ask(profile, found)):
        grant_if_possible(profile, preset=preset, questions=questions)
        return
    raise WizardError(refusals(profile, found), ExitCode.CONSENT)


def refusals(profile: Profile, found: Sequence[Danger]) -> tuple[Problem, ...]:
    """One line for each value that waits for consent."""
    from wizard.profiles.read import lines_of

    lines = lines_of(profile.path) if profile.path else {}
    file = profile.path or "the profile"
    import shlex

    typed = shlex.quote(str(file))
    todo = f"read it, then `graalpy-wizard profile trust {typed}`, or give --trust" if profile.path else "give --trust"
    return tuple(
        Problem(
            f"{d.value}: {d.why}", Where(file, d.key, line_of(lines, tuple(d.key.split(".")))), todo, "consent"
        )
        for d in found
    )  # fmt: skip


def _in_project(profile: Profile) -> bool:
    return shelf.within(places.configuration(), profile.folder)


def _store() -> Path:
    return places.configuration() / "consents.json"


def _consents() -> dict[str, object]:
    """What was consented to; a store that cannot be read holds no consent."""
    try:
        whole = json.loads(_store().read_text(encoding="utf-8"))
        if whole["schema"] == SCHEMA and isinstance(whole["consents"], dict):
            return dict(whole["consents"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return {}


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    from filelock import FileLock, Timeout

    path = places.ready(places.configuration()) / "consents.lock"
    try:
        lock = FileLock(path, timeout=10)
        with lock:
            yield
    except (OSError, Timeout) as error:
        raise wrong_environment(f"{path} cannot be locked: {error}", "try again", code="lock") from error
