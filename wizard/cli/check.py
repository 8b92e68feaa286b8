"""`check EXECUTABLE`: proves on a built executable that what was promised holds."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.document import WIDTH, Document, Text
from wizard.cli.outcome import Outcome, Verb, narrate
from wizard.ground.columns import cut
from wizard.ground.exits import ExitCode
from wizard.ground.foreign import plain
from wizard.ground.problems import Problem, Where, wrong_input
from wizard.reports.told import platform_text, tally

if TYPE_CHECKING:
    from wizard.ground.steps import Step
    from wizard.profiles.model import Profile
    from wizard.reports.model import Proof, ProofLine, RunsOn

VERB = Verb(
    "check",
    "Proves on a built executable that what was to be removed is gone and what was to stay works. Its program is "
    "not run, unless commands are given.",
    "graalpy-wizard check ./hello --run=--version",
)
RUN_SECONDS = 300.0
START = 4096  # bytes that a kind of file is told from
KINDS = {
    b"\x7fELF": "an executable for Linux",
    b"#!": "a script",
    b"PK\x03\x04": "a zip file, such as a jar or a wheel",
    b"\xcf\xfa\xed\xfe": "an executable for macOS",
    b"MZ": "an executable for Windows",
}
SHOWN = {
    "gone": "is gone", "fails": "cannot be imported", "works": "works", "withheld": "withheld", "runs": "runs",
    "started": "was started while building",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of `--json`. `size` is the file's; `engine` and `payload` are those of the program that it runs."""

    executable: str
    size: int
    engine: int
    payload: int
    graalpy: str
    kept: bool
    runs_on: RunsOn
    proof: Proof
    packed: str = ""  # "zstd" or "deflate"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The executable, and what it has to do itself."""
    from wizard.cli.options import add_trust

    parser.add_argument("executable", metavar="EXECUTABLE", help="a file that `build` wrote")
    parser.add_argument("--profile", metavar="FILE", default="", help="the profile with a [check] section")
    parser.add_argument(
        "--run", metavar="ARGUMENTS", action="append", default=[],
        help="run the executable with these arguments, split as a shell does; it has to end with 0",
    )  # fmt: skip
    add_trust(parser)
    parser.add_argument("--quiet", action="store_true", help="say nothing unless something is wrong")


def run(options: argparse.Namespace) -> Outcome:
    """Exit 6 where a promise is broken, 2 where the file is no whole executable of the wizard."""
    from wizard.packing import layout as packed_layout
    from wizard.packing.pack import unpacked
    from wizard.programs import trailer
    from wizard.reports import elf

    executable = Path(options.executable)
    _require_file(executable)
    profile = _profile(options)
    imports, commands = (profile.check_imports, profile.check_run) if profile else ((), ())
    words = [_split(command) for command in (*commands, *options.run)]
    with unpacked(executable) as inside:
        seal = trailer.verify(inside)
        manifest = _manifest(inside)
        proof = _prove(inside.absolute(), manifest, imports, quiet=options.quiet or options.json)
        arguments = manifest.get("arguments")
        level = elf.level_of([str(word) for word in arguments] if isinstance(arguments, list) else ())
        runs_on = elf.runs_on(inside, level)
    proof = _with_runs(proof, executable.absolute(), words)
    packed = packed_layout.read(executable)
    checked = Checked(
        str(executable), executable.stat().st_size, seal.engine_length, seal.payload_length,
        str(manifest.get("graalpy", "")), proof.kept, runs_on, proof, packed.method.name.lower() if packed else "",
    )  # fmt: skip
    code = ExitCode.DONE if proof.kept else ExitCode.PROOF
    return Outcome(checked, document_of(checked), problems_of(proof), code)


def problems_of(proof: Proof) -> tuple[Problem, ...]:
    """One for each broken promise."""
    return tuple(
        Problem(f"broken promise: {line.name} {_wanted(line)}, but: {line.detail}", code="broken-promise")
        for line in proof.broken
    )


def document_of(checked: Checked) -> Document:
    """One line for each promise."""
    return [
        Text(f"{plain(checked.executable)}: {tally(checked.proof)}", raw=True),
        f"payload and manifest are whole; {_size(checked)}, GraalPy {checked.graalpy}",
        Text(f"runs on {platform_text(checked.runs_on)}"),
        "",
        *(Text(promise_line(line), raw=True) for line in checked.proof.lines),
    ]


def _size(checked: Checked) -> str:
    told = f"{checked.size / 1e6:.1f} MB"
    if checked.packed:
        told += f" packed with {checked.packed}, {(checked.engine + checked.payload) / 1e6:.1f} MB when it runs"
    return told


