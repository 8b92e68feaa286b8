"""What is to be built, decided before anything is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from wizard.planning.model import BuildResources, Plan
from wizard.profiles.model import Budget, Profile
from wizard.profiles.preset import Preset
from wizard.programs.model import Program
from wizard.toolchains.model import Wanted


@dataclass(frozen=True, slots=True)
class Request:
    """A Python program to be built."""

    plan: Plan
    program: Program
    target: Path
    profile: Profile | None = None
    preset: Preset | None = None
    requirements_file: Path | None = None
    indexes: tuple[str, ...] = ()
    lock: Path | None = None  # where the hashes of requirements are kept; None: in the cache
    allow_broken: frozenset[str] = frozenset()
    toolchain: str | None = None  # a home or a native-image that was typed
    wanted: Wanted = field(default_factory=Wanted)
    resources: BuildResources = field(default_factory=BuildResources)
    timeout: float | None = None  # seconds for native-image
    rebuild: bool = False
    budget: Budget = field(default_factory=Budget)
    check_imports: tuple[str, ...] = ()
    check_run: tuple[str, ...] = ()
    prove: bool = True
    typed: tuple[str, ...] = ()  # what was typed after `graalpy-wizard`

    @property
    def key(self) -> str:
        """What builds of the same thing have in common: the profile's file, or the program's place, and the target."""
        return _key(self.profile, self.program.folder / self.program.main, self.target)


@dataclass(frozen=True, slots=True)
class JarRequest:
    """A jar to be built: class path and main class, no engine and no payload."""

    jar: Path
    target: Path
    class_path: tuple[Path, ...] = ()
    main_class: str = ""
    extra: tuple[str, ...] = ()
    toolchain: str | None = None
    wanted: Wanted = field(default_factory=lambda: Wanted(truffle=False))
    resources: BuildResources = field(default_factory=BuildResources)
    timeout: float | None = None
    budget: Budget = field(default_factory=Budget)
    profile: Profile | None = None
    typed: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """As `Request.key`."""
        return _key(self.profile, self.jar, self.target)


def _key(profile: Profile | None, program: Path, target: Path) -> str:
    import hashlib

    name = profile.path if profile and profile.path else program
    return hashlib.sha256(f"{name}\0{target}".encode("utf-8", "surrogateescape")).hexdigest()[:16]
