"""The seven presets as a table: what each sets, drops and withholds in the version that is built here."""

from __future__ import annotations

from typing import Any

import pytest

from tests.planning.conftest import planned

ALWAYS = {
    "--no-fallback", "-H:-IncludeLanguageResources", "-H:-CopyLanguageResources", "-H:-ParseRuntimeOptions",
    "--initialize-at-build-time=graalpywizard.EngineSettings", "-Dpython.WithoutNativePosix=true",
    "-R:StackSize=16777216",
}  # fmt: skip
SMALL = {
    "-Os", "-H:NativeLinkerOption=-no-pie", "-H:+ReduceImplicitExceptionStackTraceInformation",
    "-H:+RelativeCodePointers",
}  # fmt: skip
CHARSETS = {"-H:+AddAllCharsets"}
STARTED = {
    "-Dpolyglot.image-build-time.PreinitializeContexts=python", "-Dpolyglot.python.WithJavaStacktrace=0",
    "--features=graalpywizard.startup.StartedInterpreter",
    "--add-exports=org.graalvm.truffle.runtime.svm/com.oracle.svm.truffle=ALL-UNNAMED",
}  # fmt: skip
SNAPSHOT = STARTED | {
    "-Dpolyglot.image-build-time.PreinitializeContexts=python,snapshot",
    "--initialize-at-build-time=graalpywizard.startup",
    "-Dgraalpy.wizard.snapshot.modules=json,typing,dataclasses,argparse,re,csv,datetime,pathlib,inspect,decimal",
}  # fmt: skip
OFFLINE = {"-Dpython.WithoutJavaInet=true", "-Dpython.WithoutSSL=true"}
ALONE = {"-Dpython.WithoutPlatformAccess=true", "-Dpython.WithoutCompressionLibraries=true"}
JIT_JARS = {"truffle-runtime", "truffle-compiler", "profiler-tool"}
NATIVE_JARS = {"truffle-nfi-libffi", "truffle-nfi-panama", "jniutils"}
BOUNCY_CASTLE = {"bcprov-jdk18on", "bcpkix-jdk18on", "bcutil-jdk18on"}
PRIVILEGES = "-Dpolyglot.image-build-time.DisablePrivileges=createProcess"
TABLE = {
    "full": (CHARSETS, set()),
    "quick-build": ({"-Ob"} | CHARSETS, JIT_JARS | {"truffle-nfi-panama"}),
    "offline-fast": (OFFLINE | CHARSETS, set()),
    "sandboxed-minimal": (
        OFFLINE | ALONE | SMALL | {f"{PRIVILEGES},environmentAccess"},
        JIT_JARS | NATIVE_JARS | BOUNCY_CASTLE,
    ),
    "command-line-tool": (SMALL | CHARSETS | SNAPSHOT, JIT_JARS | {"truffle-nfi-panama"}),
    "networked-service": (CHARSETS | STARTED, set()),
    "smallest": (OFFLINE | ALONE | SMALL | {PRIVILEGES}, JIT_JARS | NATIVE_JARS | BOUNCY_CASTLE),
}
SETTINGS = {
    "full": "server all yes yes java true true",
    "quick-build": "server all yes yes java true true",
    "offline-fast": "none all yes yes java true true",
    "sandboxed-minimal": "none payload no no java false false",
    "command-line-tool": "client all yes yes java true true",
    "networked-service": "server all yes yes java true true",
    "smallest": "none all yes no java false false",
}
KEYS = ("network", "files", "environment", "processes", "posix", "signals", "native")


@pytest.mark.parametrize("preset", TABLE)
def test_arguments(preset: str) -> None:
    plan = planned(preset)
    rights = {f"-Dgraalpy.wizard.{key}={value}" for key, value in plan.settings.items()}
    assert set(plan.arguments) == ALWAYS | TABLE[preset][0] | rights
    assert len(plan.arguments) == len(set(plan.arguments))


@pytest.mark.parametrize("preset", TABLE)
def test_jars(preset: str) -> None:
    plan = planned(preset)
    kept = {jar.artifact for jar in plan.jars}
    assert {jar.artifact for jar in plan.version.jars} - kept == TABLE[preset][1]
    assert plan.jit == ("truffle-runtime" in kept)


@pytest.mark.parametrize("preset", SETTINGS)
def test_settings(preset: str) -> None:
    assert [planned(preset).settings[key] for key in KEYS] == SETTINGS[preset].split()


@pytest.mark.parametrize("preset", TABLE)
def test_what_is_kept_is_not_broken_nor_removed(preset: str) -> None:
    plan = planned(preset)
    assert not set(plan.kept) & (set(plan.broken) | set(plan.removed))
    assert {"json", "re", "random", "hashlib", "pathlib"} <= set(plan.kept)


def test_no_network_sets_the_three_switches() -> None:
    plan = planned("full", network="none")
    assert {"-Dpython.WithoutNativePosix=true", *OFFLINE} <= set(plan.arguments)
    assert {"_socket", "select", "_ssl"} <= set(plan.removed)


def test_only_the_trimmed_library_leaves_parts_out() -> None:
    assert planned("full").library_excludes == ()
    assert "idlelib/**" in planned("smallest").library_excludes


def test_bouncycastle_goes_only_without_tls_and_without_the_jit() -> None:
    def has_it(**flags: Any) -> bool:
        return any(jar.group == "org.bouncycastle" for jar in planned("smallest", **flags).jars)

    assert not has_it(crypto="none")
    assert not has_it(crypto="hashes")
    assert has_it(crypto="none", jit="on")
    assert has_it(crypto="hashes", jit="on")
    assert has_it(network="client", crypto="tls")
