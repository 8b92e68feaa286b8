"""What may be in a snapshot."""

from __future__ import annotations

from wizard.catalogue import snapshot
from wizard.catalogue.load import standard_library

KINDS = ("random", "uuid", "secrets", "tempfile", "logging", "ssl", "ctypes", "sysconfig", "multiprocessing.util")


def test_the_shipped_modules_and_all_that_they_import_are_fit() -> None:
    assert set(snapshot.shipped()) <= snapshot.fit()
    assert snapshot.with_needed(snapshot.shipped()) <= snapshot.fit()


def test_what_fit_modules_import_is_fit() -> None:
    assert snapshot.with_needed(snapshot.fit()) == snapshot.fit()


def test_each_module_of_the_library_is_fit_or_has_a_reason() -> None:
    library = {n for n in standard_library("3.12") if n.split(".")[0] not in ("test", "idlelib", "turtledemo")}
    library = {n for n in library if n.split(".")[-1] != "__main__" and not n.startswith(("__hello__", "__phello__"))}
    assert [n for n in sorted(library) if snapshot.why_not(n).startswith("nobody")] == []


def test_a_package_gives_its_reason_to_what_is_in_it() -> None:
    assert snapshot.why_not("lib2to3.fixes.fix_print") == snapshot.why_not("lib2to3")
    assert snapshot.why_not("numpy") == "it is not in the library"
    for name in KINDS:
        assert (snapshot.why_not(name) == "") == (name in snapshot.fit())
