"""Predicted sizes, own measurements beside the catalogue's, and what to try next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.samples import result
from wizard.catalogue.engines import load_engines
from wizard.catalogue.load import load
from wizard.history.model import BuildResult
from wizard.planning.broken import broken_by
from wizard.planning.model import Plan
from wizard.planning.plan import plan
from wizard.profiles.model import Answer, Answers, Origin
from wizard.profiles.precedence import answers
from wizard.profiles.preset import shipped
from wizard.reports import predict
from wizard.reports.effects import Expected, expected, own_effects
from wizard.reports.model import Packed
from wizard.reports.predict import HERE, Point, fit, levers, points_of_catalogue, points_of_history
from wizard.reports.suggest import ESTIMATED, MEASURED_HERE, Suggestion, suggest

CATALOGUE = load()
VERSION = CATALOGUE.version(CATALOGUE.default_version)
PRESETS = shipped(CATALOGUE.questions)
MODEL = fit(points_of_catalogue(CATALOGUE, VERSION.version))
LIBRARY = sorted({module for preset in PRESETS for module in plan(CATALOGUE, answers(
    CATALOGUE.questions, flags={}, environ={}, profile=None, preset=preset), VERSION).broken})  # fmt: skip


def given_by(preset: str, **flags: str) -> Answers:
    found = next(one for one in PRESETS if one.name == preset)
    return answers(CATALOGUE.questions, flags=flags, environ={}, profile=None, preset=found)


def planned(held: Answers) -> Plan:
    return plan(CATALOGUE, held, VERSION)


def suggested(preset: str, modules: tuple[str, ...] = (), **flags: str) -> dict[str, Suggestion]:
    held = given_by(preset, **flags)
    return {f"{one.key}={one.instead}": one for one in suggest(CATALOGUE, held, planned(held), modules, MODEL)}


def built(preset: str, size: int, finished: str = "2026-11-24T09:15:42Z", **flags: str) -> BuildResult:
    """As if that preset had made an engine of this size."""
    made = planned(given_by(preset, **flags))
    plain = result(finished)
    assert plain.engine is not None
    options = tuple(chosen.option.key for chosen in made.chosen)
    return replace(
        plain, id=f"id-{preset}-{size}", options=options, sizes=replace(plain.sizes, engine=size),
        answers={key: answer.value for key, answer in made.answers.items()},
        engine=replace(plain.engine, key=f"{preset}-{size}"),
    )  # fmt: skip


@pytest.mark.parametrize("engine", load_engines(), ids=lambda engine: engine.name)
def test_what_was_measured_is_predicted_as_it_was_measured(engine: object) -> None:
    made = MODEL.predict(engine.options)  # type: ignore[attr-defined]
    assert made is not None
    assert made.measured
    assert made.size == pytest.approx(engine.bytes, rel=0.001)  # type: ignore[attr-defined]


def test_the_target_of_predicting_is_reached() -> None:
    from benchmarks.predict import rows

    (row,) = rows()
    assert row.reached, row


def test_factors_are_found_and_an_unseen_pair_is_their_product() -> None:
    points = [Point(str(sorted(o)), size, frozenset(o), HERE) for o, size in (
        ((), 1_000_000), (("a",), 900_000), (("b",), 800_000), (("a", "b"), 720_000), (("c",), 500_000)
    )]  # fmt: skip
    model = fit(points, {"a": 0.5, "b": 0.5, "c": 0.7})
    made = model.predict(("a", "c"))
    assert made is not None
    assert made.low < 450_000 < made.high
    assert made.size == pytest.approx(450_000, rel=0.05)
    assert not made.measured


def test_what_adds_the_same_bytes_to_each_engine_is_added() -> None:
    points = [Point(name, size, frozenset(options), HERE) for name, size, options in (
        ("small", 80_000_000, ()), ("small+", 94_000_000, ("preinitialised",)), ("large", 300_000_000, ("jit",))
    )]  # fmt: skip
    made = fit(points, {"jit": 0.7}).predict(("jit", "preinitialised"))
    assert made is not None
    assert made.size == pytest.approx(314_000_000, rel=0.005)


def test_nothing_measured_is_nothing_predicted() -> None:
    assert fit([]).predict(["without-jit"]) is None


def test_this_machines_engine_counts_before_the_catalogues() -> None:
    mine = built("smallest", 70_000_000)
    points = points_of_history([mine], CATALOGUE, VERSION.version)
    assert [(point.size, point.origin) for point in points] == [(70_000_000, HERE)]
    made = fit([*MODEL.points, *points]).predict(levers(CATALOGUE, mine.options))
    assert made is not None
    assert (made.size, made.measured) == (70_000_000, HERE)


def test_engines_of_another_builder_or_graalpy_do_not_mix() -> None:
    newest, other = built("smallest", 70_000_000), built("full", 90_000_000)
    older = replace(other, versions={**other.versions, "native-image": "24.0"})
    strange = replace(other, versions={**other.versions, "graalpy": "1.0"})
    points = points_of_history([newest, older, strange], CATALOGUE, VERSION.version)
    assert [point.size for point in points] == [70_000_000]


def test_of_engines_with_the_same_options_the_newest_counts() -> None:
    newest, older = built("smallest", 70_000_000), built("smallest", 90_000_000)
    points = points_of_history([newest, older], CATALOGUE, VERSION.version)
    assert [point.size for point in points] == [70_000_000]


def test_two_builds_that_differ_by_one_answer_are_a_measurement() -> None:
    one = built("command-line-tool", 109_000_000)
    two = built("command-line-tool", 100_000_000, encodings="common")
    (effect,) = own_effects([two, one], CATALOGUE)
    assert (effect.what, effect.saved) == ("encodings: all -> common", 9_000_000)
    assert effect.expected == pytest.approx(6_110_000, rel=0.01)  # the catalogue: 109.84 to 103.68 MB
    assert effect.disagrees
    assert effect.against_catalogue == "-6.11 MB, +47% here"


def test_a_measurement_like_the_catalogues_is_no_disagreement() -> None:
    one, two = built("command-line-tool", 109_840_584), built("command-line-tool", 103_700_000, encodings="common")
    (effect,) = own_effects([one, two], CATALOGUE)
    assert not effect.disagrees
    assert effect.against_catalogue == "-6.16 MB"


def test_two_builds_that_differ_in_more_are_none() -> None:
    one, two = built("full", 275_000_000), built("smallest", 81_000_000)
    other = built("command-line-tool", 100_000_000, encodings="common")
    changed = replace(other, versions={**other.versions, "compiler": "another"})
    assert own_effects([one, two], CATALOGUE) == ()
    assert own_effects([built("command-line-tool", 109_000_000), changed], CATALOGUE) == ()


def test_suggestions_are_sorted_and_worth_it() -> None:
    found = list(suggested("full").values())
    assert [one.saved for one in found] == sorted((one.saved for one in found), reverse=True)
    assert all(one.saved >= 50_000 for one in found)
    jit = next(one for one in found if one.key == "jit")
    assert 100_000_000 < jit.saved < 150_000_000
    assert any("6 to" in sentence for sentence in jit.cost)  # times slower


def test_the_trimmed_library_is_suggested() -> None:
    """2.7 MB of the payload, and of the engine ICU's texts, some 2.7 MB as measured."""
    assert 2_740_000 < suggested("full")["library=trimmed"].saved < 7_000_000


