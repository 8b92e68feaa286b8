"""Builds carried between machines; what comes in is not believed."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.history.samples import failed, result
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.history import codec, transfer
from wizard.history.model import Origin
from wizard.history.store import named


def read(data: bytes) -> list[Any]:
    return list(transfer.read(io.BytesIO(data), "builds.jsonl"))


def line(**changes: object) -> bytes:
    return json.dumps({**codec.to_data(named(result())), **changes}).encode() + b"\n"


def test_what_is_written_is_read_back() -> None:
    records = [named(result()), named(failed())]
    assert read(b"".join(transfer.lines(records))) == records


def test_the_users_folder_is_not_told() -> None:
    made = named(
        result(executable="/home/me/app", origin=Origin(("build", "/home/me/x.py"), "/home/me/src", "/home/me"))
    )
    [data] = transfer.lines([made], "/home/me")
    assert b"/home/me" not in data
    [back] = read(data)
    assert back.origin.folder == "~/src"
    assert back.id == made.id


@pytest.mark.parametrize(
    "data",
    [
        b"{}\n", b"[1]\n", b"null\n", b"\xff\xfe\n", b"no json\n", b'{"schema": 1}\n', b"[" * 100_000 + b"\n",
        b'{"schema": 2}\n', b'{"schema": true}\n', line(id="../../etc/passwd"), line(id="20010101T000000Z-00000000"),
        line(finished="yesterday"), line(finished="2026-11-24T09:15:42Z\x1b[2J"), line(seconds=1e300),
        line(seconds=float("nan")), line(name=5), line(answers={"a": {"b": 1}}), line(code=10**30),
        line(sizes={**codec.to_data(result())["sizes"], "file": 5}),
        line(sizes={**codec.to_data(result())["sizes"], "engine": -(10**12)}),
    ],
)  # fmt: skip
def test_hostile_lines_are_refused_with_their_number_and_nothing_is_taken(data: bytes) -> None:
    with pytest.raises(WizardError) as caught:
        read(line() + data)
    assert caught.value.code == ExitCode.INPUT
    assert str(caught.value.problems[0].where) == "builds.jsonl:2"


def test_a_line_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "LONGEST", 1000)
    with pytest.raises(WizardError, match="longer than any build"):
        read(b"x" * 10_000)


def test_a_file_of_very_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "MOST", 3)
    with pytest.raises(WizardError, match="more than 3 lines"):
        read(b"\n" * 10)


def test_a_very_large_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "WHOLE", 3_000_000)
    with pytest.raises(WizardError, match="more than 3 MB"):
        read(b" " * 1_000_000 + b"\n" + b" " * 2_000_000 + b"\n")


def test_empty_lines_are_nothing() -> None:
    assert len(read(b"\n" + line() + b"\n  \n")) == 1


@settings(max_examples=60)
@given(data=st.binary(min_size=1, max_size=200).filter(bytes.strip))
def test_bytes_that_are_no_history_are_refused(data: bytes) -> None:
    with pytest.raises(WizardError) as caught:
        read(data)
    assert caught.value.code == ExitCode.INPUT
