"""The finished executable: the example, rebuilds, damage, proof."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.graalpy.conftest import Built, Wizard
from wizard.programs import trailer

pytestmark = pytest.mark.graalpy

EXAMPLE = Path(__file__).parents[2] / "examples" / "hello"
HI = 'import json\nprint(json.dumps({"hi": 1}))\n'


@pytest.fixture
def hi(wizard: Wizard, tmp_path: Path) -> Built:
    """A program that reads some of its payload."""
    (tmp_path / "hi.py").write_text(HI)
    wizard("build", tmp_path / "hi.py", "--preset", "smallest", "-o", tmp_path / "hi")
    return Built(tmp_path / "hi")


def test_the_example_does_what_cpython_does(wizard: Wizard, tmp_path: Path) -> None:
    project = shutil.copytree(EXAMPLE, tmp_path / "hello")
    wizard("build", project, "--trust", "-o", tmp_path / "out")
    for arguments in (
        ["--table"],
        ["Ada", "--language", "Deutsch"],
        ["Grün"],
        ["--language", "Klingon"],
        ["--version"],
        ["--bad"],
    ):
        expected = subprocess.run(
            [sys.executable, str(project), *arguments], capture_output=True, encoding="utf-8", check=False
        )
        done = Built(tmp_path / "out").run(*arguments)
        assert (done.returncode, done.stdout, done.stderr) == (expected.returncode, expected.stdout, expected.stderr)


def test_a_changed_line_needs_no_new_engine_and_the_same_inputs_give_the_same_bytes(
    wizard: Wizard, tmp_path: Path, hi: Built
) -> None:
    first = hi.path.read_bytes()
    build: list[str | Path] = ["build", tmp_path / "hi.py", "--preset", "smallest", "-o", hi.path, "--json"]
    again = json.loads(wizard(*build).stdout)["result"]["build"]
    assert hi.path.read_bytes() == first
    (tmp_path / "hi.py").write_text(HI.replace("hi", "ho"))
    changed = json.loads(wizard(*build).stdout)["result"]["build"]
    assert (again["engine"]["new"], changed["engine"]["new"]) == (False, False)
    assert again["engine"]["key"] == changed["engine"]["key"]
    assert hi.run().stdout == '{"ho": 1}\n'


def test_the_parts_add_up_to_the_file(wizard: Wizard, hi: Built) -> None:
    built = json.loads(wizard("report", "--json").stdout)["result"]["build"]
    assert sum(part["size"] for part in built["sizes"]["parts"]) == hi.path.stat().st_size
    assert built["engine"]["proof"]["kept"]
    assert built["runs_on"]["system"] == "Linux"


def test_check_proves_the_file_and_knows_damage(wizard: Wizard, tmp_path: Path, hi: Built) -> None:
    checked = json.loads(wizard("check", hi.path, "--json").stdout)["result"]
    assert checked["kept"]
    told = {line["name"]: line["promise"] for line in checked["proof"]["lines"]}
    assert told["_socket"] == "gone"
    assert told["random"] == "works"
    cut = tmp_path / "cut"
    cut.write_bytes(hi.path.read_bytes()[:-1000])
    assert wizard("check", cut, check=2).stderr.count("error: ") == 1


def test_damage_is_noticed_or_harmless_and_never_wrong_output(tmp_path: Path, hi: Built) -> None:
    data = bytearray(hi.path.read_bytes())
    engine = trailer.read(hi.path).engine_length
    damaged = Built(tmp_path / "damaged")
    chance = random.Random(20261124)
    cuts = [len(data) - 1, len(data) - 60, engine + 10, engine]
    noticed = 0
    for attempt in range(40):
        bad = bytearray(data[: cuts[attempt]]) if attempt < len(cuts) else bytearray(data)
        if attempt >= len(cuts):
            place = chance.randrange(engine, len(data))
            bad[place] ^= 1 << chance.randrange(8)
        damaged.path.write_bytes(bad)
        damaged.path.chmod(0o755)
        done = damaged.run()
        if done.returncode == 127:
            noticed += 1
            assert done.stdout == ""
            assert len(done.stderr.splitlines()) == 1
        else:
            assert (done.returncode, done.stdout, done.stderr) == (0, '{"hi": 1}\n', "")
    assert noticed >= len(cuts)


def test_a_running_target_is_replaced(wizard: Wizard, tmp_path: Path) -> None:
    source, target = tmp_path / "loop.py", tmp_path / "loop"
    source.write_text("print('old', flush=True)\ninput()\nprint('still old')\n")
    wizard("build", source, "--preset", "smallest", "-o", target)
    with subprocess.Popen([target], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "old\n"
        source.write_text("print('new')\n")
        wizard("build", source, "--preset", "smallest", "-o", target)
        out, _ = process.communicate("\n", timeout=60)
    assert out == "still old\n"
    assert Built(target).run().stdout == "new\n"


def test_a_target_that_cannot_be_written_keeps_what_was_there(wizard: Wizard, tmp_path: Path, hi: Built) -> None:
    before = hi.path.read_bytes()
    (tmp_path / "hi.py").write_text("def broken(:\n")
    wizard("build", tmp_path / "hi.py", "--preset", "smallest", "-o", hi.path, check=2)
    assert hi.path.read_bytes() == before


def test_budget(wizard: Wizard, tmp_path: Path, hi: Built) -> None:
    build: list[str | Path] = ["build", tmp_path / "hi.py", "--preset", "smallest", "-o", hi.path]
    over = wizard(*build, "--budget", "10 MB", check=5)
    assert "over the budget of 10.0 MB" in over.stderr
    wizard(*build, "--budget", "200 MB")