def promise_line(line: ProofLine) -> str:
    """One line of 80 columns; `--json` has it whole."""
    word = "holds " if line.kept else "BROKEN"
    return cut(f"{word}  {plain(line.name)} {_wanted(line)}: {plain(line.detail)}", WIDTH)


def _wanted(line: ProofLine) -> str:
    return SHOWN.get(line.promise, line.promise)


def _require_file(executable: Path) -> None:
    from wizard.packing.layout import is_packed
    from wizard.programs import trailer

    if executable.is_dir():
        raise wrong_input("it is a folder", "name the executable", Where(executable), "folder")
    try:
        with executable.open("rb") as file:
            start = file.read(START)
            file.seek(max(0, file.seek(0, os.SEEK_END) - trailer.SIZE))
            end = file.read(trailer.SIZE)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise wrong_input(f"it cannot be read: {reason}", "check the path", Where(executable), "unreadable") from error
    if not start:
        raise wrong_input("it is empty", "build it again", Where(executable), "not-ours")
    if trailer.unpack(end) is None and not is_packed(executable):
        what = f"it is {_kind_of(start)}, and carries no payload of graalpy-wizard"
        todo = "name a file that `build` wrote; if it is one, its end was cut off: build it again"
        raise wrong_input(what, todo, Where(executable), "not-ours")
    if not os.access(executable, os.X_OK):
        todo = f"type: chmod +x {shlex.quote(str(executable))}"
        raise wrong_input("it may not be executed", todo, Where(executable), "not-executable")


def _kind_of(start: bytes) -> str:
    """What a file is, by its first bytes."""
    for mark, kind in KINDS.items():
        if start.startswith(mark):
            return kind
    try:
        start.decode()
    except UnicodeDecodeError as error:
        return "a text file" if error.start > len(start) - 4 else "no executable"
    return "no executable" if b"\0" in start else "a text file"


def _profile(options: argparse.Namespace) -> Profile | None:
    """Exit 4 where it wants the program to be run and nobody has consented."""
    if not options.profile:
        return None
    from wizard.catalogue.load import load_questions
    from wizard.cli.consent import require
    from wizard.profiles.read import read
    from wizard.profiles.trust import preset_of

    profile = read(Path(options.profile), load_questions())
    if profile.check_run or profile.check_imports:
        require(options, profile, preset_of(profile, load_questions()))
    return profile


def _split(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError as error:
        what = f"`{command}` cannot be split into arguments: {error}"
        raise wrong_input(what, "close its quotes", code="run") from error


def _manifest(executable: Path) -> dict[str, object]:
    from wizard.programs import trailer

    try:
        data = json.loads(trailer.manifest(executable))
    except (ValueError, RecursionError) as error:
        raise wrong_input("its manifest is not JSON", "build it again", Where(executable), "manifest") from error
    if not isinstance(data, dict):
        raise wrong_input("its manifest is not an object", "build it again", Where(executable), "manifest")
    return data


def _prove(executable: Path, manifest: dict[str, object], imports: Sequence[str], *, quiet: bool) -> Proof:
    from wizard.catalogue.load import load
    from wizard.reports import promises
    from wizard.reports.probe_executable import Splitter
    from wizard.reports.proof import prove

    def tell(step: Step) -> None:
        if not quiet:
            narrate(f"{step.name}: {step.detail}")

    promised = promises.of_manifest(manifest, load(), Where(executable))
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as folder:
        splitter = Splitter(executable, Path(folder))
        return prove(splitter.make, promised, imports=imports, first_path=splitter.first_path(), listener=tell)


def _with_runs(proof: Proof, executable: Path, commands: Sequence[list[str]]) -> Proof:
    """The product itself, packed or not, has to do these."""
    from dataclasses import replace

    lines = (*proof.lines, *(_ran(executable, words) for words in commands))
    return replace(proof, lines=lines, kept=all(line.kept for line in lines))


def _ran(executable: Path, words: list[str]) -> ProofLine:
    from wizard.reports.measuring import measure
    from wizard.reports.model import ProofLine

    done = measure([executable, *words], timeout=RUN_SECONDS)
    said = [line for line in done.err.splitlines() if line.strip()]
    detail = f"no end in {RUN_SECONDS:.0f} s" if done.timed_out else f"status {done.status}"
    if done.status and said:
        detail += f": {said[-1]}"
    return ProofLine(shlex.join([executable.name, *words]), "runs", done.status == 0, detail)
