"""Real ELF files, linked on the spot."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.reports.elf import level_of, runs_on

Link = Callable[..., Path]
SOURCE = "#include <zlib.h>\n#include <stdio.h>\nint main(void) { puts(zlibVersion()); return 0; }\n"

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="needs a C compiler")


@pytest.fixture
def link(tmp_path: Path) -> Link:
    """`link(source, *flags)`: an executable."""

    def make(source: str, *flags: str) -> Path:
        (tmp_path / "x.c").write_text(source)
        target = tmp_path / "x"
        subprocess.run(["gcc", tmp_path / "x.c", "-o", target, *flags], check=True, capture_output=True)
        return target

    return make


def test_libraries_machine_and_least_glibc(link: Link) -> None:
    found = runs_on(link(SOURCE, "-lz", "-no-pie"), "x86-64-v3")
    assert found.system == "Linux"
    assert found.level == "x86-64-v3"
    assert found.libraries == ("libz.so.1", "libc.so.6")
    assert found.pie is False
    assert tuple(map(int, found.glibc.split("."))) >= (2, 2, 5)


def test_the_least_glibc_is_compared_as_numbers(link: Link) -> None:
    """Against readelf, a reader of its own."""
    target = link("#include <pthread.h>\nint main(void) { return pthread_create(0, 0, 0, 0); }\n", "-pthread")
    told = subprocess.run(["readelf", "-V", "-W", target], check=True, capture_output=True, text=True).stdout
    names = {word.strip("()") for word in told.split() if word.startswith("GLIBC_2")}
    versions = [tuple(map(int, name.removeprefix("GLIBC_").split("."))) for name in names]
    assert runs_on(target).glibc == ".".join(map(str, max(versions)))


def test_position_independent(link: Link) -> None:
    assert runs_on(link("int main(void) { return 0; }\n", "-pie", "-fPIE")).pie is True


def test_static_needs_nothing(link: Link) -> None:
    try:
        target = link("int main(void) { return 0; }\n", "-static")
    except subprocess.CalledProcessError:
        pytest.skip("no static C library")
    found = runs_on(target)
    assert (found.libraries, found.glibc) == ((), "")


def test_sections_take_what_they_take_of_the_file(link: Link) -> None:
    target = link("static char a[5000000]; char b[300000] = {1}; int main(void) { return a[7] + b[3]; }\n")
    sizes = {section.name: section.size for section in runs_on(target).sections}
    assert sizes[".bss"] == 0
    assert 300_000 <= sizes[".data"] < 301_000
    assert 0 < sizes[".text"] < 10_000
    assert sum(sizes.values()) <= target.stat().st_size


def test_a_payload_behind_it_changes_nothing(link: Link) -> None:
    target = link(SOURCE, "-lz")
    before = runs_on(target)
    with target.open("ab") as file:
        file.write(b"PK\x03\x04" + b"x" * 10_000)
    assert runs_on(target) == before


@pytest.mark.parametrize("keep", [0, 3, 4, 20, 64, 2000])
def test_damage_is_one_line(link: Link, keep: int) -> None:
    target = link(SOURCE, "-lz")
    target.write_bytes(target.read_bytes()[:keep])
    with pytest.raises(WizardError) as caught:
        runs_on(target)
    assert caught.value.code == ExitCode.INPUT


def test_bytes_that_are_wrong_never_end_in_a_traceback(link: Link) -> None:
    """Each byte of the headers is changed once."""
    target = link("int main(void) { return 0; }\n")
    whole = target.read_bytes()
    for index in [*range(64), *range(len(whole) - 64 * 31, len(whole), 7)]:
        damaged = bytearray(whole)
        damaged[index] ^= 0xFF
        target.write_bytes(damaged)
        try:
            runs_on(target)
        except WizardError as error:
            assert error.code == ExitCode.INPUT  # noqa: PT017


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(WizardError, match="cannot be read"):
        runs_on(tmp_path / "nowhere")


def test_processor_level_follows_the_arguments() -> None:
    assert level_of(["-Os"]) == "x86-64-v3"
    assert level_of(["-march=native", "-Os", "-march=compatibility"]) == "compatibility"
