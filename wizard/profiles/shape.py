"""What a profile may contain, and what is wrong with one that was read.

Works on plain values and gives plain tuples: no dataclasses and no pathlib, whose import alone would take a
valid file's `profile validate` past three times `python -c pass`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from wizard.profiles import texts

Finding = tuple[tuple[str | int, ...], str, str, str]  # path, code, what, what to do
Allowed = Mapping[str, tuple[str, tuple[str, ...]]]  # answer key -> kind ("choice", "set"), its values

STARTS = ("entry", "jar", "class_path", "maven", "gradle")  # at most one of them says what the program is
FORMAT: Mapping[str, Mapping[str, str]] = {
    "": {"schema": "schema", "preset": "preset", "sentence": "text"},
    "program": {
        "entry": "path", "jar": "path", "class_path": "paths", "main_class": "text", "maven": "path", "gradle": "path",
        "requirements": "requirements", "requirements_file": "path", "indexes": "indexes", "data": "paths",
    },
    "answers": {},
    "toolchain": {"graalpy": "version", "native_image": "version"},
    "snapshot": {"kind": "kind", "modules": "modules"},
    "options": {"extra": "arguments"},
    "output": {"name": "file name"},
    "budget": {"size": "size", "growth": "share", "start": "time", "memory": "size", "warn": "share"},
    "check": {"run": "commands", "imports": "modules"},
}  # fmt: skip
NOT_IN_A_PRESET = ("program", "output")
BOOLEANS = {True: ("yes", "on"), False: ("no", "off")}


def findings(values: Mapping[str, Any], allowed: Allowed, *, preset: bool = False) -> list[Finding]:
    """All that is wrong, in the file's order; the schema has been looked at before."""
    found: list[Finding] = []
    for key, value in values.items():
        if key and key in FORMAT:
            found += _section(key, value, allowed, preset=preset)
        elif key in FORMAT[""]:
            found += _checked((key,), value, FORMAT[""][key])
        else:
            found.append(_unknown((key,), allowed))
    if preset and "preset" in values:
        found.append((("preset",), "preset-of-preset", "a preset cannot start from another preset", "remove it"))
    return found


def _section(name: str, value: object, allowed: Allowed, *, preset: bool) -> Iterator[Finding]:
    if preset and name in NOT_IN_A_PRESET:
        yield (name,), "not-in-preset", f"a preset has no [{name}]", "it belongs in a profile"
        return
    if not isinstance(value, dict):
        yield (name,), "wrong-type", f"`{name}` is a table, not {kind_of(value)}", f"write [{name}]"
        return
    for key, entry in value.items():
        if name == "answers" and key in allowed:
            yield from _answer(key, entry, allowed)
        elif name != "answers" and key in FORMAT[name]:
            yield from _checked((name, key), entry, FORMAT[name][key])
        else:
            yield _unknown((name, key), allowed)
    if name == "program":
        yield from _one_start(value)


def _one_start(program: Mapping[str, Any]) -> Iterator[Finding]:
    given = [key for key in STARTS if key in program]
    if len(given) > 1:
        what = f"{' and '.join(f'`{key}`' for key in given)} name the program more than once"
        yield ("program", given[1]), "two-programs", what, "keep one of them"


def _unknown(path: tuple[str, ...], allowed: Allowed) -> Finding:
    key, section = path[-1], path[0] if len(path) > 1 else ""
    for other, keys in [*FORMAT.items(), ("answers", allowed)]:
        if key in keys and other != section:
            place = f"in [{other}]" if other else "at the top of the file"
            return path, "unknown-key", f"`{key}` does not belong here", f"it belongs {place}"
    known = list(allowed if section == "answers" else FORMAT[section])
    if not section:
        known += [name for name in FORMAT if name]
    where = f"[{section}]" if section else "a profile"
    return path, "unknown-key", f"there is no `{key}` in {where}", nearest(key, known)


