"""What the texts of a profile may look like: each judge gives what is wrong and what to do, or None."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Refusal = tuple[str, str] | None
Judge = Callable[[str], Refusal]

# Not compiled here: a validation needs few of them, and compiling all costs a fifth of what it may take.
_PRESET_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*"
_VERSION = r"[0-9]{1,5}(\.[0-9]{1,5}){0,3}([.+-][0-9A-Za-z]{1,20}){0,2}"
_MODULE = r"[^\W\d]\w*(\.[^\W\d]\w*)*"
_CONTROL = r"[\x00-\x1f\x7f-\x9f\u2028\u2029]"
_TURNED = r"[\u202a-\u202e\u2066-\u2069\u200e\u200f]"  # bidi controls make a name look like another
# The common case without `packaging`, whose import costs more than the rest of a validation.
_PLAIN_REQUIREMENT = (
    r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(\[[A-Za-z0-9._-]+(,[A-Za-z0-9._-]+)*\])?"
    r"((~=|==|!=|<=|>=|<|>)[0-9]+(\.[0-9]+)*(,(~=|==|!=|<=|>=|<|>)[0-9]+(\.[0-9]+)*)*)?"
)
_TWO_COMPONENTS = r"~=[0-9]+(,|$)"  # `~=1` is no valid specifier


def text(value: str) -> Refusal:
    """Any text that says something and fits into an argument."""
    if not value.strip():
        return "it is empty", "remove it or fill it in"
    return ("it contains a NUL character", "remove it") if "\0" in value else None


def line(value: str) -> Refusal:
    """Text of one line."""
    return text(value) or (("it contains a control character", "remove it") if re.search(_CONTROL, value) else None)


def argument(value: str) -> Refusal:
    """A raw argument for native-image: it has to start with "-", as anything else names a class or a file."""
    if refusal := text(value):
        return refusal
    if not value.startswith("-"):
        return f"`{value}` is no option of native-image", "an option starts with `-`"
    return None


def path(value: str) -> Refusal:
    """A path or glob; whether it may be reached is a matter of trust."""
    return text(value)


def version(value: str) -> Refusal:
    """Digits and dots, and perhaps a suffix: it becomes part of file names."""
    return None if re.fullmatch(_VERSION, value) else (f"`{value}` is not a version", 'such as "25.0.3"')


def preset(value: str) -> Refusal:
    """The name of a preset, never a path."""
    if re.fullmatch(_PRESET_NAME, value) and len(value) <= 64:
        return None
    return f"`{value}` is not the name of a preset", "letters, digits, `.`, `_` and `-`, no path"


def file_name(value: str) -> Refusal:
    """A bare file name: no folder, nothing that hides or turns it."""
    todo = 'a bare file name such as "app"'
    if value.strip() in ("", ".", "..") or "/" in value or "\\" in value or ":" in value:
        return f"`{value}` is not a bare file name", todo
    if re.search(_CONTROL, value) or re.search(_TURNED, value):
        return "the file name contains control characters", todo
    if len(value.encode(errors="replace")) > 200:
        return "the file name is longer than 200 bytes", todo
    return None


def kind(value: str) -> Refusal:
    """What a snapshot is made of."""
    return None if value in ("library", "program") else (f"`{value}` is no kind of snapshot", "`library` or `program`")


def module(value: str) -> Refusal:
    """A dotted module name."""
    return None if re.fullmatch(_MODULE, value) else (f"`{value}` is not the name of a module", 'such as "json"')


def size(value: str) -> Refusal:
    """A size such as "120 MB"."""
    from wizard.profiles.amounts import size_of

    return _number(value, size_of, f"`{value}` is not a size", 'such as "120 MB" or "64 MiB"')


def share(value: str) -> Refusal:
    """A percentage such as "2 %"."""
    from wizard.profiles.amounts import share_of

    return _number(value, share_of, f"`{value}` is not a percentage", 'such as "2 %"')


def time(value: str) -> Refusal:
    """A time such as "90 ms"."""
    from wizard.profiles.amounts import time_of

    return _number(value, time_of, f"`{value}` is not a time", 'such as "90 ms" or "1.5 s"')


def _number(value: str, parse: Callable[[str], object], what: str, todo: str) -> Refusal:
    try:
        parse(value)
    except ValueError:
        return what, todo
    return None


def command(value: str) -> Refusal:
    """A command line of arguments, split as a shell does."""
    import shlex

    if "\0" in value:
        return text(value)
    try:
        shlex.split(value)
    except ValueError as error:
        return f"`{value}` cannot be split into arguments: {error}", "close the quotation"
    return None


def index(value: str) -> Refusal:
    """The address of a package index."""
    if refusal := line(value):
        return refusal
    if not value.startswith(("https://", "http://")) or any(c.isspace() for c in value):
        return f"`{value}` is not the address of a package index", "it starts with https://"
    return None


def requirement(value: str) -> Refusal:
    """A distribution with its versions (PEP 508), never an option of pip, a path or something to be compiled."""
    if re.fullmatch(_PLAIN_REQUIREMENT, value) and not re.search(_TWO_COMPONENTS, value):
        return None
    if refusal := line(value):
        return refusal
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        url = Requirement(value).url
    except InvalidRequirement:
        return f"`{value}` is not a requirement", 'such as "rich>=13"; options and paths have no place here'
    if url and not (url.startswith("https://") and url.split("#")[0].split("?")[0].endswith(".whl")):
        return f"`{value}` does not name a wheel", "only the https:// address of a .whl file needs no compiler"
    return None


SINGLES: Mapping[str, Judge] = {
    "text": line, "preset": preset, "path": path, "version": version, "kind": kind, "file name": file_name,
    "size": size, "share": share, "time": time,
}  # fmt: skip
LISTS: Mapping[str, Judge] = {
    "paths": path, "requirements": requirement, "indexes": index, "modules": module, "arguments": argument,
    "commands": command,
}  # fmt: skip
