"""From what was decided to a request: the one way of the command line and of the interview."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wizard.building.request import JarRequest, Request
from wizard.ground.problems import wrong_input
from wizard.planning import snapshot
from wizard.planning.model import Plan
from wizard.profiles.dangers import LOCK_FILE
from wizard.profiles.model import Profile
from wizard.profiles.preset import Preset
from wizard.programs.collect import collect
from wizard.programs.model import Target
from wizard.toolchains.model import Wanted


def python_request(
    whole: Profile, preset: Preset, planned: Plan, target: Target, output: Path, *, saved: bool,
    data: Sequence[str] = (), requirements: Sequence[str] = (), requirements_file: Path | None = None,
    allow_broken: Sequence[str] = (),
) -> Request:  # fmt: skip
    """Reads the program's files; exit 2 where they cannot be built.

    `whole`: the profile over its preset. `saved`: it is a file, and the lock file lies beside it. `data`,
    `requirements`, `requirements_file`, `allow_broken`: what was typed.
    """
    section = whole.program
    program = collect(
        target, data=section.data, typed_data=data, data_folder=whole.folder if whole.path else None,
        requirements=(*section.requirements, *requirements), leave=[output], python=planned.version.python,
        outside=saved,  # to what leaves a profile's project the user has consented by now
    )  # fmt: skip
    return Request(
        plan=snapshot.applied(planned, whole),
        program=program,
        target=output,
        profile=whole if saved else None,
        preset=preset,
        requirements_file=requirements_file or whole.requirements_path,
        indexes=section.indexes,
        lock=whole.folder / LOCK_FILE if saved else None,
        allow_broken=frozenset(allow_broken),
        wanted=Wanted(builder=planned.version.builder, native_image=whole.native_image),
        budget=whole.budget,
        check_imports=whole.check_imports,
        check_run=whole.check_run,
    )


def jar_request(whole: Profile, jar: Path, output: Path, *, saved: bool, extra: Sequence[str] = ()) -> JarRequest:
    """Exit 2 where there is no such jar. `extra`: typed arguments for native-image, after the profile's."""
    if not jar.is_file():
        raise wrong_input(f"there is no jar {jar}", "check the name", code="no-program")
    return JarRequest(
        jar=jar,
        target=output,
        class_path=tuple(whole.folder / entry for entry in whole.program.class_path),
        main_class=whole.program.main_class,
        extra=(*whole.extra, *extra),
        wanted=Wanted(native_image=whole.native_image, truffle=False),
        budget=whole.budget,
        profile=whole if saved else None,
    )


def place_of(name: str, cwd: Path, source: Path) -> Path:
    """Where an executable goes: its name in `cwd`, with `.bin` where a folder or its own source has that name."""
    plain = cwd / name
    return plain.with_name(f"{name}.bin") if plain.is_dir() or plain == source else plain
