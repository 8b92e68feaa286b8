"""A damaged file is noticed before anything runs, or the damage is harmless; the output is never wrong."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.packing.conftest import Pair, run
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.packing import layout, pack

ATTEMPTS = 100


def damaged(pair: Pair, place: int, bit: int) -> bytes:
    """Everything, with one bit turned."""
    data = bytearray(pair.packed.read_bytes())
    data[place] ^= 1 << bit
    return bytes(data)


def test_a_hundred_random_places_behind_the_loader(pair: Pair) -> None:
    found = layout.read(pair.packed)
    assert found is not None
    chance = random.Random(20261124)
    for _ in range(ATTEMPTS):
        place = chance.randrange(found.loader, found.packed)
        whole = damaged(pair, place, chance.randrange(8))
        other = pair.packed.with_name("damaged")
        other.write_bytes(whole)
        other.chmod(0o755)
        done = run([other, "file"])
        assert (done.status, done.out, done.err.count("\n")) == (127, "", 1), place
        assert done.err.startswith(f"{other}: is damaged ("), place


def test_a_hundred_random_places_in_the_loader(pair: Pair) -> None:
    """Some can stop it from checking itself: then it does not start, or crashes, or the place was never used."""
    found = layout.read(pair.packed)
    assert found is not None
    right = pair.run("file").out
    chance = random.Random(20261125)
    noticed = 0
    for _ in range(ATTEMPTS):
        other = pair.packed.with_name("damaged")
        other.write_bytes(damaged(pair, chance.randrange(found.loader), chance.randrange(8)))
        other.chmod(0o755)
        try:
            done = run([other, "file"])
        except OSError:  # the system does not take it for a program
            continue
        assert done.out in ("", right.replace(str(pair.packed), str(other)))
        noticed += done.status == 127 and done.err.count("\n") == 1
    assert noticed > ATTEMPTS // 2


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.9999])
def test_a_file_that_was_cut(pair: Pair, kept: float) -> None:
    found = layout.read(pair.packed)
    assert found is not None
    data = pair.packed.read_bytes()
    pair.packed.write_bytes(data[: found.loader + int((len(data) - found.loader) * kept)])
    done = pair.run("file")
    assert (done.status, done.out) == (127, "")
    assert done.err == f"{pair.packed}: is damaged (it was cut off); build the executable again\n"


def test_a_file_with_something_behind_it(pair: Pair) -> None:
    with pair.packed.open("ab") as out:
        out.write(b"more")
    assert pair.run("file").status == 127


def test_two_chunks_that_changed_places(pair: Pair) -> None:
    found = layout.read(pair.packed)
    assert found is not None
    data = pair.packed.read_bytes()
    starts = found.starts()
    pieces = [data[at : at + chunk.packed] for at, chunk in zip(starts, found.chunks, strict=True)]
    pieces[0], pieces[1] = pieces[1], pieces[0]
    pair.packed.write_bytes(data[: found.loader] + b"".join(pieces) + data[-found.frame :])
    assert pair.run("file").status == 127


def test_the_wizard_notices_it_too(pair: Pair, tmp_path: Path) -> None:
    found = layout.read(pair.packed)
    assert found is not None
    places = {
        "loader": 4000, "chunk 1 of": found.starts()[0] + 50, "table": found.packed - found.frame + 3,
        "end": found.packed - 9,
    }  # fmt: skip
    for name, place in places.items():
        other = tmp_path / "damaged"
        other.write_bytes(damaged(pair, place, 2))
        with pytest.raises(WizardError) as raised, pack.unpacked(other):
            pass
        assert raised.value.code is ExitCode.INPUT
        [problem] = raised.value.problems
        assert name in problem.what
