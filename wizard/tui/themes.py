"""The app's own two themes and the terminal's."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="dark", primary="#6cb6ff", secondary="#3d6f9e", accent="#f0b35b", warning="#f0b35b", error="#f47067",
    success="#7ec699", foreground="#d7dde4", background="#14181d", surface="#1b2027", panel="#262d36", dark=True,
    variables={
        "border": "#6cb6ff", "border-blurred": "#3a4450", "footer-background": "#1b2027",
        "footer-key-foreground": "#f0b35b", "footer-description-foreground": "#aab4bf",
        "block-cursor-foreground": "#14181d", "block-cursor-background": "#6cb6ff", "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#2f3a46", "block-cursor-blurred-foreground": "#d7dde4",
    },
)  # fmt: skip
LIGHT = Theme(
    name="light", primary="#0b5cad", secondary="#5a86b0", accent="#9a5b00", warning="#9a5b00", error="#b3261e",
    success="#1e7a3c", foreground="#1f2328", background="#f7f8fa", surface="#eef1f4", panel="#e0e5ea", dark=False,
    variables={
        "border": "#0b5cad", "border-blurred": "#b9c3cd", "footer-background": "#e6eaee",
        "footer-key-foreground": "#8a4b00", "footer-description-foreground": "#3f4750",
        "block-cursor-foreground": "#ffffff", "block-cursor-background": "#0b5cad", "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#cfd8e1", "block-cursor-blurred-foreground": "#1f2328",
    },
)  # fmt: skip
ANSI = Theme(
    name="ansi", ansi=True, primary="ansi_blue", secondary="ansi_cyan", warning="ansi_yellow", error="ansi_red",
    success="ansi_green", accent="ansi_magenta", foreground="ansi_default", background="ansi_default",
    surface="ansi_default", panel="ansi_default", boost="ansi_default", dark=True,
    variables={
        "ansi-background": "ansi_default", "ansi-foreground": "ansi_default", "border-blurred": "ansi_bright_black",
        "border": "ansi_blue", "block-cursor-foreground": "ansi_black", "block-cursor-background": "ansi_cyan",
        "block-cursor-blurred-foreground": "ansi_default", "block-cursor-blurred-background": "ansi_default",
        "block-cursor-blurred-text-style": "bold", "input-cursor-background": "ansi_black",
        "input-cursor-foreground": "ansi_bright_white", "input-selection-background": "ansi_bright_blue",
        "input-selection-foreground": "ansi_black", "screen-selection-background": "ansi_bright_blue",
        "screen-selection-foreground": "ansi_black", "footer-key-foreground": "ansi_yellow",
    },
)  # fmt: skip
OWN = (DARK, LIGHT, ANSI)
NAMES = tuple(theme.name for theme in OWN)
