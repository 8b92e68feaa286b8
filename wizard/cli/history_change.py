"""What changes the history: rm, prune, export, import."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from wizard.cli.document import Text
from wizard.cli.history_filter import count, filter_of
from wizard.cli.outcome import Outcome
from wizard.ground.problems import Where, wrong_input

if TYPE_CHECKING:
    from wizard.history.model import Entry


def removed(options: argparse.Namespace) -> Outcome:
    """All that were named, or none where one of them is not there."""
    from wizard.history.store import History

    history = History()
    ids = [history.id_of(name) for name in options.build]
    history.remove(ids)
    return Outcome({"removed": ids}, [f"forgot {_builds(len(set(ids)))}"], tuple(history.problems))


def pruned(options: argparse.Namespace) -> Outcome:
    """Exit 2 where nothing says what is old."""
    from wizard.history.store import History

    if options.keep is None and options.days is None and not options.failed:
        raise wrong_input("nothing says which builds are old", "give --keep N, --days N or --failed", code="usage")
    history = History()
    gone = [entry.id for entry in _old(history.entries(), options)]
    if not options.dry_run:
        history.remove(gone)
    told = "would forget" if options.dry_run else "forgot"
    return Outcome({"removed": gone}, [f"{told} {_builds(len(gone))}"], tuple(history.problems))


def exported(options: argparse.Namespace) -> Outcome:
    """To a file all or nothing; to standard output line by line."""
    from wizard.ground import atomic
    from wizard.history import transfer
    from wizard.history.store import History

    if options.json and options.output is None:
        raise wrong_input("`--json` prints one object, and an export is many", "give -o FILE", code="usage")
    history = History()
    lines = transfer.lines(history.stream(filter_of(options)), str(Path.home()))
    if options.output is None:
        sys.stdout.flush()
        for line in lines:
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        return Outcome(problems=tuple(history.problems))
    count_of = 0
    with atomic.replacing(options.output) as temporary, temporary.open("wb") as file:
        for line in lines:
            file.write(line)
            count_of += 1
    told = f"wrote {_builds(count_of)} to {options.output}"
    return Outcome({"builds": count_of, "file": str(options.output)}, [Text(told)], tuple(history.problems))


def imported(options: argparse.Namespace) -> Outcome:
    """All builds of a file, or none: exit 2 with each line that is no build."""
    from wizard.history.store import History
    from wizard.history.transfer import read

    if options.file == "-":
        records = read(sys.stdin.buffer, "standard input")
    else:
        with _opened(Path(options.file)) as stream:
            records = read(stream, options.file)
    history = History()
    new = history.take(records)
    old = len(records) - new
    known = f", {_builds(old)} {_are(old, 'was', 'were')} known" if old else ""
    told = f"{_builds(new)} {_are(new, 'is', 'are')} new{known}"
    return Outcome({"read": len(records), "new": new}, [told], tuple(history.problems))


def _opened(path: Path) -> BinaryIO:
    try:
        if path.exists() and not path.is_file():
            raise wrong_input("is no file", "give the file of `history export`", Where(path), "no-file")
        return path.open("rb")
    except OSError as error:
        raise wrong_input(f"cannot be read: {error.strerror}", "check the name", Where(path), "no-file") from error


def _old(entries: Sequence[Entry], options: argparse.Namespace) -> list[Entry]:
    """`entries`: newest first. What several limits name goes only where all of them let it go."""
    from wizard.history.moments import FORMAT

    chosen = [entry for entry in entries if not (options.failed and entry.done)]
    if options.days is not None:
        limit = time.strftime(FORMAT, time.gmtime(max(time.time() - count("--days", options.days) * 86400, 0)))
        chosen = [entry for entry in chosen if entry.finished < limit]
    if options.keep is not None:
        keep, seen = count("--keep", options.keep), Counter[str]()
        newest = set()
        for entry in entries:
            seen[entry.key] += 1
            newest |= {entry.id} if seen[entry.key] <= keep else set()
        chosen = [entry for entry in chosen if entry.id not in newest]
    return chosen


def _builds(number: int) -> str:
    return f"{number:,} build{'' if number == 1 else 's'}"


def _are(number: int, one: str, many: str) -> str:
    return one if number == 1 else many
