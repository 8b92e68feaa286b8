"""Finds a toolchain, or puts one together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from wizard.ground import places
from wizard.ground.problems import WizardError, wrong_environment
from wizard.ground.steps import Step, StepListener, ignore
from wizard.toolchains import jdk as jdks
from wizard.toolchains import judge, kit_data, kit_home, kit_native, settings, versions
from wizard.toolchains.jdk import Jdk
from wizard.toolchains.kit_data import Kit
from wizard.toolchains.model import Candidate, Toolchain, Wanted
from wizard.toolchains.places_to_look import OWN, Place, places_to_look
from wizard.toolchains.settings import Settings


def candidates(
    environ: Mapping[str, str], config: Settings, wanted: Wanted, explicit: str | None = None
) -> list[Candidate]:
    """Every home that was looked at, judged, in the order in which they are taken."""
    return [judge.judge(p.home, p.origin, wanted) for p in places_to_look(environ, config, explicit)]


def ensure(
    wanted: Wanted, *, explicit: str | None = None, environ: Mapping[str, str] = os.environ,
    listener: StepListener = ignore, download: bool = True,
) -> Toolchain:  # fmt: skip
    """The first that fits; where there is none, one is put together (not with `download` False: exit 3).

    A home that was named (--toolchain, the variable, the configuration) and does not fit is exit 3: nothing
    else is taken in its place.
    """
    found, looked = _first_fitting(environ, wanted, explicit, start=True)
    if found is not None:
        return found
    if not download:
        raise wrong_environment(
            f"no toolchain was found{_found_instead(looked)}", "type: graalpy-wizard toolchain install",
            code="no-toolchain",
        )  # fmt: skip
    return install(wanted=wanted, environ=environ, listener=listener)


def install(
    *, jdk: str | Path | None = None, wanted: Wanted | None = None, environ: Mapping[str, str] = os.environ,
    listener: StepListener = ignore,
) -> Toolchain:  # fmt: skip
    """Put the kit together with a JDK 25 (found, or `jdk`), unless it is there already; two at once wait."""
    from wizard.toolchains import jdk_download

    kit_home.check_platform()
    kit = kit_data.load()
    kit_native.check_tools()
    source = jdk_download.ensure_jdk(jdk, environ=environ, listener=listener)
    identity = kit_home.mark(kit, source.home)
    home = kit_home.folder(kit, identity)
    if kit_home.properties(home).get("fingerprint") != identity:
        _assemble(home, source, kit, identity, environ, listener)
    candidate = judge.judge(home, OWN, wanted or Wanted())
    if candidate.toolchain is None:
        raise wrong_environment(
            f"the toolchain {home} does not work: {candidate.refused}",
            "type: graalpy-wizard cache prune --toolchains, and try again", code="no-toolchain",
        )  # fmt: skip
    return candidate.toolchain


def planned(wanted: Wanted, *, explicit: str | None = None, environ: Mapping[str, str] = os.environ) -> Toolchain:
    """What `ensure` would take, without running, downloading or putting together anything (for --dry-run)."""
    found, _ = _first_fitting(environ, wanted, explicit, start=False)
    return found or _as_it_would_be(environ)


def planned_path(wanted: Wanted, *, explicit: str | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The home that `ensure` would take or make; nothing is touched."""
    return planned(wanted, explicit=explicit, environ=environ).home


def jar_cache() -> Path:
    """Where all downloaded jars are kept, the kit's and GraalPy's."""
    return places.cache() / "jars"


def _first_fitting(
    environ: Mapping[str, str], wanted: Wanted, explicit: str | None, *, start: bool
) -> tuple[Toolchain | None, list[Candidate]]:
    """The first that fits, or None and all that were looked at; exit 3 where a named one or the kit cannot do."""
    looked: list[Candidate] = []
    for place, candidate in _judged(environ, settings.read(), wanted, explicit, start=start):
        if candidate.toolchain is not None:
            return candidate.toolchain, looked
        if place.named:
            raise _named_does_not_fit(candidate)
        looked.append(candidate)
    _require_kit_fits(wanted, looked)
    return None, looked


def _judged(
    environ: Mapping[str, str], config: Settings, wanted: Wanted, explicit: str | None, *, start: bool
) -> Iterator[tuple[Place, Candidate]]:
    for place in places_to_look(environ, config, explicit):
        yield place, judge.judge(place.home, place.origin, wanted, start=start)


def _assemble(
    home: Path, source: Jdk, kit: Kit, identity: str, environ: Mapping[str, str], listener: StepListener
) -> None:
    from wizard.toolchains import downloads
    from wizard.toolchains.locks import locked

    with locked(kit_home.store(), "another one puts the toolchain together", listener):
        if kit_home.properties(home).get("fingerprint") == identity:
            return
        jars = downloads.fetch([item.jar for item in kit.jars], jar_cache(), listener=listener, environ=environ)
        kit_home.assemble(home, source.home, kit, identity, jars, listener)
        listener(Step("toolchain", "ready"))


def _as_it_would_be(environ: Mapping[str, str]) -> Toolchain:
    kit = kit_data.load()
    try:
        source = jdks.find(None, environ)
        identity = kit_home.mark(kit, source.home)
        java = source.version
    except (WizardError, OSError):
        identity, java = "not-yet-known", ""
    home = kit_home.folder(kit, identity)
    binaries = (home / "bin/native-image", home / "bin/java", home / "bin/javac")
    return Toolchain(home, *binaries, kit.version, java, "kit", "would be put together", identity)


def _require_kit_fits(wanted: Wanted, looked: list[Candidate]) -> None:
    version = kit_data.load().version
    for needed, who in ((wanted.builder, "this GraalPy"), (wanted.native_image, "the profile")):
        if not versions.fits(version, needed):
            raise wrong_environment(
                f"{who} needs a native-image {needed}, none was found{_found_instead(looked)}, "
                f"and the wizard can put together {version} only",
                f"install a GraalVM {needed} and set GRAALVM_HOME", code="no-toolchain",
            )  # fmt: skip


def _named_does_not_fit(candidate: Candidate) -> WizardError:
    return wrong_environment(
        f"{candidate.home}, named by {candidate.origin}, cannot be used: {candidate.refused}",
        "name another one; `graalpy-wizard toolchain list` shows what there is", code="no-toolchain",
    )  # fmt: skip


def _found_instead(looked: list[Candidate]) -> str:
    if not looked:
        return ""
    more = f", and {len(looked) - 2} more" if len(looked) > 2 else ""
    return f" ({'; '.join(f'{c.home}: {c.refused}' for c in looked[:2])}{more})"
