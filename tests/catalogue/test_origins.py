"""Java's classes in Python's terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.catalogue.origins import UNKNOWN, load_origins, origins_from
from wizard.ground.problems import WizardError

P = "com.oracle.graal.python."
GROUP = '[[group]]\nname = "G"\nwhat = "x"\n'


@pytest.mark.parametrize(
    ("name", "term"),
    [
        (P + "builtins.modules.SSLModuleBuiltins$SetNode", ("GraalPy", "_ssl")),
        (P + "builtins.objects.ssl.SSLSocketBuiltins", ("GraalPy", "_ssl")),
        (P + "builtins.objects.str.StringNodes$X$Y", ("GraalPy", "type str")),
        (P + "builtins.objects.struct.StructBuiltins", ("GraalPy", "_struct")),
        (P + "runtime.EmulatedPosixSupport$1", ("GraalPy", "posix, written in Java")),
        (P + "PythonLanguage", ("GraalPy", "the rest of the interpreter")),
        ("java.util.regex.Pattern", ("JDK", "text")),
        ("sun.security.ssl.SSLContextImpl", ("JDK", "TLS")),
        ("com.oracle.svm.core.genscavenge.GCImpl", ("runtime", "garbage collector")),
        ("com.oracle.truffle.regex.tregex.nodes.dfa.X", ("regular expressions", "matching")),
        ("$Proxy12", ("JDK", "made by Java: proxies and lambdas")),
    ],
)
def test_a_class_has_a_term(name: str, term: tuple[str, str]) -> None:
    assert load_origins().term_of(name) == term


def test_an_unknown_class_goes_with_its_jar() -> None:
    origins = load_origins()
    assert origins.term_of("x.Y", "icu4j-25.0.3.jar") == ("ICU", "icu4j-25.0.3.jar")
    assert origins.term_of("x.Y", "mine.jar") == (UNKNOWN, "mine.jar")
    assert origins.group_of("org.graalvm.truffle.runtime") == "JIT compiler", "the longest beginning"
    assert origins.group_of("org.graalvm.truffle") == "Truffle"


def test_every_group_says_what_it_is() -> None:
    assert all(group.what.endswith(".") for group in load_origins().groups)


@pytest.mark.parametrize(
    "text",
    [
        GROUP + '[[origin]]\ngroup = "H"\npart = "p"\nstarts = ["a."]\n',
        GROUP + '[[origin]]\ngroup = "G"\npart = "p"\nstarts = ["a.", "a."]\n',
        GROUP + '[[origin]]\ngroup = "G"\npart = "p"\n',
        GROUP + '[jars]\n"x" = "H"\n',
    ],
)
def test_wrong_data_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "origins.toml").write_text(text)
    with pytest.raises(WizardError) as error:
        origins_from(tmp_path / "origins.toml")
    assert error.value.code == 70
