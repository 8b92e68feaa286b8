"""Data: classes and modules get names, lose them and get others in their place; says after each what they hold."""

import argparse
import builtins
import csv
import datetime
import decimal
import enum
import inspect
import io
import json
import math
import os
import pathlib
import re
import string
import sys
import threading
import time
import types
import typing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CLASSES: "list[Any]" = [
    json.JSONEncoder,
    json.JSONDecodeError,
    argparse.ArgumentParser,
    argparse.Namespace,
    csv.Dialect,
    datetime.timedelta,
    decimal.Decimal,
    decimal.Context,
    enum.Enum,
    re.RegexFlag,
    inspect.Parameter,
    io.StringIO,
    pathlib.PurePath,
    string.Template,
    threading.Thread,
    types.SimpleNamespace,
    typing.Generic,
    typing.NamedTuple,
]
MODULES: "list[Any]" = [
    argparse,
    builtins,
    csv,
    datetime,
    decimal,
    io,
    json,
    math,
    os,
    re,
    sys,
    threading,
    time,
    typing,
]
VALUES: "tuple[object, ...]" = (1, 2**40, 2**70, 1.5, True, "text", None, [], lambda self: 7)


def held(thing: "Any") -> str:
    names = [name for name in vars(thing) if name not in ("__builtins__", "modules", "snapshot")]
    if isinstance(thing, types.ModuleType):
        names.sort()  # in a table a name that comes back is the last, as in CPython; else it is where it was
    return f"{len(names)} {hash(tuple(map(len, names)))} {names[:3]} {names[-9:]}"


def named(thing: "Any", first: object) -> str:
    """New names, with values of each kind in turn; a name that is taken away comes back at the end or where it was."""
    shown = []
    for value in (first, *VALUES):
        thing.wizard_a = value
        shown.append(repr(thing.wizard_a)[:9])
        thing.wizard_b = thing.wizard_a
    shown.append(held(thing))
    del thing.wizard_a
    shown.append(f"{hasattr(thing, 'wizard_a')} {hasattr(thing, 'wizard_b')} {held(thing)}")
    for value in range(300):
        thing.wizard_a = value if value % 2 else str(value)
        assert thing.wizard_a == (value if value % 2 else str(value))
        del thing.wizard_a
    shown.append(held(thing))
    thing.wizard_c = thing.wizard_a = first
    del thing.wizard_b, thing.wizard_c
    shown.append(held(thing))
    del thing.wizard_a
    return " | ".join(shown)


def changed(thing: "Any") -> str:
    """Names that were there get values of other kinds, are taken away, and come back."""
    shown, before = [], held(thing)
    for name in [name for name in vars(thing) if name[0] != "_" and name not in ("stdout", "stderr", "modules")][:40]:
        old = vars(thing)[name]
        try:
            for value in VALUES:
                setattr(thing, name, value)
                assert vars(thing)[name] is value or vars(thing)[name] == value
            delattr(thing, name)
            shown.append(f"{name in vars(thing)} {held(thing)}")
        except (AttributeError, TypeError) as error:
            shown.append(f"{name} {type(error).__name__}")
        setattr(thing, name, old)
        assert vars(thing)[name] is old or vars(thing)[name] == old
    return f"{before} | {held(thing)} | {' '.join(shown)}"


def tried(what: "Any", *arguments: object) -> str:
    try:
        return what(*arguments)  # type: ignore[no-any-return]
    except (AttributeError, TypeError) as error:
        return f"{type(error).__name__}: {error}"


for thing in CLASSES:
    for first in (1, 2.5, "text"):
        print(thing.__qualname__, tried(named, thing, first))
for thing in [int, str, list, dict, type, object, BaseException, types.FunctionType, types.ModuleType]:
    print(thing.__qualname__, tried(named, thing, 1))
for thing in MODULES:
    print(thing.__name__, tried(named, thing, 1))
for thing in [json.JSONEncoder, argparse.Namespace, csv.Dialect, decimal.Context, string.Template, inspect.Parameter]:
    print(thing.__qualname__, tried(changed, thing))
for thing in [argparse, csv, decimal, json, math, string, threading]:
    print(thing.__name__, tried(changed, thing))


# What reads a name for the thousandth time sees that it is another, in classes, those that extend them, and modules.
class Own(json.JSONEncoder):
    item_separator = "; "


def read(count: int = 2000) -> "list[object]":
    seen: list[object] = []
    plain, own = json.JSONEncoder(), Own()
    for i in range(count):
        if i == count // 2:
            json.JSONEncoder.key_separator = " = "
            math.pi = 3  # type: ignore[misc]
            json.JSONEncoder.wizard = lambda self: "new"  # type: ignore[attr-defined]
        value = (plain.key_separator, own.key_separator, own.item_separator, math.pi, hasattr(own, "wizard"))
        if not seen or seen[-1] != value:
            seen.append(value)
    del json.JSONEncoder.wizard, json.JSONEncoder.key_separator  # type: ignore[attr-defined]
    seen.append((hasattr(own, "wizard"), hasattr(json.JSONEncoder, "key_separator")))
    json.JSONEncoder.key_separator = ": "
    return seen


print(read(), json.dumps({"a": [1, 2]}, cls=Own))
# Instances, classes and modules that are made when the program runs.
made: "Any" = type("Made", (argparse.Namespace,), {"a": 1, "b": 2.5})
made.c = made.a = "text"
del made.b
print(sorted(k for k in vars(made) if k[0] != "_"), argparse.Namespace(x=1, y="z"), made(x=1).x, made().c)
module: "Any" = types.ModuleType("made")
module.a = 1
module.a = module.b = "text"
del module.b
module.__dict__["c"] = 2
print(sorted(module.__dict__), module.a, module.c)
decimal.__class__ = type("Special", (types.ModuleType,), {"special": 1})
print(decimal.special, decimal.Decimal("1.5") + 1, re.IGNORECASE | re.MULTILINE)  # type: ignore[attr-defined]
print(re.RegexFlag(2), sorted(re.RegexFlag.__members__))
