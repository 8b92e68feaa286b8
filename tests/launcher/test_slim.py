"""What a snapshot leaves out of the kept interpreter is not missed: programs say the same with it and without."""

from __future__ import annotations

from tests.launcher.conftest import KEPT, NAMES, Kept

NEEDED = f"{NAMES},_pydatetime,_pydecimal,ast,contextlib,copy,dis,enum,functools,ipaddress,json.decoder,json.encoder"
FUNCTIONS = 1500


def test_names_come_and_go_as_without(kept: Kept) -> None:
    """Classes and modules have only their last shape, and Truffle looks at those before it when a name changes."""
    program = (KEPT / "names.py").read_text(encoding="utf-8")
    plain, slim = kept.run(program, languages=""), kept.run(program)
    assert (plain.status, slim.status) == (0, 0), plain.err + slim.err
    assert len(plain.out.splitlines()) > 90
    assert slim.out.splitlines() == plain.out.splitlines()


def test_numbers_that_no_longer_fit_are_what_they_were(kept: Kept) -> None:
    """Functions have the tables by which they go back from unboxed numbers in common."""
    program = f"NAMES = {NEEDED!r}\n" + (KEPT / "unboxed.py").read_text(encoding="utf-8")
    plain, slim = kept.run(program, languages=""), kept.run(program)
    assert (plain.status, slim.status) == (0, 0), plain.err + slim.err
    assert int(plain.out.split()[-1]) > FUNCTIONS
    assert slim.out.splitlines() == plain.out.splitlines()
