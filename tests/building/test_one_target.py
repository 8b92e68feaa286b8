"""Two builds into one target: the second waits, says so, and finds a whole file."""

from __future__ import annotations

import threading
from pathlib import Path

from wizard.building.one_target import one_at_a_time
from wizard.ground import places
from wizard.ground.atomic import write_bytes
from wizard.ground.steps import Step, ignore

OLD, NEW = b"first" * 100_000, b"second" * 100_000


class Second(threading.Thread):
    """Another build of the target."""

    def __init__(self, target: Path) -> None:
        super().__init__()
        self.target, self.waits, self.said, self.found = target, threading.Event(), list[Step](), b""

    def hear(self, step: Step) -> None:
        self.said.append(step)
        self.waits.set()

    def run(self) -> None:
        with one_at_a_time(self.target, self.hear):
            self.found = self.target.read_bytes()
            write_bytes(self.target, NEW, 0o755)


def test_the_second_waits_and_says_so(tmp_path: Path) -> None:
    target = tmp_path / "app"
    (tmp_path / "folder").mkdir()
    second = Second(tmp_path / "folder" / ".." / "app")  # the same file by another name
    with one_at_a_time(target, ignore):
        second.start()
        assert second.waits.wait(30)
        write_bytes(target, OLD, 0o755)
    second.join(30)
    assert second.found == OLD
    assert target.read_bytes() == NEW
    assert [(step.name, str(second.target) in step.detail) for step in second.said] == [("waiting", True)]
    assert [path.name for path in tmp_path.iterdir() if path.name != "folder"] == ["app"]


def test_other_targets_do_not_wait(tmp_path: Path) -> None:
    said: list[Step] = []
    with one_at_a_time(tmp_path / "a", said.append), one_at_a_time(tmp_path / "b", said.append):
        assert said == []
    assert len(list((places.cache() / "targets").iterdir())) == 2
