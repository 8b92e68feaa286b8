"""`doctor`: what was found on this machine, and what is missing, with the command to type."""

from __future__ import annotations

import argparse

from wizard.cli.document import Document, Table
from wizard.cli.outcome import Outcome, Verb
from wizard.ground.exits import ExitCode

VERB = Verb(
    "doctor",
    "Shows what a build needs: what of it is here, what is missing, and the command that installs it. "
    "Ends with 3 if a build could not run.",
    "graalpy-wizard doctor --network",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether the network is tried."""
    parser.add_argument("--network", action="store_true", help="also try whether downloads can be reached")


def run(options: argparse.Namespace) -> Outcome:
    """All checks, each of them at most seconds."""
    from wizard.building import checkup
    from wizard.cli import toolchain

    candidates = checkup.toolchains()
    checks = checkup.everything(candidates, network=options.network)
    rows = [(check.state, check.name, check.found + (f"; {check.todo}" if check.todo else "")) for check in checks]
    document: Document = [Table(("", "what", "found"), rows)]
    if candidates:
        document = [*document, "", "Toolchains, in the order in which they are taken:", toolchain.table(candidates)]
    bad = any(check.state == checkup.MISSING for check in checks)
    document = [*document, "", "A build cannot run here yet." if bad else "A build can run here."]
    result = {"checks": checks, "toolchains": candidates}
    return Outcome(result, document, code=ExitCode.ENVIRONMENT if bad else ExitCode.DONE)
