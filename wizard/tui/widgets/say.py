"""Text for widgets: foreign text becomes content, never markup."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from wizard.ground.foreign import plain

Part = str | tuple[str, str]


def say(*parts: Part) -> Content:
    """One line. Each part is text, or text with a style such as "bold $accent"."""
    made = [part if isinstance(part, tuple) else (part, "") for part in parts]
    return Content.assemble(*((plain(text).expandtabs(), style) for text, style in made))


def lines(*rows: Content) -> Content:
    """Rows below one another."""
    return Content("\n").join(rows)


def wrapped(text: str, width: int, indent: int = 0, style: str = "") -> Content:
    """A paragraph in `width` columns, all of its rows indented."""
    import textwrap

    rows = textwrap.wrap(plain(text), max(width - indent, 12)) or [""]
    return lines(*(Content.assemble(" " * indent, (row, style)) for row in rows))


def home_short(path: Path) -> str:
    """`~/project` for what lies in the user's home."""
    try:
        return str("~" / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):  # it does not, or there is no home
        return str(path)


def pair(left: Content, right: Content, width: int) -> Content:
    """`right` at the right edge, as far as there is room: `left` comes first."""
    room = width - left.cell_length - 2
    if room <= 0:
        return left.truncate(width, ellipsis=True)
    shown = right.truncate(room, ellipsis=True)
    return Content.assemble(left, " " * (width - left.cell_length - shown.cell_length), shown)
