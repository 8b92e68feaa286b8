"""The files that a requirements file names: all of them decide what goes into the executable.

pip itself resolves them; this only finds them, by pip's grammar (comments, continued lines, `-r FILE`, `-rFILE`,
`--requirement=FILE`, `-c`, `${VARIABLE}`), as pip has no public function for it.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

_COMMENT = re.compile(r"(^|\s+)#.*$")
_VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)\}")
_LONG = ("--requirement", "--constraint")


def files_of(file: Path) -> list[Path]:
    """`file` and every local file that it leads to, each once; those that cannot be read are among them."""
    left, found = [file], list[Path]()
    while left:
        path = left.pop(0)
        path = Path(os.path.normpath(path))
        if path not in found:
            found.append(path)
            left += [path.parent / name for name in _named_in(path) if "://" not in name]
    return found


def _named_in(file: Path) -> Iterator[str]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return
    for line in _lines(text):
        try:
            words = shlex.split(line)
        except ValueError:
            continue
        yield from _values(words)


def _lines(text: str) -> Iterator[str]:
    """Logical lines without comments; a line that ends with a backslash goes on."""
    whole = ""
    for line in text.splitlines():
        comment = line.lstrip().startswith("#")
        if line.endswith("\\") and not comment:
            whole += line[:-1]
            continue
        whole += f" {line}" if comment else line
        yield _expanded(_COMMENT.sub("", whole))
        whole = ""
    yield _expanded(_COMMENT.sub("", whole))


def _expanded(line: str) -> str:
    return _VARIABLE.sub(lambda match: os.environ.get(match[1]) or match[0], line)


def _values(words: list[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        following = words[place + 1 : place + 2]
        if word in ("-r", "-c", *_LONG):
            yield from following
        elif word.startswith(("-r", "-c")):
            yield word[2:]
        elif word.startswith(tuple(f"{name}=" for name in _LONG)):
            yield word.partition("=")[2]
