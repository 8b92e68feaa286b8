"""The kit's C parts: compiled with gcc into the libraries that native-image links into images."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from wizard.ground.problems import wrong_environment
from wizard.toolchains import commands, kit_data, packages

TIMEOUT = 300.0  # seconds; all of it takes 4 on two cores
FLAGS = (
    "-std=gnu11", "-O2", "-fPIC", "-fvisibility=hidden", "-ffunction-sections", "-fdata-sections", "-Wall", "-Wextra",
)  # fmt: skip
PLATFORM = "linux-amd64/glibc"
LIBRARIES = {
    "liblibchelper.a": ("cpu_features.c", "signals.c", "attach.c", "locale.c", "helpers.c"),
    "libsvm_container.a": ("container.c",),
    "libjvm.a": ("jvm.c",),  # and the generated stubs
}
TOOLS = {"gcc": "gcc", "ar": "binutils", "nm": "binutils", "ld": "binutils"}
HEADERS = ("/usr/include/x86_64-linux-gnu", "/usr/include", "/usr/local/include", "/usr/lib64/libffi/include")
ARCHIVES = ("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib64", "/usr/local/lib")


def check_tools() -> None:
    """Exit 3 naming the first thing that is missing, before anything is downloaded."""
    for tool, package in TOOLS.items():
        if shutil.which(tool) is None:
            todo = packages.how_to_install(package)
            raise wrong_environment(f"`{tool}` is not on the PATH", todo, code="no-compiler")
    libffi()


def libffi() -> dict[str, Path]:
    """Where the system has libffi's headers and its archive, by the name that the home gives them; exit 3 if not."""
    found = {
        "include/ffi.h": _first("ffi.h", HEADERS),
        "include/ffitarget.h": _first("ffitarget.h", HEADERS),
        f"{PLATFORM}/libffi.a": _first("libffi_pic.a", ARCHIVES) or _first("libffi.a", ARCHIVES),
    }
    for name, path in found.items():
        if path is None:
            raise wrong_environment(
                f"libffi's {Path(name).name} is not on this system", packages.how_to_install("libffi"), code="no-libffi"
            )
    return {name: path for name, path in found.items() if path is not None}


def build(home: Path) -> None:
    """Compile and archive everything into `home`, which has the JDK's headers already."""
    folder = home / "lib/svm/clibraries" / PLATFORM
    archives = home / "lib/static" / PLATFORM
    shutil.copytree(kit_data.FOLDER / "jdk-static-libs" / PLATFORM, archives, dirs_exist_ok=True)
    shutil.copytree(kit_data.FOLDER / "native/include", folder / "include")
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as temporary:
        work = Path(temporary)
        for library, sources in LIBRARIES.items():
            objects = [_compiled(kit_data.FOLDER / "native" / source, work / f"{source}.o", home) for source in sources]
            if library == "libjvm.a":
                objects.append(_compiled(_stubs(archives, objects[0], work), work / "jvm_stubs.o", home))
            _run("ar", "rcsD", folder / library, *objects)
        reporter = _compiled(kit_data.FOLDER / "native/reporterchelper.c", work / "reporter.o", home)
        (home / "lib/svm/builder/lib").mkdir(parents=True, exist_ok=True)
        _run("gcc", "-shared", reporter, "-o", home / "lib/svm/builder/lib/libreporterchelper.so")


def _compiled(source: Path, target: Path, home: Path) -> Path:
    include = home / "include"
    _run(
        "gcc", *FLAGS, f"-I{kit_data.FOLDER / 'native/include'}", f"-I{include}", f"-I{include / 'linux'}",
        "-c", source, "-o", target,
    )  # fmt: skip
    return target


def _stubs(archives: Path, jvm: Path, work: Path) -> Path:
    """Definitions of all JVM_* functions that the JDK's libraries mention and jvm.c lacks."""
    wanted = {name for name in _symbols("-u", *sorted(archives.glob("*.a"))) if name.startswith("JVM_")}
    names = sorted(wanted - _symbols("--defined-only", jvm))
    stubs = "".join(f'void {name}(void) {{ JVM_unimplemented("{name}"); }}\n' for name in names)
    source = work / "jvm_stubs.c"
    source.write_text("_Noreturn void JVM_unimplemented(const char *name);\n" + stubs)
    return source


def _symbols(*options: str | Path) -> set[str]:
    words = (line.split() for line in _run("nm", *options).splitlines())
    return {parts[-1] for parts in words if len(parts) >= 2}


def _run(*command: str | Path) -> str:
    done = commands.run(command, timeout=TIMEOUT)
    if done.failure:
        raise wrong_environment(
            f"`{command[0]}` {done.failure}, while the toolchain was put together",
            "see that gcc, binutils and libffi-dev belong to this system", code="kit-native",
        )  # fmt: skip
    return done.output


def _first(name: str, folders: tuple[str, ...]) -> Path | None:
    return next((path for path in (Path(folder, name) for folder in folders) if path.is_file()), None)
