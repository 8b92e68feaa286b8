"""What a report needs to know of an engine's inside, taken before the names of its functions are stripped off it."""

from __future__ import annotations

import shutil
import subprocess
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from wizard.toolchains.model import Toolchain

# They change what the builder says of its result, not the result: names are stripped, lists are files or output.
# Engines: -H:-DeleteLocalSymbols made the file of `smallest` neither larger nor smaller once it was stripped.
ARGUMENTS = ("-H:-DeleteLocalSymbols", "-H:+GenerateEmbeddedResourcesFile", "-H:+PrintHeapHistogram")


def arguments() -> tuple[str, ...]:
    """For native-image; none where the machine has no `strip`, as the names would stay in the product."""
    return ARGUMENTS if shutil.which("strip") else ()


def keep(folder: Path, executable: Path, class_path: Sequence[Path], toolchain: Toolchain) -> None:
    """Write `folder`/anatomy.json.gz and strip the executable; neither fails a build that succeeded."""
    try:
        from wizard.reports import anatomy

        anatomy.keep(folder, executable=executable, class_path=class_path, java_home=toolchain.home)
    except Exception:  # a report without its tables is worth more than no engine
        (folder / "anatomy.error").write_text(traceback.format_exc())
    strip(executable)


def strip(executable: Path) -> None:
    """Take the names of functions off, in a copy: what happens meanwhile leaves the file whole."""
    program = shutil.which("strip")
    if program is None:
        return
    stripped = executable.with_name(f"{executable.name}.stripped")
    command = [program, "--strip-all", "-o", str(stripped), str(executable)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode == 0 and stripped.is_file():
        stripped.chmod(0o755)
        stripped.replace(executable)
    with suppress(OSError):
        stripped.unlink()
