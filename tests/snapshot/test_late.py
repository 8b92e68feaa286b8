"""Modules of the library whose imports of others wait in the snapshot of a program: they do what they do without."""

from __future__ import annotations

import pytest

from tests.snapshot.late import imported
from tests.snapshot.machine import Machine
from wizard.catalogue.snapshot import fit, fit_in_program, late, shipped, why_not
from wizard.planning.broken import broken_by

pytestmark = pytest.mark.jvm

BEHAVIOUR = """
import email, email.generator, email.message, email.utils, importlib.metadata, importlib.resources, inspect, io
import logging.handlers, mailbox, pickle, statistics, tempfile, types, typing

print(type(email.utils.socket).__mro__[-2] is types.ModuleType, email.utils.socket is sys.modules["socket"])
print(email.utils.formatdate(0), email.utils.parseaddr("A B <a@b.c>"), "@" in email.utils.make_msgid())
made = email.message_from_string("Subject: x\\nTo: a@b.c\\n\\nbody")
print(made["subject"], made.get_payload(), pickle.loads(pickle.dumps(made)).as_string() == made.as_string())
part = email.message.EmailMessage()
part.set_content("text"); part.add_attachment(b"1", maintype="a", subtype="b")
out = io.StringIO(); email.generator.Generator(out).flatten(part); print(len(out.getvalue()))
try:
    importlib.metadata.version("no-such-distribution")
except importlib.metadata.PackageNotFoundError as error:
    print(type(error).__mro__, error)
print(len(importlib.metadata.entry_points()), [type(one).__name__ for one in importlib.metadata.distributions()])
print(importlib.metadata._adapters._warn.func, importlib.metadata.MetadataPathFinder.find_distributions)
place = importlib.resources.files("json") / "decoder.py"
print(type(place).__name__, place.is_file(), len(place.read_text()))
with importlib.resources.as_file(place) as file:
    print(file.name)
common = importlib.resources._common
print(typing.get_type_hints(common._temp_path.__wrapped__), common._tempfile.__wrapped__.__kwdefaults__)
print(inspect.getsource(email.utils)[:2000] == open(email.utils.__file__).read()[:2000], email.utils.__spec__.origin)
print(logging.handlers.SocketHandler("localhost", 1).retryMax, statistics.mean([1, 2]), mailbox.Mailbox.__mro__)
print(tempfile._Random is sys.modules["random"].Random, sys.modules["random"] is statistics.random)
old = importlib.metadata
print(importlib.reload(old) is old, old.PackageNotFoundError.__module__)
"""
CHANCE = """
import email.generator, email.utils, statistics
print(email.utils.make_msgid(domain="d").split(".")[-1], email.generator.Generator._make_boundary())
print(statistics.NormalDist().samples(1), email.utils.random.random())
"""


def reasons() -> dict[str, str]:
    """Of modules that are not fit."""
    found = ("random", "socket", "tempfile", "sysconfig", "asyncio", "urllib.request", "urllib.error", *late())
    return {name: why_not(name) for name in found}


def test_they_do_what_they_do_without_and_what_waits_is_of_the_run(engine: Machine) -> None:
    names = sorted(late())
    with imported(engine, fit(), reasons(), names):
        there = 'import sys\nheld = sys.modules["__graalpython__"].snapshot\n'
        there += f"print([name for name in {names} if name not in held])\n"
        there += "print(type(sys.modules['random']).__name__, type(sys.modules['socket']).__name__)\n"
        status, out, err = engine.run(engine.program(there), modules=",".join(shipped()))
        assert (status, out.splitlines()[-2:]) == (0, ["[]", "Late Late"]), err
        program = engine.program("import sys\n" + BEHAVIOUR)
        status, expected, err = engine.run(program)
        assert (status, len(expected.splitlines())) == (0, 14), err
        status, seen, err = engine.run(program, modules=",".join(shipped()))
        assert status == 0, err
        told = [line for line in seen.splitlines() if not line.startswith("graalpy-wizard: ")]
        assert told == expected.splitlines()
        runs = [engine.run(engine.program(CHANCE), modules=",".join(shipped()))[1].splitlines()[-2:] for _ in range(2)]
        values = [" ".join(run).split() for run in runs]
        assert all(one != other for one, other in zip(*values, strict=True))


def test_none_is_fit_as_it_is(engine: Machine) -> None:
    assert not fit() & late()
    assert fit_in_program() == fit() | late()
    assert all(why_not(name) for name in late())
    assert not [name for name in late() if broken_by(name, engine.plan.broken)]
