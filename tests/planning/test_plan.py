"""Plans: pure, deterministic, never another exception; and an option is one entry."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.conftest import made_up, planned, said
from wizard.catalogue.load import load
from wizard.catalogue.model import Breaks, GraalPyVersion, Jar, Option, When
from wizard.ground.problems import WizardError
from wizard.planning.explain import explain
from wizard.planning.model import Plan
from wizard.planning.plan import plan
from wizard.profiles.model import Answer, Answers, Origin, Value

CATALOGUE = load()


@st.composite
def any_answers(draw: st.DrawFn) -> Answers:
    result: dict[str, Answer] = {}
    for question in CATALOGUE.questions:
        values = [choice.value for choice in question.choices]
        value: Value = draw(st.sampled_from(values))
        if question.kind == "set":
            subset = st.lists(st.sampled_from(values), unique=True).map(tuple)
            value = draw(st.one_of(st.sampled_from(["all", "none"]), subset))
        result[question.key] = Answer(question.key, value, draw(st.sampled_from(list(Origin))))
    return result


def plan_or_refusal(answers: Answers, version: GraalPyVersion) -> Plan | WizardError:
    try:
        return plan(CATALOGUE, answers, version)
    except WizardError as error:
        return error


@given(answers=any_answers(), version=st.sampled_from(CATALOGUE.versions))
@settings(max_examples=300, deadline=None)
def test_any_answers_plan_or_are_refused_with_ways_out(answers: Answers, version: GraalPyVersion) -> None:
    made = plan_or_refusal(answers, version)
    if isinstance(made, WizardError):
        assert made.code == 2
        assert all(problem.todo.startswith("--set ") for problem in made.problems)
        return
    assert made == plan(CATALOGUE, answers, version)
    assert list(made.answers) == [question.key for question in CATALOGUE.questions]
    assert "{" not in "".join(made.arguments)
    assert not set(made.kept) & set(made.broken)
    assert len(explain(CATALOGUE, made).options) == len(made.chosen)


@given(answers=any_answers())
@settings(max_examples=200, deadline=None)
def test_a_way_out_of_a_conflict_is_one(answers: Answers) -> None:
    version = CATALOGUE.version("25.0.3")
    for _ in range(10):
        try:
            plan(CATALOGUE, answers, version)
            return
        except WizardError as error:
            key, _, value = error.problems[0].todo.split(" or ")[0].removeprefix("--set ").partition("=")
            answers = {**answers, key: Answer(key, value, Origin.FLAG)}
    raise AssertionError("following the ways out does not end")


def test_an_option_is_one_entry() -> None:
    option = Option(
        "no-red", "No red", "Leaves red out.",
        arguments=("-Dpython.WithoutRed=true", "-H:+Less"), settings={"tint": "{colour}"}, drop_jars=("red",),
        drop_library=("red/**",), when=(When("not red", {"colour": ("!red",)}),), removes=("_red",),
        breaks=(Breaks(("red",), until="25.0", how="ModuleNotFoundError"), Breaks(("pink",), since="25.1")),
    )  # fmt: skip
    jars = tuple(Jar("g", name, "1", "0" * 64, 1) for name in ("red", "core"))
    catalogue = made_up(options=(option,), jars=jars)
    version = catalogue.versions[0]
    off = plan(catalogue, said(colour="red"), version)
    on = plan(catalogue, said(colour="blue"), version)
    assert (off.arguments, len(off.jars), off.broken) == ((), 2, {})
    assert on.arguments == ("-Dpython.WithoutRed=true", "-H:+Less", "-Dgraalpy.wizard.tint=blue")
    assert [jar.artifact for jar in on.jars] == ["core"]
    assert (on.library_excludes, on.removed, list(on.broken)) == (("red/**",), ("_red",), ["red"])
    assert [(way.key, way.value) for way in on.broken["red"].ways_out] == [("colour", "red")]
    assert on.chosen[0].because == ("colour = blue (preset): not red",)
    [explained] = explain(catalogue, on).options
    assert explained.measured == "not measured"


def test_options_that_do_nothing_or_are_not_set_never_appear() -> None:
    for preset in ("full", "smallest", "networked-service"):
        text = " ".join(planned(preset, startup="plain").arguments)
        assert "WithoutNativeSha3" not in text
        assert "reinitializeContexts" not in text


def test_options_follow_the_version() -> None:
    old, new = planned("smallest", graalpy="24.2.2"), planned("smallest", graalpy="25.3.4.1")
    assert "-Dpython.WithoutJNI=true" in old.arguments
    assert "-H:+RelativeCodePointers" not in old.arguments
    assert "-Dpython.WithoutJNI=true" not in new.arguments
    assert "--no-fallback" not in new.arguments
    assert "pyexpat" in planned("smallest").broken
    assert "pyexpat" not in new.broken


def test_raw_arguments_come_last_and_are_linted() -> None:
    made = planned("full", extra=("-O1", "-Dpython.WithoutNativeSha3=true"))
    assert made.arguments[-2:] == ("-O1", "-Dpython.WithoutNativeSha3=true")
    assert "does-nothing" in {problem.code for problem in made.notices}


C_API = {"libpython-native.so", "modules/_cpython_unicodedata.*", "modules/_cpython_sre.*"}


@pytest.mark.parametrize(
    ("modules", "carried"),
    [("none", set()), ("bz2", {"libbz2support.so"}), ("expat", C_API | {"modules/pyexpat.*"})],
)
def test_native_modules_bring_what_they_need(modules: str, carried: set[str]) -> None:
    made = planned("command-line-tool", native_modules=modules)
    assert set(made.native) == carried
    assert made.settings["native"] == ("false" if modules == "none" else "true")
    assert ("encodings.idna" in made.broken) == ("libpython-native.so" not in carried)


def test_a_trimmed_library_leaves_out_what_cannot_be_imported_anyway() -> None:
    trimmed, full = planned("smallest").library_excludes, planned("smallest", library="full").library_excludes
    assert {"socket.py", "asyncio", "email/message.py"} <= set(trimmed)
    assert {"email", "email/__init__.py", "json", "random.py"}.isdisjoint(trimmed)
    assert full == ()


def test_jars_are_cut_where_the_library_is_trimmed() -> None:
    assert set(planned("offline-fast").cuts) == {"icu4j"}
    assert planned("full").cuts == {}
