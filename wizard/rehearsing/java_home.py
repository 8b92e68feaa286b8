"""The Java of a rehearsal: any JDK 25 that can compile, a GraalVM too, from which no toolchain can be put together."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from wizard.ground.steps import StepListener
from wizard.toolchains import jdk, jdk_download, release_file
from wizard.toolchains.jdk import Jdk


def find(listener: StepListener, environ: Mapping[str, str] = os.environ) -> Jdk:
    """A JDK of this machine, a GraalVM of this machine, or a downloaded JDK, in this order; exit 3 without one."""
    for found in (*jdk.candidates(environ), *_named(environ)):
        if not found.refused or _does(found.home):
            return replace(found, refused="")
    return jdk_download.ensure_jdk(environ=environ, listener=listener)


def _named(environ: Mapping[str, str]) -> Iterator[Jdk]:
    if home := environ.get("GRAALVM_HOME"):
        yield jdk.judge(Path(os.path.realpath(home)), "GRAALVM_HOME")


def _does(home: Path) -> bool:
    facts = release_file.read(home)
    wanted = ("bin/java", "bin/javac", "lib/modules", "lib/svm")
    return release_file.java_feature(facts) == jdk.FEATURE and all((home / name).exists() for name in wanted)
