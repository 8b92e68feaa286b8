"""The history of builds: kept, found again, removed."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from wizard.ground.problems import Problem, Where, WizardError, wrong_environment, wrong_input
from wizard.history import codec, database, old_results, rows
from wizard.history.model import BuildResult, Entry, FailedBuild, Filter, Record

T = TypeVar("T")
WORDS = ("last", "imported")
CHUNK = 100
RUNS = 5  # builds that an estimate of time looks at


def now() -> str:
    """For `finished`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def named(record: Record) -> Record:
    """With its id: its time and a short hash of what it says."""
    data = codec.to_json(replace(record, id=""))
    stamp = "".join(c for c in record.finished if c.isascii() and c.isalnum())
    return replace(record, id=f"{stamp}-{hashlib.sha256(data).hexdigest()[:8]}")


class History:
    """The builds of this machine and those that were imported.

    Every method may raise WizardError, exit 3, where the file cannot be used. `problems`: warnings about what was
    set aside or could not be read.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, record: Record) -> Record:
        """Keep a build that has just ended; returns it with its id."""
        stored = named(record)
        self._run(lambda connection: rows.insert(connection, stored, here=True), write=True)
        return stored

    def take(self, records: Iterable[Record]) -> int:
        """Keep builds of elsewhere, all or none; returns how many of them are new."""
        return self._run(lambda c: sum(rows.insert(c, record, here=False) for record in records), write=True)

    def entries(self, wanted: Filter | None = None) -> list[Entry]:
        """Newest first."""
        return self._run(lambda connection: rows.select(connection, wanted or Filter()))

    def ids(self) -> list[str]:
        """Of all builds, sorted: a twentieth of what their entries cost."""
        return self._run(rows.ids)

    def records(self, wanted: Filter | None = None) -> list[Record]:
        """Whole builds, newest first. Each costs about 0.3 ms: set a limit."""
        return self.read([entry.id for entry in self.entries(wanted)])

    def results(self, wanted: Filter | None = None) -> list[BuildResult]:
        """Those that made an executable, newest first."""
        found = self.records(replace(wanted or Filter(), done=True))
        return [record for record in found if isinstance(record, BuildResult)]

    def stream(self, wanted: Filter | None = None) -> Iterator[Record]:
        """Whole builds, oldest first, a few of them in memory at a time."""
        ids = [entry.id for entry in self.entries(wanted)][::-1]
        for start in range(0, len(ids), CHUNK):
            yield from self.read(ids[start : start + CHUNK])

    def samples(self, limit: int) -> list[BuildResult]:
        """What sizes are learnt from: this machine's newest builds, and the newest one with each engine. Newest first.

        `limit`: of each kind.
        """
        entries = self.entries(Filter(done=True, here=True))
        engines: dict[str, int] = {}
        for place, entry in enumerate(entries):
            if entry.engine:
                engines.setdefault(entry.engine, place)
        wanted = sorted({*range(min(limit, len(entries))), *list(engines.values())[:limit]})
        return [r for r in self.read([entries[place].id for place in wanted]) if isinstance(r, BuildResult)]

    def read(self, ids: Sequence[str]) -> list[Record]:
        """The builds with these ids, in this order; one that cannot be read is left out, with a warning."""
        return [record for name, data in self._details(ids) if (record := self._parsed(name, data)) is not None]

    def find(self, name: str) -> Record:
        """The build with this id or its beginning. Exit 2: none or several.

        "last" and "last~2" count back over what made an executable; "imported" is the newest build of elsewhere.
        """
        found = self.id_of(name)
        for record in self.read([found]):
            return record
        raise wrong_environment(f"build {found} cannot be read", "`history rm` removes it", code="damaged-build")

    def id_of(self, name: str) -> str:
        """As `find`, without reading the build."""
        return (self._back(name) if name in WORDS or name.startswith("last~") else self._named(name)).id

    def is_here(self, name: str) -> bool:
        """Whether the build with this id was made on this machine; what an imported one says was typed is not run."""
        return any(entry.id == name for entry in self.entries(Filter(here=True)))

    def result(self, name: str = "") -> BuildResult:
        """The build of this name that made an executable, or the last one. Exit 2 where there is none."""
        record = self.find(name) if name else self.last()
        if isinstance(record, BuildResult):
            return record
        if record is None:
            raise wrong_input("no build has finished yet", "run `graalpy-wizard build` first", code="no-build")
        raise wrong_input(
            f"build {record.id} made no executable: {reason(record)}", "`graalpy-wizard history show` says more",
            code="failed-build",
        )  # fmt: skip

    def last(self, key: str = "") -> BuildResult | None:
        """The last build that made an executable, or the last one of the thing with this key."""
        return next(iter(self.results(Filter(key=key, limit=1))), None)

    def before_this(self, key: str, name: str) -> BuildResult | None:
        """What a new build is compared with: the last one of the same thing, else an imported one of this name."""
        found = self.last(key)
        if found is None:
            imported = [entry.id for entry in self.entries(Filter(done=True, here=False)) if entry.name == name]
            found = next((r for r in self.read(imported[:1]) if isinstance(r, BuildResult)), None)
        return found

    def before(self, result: BuildResult) -> BuildResult | None:
        """The build of the same thing that came before this one."""
        found = [entry.id for entry in self.entries(Filter(key=result.key, done=True))]
        older = found[found.index(result.id) + 1 :] if result.id in found else found
        return next((r for r in self.read(older[:1]) if isinstance(r, BuildResult)), None)

    def remove(self, ids: Sequence[str]) -> None:
        """For good; what is not there is no error."""
        self._run(lambda connection: rows.delete(connection, list(ids)), write=True)

    def stage_history(self, kind: str) -> list[tuple[float, ...]]:
        """Seconds of each stage of this machine's last five engines of a kind, oldest first."""
        engines = [e.id for e in self.entries(Filter(done=True, here=True)) if e.engine_new and e.kind == kind]
        found = [r.engine.stages for r in self.read(engines[:RUNS]) if isinstance(r, BuildResult) and r.engine]
        return [stages for stages in found if stages][::-1]

    def _run(self, work: Callable[[sqlite3.Connection], T], *, write: bool = False) -> T:
        if not database.path().exists() and old_results.folder().is_dir():
            # Reading alone makes no file; but the old results are to be read once and not each time.
            with suppress(WizardError):
                database.run(lambda _: None, [], self._fill, write=True)
        return database.run(work, self.problems, self._fill, write=write)

    def _fill(self, connection: sqlite3.Connection) -> None:
        for record in old_results.read(self.problems):
            rows.insert(connection, record if record.id else named(record), here=True)

    def _details(self, ids: Sequence[str]) -> list[tuple[str, bytes]]:
        wanted = list(ids)
        return list(zip(wanted, self._run(lambda connection: rows.details(connection, wanted)), strict=True))

    def _parsed(self, name: str, data: bytes) -> Record | None:
        try:
            return replace(codec.from_json(data), id=name)
        except codec.NewerBuildError as error:
            what, todo = f"build {name}: {error}", "update the wizard to read it"
        except ValueError as error:
            what, todo = f"build {name} is damaged: {error}", "`graalpy-wizard history rm` removes it"
        self.problems.append(Problem(what, Where(database.path()), todo, "damaged-build", "warning"))
        return None

    def _back(self, name: str) -> Entry:
        if name == "imported":
            if found := self.entries(Filter(done=True, here=False, limit=1)):
                return found[0]
            raise wrong_input("no build was imported", "see `graalpy-wizard history import --help`", code="no-build")
        text = name.removeprefix("last").removeprefix("~") or "0"
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            raise wrong_input(f"`{name}` names no build", "such as last or last~1", code="no-build")
        found = self.entries(Filter(done=True, limit=int(text) + 1))
        if len(found) <= int(text):
            if not found:
                raise wrong_input("no build has finished yet", "run `graalpy-wizard build` first", code="no-build")
            count = "only one build" if len(found) == 1 else f"only {len(found)} builds"
            raise wrong_input(
                f"there is no build `{name}`: {count} made an executable", "see `graalpy-wizard history list`",
                code="no-build",
            )  # fmt: skip
        return found[-1]

    def _named(self, name: str) -> Entry:
        fitting = [entry for entry in self.entries() if entry.id.startswith(name)]
        exact = [entry for entry in fitting if entry.id == name] or fitting
        if len(exact) == 1 and name:
            return exact[0]
        what = f"there is no build `{name}`" if not exact else f"`{name}` may be one of {len(exact)} builds"
        raise wrong_input(what, "`graalpy-wizard history list` has their ids", code="no-build")


def reason(record: FailedBuild) -> str:
    """Why it failed, in one line."""
    return record.problems[0] if record.problems else f"exit {record.code}"
