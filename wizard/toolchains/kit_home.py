"""Puts a home with a working native-image together, and swaps it in whole."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import platform
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from wizard.ground import places
from wizard.ground.atomic import cannot_write
from wizard.ground.problems import wrong_environment
from wizard.ground.steps import Step, StepListener
from wizard.toolchains import commands, kit_data, kit_native, release_file
from wizard.toolchains.kit_data import Kit

PROPERTIES = "lib/svm/kit.properties"
MACRO = "ImageModulePath = ${.}/../../../truffle/builder/truffle-runtime-svm.jar\nArgs = -H:CLibraryPath=${.}/builder\n"
SPACE = 450_000_000  # bytes of a home; the JDK is most of it
FROM_JDK = ("bin", "conf", "include", "legal", "lib", "NOTICE", "release")
COMMAND = """\
#!/bin/sh
# native-image: its driver is written in Python.
home=$(dirname "$(dirname "$(readlink -f "$0")")")
for python in python3 {python}; do
  command -v "$python" >/dev/null 2>&1 && exec "$python" "$home/lib/svm/bin/native-image" "$@"
done
echo "Error: native-image needs python3 on the PATH" >&2
exit 20
"""


def store() -> Path:
    """The folder of the wizard's own toolchains."""
    return places.cache() / "toolchains"


def check_platform() -> None:
    """Exit 3 where the kit has no libraries for this system."""
    libc = platform.libc_ver()[0]
    if (platform.system(), platform.machine()) != ("Linux", "x86_64") or libc not in {"glibc", ""}:
        raise wrong_environment(
            f"a toolchain can be put together for Linux on x86-64 with glibc only, not for {platform.system()} on "
            f"{platform.machine()}{' with ' + libc if libc else ''}",
            "install a GraalVM and set GRAALVM_HOME", code="no-kit",
        )  # fmt: skip


