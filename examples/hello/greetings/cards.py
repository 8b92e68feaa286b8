"""A frame around a line of text."""


def card(text: str) -> str:
    edge = "+" + "-" * (len(text) + 2) + "+"
    return f"{edge}\n| {text} |\n{edge}"
