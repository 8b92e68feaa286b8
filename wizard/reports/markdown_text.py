"""Foreign text in Markdown."""

from __future__ import annotations

from wizard.ground.foreign import plain

_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "@\u200b"}
_ESCAPED = "\\`*_[]|!#~"


def safe(text: str, limit: int = 300) -> str:
    """As it reads, whatever it is: no link, image, mention, table cell or HTML comes of it."""
    return "".join(f"\\{c}" if c in _ESCAPED else _SIGNS.get(c, c) for c in plain(text, limit=limit))
