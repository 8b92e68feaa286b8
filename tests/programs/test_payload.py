from __future__ import annotations

import json
import shutil
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.programs.conftest import MakeWheel, write
from wizard.ground import places
from wizard.ground.problems import WizardError
from wizard.planning.model import Plan
from wizard.programs import archive, library, payload, requirements
from wizard.programs.collect import collect
from wizard.programs.distribution import with_wheels
from wizard.programs.identify import identify
from wizard.programs.model import Payload, Wheel
from wizard.programs.wheel_part import notices, wheel_part

SITE = "home/lib/python3.12/site-packages/"
Build = Callable[..., Payload]


@pytest.fixture
def build(tmp_path: Path, plan: Plan, jar: Path) -> Build:
    """`build(target, requirements...)`: the payload of a program below tmp_path."""

    def make(target: str, *wanted: str, out: str = "out.zip", **options: str) -> Payload:
        program = collect(identify(target, tmp_path, **options), requirements=wanted)
        wheels = requirements.resolve(program.requirements)
        return payload.build(program, wheels, library.part(jar, plan, places.cache()), plan, tmp_path / out)

    return make


def test_what_a_payload_holds(tmp_path: Path, build: Build, make_wheel: MakeWheel) -> None:
    make_wheel("dep", files={"dep.py": "x = 1\n", "dep-1.0.data/purelib/more/a.txt": "a", "dep-1.0.data/scripts/s": "",
                             "dep-1.0.data/data/share/x": "", "dep.pth": "import evil"})  # fmt: skip
    write(tmp_path, {"p/__main__.py": "import dep\n", "p/data.txt": "gr\u00fc\u00df\n" * 100})
    made = build("p", "dep")
    with ZipFile(made.path) as zipped:
        assert zipped.testzip() is None
        names = zipped.namelist()
        assert names == sorted(names)
        assert {i.date_time for i in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {i.external_attr >> 16 for i in zipped.infolist()} == {0o100644}
        assert zipped.read("start") == b"main=app/__main__.py\npackage=\npython=3.12\ngraalpy=25.0\n"
        assert zipped.read("app/data.txt").decode() == "gr\u00fc\u00df\n" * 100
        manifest = json.loads(zipped.read("manifest.json"))
    assert [n for n in names if not n.startswith(("app", SITE + "dep-1.0.dist-info"))] == [
        "home/lib/graalpy25.0/builtins.py", "home/lib/python3.12/json/__init__.py", "home/lib/python3.12/os.py",
        SITE + "dep.py", SITE + "more/a.txt", "manifest.json", "start",
    ]  # fmt: skip
    assert SITE + "dep-1.0.dist-info/METADATA" in names
    assert str(tmp_path) not in json.dumps(manifest)
    assert manifest["requirements"][0]["name"] == "dep"
    parts = {p.origin: p for p in made.parts}
    assert set(parts) == {"library", "dep", "own code", "data", "manifest"}
    assert made.size == sum(p.stored for p in made.parts) + 22
    assert (parts["data"].files, parts["data"].size) == (1, 700)


def test_same_inputs_same_bytes(tmp_path: Path, build: Build, make_wheel: MakeWheel) -> None:
    make_wheel("dep")
    write(tmp_path, {"a/p/__main__.py": "import dep\n", "a/p/x/y.txt": "y"})
    first = build("a/p", "dep").path.read_bytes()
    shutil.copytree(tmp_path / "a", tmp_path / "b" / "elsewhere")
    (tmp_path / "b/elsewhere/p/x/y.txt").touch()
    shutil.rmtree(places.cache() / "parts")
    assert build("b/elsewhere/p", "dep", out="second.zip").path.read_bytes() == first


def test_a_second_build_compresses_only_the_program(
    tmp_path: Path, build: Build, make_wheel: MakeWheel, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_wheel("big", files={f"big/m{n}.py": f"x = {n}\n" * 50 for n in range(2000)})
    write(tmp_path, {"hello.py": "import big\n"})
    build("hello.py", "big")
    compressed: list[str] = []
    add = archive.Writer.add

    def noted(self: archive.Writer, name: str, data: bytes) -> int:
        compressed.append(name)
        return add(self, name, data)

    monkeypatch.setattr(archive.Writer, "add", noted)
    tracemalloc.start()
    made = build("hello.py", "big")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert compressed == ["app/hello.py", "manifest.json", "start"]
    assert peak < 50_000_000
    assert next(p.files for p in made.parts if p.origin == "big") == 2003


def test_console_script_of_a_distribution(
    tmp_path: Path, build: Build, make_wheel: MakeWheel, plan: Plan, jar: Path
) -> None:
    make_wheel("tool", scripts={"tool-run": "tool:main", "tool-stop": "tool:stop [extra]"})
    make_wheel("plain")
    made = build("", from_distribution="tool==1.0", script="tool-stop")
    with ZipFile(made.path) as zipped:
        assert b"from tool import stop" in zipped.read("app/__main__.py")
    for name, message in (
        ("tool", "has several scripts: tool-run, tool-stop"),
        ("plain", "plain has no console script"),
    ):
        program = collect(identify("", tmp_path, from_distribution=name))
        with pytest.raises(WizardError, match=message):
            with_wheels(program, requirements.resolve(program.requirements))


@pytest.mark.parametrize(
    ("files", "message"),
    [({"../evil.py": ""}, "leads out of its folder"), ({"/evil.py": ""}, "leads out"), ({"a//b.py": ""}, "leads out"),
     ({"a.data/purelib/../../x": ""}, "leads out"), ({"fast.so": b"\x7fELF"}, "has compiled code")],
)  # fmt: skip
def test_bad_wheels(tmp_path: Path, make_wheel: MakeWheel, files: dict[str, str | bytes], message: str) -> None:
    wheel = Wheel("bad", "1.0", make_wheel("bad", files=files), "0" * 64)
    with pytest.raises(WizardError, match=message) as caught:
        wheel_part(wheel)
    assert caught.value.code == 2
    assert list((places.cache() / "parts").iterdir()) == []


def test_a_damaged_wheel(make_wheel: MakeWheel) -> None:
    file = make_wheel("bad", files={"bad.py": "text " * 1000})
    data = bytearray(file.read_bytes())
    data[60] ^= 0xFF
    file.write_bytes(data)
    with pytest.raises(WizardError, match="is damaged"):
        wheel_part(Wheel("bad", "1.0", file, "1" * 64))


def test_what_a_wheel_has_for_elsewhere_is_told(make_wheel: MakeWheel) -> None:
    data = "hook-1.0.data"
    files = {"hook.pth": "import x", "hook/a.pth": "data", f"{data}/scripts/hookd": "", f"{data}/purelib/more.py": ""}
    wheel = Wheel("hook", "1.0", make_wheel("hook", files=files), "2" * 64)
    [notice] = notices([wheel])
    assert notice.line() == "hook 1.0: left out: hook.pth, scripts/hookd (no `site` reads it in an executable)"
    with ZipFile(wheel_part(wheel)) as part:
        names = {name.partition("site-packages/")[2] for name in part.namelist()}
    assert {"hook/a.pth", "more.py"} <= names
    assert not {"hook.pth", "hookd"} & names
    assert notices([Wheel("plain", "1.0", make_wheel("plain"), "3" * 64)]) == ()


def test_files_that_take_more_than_a_chunk(tmp_path: Path, build: Build) -> None:
    import random

    big = random.Random(1).randbytes(2_500_000) + b"a" * 2_000_000
    write(tmp_path, {"p/__main__.py": "", "p/big.bin": big, "p/z.txt": "after"})
    with ZipFile(build("p").path) as zipped:
        assert zipped.testzip() is None
        assert zipped.read("app/big.bin") == big
        assert zipped.read("app/z.txt") == b"after"


def test_too_many_files(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as out:
        writer = archive.Writer(out)
        for number in range(65534):
            writer.add(str(number), b"")
        with pytest.raises(WizardError, match="65535 files"):
            writer.add("more", b"")


def test_a_file_that_cannot_be_read_leaves_nothing(tmp_path: Path, build: Build) -> None:
    write(tmp_path, {"hello.py": ""})
    program = collect(identify("hello.py", tmp_path))
    gone = replace(program, files=(*program.files, replace(program.files[0], path=tmp_path / "gone", name="app/gone")))
    library_part = tmp_path / "library.zip"
    with library_part.open("wb") as out:
        archive.Writer(out).close()
    before = set(tmp_path.iterdir())
    with pytest.raises(WizardError, match="gone: cannot be read") as caught:
        payload.build(gone, (), library_part, _plan(), tmp_path / "out.zip")
    assert caught.value.code == 2
    assert set(tmp_path.iterdir()) == before


def _plan() -> Plan:
    from types import SimpleNamespace
    from typing import cast

    version = SimpleNamespace(version="25.0.3", python="3.12", label="graalpy25.0", jars=())
    return cast("Plan", SimpleNamespace(version=version, answers={}, chosen=(), arguments=(), library_excludes=()))


def test_a_jar_that_is_none(tmp_path: Path, plan: Plan) -> None:
    write(tmp_path, {"x.jar": "<html>error</html>"})
    with pytest.raises(WizardError, match=r"x\.jar: cannot be read") as caught:
        library.part(tmp_path / "x.jar", plan, places.cache())
    assert caught.value.code == 3


NAMES = st.lists(
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12),
    min_size=1,
    max_size=3,
).map("/".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(NAMES, st.binary(max_size=3000), max_size=12))
def test_archives_round_trip(tmp_path: Path, files: dict[str, bytes]) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    with first.open("wb") as out:
        writer = archive.Writer(out)
        taken = sum(writer.add(name, files[name]) for name in sorted(files))
        writer.close()
    assert first.stat().st_size == taken + 22
    with first.open("rb") as source, second.open("wb") as out:
        writer = archive.Writer(out)
        for member in archive.members(first):
            writer.copy(member, source)
        writer.close()
    assert second.read_bytes() == first.read_bytes()
    with ZipFile(first) as zipped:
        assert zipped.testzip() is None
        assert {name: zipped.read(name) for name in zipped.namelist()} == files
