"""What answers do to each other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.planning.conftest import made_up, planned, said
from wizard.catalogue.load import load
from wizard.catalogue.model import Rule, WayOut
from wizard.ground.problems import WizardError
from wizard.planning.explain import explain
from wizard.planning.plan import plan
from wizard.profiles.model import Origin
from wizard.profiles.preset import shipped


def notices(**flags: Any) -> dict[str, str]:
    graalpy = flags.pop("graalpy", "25.0.3")
    return {problem.code: problem.line() for problem in planned("full", graalpy=graalpy, **flags).notices}


def test_an_implied_answer_names_who_implied_it() -> None:
    made = planned("full", network="none")
    [tls] = [entry for entry in made.derived if entry.key == "crypto"]
    assert (tls.asked.value, tls.value, tls.by) == ("tls", "hashes", "network = none")
    assert made.answers["crypto"].value == "hashes"
    assert made.answers["crypto"].detail == "implied by network = none"


@pytest.mark.parametrize(
    ("flags", "ways"),
    [
        ({"network": "none", "crypto": "tls"}, "--set network=client or --set crypto=hashes"),
        ({"network": "none", "posix": "native"}, "--set network=client or --set posix=java"),
        ({"files": "payload", "posix": "native"}, "--set files=all or --set posix=java"),
        ({"processes": "no", "posix": "native"}, "--set processes=yes or --set posix=java"),
    ],
)
def test_what_the_user_said_twice_is_a_conflict_with_ways_out(flags: dict[str, Any], ways: str) -> None:
    with pytest.raises(WizardError) as caught:
        planned("full", **flags)
    assert caught.value.code == 2
    [problem] = caught.value.problems
    assert problem.todo == ways
    assert "(--set " in problem.what


@pytest.mark.parametrize(("graalpy", "told"), [("25.0.3", "random"), ("24.2.2", "random"), ("25.2.4", "random")])
def test_no_hashes_warns_of_what_it_breaks(graalpy: str, told: str) -> None:
    text = notices(graalpy=graalpy, crypto="none")["no-hashes-breaks-random"]
    assert all(module in text for module in (told, "tempfile", "email", "importlib.metadata"))
    assert "--set crypto=hashes" in text


def test_from_25_3_on_no_hashes_leaves_random() -> None:
    found = notices(graalpy="25.3.4.1", crypto="none")
    assert "no-hashes-breaks-random" not in found
    assert "no-hashes" in found
    assert "random" not in planned("full", graalpy="25.3.4.1", crypto="none").broken


def test_what_a_preset_asks_for_and_does_not_get_is_no_warning_but_explained() -> None:
    made = planned("full")
    assert made.answers["posix"].value == "java"
    assert made.notices == ()
    [told] = [answer for answer in explain(load(), made).answers if answer.reason]
    assert (told.key, told.asked, told.value) == ("posix", "native", "java")


def test_each_level_of_start_is_there_with_and_without_the_jit() -> None:
    for jit in ("on", "off"):
        for level in ("plain", "bytecode", "preinitialised", "snapshot"):
            made = planned("smallest", startup=level, jit=jit)
            assert (made.answers["jit"].value, made.answers["startup"].value) == (jit, level)
            assert made.snapshot == (level == "snapshot")


def test_a_stated_answer_that_falls_back_has_a_line_of_its_own() -> None:
    told = [p.what for p in planned("full", posix="native").notices if p.code == "falls-back"]
    assert [what.partition(":")[0] for what in told] == ["posix = native becomes java"]


def test_what_a_preset_takes_away_is_no_warning() -> None:
    assert planned("smallest").notices == ()


def test_kinds_of_rules() -> None:
    def with_rule(kind: str, **extra: object) -> Rule:
        ways = (WayOut("colour", "green"),)
        return Rule("r", kind, {"colour": ("red",)}, "because", ways_out=ways, **extra)  # type: ignore[arg-type]

    def problems(rule: Rule) -> tuple[str, ...]:
        catalogue = made_up(rules=(rule,))
        try:
            given = said(Origin.FLAG if rule.kind == "warns" else Origin.PRESET, colour="red")
            return tuple(p.line() for p in plan(catalogue, given, catalogue.versions[0]).notices)
        except WizardError as error:
            return ("refused", *[p.line() for p in error.problems])

    assert problems(with_rule("conflicts")) == ("refused", "colour = red (preset): because; --set colour=green")
    assert problems(with_rule("requires", needs={"jit": ("off",)}))[0] == "refused"
    assert problems(with_rule("requires", needs={"jit": ("on",)})) == ()
    assert problems(with_rule("warns"))[0].startswith("colour = red: because")
    assert problems(with_rule("warns", since="26.0")) == ()


def test_rules_that_imply_each_other_end() -> None:
    there = Rule("a", "implies", {"jit": ("on",)}, "a", needs={"colour": ("blue",)})
    back = Rule("b", "implies", {"colour": ("blue",)}, "b", needs={"jit": ("off",)})
    again = Rule("c", "implies", {"jit": ("off",)}, "c", needs={"colour": ("red",)})
    catalogue = made_up(rules=(there, back, again))
    made = plan(catalogue, {}, catalogue.versions[0])
    assert (made.answers["colour"].value, made.answers["jit"].value) == ("red", "off")


def test_a_stated_answer_is_never_changed() -> None:
    rule = Rule("a", "implies", {"jit": ("on",)}, "a", needs={"colour": ("blue",)}, ways_out=(WayOut("jit", "off"),))
    catalogue = made_up(rules=(rule,))
    for origin in (Origin.FLAG, Origin.ENVIRONMENT, Origin.PROFILE):
        with pytest.raises(WizardError):
            plan(catalogue, said(origin, colour="red"), catalogue.versions[0])


def test_no_advice_leads_to_what_cannot_be_built() -> None:
    catalogue = load()
    cannot = {(q.key, c.value) for q in catalogue.questions for c in q.choices if c.falls_back_to}
    advice = {(way.key, way.value) for rule in catalogue.rules for way in rule.ways_out}
    for preset in shipped():
        for version in (v for v in catalogue.versions if v.jars):
            broken = planned(preset.name, graalpy=version.version).broken.values()
            ways = {way for entry in broken for way in entry.ways_out}
            advice |= {(way.key, value) for way in ways for value in way.value.split(",")}
    assert advice
    assert advice & cannot == set()
