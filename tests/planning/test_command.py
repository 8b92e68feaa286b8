"""The exact command, and what lint says of arguments that a user wrote."""

from __future__ import annotations

import shlex

import pytest

from wizard.catalogue.load import load
from wizard.planning.command import LOCK, UNLOCK, native_image_command, shell_quoted
from wizard.planning.lint import lint
from wizard.planning.model import BuildResources

CATALOGUE = load()


def command(*arguments: str, builder: str = "25.0", resources: BuildResources | None = None) -> tuple[str, ...]:
    return native_image_command(
        "/gvm/bin/native-image", arguments, ["/a b/x.jar", "/classes"], "graalpywizard.Launcher", "/out/engine",
        "/out/build.json", resources or BuildResources(), builder=builder, temporary="/out/tmp",
    )  # fmt: skip


def test_the_whole_command() -> None:
    resources = BuildResources(2 << 30, 12 << 30, 2)
    assert command("-Os", "-H:-ParseRuntimeOptions", "-Dpython.WithoutSSL=true", resources=resources) == (
        "/gvm/bin/native-image", "--color=never", "-J-Duser.language=en", "-J-Duser.country=US",
        "-J-Djava.io.tmpdir=/out/tmp",
        "-J-Xms2048m", "-J-Xmx12288m", "--parallelism=2",
        "-cp", "/a b/x.jar:/classes", "-Os", "-Dpython.WithoutSSL=true",
        "-H:+UnlockExperimentalVMOptions", "-H:BuildOutputJSONFile=/out/build.json", "-H:+BuildOutputProgress",
        "-H:-ParseRuntimeOptions", "-H:-UnlockExperimentalVMOptions",
        "-o", "/out/engine", "graalpywizard.Launcher",
    )  # fmt: skip


def test_there_is_one_unlocked_region_whatever_the_user_wrote() -> None:
    words = command(UNLOCK, "-H:+A", LOCK, "-H:-B")
    inside = words[words.index(UNLOCK) : words.index(LOCK)]
    assert (words.count(UNLOCK), words.count(LOCK)) == (1, 1)
    assert inside[-2:] == ("-H:+A", "-H:-B")


def test_before_23_1_nothing_is_unlocked() -> None:
    words = command("-H:+A", builder="23.0")
    assert UNLOCK not in words
    assert "--color=never" not in words
    assert "-H:+A" in words


def test_what_is_shown_is_what_a_shell_runs() -> None:
    words = command("-Dx=it's $HOME")
    assert tuple(shlex.split(shell_quoted(words))) == words


@pytest.mark.parametrize(
    ("argument", "version", "code", "told"),
    [
        ("-Dpython.WithoutNativeSha3=true", "25.0.3", "does-nothing", "no GraalPy version reads it"),
        ("-Dimage-build-time.PreinitializeContexts=python", "25.0.3", "does-nothing", "polyglot.image-build-time"),
        ("-Dpython.WithoutJNI=true", "25.0.3", "not-in-version", "24.2"),
        ("-H:+RelativeCodePointers", "24.2.2", "not-in-version", "25.0"),
        ("--no-fallback", "25.1.3", "not-in-version", "25.0"),
        ("-Dpython.WithoutSSSL=true", "25.0.3", "unknown-option", "-Dpython.WithoutSSL?"),
        ("-Dpython.withoutdigest=true", "25.0.3", "unknown-option", "-Dpython.WithoutDigest?"),
        ("-Dpolyglot.image-build-time.PreinitialiseContexts=", "25.0.3", "unknown-option", "PreinitializeContexts"),
        ("-Dpython.WithoutSSL=yes", "25.0.3", "not-a-boolean", "false"),
        ("-Dpython.WithoutSSL", "25.0.3", "not-a-boolean", "false"),
    ],
)
def test_lint_finds(argument: str, version: str, code: str, told: str) -> None:
    [problem] = lint((argument,), CATALOGUE.version(version), CATALOGUE.options)
    assert (problem.code, problem.severity) == (code, "warning")
    assert told in problem.line()


@pytest.mark.parametrize(
    "argument",
    ["-Dpython.WithoutSSL=true", "-Os", "-Dmy.own=1", "-Dpython.EnableBytecodeDSLInterpreter=true", "-H:+A"],
)
def test_lint_leaves_good_ones_alone(argument: str) -> None:
    assert lint((argument,), CATALOGUE.version("25.0.3"), CATALOGUE.options) == ()
