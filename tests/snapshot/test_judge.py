"""From runs to reasons."""

from __future__ import annotations

from tests.snapshot import judge
from tests.snapshot.judge import Evidence, Run, State

SAME: State = {("a", "x"): "1", ("b", "seed"): "7", ("c", "path"): "/"}
CHANCE, FOLDER = "another time and other random numbers", "another folder"


def evidence(**states: State) -> Evidence:
    edges = {"top": ["middle"], "middle": ["b"], "p.sub": ["a"], "with_sys": ["sys"]}
    modules = ("a", "b", "c", "d", "top", "middle", "p", "p.sub", "with_sys", "sys", "__main__")
    worlds = {"the same": SAME, CHANCE: {**SAME, ("b", "seed"): "8"}, **states}
    asked = [("d", "time.time"), ("d", "os.register_at_fork"), ("a", "os.register_at_fork")]
    return Evidence({"lost": "ModuleNotFoundError: x"}, edges, ("sys",), modules, asked, worlds)


def test_each_has_its_own_reason_or_that_of_the_nearest_it_imports() -> None:
    other = {("c", "path"): "/elsewhere", ("sys", "argv"): "x"}
    reasons = judge.reasons(evidence(**{FOLDER: {**SAME, **other}}), {})
    assert reasons == {
        "b": "`seed` is not the same in two runs",
        "c": "`path` is not the same in another folder",
        "d": "it looks at the clock when it is imported",
        "lost": "its import fails while an engine is built: ModuleNotFoundError: x",
        "middle": "it imports `b`: `seed` is not the same in two runs",
        "top": "it imports `b`: `seed` is not the same in two runs",
    }
    assert judge.fit(evidence(), reasons) == ["a", "p", "p.sub", "sys", "with_sys"]


def test_a_package_that_may_not_be_kept_takes_what_is_in_it_along() -> None:
    reasons = judge.reasons(evidence(), {"p": "of the launcher"})
    assert reasons["p.sub"] == "it imports `p`: of the launcher"


def test_what_is_renewed_may_differ() -> None:
    assert judge.different({("os", "environ"): "1"}, {("os", "environ"): "2"}) == {}
    assert judge.different({("os", "name"): "1"}, {}) == {"os": {"name"}}


def test_what_is_not_the_same_while_kept() -> None:
    flag = "ModuleSpec \"'_initializing':False\", x"
    plain: State = {("a", "x"): "1", ("b", "__spec__"): flag, ("re", "_cache"): "1", ("zipimport", "x"): "1"}
    kept: State = {("a", "x"): "2", ("b", "__spec__"): "ModuleSpec x", ("re", "_cache"): "2", ("zipimport", "x"): "2"}
    one, other = (Run({}, {}, (), (), state, ()) for state in (plain, kept))
    found = judge.kept_reasons(one, other, {"f": "NameError: x"}, ("a", "b", "re", "zipimport", "f"))
    assert found == {
        "a": "`x` would not be the same when it is imported while an engine is built",
        "f": "its import fails while an engine is built: NameError: x",
    }


def test_what_is_printed_before_the_run_is_no_line_of_it() -> None:
    text = 'graalpy-wizard: words\n{"failed": {}, "edges": {}, "there": [], "modules": ["a"]}\n["a", "x", "1"]\n'
    assert judge.read(text).state == {("a", "x"): "1"}
