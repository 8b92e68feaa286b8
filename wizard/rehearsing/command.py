"""The command line of a rehearsal, and its environment. Pure."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from wizard.planning.model import Plan
from wizard.rehearsing.classes import MAIN_CLASS, Classes

WATCHER = "polyglot.graalpywizardrehearsal"
# GraalPy's own switches and the launcher's settings. What else a plan says is native-image's affair.
SWITCHES = ("-Dpython.", "-Dgraalpy.wizard.")
ALL_CHARSETS, COMMON_CHARSETS = "-H:+AddAllCharsets", "-Dgraalpy.wizard.rehearsal.charsets=common"
# Java would read them and say so on standard error.
TAKEN = frozenset({"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"})
JVM = (
    "-XX:TieredStopAtLevel=1",  # start counts: programs of seconds never see the second compiler
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",
    "-Xss16m",  # as the engine's threads: -R:StackSize
    "-Xlog:disable",  # else an archive that does not fit is told of on standard output
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)


def command(
    classes: Classes, plan: Plan, payload: Path, record: Path | None, arguments: Sequence[str],
    *, archive: Sequence[str] | None = None,
) -> list[str]:  # fmt: skip
    """Word by word. `record`: where the program's imports are written. `archive`: how the classes' archive is used."""
    use = [f"-XX:SharedArchiveFile={classes.archive}"] if classes.archive.is_file() else []
    return [
        str(classes.jdk.home / "bin" / "java"), *JVM, *(use if archive is None else archive),
        "-cp", os.pathsep.join(map(str, classes.class_path)),
        *(word for word in plan.arguments if word.startswith(SWITCHES)),
        *([] if ALL_CHARSETS in plan.arguments else [COMMON_CHARSETS]),
        *([f"-D{WATCHER}={record}"] if record else []),
        f"-Dgraalpy.wizard.payload={payload}", MAIN_CLASS, *map(encoded, arguments),
    ]  # fmt: skip


def encoded(argument: str) -> str:
    """In ASCII, as Java decodes arguments by the locale. Code units of UTF-16, surrogates of os.fsdecode among them."""
    units = argument.encode("utf-16-be", "surrogatepass")
    codes = (int.from_bytes(units[i : i + 2], "big") for i in range(0, len(units), 2))
    return "".join(chr(code) if 32 <= code < 127 and code != 92 else f"\\u{code:04x}" for code in codes)


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What the program sees: all but what Java would take as options for itself."""
    return {name: value for name, value in environ.items() if name not in TAKEN}
