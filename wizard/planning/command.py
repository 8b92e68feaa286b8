"""The exact native-image command."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from wizard.catalogue.versions import parts
from wizard.planning.model import BuildResources

UNLOCK, LOCK = "-H:+UnlockExperimentalVMOptions", "-H:-UnlockExperimentalVMOptions"
UNLOCKABLE = (23, 1)  # before it, the pair and --color are unknown and end the build
MIB = 1 << 20


def native_image_command(
    native_image: Path | str, arguments: Sequence[str], class_path: Sequence[Path | str], main_class: str,
    output: Path | str, build_json: Path | str, resources: BuildResources,
    *, builder: str, temporary: Path | str | None = None, told: Sequence[str] = (),
) -> tuple[str, ...]:  # fmt: skip
    """The command, word by word; `builder` is native-image's version, such as "25.0".

    Arguments follow the class path, so that they win over what the jars' own properties say. Everything that
    starts with -H: stands in one unlocked region, in its order. Numbers in the output are written as in English.
    `told`: -H: arguments that change what the builder tells, not what it makes; where there is an unlocked region.
    """
    modern = parts(builder)[:2] >= UNLOCKABLE
    # Without a terminal stages would be told only when they end.
    ours = [f"-H:BuildOutputJSONFile={build_json}", "-H:+BuildOutputProgress", *(told if modern else ())]
    hosted = [*ours, *(a for a in arguments if a.startswith("-H:") and a not in (UNLOCK, LOCK))]
    return (
        str(native_image),
        *(["--color=never"] if modern else []),
        "-J-Duser.language=en", "-J-Duser.country=US",
        *([f"-J-Djava.io.tmpdir={temporary}"] if temporary else []),
        *_resources(resources),
        "-cp", os.pathsep.join(str(entry) for entry in class_path),
        *(a for a in arguments if not a.startswith("-H:")),
        *([UNLOCK, *hosted, LOCK] if modern else hosted),
        "-o", str(output),
        main_class,
    )  # fmt: skip


def shell_quoted(command: Sequence[str]) -> str:
    """One line for a POSIX shell."""
    import shlex

    return shlex.join(command)


def _resources(resources: BuildResources) -> list[str]:
    words = []
    if resources.xms is not None:
        words.append(f"-J-Xms{resources.xms // MIB}m")
    if resources.xmx is not None:
        words.append(f"-J-Xmx{resources.xmx // MIB}m")
    if resources.parallelism is not None:
        words.append(f"--parallelism={resources.parallelism}")
    return words
