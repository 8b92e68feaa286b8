"""`history` and `budget` as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.history.samples import failed, result, sizes
from wizard.cli.main import run
from wizard.ground.columns import columns
from wizard.history import database
from wizard.history.model import Origin
from wizard.history.store import History
from wizard.reports.model import Part

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")

    def typed(*words: str) -> tuple[int, str, str]:
        code = run(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return typed


@pytest.mark.parametrize("line", ["list", "list --all", "trend", "effects", "export", "prune --keep 3", "list --trend"])
def test_an_empty_history_is_no_error(line: str, call: Call, home: Path) -> None:
    code, out, err = call("history", *line.split())
    assert (code, err) == (0, "")
    assert "Traceback" not in out
    assert call("history", *line.split(), *(["-o", "x"] if line == "export" else []), "--json")[0] == 0


def test_list_shows_what_was_built_and_what_failed(call: Call) -> None:
    history = History()
    history.add(result("2026-11-24T09:15:42Z", name="hello"))
    history.add(failed("2026-11-24T09:20:00Z", name="big"))
    code, out, _ = call("history", "list")
    assert code == 0
    first, second = out.splitlines()[1:]
    assert "exit  7" in first
    assert first.endswith("full      big")
    assert second.startswith("20261124T091542Z  11-24 09:15 ")
    assert " 84.0 MB" in second
    assert max(map(len, out.splitlines())) <= 80


def test_list_fits_80_columns_and_each_id_in_it_names_one_build(call: Call) -> None:
    history = History()
    for name in ("a" * 60, "sandboxed", "二" * 30):
        history.add(result("2026-11-24T09:15:42Z", name=name, preset="sandboxed-minimal"))
    history.add(result("2025-11-24T09:15:42Z", name="old"))
    out = call("history", "list")[1]
    assert max(map(columns, out.splitlines())) <= 80
    ids = [line.split()[0] for line in out.splitlines()[1:]]
    assert len({history.id_of(name) for name in ids}) == 4
    filtered = call("history", "list", "--name", "sandboxed")[1].splitlines()[1]
    assert history.find(filtered.split()[0]).name == "sandboxed"


def test_the_times_of_one_day_are_told_apart_in_a_trend(call: Call) -> None:
    for minute in range(3):
        History().add(result(f"2026-11-24T09:{minute:02}:00Z"))
    first, *_, last, _ = call("history", "trend")[1].rstrip().splitlines()
    assert first.endswith("3 builds from 2026-11-24 09:00 on")
    assert last.split() == ["09:00", "09:01", "09:02"]


def test_list_is_limited_and_filtered(call: Call) -> None:
    history = History()
    for number in range(30):
        history.add(result(f"2026-11-24T09:{number:02}:00Z", name=f"p{number}"))
    assert len(call("history", "list")[1].splitlines()) == 21
    assert len(call("history", "list", "--all")[1].splitlines()) == 31
    assert len(call("history", "list", "-n", "3")[1].splitlines()) == 4
    assert len(call("history", "list", "--name", "p29")[1].splitlines()) == 2
    assert call("history", "list", "--since", "2030-01-01")[1] == "no builds\n"
    assert len(json.loads(call("history", "list", "--all", "--json")[1])["result"]) == 30


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("list", "-n", "0"), "not a number of builds"), (("list", "-n", "x"), "not a number"),
        (("list", "--since", "soon"), "is not a time"), (("show", "nothing"), "there is no build"),
        (("compare", "nothing"), "no file or preset"), (("rm", "nothing"), "there is no build"),
        (("prune",), "nothing says which builds are old"), (("import", "/nowhere"), "cannot be read"),
        (("import", "/"), "is no file"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_line_and_2(words: tuple[str, ...], said: str, call: Call) -> None:
    History().add(result())
    code, out, err = call("history", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_show_and_compare(call: Call) -> None:
    history = History()
    first = history.add(result("2026-11-24T09:15:42Z", requirements={}))
    origin = Origin(("build", "my prog.py"), "/here", "/here/my prog.py", "")
    history.add(result("2026-11-24T09:20:00Z", requirements={"rich": "13"}, origin=origin,
                       sizes=sizes(Part("rich", 600_000, "payload"))))  # fmt: skip
    bad = history.add(failed("2026-11-24T09:30:00Z"))
    _, shown, _ = call("history", "show")
    assert "typed in /here: graalpy-wizard build 'my prog.py'" in shown
    code, shown, _ = call("history", "show", bad.id)
    assert (code, "out of memory" in shown) == (0, True)
    code, told, _ = call("history", "compare", first.id)
    assert code == 0
    assert told.splitlines()[0].startswith("+0.6 MB (+0.7%): 84.6 MB against 84.0 MB")
    assert "the only input that changed: rich 13 added" in told
    assert call("report", "--against", first.id)[1] == told
    told = call("history", "compare", first.id, "--markdown")[1]
    assert "| +0.6 MB | - | 0.6 MB | rich |\n" in told
    assert told.count("rich 13 added") == 2, "as the cause, and among the changed inputs"


def test_trend_is_drawn(call: Call) -> None:
    history = History()
    for number in range(12):
        history.add(result(f"2026-11-24T09:{number:02}:00Z", sizes=sizes(Part("x", number * 100_000, "payload"))))
    code, out, _ = call("history", "trend")
    assert code == 0
    assert out.startswith("size, MB: 84.0 to 85.1, 12 builds")
    assert "┤" in out
    assert max(map(len, out.splitlines())) <= 80
    points = json.loads(call("history", "trend", "--json")[1])["result"]
    assert [point["change"] for point in points] == [None, *[100_000] * 11]
    assert call("history", "trend", "--of", "start")[0] == 0


def test_a_trend_is_of_one_thing_unless_all_are_asked_for(call: Call) -> None:
    for number in range(4):
        key = f"key{number % 2}"
        History().add(result(f"2026-11-24T09:{number:02}:00Z", key, name=f"program{number % 2}"))
    told = call("history", "trend")[1]
    assert "2 builds from" in told
    assert "builds of program1" in told
    assert "4 builds from" in call("history", "trend", "--all")[1]
    assert "2 builds from" in call("history", "trend", "--name", "program0")[1]


def test_rm_and_prune(call: Call) -> None:
    history = History()
    ids = [history.add(result(f"2026-11-{day:02}T09:00:00Z", f"k{day % 2}")).id for day in range(1, 9)]
    bad = history.add(failed("2026-11-20T09:00:00Z"))
    assert call("history", "rm", ids[0], "nothing")[0] == 2
    assert len(history.entries()) == 9  # all or none
    assert call("history", "rm", ids[0])[1] == "forgot 1 build\n"
    assert call("history", "prune", "--keep", "1", "--dry-run")[1] == "would forget 5 builds\n"
    assert len(history.entries()) == 8
    assert call("history", "prune", "--failed")[1] == "forgot 1 build\n"
    assert bad.id not in {entry.id for entry in history.entries()}
    assert call("history", "prune", "--keep", "1")[1] == "forgot 5 builds\n"
    assert call("history", "prune", "--days", "999999999")[1] == "forgot 0 builds\n"


def test_carried_to_another_machine(call: Call, tmp_path: Path) -> None:
    stored = History().add(result(executable=str(Path.home() / "app")))
    assert call("history", "export", "-o", "builds.jsonl")[0] == 0
    text = (tmp_path / "builds.jsonl").read_text()
    assert str(Path.home()) not in text
    for file in database.path().parent.glob("history.*"):
        file.unlink()
    code, out, _ = call("history", "import", "builds.jsonl")
    assert (code, out) == (0, "1 build is new\n")
    assert call("history", "import", "builds.jsonl")[1].endswith("1 build was known\n")
    assert History().find("imported").id == stored.id
    (tmp_path / "builds.jsonl").write_text(text + "{}\n")
    code, out, err = call("history", "import", "builds.jsonl")
    assert (code, out) == (2, "")
    assert "builds.jsonl:2: is no build" in err


def test_a_damaged_history_is_a_warning(call: Call) -> None:
    History().add(result())
    for ending in ("-wal", "-shm"):
        database.path().with_name(database.FILE + ending).unlink(missing_ok=True)
    database.path().write_bytes(b"nothing like it" * 1000)
    code, out, err = call("history", "list")
    assert (code, out) == (0, "no builds\n")
    assert err.startswith("warning: ")
    assert "set aside" in err


PROFILE = '# mine\nschema = 1\npreset = "smallest"  # small\n\n[check]\nimports = ["json"]\n'


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    file = tmp_path / "graalpy-wizard.toml"
    file.write_text(PROFILE)
    return file


def built(profile: Path) -> None:
    History().add(result(origin=Origin(("build",), str(profile.parent), "", str(profile))))


def test_a_budget_is_set_from_the_last_build_and_comments_survive(call: Call, profile: Path) -> None:
    assert "build the profile first" in call("budget", "set", "--to", "last +2%")[2]
    built(profile)
    code, out, _ = call("budget", "set", "--to", "last", "+2%", "--start", "last +50%", "--warn", "1 %")
    assert (code, out) == (0, "size = 85.7 MB\nstart = 128 ms\nwarn = 1 %\n")
    assert profile.read_text().startswith(PROFILE)
    assert call("budget", "show")[0] == 0
    assert call("budget", "set", "--to", "none", "--growth", "2 %")[1] == "growth = 2 %\nstart = 128 ms\nwarn = 1 %\n"


def test_a_budget_that_is_exceeded_is_5(call: Call, profile: Path) -> None:
    built(profile)
    assert call("budget", "set", "--to", "80MB")[0] == 0
    code, out, err = call("budget", "show")
    assert code == 5
    assert "over" in out
    assert "largest: image heap 55.2 MB, machine code 25.9 MB, library 2.5 MB" in err
    assert call("budget", "show", "--json")[0] == 5


def test_a_budget_without_limits_or_builds(call: Call, profile: Path) -> None:
    assert call("budget", "show")[1].startswith("no limits")
    assert call("budget", "set", "--to", "80 MB")[0] == 0
    assert "has not been built yet" in call("budget", "show")[1]


@pytest.mark.parametrize(
    "words", [("--to", "big"), ("--start", "fast"), ("--memory", "last +"), ("--growth", "2"), ("--warn", "x"), ()]
)
def test_what_is_no_limit_is_2(words: tuple[str, ...], call: Call, profile: Path) -> None:
    built(profile)
    code, _, err = call("budget", "set", *words)
    assert (code, err.count("\n")) == (2, 1)
    assert profile.read_text() == PROFILE
