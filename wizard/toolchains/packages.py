"""The exact command that installs what is missing. The wizard names it and never types it itself."""

from __future__ import annotations

import platform
import shutil
from pathlib import Path

# what -> package manager -> package
NAMES = {
    "gcc": {
        "apt-get": "gcc libc6-dev", "dnf": "gcc glibc-devel", "apk": "gcc musl-dev", "zypper": "gcc", "pacman": "gcc",
    },
    "binutils": dict.fromkeys(("apt-get", "dnf", "apk", "zypper", "pacman"), "binutils"),
    "zlib": {
        "apt-get": "zlib1g-dev", "dnf": "zlib-devel", "apk": "zlib-dev", "zypper": "zlib-devel", "pacman": "zlib",
    },
    "libffi": {
        "apt-get": "libffi-dev", "dnf": "libffi-devel", "apk": "libffi-dev", "zypper": "libffi-devel",
        "pacman": "libffi",
    },
    "zstd": {
        "apt-get": "libzstd-dev", "dnf": "libzstd-static", "apk": "zstd-static zstd-dev",
        "zypper": "libzstd-devel-static", "pacman": "zstd",
    },
    "jdk": {
        "apt-get": "openjdk-25-jdk-headless", "dnf": "java-25-openjdk-devel", "apk": "openjdk25-jdk",
        "zypper": "java-25-openjdk-devel", "pacman": "jdk25-openjdk",
    },
}  # fmt: skip
COMMANDS = {
    "apt-get": "apt-get install", "dnf": "dnf install", "apk": "apk add", "zypper": "zypper install",
    "pacman": "pacman -S",
}  # fmt: skip
ON_MACOS = {"gcc": "xcode-select --install", "binutils": "xcode-select --install", "jdk": "brew install openjdk@25"}


def how_to_install(*what: str) -> str:
    """ "type: sudo apt-get install gcc", for this system; for all of them where it is not known."""
    if platform.system() == "Darwin":
        return "type: " + " && ".join(dict.fromkeys(ON_MACOS.get(w, f"brew install {w}") for w in what))
    manager = next((m for m in COMMANDS if shutil.which(m)), None)
    if manager is not None:
        return f"type: {command(manager, *what)}"
    return "install " + ", or ".join(f"`{command(m, *what)}`" for m in ("apt-get", "dnf", "apk"))


def command(manager: str, *what: str) -> str:
    """The command line of one package manager. Temurin's package where Debian's own has no 25 yet."""
    names = " ".join(NAMES[w][manager] for w in what)
    if manager == "apt-get" and "jdk" in what and not _debian_has_25():
        names = names.replace("openjdk-25-jdk-headless", "temurin-25-jdk")
    return f"sudo {COMMANDS[manager]} {names}"


def _debian_has_25() -> bool:
    """Debian before 13 has none; its apt may know Temurin's (apt-cache would take half a second to say so)."""
    lists = Path("/var/lib/apt/lists")
    try:
        version = Path("/etc/debian_version").read_text().strip()
    except OSError:
        return True
    old = version.partition(".")[0].isdigit() and int(version.partition(".")[0]) < 13
    return not (old or any(lists.glob("*adoptium*")))