@pytest.mark.parametrize(
    ("module", "gone"), [("socket", "network=none"), ("zlib", "compression=no"), ("ssl", "crypto=hashes"),
                         ("subprocess", "processes=no"), ("hashlib", "crypto=none")],
)  # fmt: skip
def test_what_the_program_imports_is_not_taken_away(module: str, gone: str) -> None:
    held = planned(given_by("full", jit="off"))
    broken = planned({**given_by("full", jit="off"), **one_answer(gone)}).broken
    assert gone not in suggested("full", (module,), jit="off") or not broken_by(module, broken)
    if broken_by(module, broken):
        assert not broken_by(module, held.broken)


def one_answer(text: str) -> Answers:
    key, _, value = text.partition("=")
    return {key: Answer(key, value, Origin.DEFAULT)}


@settings(max_examples=40, deadline=None)
@given(preset=st.sampled_from(PRESETS), modules=st.lists(st.sampled_from(LIBRARY), max_size=4))
def test_no_suggestion_ever_breaks_an_import_of_the_program(preset: object, modules: list[str]) -> None:
    held = answers(CATALOGUE.questions, flags={}, environ={}, profile=None, preset=preset)  # type: ignore[arg-type]
    current = planned(held)
    for one in suggest(CATALOGUE, held, current, modules, MODEL):
        question = CATALOGUE.question(one.key)
        value = one.instead
        if question.kind == "set":
            chosen = () if value == "none" else tuple(value.split(","))
            other = planned({**held, one.key: Answer(one.key, chosen, Origin.DEFAULT)})
        else:
            other = planned({**held, one.key: Answer(one.key, value, Origin.DEFAULT)})
        for module in modules:
            assert not broken_by(module, other.broken) or broken_by(module, current.broken), (one, module)


