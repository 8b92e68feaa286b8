from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.history.samples import result
from tests.interview.samples import FETCH, opened
from wizard.catalogue.figures import load_figures
from wizard.catalogue.model import Breaks, Choice, Option, Question, When
from wizard.ground.problems import WizardError
from wizard.history.store import History
from wizard.interview import state
from wizard.interview.choices import choices_of
from wizard.interview.hints import hints
from wizard.interview.opening import open_program
from wizard.interview.searching import search
from wizard.interview.state import Interview
from wizard.interview.trouble import take
from wizard.interview.view import Status, look
from wizard.programs.model import PayloadPart


@pytest.fixture
def i(tmp_path: Path) -> Interview:
    return opened(tmp_path, FETCH)


def test_where_answers_come_from(i: Interview) -> None:
    view = look(state.answer(i, "jit", "on"))
    assert view.question("jit").status is Status.ANSWERED
    assert view.question("jit").origin == "your answer"
    assert view.question("network").status is Status.DEFAULT
    assert view.question("network").origin == "preset command-line-tool"
    assert view.question("encodings").folded
    keys = {question.key for question in view.questions}
    assert not keys & {"contexts", "async_actions", "jni"}  # Java's own, and of GraalPy 24


def test_a_variable_decides(tmp_path: Path) -> None:
    view = look(opened(tmp_path, environ={"GRAALPY_WIZARD_NETWORK": "none", "HOME": "x"}))
    assert view.question("network").status is Status.ENVIRONMENT
    assert view.question("network").origin == "GRAALPY_WIZARD_NETWORK"
    assert view.question("network").value == "none"


def test_a_variable_with_a_wrong_value_ends_it_at_once(tmp_path: Path) -> None:
    with pytest.raises(WizardError, match="GRAALPY_WIZARD_NETWORK"):
        opened(tmp_path, environ={"GRAALPY_WIZARD_NETWORK": "maybe"})


def test_answers_that_contradict_each_other(i: Interview) -> None:
    both = state.answer(state.answer(i, "crypto", "tls"), "network", "none")
    view = look(both)
    assert view.plan is None
    assert view.estimate is None
    assert view.question("network").status is Status.CONFLICT
    assert view.question("crypto").status is Status.CONFLICT
    [conflict] = [t for t in view.problems if t.kind == "conflict"]
    assert {way.label for way in conflict.ways} == {"Network: Calls others", "Hashes and TLS: Hashes"}
    for way in conflict.ways:
        settled = take(both, way)
        assert look(settled).plan is not None
        assert state.undo(settled).now == both.now


def test_a_rule_changes_what_only_the_preset_said(i: Interview) -> None:
    crypto = look(state.answer(i, "network", "none")).question("crypto")
    assert (crypto.value, crypto.asked) == ("hashes", "tls")
    assert "TLS works on sockets" in crypto.because


def test_an_import_that_breaks_is_marked_with_ways_out(i: Interview) -> None:
    smallest = state.use_preset(i, "smallest")
    view = look(smallest)
    assert view.question("network").status is Status.BREAKS
    [error] = view.errors
    assert error.text.startswith("hello.py imports socket, urllib.request, which would fail: network = none")
    assert any(place.endswith("hello.py:2") for place in error.places)
    mended, allowed = (take(smallest, way) for way in error.ways)
    assert not look(mended).errors
    assert look(mended).question("network").value == "client"
    assert not look(allowed).errors
    assert allowed.now.allow_broken == ("socket", "urllib.request")
    [guarded] = [t for t in look(smallest).problems if t.kind == "broken-import" and t.severity == "warning"]
    assert "tries ssl" in guarded.text


def test_a_warning_names_its_question(i: Interview) -> None:
    [warning] = [t for t in look(state.answer(i, "compression", "no")).problems if t.kind == "warning"]
    assert warning.keys == ("compression",)
    assert warning.ways[0].label == "Compression: Yes"


def test_the_nearest_preset_and_what_is_different(i: Interview) -> None:
    assert look(i).nearest.same
    other = state.answer(state.use_preset(i, "smallest"), "files", "read")
    nearest = look(other).nearest
    assert nearest.name == "smallest"
    assert [(d.key, d.mine, d.theirs) for d in nearest.differences] == [("files", "read", "all")]
    moved = state.use_preset(i, "full")
    for key, value in (("jit", "off"), ("optimise", "size"), ("posix", "java"), ("library", "trimmed")):
        moved = state.answer(moved, key, value)
    assert look(moved).nearest.name != "full"


def test_what_is_measured_and_what_is_not(i: Interview) -> None:
    known = look(state.use_preset(i, "smallest")).estimate
    assert known is not None
    assert known.basis == "measured"
    assert known.size is not None
    assert known.size < known.reference / 2
    assert known.low == known.size == known.high
    other = look(state.answer(state.use_preset(i, "smallest"), "compression", "yes")).estimate
    assert other is not None
    assert other.low is not None
    assert other.high is not None
    assert other.size is not None
    assert other.basis == "estimated"
    assert known.size < other.size
    assert other.low < other.size < other.high
    assert known.build_seconds
    assert "reference machine" in known.build_machine
    assert not known.engine_known


def test_what_a_choice_does(i: Interview) -> None:
    none, client, _ = choices_of(i, "network")
    assert (none.chosen, client.chosen) == (False, True)
    assert client.usual
    assert "_socket" in none.removes
    assert "asyncio" in none.breaks
    assert none.breaks_here == ("socket", "urllib.request")
    assert none.size is not None
    assert none.size < 0
    assert client.size == 0
    assert any("Hashes and TLS: Hashes" in change for change in none.changes)
    assert any(o.title == "WithoutJavaInet" and o.sets == ("-Dpython.WithoutJavaInet=true",) for o in none.options)
    sqlite = next(c for c in choices_of(i, "native_modules") if c.value == "sqlite3")
    assert "sqlite3" in sqlite.breaks
    assert "pyexpat" not in sqlite.removes


