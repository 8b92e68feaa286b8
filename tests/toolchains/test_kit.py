"""The kit: pinned, complete, swapped in whole; its driver understands what it is given."""

from __future__ import annotations

import re
import runpy
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.toolchains.conftest import plain_jdk
from wizard.ground.problems import WizardError
from wizard.ground.steps import ignore
from wizard.toolchains import find, kit_data, kit_home, kit_native
from wizard.toolchains.jdk import find as find_jdk
from wizard.toolchains.model import Toolchain


def test_every_jar_is_pinned_and_has_a_place_of_its_own() -> None:
    kit = kit_data.load()
    assert all(re.fullmatch("[0-9a-f]{64}", item.jar.sha256) and item.jar.size for item in kit.jars)
    assert len({item.place for item in kit.jars}) == len(kit.jars)


def test_every_jar_stands_in_the_licence_list() -> None:
    text = (kit_data.FOLDER / "LICENCES.md").read_text()
    assert [i.jar.artifact for i in kit_data.load().jars if not re.search(rf"\b{i.jar.artifact}\b", text)] == []


def test_all_sources_are_there() -> None:
    names = {name for sources in kit_native.LIBRARIES.values() for name in sources}
    assert [name for name in names if not (kit_data.FOLDER / "native" / name).is_file()] == []
    assert len(list((kit_data.FOLDER / "jdk-static-libs" / kit_native.PLATFORM).glob("*.a"))) == 21


def test_a_home_that_cannot_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = kit_data.load()
    jars = {item.jar.file_name: plain_jdk(tmp_path / "jdk") / "release" for item in kit.jars}
    home = tmp_path / "store" / "home"

    def broken(home: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kit_native, "build", broken)
    with pytest.raises(WizardError, match="No space left on device"):
        kit_home.assemble(home, tmp_path / "jdk", kit, "mark", jars, ignore)
    assert list(home.parent.iterdir()) == []


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The names of the driver's module, in a home that has just what it reads when it starts."""
    home = tmp_path_factory.mktemp("kit")
    (home / "lib/svm/bin").mkdir(parents=True)
    (home / "lib/svm/kit.properties").write_text("version=25.0.4\n")
    (home / "lib/svm/bin/native-image").write_bytes((kit_data.FOLDER / "bin/native-image").read_bytes())
    return runpy.run_path(str(home / "lib/svm/bin/native-image"))


@given(word=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_java_reads_back_what_is_quoted_for_it(driver: Mapping[str, Any], word: str) -> None:
    quoted = driver["quote_java_argument"](word)
    assert not set(quoted) & set("\n\r")
    assert driver["argfile_words"](f"first\n{quoted}\nlast") == ["first", word, "last"]


def test_argument_files(driver: Mapping[str, Any], tmp_path: Path) -> None:
    words: Callable[[str], list[str]] = driver["argfile_words"]
    assert words("a  b\n# comment\n'c d' \"e\\nf\" g\\h ''") == ["a", "b", "c d", "e\nf", "g\\h", ""]
    assert words('"one \\\n   two" x#y') == ["one two", "x#y"]
    (tmp_path / "file").write_text('-Dx="ä b"')
    assert driver["expand_argfiles"]([f"@{tmp_path}/file", "@@y"]) == ["-Dx=ä b", "@y"]


@pytest.fixture(scope="session")
def kit(shared_cache: Path) -> Toolchain:
    """The kit, put together once in the cache that real builds share."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAALPY_WIZARD_CACHE_DIR", str(shared_cache))
        return find.install(jdk=find_jdk().home)


@pytest.mark.native
def test_builds_an_executable_that_runs(kit: Toolchain, tmp_path: Path) -> None:
    folder = tmp_path / "a folder with 'quotes' ü"
    folder.mkdir()
    (folder / "Hello.java").write_text(
        'public class Hello { static final String SAID = System.getProperty("said");\n'
        'public static void main(String[] words) { System.out.println(SAID + "|" + String.join("|", words)); } }\n'
    )
    subprocess.run([kit.javac, "-d", folder / "classes", folder / "Hello.java"], check=True)
    said = 'two\nlines, a "quote", a \\ and an ä'
    subprocess.run(
        [kit.native_image, "-cp", folder / "classes", "--initialize-at-build-time=Hello", f"-Dsaid={said}", "-Ob",
         "-J-Xmx2g", "Hello", folder / "hello"],
        check=True, cwd=folder, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    ran = subprocess.run([folder / "hello", "x y"], check=True, capture_output=True, text=True)
    assert ran.stdout == f"{said}|x y\n"