def test_what_was_measured_here_counts_most() -> None:
    one = built("command-line-tool", 109_000_000)
    two = built("command-line-tool", 99_000_000, encodings="common")
    held = given_by("command-line-tool")
    found = suggest(CATALOGUE, held, planned(held), (), MODEL, own_effects([two, one], CATALOGUE), 111_000_000)
    mine = next(one for one in found if one.key == "encodings")
    assert (mine.saved, mine.basis) == (10_000_000, MEASURED_HERE)
    assert mine.line == "--set encodings=common saves 10.0 MB (9%, measured here)"


def test_the_scale_knows_no_lever_that_is_negative() -> None:
    from wizard.catalogue.engines import load_scale

    assert all(0 <= value < 1 for value in load_scale().values())
    assert predict.USUAL > 0


def test_packing_is_suggested_by_its_measured_share() -> None:
    held = given_by("smallest")
    found = {one.key: one for one in suggest(CATALOGUE, held, planned(held), (), MODEL, size=84_000_000)}
    assert found["packed"].instead == "yes"
    effect = next(effect for effect in reversed(CATALOGUE.effects) if effect.of == ("packed",))
    assert effect.saved is not None
    assert effect.bytes_before is not None
    assert found["packed"].share == pytest.approx(effect.saved / effect.bytes_before, abs=0.001)


