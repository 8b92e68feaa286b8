"""Where Java homes lie on a machine: the folders of the tools that install them, and of the system."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from pathlib import Path

SYSTEM = {
    "Linux": ("/usr/lib/jvm", "/usr/lib64/jvm", "/usr/java", "/opt/java", "/opt/jdks", "/opt", "/usr/local/lib/jvm"),
    "Darwin": ("/Library/Java/JavaVirtualMachines", "/opt/homebrew/opt", "/usr/local/opt"),
}


def everywhere(environ: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """Homes (folders with bin/java) and who put them there: SDKMAN, mise, asdf, jbang, Gradle, the system."""
    for folder, origin in _folders(environ):
        for home in _homes(folder):
            yield home, origin


def _folders(environ: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    user = environ.get("HOME")
    home = Path(user) if user else None
    data = Path(environ["XDG_DATA_HOME"]) if environ.get("XDG_DATA_HOME") else home and home / ".local/share"

    def at(variable: str, default: str) -> Path | None:
        return Path(environ[variable]) if environ.get(variable) else home and home / default

    mise = Path(environ["MISE_DATA_DIR"]) if environ.get("MISE_DATA_DIR") else data and data / "mise"
    for folder, below, origin in (
        (at("SDKMAN_DIR", ".sdkman"), "candidates/java", "SDKMAN"),
        (mise, "installs/java", "mise"),
        (at("ASDF_DATA_DIR", ".asdf"), "installs/java", "asdf"),
        (at("JBANG_DIR", ".jbang"), "cache/jdks", "jbang"),
        (at("GRADLE_USER_HOME", ".gradle"), "jdks", "Gradle"),
        (home, ".jdks", "~/.jdks"),
        (home, "Library/Java/JavaVirtualMachines", "~/Library/Java"),
    ):
        if folder is not None:
            yield folder / below, origin
    for name in SYSTEM.get(platform.system(), ()):
        yield Path(name), name


def _homes(folder: Path) -> Iterator[Path]:
    """Newest names first; macOS and Gradle put the home a level or two deeper."""
    try:
        names = sorted((path for path in folder.iterdir() if path.is_dir()), key=_newest_first)
    except OSError:
        return
    for path in names:
        for home in (path, path / "Contents/Home", path / "libexec/openjdk.jdk/Contents/Home"):
            if (home / "bin/java").exists():
                yield home
                break
        else:
            yield from _one_deeper(path)


def _one_deeper(path: Path) -> Iterator[Path]:
    try:
        for inner in sorted(path.iterdir()):
            for home in (inner, inner / "Contents/Home"):
                if (home / "bin/java").exists():
                    yield home
                    break
    except OSError:
        return


def _newest_first(path: Path) -> tuple[list[int], str]:
    """By the numbers in the name, so that 25.0.10 comes before 25.0.9."""
    import re

    return [-int(number) for number in re.findall(r"\d+", path.name)[:6]], path.name
