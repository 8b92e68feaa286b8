"""The C compiler that native-image calls, tried on a real program that is linked with zlib."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from wizard.ground.problems import WizardError, wrong_environment
from wizard.toolchains import commands, packages

PROGRAM = "#include <zlib.h>\nint main(void) { return zlibVersion()[0] == 0; }\n"
WITHOUT_ZLIB = "int main(void) { return 0; }\n"
TIMEOUT = 30.0  # seconds; it takes 0.1 on an idle machine


@dataclass(frozen=True, slots=True)
class Compiler:
    """A compiler that compiles and links; `version` is the first line that it says of itself."""

    path: Path
    version: str


def probe(cc: str = "gcc", *, timeout: float = TIMEOUT) -> Compiler:
    """Compile and link a program with zlib. Exit 3 if there is no compiler or no zlib, or it crashes or hangs."""
    compiler = Compiler(_found(cc), identity(cc, timeout=timeout))
    failure = _linked(compiler.path, PROGRAM, ["-lz"], timeout)
    if not failure:
        return compiler
    if _linked(compiler.path, WITHOUT_ZLIB, [], timeout):
        raise _does_not_work(compiler.path, failure)
    raise wrong_environment(
        f"the C compiler {compiler.path} cannot link with zlib: {failure}",
        packages.how_to_install("zlib"), code="no-zlib",
    )  # fmt: skip


def identity(cc: str = "gcc", *, timeout: float = TIMEOUT) -> str:
    """The first line of its `--version`: "gcc (Debian 12.2.0-14) 12.2.0". Raises as `probe` does."""
    path = _found(cc)
    done = commands.run([path, "--version"], timeout=timeout)
    if done.failure:
        raise _does_not_work(path, done.failure)
    return next((line.strip() for line in done.output.splitlines() if line.strip()), "unknown")


def _found(cc: str) -> Path:
    path = shutil.which(cc)
    if path is None:
        raise wrong_environment(
            f"there is no C compiler: `{cc}` is not on the PATH", packages.how_to_install("gcc"), code="no-compiler"
        )
    return Path(path)


def _linked(compiler: Path, source: str, libraries: list[str], timeout: float) -> str:
    """Why it cannot be linked; empty if it can."""
    try:
        with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as folder:
            file, target = Path(folder, "probe.c"), Path(folder, "probe")
            file.write_text(source)
            failure = commands.run([compiler, file, "-o", target, *libraries], timeout=timeout).failure
            return failure or ("" if target.is_file() else "made no file")
    except OSError as error:
        raise wrong_environment(
            f"the folder for temporary files cannot be used: {error.strerror}", "free some space, or set TMPDIR",
            code="temp",
        ) from error  # fmt: skip


def _does_not_work(path: Path, failure: str) -> WizardError:
    return wrong_environment(
        f"the C compiler {path} does not work: it {failure}", packages.how_to_install("gcc"), code="broken-compiler"
    )