def test_packing_as_this_machine_measured_it() -> None:
    plain = built("smallest", 80_000_000)
    packed = built("smallest", 80_000_000, packed="yes")
    half = replace(packed.sizes, file=plain.sizes.file // 2, packed=Packed("zstd", 80_000_000, 900_000))
    (effect,) = own_effects([replace(packed, sizes=half), plain], CATALOGUE)
    assert (effect.what, effect.saved) == ("packed: no -> yes", plain.sizes.file - plain.sizes.file // 2)
    held = given_by("smallest")
    found = suggest(CATALOGUE, held, planned(held), (), MODEL, [effect], 100_000_000)
    mine = next(one for one in found if one.key == "packed")
    assert (mine.saved, mine.basis) == (50_000_000, MEASURED_HERE)


def test_payloads_that_differ_by_one_answer_are_a_measurement_too() -> None:
    compiled, plain = built("full", 275_000_000, startup="bytecode"), built("full", 275_000_000)
    compiled = replace(compiled, sizes=replace(compiled.sizes, file=285_000_000))
    plain = replace(plain, sizes=replace(plain.sizes, file=281_000_000))
    (effect,) = own_effects([plain, compiled], CATALOGUE)
    assert (effect.what, effect.saved) == ("startup: bytecode -> plain", 4_000_000)
    held = given_by("full", startup="bytecode")
    found = suggest(CATALOGUE, held, planned(held), (), MODEL, [effect])
    mine = next(one for one in found if (one.key, one.instead) == ("startup", "plain"))
    assert (mine.saved, mine.basis) == (4_000_000, MEASURED_HERE)
    other = replace(plain, hashes={**plain.hashes, "own code": "changed"})
    assert own_effects([other, compiled], CATALOGUE) == ()


def test_what_is_packed_saves_less() -> None:
    plain, packed = suggested("full"), suggested("full", packed="yes")
    assert packed["jit=off"].saved < 0.5 * plain["jit=off"].saved
    assert "packed=no" not in packed


def test_what_adds_the_same_bytes_everywhere_is_no_share_of_a_larger_engine() -> None:
    started = next(e for e in CATALOGUE.effects if e.of == ("preinitialised",) and (e.bytes_before or 0) > 200_000_000)
    assert started.bytes_before is not None
    assert started.saved is not None
    with_it = frozenset({"preinitialised"})
    for size in (80_000_000, 290_000_000):
        found = expected([started], with_it, frozenset(), size)
        assert found == Expected(-started.saved, near=True)
    assert expected([started], frozenset(), with_it, 80_000_000) == Expected(started.saved, near=True)


def test_a_share_that_was_measured_in_a_file_of_another_size_is_an_estimate() -> None:
    charsets = [effect for effect in CATALOGUE.effects if effect.of == ("common-charsets",)]
    before, after = frozenset({"all-charsets"}), frozenset({"common-charsets"})
    near, far = (expected(charsets, before, after, size) for size in (105_000_000, 290_000_000))
    assert near is not None
    assert far is not None
    assert (near.near, far.near) == (True, False)
    assert suggested("full")["encodings=common"].basis == ESTIMATED


def test_compiled_modules_are_a_share_of_the_payload() -> None:
    """2.8 MB of a payload of 4.5, 4.4 of one of 7: as they were measured."""
    held = given_by("smallest", startup="bytecode")
    for payload, least, most in ((4_490_000, 2_700_000, 2_900_000), (7_000_000, 4_300_000, 4_500_000)):
        now = planned(held)
        engine = MODEL.predict(levers(CATALOGUE, [chosen.option.key for chosen in now.chosen]))
        assert engine is not None
        found = suggest(CATALOGUE, held, now, (), MODEL, size=engine.size + payload)
        plain = next(one for one in found if (one.key, one.instead) == ("startup", "plain"))
        assert least < plain.saved < most
    compiled, plain_one = built("smallest", 77_000_000, startup="bytecode"), built("smallest", 77_000_000)
    compiled = replace(compiled, sizes=replace(compiled.sizes, file=81_490_000, payload=4_490_000))
    plain_one = replace(plain_one, sizes=replace(plain_one.sizes, file=78_690_000, payload=1_690_000))
    (effect,) = own_effects([plain_one, compiled], CATALOGUE)
    assert (effect.saved, effect.disagrees) == (2_800_000, False)


def test_what_makes_a_start_slower_is_its_price() -> None:
    for preset, told in (("networked-service", ('print("hi") takes 0.1', "ten imports take 1.1")), ("smallest", ())):
        plain = suggested(preset).get("startup=plain")
        assert (plain is not None) == bool(told)
        for text in told:
            assert any(text in sentence for sentence in plain.cost), (preset, text)  # type: ignore[union-attr]


def test_native_modules_are_suggested_by_what_they_weigh() -> None:
    found = suggested("command-line-tool")
    assert found["native_modules=expat"].saved == pytest.approx(709_758)
    assert "native_modules=expat" not in suggested("command-line-tool", ("sqlite3",))


def test_a_measurement_in_a_much_smaller_file_is_none_of_a_larger_one() -> None:
    one, two = built("smallest", 80_000_000, encodings="all"), built("smallest", 76_000_000)
    effects = own_effects([two, one], CATALOGUE)
    assert [effect.key for effect in effects] == ["encodings"]
    held = given_by("full")
    found = suggest(CATALOGUE, held, planned(held), (), MODEL, effects, 280_000_000)
    assert next(one for one in found if one.key == "encodings").basis == ESTIMATED