def test_a_choice_that_cannot_be(i: Interview) -> None:
    none, *_ = choices_of(state.answer(i, "crypto", "tls"), "network")
    assert "TLS works on sockets" in none.conflict
    assert none.size is None


def test_search_leads_to_the_question_that_decides(i: Interview) -> None:
    assert search(i, "ssl")[0].key == "crypto"
    assert search(i, "jit")[0].key == "jit"
    assert search(i, "asyncio")[0].key in ("network", "processes")
    assert {hit.kind for hit in search(i, "compres", 50)} >= {"question", "choice", "option"}
    assert search(i, "WithoutDigest")[0].key == "crypto"
    assert set(search(i, "multiprocessing.pool")[0].keys) >= {"network", "processes", "crypto"}
    assert search(i, "  ") == ()
    assert search(i, "no such thing at all") == ()


def test_a_new_question_needs_no_code(i: Interview) -> None:
    question = Question(
        "colour", "Colour", "In colour?", "Help.", "choice", "yes",
        (Choice("yes", "Yes", "Colours."), Choice("no", "No", "None.")),
    )  # fmt: skip
    option = Option(
        "without-colour", "WithoutColour", "Leaves it out.", ("-Dx.y=true",), removes=("_colour",),
        when=(When("no colour", {"colour": ("no",)}),), breaks=(Breaks(("colorsys",), how="ImportError"),),
    )  # fmt: skip
    known = i.setting.catalogue
    grown = replace(known, questions=(*known.questions, question), options=(*known.options, option))
    more = replace(i, setting=replace(i.setting, catalogue=grown))
    no = state.answer(more, "colour", "no")
    view = look(no)
    assert view.question("colour").label == "No"
    assert view.estimate is not None
    assert view.estimate.not_measured == ("Colour",)
    assert choices_of(more, "colour")[1].removes == ("_colour",)
    assert choices_of(more, "colour")[1].size is None
    assert search(more, "colorsys")[0].key == "colour"


def test_packing_is_in_the_estimate(i: Interview) -> None:
    plain, packed = (look(state.answer(i, "packed", value)).estimate for value in ("no", "yes"))
    assert plain is not None
    assert packed is not None
    assert plain.size is not None
    assert packed.size is not None
    assert packed.size < plain.size / 2
    assert packed.basis == "estimated"
    yes = next(choice for choice in choices_of(i, "packed") if choice.value == "yes")
    assert yes.size == packed.size - plain.size


def test_no_way_out_that_a_variable_overrules(tmp_path: Path) -> None:
    i = opened(tmp_path, FETCH, environ={"GRAALPY_WIZARD_NETWORK": "none"})
    [error] = look(i).errors
    assert [way.kind for way in error.ways] == ["allow"]


def test_a_jar_has_no_questions(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "app.jar").write_bytes(b"PK")
    i = open_program("sub/app.jar", tmp_path, environ={})
    view = look(i)
    assert (view.questions, view.problems, view.estimate, view.plan) == ((), (), None, None)
    assert i.setting.file == tmp_path / "sub" / "graalpy-wizard.toml"
    assert i.setting.subject.section.jar == "app.jar"
    assert i.name == "app"


def test_this_machines_own_builds_count_first(tmp_path: Path) -> None:
    i = state.use_preset(opened(tmp_path), "smallest")
    plan = look(i).plan
    assert plan is not None
    made = result(options=tuple(chosen.option.key for chosen in plan.chosen))
    History().add(replace(made, sizes=replace(made.sizes, engine=80_000_000, file=82_500_000)))
    known = look(state.use_preset(opened(tmp_path), "smallest")).estimate
    assert known is not None
    assert known.engine_known
    assert known.build_machine == "this machine"
    assert known.build_seconds == 300
    assert known.size is not None
    assert known.size == 80_000_000 + 2_495_434


def test_what_nothing_speaks_against_may_go(tmp_path: Path) -> None:
    i = opened(tmp_path, FETCH)
    found = {(hint.key, hint.instead): hint for hint in hints(i, look(i))}
    assert ("compression", "no") in found
    assert not any(key == "network" for key, _ in found), "it imports socket"
    assert all(hint.saved > 0 for hint in found.values())
    with_requirements = state.require(i, "rich")
    assert hints(with_requirements, look(with_requirements)) == ()


def test_the_payload_of_a_measured_preset_is_whole(tmp_path: Path) -> None:
    known = look(state.use_preset(opened(tmp_path), "command-line-tool")).estimate
    figures = load_figures()["command-line-tool"]
    assert known is not None
    assert known.size is not None
    assert figures.total_bytes is not None
    # Presets with the same library share its figure: the program's own few kilobytes are in it.
    assert 0 <= known.size - figures.total_bytes < 20_000


def test_native_modules_of_an_own_build_count_as_the_librarys(tmp_path: Path) -> None:
    plan = look(state.use_preset(opened(tmp_path), "smallest")).plan
    assert plan is not None
    made = result(options=tuple(chosen.option.key for chosen in plan.chosen))
    native = PayloadPart("native modules", 5, 1_500_000, 4_800_000)
    History().add(replace(made, payload=(*made.payload, native), sizes=replace(made.sizes, engine=80_000_000)))
    known = look(state.use_preset(opened(tmp_path), "smallest")).estimate
    assert known is not None
    assert known.size == 80_000_000 + 2_495_434 + 1_500_000
