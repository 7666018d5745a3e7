"""The colours of the house: gold on night, and one for each signal."""

from rich.terminal_theme import TerminalTheme
from textual.theme import Theme

AURIC = Theme(
    name="auric",
    primary="#d4a547",
    secondary="#7aa2c8",
    accent="#e8c06a",
    foreground="#d8d6d0",
    background="#12131a",
    surface="#181a23",
    panel="#222533",
    success="#8fbf7f",
    warning="#e0b060",
    error="#e0707a",
    dark=True,
    variables={
        "block-cursor-background": "#2a2e40",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#20232f",
        "footer-key-foreground": "#d4a547",
        "input-selection-background": "#d4a547 35%",
        "border-blurred": "#343849",
        "scrollbar": "#343849",
        "scrollbar-background": "#12131a",
        "scrollbar-hover": "#4a5068",
        "scrollbar-active": "#d4a547",
    },
)


def rgb(code: str) -> tuple[int, int, int]:
    """A colour in three numbers."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


# What `cyan`, `magenta` and the others of tui/strokes.py look like here.
NORMAL = ("#12131a", "#e0707a", "#8fbf7f", "#e5b567", "#6f9fd8", "#c58fd8", "#62c1c4", "#d8d6d0")
BRIGHT = ("#7d869e", "#f08a92", "#a9d69a", "#f2cc85", "#8fb8ea", "#d7a9e8", "#86d8da", "#ffffff")
SIGNALS = TerminalTheme(
    rgb("#12131a"), rgb("#d8d6d0"), [rgb(c) for c in NORMAL], [rgb(c) for c in BRIGHT]
)
