"""The shipped data holds together: a wrong entry shows here, not on a user's screen."""

from __future__ import annotations

import re

import pytest

from wizard.catalogue.load import load, load_effects, load_failures, load_questions, load_versions, standard_library
from wizard.catalogue.model import Condition, GraalPyVersion, Option
from wizard.catalogue.versions import applies, parts
from wizard.ground.exits import ExitCode

CATALOGUE = load()
ANSWERS = {q.key: {c.value for c in q.choices} | ({"none"} if q.kind == "set" else set()) for q in CATALOGUE.questions}
GRAALPY_PAGE = {
    "-Dpython.WithoutSSL=true", "-Dpython.WithoutDigest=true", "-Dpython.WithoutPlatformAccess=true",
    "-Dpython.WithoutCompressionLibraries=true", "-Dpython.WithoutNativePosix=true", "-Dpython.WithoutJavaInet=true",
    "-Dpython.AutomaticAsyncActions=false", "-Dpython.WithoutJNI=true", "-Dpython.WithoutNativeSha3=true",
    "-Dpolyglot.image-build-time.PreinitializeContexts=python",
}  # fmt: skip


def conditions() -> list[tuple[str, Condition]]:
    found = [(f"option {o.key}", when.answers) for o in CATALOGUE.options for when in o.when]
    return found + [(f"rule {r.key}", c) for r in CATALOGUE.rules for c in (r.when, r.needs)]


def test_every_question_has_a_help_text_and_choices_in_one_sentence() -> None:
    for question in CATALOGUE.questions:
        assert len(question.help) > 40, question.key
        assert question.sources, question.key
        for choice in question.choices:
            assert choice.help.endswith("."), (question.key, choice.value)
            assert bool(choice.falls_back_to) == bool(choice.falls_back_because), (question.key, choice.value)


def test_defaults_and_fallbacks_are_choices_that_can_be_built() -> None:
    for question in CATALOGUE.questions:
        defaults = (question.default,) if isinstance(question.default, str) else question.default
        assert set(defaults) <= ANSWERS[question.key]
        for choice in question.choices:
            if choice.falls_back_to:
                assert choice.falls_back_to in ANSWERS[question.key]
                assert choice.falls_back_to == "none" or not question.choice(choice.falls_back_to).falls_back_to


def test_the_jit_question_shows_its_stakes() -> None:
    text = CATALOGUE.question("jit").help
    assert "138 MB" in text
    assert "6 to 60" in text


@pytest.mark.parametrize(("name", "condition"), conditions())
def test_conditions_name_questions_and_choices_that_exist(name: str, condition: Condition) -> None:
    for key, values in condition.items():
        known = ANSWERS[key.removeprefix("asked.")]
        assert {value.removeprefix("!") for value in values} <= known, name


def test_keys_are_unique() -> None:
    for entries in (CATALOGUE.questions, CATALOGUE.options, CATALOGUE.rules, CATALOGUE.failures):
        keys = [entry.key for entry in entries]
        assert len(keys) == len(set(keys))


def test_every_switch_of_graalpys_page_is_there() -> None:
    assert {argument for option in CATALOGUE.options for argument in option.arguments} >= GRAALPY_PAGE


@pytest.mark.parametrize("option", CATALOGUE.options, ids=lambda option: option.key)
def test_an_option_has_a_reason_or_says_why_it_is_never_set(option: Option) -> None:
    assert option.sources
    assert bool(option.when) != bool(option.inert or option.not_set)
    assert not (option.inert and option.not_set)


def test_effects_are_of_known_options_and_have_source_and_conditions() -> None:
    known = {option.key for option in CATALOGUE.options}
    for effect in load_effects():
        assert {key for key in effect.of if not key.startswith("preset:")} <= known
        assert effect.source
        assert effect.conditions
        assert effect.saved is not None or effect.start_seconds is not None


def test_effects_are_those_that_were_measured() -> None:
    jit = next(effect for effect in CATALOGUE.effects if effect.of == ("without-jit",))
    assert jit.saved == 138_150_000
    assert CATALOGUE.reference_bytes == 295_370_000


@pytest.mark.parametrize("version", CATALOGUE.versions, ids=lambda version: version.version)
def test_what_is_named_as_broken_is_a_module_of_that_versions_library(version: GraalPyVersion) -> None:
    library = standard_library(version.python)
    for option in CATALOGUE.options:
        if not applies(version.version, option.since, option.until):
            continue
        for breaks in option.breaks:
            if applies(version.version, breaks.since, breaks.until):
                assert set(breaks.modules) - library == set(), option.key
        assert set(option.weakens) - library == set(), option.key


def test_what_a_choice_keeps_is_a_module() -> None:
    library = standard_library("3.12")
    for question in load_questions():
        for choice in question.choices:
            assert set(choice.keeps) <= library


def test_jars_that_options_drop_exist_in_a_version_that_can_be_built() -> None:
    artifacts = {jar.artifact for version in load_versions() for jar in version.jars}
    assert {jar for option in CATALOGUE.options for jar in option.drop_jars} <= artifacts


def test_jars_are_pinned() -> None:
    [version] = [version for version in load_versions() if version.jars]
    assert version.version == CATALOGUE.default_version == "25.0.3"
    assert len(version.jars) == 21
    for jar in version.jars:
        assert re.fullmatch(r"[0-9a-f]{64}", jar.sha256)
        assert jar.size > 1000


def test_versions_are_in_order_and_their_python_has_a_module_list() -> None:
    versions = [parts(version.version) for version in load_versions()]
    assert versions == sorted(versions)
    for version in load_versions():
        assert "json.decoder" in standard_library(version.python)


def test_the_library_lists_have_c_modules_and_submodules() -> None:
    library = standard_library("3.12")
    assert {"_sqlite3", "_socket", "email.mime.text", "os.path", "sys", "asyncio.events"} <= library
    with pytest.raises(KeyError):
        standard_library("2.7")


def test_failures_compile_and_fill() -> None:
    for failure in load_failures():
        pattern = re.compile(failure.pattern)
        named = set(re.findall(r"\{(\w+)\}", failure.cause + failure.change))
        assert named == set(pattern.groupindex), failure.key
        assert ExitCode(failure.exit_code) in (ExitCode.BUILD_FAILED, ExitCode.ENVIRONMENT, ExitCode.MEMORY)


def test_stage_weights_are_there_for_each_kind_of_build() -> None:
    assert set(CATALOGUE.stage_seconds) == {"jit", "no-jit", "java"}
    assert {len(seconds) for seconds in CATALOGUE.stage_seconds.values()} == {8}