def nearest(word: str, known: Iterable[str]) -> str:
    """`did you mean ...?`, or the list of what there is."""
    import difflib

    names = list(known)
    near = difflib.get_close_matches(word, names, 1, 0.55)
    return f"did you mean `{near[0]}`?" if near else f"known: {', '.join(names) or 'nothing'}"


def _answer(key: str, value: object, allowed: Allowed) -> Iterator[Finding]:
    kind, values = allowed[key]
    path = ("answers", key)
    if kind == "set" and isinstance(value, list):
        for index, entry in enumerate(value):
            if not isinstance(entry, str):
                yield (*path, index), "wrong-type", f"an entry of `{key}` is text, not {kind_of(entry)}", ""
            elif entry not in values:
                yield (*path, index), "wrong-value", f"`{key}` cannot contain `{entry}`", nearest(entry, values)
    elif isinstance(value, bool) and any(word in values for word in BOOLEANS[value]):
        return
    elif not isinstance(value, str):
        wanted = "a list or text" if kind == "set" else "text"
        yield path, "wrong-type", f"`{key}` is {wanted}, not {kind_of(value)}", f"one of: {', '.join(values)}"
    else:
        for what, todo in refusals(key, value, kind, values):
            yield path, "wrong-value", what, todo


def refusals(key: str, text: str, kind: str, values: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Why the text of an answer is none of its values: what, what to do."""
    if kind == "set" and text not in ("all", "none"):
        for word in words(text):
            if word not in values:
                yield f"`{key}` cannot contain `{word}`", nearest(word, [*values, "all", "none"])
    elif kind != "set" and chosen(text, values) not in values:
        yield f"`{key}` cannot be `{text}`", nearest(text, values)


def words(text: str) -> list[str]:
    """The parts of "a, b"."""
    return [word for word in (part.strip() for part in text.split(",")) if word]


def chosen(text: str, values: tuple[str, ...]) -> str:
    """`text`, with true and false as yes and no (or on and off) where those are the values."""
    if text in ("true", "false") and text not in values:
        return next((word for word in BOOLEANS[text == "true"] if word in values), text)
    return text


def _checked(path: tuple[str, ...], value: object, kind: str) -> Iterator[Finding]:
    if kind == "schema":
        return  # looked at before anything else, as it decides what the rest means
    if kind in texts.LISTS:
        yield from _list(path, value, texts.LISTS[kind])
        return
    if kind == "size" and type(value) is int and 0 < value < 10**15:
        return
    if not isinstance(value, str):
        yield path, "wrong-type", f"`{path[-1]}` is text, not {kind_of(value)}", _example(kind)
        return
    yield from _refused(path, value, texts.SINGLES[kind])


def _list(path: tuple[str, ...], value: object, judge: Callable[[str], tuple[str, str] | None]) -> Iterator[Finding]:
    if not isinstance(value, list):
        todo = "put it into [ ]" if isinstance(value, str) else ""
        yield path, "wrong-type", f"`{path[-1]}` is a list of texts, not {kind_of(value)}", todo
        return
    for index, entry in enumerate(value):
        if isinstance(entry, str):
            yield from _refused((*path, index), entry, judge)
        else:
            yield (*path, index), "wrong-type", f"an entry of `{path[-1]}` is text, not {kind_of(entry)}", ""


def _refused(
    path: tuple[str | int, ...], text: str, judge: Callable[[str], tuple[str, str] | None]
) -> Iterator[Finding]:
    refusal = judge(text)
    if refusal:
        yield path, "wrong-value", *refusal


def _example(kind: str) -> str:
    return {
        "size": 'such as "120 MB"',
        "share": 'such as "2 %"',
        "time": 'such as "90 ms"',
        "version": 'such as "25.0.3"',
    }.get(kind, "quote it")


def kind_of(value: object) -> str:
    """What a TOML value is, in words."""
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date or time")
