"""`toolchain list, install, use`."""

from __future__ import annotations

import argparse

from wizard.cli.actions import action
from wizard.cli.document import Block, Table
from wizard.cli.outcome import Outcome, Verb, narrate
from wizard.ground.problems import wrong_environment
from wizard.ground.steps import Step
from wizard.toolchains.model import Candidate, Toolchain

VERB = Verb(
    "toolchain",
    "Shows the native-images of this machine, puts one together, or chooses one.",
    "graalpy-wizard toolchain use /opt/graalvm-25",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One sub-verb."""
    verbs = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    action(verbs, "list", "every home that was found, in the order in which they are taken")
    install = action(verbs, "install", "put a native-image together from Maven artifacts and a JDK 25")
    install.add_argument("--jdk", metavar="HOME", help="the JDK 25 to take (default: the first that is found)")
    use = action(verbs, "use", "always take this one, on this machine")
    use.add_argument("path", metavar="PATH", help="its home, or its native-image")


def run(options: argparse.Namespace) -> Outcome:
    """Run one sub-verb."""
    actions = {"list": _list, "install": _install, "use": _use}
    return actions[options.action](options)


def table(candidates: list[Candidate]) -> Table:
    """One row a home; the first that fits is the one that is taken."""
    taken = next((c for c in candidates if c.toolchain), None)
    return Table(("", "found by", "version", "edition", "home"), [_row(c, c is taken) for c in candidates])


def _row(candidate: Candidate, taken: bool) -> tuple[str, str, str, str, str]:
    toolchain = candidate.toolchain
    if toolchain is None:
        return ("-", candidate.origin, "", "", f"{candidate.home}: {candidate.refused}")
    return ("*" if taken else "ok", candidate.origin, toolchain.version, toolchain.edition, str(candidate.home))


def _list(options: argparse.Namespace) -> Outcome:
    del options
    from wizard.building import checkup

    candidates = checkup.toolchains()
    document: list[Block | str] = []
    if candidates:
        document = [table(candidates), "* is taken, ok would do, - is not taken for the reason given"]
    if not any(candidate.toolchain for candidate in candidates):
        document += ["No native-image was found that fits. The next build puts one together; so does",
                     "graalpy-wizard toolchain install"]  # fmt: skip
    return Outcome(candidates, document)


def _install(options: argparse.Namespace) -> Outcome:
    from wizard.toolchains import find

    toolchain = find.install(jdk=options.jdk, listener=_Narrator())
    return Outcome(toolchain, [f"{_said(toolchain)} is ready: {toolchain.home}"])


def _use(options: argparse.Namespace) -> Outcome:
    from wizard.toolchains import judge, settings
    from wizard.toolchains.model import Wanted
    from wizard.toolchains.places_to_look import home_of

    home = home_of(options.path)
    candidate = judge.judge(home, "toolchain use", Wanted(truffle=False))
    if candidate.toolchain is None:
        raise wrong_environment(f"{home} cannot be used: {candidate.refused}", "name another one", code="no-toolchain")
    settings.use(home)
    note = "" if candidate.toolchain.has_truffle else " It builds Java programs only: it has no truffle-svm macro."
    return Outcome(candidate.toolchain, [f"From now on {_said(candidate.toolchain)} in {home} is taken.{note}"])


def _said(toolchain: Toolchain) -> str:
    return f"{toolchain.edition} {toolchain.version} (Java {toolchain.java_version})"


class _Narrator:
    """One line a step on standard error, and one each tenth of a download."""

    def __init__(self) -> None:
        self.last: tuple[str, str, int] = ("", "", -1)

    def __call__(self, step: Step) -> None:
        tenth = 10 * (step.done or 0) // step.total if step.total else 0
        if (step.name, step.detail, tenth) != self.last:
            self.last = (step.name, step.detail, tenth)
            narrate(f"{step.name}: {step.detail}" + (f", {10 * tenth} %" if step.total else ""))