def mark(kit: Kit, jdk: Path) -> str:
    """What a home made of this kit and this JDK is known by; the same on every machine that has both."""
    parts = [kit.digest, (jdk / "release").read_text(encoding="utf-8", errors="replace")]
    parts += [f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for name, path in kit_native.libffi().items()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def folder(kit: Kit, identity: str) -> Path:
    """Where a home with this mark lies, assembled or not."""
    return store() / f"graalvm-kit-{kit.version}-{identity[:12]}"


def properties(home: Path) -> Mapping[str, str]:
    """What an assembled home says of itself; empty if it is none, or not a finished one."""
    try:
        lines = (home / PROPERTIES).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {key: value for key, _, value in (line.partition("=") for line in lines if "=" in line)}


def assemble(home: Path, jdk: Path, kit: Kit, identity: str, jars: Mapping[str, Path], listener: StepListener) -> None:
    """Make `home`. The caller holds the lock of the store. Leaves nothing behind if it fails."""
    _require_space(home.parent)
    with _swapped_in(home) as temporary:
        listener(Step("toolchain", f"copying JDK {release_file.java_version(release_file.read(jdk))}"))
        _copy_jdk(jdk, temporary)
        for item in kit.jars:
            target = temporary / item.place
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(jars[item.jar.file_name], target)
        listener(Step("toolchain", "compiling its C parts"))
        kit_native.build(temporary)
        _add_truffle(temporary)
        _add_driver(temporary)
        _describe(temporary, kit, identity)


def _copy_jdk(jdk: Path, home: Path) -> None:
    home.mkdir()
    for name in FROM_JDK:
        source = jdk / name
        if source.is_dir():
            # symlinks are followed: Debian's conf/ and lib/security point into /etc
            shutil.copytree(source, home / name, ignore=_unneeded, ignore_dangling_symlinks=True)
        elif source.is_file():
            shutil.copyfile(source, home / name)


def _unneeded(directory: str, names: list[str]) -> set[str]:
    del directory
    return set(names) & {"src.zip", "classes_nocoops.jsa", "classes_coh.jsa", "classes_nocoops_coh.jsa"}


def _add_truffle(home: Path) -> None:
    macro = home / "lib/svm/macros/truffle-svm"
    shutil.copytree(kit_data.FOLDER / "native/truffle", macro / "builder/include")
    for name, path in kit_native.libffi().items():
        target = macro / "builder" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    (macro / "native-image.properties").write_text(MACRO)


def _add_driver(home: Path) -> None:
    classes = home / "lib/svm/launcher"
    classes.mkdir()
    done = commands.run([home / "bin/javac", "-d", classes, kit_data.FOLDER / "java/ModuleFacts.java"], timeout=300)
    if done.failure:
        raise wrong_environment(
            f"javac {done.failure}, while the toolchain was put together", "try another JDK 25: "
            "`graalpy-wizard toolchain install --jdk HOME`", code="broken-jdk",
        )  # fmt: skip
    (home / "lib/svm/bin").mkdir()
    shutil.copyfile(kit_data.FOLDER / "bin/native-image", home / "lib/svm/bin/native-image")
    command = home / "bin/native-image"
    command.write_text(COMMAND.format(python=shlex.quote(_python())), encoding="utf-8", errors="surrogateescape")
    command.chmod(0o755)


def _python() -> str:
    """The interpreter below a virtual environment, which may be gone tomorrow."""
    return str(getattr(sys, "_base_executable", "") or sys.executable)


def _describe(home: Path, kit: Kit, identity: str) -> None:
    facts = release_file.read(home)
    java = release_file.java_version(facts)
    runtime = f"GraalVM CE {kit.version}"
    build = facts.get("JAVA_RUNTIME_VERSION", java)
    banner = (
        f"native-image {java} {facts.get('JAVA_VERSION_DATE', '')}",
        f"GraalVM Runtime Environment {runtime} (build {build})",
        f"Substrate VM {runtime} (build {build}, serial gc)",
    )
    values = {
        "vendor": "GraalVM Community", "vendorversion": runtime, "version": kit.version, "java": java,
        "banner": "\\n".join(banner), "kit": kit.digest, "fingerprint": identity,
    }  # fmt: skip
    (home / PROPERTIES).write_text("".join(f"{k}={v}\n" for k, v in values.items()), encoding="utf-8")


@contextlib.contextmanager
def _swapped_in(home: Path) -> Iterator[Path]:
    """A folder beside `home` that becomes it, if the block ends well."""
    temporary = home.with_name(f".{home.name}.{os.getpid()}.tmp")
    old = home.with_name(f".{home.name}.{os.getpid()}.old")
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        if home.exists():
            home.rename(old)
        temporary.rename(home)
    except OSError as error:
        if error.errno == errno.ENOENT and error.filename and not Path(error.filename).is_relative_to(home.parent):
            raise wrong_environment(f"cannot read {error.filename}", "try again", code="read") from error
        raise cannot_write(home, error) from error
    except shutil.Error as error:
        reason = _first_reason(error)
        raise wrong_environment(f"cannot write {home}: {reason}", "free some space", code="write") from error
    finally:
        for rest in (temporary, old):
            shutil.rmtree(rest, ignore_errors=True)


def _first_reason(error: shutil.Error) -> str:
    """copytree collects (source, target, reason) of every file."""
    reasons = error.args[0] if error.args else ""
    return str(reasons[0][2]) if isinstance(reasons, list) and reasons else str(reasons)


def _require_space(parent: Path) -> None:
    places.ready(parent)
    free = shutil.disk_usage(parent).free
    if free < SPACE:
        raise wrong_environment(
            f"a toolchain takes {SPACE / 1e6:.0f} MB in {parent}, {free / 1e6:.0f} MB are free",
            "free some space, or set GRAALPY_WIZARD_CACHE_DIR to another folder", code="disk",
        )  # fmt: skip
