"""What is wrong with native-image arguments that a user wrote, before a build spends minutes on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wizard.catalogue.model import GraalPyVersion, Option
from wizard.catalogue.versions import applies
from wizard.ground.problems import Problem

GROUPS = ("-Dpython.", "-Dpolyglot.image-build-time.")  # read by the builder; an unknown name there is never reported
ALSO_KNOWN = (  # real ones that are no lever of the catalogue
    "-Dpython.EnableBytecodeDSLInterpreter",
    "-Dpolyglot.image-build-time.PreinitializeContextsWithNative",
)


def lint(arguments: Sequence[str], version: GraalPyVersion, options: Iterable[Option]) -> tuple[Problem, ...]:
    """Warnings: options that do nothing, that this version does not have, names that nobody reads."""
    known: dict[str, list[Option]] = {}
    for option in options:
        for argument in option.arguments:
            known.setdefault(name_of(argument), []).append(option)
    return tuple(problem for argument in arguments for problem in _about(argument, version, known))


def name_of(argument: str) -> str:
    """The argument without its value: "-Dpython.WithoutSSL", "-H:ParseRuntimeOptions"; others as they are."""
    if argument.startswith("-D"):
        return argument.partition("=")[0]
    if argument.startswith("-H:"):
        return "-H:" + argument[3:].lstrip("+-").partition("=")[0]
    return argument


def _about(argument: str, version: GraalPyVersion, known: dict[str, list[Option]]) -> Iterator[Problem]:
    name = name_of(argument)
    found = known.get(name, [])
    inert = next((option.inert for option in found if option.inert), "")
    if inert:
        yield _warning("does-nothing", f"{argument} does nothing: {inert}", "remove it")
    elif found and not any(applies(version.version, option.since, option.until) for option in found):
        what = f"GraalPy {version.version} does not know {argument}, which is of {_range(found[0])}"
        yield _warning("not-in-version", what, "remove it")
    elif not found and name.startswith(GROUPS) and name not in ALSO_KNOWN:
        yield _unknown(argument, name, [*known, *ALSO_KNOWN])
    elif argument.startswith("-Dpython.") and argument.partition("=")[2] not in ("true", "false"):
        yield _warning("not-a-boolean", f"{argument} counts as false", "only the values `true` and `false` are read")


def _unknown(argument: str, name: str, names: Iterable[str]) -> Problem:
    import difflib

    near = difflib.get_close_matches(name, names, 1, 0.5)
    todo = f"did you mean {near[0]}?" if near else "remove it"
    return _warning("unknown-option", f"nothing reads {argument}, and native-image does not say so", todo)


def _range(option: Option) -> str:
    ends = [f"{word} {end}" for word, end in (("from", option.since), ("to", option.until)) if end]
    return " ".join(ends)


def _warning(code: str, what: str, todo: str) -> Problem:
    return Problem(what, todo=todo, code=code, severity="warning")
