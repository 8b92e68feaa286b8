"""A finished build, as it might have been."""

from __future__ import annotations

from dataclasses import replace

from wizard.history.model import BuildResult, EngineRun, FailedBuild, Machine
from wizard.programs.model import PayloadPart
from wizard.reports.model import LargeFile, Part, Proof, ProofLine, RunsOn, Section, Sizes, Start

PARTS = (
    Part("heap", 55_246_848, "engine"), Part("code", 25_916_720, "engine"), Part("other", 299_928, "engine"),
    Part("library", 2_495_434, "payload"), Part("own code", 234, "payload"),
    Part("manifest and directory", 1124, "payload"),
)  # fmt: skip


def result(finished: str = "2026-11-24T09:15:42Z", key: str = "k", **changes: object) -> BuildResult:
    """`smallest` with print("hi")."""
    proof = Proof(True, (ProofLine("_ssl", "gone", True, "ModuleNotFoundError"),), Start(5, 0.085, 0.067, 95_539_200))
    made = BuildResult(
        id="", finished=finished, key=key, name="hello.py", preset="smallest", executable="/home/me/hello",
        answers={"jit": "off", "network": "none", "library": "trimmed", "native_modules": ()},
        hashes={"executable": "ab" * 32}, versions={"wizard": "0.1.0", "graalpy": "25.0.3", "native-image": "25.0.4"},
        requirements={"rich": "13.9.4"}, machine=Machine("Linux 6.1", "x86_64", 2, 25_276_510_208), seconds=305.2,
        sizes=sizes(), payload=(PayloadPart("library", 538, 2_495_434, 9_402_279),),
        runs_on=RunsOn(
            "Linux", "x86-64", "x86-64-v3", "2.34", ("libz.so.1", "libc.so.6"), False, (Section(".text", 25_916_720),)
        ),
        engine=EngineRun(
            "0123456789abcdef", True, "no-jit", ("native-image", "-Os", "-o", "my engine"), 300.0,
            (12.0, 208.4, 26.3, 15.0, 9.6, 112.2, 9.9, 20.1), 4_400_000_000, proof,
        ),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def sizes(*more: Part) -> Sizes:
    """With more parts of the payload."""
    parts = (*PARTS, *more)
    payload = sum(part.size for part in parts if part.group == "payload")
    whole = sum(part.size for part in parts)
    largest = (LargeFile("home/lib/python3.12/_pydecimal.py", 48_249, 227_283),)
    return Sizes(whole, whole - payload, payload, parts, largest, None, 1058, 295_400_000, None)


def failed(finished: str = "2026-11-24T09:15:42Z", key: str = "k", **changes: object) -> FailedBuild:
    """`full` on a machine that was too small."""
    made = FailedBuild(
        id="", finished=finished, key=key, name="hello.py", preset="full", answers={"jit": "on"},
        versions={"wizard": "0.1.0", "graalpy": "25.0.3"}, machine=Machine("Linux 6.1", "x86_64", 2, 8_000_000_000),
        seconds=120.5, code=7, problems=("out of memory; use a larger machine",),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]
