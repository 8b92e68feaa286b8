"""Questions as lines: what is asked goes to standard error, what is answered comes from standard input.

No escape byte is ever written. At the end of the input every question takes its default; one that has none is exit 2.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from wizard.cli import stream
from wizard.ground.foreign import plain
from wizard.ground.problems import wrong_input

WIDTH = 78
LONGEST = 4096  # characters of an answer


class BackError(Exception):
    """`<`: the question before this one."""


class RestError(Exception):
    """`>`: everything that is left takes its default."""


class LeaveError(Exception):
    """`q`: nothing is to be done."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a numbered list. `word` may be typed in place of its number."""

    word: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. `default`: words of `items`; None: it has none. `name` is how an error calls it."""

    name: str
    prompt: str
    items: Sequence[Item]
    default: tuple[str, ...] | None
    several: bool = False
    help: Sequence[str] = ()


class Prompts:
    """One conversation."""

    def __init__(self) -> None:
        self.ended = False  # the input has; nothing is asked any more
        self.by_hand = sys.stdin is not None and sys.stdin.isatty()

    def say(self, text: str = "", indent: int = 0) -> None:
        """A paragraph, safe for a terminal."""
        pad = " " * indent
        lines = textwrap.wrap(
            plain(text), WIDTH, initial_indent=pad, subsequent_indent=pad, break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip
        stream.tell("\n".join(lines or [""]) + "\n")

    def ask(self, asked: Asked) -> tuple[str, ...]:
        """The chosen words. Raises BackError, RestError, LeaveError; exit 2 at the end of input without a default."""
        if self.ended:
            return self._left(asked)
        self._show(asked)
        while True:
            text = self._line(f"{asked.prompt}{_default(asked)}: ")
            if text is None:
                return self._left(asked)
            if text == "?":
                for line in asked.help or ("Type the number or the word of an answer.",):
                    self.say(line, indent=2)
                self.say("`<` goes back, `>` takes what is left as it is, `q` leaves without saving.", indent=2)
                continue
            found = self._chosen(asked, text)
            if found is not None:
                return found

    def text(self, prompt: str) -> str | None:
        """A free line; None at the end of input."""
        return None if self.ended else self._line(f"{prompt}: ")

    def _show(self, asked: Asked) -> None:
        for number, item in enumerate(asked.items, 1):
            text = f"{number} {item.title}" + (f": {item.text}" if item.text else "")
            self.say(text, indent=2)

    def _line(self, prompt: str) -> str | None:
        stream.tell(plain(prompt))
        line = sys.stdin.readline(LONGEST) if sys.stdin is not None else ""
        while len(line) == LONGEST and not line.endswith("\n"):  # the rest of a line that is no answer
            if (more := sys.stdin.readline(LONGEST)).endswith("\n") or not more:
                break
        if not line:
            self.ended = True
        if not line.endswith("\n") or not self.by_hand:
            stream.tell("\n")  # where nobody typed a newline, none stands after the prompt
        return line.strip() if line else None

    def _left(self, asked: Asked) -> tuple[str, ...]:
        if asked.default is None:
            ways = ", ".join(item.word for item in asked.items)
            raise wrong_input(f"the question `{asked.name}` has no answer", f"one of: {ways}", code="no-answer")
        titles = [item.title for item in asked.items if item.word in asked.default]
        self.say(f"{asked.prompt}: {', '.join(titles) or 'none'}")
        return asked.default

    def _chosen(self, asked: Asked, text: str) -> tuple[str, ...] | None:
        special = {"<": BackError, ">": RestError, "q": LeaveError}
        if text in special:
            raise special[text]
        if not text and asked.default is not None:
            return asked.default
        words = [part for part in text.replace(",", " ").split() if part] if asked.several else [text]
        found = [item_of(asked.items, word) for word in words]
        if asked.several and words in (["all"], ["none"]):
            return tuple(item.word for item in asked.items) if words == ["all"] else ()
        if not words or None in found:
            self.say("That is none of the answers. A number or a word of the list; ? for help.")
            return None
        return tuple(dict.fromkeys(item.word for item in found if item is not None))


def item_of(items: Sequence[Item], text: str) -> Item | None:
    """By number, by word, or by the beginning of one title."""
    if text.isascii() and text.isdigit():
        number = int(text[:4])
        return items[number - 1] if 0 < number <= len(items) else None
    wanted = text.lower()
    if exact := [item for item in items if wanted in (item.word.lower(), item.title.lower())]:
        return exact[0]
    near = [item for item in items if wanted and item.title.lower().startswith(wanted)]
    return near[0] if len(near) == 1 else None


def _default(asked: Asked) -> str:
    if asked.default is None:
        return ""
    numbers = [str(n) for n, item in enumerate(asked.items, 1) if item.word in asked.default]
    return f" [{','.join(numbers) or 'none'}]"
