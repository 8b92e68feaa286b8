"""The line that a key of a TOML file stands in: tomllib gives values only, and no library gives positions.

Works on text that tomllib has accepted, so that it need not judge what it reads.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

KeyPath = tuple[str | int, ...]  # ("program", "data", 0) is the first entry of [program] data

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_LITERAL = re.compile(r"'[^'\n]*'")
_LONG_BASIC = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}', re.DOTALL)
_LONG_LITERAL = re.compile(r"'''.*?'{3,5}", re.DOTALL)
_PLAIN = re.compile(r"[^,\]}#\n]+")
_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """Lines, from 1, of each key, table and array entry of valid TOML."""
    return _Scanner(text).run()


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """The line of `path`, or of the nearest thing that holds it; 0 if there is none."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 0


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[KeyPath, int] = {}
        self.entries: dict[KeyPath, int] = {}  # array of tables -> its last index
        self.ends = [match.start() for match in re.finditer("\n", text)]

    def run(self) -> Mapping[KeyPath, int]:
        table: KeyPath = ()
        self._take(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._take(_BLANK)
        return self.found

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:  # cannot be in valid TOML; moving on keeps the scanner from standing still
            self.at += 1
            return ""
        self.at = match.end()
        return match.group()

    def _record(self, path: KeyPath, at: int) -> None:
        self.found.setdefault(path, bisect_right(self.ends, at - 1) + 1)

    def _header(self) -> KeyPath:
        start = self.at
        several = self.text.startswith("[[", start)
        self.at += 2 if several else 1
        path: KeyPath = ()
        for name in self._names():
            path = (*self._entered(path), name)
            self._record(path, start)
        self.at += 2 if several else 1
        if not several:
            return path
        self.entries[path] = self.entries.get(path, -1) + 1
        path = self._entered(path)
        self._record(path, start)
        return path

    def _entered(self, path: KeyPath) -> KeyPath:
        return (*path, self.entries[path]) if path in self.entries else path

    def _names(self) -> list[str]:
        names = []
        while True:
            self._take(_SPACE)
            names.append(self._name())
            self._take(_SPACE)
            if not self.text.startswith(".", self.at):
                return names
            self.at += 1

    def _name(self) -> str:
        first = self.text[self.at : self.at + 1]
        if first == "'":
            return self._take(_LITERAL)[1:-1]
        if first != '"':
            return self._take(_BARE)
        literal = self._take(_BASIC)
        return _unescaped(literal) if "\\" in literal else literal[1:-1]

    def _pair(self, table: KeyPath) -> None:
        start, path = self.at, table
        for name in self._names():
            path = (*path, name)
            self._record(path, start)
        self.at += 1  # the equals sign
        self._take(_SPACE)
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        rest = self.text[self.at : self.at + 3]
        if rest[:1] == "[":
            self._array(path)
        elif rest[:1] == "{":
            self._inline(path)
        elif rest == '"""':
            self._take(_LONG_BASIC)
        elif rest == "'''":
            self._take(_LONG_LITERAL)
        else:
            self._take({'"': _BASIC, "'": _LITERAL}.get(rest[:1], _PLAIN))

    def _array(self, path: KeyPath) -> None:
        self.at += 1
        index = 0
        self._take(_BLANK)
        while self.at < len(self.text) and self.text[self.at] != "]":
            self._record((*path, index), self.at)
            self._value((*path, index))
            index += 1
            self._comma()
        self.at += 1

    def _inline(self, path: KeyPath) -> None:
        self.at += 1
        self._take(_BLANK)
        while self.at < len(self.text) and self.text[self.at] != "}":
            self._pair(path)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        self._take(_BLANK)
        if self.text.startswith(",", self.at):
            self.at += 1
        self._take(_BLANK)


def _unescaped(literal: str) -> str:
    import tomllib

    return str(tomllib.loads(f"key = {literal}")["key"])
